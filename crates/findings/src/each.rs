//! 每次: every record of a kind is as it should be.

use facts::{Period, Presence};
use rulebook::Status;

use crate::columns::{FactRow, NONE, PersonRow};
use crate::context::Context;
use crate::evaluator::Work;
use crate::output::{Draft, Lack, Output, Plainly};
use crate::program::{DemandPlan, Selected};
use crate::standing::One;

pub(crate) fn each(
    context: &Context<'_>,
    selected: &Selected,
    demands: &[DemandPlan],
    work: &mut Work,
    output: &mut Output,
) {
    let Work { matched, presence, not_known, judged, .. } = work;
    let recorded_within = demands.iter().find_map(|demand| match demand {
        DemandPlan::RecordedWithin(days) => Some(*days),
        _ => None,
    });
    let year_first = context.timetable.year_first;
    context.matching(selected, matched, |row| row.first >= year_first);
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
        let due = recorded_within.and_then(|days| Some(context.detail(taken.row)?.last.plus_days(days)));
        let draft = |status| Draft { subject, period: Period::Event, status, due, changes_on: None };
        if context.cannot_decide(draft(Status::Unknown), not_known.iter().copied(), output) {
            continue;
        }
        let judge = |demand: &DemandPlan| match demand {
            DemandPlan::Field { bits, must_fill } => {
                (field(context, taken.row, demanded(bits, taken.which), *must_fill), 0)
            }
            DemandPlan::Part { parts } => (part(context, row, demanded(parts, taken.which)), 0),
            DemandPlan::AbsentAtMost(most) => absent(context, row, kind.kind, *most),
            DemandPlan::UnrecordedAtMost(most) => unrecorded(context, taken.row, kind.kind, *most, presence),
            DemandPlan::RecordedWithin(days) => (if row.delay > *days { Status::Late } else { Status::Met }, 0),
        };
        judged.clear();
        judged.extend(demands.iter().map(judge));
        let status = judged.iter().map(|(status, _)| *status).max_by_key(|status| severity(*status));
        let mut proof = output.begin_proof();
        output.lay_down(&mut proof, taken.row, taken.delay);
        output.write_proven(context, draft(status.unwrap_or(Status::Met)), proof);
        for (index, (demand, (found, people))) in demands.iter().zip(judged.iter()).enumerate() {
            match demand {
                _ if matches!(found, Status::Met | Status::Late) => {}
                DemandPlan::AbsentAtMost(_) | DemandPlan::UnrecordedAtMost(_) => {
                    output.lacks_plainly(Plainly::People(*people))
                }
                _ => output.lacks(Lack::Demand(index as u8)),
            }
        }
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

fn part(context: &Context<'_>, row: &FactRow, part: Option<u8>) -> Status {
    let played = context.branch.columns.people_of(row).iter().any(|person| Some(person.part) == part);
    if played { Status::Met } else { Status::Missed }
}

/// Whether a person stands in one of the parts of the kind that say who was expected.
fn attends(context: &Context<'_>, kind: u16) -> impl Fn(&PersonRow) -> bool {
    let attendance = context.program.kinds.get(usize::from(kind)).map_or(0, |plan| plan.attendance);
    move |person| person.part < 64 && attendance >> person.part & 1 == 1
}

fn absent(context: &Context<'_>, row: &FactRow, kind: u16, most: i64) -> (Status, u32) {
    let people = context.branch.columns.people_of(row);
    let attends = attends(context, kind);
    let counts = |person: &PersonRow| person.presence == Presence::Absent && attends(person);
    // Who stands there twice is one person; who is no member cannot be told from others.
    let again = |at: usize, person: &PersonRow| {
        person.person != NONE
            && people.iter().take(at).any(|earlier| counts(earlier) && earlier.person == person.person)
    };
    let absent = people.iter().enumerate().filter(|(at, person)| counts(person) && !again(*at, person)).count();
    (if absent as i64 * 100 > most { Status::Breached } else { Status::Met }, absent as u32)
}

/// Members of that day whom no session of the occasion mentions.
fn unrecorded(context: &Context<'_>, at: u32, kind: u16, most: i64, seen: &mut Vec<u8>) -> (Status, u32) {
    let Some((row, detail)) = context.row(at).zip(context.detail(at)) else { return (Status::Unknown, 0) };
    let (roster, columns) = (&context.branch.roster, &context.branch.columns);
    let attends = attends(context, kind);
    seen.clear();
    seen.resize(roster.members.len(), 0);
    let mut see = |session: &FactRow| {
        for person in columns.people_of(session).iter().filter(|person| attends(person)) {
            if let Some(seen) = seen.get_mut(usize::from(person.person)) {
                *seen = 1;
            }
        }
    };
    match detail.shares_day {
        true => columns.rows(kind).iter().filter(|other| other.counts_first == row.counts_first).for_each(see),
        false => see(row),
    }
    let members = roster.members.iter().zip(seen.iter());
    let unrecorded = members.filter(|(member, seen)| **seen == 0 && member.on(row.counts_first)).count();
    (if unrecorded as i64 * 100 > most { Status::Missed } else { Status::Met }, unrecorded as u32)
}

/// A demand's bit or part for the kind at `which` in its selector.
fn demanded<T: Copy>(list: &[T], which: u8) -> Option<T> {
    list.get(usize::from(which)).copied()
}
