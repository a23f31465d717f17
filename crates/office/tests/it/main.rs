//! What a server keeps ready, held against evaluating everything anew.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that meets something unexpected should stop at once; the lints know only functions marked as tests"
)]

mod live;
mod notices;
mod registers;
mod search;
mod tokens;
