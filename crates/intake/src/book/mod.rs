//! A book read into memory: sheets of cells, and nothing yet about what they mean.
//!
//! [`read_book`] takes bytes from strangers. It fences the readers of other crates with limits and never panics.
//! What the cells say is found by `recognise` and `draft`.

mod archive;
mod ods_check;
pub(crate) mod text;
mod workbook;
mod xls_check;

use std::panic::{AssertUnwindSafe, catch_unwind};

use facts::Day;

/// What a book may cost. Every limit has a message that says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// A ledger of a group of 60 branches has under 2 MB; photographs pasted into sheets make it larger.
    pub max_file_bytes: usize,
    /// All parts of a workbook unpacked.
    pub max_unpacked_bytes: u64,
    /// How many times larger a part may become by unpacking. Repetitive sheets reach some 60.
    pub max_ratio: u64,
    /// The last row that may hold something.
    pub max_rows: usize,
    /// The last column that may hold something.
    pub max_columns: usize,
    /// Non-empty cells in all sheets.
    pub max_cells: usize,
    pub max_sheets: usize,
    /// Characters in one cell; Excel itself allows 32,767.
    pub max_cell_characters: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            max_file_bytes: 64 << 20,
            max_unpacked_bytes: 512 << 20,
            max_ratio: 250,
            max_rows: 200_000,
            max_columns: 1_000,
            max_cells: 3_000_000,
            max_sheets: 1_000,
            max_cell_characters: 32_767,
        }
    }
}

/// Why bytes are no book that can be taken. The text for users is made in `words`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookError {
    Empty,
    TooLarge {
        bytes: usize,
        limit: usize,
    },
    Unpacked {
        limit: u64,
    },
    Bomb {
        part: String,
        ratio: u64,
    },
    Encrypted,
    Truncated,
    /// No kind of workbook; what it seems to be, where that can be told.
    NotAWorkbook {
        seems: Option<&'static str>,
    },
    Damaged {
        detail: String,
    },
    TooManyRows {
        sheet: String,
        limit: usize,
    },
    TooManyColumns {
        sheet: String,
        limit: usize,
    },
    TooManyCells {
        limit: usize,
    },
    TooManySheets {
        limit: usize,
    },
    UnknownEncoding {
        line: u64,
    },
    NothingInside,
}

impl std::error::Error for BookError {}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Day(Day),
    Flag(bool),
    /// An error of the table program: `#REF!`.
    Error(String),
    /// A formula whose result was never saved.
    Formula,
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(crate::reading::is_blank),
            _ => false,
        }
    }

    /// In a column of days: what the book stores for a day, as a number or as text, made the day.
    pub fn with_day(&self, days_from: DaysFrom) -> Cell {
        let number = match self {
            Cell::Number(number) => Some(*number),
            Cell::Text(text) if text.len() == 5 && text.chars().all(|character| character.is_ascii_digit()) => {
                text.parse().ok()
            }
            _ => None,
        };
        number.and_then(|number| days_from.day(number)).map_or_else(|| self.clone(), Cell::Day)
    }

    /// As a reader of the book sees it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => crate::reading::plain_number(*number),
            Cell::Day(day) => day.to_string(),
            Cell::Flag(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Error(error) => error.clone(),
            Cell::Formula => "公式(没有结果)".to_owned(),
        }
    }
}

/// A merged range, corners inside, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merge {
    pub first_row: usize,
    pub first_column: usize,
    pub last_row: usize,
    pub last_column: usize,
}

/// From when a workbook counts the days that it stores as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DaysFrom {
    #[default]
    Year1900,
    /// As Excel on early Macintoshes did; the choice goes along with a workbook ever after.
    Year1904,
}

impl DaysFrom {
    /// Numbers before and after these (1954 and 2064) are rather amounts than days.
    const SERIALS: std::ops::Range<i32> = 20_000..60_000;
    /// The number of 1970-01-01, counted from 1900.
    const NUMBER_OF_1970: i32 = 25_569;
    /// So many days later the other count begins.
    const DAYS_OF_1900_TO_1904: i32 = 1_462;

    /// The day that a number names.
    pub fn day(self, number: f64) -> Option<Day> {
        if !(0.0..1e6).contains(&number) {
            return None;
        }
        let serial = match self {
            DaysFrom::Year1900 => number as i32,
            DaysFrom::Year1904 => number as i32 + DaysFrom::DAYS_OF_1900_TO_1904,
        };
        DaysFrom::SERIALS.contains(&serial).then(|| Day::from_number(serial - DaysFrom::NUMBER_OF_1970))
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    pub name: String,
    /// Rows from the top; a row ends with its last filled cell.
    pub rows: Vec<Vec<Cell>>,
    pub merges: Vec<Merge>,
    /// Not shown by the table program; read all the same.
    pub hidden: bool,
    /// As all sheets of its book.
    pub days_from: DaysFrom,
    /// The text ended inside a quotation: it may have been cut, and its last cell hold more than one.
    pub cut: bool,
}

static NOTHING: Cell = Cell::Empty;

impl Sheet {
    pub fn cell(&self, row: usize, column: usize) -> &Cell {
        self.rows.get(row).and_then(|cells| cells.get(column)).unwrap_or(&NOTHING)
    }

    /// The merged range that covers a cell.
    pub fn merge_at(&self, row: usize, column: usize) -> Option<&Merge> {
        self.merges.iter().find(|merge| {
            (merge.first_row..=merge.last_row).contains(&row)
                && (merge.first_column..=merge.last_column).contains(&column)
        })
    }

    /// The cell, or what its merged range says.
    pub fn filled(&self, row: usize, column: usize) -> &Cell {
        let cell = self.cell(row, column);
        if !cell.is_empty() {
            return cell;
        }
        self.merge_at(row, column).map_or(cell, |merge| self.cell(merge.first_row, merge.first_column))
    }

    /// Non-empty cells of a row with their columns.
    pub fn filled_cells(&self, row: usize) -> impl Iterator<Item = (usize, &Cell)> {
        self.rows.get(row).into_iter().flatten().enumerate().filter(|(_, cell)| !cell.is_empty())
    }

    pub fn is_blank(&self) -> bool {
        self.rows.iter().flatten().all(Cell::is_empty)
    }

    pub fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The file's name, as the user gave it.
    pub name: String,
    pub sheets: Vec<Sheet>,
}

impl Book {
    pub fn days_from(&self) -> DaysFrom {
        self.sheets.first().map(|sheet| sheet.days_from).unwrap_or_default()
    }

    /// The file's name without folders and ending.
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit(['/', '\\']).next().unwrap_or(&self.name);
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// `B12` for column 1, row 11.
pub fn address(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", row + 1)
}

/// Reads a workbook (xlsx, xls, ods) or a text table (csv in UTF-8 or GBK), told apart by their bytes.
pub fn read_book(name: &str, bytes: &[u8], limits: &Limits) -> Result<Book, BookError> {
    if bytes.len() > limits.max_file_bytes {
        return Err(BookError::TooLarge { bytes: bytes.len(), limit: limits.max_file_bytes });
    }
    if bytes.is_empty() {
        return Err(BookError::Empty);
    }
    let sheets = fenced(|| sheets(name, bytes, limits))?;
    if sheets.iter().all(Sheet::is_blank) {
        return Err(BookError::NothingInside);
    }
    Ok(Book { name: name.to_owned(), sheets })
}

thread_local! {
    static FENCED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether this thread is reading a book from strangers, where a panic is caught and told as a damaged file.
///
/// For the program's panic hook, which would otherwise print the details of something that is handled.
pub fn reading_is_fenced() -> bool {
    FENCED.get()
}

/// The readers of other crates index into what strangers wrote. They are good, but not proven;
/// this is the last fence, so that one bad book never ends the program.
fn fenced<T>(read: impl FnOnce() -> Result<T, BookError>) -> Result<T, BookError> {
    FENCED.set(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    FENCED.set(false);
    read.unwrap_or_else(|_| Err(BookError::Damaged { detail: "reader gave up".to_owned() }))
}

fn sheets(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, BookError> {
    const ZIP: &[u8] = b"PK\x03\x04";
    const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    if bytes.starts_with(ZIP) {
        let contents = archive::check(bytes, limits)?;
        return workbook::read_archive(bytes, contents, limits);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        return workbook::read_compound(bytes, limits);
    }
    if let Some(seems) = text::not_text(bytes) {
        return Err(BookError::NotAWorkbook { seems });
    }
    text::read(name, bytes, limits)
}

#[cfg(test)]
mod tests {
    use super::{BookError, fenced, reading_is_fenced};

    #[test]
    fn a_panic_of_a_reader_is_a_damaged_file_and_known_to_be_fenced() {
        assert_eq!(fenced(|| Ok(reading_is_fenced())), Ok(true));
        // The hook of the test program prints this one; the hook of the real one asks first.
        let read: Result<(), BookError> = fenced(|| panic!("index out of bounds"));
        assert!(matches!(read, Err(BookError::Damaged { .. })), "{read:?}");
        assert!(!reading_is_fenced());
    }
}
