//! 每 任意: so many records, or so much of a quantity, in every window of a length, whenever it begins.
//!
//! A window is owed that the subject stood through whole and that ends in the year of evaluation. The first owed window
//! that holds too little decides: it is missed once it is over, and while it runs its last day is the one by which the
//! next record is due. From one day to the next a window can only lose what left it and what a parameter raised, so
//! that not every day has to be tried as its first.

use facts::{Calendar, Day, Limit};
use roster::Stay;
use rulebook::{Number, Status};

use crate::calendar::weighing;
use crate::context::{Context, Matched};
use crate::dated::needed;
use crate::evaluator::Work;
use crate::output::{Draft, Output, Plainly};
use crate::owed::right_form;
use crate::program::TallyPlan;
use crate::standing::{One, follows};

/// Memory that subjects use in turn.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    /// The stretches through which the rule could bind somebody: it is in force, the organisation stands in its form.
    binding: Vec<Stay>,
    /// Those of them through which a subject stood and was not exempt.
    own: Vec<Stay>,
    /// The first days of a subject's owed windows, as stretches.
    owed: Vec<Stay>,
    /// What a subject's records add up to until each of their days.
    sums: Vec<(Day, i64)>,
    /// The first days to be tried.
    firsts: Vec<Day>,
}

/// What a subject's windows come to.
enum Judged {
    Enough,
    /// The first window that holds too little, and how much too little.
    Short(Stay, i64),
    /// What has to be reached is not known on the first day of a window.
    NotKnown,
}

/// The last day of a window that begins on a day.
fn last_day(window: Limit, first: Day) -> Day {
    window.after(first).plus_days(-1)
}

/// The first day of the earliest window that ends on a day or later.
pub(crate) fn first_ending(window: Limit, last: Day) -> Day {
    // A window's length back there may be no such date, and the last of the month before is too early.
    let mut first = window.before(last.plus_days(1));
    while last_day(window, first) < last {
        first = first.plus_days(1);
    }
    first
}

pub(crate) fn rolling(context: &Context<'_>, plan: &TallyPlan, window: Limit, work: &mut Work, output: &mut Output) {
    if !context.dated.in_force {
        return;
    }
    let Work { matched, windows, .. } = work;
    let as_of = context.timetable.as_of;
    let period = Calendar::Year.containing(as_of);
    binding(context, &mut windows.binding);
    for (subject, stays) in context.owed.subjects.iter().copied().zip(&context.owed.stays) {
        if context.exempt(subject, [as_of; 2]) {
            continue;
        }
        own_stretches(context, subject, stays, windows);
        owed_windows(context, window, windows);
        let draft = |status, due| Draft { subject, period, status, due, changes_on: None };
        if windows.owed.is_empty() || context.undecided(draft(Status::Unknown, None), 0, output) {
            continue;
        }
        context.rows_of_any_day(subject, &plan.selected, matched, weighing(context, plan));
        match judge(context, plan, window, matched, windows) {
            Judged::NotKnown => {
                output.write(context, draft(Status::Unknown, None));
                output.lacks_plainly(Plainly::Parameter);
            }
            Judged::Enough => {
                let inside = |day: Day| {
                    windows.owed.iter().any(|firsts| firsts.from <= day && day <= last_day(window, firsts.until))
                };
                write(context, draft(Status::Met, None), matched, inside, output);
            }
            Judged::Short(short, rest) => {
                // Like any period, a window is over at the end of its last day.
                let over = short.until <= as_of;
                let status = if over { Status::Missed } else { Status::Open };
                let changes_on = (!over).then_some(short.until);
                let draft = Draft { changes_on, ..draft(status, Some(short.until)) };
                write(context, draft, matched, |day| short.holds(day), output);
                output.lacks_plainly(if plan.weighs { Plainly::Quantity(rest) } else { Plainly::Records(rest as u32) });
                output.lacks_plainly(Plainly::Window(short.from, short.until));
            }
        }
    }
}

fn binding(context: &Context<'_>, binding: &mut Vec<Stay>) {
    binding.clear();
    let roster = &context.branch.roster;
    let ends = roster.forms.iter().skip(1).map(|next| next.from.plus_days(-1)).chain([Day::LATEST]);
    for (form, end) in roster.forms.iter().zip(ends) {
        for stands in &roster.stands {
            let from = form.from.max(stands.from).max(context.rule.from);
            let until = end.min(stands.until).min(context.rule.until);
            if from <= until && right_form(roster, context.duty, from) {
                match binding.last_mut() {
                    Some(last) if follows(last, Stay { from, until }) => last.until = last.until.max(until),
                    _ => binding.push(Stay { from, until }),
                }
            }
        }
    }
}

/// Where a subject's stays lie within what binds; an exemption takes its days out.
fn own_stretches(context: &Context<'_>, subject: One, stays: &[Stay], windows: &mut Windows) {
    let Windows { binding, own, .. } = windows;
    own.clear();
    for stay in stays {
        for binds in binding.iter() {
            let (from, until) = (stay.from.max(binds.from), stay.until.min(binds.until));
            not_exempt(context, subject, Stay { from, until }, own);
        }
    }
}

/// Adds what exemptions leave of a stretch, which may be empty.
fn not_exempt(context: &Context<'_>, subject: One, stretch: Stay, own: &mut Vec<Stay>) {
    let Stay { mut from, until } = stretch;
    while from <= until {
        let exempt = context.exempt_next(subject, from).filter(|exempt| exempt.from <= until);
        let free_until = exempt.map_or(until, |exempt| exempt.from.plus_days(-1));
        own.extend((from <= free_until).then_some(Stay { from, until: free_until }));
        match exempt.filter(|exempt| exempt.until < until) {
            Some(exempt) => from = exempt.until.plus_days(1),
            None => return,
        }
    }
}

/// The first days of the windows that lie within the subject's stretches and end in the year.
fn owed_windows(context: &Context<'_>, window: Limit, windows: &mut Windows) {
    let (year_first, year_last) = (context.timetable.year_first, context.timetable.year_last);
    windows.owed.clear();
    for stretch in &windows.own {
        let from = stretch.from.max(first_ending(window, year_first));
        let until = first_ending(window, stretch.until.min(year_last).plus_days(1)).plus_days(-1);
        windows.owed.extend((from <= until).then_some(Stay { from, until }));
    }
}

fn judge(context: &Context<'_>, plan: &TallyPlan, window: Limit, matched: &[Matched], windows: &mut Windows) -> Judged {
    let Windows { owed, sums, firsts, .. } = windows;
    let day_of = |one: &Matched| context.row(one.row).map(|row| row.counts_first);
    sums.clear();
    sums.extend(matched.iter().filter_map(|one| Some((day_of(one)?, one.weight))));
    sums.sort_unstable_by_key(|(day, _)| *day);
    firsts.clear();
    firsts.extend(owed.iter().map(|first| first.from));
    firsts.extend(sums.iter().map(|(day, _)| day.plus_days(1)));
    // Less than nothing takes something away from the windows that reach it.
    firsts.extend(sums.iter().filter(|(_, weight)| *weight < 0).map(|(day, _)| first_ending(window, *day)));
    if let Number::Parameter(index) = plan.need {
        let parameter = context.program.rulebook.parameters.get(index);
        firsts.extend(parameter.iter().flat_map(|parameter| &parameter.values).map(|value| value.from));
    }
    firsts.sort_unstable();
    let mut sum = 0;
    for (_, until_there) in sums.iter_mut() {
        sum += *until_there;
        *until_there = sum;
    }
    let sum_until = |last: Day| {
        let at = sums.partition_point(|(day, _)| *day <= last);
        at.checked_sub(1).and_then(|at| sums.get(at)).map_or(0, |(_, sum)| *sum)
    };
    for first in firsts.iter().copied().filter(|first| owed.iter().any(|owed| owed.holds(*first))) {
        let last = last_day(window, first);
        let Some(need) = needed(context.program, plan.need, plan.unit(), first) else { return Judged::NotKnown };
        let found = sum_until(last) - sum_until(first.plus_days(-1));
        if found < need {
            return Judged::Short(Stay { from: first, until: last }, need - found);
        }
    }
    Judged::Enough
}

/// Writes a finding with the records of the days that it is about.
fn write(context: &Context<'_>, draft: Draft, matched: &[Matched], inside: impl Fn(Day) -> bool, output: &mut Output) {
    let (mut proof, mut last) = (output.begin_proof(), u32::MAX);
    for one in matched.iter().filter(|one| context.row(one.row).is_some_and(|row| inside(row.counts_first))) {
        // A record that is added up in two of its fields is one record.
        if last != one.row {
            output.lay_down(&mut proof, one.row, one.delay);
            last = one.row;
        }
    }
    output.write_proven(context, draft, proof);
}
