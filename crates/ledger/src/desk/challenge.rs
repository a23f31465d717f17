//! What was asked of somebody and is not answered yet: one token, one purpose, some minutes, one answer.

use facts::{AccountId, Instant};

use super::{TokenHash, account_id};
use crate::database::{on, run};
use crate::{Ledger, LedgerError, hex, random_bytes};

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Of whom, where that was known.
    pub account: Option<AccountId>,
    /// What the answer is held against.
    pub body: String,
}

type ChallengeRow = (Option<String>, String);

impl Ledger {
    /// Asks something, to be answered before `until`; the token is for the one who is to answer. What nobody answered in
    /// time is forgotten on the way.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`], or where there is no randomness.
    pub async fn ask(
        &self,
        purpose: &str,
        challenge: &Challenge,
        (now, until): (Instant, Instant),
    ) -> Result<String, LedgerError> {
        let token = hex::encode(&random_bytes::<32>()?);
        self.desk_write(async |session| {
            let forget = include_str!("../../sql/desk/forget_challenges.sql");
            run!(session, sqlx::query(forget).bind(now.microseconds()))?;
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/insert_challenge.sql"))
                    .bind(TokenHash::of(&token).as_str())
                    .bind(purpose)
                    .bind(challenge.account.map(|id| id.to_string()))
                    .bind(&challenge.body)
                    .bind(until.microseconds())
            )
        })
        .await?;
        Ok(token)
    }

    /// What was asked, for who may answer it wrong and try again.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn asked(&self, purpose: &str, token: &str, now: Instant) -> Result<Option<Challenge>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<ChallengeRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/challenge.sql"))
                .bind(TokenHash::of(token).as_str())
                .bind(purpose)
                .bind(now.microseconds())
                .fetch_optional(executor))?;
        row.map(|row| self.challenge_from(row)).transpose()
    }

    /// What was asked, which nobody can answer again.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn answered(&self, purpose: &str, token: &str, now: Instant) -> Result<Option<Challenge>, LedgerError> {
        let row: Option<ChallengeRow> = self
            .desk_write(async |session| {
                on!(session, executor =>
                    sqlx::query_as(include_str!("../../sql/desk/take_challenge.sql"))
                        .bind(TokenHash::of(token).as_str())
                        .bind(purpose)
                        .bind(now.microseconds())
                        .fetch_optional(executor))
            })
            .await?;
        row.map(|row| self.challenge_from(row)).transpose()
    }

    fn challenge_from(&self, (account, body): ChallengeRow) -> Result<Challenge, LedgerError> {
        let account = account.map(|id| account_id(&self.database.place, &id)).transpose()?;
        Ok(Challenge { account, body })
    }
}
