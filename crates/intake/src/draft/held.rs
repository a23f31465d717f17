//! Rows of what did not take place, and days that stand alone in a row, as below a signature: nothing is recorded of
//! either.

use facts::kinds;
use rulebook::{Kind, KindIndex};

use super::row::Row;
use super::{Job, remarks};
use crate::reading::{at_brackets, flag, is_nothing, key, says_not_held};
use crate::recognise::{Column, Slot, Target};
use crate::refusal::Reason;

/// What stands beside the day of a signature.
const SIGNED: &[&str] = &["盖章", "签字", "签章", "公章", "签名"];

/// Refuses the row where it is no record of this kind at all.
pub fn refuse(job: &Job, row: &mut Row, kind_index: KindIndex, kind: &Kind) {
    // What the roster is made of is no event: 取消 in the remarks of a member is about something else.
    if !kinds::CORE.contains(&kind.slug.as_str())
        && let Some(column) = not_held(row, kind_index)
    {
        return row.refuse_row(column, Reason::NotHeld);
    }
    if remarks::refuse(job, row, kind) {
        return;
    }
    if let Some(column) = day_alone(row, kind_index) {
        row.refuse_row(column, Reason::DayAlone);
    }
}

/// The cell that says that nothing took place. A column that asks whether it did is read here, and holds nothing else.
fn not_held(row: &mut Row, kind_index: KindIndex) -> Option<usize> {
    let layout = row.layout;
    let day = row.slot(kind_index, &Slot::Occurred).map(|column| column.index);
    for column in &layout.columns {
        let text = row.text(column.index);
        let denied = match &column.target {
            Target::Held => {
                row.take(column.index);
                flag(&text) == Some(false) || says_not_held(&text)
            }
            Target::Occurred | Target::Record(_) | Target::Kind | Target::Note | Target::Unknown => {
                says_not_held(&text)
            }
            _ => false,
        };
        // 2019-01-05(未召开)
        let is_day = day == Some(column.index);
        let denied = denied || is_day && at_brackets(&text).inside.iter().any(|remark| says_not_held(remark));
        if denied {
            return Some(column.index);
        }
    }
    None
}

/// The column of the day, where nothing else stands in the row but its number, or that it was signed. Tables that are
/// numbered before they are filled in have days as well.
fn day_alone(row: &Row, kind_index: KindIndex) -> Option<usize> {
    let day = row.slot(kind_index, &Slot::Occurred)?.index;
    let signed = |text: &str| SIGNED.contains(&key(text).trim_matches(['(', ')']));
    let tells_nothing =
        |column: &&Column| matches!(column.target, Target::YearOfDay | Target::MonthOfDay | Target::Sequence);
    let columns = || row.layout.columns.iter().filter(|column| !tells_nothing(column)).map(|column| column.index);
    let alone = columns().all(|column| column == day || is_nothing(&row.text(column)));
    let is_signature = alone || columns().any(|column| signed(&row.text(column)));
    (is_signature && !row.is_empty(day)).then_some(day)
}
