//! The engine held against the slow reference evaluator. It stands here and not beside the engine, so that the
//! engine's own tests and benches do without everything that `testkit` needs.

mod differential;
