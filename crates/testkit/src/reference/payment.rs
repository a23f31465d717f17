//! Payments: every member pays what is due for every month.
//!
//! - What is due is read off the records of the first entry that has one in force in the month: begun by its end, and
//!   not over before it by a span of its own. Of several the last counts.
//! - A payment for a longer period is put down month by month, hundredth by hundredth in turn.
//! - In time is what was paid by the end of the period that it names; later payments count for a while, as late ones.
//! - Months that were paid for elsewhere are not asked about, nor is anybody of whom no record ever said how much is due.

use facts::{Calendar, Day, Fact, Name, Period, PersonId, Quantity};
use findings::{Finding, Missing, Subject};
use rulebook::{Payment, Rule, Selector, Status};

use super::records::Attribution;
use super::{World, in_force, owing, proven_by, records, roster, run, unknown};

pub(super) fn payment(world: &World<'_>, index: usize, rule: &Rule, payment: &Payment) -> Vec<Finding> {
    let mut findings = Vec::new();
    for month in world.periods(Calendar::Month, |_, last| last) {
        let (Some((_, last)), Some(middle)) = (month.days(), month.middle()) else { continue };
        if !in_force(rule, middle) {
            continue;
        }
        for (subject, not_known) in owing::owing(world, rule, &payment.kinds(), month) {
            let Subject::Person(person) = subject else { continue };
            if !was_told(world, payment, person) || run::paid_on_joining(world, person, month) {
                continue;
            }
            if !not_known.is_empty() {
                findings.push(unknown(index, subject, month, Some(last), not_known));
                continue;
            }
            findings.push(judge(world, index, payment, person, month));
        }
    }
    findings
}

fn judge(world: &World<'_>, index: usize, payment: &Payment, person: PersonId, month: Period) -> Finding {
    let last = month.days().map_or(Day::LATEST, |(_, last)| last);
    let due = due(world, &payment.dues, &payment.part, person, month);
    let (mut in_time, mut in_all) = (0, 0);
    let mut behind: Vec<&Fact> = due.iter().map(|(fact, _)| *fact).collect();
    for (fact, amount, period) in payments(world, payment, person) {
        let Some(share) = share(amount, period, month) else { continue };
        let until = period.days().map_or(fact.occurred.first, |(_, last)| last);
        if fact.occurred.first <= payment.later.after(until) {
            in_all += share;
            behind.push(fact);
        }
        if fact.occurred.first <= until {
            in_time += share;
        }
    }
    let need = due.as_ref().and_then(|(fact, field)| fact.value(field)).and_then(records::hundredths);
    let status = match need {
        None => Status::Unknown,
        Some(need) if in_time >= need.0 => Status::Met,
        Some(need) if in_all >= need.0 => Status::Late,
        Some(_) if world.as_of >= last => Status::Missed,
        Some(_) => Status::Open,
    };
    let mut found = Finding { due: Some(last), ..Finding::bare(index, Subject::Person(person), month, status) };
    found.changes_on = (status == Status::Open).then_some(last);
    found.missing = match (need, &due) {
        (Some(need), _) if need.0 > in_all => vec![Missing::Quantity(Quantity(need.0 - in_all))],
        (Some(_), _) => Vec::new(),
        (None, Some((_, field))) => vec![Missing::Field((*field).clone())],
        (None, None) => vec![Missing::NoDue],
    };
    let mut evidence: Vec<&Fact> =
        world.ledger.iter().copied().filter(|fact| behind.iter().any(|other| other.id == fact.id)).collect();
    records::in_order(&mut evidence);
    proven_by(world, found, &evidence)
}

/// Whether any record says how much is due from a member.
fn was_told(world: &World<'_>, payment: &Payment, person: PersonId) -> bool {
    payment.dues.iter().any(|(selector, field)| {
        let about = records::selected(world, selector);
        let mut own = about.iter().filter(|fact| records::is_of(fact, &Subject::Person(person), Some(&payment.part)));
        own.any(|fact| fact.value(field).and_then(records::hundredths).is_some())
    })
}

/// The record by which something is due for a month, and its field.
pub(super) fn due<'a, 'r>(
    world: &World<'a>,
    dues: &'r [(Selector, Name)],
    part: &str,
    person: PersonId,
    month: Period,
) -> Option<(&'a Fact, &'r String)> {
    let (first, last) = month.days()?;
    for (selector, field) in dues {
        let mut about = records::selected(world, selector);
        about.retain(|fact| records::is_of(fact, &Subject::Person(person), Some(part)));
        about.retain(|fact| fact.occurred.first <= last && roster::ends(fact).is_none_or(|end| first <= end));
        if let Some(latest) = about.last() {
            return Some((latest, field));
        }
    }
    None
}

/// Every payment of a member that says how much, with the period that it is for.
fn payments<'a>(world: &World<'a>, payment: &Payment, person: PersonId) -> Vec<(&'a Fact, Quantity, Period)> {
    let mut all = Vec::new();
    for (kind, field) in &payment.sources {
        let of_kind = Selector { kinds: vec![*kind], must: Vec::new(), except: Vec::new(), part: None };
        for fact in records::selected(world, &of_kind) {
            if !records::is_of(fact, &Subject::Person(person), Some(&payment.part)) {
                continue;
            }
            let period = match records::declared(world, fact) {
                Some(Attribution::Period(period)) => period,
                Some(Attribution::Day(day)) => Calendar::Month.containing(day),
                None => Calendar::Month.containing(fact.occurred.first),
            };
            all.extend(fact.value(field).and_then(records::hundredths).map(|amount| (fact, amount, period)));
        }
    }
    all
}

fn share(amount: Quantity, period: Period, month: Period) -> Option<i64> {
    let ((first, last), (month_first, _)) = (period.days()?, month.days()?);
    let mut months = Vec::new();
    let mut next = first;
    while next <= last {
        months.push(next);
        next = next.plus_months(1);
    }
    let place = months.iter().position(|start| *start == month_first)?;
    // Dealt out in turn: so many whole rounds, and one more for the first of them.
    let (rounds, left) = (amount.0.div_euclid(months.len() as i64), amount.0.rem_euclid(months.len() as i64));
    Some(rounds + i64::from((place as i64) < left))
}
