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
    // INVARIANT (one-writer): the lock lives exactly as long as this value.
    file: File,
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
        Ok(WriterLock { file })
    }
}

impl Drop for WriterLock {
    /// Given back by word, not by closing the file alone: a process that was started a moment ago shares every open
    /// file until it has become its own program, and would hold the lock for as long.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::WriterLock;

    #[test]
    fn a_lock_that_was_given_back_is_free_though_its_file_is_still_open_elsewhere() {
        let directory = tempfile::tempdir().unwrap();
        let lock = WriterLock::take(directory.path()).unwrap();
        let shared = lock.file.try_clone().unwrap();
        assert!(WriterLock::take(directory.path()).is_err());
        drop(lock);
        assert!(WriterLock::take(directory.path()).is_ok());
        drop(shared);
    }
}
