//! 程序: a case goes through its steps in order and in time.
//!
//! A step is taken by the first of its records that does not come before the steps that were taken earlier in the
//! order; where there is none, by its first record, which is then out of order. What comes later in the order must not
//! come without it, unless it may be left out.

use facts::{Day, Period};
use rulebook::{Procedure, Status, Step, StepLimit};

use crate::columns::Columns;
use crate::context::Context;
use crate::dated::DatedPeriod;
use crate::evaluator::Work;
use crate::finding::StepFault;
use crate::output::{Draft, Lack, Output};
use crate::program::{ProcedurePlan, Selected};
use crate::standing::One;

/// A record that takes a step of a case, or ends it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    /// Which case: by what the record holds, or the place of its period.
    case: u32,
    /// The step's place in the order; one more than there are for what ends a case.
    step: usize,
    day: Day,
    row: u32,
    delay: u16,
}

/// What a case comes to.
struct Judged {
    status: Status,
    due: Option<Day>,
    changes_on: Option<Day>,
}

/// The last day in time and the first on which it is too late.
type Due = (Day, Day);

/// What is set for all steps of a case.
struct Limits {
    /// The end of the period that the case belongs to.
    end: Option<Due>,
    /// The day on which parameters are looked up.
    dated: Day,
}

pub(crate) fn procedure(context: &Context<'_>, plan: &ProcedurePlan<'_>, work: &mut Work, output: &mut Output) {
    match plan.procedure.by {
        Some(_) => cases(context, plan, work, output),
        None => periods(context, plan, work, output),
    }
}

/// One case for each value that records hold, in the order in which they began. What comes after an end begins another.
fn cases(context: &Context<'_>, plan: &ProcedurePlan<'_>, work: &mut Work, output: &mut Output) {
    let columns = &context.branch.columns;
    let mut taken = std::mem::take(&mut work.taken);
    taken.clear();
    for (step, selected) in plan.selected.iter().enumerate() {
        take_all(columns, selected, step, &mut taken);
    }
    taken.sort_unstable_by_key(|one| (one.case, context.detail(one.row).map(|detail| detail.order), one.step));
    let end = plan.procedure.steps.len();
    let mut begun = std::mem::take(&mut work.begun);
    begun.clear();
    let mut at = 0;
    for of_one in taken.chunk_by(|one, next| one.case == next.case) {
        for case in of_one.split_inclusive(|one| one.step == end) {
            let order = case.first().and_then(|first| context.detail(first.row)).map_or(0, |detail| detail.order);
            begun.push((order, at, at + case.len()));
            at += case.len();
        }
    }
    begun.sort_unstable();
    for (_, from, until) in begun.iter().copied() {
        one_case(context, plan.procedure, taken.get(from..until).unwrap_or_default(), work, output);
    }
    (work.taken, work.begun) = (taken, begun);
}

fn take_all(columns: &Columns, selected: &Selected, step: usize, taken: &mut Vec<Taken>) {
    for kind in &selected.kinds {
        for (row, at) in columns.numbered(kind.kind).filter(|(row, _)| kind.takes(row.holds)) {
            let Some(case) = columns.value(at, kind) else { continue };
            taken.push(Taken { case, step, day: row.first, row: at, delay: row.delay_days() });
        }
    }
}

fn one_case(context: &Context<'_>, procedure: &Procedure, case: &[Taken], work: &mut Work, output: &mut Output) {
    let end = procedure.steps.len();
    let Some(first) = case.first().filter(|first| first.step != end) else { return };
    let judged = judge(context, procedure, case, Limits { end: None, dated: first.day }, work);
    let under_way = work.faults.iter().any(|(_, fault)| fault.is_to_be_done());
    // What was over before the year is no business of this year's.
    if !under_way && case.last().is_none_or(|last| last.day < context.timetable.year_first) {
        return;
    }
    let subject = One::Case(first.case);
    let draft =
        |status| Draft { subject, period: Period::Case, status, due: judged.due, changes_on: judged.changes_on };
    work.not_known.clear();
    let binds = context.binds_on(first.day, |found| work.not_known.push(found));
    if !binds || context.cannot_decide(draft(Status::Unknown), work.not_known.iter().copied(), output) {
        return;
    }
    write(context, draft(judged.status), case.last().filter(|last| last.step == end), work, output);
}

/// One case for each subject and period, whose end is the limit for every step.
fn periods(context: &Context<'_>, plan: &ProcedurePlan<'_>, work: &mut Work, output: &mut Output) {
    let Some(calendar) = context.dated.calendar else { return };
    let mut taken = std::mem::take(&mut work.taken);
    for (subject, owes) in context.subjects() {
        taken.clear();
        for (step, selected) in plan.selected.iter().enumerate() {
            context.rows_of(subject, calendar, selected, &mut work.matched, |_, _| 1);
            taken.extend(work.matched.iter().filter_map(|one| {
                let day = context.row(one.row)?.first;
                Some(Taken { case: one.place.into(), step, day, row: one.row, delay: one.delay })
            }));
        }
        taken.sort_unstable_by_key(|one| (one.case, context.detail(one.row).map(|detail| detail.order), one.step));
        for (place, period) in context.owed_periods(subject, owes) {
            let of_period = taken.partition_point(|one| one.case < u32::from(place))
                ..taken.partition_point(|one| one.case <= u32::from(place));
            let case = taken.get(of_period).unwrap_or_default();
            one_period(context, plan.procedure, (subject, period), case, work, output);
        }
    }
    work.taken = taken;
}

fn one_period(
    context: &Context<'_>,
    procedure: &Procedure,
    (subject, period): (One, &DatedPeriod),
    case: &[Taken],
    work: &mut Work,
    output: &mut Output,
) {
    if context.undecided(Draft::dated(subject, period, Status::Unknown), period.bit, output) {
        return;
    }
    let end = procedure.steps.len();
    let ended = case.iter().find(|one| one.step == end);
    let limits = Limits { end: Some((period.due, period.over)), dated: period.span.middle };
    let judged = judge(context, procedure, case, limits, work);
    let draft = Draft {
        subject,
        period: period.span.period,
        status: judged.status,
        due: judged.due,
        changes_on: judged.changes_on,
    };
    write(context, draft, ended, work, output);
}

/// Chooses the record of each step and says what is wrong with it; steps, and faults in their order, are left in `work`.
fn judge(context: &Context<'_>, procedure: &Procedure, case: &[Taken], limits: Limits, work: &mut Work) -> Judged {
    let as_of = context.timetable.as_of;
    choose(procedure, case, &mut work.chosen);
    let ended = case.iter().any(|one| one.step == procedure.steps.len());
    let chosen = &work.chosen;
    let day_of = |step: usize| chosen.get(step).copied().flatten().map(|one| one.day);
    let from = |limit: StepLimit| {
        let day = day_of(limit.from)?;
        Some(context.program.rulebook.length(limit.limit, limits.dated)?.after(day))
    };
    let due_of = |step: &Step| {
        let own = step.latest.and_then(from).map(|due| (due, due.plus_days(1)));
        own.into_iter().chain(limits.end).min()
    };
    let last_taken = chosen.iter().rposition(Option::is_some);
    let mut before: Option<Day> = None;
    let (mut owed, mut over, mut changes_on, mut last_due) = (None::<Day>, false, None::<Day>, None);
    work.faults.clear();
    let mut next = true;
    for (index, step) in procedure.steps.iter().enumerate() {
        let due = due_of(step);
        let fault = match day_of(index) {
            Some(day) => {
                last_due = due.or(last_due);
                let fault = match () {
                    () if before.is_some_and(|before| day < before) => Some(StepFault::OutOfOrder),
                    () if step.earliest.and_then(from).is_some_and(|earliest| day < earliest) => {
                        Some(StepFault::TooEarly)
                    }
                    () => due.is_some_and(|(due, _)| due < day).then_some(StepFault::Late),
                };
                before = before.max(Some(day));
                fault
            }
            None if step.optional => None,
            None if last_taken.is_some_and(|last| index < last) => Some(StepFault::Skipped),
            None if ended => None,
            None => {
                let is_over = due.is_some_and(|(_, over)| over <= as_of);
                owed = owed.into_iter().chain(due.map(|(due, _)| due)).min();
                over |= is_over;
                let later = due.map(|(_, over)| over).filter(|_| !is_over);
                changes_on = changes_on.into_iter().chain(later).min();
                let first = std::mem::replace(&mut next, false);
                match () {
                    () if is_over => Some(StepFault::Overdue),
                    () => first.then_some(StepFault::Next),
                }
            }
        };
        work.faults.extend(fault.map(|fault| (index as u8, fault)));
    }
    let status = match () {
        () if work.faults.iter().any(|(_, fault)| fault.breaches()) => Status::Breached,
        () if over => Status::Missed,
        () if !next => Status::Open,
        () if work.faults.iter().any(|(_, fault)| *fault == StepFault::Late) => Status::Late,
        () => Status::Met,
    };
    // Of what is to be done the first limit; else the last one that there was.
    let due = if next { last_due.map(|(due, _)| due) } else { owed };
    Judged { status, due, changes_on }
}

fn choose(procedure: &Procedure, case: &[Taken], chosen: &mut Vec<Option<Taken>>) {
    chosen.clear();
    let mut before: Option<Day> = None;
    for step in 0..procedure.steps.len() {
        let own = || case.iter().filter(|one| one.step == step);
        let found = own().find(|one| before <= Some(one.day)).or_else(|| own().next()).copied();
        before = before.max(found.map(|one| one.day));
        chosen.push(found);
    }
}

fn write(context: &Context<'_>, draft: Draft, ended: Option<&Taken>, work: &mut Work, output: &mut Output) {
    let order = |one: &Option<Taken>| one.and_then(|one| context.detail(one.row).map(|detail| detail.order));
    work.chosen.extend(ended.map(|ended| Some(*ended)));
    work.chosen.sort_unstable_by_key(order);
    work.chosen.dedup_by_key(|one| one.map(|one| one.row));
    let mut proof = output.begin_proof();
    for one in work.chosen.iter().flatten() {
        output.lay_down(&mut proof, one.row, one.delay);
    }
    output.write_proven(context, draft, proof);
    work.faults.iter().for_each(|(step, fault)| output.lacks(Lack::Step(*step, *fault)));
}
