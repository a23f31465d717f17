//! A record before it stands in a ledger: no id, no recorder yet.

use std::collections::BTreeMap;

use facts::{
    Day, Fen, Instant, Name, OrganisationId, Participation, Period, PersonId, Presence, Quantity, Span, Value,
};

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub kind: &'static str,
    pub occurred: Span,
    pub people: Vec<Participation>,
    pub values: BTreeMap<Name, Value>,
    pub recorded_at: Instant,
    /// Where the entry that this one mends stands among the book's entries.
    pub supersedes: Option<usize>,
}

impl Entry {
    pub fn new(kind: &'static str, day: Day) -> Entry {
        Entry {
            kind,
            occurred: Span::day(day),
            people: Vec::new(),
            values: BTreeMap::new(),
            recorded_at: Instant::start_of(day),
            supersedes: None,
        }
    }

    pub fn with(mut self, field: &str, value: Value) -> Entry {
        self.values.insert(field.to_owned(), value);
        self
    }

    pub fn on(mut self, day: Day) -> Entry {
        self.occurred = Span::day(day);
        self
    }

    pub fn until(mut self, last: Day) -> Entry {
        self.occurred.last = last;
        self
    }

    pub fn text(self, field: &str, text: impl Into<String>) -> Entry {
        self.with(field, Value::Text(text.into()))
    }

    /// A field with one choice.
    pub fn one(self, field: &str, option: &str) -> Entry {
        self.with(field, Value::Options(vec![option.to_owned()]))
    }

    pub fn many(self, field: &str, options: &[&str]) -> Entry {
        self.with(field, Value::Options(options.iter().map(|option| (*option).to_owned()).collect()))
    }

    pub fn flag(self, field: &str, flag: bool) -> Entry {
        self.with(field, Value::Flag(flag))
    }

    pub fn number(self, field: &str, whole: usize) -> Entry {
        self.with(field, Value::Quantity(Quantity::whole(whole as i64)))
    }

    pub fn money(self, field: &str, fen: Fen) -> Entry {
        self.with(field, Value::Money(fen))
    }

    pub fn day(self, field: &str, day: Day) -> Entry {
        self.with(field, Value::Day(day))
    }

    pub fn period(self, field: &str, period: Period) -> Entry {
        self.with(field, Value::Period(period))
    }

    pub fn organisation(self, field: &str, organisation: OrganisationId) -> Entry {
        self.with(field, Value::Organisation(organisation))
    }

    pub fn person(mut self, part: &str, person: PersonId) -> Entry {
        let participation = Participation { person, part: part.to_owned(), presence: Presence::Present, reason: None };
        self.people.push(participation);
        self
    }

    /// Somebody who may not be known, such as the secretary of a branch that has none.
    pub fn person_if(self, part: &str, person: Option<PersonId>) -> Entry {
        match person {
            Some(person) => self.person(part, person),
            None => self,
        }
    }

    /// Who was expected, and whether they came.
    pub fn attendance(mut self, roll: Vec<Participation>) -> Entry {
        let attended = roll.iter().filter(|participation| participation.presence.counts_as_present()).count();
        let expected = roll.len();
        self.people.extend(roll);
        self.number("expected", expected).number("attended", attended)
    }
}
