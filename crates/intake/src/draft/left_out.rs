//! Cells that are refused together: what is one thing to mend is told once, however many cells of a column it fills.

use super::Job;
use crate::book::{Sheet, address};
use crate::refusal::{Extent, Reason};
use crate::words;

/// Those of the present sheet.
#[derive(Default)]
pub struct LeftOut {
    columns: Vec<OfColumn>,
}

/// Cells of one column that are refused for one reason.
struct OfColumn {
    column: usize,
    reason: Reason,
    /// What stands in the first.
    first: String,
    rows: Vec<usize>,
}

impl LeftOut {
    /// Whether a reason is one of the column rather than of each cell.
    pub fn takes(reason: &Reason) -> bool {
        matches!(reason, Reason::UnknownColumn { .. } | Reason::OwedBesidePaid) || is_of_some_cells(reason)
    }

    pub fn add(&mut self, column: usize, reason: Reason, row: usize, found: String) {
        match self.columns.iter_mut().find(|one| one.column == column && one.reason == reason) {
            Some(known) => known.rows.push(row),
            None => self.columns.push(OfColumn { column, reason, first: found, rows: vec![row] }),
        }
    }
}

/// Whether other cells of the column may have been taken: then only their addresses tell which were not.
fn is_of_some_cells(reason: &Reason) -> bool {
    matches!(reason, Reason::NoPlace { .. } | Reason::RemarkOverDays | Reason::ColumnOfStranger { .. })
}

pub fn finish(job: &mut Job, sheet: &Sheet) {
    let mut columns = std::mem::take(&mut job.left_out).columns;
    columns.sort_by_key(|one| one.column);
    for OfColumn { column, reason, first, rows } in columns {
        let Some(row) = rows.first().copied() else { continue };
        let (extent, found) = match (rows.len(), is_of_some_cells(&reason)) {
            (1, false) => (Extent::Column, first),
            (cells, false) => (Extent::Column, words::and_more_cells(&first, cells)),
            (_, true) => these_cells(&first, column, &rows),
        };
        job.refuse(sheet, (row, column), extent, &reason, found);
    }
}

/// What is found in some cells of a column: what stands in the first, and where they are.
pub fn these_cells(first: &str, column: usize, rows: &[usize]) -> (Extent, String) {
    let cells: Vec<String> = rows.iter().map(|row| address(*row, column)).collect();
    match cells.len() {
        0 | 1 => (Extent::Cell, first.to_owned()),
        _ => (Extent::Column, words::and_these_cells(first, &cells)),
    }
}
