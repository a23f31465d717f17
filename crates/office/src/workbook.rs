//! Tables as an Excel workbook, for findings and for refusals to be mended.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, XlsxError};

use views::Table;

use crate::OfficeError;

/// One sheet: lines above, header rows, rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetToWrite {
    pub name: String,
    pub titles: Vec<String>,
    pub header: Vec<Vec<String>>,
    pub rows: Vec<Vec<String>>,
}

impl SheetToWrite {
    /// A table under a name, its title above it.
    pub fn of(name: &str, table: Table) -> SheetToWrite {
        let Table { title, headers, rows, .. } = table;
        SheetToWrite { name: name.to_owned(), titles: vec![title], header: vec![headers], rows }
    }
}

/// Excel allows a sheet name so many characters.
const SHEET_NAME_MAX: usize = 31;
/// No column is made wider, in characters.
const COLUMN_WIDTH_MAX: f64 = 60.0;

/// The bytes of a workbook with these sheets.
///
/// # Errors
/// Where a table is larger than a sheet can be.
pub fn workbook(sheets: &[SheetToWrite]) -> Result<Vec<u8>, OfficeError> {
    write(sheets).map_err(|error| OfficeError::Workbook(error.to_string()))
}

fn write(sheets: &[SheetToWrite]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // INVARIANT (same-input-same-bytes): not the moment of writing, which would make every copy another one.
    let made = ExcelDateTime::from_ymd(2018, 10, 28)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let heading = Format::new().set_bold().set_border(FormatBorder::Thin).set_text_wrap();
    // A text stays one also when somebody opens its cell and leaves it.
    let plain = Format::new().set_quote_prefix();
    let mut names: Vec<String> = Vec::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        let name = sheet_name(&sheet.name, &names);
        page.set_name(&name)?;
        names.push(name);
        let mut row = 0;
        for title in &sheet.titles {
            page.write(row, 0, title)?;
            row += 1;
        }
        for header in &sheet.header {
            for (column, text) in (0..).zip(header) {
                page.write_with_format(row, column, text, &heading)?;
            }
            row += 1;
        }
        page.set_freeze_panes(row, 0)?;
        for cells in &sheet.rows {
            for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                match is_like_a_formula(text) {
                    true => page.write_with_format(row, column, text, &plain)?,
                    false => page.write(row, column, text)?,
                };
            }
            row += 1;
        }
        for (column, width) in (0..).zip(widths(sheet)) {
            page.set_column_width(column, width)?;
        }
    }
    book.save_to_buffer()
}

/// Whether a table program would run a text that somebody typed. A number below zero is none.
pub(crate) fn is_like_a_formula(text: &str) -> bool {
    let is_number = |rest: &str| rest.chars().all(|character| character.is_ascii_digit() || character == '.');
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !text.strip_prefix('-').is_some_and(is_number)
}

fn widths(sheet: &SheetToWrite) -> Vec<f64> {
    let columns = sheet.header.iter().chain(&sheet.rows).map(Vec::len).max().unwrap_or(0);
    let wide = |text: &String| text.chars().map(|character| if character.is_ascii() { 1.0 } else { 2.0 }).sum::<f64>();
    let width = |column: usize| {
        let cells = sheet.header.iter().chain(&sheet.rows).filter_map(|row| row.get(column));
        cells.map(wide).fold(6.0, f64::max).min(COLUMN_WIDTH_MAX) + 2.0
    };
    (0..columns).map(width).collect()
}

/// A name that Excel takes and that no earlier sheet has.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String =
        wanted.chars().filter(|character| !"[]:*?/\\".contains(*character)).take(SHEET_NAME_MAX).collect();
    let clean =
        if clean.trim_matches('\'').is_empty() { "表".to_owned() } else { clean.trim_matches('\'').to_owned() };
    let numbered = |number: usize| {
        let suffix = format!("({number})");
        let room = SHEET_NAME_MAX - suffix.chars().count();
        format!("{}{suffix}", clean.chars().take(room).collect::<String>())
    };
    std::iter::once(clean.clone())
        .chain((2..).map(numbered))
        .find(|name| !taken.contains(name))
        .unwrap_or(clean.clone())
}
