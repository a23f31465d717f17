//! Which rows below the header are data, and which sum up, explain or repeat.

use super::{Layout, Target, lexicon};
use crate::book::{Cell, Sheet};
use crate::reading::{clean, key, mark, narrow};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    Blank,
    Data,
    Total,
    Remark,
    RepeatedHeader,
    /// One text across the sheet: the heading of a section, or a remark. Which, only the directory can tell.
    Heading(String),
}

pub fn row_kind(sheet: &Sheet, layout: &Layout, row: usize) -> RowKind {
    let cells: Vec<(usize, &Cell)> = sheet.filled_cells(row).collect();
    let Some((first_column, first)) = cells.first() else { return RowKind::Blank };
    let text = clean(&first.shown());
    let word = key(&text);
    if repeats_header(sheet, layout, &cells) {
        return RowKind::RepeatedHeader;
    }
    if lexicon::TOTAL_ROW
        .iter()
        .any(|total| word == key(total) || (word.starts_with(*total) && cells.len() > 1 && word.chars().count() <= 6))
    {
        return RowKind::Total;
    }
    if is_remark(&text, cells.len()) {
        return RowKind::Remark;
    }
    if cells.len() == 1 && (is_wide(sheet, row, *first_column) || is_legend(&text)) {
        return RowKind::Heading(text);
    }
    if cells.len() == 1 && layout.column(*first_column).is_none_or(|column| matches!(column.target, Target::Sequence)) {
        return if matches!(first, Cell::Number(_)) { RowKind::Remark } else { RowKind::Heading(text) };
    }
    RowKind::Data
}

fn repeats_header(sheet: &Sheet, layout: &Layout, cells: &[(usize, &Cell)]) -> bool {
    let header_row = layout.header_rows.end.saturating_sub(1);
    let header = |column: usize| key(&sheet.filled(header_row, column).shown());
    cells.len() >= 2 && cells.iter().all(|(column, cell)| header(*column) == key(&cell.shown()))
}

/// `说明:√出席`, `填报人:张三 审核人:李四`: a word of explanation with a colon behind it.
fn is_remark(text: &str, cells: usize) -> bool {
    let narrowed = narrow(text);
    let Some((before, _)) = narrowed.split_once(':') else {
        return cells == 1
            && lexicon::REMARK_ROW.iter().any(|word| text.starts_with(word) && text.chars().count() > 12);
    };
    let before = key(before);
    cells <= 6 && before.chars().count() <= 8 && lexicon::REMARK_ROW.iter().any(|word| before.starts_with(word))
}

fn is_legend(text: &str) -> bool {
    text.split_whitespace().count() > 2 && text.split_whitespace().filter(|word| mark(word).is_some()).count() >= 2
}

/// One merged cell over at least half of the table, or a long text alone in its row.
fn is_wide(sheet: &Sheet, row: usize, column: usize) -> bool {
    let merged = sheet.merge_at(row, column).map_or(1, |merge| merge.last_column - merge.first_column + 1);
    merged >= 3 && merged * 2 >= sheet.width()
}
