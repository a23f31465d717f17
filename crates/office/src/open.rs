//! Making and opening a data directory or database with the standard that applies to it.

use std::sync::Arc;

use ledger::{KeyFile, Ledger, Location, Mode};
use rulebook::Rulebook;

use crate::strangers::Strangers;
use crate::{OfficeError, standard};

/// An open ledger and the standard that applies to it.
#[derive(Debug)]
pub struct Office {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) location: Location,
    pub(crate) rulebook: Rulebook,
    /// The names of the standard's files, as places in it number them.
    pub(crate) files: Vec<String>,
    /// Where the standard came from.
    pub(crate) places: standard::Places,
    /// Who tried to sign in under a name that is no account's.
    pub(crate) strangers: Arc<Strangers>,
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
        let reading = tokio::task::spawn_blocking(move || read_standard(&from));
        let ledger = Arc::new(Ledger::open(location, mode).await?);
        let (rulebook, files) = read_out(reading).await?;
        let (location, strangers) = (location.clone(), Arc::default());
        Ok(Office { ledger, location, rulebook, files, places, strangers })
    }

    /// The same ledger with the standard as it lies there now.
    ///
    /// # Errors
    /// Where it cannot be read or has errors.
    pub(crate) async fn with_standard_anew(&self) -> Result<Office, OfficeError> {
        let places = standard::Places::of(&self.location)?;
        let from = places.clone();
        let (rulebook, files) = read_out(tokio::task::spawn_blocking(move || read_standard(&from))).await?;
        let (ledger, strangers) = (Arc::clone(&self.ledger), Arc::clone(&self.strangers));
        Ok(Office { ledger, location: self.location.clone(), rulebook, files, places, strangers })
    }

    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// Leaves a directory as one complete file, unless another office still has the ledger open.
    pub async fn close(self) {
        if let Some(ledger) = Arc::into_inner(self.ledger) {
            ledger.close().await;
        }
    }
}

/// A standard and the names of its files.
type StandardRead = Result<(Rulebook, Vec<String>), OfficeError>;

fn read_standard(places: &standard::Places) -> StandardRead {
    let sources = standard::Sources::of(places)?;
    let files = sources.layers().into_iter().map(|(_, source)| source.name.clone()).collect();
    Ok((standard::load_sources(&sources, &places.shown())?, files))
}

async fn read_out(reading: tokio::task::JoinHandle<StandardRead>) -> StandardRead {
    reading.await.map_err(|error| OfficeError::Unreadable { path: "rulebook".into(), reason: error.to_string() })?
}
