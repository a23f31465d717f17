//! Where a sheet says what its marks mean: above the table, in its header, below it, or beside it without a header.

use super::rows::{RowKind, row_kind};
use super::{Layout, Target};
use crate::book::Sheet;
use crate::reading::{Legend, clean};

/// The texts of a sheet that explain marks, as written, and what they say together.
pub fn find(sheet: &Sheet, layout: &Layout) -> (Vec<String>, Legend) {
    let row = |row: usize| sheet.filled_cells(row).map(|(_, cell)| clean(&cell.shown())).collect::<Vec<_>>();
    let mut texts = layout.titles.clone();
    texts.extend(layout.header_rows.clone().flat_map(row));
    let explains = |row: &usize| matches!(row_kind(sheet, layout, *row), RowKind::Legend | RowKind::Heading(_));
    let below = (layout.first_data_row..sheet.rows.len()).filter(explains);
    // Marks and meanings may stand in cells of their own.
    texts.extend(below.map(|below| row(below).join(" ")));
    let unheaded = layout.columns.iter().filter(|column| column.header.is_empty() && column.target == Target::Unknown);
    for column in unheaded {
        let cells = (layout.first_data_row..sheet.rows.len()).map(|row| sheet.cell(row, column.index));
        texts.extend(cells.filter(|cell| !cell.is_empty()).map(|cell| clean(&cell.shown())));
    }
    texts.retain(|text| !Legend::of([text]).is_empty());
    let legend = Legend::of(&texts);
    (texts, legend)
}
