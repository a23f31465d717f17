//! The pages over plain HTTP: who is let in where, what is refused, what every answer carries.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected should stop at once; the lints know only functions marked as tests"
)]

mod api;
mod api_doing;
mod api_writing;
mod attachments;
mod cases;
mod counting;
mod exports;
mod guard;
mod identity;
mod import;
mod limits;
mod meetings;
mod newcomers;
mod notices;
mod overview;
mod own;
mod parameters;
mod questions;
mod roles;
mod search;
mod second_factor;
mod sessions;
mod support;
mod tokens;
mod webhooks;
mod writing;
