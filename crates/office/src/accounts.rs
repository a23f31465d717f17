//! Command: make and end accounts, change passwords, give seats. Query: who has one.

use facts::{AccountId, Day, Instant, OrganisationId, PersonId};
use ledger::{Account, Logged, NewAccount, Seat};

use crate::access::{Allowed, ManageAccounts, Password, PasswordFault, Role};
use crate::{Office, OfficeError};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct AccountWanted {
    /// To sign in with.
    pub name: String,
    pub password: String,
    /// The member it belongs to.
    pub member: Option<(OrganisationId, PersonId)>,
    /// Seats from today on.
    pub seats: Vec<(Role, OrganisationId)>,
}

/// The longest name to sign in with, in characters.
const NAME_MOST: usize = 60;

impl Office {
    /// # Errors
    /// Where the name is empty, too long or taken, the password will not do, or the ledger does not take it.
    pub async fn make_account(
        &self,
        allowed: &Allowed<ManageAccounts>,
        wanted: AccountWanted,
        now: Instant,
    ) -> Result<AccountId, OfficeError> {
        let name = wanted.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_MOST {
            return Err(OfficeError::AccountName { most: NAME_MOST });
        }
        let password = self.hashed(wanted.password, &name).await?;
        let id = AccountId::derived(&[&self.ledger.installation(), name.as_bytes()]);
        let account = NewAccount {
            id,
            name: name.clone(),
            password: Some(password.as_str().to_owned()),
            member: wanted.member,
            made_at: now,
        };
        if !self.ledger.add_account(&account).await? {
            return Err(OfficeError::AccountTaken { name });
        }
        for (role, organisation) in wanted.seats {
            self.give_seat(allowed, id, role, organisation, now).await?;
        }
        self.log_of(allowed, None, "account-made", &name, now).await?;
        Ok(id)
    }

    /// Another password, by its owner or by an administrator. All sessions of the account end but `but`.
    ///
    /// # Errors
    /// Where the password will not do, there is no such account, or the ledger does not take it.
    pub(crate) async fn change_password(
        &self,
        account: &Account,
        password: String,
        but: &ledger::TokenHash,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let password = self.hashed(password, &account.name).await?;
        self.ledger.set_password(account.id, password.as_str()).await?;
        self.ledger.end_other_sessions(account.id, but, now).await?;
        Ok(())
    }

    /// Gives somebody a role for an organisation and everything below it, from today on.
    ///
    /// # Errors
    /// Where the ledger does not take it.
    pub async fn give_seat(
        &self,
        allowed: &Allowed<ManageAccounts>,
        account: AccountId,
        role: Role,
        organisation: OrganisationId,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let seat = Seat { organisation, account, role: role.slug().to_owned(), from: now.day(), until: None };
        self.ledger.put_seat(&seat).await?;
        self.log_of(allowed, Some(organisation), "seat-given", role.word(), now).await
    }

    /// # Errors
    /// Where the ledger does not take it.
    pub async fn end_account(
        &self,
        allowed: &Allowed<ManageAccounts>,
        account: AccountId,
        now: Instant,
    ) -> Result<(), OfficeError> {
        self.ledger.end_account(account, now).await?;
        self.log_of(allowed, None, "account-ended", &account.to_string(), now).await
    }

    /// Every account, by name, with its seats of a day.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn accounts(
        &self,
        _allowed: &Allowed<ManageAccounts>,
        today: Day,
    ) -> Result<Vec<(Account, Vec<Seat>)>, OfficeError> {
        let seats = self.ledger.seats().await?;
        let accounts = self.ledger.accounts().await?;
        let stands = |seat: &&Seat| seat.from <= today && seat.until.is_none_or(|until| today < until);
        let of = |id: AccountId| seats.iter().filter(stands).filter(|seat| seat.account == id).cloned().collect();
        Ok(accounts.into_iter().map(|account| (account.clone(), of(account.id))).collect())
    }

    /// The password as it is kept; slow by intent, so it is not done on the runtime's own threads.
    async fn hashed(&self, password: String, name: &str) -> Result<Password, OfficeError> {
        let salt = ledger::random_bytes()?;
        let name = name.to_owned();
        let hashing = tokio::task::spawn_blocking(move || Password::new(&password, &[&name], salt));
        let hashed = hashing.await.map_err(|_| OfficeError::Password(PasswordFault::NoRandomness))?;
        hashed.map_err(OfficeError::Password)
    }

    async fn log_of<C>(
        &self,
        allowed: &Allowed<C>,
        organisation: Option<OrganisationId>,
        what: &str,
        detail: &str,
        at: Instant,
    ) -> Result<(), OfficeError> {
        let detail = format!("{}：{detail}", allowed.who());
        let entry = Logged { at, account: None, organisation, what: what.to_owned(), detail };
        Ok(self.ledger.log(&entry).await?)
    }
}
