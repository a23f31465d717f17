//! Fixtures for tests: messy books, random branches, the slow reference evaluator, the demonstration in a folder.

pub mod books;
pub mod branches;
mod compare;
pub mod demonstration;
pub mod reference;

pub use compare::compare;
