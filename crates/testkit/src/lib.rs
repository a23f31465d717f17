//! Fixtures for tests: messy books, random branches, the slow reference evaluator.
