//! Places to keep a ledger in, facts to put into it, and a raw connection that goes round the ledger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use facts::{Day, Fact, FactId, Instant, OrganisationId, Participation, PersonId, Presence, Span, Value};
use ledger::{KeyFile, Ledger, LedgerError, Location, Mode, Secret};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// A place for one ledger. The directory also holds the key file of a ledger on a server.
#[derive(Clone)]
pub struct Place {
    pub location: Location,
    pub directory: PathBuf,
}

impl Place {
    pub fn key_file(&self) -> KeyFile {
        KeyFile::at(self.directory.join("vault.key"))
    }

    pub async fn create(&self) -> Ledger {
        Ledger::create_with(&self.location, self.key_file()).await.unwrap()
    }

    pub async fn try_open(&self, mode: Mode) -> Result<Ledger, LedgerError> {
        Ledger::open_with(&self.location, mode, self.key_file()).await
    }

    pub async fn open(&self, mode: Mode) -> Ledger {
        self.try_open(mode).await.unwrap()
    }

    pub async fn raw(&self) -> Raw {
        match &self.location {
            Location::Directory(directory) => {
                // Foreign keys as a stranger's tool has them: off.
                let options = SqliteConnectOptions::new().filename(directory.join("ledger.db")).foreign_keys(false);
                Raw::Sqlite(options.connect().await.unwrap())
            }
            Location::Postgres(url) => Raw::Postgres(PgConnection::connect(url).await.unwrap()),
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.location, Location::Postgres(_))
    }
}

pub enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Raw {
    pub async fn run(&mut self, sql: &str) -> sqlx::Result<()> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Raw::Sqlite(connection) => sql.execute(connection).await.map(|_| ()),
            Raw::Postgres(connection) => sql.execute(connection).await.map(|_| ()),
        }
    }

    /// The first column of every row.
    pub async fn texts(&mut self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        let rows = match self {
            Raw::Sqlite(connection) => sqlx::query_as::<_, (String,)>(sql).fetch_all(connection).await,
            Raw::Postgres(connection) => sqlx::query_as::<_, (String,)>(sql).fetch_all(connection).await,
        };
        rows.unwrap().into_iter().map(|(text,)| text).collect()
    }

    pub async fn close(self) {
        match self {
            Raw::Sqlite(connection) => connection.close().await.unwrap(),
            Raw::Postgres(connection) => connection.close().await.unwrap(),
        }
    }

    /// What somebody with the database's password can do first.
    pub async fn drop_triggers(&mut self) {
        let names: &[&str] = match self {
            Raw::Sqlite(_) => &[
                "DROP TRIGGER fact_is_never_changed",
                "DROP TRIGGER fact_is_never_removed",
                "DROP TRIGGER fact_is_never_replaced",
                "DROP TRIGGER chain_is_never_removed",
                "DROP TRIGGER chain_never_shrinks",
                "DROP TRIGGER journal_is_never_changed",
                "DROP TRIGGER journal_is_never_removed",
            ],
            Raw::Postgres(_) => &[
                "ALTER TABLE fact DISABLE TRIGGER ALL",
                "ALTER TABLE chain DISABLE TRIGGER ALL",
                "ALTER TABLE journal DISABLE TRIGGER ALL",
            ],
        };
        for sql in names {
            self.run(sql).await.unwrap();
        }
    }
}

fn temporary_directory() -> TempDir {
    tempfile::Builder::new().prefix("ledger-test-").tempdir().unwrap()
}

/// Runs a test on SQLite.
pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(Place) -> F) {
    let temporary = temporary_directory();
    let directory = temporary.path().join("台账");
    let place = Place { location: Location::Directory(directory.clone()), directory };
    runtime().block_on(test(place));
}

/// Runs a test on a fresh PostgreSQL database, where there is a server.
pub fn on_postgres<F: Future<Output = ()> + Send + 'static>(test: impl FnOnce(Place) -> F) {
    let Ok(server) = std::env::var("WUHUA_TEST_PG") else {
        eprintln!("WUHUA_TEST_PG is not set: not run on PostgreSQL");
        return;
    };
    let temporary = temporary_directory();
    let name = format!("wuhua_test_{}_{}", std::process::id(), next_number());
    runtime().block_on(async {
        let admin = |sql: String| {
            let server = server.clone();
            async move {
                let mut connection = PgConnection::connect(&server).await.unwrap();
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
            }
        };
        admin(format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await;
        let location = Location::parse(&with_database(&server, &name));
        let place = Place { location, directory: temporary.path().to_owned() };
        // Spawned, so that the database is dropped also where the test panics.
        let outcome = tokio::spawn(test(place)).await;
        admin(format!("DROP DATABASE {name} WITH (FORCE)")).await;
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic.into_panic());
        }
    });
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, String::new()), |(base, query)| (base, format!("?{query}")));
    let (scheme, rest) = base.split_once("://").unwrap();
    let authority = rest.split('/').next().unwrap();
    format!("{scheme}://{authority}/{name}{query}")
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn next_number() -> u64 {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

pub fn organisation(number: u8) -> OrganisationId {
    OrganisationId::from_bytes([number; 16])
}

pub fn person(number: u8) -> PersonId {
    PersonId::from_bytes([0xa0 ^ number; 16])
}

pub fn fact_id(organisation: u8, number: u32) -> FactId {
    FactId::derived(&[&[organisation], &number.to_be_bytes()])
}

/// A members' meeting, told apart from others by its number.
pub fn fact(organisation_number: u8, number: u32) -> Fact {
    let attendance = |who: u8| Participation {
        person: person(who),
        part: "attendee".to_owned(),
        presence: if who == 3 { Presence::Excused } else { Presence::Present },
        reason: (who == 3).then(|| "出差".to_owned()),
    };
    Fact {
        id: fact_id(organisation_number, number),
        organisation: organisation(organisation_number),
        kind: "members-meeting".to_owned(),
        occurred: Span::day(Day::from_ymd(2019, 3, 5).unwrap()),
        recorded_at: Instant::from_microseconds(1_551_747_600_000_000 + i64::from(number)),
        recorder: "王敏".to_owned(),
        people: (1..=3).map(attendance).collect(),
        values: BTreeMap::from([
            ("subject".to_owned(), Value::Text(format!("第{number}次支部党员大会"))),
            ("merged".to_owned(), Value::Flag(false)),
        ]),
        supersedes: (number == 3).then(|| fact_id(organisation_number, 1)),
        attachments: Vec::new(),
    }
}

pub fn facts(organisation_number: u8, numbers: std::ops::RangeInclusive<u32>) -> Vec<Fact> {
    numbers.map(|number| fact(organisation_number, number)).collect()
}

pub fn secret(organisation_number: u8, number: u32, who: u8, text: &str) -> Secret {
    Secret {
        organisation: organisation(organisation_number),
        person: person(who),
        fact: fact_id(organisation_number, number),
        field: "id-number".to_owned(),
        text: text.to_owned(),
    }
}

/// Whether any file in a directory holds these bytes.
pub fn is_in_files(directory: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(directory).unwrap().any(|entry| {
        let content = std::fs::read(entry.unwrap().path()).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}
