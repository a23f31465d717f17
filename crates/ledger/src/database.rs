//! The two engines behind one face: connecting, transactions, and making the tables.
//!
//! Both run the same SQL text; the macro [`on!`] sends it to whichever is there.
//! Only connecting, the start of a transaction and the DDL differ.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgConnection, Postgres, Sqlite, Transaction};

use crate::{LedgerError, Location, Mode};

/// Runs one query, given as an expression over its executor, in a session of either engine.
macro_rules! on {
    ($session:expr, $executor:ident => $query:expr) => {{
        let session: &mut $crate::database::Session = $session;
        let result = match &mut session.transaction {
            $crate::database::Open::Sqlite(transaction) => {
                let $executor = &mut **transaction;
                $query.await
            }
            $crate::database::Open::Postgres(transaction) => {
                let $executor = &mut **transaction;
                $query.await
            }
        };
        result.map_err(|error| $crate::LedgerError::from_database(&session.place, error))
    }};
}
/// Runs one statement in a session of either engine and says how many rows it touched.
macro_rules! run {
    ($session:expr, $query:expr) => {
        $crate::database::on!($session, executor => async {
            $query.execute(executor).await.map(|result| result.rows_affected())
        })
    };
}

pub(crate) use {on, run};

/// The migrations in their order; the number of a ledger's version is how many of them it has seen.
const SQLITE_MIGRATIONS: &[&str] = &[
    include_str!("../migrations/sqlite/0001_base.sql"),
    include_str!("../migrations/sqlite/0002_journal.sql"),
    include_str!("../migrations/sqlite/0003_desk.sql"),
    include_str!("../migrations/sqlite/0004_papers.sql"),
    include_str!("../migrations/sqlite/0005_files.sql"),
    include_str!("../migrations/sqlite/0006_reminder.sql"),
    include_str!("../migrations/sqlite/0007_identity.sql"),
    include_str!("../migrations/sqlite/0008_search.sql"),
    include_str!("../migrations/sqlite/0009_tokens.sql"),
    include_str!("../migrations/sqlite/0010_webhooks.sql"),
    include_str!("../migrations/sqlite/0011_notices.sql"),
    include_str!("../migrations/sqlite/0012_given_passwords.sql"),
];
const POSTGRES_MIGRATIONS: &[&str] = &[
    include_str!("../migrations/postgres/0001_base.sql"),
    include_str!("../migrations/postgres/0002_journal.sql"),
    include_str!("../migrations/postgres/0003_desk.sql"),
    include_str!("../migrations/postgres/0004_papers.sql"),
    include_str!("../migrations/postgres/0005_files.sql"),
    include_str!("../migrations/postgres/0006_reminder.sql"),
    include_str!("../migrations/postgres/0007_identity.sql"),
    include_str!("../migrations/postgres/0008_search.sql"),
    include_str!("../migrations/postgres/0009_tokens.sql"),
    include_str!("../migrations/postgres/0010_webhooks.sql"),
    include_str!("../migrations/postgres/0011_notices.sql"),
    include_str!("../migrations/postgres/0012_given_passwords.sql"),
];

/// The triggers that the migrations leave behind.
const SQLITE_TRIGGERS: &[&str] = &[
    "fact_is_never_changed",
    "fact_is_never_removed",
    "fact_is_never_replaced",
    "chain_is_never_removed",
    "chain_never_shrinks",
    "journal_is_never_changed",
    "journal_is_never_removed",
];
const POSTGRES_TRIGGERS: &[&str] = &[
    "fact_is_never_changed",
    "fact_is_never_emptied",
    "chain_never_shrinks",
    "chain_is_never_emptied",
    "journal_is_never_changed",
    "journal_is_never_emptied",
];

/// The version this program writes.
pub(crate) const VERSION: i64 = SQLITE_MIGRATIONS.len() as i64;
const _: () = assert!(SQLITE_MIGRATIONS.len() == POSTGRES_MIGRATIONS.len());

/// Long enough for a backup tool to get out of the way, short enough for somebody who waits.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) enum Db {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A database and how to name it in a message.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) db: Db,
    pub(crate) place: Arc<str>,
}

#[derive(Debug)]
pub(crate) enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// One transaction. Dropped without [`Session::commit`], it never happened.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) transaction: Open,
    pub(crate) place: Arc<str>,
}

impl Session {
    pub(crate) async fn commit(self) -> Result<(), LedgerError> {
        match self.transaction {
            Open::Sqlite(transaction) => transaction.commit().await,
            Open::Postgres(transaction) => transaction.commit().await,
        }
        .map_err(|error| LedgerError::from_database(&self.place, error))
    }
}

impl Database {
    /// Opens what is there, or with `make` an empty database file where there is none.
    pub(crate) async fn connect(location: &Location, mode: Mode, make: bool) -> Result<Database, LedgerError> {
        let place: Arc<str> = location.to_string().into();
        let db = match location {
            Location::Directory(directory) => match mode {
                Mode::Read => open_sqlite_to_read(directory, &place).await?,
                Mode::Write => open_sqlite_to_write(directory, &place, make).await?,
            },
            Location::Postgres(url) => open_postgres(url, &place, mode).await?,
        };
        Ok(Database { db, place })
    }

    fn fault(&self, error: sqlx::Error) -> LedgerError {
        LedgerError::from_database(&self.place, error)
    }

    /// A transaction that sees one moment of the ledger, whatever others append meanwhile.
    pub(crate) async fn read(&self) -> Result<Session, LedgerError> {
        let transaction = match &self.db {
            Db::Sqlite(pool) => pool.begin().await.map(Open::Sqlite),
            Db::Postgres(pool) => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map(Open::Postgres)
            }
        };
        Ok(Session { transaction: transaction.map_err(|error| self.fault(error))?, place: Arc::clone(&self.place) })
    }

    /// A transaction that writes. SQLite takes its write lock at once, so that it cannot fail half-way for want of it.
    pub(crate) async fn write(&self) -> Result<Session, LedgerError> {
        let transaction = match &self.db {
            Db::Sqlite(pool) => pool.begin_with("BEGIN IMMEDIATE").await.map(Open::Sqlite),
            Db::Postgres(pool) => pool.begin().await.map(Open::Postgres),
        };
        Ok(Session { transaction: transaction.map_err(|error| self.fault(error))?, place: Arc::clone(&self.place) })
    }

    /// Overwrites what a deleted row left behind, as far as the engine allows.
    pub(crate) async fn scrub(&self) -> Result<(), LedgerError> {
        match &self.db {
            Db::Sqlite(pool) => sqlx::raw_sql(include_str!("../sql/scrub_sqlite.sql")).execute(pool).await.map(|_| ()),
            Db::Postgres(pool) => {
                sqlx::raw_sql(include_str!("../sql/scrub_postgres.sql")).execute(pool).await.map(|_| ())
            }
        }
        .map_err(|error| self.fault(error))
    }

    pub(crate) async fn close(&self) {
        match &self.db {
            Db::Sqlite(pool) => pool.close().await,
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

impl Session {
    /// The tables that are there, by name.
    pub(crate) async fn tables(&mut self) -> Result<Vec<String>, LedgerError> {
        let rows: Vec<(String,)> = match &mut self.transaction {
            Open::Sqlite(transaction) => {
                sqlx::query_as(include_str!("../sql/tables_sqlite.sql")).fetch_all(&mut **transaction).await
            }
            Open::Postgres(transaction) => {
                sqlx::query_as(include_str!("../sql/tables_postgres.sql")).fetch_all(&mut **transaction).await
            }
        }
        .map_err(|error| LedgerError::from_database(&self.place, error))?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    /// Those triggers that keep records from being changed and are not there as they were made.
    pub(crate) async fn missing_triggers(&mut self) -> Result<Vec<String>, LedgerError> {
        let (wanted, found) = match &mut self.transaction {
            Open::Sqlite(transaction) => {
                let found: Result<Vec<(String, String)>, _> =
                    sqlx::query_as(include_str!("../sql/triggers_sqlite.sql")).fetch_all(&mut **transaction).await;
                let as_made = |sql: &str| SQLITE_MIGRATIONS.iter().any(|migration| migration.contains(sql));
                let names = |rows: Vec<(String, String)>| {
                    rows.into_iter().filter(|(_, sql)| as_made(sql)).map(|(name, _)| name).collect()
                };
                (SQLITE_TRIGGERS, found.map(names))
            }
            Open::Postgres(transaction) => {
                let found: Result<Vec<(String,)>, _> =
                    sqlx::query_as(include_str!("../sql/triggers_postgres.sql")).fetch_all(&mut **transaction).await;
                (POSTGRES_TRIGGERS, found.map(|rows| rows.into_iter().map(|(name,)| name).collect()))
            }
        };
        let found: Vec<String> = found.map_err(|error| LedgerError::from_database(&self.place, error))?;
        let missing = wanted.iter().filter(|wanted| found.iter().all(|found| found != *wanted));
        Ok(missing.map(|name| (*name).to_owned()).collect())
    }

    /// What the engine itself finds wrong with its file, as far as it can be asked.
    pub(crate) async fn file_damage(&mut self) -> Result<Vec<String>, LedgerError> {
        let Open::Sqlite(transaction) = &mut self.transaction else { return Ok(Vec::new()) };
        let said: Vec<(String,)> = sqlx::query_as(include_str!("../sql/integrity_sqlite.sql"))
            .fetch_all(&mut **transaction)
            .await
            .map_err(|error| LedgerError::from_database(&self.place, error))?;
        Ok(said.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }

    /// Place and body of each fact that the index finds where the table does not have it.
    pub(crate) async fn strayed_facts(&mut self) -> Result<Vec<(i64, Vec<u8>)>, LedgerError> {
        let Open::Sqlite(transaction) = &mut self.transaction else { return Ok(Vec::new()) };
        sqlx::query_as(include_str!("../sql/strayed_facts_sqlite.sql"))
            .fetch_all(&mut **transaction)
            .await
            .map_err(|error| LedgerError::from_database(&self.place, error))
    }

    /// Refuses a server that would not keep Chinese text as it is.
    pub(crate) async fn refuse_other_encodings(&mut self) -> Result<(), LedgerError> {
        let Open::Postgres(transaction) = &mut self.transaction else { return Ok(()) };
        let (found,): (String,) = sqlx::query_as(include_str!("../sql/encoding_postgres.sql"))
            .fetch_one(&mut **transaction)
            .await
            .map_err(|error| LedgerError::from_database(&self.place, error))?;
        match found.as_str() {
            "UTF8" => Ok(()),
            _ => Err(LedgerError::ServerEncoding { place: self.place.to_string(), found }),
        }
    }

    /// Runs the migrations after number `from`.
    pub(crate) async fn migrate(&mut self, from: i64) -> Result<(), LedgerError> {
        let migrations = match &self.transaction {
            Open::Sqlite(_) => SQLITE_MIGRATIONS,
            Open::Postgres(_) => POSTGRES_MIGRATIONS,
        };
        for migration in migrations.iter().skip(usize::try_from(from).unwrap_or_default()) {
            run!(self, sqlx::raw_sql(*migration))?;
        }
        run!(self, sqlx::query(include_str!("../sql/set_schema_version.sql")).bind(VERSION)).map(|_| ())
    }
}

fn sqlite_options(directory: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(Location::database_file(directory))
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .create_if_missing(false)
}

async fn open_sqlite_to_write(directory: &Path, place: &str, make: bool) -> Result<Db, LedgerError> {
    let options = sqlite_options(directory)
        .create_if_missing(make)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON");
    let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await;
    pool.map(Db::Sqlite).map_err(|error| LedgerError::from_database(place, error))
}

/// Reading needs SQLite's `-shm` file beside the database, which cannot be made in a directory that is read-only.
/// Where the ledger was closed properly the file alone is complete, and is then read as one that nobody changes.
async fn open_sqlite_to_read(directory: &Path, place: &str) -> Result<Db, LedgerError> {
    let options = sqlite_options(directory).read_only(true);
    let pool = SqlitePoolOptions::new().max_connections(4);
    let first = match pool.clone().connect_with(options.clone()).await {
        Ok(pool) => match sqlx::query(include_str!("../sql/tables_sqlite.sql")).execute(&pool).await {
            Ok(_) => return Ok(Db::Sqlite(pool)),
            Err(error) => error,
        },
        Err(error) => error,
    };
    if !cannot_make_shared_memory(&first) {
        return Err(LedgerError::from_database(place, first));
    }
    let log = directory.join("ledger.db-wal");
    if log.metadata().is_ok_and(|metadata| metadata.len() > 0) {
        return Err(LedgerError::ReadOnlyUnclosed { place: place.to_owned() });
    }
    let pool = pool.connect_with(options.immutable(true)).await;
    pool.map(Db::Sqlite).map_err(|error| LedgerError::from_database(place, error))
}

/// SQLITE_READONLY or SQLITE_CANTOPEN, in the low byte of the extended code.
fn cannot_make_shared_memory(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code()).and_then(|code| code.parse::<i32>().ok());
    matches!(code.map(|code| code & 0xff), Some(8 | 14))
}

async fn open_postgres(url: &str, place: &str, mode: Mode) -> Result<Db, LedgerError> {
    let mut options: PgConnectOptions = url.parse().map_err(|source| LedgerError::BadUrl { source })?;
    options = options.application_name("wuhua");
    if mode == Mode::Read {
        options = options.options([("default_transaction_read_only", "on")]);
    }
    // The pool would try again and again until its time is over; the first connection says at once what is wrong.
    let first = tokio::time::timeout(CONNECT_TIMEOUT, PgConnection::connect_with(&options))
        .await
        .unwrap_or(Err(sqlx::Error::PoolTimedOut));
    let first = first.map_err(|error| LedgerError::from_database(place, error))?;
    // How this one is closed changes nothing: it has served its purpose.
    let _ = first.close().await;
    let pool = PgPoolOptions::new().max_connections(4).acquire_timeout(CONNECT_TIMEOUT);
    Ok(Db::Postgres(pool.connect_lazy_with(options)))
}
