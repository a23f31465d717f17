//! 期限 and 届期: one thing within a limit of another; re-election before the term ends.
//!
//! What sets the limit going is a record, a change of the roster or the start of a period; months without a record are
//! in `opening`. A limit is in time through its last day. Whether the record that answers says what it should is not
//! asked here: what does not is none.

use std::ops::RangeInclusive;

use facts::{Calendar, Day, Limit, Period};
use rulebook::{Bound, Length, Metric, Number, Status};

use crate::columns::{FactRow, Order};
use crate::context::{Context, Matched};
use crate::dated::DatedPeriod;
use crate::evaluator::Work;
use crate::metric::metric;
use crate::opening::empty_months;
use crate::output::{Draft, Lack, Output, Plainly};
use crate::owed::NotKnown;
use crate::program::{Selected, SelectedKind, TriggerPlan, WithinPlan};
use crate::standing::One;
use crate::vacancy::vacancies;

pub(crate) fn within(context: &Context<'_>, plan: &WithinPlan, work: &mut Work, output: &mut Output) {
    match &plan.trigger {
        TriggerPlan::PeriodStart { no_earlier } => {
            period_start(context, (plan, *no_earlier), &mut work.matched, output);
        }
        TriggerPlan::Record(trigger) => after_records(context, plan, trigger, work, output),
        TriggerPlan::Vacancy(posts) => {
            if let Bound::After(limit) = plan.bound {
                vacancies(context, posts, limit, work, output);
            }
        }
        TriggerPlan::EmptyMonths(selected, in_a_row, dues) => {
            empty_months(context, plan, (selected, *in_a_row, dues), &mut work.paid, output);
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
) -> impl DoubleEndedIterator<Item = (Order, u32)> + 'c {
    let rows = context.branch.columns.numbered(kind.kind);
    let rows = rows.filter(move |(row, at)| kind.takes(row.holds) && wanted(kind, *at, row));
    rows.filter_map(|(_, at)| Some((context.detail(at)?.order, at)))
}

/// The first selected row, by day and ledger, that `wanted` takes.
pub(crate) fn first_matching(
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
/// period or an early one for the next. Where there is an earliest day, nothing that lies before it is for the period.
fn period_start(
    context: &Context<'_>,
    (plan, no_earlier): (&WithinPlan, Option<Length>),
    matched: &mut Vec<Matched>,
    output: &mut Output,
) {
    let Some(calendar) = context.dated.calendar else { return };
    for (subject, owes) in context.subjects() {
        for (place, period) in context.owed_periods(subject, owes) {
            let draft = Draft::dated(subject, period, Status::Unknown);
            if context.undecided(draft, period.bit, output) {
                continue;
            }
            let opens = opens(context, no_earlier, period);
            let sure = |row: &FactRow| {
                let in_place = context.place(calendar, row.counts_for) == place;
                in_place && opens <= row.first && !(row.unnamed && period.due < row.first)
            };
            let found = first_matching(context, &plan.selected, |_, _, row| sure(row));
            let before_due = due_before(context, calendar, plan.bound, period.span.first);
            let perhaps = |row: &FactRow| {
                let too_late = period.due < row.first && row.first <= period.span.last;
                let ahead = before_due.is_some_and(|due| due < row.first && row.first < period.span.first);
                row.unnamed && opens <= row.first && (too_late || ahead)
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

/// The first day on which a record is for a period. A checked rulebook has every length.
fn opens(context: &Context<'_>, no_earlier: Option<Length>, period: &DatedPeriod) -> Day {
    let Some(length) = no_earlier else { return Day::EARLIEST };
    let limit = context.program.rulebook.length(length, period.span.middle);
    limit.map_or(Day::LATEST, |limit| limit.after(period.span.first))
}

/// The last day in time of the period before the one that begins on a day.
fn due_before(context: &Context<'_>, calendar: Calendar, bound: Bound, first: Day) -> Option<Day> {
    let before = calendar.containing(first.plus_days(-1));
    match bound {
        Bound::After(limit) => Some(context.program.rulebook.length(limit, before.middle()?)?.after(before.days()?.0)),
        Bound::Before { .. } => None,
    }
}

/// A record that sets a limit.
#[derive(Clone, Copy)]
struct Setting<'k> {
    at: u32,
    kind: &'k SelectedKind,
    day: Day,
    due: Day,
    /// The days of a record that answers it at all.
    any: (Day, Day),
}

impl<'k> Setting<'k> {
    fn new(context: &Context<'_>, bound: Bound, taken: &Matched, kind: &'k SelectedKind) -> Option<Setting<'k>> {
        let day = context.row(taken.row)?.first;
        let limit = |length: Length| context.program.rulebook.length(length, day);
        let (due, any) = match bound {
            Bound::After(length) => (limit(length)?.after(day), (day, Day::LATEST)),
            Bound::Before { at_least, no_earlier } => {
                (limit(at_least)?.before(day), (limit(no_earlier)?.before(day), day))
            }
        };
        Some(Setting { at: taken.row, kind, day, due, any })
    }

    /// The days of a record that answers it, in time or at all.
    fn days(&self, in_time: bool) -> RangeInclusive<Day> {
        let (first, last) = self.any;
        first..=if in_time { self.due } else { last }
    }
}

fn after_records(context: &Context<'_>, plan: &WithinPlan, trigger: &Selected, work: &mut Work, output: &mut Output) {
    let Work { matched, not_known, used, answers, .. } = work;
    context.matching(trigger, matched, |_| true);
    let settings = || {
        matched.iter().filter_map(|taken| {
            let kind = trigger.kinds.get(usize::from(taken.which))?;
            Setting::new(context, plan.bound, taken, kind)
        })
    };
    if plan.once {
        pair(context, plan, settings, used, answers);
    }
    for (index, setting) in settings().enumerate() {
        let subject = One::Event(setting.day, setting.at);
        if !binding_event(context, subject, setting.day, setting.due, not_known, output) {
            continue;
        }
        let found = match plan.once {
            true => answers.get(index).copied().flatten(),
            false => nearest(context, plan, &setting),
        };
        let Setting { at, due, .. } = setting;
        write(context, Settled { subject, period: Period::Event, due, trigger: Some(at), found }, output);
    }
}

/// Which record answers each, where one answers one: by day each takes the first that is left and in time. What comes
/// late before an event still lies close to it, and is taken at once where nothing is in time. After an event it may
/// come at any time: only what is left when all have chosen is late, so that what was never answered takes nothing away
/// from what was answered in time.
fn pair<'k, Settings: Iterator<Item = Setting<'k>>>(
    context: &Context<'_>,
    plan: &WithinPlan,
    settings: impl Fn() -> Settings,
    used: &mut Vec<u32>,
    answers: &mut Vec<Option<u32>>,
) {
    used.clear();
    answers.clear();
    let late_at_once = matches!(plan.bound, Bound::Before { .. });
    for late in [late_at_once, true] {
        for (index, setting) in settings().enumerate() {
            if answers.get(index).is_some_and(Option::is_some) {
                continue;
            }
            let first_left = |in_time: bool| {
                let days = setting.days(in_time);
                first_matching(context, &plan.selected, |of, at, row| {
                    days.contains(&row.first) && answers_to(context, plan, &setting, of, at) && !used.contains(&at)
                })
            };
            let found = first_left(true).or_else(|| if late { first_left(false) } else { None });
            used.extend(found);
            match answers.get_mut(index) {
                Some(answer) => *answer = found,
                None => answers.push(found),
            }
        }
    }
}

/// After a record the first one answers it; before it the last one that is early enough, else the first.
fn nearest(context: &Context<'_>, plan: &WithinPlan, setting: &Setting<'_>) -> Option<u32> {
    let within = |in_time: bool| {
        let days = setting.days(in_time);
        move |of: &SelectedKind, at: u32, row: &FactRow| {
            days.contains(&row.first) && answers_to(context, plan, setting, of, at)
        }
    };
    let last = match plan.bound {
        Bound::After(_) => None,
        Bound::Before { .. } => last_matching(context, &plan.selected, within(true)),
    };
    last.or_else(|| first_matching(context, &plan.selected, within(false)))
}

/// Whether a row, of whatever day, can answer: it is another one, is for the time of the event where it names a period,
/// and holds the same, or is about the same person, where that is asked for.
fn answers_to(context: &Context<'_>, plan: &WithinPlan, setting: &Setting<'_>, of: &SelectedKind, at: u32) -> bool {
    let columns = &context.branch.columns;
    let names_period = context.program.kinds.get(usize::from(of.kind)).is_some_and(|kind| kind.names_period);
    let is_of_then = |row: &FactRow| row.unnamed || (row.counts_first..=row.counts_last).contains(&setting.day);
    at != setting.at
        && (!names_period || context.row(at).is_some_and(is_of_then))
        && (!plan.same || columns.hold_the_same((setting.at, setting.kind), (at, of)))
        && (!plan.same_person || columns.name_the_same((setting.at, setting.kind), (at, of)))
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
    limit: Length,
    (trigger, back): (Day, Option<Day>),
    not_known: &mut Vec<NotKnown>,
    output: &mut Output,
) {
    let Some(due) = context.program.rulebook.length(limit, trigger).map(|limit| limit.after(trigger)) else { return };
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
pub(crate) fn term(context: &Context<'_>, length: Length, extension: Length, output: &mut Output) {
    let as_of = context.timetable.as_of;
    let limit = |length: Length| context.program.rulebook.length(length, as_of);
    let Some((length, extension)) = limit(length).zip(limit(extension)).filter(|_| context.dated.in_force) else {
        return;
    };
    let roster = &context.branch.roster;
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
