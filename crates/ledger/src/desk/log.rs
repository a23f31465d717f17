//! Who did what that leaves no record in a chain. Rows are added and read, never changed.

use facts::{AccountId, Instant, OrganisationId};

use super::{account_id, altered, moment};
use crate::database::{on, run};
use crate::{Ledger, LedgerError};

/// One line of the log. Never holds a password, a token or what was said in a talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    pub at: Instant,
    pub account: Option<AccountId>,
    pub organisation: Option<OrganisationId>,
    /// A slug.
    pub what: String,
    pub detail: String,
}

type LogRow = (i64, Option<String>, Option<String>, String, String);

impl Ledger {
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn log(&self, entry: &Logged) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/insert_log.sql"))
                    .bind(entry.at.microseconds())
                    .bind(entry.account.map(|id| id.to_string()))
                    .bind(entry.organisation.map(|id| id.to_string()))
                    .bind(&entry.what)
                    .bind(&entry.detail)
            )
        })
        .await
        .map(|_| ())
    }

    /// The last entries before a moment, the latest first: `most`, and with them all of the moment of the last one.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn logged(&self, before: Instant, most: u32) -> Result<Vec<Logged>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<LogRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/log_page.sql"))
                .bind(before.microseconds())
                .bind(i64::from(most.saturating_sub(1)))
                .fetch_all(executor))?;
        let place = &self.database.place;
        let entry = |(at, account, organisation, what, detail): LogRow| {
            let account = account.map(|id| account_id(place, &id)).transpose()?;
            let organisation = organisation.map(|id| id.parse().map_err(|_| altered(place, "organisation")));
            Ok(Logged { at: moment(at), account, organisation: organisation.transpose()?, what, detail })
        };
        rows.into_iter().map(entry).collect()
    }
}
