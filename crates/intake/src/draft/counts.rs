//! Numbers of people where names or marks could stand: `8人` under 参会人员, or under 到会 in the row of a meeting.
//!
//! They are never names, and no meeting is refused for them.

use std::collections::BTreeMap;

use facts::{Name, Quantity, Value};
use rulebook::{Kind, KindIndex};

use super::attendance::Named;
use super::row::Row;
use super::{NoteKind, absence, people};
use crate::reading::{head_count, key, pieces};
use crate::recognise::{Column, EXPECTED_AND_ATTENDED, Layout, PERSON, Slot, Target};
use crate::refusal::Reason;

pub const EXPECTED: &str = "expected";
pub const ATTENDED: &str = "attended";
/// How many were away, with leave and at all: some books count those on leave among the missing.
const ON_LEAVE: &str = "on-leave";
const MISSING: &str = "missing";

/// The columns of numbers that stand where names or marks could, by the fields that they fill.
pub type Taken = BTreeMap<&'static str, usize>;

/// Takes the numbers that the kind has a field for, where no column of its own fills it, and refuses the others alone.
pub fn take(row: &mut Row, kind_index: KindIndex, kind: &Kind, values: &mut BTreeMap<Name, Value>) -> Taken {
    let layout = row.layout;
    let attends = |column: &Column| attends(column, kind_index, kind);
    let mut taken = Taken::new();
    if !kind.parts.iter().any(|part| part.attendance) || one_person_a_row(layout, kind_index, kind) {
        return taken;
    }
    for column in &layout.columns {
        let told = match tells_both(column) {
            true => of_both(&row.text(column.index)),
            false => expected_and_attended(&row.text(column.index)),
        };
        if let Some(told) = told.filter(|_| attends(column)) {
            let free = |(field, _): &(&str, u32)| kind.field(field).is_some() && !values.contains_key(*field);
            if absence::is_list(column) || !told.iter().all(free) {
                row.refuse_cell(column.index, Reason::CountOfPeople);
                continue;
            }
            row.take(column.index);
            taken.extend(told.iter().map(|(field, _)| (*field, column.index)));
            values.extend(told.into_iter().map(|(field, count)| (field.to_owned(), counted(count))));
            continue;
        }
        let Some(count) = head_count(&row.text(column.index)) else { continue };
        let field = match (&column.target, part_of(column, kind_index)) {
            (Target::Presence, _) => Some(ATTENDED),
            (_, None) => continue,
            (_, Some(_)) if !attends(column) || tells_both(column) => None,
            (_, Some(_)) if people::lists_excused(column) => Some(ON_LEAVE),
            (_, Some(_)) if absence::is_list(column) => Some(MISSING),
            (_, Some(_)) if column.header.contains('应') => Some(EXPECTED),
            (_, Some(_)) => Some(ATTENDED),
        };
        match field.filter(|field| kind.field(field).is_some() && !values.contains_key(*field)) {
            Some(field) => {
                row.take(column.index);
                taken.insert(field, column.index);
                values.insert(field.to_owned(), counted(count));
            }
            None => row.refuse_cell(column.index, Reason::CountOfPeople),
        }
    }
    taken
}

/// Refuses the row where its numbers cannot be beside each other or beside the names of those who were away, and where
/// they say that nobody was there. Says where a number and the names beside it are not the same: some lists leave out
/// who came, and whether those who sat in are counted differs from book to book.
pub fn compare(
    row: &mut Row,
    (kind_index, kind): (KindIndex, &Kind),
    values: &BTreeMap<Name, Value>,
    taken: &Taken,
    named: &Named,
) {
    let column_of = |slug: &str| {
        let field = kind.fields.iter().position(|field| field.slug == slug)?;
        let own = || row.slot(kind_index, &Slot::Field(field)).map(|column| column.index);
        taken.get(slug).copied().or_else(own)
    };
    let told = |slug: &'static str| Some((slug, number(values, slug)?, column_of(slug)?));
    let numbers: Vec<(&str, i64, usize)> =
        [EXPECTED, ATTENDED, ON_LEAVE, MISSING].into_iter().filter_map(told).collect();
    for (slug, _, column) in &numbers {
        if let Some(reason) = beside_others(slug, values) {
            row.refuse_row(*column, reason);
        }
    }
    let away = count(named.excused + named.absent);
    if let Some(column) = named.away_column
        && let Some(reason) = cannot_be(MISSING, away, number(values, EXPECTED), number(values, ATTENDED))
    {
        row.refuse_row(column, reason);
    }
    if row.is_refused() || one_person_a_row(row.layout, kind_index, kind) {
        return;
    }
    for (slug, written, column) in numbers {
        let (least, most) = match slug {
            ATTENDED => (named.present, named.present + named.besides),
            ON_LEAVE => (named.excused, named.excused),
            MISSING => (named.absent, named.absent + named.excused),
            _ => continue,
        };
        if most > 0 && !(count(least)..=count(most)).contains(&written) {
            let field = kind.field(slug).map(|field| field.name.clone()).unwrap_or_default();
            row.note(column, NoteKind::OtherNumberNamed { field, named: least });
        }
    }
}

/// The same of the numbers of a record whose people stand elsewhere.
pub fn beside_others(slug: &str, values: &BTreeMap<Name, Value>) -> Option<Reason> {
    cannot_be(slug, number(values, slug)?, number(values, EXPECTED), number(values, ATTENDED))
}

/// A number of people among the values of a record.
pub fn number(values: &BTreeMap<Name, Value>, slug: &str) -> Option<i64> {
    match values.get(slug)? {
        Value::Quantity(quantity) => Some(quantity.0 / 100),
        _ => None,
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Why a number of people cannot be, beside those of who was expected and who came.
fn cannot_be(slug: &str, written: i64, expected: Option<i64>, attended: Option<i64>) -> Option<Reason> {
    match (slug, expected, attended) {
        (ATTENDED, Some(expected), _) if written > expected => {
            Some(Reason::MoreThanExpected { expected: expected.to_string() })
        }
        // A row that was numbered and never filled in has 0 expected and 0 there.
        (ATTENDED, ..) | (EXPECTED, _, None) if written == 0 => Some(Reason::NotHeld),
        (ON_LEAVE | MISSING, Some(expected), Some(attended))
            if attended <= expected && written > expected - attended =>
        {
            Some(Reason::MoreThanStayedAway { stayed_away: (expected - attended).to_string() })
        }
        _ => None,
    }
}

fn counted(count: u32) -> Value {
    Value::Quantity(Quantity(i64::from(count) * 100))
}

/// `应到8人，实到8人`: how many were expected and how many came.
fn expected_and_attended(text: &str) -> Option<Vec<(&'static str, u32)>> {
    const WORDS: &[(&str, &str)] =
        &[("应到会", EXPECTED), ("应到", EXPECTED), ("实到会", ATTENDED), ("实到", ATTENDED), ("到会", ATTENDED)];
    let told = pieces(text).into_iter().map(|piece| {
        let piece = key(&piece);
        let (rest, field) = WORDS.iter().find_map(|(word, field)| Some((piece.strip_prefix(word)?, *field)))?;
        Some((field, head_count(rest.trim_start_matches("人数").trim_start_matches(':'))?))
    });
    let told: Vec<(&str, u32)> = told.collect::<Option<_>>()?;
    let twice =
        told.iter().enumerate().any(|(at, (field, _))| told.iter().skip(at + 1).any(|(other, _)| other == field));
    (!told.is_empty() && !twice).then_some(told)
}

/// Whether a column is for how many were expected and how many came.
fn tells_both(column: &Column) -> bool {
    EXPECTED_AND_ATTENDED.contains(&key(&column.header).as_str())
}

/// `9/8`: of nine expected eight came, and never the other way round.
fn of_both(text: &str) -> Option<Vec<(&'static str, u32)>> {
    let pieces = pieces(text);
    let [expected, attended] = pieces.as_slice() else { return expected_and_attended(text) };
    let (Some(expected), Some(attended)) = (head_count(expected), head_count(attended)) else {
        return expected_and_attended(text);
    };
    (attended <= expected).then(|| vec![(EXPECTED, expected), (ATTENDED, attended)])
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
