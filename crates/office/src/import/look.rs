//! The first look at all books of an import: what they are, before anything of them is read into records.

use std::path::Path;

use intake::{Book, Directory, Limits, Mapping, Recognition, TableUnderstood};

use super::{BookFile, ImportWanted, Progress};
use crate::{Office, OfficeError};

/// Books stay in memory between looking and reading while their files have no more than this together.
const KEEP_BYTES_MAX: u64 = 16 << 20;

pub(super) struct Look {
    pub file: String,
    source: BookFile,
    /// Whether there is room for it until its turn has come.
    may_stay: bool,
    book: Option<Book>,
    pub recognition: Recognition,
    /// What was recognised, to be edited.
    mapping: Mapping,
    /// The same to be looked at.
    understood: Vec<TableUnderstood>,
}

impl Look {
    /// The book, read once more where there was no room for it.
    pub fn book(&mut self) -> Result<Book, OfficeError> {
        self.book.take().map_or_else(|| read(&self.source, &self.file), Ok)
    }

    /// More of it will be read.
    pub fn keep(&mut self, book: Book) {
        self.book = Some(book).filter(|_| self.may_stay);
    }
}

impl Office {
    /// Reads every book once and makes the organisations known that they list. An error here leaves the ledger
    /// untouched.
    pub(super) fn look(
        &self,
        wanted: &ImportWanted,
        wanted_mapping: Option<&Mapping>,
        directory: &mut Directory,
        progress: &mut impl FnMut(Progress),
    ) -> Result<Vec<Look>, OfficeError> {
        let mut looks = Vec::new();
        let mut kept = 0;
        let of = wanted.files.len();
        for (number, file) in wanted.files.iter().enumerate() {
            let name = file.name();
            progress(Progress::Reading { file: name.clone(), number: number + 1, of });
            let book = read(file, &name)?;
            let recognition = intake::recognise(&book, &self.rulebook, wanted_mapping);
            intake::announce(&book, &recognition, &self.rulebook, directory, &self.context(wanted));
            let mapping = Mapping::of(&book, &recognition, &self.rulebook);
            let understood = intake::understood(&book, &recognition, &self.rulebook);
            kept += file.size();
            let may_stay = kept <= KEEP_BYTES_MAX;
            let book = may_stay.then_some(book);
            looks.push(Look { file: name, source: file.clone(), may_stay, book, recognition, mapping, understood });
        }
        Ok(looks)
    }
}

/// What was recognised in all books, as one mapping.
pub(super) fn recognised(looks: &[Look]) -> String {
    let sheets = looks.iter().flat_map(|look| look.mapping.sheets.clone()).collect();
    Mapping { version: 1, sheets }.to_text()
}

/// How the tables of all books were understood, each with its book.
pub(super) fn understood(looks: &[Look]) -> Vec<(String, TableUnderstood)> {
    looks.iter().flat_map(|look| look.understood.iter().map(|table| (look.file.clone(), table.clone()))).collect()
}

impl BookFile {
    fn name(&self) -> String {
        match self {
            BookFile::OnDisk { path } => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            BookFile::Brought { name, .. } => name.clone(),
        }
    }

    fn size(&self) -> u64 {
        match self {
            BookFile::OnDisk { path } => std::fs::metadata(path).map_or(0, |metadata| metadata.len()),
            BookFile::Brought { bytes, .. } => bytes.len() as u64,
        }
    }
}

fn read(file: &BookFile, name: &str) -> Result<Book, OfficeError> {
    match file {
        BookFile::OnDisk { path } => read_file(path, name),
        BookFile::Brought { bytes, .. } => read_bytes(name, bytes),
    }
}

/// # Errors
/// Where it is no book that can be read.
pub(super) fn read_bytes(name: &str, bytes: &[u8]) -> Result<Book, OfficeError> {
    let unreadable = |error: intake::BookError| OfficeError::Book { path: name.to_owned(), reason: error.to_string() };
    intake::read_book(name, bytes, &Limits::default()).map_err(unreadable)
}

fn read_file(path: &Path, name: &str) -> Result<Book, OfficeError> {
    let unreadable = |reason: String| OfficeError::Unreadable { path: path.display().to_string(), reason };
    let limits = Limits::default();
    let size = std::fs::metadata(path).map_err(|error| unreadable(crate::error::system_reason(&error)))?.len();
    if size > limits.max_file_bytes as u64 {
        let error = intake::BookError::TooLarge { bytes: size as usize, limit: limits.max_file_bytes };
        return Err(OfficeError::Book { path: path.display().to_string(), reason: error.to_string() });
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(crate::error::system_reason(&error)))?;
    intake::read_book(name, &bytes, &limits)
        .map_err(|error| OfficeError::Book { path: path.display().to_string(), reason: error.to_string() })
}
