//! Further tables in one sheet: a title below the first table that names another kind or another year begins one.
//!
//! They are read under the header of the sheet, by the kind and the year of their own titles. Rows below a header of
//! other columns are refused where they are drafted.

use std::collections::BTreeSet;

use rulebook::KindIndex;

use super::header::Found;
use super::kinds::Vocabulary;
use super::rows::{RowKind, row_kind};
use super::{Layout, Sureness, columns, lexicon, not_done, titles};
use crate::book::Sheet;
use crate::mapping::SheetMapping;
use crate::reading::{at_brackets, clean, key, narrow};

/// More tables than anybody keeps in one sheet. The rows behind are refused.
const MOST_TABLES: usize = 200;
/// A longer text is no title.
const LONGEST_TITLE: usize = 60;
/// Between a title and its header stand a few lines at most.
const LINES_ABOVE_HEADER: usize = 3;

/// Divides what stands below the header among the tables of the sheet.
pub fn divide(
    sheet: &Sheet,
    vocabulary: &Vocabulary,
    mapped: Option<&SheetMapping>,
    found: &Found,
    general_year: Option<i32>,
    layout: &mut Layout,
) {
    let kind_mapped = mapped.is_some_and(|mapped| mapped.kind_index(vocabulary.rulebook).is_some());
    let mut further: Vec<Layout> = Vec::new();
    let mut starts = BTreeSet::new();
    for row in layout.first_data_row..sheet.rows.len() {
        let Some(title) = title(sheet, vocabulary, layout, row) else { continue };
        let present = further.last().unwrap_or(layout);
        let not_done = not_done::Table::of(vocabulary.rulebook, present).word_in(&title).filter(|_| !kind_mapped);
        let Some(Says { kinds, year, month }) = says_otherwise(vocabulary, present, &title, general_year, not_done)
        else {
            continue;
        };
        let many = further.len() >= MOST_TABLES;
        let mut next = match kinds.as_slice() {
            [kind] if !many => under(sheet, vocabulary, mapped, found, (*kind, year), layout),
            _ => Layout { several_kinds: Some(vocabulary.names(&kinds)), further: Vec::new(), ..layout.clone() },
        };
        next.not_done = not_done;
        next.year = year;
        next.month = month;
        next.titles = std::iter::once(title).chain(layout.titles.iter().cloned()).collect();
        super::units::take(vocabulary, &mut next);
        next.first_data_row = row;
        starts.insert(row);
        further.push(next);
        if many {
            break;
        }
    }
    let ends: Vec<usize> = starts.iter().copied().chain([sheet.rows.len()]).collect();
    for (table, end) in further.iter_mut().zip(ends.iter().skip(1)) {
        table.end = *end;
        table.title_rows.clone_from(&starts);
    }
    layout.end = ends.first().copied().unwrap_or(sheet.rows.len());
    layout.title_rows = starts;
    layout.further = further;
}

/// The same columns, read as records of another kind or year.
fn under(
    sheet: &Sheet,
    vocabulary: &Vocabulary,
    mapped: Option<&SheetMapping>,
    found: &Found,
    (kind, year): (KindIndex, Option<i32>),
    layout: &Layout,
) -> Layout {
    let found = Found {
        rows: found.rows.clone(),
        kind,
        sureness: Sureness::Known,
        kind_column: found.kind_column,
        kinds_in_column: found.kinds_in_column.clone(),
    };
    // What a mapping says of columns it says of the kind it names.
    let mapped = mapped.filter(|_| layout.kinds.first() == Some(&kind));
    let kinds = vocabulary.family(kind, &found.kinds_in_column);
    let mut columns = columns::resolve(sheet, vocabulary, &kinds, &found, year, mapped);
    super::units::take_row(sheet, &mut columns, found.rows.end);
    Layout {
        kinds,
        sureness: found.sureness,
        columns,
        year_from_file: false,
        repeatable: vocabulary.is_repeatable(kind),
        several_kinds: None,
        further: Vec::new(),
        ..layout.clone()
    }
}

struct Says {
    kinds: Vec<KindIndex>,
    year: Option<i32>,
    month: Option<u32>,
}

/// The kinds and the year of a title, where they are not those of the table above, or where one of the two tables
/// records nothing done.
fn says_otherwise(
    vocabulary: &Vocabulary,
    present: &Layout,
    title: &str,
    general_year: Option<i32>,
    not_done: Option<&str>,
) -> Option<Says> {
    let mixed = present.columns.iter().any(|column| column.target == super::Target::Kind);
    let named = if mixed { Vec::new() } else { vocabulary.kinds_in(&key(title)) };
    let mine = |kind: &KindIndex| present.kinds.contains(kind);
    // The heading of a part says nothing new of a plan.
    let as_before = not_done == present.not_done || not_done.is_none() && named.is_empty();
    let same_kind = named.iter().all(mine) && present.several_kinds.is_none() && as_before;
    let written = titles::year(title);
    let month = titles::month(title);
    let same_month = month.is_none_or(|month| present.month == Some(month));
    if same_kind && same_month && written.is_none_or(|year| present.year == Some(year)) {
        return None;
    }
    let kinds = match named.is_empty() || named.iter().all(mine) && !named.is_empty() {
        true => present.kinds.first().copied().into_iter().collect(),
        false => named,
    };
    // The title above spoke of its own table: its year is not the next one's.
    let year = written.or(if same_kind || is_part(title) { present.year } else { general_year });
    let month = month.or(present.month.filter(|_| is_part(title)));
    Some(Says { kinds, year, month })
}

/// `二、支委会`: a part of what stands above, not a table of its own.
fn is_part(title: &str) -> bool {
    let text = narrow(title);
    let text = text.trim_start_matches('(');
    let rest = text
        .trim_start_matches(|character: char| character.is_ascii_digit() || "一二三四五六七八九十".contains(character));
    rest.len() < text.len() && rest.starts_with(['、', '.', ')', ','])
}

/// The text of a row that has the look of a title: alone in its row, and in the words of titles or above a header.
fn title(sheet: &Sheet, vocabulary: &Vocabulary, layout: &Layout, row: usize) -> Option<String> {
    let mut cells = sheet.filled_cells(row);
    let (first_column, first) = cells.next()?;
    let alone = cells.next().is_none();
    let text = clean(&first.shown());
    if text.chars().count() > LONGEST_TITLE || layout.headers_below.contains_key(&row) {
        return None;
    }
    let heads = heads_table(sheet, layout, row);
    let foremost = layout.columns.first().is_some_and(|column| column.index == first_column);
    let may_be = match row_kind(sheet, layout, row) {
        RowKind::Heading(_) => true,
        RowKind::Data => alone && (heads || foremost) || heads && ends_like_title(vocabulary, &text),
        _ => false,
    };
    (may_be && (heads && alone || ends_like_title(vocabulary, &text))).then_some(text)
}

/// Whether the next header stands directly below.
fn heads_table(sheet: &Sheet, layout: &Layout, row: usize) -> bool {
    for below in row + 1..=row + 1 + LINES_ABOVE_HEADER {
        if layout.headers_below.contains_key(&below) {
            return true;
        }
        if sheet.filled_cells(below).count() > 2 {
            return false;
        }
    }
    false
}

fn ends_like_title(vocabulary: &Vocabulary, text: &str) -> bool {
    let word = key(&at_brackets(text).outside);
    let digits = word.trim_end_matches("年度").trim_end_matches('年');
    let is_year = digits.len() == 4 && digits.chars().all(|character| character.is_ascii_digit());
    let is_month = word.ends_with(['月', '份']) && word.chars().count() <= 9 && titles::month(&word).is_some();
    is_year
        || is_month
        || lexicon::TITLE_ENDINGS.iter().any(|ending| word.ends_with(ending))
        || vocabulary.ends_with_kind(&word)
}
