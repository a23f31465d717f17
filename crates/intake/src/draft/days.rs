//! Sign-in sheets with a column a day: one record a day, with everybody's presence.

use std::collections::BTreeMap;

use facts::{Day, OrganisationId, Participation, Span};
use rulebook::KindIndex;

use super::row::{Pending, Row};
use super::{Job, NoteKind, Origin, identify, people, values};
use crate::book::{Sheet, address};
use crate::reading::mark;
use crate::recognise::{Column, Layout, Slot, Target};
use crate::refusal::Reason;

/// What was read so far, by organisation and column.
#[derive(Default)]
pub struct Days {
    records: BTreeMap<(OrganisationId, usize), DayRecord>,
}

struct DayRecord {
    day: Day,
    people: Vec<Participation>,
    cells: Vec<String>,
}

pub fn read(job: &Job, row: &mut Row, organisation: OrganisationId, kind_index: KindIndex, days: &mut Days) {
    let Some(kind) = job.rulebook.kind(kind_index) else { return };
    let Some((part_index, part)) = kind.parts.iter().enumerate().find(|(_, part)| part.attendance) else { return };
    let Some(person_column) = row.slot(kind_index, &Slot::Part(part_index)).map(|column| column.index) else {
        return row.refuse_row(0, Reason::MissingName);
    };
    row.take(person_column);
    let named = people::single(job, organisation, &row.text(person_column));
    if named.name.is_empty() {
        return row.refuse_row(person_column, Reason::MissingName);
    }
    let layout = row.layout;
    let setting = people::Setting::of_row(organisation, kind, days_of(layout));
    let person = match people::find(job, &setting, &named, &people::Hints::of(job, row)) {
        Ok(person) => person,
        Err(reason) => return row.refuse_row(person_column, reason),
    };
    for column in &layout.columns {
        let Target::Day(day) = column.target else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        match presence(job, row, column, day) {
            Err(reason) => row.refuse_cell(column.index, reason),
            Ok(read) => {
                row.take(column.index);
                let Some(presence) = read.presence else { continue };
                if let Some(reason) = people::away(job, organisation, person, Span::day(day)) {
                    row.refuse_cell(column.index, reason);
                    continue;
                }
                let record = days.records.entry((organisation, column.index)).or_insert_with(|| DayRecord {
                    day,
                    people: Vec::new(),
                    cells: Vec::new(),
                });
                if record.people.iter().any(|other| other.person == person) {
                    let candidates = vec![named.name.clone()];
                    row.refuse_cell(column.index, Reason::AmbiguousMember { candidates });
                    continue;
                }
                row.contributed = true;
                record.people.push(Participation { person, part: part.slug.clone(), presence, reason: read.reason });
                record.cells.extend([person_column, column.index].map(|index| address(row.index, index)));
            }
        }
    }
}

/// From the first day of the sheet to the last.
fn days_of(layout: &Layout) -> Option<Span> {
    let days = || {
        layout.columns.iter().filter_map(|column| match column.target {
            Target::Day(day) => Some(day),
            _ => None,
        })
    };
    Some(Span { first: days().min()?, last: days().max()? })
}

fn presence(job: &Job, row: &Row, column: &Column, day: Day) -> Result<crate::Mark, Reason> {
    let cell = row.cell(column.index);
    values::sound(cell)?;
    values::in_time(job, day)?;
    mark(&cell.shown()).ok_or(Reason::UnknownMark)
}

/// Writes the record of every day that has any mark.
pub fn finish(job: &mut Job, sheet: &Sheet, layout: &Layout, days: Days) {
    let Some(kind) = layout.kinds.first().and_then(|kind| job.rulebook.kind(*kind)) else { return };
    for column in &layout.columns {
        let filled = days.records.keys().any(|(_, index)| *index == column.index);
        if matches!(column.target, Target::Day(_)) && !filled {
            job.note(sheet, layout.header_rows.end - 1, column.index, NoteKind::EmptyDay);
        }
    }
    for ((organisation, column), record) in days.records {
        let header = layout.header_rows.end - 1;
        let mut cells = vec![address(header, column)];
        cells.extend(record.cells);
        let pending = Pending {
            organisation,
            kind: kind.slug.clone(),
            occurred: Span::day(record.day),
            assumed: false,
            once: false,
            people: record.people,
            values: BTreeMap::new(),
            secrets: Vec::new(),
        };
        let origin = Origin { sheet: sheet.name.clone(), row: header + 1, cells };
        if let Some(repetition) = identify::write(job, pending, origin) {
            job.note(sheet, header, column, super::repeated(repetition, 1));
        }
    }
}
