//! The engine against the examples of the standard.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod examples;
mod layers;
mod standard;
mod threshold;
mod todo;
