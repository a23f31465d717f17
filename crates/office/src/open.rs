//! Making and opening a data directory or database with the standard that applies to it.

use ledger::{KeyFile, Ledger, Location, Mode};
use rulebook::Rulebook;

use crate::strangers::Strangers;
use crate::{OfficeError, standard};

/// An open ledger and the standard that applies to it.
#[derive(Debug)]
pub struct Office {
    pub(crate) ledger: Ledger,
    pub(crate) rulebook: Rulebook,
    /// Where the standard came from.
    pub(crate) places: standard::Places,
    /// Who tried to sign in under a name that is no account's.
    pub(crate) strangers: Strangers,
}

/// Makes a new ledger and says where its vault key lies.
///
/// # Errors
/// Where there is one already, or the place cannot be written to.
pub async fn init(location: &Location) -> Result<KeyFile, OfficeError> {
    let key_file = KeyFile::of(location)?;
    let ledger = Ledger::create(location).await?;
    ledger.close().await;
    Ok(key_file)
}

impl Office {
    /// # Errors
    /// Where there is no ledger, it cannot be opened so, or the standard has errors.
    pub async fn open(location: &Location, mode: Mode) -> Result<Office, OfficeError> {
        let places = standard::Places::of(location)?;
        // Reading the standard and opening the ledger have nothing to do with one another.
        let from = places.clone();
        let reading = tokio::task::spawn_blocking(move || standard::load(&from));
        let ledger = Ledger::open(location, mode).await?;
        let rulebook = reading
            .await
            .map_err(|error| OfficeError::Unreadable { path: "rulebook".into(), reason: error.to_string() })??;
        Ok(Office { ledger, rulebook, places, strangers: Strangers::default() })
    }

    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    pub async fn close(self) {
        self.ledger.close().await;
    }
}
