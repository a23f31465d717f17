//! Days and months that the lines above a table give all of its rows.

use facts::Day;
use rulebook::KindIndex;

use super::kinds::Vocabulary;
use super::{Layout, Slot, Target, lexicon, titles};
use crate::book::Sheet;
use crate::reading::key;

const DUES: &[&str] = &["dues-paid", "dues-base-set"];

/// Puts the month and the day of the titles where the rows need them.
pub fn take(sheet: &Sheet, vocabulary: &Vocabulary, layout: &mut Layout) {
    layout.month = month(sheet, layout);
    let day = titles::day(&layout.titles, layout.year).or_else(|| day_of_title(vocabulary, &layout.titles));
    if let Some(day) = day {
        signed_on(vocabulary, layout, day);
    }
    pay_for(vocabulary, layout);
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
    let names = |column: &super::Column| holds(&column.target, kind, &Slot::Part(attendance)) && !signs(&column.header);
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
    let is_dues =
        |kind: &KindIndex| vocabulary.rulebook.kind(*kind).is_some_and(|kind| DUES.contains(&kind.slug.as_str()));
    let Some((paid, kind)) = vocabulary.rulebook.kind_named("dues-paid") else { return };
    if !layout.kinds.first().is_some_and(is_dues) {
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

fn holds(target: &Target, kind: KindIndex, slot: &Slot) -> bool {
    match target {
        Target::Record(places) => places.contains(&(kind, slot.clone())),
        Target::Occurred => *slot == Slot::Occurred,
        _ => false,
    }
}
