//! A sheet in memory, as untidy as wanted, and its way into an xlsx workbook or a GBK-encoded csv file.

use facts::Day;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(f64),
    /// A true date of the spreadsheet, not a text that looks like one.
    Date(Day),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::from(text.as_str())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Cell {
        Cell::Number(number as f64)
    }
}

/// Makes a row of anything that can be a cell.
macro_rules! row {
    ($($cell:expr),* $(,)?) => { vec![$($crate::books::grid::Cell::from($cell)),*] };
}
pub(super) use row;

#[derive(Debug, Clone, Default)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
    /// First row and column, last row and column, all from 0.
    pub merges: Vec<(u32, u16, u32, u16)>,
}

impl Sheet {
    pub fn new(name: &str) -> Sheet {
        Sheet { name: name.to_owned(), ..Sheet::default() }
    }

    /// Adds a row and says which it is, counted from 1 as spreadsheets do.
    pub fn push(&mut self, row: Vec<Cell>) -> usize {
        self.rows.push(row);
        self.rows.len()
    }

    /// A title over so many columns.
    pub fn title(&mut self, text: &str, columns: u16) {
        let at = self.rows.len() as u32;
        self.push(row![text]);
        self.merges.push((at, 0, at, columns.saturating_sub(1)));
    }
}

pub(super) fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name.as_str())?;
        for &(first_row, first_column, last_row, last_column) in &sheet.merges {
            let centred = Format::new().set_align(FormatAlign::Center);
            worksheet.merge_range(first_row, first_column, last_row, last_column, "", &centred)?;
        }
        for (row, cells) in (0..).zip(&sheet.rows) {
            for (column, cell) in (0..).zip(cells) {
                write(worksheet, row, column, cell)?;
            }
        }
    }
    workbook.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, text)?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, *number)?;
        }
        Cell::Date(day) => {
            let (year, month, date) = (day.year(), day.month(), day.day_of_month());
            let date = ExcelDateTime::from_ymd(year.unsigned_abs() as u16, month as u8, date as u8)?;
            sheet.write_datetime_with_format(row, column, &date, &Format::new().set_num_format("yyyy/m/d"))?;
        }
    }
    Ok(())
}

/// Comma-separated, in GBK as an office program saves it.
pub(super) fn csv_gbk(sheet: &Sheet) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in &sheet.rows {
        let fields = row.iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(day) => day.to_string(),
        });
        // Writing into memory cannot fail; a row that could not be written would be missed by the tests' counts.
        if writer.write_record(fields).is_err() {
            break;
        }
    }
    let text = String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default();
    encoding_rs::GBK.encode(&text).0.into_owned()
}
