//! Everybody at once: the lake of all records, and the whole standard over it.
//!
//! The rules are those of `findings`, run by the same engine; what is here brings it chains out of columns, and folds
//! what it finds. No rule is written a second time (docs/decisions/0061).

pub mod compare;
pub mod lake;
pub mod place;
pub mod progress;
pub mod run;
pub mod simulate;
pub mod standard;
pub mod sync;
