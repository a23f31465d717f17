//! On which day something is done: a day of work, in the week that carries least.

use std::collections::{BTreeMap, BTreeSet};

use facts::Day;

/// First and last day, both inside.
pub(super) type Window = (Day, Day);

/// The days on which something can be planned.
#[derive(Debug)]
pub(super) struct Calendar<'a> {
    pub working: &'a BTreeSet<Day>,
    pub from: Day,
}

impl Calendar<'_> {
    /// The part of a window that still lies ahead; none where there is no such part.
    pub fn clip(&self, (first, last): Window) -> Option<Window> {
        meet((first, last), (self.from, Day::LATEST))
    }

    /// The day of a window in the emptiest week, among those the emptiest day, among those the one nearest to the middle.
    /// Where nobody works in the whole window, any of its days has to do.
    pub fn choose(&self, window: Window, fixed: Option<u32>, taken: &[Day]) -> Option<Day> {
        let (first, last) = self.clip(window)?;
        let mut candidates = self.days((first, last), fixed);
        if candidates.is_empty() {
            candidates = (0..=last.days_since(first)).map(|days| first.plus_days(days)).collect();
        }
        let (mut weeks, mut days): (BTreeMap<i32, u32>, BTreeMap<Day, u32>) = Default::default();
        for day in taken {
            *weeks.entry(week(*day)).or_default() += 1;
            *days.entry(*day).or_default() += 1;
        }
        let middle = first.plus_days(last.days_since(first) / 2);
        let weight = |day: &Day| {
            let of_week = weeks.get(&week(*day)).copied().unwrap_or_default();
            let of_day = days.get(day).copied().unwrap_or_default();
            (of_week, of_day, day.days_since(middle).abs(), *day)
        };
        candidates.into_iter().min_by_key(weight)
    }

    /// Whether a window has a day on which it can be done as usual.
    pub fn has_day(&self, window: Window, fixed: Option<u32>) -> bool {
        self.clip(window).is_some_and(|window| !self.days(window, fixed).is_empty())
    }

    fn days(&self, (first, last): Window, fixed: Option<u32>) -> Vec<Day> {
        match fixed {
            Some(day_of_month) => self.fixed_days((first, last), day_of_month),
            None => self.working.range(first..=last).copied().collect(),
        }
    }

    /// The fixed day of each month that the window touches; where nobody works on it the next day of work, and at the
    /// end of a month the last one before.
    fn fixed_days(&self, (first, last): Window, day_of_month: u32) -> Vec<Day> {
        let months = (first.year() * 12 + first.month() as i32 - 1)..=(last.year() * 12 + last.month() as i32 - 1);
        let in_month = months.filter_map(|month| {
            let begins = Day::from_ymd(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1)?;
            let ends = begins.plus_months(1).plus_days(-1);
            let wanted = begins.plus_days(day_of_month as i32 - 1).min(ends);
            let next = self.working.range(wanted..=ends).next();
            next.or_else(|| self.working.range(begins..=wanted).next_back()).copied()
        });
        in_month.filter(|day| first <= *day && *day <= last).collect()
    }
}

/// Weeks begin on Mondays; 1970-01-01 was a Thursday.
fn week(day: Day) -> i32 {
    (day.number() + 3).div_euclid(7)
}

/// What two windows have in common.
pub(super) fn meet(one: Window, other: Window) -> Option<Window> {
    let (first, last) = (one.0.max(other.0), one.1.min(other.1));
    (first <= last).then_some((first, last))
}

/// The `part`-th (from 0) of so many equal parts of a window.
pub(super) fn slice((first, last): Window, part: usize, parts: usize) -> Window {
    let days = i64::from(last.days_since(first)) + 1;
    let at = |part: usize| first.plus_days((days * part as i64 / parts.max(1) as i64) as i32);
    let from = at(part);
    (from, at(part + 1).plus_days(-1).max(from))
}
