//! Requirements that look at periods or at the roster: count, sum, attested; state and inventory.

use facts::Quantity;
use rulebook::{MetricRange, Number, Status};

use crate::columns::{Entry, NOT_STATED};
use crate::context::{Context, Matched};
use crate::dated::{DatedPeriod, UNNAMED};
use crate::evaluator::Work;
use crate::grounds::{behind_figure, behind_posts};
use crate::metric::metric;
use crate::output::{Draft, Lack, Output, Plainly, Proof};
use crate::program::{CurrentPlan, Selected, SelectedKind, TallyPlan};
use crate::standing::One;

/// 次数 and 合计: each subject's records, period by period.
pub(crate) fn tally(context: &Context<'_>, plan: &TallyPlan, matched: &mut Vec<Matched>, output: &mut Output) {
    let Some(calendar) = context.dated.calendar else { return };
    // Where there only must not be too many, nothing is due.
    let asks = plan.need != Number::Fixed(Quantity(0));
    // What counts for the day on which it occurred does so in time.
    let of_other_days = |kind: &SelectedKind| {
        context.program.kinds.get(usize::from(kind.kind)).is_some_and(|kind| kind.attributes.is_some())
    };
    let may_be_late = plan.selected.kinds.iter().any(of_other_days);
    for (subject, owes) in context.subjects() {
        if plan.weighs {
            context.rows_of(subject, calendar, &plan.selected, matched, weighing(context, plan));
        } else {
            // In a count each record weighs one: not to ask for it saves a fiftieth of what a branch takes.
            context.rows_of(subject, calendar, &plan.selected, matched, |_, _| 1);
        }
        // By day they mostly stand by period as well, and each needs to be looked at for one period only; those that do
        // not name theirs would come last.
        let by_period =
            matched.is_sorted_by_key(|one| one.place) && matched.last().is_none_or(|one| one.place != UNNAMED);
        let mut rest = &matched[..];
        for (place, period) in context.owed_periods(subject, owes) {
            let draft = |status| Draft { due: asks.then_some(period.due), ..Draft::dated(subject, period, status) };
            let Some(need) = context.decided(period.need, || draft(Status::Unknown), period, output) else { continue };
            let (tallied, unnamed) = match by_period {
                true => (tally_next(&mut rest, place, need, output), None),
                false => tally_unordered(context, matched, (place, period), need, output),
            };
            let Tallied { proof, sum, reached, .. } = tallied;
            let as_of = context.timetable.as_of;
            // What has occurred by the due day needs no second look.
            let late =
                || may_be_late && period.due < as_of && context.row(reached).is_some_and(|row| row.first > period.due);
            let status = match () {
                () if sum > period.most => Status::Breached,
                () if need <= 0 => Status::Met,
                () if unnamed.is_some() => Status::Unknown,
                () if reached == u32::MAX && as_of >= period.over => Status::Missed,
                () if reached == u32::MAX => Status::Open,
                () if late() => Status::Late,
                () => Status::Met,
            };
            output.write_proven(context, draft(status), proof);
            if status == Status::Breached {
                output.lacks_plainly(Plainly::TooMany((sum - period.most) as u32));
            }
            if matches!(status, Status::Missed | Status::Open) {
                let rest = need - sum;
                output.lacks_plainly(if plan.weighs { Plainly::Quantity(rest) } else { Plainly::Records(rest as u32) });
            }
            if let Some(kind) = unnamed.and_then(|which| plan.selected.kinds.get(usize::from(which))) {
                output.lacks(Lack::NamedPeriod(kind.kind));
            }
        }
    }
}

/// What the records of a period add up to.
struct Tallied {
    need: i64,
    sum: i64,
    /// The record by which what is needed was reached, `u32::MAX` where it was not.
    reached: u32,
    last: u32,
    proof: Proof,
}

impl Tallied {
    fn new(need: i64, output: &Output) -> Tallied {
        Tallied { need, sum: 0, reached: u32::MAX, last: u32::MAX, proof: output.begin_proof() }
    }

    fn add(&mut self, one: &Matched, weight: i64, output: &mut Output) {
        // A record that is added up in two of its fields is one record.
        if self.last != one.row {
            output.lay_down(&mut self.proof, one.row, one.delay);
            self.last = one.row;
        }
        self.sum += weight;
        self.reached = if self.reached == u32::MAX && self.sum >= self.need { one.row } else { self.reached };
    }
}

/// Of rows that stand by period, those of one; what stands before them is passed over for good.
fn tally_next(rest: &mut &[Matched], place: u8, need: i64, output: &mut Output) -> Tallied {
    let mut tallied = Tallied::new(need, output);
    while let Some((one, after)) = rest.split_first().filter(|(one, _)| one.place <= place) {
        if one.place == place {
            tallied.add(one, one.weight, output);
        }
        *rest = after;
    }
    tallied
}

/// The same of rows in any order, with those that may be about the period although they do not say so, where they
/// decide: then it is said of which kind the first of them is.
fn tally_unordered(
    context: &Context<'_>,
    matched: &[Matched],
    (place, period): (u8, &DatedPeriod),
    need: i64,
    output: &mut Output,
) -> (Tallied, Option<u8>) {
    let mut tallied = Tallied::new(need, output);
    let unnamed = unnamed_that_decide(context, matched, (place, period), need);
    for one in matched {
        if one.place == place {
            tallied.add(one, one.weight, output);
        } else if unnamed.is_some() && context.may_be_about(one, period) {
            tallied.add(one, 0, output);
        }
    }
    (tallied, unnamed)
}

/// What a record adds to a count or a sum.
pub(crate) fn weighing<'c>(
    context: &'c Context<'_>,
    plan: &'c TallyPlan,
) -> impl Fn(&Entry, &SelectedKind) -> i64 + 'c {
    let quantities = &context.branch.columns.quantities;
    move |entry, kind| match plan.weighs {
        true => quantities.get(entry.quantities as usize + usize::from(kind.quantity)).copied().unwrap_or(NOT_STATED),
        false => 1,
    }
}

/// Where records that should name their period and do not would make up what a period lacks: which kind the first of
/// them is of.
fn unnamed_that_decide(
    context: &Context<'_>,
    matched: &[Matched],
    (place, period): (u8, &DatedPeriod),
    need: i64,
) -> Option<u8> {
    if !context.dated.needs_names {
        return None;
    }
    let mut unnamed = matched.iter().filter(|one| context.may_be_about(one, period));
    let first = unnamed.next()?;
    let perhaps = first.weight + unnamed.map(|one| one.weight).sum::<i64>();
    let sure: i64 = matched.iter().filter(|one| one.place == place).map(|one| one.weight).sum();
    (sure < need && need <= sure + perhaps).then_some(first.which)
}

/// 认定: the latest attestation of the period decides.
pub(crate) fn attested(
    context: &Context<'_>,
    selected: &Selected,
    sufficient: u64,
    matched: &mut Vec<Matched>,
    output: &mut Output,
) {
    let Some(calendar) = context.dated.calendar else { return };
    for (subject, owes) in context.subjects() {
        context.rows_of(subject, calendar, selected, matched, |_, _| 1);
        for (place, period) in context.owed_periods(subject, owes) {
            let draft = |status| Draft::dated(subject, period, status);
            if context.undecided(draft(Status::Unknown), period.bit, output) {
                continue;
            }
            let latest = matched.iter().rev().find(|one| one.place == place).map(|one| one.row);
            let row = latest.and_then(|at| context.row(at));
            let status = match row {
                Some(row) if row.holds & sufficient == sufficient && row.first > period.due => Status::Late,
                Some(row) if row.holds & sufficient == sufficient => Status::Met,
                None if context.timetable.as_of < period.over => Status::Open,
                _ => Status::Missed,
            };
            output.write(context, draft(status));
            if let Some(at) = latest {
                output.proves(context, at);
            }
            if matches!(status, Status::Open | Status::Missed) {
                output.lacks_plainly(Plainly::Attestation);
            }
        }
    }
}

/// 状态: every figure in its range on the day of evaluation.
pub(crate) fn state(context: &Context<'_>, ranges: &[MetricRange], work: &mut Work, output: &mut Output) {
    let Work { figures: judged, grounds, .. } = work;
    if !context.dated.in_force {
        return;
    }
    let as_of = context.timetable.as_of;
    for subject in context.owed.subjects.iter().copied() {
        let draft = |status| Draft { subject, period: facts::Period::Standing, status, due: None, changes_on: None };
        if context.exempt(subject, [as_of; 2]) || context.undecided(draft(Status::Unknown), 0, output) {
            continue;
        }
        judged.clear();
        judged.extend(ranges.iter().map(|range| judge(context, range, subject)));
        let status = judged.iter().map(|(status, _)| *status).max_by_key(|status| severity(*status));
        grounds.clear();
        ranges.iter().for_each(|range| behind_figure(context.branch, range.metric, subject, as_of, grounds));
        let proof = output.lay_down_state(context, grounds);
        output.write_proven(context, draft(status.unwrap_or(Status::Met)), proof);
        judged.iter().filter_map(|(_, lack)| *lack).for_each(|lack| output.lacks_plainly(lack));
    }
}

/// A figure outside its hard range, then one that is not known, then one outside the advised range.
fn severity(status: Status) -> u8 {
    match status {
        Status::Breached => 3,
        Status::Unknown => 2,
        Status::Advice => 1,
        _ => 0,
    }
}

fn judge(context: &Context<'_>, range: &MetricRange, subject: One) -> (Status, Option<Plainly>) {
    let as_of = context.timetable.as_of;
    let Some(found) = metric(&context.branch.roster, range.metric, subject, as_of) else {
        return (Status::Unknown, Some(Plainly::UnknownFigure(range.metric)));
    };
    let number = |number: Option<rulebook::Number>| number.map(|number| context.program.rulebook.number(number, as_of));
    let (least, most) = (number(range.at_least), number(range.at_most));
    let (advised_least, advised_most) = (number(range.advised_at_least), number(range.advised_at_most));
    let outside = |least: Option<Option<Quantity>>, most: Option<Option<Quantity>>| {
        least.flatten().is_some_and(|least| found < least) || most.flatten().is_some_and(|most| found > most)
    };
    let figure = Some(Plainly::Figure(range.metric, found.0));
    match () {
        () if outside(least, most) => (Status::Breached, figure),
        () if [least, most, advised_least, advised_most].contains(&Some(None)) => {
            (Status::Unknown, Some(Plainly::Parameter))
        }
        () if outside(advised_least, advised_most) => (Status::Advice, figure),
        () => (Status::Met, None),
    }
}

/// 齐备: each post is held by somebody.
pub(crate) fn posts(context: &Context<'_>, posts: &[roster::Post], grounds: &mut Vec<u32>, output: &mut Output) {
    if !context.dated.in_force {
        return;
    }
    let (roster, as_of) = (&context.branch.roster, context.timetable.as_of);
    let held = |post: &roster::Post| roster.posts.iter().any(|held| held.post == *post && held.stay.holds(as_of));
    for subject in context.owed.subjects.iter().copied() {
        let draft = |status| Draft { subject, period: facts::Period::Standing, status, due: None, changes_on: None };
        if context.exempt(subject, [as_of; 2]) || context.undecided(draft(Status::Unknown), 0, output) {
            continue;
        }
        let status = if posts.iter().all(held) { Status::Met } else { Status::Missed };
        grounds.clear();
        behind_posts(context.branch, as_of, |post| posts.contains(&post), grounds);
        let proof = output.lay_down_state(context, grounds);
        output.write_proven(context, draft(status), proof);
        for (index, _) in posts.iter().enumerate().filter(|(_, post)| !held(post)) {
            output.lacks(Lack::Post(index as u8));
        }
    }
}

/// 齐备 现有: the latest record of each item is as it should be.
pub(crate) fn current(context: &Context<'_>, plan: &CurrentPlan, work: &mut Work, output: &mut Output) {
    if !context.dated.in_force {
        return;
    }
    let as_of = context.timetable.as_of;
    let Some(kind) = plan.selected.kinds.first() else { return };
    let asked = || (0u8..).zip(&plan.items).filter(|(index, _)| context.dated.items >> (index & 63) & 1 == 1);
    let columns = &context.branch.columns;
    for subject in context.owed.subjects.iter().copied() {
        let draft = |status| Draft { subject, period: facts::Period::Standing, status, due: None, changes_on: None };
        if context.exempt(subject, [as_of; 2]) || context.undecided(draft(Status::Unknown), 0, output) {
            continue;
        }
        let is_about = |at: u32| match subject {
            One::Case(named) => columns.value(at, kind) == Some(named),
            _ => true,
        };
        let latest = |item: &u64| {
            let mut rows = columns.numbered(kind.kind).rev();
            rows.find(|(row, at)| row.holds & item == *item && is_about(*at))
        };
        let there = |item: &u64| latest(item).is_some_and(|(row, _)| kind.takes(row.holds));
        let status = if asked().all(|(_, item)| there(item)) { Status::Met } else { Status::Missed };
        work.grounds.clear();
        work.grounds.extend(asked().filter_map(|(_, item)| latest(item).map(|(_, at)| at)));
        let proof = output.lay_down_state(context, &mut work.grounds);
        output.write_proven(context, draft(status), proof);
        for (index, _) in asked().filter(|(_, item)| !there(item)) {
            output.lacks(Lack::Item(index));
        }
    }
}
