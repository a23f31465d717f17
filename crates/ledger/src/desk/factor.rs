//! What shows who somebody is besides a password: one-time codes, recovery codes, passkeys, a company's own sign-on.
//!
//! What is secret lies here encrypted or hashed; whether an answer is right is decided by the caller. What may be used
//! once is marked as used by one statement, so that of two at the same moment one is refused.

use facts::{AccountId, Instant};
use sha2::{Digest, Sha256};

use super::{account_id, moment};
use crate::database::{on, run};
use crate::vault::{open_for_desk, seal_for_desk};
use crate::{Ledger, LedgerError, hex};

/// What is kept of a recovery code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeHash(String);

impl CodeHash {
    pub fn of(code: &str) -> CodeHash {
        CodeHash(hex::encode(&Sha256::digest(code.as_bytes())))
    }
}

/// The public half of a key that lies with its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPasskey {
    /// Lower-case hex digits.
    pub id: String,
    pub account: AccountId,
    pub name: String,
    /// JSON.
    pub body: String,
    pub made_at: Instant,
    pub used_at: Option<Instant>,
}

type PasskeyRow = (String, String, String, String, i64, Option<i64>);

impl Ledger {
    /// Encrypts something of an account under the master key, bound to the account and to what it is for.
    ///
    /// # Errors
    /// Where the key file cannot be read or there is no randomness.
    pub fn seal_for(&self, account: AccountId, purpose: &str, text: &[u8]) -> Result<Vec<u8>, LedgerError> {
        seal_for_desk(self.master()?, account, purpose, text)
    }

    /// What [`Ledger::seal_for`] encrypted; none where it was altered, or belongs to another account or purpose.
    ///
    /// # Errors
    /// Where the key file cannot be read.
    pub fn open_for(&self, account: AccountId, purpose: &str, sealed: &[u8]) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(open_for_desk(self.master()?, account, purpose, sealed))
    }

    /// The secret of an account's one-time codes, encrypted, with the step of its first code and the recovery codes that
    /// go with it; those before are forgotten.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn set_totp(
        &self,
        account: AccountId,
        sealed: &[u8],
        step: u64,
        codes: &[CodeHash],
    ) -> Result<(), LedgerError> {
        let id = account.to_string();
        let text = include_str!("../../sql/desk/set_totp.sql");
        self.desk_write(async |session| {
            run!(session, sqlx::query(text).bind(&id).bind(Some(sealed)).bind(Some(step_column(step))))?;
            run!(session, sqlx::query(include_str!("../../sql/desk/forget_recovery_codes.sql")).bind(&id))?;
            for code in codes {
                let insert = include_str!("../../sql/desk/insert_recovery_code.sql");
                run!(session, sqlx::query(insert).bind(&id).bind(&code.0))?;
            }
            Ok(())
        })
        .await
    }

    /// Other recovery codes for an account.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn set_recovery_codes(&self, account: AccountId, codes: &[CodeHash]) -> Result<(), LedgerError> {
        let id = account.to_string();
        self.desk_write(async |session| {
            run!(session, sqlx::query(include_str!("../../sql/desk/forget_recovery_codes.sql")).bind(&id))?;
            for code in codes {
                let insert = include_str!("../../sql/desk/insert_recovery_code.sql");
                run!(session, sqlx::query(insert).bind(&id).bind(&code.0))?;
            }
            Ok(())
        })
        .await
    }

    /// Takes one-time codes and recovery codes off an account.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_totp(&self, account: AccountId) -> Result<(), LedgerError> {
        let id = account.to_string();
        let text = include_str!("../../sql/desk/set_totp.sql");
        self.desk_write(async |session| {
            run!(session, sqlx::query(text).bind(&id).bind(None::<Vec<u8>>).bind(None::<i64>))?;
            run!(session, sqlx::query(include_str!("../../sql/desk/forget_recovery_codes.sql")).bind(&id))
        })
        .await
        .map(|_| ())
    }

    /// Takes everything off an account that shows who somebody is, but the password.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_factors(&self, account: AccountId) -> Result<(), LedgerError> {
        self.forget_totp(account).await?;
        let id = account.to_string();
        self.desk_write(async |session| {
            run!(session, sqlx::query(include_str!("../../sql/desk/forget_sign_ons.sql")).bind(&id))?;
            run!(session, sqlx::query(include_str!("../../sql/desk/forget_passkeys.sql")).bind(&id))
        })
        .await
        .map(|_| ())
    }

    /// Marks the step of a one-time code as used; says `false` where it or a later one was used before.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn use_totp_step(&self, account: AccountId, step: u64) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/use_totp_step.sql");
        let used = self
            .desk_write(async |session| {
                run!(session, sqlx::query(text).bind(account.to_string()).bind(step_column(step)))
            })
            .await?;
        Ok(used == 1)
    }

    /// Uses a recovery code; says `false` where it is none of the account's, or was used before.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn use_recovery_code(
        &self,
        account: AccountId,
        code: &CodeHash,
        at: Instant,
    ) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/use_recovery_code.sql");
        let used = self
            .desk_write(async |session| {
                run!(session, { sqlx::query(text).bind(account.to_string()).bind(&code.0).bind(at.microseconds()) })
            })
            .await?;
        Ok(used == 1)
    }

    /// How many recovery codes of an account were not used yet.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn recovery_codes_left(&self, account: AccountId) -> Result<u64, LedgerError> {
        let mut session = self.database.read().await?;
        let (left,): (i64,) = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/count_recovery_codes.sql"))
                .bind(account.to_string())
                .fetch_one(executor))?;
        Ok(u64::try_from(left).unwrap_or_default())
    }

    /// Adds a passkey; says `false` where it is somebody's already.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn add_passkey(&self, passkey: &KeptPasskey) -> Result<bool, LedgerError> {
        let KeptPasskey { id, account, name, body, made_at, used_at: _ } = passkey;
        let text = include_str!("../../sql/desk/insert_passkey.sql");
        let added = self
            .desk_write(async |session| {
                run!(session, {
                    let query = sqlx::query(text).bind(id).bind(account.to_string());
                    query.bind(name).bind(body).bind(made_at.microseconds())
                })
            })
            .await?;
        Ok(added == 1)
    }

    /// An account's passkeys, the oldest first.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn passkeys_of(&self, account: AccountId) -> Result<Vec<KeptPasskey>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<PasskeyRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/passkeys_of.sql"))
                .bind(account.to_string())
                .fetch_all(executor))?;
        rows.into_iter().map(|row| self.passkey_from(row)).collect()
    }

    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn passkey(&self, id: &str) -> Result<Option<KeptPasskey>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<PasskeyRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/passkey.sql")).bind(id).fetch_optional(executor))?;
        row.map(|row| self.passkey_from(row)).transpose()
    }

    /// Somebody signed in with a passkey, which is now as `body` says.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn use_passkey(&self, id: &str, body: &str, at: Instant) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/use_passkey.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(id).bind(body).bind(at.microseconds())))
            .await
            .map(|_| ())
    }

    /// Calls one of an account's passkeys otherwise; says whether there was one.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn name_passkey(&self, account: AccountId, id: &str, name: &str) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/name_passkey.sql");
        let named = self
            .desk_write(async |session| run!(session, sqlx::query(text).bind(account.to_string()).bind(id).bind(name)))
            .await?;
        Ok(named == 1)
    }

    /// Takes one of an account's passkeys away; says whether there was one.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_passkey(&self, account: AccountId, id: &str) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/forget_passkey.sql");
        let forgotten = self
            .desk_write(async |session| run!(session, sqlx::query(text).bind(account.to_string()).bind(id)))
            .await?;
        Ok(forgotten == 1)
    }

    /// The account that somebody has whom a sign-on knows.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn signed_on(&self, issuer: &str, subject: &str) -> Result<Option<AccountId>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<(String,)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/sign_on.sql"))
                .bind(issuer)
                .bind(subject)
                .fetch_optional(executor))?;
        row.map(|(account,)| account_id(&self.database.place, &account)).transpose()
    }

    /// Joins somebody whom a sign-on knows to an account; says `false` where either is joined already.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn join_sign_on(
        &self,
        (issuer, subject): (&str, &str),
        account: AccountId,
        at: Instant,
    ) -> Result<bool, LedgerError> {
        let text = include_str!("../../sql/desk/insert_sign_on.sql");
        let joined = self
            .desk_write(async |session| {
                run!(session, {
                    let query = sqlx::query(text).bind(issuer).bind(subject);
                    query.bind(account.to_string()).bind(at.microseconds())
                })
            })
            .await?;
        Ok(joined == 1)
    }

    fn passkey_from(
        &self,
        (id, account, name, body, made_at, used_at): PasskeyRow,
    ) -> Result<KeptPasskey, LedgerError> {
        let account = account_id(&self.database.place, &account)?;
        Ok(KeptPasskey { id, account, name, body, made_at: moment(made_at), used_at: used_at.map(moment) })
    }
}

/// Steps are half minutes since 1970: none of them is too large for a column before the sun goes out.
fn step_column(step: u64) -> i64 {
    i64::try_from(step).unwrap_or(i64::MAX)
}
