//! Where a ledger stands: a directory or a PostgreSQL URL.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;

/// Where a ledger stands. Shown and debugged without the URL's password.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A directory that holds `ledger.db`, `vault.key` and the writer's lock.
    Directory(PathBuf),
    /// A database, as `postgres://user:password@host:port/database`.
    Postgres(String),
}

impl Location {
    /// `postgres://…` and `postgresql://…` name a database, everything else a directory.
    pub fn parse(text: &str) -> Location {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Location::Postgres(text.to_owned())
        } else {
            Location::Directory(PathBuf::from(text))
        }
    }

    /// Whether a folder is a ledger's directory, as far as can be seen without opening it.
    pub fn is_ledger(folder: &Path) -> bool {
        Location::database_file(folder).is_file()
    }

    pub(crate) fn database_file(directory: &Path) -> PathBuf {
        directory.join("ledger.db")
    }
}

impl FromStr for Location {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Location, Infallible> {
        Ok(Location::parse(text))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Directory(directory) => write!(f, "{}", directory.display()),
            Location::Postgres(url) => match url.parse::<PgConnectOptions>() {
                Ok(options) => {
                    let database = options.get_database().unwrap_or_else(|| options.get_username());
                    let (user, host, port) = (options.get_username(), options.get_host(), options.get_port());
                    write!(f, "postgres://{user}@{host}:{port}/{database}")
                }
                Err(_) => write!(f, "postgres://…"),
            },
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Location({self})")
    }
}
