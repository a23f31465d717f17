//! Units that the lines above a table give its columns: `单位：人、万元`.

use rulebook::{FieldType, KindIndex};

use super::kinds::Vocabulary;
use super::{Layout, Slot, Target};
use crate::reading::{is_blank, money_unit, narrow};

const LABEL: &str = "单位:";
const SMALL_MONEY: &[&str] = &["角", "分"];
const TIMES: &[&str] = &["分钟", "分", "小时", "学时", "课时", "天", "半天"];

/// Gives the columns without a unit of their own that of the titles, each the one that measures the same.
pub fn take(vocabulary: &Vocabulary, layout: &mut Layout) {
    let written: Vec<String> = layout.titles.iter().flat_map(|title| units(title)).collect();
    let first = layout.kinds.first().copied();
    for column in &mut layout.columns {
        let measured = match &column.target {
            Target::Record(places) => places.first().and_then(|(kind, slot)| measure(vocabulary, *kind, slot)),
            Target::Month { .. } | Target::Several { .. } | Target::MonthDue { .. } | Target::Total => {
                first.and_then(|kind| monthly(vocabulary, kind))
            }
            _ => None,
        };
        let Some(measured) = measured else { continue };
        if !column.unit.as_deref().is_some_and(|unit| measured.counts_in(unit)) {
            let told = written.iter().find(|unit| measured.counts_in(unit));
            column.unit = told.cloned().or(column.unit.take());
        }
    }
}

pub enum Measure {
    Money,
    Time,
}

impl Measure {
    fn counts_in(&self, unit: &str) -> bool {
        match self {
            Measure::Money => money_unit(unit).is_some() || SMALL_MONEY.contains(&unit),
            Measure::Time => TIMES.contains(&unit),
        }
    }
}

/// What a field's numbers measure.
pub fn measure(vocabulary: &Vocabulary, kind: KindIndex, slot: &Slot) -> Option<Measure> {
    let Slot::Field(field) = slot else { return None };
    let field = vocabulary.rulebook.kind(kind)?.fields.get(*field)?;
    match (&field.field_type, field.unit.as_deref()) {
        (FieldType::Money, _) => Some(Measure::Money),
        (FieldType::Quantity, Some("学时")) => Some(Measure::Time),
        _ => None,
    }
}

/// What stands under the months of a table.
fn monthly(vocabulary: &Vocabulary, kind: KindIndex) -> Option<Measure> {
    let fields = vocabulary.rulebook.kind(kind)?.fields.len();
    (0..fields).find_map(|field| measure(vocabulary, kind, &Slot::Field(field)))
}

/// The words behind `单位:` up to the end of the line or of the bracket around it.
fn units(title: &str) -> Vec<String> {
    let text: String = narrow(title).chars().filter(|character| !is_blank(*character)).collect();
    let Some((_, behind)) = text.split_once(LABEL) else { return Vec::new() };
    let inside = behind.split(')').next().unwrap_or(behind);
    inside.split(['、', ',', '/', ';']).map(str::to_owned).collect()
}
