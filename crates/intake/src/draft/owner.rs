//! Which organisation the rows of a sheet belong to: what the mapping, the lines above the header, headings and the
//! names of the sheet and the file say.

use facts::OrganisationId;

use super::Job;
use crate::book::Sheet;
use crate::directory::branch_in;
use crate::reading::{is_blank, key, narrow};
use crate::recognise::{Layout, ORGANISATION, SUPERIOR};

/// Which organisation the rows of a sheet belong to where no column says so.
#[derive(Clone)]
pub enum Owner {
    Known(OrganisationId),
    /// A branch that nobody knows, as written.
    Stranger(String),
    /// Several branches are named, and nothing says whose the rows are.
    Several(Vec<String>),
    Nowhere,
}

/// In front of a later colon stands a title: `党费收缴登记表(单位:元)`.
const LONGEST_LABEL: usize = 8;

/// A line above the header, or what stands behind one of the labels in it.
struct Line {
    /// As [`key`] writes it; empty where there is none.
    label: String,
    text: String,
}

/// The organisation that the mapping, a label, the sheet's name, a title or the file's name tells.
pub fn owner(job: &Job, sheet: &Sheet, layout: &Layout) -> Owner {
    if let Some(name) = &layout.organisation {
        return job.directory.named(name).map_or(Owner::Stranger(name.clone()), |found| Owner::Known(found.id));
    }
    let lines = lines(&layout.titles);
    let labelled = |line: &&Line| ORGANISATION.contains(&line.label.as_str()) && !line.text.is_empty();
    if let Some(Line { text, .. }) = lines.iter().find(labelled) {
        let found = job.directory.named_in(text);
        return found.map_or(Owner::Stranger(text.clone()), |found| Owner::Known(found.id));
    }
    let of_others = |line: &&Line| SUPERIOR.iter().any(|word| line.label.contains(word));
    let texts = lines.iter().filter(|line| !of_others(line)).map(|line| line.text.as_str());
    let places: Vec<&str> = std::iter::once(sheet.name.as_str()).chain(texts).collect();
    let branches = branches_in(job, &places);
    if branches.len() > 1 {
        return Owner::Several(branches);
    }
    let mut known = places.iter().filter_map(|text| job.directory.named_in(text));
    if let Some(mut meant) = known.next() {
        // A letterhead names the committee, the title its branch.
        for other in known {
            if job.directory.is_below(other.id, meant.id) {
                meant = other;
            }
        }
        let strange = |text: &&&str| job.directory.named_in(text).is_none() && branch_in(text).is_some();
        return match places.iter().find(strange).filter(|_| !meant.is_branch()) {
            Some(stranger) => Owner::Stranger((*stranger).to_owned()),
            None => Owner::Known(meant.id),
        };
    }
    // A title that names some branch must not be overruled by the file's name, which often names the unit above.
    if let Some(stranger) = places.iter().find(|text| names_a_branch(text)) {
        return Owner::Stranger((*stranger).to_owned());
    }
    job.directory.named_in(job.book.stem()).map_or(Owner::Nowhere, |found| Owner::Known(found.id))
}

/// The names of all branches that the sheet's name and its titles name: `机关党支部与项目党支部`.
fn branches_in(job: &Job, places: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for place in places {
        let whole = std::iter::once(*place);
        let found = whole.chain(place.split(['与', '和', '及', '、'])).filter_map(|text| job.directory.named_in(text));
        for branch in found.filter(|found| found.is_branch()) {
            if !names.contains(&branch.name) {
                names.push(branch.name.clone());
            }
        }
    }
    names
}

/// Titles with their labels; a label alone in its cell belongs to the next cell.
fn lines(titles: &[String]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open = String::new();
    for title in titles {
        for part in parts(title) {
            let narrowed = narrow(&part);
            let (label, text) =
                match narrowed.split_once(':').filter(|(label, _)| label.chars().count() <= LONGEST_LABEL) {
                    Some((label, text)) => (key(label), text.trim().to_owned()),
                    None => (std::mem::take(&mut open), part.clone()),
                };
            let is_label =
                |word: &str| ORGANISATION.contains(&word) || SUPERIOR.iter().any(|other| word.starts_with(other));
            match text.is_empty() {
                true => open = label,
                false if label.is_empty() && is_label(&key(&text)) => open = key(&text),
                false => lines.push(Line { label, text }),
            }
        }
    }
    lines
}

/// `上级党组织：某党委  支部名称：某支部` is two lines in one cell.
fn parts(title: &str) -> Vec<String> {
    if narrow(title).matches(':').count() < 2 {
        return vec![title.to_owned()];
    }
    title.split(is_blank).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `第三党支部党员花名册` and `二支部` name a branch, `支部班子成员一览表` does not.
fn names_a_branch(text: &str) -> bool {
    names_one_of(text, &["党支部", "支部", "党总支", "总支"])
}

fn names_one_of(text: &str, words: &[&str]) -> bool {
    let word = key(text);
    let before = words.iter().find_map(|word_for| word.split_once(word_for)).map(|(before, _)| before);
    before.is_some_and(|before| {
        let rest = before.trim_start_matches(|character: char| {
            character.is_ascii_digit() || "年度各所属基层本我全该".contains(character)
        });
        !rest.is_empty()
    })
}

/// A heading of an organisation that nobody knows must not leave the rows below to the one before.
pub fn section(job: &Job, text: &str) -> Option<Owner> {
    if let Some(found) = job.directory.named_in(text) {
        return Some(Owner::Known(found.id));
    }
    let named = names_one_of(text, &["党支部", "支部", "党总支", "总支", "党委", "党组"]);
    named.then(|| Owner::Stranger(text.to_owned()))
}
