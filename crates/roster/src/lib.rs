//! Facts folded to who and what stood on a day.
//!
//! A [`Roster`] is one organisation's own ledger, folded once: every membership, post, group and term as a stay
//! with a first and a last day, so that any day up to the one it was folded for can be asked about.
//! It says what stood, never whether that was right: judgement is `findings`, and the rulebook is not known here.
//!
//! Reading order: [`model`](Roster) for the shape, `fold` for how facts become stays.

#![deny(clippy::disallowed_methods)]

mod fold;
mod model;

pub use fold::fold;
pub use model::{
    Contact, Election, Exemption, Floating, Form, Group, Guest, Member, Place, Post, PostHeld, Postponement, Roster,
    Since, Stay, in_force,
};

#[cfg(test)]
mod tests;
