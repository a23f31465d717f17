//! What evaluations came to, one row an organisation, and the writing that all of the desk shares.
//!
//! INVARIANT (derived-droppable): a summary is a cache. Its row says what it was made from, and whoever reads it
//! compares that with what there is.

use facts::{Day, OrganisationId};

use super::{altered, day};
use crate::database::{Session, on, run};
use crate::{Ledger, LedgerError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub organisation: OrganisationId,
    /// How long the chain was.
    pub length: u64,
    /// A digest of the rulebook.
    pub rulebook: String,
    pub as_of: Day,
    pub body: String,
}

type SummaryRow = (String, i64, String, String, String);

impl Ledger {
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn summaries(&self) -> Result<Vec<Summary>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/summaries.sql")).fetch_all(executor))?;
        let place = &self.database.place;
        let summary = |(organisation, length, rulebook, as_of, body): SummaryRow| {
            Ok(Summary {
                organisation: organisation.parse().map_err(|_| altered(place, "organisation"))?,
                length: u64::try_from(length).map_err(|_| altered(place, "length"))?,
                rulebook,
                as_of: day(place, &as_of)?,
                body,
            })
        };
        rows.into_iter().map(summary).collect()
    }

    /// Puts summaries in the place of those before, in one transaction.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn put_summaries(&self, summaries: &[Summary]) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            for summary in summaries {
                run!(
                    session,
                    sqlx::query(include_str!("../../sql/desk/put_summary.sql"))
                        .bind(summary.organisation.to_string())
                        .bind(i64::try_from(summary.length).unwrap_or(i64::MAX))
                        .bind(&summary.rulebook)
                        .bind(summary.as_of.to_string())
                        .bind(&summary.body)
                )?;
            }
            Ok(())
        })
        .await
    }

    /// One transaction that writes to the desk, in its turn behind the other writers of this process.
    pub(super) async fn desk_write<T>(
        &self,
        write: impl AsyncFnOnce(&mut Session) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.refuse_unless_writing()?;
        let _turn = self.turn.lock().await;
        let mut session = self.database.write().await?;
        let written = write(&mut session).await?;
        session.commit().await?;
        Ok(written)
    }
}
