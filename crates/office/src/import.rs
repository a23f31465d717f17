//! Command: take books into the ledger. A book goes in as one transaction, or nothing of it does.
//!
//! Books are looked at first, all of them, so that one that cannot be read stops the import before anything is
//! written, and so that organisations and rosters are read before what speaks of them, whatever order they came in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use facts::{Fact, Instant};
use intake::{Book, Cell, Directory, Draft, Limits, Mapping, Recognition, Refusal};
use ledger::Secret;

use crate::access::{Allowed, ImportBooks};
use crate::{Office, OfficeError, SheetToWrite, directory, workbook};

/// A book on the disk.
#[derive(Debug, Clone)]
pub struct BookFile {
    pub path: PathBuf,
}

#[derive(Debug, Clone)]
pub struct ImportWanted {
    pub files: Vec<BookFile>,
    /// The text of a mapping file.
    pub mapping: Option<String>,
    /// Read and judge everything, write nothing.
    pub dry_run: bool,
    /// The moment of the import: when the records are recorded, and the day after which dates lie in the future.
    pub now: Instant,
}

/// How far an import is, for those who wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    Reading { file: String, number: usize, of: usize },
    Taking { file: String, records: usize, number: usize, of: usize },
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    pub taken: Vec<TakenRow>,
    pub refused: Vec<RefusedRow>,
    /// Guesses and gaps, as sentences.
    pub questions: Vec<String>,
    /// What may be good to know and is no refusal.
    pub notes: Vec<String>,
    /// What was recognised, guesses included, as a mapping to be edited and used again.
    pub mapping: String,
    /// Everything refused as a workbook with the reasons beside, to be mended and imported again.
    pub refused_book: Option<Vec<u8>>,
}

/// Records of one kind from one book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRow {
    pub file: String,
    pub kind: String,
    pub name: String,
    pub records: usize,
    /// Of these, already in the ledger with the same content.
    pub already_there: usize,
}

/// One refusal, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    pub file: String,
    pub sheet: String,
    pub cell: String,
    pub expected: String,
    pub found: String,
    pub advice: String,
    /// All of it as one sentence.
    pub sentence: String,
}

/// Books stay in memory between the two looks at them while their files have no more than this together.
const KEEP_BYTES_MAX: u64 = 16 << 20;

struct Look {
    file: String,
    path: PathBuf,
    book: Option<Book>,
    recognition: Recognition,
}

impl Office {
    /// # Errors
    /// Where a file is no book that can be read, the mapping is wrong, or the ledger cannot be written to.
    /// What was taken before an error of the ledger is in it, book by book.
    pub async fn import(
        &self,
        allowed: &Allowed<ImportBooks>,
        wanted: &ImportWanted,
        mut progress: impl FnMut(Progress),
    ) -> Result<Imported, OfficeError> {
        let mapping = self.mapping(wanted)?;
        let mut looks = self.look(wanted, mapping.as_ref(), &mut progress)?;
        let recognitions: Vec<Recognition> = looks.iter().map(|look| look.recognition.clone()).collect();
        let order = intake::order(&recognitions, &self.rulebook);
        let today = wanted.now.day();
        let mut directory = directory::directory(&self.group(today, None).await?, today);
        let mut imported = Imported { mapping: self.recognised(&looks), ..Imported::default() };
        let mut sheets = Vec::new();
        for (number, index) in order.iter().enumerate() {
            let Some(look) = looks.get_mut(*index) else { continue };
            let book = match look.book.take() {
                Some(book) => book,
                None => read(&look.path, &look.file)?,
            };
            let drafted = self.draft(&book, &look.recognition, &mut directory, wanted);
            let (of, records) = (order.len(), drafted.facts.len());
            progress(Progress::Taking { file: look.file.clone(), records, number: number + 1, of });
            let taken = self.take(allowed, wanted, &look.file, drafted.facts).await?;
            imported.taken.extend(taken);
            imported.questions.extend(
                look.recognition.questions.iter().map(|question| {
                    format!("{} 〔{}〕{}：{}", look.file, question.sheet, question.cell, question.text)
                }),
            );
            imported.notes.extend(
                drafted
                    .notes
                    .iter()
                    .map(|note| format!("{} 〔{}〕{}：{}", look.file, note.sheet, note.cell, note.text)),
            );
            let tables = intake::refused_tables(&book, &look.recognition, &drafted.refused);
            sheets.extend(tables.into_iter().map(sheet_to_mend));
            imported.refused.extend(drafted.refused.iter().map(refused_row));
        }
        if !sheets.is_empty() {
            imported.refused_book = Some(workbook(&sheets)?);
        }
        Ok(imported)
    }

    fn mapping(&self, wanted: &ImportWanted) -> Result<Option<Mapping>, OfficeError> {
        let read = |text: &String| Mapping::from_text(text, &self.rulebook);
        wanted.mapping.as_ref().map(read).transpose().map_err(|error| OfficeError::Mapping(error.to_string()))
    }

    /// Reads every book once. An error here leaves the ledger untouched.
    fn look(
        &self,
        wanted: &ImportWanted,
        mapping: Option<&Mapping>,
        progress: &mut impl FnMut(Progress),
    ) -> Result<Vec<Look>, OfficeError> {
        let mut looks = Vec::new();
        let mut kept = 0;
        let of = wanted.files.len();
        for (number, file) in wanted.files.iter().enumerate() {
            let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            progress(Progress::Reading { file: name.clone(), number: number + 1, of });
            let book = read(&file.path, &name)?;
            let recognition = intake::recognise(&book, &self.rulebook, mapping);
            kept += std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len());
            let book = (kept <= KEEP_BYTES_MAX).then_some(book);
            looks.push(Look { file: name, path: file.path.clone(), book, recognition });
        }
        Ok(looks)
    }

    fn recognised(&self, looks: &[Look]) -> String {
        let mut all = Mapping { version: 1, sheets: Vec::new() };
        for look in looks {
            if let Some(book) = &look.book {
                all.sheets.extend(Mapping::of(book, &look.recognition, &self.rulebook).sheets);
            }
        }
        all.to_text()
    }

    fn draft(
        &self,
        book: &Book,
        recognition: &Recognition,
        directory: &mut Directory,
        wanted: &ImportWanted,
    ) -> intake::Drafted {
        let context = intake::Context { today: wanted.now.day(), installation: self.ledger.installation() };
        intake::draft(book, recognition, &self.rulebook, directory, &context)
    }

    /// One book, one transaction.
    async fn take(
        &self,
        allowed: &Allowed<ImportBooks>,
        wanted: &ImportWanted,
        file: &str,
        drafts: Vec<Draft>,
    ) -> Result<Vec<TakenRow>, OfficeError> {
        let known = self.known(&drafts).await?;
        let mut rows: BTreeMap<String, TakenRow> = BTreeMap::new();
        let mut facts = Vec::new();
        let mut secrets = Vec::new();
        for draft in drafts {
            let row = rows.entry(draft.kind.clone()).or_insert_with(|| TakenRow {
                file: file.to_owned(),
                kind: draft.kind.clone(),
                name: views::words::kind_name(&self.rulebook, &draft.kind).to_owned(),
                records: 0,
                already_there: 0,
            });
            row.records += 1;
            row.already_there += usize::from(known.contains(&draft.id));
            secrets.extend(draft.secrets.iter().map(|secret| Secret {
                organisation: draft.organisation,
                person: secret.person,
                fact: draft.id,
                field: secret.field.clone(),
                text: secret.text.clone(),
            }));
            facts.push(recorded(draft, allowed, wanted.now));
        }
        if !wanted.dry_run {
            self.ledger.append(&facts, &secrets).await?;
        }
        Ok(rows.into_values().collect())
    }

    /// Which of the drafts' ids the ledger has already.
    async fn known(&self, drafts: &[Draft]) -> Result<std::collections::BTreeSet<facts::FactId>, OfficeError> {
        let organisations: std::collections::BTreeSet<_> = drafts.iter().map(|draft| draft.organisation).collect();
        let mut known = std::collections::BTreeSet::new();
        for organisation in organisations {
            known.extend(self.ledger.facts(organisation).await?.iter().map(|fact| fact.id));
        }
        Ok(known)
    }
}

fn recorded(draft: Draft, allowed: &Allowed<ImportBooks>, now: Instant) -> Fact {
    Fact {
        id: draft.id,
        organisation: draft.organisation,
        kind: draft.kind,
        occurred: draft.occurred,
        recorded_at: now,
        recorder: allowed.who().to_owned(),
        people: draft.people,
        values: draft.values,
        supersedes: draft.supersedes,
        attachments: Vec::new(),
    }
}

fn read(path: &std::path::Path, name: &str) -> Result<Book, OfficeError> {
    let unreadable = |reason: String| OfficeError::Unreadable { path: path.display().to_string(), reason };
    let limits = Limits::default();
    let size = std::fs::metadata(path).map_err(|error| unreadable(crate::error::reason(&error)))?.len();
    if size > limits.max_file_bytes as u64 {
        let error = intake::BookError::TooLarge { bytes: size as usize, limit: limits.max_file_bytes };
        return Err(OfficeError::Book { path: path.display().to_string(), reason: error.to_string() });
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(crate::error::reason(&error)))?;
    intake::read_book(name, &bytes, &limits)
        .map_err(|error| OfficeError::Book { path: path.display().to_string(), reason: error.to_string() })
}

fn refused_row(refusal: &Refusal) -> RefusedRow {
    RefusedRow {
        file: refusal.file.clone(),
        sheet: refusal.sheet.clone(),
        cell: refusal.cell.clone(),
        expected: refusal.expected.clone(),
        found: refusal.found.clone(),
        advice: refusal.advice.clone(),
        sentence: refusal.to_string(),
    }
}

fn sheet_to_mend(table: intake::RefusedTable) -> SheetToWrite {
    let texts = |rows: Vec<Vec<Cell>>| -> Vec<Vec<String>> {
        rows.into_iter().map(|row| row.iter().map(Cell::shown).collect()).collect()
    };
    SheetToWrite { name: table.sheet, titles: table.titles, header: texts(table.header), rows: texts(table.rows) }
}
