//! Texts in, diagnostics or a checked rulebook out.
//!
//! `check` is fed with the text of one file; a small set of records ([`RECORDS`]) is always there beside it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what helps a test may fail like the test itself"
)]

mod books;
mod layers;
mod mistakes;
mod model;
mod overlays;
mod random;
mod schemes;

use expect_test::Expect;
use rulebook::{Diagnostic, Parsed, Problem, Source};

/// Records and a parameter for the tests, in a file of their own so that lines count from the tested text.
pub const RECORDS: &str = include_str!("records.md");

pub fn source(name: &str, text: &str) -> Source {
    Source { name: name.to_owned(), text: text.to_owned() }
}

/// A block of text under a clause; its first line is line 4 of the file.
pub fn block(text: &str) -> String {
    format!("### L1 党员大会\n\n```kdl\n{text}\n```\n")
}

pub fn parse(markdown: &str) -> Parsed {
    rulebook::parse(&[source("甲.md", markdown), source("记录.md", RECORDS)], &[])
}

/// What is wrong, without what every small text lacks: the roster's records, examples.
pub fn mistakes(parsed: &Parsed) -> Vec<&Diagnostic> {
    let lacking = |diagnostic: &&Diagnostic| {
        !matches!(
            diagnostic.problem,
            Problem::MissingKind { .. } | Problem::MissingInKind { .. } | Problem::NoExample { .. }
        )
    };
    parsed.diagnostics.iter().filter(lacking).collect()
}

pub fn lines(diagnostics: &[&Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect()
}

pub fn check(markdown: &str, expect: Expect) {
    expect.assert_eq(&lines(&mistakes(&parse(markdown))));
}
