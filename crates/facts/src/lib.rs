//! The vocabulary everybody shares: what a fact is, who and where it speaks of, and when.
//!
//! A [`Fact`] is something that happened or holds, written once and never changed.
//! It knows nothing of rules, files, databases or the clock; every date and every id comes from outside.
//! Only [`wire`] turns a fact into bytes, because the hash chain of a ledger is made over those bytes.
//!
//! Which kinds of fact there are is declared in the rulebook, not here.
//! The fifteen or so kinds that the roster knows by name are listed in [`kinds`].

#![deny(clippy::disallowed_methods)]

pub mod kinds;
pub mod wire;

mod day;
mod fact;
mod ids;
mod period;
mod value;

pub use day::{Day, DayError, Instant, Limit};
pub use fact::{Fact, Name, Participation, Presence, Span, Writings, current, current_on};
pub use ids::{AccountId, FactId, IdError, OrganisationId, PersonId};
pub use period::{Calendar, Period};
pub use value::{Fen, Quantity, QuantityError, Value};

#[cfg(test)]
mod tests;
