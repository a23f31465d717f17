//! Sign-in sheets with a column a day: one record a day, with everybody's presence.

use std::collections::BTreeMap;

use facts::{Day, Name, OrganisationId, Participation, Presence, Quantity, Span, Value};
use rulebook::{Field, Kind, KindIndex};

use super::row::{Pending, Row};
use super::{Job, NoteKind, Origin, absence, conflict, counts, identify, marks, people, remarks, values};
use crate::book::{Sheet, address};
use crate::reading::{Denied, ReadDay, Said, is_nothing, key, name, quantity};
use crate::recognise::{Column, Layout, Slot, Target};
use crate::refusal::{Extent, Reason};

/// What was read so far, by organisation and column.
#[derive(Default)]
pub struct Days {
    records: BTreeMap<(OrganisationId, usize), DayRecord>,
    /// Numbers of people below the marks, by column: row, field and number.
    numbers: BTreeMap<usize, Vec<(usize, Name, Value)>>,
    /// The first filled cell of each column of totals that is compared with nothing: row and column.
    uncompared: BTreeMap<usize, usize>,
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
    totals(row, &marks, days);
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

/// Columns of how often somebody came, and was away.
const TIMES_CAME: &[&str] = &["出勤次数", "参加次数"];
const TIMES_AWAY: &[&str] = &["缺勤次数"];

/// Holds how often somebody came against the marks of the row. A share of the days says nothing more, and says it of
/// days that nobody names: it is no data, and that is told.
fn totals(row: &mut Row, marks: &[Marked], days: &mut Days) {
    let layout = row.layout;
    let whole = row.problems.is_empty();
    for column in layout.columns.iter().filter(|column| column.target == Target::Total) {
        let text = row.text(column.index);
        if is_nothing(&text) {
            continue;
        }
        let header = key(&column.header);
        let of = |words: &[&str]| words.contains(&header.as_str());
        let Some(came) = of(TIMES_CAME).then_some(true).or(of(TIMES_AWAY).then_some(false)) else {
            days.uncompared.entry(column.index).or_insert(row.index);
            continue;
        };
        row.take(column.index);
        let counted = |one: &&Marked| one.mark.presence.is_some_and(|presence| presence.counts_as_present() == came);
        let times = marks.iter().filter(counted).count();
        match quantity(&text, &["次"]).map(Said::despite_remark) {
            Ok(_) if !whole => row.note(column.index, NoteKind::TotalUnchecked),
            Ok(Quantity(written)) if usize::try_from(written).ok() == Some(times * 100) => {}
            Ok(_) => row.refuse_cell(column.index, Reason::OtherTimes { times }),
            Err(_) => row.refuse_cell(column.index, Reason::NotANumber),
        }
    }
}

/// Takes a row below the marks that says how many were expected each day, came, or were away. Whether it is one.
pub fn numbers(job: &mut Job, sheet: &Sheet, layout: &Layout, row: usize, days: &mut Days) -> bool {
    let Some(kind) = layout.kinds.first().and_then(|kind| job.rulebook.kind(*kind)) else { return false };
    let Some((label, first)) = sheet.filled_cells(row).next() else { return false };
    let word = key(&first.shown());
    let counts = |field: &&Field| field.unit.as_deref() == Some(values::PEOPLE);
    let called = |field: &&Field| [&field.name].into_iter().chain(&field.synonyms).any(|name| key(name) == word);
    let Some(field) = kind.fields.iter().filter(counts).find(called) else { return false };
    for column in layout.columns.iter().filter(|column| span_of(column, layout).is_some() && column.index > label) {
        let cell = sheet.filled(row, column.index);
        match values::read(job, cell, field, column, layout.year) {
            Ok(Some(read)) if read.remark.is_none() => {
                days.numbers.entry(column.index).or_default().push((row, field.slug.clone(), read.value));
            }
            Ok(None) => {}
            Ok(Some(_)) => refuse_number(job, sheet, (row, column.index), &Reason::NotANumber),
            Err(reason) => refuse_number(job, sheet, (row, column.index), &reason),
        }
    }
    true
}

fn refuse_number(job: &mut Job, sheet: &Sheet, (row, column): (usize, usize), reason: &Reason) {
    let found = sheet.filled(row, column).shown().trim().to_owned();
    job.refuse(sheet, (row, column), Extent::Cell, reason, found);
}

/// The numbers of a day with what they tell beside each other and beside its marks.
fn number_of_people(
    job: &mut Job,
    sheet: &Sheet,
    (kind, column): (&Kind, usize),
    people: &[Participation],
    numbers: Vec<(usize, Name, Value)>,
) -> BTreeMap<Name, Value> {
    let all: BTreeMap<Name, Value> = numbers.iter().map(|(_, slug, value)| (slug.clone(), value.clone())).collect();
    let mut taken = BTreeMap::new();
    for (row, slug, value) in numbers {
        if let Some(reason) = counts::beside_others(&slug, &all) {
            refuse_number(job, sheet, (row, column), &reason);
            continue;
        }
        let came = people.iter().filter(|one| one.presence.counts_as_present()).count();
        if slug == counts::ATTENDED && counts::number(&all, &slug) != i64::try_from(came).ok() {
            let field = kind.field(&slug).map(|field| field.name.clone()).unwrap_or_default();
            job.note(sheet, row, column, NoteKind::OtherNumberNamed { field, named: came });
        }
        taken.insert(slug, value);
    }
    taken
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
    for (column, row) in &days.uncompared {
        job.note(sheet, *row, *column, NoteKind::NotCompared);
    }
    let mut numbers = days.numbers;
    for ((organisation, column), record) in days.records {
        let header = layout.header_rows.end - 1;
        let below = numbers.remove(&column).unwrap_or_default();
        let mut told = number_of_people(job, sheet, (kind, column), &record.people, below);
        told.extend(values::topic(kind, layout.column(column)));
        let mut cells = vec![address(header, column)];
        cells.extend(record.cells);
        let pending = Pending {
            organisation,
            kind: kind.slug.clone(),
            occurred: record.span,
            assumed: false,
            once: false,
            people: record.people,
            values: told,
            secrets: Vec::new(),
        };
        let origin = Origin { sheet: sheet.name.clone(), row: header + 1, cells };
        if let Some(repetition) = identify::write(job, pending, origin) {
            job.note(sheet, header, column, super::repeated(repetition, 1));
        }
    }
    // Numbers of a day without any mark.
    for (column, row) in numbers.into_iter().flat_map(|(column, all)| all.into_iter().map(move |one| (column, one.0))) {
        refuse_number(job, sheet, (row, column), &Reason::NumberWithoutMarks);
    }
}
