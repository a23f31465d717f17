//! Names that are no account's: they lock as accounts do, so that nobody learns by its lock which names there are.
//!
//! Kept in memory alone and no more than so many: who tries more names than that is held up by the address (ASVS 5.0,
//! 6.3.8).

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use facts::Instant;
use lru::LruCache;

const NAMES_MOST: NonZeroUsize = NonZeroUsize::new(10_000).unwrap();

/// The names that were tried last.
#[derive(Debug)]
pub(crate) struct Strangers(Mutex<LruCache<String, Tried>>);

/// What became of a name, as an account has it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tried {
    pub failures: u32,
    pub locked_until: Option<Instant>,
}

impl Default for Strangers {
    fn default() -> Strangers {
        Strangers(Mutex::new(LruCache::new(NAMES_MOST)))
    }
}

impl Strangers {
    pub fn tried(&self, name: &str) -> Tried {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied().unwrap_or_default()
    }

    /// How often a name was tried by now, this time among them.
    pub fn count(&self, name: &str) -> u32 {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tried = tried.get_or_insert_mut(name.to_owned(), Tried::default);
        tried.failures += 1;
        tried.failures
    }

    pub fn lock(&self, name: &str, until: Instant) {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tried.get_or_insert_mut(name.to_owned(), Tried::default).locked_until = Some(until);
    }
}
