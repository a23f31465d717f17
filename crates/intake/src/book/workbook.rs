//! Cells out of workbooks: xlsx as a stream, xls and ods as a whole.
//!
//! An xlsx sheet is read cell by cell, because a single cell in the last corner would otherwise make a table of
//! seventeen thousand million cells. Formulas count with their saved result.

use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, ExcelDateTime, Ods, OdsError, Reader, Xls, XlsError, Xlsx, XlsxError};
use facts::Day;

use super::archive::Contents;
use super::{BookError, Cell, DaysFrom, Limits, Merge, Sheet};

pub fn read_archive(bytes: &[u8], contents: Contents, limits: &Limits) -> Result<Vec<Sheet>, BookError> {
    match contents {
        Contents::Xlsx => read_xlsx(Xlsx::new(Cursor::new(bytes)).map_err(xlsx_error)?, limits),
        Contents::Ods => {
            super::ods_check::check(bytes, limits)?;
            let mut book = Ods::new(Cursor::new(bytes)).map_err(|error: OdsError| match error {
                OdsError::Password => BookError::Encrypted,
                other => BookError::Damaged { detail: other.to_string() },
            })?;
            read_whole(&mut book, DaysFrom::default(), |_, _| Vec::new(), limits)
        }
    }
}

/// A compound file is an old workbook, or the wrapping of an encrypted new one.
pub fn read_compound(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, BookError> {
    const ENCRYPTED_PACKAGE: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    if bytes.windows(ENCRYPTED_PACKAGE.len()).any(|window| window == ENCRYPTED_PACKAGE) {
        return Err(BookError::Encrypted);
    }
    super::xls_check::check(bytes, limits)?;
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => BookError::Encrypted,
        other => BookError::Damaged { detail: other.to_string() },
    })?;
    let merges = |book: &Xls<Cursor<&[u8]>>, name: &str| {
        book.merge_cells_by_sheet_name(name).unwrap_or_default().iter().map(merge).collect()
    };
    let days_from = days_from(book.has_1904_epoch());
    read_whole(&mut book, days_from, merges, limits)
}

fn days_from(has_1904_epoch: bool) -> DaysFrom {
    if has_1904_epoch { DaysFrom::Year1904 } else { DaysFrom::Year1900 }
}

fn xlsx_error(error: XlsxError) -> BookError {
    match error {
        XlsxError::Password => BookError::Encrypted,
        XlsxError::XmlEof(_) | XlsxError::Zip(_) | XlsxError::Io(_) => BookError::Truncated,
        other => BookError::Damaged { detail: other.to_string() },
    }
}

fn merge(range: &calamine::Dimensions) -> Merge {
    Merge {
        first_row: range.start.0 as usize,
        first_column: range.start.1 as usize,
        last_row: range.end.0 as usize,
        last_column: range.end.1 as usize,
    }
}

fn read_xlsx<R: Read + Seek>(mut book: Xlsx<R>, limits: &Limits) -> Result<Vec<Sheet>, BookError> {
    let names = worksheet_names(&book, limits)?;
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    for (name, hidden) in names {
        let mut builder = Builder::new(&name, limits, &mut budget);
        let mut reader = book.worksheet_cells_reader(&name).map_err(xlsx_error)?;
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(xlsx_error)? {
            let cell = match record.value {
                DataRef::Empty if record.formula.is_some() => Cell::Formula,
                value => cell(Data::from(value)),
            };
            builder.put(record.pos.0 as usize, record.pos.1 as usize, cell)?;
        }
        let mut sheet = builder.finish();
        drop(reader);
        sheet.hidden = hidden;
        sheet.days_from = days_from(book.has_1904_epoch());
        sheet.merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default().iter().map(merge).collect();
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// Visible and hidden worksheets alike: what is hidden must not be lost. Charts and macros are none. With each name,
/// whether the sheet is hidden.
fn worksheet_names<R, B: Reader<R>>(book: &B, limits: &Limits) -> Result<Vec<(String, bool)>, BookError>
where
    R: Read + Seek,
{
    let names: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == calamine::SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible != calamine::SheetVisible::Visible))
        .collect();
    if names.len() > limits.max_sheets {
        return Err(BookError::TooManySheets { limit: limits.max_sheets });
    }
    Ok(names)
}

fn read_whole<R, B>(
    book: &mut B,
    days_from: DaysFrom,
    merges: impl Fn(&B, &str) -> Vec<Merge>,
    limits: &Limits,
) -> Result<Vec<Sheet>, BookError>
where
    R: Read + Seek,
    B: Reader<R>,
    B::Error: std::fmt::Display,
{
    let mut budget = Budget::new(limits);
    let mut sheets = Vec::new();
    for (name, hidden) in worksheet_names(book, limits)? {
        let damaged = |error: B::Error| BookError::Damaged { detail: error.to_string() };
        let range = book.worksheet_range(&name).map_err(damaged)?;
        let mut builder = Builder::new(&name, limits, &mut budget);
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        for (row, column, value) in range.used_cells() {
            builder.put(first_row as usize + row, first_column as usize + column, cell(value.clone()))?;
        }
        // A formula without a saved result reads as an empty cell; it must not pass for one.
        let formulas = book.worksheet_formula(&name).map_err(damaged)?;
        let (first_row, first_column) = formulas.start().unwrap_or((0, 0));
        for (row, column, formula) in formulas.used_cells() {
            if !formula.is_empty() {
                builder.put_if_empty(first_row as usize + row, first_column as usize + column, Cell::Formula)?;
            }
        }
        let mut sheet = builder.finish();
        sheet.merges = merges(book, &name);
        sheet.hidden = hidden;
        sheet.days_from = days_from;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// What all sheets of a book may still hold.
struct Budget {
    cells: usize,
    text_bytes: u64,
}

impl Budget {
    fn new(limits: &Limits) -> Budget {
        Budget { cells: limits.max_cells, text_bytes: limits.max_unpacked_bytes }
    }
}

/// Puts cells into rows under the limits.
struct Builder<'a> {
    sheet: Sheet,
    limits: &'a Limits,
    budget: &'a mut Budget,
}

impl<'a> Builder<'a> {
    fn new(name: &str, limits: &'a Limits, budget: &'a mut Budget) -> Builder<'a> {
        Builder { sheet: Sheet { name: name.to_owned(), ..Sheet::default() }, limits, budget }
    }

    fn put(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), BookError> {
        if cell.is_empty() {
            return Ok(());
        }
        let sheet = || self.sheet.name.clone();
        if row >= self.limits.max_rows {
            return Err(BookError::TooManyRows { sheet: sheet(), limit: self.limits.max_rows });
        }
        if column >= self.limits.max_columns {
            return Err(BookError::TooManyColumns { sheet: sheet(), limit: self.limits.max_columns });
        }
        self.pay(&cell)?;
        if self.sheet.rows.len() <= row {
            self.sheet.rows.resize_with(row + 1, Vec::new);
        }
        if let Some(cells) = self.sheet.rows.get_mut(row) {
            if cells.len() <= column {
                cells.resize_with(column + 1, Cell::default);
            }
            if let Some(slot) = cells.get_mut(column) {
                *slot = shortened(cell, self.limits);
            }
        }
        Ok(())
    }

    /// A text shared by a million cells is small in the file and large in memory.
    fn pay(&mut self, cell: &Cell) -> Result<(), BookError> {
        let limits = self.limits;
        self.budget.cells =
            self.budget.cells.checked_sub(1).ok_or(BookError::TooManyCells { limit: limits.max_cells })?;
        if let Cell::Text(text) = cell {
            let left = self.budget.text_bytes.checked_sub(text.len() as u64);
            self.budget.text_bytes = left.ok_or(BookError::Unpacked { limit: limits.max_unpacked_bytes })?;
        }
        Ok(())
    }

    fn put_if_empty(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), BookError> {
        if self.sheet.cell(row, column).is_empty() { self.put(row, column, cell) } else { Ok(()) }
    }

    fn finish(self) -> Sheet {
        self.sheet
    }
}

/// A text beyond the limit was not written by hand; its start is enough to refuse it by.
fn shortened(cell: Cell, limits: &Limits) -> Cell {
    match cell {
        Cell::Text(text) if text.len() > limits.max_cell_characters => {
            if text.chars().nth(limits.max_cell_characters).is_none() {
                return Cell::Text(text);
            }
            Cell::Error(text.chars().take(40).chain("…(文字过长)".chars()).collect())
        }
        other => other,
    }
}

fn cell(value: Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::String(text) => Cell::Text(text),
        Data::Bool(flag) => Cell::Flag(flag),
        Data::DateTime(moment) => day_of(&moment),
        // 2019-03-05T09:00:00 or a duration: the text reader knows what to do with a time behind a date.
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text.replacen('T', " ", 1)),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn day_of(moment: &ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    // A time without a day; 0 is a day that nobody filled in.
    if !moment.is_duration() && serial > 0.0 && serial < 1.0 {
        let (.., hour, minute, _, _) = moment.to_ymd_hms_milli();
        return Cell::Text(format!("{hour:02}:{minute:02}"));
    }
    if moment.is_duration() || !serial.is_finite() || !(1.0..=2_958_465.0).contains(&serial) {
        return Cell::Number(serial);
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    Day::from_ymd(year.into(), month.into(), day.into()).map_or(Cell::Number(serial), Cell::Day)
}
