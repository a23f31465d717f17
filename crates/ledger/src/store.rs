//! Making, opening and closing a ledger.

use std::cmp::Ordering;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use tokio::sync::Mutex;

use crate::database::{Database, Session, VERSION, on, run};
use crate::key::{Key, KeyFile, sync_directory};
use crate::lock::WriterLock;
use crate::{LedgerError, Location, hex, journal, vault};

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Works beside a writer and on a read-only directory, and needs the vault's key only when the vault is read.
    Read,
    /// One process at a time for a directory; any number for PostgreSQL.
    Write,
}

/// An open ledger. Call [`Ledger::close`] at the end: it leaves a directory as one complete file.
pub struct Ledger {
    pub(crate) database: Database,
    pub(crate) key_file: KeyFile,
    /// Serialises the writers of this process, so that none of them waits inside SQLite.
    pub(crate) turn: Mutex<()>,
    mode: Mode,
    meta: Meta,
    master: OnceLock<Key>,
    _lock: Option<WriterLock>,
}

#[derive(Debug)]
struct Meta {
    version: i64,
    installation: [u8; 16],
    vault_check: Vec<u8>,
}

impl Ledger {
    /// Makes a ledger and, where there is none, its key file. Neither is ever overwritten.
    ///
    /// # Errors
    /// Where a ledger or something else is already there, or the place cannot be written to.
    pub async fn create(location: &Location) -> Result<Ledger, LedgerError> {
        Ledger::create_with(location, KeyFile::of(location)?).await
    }

    /// Like [`Ledger::create`], with a key file named by the caller.
    ///
    /// # Errors
    /// As for [`Ledger::create`].
    pub async fn create_with(location: &Location, key_file: KeyFile) -> Result<Ledger, LedgerError> {
        let lock = match location {
            Location::Directory(directory) => {
                std::fs::create_dir_all(directory).map_err(|error| LedgerError::from_file(directory, error))?;
                Some(WriterLock::take(directory)?)
            }
            Location::Postgres(_) => None,
        };
        let database = Database::connect(location, Mode::Write, true).await?;
        let mut session = database.write().await?;
        refuse_what_is_there(&session.tables().await?, location)?;
        session.refuse_other_encodings().await?;
        let master = key_file.make_or_read()?;
        let meta = make_tables(&mut session, &master).await?;
        session.commit().await?;
        if let Location::Directory(directory) = location {
            sync_directory(Some(directory)).map_err(|error| LedgerError::from_file(directory, error))?;
        }
        let master = OnceLock::from(master);
        Ok(Ledger { database, key_file, turn: Mutex::new(()), mode: Mode::Write, meta, master, _lock: lock })
    }

    /// Opens a ledger.
    ///
    /// # Errors
    /// Where there is none, where it is of another version, or where for writing it is read-only, already open
    /// or its key file is not as it should be.
    pub async fn open(location: &Location, mode: Mode) -> Result<Ledger, LedgerError> {
        Ledger::open_with(location, mode, KeyFile::of(location)?).await
    }

    /// Like [`Ledger::open`], with a key file named by the caller.
    ///
    /// # Errors
    /// As for [`Ledger::open`].
    pub async fn open_with(location: &Location, mode: Mode, key_file: KeyFile) -> Result<Ledger, LedgerError> {
        let lock = match location {
            Location::Directory(directory) => {
                find_database_file(directory, mode)?;
                (mode == Mode::Write).then(|| WriterLock::take(directory)).transpose()?
            }
            Location::Postgres(_) => None,
        };
        let database = Database::connect(location, mode, false).await?;
        let meta = read_meta(&database, location).await?;
        let place = location.to_string();
        if meta.version > VERSION {
            return Err(LedgerError::NewerVersion { place, found: meta.version, known: VERSION });
        }
        if meta.version < VERSION {
            match mode {
                Mode::Read => return Err(LedgerError::OlderVersion { place, found: meta.version, known: VERSION }),
                Mode::Write => migrate(&database).await?,
            }
        }
        let ledger =
            Ledger { database, key_file, turn: Mutex::new(()), mode, meta, master: OnceLock::new(), _lock: lock };
        if mode == Mode::Write {
            // A wrong key is better noticed now than in the middle of a long import.
            ledger.master()?;
        }
        Ok(ledger)
    }

    /// The random id that this ledger was given when it was made.
    pub fn installation(&self) -> [u8; 16] {
        self.meta.installation
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Waits until everything is put away.
    pub async fn close(self) {
        self.database.close().await;
    }

    pub(crate) fn refuse_unless_writing(&self) -> Result<(), LedgerError> {
        match self.mode {
            Mode::Write => Ok(()),
            Mode::Read => Err(LedgerError::OpenedForReading),
        }
    }

    /// The vault's master key, read from its file once and held against the ledger it should belong to.
    pub(crate) fn master(&self) -> Result<&Key, LedgerError> {
        if let Some(key) = self.master.get() {
            return Ok(key);
        }
        let key = self.key_file.read()?;
        if !vault::is_master_of(&key, &self.meta.installation, &self.meta.vault_check) {
            return Err(LedgerError::KeyWrong { path: self.key_file.path().to_owned() });
        }
        Ok(self.master.get_or_init(|| key))
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ledger({}, {:?})", self.database.place, self.mode)
    }
}

/// The version that brought the journal.
const JOURNAL_SINCE: i64 = 2;

/// The tables of a ledger, as the schema has them; a test compares.
pub(crate) const TABLES: &[&str] = &[
    "meta",
    "chain",
    "fact",
    "vault_key",
    "vault_entry",
    "journal",
    "account",
    "seat",
    "session",
    "desk_log",
    "summary",
    "paper",
    "paper_entry",
    "file",
    "file_piece",
    "upload",
    "reminder",
    "recovery_code",
    "passkey",
    "sign_on",
    "challenge",
    "searchable",
    "piece",
    "access_token",
    "webhook",
    "outbox",
    "delivery",
    "notice_way",
    "notice",
    "calendar",
];

/// By these a ledger is known, whatever its version.
const FIRST_TABLES: &[&str] = &["meta", "chain", "fact"];

/// An empty database is fine; anything else is somebody's.
fn refuse_what_is_there(tables: &[String], location: &Location) -> Result<(), LedgerError> {
    let place = location.to_string();
    let is_there = |name: &str| tables.iter().any(|table| table == name);
    if FIRST_TABLES.iter().all(|name| is_there(name)) {
        return Err(LedgerError::AlreadyALedger { place });
    }
    // A database server may hold other tables beside ours, a file of our own name may not.
    let in_the_way = match location {
        Location::Directory(_) => tables.first(),
        Location::Postgres(_) => tables.iter().find(|table| TABLES.contains(&table.as_str())),
    };
    match in_the_way {
        Some(table) => {
            Err(LedgerError::NotALedger { place, found: format!("是另一个数据库，其中有表 {table}") })
        }
        None => Ok(()),
    }
}

async fn make_tables(session: &mut Session, master: &Key) -> Result<Meta, LedgerError> {
    let mut installation = [0; 16];
    getrandom::fill(&mut installation).map_err(|_| LedgerError::NoRandomness)?;
    let vault_check = vault::check_for(master, &installation)?;
    session.migrate(0).await?;
    run!(
        session,
        sqlx::query(include_str!("../sql/insert_meta.sql"))
            .bind(VERSION)
            .bind(hex::encode(&installation))
            .bind(&vault_check)
    )
    .map(|_| ())?;
    Ok(Meta { version: VERSION, installation, vault_check })
}

/// The version is read again under the lock: another program may have migrated since it was looked at.
pub(crate) async fn migrate(database: &Database) -> Result<(), LedgerError> {
    let mut session = database.write().await?;
    let (from,): (i64,) = on!(&mut session, executor =>
        sqlx::query_as(include_str!("../sql/lock_meta.sql")).fetch_one(executor))?;
    match from.cmp(&VERSION) {
        Ordering::Less => {
            session.migrate(from).await?;
            if from < JOURNAL_SINCE {
                journal::begin(&mut session).await?;
            }
        }
        Ordering::Equal => {}
        Ordering::Greater => {
            let place = database.place.to_string();
            return Err(LedgerError::NewerVersion { place, found: from, known: VERSION });
        }
    }
    session.commit().await
}

fn find_database_file(directory: &Path, mode: Mode) -> Result<(), LedgerError> {
    let file = Location::database_file(directory);
    let missing = |found: &str| LedgerError::NotALedger { place: directory.display().to_string(), found: found.into() };
    if !directory.exists() {
        return Err(missing("该目录不存在"));
    }
    if !directory.is_dir() {
        return Err(missing("它是一个文件，不是目录"));
    }
    if !file.is_file() {
        return Err(missing("目录中没有 ledger.db"));
    }
    // SQLite would silently open a file without write permission for reading only.
    let opened = std::fs::OpenOptions::new().read(true).write(mode == Mode::Write).open(&file);
    opened.map(|_| ()).map_err(|error| LedgerError::from_file(directory, error))
}

async fn read_meta(database: &Database, location: &Location) -> Result<Meta, LedgerError> {
    let mut session = database.read().await?;
    let other = |found: &str| LedgerError::NotALedger { place: location.to_string(), found: found.to_owned() };
    if !session.tables().await?.iter().any(|table| table == "meta") {
        return Err(other("数据库中没有台账的表"));
    }
    let rows: Vec<(i64, String, Vec<u8>)> = on!(&mut session, executor =>
        sqlx::query_as(include_str!("../sql/read_meta.sql")).fetch_all(executor))?;
    let [(version, installation, vault_check)] = rows.as_slice() else {
        return Err(other(&format!("表 meta 有 {} 行，应为 1 行", rows.len())));
    };
    let installation =
        hex::decode_exactly(installation.as_bytes()).ok_or_else(|| other("表 meta 中的安装编号无法识别"))?;
    Ok(Meta { version: *version, installation, vault_check: vault_check.clone() })
}
