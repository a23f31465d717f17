//! The standard that applies: the built-in one, or the user's own, with overlays laid over it.
//!
//! A data directory can hold a folder `rulebook` (a copy to start from, used instead of the built-in standard) and a
//! folder `overlay` (laid over whichever is used). The environment variable `WUHUA_STANDARD` names another folder that
//! holds them, and is the way to have them with PostgreSQL, which has no directory. Files are read in the order of their names; `README.md` and
//! `CHANGELOG.md` are for people.

use std::path::{Path, PathBuf};

use ledger::Location;
use rayon::prelude::*;
use rulebook::{Parsed, Purpose, Severity, Source, read_page};

use crate::OfficeError;

/// The built-in standard: file names and texts, in order.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("0-overview.md", include_str!("../../../rulebook/0-overview.md")),
    ("1-setup.md", include_str!("../../../rulebook/1-setup.md")),
    ("2-life.md", include_str!("../../../rulebook/2-life.md")),
    ("3-service.md", include_str!("../../../rulebook/3-service.md")),
    ("4-institutions.md", include_str!("../../../rulebook/4-institutions.md")),
    ("5-venue.md", include_str!("../../../rulebook/5-venue.md")),
    ("6-records.md", include_str!("../../../rulebook/6-records.md")),
];

/// What goes with it for people, and into a copy.
pub const ACCOMPANYING: &[(&str, &str)] = &[
    ("README.md", include_str!("../../../rulebook/README.md")),
    ("CHANGELOG.md", include_str!("../../../rulebook/CHANGELOG.md")),
];

/// The environment variable that names the folder of a standard of one's own.
const FOLDER: &str = "WUHUA_STANDARD";

/// Where a standard comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Used instead of the built-in standard.
    pub whole: Option<PathBuf>,
    pub overlay: Option<PathBuf>,
}

impl Places {
    /// The folders that belong to a ledger, by the environment and the place of the ledger.
    ///
    /// # Errors
    /// Where the environment names a folder that holds neither: the built-in standard was not what was wanted.
    pub fn of(location: &Location) -> Result<Places, OfficeError> {
        Ok(match (Places::by_environment()?, location) {
            (Some(places), _) => places,
            (None, Location::Directory(directory)) => Places::within(directory),
            (None, Location::Postgres(_)) => Places::default(),
        })
    }

    /// The standard that a folder holds: a ledger's directory, a whole standard, or else an overlay over the built-in one.
    /// Without a folder, the one that the environment names, or the built-in one.
    ///
    /// # Errors
    /// Where the folder cannot be read, or the environment names one that holds neither.
    pub fn in_folder(folder: Option<&Path>) -> Result<Places, OfficeError> {
        let Some(folder) = folder else { return Ok(Places::by_environment()?.unwrap_or_default()) };
        let places = Places::within(folder);
        if places != Places::default() || Location::is_ledger(folder) {
            return Ok(places);
        }
        let own = Some(folder.to_owned());
        Ok(match declares_core(&read_folder(folder)?) {
            true => Places { whole: own, overlay: None },
            false => Places { whole: None, overlay: own },
        })
    }

    fn by_environment() -> Result<Option<Places>, OfficeError> {
        let Some(folder) = std::env::var_os(FOLDER).filter(|path| !path.is_empty()) else { return Ok(None) };
        match Places::within(Path::new(&folder)) {
            places if places == Places::default() => Err(OfficeError::NoStandardIn { folder: folder.into() }),
            places => Ok(Some(places)),
        }
    }

    /// The folders, as an argument of a command.
    fn shown(&self) -> String {
        let folders = [&self.whole, &self.overlay].into_iter().flatten().map(|folder| folder.display());
        // Both lie in one folder, which says both.
        let both = self.whole.as_deref().filter(|_| self.overlay.is_some()).and_then(Path::parent);
        both.map(|parent| parent.display().to_string()).unwrap_or_else(|| folders.map(|one| one.to_string()).collect())
    }

    fn within(folder: &Path) -> Places {
        let folder = |name: &str| Some(folder.join(name)).filter(|path| path.is_dir());
        Places { whole: folder("rulebook"), overlay: folder("overlay") }
    }
}

fn declares_core(sources: &[Source]) -> bool {
    let core = format!("记录 {} ", facts::kinds::ORGANISATION_SET_UP);
    sources.iter().any(|source| source.text.contains(&core))
}

pub fn built_in() -> Vec<Source> {
    BUILT_IN.iter().map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

/// The Markdown files of a folder.
///
/// # Errors
/// Where the folder or a file cannot be read as UTF-8 text, or there is none.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, OfficeError> {
    let unreadable = |path: &Path, error: std::io::Error| OfficeError::Unreadable {
        path: path.display().to_string(),
        reason: crate::error::system_reason(&error),
    };
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<PathBuf>, _>>()
        .map_err(|error| unreadable(folder, error))?;
    let for_people = |path: &Path| ACCOMPANYING.iter().any(|(name, _)| path.ends_with(name));
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md") && !for_people(path));
    paths.sort();
    if paths.is_empty() {
        let reason = "里面没有标准的 .md 文件（README.md 和 CHANGELOG.md 不算）".to_owned();
        return Err(OfficeError::Unreadable { path: folder.display().to_string(), reason });
    }
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        Ok(Source { name: path.display().to_string(), text })
    };
    paths.iter().map(read).collect()
}

/// The files of a standard: those of the base, and those of the overlay.
///
/// # Errors
/// Where a folder cannot be read.
pub(crate) fn sources(places: &Places) -> Result<(Vec<Source>, Vec<Source>), OfficeError> {
    let base = match &places.whole {
        Some(folder) => read_folder(folder)?,
        None => built_in(),
    };
    Ok((base, places.overlay.as_deref().map(read_folder).transpose()?.unwrap_or_default()))
}

/// A standard read for use, its files side by side on all cores.
pub(crate) fn read(base: &[Source], overlays: &[&[Source]]) -> Parsed {
    let sources = rulebook::layers(base, overlays);
    let page = |(file, (layer, source)): (usize, &(usize, &Source))| read_page(source, file, *layer, Purpose::Use);
    let pages = sources.par_iter().enumerate().map(page).collect();
    rulebook::bind(&sources, pages, Purpose::Use)
}

/// Reads a standard and refuses one with errors.
///
/// # Errors
/// Where a folder cannot be read or the standard has errors.
pub fn load(places: &Places) -> Result<rulebook::Rulebook, OfficeError> {
    let (base, overlay) = sources(places)?;
    without_errors(read(&base, &[&overlay]), &places.shown())
}

/// The standard that a question beside it is about: a whole one stands in place of the ledger's, an overlay is laid over
/// what applies to the ledger already.
///
/// # Errors
/// As [`load`].
pub(crate) fn load_instead(places: &Places, folder: &Path) -> Result<rulebook::Rulebook, OfficeError> {
    let other = Places::in_folder(Some(folder))?;
    if other.whole.is_some() || other == Places::default() {
        return load(&other);
    }
    let ((base, own), (_, laid_over)) = (sources(places)?, sources(&other)?);
    without_errors(read(&base, &[&own, &laid_over]), &other.shown())
}

fn without_errors(parsed: Parsed, folders: &str) -> Result<rulebook::Rulebook, OfficeError> {
    let errors: Vec<String> = parsed
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(ToString::to_string)
        .collect();
    let folders = folders.to_owned();
    if errors.is_empty() { Ok(parsed.rulebook) } else { Err(OfficeError::Rulebook { errors, folders }) }
}
