//! Rulebook, roster, facts and a day make findings. Pure; never fails.

mod finding;

pub use finding::{Finding, Missing, Subject};
