//! Numbers of people where names or marks could stand: `8人` under 参会人员, or under 到会 in the row of a meeting.
//!
//! They are never names, and no meeting is refused for them.

use std::collections::BTreeMap;

use facts::{Name, Quantity, Value};
use rulebook::{Kind, KindIndex};

use super::absence;
use super::row::Row;
use crate::reading::{head_count, key};
use crate::recognise::{Column, Layout, PERSON, Slot, Target};
use crate::refusal::Reason;

pub const EXPECTED: &str = "expected";
pub const ATTENDED: &str = "attended";

/// Takes the numbers that the kind has a field for, where no column of its own fills it, and refuses the others alone.
pub fn take(row: &mut Row, kind_index: KindIndex, kind: &Kind, values: &mut BTreeMap<Name, Value>) {
    let layout = row.layout;
    let attends = |column: &Column| attends(column, kind_index, kind);
    if !kind.parts.iter().any(|part| part.attendance) || one_person_a_row(layout, kind_index, kind) {
        return;
    }
    for column in &layout.columns {
        let Some(count) = head_count(&row.text(column.index)) else { continue };
        let field = match (&column.target, part_of(column, kind_index)) {
            (Target::Presence, _) => Some(ATTENDED),
            (_, None) => continue,
            (_, Some(_)) if !attends(column) || absence::is_list(column) => None,
            (_, Some(_)) if column.header.contains('应') => Some(EXPECTED),
            (_, Some(_)) => Some(ATTENDED),
        };
        match field.filter(|field| kind.field(field).is_some() && !values.contains_key(*field)) {
            Some(field) => {
                row.take(column.index);
                values.insert(field.to_owned(), Value::Quantity(Quantity(i64::from(count) * 100)));
            }
            None => row.refuse_cell(column.index, Reason::CountOfPeople),
        }
    }
}

fn part_of(column: &Column, kind: KindIndex) -> Option<usize> {
    let Target::Record(places) = &column.target else { return None };
    places.iter().find_map(|(owner, slot)| match slot {
        Slot::Part(part) if *owner == kind => Some(*part),
        _ => None,
    })
}

fn attends(column: &Column, kind_index: KindIndex, kind: &Kind) -> bool {
    let part = part_of(column, kind_index).and_then(|part| kind.parts.get(part));
    part.is_some_and(|part| part.attendance)
}

/// Whether the rows of a sheet are about one person each, beside whose name a mark stands.
pub fn one_person_a_row(layout: &Layout, kind_index: KindIndex, kind: &Kind) -> bool {
    let names = |column: &Column| PERSON.contains(&key(&column.header).as_str());
    layout.columns.iter().any(|column| names(column) && attends(column, kind_index, kind))
}
