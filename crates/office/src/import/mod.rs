//! Command: take books into the ledger. A book goes in as one transaction, or nothing of it does.
//!
//! Books are looked at first, all of them, so that one that cannot be read stops the import before anything is
//! written. They are then read sheet by sheet, organisations and rosters of all books before what speaks of them,
//! whatever order they came in; a book is written as soon as its last sheet is read and the books before it are in.

mod alike;
mod bounds;
mod correction;
mod known;
mod look;
mod preview;
mod replaced;
mod secrets;
mod still_held;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use facts::{Day, Fact, Instant};
use intake::{Book, Cell, Directory, Draft, Drafted, Drafting, Mapping, Refusal, RefusedTable, TableUnderstood};
use ledger::Secret;

use crate::access::{Allowed, ImportBooks};
use crate::{Office, OfficeError, SheetToWrite, workbook};

use alike::{Alike, alike};
use correction::{Plan, Settled};
use known::Manner;
use look::Look;
use replaced::Pair;
use secrets::Kept;
use still_held::Touched;

pub(crate) use bounds::Bounds;
pub use preview::{BookAsked, BookPreview, ColumnPreview, SheetPreview, typed_mapping};
pub use replaced::{Change, Replaced};

pub(crate) use preview::BOOK_WAITS_HOURS;

/// A book that is to be read.
#[derive(Debug, Clone)]
pub enum BookFile {
    OnDisk {
        path: PathBuf,
    },
    /// Brought by somebody, in memory.
    Brought {
        name: String,
        bytes: Arc<[u8]>,
    },
}

#[derive(Debug, Clone)]
pub struct ImportWanted {
    pub files: Vec<BookFile>,
    /// The text of a mapping file.
    pub mapping: Option<String>,
    /// Read and judge everything, write nothing.
    pub dry_run: bool,
    /// A record that looks like one in the ledger takes its place; both stay readable.
    pub correct: bool,
    /// The moment of the import: when the records are recorded, and the day after which dates lie in the future.
    pub now: Instant,
}

/// How far an import is, for those who wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    Reading {
        file: String,
        number: usize,
        of: usize,
    },
    /// So many rows of the sheets of a book that are read together.
    Rows {
        file: String,
        rows: usize,
    },
    Taking {
        file: String,
        records: usize,
        number: usize,
        of: usize,
    },
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Imported {
    pub taken: Vec<TakenRow>,
    pub refused: Vec<RefusedRow>,
    /// Records of the ledger that count no more, because a row of a book took their place.
    pub replaced: Vec<Replaced>,
    /// Guesses and gaps, as sentences.
    pub questions: Vec<String>,
    /// What may be good to know and is no refusal.
    pub notes: Vec<String>,
    /// What was recognised, guesses included, as a mapping to be edited and used again.
    pub mapping: String,
    /// How each table was understood, with its file.
    pub understood: Vec<(String, TableUnderstood)>,
    /// Everything refused as a workbook with the reasons beside, to be mended and imported again.
    pub refused_book: Option<Vec<u8>>,
    /// So many refusals are not in it and have to be mended in the book they come from.
    pub refused_elsewhere: usize,
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
    /// Of these, in the place of an earlier record.
    pub corrected: usize,
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
    /// How much was left out: `cell`, `row`, `column` or `sheet`.
    pub extent: &'static str,
    /// All of it as one sentence.
    pub sentence: String,
}

/// A book that is read to its end and not written yet.
struct Finished {
    drafted: Drafted,
    not_compared: Vec<Alike>,
    to_mend: Vec<RefusedTable>,
    never_taken: BTreeSet<(String, usize)>,
}

impl Office {
    /// # Errors
    /// Where a file is no book that can be read, the mapping is wrong, or the ledger cannot be written to.
    /// What was taken before an error of the ledger is in it, book by book.
    pub async fn import(
        &self,
        allowed: &Allowed<ImportBooks>,
        wanted: &ImportWanted,
        progress: impl FnMut(Progress),
    ) -> Result<Imported, OfficeError> {
        self.import_within(allowed, None, wanted, progress).await
    }

    /// The same within bounds: what speaks of others is refused.
    pub(crate) async fn import_within(
        &self,
        allowed: &Allowed<ImportBooks>,
        bounds: Option<&Bounds>,
        wanted: &ImportWanted,
        mut progress: impl FnMut(Progress),
    ) -> Result<Imported, OfficeError> {
        let mapping = self.mapping(wanted)?;
        let today = wanted.now.day();
        let (mut directory, mut kept) = self.known_of(bounds, today).await?;
        let books = wanted.files.len();
        let mut looks = self
            .look(wanted, mapping.as_ref(), &mut directory, &mut progress)
            .map_err(|error| OfficeError::NothingImported { source: Box::new(error), books })?;
        let steps = intake::order(looks.iter().map(|look| &look.recognition), &self.rulebook);
        let mut waiting: VecDeque<usize> = VecDeque::new();
        let mut begun: BTreeMap<usize, Drafting> = BTreeMap::new();
        let mut finished: BTreeMap<usize, Finished> = BTreeMap::new();
        let (mapping, understood) = (look::recognised(&looks), look::understood(&looks));
        let mut imported = Imported { mapping, understood, ..Imported::default() };
        let mut sheets = Vec::new();
        let mut written: Vec<String> = Vec::new();
        let mut touched = Touched::default();
        let mut unsettled: Vec<(String, Drafted)> = Vec::new();
        for step in steps {
            let Some(look) = looks.get_mut(step.book) else { continue };
            if !begun.contains_key(&step.book) {
                waiting.push_back(step.book);
            }
            let mut drafting = begun.remove(&step.book).unwrap_or_default();
            let book = look.book()?;
            let context = self.context(wanted);
            let (recognition, rules) = (&look.recognition, &self.rulebook);
            let mut watch = |rows| progress(Progress::Rows { file: look.file.clone(), rows });
            drafting.sheets(&book, recognition, &step.sheets, rules, &mut directory, &context, &mut watch);
            if step.last {
                let mut drafted = drafting.finish();
                unsettled.push((look.file.clone(), drafted.take_unsettled()));
                finished.insert(step.book, self.compare(wanted, look, &book, drafted, &mut kept).await?);
            } else {
                begun.insert(step.book, drafting);
                look.keep(book);
            }
            while let Some(done) = waiting.front().and_then(|next| finished.remove(next)) {
                let Some(look) = waiting.pop_front().and_then(|next| looks.get(next)) else { break };
                let number = written.len() + 1;
                let records = done.drafted.facts.len();
                progress(Progress::Taking { file: look.file.clone(), records, number, of: looks.len() });
                let to_mend: usize = done.to_mend.iter().map(|table| table.refusals).sum();
                imported.refused_elsewhere += done.drafted.refused.len().saturating_sub(to_mend);
                sheets.extend(done.to_mend.iter().cloned().map(sheet_to_mend));
                self.write((allowed, bounds), wanted, look, done, (&mut touched, &mut imported))
                    .await
                    .map_err(|error| stopped(error, &look.file, &written))?;
                written.push(look.file.clone());
            }
        }
        unsettled.into_iter().for_each(|(file, left)| imported.settle(&file, left, &directory));
        imported.notes.extend(touched.notes(&self.ledger, &self.rulebook, today).await?);
        imported.refused_book = (!sheets.is_empty()).then(|| workbook(&sheets)).transpose()?;
        Ok(imported)
    }

    /// What the ledger has to say of what was read of a book.
    async fn compare(
        &self,
        wanted: &ImportWanted,
        look: &Look,
        book: &Book,
        mut drafted: Drafted,
        kept: &mut Kept,
    ) -> Result<Finished, OfficeError> {
        let known = known::in_ledger(&self.ledger, &drafted.facts, wanted.correct).await?;
        let manner = self.manner(wanted, intake::never_taken(book, &look.recognition));
        known.refuse(&book.name, &manner, &mut drafted);
        kept.refuse_others(&self.ledger, &self.rulebook, (book, &look.recognition), &mut drafted).await?;
        let not_compared = kept.not_compared(&drafted.facts);
        let to_mend = intake::refused_tables(book, &look.recognition, &self.rulebook, &drafted.refused);
        Ok(Finished { drafted, not_compared, to_mend, never_taken: manner.never_taken })
    }

    fn mapping(&self, wanted: &ImportWanted) -> Result<Option<Mapping>, OfficeError> {
        let read = |text: &String| Mapping::from_text(text, &self.rulebook);
        wanted.mapping.as_ref().map(read).transpose().map_err(|error| OfficeError::Mapping(error.to_string()))
    }

    fn context(&self, wanted: &ImportWanted) -> intake::Context {
        intake::Context { today: wanted.now.day(), installation: self.ledger.installation(), correct: wanted.correct }
    }

    fn manner(&self, wanted: &ImportWanted, never_taken: BTreeSet<(String, usize)>) -> Manner<'_> {
        Manner { rulebook: &self.rulebook, correct: wanted.correct, never_taken }
    }

    /// One book, one transaction.
    async fn write(
        &self,
        (allowed, bounds): (&Allowed<ImportBooks>, Option<&Bounds>),
        wanted: &ImportWanted,
        look: &Look,
        Finished { drafted, not_compared, never_taken, .. }: Finished,
        (touched, imported): (&mut Touched, &mut Imported),
    ) -> Result<(), OfficeError> {
        let known = known::in_ledger(&self.ledger, &drafted.facts, wanted.correct).await?;
        let manner = self.manner(wanted, never_taken);
        let plan = Plan::make(&known, &drafted.facts, &manner);
        let place = |sheet: &str, cell: &str, text: &str| placed(&look.file, sheet, cell, text);
        let questions = look.recognition.questions.iter();
        imported.questions.extend(questions.map(|question| place(&question.sheet, &question.cell, &question.text)));
        imported.notes.extend(drafted.notes.iter().map(|note| place(&note.sheet, &note.cell, &note.text)));
        let alike = alike(&known, &plan, &drafted.facts, &manner);
        imported
            .notes
            .extend(not_compared.iter().chain(&alike).map(|alike| place(&alike.sheet, &alike.cell, &alike.text)));
        imported.refused.extend(drafted.refused.iter().map(refused_row));
        touched.tells(&look.file, &drafted.facts);
        let mut rows: BTreeMap<String, TakenRow> = BTreeMap::new();
        let mut facts = Vec::new();
        let mut secrets = Vec::new();
        let mut pairs = Vec::new();
        for Settled { draft, stands, earlier } in plan.settle(&known, drafted.facts, &self.rulebook) {
            let row = rows.entry(draft.kind.clone()).or_insert_with(|| TakenRow {
                file: look.file.clone(),
                kind: draft.kind.clone(),
                name: views::words::kind_name(&self.rulebook, &draft.kind).to_owned(),
                records: 0,
                already_there: 0,
                corrected: 0,
            });
            row.records += 1;
            row.already_there += usize::from(stands);
            row.corrected += usize::from(draft.supersedes.is_some());
            secrets.extend(draft.secrets.iter().map(|secret| Secret {
                organisation: draft.organisation,
                person: secret.person,
                fact: draft.id,
                field: secret.field.clone(),
                text: secret.text.clone(),
            }));
            // What corrected an earlier record when it was taken first says more than the row that is read again.
            if !stands {
                let origin = draft.origin.clone();
                let later = recorded(draft, earlier.as_ref(), allowed, wanted.now);
                pairs.extend(earlier.map(|earlier| Pair { earlier, later: later.clone(), origin }));
                facts.push(later);
            }
        }
        imported.replaced.extend(self.replaced(&look.file, &pairs, (&facts, bounds), wanted.now.day()).await?);
        if wanted.dry_run {
            touched.tries(&facts);
        } else {
            // Somebody else may have put the same there since it was looked at.
            for id in self.ledger.append(&facts, &secrets).await?.already_there {
                let kind = facts.iter().find(|fact| fact.id == id).map(|fact| &fact.kind);
                if let Some(row) = kind.and_then(|kind| rows.get_mut(kind)) {
                    row.already_there += 1;
                }
            }
        }
        imported.taken.extend(rows.into_values());
        Ok(())
    }

    /// Names are those of the ledger as it will be with the facts of the book.
    async fn replaced(
        &self,
        file: &str,
        pairs: &[Pair],
        (new, bounds): (&[Fact], Option<&Bounds>),
        today: Day,
    ) -> Result<Vec<Replaced>, OfficeError> {
        if pairs.is_empty() {
            return Ok(Vec::new());
        }
        let mut names = match bounds {
            Some(bounds) => bounds.names(),
            None => self.group(today, None).await?.names(),
        };
        let mut rosters = BTreeMap::new();
        for organisation in pairs.iter().map(|pair| pair.later.organisation).collect::<BTreeSet<_>>() {
            let mut facts = self.ledger.facts(organisation).await?;
            facts.extend(new.iter().filter(|fact| fact.organisation == organisation).cloned());
            let roster = roster::fold(&facts::current(&facts, None), today);
            names.insert(organisation, roster.name().to_owned());
            rosters.insert(organisation, roster);
        }
        Ok(replaced::told(&self.rulebook, &rosters, &names, file, pairs))
    }
}

impl Imported {
    /// Tells of what only all books together could have settled. None of it can be mended in the rows that were refused.
    fn settle(&mut self, file: &str, mut left: Drafted, directory: &Directory) {
        intake::settle(&mut left, directory);
        self.notes.extend(left.notes.iter().map(|note| placed(file, &note.sheet, &note.cell, &note.text)));
        self.refused_elsewhere += left.refused.len();
        self.refused.extend(left.refused.iter().map(refused_row));
    }
}

/// What is told of a cell.
fn placed(file: &str, sheet: &str, cell: &str, text: &str) -> String {
    format!("{file} 〔{sheet}〕{cell}：{text}")
}

/// What an error of the ledger leaves undone depends on the books before it.
fn stopped(error: OfficeError, file: &str, written: &[String]) -> OfficeError {
    match error {
        OfficeError::Ledger(source) if !written.is_empty() => {
            OfficeError::ImportStopped { source: Box::new(source), file: file.to_owned(), written: written.to_vec() }
        }
        error => error,
    }
}

fn recorded(draft: Draft, earlier: Option<&Fact>, allowed: &Allowed<ImportBooks>, now: Instant) -> Fact {
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
        // A book knows nothing of files; they stay with the record that it corrects.
        attachments: earlier.map(|earlier| earlier.attachments.clone()).unwrap_or_default(),
    }
}

fn refused_row(refusal: &Refusal) -> RefusedRow {
    RefusedRow {
        file: refusal.file.clone(),
        sheet: refusal.sheet.clone(),
        cell: refusal.cell.clone(),
        expected: refusal.expected.clone(),
        found: refusal.found.clone(),
        advice: refusal.advice.clone(),
        extent: refusal.extent.slug(),
        sentence: refusal.to_string(),
    }
}

fn sheet_to_mend(table: RefusedTable) -> SheetToWrite {
    let texts = |rows: Vec<Vec<Cell>>| -> Vec<Vec<String>> {
        rows.into_iter().map(|row| row.iter().map(Cell::shown).collect()).collect()
    };
    SheetToWrite { name: table.sheet, titles: table.titles, header: texts(table.header), rows: texts(table.rows) }
}
