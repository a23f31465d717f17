//! Who is signed in. The browser holds a random token; here stands only its hash.

use facts::{AccountId, Instant};
use sha2::{Digest, Sha256};

use super::{account_id, moment};
use crate::database::{on, run};
use crate::{Ledger, LedgerError, hex, random_bytes};

/// What is kept of a token: SHA-256, 64 lower-case hex digits. Enough to find a session, of no use to open one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    pub fn of(token: &str) -> TokenHash {
        TokenHash(hex::encode(&Sha256::digest(token.as_bytes())))
    }

    /// The name by which its owner picks a session from a list.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes back what [`TokenHash::as_str`] gave; what it never gave finds no session.
    pub fn named(text: &str) -> TokenHash {
        TokenHash(text.to_owned())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub token: TokenHash,
    pub account: AccountId,
    pub begun_at: Instant,
    pub seen_at: Instant,
    pub ended_at: Option<Instant>,
    pub device: String,
    /// How its owner was known, a word that the caller chose.
    pub how: String,
}

type SessionRow = (String, String, i64, i64, Option<i64>, String, String);

impl Ledger {
    /// A new token for somebody who has shown who they are, and the session that it opens.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`], or where there is no randomness.
    pub async fn begin_session(
        &self,
        account: AccountId,
        at: Instant,
        (device, how): (&str, &str),
    ) -> Result<String, LedgerError> {
        let token = hex::encode(&random_bytes::<32>()?);
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/insert_session.sql"))
                    .bind(TokenHash::of(&token).as_str())
                    .bind(account.to_string())
                    .bind(at.microseconds())
                    .bind(device)
                    .bind(how)
            )
        })
        .await?;
        Ok(token)
    }

    /// The session that a token belongs to, also where it was ended.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn session(&self, token: &TokenHash) -> Result<Option<Session>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<SessionRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/session.sql")).bind(token.as_str()).fetch_optional(executor))?;
        row.map(|row| self.session_from(row)).transpose()
    }

    /// An account's sessions that go on, the one used last first.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn sessions_of(&self, account: AccountId) -> Result<Vec<Session>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<SessionRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/sessions_of.sql"))
                .bind(account.to_string())
                .fetch_all(executor))?;
        rows.into_iter().map(|row| self.session_from(row)).collect()
    }

    /// A session was used again.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn touch_session(&self, token: &TokenHash, at: Instant) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/touch_session.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(token.as_str()).bind(at.microseconds())))
            .await
            .map(|_| ())
    }

    /// Ends one session of an account; says whether there was one.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn end_session(&self, account: AccountId, token: &TokenHash, at: Instant) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/end_session.sql");
        Ok(self
            .desk_write(async |session| {
                run!(session, sqlx::query(text).bind(account.to_string()).bind(token.as_str()).bind(at.microseconds()))
            })
            .await?
            > 0)
    }

    /// Ends all sessions of an account but one, and says how many.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn end_other_sessions(
        &self,
        account: AccountId,
        but: &TokenHash,
        at: Instant,
    ) -> Result<u64, LedgerError> {
        let text = include_str!("../../sql/desk/end_other_sessions.sql");
        self.desk_write(async |session| {
            run!(session, sqlx::query(text).bind(account.to_string()).bind(but.as_str()).bind(at.microseconds()))
        })
        .await
    }

    /// Removes the sessions that were last used before a moment.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_sessions(&self, before: Instant) -> Result<u64, LedgerError> {
        let text = include_str!("../../sql/desk/forget_sessions.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(before.microseconds()))).await
    }

    fn session_from(&self, row: SessionRow) -> Result<Session, LedgerError> {
        let (token, account, begun_at, seen_at, ended_at, device, how) = row;
        Ok(Session {
            token: TokenHash(token),
            account: account_id(&self.database.place, &account)?,
            begun_at: moment(begun_at),
            seen_at: moment(seen_at),
            ended_at: ended_at.map(moment),
            device,
            how,
        })
    }
}
