//! What a correction took the place of, told in words: a record that goes out of the count goes with its content.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Fact, Name, OrganisationId, Participation, Presence, kinds};
use intake::Origin;
use roster::Roster;
use rulebook::Rulebook;
use views::words::{self, Names};

/// A record of the ledger that a row of a book took the place of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    pub file: String,
    pub sheet: String,
    pub cell: String,
    pub organisation: String,
    /// The id of the record that counts no more.
    pub record: String,
    pub occurred: String,
    pub kind: String,
    /// What it said.
    pub content: String,
    /// What is otherwise now; nothing, where only a detail for the vault came with the row.
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub was: String,
    pub is: String,
}

/// A correction with the record that it takes the place of and its place in the book.
pub(super) struct Pair {
    pub earlier: Fact,
    pub later: Fact,
    pub origin: Origin,
}

/// Where nothing stood, or nothing stands now.
const NOTHING: &str = "（空）";

pub(super) fn told(
    rulebook: &Rulebook,
    rosters: &BTreeMap<OrganisationId, Roster>,
    organisations: &BTreeMap<OrganisationId, String>,
    file: &str,
    pairs: &[Pair],
) -> Vec<Replaced> {
    // What brings back a withdrawn record takes nothing out of the count, and a note tells of it.
    let corrections = pairs.iter().filter(|pair| pair.earlier.kind != kinds::WITHDRAWN);
    let told = |Pair { earlier, later, origin }: &Pair| {
        let roster = rosters.get(&later.organisation)?;
        let names = Names { roster, organisations };
        Some(Replaced {
            file: file.to_owned(),
            sheet: origin.sheet.clone(),
            cell: origin.cells.first().cloned().unwrap_or_default(),
            organisation: roster.name().to_owned(),
            record: earlier.id.to_string(),
            occurred: earlier.occurred.first.to_string(),
            kind: words::kind_name(rulebook, &earlier.kind).to_owned(),
            content: views::content(rulebook, names, earlier),
            changes: changes(rulebook, names, earlier, later),
        })
    };
    corrections.filter_map(told).collect()
}

fn changes(rulebook: &Rulebook, names: Names<'_>, earlier: &Fact, later: &Fact) -> Vec<Change> {
    let kind = rulebook.kind_named(&later.kind).map(|(_, kind)| kind);
    let mut changes = Vec::new();
    let mut note = |field: &str, was: String, is: String| {
        let shown = |text: String| if text.is_empty() { NOTHING.to_owned() } else { text };
        if was != is {
            changes.push(Change { field: field.to_owned(), was: shown(was), is: shown(is) });
        }
    };
    let days = |fact: &Fact| match (fact.occurred.first, fact.occurred.last) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first} 至 {last}"),
    };
    note("日期", days(earlier), days(later));
    let parts: BTreeSet<&Name> = earlier.people.iter().chain(&later.people).map(|one| &one.part).collect();
    for part in parts {
        let name = kind.and_then(|kind| kind.part(part)).map_or(part.as_str(), |part| part.name.as_str());
        note(name, people(names.roster, part, earlier, later), people(names.roster, part, later, earlier));
    }
    let fields: BTreeSet<&Name> = earlier.values.keys().chain(later.values.keys()).collect();
    for slug in fields {
        let name = words::field_label(kind, slug);
        let value = |fact: &Fact| {
            fact.values
                .get(slug)
                .map(|value| words::value(rulebook, names, &fact.kind, slug, value))
                .unwrap_or_default()
        };
        note(name, value(earlier), value(later));
    }
    changes
}

/// Those of one part whom the other record does not have so.
fn people(roster: &Roster, part: &str, of: &Fact, other: &Fact) -> String {
    let mine = of.people.iter().filter(|one| one.part == part && !other.people.contains(one));
    let name = |one: &Participation| {
        let name = words::person(roster, one.person).unwrap_or_else(|| "（不在册）".to_owned());
        let presence = if one.presence == Presence::Present { "" } else { words::presence(one.presence) };
        format!("{name}{presence}")
    };
    mine.map(name).collect::<Vec<_>>().join("、")
}
