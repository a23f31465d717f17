//! Query: the calendar behind a secret address; whoever has the address has it, without signing in.

use facts::Instant;
use ledger::TokenHash;
use views::{TodoRow, calendar_entries};

use crate::OfficeError;
use crate::calendar_file::calendar_of_entries;
use crate::live::Live;

impl Live {
    /// The text of a calendar file; none where the secret opens none.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn calendar(&self, token: &str, now: Instant) -> Result<Option<String>, OfficeError> {
        let Some(account) = self.office.ledger.calendar_of(&TokenHash::of(token)).await? else { return Ok(None) };
        let Some(told) = self.told(account, now.day()).await? else { return Ok(None) };
        let rows: Vec<&TodoRow> = told.rows.iter().collect();
        Ok(Some(calendar_of_entries(&format!("五化 {}", told.name), &calendar_entries(&rows), now.day())))
    }
}
