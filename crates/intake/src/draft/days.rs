//! Sign-in sheets with a column a day: one record a day, with everybody's presence.

use std::collections::BTreeMap;

use facts::{Day, OrganisationId, Participation, Presence, Span};
use rulebook::KindIndex;

use super::row::{Pending, Row};
use super::{Job, NoteKind, Origin, absence, conflict, identify, marks, people, remarks, values};
use crate::book::{Sheet, address};
use crate::reading::{Denied, ReadDay, is_nothing, name};
use crate::recognise::{Column, Layout, Slot, Target};
use crate::refusal::Reason;

/// What was read so far, by organisation and column.
#[derive(Default)]
pub struct Days {
    records: BTreeMap<(OrganisationId, usize), DayRecord>,
}

struct DayRecord {
    /// A day, or a month where the header says no more.
    span: Span,
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
    let marks = marks(job, row, &named.name);
    // Who was there on every day, and was not as the remark says: nobody can tell on which.
    let came = marks.iter().any(|one| one.mark.presence.is_some()) && !marks.iter().any(|one| is_away(&one.mark));
    if let Some((column, _)) = remarks::denying(job, row, Denied::Attendance).filter(|_| came) {
        return row.refuse_row(column, Reason::ContradictsItself);
    }
    remark(row, &marks);
    for Marked { column, span, mark, cells } in marks {
        cells.iter().for_each(|cell| row.take(*cell));
        let Some(presence) = mark.presence else { continue };
        let too_early = || conflict::before_set_up(job, organisation, span.last);
        if let Some(reason) = people::away(job, organisation, person, span).or_else(too_early) {
            row.refuse_cell(column, reason);
            continue;
        }
        let record = days.records.entry((organisation, column)).or_insert_with(|| DayRecord {
            span,
            people: Vec::new(),
            cells: Vec::new(),
        });
        if record.people.iter().any(|other| other.person == person) {
            let candidates = vec![named.name.clone()];
            row.refuse_cell(column, Reason::AmbiguousMember { candidates });
            continue;
        }
        row.contributed = true;
        record.people.push(Participation { person, part: part.slug.clone(), presence, reason: mark.reason });
        record.cells.extend([person_column].into_iter().chain(cells).map(|index| address(row.index, index)));
    }
}

/// What a row says of one day.
struct Marked {
    column: usize,
    span: Span,
    mark: crate::Mark,
    /// The columns that say so.
    cells: Vec<usize>,
}

/// The marks of a row. Cells that cannot be read are refused.
fn marks(job: &Job, row: &mut Row, person: &str) -> Vec<Marked> {
    let layout = row.layout;
    let mut marks = Vec::new();
    for column in &layout.columns {
        let Some(span) = span_of(column, layout) else { continue };
        if row.is_empty(column.index) {
            continue;
        }
        match presence(job, row, column, span.first, person) {
            Err(reason) => row.refuse_cell(column.index, reason),
            Ok(mark) => marks.push(Marked { column: column.index, span, mark, cells: vec![column.index] }),
        }
    }
    explain(job, row, &mut marks);
    marks
}

/// A column of reasons tells of the only day of the sheet, or of the only one on which the person was away.
fn explain(job: &Job, row: &mut Row, marks: &mut Vec<Marked>) {
    let Some((reasons, read)) = absence::of_row(row) else { return };
    let layout = row.layout;
    let days = layout.columns.iter().filter_map(|column| Some((column.index, span_of(column, layout)?)));
    let days: Vec<(usize, Span)> = days.collect();
    let mut meant = marks.iter_mut().filter(|one| days.len() == 1 || is_away(&one.mark));
    let (one, read) = match (meant.next(), meant.next(), read) {
        (_, _, Err(reason)) => return row.refuse_cell(reasons, reason),
        (Some(one), None, Ok(read)) => (one, read),
        (None, _, Ok(mark)) => {
            if let [(column, span)] = days.as_slice()
                && row.is_empty(*column)
            {
                match values::in_time(job, span.first) {
                    Ok(()) => marks.push(Marked { column: *column, span: *span, mark, cells: vec![reasons] }),
                    Err(reason) => row.refuse_cell(reasons, reason),
                }
            }
            return;
        }
        // Of several days, which is meant cannot be told; the cell is refused with the row's other unclaimed ones.
        _ => return,
    };
    match one.mark.explained(&read) {
        Some(both) => {
            one.mark = both;
            one.cells.push(reasons);
        }
        None => {
            let column = one.column;
            row.refuse_cell(column, Reason::ContradictsItself);
            row.refuse_cell(reasons, Reason::ContradictsItself);
            marks.retain(|one| one.column != column);
        }
    }
}

fn is_away(mark: &crate::Mark) -> bool {
    matches!(mark.presence, Some(Presence::Absent | Presence::Excused))
}

/// A remark beside several days tells of none of them, unless it says that all was as it should be, and it was.
fn remark(row: &mut Row, marks: &[Marked]) {
    let Some(column) = row.layout.find(&Target::Note).map(|column| column.index) else { return };
    let text = row.text(column);
    let explains = marks.iter().any(|one| one.cells.contains(&column));
    if explains || row.is_claimed(column) || is_nothing(&text) {
        return;
    }
    let came_always = !marks.iter().any(|one| is_away(&one.mark));
    match row.layout.legend.mark(&text) {
        Some(mark) if came_always && mark == crate::Mark::of(Presence::Present) => row.take(column),
        _ => row.refuse_cell(column, Reason::RemarkOverDays),
    }
}

/// From the first day of the sheet to the last.
fn days_of(layout: &Layout) -> Option<Span> {
    let spans = || layout.columns.iter().filter_map(|column| span_of(column, layout));
    Some(Span { first: spans().map(|span| span.first).min()?, last: spans().map(|span| span.last).max()? })
}

fn span_of(column: &Column, layout: &Layout) -> Option<Span> {
    match column.target {
        Target::Day(day) => Some(Span::day(day)),
        Target::Month { month, year } => {
            let first = Day::from_ymd(year.or(layout.year)?, month, 1)?;
            Some(ReadDay::Month(first).span())
        }
        _ => None,
    }
}

fn presence(job: &Job, row: &Row, column: &Column, day: Day, person: &str) -> Result<crate::Mark, Reason> {
    values::in_time(job, day)?;
    if name(&row.cell(column.index).shown()) == person {
        // Signed.
        return Ok(crate::Mark { presence: Some(Presence::Present), reason: None });
    }
    marks::read(row, column.index)
}

/// Writes the record of every day that has any mark.
pub fn finish(job: &mut Job, sheet: &Sheet, layout: &Layout, days: Days) {
    let Some(kind) = layout.kinds.first().and_then(|kind| job.rulebook.kind(*kind)) else { return };
    for column in &layout.columns {
        let filled = days.records.keys().any(|(_, index)| *index == column.index);
        if span_of(column, layout).is_some() && !filled {
            job.note(sheet, layout.header_rows.end - 1, column.index, NoteKind::EmptyDay);
        }
    }
    let month = layout.columns.iter().find(|column| matches!(column.target, Target::Month { .. }));
    if let Some(column) = month {
        job.note(sheet, layout.header_rows.end - 1, column.index, NoteKind::MonthOnly);
    }
    for ((organisation, column), record) in days.records {
        let header = layout.header_rows.end - 1;
        let mut cells = vec![address(header, column)];
        cells.extend(record.cells);
        let pending = Pending {
            organisation,
            kind: kind.slug.clone(),
            occurred: record.span,
            assumed: false,
            once: false,
            people: record.people,
            values: values::topic(kind, layout.column(column)).into_iter().collect(),
            secrets: Vec::new(),
        };
        let origin = Origin { sheet: sheet.name.clone(), row: header + 1, cells };
        if let Some(repetition) = identify::write(job, pending, origin) {
            job.note(sheet, header, column, super::repeated(repetition, 1));
        }
    }
}
