//! Query: what proves later that nothing was altered which stands in the ledger now.
//!
//! The journal is one chain over everything that was ever written (docs/decisions/0020): its last row, kept elsewhere,
//! is the seal of all rows before it. Nothing has to be signed; what counts is that somebody else has it.

use ledger::Hash;

use crate::access::{Allowed, SeeLog};
use crate::{Office, OfficeError};

/// The end of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// How many rows the journal has: so often something was written.
    pub rows: u64,
    pub hash: Hash,
    /// How many chains and records it covers.
    pub chains: usize,
    pub records: u64,
}

impl Office {
    /// The seal of what is written by now; none where nothing ever was.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn seal(&self, _allowed: &Allowed<SeeLog>) -> Result<Option<Seal>, OfficeError> {
        let Some((rows, hash)) = self.ledger.end_of_journal().await? else { return Ok(None) };
        let heads = self.ledger.heads().await?;
        let records = heads.iter().map(|head| head.length).sum();
        Ok(Some(Seal { rows, hash, chains: heads.len(), records }))
    }
}
