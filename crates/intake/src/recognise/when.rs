//! Days and months that the lines above a table give all of its rows.

use facts::Day;
use rulebook::KindIndex;

use super::kinds::Vocabulary;
use super::{Column, Layout, Slot, Sureness, Target, lexicon, titles};
use crate::book::Sheet;
use crate::reading::key;

const DUES: &[&str] = &["dues-paid", "dues-base-set"];

/// Puts the month and the day of the titles where the rows need them.
pub fn take(sheet: &Sheet, vocabulary: &Vocabulary, layout: &mut Layout) {
    layout.month = month(sheet, layout);
    in_parts(vocabulary, layout);
    let day = titles::day(&layout.titles, layout.year).or_else(|| day_of_title(vocabulary, &layout.titles));
    if let Some(day) = day {
        signed_on(vocabulary, layout, day);
    }
    pay_for(vocabulary, layout);
}

/// A day whose month stands in a column of its own, and the year in front of that.
fn in_parts(vocabulary: &Vocabulary, layout: &mut Layout) {
    let Some(kind) = layout.kinds.first().copied() else { return };
    if is_dues(vocabulary, kind) || vocabulary.has_day_of_its_own(kind) {
        return;
    }
    let is = |column: Option<&Column>, words: &[&str]| column.is_some_and(|column| is_part(column, words));
    let at = |position: Option<usize>| position.and_then(|position| layout.columns.get(position));
    let is_day = |column: &Column| is_headed(column, lexicon::DAY_OF_MONTH) && column.sureness != Sureness::Mapped;
    let known = layout.columns.iter().position(|column| holds(&column.target, kind, &Slot::Occurred));
    let unknown = || layout.columns.iter().position(|column| is_part(column, lexicon::DAY_OF_MONTH));
    let Some(day) = known.or_else(unknown).filter(|day| at(Some(*day)).is_some_and(is_day)) else { return };
    let beside = day.checked_sub(1).filter(|month| is(at(Some(*month)), lexicon::MONTH_OF_DAY));
    let elsewhere = || layout.columns.iter().position(|column| is_part(column, lexicon::MONTH_OF_DAY));
    let Some(month) = beside.or_else(elsewhere) else { return };
    let year = month.checked_sub(1).filter(|year| is(at(Some(*year)), lexicon::YEAR_OF_DAY));
    let parts = [(Some(day), Target::Occurred), (Some(month), Target::MonthOfDay), (year, Target::YearOfDay)];
    for (position, target) in parts {
        if let Some(column) = position.and_then(|position| layout.columns.get_mut(position)) {
            (column.target, column.sureness) = (target, Sureness::Known);
        }
    }
}

fn is_headed(column: &Column, words: &[&str]) -> bool {
    words.contains(&key(column.header.rsplit(' ').next().unwrap_or_default()).as_str())
}

/// Whether the lowest header of a column that means nothing else is one of these.
fn is_part(column: &Column, words: &[&str]) -> bool {
    column.target == Target::Unknown && column.sureness != Sureness::Mapped && is_headed(column, words)
}

/// What the first title that names a month says, or the sheet's name; nothing where titles differ.
fn month(sheet: &Sheet, layout: &Layout) -> Option<u32> {
    let mut said: Vec<u32> = layout.titles.iter().filter_map(|title| titles::month(title)).collect();
    said.dedup();
    match said.as_slice() {
        [] => titles::month(&sheet.name),
        [month] => Some(*month),
        _ => None,
    }
}

/// The day in a title that names behind it what was held, where no other title has one.
fn day_of_title(vocabulary: &Vocabulary, titles: &[String]) -> Option<Day> {
    let held = |behind: &str| !vocabulary.meetings_in(&key(behind)).is_empty();
    let mut days = titles.iter().filter_map(|title| titles::day_within(title));
    let (day, behind) = days.next()?;
    (days.next().is_none() && held(&behind)).then_some(day)
}

/// A sign-in list of one day: the column for signing is the column of that day.
fn signed_on(vocabulary: &Vocabulary, layout: &mut Layout, day: Day) {
    let Some(kind) = layout.kinds.first().copied().filter(|kind| vocabulary.is_meeting(*kind)) else { return };
    let dated = |target: &Target| {
        matches!(target, Target::Day(_) | Target::Month { .. } | Target::DayWithoutYear | Target::Kind)
            || holds(target, kind, &Slot::Occurred)
    };
    let attendance = vocabulary.rulebook.kind(kind).and_then(|kind| kind.parts.iter().position(|part| part.attendance));
    let Some(attendance) = attendance else { return };
    let signs = |header: &str| lexicon::PRESENCE.contains(&key(header).as_str());
    let names = |column: &Column| holds(&column.target, kind, &Slot::Part(attendance)) && !signs(&column.header);
    if layout.columns.iter().any(|column| dated(&column.target)) || !layout.columns.iter().any(names) {
        return;
    }
    let mut signing = layout.columns.iter_mut().filter(|column| signs(&column.header));
    if let (Some(column), None) = (signing.next(), signing.next()) {
        column.target = Target::Day(day);
    }
}

/// Dues of one month: the column of what was paid is the column of that month.
fn pay_for(vocabulary: &Vocabulary, layout: &mut Layout) {
    let Some(month) = layout.month.filter(|_| layout.year.is_some()) else { return };
    let Some((paid, kind)) = vocabulary.rulebook.kind_named("dues-paid") else { return };
    if !layout.kinds.first().is_some_and(|kind| is_dues(vocabulary, *kind)) {
        return;
    }
    let slot = |slug: &str| kind.fields.iter().position(|field| field.slug == slug).map(Slot::Field);
    let told = [Some(Slot::Occurred), slot("month")];
    let told = told.iter().flatten().any(|slot| layout.slot(paid, slot).is_some());
    let months = |target: &Target| {
        matches!(target, Target::Month { .. } | Target::Several { .. } | Target::DayWithoutYear | Target::UnclearMonth)
    };
    if told || layout.columns.iter().any(|column| months(&column.target)) {
        return;
    }
    let Some(amount) = slot("amount") else { return };
    if let Some(column) = layout.columns.iter_mut().find(|column| holds(&column.target, paid, &amount)) {
        column.target = Target::Month { month, year: None };
    }
}

fn is_dues(vocabulary: &Vocabulary, kind: KindIndex) -> bool {
    vocabulary.rulebook.kind(kind).is_some_and(|kind| DUES.contains(&kind.slug.as_str()))
}

fn holds(target: &Target, kind: KindIndex, slot: &Slot) -> bool {
    match target {
        Target::Record(places) => places.contains(&(kind, slot.clone())),
        Target::Occurred => *slot == Slot::Occurred,
        _ => false,
    }
}
