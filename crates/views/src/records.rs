//! An organisation's records one by one, for whoever looks for one of them.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, OrganisationId, Participation, Writings, current, kinds};
use roster::fold;
use rulebook::Rulebook;

use crate::explanation::{RecordLine, recorded};
use crate::words::{self, Names};

/// Which records are looked for; what is none is not narrowed down.
#[derive(Debug, Clone, Copy, Default)]
pub struct RecordsWanted<'a> {
    /// A kind by its name or slug.
    pub kind: Option<&'a str>,
    /// A person by the name, of everybody who has it.
    pub person: Option<&'a str>,
}

/// The records that were ever written down, by day and ledger; those that do not stand any more say so.
pub fn records(
    rulebook: &Rulebook,
    facts: &[Fact],
    organisations: &BTreeMap<OrganisationId, String>,
    today: Day,
    wanted: RecordsWanted<'_>,
) -> Vec<RecordLine> {
    let roster = fold(&current(facts, None), today);
    let writings = Writings::new(facts, None);
    let replaced: BTreeMap<FactId, &Fact> = facts.iter().filter_map(|fact| Some((fact.supersedes?, fact))).collect();
    let is_of = |people: &Participation, name: &str| is_named(words::person(&roster, people.person), name);
    // Of whom the roster knows nothing any more, the record that entered him still has the name.
    let speaks_of = |fact: &Fact, name: &str| {
        fact.text(kinds::NAME) == Some(name) || fact.people.iter().any(|people| is_of(people, name))
    };
    let is_wanted = |fact: &&Fact| {
        fact.kind != kinds::WITHDRAWN
            && wanted.kind.is_none_or(|kind| kind == fact.kind || kind == words::kind_name(rulebook, &fact.kind))
            && wanted.person.is_none_or(|person| speaks_of(fact, person))
    };
    let mut found: Vec<&Fact> = facts.iter().filter(is_wanted).collect();
    found.sort_by_key(|fact| fact.occurred.first);
    let line = |fact: &Fact| {
        let gone = replaced.get(&fact.id).map(|by| match by.kind == kinds::WITHDRAWN {
            true => words::withdrawn(by.text("reason")),
            false => words::CORRECTED.to_owned(),
        });
        let names = Names { roster: &roster, organisations };
        // Nobody is left out: no other command tells who all had a part.
        RecordLine::of(rulebook, names, fact, recorded(None, fact, &writings), gone, |_| true)
    };
    found.into_iter().map(line).collect()
}

/// Namesakes carry something in brackets after the name, by which they are told apart.
fn is_named(known: Option<String>, name: &str) -> bool {
    known.is_some_and(|known| known == name || known.split('（').next() == Some(name))
}
