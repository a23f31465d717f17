//! The organisations that were looked at last, as many as fit into a bounded number of records.

use std::num::NonZeroUsize;
use std::sync::Arc;

use facts::OrganisationId;
use lru::LruCache;

use super::{Looked, When};

/// What an evaluation rests on. A chain only grows, so its length says which it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub id: OrganisationId,
    pub length: u64,
    pub when: When,
    /// The edition of the tree that told what was reached below; 0 where nothing is below.
    pub below: u64,
}

/// Some 20 MB: a record takes about a kilobyte with its share of roster and findings.
const RECORDS_MOST: usize = 20_000;

#[derive(Debug)]
pub(super) struct Shelf {
    looked: LruCache<Key, Arc<Looked>>,
    records: usize,
}

impl Default for Shelf {
    fn default() -> Shelf {
        // Bounded by records, not by entries; an entry without records counts as one.
        Shelf { looked: LruCache::new(NonZeroUsize::MIN.saturating_add(RECORDS_MOST)), records: 0 }
    }
}

fn weight(looked: &Looked) -> usize {
    looked.facts.len() + 1
}

impl Shelf {
    pub fn get(&mut self, key: &Key) -> Option<Arc<Looked>> {
        self.looked.get(key).cloned()
    }

    pub fn put(&mut self, key: Key, looked: Arc<Looked>) {
        self.records += weight(&looked);
        if let Some((_, before)) = self.looked.push(key, looked) {
            self.records -= weight(&before);
        }
        while self.records > RECORDS_MOST && self.looked.len() > 1 {
            let Some((_, oldest)) = self.looked.pop_lru() else { break };
            self.records -= weight(&oldest);
        }
    }
}
