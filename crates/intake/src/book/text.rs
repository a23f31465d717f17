//! Text tables: comma, semicolon or tab between the cells, in UTF-8 (with or without a mark) or GBK.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{BookError, Cell, Limits, Sheet};

/// What bytes seem to be that are certainly no text; outer none: they may be text.
pub fn not_text(bytes: &[u8]) -> Option<Option<&'static str>> {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"\x89PNG", "图片"),
        (b"\xFF\xD8\xFF", "图片"),
        (b"GIF8", "图片"),
        (b"%PDF", "PDF 文件"),
        (b"Rar!", "压缩包"),
        (b"7z\xBC\xAF", "压缩包"),
        (b"\x1F\x8B", "压缩包"),
        (b"PK\x05\x06", "空的压缩包"),
        (b"MZ", "程序"),
        (b"\x7FELF", "程序"),
        (b"{\\rtf", "文字处理文件"),
        (b"<!DOCTYPE html", "网页"),
        (b"<html", "网页"),
    ];
    if let Some((_, seems)) = KNOWN.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(Some(seems));
    }
    let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    (!marked && bytes.iter().any(control)).then_some(None)
}

pub fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, BookError> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut sheet = Sheet { name: sheet_name(name), ..Sheet::default() };
    let mut budget = limits.max_cells;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| BookError::Damaged { detail: error.to_string() })? {
        // The reader passes over blank lines; the line number keeps addresses true.
        let line = record.position().map_or(0, |position| position.line() as usize);
        let row = line.saturating_sub(1).max(sheet.rows.len());
        if row >= limits.max_rows {
            return Err(BookError::TooManyRows { sheet: sheet.name, limit: limits.max_rows });
        }
        if record.len() > limits.max_columns {
            return Err(BookError::TooManyColumns { sheet: sheet.name, limit: limits.max_columns });
        }
        let filled = record.iter().filter(|field| !field.is_empty()).count();
        budget = budget.checked_sub(filled).ok_or(BookError::TooManyCells { limit: limits.max_cells })?;
        sheet.rows.resize_with(row, Vec::new);
        sheet.rows.push(record.iter().map(|field| cell(field, limits)).collect());
    }
    sheet.cut = ends_quoted(&text, char::from(delimiter(&text)));
    Ok(vec![sheet])
}

/// Whether a quotation that begins a cell is never closed.
fn ends_quoted(text: &str, delimiter: char) -> bool {
    let (mut quoted, mut at_start) = (false, true);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // Two within a quotation stand for one.
            '"' if quoted && characters.peek() == Some(&'"') => drop(characters.next()),
            '"' if quoted => quoted = false,
            '"' if at_start => quoted = true,
            _ => {}
        }
        at_start = !quoted && (character == delimiter || matches!(character, '\n' | '\r'));
    }
    quoted
}

fn cell(field: &str, limits: &Limits) -> Cell {
    if field.is_empty() {
        return Cell::Empty;
    }
    if field.len() > limits.max_cell_characters * 4 {
        return Cell::Error(field.chars().take(40).chain("…(文字过长)".chars()).collect());
    }
    // Some programs guard numbers from being shortened by writing ="0123".
    let guarded = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    Cell::Text(guarded.unwrap_or(field).to_owned())
}

fn sheet_name(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

pub fn decode(bytes: &[u8]) -> Result<String, BookError> {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] => UTF_16LE,
        [0xFE, 0xFF, ..] => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => GB18030,
    };
    let (text, _, wrong) = encoding.decode(bytes);
    if wrong {
        let line = text.split('\u{FFFD}').next().map_or(1, |before| before.matches('\n').count() + 1);
        return Err(BookError::UnknownEncoding { line: line as u64 });
    }
    Ok(text.trim_start_matches('\u{FEFF}').to_owned())
}

/// The separator that the first lines hold most of.
fn delimiter(text: &str) -> u8 {
    let count = |separator: char| text.lines().take(10).map(|line| line.matches(separator).count()).sum::<usize>();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|separator| count(char::from(*separator))).unwrap_or(b',')
}
