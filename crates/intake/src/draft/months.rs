//! A number for each member and month or day: class hours, and whatever else asks for a single number.
//!
//! Dues by month have a reader of their own, because they also say what is owed.

use facts::{Calendar, OrganisationId, Participation, Period, PersonId, Presence, Quantity, Span, Value};
use rulebook::{Field, Kind, KindIndex, Part};

use super::row::{Pending, Row};
use super::{Job, NoteKind, conflict, people, records, remarks, values};
use crate::book::Sheet;
use crate::reading::is_nothing;
use crate::recognise::{Column, Layout, Slot, Target, monthly_number};
use crate::refusal::Reason;

pub fn read(job: &mut Job, row: &mut Row, organisation: OrganisationId, kind_index: KindIndex) {
    let Some(kind) = job.rulebook.kind(kind_index) else { return };
    let Some(index) = monthly_number(kind) else { return };
    let Some(number) = kind.fields.get(index) else { return };
    let Some((part_index, part)) = kind.parts.iter().enumerate().find(|(_, part)| part.required) else { return };
    let at = row.slot(kind_index, &Slot::Part(part_index)).map_or(0, |column| column.index);
    let setting = people::Setting::of_row(organisation, kind, months_of(job, row.layout));
    let Some(person) = person(job, row, &setting, at) else { return };
    if remarks::refuse(job, row, kind) {
        return;
    }
    let said = records::fields(job, row, organisation, kind_index, kind);
    let sum = months(job, row, (kind, number), &record(organisation, kind, part, person, said));
    total(job, row, number, row.slot(kind_index, &Slot::Field(index)), sum);
}

fn person(job: &Job, row: &mut Row, setting: &people::Setting, at: usize) -> Option<PersonId> {
    row.take(at);
    let named = people::single(job, setting.organisation, &row.text(at));
    if is_nothing(&named.name) {
        row.refuse_row(at, Reason::MissingName);
        return None;
    }
    let found = people::find(job, setting, &named, &people::Hints::of(job, row));
    found.map_err(|reason| row.refuse_row(at, reason)).ok()
}

/// From the first month of the sheet to the last.
fn months_of(job: &Job, layout: &Layout) -> Option<Span> {
    let months = layout.columns.iter().filter_map(|column| span_of(job, layout, column)?.ok());
    months.reduce(|one, other| Span { first: one.first.min(other.first), last: one.last.max(other.last) })
}

/// What every month's record of the row has in common.
fn record(organisation: OrganisationId, kind: &Kind, part: &Part, person: PersonId, said: records::Fields) -> Pending {
    let people = vec![Participation { person, part: part.slug.clone(), presence: Presence::Present, reason: None }];
    Pending {
        organisation,
        kind: kind.slug.clone(),
        occurred: Span::day(facts::Day::EARLIEST),
        assumed: false,
        once: true,
        people,
        values: said.values,
        secrets: said.secrets.into_iter().map(|(field, text)| (person, field, text)).collect(),
    }
}

/// A record for every month with a number; their sum, where all of them could be read.
fn months(job: &Job, row: &mut Row, (kind, number): (&Kind, &Field), record: &Pending) -> Option<i64> {
    let layout = row.layout;
    let mut sum = Some(0_i64);
    for column in &layout.columns {
        let Some(span) = span_of(job, layout, column) else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        row.take(column.index);
        if let Some(reason) = row.shared(column.index).filter(|_| !is_nothing(&row.text(column.index))) {
            sum = None;
            row.refuse_cell(column.index, reason);
            continue;
        }
        let read = values::read(job, row.cell(column.index), number, column, layout.year);
        match read.and_then(|read| Ok((read, span?))) {
            Ok((Some(read), occurred)) => {
                let value = row.told(column.index, read);
                let Value::Quantity(Quantity(hundredths)) = value else { continue };
                if let Some(reason) = cannot_be(job, number, record, occurred, hundredths) {
                    sum = None;
                    row.refuse_cell(column.index, reason);
                    continue;
                }
                sum = sum.map(|sum| sum.saturating_add(hundredths));
                let mut pending = Pending { occurred, ..record.clone() };
                pending.values.insert(number.slug.clone(), value);
                if let Some((field, topic)) = values::topic(kind, Some(column)) {
                    pending.values.entry(field).or_insert(topic);
                }
                row.drafts.push(pending);
            }
            Ok((None, _)) => {}
            Err(Reason::BelowMinimum { .. }) if row.text(column.index) == "0" => {
                row.note(column.index, NoteKind::NothingDone);
            }
            Err(reason) => {
                sum = None;
                row.refuse_cell(column.index, reason);
            }
        }
    }
    sum
}

/// Why there can be no such number in a month: more hours than it has, or of somebody or of an
/// organisation not there yet.
fn cannot_be(job: &Job, number: &Field, record: &Pending, month: Span, hundredths: i64) -> Option<Reason> {
    let hours = 24 * i64::from(month.last.number() - month.first.number() + 1);
    if number.unit.as_deref() == Some(records::CLASS_HOURS) && hundredths > hours * 100 {
        return Some(Reason::MoreThanTheDays { hours });
    }
    let away = record.people.iter().find_map(|one| people::away(job, record.organisation, one.person, month));
    away.or_else(|| conflict::before_set_up(job, record.organisation, month.last))
}

/// The days that a column is for; none where it is for something else.
fn span_of(job: &Job, layout: &Layout, column: &Column) -> Option<Result<Span, Reason>> {
    match column.target {
        Target::Month { month, year } => Some(span(job, year.or(layout.year), month)),
        Target::Day(day) => Some(values::in_time(job, day).map(|()| Span::day(day))),
        _ => None,
    }
}

/// Why a table with a column a day records nothing: marks of presence do not tell the number that each record needs.
pub fn lacks_numbers(job: &Job, sheet: &Sheet, layout: &Layout, kind_index: KindIndex) -> Option<Reason> {
    let kind = job.rulebook.kind(kind_index)?;
    let number = kind.fields.get(monthly_number(kind)?)?;
    let days: Vec<&Column> = layout.columns.iter().filter(|column| matches!(column.target, Target::Day(_))).collect();
    let is_number = |row: usize, column: &Column| {
        let cell = sheet.filled(row, column.index);
        !cell.is_empty() && values::read(job, cell, number, column, layout.year).is_ok()
    };
    let some = layout.rows().any(|row| days.iter().any(|column| is_number(row, column)));
    (!days.is_empty() && !some).then(|| Reason::NoColumn { field: number.name.clone(), kind: kind.name.clone() })
}

fn span(job: &Job, year: Option<i32>, month: u32) -> Result<Span, Reason> {
    let year = year.ok_or(Reason::NoYear)?;
    let index = u8::try_from(month.saturating_sub(1)).map_err(|_| Reason::NotAPeriod)?;
    let period = Period::Calendar { calendar: Calendar::Month, year, index };
    let (first, last) = period.days().ok_or(Reason::NotAPeriod)?;
    values::in_time(job, first)?;
    Ok(Span { first, last })
}

/// The total is no record, but it must be right: a wrong one means that a month was misread or miswritten. A column
/// of the number itself, beside the months, can only be their total.
fn total(job: &Job, row: &mut Row, number: &Field, own: Option<&Column>, sum: Option<i64>) {
    let Some(column) = row.layout.find(&Target::Total).or(own) else { return };
    if row.is_empty(column.index) {
        return;
    }
    row.take(column.index);
    let read = values::read(job, row.cell(column.index), number, column, None);
    let read = read.map(|read| read.map(|read| row.told(column.index, read)));
    match (read, sum) {
        (Ok(Some(_)), None) => row.note(column.index, NoteKind::TotalUnchecked),
        (Ok(Some(written)), Some(sum)) if written != Value::Quantity(Quantity(sum)) => {
            row.refuse_cell(column.index, Reason::TotalDiffers { sum: Quantity(sum).to_string() });
        }
        // A total of nothing is 0; a formula without a result says nothing.
        (Ok(_) | Err(Reason::BelowMinimum { .. } | Reason::FormulaWithoutResult), _) => {}
        (Err(reason), _) => row.refuse_cell(column.index, reason),
    }
}
