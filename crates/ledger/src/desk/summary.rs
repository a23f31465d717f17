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
    /// The last summary of each organisation.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn last_summaries(&self) -> Result<Vec<Summary>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/last_summaries.sql")).fetch_all(executor))?;
        rows.into_iter().map(|row| self.summary_from(row)).collect()
    }

    /// The summaries of a day.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn summaries_on(&self, day: Day) -> Result<Vec<Summary>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<SummaryRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/summaries_on.sql")).bind(day.to_string()).fetch_all(executor))?;
        rows.into_iter().map(|row| self.summary_from(row)).collect()
    }

    /// Puts summaries in the place of those of the same day, in one transaction. Of the days before, only the ends of
    /// quarters stay.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn put_summaries(&self, summaries: &[Summary]) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            for summary in summaries {
                let (organisation, as_of) = (summary.organisation.to_string(), summary.as_of.to_string());
                run!(
                    session,
                    sqlx::query(include_str!("../../sql/desk/put_summary.sql"))
                        .bind(&organisation)
                        .bind(i64::try_from(summary.length).unwrap_or(i64::MAX))
                        .bind(&summary.rulebook)
                        .bind(&as_of)
                        .bind(&summary.body)
                )?;
                let forget = include_str!("../../sql/desk/forget_summaries.sql");
                run!(session, sqlx::query(forget).bind(&organisation).bind(&as_of))?;
            }
            Ok(())
        })
        .await
    }

    fn summary_from(&self, (organisation, length, rulebook, as_of, body): SummaryRow) -> Result<Summary, LedgerError> {
        let place = &self.database.place;
        Ok(Summary {
            organisation: organisation.parse().map_err(|_| altered(place, "organisation"))?,
            length: u64::try_from(length).map_err(|_| altered(place, "length"))?,
            rulebook,
            as_of: day(place, &as_of)?,
            body,
        })
    }

    /// One transaction that writes to the desk, in its turn behind the other writers of this process.
    pub(crate) async fn desk_write<T>(
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
