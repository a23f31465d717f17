//! Sessions of one occasion: a record whose attributing field is a day belongs to the occasion that was held on it.
//!
//! Only what was held can have further sessions. Where no record of the kind that is not such a session itself stands on
//! the day that is named, the record counts for its own day, or naming a day would make good what never was.

use facts::{Day, Span};

/// The occasions of one kind that were held, by the days of their first sessions.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    held: Vec<Span>,
}

impl Sessions {
    /// Of the records of a kind that hold, each with when it occurred and the day of which session it says it is.
    pub fn new(records: impl Iterator<Item = (Span, Option<Day>)>) -> Sessions {
        let is_first = |(occurred, named): &(Span, Option<Day>)| named.is_none_or(|day| day == occurred.first);
        Sessions { held: records.filter(is_first).map(|(occurred, _)| occurred).collect() }
    }

    pub fn held_on(&self, day: Day) -> bool {
        self.held.iter().any(|span| span.first <= day && day <= span.last)
    }
}
