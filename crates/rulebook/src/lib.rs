//! The standard as a document that runs.
//!
//! Markdown is handed in as text ([`Source`]); out come checked record kinds, parameters, rules and examples
//! ([`Rulebook`]) and a list of diagnostics that point at file, line and column.
//! Nothing here reads files or the clock, and nothing here evaluates a rule: that is `findings`.
//!
//! Start with [`model`]; the language is described for its writers in docs/rulebook-language.md.

mod model;
pub mod words;

pub use model::*;
