//! 每次: every record of a kind is as it should be.

use facts::{Day, Period};
use rulebook::{Length, Status};

use crate::columns::{FactRow, PersonRow};
use crate::context::Context;
use crate::evaluator::Work;
use crate::figures::{self, Figures};
use crate::output::{Draft, Lack, Output, Plainly};
use crate::program::{DemandPlan, Selected};
use crate::run::{ABSENT, NOT_EXPECTED, rank};
use crate::standing::One;

pub(crate) fn each(
    context: &Context<'_>,
    (selected, left_out): (&Selected, &[Selected]),
    demands: &[DemandPlan<'_>],
    work: &mut Work,
    output: &mut Output,
) {
    let Work { matched, presence, not_known, judged, .. } = work;
    let year_first = context.timetable.year_first;
    context.matching(selected, matched, |row| row.first >= year_first);
    let left_out = figures::left_out(context, left_out);
    let binds_all_year = !matched.is_empty() && context.binds_all_year();
    for taken in matched.iter() {
        let (Some(row), Some(kind)) = (context.row(taken.row), selected.kinds.get(usize::from(taken.which))) else {
            continue;
        };
        not_known.clear();
        if !binds_all_year && !context.binds_on(row.first, |found| not_known.push(found)) {
            continue;
        }
        let subject = One::Event(row.first, taken.row);
        let recorded_due = |limit: Length| {
            let last = context.detail(taken.row)?.last;
            Some(context.program.rulebook.length(limit, row.first)?.after(last))
        };
        // Of several limits the first to be over is the last day in time.
        let limits = demands.iter().filter_map(|demand| match demand {
            DemandPlan::RecordedWithin(limit) => recorded_due(*limit),
            _ => None,
        });
        let due = limits.min();
        let draft = |status| Draft { subject, period: Period::Event, status, due, changes_on: None };
        if context.cannot_decide(draft(Status::Unknown), not_known.iter().copied(), output) {
            continue;
        }
        let mut attendance = || attendance(context, taken.row, kind.kind, presence);
        let figures = Figures { context, row, which: taken.which, kind: kind.kind, left_out };
        let judge = |(index, demand): (u8, &DemandPlan<'_>)| {
            let itself = Some(Lack::Demand(index));
            match demand {
                DemandPlan::Field { bits, must_fill } => {
                    let found = field(context, taken.row, demanded(bits, taken.which), *must_fill);
                    (found, if found == Status::Breached { Some(Lack::Unfit(index)) } else { itself })
                }
                DemandPlan::Part { parts } => (part(context, row, demanded(parts, taken.which)), itself),
                DemandPlan::AbsentAtMost(most) => absent(attendance(), *most),
                DemandPlan::UnrecordedAtMost(most) => unrecorded(attendance(), *most),
                DemandPlan::Ratio(plan) => figures.ratio(plan, index),
                DemandPlan::Total(plan) => figures.total(plan, index),
                DemandPlan::Rated(plan) => figures.rated(plan, index),
                DemandPlan::RecordedWithin(limit) => (recorded(context, taken.row, row, recorded_due(*limit)), None),
            }
        };
        judged.clear();
        judged.extend((0..).zip(demands).map(judge));
        let status = judged.iter().map(|(status, _)| *status).max_by_key(|status| severity(*status));
        let mut proof = output.begin_proof();
        output.lay_down(&mut proof, taken.row, taken.delay);
        output.write_proven(context, draft(status.unwrap_or(Status::Met)), proof);
        let unmet = judged.iter().filter(|(found, _)| !matches!(found, Status::Met | Status::Late));
        unmet.filter_map(|(_, lack)| *lack).for_each(|lack| output.lacks(lack));
    }
}

/// Of several demands the gravest decides.
fn severity(status: Status) -> u8 {
    match status {
        Status::Breached => 4,
        Status::Missed => 3,
        Status::Unknown => 2,
        Status::Late => 1,
        _ => 0,
    }
}

fn field(context: &Context<'_>, at: u32, bit: Option<u64>, must_fill: bool) -> Status {
    let bit = bit.unwrap_or(0);
    match () {
        () if context.row(at).is_some_and(|row| row.holds & bit == bit) => Status::Met,
        () if context.detail(at).is_some_and(|detail| detail.filled & bit == bit) => Status::Breached,
        () if must_fill => Status::Missed,
        () => Status::Unknown,
    }
}

fn recorded(context: &Context<'_>, at: u32, row: &FactRow, due: Option<Day>) -> Status {
    let last = context.detail(at).map(|detail| detail.last);
    let late = last.zip(due).is_some_and(|(last, due)| last.plus_days(row.delay) > due);
    if late { Status::Late } else { Status::Met }
}

fn part(context: &Context<'_>, row: &FactRow, part: Option<u8>) -> Status {
    let played = context.branch.columns.people_of(row).iter().any(|person| Some(person.part) == part);
    if played { Status::Met } else { Status::Missed }
}

/// Whether a person stands in one of the parts of the kind that say who was expected.
pub(crate) fn attends(context: &Context<'_>, kind: u16) -> impl Fn(&PersonRow) -> bool {
    let plan = context.program.kinds.get(usize::from(kind));
    move |person| plan.is_some_and(|plan| plan.attends(person.part))
}

/// How the members of a record's day were there. Who is away and takes part elsewhere, or is exempted, was not expected.
struct Attendance {
    /// Those whom the record says were absent without a reason, and who were at no other session of the occasion.
    absent: u32,
    /// Those of whom no session says whether they were there.
    unrecorded: u32,
}

fn attendance(context: &Context<'_>, at: u32, kind: u16, best: &mut Vec<u8>) -> Option<Attendance> {
    let (row, detail) = context.row(at).zip(context.detail(at))?;
    let (roster, columns) = (&context.branch.roster, &context.branch.columns);
    let attends = attends(context, kind);
    best.clear();
    best.resize(roster.members.len(), NOT_EXPECTED);
    let mut see = |session: &FactRow| {
        for person in columns.people_of(session).iter().filter(|person| attends(person)) {
            if let Some(best) = best.get_mut(usize::from(person.person)) {
                *best = (*best).max(rank(person.presence));
            }
        }
    };
    match detail.shares_day {
        true => columns.rows(kind).iter().filter(|other| other.counts_first == row.counts_first).for_each(see),
        false => see(row),
    }
    // Who is absent from another session alone is that session's affair.
    let said_here = |member: usize| {
        !detail.shares_day
            || columns.people_of(row).iter().any(|person| usize::from(person.person) == member && attends(person))
    };
    let day = row.counts_first;
    let mut attendance = Attendance { absent: 0, unrecorded: 0 };
    if !context.branch.roster.stands_on(day) {
        return Some(attendance);
    }
    for (member, best) in best.iter().enumerate().filter(|(_, best)| **best <= ABSENT) {
        match *best {
            _ if !context.expects(member, day) => {}
            NOT_EXPECTED => attendance.unrecorded += 1,
            _ => attendance.absent += u32::from(said_here(member)),
        }
    }
    Some(attendance)
}

/// Of whom nothing is said may have been absent too: then it is not known whether too many were.
fn absent(attendance: Option<Attendance>, most: i64) -> (Status, Option<Lack>) {
    let Some(Attendance { absent, unrecorded }) = attendance else { return (Status::Unknown, None) };
    match () {
        () if i64::from(absent) * 100 > most => (Status::Breached, plainly(Plainly::Absent(absent))),
        () if i64::from(absent + unrecorded) * 100 > most => {
            (Status::Unknown, plainly(Plainly::Unrecorded(unrecorded)))
        }
        () => (Status::Met, None),
    }
}

fn unrecorded(attendance: Option<Attendance>, most: i64) -> (Status, Option<Lack>) {
    let Some(Attendance { unrecorded, .. }) = attendance else { return (Status::Unknown, None) };
    match i64::from(unrecorded) * 100 > most {
        true => (Status::Missed, plainly(Plainly::Unrecorded(unrecorded))),
        false => (Status::Met, None),
    }
}

fn plainly(plain: Plainly) -> Option<Lack> {
    Some(Lack::Plain(plain))
}

/// A demand's bit or part for the kind at `which` in its selector.
pub(crate) fn demanded<T: Copy>(list: &[T], which: u8) -> Option<T> {
    list.get(usize::from(which)).copied()
}
