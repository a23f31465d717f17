//! Query: whether every chain is as it was written.

use crate::{Office, OfficeError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub chains: u64,
    pub facts: u64,
    /// One sentence for each broken chain; empty where nothing was altered.
    pub breaks: Vec<String>,
}

impl Office {
    /// # Errors
    /// Where the ledger cannot be read. A broken chain is an answer, not an error.
    pub async fn verify(&self) -> Result<Verified, OfficeError> {
        let verification = self.ledger.verify().await?;
        let breaks = verification.breaks.iter().map(ToString::to_string).collect();
        Ok(Verified { chains: verification.chains, facts: verification.facts, breaks })
    }
}
