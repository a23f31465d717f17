//! Where somebody wants to be told what is to be done, and what was told when; and the secret address of a calendar.
//!
//! Addresses lie encrypted under the master key: they are personal, and a robot's opens a chat group to whoever has it.
//! What is told is marked before it is sent, by one statement, so that of two servers one sends it, and a server that
//! dies in the middle does not send it again.

use std::fmt;

use facts::{AccountId, Day, Instant, OrganisationId};

use super::{TokenHash, account_id, altered, day, moment};
use crate::database::{on, run};
use crate::vault::{open_for_desk, seal_for_desk};
use crate::{Ledger, LedgerError};

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addressee {
    Account(AccountId),
    /// Everybody of an organisation, in a group of theirs.
    Organisation(OrganisationId),
}

impl fmt::Display for Addressee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Addressee::Account(id) => write!(f, "account {id}"),
            Addressee::Organisation(id) => write!(f, "organisation {id}"),
        }
    }
}

/// By which way somebody is told, where to, and when.
#[derive(Clone, PartialEq, Eq)]
pub struct NoticeWay {
    pub told: Addressee,
    /// The slug of the way.
    pub way: String,
    /// Where to, as the caller writes it.
    pub body: String,
    /// From this hour of the day on.
    pub hour: u8,
}

impl fmt::Debug for NoticeWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoticeWay({}, {}, …)", self.told, self.way)
    }
}

/// What became of telling somebody on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub day: Day,
    pub at: Instant,
    /// `begun`, `sent`, `nothing`, `failed`, `given-up`.
    pub outcome: String,
    /// How often it was tried.
    pub tries: u32,
    /// Why not, in words.
    pub detail: String,
}

type WayRow = (String, String, Vec<u8>, i64);
type NoticeRow = (String, i64, String, i64, String);

impl Ledger {
    /// Puts a way in the place of the same way before.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`], or where the key file cannot be read.
    pub async fn put_notice_way(&self, way: &NoticeWay) -> Result<(), LedgerError> {
        let sealed = seal_for_desk(self.master()?, bound_to(way.told), &purpose(&way.way), way.body.as_bytes())?;
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/put_notice_way.sql"))
                    .bind(way.told.to_string())
                    .bind(&way.way)
                    .bind(&sealed)
                    .bind(i64::from(way.hour))
            )
        })
        .await
        .map(|_| ())
    }

    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_notice_way(&self, told: Addressee, way: &str) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/forget_notice_way.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(told.to_string()).bind(way)))
            .await
            .map(|_| ())
    }

    /// The ways of one, by their slugs.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`], or where the key file cannot be read.
    pub async fn notice_ways_of(&self, told: Addressee) -> Result<Vec<NoticeWay>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<WayRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/notice_ways_of.sql"))
                .bind(told.to_string())
                .fetch_all(executor))?;
        rows.into_iter().filter_map(|row| self.way_from(row).transpose()).collect()
    }

    /// Who is still to be told on a day, at an hour of it: those to whom nothing was told, and those where it failed and
    /// may be tried again. What the master key does not open is passed over.
    ///
    /// # Errors
    /// As for [`Ledger::notice_ways_of`].
    pub async fn notices_due(&self, day: Day, hour: u8, now: Instant) -> Result<Vec<NoticeWay>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<WayRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/notices_due.sql"))
                .bind(day.to_string())
                .bind(i64::from(hour))
                .bind(now.microseconds())
                .fetch_all(executor))?;
        rows.into_iter().filter_map(|row| self.way_from(row).transpose()).collect()
    }

    /// Takes it on oneself to tell somebody now; says how often it was tried with this time, none where it is another's,
    /// or done.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn begin_notice(
        &self,
        (told, way): (Addressee, &str),
        day: Day,
        now: Instant,
    ) -> Result<Option<u32>, LedgerError> {
        let row: Option<(i64,)> = self
            .desk_write(async |session| {
                on!(session, executor =>
                    sqlx::query_as(include_str!("../../sql/desk/begin_notice.sql"))
                        .bind(told.to_string())
                        .bind(way)
                        .bind(day.to_string())
                        .bind(now.microseconds())
                        .fetch_optional(executor))
            })
            .await?;
        Ok(row.map(|(tries,)| u32::try_from(tries).unwrap_or(u32::MAX)))
    }

    /// Says what became of it, and from when on it may be tried again where it failed.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn end_notice(
        &self,
        (told, way): (Addressee, &str),
        notice: &Notice,
        again_at: Instant,
    ) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/end_notice.sql"))
                    .bind(told.to_string())
                    .bind(way)
                    .bind(notice.day.to_string())
                    .bind(&notice.outcome)
                    .bind(&notice.detail)
                    .bind(again_at.microseconds())
            )
        })
        .await
        .map(|_| ())
    }

    /// What was last told to somebody by a way.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn last_notice(&self, told: Addressee, way: &str) -> Result<Option<Notice>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<NoticeRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/last_notice.sql"))
                .bind(told.to_string())
                .bind(way)
                .fetch_optional(executor))?;
        let place = &self.database.place;
        row.map(|(on, at, outcome, tries, detail)| {
            let tries = u32::try_from(tries).map_err(|_| altered(place, "tries"))?;
            Ok(Notice { day: day(place, &on)?, at: moment(at), outcome, tries, detail })
        })
        .transpose()
    }

    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_notices_before(&self, day: Day) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/forget_notices.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(day.to_string()))).await.map(|_| ())
    }

    /// Another secret for somebody's calendar; the one before opens it no more.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn put_calendar(&self, account: AccountId, token: &TokenHash, now: Instant) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/put_calendar.sql"))
                    .bind(account.to_string())
                    .bind(token.as_str())
                    .bind(now.microseconds())
            )
        })
        .await
        .map(|_| ())
    }

    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_calendar(&self, account: AccountId) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/forget_calendar.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(account.to_string()))).await.map(|_| ())
    }

    /// When somebody's calendar got its secret; none where there is none.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn calendar_since(&self, account: AccountId) -> Result<Option<Instant>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<(i64,)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/calendar_since.sql"))
                .bind(account.to_string())
                .fetch_optional(executor))?;
        Ok(row.map(|(made_at,)| moment(made_at)))
    }

    /// Whose calendar a secret opens.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn calendar_of(&self, token: &TokenHash) -> Result<Option<AccountId>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<(String,)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/calendar_of.sql")).bind(token.as_str()).fetch_optional(executor))?;
        row.map(|(account,)| account_id(&self.database.place, &account)).transpose()
    }

    /// None where the master key does not open it: it was changed, and its owner sets it anew.
    fn way_from(&self, (told, way, sealed, hour): WayRow) -> Result<Option<NoticeWay>, LedgerError> {
        let place = &self.database.place;
        let told = told_from(&told).ok_or_else(|| altered(place, "told"))?;
        let opened = open_for_desk(self.master()?, bound_to(told), &purpose(&way), &sealed);
        let Some(body) = opened.and_then(|opened| String::from_utf8(opened).ok()) else { return Ok(None) };
        let hour = u8::try_from(hour).map_err(|_| altered(place, "hour"))?;
        Ok(Some(NoticeWay { told, way, body, hour }))
    }
}

fn told_from(text: &str) -> Option<Addressee> {
    match text.split_once(' ')? {
        ("account", id) => id.parse().ok().map(Addressee::Account),
        ("organisation", id) => id.parse().ok().map(Addressee::Organisation),
        _ => None,
    }
}

/// What is encrypted for one opens for nobody else; the way's slug tells accounts and organisations apart.
fn bound_to(told: Addressee) -> AccountId {
    match told {
        Addressee::Account(id) => id,
        Addressee::Organisation(id) => AccountId::from_bytes(*id.as_bytes()),
    }
}

fn purpose(way: &str) -> String {
    format!("notice-{way}")
}
