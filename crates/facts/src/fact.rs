//! The one shape of everything that is written down.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Day, FactId, Instant, OrganisationId, PersonId, Value, kinds};

/// The ASCII slug of a record kind, a field or a part: `members-meeting`, `hours`, `chair`.
pub type Name = String;

/// When something was so: first and last day, both inside. Most facts have one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub first: Day,
    pub last: Day,
}

impl Span {
    pub const fn day(day: Day) -> Span {
        Span { first: day, last: day }
    }
}

/// Whether somebody was there (semantics, "Presence").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    Present,
    /// By telephone or video; counts as present.
    Remote,
    /// Leave with a reason.
    Excused,
    /// Without a reason.
    Absent,
}

impl Presence {
    pub const ALL: [Presence; 4] = [Presence::Present, Presence::Remote, Presence::Excused, Presence::Absent];

    pub const fn counts_as_present(self) -> bool {
        matches!(self, Presence::Present | Presence::Remote)
    }

    pub const fn slug(self) -> &'static str {
        match self {
            Presence::Present => "present",
            Presence::Remote => "remote",
            Presence::Excused => "excused",
            Presence::Absent => "absent",
        }
    }
}

/// A person's part in a fact: who chaired, who lectured, who was there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Participation {
    pub person: PersonId,
    pub part: Name,
    pub presence: Presence,
    /// Why somebody was not there, in the record's words.
    pub reason: Option<String>,
}

/// Something that happened or holds, written once and never changed.
///
/// A mistake is mended by a new fact that `supersedes` the old one; both stay readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub id: FactId,
    /// In whose ledger it stands.
    pub organisation: OrganisationId,
    pub kind: Name,
    pub occurred: Span,
    pub recorded_at: Instant,
    /// Who wrote it down, as an account or a name.
    pub recorder: String,
    pub people: Vec<Participation>,
    /// The kind's fields by slug. A field that nobody filled in is absent, never empty.
    pub values: BTreeMap<Name, Value>,
    pub supersedes: Option<FactId>,
    /// SHA-256 of each attachment, lower-case hex.
    pub attachments: Vec<String>,
}

impl Fact {
    pub fn value(&self, field: &str) -> Option<&Value> {
        self.values.get(field)
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        match self.value(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn flag(&self, field: &str) -> Option<bool> {
        match self.value(field) {
            Some(Value::Flag(flag)) => Some(*flag),
            _ => None,
        }
    }

    pub fn day(&self, field: &str) -> Option<Day> {
        match self.value(field) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    /// The first option chosen in a field.
    pub fn option(&self, field: &str) -> Option<&str> {
        match self.value(field) {
            Some(Value::Options(options)) => options.first().map(String::as_str),
            _ => None,
        }
    }

    /// Everybody who plays `part`, in the order of the record.
    pub fn playing<'a>(&'a self, part: &'a str) -> impl Iterator<Item = PersonId> + 'a {
        self.people.iter().filter(move |people| people.part == part).map(|people| people.person)
    }
}

/// The facts that hold, of those recorded by `known_at`: none that was superseded by then, no withdrawals.
///
/// Order is kept. A fact superseded only later than `known_at` still holds.
pub fn current<'a>(facts: &'a [Fact], known_at: Option<Instant>) -> Vec<&'a Fact> {
    let known = |fact: &&'a Fact| known_at.is_none_or(|instant| fact.recorded_at <= instant);
    let superseded: BTreeSet<FactId> = facts.iter().filter(known).filter_map(|fact| fact.supersedes).collect();
    facts.iter().filter(known).filter(|fact| !superseded.contains(&fact.id) && fact.kind != kinds::WITHDRAWN).collect()
}

/// The facts that hold as a page about a day shows them: those that had occurred by then, and those that had been
/// announced. What happened and was written down later was not there yet.
pub fn current_on(facts: &[Fact], (day, known_at): (Day, Option<Instant>)) -> Vec<&Fact> {
    let mut held = current(facts, known_at);
    held.retain(|fact| fact.occurred.first <= day || fact.recorded_at.day() <= day);
    held
}

/// By which of their versions records were written down: what was written down in time and corrected later was written
/// down in time (docs/decisions/0022).
#[derive(Debug)]
pub struct Writings<'a> {
    /// The versions that something known took the place of.
    earlier: BTreeMap<FactId, &'a Fact>,
}

impl<'a> Writings<'a> {
    /// Of the facts recorded by `known_at`.
    pub fn new(facts: &'a [Fact], known_at: Option<Instant>) -> Writings<'a> {
        let known = || facts.iter().filter(|fact| known_at.is_none_or(|instant| fact.recorded_at <= instant));
        let superseded: BTreeSet<FactId> = known().filter_map(|fact| fact.supersedes).collect();
        let earlier = known().filter(|fact| superseded.contains(&fact.id)).map(|fact| (fact.id, fact));
        Writings { earlier: earlier.collect() }
    }

    /// The earliest version of a record that can have written down what it now tells: one from before that day counts
    /// only where it was about the same days, for then it announced them.
    pub fn first<'f>(&self, fact: &'f Fact) -> &'f Fact
    where
        'a: 'f,
    {
        let before = |version: &&'f Fact| -> Option<&'f Fact> { self.earlier.get(&version.supersedes?).copied() };
        // A chain is no longer than there are versions; a ledger with a circle in it ends here too.
        let versions = std::iter::successors(Some(fact), before).take(self.earlier.len() + 1);
        let tells = |version: &&Fact| {
            let same_days = version.occurred == fact.occurred;
            version.kind != kinds::WITHDRAWN && (same_days || fact.occurred.first <= version.recorded_at.day())
        };
        versions.filter(tells).min_by_key(|version| version.recorded_at).unwrap_or(fact)
    }

    /// Days from the last day of what happened to the day on which it was first written down; negative where it was
    /// announced.
    pub fn delay_days(&self, fact: &Fact) -> i32 {
        self.first(fact).recorded_at.day().days_since(fact.occurred.last)
    }
}
