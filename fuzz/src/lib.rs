//! What the fuzz targets share: the real rulebook, a small directory, and what must hold of every reading.
//!
//! A property that does not hold panics, which is how a fuzzer learns of it. Nothing here is part of the program.

pub mod blocks;
pub mod drafts;
pub mod mutate;
pub mod world;

use std::panic::{self, PanicHookInfo};

/// Lets panics of other people's crates unwind, because [`intake::read_book`] promises to catch them there.
///
/// A panic in our own code ends the run at once, also behind that fence; so does a foreign one that gets past it.
/// To be called while the target initialises, behind the fuzzer's own hook.
pub fn tolerate_fenced_panics() {
    let ends_the_run = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_foreign(info) {
            ends_the_run(info);
        }
    }));
}

fn is_foreign(info: &PanicHookInfo) -> bool {
    info.location().is_some_and(|place| place.file().contains("/registry/src/"))
}
