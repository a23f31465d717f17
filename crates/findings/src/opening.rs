//! 期限 from 起 缺月: so many months in a row without a record oblige somebody to do something about it.
//!
//! The months are those of 连续 缺月, but as they stood on the day on which they were enough: a record that is made
//! later takes nothing back, since what has begun ends by what somebody decides and writes down. What nobody decided,
//! neither in the year before nor in this one, is asked about anew in each year in which the months go on.

use facts::Day;
use rulebook::{Bound, Number, Status};

use crate::columns::FactRow;
use crate::context::Context;
use crate::dated::MONTHS;
use crate::output::{Draft, Output, Plainly};
use crate::payment::{Paid, waivers};
use crate::program::{Selected, SelectedKind, WithinPlan};
use crate::run::{excused_months, known_months, longest_run};
use crate::standing::One;
use crate::within::{first_matching, status_of};

/// By month, the first day on which something was so; [`Day::LATEST`] where it never was.
type Since = [Day; MONTHS];

pub(crate) fn empty_months(
    context: &Context<'_>,
    plan: &WithinPlan,
    (of, in_a_row, dues): (&Selected, Number, &[Selected]),
    said: &mut Vec<Paid>,
    output: &mut Output,
) {
    let (Some(_), Bound::After(limit)) = (context.dated.calendar, plan.bound) else { return };
    let known = of.kinds.iter().fold(0, |months, kind| months | known_months(context, kind));
    // Since when what was recorded is asked only of those few who owe anything.
    let mut kept = None;
    for ((subject, owes), months) in context.subjects().zip(&context.owed.months) {
        let One::Person(member) = subject else { continue };
        let owed = months & known & !recorded_when_over(context, of, member);
        if owed == 0 {
            continue;
        }
        let kept = kept.get_or_insert_with(|| kept_since(context, of));
        let recorded = recorded_since(context, of, member);
        let waived = waivers(context, dues, member, said).iter().fold(0, |months, waiver| months | waiver.months);
        let owed = owed & !excused_months(context, member) & !waived;
        for (_, period) in context.owed_periods(subject, owes) {
            let Some(in_a_row) = context.program.rulebook.number(in_a_row, period.span.middle) else { continue };
            let in_a_row = usize::try_from(in_a_row.0.div_euclid(100)).unwrap_or(MONTHS).max(1);
            // Most who owe a month do not owe enough of them in a row.
            if (longest_run(owed, u32::MAX).0 as usize) < in_a_row {
                continue;
            }
            let Some(limit) = context.program.rulebook.length(limit, period.span.middle) else { continue };
            let within = period.span.first..=period.span.last;
            let answer = |since: Day| {
                first_matching(context, &plan.selected, |kind, _, row| {
                    row.first >= since && is_about(context, kind, row, member)
                })
            };
            let asked_on = |run: EnoughMonths| {
                if context.timetable.is_of_the_year(run.first, limit.after(run.first)) {
                    return Some(run.first);
                }
                let again = run.of_the_year?;
                let looked_into = answer(run.since).and_then(|at| context.row(at)).is_some_and(|row| row.first < again);
                (!looked_into).then_some(again)
            };
            let mut asked = runs(context, owed, (kept, &recorded), in_a_row).filter_map(asked_on);
            let Some(day) = asked.find(|day| within.contains(day)) else { continue };
            let due = limit.after(day);
            let draft = |status: Status| Draft {
                subject,
                period: period.span.period,
                status,
                due: Some(due),
                changes_on: (status == Status::Open).then(|| due.plus_days(1)),
            };
            if context.undecided(draft(Status::Unknown), period.bit, output) {
                continue;
            }
            let found = answer(day);
            let done = found.and_then(|at| context.row(at)).map(|row| row.first);
            output.write(context, draft(status_of(context, done, due)));
            match found {
                Some(at) => output.proves(context, at),
                None => output.lacks_plainly(Plainly::Records(1)),
            }
        }
    }
}

/// Months that follow one another without a gap and were enough on each of these days.
#[derive(Clone, Copy)]
struct EnoughMonths {
    first: Day,
    /// From when on somebody may have looked into them: months that go back as far as is looked may have been enough
    /// long before.
    since: Day,
    /// The first of them in the year of the day as of which is asked.
    of_the_year: Option<Day>,
}

fn runs(
    context: &Context<'_>,
    owed: u32,
    (kept, recorded): (&Since, &Since),
    in_a_row: usize,
) -> impl Iterator<Item = EnoughMonths> {
    let timetable = context.timetable;
    let owes = move |month: usize| owed >> month & 1 == 1;
    // The day on which the months up to one were enough: they are over, and the branch's ledger tells of each.
    let enough_on = move |last: usize| {
        let months = (last + 1).checked_sub(in_a_row)?..=last;
        let over = timetable.months.get(last)?.last;
        let day = kept.get(months.clone())?.iter().copied().fold(over, Day::max);
        let empty = months.clone().all(owes) && recorded.get(months)?.iter().all(|since| *since > day);
        (empty && day <= timetable.as_of).then_some(day)
    };
    let of_one = move |last: usize, day: Day| EnoughMonths {
        first: day,
        since: if last < in_a_row { timetable.before_first } else { day },
        of_the_year: (day >= timetable.year_first).then_some(day),
    };
    let earlier = |one: Option<Day>, other: Option<Day>| one.into_iter().chain(other).min();
    let mut last = 0;
    std::iter::from_fn(move || {
        let mut run = None::<EnoughMonths>;
        while last < MONTHS {
            let day = enough_on(last).map(|day| of_one(last, day));
            last += 1;
            match (run, day) {
                (Some(known), Some(more)) => {
                    let of_the_year = earlier(known.of_the_year, more.of_the_year);
                    let (first, since) = (known.first.min(more.first), known.since.min(more.since));
                    run = Some(EnoughMonths { first, since, of_the_year });
                }
                (None, more) => run = more,
                (Some(_), None) => break,
            }
        }
        run
    })
}

/// Since when the branch's ledger tells of each month.
fn kept_since(context: &Context<'_>, of: &Selected) -> Since {
    let mut since = [Day::LATEST; MONTHS];
    for kind in &of.kinds {
        for row in context.branch.columns.rows(kind.kind).iter().filter(|row| kind.takes(row.holds)) {
            put(&mut since, row.tells_months(context.timetable), row.first);
        }
    }
    since
}

/// The months of which a member had a record when they were over, one bit each.
fn recorded_when_over(context: &Context<'_>, of: &Selected, member: u16) -> u32 {
    let mut in_time = 0;
    recorded(context, of, member, |months, day| in_time |= months & context.timetable.months_from(day));
    in_time
}

/// Since when a member has a record of each month.
fn recorded_since(context: &Context<'_>, of: &Selected, member: u16) -> Since {
    let mut since = [Day::LATEST; MONTHS];
    recorded(context, of, member, |months, day| put(&mut since, months, day));
    since
}

/// Visits a member's records, each with the months that it is for, one bit each, and its day.
fn recorded(context: &Context<'_>, of: &Selected, member: u16, mut visit: impl FnMut(u32, Day)) {
    for kind in &of.kinds {
        for own in context.branch.columns.appearances_of(kind.kind, member) {
            let counts = kind.part.played_by(own.part) && own.presence.counts_as_present() && kind.takes(own.holds);
            if let Some(row) = context.row(own.row).filter(|_| counts) {
                visit(own.counts_for.months(), row.first);
            }
        }
    }
}

fn put(since: &mut Since, mut months: u32, day: Day) {
    while months != 0 {
        if let Some(first) = since.get_mut(months.trailing_zeros() as usize) {
            *first = (*first).min(day);
        }
        months &= months - 1;
    }
}

fn is_about(context: &Context<'_>, kind: &SelectedKind, row: &FactRow, member: u16) -> bool {
    let mut there = context.branch.columns.people_of(row).iter();
    there.any(|there| there.person == member && kind.part.played_by(there.part) && there.presence.counts_as_present())
}
