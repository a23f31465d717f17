//! One writer a directory. Readers do not ask for the lock.
//!
//! The operating system gives the lock back when the process ends, however it ends: there is no stale lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use crate::LedgerError;

/// Held as long as a ledger is open for writing.
#[derive(Debug)]
pub(crate) struct WriterLock {
    // INVARIANT (one-writer): the lock lives exactly as long as this open file.
    _file: File,
}

impl WriterLock {
    /// # Errors
    /// Where another process, or this one, already holds it, or the directory cannot be written to.
    pub(crate) fn take(directory: &Path) -> Result<WriterLock, LedgerError> {
        let path = directory.join("ledger.lock");
        let readable = |error| LedgerError::from_file(directory, error);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(readable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let by = file.read_to_string(&mut text).ok().and_then(|_| text.trim().parse().ok());
                return Err(LedgerError::AlreadyOpen { place: directory.display().to_string(), by });
            }
            Err(TryLockError::Error(error)) => return Err(LedgerError::from_file(&path, error)),
        }
        // The number is only there to be shown to the next one who asks; without it the lock holds as well.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        Ok(WriterLock { _file: file })
    }
}
