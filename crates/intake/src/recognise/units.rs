//! Units that a table gives its columns: in the lines above it (`单位：人、万元`), or in a row below its header.

use rulebook::{FieldType, KindIndex, Rulebook};

use super::kinds::Vocabulary;
use super::{Column, Layout, Slot, Target};
use crate::book::{Cell, Sheet};
use crate::reading::{HOUR, YUAN, clean, is_blank, money_unit, narrow, time_unit};

const LABEL: &str = "单位:";
/// Units of time that no class hours are converted from.
const DAYS: &[&str] = &["天", "半天"];
/// What else stands in rows of units.
const COUNTS: &[&str] = &["人", "名", "天", "半天", "年", "次", "个", "年月日", "是/否", "年/月/日"];
const MINUTES: &str = "分钟";

/// A row of units below the header gives its units to the columns; returns the first row of data.
pub fn take_row(sheet: &Sheet, columns: &mut [Column], row: usize) -> usize {
    let Some(cells) = row_units(sheet, row) else { return row };
    for (index, unit) in cells {
        if let Some(column) = columns.iter_mut().find(|column| column.index == index) {
            // 学时(含自学) has a remark in its brackets and no unit.
            let own = column.unit.take().filter(|own| bare_unit(own).is_some());
            column.unit = own.or(Some(unit));
        }
    }
    row + 1
}

/// Whether a row of units has those of the columns; `None` where it is none.
pub fn is_row(sheet: &Sheet, columns: &[Column], row: usize) -> Option<bool> {
    let own = |index: usize| columns.iter().find(|column| column.index == index)?.unit.as_deref();
    row_units(sheet, row).map(|cells| cells.iter().all(|(index, unit)| own(*index) == Some(unit)))
}

/// The units of a row that holds nothing else, but for a word that says so in front of them.
fn row_units(sheet: &Sheet, row: usize) -> Option<Vec<(usize, String)>> {
    let mut units = Vec::new();
    for (place, (column, cell)) in sheet.filled_cells(row).enumerate() {
        let Cell::Text(text) = cell else { return None };
        match bare_unit(text) {
            Some(unit) => units.push((column, unit)),
            None if place == 0 && matches!(clean(text).as_str(), "单位" | "计量单位") => {}
            None => return None,
        }
    }
    Some(units).filter(|units| !units.is_empty())
}

/// A unit without brackets around it.
fn bare_unit(text: &str) -> Option<String> {
    let bare = narrow(&clean(text)).trim_start_matches('(').trim_end_matches(')').trim().to_owned();
    (money_unit(&bare).is_some() || time_unit(&bare).is_some() || COUNTS.contains(&bare.as_str())).then_some(bare)
}

/// Gives the columns without a unit of their own that of the titles, each the one that measures the same.
pub fn take(vocabulary: &Vocabulary, layout: &mut Layout) {
    let written: Vec<String> = layout.titles.iter().flat_map(|title| units(title)).collect();
    for column in &mut layout.columns {
        let Some(measured) = measured(vocabulary.rulebook, &layout.kinds, &column.target) else { continue };
        if !column.unit.as_deref().is_some_and(|unit| measured.counts_in(unit)) {
            let told = written.iter().find(|unit| measured.counts_in(unit));
            column.unit = told.cloned().or(column.unit.take());
        }
        // 分 is a part of a yuan elsewhere.
        if measured == Measure::Time && column.unit.as_deref() == Some("分") {
            column.unit = Some(MINUTES.to_owned());
        }
    }
}

/// The unit of a column whose numbers are converted from parts of an hour or of a yuan.
pub fn converted<'a>(rulebook: &Rulebook, layout: &Layout, column: &'a Column) -> Option<&'a str> {
    let unit = column.unit.as_deref()?;
    let smaller = match measured(rulebook, &layout.kinds, &column.target)? {
        Measure::Money => money_unit(unit).is_some_and(|fen| fen < YUAN),
        Measure::Time => time_unit(unit).is_some_and(|minutes| minutes < HOUR),
    };
    smaller.then_some(unit)
}

/// What the numbers of a column measure.
fn measured(rulebook: &Rulebook, kinds: &[KindIndex], target: &Target) -> Option<Measure> {
    match target {
        Target::Record(places) => places.first().and_then(|(kind, slot)| measure(rulebook, *kind, slot)),
        Target::Month { .. } | Target::Several { .. } | Target::MonthDue { .. } | Target::Total => {
            kinds.first().and_then(|kind| monthly(rulebook, *kind))
        }
        // What a member paid, or whether the member came.
        Target::Person(_) => {
            kinds.first().and_then(|kind| monthly(rulebook, *kind)).filter(|measured| *measured == Measure::Money)
        }
        _ => None,
    }
}

#[derive(PartialEq)]
pub enum Measure {
    Money,
    Time,
}

impl Measure {
    fn counts_in(&self, unit: &str) -> bool {
        match self {
            Measure::Money => money_unit(unit).is_some(),
            Measure::Time => time_unit(unit).is_some() || DAYS.contains(&unit),
        }
    }
}

/// What a field's numbers measure.
pub fn measure(rulebook: &Rulebook, kind: KindIndex, slot: &Slot) -> Option<Measure> {
    let Slot::Field(field) = slot else { return None };
    let field = rulebook.kind(kind)?.fields.get(*field)?;
    match (&field.field_type, field.unit.as_deref()) {
        (FieldType::Money, _) => Some(Measure::Money),
        (FieldType::Quantity, Some("学时")) => Some(Measure::Time),
        _ => None,
    }
}

/// What stands under the months of a table.
fn monthly(rulebook: &Rulebook, kind: KindIndex) -> Option<Measure> {
    let fields = rulebook.kind(kind)?.fields.len();
    (0..fields).find_map(|field| measure(rulebook, kind, &Slot::Field(field)))
}

/// The words behind `单位:` up to the end of the line or of the bracket around it.
fn units(title: &str) -> Vec<String> {
    let text: String = narrow(title).chars().filter(|character| !is_blank(*character)).collect();
    let Some((_, behind)) = text.split_once(LABEL) else { return Vec::new() };
    let inside = behind.split(')').next().unwrap_or(behind);
    inside.split(['、', ',', '/', ';']).map(str::to_owned).collect()
}
