//! In whose records a word may stand: kept beside the ledger, so that a search over many need not read them all.
//!
//! Only what was written since is read again, as it is called now; where the words of the standard have changed, all of
//! it. What does not stand any more stays findable and is then not found: whoever may have a word is read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use facts::{Day, Fact, OrganisationId, current};
use ledger::Searchable;
use roster::fold;
use views::pieces_of_record;
use views::words::Names;

use super::Live;
use super::tree::edition_of;
use crate::OfficeError;
use crate::group::at_work;

impl Live {
    /// In whose records all of some pieces stand, and whether there may be others whose records cannot be searched yet.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) async fn having_pieces(
        &self,
        pieces: &BTreeSet<i64>,
    ) -> Result<(BTreeSet<OrganisationId>, bool), OfficeError> {
        let searchable = Arc::clone(&self.searchable.read().unwrap_or_else(PoisonError::into_inner));
        let having = self.office.ledger.having_pieces(pieces).await?;
        let having = having.iter().filter_map(|number| searchable.get(number).copied()).collect();
        Ok((having, searchable.len() < self.tree().len()))
    }

    /// Makes the records searchable that were written since. Of how many organisations there were any.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub async fn refresh_search(&self, today: Day) -> Result<usize, OfficeError> {
        let edition = edition_of(&self.office.rulebook.version);
        let known = self.know_searchable().await?.into_values().filter(|one| one.rulebook == edition);
        let known: BTreeMap<OrganisationId, u64> = known.map(|one| (one.organisation, one.length)).collect();
        let tree = self.tree();
        let stale: Vec<OrganisationId> =
            (tree.nodes().iter()).filter(|(id, node)| known.get(id) != Some(&node.length)).map(|(id, _)| *id).collect();
        for id in &stale {
            let facts = self.office.ledger.facts(*id).await?;
            let from = known.get(id).copied().unwrap_or(0);
            let pieces = at_work(|| self.pieces(&facts, from, (tree.names(), today)));
            let rulebook = edition.clone();
            let searchable = Searchable { organisation: *id, length: facts.len() as u64, rulebook };
            self.office.ledger.put_pieces(&searchable, &pieces).await?;
        }
        if !stale.is_empty() {
            self.know_searchable().await?;
        }
        Ok(stale.len())
    }

    async fn know_searchable(&self) -> Result<BTreeMap<i64, Searchable>, OfficeError> {
        let known = self.office.ledger.searchable().await?;
        let numbers = known.iter().map(|(number, one)| (*number, one.organisation)).collect();
        *self.searchable.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(numbers);
        Ok(known)
    }

    /// Of the records behind the first so many.
    fn pieces(
        &self,
        facts: &[Fact],
        from: u64,
        (organisations, today): (&BTreeMap<OrganisationId, String>, Day),
    ) -> BTreeSet<i64> {
        let roster = fold(&current(facts, None), today);
        let names = Names { roster: &roster, organisations };
        let new = usize::try_from(from).ok().and_then(|from| facts.get(from..)).unwrap_or(facts);
        new.iter().flat_map(|fact| pieces_of_record(&self.office.rulebook, names, fact)).collect()
    }
}
