//! Count and sum in every window: `每 任意`.
//!
//! - A rule that begins after the day of evaluation asks for nothing yet.
//! - One finding for the year of evaluation and each subject that stands on the day of evaluation, is not exempt, meets
//!   the conditions, and owes a window: one that ends in the year, on each day of which the rule is in force, the
//!   organisation stands in its form, and the subject stands and is not exempt. What is to come is as if all stayed as
//!   it is.
//! - A window ends the day before the same date its length later. The number is that of its first day. A record lies in
//!   it by the day on which it occurred, or that it names.
//! - Of the windows that hold too little the one that begins first decides: missed if it is over, which it is at the end
//!   of its last day; else open, and its last day is the due day. Its records are the evidence.
//! - Where all hold enough it is met, by the records of all of them.

use facts::{Calendar, Day, Fact, Limit, Quantity};
use findings::{Finding, Missing};
use rulebook::{KindIndex, Rule, Status};

use super::count::{Asked, of_subject, total};
use super::{World, in_force, owing, proven_by, records, unknown};

#[expect(clippy::too_many_arguments, reason = "what counts, for whom, and in what, as the caller has it")]
pub(super) fn rolling(
    world: &World<'_>,
    index: usize,
    rule: &Rule,
    kinds: &[KindIndex],
    window: Limit,
    asked: &Asked<'_>,
    worth: impl Fn(&Fact) -> Option<Quantity>,
    missing: impl Fn(Quantity) -> Missing,
) -> Vec<Finding> {
    let as_of = world.as_of;
    if as_of < rule.from {
        return Vec::new();
    }
    let year = Calendar::Year.containing(as_of);
    let Some((year_first, year_last)) = year.days() else { return Vec::new() };
    let earliest = window.before(year_first).plus_days(-3);
    let days = || (earliest.number()..=year_last.number()).map(Day::from_number);
    let standing: Vec<(Day, Vec<_>)> =
        days().filter(|day| in_force(rule, *day)).map(|day| (day, owing::standing(world, rule, kinds, day))).collect();
    let mut findings = Vec::new();
    for subject in owing::standing(world, rule, kinds, as_of) {
        let stood: Vec<Day> = standing
            .iter()
            .filter(|(_, subjects)| owing::is_among(subjects, &subject, rule.subject.who))
            .map(|(day, _)| *day)
            .collect();
        let mut owed: Vec<(Day, Day)> = days().map(|day| (day, window.after(day).plus_days(-1))).collect();
        owed.retain(|(first, last)| year_first <= *last && *last <= year_last && whole(&stood, *first, *last));
        let Some(not_known) = owing::conditions(world, rule, &subject, &[as_of], as_of) else { continue };
        if owed.is_empty() {
            continue;
        }
        if !not_known.is_empty() {
            findings.push(unknown(index, subject, year, None, not_known));
            continue;
        }
        let own = of_subject(world, rule, &subject, asked.part, &worth);
        let inside = |(first, last): (Day, Day)| -> Vec<(&Fact, Quantity)> {
            let day = |fact| records::occasion_day(world, fact);
            own.iter().copied().filter(|(fact, _)| first <= day(fact) && day(fact) <= last).collect()
        };
        let needed = |first: Day| world.rulebook.number(asked.at_least, first);
        let holds_enough = |window: &(Day, Day)| needed(window.0).is_some_and(|need| total(&inside(*window)) >= need);
        let Some(short) = owed.iter().copied().find(|window| !holds_enough(window)) else {
            let in_any =
                |fact: &Fact| owed.iter().any(|window| inside(*window).iter().any(|(one, _)| one.id == fact.id));
            let evidence: Vec<&Fact> = own.iter().map(|(fact, _)| *fact).filter(|fact| in_any(fact)).collect();
            findings.push(proven_by(world, Finding::bare(index, subject, year, Status::Met), &evidence));
            continue;
        };
        let Some(need) = needed(short.0) else {
            findings.push(unknown(index, subject, year, None, vec![Missing::Parameter]));
            continue;
        };
        let over = short.1 <= as_of;
        let status = if over { Status::Missed } else { Status::Open };
        let rest = missing(Quantity(need.0 - total(&inside(short)).0));
        let found = Finding {
            due: Some(short.1),
            changes_on: (!over).then_some(short.1),
            missing: vec![rest, Missing::Window { first: short.0, last: short.1 }],
            ..Finding::bare(index, subject, year, status)
        };
        let evidence: Vec<&Fact> = inside(short).iter().map(|(fact, _)| *fact).collect();
        findings.push(proven_by(world, found, &evidence));
    }
    findings
}

/// Whether all days from one to another are among those.
fn whole(days: &[Day], first: Day, last: Day) -> bool {
    (first.number()..=last.number()).all(|number| days.contains(&Day::from_number(number)))
}
