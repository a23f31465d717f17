//! The tests of intake that go through its public face.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers outside of #[test] functions fail a test in the same way"
)]

mod attachments;
mod away;
mod books;
mod brackets;
mod called;
mod counts;
mod days_from_1904;
mod dues;
mod everybody;
mod formats;
mod guesses;
mod guests;
mod held;
mod hostile_books;
mod layouts;
mod lists;
mod mapping;
mod marks;
mod mixed;
mod namesakes;
mod no_data;
mod no_row_lost;
mod not_done;
mod options;
mod order;
mod others;
mod owners;
mod posts_in_rosters;
mod properties;
mod reading;
mod refusals;
mod remarks;
mod same_above;
mod sample;
mod support;
mod titles;
mod two_rows;
mod units;
mod when;
mod wrong_files;
