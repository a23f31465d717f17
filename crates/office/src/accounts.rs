//! Command: make and end accounts, change passwords, give seats. Query: who has one.

use facts::{AccountId, Day, Instant, OrganisationId, PersonId};
use ledger::{Account, Logged, NewAccount, Seat};

use crate::access::{Allowed, ManageAccounts, Password, PasswordFault, Role};
use crate::group::Organisation;
use crate::sign_in::MINUTE;
use crate::{Office, OfficeError};

/// An account to be made.
#[derive(Debug, Clone)]
pub struct AccountWanted {
    /// To sign in with.
    pub name: String,
    pub password: String,
    /// The member it belongs to.
    pub member: Option<(OrganisationId, PersonId)>,
    /// Whether somebody else chose the password: it is for signing in within days and setting an own one, no more.
    pub is_given: bool,
    /// Seats from today on.
    pub seats: Vec<(Role, OrganisationId)>,
}

/// An account with the password that it was given, which is shown once and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMade {
    pub name: String,
    pub password: String,
}

/// Who an account made at the command line is for.
#[derive(Debug, Clone)]
pub enum AccountFor {
    /// A member, by name, of the organisation of this name: rights follow from the posts.
    Member {
        organisation: String,
        person: String,
    },
    /// A seat in the organisation of this name and everything below it.
    Seat {
        role: Role,
        organisation: String,
    },
    Administrator,
}

/// So long somebody may take to come and set a password of their own.
const GIVEN_DAYS: i64 = 7;
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
            given_until: wanted.is_given.then(|| given_until(now)),
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

    /// Makes an account with a password of sixteen letters and digits, as whoever runs the program on the machine may.
    ///
    /// # Errors
    /// As for [`Office::make_account`], or where organisation or member are not known.
    pub async fn open_account(
        &self,
        allowed: &Allowed<ManageAccounts>,
        name: &str,
        whose: &AccountFor,
        now: Instant,
    ) -> Result<AccountMade, OfficeError> {
        let (member, seats) = match whose {
            AccountFor::Administrator => (None, vec![(Role::Administrator, self.whole())]),
            AccountFor::Seat { role, organisation } => {
                let group = self.group(now.day(), None).await?;
                (None, vec![(*role, group.named(organisation)?.id)])
            }
            AccountFor::Member { organisation, person } => {
                let group = self.group(now.day(), None).await?;
                (Some(member_named(group.named(organisation)?, person, now.day())?), Vec::new())
            }
        };
        let password = random_password()?;
        let wanted = AccountWanted { name: name.to_owned(), password: password.clone(), member, is_given: true, seats };
        self.make_account(allowed, wanted, now).await?;
        Ok(AccountMade { name: name.trim().to_owned(), password })
    }

    /// Gives an account a new password; whoever is signed in with it is signed out, and its tokens end.
    ///
    /// # Errors
    /// Where there is no such account, or the ledger does not take it.
    pub async fn reset_password(
        &self,
        allowed: &Allowed<ManageAccounts>,
        name: &str,
        now: Instant,
    ) -> Result<AccountMade, OfficeError> {
        let missing = || OfficeError::NoSuchAccount { found: name.to_owned() };
        let account = self.ledger.account_named(name.trim()).await?.ok_or_else(missing)?;
        let password = random_password()?;
        self.change_password(&account, (password.clone(), true), &ledger::TokenHash::of(""), now).await?;
        self.ledger.end_access_tokens_of(account.id, now).await?;
        self.log_of(allowed, None, "password-reset", &account.name, now).await?;
        Ok(AccountMade { name: account.name, password })
    }

    /// What stands for the whole installation where a seat asks for an organisation.
    fn whole(&self) -> OrganisationId {
        OrganisationId::from_bytes(self.ledger.installation())
    }

    /// Another password, by its owner or by an administrator. All sessions of the account end but `but`.
    ///
    /// # Errors
    /// Where the password will not do, there is no such account, or the ledger does not take it.
    pub(crate) async fn change_password(
        &self,
        account: &Account,
        (password, is_given): (String, bool),
        but: &ledger::TokenHash,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let password = self.hashed(password, &account.name).await?;
        let given_until = is_given.then(|| given_until(now));
        self.ledger.set_password(account.id, password.as_str(), given_until).await?;
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
        let name = self.ledger.account(account).await?.map(|account| account.name);
        self.log_of(allowed, None, "account-ended", &name.unwrap_or_default(), now).await
    }

    /// The same by the account's name.
    ///
    /// # Errors
    /// Where there is no such account, or the ledger does not take it.
    pub async fn end_account_named(
        &self,
        allowed: &Allowed<ManageAccounts>,
        name: &str,
        now: Instant,
    ) -> Result<(), OfficeError> {
        let missing = || OfficeError::NoSuchAccount { found: name.to_owned() };
        let account = self.ledger.account_named(name.trim()).await?.ok_or_else(missing)?;
        self.end_account(allowed, account.id, now).await
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

    pub(crate) async fn log_of<C>(
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

fn given_until(now: Instant) -> Instant {
    now.plus_microseconds(GIVEN_DAYS * 24 * 60 * MINUTE)
}

/// The member of this name on a day.
fn member_named(
    organisation: &Organisation,
    name: &str,
    today: Day,
) -> Result<(OrganisationId, PersonId), OfficeError> {
    let roster = &organisation.roster;
    let is_named = |at: &usize| roster.display_name(*at) == name.trim();
    let there = (0..roster.members.len()).filter(|at| roster.members.get(*at).is_some_and(|one| one.on(today)));
    let there: Vec<usize> = there.collect();
    let found = there.iter().find(|at| is_named(at)).and_then(|at| roster.members.get(*at));
    found.map(|member| (organisation.id, member.person)).ok_or_else(|| {
        let names: Vec<String> = there.iter().map(|at| roster.display_name(*at)).collect();
        let nearest = crate::error::nearest(name, names.iter().map(String::as_str));
        OfficeError::NoSuchMember { found: name.to_owned(), organisation: roster.name().to_owned(), nearest }
    })
}

/// Sixteen letters and digits that nobody takes for one another: 80 bits.
pub(crate) fn random_password() -> Result<String, OfficeError> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let bytes: [u8; 16] = ledger::random_bytes()?;
    Ok(bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32))).map(|letter| char::from(*letter)).collect())
}
