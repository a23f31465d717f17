//! The program as a user meets it: the built binary, run in directories of its own, on SQLite and on PostgreSQL.
//!
//! PostgreSQL takes part when `WUHUA_TEST_PG` holds the URL of a user who may create databases, the sample group when
//! `WUHUA_SAMPLES` names its folder; without them these tests say so and pass.
//! What the parts do by themselves is tested in the parts.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod accounts;
mod again;
mod backup;
mod bad_input;
mod correcting;
mod demo;
mod demonstration_books;
mod explain;
mod files;
mod foreign;
mod guests;
mod kills;
mod mending;
mod numbers;
mod output;
mod overlays;
mod planning;
mod posts;
mod recording;
mod sample;
mod sampling;
mod score;
mod story;
mod support;
mod tampering;
mod user_docs;
mod withdrawing;
