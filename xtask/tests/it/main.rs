//! Tidy: what holds for the whole workspace, tested rather than remembered.
//!
//! Nothing here is about behaviour. Each module keeps one promise of CONTRIBUTING.md or docs/architecture.md.
//! They look at text, line by line: the code is formatted by rustfmt, so a line can be trusted.
//! Exceptions stand in `exceptions.txt`; one that is no longer needed fails, so that the list can only shrink.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what helps a test may fail like the test itself"
)]

mod arrows;
mod documents;
mod exceptions;
mod lengths;
mod test_files;
mod text;
mod tree;
