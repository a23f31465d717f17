//! The ledger from outside: one story on every engine, tampering, killing, and what stands in the way.
//!
//! PostgreSQL takes part when `WUHUA_TEST_PG` holds the URL of a user who may create databases;
//! every test makes a database of its own and drops it afterwards.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected should stop at once; the lints know only functions marked as tests"
)]

mod child;
mod concurrency;
mod crash;
mod desk;
mod files;
mod shape;
mod story;
mod support;
mod tamper;
mod trouble;
