//! Command: copy a ledger to another directory, and look whether the copy is whole.

use std::path::{Path, PathBuf};

use ledger::{Ledger, Location, Mode};

use crate::{OfficeError, Verified, verify};

/// A copy that was made.
#[derive(Debug)]
pub struct BackedUp {
    /// What was found when the copy was read.
    pub verified: Verified,
    /// The file without which nobody reads what the vault and the files of the copy hold. It is not in the copy.
    pub key: PathBuf,
}

/// # Errors
/// Where the ledger cannot be read, something stands in the way of the copy, or the copy cannot be read.
pub async fn back_up(location: &Location, directory: &Path) -> Result<BackedUp, OfficeError> {
    let ledger = Ledger::open(location, Mode::Read).await?;
    let key = ledger.back_up(directory).await;
    ledger.close().await;
    let key = key?;
    let verified = verify(&Location::Directory(directory.to_owned()), None).await?;
    Ok(BackedUp { verified, key })
}
