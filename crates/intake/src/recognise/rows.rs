//! Which rows below the header are data, and which sum up, explain or repeat.

use super::{Layout, Slot, Target, lexicon};
use crate::book::{Cell, Sheet};
use crate::reading::{Legend, clean, is_nothing, key, looks_like_day, narrow, quantity};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    Blank,
    Data,
    Total,
    Remark,
    /// Explains the marks of the sheet.
    Legend,
    /// Shows how the table is filled in.
    Sample,
    RepeatedHeader,
    /// Headers of other columns: what stands below cannot be read under the header of the sheet.
    OtherHeader,
    /// One text across the sheet: the heading of a section, or a remark. Which, only the directory can tell.
    Heading(String),
}

pub fn row_kind(sheet: &Sheet, layout: &Layout, row: usize) -> RowKind {
    let cells: Vec<(usize, &Cell)> = sheet.filled_cells(row).collect();
    let Some((first_column, first)) = cells.first() else { return RowKind::Blank };
    let text = clean(&first.shown());
    let word = key(&text);
    if let Some(same) = layout.headers_below.get(&row) {
        return if *same { RowKind::RepeatedHeader } else { RowKind::OtherHeader };
    }
    if layout.title_rows.contains(&row) {
        return RowKind::Heading(cells.iter().map(|(_, cell)| clean(&cell.shown())).collect::<Vec<_>>().join(" "));
    }
    if is_sample(layout, &cells) {
        return RowKind::Sample;
    }
    if is_footer(&cells) {
        return RowKind::Remark;
    }
    if is_legend(layout, &cells) {
        // A title or the heading of a section may explain marks as well: 第二党支部(√到会 ×请假).
        return if cells.len() == 1 && !is_remark(&text, 1) { RowKind::Heading(text) } else { RowKind::Legend };
    }
    let sums_up =
        |total: &&str| word == *total || (word.starts_with(*total) && cells.len() > 1 && word.chars().count() <= 6);
    if lexicon::TOTAL_ROW.iter().any(sums_up) && evidence(layout, &cells, Numbers::SumUp) == 0 {
        return RowKind::Total;
    }
    if cells.len() == 1 && may_be_section(layout, *first_column, &text) {
        return RowKind::Heading(text);
    }
    if is_remark(&text, cells.len()) && evidence(layout, &cells, Numbers::Count) == 0 {
        return RowKind::Remark;
    }
    if cells.len() == 1 && is_wide(sheet, row, *first_column) {
        return RowKind::Heading(text);
    }
    if cells.len() == 1 && layout.column(*first_column).is_none_or(|column| matches!(column.target, Target::Sequence)) {
        return if matches!(first, Cell::Number(_)) { RowKind::Remark } else { RowKind::Heading(text) };
    }
    RowKind::Data
}

/// Whether a row above the header has the shape of the data below it, or of data below some other header.
pub fn is_data_above(sheet: &Sheet, layout: &Layout, row: usize) -> bool {
    let cells: Vec<(usize, &Cell)> = sheet.filled_cells(row).collect();
    if is_dated(&cells) {
        return true;
    }
    let first = cells.first().filter(|(column, cell)| holds_what_it_is_for(layout, *column, cell, &Numbers::Count));
    evidence(layout, &cells, Numbers::Count) + usize::from(first.is_some()) >= 2
}

/// A day among other cells, of which none says what it is the day of.
fn is_dated(cells: &[(usize, &Cell)]) -> bool {
    let label = |cell: &Cell| {
        let text = narrow(&cell.shown());
        text.contains(':') || lexicon::DAY_ENDINGS.iter().any(|ending| text.trim().ends_with(ending) && !is_day(cell))
    };
    cells.len() > 2 && cells.iter().any(|(_, cell)| is_day(cell)) && !cells.iter().any(|(_, cell)| label(cell))
}

fn is_day(cell: &Cell) -> bool {
    match cell {
        Cell::Day(_) => true,
        Cell::Text(text) => looks_like_day(text, Some(2000)),
        _ => false,
    }
}

/// Whether any row below the header holds data: a sheet of explanations may list words under known headers.
pub fn holds_data(sheet: &Sheet, layout: &Layout) -> bool {
    let filled = |row: usize| sheet.filled_cells(row).collect::<Vec<_>>();
    let rows = layout.first_data_row..sheet.rows.len();
    rows.filter(|row| row_kind(sheet, layout, *row) == RowKind::Data)
        .any(|row| evidence(layout, &filled(row), Numbers::Count) > 0)
}

/// What a number says: a row that sums up is full of them.
#[derive(PartialEq)]
enum Numbers {
    Count,
    SumUp,
}

/// How many cells behind the first hold what their columns are for. Labels and what stands behind them do not count:
/// `填表人:` `张三`.
fn evidence(layout: &Layout, cells: &[(usize, &Cell)], numbers: Numbers) -> usize {
    let is_label = |cell: &Cell| narrow(&cell.shown()).trim().ends_with(':');
    let pairs = cells.iter().zip(cells.iter().skip(1));
    pairs
        .filter(|((_, before), (column, cell))| {
            !is_label(before) && !is_label(cell) && holds_what_it_is_for(layout, *column, cell, &numbers)
        })
        .count()
}

fn holds_what_it_is_for(layout: &Layout, column: usize, cell: &Cell, numbers: &Numbers) -> bool {
    let Some(column) = layout.column(column) else { return false };
    let shown = cell.shown();
    if is_nothing(&shown) {
        return false;
    }
    let is_number = || {
        *numbers == Numbers::Count
            && (matches!(cell, Cell::Number(_)) || quantity(&shown, &["学时", "课时", "小时", "元"]).is_ok())
    };
    match &column.target {
        Target::Occurred => is_day(cell),
        Target::Organisation => names_an_organisation(&shown),
        Target::Record(places) => places.iter().any(|(_, slot)| match slot {
            Slot::Occurred => is_day(cell),
            Slot::Part(_) => names_people(&shown),
            Slot::Field(_) => is_day(cell) || is_number(),
        }),
        _ => false,
    }
}

fn names_people(text: &str) -> bool {
    let han = |character: char| ('\u{3400}'..='\u{9FFF}').contains(&character);
    let text = narrow(text);
    (2..=60).contains(&text.chars().count())
        && text.chars().all(|character| han(character) || "、,;·() ".contains(character))
}

fn names_an_organisation(text: &str) -> bool {
    let text = key(text);
    text.chars().count() > 2 && lexicon::ORGANISATION_ENDINGS.iter().any(|ending| text.ends_with(ending))
}

/// The name of an organisation alone in its row: `第二党支部`, `单位:第二党支部`. In a column of organisations, or of
/// their properties, it is data.
fn may_be_section(layout: &Layout, column: usize, text: &str) -> bool {
    let narrowed = narrow(text);
    let (label, named) = narrowed.split_once(':').unwrap_or(("", &narrowed));
    let label = key(label);
    let introduces = label.is_empty() || ["单位", "支部", "组织", "名称"].iter().any(|word| label.ends_with(word));
    let of_people = layout.column(column).is_none_or(|column| match &column.target {
        Target::Record(places) => !places.iter().any(|(_, slot)| matches!(slot, Slot::Field(_))),
        Target::Organisation => false,
        _ => true,
    });
    introduces && of_people && names_an_organisation(named)
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

/// `例` where the serial number stands, or `样例，请勿删除` in the remarks.
fn is_sample(layout: &Layout, cells: &[(usize, &Cell)]) -> bool {
    let numbered = |column: usize| layout.column(column).is_none_or(|column| column.target == Target::Sequence);
    let noted =
        |column: usize| layout.column(column).is_some_and(|column| column.target == Target::Note || is_note(column));
    cells.len() > 1
        // All of the words have this character; of most cells nothing more is looked at.
        && cells.iter().enumerate().filter(|(_, (_, cell))| matches!(cell, Cell::Text(text) if text.contains('例'))).any(|(place, (column, cell))| {
            let word = key(&cell.shown());
            let bare = word.trim_end_matches(|character: char| character.is_ascii_digit());
            let marks = |sample: &str| match place {
                0 if numbered(*column) => bare == sample,
                _ => {
                    noted(*column)
                        && sample.ends_with('例')
                        && sample.chars().count() > 1
                        && word.starts_with(sample)
                        && !word.contains("支部")
                }
            };
            lexicon::SAMPLE_ROW.iter().any(|sample| marks(sample))
        })
}

fn is_note(column: &super::Column) -> bool {
    lexicon::NOTE.contains(&key(&column.header).as_str())
}

/// `以下空白`, `一式两份`, and nothing else but remarks.
fn is_footer(cells: &[(usize, &Cell)]) -> bool {
    let ends = |text: &str| {
        let word = key(text);
        let copies = word.starts_with("一式") && word.ends_with('份') && word.chars().count() <= 6;
        copies || lexicon::FOOTER.contains(&word.trim_matches(|character| "()-".contains(character)))
    };
    let explains =
        |text: &str| narrow(text).contains(':') && lexicon::REMARK_ROW.iter().any(|word| text.starts_with(word));
    let mut some = false;
    for (_, cell) in cells {
        let text = clean(&cell.shown());
        let ends = ends(&text);
        // Most rows are data: their first cell says so.
        if !ends && !explains(&text) {
            return false;
        }
        some |= ends;
    }
    some
}

/// Marks and what they mean, in one cell or in several: `图例` `√` `到会` `×` `请假`.
fn is_legend(layout: &Layout, cells: &[(usize, &Cell)]) -> bool {
    let explains = |text: &str| !Legend::of([text]).is_empty();
    let label = |text: &str| {
        let (word, colon) = (key(text), narrow(text).contains(':'));
        lexicon::LEGEND.contains(&word.as_str())
            || colon && lexicon::REMARK_ROW.iter().any(|known| word.starts_with(known))
    };
    let (mut apart, mut some) = (true, false);
    for (place, (_, cell)) in cells.iter().enumerate() {
        let text = clean(&cell.shown());
        let (labels, explains) = (label(&text), explains(&text));
        some |= explains;
        apart &= labels || explains;
        // Most rows are data: their first cell says so.
        if place == 0 && !labels && !apart {
            return false;
        }
    }
    let joined = || cells.iter().map(|(_, cell)| clean(&cell.shown())).collect::<Vec<_>>().join(" ");
    let labelled = || cells.first().is_some_and(|(_, cell)| label(&clean(&cell.shown()))) && explains(&joined());
    (apart && some || labelled()) && evidence(layout, cells, Numbers::Count) == 0
}

/// One merged cell over at least half of the table, or a long text alone in its row.
fn is_wide(sheet: &Sheet, row: usize, column: usize) -> bool {
    let merged = sheet.merge_at(row, column).map_or(1, |merge| merge.last_column - merge.first_column + 1);
    merged >= 3 && merged * 2 >= sheet.width()
}
