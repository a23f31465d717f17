//! The tests of intake that go through its public face.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers outside of #[test] functions fail a test in the same way"
)]

mod away;
mod books;
mod brackets;
mod called;
mod dues;
mod everybody;
mod formats;
mod guests;
mod held;
mod hostile_books;
mod layouts;
mod mapping;
mod marks;
mod namesakes;
mod no_data;
mod no_row_lost;
mod not_done;
mod order;
mod others;
mod properties;
mod reading;
mod refusals;
mod sample;
mod support;
mod titles;
mod two_rows;
mod when;
mod wrong_files;
