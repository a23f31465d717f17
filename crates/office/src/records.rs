//! Query: the records of an organisation.

use facts::Instant;
use views::{RecordLine, RecordsWanted};

use crate::{Office, OfficeError};

impl Office {
    /// The records that were ever written down for an organisation, those that do not stand any more too.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the organisation or kind is not known.
    pub async fn records(
        &self,
        organisation: &str,
        wanted: RecordsWanted<'_>,
        now: Instant,
    ) -> Result<Vec<RecordLine>, OfficeError> {
        if let Some(kind) = wanted.kind
            && !self.rulebook.kinds.iter().any(|known| known.slug == kind || known.name == kind)
        {
            let names = self.rulebook.kinds.iter().map(|kind| kind.name.as_str());
            return Err(OfficeError::NoSuchKind {
                found: kind.to_owned(),
                nearest: crate::error::nearest(kind, names),
            });
        }
        let group = self.group(now.day(), None).await?;
        let organisation = group.named(organisation)?;
        Ok(views::records(&self.rulebook, &organisation.facts, &group.names(), now.day(), wanted))
    }
}
