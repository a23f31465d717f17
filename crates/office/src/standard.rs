//! The standard that applies: the built-in one, or the user's own, below the regulations that hold everywhere and with
//! overlays laid over it.
//!
//! A data directory can hold a folder `rulebook` (a copy to start from, used instead of the built-in standard) and a
//! folder `overlay` (laid over whichever is used). The environment variable `WUHUA_STANDARD` names another folder that
//! holds them, and is the way to have them with PostgreSQL, which has no directory. The regulations lie in the standard's
//! folder `national`; one's own standard brings them along or has none above it, since they speak of its records. Files
//! are read in the order of their names; `README.md` and `CHANGELOG.md` are for people. A standard of one's own can take
//! over records and regulations (`沿用`) instead of copying them: they are read as if they lay among its files.

use std::path::{Path, PathBuf};

use ledger::Location;
use rayon::prelude::*;
use rulebook::{Borrowed, Layer, Parsed, Purpose, Severity, Source, read_page};

use crate::OfficeError;

/// The built-in standard: file names and texts, in order.
pub const BUILT_IN: &[(&str, &str)] = &[
    ("0-overview.md", include_str!("../../../rulebook/0-overview.md")),
    ("1-setup.md", include_str!("../../../rulebook/1-setup.md")),
    ("2-life.md", include_str!("../../../rulebook/2-life.md")),
    ("3-service.md", include_str!("../../../rulebook/3-service.md")),
    ("4-institutions.md", include_str!("../../../rulebook/4-institutions.md")),
    ("5-venue.md", include_str!("../../../rulebook/5-venue.md")),
    RECORDS,
];

/// The kinds of record, which another standard can take over.
const RECORDS: (&str, &str) = ("6-records.md", include_str!("../../../rulebook/6-records.md"));

/// The regulations above it, each instrument a file.
pub const NATIONAL: &[(&str, &str)] = &[
    ("national/1-branches.md", include_str!("../../../rulebook/national/1-branches.md")),
    ("national/2-elections.md", include_str!("../../../rulebook/national/2-elections.md")),
    ("national/3-education.md", include_str!("../../../rulebook/national/3-education.md")),
    ("national/4-dues.md", include_str!("../../../rulebook/national/4-dues.md")),
    ("national/5-enterprises.md", include_str!("../../../rulebook/national/5-enterprises.md")),
    ("national/6-admission.md", include_str!("../../../rulebook/national/6-admission.md")),
    ("national/7-unqualified.md", include_str!("../../../rulebook/national/7-unqualified.md")),
];

/// What goes with it for people, and into a copy.
pub const ACCOMPANYING: &[(&str, &str)] = &[
    ("README.md", include_str!("../../../rulebook/README.md")),
    ("CHANGELOG.md", include_str!("../../../rulebook/CHANGELOG.md")),
    ("national/README.md", include_str!("../../../rulebook/national/README.md")),
];

/// The environment variable that names the folder of a standard of one's own.
const FOLDER: &str = "WUHUA_STANDARD";

pub(crate) const WHOLE: &str = "rulebook";
pub(crate) const OVERLAY: &str = "overlay";

/// Where a standard of one's own has the regulations above it.
pub(crate) const NATIONAL_FOLDER: &str = "national";

/// Where a standard comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Used instead of the built-in standard.
    pub whole: Option<PathBuf>,
    pub overlay: Option<PathBuf>,
}

/// Where a ledger's overlay lies, whether or not it is there yet; a database has none of its own.
pub(crate) fn overlay_folder(location: &Location) -> Option<PathBuf> {
    let folder = named_folder().or_else(|| match location {
        Location::Directory(directory) => Some(directory.clone()),
        Location::Postgres(_) => None,
    });
    folder.map(|folder| folder.join(OVERLAY))
}

/// The folder that the environment names.
pub(crate) fn named_folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).filter(|path| !path.is_empty()).map(PathBuf::from)
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
        Ok(match is_whole(&read_folder(folder)?) {
            true => Places { whole: own, overlay: None },
            false => Places { whole: None, overlay: own },
        })
    }

    fn by_environment() -> Result<Option<Places>, OfficeError> {
        let Some(folder) = named_folder() else { return Ok(None) };
        match Places::within(&folder) {
            places if places == Places::default() => Err(OfficeError::NoStandardIn { folder }),
            places => Ok(Some(places)),
        }
    }

    /// The folders, as an argument of a command.
    pub(crate) fn shown(&self) -> String {
        let folders = [&self.whole, &self.overlay].into_iter().flatten().map(|folder| folder.display());
        // Both lie in one folder, which says both.
        let both = self.whole.as_deref().filter(|_| self.overlay.is_some()).and_then(Path::parent);
        both.map(|parent| parent.display().to_string()).unwrap_or_else(|| folders.map(|one| one.to_string()).collect())
    }

    fn within(folder: &Path) -> Places {
        let folder = |name: &str| Some(folder.join(name)).filter(|path| path.is_dir());
        Places { whole: folder(WHOLE), overlay: folder(OVERLAY) }
    }
}

/// A whole standard declares the records that the roster cannot do without, or takes them over.
fn is_whole(sources: &[Source]) -> bool {
    let core = format!("记录 {} ", facts::kinds::ORGANISATION_SET_UP);
    sources.iter().any(|source| source.text.contains(&core)) || !rulebook::borrowed(sources).is_empty()
}

/// The group's standard.
pub fn built_in() -> Vec<Source> {
    embedded(BUILT_IN)
}

fn embedded(files: &[(&str, &str)]) -> Vec<Source> {
    files.iter().map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
}

/// The Markdown files of a folder.
///
/// # Errors
/// Where the folder or a file cannot be read as UTF-8 text, or there is none.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, OfficeError> {
    let files = read_files(folder)?;
    if files.is_empty() {
        let reason = "里面没有标准的 .md 文件（README.md 和 CHANGELOG.md 不算）".to_owned();
        return Err(OfficeError::Unreadable { path: folder.display().to_string(), reason });
    }
    Ok(files)
}

fn read_files(folder: &Path) -> Result<Vec<Source>, OfficeError> {
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
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        Ok(Source { name: path.display().to_string(), text })
    };
    paths.iter().map(read).collect()
}

/// The files of a standard, layer by layer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    pub national: Vec<Source>,
    pub group: Vec<Source>,
    /// Each laid over those before it.
    pub overlays: Vec<Vec<Source>>,
}

impl Sources {
    /// The built-in standard and the regulations above it.
    pub fn built_in() -> Sources {
        Sources { national: embedded(NATIONAL), group: built_in(), overlays: Vec::new() }
    }

    /// # Errors
    /// Where a folder cannot be read.
    pub fn of(places: &Places) -> Result<Sources, OfficeError> {
        let without_overlay = match &places.whole {
            None => Sources::built_in(),
            Some(folder) => {
                let national = Some(folder.join(NATIONAL_FOLDER)).filter(|folder| folder.is_dir());
                let national = national.as_deref().map(read_folder).transpose()?.unwrap_or_default();
                Sources { national, group: read_folder(folder)?, overlays: Vec::new() }.with_borrowed()
            }
        };
        let overlay = places.overlay.as_deref().map(read_files).transpose()?;
        // A folder without files adds nothing.
        let overlays = overlay.into_iter().filter(|files| !files.is_empty()).collect();
        Ok(Sources { overlays, ..without_overlay })
    }

    /// What the standard takes over stands before what it adds to it.
    fn with_borrowed(mut self) -> Sources {
        for part in rulebook::borrowed(&self.group) {
            let (lent, own) = match part {
                Borrowed::Records => (&[RECORDS][..], &mut self.group),
                Borrowed::Regulations => (NATIONAL, &mut self.national),
            };
            let added = std::mem::replace(own, embedded(lent));
            own.extend(added);
        }
        self
    }

    /// In the order in which a rulebook is read.
    pub fn layers(&self) -> Vec<(Layer, &Source)> {
        let overlays: Vec<&[Source]> = self.overlays.iter().map(Vec::as_slice).collect();
        rulebook::layers(&self.national, &self.group, &overlays)
    }
}

/// A standard read for use.
pub(crate) fn read(sources: &Sources) -> Parsed {
    read_for(&sources.layers(), Purpose::Use)
}

/// Files in the order of [`Sources::layers`], read side by side on all cores.
pub(crate) fn read_for(sources: &[(Layer, &Source)], purpose: Purpose) -> Parsed {
    let page = |(file, (layer, source)): (usize, &(Layer, &Source))| read_page(source, file, *layer, purpose);
    let pages = sources.par_iter().enumerate().map(page).collect();
    rulebook::bind(sources, pages, purpose)
}

/// Reads a standard and refuses one with errors.
///
/// # Errors
/// Where a folder cannot be read or the standard has errors.
pub fn load(places: &Places) -> Result<rulebook::Rulebook, OfficeError> {
    load_sources(&Sources::of(places)?, &places.shown())
}

/// The same of files that were read already, which lie in `folders`.
///
/// # Errors
/// Where the standard has errors.
pub(crate) fn load_sources(sources: &Sources, folders: &str) -> Result<rulebook::Rulebook, OfficeError> {
    without_errors(read(sources), folders)
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
    let mut sources = Sources::of(places)?;
    sources.overlays.extend(Sources::of(&other)?.overlays);
    without_errors(read(&sources), &other.shown())
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
