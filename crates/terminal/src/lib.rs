//! What the programs share at a terminal: a command line in Chinese, what is printed where and which exit code says it,
//! values as people type them.
//!
//! The branches' program and the sweep over millions of branches are two programs that speak the same way. It is a crate
//! because the sweep's engine must not come near what branches run, and the pages must not come near the sweep.

pub mod output;
pub mod typed;
pub mod usage;
