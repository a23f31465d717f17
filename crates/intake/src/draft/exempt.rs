//! What an exemption is from. It counts for the kinds that it names and for no others, so that a word nobody knows would
//! make it void without anybody seeing it.

use facts::kinds;

use super::{Job, values};
use crate::book::Cell;
use crate::reading::{is_nothing, key, pieces};
use crate::recognise::EXEMPT_FROM;
use crate::refusal::Reason;

/// Exempt from all.
const EVERYTHING: &[&str] = &["全部", "所有", "一切", "全部事项", "所有事项"];

/// The names of the kinds in a cell, each once; none where the exemption is from everything.
pub fn from(job: &Job, cell: &Cell) -> Result<Vec<String>, Reason> {
    values::sound(cell)?;
    let shown = cell.shown();
    if is_nothing(&shown) || EVERYTHING.contains(&key(&shown).as_str()) {
        return Ok(Vec::new());
    }
    let mut found: Vec<String> = Vec::new();
    for piece in pieces(&shown) {
        for name in named(job, &piece).ok_or_else(|| unknown(job))? {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    if found.is_empty() { Err(unknown(job)) } else { Ok(found) }
}

/// The kinds that one word names: by a name of theirs, or as people call what has to be done.
fn named(job: &Job, word: &str) -> Option<Vec<String>> {
    let word = key(word);
    let name = |slug: &&str| job.rulebook.kind_named(slug).map(|(_, kind)| kind.name.clone());
    // 不参加集中学习, 免交党费: that somebody is exempt from it is what the record says already.
    let bare = ["免于", "免除", "不参加", "参加", "免"].iter().find_map(|before| word.strip_prefix(before));
    [Some(word.as_str()), bare].into_iter().flatten().find_map(|word| {
        let own = job.kind_names.iter().find(|(_, known)| known == word).and_then(|(kind, _)| job.rulebook.kind(*kind));
        // The slug, too: so exemptions may stand in the ledger.
        let own = own.or(job.rulebook.kind_named(word).map(|(_, kind)| kind)).map(|kind| vec![kind.name.clone()]);
        let common = || EXEMPT_FROM.iter().find(|(known, _)| *known == word);
        own.or_else(|| common().map(|(_, slugs)| slugs.iter().filter_map(name).collect()))
    })
}

fn unknown(job: &Job) -> Reason {
    let events = job.rulebook.kinds.iter().filter(|kind| !kinds::CORE.contains(&kind.slug.as_str()));
    Reason::NothingToBeExemptFrom { known: events.map(|kind| kind.name.clone()).collect() }
}
