//! The vault's master key and the file it lies in.
//!
//! The key never enters the database: whoever has only the database, or a backup of it, cannot read the vault.
//! The file is `vault.key` in a ledger's directory, or for PostgreSQL `~/.config/wuhua/vault.key`;
//! the environment variable `WUHUA_VAULT_KEY_FILE` names another one for both.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::{LedgerError, Location, hex};

/// 32 bytes that are wiped when dropped and are never shown.
pub(crate) struct Key(Zeroizing<[u8; 32]>);

/// Bytes that nobody can guess: for salts and tokens.
///
/// # Errors
/// Where the system has no randomness to give.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], LedgerError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| LedgerError::NoRandomness)?;
    Ok(bytes)
}

impl Key {
    pub(crate) fn random() -> Result<Key, LedgerError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| LedgerError::NoRandomness)?;
        Ok(Key(bytes))
    }

    pub(crate) fn from_slice(slice: &[u8]) -> Option<Key> {
        slice.try_into().ok().map(|bytes| Key(Zeroizing::new(bytes)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key(…)")
    }
}

/// Where the master key lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    pub fn at(path: impl Into<PathBuf>) -> KeyFile {
        KeyFile(path.into())
    }

    /// The file that belongs to a ledger, by the environment and the place of the ledger.
    ///
    /// # Errors
    /// For PostgreSQL, where neither `WUHUA_VAULT_KEY_FILE` nor a home directory is known.
    pub fn of(location: &Location) -> Result<KeyFile, LedgerError> {
        if let Some(path) = std::env::var_os("WUHUA_VAULT_KEY_FILE").filter(|path| !path.is_empty()) {
            return Ok(KeyFile(PathBuf::from(path)));
        }
        match location {
            Location::Directory(directory) => Ok(KeyFile(directory.join("vault.key"))),
            Location::Postgres(_) => std::env::home_dir()
                .map(|home| KeyFile(home.join(".config/wuhua/vault.key")))
                .ok_or(LedgerError::KeyPlaceUnknown),
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes a random key where there is no file; a file that is there is read and never overwritten.
    pub(crate) fn make_or_read(&self) -> Result<Key, LedgerError> {
        if let Some(directory) = self.0.parent() {
            fs::create_dir_all(directory).map_err(|error| LedgerError::from_file(directory, error))?;
        }
        match create_private(&self.0) {
            Ok(mut file) => {
                let key = Key::random()?;
                let text = Zeroizing::new(format!("{}\n", hex::encode(key.bytes())));
                // Durable before the first secret is: a key lost in a power cut would take the vault with it.
                file.write_all(text.as_bytes())
                    .and_then(|()| file.sync_all())
                    .and_then(|()| sync_directory(self.0.parent()))
                    .map_err(|error| LedgerError::from_file(&self.0, error))?;
                Ok(key)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.read(),
            Err(error) => Err(LedgerError::from_file(&self.0, error)),
        }
    }

    pub(crate) fn read(&self) -> Result<Key, LedgerError> {
        let text = match fs::read(&self.0) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(LedgerError::KeyMissing { path: self.0.clone() });
            }
            Err(source) => return Err(LedgerError::File { path: self.0.clone(), source }),
        };
        refuse_readable_by_others(&self.0)?;
        hex::decode_exactly::<32>(text.trim_ascii())
            .map(|bytes| Key(Zeroizing::new(bytes)))
            .ok_or_else(|| LedgerError::KeyMalformed { path: self.0.clone() })
    }
}

/// A file that nobody else may read; none may be there.
pub(crate) fn create_private(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Where the system has no such permissions, the file's folder is what keeps others out.
#[cfg(unix)]
fn refuse_readable_by_others(path: &Path) -> Result<(), LedgerError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|error| LedgerError::from_file(path, error))?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(LedgerError::KeyTooOpen { path: path.to_owned(), mode });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_readable_by_others(_path: &Path) -> Result<(), LedgerError> {
    Ok(())
}

/// Makes a new file's name durable. Only Unix lets a directory be opened for that.
pub(crate) fn sync_directory(directory: Option<&Path>) -> io::Result<()> {
    match directory {
        Some(directory) if cfg!(unix) => {
            // A bare file name has an empty parent, which means the current directory.
            let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
            fs::File::open(directory)?.sync_all()
        }
        _ => Ok(()),
    }
}
