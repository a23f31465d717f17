//! Cells of sign-in sheets: a mark of presence, or the time at which somebody signed.

use super::row::Row;
use super::{Job, NoteKind, values};
use crate::book::Sheet;
use crate::reading::{Mark, is_time_of_day};
use crate::recognise::{Column, Layout, Target};
use crate::refusal::Reason;

/// What a cell says of somebody's presence.
pub fn read(row: &Row, column: usize) -> Result<Mark, Reason> {
    let cell = row.cell(column);
    values::sound(cell)?;
    let shown = cell.shown();
    row.layout.legend.signed(&shown).ok_or_else(|| Reason::unknown_mark(&shown))
}

/// Says once of a table that times were taken for presence: whoever came late is not told apart.
pub fn note_times(job: &mut Job, sheet: &Sheet, layout: &Layout) {
    let holds_marks = |column: &&Column| {
        matches!(column.target, Target::Day(_) | Target::Month { .. } | Target::Person(_) | Target::Presence)
    };
    let columns: Vec<usize> = layout.columns.iter().filter(holds_marks).map(|column| column.index).collect();
    let is_time = |(row, column): &(usize, usize)| is_time_of_day(&sheet.filled(*row, *column).shown());
    let first = layout.rows().flat_map(|row| columns.iter().map(move |column| (row, *column))).find(is_time);
    if let Some((row, column)) = first {
        job.note(sheet, row, column, NoteKind::SignedAtTime);
    }
}
