//! Looks into an OpenDocument sheet before the reader does, for what would cost the program its life: one filled cell
//! that says it stands there a million times, one far away from all others, and a table without an end.
//!
//! The reader would write it all out, or wait for the end. Empty cells may repeat as they like, every office program
//! fills sheets up so.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::xls_check::AREA_PER_CELL;
use super::{BookError, Limits};

/// What the reader cuts rows and columns at.
const ROWS_MAX: u64 = 1_048_576;
const COLUMNS_MAX: u64 = 16_384;

pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), BookError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| BookError::Truncated)?;
    let mut part = archive.by_name("content.xml").map_err(|_| BookError::Truncated)?;
    let mut content = Vec::new();
    part.read_to_end(&mut content).map_err(|_| BookError::Truncated)?;
    let content = String::from_utf8_lossy(&content);
    let mut extent = Extent::default();
    let mut open = Vec::new();
    let mut rest = content.as_ref();
    while let Some((_, after)) = rest.split_once('<') {
        let Some((tag, after)) = inside(after) else { return Err(BookError::Truncated) };
        nest(tag, &mut open)?;
        extent.read(tag, after.len());
        extent.check(limits)?;
        rest = after;
    }
    if open.is_empty() { Ok(()) } else { Err(BookError::Truncated) }
}

/// Keeps the names of the open tags. The reader looks for the end of a table for ever, and does not mind which tags
/// were closed in between.
fn nest<'a>(tag: &'a str, open: &mut Vec<&'a str>) -> Result<(), BookError> {
    let damaged =
        || BookError::Damaged { detail: format!("content.xml: <{}", tag.chars().take(40).collect::<String>()) };
    match tag.as_bytes() {
        // No office program writes comments, and tags inside of them would be counted here.
        [b'!', ..] => Err(damaged()),
        [b'?', ..] if tag.contains('<') => Err(damaged()),
        [b'?', ..] => Ok(()),
        [b'/', ..] if open.pop() == Some(name(tag.trim_start_matches('/'))) => Ok(()),
        [b'/', ..] => Err(damaged()),
        _ if tag.ends_with('/') => Ok(()),
        _ => {
            open.push(name(tag));
            Ok(())
        }
    }
}

fn name(tag: &str) -> &str {
    let name = tag.split(|character: char| character.is_ascii_whitespace()).next().unwrap_or("");
    name.trim_end_matches('/')
}

/// A tag without its brackets, and what stands behind it. Quoted values may hold brackets.
fn inside(text: &str) -> Option<(&str, &str)> {
    if text.starts_with('/') {
        return text.split_once('>');
    }
    let mut quote = None;
    let end = text.find(|character| {
        match (quote, character) {
            (None, '>') => return true,
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), other) if open == other => quote = None,
            _ => {}
        }
        false
    })?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// What the reader would make of the tables seen so far.
#[derive(Default)]
struct Extent {
    row: u64,
    row_repeat: u64,
    column: u64,
    /// Last row and column of the present table that hold something.
    last: (u64, u64),
    area_before: u64,
    filled: u64,
    text_bytes: u64,
    /// How often the open cell stands there, and how much text was left behind its start.
    open: Option<(u64, usize)>,
}

impl Extent {
    fn read(&mut self, tag: &str, left: usize) {
        match name(tag) {
            "table:table" => {
                self.area_before = self.area();
                (self.row, self.column, self.last) = (0, 0, (0, 0));
            }
            "table:table-row" => {
                self.row_repeat = repeat(tag, "table:number-rows-repeated");
                self.row = self.row.saturating_add(self.row_repeat).min(ROWS_MAX);
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => self.cell(tag, left),
            "text:s" => {
                let times = self.open.map_or(1, |(times, _)| times);
                self.text_bytes = self.text_bytes.saturating_add(repeat(tag, "text:c").saturating_mul(times));
            }
            _ => {}
        }
        if tag.starts_with("/table:table-cell") || tag.starts_with("/table:covered-table-cell") {
            self.close(left);
        }
    }

    fn cell(&mut self, tag: &str, left: usize) {
        let repeat = repeat(tag, "table:number-columns-repeated");
        self.column = self.column.saturating_add(repeat).min(COLUMNS_MAX);
        let closed = tag.ends_with('/');
        // A closed tag holds a value where an attribute says so.
        if closed && !tag.contains("office:") && !tag.contains("table:formula") {
            return;
        }
        let times = repeat.saturating_mul(self.row_repeat.max(1));
        self.filled = self.filled.saturating_add(times);
        self.last = (self.last.0.max(self.row), self.last.1.max(self.column));
        self.text_bytes = self.text_bytes.saturating_add((tag.len() as u64).saturating_mul(times));
        self.open = (!closed).then_some((times, left));
    }

    fn close(&mut self, left: usize) {
        if let Some((times, before)) = self.open.take() {
            let bytes = before.saturating_sub(left) as u64;
            self.text_bytes = self.text_bytes.saturating_add(bytes.saturating_mul(times));
        }
    }

    fn area(&self) -> u64 {
        self.area_before.saturating_add(self.last.0.saturating_mul(self.last.1))
    }

    fn check(&self, limits: &Limits) -> Result<(), BookError> {
        let cells = limits.max_cells as u64;
        if self.filled > cells || self.area() > cells.saturating_mul(AREA_PER_CELL) {
            return Err(BookError::TooManyCells { limit: limits.max_cells });
        }
        if self.text_bytes > limits.max_unpacked_bytes {
            return Err(BookError::Unpacked { limit: limits.max_unpacked_bytes });
        }
        Ok(())
    }
}

/// The number in an attribute; one where it is not there, without bound where it cannot be read.
fn repeat(tag: &str, attribute: &str) -> u64 {
    let Some((_, after)) = tag.split_once(attribute) else { return 1 };
    let Some(quoted) = after.trim_start().strip_prefix('=').map(str::trim_start) else { return u64::MAX };
    quoted.split(['"', '\'']).nth(1).and_then(|number| number.parse().ok()).unwrap_or(u64::MAX)
}
