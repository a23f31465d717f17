//! Tokens by which programs come in an account's name. The program holds the token; here stands only its hash.

use facts::{AccountId, Instant};

use super::{TokenHash, account_id, moment};
use crate::database::{on, run};
use crate::{Ledger, LedgerError};

/// A token to be kept.
#[derive(Clone, Debug)]
pub struct NewAccessToken {
    pub token: TokenHash,
    pub account: AccountId,
    pub name: String,
    /// Words that the caller chose.
    pub scopes: Vec<String>,
    /// How its owner was known when it was made, a word of the caller's too.
    pub how: String,
    pub made_at: Instant,
    pub until: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    pub token: TokenHash,
    pub account: AccountId,
    pub name: String,
    pub scopes: Vec<String>,
    pub how: String,
    pub made_at: Instant,
    pub until: Instant,
    pub used_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

type TokenRow = (String, String, String, String, String, i64, i64, Option<i64>, Option<i64>);

impl Ledger {
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn add_access_token(&self, new: &NewAccessToken) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/insert_access_token.sql"))
                    .bind(new.token.as_str())
                    .bind(new.account.to_string())
                    .bind(&new.name)
                    .bind(new.scopes.join(" "))
                    .bind(&new.how)
                    .bind(new.made_at.microseconds())
                    .bind(new.until.microseconds())
            )
        })
        .await
        .map(|_| ())
    }

    /// A token by its hash, also one that was ended or whose time is over.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn access_token(&self, token: &TokenHash) -> Result<Option<AccessToken>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<TokenRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/access_token.sql"))
                .bind(token.as_str())
                .fetch_optional(executor))?;
        row.map(|row| self.token_from(row)).transpose()
    }

    /// Tokens that nobody ended, of one account or of all, the latest first.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn access_tokens(&self, of: Option<AccountId>) -> Result<Vec<AccessToken>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<TokenRow> = match of {
            Some(account) => on!(&mut session, executor =>
                sqlx::query_as(include_str!("../../sql/desk/access_tokens_of.sql"))
                    .bind(account.to_string())
                    .fetch_all(executor))?,
            None => on!(&mut session, executor =>
                sqlx::query_as(include_str!("../../sql/desk/access_tokens.sql")).fetch_all(executor))?,
        };
        rows.into_iter().map(|row| self.token_from(row)).collect()
    }

    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn touch_access_token(&self, token: &TokenHash, at: Instant) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/touch_access_token.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(token.as_str()).bind(at.microseconds())))
            .await
            .map(|_| ())
    }

    /// Ends a token; says whether there was one that nobody had ended.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn end_access_token(&self, token: &TokenHash, at: Instant) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/end_access_token.sql");
        let ended = self
            .desk_write(async |session| run!(session, sqlx::query(text).bind(token.as_str()).bind(at.microseconds())))
            .await?;
        Ok(ended > 0)
    }

    /// Ends all tokens of an account, and says how many.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn end_access_tokens_of(&self, account: AccountId, at: Instant) -> Result<u64, LedgerError> {
        let text = include_str!("../../sql/desk/end_access_tokens_of.sql");
        self.desk_write(async |session| {
            run!(session, sqlx::query(text).bind(account.to_string()).bind(at.microseconds()))
        })
        .await
    }

    fn token_from(&self, row: TokenRow) -> Result<AccessToken, LedgerError> {
        let (token, account, name, scopes, how, made_at, until, used_at, ended_at) = row;
        Ok(AccessToken {
            token: TokenHash::named(&token),
            account: account_id(&self.database.place, &account)?,
            name,
            scopes: scopes.split_whitespace().map(str::to_owned).collect(),
            how,
            made_at: moment(made_at),
            until: moment(until),
            used_at: used_at.map(moment),
            ended_at: ended_at.map(moment),
        })
    }
}
