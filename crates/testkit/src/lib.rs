//! Fixtures for tests: messy books, random branches, the slow reference evaluator.

pub mod books;
pub mod branches;
mod compare;
pub mod reference;

pub use compare::compare;
