//! Query: a page of its own for a few kinds of records that belong together.

use views::words::Names;
use views::{Register, RegisterOf, register};

use crate::OfficeError;
use crate::access::{AllowedAt, SeeOrganisation};
use crate::live::{Live, When};

impl Live {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn register(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        page: RegisterOf,
        when: When,
    ) -> Result<Register, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let tree = self.tree();
        let names = Names { roster: &looked.roster, organisations: tree.names() };
        let asked = (when.as_of, when.known_at);
        Ok(register(self.rulebook(), page, (&looked.facts, names), &looked.findings, asked))
    }
}
