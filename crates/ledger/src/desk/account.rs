//! Who may sign in, and the seats that give somebody more than the posts in the roster do.

use facts::{AccountId, Day, Instant, OrganisationId, PersonId};

use super::{account_id, altered, day, moment};
use crate::database::{on, run};
use crate::{Ledger, LedgerError};

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    pub id: AccountId,
    pub name: String,
    /// In PHC form; none for who signs in otherwise.
    pub password: Option<String>,
    /// The member it belongs to, with the organisation in whose roster the member stands.
    pub member: Option<(OrganisationId, PersonId)>,
    pub made_at: Instant,
    /// The password was given by somebody else and is good until then.
    pub given_until: Option<Instant>,
}

/// An account as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub password: Option<String>,
    /// The encrypted secret of one-time codes.
    pub totp: Option<Vec<u8>>,
    pub member: Option<(OrganisationId, PersonId)>,
    pub made_at: Instant,
    pub ended_at: Option<Instant>,
    /// Wrong passwords since the last right one.
    pub failures: u32,
    pub locked_until: Option<Instant>,
    /// The step of the last one-time code that was used.
    pub totp_step: Option<u64>,
    /// The password was given by somebody else and is good until then, to set an own one.
    pub given_until: Option<Instant>,
}

/// A role in an organisation and all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    pub organisation: OrganisationId,
    pub account: AccountId,
    /// The slug of the role.
    pub role: String,
    pub from: Day,
    /// The day after the last.
    pub until: Option<Day>,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewAccount({}, {})", self.id, self.name)
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({}, {})", self.id, self.name)
    }
}

type AccountRow = (
    String,
    String,
    Option<String>,
    Option<Vec<u8>>,
    Option<String>,
    Option<String>,
    i64,
    Option<i64>,
    i64,
    Option<i64>,
    Option<i64>,
    Option<i64>,
);
type SeatRow = (String, String, String, String, Option<String>);

impl Ledger {
    /// Makes an account; says `false`, and changes nothing, where the name is taken.
    ///
    /// # Errors
    /// Where the ledger is not open for writing or the database does not take it; so for all that write here.
    pub async fn add_account(&self, account: &NewAccount) -> Result<bool, LedgerError> {
        let (organisation, person) = account.member.unzip();
        let added = self
            .desk_write(async |session| {
                run!(
                    session,
                    sqlx::query(include_str!("../../sql/desk/insert_account.sql"))
                        .bind(account.id.to_string())
                        .bind(&account.name)
                        .bind(&account.password)
                        .bind(None::<Vec<u8>>)
                        .bind(organisation.map(|id| id.to_string()))
                        .bind(person.map(|id| id.to_string()))
                        .bind(account.made_at.microseconds())
                        .bind(account.given_until.map(Instant::microseconds))
                )
            })
            .await?;
        Ok(added == 1)
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// Where the database cannot be read; so for all that read here.
    pub async fn accounts(&self) -> Result<Vec<Account>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<AccountRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/accounts.sql")).fetch_all(executor))?;
        rows.into_iter().map(|row| self.account_from(row)).collect()
    }

    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<AccountRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/account.sql")).bind(id.to_string()).fetch_optional(executor))?;
        row.map(|row| self.account_from(row)).transpose()
    }

    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn account_named(&self, name: &str) -> Result<Option<Account>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<AccountRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/account_named.sql")).bind(name).fetch_optional(executor))?;
        row.map(|row| self.account_from(row)).transpose()
    }

    /// Counts one more wrong password and says how many there are now, also of those given at the same moment.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn count_failure(&self, account: AccountId) -> Result<u32, LedgerError> {
        let counted = self
            .desk_write(async |session| {
                let row: Option<(i64,)> = on!(session, executor =>
                    sqlx::query_as(include_str!("../../sql/desk/count_failure.sql"))
                        .bind(account.to_string())
                        .fetch_optional(executor))?;
                Ok(row)
            })
            .await?;
        Ok(counted.map_or(0, |(failures,)| u32::try_from(failures).unwrap_or(u32::MAX)))
    }

    /// No password of the account is looked at before `until`.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn lock_account(&self, account: AccountId, until: Instant) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(session, {
                sqlx::query(include_str!("../../sql/desk/lock_account.sql"))
                    .bind(account.to_string())
                    .bind(until.microseconds())
            })
        })
        .await
        .map(|_| ())
    }

    /// The right password came: what was wrong before is forgotten.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn forget_failures(&self, account: AccountId) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/forget_failures.sql");
        self.desk_write(async |session| run!(session, sqlx::query(text).bind(account.to_string()))).await.map(|_| ())
    }

    /// Another password, in PHC form, an own one or one that is given until a moment; a lock is opened by it.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn set_password(
        &self,
        account: AccountId,
        password: &str,
        given_until: Option<Instant>,
    ) -> Result<(), LedgerError> {
        let text = include_str!("../../sql/desk/set_password.sql");
        let given_until = given_until.map(Instant::microseconds);
        self.desk_write(async |session| {
            run!(session, sqlx::query(text).bind(account.to_string()).bind(password).bind(given_until))
        })
        .await
        .map(|_| ())
    }

    /// Nobody signs in with the account from now on, and nobody is signed in with it.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn end_account(&self, account: AccountId, at: Instant) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/end_account.sql"))
                    .bind(account.to_string())
                    .bind(at.microseconds())
            )?;
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/end_other_sessions.sql"))
                    .bind(account.to_string())
                    .bind("")
                    .bind(at.microseconds())
            )
        })
        .await
        .map(|_| ())
    }

    /// Gives a seat, or other days to one that was given before.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn put_seat(&self, seat: &Seat) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/put_seat.sql"))
                    .bind(seat.organisation.to_string())
                    .bind(seat.account.to_string())
                    .bind(&seat.role)
                    .bind(seat.from.to_string())
                    .bind(seat.until.map(|day| day.to_string()))
            )
        })
        .await
        .map(|_| ())
    }

    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn seats(&self) -> Result<Vec<Seat>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<SeatRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/seats.sql")).fetch_all(executor))?;
        rows.into_iter().map(|row| self.seat_from(row)).collect()
    }

    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn seats_of(&self, account: AccountId) -> Result<Vec<Seat>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<SeatRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/seats_of.sql")).bind(account.to_string()).fetch_all(executor))?;
        rows.into_iter().map(|row| self.seat_from(row)).collect()
    }

    fn account_from(&self, row: AccountRow) -> Result<Account, LedgerError> {
        let (id, name, password, totp, organisation, person, made_at, ended_at, failures, locked_until, step, given) =
            row;
        let place = &self.database.place;
        let member = match (organisation, person) {
            (Some(organisation), Some(person)) => {
                let person = person.parse().map_err(|_| altered(place, "person"))?;
                Some((organisation.parse().map_err(|_| altered(place, "organisation"))?, person))
            }
            _ => None,
        };
        Ok(Account {
            id: account_id(place, &id)?,
            name,
            password,
            totp,
            member,
            made_at: moment(made_at),
            ended_at: ended_at.map(moment),
            failures: u32::try_from(failures).unwrap_or_default(),
            locked_until: locked_until.map(moment),
            totp_step: step.and_then(|step| u64::try_from(step).ok()),
            given_until: given.map(moment),
        })
    }

    fn seat_from(&self, (organisation, account, role, from, until): SeatRow) -> Result<Seat, LedgerError> {
        let place = &self.database.place;
        Ok(Seat {
            organisation: organisation.parse().map_err(|_| altered(place, "organisation"))?,
            account: account_id(place, &account)?,
            role,
            from: day(place, &from)?,
            until: until.map(|until| day(place, &until)).transpose()?,
        })
    }
}
