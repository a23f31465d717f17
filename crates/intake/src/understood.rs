//! How the sheets of a book were understood, column by column, in the words of the mapping file.

use rulebook::Rulebook;

use crate::book::{Book, Sheet, address};
use crate::recognise::{Column, Layout, Recognition, SheetOutcome, Sureness, Target, target_name};

/// One table of a sheet; a sheet that was not recognised has no columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableUnderstood {
    pub sheet: String,
    /// The name of the kind; none where every row tells its own, or nobody knows.
    pub kind: Option<String>,
    pub sureness: Sureness,
    /// The first header row, from 1.
    pub header_row: Option<usize>,
    pub columns: Vec<ColumnUnderstood>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnUnderstood {
    /// `C`
    pub column: String,
    pub header: String,
    /// `党费交纳.交纳金额`, `组织`; empty where it is not known.
    pub target: String,
    pub sureness: Sureness,
}

pub fn understood(book: &Book, recognition: &Recognition, rulebook: &Rulebook) -> Vec<TableUnderstood> {
    let mut found = Vec::new();
    for plan in &recognition.sheets {
        let Some(sheet) = book.sheets.get(plan.sheet) else { continue };
        match &plan.outcome {
            SheetOutcome::Recognised(layout) => found.extend(layout.tables().map(|one| table(sheet, one, rulebook))),
            SheetOutcome::Unknown => found.push(TableUnderstood {
                sheet: sheet.name.clone(),
                kind: None,
                sureness: Sureness::Unknown,
                header_row: None,
                columns: Vec::new(),
            }),
            SheetOutcome::Empty | SheetOutcome::PassedOver => {}
        }
    }
    found
}

fn table(sheet: &Sheet, layout: &Layout, rulebook: &Rulebook) -> TableUnderstood {
    let undecided = layout.is_undecided();
    let in_column = layout.find(&Target::Kind).is_some();
    let kind = layout.kinds.first().and_then(|kind| rulebook.kind(*kind)).filter(|_| !in_column && !undecided);
    let column = |column: &Column| ColumnUnderstood {
        column: address(0, column.index).trim_end_matches('1').to_owned(),
        header: column.header.clone(),
        target: target_name(&column.target, rulebook),
        sureness: column.sureness,
    };
    TableUnderstood {
        sheet: sheet.name.clone(),
        kind: kind.map(|kind| kind.name.clone()),
        sureness: if undecided { Sureness::Unknown } else { layout.sureness },
        header_row: Some(layout.header_rows.start + 1),
        columns: layout.columns.iter().map(column).collect(),
    }
}
