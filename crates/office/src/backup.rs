//! Command: copy a ledger to another directory with the standard that lies beside it, and look whether the copy is whole.

use std::path::{Path, PathBuf};

use ledger::{Ledger, Location, Mode};

use crate::standard::{OVERLAY, WHOLE, named_folder};
use crate::{OfficeError, Verified, verify};

/// A copy that was made.
#[derive(Debug)]
pub struct BackedUp {
    /// What was found when the copy was read.
    pub verified: Verified,
    /// The file without which nobody reads what the vault and the files of the copy hold. It is not in the copy.
    pub key: PathBuf,
    /// The folders of the standard that are in the copy as well, by their names.
    pub standard: Vec<&'static str>,
    /// The folder of the standard that lies elsewhere, and is not.
    pub standard_elsewhere: Option<PathBuf>,
}

/// # Errors
/// Where the ledger cannot be read, something stands in the way of the copy, or the copy cannot be read.
pub async fn back_up(location: &Location, directory: &Path) -> Result<BackedUp, OfficeError> {
    let ledger = Ledger::open(location, Mode::Read).await?;
    let key = ledger.back_up(directory).await;
    ledger.close().await;
    let key = key?;
    let verified = verify(&Location::Directory(directory.to_owned()), None).await?;
    let mut standard = Vec::new();
    if let Location::Directory(from) = location {
        for name in [WHOLE, OVERLAY] {
            if from.join(name).is_dir() {
                copy_folder(&from.join(name), &directory.join(name))?;
                standard.push(name);
            }
        }
    }
    Ok(BackedUp { verified, key, standard, standard_elsewhere: named_folder() })
}

/// What a ledger is judged by belongs to it: without its standard a restored one has other findings.
fn copy_folder(from: &Path, to: &Path) -> Result<(), OfficeError> {
    let unwritable = |path: &Path, error: std::io::Error| OfficeError::Unwritable {
        path: path.display().to_string(),
        reason: crate::system_reason(&error),
    };
    let unreadable = |error: std::io::Error| OfficeError::Unreadable {
        path: from.display().to_string(),
        reason: crate::system_reason(&error),
    };
    std::fs::create_dir_all(to).map_err(|error| unwritable(to, error))?;
    for entry in std::fs::read_dir(from).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name() else { continue };
        let copy = to.join(name);
        match path.is_dir() {
            true => copy_folder(&path, &copy)?,
            false => std::fs::copy(&path, &copy).map(|_| ()).map_err(|error| unwritable(&copy, error))?,
        }
    }
    Ok(())
}
