//! Sessions of one occasion: a record whose attributing field is a day belongs to the occasion that was held on it.
//!
//! Only what was held can have further sessions. Where no record of the kind that is not such a session itself stands on
//! the day that is named, the record counts for its own day, or naming a day would make good what never was.

use facts::{Day, Fact, Span, Value};

/// The occasions of one kind that were held, by the days of their first sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    held: Vec<Span>,
}

impl Sessions {
    /// Of the records of a kind that hold; `field` is the day of which session each is.
    pub fn new<'f>(field: &str, facts: impl Iterator<Item = &'f Fact>) -> Sessions {
        let is_first = |fact: &&Fact| match fact.value(field) {
            Some(Value::Day(day)) => *day == fact.occurred.first,
            _ => true,
        };
        Sessions { held: facts.filter(is_first).map(|fact| fact.occurred).collect() }
    }

    pub fn held_on(&self, day: Day) -> bool {
        self.held.iter().any(|span| span.first <= day && day <= span.last)
    }
}
