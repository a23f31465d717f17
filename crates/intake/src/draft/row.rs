//! One data row while it is read: which cells were claimed, what was wrong, what came of it.

use std::collections::BTreeSet;

use facts::{Name, OrganisationId, Participation, PersonId, Span, Value};
use rulebook::{KindIndex, Rulebook};
use std::collections::BTreeMap;

use super::values::Read;
use super::{NoteKind, dues};
use crate::book::{Cell, Sheet, address};
use crate::reading::{clean, is_nothing};
use crate::recognise::{Column, Layout, RowKind, Slot, Target, row_kind};
use crate::refusal::Reason;

/// A draft before it has an id.
#[derive(Debug, Clone)]
pub struct Pending {
    pub organisation: OrganisationId,
    pub kind: Name,
    pub occurred: Span,
    /// The day was assumed: it must not make another record of the same content.
    pub assumed: bool,
    /// Standing there twice in a book adds nothing.
    pub once: bool,
    pub people: Vec<Participation>,
    pub values: BTreeMap<Name, Value>,
    /// Person, field, text.
    pub secrets: Vec<(PersonId, Name, String)>,
}

/// Something of the row that was not taken.
pub struct Problem {
    pub column: usize,
    /// Otherwise the sheet has no column for what is missing, and the cell is just the first of the row.
    pub has_column: bool,
    pub reason: Reason,
}

pub struct Row<'a> {
    pub sheet: &'a Sheet,
    pub layout: &'a Layout,
    /// From 0.
    pub index: usize,
    pub problems: Vec<Problem>,
    pub notes: Vec<(usize, NoteKind)>,
    /// What stood in brackets beside values and was not understood, by column.
    pub remarks: Vec<(usize, String)>,
    /// The kind that its own cell names, in a list of several.
    pub kind: Option<KindIndex>,
    /// What the cell of the kind says in brackets of being held together with another meeting.
    pub merged: Option<bool>,
    /// Who sat in without belonging there, where a list of those who came says so.
    pub invited: Vec<String>,
    pub drafts: Vec<Pending>,
    /// Something of the row went into a record that several rows make together.
    pub contributed: bool,
    claimed: BTreeSet<usize>,
    refused: bool,
}

/// So many rows one after the other may say 同上. Further ones are refused.
const MOST_ROWS_ABOVE: usize = 200;

/// Whether a cell says that it is as the one above.
fn is_same(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if matches!(clean(text).as_str(), "同上" | "〃" | "同上行"))
}

impl<'a> Row<'a> {
    pub fn new(sheet: &'a Sheet, layout: &'a Layout, index: usize) -> Row<'a> {
        Row {
            sheet,
            layout,
            index,
            problems: Vec::new(),
            notes: Vec::new(),
            remarks: Vec::new(),
            kind: None,
            merged: None,
            invited: Vec::new(),
            drafts: Vec::new(),
            contributed: false,
            claimed: BTreeSet::new(),
            refused: false,
        }
    }

    pub fn cell(&self, column: usize) -> &'a Cell {
        let written = self.sheet.filled(self.index, column);
        if is_same(written) { self.above(column).unwrap_or(written) } else { written }
    }

    /// The columns that say 同上 where nothing stands above.
    pub fn same_as_nothing(&self) -> Vec<usize> {
        let says = |column: &usize| is_same(self.sheet.filled(self.index, *column)) && self.above(*column).is_none();
        self.layout.columns.iter().map(|column| column.index).filter(says).collect()
    }

    /// What 同上 stands for: the cell of the row of data above, or what that one stands for.
    fn above(&self, column: usize) -> Option<&'a Cell> {
        let rows = (self.layout.first_data_row..self.index).rev().take(MOST_ROWS_ABOVE);
        let filled = rows.filter(|row| self.sheet.filled_cells(*row).next().is_some());
        let mut data = filled.take_while(|row| row_kind(self.sheet, self.layout, *row) == RowKind::Data);
        let meant = data.find(|row| !is_same(self.sheet.filled(*row, column)))?;
        Some(self.sheet.filled(meant, column)).filter(|cell| !cell.is_empty())
    }

    pub fn text(&self, column: usize) -> String {
        clean(&self.cell(column).shown())
    }

    pub fn is_empty(&self, column: usize) -> bool {
        self.cell(column).is_empty()
    }

    /// The merged range that gives the number of this cell to another record as well: rows of data, or columns of
    /// months or members. Texts may be repeated by merging, an amount is of one record.
    pub fn shared(&self, column: usize) -> Option<Reason> {
        let merge = self.sheet.merge_at(self.index, column)?;
        let is_data = |row: &usize| self.sheet.filled_cells(*row).next().is_some();
        let rows = (merge.first_row..=merge.last_row).filter(is_data).count();
        let is_month = |column: &&Column| {
            matches!(column.target, Target::Month { .. } | Target::Several { .. } | Target::Day(_) | Target::Person(_))
        };
        let columns = merge.first_column..=merge.last_column;
        let months = self.layout.columns.iter().filter(|one| columns.contains(&one.index)).filter(is_month).count();
        let first = address(merge.first_row, merge.first_column);
        let last = address(merge.last_row, merge.last_column);
        (rows > 1 || months > 1).then(|| Reason::SharedNumber { cells: format!("{first}:{last}") })
    }

    /// The cell is accounted for.
    pub fn take(&mut self, column: usize) {
        self.claimed.insert(column);
    }

    pub fn is_claimed(&self, column: usize) -> bool {
        self.claimed.contains(&column)
    }

    pub fn refuse_cell(&mut self, column: usize, reason: Reason) {
        self.claimed.insert(column);
        self.problems.push(Problem { column, has_column: true, reason });
    }

    pub fn refuse_row(&mut self, column: usize, reason: Reason) {
        self.refused = true;
        self.refuse_cell(column, reason);
    }

    /// Refuses the row for what stands in none of its cells.
    pub fn refuse_missing(&mut self, column: Option<&Column>, reason: Reason) {
        match column {
            Some(column) => self.refuse_row(column.index, reason),
            None => {
                self.refused = true;
                let first = self.sheet.filled_cells(self.index).next().map_or(0, |(column, _)| column);
                self.problems.push(Problem { column: first, has_column: false, reason });
            }
        }
    }

    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// A row of which nothing was taken is refused as a whole, so that it can be mended as a whole.
    pub fn settle(&mut self) {
        if self.contributed || !self.drafts.is_empty() || self.refused {
            return;
        }
        if self.problems.is_empty() {
            let first = self.sheet.filled_cells(self.index).next().map_or(0, |(column, _)| column);
            self.notes.push((first, NoteKind::NothingRecorded));
        } else {
            self.refused = true;
        }
    }

    pub fn note(&mut self, column: usize, note: NoteKind) {
        self.notes.push((column, note));
    }

    /// Takes a value of a column with all that is to be said of it.
    pub fn told<T>(&mut self, column: usize, read: Read<T>) -> T {
        self.notes.extend(read.note.map(|note| (column, note)));
        self.remarks.extend(read.remark.map(|remark| (column, remark)));
        read.value
    }

    /// The column for a slot of a kind; of several that take turns, the one that is filled.
    pub fn slot(&self, kind: KindIndex, slot: &Slot) -> Option<&'a Column> {
        let mut columns = self.layout.slots(kind, slot);
        let first = columns.next()?;
        match self.is_empty(first.index) {
            true => columns.find(|column| !self.is_empty(column.index)).or(Some(first)),
            false => Some(first),
        }
    }

    pub fn taken_cells(&self) -> Vec<String> {
        let filled = |column: &&usize| !self.is_empty(**column);
        self.claimed.iter().filter(filled).map(|column| address(self.index, *column)).collect()
    }

    /// Filled cells that nobody claimed and that are data, each with the reason to refuse it.
    pub fn unclaimed(&self, rulebook: &Rulebook) -> Vec<(usize, Reason)> {
        let mut left = Vec::new();
        for (index, cell) in self.sheet.filled_cells(self.index) {
            if self.claimed.contains(&index) || matches!(cell, Cell::Text(text) if is_nothing(text)) {
                continue;
            }
            let column = self.layout.column(index);
            let target = column.map_or(&Target::Unknown, |column| &column.target);
            match target {
                Target::Sequence | Target::Ignored | Target::Total | Target::Hint(_) => {}
                Target::Unknown => {
                    let instead = column.and_then(|column| column.instead.clone());
                    left.push((index, Reason::UnknownColumn { instead }));
                }
                Target::Record(places) if dues::owed_beside_paid(rulebook, self.layout, places) => {
                    left.push((index, Reason::OwedBesidePaid));
                }
                Target::DayWithoutYear => left.push((index, Reason::HeaderWithoutYear)),
                _ => left.push((index, Reason::NoPlace { kind: self.kind_name(rulebook) })),
            }
        }
        left
    }

    fn kind_name(&self, rulebook: &Rulebook) -> String {
        let kind = self.kind.or(self.layout.kinds.first().copied()).and_then(|kind| rulebook.kind(kind));
        kind.map(|kind| kind.name.clone()).unwrap_or_default()
    }
}
