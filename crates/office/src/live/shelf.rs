//! The organisations that were looked at last, as many as fit into a bounded number of records.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Weak};

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
    /// What is being evaluated, as long as anybody waits for it.
    turns: HashMap<Key, Weak<tokio::sync::Mutex<()>>>,
}

impl Default for Shelf {
    fn default() -> Shelf {
        // Bounded by records, not by entries; an entry without records counts as one.
        Shelf {
            looked: LruCache::new(NonZeroUsize::MIN.saturating_add(RECORDS_MOST)),
            records: 0,
            turns: HashMap::new(),
        }
    }
}

fn weight(looked: &Looked) -> usize {
    looked.facts.len() + 1
}

impl Shelf {
    pub fn get(&mut self, key: &Key) -> Option<Arc<Looked>> {
        self.looked.get(key).cloned()
    }

    /// Held by whoever evaluates what is not here; everybody else waits for it.
    pub fn turn(&mut self, key: Key) -> Arc<tokio::sync::Mutex<()>> {
        self.turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = self.turns.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::default();
        self.turns.insert(key, Arc::downgrade(&turn));
        turn
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
