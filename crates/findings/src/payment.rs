//! 足额: every member pays what is due for every month.

use facts::Day;
use rulebook::Status;

use crate::columns::{Entry, NOT_STATED, Order};
use crate::context::Context;
use crate::dated::Span;
use crate::evaluator::Work;
use crate::output::{Draft, Lack, Output, Plainly};
use crate::program::{PaymentPlan, Selected};
use crate::standing::One;

/// One record of a member: what is due from its first day on, or what was paid for its period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paid {
    /// Which entry of the rule's dues says so; payments have none.
    due: Option<u8>,
    /// What is said; none where the field is not filled in.
    amount: Option<i64>,
    first: Day,
    last: Day,
    /// The months that it can be for, one bit each.
    months: u32,
    /// When it was paid, or said.
    on: Day,
    row: u32,
    delay: u16,
}

pub(crate) fn payment(context: &Context<'_>, plan: &PaymentPlan<'_>, work: &mut Work, output: &mut Output) {
    let Work { paid, said, .. } = work;
    for (subject, owes) in context.subjects() {
        let One::Person(member) = subject else { continue };
        collect(context, (&plan.dues, Some(&plan.sources)), member, paid);
        said.clear();
        said.extend(paid.iter().filter(|one| one.due.is_some()));
        // Who never was told how much has nothing to hold payments against: that is one thing, not one for each month.
        if !said.iter().any(|one| one.amount.is_some()) {
            continue;
        }
        let paid_elsewhere = context.branch.roster.members.get(usize::from(member)).and_then(|one| one.dues_paid_until);
        for (_, period) in context.owed_periods(subject, owes) {
            if paid_elsewhere.is_some_and(|until| period.span.last <= until) {
                continue;
            }
            let draft = |status| Draft::dated(subject, period, status);
            if context.undecided(draft(Status::Unknown), period.bit, output) {
                continue;
            }
            let due = due(said, &period.span);
            let need = due.and_then(|due| due.amount);
            let (mut in_time, mut in_all) = (0, 0);
            let mut proof = output.begin_proof();
            // Most of what a member paid is for another month, which one look at its bits tells.
            for one in paid.iter().filter(|one| one.months & period.months != 0) {
                let share = if one.due.is_none() { share(one, &period.span) } else { None };
                let counts = match share {
                    None => one.due.is_some() && due.is_some_and(|due| due.row == one.row),
                    Some(share) => {
                        let over = one.last.max(period.span.last);
                        let in_its_time = one.on <= over;
                        // Most were, and need no reckoning with the calendar.
                        let counts = in_its_time || one.on <= plan.payment.later.after(over);
                        in_time += if in_its_time { share } else { 0 };
                        in_all += if counts { share } else { 0 };
                        counts
                    }
                };
                if counts {
                    output.lay_down(&mut proof, one.row, one.delay);
                }
            }
            let status = match need {
                None => Status::Unknown,
                Some(need) if need <= in_time => Status::Met,
                Some(need) if need <= in_all => Status::Late,
                Some(_) if context.timetable.as_of >= period.over => Status::Missed,
                Some(_) => Status::Open,
            };
            output.write_proven(context, draft(status), proof);
            match (need, due.and_then(|due| due.due)) {
                (Some(need), _) if need > in_all => output.lacks_plainly(Plainly::Quantity(need - in_all)),
                (Some(_), _) => {}
                (None, Some(entry)) => output.lacks(Lack::DueField(entry)),
                (None, None) => output.lacks_plainly(Plainly::NoDue),
            }
        }
    }
}

/// A record by which nothing is due from a member.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiver {
    pub row: u32,
    pub delay: u16,
    /// For which months, one bit each.
    pub months: u32,
}

/// The records by which a month is free of dues, of those that say what is due, which are left in `said`.
pub(crate) fn waivers(context: &Context<'_>, dues: &[Selected], member: u16, said: &mut Vec<Paid>) -> Vec<Waiver> {
    collect(context, (dues, None), member, said);
    let mut waivers: Vec<Waiver> = Vec::new();
    let is_free = |one: &Paid| one.amount.is_some_and(|due| due <= 0);
    if !said.iter().any(is_free) {
        return waivers;
    }
    for (bit, month) in context.timetable.months.iter().enumerate() {
        let Some(by) = due(said, month).filter(is_free) else { continue };
        match waivers.iter_mut().find(|waiver| waiver.row == by.row) {
            Some(waiver) => waiver.months |= 1 << bit,
            None => waivers.push(Waiver { row: by.row, delay: by.delay, months: 1 << bit }),
        }
    }
    waivers
}

/// What names a member in the rule's part, by day and ledger.
fn collect(
    context: &Context<'_>,
    (dues, sources): (&[Selected], Option<&Selected>),
    member: u16,
    paid: &mut Vec<Paid>,
) {
    paid.clear();
    let entries =
        dues.iter().zip(0..).flat_map(|(selected, at)| selected.kinds.iter().map(move |kind| (kind, Some(at))));
    let all = entries.chain(sources.iter().flat_map(|sources| &sources.kinds).map(|kind| (kind, None)));
    for (kind, due) in all {
        let mut before = u32::MAX;
        let own = context.branch.columns.appearances_of(kind.kind, member).iter();
        for entry in own.filter(|own| kind.part.played_by(own.part) && own.presence.counts_as_present()) {
            let twice = std::mem::replace(&mut before, entry.row) == entry.row;
            if !twice
                && kind.takes(entry.holds)
                && let Some(said) = one(context, entry, due, kind.quantity)
            {
                paid.push(said);
            }
        }
    }
    // Mostly days are enough, and where a record stands in the ledger is looked up only where they are not.
    paid.sort_unstable_by(|one, other| {
        one.on.cmp(&other.on).then_with(|| order(context, one).cmp(&order(context, other)))
    });
}

fn order(context: &Context<'_>, one: &Paid) -> Option<Order> {
    context.detail(one.row).map(|detail| detail.order)
}

fn one(context: &Context<'_>, entry: &Entry, due: Option<u8>, quantity: u8) -> Option<Paid> {
    let row = context.row(entry.row)?;
    let place = entry.quantities as usize + usize::from(quantity);
    let amount = context.branch.columns.quantities.get(place).copied().filter(|found| *found != NOT_STATED);
    let (first, last) = match due {
        Some(_) => match context.detail(entry.row)?.last {
            // Without a span of its own it goes on.
            last if last == row.first => (row.first, Day::LATEST),
            last => (row.first, last),
        },
        None => (row.counts_first, row.counts_last),
    };
    // What is due goes on, and some payments are for months of two years.
    let months = if due.is_none() { entry.counts_for.months() } else { 0 };
    let months = if months == 0 { u32::MAX } else { months };
    let said = Paid { due, amount, first, last, months, on: row.first, row: entry.row, delay: entry.delay };
    (due.is_some() || amount.is_some()).then_some(said)
}

/// The record that says what is due for a month: of the first entry that has one, the latest.
fn due(said: &[Paid], month: &Span) -> Option<Paid> {
    let in_force = said.iter().filter(|one| one.first <= month.last && month.first <= one.last);
    // They stand by day and ledger, so that of several of one entry the last is the latest.
    in_force.rev().min_by_key(|one| one.due).copied()
}

/// What of a payment is for a month; none where nothing is.
fn share(one: &Paid, month: &Span) -> Option<i64> {
    let amount = one.amount?;
    if month.first <= one.first && one.last <= month.last {
        return Some(amount);
    }
    if one.first > month.first || month.last > one.last {
        return None;
    }
    let month_of = |day: Day| i64::from(day.year()) * 12 + i64::from(day.month());
    let months = month_of(one.last) - month_of(one.first) + 1;
    let place = month_of(month.first) - month_of(one.first);
    Some(amount.div_euclid(months) + i64::from(place < amount.rem_euclid(months)))
}
