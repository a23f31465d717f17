//! 每次: every record of a kind is as it should be.

use facts::{Period, Presence};
use rulebook::Status;

use crate::columns::{FactRow, NONE, PersonRow};
use crate::evaluator::{Context, Demands, Draft, Lack, Matched, Output, Plainly, Work, demanded};
use crate::program::{DemandPlan, Selected};
use crate::standing::One;

pub(crate) fn each(
    context: &Context<'_>,
    selected: &Selected,
    demands: &Demands,
    work: &mut Work,
    output: &mut Output,
) {
    let Work { matched, presence, not_known, .. } = work;
    context.matching(selected, matched);
    for Matched { row: at, which } in matched.iter().copied() {
        let (Some(row), Some(kind)) = (context.row(at), selected.kinds.get(usize::from(which))) else { continue };
        not_known.clear();
        if row.first < context.timetable.year_first || !context.binds_on(row.first, |found| not_known.push(found)) {
            continue;
        }
        let subject = One::Event(row.first, at);
        let draft = |status| Draft { subject, period: Period::Event, status, due: None, changes_on: None };
        if context.undecided(draft(Status::Unknown), not_known.iter().copied(), output) {
            continue;
        }
        let attendance = attendance_parts(context, kind.kind);
        let mut judge = |demand: &DemandPlan| match demand {
            DemandPlan::Field { bits, must_fill } => (field(row, demanded(bits, which).unwrap_or(0), *must_fill), 0),
            DemandPlan::Part { parts } => (part(context, row, demanded(parts, which)), 0),
            DemandPlan::AbsentAtMost(most) => absent(context, row, attendance, *most),
            DemandPlan::UnrecordedAtMost(most) => unrecorded(context, row, kind.kind, attendance, *most, presence),
            DemandPlan::RecordedWithin(days) => (if row.delay > *days { Status::Late } else { Status::Met }, 0),
        };
        let status = demands.iter().map(|demand| judge(demand).0).max_by_key(|status| severity(*status));
        let status = status.unwrap_or(Status::Met);
        output.write(context, draft(status));
        output.proves(context, at);
        for (index, demand) in demands.iter().enumerate() {
            let (found, people) = judge(demand);
            match demand {
                _ if found == Status::Met || found == Status::Late => {}
                DemandPlan::AbsentAtMost(_) | DemandPlan::UnrecordedAtMost(_) => {
                    output.lacks_plainly(Plainly::People(people))
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

fn field(row: &FactRow, bit: u64, must_fill: bool) -> Status {
    match () {
        () if row.holds & bit == bit => Status::Met,
        () if row.filled & bit == bit => Status::Breached,
        () if must_fill => Status::Missed,
        () => Status::Unknown,
    }
}

fn part(context: &Context<'_>, row: &FactRow, part: Option<u8>) -> Status {
    let played = context.branch.columns.people_of(row).iter().any(|person| Some(person.part) == part);
    if played { Status::Met } else { Status::Missed }
}

/// One bit for each of the kind's parts that says who was expected.
fn attendance_parts(context: &Context<'_>, kind: u16) -> u64 {
    let parts = context.program.kinds.get(usize::from(kind)).map_or(&[][..], |plan| plan.parts.as_slice());
    parts
        .iter()
        .enumerate()
        .filter(|(index, (_, attendance))| *attendance && *index < 64)
        .map(|(index, _)| 1 << index)
        .sum()
}

fn attends(person: &PersonRow, attendance: u64) -> bool {
    person.part < 64 && attendance >> person.part & 1 == 1
}

fn absent(context: &Context<'_>, row: &FactRow, attendance: u64, most: i64) -> (Status, u32) {
    let people = context.branch.columns.people_of(row).iter();
    let people = people.as_slice();
    let counts = |person: &PersonRow| attends(person, attendance) && person.presence == Presence::Absent;
    // Who stands there twice is one person; who is no member cannot be told from others.
    let again = |at: usize, person: &PersonRow| {
        person.person != NONE
            && people.iter().take(at).any(|earlier| counts(earlier) && earlier.person == person.person)
    };
    let absent = people.iter().enumerate().filter(|(at, person)| counts(person) && !again(*at, person)).count();
    (if absent as i64 * 100 > most { Status::Breached } else { Status::Met }, absent as u32)
}

/// Members of that day whom no session of the occasion mentions.
fn unrecorded(
    context: &Context<'_>,
    row: &FactRow,
    kind: u16,
    attendance: u64,
    most: i64,
    seen: &mut Vec<u8>,
) -> (Status, u32) {
    let roster = &context.branch.roster;
    seen.clear();
    seen.resize(roster.members.len(), 0);
    for session in context.branch.columns.rows(kind).iter().filter(|session| session.counts_first == row.counts_first) {
        for person in context.branch.columns.people_of(session).iter().filter(|person| attends(person, attendance)) {
            if let Some(seen) = seen.get_mut(usize::from(person.person)) {
                *seen = 1;
            }
        }
    }
    let members = roster.members.iter().zip(seen.iter());
    let unrecorded = members.filter(|(member, seen)| **seen == 0 && member.on(row.counts_first)).count();
    (if unrecorded as i64 * 100 > most { Status::Missed } else { Status::Met }, unrecorded as u32)
}
