//! Within: a record in time after, or before, something else.
//!
//! - Triggers: the first day of each calendar period that the organisation owes; each record of some kinds; each day
//!   on which a figure goes beyond a bound (it was not the day before).
//! - After: the earliest record on or after the trigger decides. Before: the latest one that is early enough, else the
//!   earliest one up to the trigger, which is late. Neither: open through the due day, missed from the next.
//! - The triggering record itself is not the one asked for. `same`: one field here and one there, filled in alike. The same
//!   person: a member with the part in the triggering record was there in the part of the one asked for.
//! - `once`: one record answers one trigger (see `paired`).
//! - Only events of which the trigger or the due day lies in the year of evaluation, triggered by `as_of`. The rule,
//!   its numbers, the organisation's form and the conditions are those of the trigger's day.
//! - For the start of a period every record counts that counts for the period, and is not before its earliest day: by
//!   the period it declares, made ahead or not, else by the day it occurred, up to the due day. What should declare one
//!   and does not, made after the due day, is late for this or early for the next: else, neither is known.
//! - A crossing is over on the first later day on which the figure is back, or with a record, which goes first.

use facts::{Day, Fact, FactId, Name, Participation, Period, PersonId, Quantity};
use findings::{Finding, Missing, Subject};
use rulebook::{Bound, Metric, Number, Rule, Selector, Status, Trigger, Within};

use super::{World, in_force, metric, owing, proven_by, records, roster, run, unknown, vacancy};

pub(super) fn within(world: &World<'_>, index: usize, rule: &Rule, within: &Within) -> Vec<Finding> {
    match &within.trigger {
        Trigger::PeriodStart { .. } => period_starts(world, index, rule, within),
        Trigger::Record(selector) => {
            let triggers = records::selected(world, selector);
            let chosen: Vec<Solution> = match within.once {
                true => paired(world, within, &triggers),
                false => triggers
                    .iter()
                    .map(|trigger| solution(world, within, trigger.occurred.first, Some(trigger)))
                    .collect(),
            };
            let judged = triggers.iter().zip(chosen).filter_map(|(trigger, chosen)| {
                let day = trigger.occurred.first;
                let subject = Subject::Event(day, Some(trigger.id));
                event(world, index, rule, subject, (day, Some(trigger)), due(world, within.bound, day, day), || chosen)
            });
            judged.collect()
        }
        Trigger::EmptyMonths(number, of, dues) => empty_months(world, index, rule, within, *number, (of, dues)),
        Trigger::Vacancy(posts) => vacancy::vacancies(world, index, rule, within, posts),
        Trigger::Above(figure, number) => crossings(world, index, rule, within, *figure, *number, true),
        Trigger::Below(figure, number) => crossings(world, index, rule, within, *figure, *number, false),
    }
}

/// What answers each trigger, where no record answers two. In the order of the triggers each takes the earliest in time
/// that is left; those without one the earliest late one, before an event at once, after it when all have taken what is
/// in time.
fn paired<'a>(world: &World<'a>, within: &Within, triggers: &[&'a Fact]) -> Vec<Solution<'a>> {
    let choose = |trigger: &Fact, in_time: bool, used: &[FactId]| {
        let day = trigger.occurred.first;
        let possible = |fact: &&Fact| {
            let on = fact.occurred.first;
            let right_side = match within.bound {
                Bound::After(_) => day <= on,
                Bound::Before { no_earlier, .. } => world.before(no_earlier, day, day) <= on && on <= day,
            };
            right_side && (!in_time || on <= due(world, within.bound, day, day)) && !used.contains(&fact.id)
        };
        let found = candidates(world, within, Some(trigger)).into_iter().find(possible);
        found.map(|fact| (fact.occurred.first, Some(fact)))
    };
    let mut used: Vec<FactId> = Vec::new();
    let mut chosen: Vec<Solution> = vec![None; triggers.len()];
    let rounds: &[&[bool]] = match within.bound {
        Bound::After(_) => &[&[true], &[false]],
        Bound::Before { .. } => &[&[true, false]],
    };
    for round in rounds {
        for (trigger, chosen) in triggers.iter().zip(&mut chosen).filter(|(_, chosen)| chosen.is_none()) {
            *chosen = round.iter().find_map(|in_time| choose(trigger, *in_time, &used));
            used.extend(chosen.and_then(|(_, record)| record).map(|record| record.id));
        }
    }
    chosen
}

fn period_starts(world: &World<'_>, index: usize, rule: &Rule, within: &Within) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(calendar) = rule.calendar else { return findings };
    // Limits are those of the middle day.
    let middle_of = |first: Day| calendar.containing(first).middle().unwrap_or(first);
    let due_of = |first: Day| due(world, within.bound, first, middle_of(first));
    for period in world.periods(calendar, |first, _| due_of(first)) {
        let (Some((first, _)), Some(middle)) = (period.days(), period.middle()) else { continue };
        if !in_force(rule, middle) {
            continue;
        }
        for (subject, not_known) in owing::owing(world, rule, &within.selector.kinds, period) {
            let due = due_of(first);
            if !not_known.is_empty() {
                findings.push(unknown(index, subject, period, Some(due), not_known));
                continue;
            }
            let mut all = candidates(world, within, None);
            if let Some(no_earlier) = within.trigger.no_earlier() {
                let opens = world.after(no_earlier, first, middle);
                all.retain(|fact| opens <= fact.occurred.first);
            }
            let mut found = all.clone();
            let day = |fact: &Fact| fact.occurred.first;
            let unnamed = |fact: &Fact| records::unnamed(world, fact).is_some();
            found.retain(|fact| records::counts_for(world, fact, period) && !(unnamed(fact) && day(fact) > due));
            let Some((first_before, _)) = calendar.containing(first.plus_days(-1)).days() else { continue };
            let due_before = due_of(first_before);
            let perhaps = |fact: &&Fact| {
                let too_late = records::counts_for(world, fact, period) && day(fact) > due;
                unnamed(fact) && (too_late || (day(fact) < first && day(fact) > due_before))
            };
            let perhaps: Vec<&Fact> = all.into_iter().filter(perhaps).collect();
            if let (true, Some(field)) =
                (found.is_empty(), perhaps.first().and_then(|fact| records::unnamed(world, fact)))
            {
                let missing = vec![Missing::Field(field)];
                findings.push(proven_by(world, unknown(index, subject, period, Some(due), missing), &perhaps));
                continue;
            }
            let solution = found.first().map(|fact| (fact.occurred.first, Some(*fact)));
            findings.push(judge(world, index, subject, period, due, solution, None));
        }
    }
    findings
}

/// Months in a row without a record, as in `run`, that became enough on a day of a period: they were over and known,
/// and no record of theirs had been made by then, whatever is recorded later. Of months that follow one another the
/// first such day counts.
fn empty_months(
    world: &World<'_>,
    index: usize,
    rule: &Rule,
    within: &Within,
    number: Number,
    (of, dues): (&Selector, &[(Selector, Name)]),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(calendar) = rule.calendar else { return findings };
    let due_of = |day: Day, middle: Day| due(world, within.bound, day, middle);
    let last_due = |first: Day, last: Day| due_of(last, calendar.containing(first).middle().unwrap_or(first));
    for period in world.periods(calendar, last_due) {
        let (Some((first, last)), Some(middle)) = (period.days(), period.middle()) else { continue };
        let Some(in_a_row) = world.rulebook.number(number, middle).filter(|_| in_force(rule, middle)) else { continue };
        // Exempt is who need not have the records that the months lack.
        for (subject, not_known) in owing::owing(world, rule, &of.kinds, period) {
            let Subject::Person(person) = subject else { continue };
            let mut about = candidates(world, within, None);
            about.retain(|fact| records::is_of(fact, &subject, within.selector.part.as_deref()));
            let year = world.as_of.year();
            // Once, and again in a year in which the months go on and nobody has looked into them since. Months that go
            // back to the January before may have been enough long ago.
            let asked_on = |(days, long): (Vec<Day>, bool)| -> Option<Day> {
                let opened = *days.iter().min()?;
                if opened.year() == year || due_of(opened, middle).year() == year {
                    return Some(opened);
                }
                let again = *days.iter().filter(|day| day.year() == year).min()?;
                let since = if long { Day::from_ymd(year - 1, 1, 1)? } else { opened };
                let looked_into = choose(world, within.bound, since, &about);
                looked_into.is_none_or(|(day, _)| day >= again).then_some(again)
            };
            let opened = run::enough_empty_months(world, rule, (of, dues), person, in_a_row);
            let mut asked = opened.into_iter().filter_map(asked_on);
            let Some(day) = asked.find(|day| first <= *day && *day <= last) else { continue };
            let due = due_of(day, middle);
            if !not_known.is_empty() {
                findings.push(unknown(index, subject, period, Some(due), not_known));
                continue;
            }
            let solution = choose(world, within.bound, day, &about);
            findings.push(judge(world, index, subject, period, due, solution, None));
        }
    }
    findings
}

/// What solved an event: the day, and the record if it was one.
type Solution<'a> = Option<(Day, Option<&'a Fact>)>;

pub(super) fn event<'a>(
    world: &World<'a>,
    index: usize,
    rule: &Rule,
    subject: Subject,
    (day, trigger): (Day, Option<&'a Fact>),
    due: Day,
    solve: impl Fn() -> Solution<'a>,
) -> Option<Finding> {
    let year = world.as_of.year();
    if (day.year() != year && due.year() != year) || !in_force(rule, day) || !owing::has_form(world, rule, day) {
        return None;
    }
    let not_known = owing::conditions(world, rule, &Subject::Organisation, &[day], day)?;
    if !not_known.is_empty() {
        return Some(unknown(index, subject, Period::Event, Some(due), not_known));
    }
    Some(judge(world, index, subject, Period::Event, due, solve(), trigger))
}

fn crossings(
    world: &World<'_>,
    index: usize,
    rule: &Rule,
    within: &Within,
    figure: Metric,
    number: Number,
    above: bool,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let days = (world.start().number()..=world.as_of.number()).map(Day::from_number);
    let days: Vec<Day> = days.filter(|day| roster::stands(world, *day)).collect();
    let beyond: Vec<bool> = days.iter().map(|day| is_beyond(world, *day, figure, number, above)).collect();
    let mut was_beyond = false;
    for (position, (day, is_beyond)) in days.iter().zip(&beyond).enumerate() {
        if *is_beyond && !was_beyond {
            let later = days.iter().zip(&beyond).skip(position + 1);
            let back = later.into_iter().find(|(_, beyond)| !**beyond).map(|(day, _)| *day);
            let solve = || {
                let record = solution(world, within, *day, None);
                match (record, back) {
                    (Some((solved, _)), Some(back)) if back < solved => Some((back, None)),
                    (None, Some(back)) => Some((back, None)),
                    (record, _) => record,
                }
            };
            let subject = Subject::Event(*day, None);
            findings.extend(event(
                world,
                index,
                rule,
                subject,
                (*day, None),
                due(world, within.bound, *day, *day),
                solve,
            ));
        }
        was_beyond = *is_beyond;
    }
    findings
}

/// A figure that is not known, or a bound without a value that day, is not beyond.
fn is_beyond(world: &World<'_>, day: Day, figure: Metric, number: Number, above: bool) -> bool {
    let figure: Option<Quantity> = metric::of(world, &roster::on(world, day), day, &Subject::Organisation, figure);
    let (Some(figure), Some(bound)) = (figure, world.rulebook.number(number, day)) else { return false };
    if above { figure > bound } else { figure < bound }
}

pub(super) fn due(world: &World<'_>, bound: Bound, trigger: Day, dated: Day) -> Day {
    match bound {
        Bound::After(limit) => world.after(limit, trigger, dated),
        Bound::Before { at_least, .. } => world.before(at_least, trigger, dated),
    }
}

fn solution<'a>(world: &World<'a>, within: &Within, day: Day, trigger: Option<&Fact>) -> Solution<'a> {
    choose(world, within.bound, day, &candidates(world, within, trigger))
}

/// Records of the kind asked for, by day, with the same value where that is asked for. One that names a period is for
/// what happened in it.
fn candidates<'a>(world: &World<'a>, within: &Within, trigger: Option<&Fact>) -> Vec<&'a Fact> {
    let mut found = records::selected(world, &within.selector);
    found.retain(|fact| trigger.is_none_or(|trigger| trigger.id != fact.id));
    found.retain(|fact| match (trigger, records::declared(world, fact)) {
        (Some(trigger), Some(records::Attribution::Period(period))) => {
            let day = trigger.occurred.first;
            period.days().is_some_and(|(first, last)| first <= day && day <= last)
        }
        _ => true,
    });
    if let (Some(same), Some(trigger)) = (&within.same, trigger) {
        let wanted = trigger.value(&same.trigger);
        found.retain(|fact| wanted.is_some() && fact.value(&same.asked) == wanted);
    }
    if let (true, Some(trigger), Trigger::Record(sets)) = (within.same_person, trigger, &within.trigger) {
        let plays = |part: &Option<String>, one: &Participation| part.as_deref() == Some(one.part.as_str());
        let named: Vec<PersonId> =
            trigger.people.iter().filter(|one| plays(&sets.part, one)).map(|one| one.person).collect();
        found.retain(|fact| {
            let mut there = fact.people.iter().filter(|one| plays(&within.selector.part, one));
            there.any(|one| {
                let is_member = !roster::joinings(world, one.person).is_empty();
                is_member && one.presence.counts_as_present() && named.contains(&one.person)
            })
        });
    }
    found
}

fn choose<'a>(world: &World<'_>, bound: Bound, day: Day, found: &[&'a Fact]) -> Solution<'a> {
    let chosen = match bound {
        Bound::After(_) => found.iter().find(|fact| fact.occurred.first >= day),
        Bound::Before { at_least, no_earlier } => {
            let due = world.before(at_least, day, day);
            let earliest = world.before(no_earlier, day, day);
            let window: Vec<&&Fact> =
                found.iter().filter(|fact| earliest <= fact.occurred.first && fact.occurred.first <= day).collect();
            let early_enough = window.iter().copied().rfind(|fact| fact.occurred.first <= due);
            early_enough.or(window.first().copied())
        }
    };
    chosen.map(|fact| (fact.occurred.first, Some(*fact)))
}

fn judge(
    world: &World<'_>,
    index: usize,
    subject: Subject,
    period: Period,
    due: Day,
    solution: Solution<'_>,
    trigger: Option<&Fact>,
) -> Finding {
    let status = match solution {
        Some((day, _)) if day <= due => Status::Met,
        Some(_) => Status::Late,
        None if world.as_of <= due => Status::Open,
        None => Status::Missed,
    };
    let mut found = Finding { due: Some(due), ..Finding::bare(index, subject, period, status) };
    if solution.is_none() {
        found.missing.push(Missing::Records(1));
    }
    found.changes_on = (status == Status::Open).then_some(due.plus_days(1));
    let mut evidence: Vec<&Fact> = trigger.into_iter().chain(solution.and_then(|(_, record)| record)).collect();
    evidence.sort_by_key(|fact| (fact.occurred.first, world.position(fact.id)));
    proven_by(world, found, &evidence)
}
