//! A copy of a ledger in a directory, made while others read and write: one moment of it, whole.
//!
//! What was erased is not in it: the copy is written anew. The vault's key is not either, so that whoever comes by a
//! backup does not come by what the vault keeps.

use std::fs;
use std::path::{Path, PathBuf};

use crate::database::Db;
use crate::key::{create_private, sync_directory};
use crate::{Ledger, LedgerError, Location};

impl Ledger {
    /// Writes a copy into a directory that is empty or not there; gives where the key is that belongs to it.
    ///
    /// # Errors
    /// Where something is there already, it cannot be written, or the ledger is in a database that has its own tools.
    pub async fn back_up(&self, directory: &Path) -> Result<PathBuf, LedgerError> {
        let key = self.key_file.path().to_owned();
        let place = self.database.place.to_string();
        let Db::Sqlite(pool) = &self.database.db else { return Err(LedgerError::BackupByServer { place, key }) };
        let fault = |error| LedgerError::from_file(directory, error);
        fs::create_dir_all(directory).map_err(fault)?;
        if fs::read_dir(directory).map_err(fault)?.next().is_some() {
            return Err(LedgerError::BackupThere { path: directory.to_owned() });
        }
        let file = Location::database_file(directory);
        // SQLite fills an empty file that is there, and makes one that others may read where there is none.
        let made = create_private(&file).map_err(|error| LedgerError::from_file(&file, error))?;
        let copied =
            sqlx::query(include_str!("../sql/backup_sqlite.sql")).bind(file.to_string_lossy()).execute(pool).await;
        if let Err(error) = copied {
            // Half a copy is none.
            let _ = fs::remove_file(&file);
            return Err(LedgerError::from_database(&place, error));
        }
        made.sync_all().and_then(|()| sync_directory(Some(directory))).map_err(fault)?;
        Ok(key)
    }
}
