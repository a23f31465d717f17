//! 期限 and 届期: one thing within a limit of another; re-election before the term ends.

use facts::{Calendar, Day, Limit, Period};
use rulebook::{Bound, Metric, Number, Status};

use crate::columns::FactRow;
use crate::context::{Context, Matched};
use crate::evaluator::Work;
use crate::metric::metric;
use crate::output::{Draft, Lack, Output, Plainly};
use crate::owed::NotKnown;
use crate::program::{Selected, SelectedKind, TriggerPlan, WithinPlan};
use crate::standing::One;
use crate::vacancy::vacancies;

pub(crate) fn within(context: &Context<'_>, plan: &WithinPlan, work: &mut Work, output: &mut Output) {
    match &plan.trigger {
        TriggerPlan::PeriodStart => period_start(context, plan, &mut work.matched, output),
        TriggerPlan::Record(trigger) => {
            let Work { matched, not_known, used, .. } = work;
            context.matching(trigger, matched, |_| true);
            used.clear();
            for taken in matched.iter() {
                if let (Some(row), Some(kind)) = (context.row(taken.row), trigger.kinds.get(usize::from(taken.which))) {
                    after_record(context, plan, (taken.row, row, kind), used, not_known, output);
                }
            }
        }
        TriggerPlan::Vacancy(posts) => {
            if let Bound::After(limit) = plan.bound {
                vacancies(context, posts, limit, work, output);
            }
        }
        TriggerPlan::Beyond { metric, number, above } => {
            crossing(context, plan, Figure { metric: *metric, number: *number, above: *above }, work, output);
        }
    }
}

/// The rows of a selected kind that `wanted` takes, each after its place by day and ledger.
fn taken<'c>(
    context: &'c Context<'_>,
    kind: &'c SelectedKind,
    wanted: impl Fn(&SelectedKind, u32, &FactRow) -> bool + 'c,
) -> impl DoubleEndedIterator<Item = (u32, u32)> + 'c {
    let rows = context.branch.columns.numbered(kind.kind);
    let rows = rows.filter(move |(row, at)| kind.takes(row.holds) && wanted(kind, *at, row));
    rows.filter_map(|(_, at)| Some((context.detail(at)?.order, at)))
}

/// The first selected row, by day and ledger, that `wanted` takes.
fn first_matching(
    context: &Context<'_>,
    selected: &Selected,
    wanted: impl Fn(&SelectedKind, u32, &FactRow) -> bool,
) -> Option<u32> {
    selected.kinds.iter().filter_map(|kind| taken(context, kind, &wanted).next()).min().map(|(_, at)| at)
}

fn last_matching(
    context: &Context<'_>,
    selected: &Selected,
    wanted: impl Fn(&SelectedKind, u32, &FactRow) -> bool,
) -> Option<u32> {
    selected.kinds.iter().filter_map(|kind| taken(context, kind, &wanted).next_back()).max().map(|(_, at)| at)
}

/// Each period's first day sets the limit. A record made ahead, which says that it is for the period, is in time.
/// One that does not say so is for the period in whose limit it was made; after that it may be a late one for this
/// period or an early one for the next.
fn period_start(context: &Context<'_>, plan: &WithinPlan, matched: &mut Vec<Matched>, output: &mut Output) {
    let Some(calendar) = context.rule.calendar else { return };
    for (subject, owes) in context.subjects() {
        for (place, period) in context.owed_periods(subject, owes) {
            let draft = Draft::dated(subject, period, Status::Unknown);
            if context.undecided(draft, period.bit, output) {
                continue;
            }
            let sure = |row: &FactRow| {
                context.place(calendar, row.counts_for) == place && !(row.unnamed && period.due < row.first)
            };
            let found = first_matching(context, &plan.selected, |_, _, row| sure(row));
            let before_due = due_before(calendar, plan.bound, period.span.first);
            let perhaps = |row: &FactRow| {
                let too_late = period.due < row.first && row.first <= period.span.last;
                let ahead = before_due.is_some_and(|due| due < row.first && row.first < period.span.first);
                row.unnamed && (too_late || ahead)
            };
            matched.clear();
            if found.is_none() {
                context.matching(&plan.selected, matched, perhaps);
            }
            let kind = matched.first().and_then(|one| plan.selected.kinds.get(usize::from(one.which)));
            let Some(kind) = kind else {
                let (period, due) = (period.span.period, period.due);
                write(context, Settled { subject, period, due, trigger: None, found }, output);
                continue;
            };
            output.write(context, draft);
            matched.iter().for_each(|one| output.proves(context, one.row));
            output.lacks(Lack::NamedPeriod(kind.kind));
        }
    }
}

/// The last day in time of the period before the one that begins on a day.
fn due_before(calendar: Calendar, bound: Bound, first: Day) -> Option<Day> {
    let (before, _) = calendar.containing(first.plus_days(-1)).days()?;
    match bound {
        Bound::After(limit) => Some(limit.after(before)),
        Bound::Before { .. } => None,
    }
}

fn after_record(
    context: &Context<'_>,
    plan: &WithinPlan,
    (at, trigger, kind): (u32, &FactRow, &SelectedKind),
    used: &mut Vec<u32>,
    not_known: &mut Vec<NotKnown>,
    output: &mut Output,
) {
    let due = match plan.bound {
        Bound::After(limit) => limit.after(trigger.first),
        Bound::Before { at_least, .. } => at_least.before(trigger.first),
    };
    let subject = One::Event(trigger.first, at);
    let binds = binding_event(context, subject, trigger.first, due, not_known, output);
    if !binds && !plan.same {
        return;
    }
    let columns = &context.branch.columns;
    // With the same value, one record answers one trigger: two problems of one name are solved twice.
    let another = |of: &SelectedKind, found: u32| {
        found != at && (!plan.same || !used.contains(&found) && columns.hold_the_same((at, kind), (found, of)))
    };
    let found = match plan.bound {
        Bound::After(_) => {
            first_matching(context, &plan.selected, |of, found, row| row.first >= trigger.first && another(of, found))
        }
        Bound::Before { no_earlier, .. } => {
            let earliest = no_earlier.before(trigger.first);
            let before = |of: &SelectedKind, found: u32, row: &FactRow| {
                earliest <= row.first && row.first <= trigger.first && another(of, found)
            };
            last_matching(context, &plan.selected, |of, found, row| row.first <= due && before(of, found, row))
                .or_else(|| first_matching(context, &plan.selected, before))
        }
    };
    used.extend(found.filter(|_| plan.same));
    if binds {
        write(context, Settled { subject, period: Period::Event, due, trigger: Some(at), found }, output);
    }
}

/// Whether an event is to be judged; where the rule's conditions cannot be decided, that is written instead.
pub(crate) fn binding_event(
    context: &Context<'_>,
    subject: One,
    trigger: Day,
    due: Day,
    not_known: &mut Vec<NotKnown>,
    output: &mut Output,
) -> bool {
    not_known.clear();
    if !context.timetable.is_of_the_year(trigger, due) || !context.binds_on(trigger, |found| not_known.push(found)) {
        return false;
    }
    let draft = Draft { subject, period: Period::Event, status: Status::Unknown, due: Some(due), changes_on: None };
    !context.cannot_decide(draft, not_known.iter().copied(), output)
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
    let status = status_of(context, done, settled.due);
    let changes_on = (status == Status::Open).then_some(settled.due.plus_days(1));
    let Settled { subject, period, due, .. } = settled;
    output.write(context, Draft { subject, period, status, due: Some(due), changes_on });
    let order = |at: Option<u32>| at.and_then(|at| context.detail(at)).map(|detail| detail.order);
    let (first, second) = match settled.trigger {
        Some(_) if settled.found.is_some() && order(settled.found) < order(settled.trigger) => {
            (settled.found, settled.trigger)
        }
        trigger => (trigger, settled.found),
    };
    first.into_iter().chain(second).for_each(|at| output.proves(context, at));
    if settled.found.is_none() {
        output.lacks_plainly(Plainly::Records(1));
    }
}

/// Writes what became of an event of which no single record tells, with the records that do.
pub(crate) fn write_event(
    context: &Context<'_>,
    subject: One,
    due: Day,
    status: Status,
    rows: &mut Vec<u32>,
    output: &mut Output,
) {
    let changes_on = (status == Status::Open).then_some(due.plus_days(1));
    rows.sort_unstable_by_key(|row| context.detail(*row).map(|detail| detail.order));
    rows.dedup();
    let mut proof = output.begin_proof();
    for (at, row) in rows.iter().filter_map(|at| Some((*at, context.row(*at)?))) {
        output.lay_down(&mut proof, at, row.delay_days());
    }
    let draft = Draft { subject, period: Period::Event, status, due: Some(due), changes_on };
    output.write_proven(context, draft, proof);
    if matches!(status, Status::Open | Status::Missed) {
        output.lacks_plainly(Plainly::Records(1));
    }
}

pub(crate) fn status_of(context: &Context<'_>, done: Option<Day>, due: Day) -> Status {
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
    let not_known = &mut work.not_known;
    let mut since: Option<Day> = None;
    for day in context.branch.turning_days.iter().copied() {
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
    let found = first_matching(context, &plan.selected, |_, _, row| row.first >= trigger);
    let record = found.and_then(|at| context.row(at)).map(|row| row.first);
    let by_record = record.is_some_and(|record| back.is_none_or(|back| record <= back));
    let done = if by_record { record } else { back };
    let status = status_of(context, done, due);
    let changes_on = (status == Status::Open).then_some(due.plus_days(1));
    let subject = One::Event(trigger, u32::MAX);
    output.write(context, Draft { subject, period: Period::Event, status, due: Some(due), changes_on });
    match (by_record, found, done) {
        (true, Some(at), _) => output.proves(context, at),
        (_, _, None) => output.lacks_plainly(Plainly::Records(1)),
        _ => {}
    }
}

/// 届期: one finding for the term that runs, and one for the term that ended this year.
pub(crate) fn term(context: &Context<'_>, length: Limit, extension: Limit, output: &mut Output) {
    if !context.dated.in_force {
        return;
    }
    let roster = &context.branch.roster;
    let as_of = context.timetable.as_of;
    let elections = || roster.elections.iter().zip(&context.branch.grounds.elections).rev();
    let current = elections().next();
    let earlier = elections().find(|(election, _)| current.is_some_and(|(current, _)| election.day < current.day));
    for subject in context.owed.subjects.iter().copied() {
        let draft = |status, due, changes_on| Draft { subject, period: Period::Term, status, due, changes_on };
        if context.exempt(subject, [as_of; 2]) || context.undecided(draft(Status::Unknown, None, None), 0, output) {
            continue;
        }
        let Some((current, current_row)) = current else {
            output.write(context, draft(Status::Unknown, None, None));
            output.lacks_plainly(Plainly::Election);
            continue;
        };
        if let Some((earlier, earlier_row)) = earlier.filter(|_| current.day >= context.timetable.year_first) {
            let due = term_ends(context, (earlier.day, current.day), length, extension);
            let status = if current.day <= due { Status::Met } else { Status::Late };
            output.write(context, draft(status, Some(due), None));
            earlier_row.iter().chain(current_row).for_each(|at| output.proves(context, *at));
        }
        let due = term_ends(context, (current.day, Day::LATEST), length, extension);
        let open = as_of <= due;
        let status = if open { Status::Open } else { Status::Missed };
        output.write(context, draft(status, Some(due), open.then_some(due.plus_days(1))));
        current_row.iter().for_each(|at| output.proves(context, *at));
        output.lacks_plainly(Plainly::Records(1));
    }
}

/// The last day of a term that began on `elected`, with the longest postponement that was approved during it, which is
/// before the next election.
fn term_ends(context: &Context<'_>, (elected, next): (Day, Day), length: Limit, extension: Limit) -> Day {
    let due = length.after(elected);
    let latest = extension.after(due);
    let of_this_term = |day: Day| elected <= day && day < next;
    let approved = context.branch.roster.postponements.iter().filter(|postponed| postponed.approved);
    let approved = approved.filter(|postponed| of_this_term(postponed.day));
    approved.map(|postponed| postponed.until.min(latest)).fold(due, Day::max)
}
