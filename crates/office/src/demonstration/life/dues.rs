//! Dues: the base fixed each January and on joining, and each member's payment month by month.

use facts::{Calendar, Day, Fen};

use super::Life;
use crate::demonstration::Character;
use crate::demonstration::branch::{Branch, Member};
use crate::demonstration::entry::Entry;
use crate::demonstration::people::monthly_dues;
use crate::demonstration::window::{Window, working_day_from};

pub(super) fn month(life: &mut Life<'_>, month: Day) {
    let branch = life.branch;
    let last = month.plus_months(1).plus_days(-1);
    for member in branch.members.iter().filter(|member| member.from <= last) {
        fix_base(life, member, month);
        pay(life, member, month, last);
    }
}

/// The day from which this branch's book knows the member's dues.
fn begins(branch: &Branch, member: &Member, window: Window) -> Day {
    working_day_from(member.from.max(branch.first_day(window)))
}

fn fix_base(life: &mut Life<'_>, member: &Member, month: Day) {
    let begins = begins(life.branch, member, life.window);
    let in_month = |day: Day| day.year() == month.year() && day.month() == month.month();
    let january = month.month() == 1 && member.from < month;
    let day = if in_month(begins) { begins } else { working_day_from(month.plus_days(9)) };
    if !(january || in_month(begins)) || !life.happens(day) || !member.belongs(day) {
        return;
    }
    let base = base(member, month.year(), life.window);
    let entry = Entry::new("dues-base-set", day)
        .money("base", base)
        .money("due", reckoned(life, base, member.person.retired))
        .flag("dues-book", !life.random.percent(life.branch.habits().slips / 3));
    // Where nobody is careful, it does not say of the first on the list by which table.
    let is_first = life.branch.members.first().is_some_and(|first| first.person.id == member.person.id);
    let entry = match life.branch.character == Character::Careless && is_first {
        true => entry,
        false => entry.one("payer-class", if member.person.retired { "pension" } else { "wages" }),
    };
    life.book.write(entry.person("payer", member.person.id));
}

/// By the rate of its bracket; where it slips, somebody takes the fen for too little to write down.
fn reckoned(life: &mut Life<'_>, base: Fen, retired: bool) -> Fen {
    let due = monthly_dues(base, retired);
    if life.slips() { Fen(due.0 - 50) } else { due }
}

/// What came in during each half-year, published in the weeks after it; where it slips, the sum was not added up again.
pub(super) fn publish(life: &mut Life<'_>) {
    for year in life.window.years() {
        for (first, next) in [(1, (year, 7)), (7, (year + 1, 1))] {
            let (Some(first), Some(next)) = (Day::from_ymd(year, first, 1), Day::from_ymd(next.0, next.1, 1)) else {
                continue;
            };
            let habits = life.branch.habits();
            let (low, high) = if life.random.percent(habits.files_in_time) { (2, 12) } else { (18, 60) };
            let day = working_day_from(next.plus_days(-1 + life.random.between(low, high)));
            let stood = life.branch.first_day(life.window) < first.plus_months(3);
            if !life.random.percent(100 - habits.skips) || !life.happens(day) || !stood {
                continue;
            }
            let sum: i64 = life.paid.iter().filter(|(on, _)| first <= *on && *on < next).map(|(_, paid)| paid.0).sum();
            let collected = Fen(sum + if life.slips() { 3_000 } else { 0 });
            let entry = Entry::new("dues-published", day).period("period", Calendar::HalfYear.containing(first));
            let entry = entry.text("manner", life.random.pick(&["党务公开栏", "党员大会通报"]));
            life.book.write(entry.money("collected", collected));
        }
    }
}

/// Pay rises a little every year.
fn base(member: &Member, year: i32, window: Window) -> Fen {
    let rises = i64::from(year - window.start.year());
    Fen(member.person.base.0 + rises * 15_000)
}

fn pay(life: &mut Life<'_>, member: &Member, month: Day, last: Day) {
    let unpaid =
        member.unpaid.is_some_and(|(first, months)| first <= month && month < first.plus_months(months as i32));
    // Who comes on the last days of a month has paid where he or she came from.
    let from = member.from.max(life.branch.founded);
    if unpaid || from.plus_days(4) > last {
        return;
    }
    // Mostly at the theme day; some at the month's end, and the careless in the month after.
    let day = match life.random.below(100) {
        0..70 => month.plus_days(life.branch.theme_day - 1),
        70..97 => month.plus_days(life.random.between(5, 27)),
        _ => last.plus_days(life.random.between(2, 20)),
    };
    let day = day.max(from.plus_days(1));
    if !life.happens(day) || !member.belongs(day) {
        return;
    }
    let amount = monthly_dues(base(member, month.year(), life.window), member.person.retired);
    let entry = Entry::new("dues-paid", day).period("month", Calendar::Month.containing(month)).money("amount", amount);
    life.paid.push((day, amount));
    life.book.write(entry.person("payer", member.person.id));
}
