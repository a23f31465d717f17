//! The last reminder from above that an organisation got.

use facts::{Instant, OrganisationId};

use super::{altered, moment};
use crate::database::{on, run};
use crate::{Ledger, LedgerError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    pub organisation: OrganisationId,
    pub at: Instant,
    /// In whose name, in words.
    pub by: String,
    /// How many to-dos were overdue then.
    pub overdue: u32,
}

type ReminderRow = (String, i64, String, i64);

impl Ledger {
    /// Reminds those who were not reminded since a moment. How many were.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn remind(&self, reminders: &[Reminder], unless_since: Instant) -> Result<u64, LedgerError> {
        self.desk_write(async |session| {
            let mut reminded = 0;
            for reminder in reminders {
                reminded += run!(
                    session,
                    sqlx::query(include_str!("../../sql/desk/put_reminder.sql"))
                        .bind(reminder.organisation.to_string())
                        .bind(reminder.at.microseconds())
                        .bind(&reminder.by)
                        .bind(i64::from(reminder.overdue))
                        .bind(unless_since.microseconds())
                )?;
            }
            Ok(reminded)
        })
        .await
    }

    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn last_reminder(&self, organisation: OrganisationId) -> Result<Option<Reminder>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<ReminderRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/reminder.sql"))
                .bind(organisation.to_string())
                .fetch_optional(executor))?;
        row.map(|(id, at, by, overdue)| {
            let place = &self.database.place;
            Ok(Reminder {
                organisation: id.parse().map_err(|_| altered(place, "organisation"))?,
                at: moment(at),
                by,
                overdue: u32::try_from(overdue).map_err(|_| altered(place, "overdue"))?,
            })
        })
        .transpose()
    }
}
