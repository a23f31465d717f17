//! The engine against the examples of the standard.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod examples;
mod standard;
