//! 期限 and 届期: one thing within a limit of another; re-election before the term ends.

use facts::{Day, Limit, Period};
use rulebook::{Bound, Metric, Number, Status};

use crate::columns::{FactRow, NONE};
use crate::evaluator::{Context, Draft, Matched, Output, Plainly, Work};
use crate::metric::metric;
use crate::owed::NotKnown;
use crate::program::{Selected, TriggerPlan, WithinPlan};
use crate::standing::One;

pub(crate) fn within(context: &Context<'_>, plan: &WithinPlan, work: &mut Work, output: &mut Output) {
    match &plan.trigger {
        TriggerPlan::PeriodStart => period_start(context, plan, work, output),
        TriggerPlan::Record(trigger) => {
            let mut triggers = std::mem::take(&mut work.matched);
            context.matching(trigger, &mut triggers);
            for Matched { row: at, .. } in triggers.iter().copied() {
                if let Some(row) = context.row(at) {
                    after_record(context, plan, at, row, &mut work.not_known, output);
                }
            }
            work.matched = triggers;
        }
        TriggerPlan::Beyond { metric, number, above } => {
            crossing(context, plan, Figure { metric: *metric, number: *number, above: *above }, work, output);
        }
    }
}

fn takes(row: &FactRow, kind: &crate::program::SelectedKind) -> bool {
    row.holds & kind.must == kind.must && row.holds & kind.except == 0
}

/// The first selected row, by day and ledger, that `wanted` takes.
fn first_matching(context: &Context<'_>, selected: &Selected, wanted: impl Fn(u32, &FactRow) -> bool) -> Option<u32> {
    let first_of = |kind: &crate::program::SelectedKind| {
        let range = context.branch.columns.range(kind.kind);
        let start = range.start as u32;
        let rows = context.branch.columns.facts.get(range)?;
        let (row, at) = rows.iter().zip(start..).find(|(row, at)| takes(row, kind) && wanted(*at, row))?;
        Some(((row.first, row.order), at))
    };
    selected.kinds.iter().filter_map(first_of).min().map(|(_, at)| at)
}

fn last_matching(context: &Context<'_>, selected: &Selected, wanted: impl Fn(u32, &FactRow) -> bool) -> Option<u32> {
    let last_of = |kind: &crate::program::SelectedKind| {
        let range = context.branch.columns.range(kind.kind);
        let start = range.start as u32;
        let rows = context.branch.columns.facts.get(range)?;
        let (index, row) = rows
            .iter()
            .enumerate()
            .rev()
            .find(|(index, row)| takes(row, kind) && wanted(start + *index as u32, row))?;
        Some(((row.first, row.order), start + index as u32))
    };
    selected.kinds.iter().filter_map(last_of).max().map(|(_, at)| at)
}

/// Each period's first day sets the limit. A record made ahead, which says that it is for the period, is in time.
fn period_start(context: &Context<'_>, plan: &WithinPlan, _: &mut Work, output: &mut Output) {
    let Bound::After(limit) = plan.bound else { return };
    let Some(calendar) = context.program.rulebook.rules.get(context.rule).and_then(|rule| rule.calendar) else {
        return;
    };
    let spans = context.timetable.spans(calendar);
    crate::calendar::for_each_owed(context, spans, |_, subject, bit, span| {
        let due = limit.after(span.first);
        let found = first_matching(context, &plan.selected, |_, row| {
            context.timetable.index(calendar, row.counts_first, row.counts_last) == Some(bit)
        });
        let draft = Draft { subject, period: span.period, status: Status::Unknown, due: Some(due), changes_on: None };
        if context.undecided(draft, context.owed.not_known(bit), output) {
            return;
        }
        write(context, Settled { subject, period: span.period, due, trigger: None, found }, output);
    });
}

fn after_record(
    context: &Context<'_>,
    plan: &WithinPlan,
    at: u32,
    trigger: &FactRow,
    not_known: &mut Vec<NotKnown>,
    output: &mut Output,
) {
    let due = match plan.bound {
        Bound::After(limit) => limit.after(trigger.first),
        Bound::Before { at_least, .. } => at_least.before(trigger.first),
    };
    if !binding_event(context, One::Event(trigger.first, at), trigger.first, due, not_known, output) {
        return;
    }
    let same = |row: &FactRow| !plan.same || (row.tag == trigger.tag && row.tag != NONE);
    let found = match plan.bound {
        Bound::After(_) => {
            first_matching(context, &plan.selected, |found, row| found != at && row.first >= trigger.first && same(row))
        }
        Bound::Before { no_earlier, .. } => {
            let earliest = no_earlier.before(trigger.first);
            let before = |row: &FactRow| earliest <= row.first && row.first <= trigger.first && same(row);
            last_matching(context, &plan.selected, |found, row| found != at && row.first <= due && before(row))
                .or_else(|| first_matching(context, &plan.selected, |found, row| found != at && before(row)))
        }
    };
    let subject = One::Event(trigger.first, at);
    write(context, Settled { subject, period: Period::Event, due, trigger: Some(at), found }, output);
}

/// Whether an event is to be judged; where the rule's conditions cannot be decided, that is written instead.
fn binding_event(
    context: &Context<'_>,
    subject: One,
    trigger: Day,
    due: Day,
    not_known: &mut Vec<NotKnown>,
    output: &mut Output,
) -> bool {
    not_known.clear();
    if !of_the_year(context, trigger, due) || !context.binds_on(trigger, |found| not_known.push(found)) {
        return false;
    }
    let draft = Draft { subject, period: Period::Event, status: Status::Unknown, due: Some(due), changes_on: None };
    !context.undecided(draft, not_known.iter().copied(), output)
}

/// Events are looked at in the year in which they happen or in which their limit ends.
fn of_the_year(context: &Context<'_>, trigger: Day, due: Day) -> bool {
    let year = context.timetable.year_first..=context.timetable.year_last;
    year.contains(&trigger) || year.contains(&due)
}

struct Settled {
    subject: One,
    period: Period,
    due: Day,
    trigger: Option<u32>,
    found: Option<u32>,
}

fn write(context: &Context<'_>, settled: Settled, output: &mut Output) {
    let done = settled.found.and_then(|at| context.row(at)).map(|row| row.first);
    let status = status(context, done, settled.due);
    let changes_on = (status == Status::Open).then_some(settled.due.plus_days(1));
    let Settled { subject, period, due, .. } = settled;
    output.write(context, Draft { subject, period, status, due: Some(due), changes_on });
    for at in settled.trigger.into_iter().chain(settled.found) {
        output.proves(context, at);
    }
    if settled.found.is_none() {
        output.lacks_plainly(Plainly::Records(1));
    }
}

fn status(context: &Context<'_>, done: Option<Day>, due: Day) -> Status {
    match done {
        Some(day) if day <= due => Status::Met,
        Some(_) => Status::Late,
        None if context.timetable.as_of <= due => Status::Open,
        None => Status::Missed,
    }
}

#[derive(Clone, Copy)]
struct Figure {
    metric: Metric,
    number: Number,
    above: bool,
}

/// The figure goes beyond its number; settled by a record, or by its coming back.
fn crossing(context: &Context<'_>, plan: &WithinPlan, figure: Figure, work: &mut Work, output: &mut Output) {
    let Bound::After(limit) = plan.bound else { return };
    turning_days(context, &mut work.days);
    let mut since: Option<Day> = None;
    let Work { days, not_known, .. } = work;
    for day in days.iter().copied() {
        match (since, beyond(context, figure, day)) {
            (None, true) => since = Some(day),
            (Some(trigger), false) => {
                settle(context, plan, limit, (trigger, Some(day)), not_known, output);
                since = None;
            }
            _ => {}
        }
    }
    if let Some(trigger) = since {
        settle(context, plan, limit, (trigger, None), not_known, output);
    }
}

fn beyond(context: &Context<'_>, figure: Figure, day: Day) -> bool {
    let found = metric(&context.branch.roster, figure.metric, One::Organisation, day);
    let number = context.program.rulebook.number(figure.number, day);
    found.zip(number).is_some_and(|(found, number)| if figure.above { found > number } else { found < number })
}

fn settle(
    context: &Context<'_>,
    plan: &WithinPlan,
    limit: Limit,
    (trigger, back): (Day, Option<Day>),
    not_known: &mut Vec<NotKnown>,
    output: &mut Output,
) {
    let due = limit.after(trigger);
    if !binding_event(context, One::Event(trigger, u32::MAX), trigger, due, not_known, output) {
        return;
    }
    let found = first_matching(context, &plan.selected, |_, row| row.first >= trigger);
    let record = found.and_then(|at| context.row(at)).map(|row| row.first);
    let by_record = record.is_some_and(|record| back.is_none_or(|back| record <= back));
    let done = if by_record { record } else { back };
    let status = status(context, done, due);
    let changes_on = (status == Status::Open).then_some(due.plus_days(1));
    let subject = One::Event(trigger, u32::MAX);
    output.write(context, Draft { subject, period: Period::Event, status, due: Some(due), changes_on });
    match (by_record, found, done) {
        (true, Some(at), _) => output.proves(context, at),
        (_, _, None) => output.lacks_plainly(Plainly::Records(1)),
        _ => {}
    }
}

/// The days on which any figure of the roster can change, in order, as far as the organisation stands.
fn turning_days(context: &Context<'_>, days: &mut Vec<Day>) {
    if !days.is_empty() {
        return;
    }
    let roster = &context.branch.roster;
    let Some(stands) = roster.stands else { return };
    let last = stands.until.min(context.timetable.as_of);
    days.push(stands.from);
    // Most of what a roster knows has stood from the beginning and still does: only what lies between is sorted.
    let mut turn = |day: Day| {
        if stands.from < day && day <= last {
            days.push(day);
        }
    };
    for member in &roster.members {
        for stay in member.stays.iter().chain(member.places.iter().map(|place| &place.stay)) {
            [stay.from, stay.until.plus_days(1)].into_iter().for_each(&mut turn);
        }
        member.full_from.into_iter().for_each(&mut turn);
    }
    for held in &roster.posts {
        [held.stay.from, held.stay.until.plus_days(1)].into_iter().for_each(&mut turn);
    }
    roster.groups.iter().for_each(|group| turn(group.stay.from));
    for dated in [&roster.superiors, &roster.approved_by] {
        dated.iter().for_each(|(day, _)| turn(*day));
    }
    roster.unit_counts.iter().for_each(|(day, _)| turn(*day));
    // A parameter may change its value too.
    let parameters = &context.program.rulebook.parameters;
    parameters.iter().flat_map(|parameter| &parameter.values).for_each(|dated| turn(dated.from));
    days.sort_unstable();
    days.dedup();
    days.retain(|day| *day <= last);
}

/// 届期: one finding for the term that runs, and one for the term that ended this year.
pub(crate) fn term(context: &Context<'_>, length: Limit, extension: Limit, output: &mut Output) {
    if context.dated.in_force == 0 {
        return;
    }
    let roster = &context.branch.roster;
    let as_of = context.timetable.as_of;
    let current = roster.elections.last();
    let earlier =
        roster.elections.iter().rev().find(|election| current.is_some_and(|current| election.day < current.day));
    for subject in context.owed.subjects.iter().copied() {
        let draft = |status, due, changes_on| Draft { subject, period: Period::Term, status, due, changes_on };
        if context.exempt(subject, [as_of; 2])
            || context.undecided(draft(Status::Unknown, None, None), context.owed.not_known(0), output)
        {
            continue;
        }
        let Some(current) = current else {
            output.write(context, draft(Status::Unknown, None, None));
            output.lacks_plainly(Plainly::Election);
            continue;
        };
        if let Some(earlier) = earlier.filter(|_| current.day >= context.timetable.year_first) {
            let due = term_ends(context, earlier.day, length, extension);
            let status = if current.day <= due { Status::Met } else { Status::Late };
            output.write(context, draft(status, Some(due), None));
            prove_fact(context, earlier.fact, output);
            prove_fact(context, current.fact, output);
        }
        let due = term_ends(context, current.day, length, extension);
        let open = as_of <= due;
        let status = if open { Status::Open } else { Status::Missed };
        output.write(context, draft(status, Some(due), open.then_some(due.plus_days(1))));
        prove_fact(context, current.fact, output);
        output.lacks_plainly(Plainly::Records(1));
    }
}

/// The last day of a term that began on `elected`, with the longest approved postponement.
fn term_ends(context: &Context<'_>, elected: Day, length: Limit, extension: Limit) -> Day {
    let due = length.after(elected);
    let latest = extension.after(due);
    let approved = context.branch.roster.postponements.iter().filter(|postponed| postponed.approved);
    approved.map(|postponed| postponed.until.min(latest)).fold(due, Day::max)
}

fn prove_fact(context: &Context<'_>, fact: facts::FactId, output: &mut Output) {
    if let Some(at) = context.branch.columns.ids.iter().position(|id| *id == fact) {
        output.proves(context, at as u32);
    }
}
