//! Which records count, for whom and for which period.
//!
//! A record of a kind with an attributing field counts on the day, or for the period, that this field names;
//! where it is not filled in, and for all other kinds, on the day it occurred. A day that is named has to be one on
//! which a record of that kind stands that itself names no other day; else it is as if none were named. A period that a record declares
//! counts for a calendar period that holds it whole; declared longer than that, it counts for nothing.

use facts::{Day, Fact, Period, Presence, Quantity, Value};
use findings::Subject;
use rulebook::{Condition, FieldType, Listed, Number, Selector, Test};

use super::World;

/// When a record counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Attribution {
    Day(Day),
    Period(Period),
}

/// The records that a selector asks for, by day.
pub(super) fn selected<'a>(world: &World<'a>, selector: &Selector) -> Vec<&'a Fact> {
    let mut found: Vec<&Fact> = world.ledger.iter().copied().filter(|fact| matches(world, fact, selector)).collect();
    in_order(&mut found);
    found
}

pub(super) fn matches(world: &World<'_>, fact: &Fact, selector: &Selector) -> bool {
    let kind = selector.kinds.iter().filter_map(|index| world.rulebook.kind(*index)).any(|kind| kind.slug == fact.kind);
    // Not filled in: fails a condition that must hold, and does not exclude.
    kind && selector.must.iter().all(|condition| passes(world, fact, condition) == Some(true))
        && !selector.except.iter().any(|condition| passes(world, fact, condition) == Some(true))
}

/// Whether a field passes a test; none where nothing is filled in.
pub(super) fn passes(world: &World<'_>, fact: &Fact, condition: &Condition) -> Option<bool> {
    let value = fact.value(&condition.field)?;
    Some(match (&condition.test, value) {
        (Test::Filled, _) => true,
        (Test::Flag(wanted), Value::Flag(flag)) => flag == wanted,
        (Test::OneOf(wanted), Value::Options(chosen)) => chosen.iter().any(|option| wanted.contains(option)),
        (Test::AllOf(wanted), Value::Options(chosen)) => wanted.iter().all(|option| chosen.contains(option)),
        (Test::Listed(listed), Value::Options(chosen)) => {
            let items = items_on(listed, fact.occurred.first);
            chosen.iter().any(|option| items.contains(option))
        }
        (Test::Text(wanted), Value::Text(text)) => text == wanted,
        (Test::Range(at_least, at_most), value) => hundredths(value).is_some_and(|amount| {
            // Numbers are those of the record's day.
            let number = |number: Number| world.rulebook.number(number, fact.occurred.first);
            at_least.is_none_or(|bound| number(bound).is_some_and(|bound| amount >= bound))
                && at_most.is_none_or(|bound| number(bound).is_some_and(|bound| amount <= bound))
        }),
        _ => false,
    })
}

/// The items that a list has on a day: those of the version that began last.
pub(super) fn items_on(listed: &Listed, day: Day) -> Vec<String> {
    let begun = listed.versions.iter().filter(|(from, _)| *from <= day);
    begun.max_by_key(|(from, _)| *from).map(|(_, items)| items.clone()).unwrap_or_default()
}

/// A quantity as it is, money as so many hundredths of a yuan.
pub(super) fn hundredths(value: &Value) -> Option<Quantity> {
    match value {
        Value::Quantity(quantity) => Some(*quantity),
        Value::Money(fen) => Some(Quantity(fen.0)),
        _ => None,
    }
}

/// The day or period named by the kind's attributing field, where the record fills it in.
pub(super) fn declared(world: &World<'_>, fact: &Fact) -> Option<Attribution> {
    let (_, kind) = world.rulebook.kind_named(&fact.kind)?;
    let field = kind.fields.iter().find(|field| field.attributes)?;
    match fact.value(&field.slug)? {
        Value::Day(day) => was_held(world, &fact.kind, &field.slug, *day).then_some(Attribution::Day(*day)),
        Value::Period(period) => Some(Attribution::Period(*period)),
        _ => None,
    }
}

/// Whether an occasion of a kind took place on a day, and not merely a later session of another day's.
fn was_held(world: &World<'_>, kind: &str, session_of: &str, day: Day) -> bool {
    let of_kind = world.ledger.iter().filter(|fact| fact.kind == kind);
    let mut firsts = of_kind.filter(|fact| match fact.value(session_of) {
        Some(Value::Day(named)) => *named == fact.occurred.first,
        _ => true,
    });
    firsts.any(|fact| fact.occurred.first <= day && fact.occurred.last >= day)
}

/// The field by which a record should name the period that it counts for, where it names none.
pub(super) fn unnamed(world: &World<'_>, fact: &Fact) -> Option<String> {
    let (_, kind) = world.rulebook.kind_named(&fact.kind)?;
    let field = kind.fields.iter().find(|field| field.attributes && field.field_type == FieldType::Period)?;
    fact.value(&field.slug).is_none().then(|| field.slug.clone())
}

pub(super) fn counts_for(world: &World<'_>, fact: &Fact, period: Period) -> bool {
    let Some((first, last)) = period.days() else { return false };
    match declared(world, fact).unwrap_or(Attribution::Day(fact.occurred.first)) {
        Attribution::Day(day) => first <= day && day <= last,
        Attribution::Period(inner) => {
            inner.days().is_some_and(|(inner_first, inner_last)| first <= inner_first && inner_last <= last)
        }
    }
}

/// Whether a record counts for a month, or for a longer period that holds the month.
pub(super) fn covers(world: &World<'_>, fact: &Fact, month: Period) -> bool {
    let longer = match declared(world, fact) {
        Some(Attribution::Period(longer)) => longer.days().zip(month.days()),
        _ => None,
    };
    let holds = longer.is_some_and(|((first, last), (from, until))| first <= from && until <= last);
    holds || counts_for(world, fact, month)
}

/// The day of the occasion that a record belongs to: sessions held in parts belong to the day they name.
pub(super) fn occasion_day(world: &World<'_>, fact: &Fact) -> Day {
    match declared(world, fact) {
        Some(Attribution::Day(day)) => day,
        _ => fact.occurred.first,
    }
}

/// Whether a record is the subject's: the organisation's always, a group's by name, a person's by taking part
/// (in the part asked for, if any, and being there), a pair's if both were there.
pub(super) fn is_of(fact: &Fact, subject: &Subject, part: Option<&str>) -> bool {
    let was_there = |person, part: Option<&str>| {
        fact.people.iter().any(|participation| {
            participation.person == person
                && part.is_none_or(|part| participation.part == part)
                && participation.presence.counts_as_present()
        })
    };
    match subject {
        Subject::Organisation | Subject::Event(..) | Subject::Case(_) => true,
        Subject::Group(name) => fact.text("group") == Some(name),
        Subject::Person(person) => was_there(*person, part),
        Subject::Pair(first, second) => was_there(*first, None) && was_there(*second, None),
    }
}

/// The parts of a record in which people were expected.
pub(super) fn attendance_parts<'a>(world: &World<'a>, fact: &Fact) -> Vec<&'a str> {
    let kind = world.rulebook.kind_named(&fact.kind).map(|(_, kind)| kind);
    let parts = kind.into_iter().flat_map(|kind| &kind.parts);
    parts.filter(|part| part.attendance).map(|part| part.slug.as_str()).collect()
}

/// The best of several presences: having been there, else a leave with a reason, else an absence.
pub(super) fn best(presences: &[Presence]) -> Option<Presence> {
    let there = presences.iter().copied().find(|presence| presence.counts_as_present());
    let excused = presences.iter().copied().find(|presence| *presence == Presence::Excused);
    there.or(excused).or(presences.first().copied())
}

/// Sorts by day; records of one day stay in the order of the ledger.
pub(super) fn in_order(facts: &mut [&Fact]) {
    facts.sort_by_key(|fact| fact.occurred.first);
}
