//! Command: take a book in as it was looked at. Query: what would become of a book, with every column's meaning to be
//! changed.
//!
//! A visitor's book is kept for an hour, for that account alone. Looking at it and taking it in are the same import, the
//! one without writing: same bytes, same mapping. Taking it in twice changes nothing, because a record's id follows from
//! what it says.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use facts::{Instant, kinds};
use intake::{FileType, Mapping, SheetMapping, Sureness, TableUnderstood};
use ledger::{LedgerError, NewFile, Purpose};

use super::look::read_bytes;
use super::{BookFile, Bounds, ImportWanted, Imported, RefusedRow, Replaced, TakenRow};
use crate::OfficeError;
use crate::access::{AllowedAt, ImportBooks};
use crate::attachments::{ATTACHMENT_BYTES_MOST, FileBrought, hours};
use crate::form::Typed;
use crate::live::Live;

/// So long a book waits to be taken in, in hours.
pub(crate) const BOOK_WAITS_HOURS: i64 = 1;
/// As many refusals, notes and questions are read on a page; all refusals are in the workbook.
const SHOWN_MOST: usize = 200;

/// Of no other year does a book of a branch speak.
const YEARS: RangeInclusive<i32> = 1900..=2100;

/// What somebody asks of a book.
#[derive(Debug, Clone)]
pub struct BookAsked {
    /// The digest by which it is kept.
    pub book: String,
    /// The text of a mapping; none to have everything recognised.
    pub mapping: Option<String>,
    pub correct: bool,
    pub now: Instant,
}

/// What becomes of a book, or has.
#[derive(Debug)]
pub struct BookPreview {
    pub book: String,
    pub name: String,
    pub correct: bool,
    /// The mapping that it was looked at with; empty where everything was recognised. Taking it in is the same import.
    pub mapping: String,
    /// What was recognised, guesses included, as a mapping to be changed.
    pub recognised: String,
    pub sheets: Vec<SheetPreview>,
    pub taken: Vec<TakenRow>,
    pub refused: Vec<RefusedRow>,
    /// More are not listed.
    pub refused_more: usize,
    pub replaced: Vec<Replaced>,
    pub questions: Vec<String>,
    pub notes: Vec<String>,
    /// There is a workbook of what was refused.
    pub has_refused_book: bool,
    /// Refusals that are not in it.
    pub refused_elsewhere: usize,
    pub is_written: bool,
}

/// A sheet, and what can be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPreview {
    pub sheet: String,
    /// Empty where every row tells its own kind.
    pub kind: String,
    pub kinds: Vec<String>,
    pub sureness: &'static str,
    pub header_row: String,
    pub organisation: String,
    pub year: String,
    pub columns: Vec<ColumnPreview>,
    /// Columns that name themselves: months, days, people.
    pub by_themselves: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnPreview {
    /// `C`; empty where it cannot be told.
    pub letter: String,
    pub header: String,
    pub target: String,
    pub sureness: &'static str,
    pub choices: Vec<String>,
}

impl BookPreview {
    /// So many records are, or would be, written anew.
    pub fn new_records(&self) -> usize {
        self.taken.iter().map(|row| row.records - row.already_there).sum()
    }
}

impl Live {
    /// Keeps a book for an hour and says by which digest, or why it is no book that can be read.
    ///
    /// # Errors
    /// Where the ledger cannot be written to.
    pub async fn keep_book(
        &self,
        allowed: &AllowedAt<ImportBooks>,
        brought: FileBrought,
        now: Instant,
    ) -> Result<Result<String, String>, OfficeError> {
        let (name, bytes) = match brought {
            FileBrought::Whole { name, bytes } => (intake::plain_name(&name), bytes),
            FileBrought::TooLarge { name } => {
                let most = ATTACHMENT_BYTES_MOST >> 20;
                return Ok(Err(format!("“{name}”超过 {most} MB，没有收。请删去里面的图片，或拆成几本再导入")));
            }
        };
        if let Err(refused) = read_bytes(&name, &bytes) {
            return Ok(Err(refused.to_string()));
        }
        let file = NewFile {
            organisation: allowed.organisation(),
            account: allowed.account(),
            purpose: Purpose::Book,
            kind: intake::file_type(&bytes).map_or("book", FileType::slug),
            name: &name,
            bytes: &bytes,
            at: now,
        };
        match self.office.ledger.keep_file(file).await {
            Ok(digest) => Ok(Ok(digest)),
            Err(error @ LedgerError::FileErased { .. }) => Ok(Err(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }

    /// What would become of a book; none where it is not kept, or not for this account.
    ///
    /// # Errors
    /// Where the mapping is wrong or the ledger cannot be read.
    pub async fn look_at_book(
        &self,
        allowed: &AllowedAt<ImportBooks>,
        asked: &BookAsked,
    ) -> Result<Option<BookPreview>, OfficeError> {
        let Some((name, imported)) = self.run_book(allowed, asked, true).await? else { return Ok(None) };
        self.preview(asked, name, imported, false).map(Some)
    }

    /// Takes a book in, as it was looked at with the same mapping.
    ///
    /// # Errors
    /// As for [`Live::look_at_book`], and where the ledger cannot be written to.
    pub async fn take_book(
        &self,
        allowed: &AllowedAt<ImportBooks>,
        asked: &BookAsked,
    ) -> Result<Option<BookPreview>, OfficeError> {
        let Some((name, imported)) = self.run_book(allowed, asked, false).await? else { return Ok(None) };
        self.preview(asked, name, imported, true).map(Some)
    }

    /// What is refused of a book, to be mended and brought again: the name of the book and the workbook.
    ///
    /// # Errors
    /// As for [`Live::look_at_book`].
    pub async fn refused_book(
        &self,
        allowed: &AllowedAt<ImportBooks>,
        asked: &BookAsked,
    ) -> Result<Option<(String, Vec<u8>)>, OfficeError> {
        let found = self.run_book(allowed, asked, true).await?;
        Ok(found.and_then(|(name, imported)| Some((name, imported.refused_book?))))
    }

    async fn run_book(
        &self,
        allowed: &AllowedAt<ImportBooks>,
        asked: &BookAsked,
        dry_run: bool,
    ) -> Result<Option<(String, Imported)>, OfficeError> {
        let (ledger, own) = (&self.office.ledger, (allowed.organisation(), allowed.account()));
        let since = asked.now.plus_microseconds(-hours(BOOK_WAITS_HOURS));
        if !ledger.is_brought(own, (&asked.book, Purpose::Book), since).await? {
            return Ok(None);
        }
        let known = ledger.file(allowed.organisation(), &asked.book).await?.and_then(|file| file.name);
        let bytes = ledger.file_bytes(allowed.organisation(), &asked.book).await?;
        let Some((name, bytes)) = known.zip(bytes) else { return Ok(None) };
        let wanted = ImportWanted {
            files: vec![BookFile::Brought { name: name.clone(), bytes: Arc::from(bytes) }],
            mapping: asked.mapping.clone(),
            dry_run,
            correct: asked.correct,
            now: asked.now,
        };
        let bounds = Bounds::of(allowed, &self.tree(), &ledger.heads().await?);
        let imported = self.office.import_within(allowed.allowed(), Some(&bounds), &wanted, |_| {}).await?;
        Ok(Some((name, imported)))
    }

    fn preview(
        &self,
        asked: &BookAsked,
        name: String,
        imported: Imported,
        is_written: bool,
    ) -> Result<BookPreview, OfficeError> {
        let mapping = Mapping::from_text(&imported.mapping, self.rulebook());
        let mapping = mapping.map_err(|error| OfficeError::Mapping(error.to_string()))?;
        let understood: Vec<&TableUnderstood> = imported.understood.iter().map(|(_, table)| table).collect();
        let sheets = mapping.sheets.iter().map(|sheet| self.sheet_preview(sheet, &understood)).collect();
        let refused_more = imported.refused.len().saturating_sub(SHOWN_MOST);
        let told = |texts: Vec<String>| texts.into_iter().take(SHOWN_MOST).map(|text| on_a_page(&text)).collect();
        let refused = imported.refused.into_iter().take(SHOWN_MOST);
        let refused = refused.map(|row| RefusedRow { advice: on_a_page(&row.advice), ..row });
        Ok(BookPreview {
            book: asked.book.clone(),
            name,
            correct: asked.correct,
            mapping: asked.mapping.clone().unwrap_or_default(),
            recognised: imported.mapping,
            sheets,
            taken: imported.taken,
            refused: refused.collect(),
            refused_more,
            replaced: imported.replaced,
            questions: told(imported.questions),
            notes: told(imported.notes),
            has_refused_book: imported.refused_book.is_some(),
            refused_elsewhere: imported.refused_elsewhere,
            is_written,
        })
    }

    fn sheet_preview(&self, mapping: &SheetMapping, understood: &[&TableUnderstood]) -> SheetPreview {
        let tables = || understood.iter().filter(|table| table.sheet == mapping.sheet);
        let columns = || tables().flat_map(|table| &table.columns);
        let declared = || self.rulebook().kinds.iter().filter(|kind| kind.slug != kinds::WITHDRAWN);
        let named: BTreeSet<&str> = mapping
            .columns
            .iter()
            .filter_map(|(_, target)| target.split_once('.').map(|(kind, _)| kind))
            .chain(mapping.kind.as_deref())
            .collect();
        let choices = Mapping::targets(declared().filter(|kind| named.contains(kind.name.as_str())));
        let column = |(header, target): &(String, String)| {
            let found = columns().find(|column| column.header == *header);
            let mut choices = choices.clone();
            if !choices.contains(target) {
                choices.push(target.clone());
            }
            ColumnPreview {
                letter: found.map(|column| column.column.clone()).unwrap_or_default(),
                header: header.clone(),
                target: target.clone(),
                sureness: word(found.map_or(Sureness::Unknown, |column| column.sureness)),
                choices,
            }
        };
        let is_mapped = |header: &str| mapping.columns.iter().any(|(known, _)| known == header);
        let by_themselves = columns().filter(|column| !is_mapped(&column.header) && !column.target.is_empty());
        SheetPreview {
            sheet: mapping.sheet.clone(),
            kind: mapping.kind.clone().unwrap_or_default(),
            kinds: declared().map(|kind| kind.name.clone()).collect(),
            sureness: word(tables().next().map_or(Sureness::Unknown, |table| table.sureness)),
            header_row: mapping.header_row.map(|row| row.to_string()).unwrap_or_default(),
            organisation: mapping.organisation.clone().unwrap_or_default(),
            year: mapping.year.map(|year| year.to_string()).unwrap_or_default(),
            columns: mapping.columns.iter().map(column).collect(),
            by_themselves: by_themselves.map(|column| (column.header.clone(), column.target.clone())).collect(),
        }
    }
}

fn word(sureness: Sureness) -> &'static str {
    match sureness {
        Sureness::Mapped => "您选的",
        Sureness::Known => "认得",
        Sureness::Guessed => "猜的，请核对",
        Sureness::Unknown => "不认得",
    }
}

/// What is said of options of the command line is said of what stands on the page.
fn on_a_page(text: &str) -> String {
    text.replace("加 --correct 导入", "勾上“更正或补充”再导入").replace("对照文件", "列的对照")
}

/// The mapping that was typed into a preview: of a sheet that is taken for something else now, the columns are
/// recognised anew. What is wrong with it is left out and said, in words.
pub fn typed_mapping(typed: &Typed) -> (String, Option<String>) {
    // Names of sheets and headers are as the book has them, blanks included.
    let exactly: BTreeMap<&str, &str> = typed.0.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (mut sheets, mut fault) = (Vec::new(), None);
    for number in 0.. {
        let of = |name: &str| {
            let typed = exactly.get(format!("{name}-{number}").as_str()).copied();
            typed.unwrap_or_default().trim().to_owned()
        };
        let Some(sheet) = exactly.get(format!("sheet-{number}").as_str()).map(|sheet| (*sheet).to_owned()) else {
            break;
        };
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut number_in = |name: &str, range: RangeInclusive<i32>, expected: &str| {
            let text = some(of(name))?;
            let number = text.parse::<i32>().ok().filter(|number| range.contains(number));
            if number.is_none() {
                fault.get_or_insert(format!("“{sheet}”的{expected}，现在是“{text}”"));
            }
            number
        };
        let header_row = number_in("row", 1..=i32::MAX, "表头行应为从 1 数起的行号");
        let year = number_in("year", YEARS, "年份应为四位数，如 2026");
        let is_same = of("kind") == of("was-kind") && of("row") == of("was-row");
        let columns = (0..).map_while(|column| {
            let one = |name: &str| exactly.get(format!("{name}-{number}-{column}").as_str()).copied();
            Some((one("header")?.to_owned(), one("target").unwrap_or_default().trim().to_owned()))
        });
        sheets.push(SheetMapping {
            file: "*".to_owned(),
            sheet,
            kind: some(of("kind")),
            header_row: header_row.and_then(|row| usize::try_from(row).ok()),
            organisation: some(of("organisation")),
            year,
            columns: if is_same { columns.collect() } else { Vec::new() },
        });
    }
    (Mapping { version: 1, sheets }.to_text(), fault)
}
