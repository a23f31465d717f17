//! On which day something is done: a day of work, in the week that carries least.
//!
//! What is done, and whether the window is the right one, is not known here; which days people work comes from outside.

use std::collections::{BTreeMap, BTreeSet};

use facts::Day;
use roster::{Form, Roster};

/// First and last day, both inside.
pub(super) type Window = (Day, Day);

/// So much a branch does on one day without anybody wondering.
const A_DAY_MAX: u32 = 2;
/// Of so many days of work one is chosen, where there are so many.
const CHOICE_MIN: usize = 3;
/// Of so many shares of a week each day of work has as many as another: every number of days up to seven divides it.
const SHARES: u32 = 420;

/// The days on which something can be planned.
#[derive(Debug)]
pub(super) struct Calendar<'a> {
    pub working: &'a BTreeSet<Day>,
    pub from: Day,
    /// When there is anybody who could do something.
    pub there: Vec<Window>,
}

impl Calendar<'_> {
    /// The part of a window that still lies ahead and in which there is anybody, the longest one; none where there is no
    /// such part.
    pub fn clip(&self, (first, last): Window) -> Option<Window> {
        let ahead = meet((first, last), (self.from, Day::LATEST))?;
        let parts = self.there.iter().filter_map(|there| meet(*there, ahead));
        parts.max_by_key(|(first, last)| (last.days_since(*first), std::cmp::Reverse(*first)))
    }

    /// The day of a window in the emptiest week as its days of work go, among those the emptiest day, among those the one
    /// nearest to the middle; a day that has enough to do only where there is no other.
    /// Where the fixed day lies outside the window another day of work does, and where nobody works in the whole window,
    /// any of its days has to do.
    pub fn choose(&self, window: Window, fixed: Option<u32>, taken: &[Day]) -> Option<Day> {
        let (first, last) = self.clip(window)?;
        let mut candidates = self.days((first, last), fixed);
        if candidates.is_empty() {
            candidates = self.days((first, last), None);
        }
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
            let of_week = weeks.get(&week(*day)).copied().unwrap_or_default() * SHARES / self.worked_in_week(*day);
            let of_day = days.get(day).copied().unwrap_or_default();
            (of_day >= A_DAY_MAX, of_week, of_day, day.days_since(middle).abs(), *day)
        };
        candidates.into_iter().min_by_key(weight)
    }

    /// How many days of the week of a day people work, at least one.
    fn worked_in_week(&self, day: Day) -> u32 {
        let monday = day.plus_days(-(day.number() + 3).rem_euclid(7));
        self.working.range(monday..=monday.plus_days(6)).count().max(1) as u32
    }

    /// Whether a window has a day on which it can be done as usual.
    pub fn has_day(&self, window: Window, fixed: Option<u32>) -> bool {
        self.clip(window).is_some_and(|window| !self.days(window, fixed).is_empty())
    }

    /// The part of a window in which something is best done; where there are few days in that part on which people work,
    /// up to the nearest ones of the window.
    pub fn part(&self, whole: Window, best: Window) -> Option<Window> {
        let (first, last) = self.clip(whole)?;
        let mut part = meet((first, last), best)?;
        while self.days(part, None).len() < CHOICE_MIN {
            let before = self.working.range(first..part.0).next_back();
            let after = self.working.range(part.1.plus_days(1)..).next().filter(|day| **day <= last);
            part = match (before, after) {
                (Some(before), Some(after)) if part.0.days_since(*before) < after.days_since(part.1) => {
                    (*before, part.1)
                }
                (_, Some(after)) => (part.0, *after),
                (Some(before), None) => (*before, part.1),
                (None, None) => break,
            };
        }
        Some(part)
    }

    fn days(&self, (first, last): Window, fixed: Option<u32>) -> Vec<Day> {
        match fixed {
            Some(day_of_month) => self.fixed_days((first, last), day_of_month),
            None => self.working.range(first..=last).copied().collect(),
        }
    }

    /// The fixed day of each month that the window touches, or what stands for it.
    fn fixed_days(&self, (first, last): Window, day_of_month: u32) -> Vec<Day> {
        let months = (first.year() * 12 + first.month() as i32 - 1)..=(last.year() * 12 + last.month() as i32 - 1);
        let in_month = months.filter_map(|month| {
            let begins = Day::from_ymd(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1)?;
            let ends = begins.plus_months(1).plus_days(-1);
            self.standing_for(begins.plus_days(day_of_month as i32 - 1).min(ends))
        });
        in_month.filter(|day| first <= *day && *day <= last).collect()
    }

    /// A day, or where nobody works on it the next day of work of its month, or else the last one before.
    pub fn standing_for(&self, day: Day) -> Option<Day> {
        let begins = day.plus_days(1 - day.day_of_month() as i32);
        let ends = begins.plus_months(1).plus_days(-1);
        let next = self.working.range(day..=ends).next();
        next.or_else(|| self.working.range(begins..=day).next_back()).copied()
    }
}

/// When any member is there, of a form of organisation that has members of its own.
pub(super) fn there(roster: &Roster, (first, last): Window) -> Vec<Window> {
    let is_there = |day: Day| {
        let above = roster.form_on(day).is_some_and(Form::stands_above);
        above || roster.members_on(day).any(|member| member.floating_on(day).is_none())
    };
    let days: Vec<Day> =
        (0..=last.days_since(first)).map(|days| first.plus_days(days)).filter(|day| is_there(*day)).collect();
    let stays = days.chunk_by(|one, next| one.plus_days(1) == *next);
    stays.filter_map(|stay| Some((*stay.first()?, *stay.last()?))).collect()
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
    let from = at(part).min(last);
    (from, at(part + 1).plus_days(-1).max(from))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use facts::Day;

    use super::{Calendar, Window, slice};

    fn always() -> Vec<Window> {
        vec![(Day::EARLIEST, Day::LATEST)]
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap_or(Day::EARLIEST)
    }

    #[test]
    fn days_are_days_of_work_in_the_emptiest_week() {
        // May 2026 begins on a Friday; Mondays to Fridays from the 6th on are worked.
        let weekdays = (0..26).map(|days| day("2026-05-06").plus_days(days));
        let working: BTreeSet<Day> = weekdays.filter(|day| (day.number() + 3).rem_euclid(7) < 5).collect();
        let calendar = Calendar { working: &working, from: day("2026-05-01"), there: always() };
        let may = (day("2026-05-01"), day("2026-05-31"));
        let chosen = |window, fixed, taken: &[&str]| {
            let taken: Vec<Day> = taken.iter().map(|text| day(text)).collect();
            calendar.choose(window, fixed, &taken).map(|day| day.to_string()).unwrap_or_default()
        };
        // The 16th, in the middle, is a Saturday.
        assert_eq!(chosen(may, None, &[]), "2026-05-15");
        assert_eq!(chosen(may, None, &["2026-05-11"]), "2026-05-18");
        assert_eq!(chosen((day("2026-05-11"), day("2026-05-12")), None, &["2026-05-11"]), "2026-05-12");
        // A fixed day moves on to the next day of work, at the end of the month back.
        assert_eq!(chosen(may, Some(9), &[]), "2026-05-11");
        assert_eq!(chosen(may, Some(31), &[]), "2026-05-29");
        // Nobody works in the first days: it has to be done all the same.
        assert_eq!(chosen((day("2026-05-01"), day("2026-05-03")), None, &[]), "2026-05-02");
        // The fixed day lies outside: another one on which people work.
        assert_eq!(chosen((day("2026-05-16"), day("2026-05-18")), Some(9), &[]), "2026-05-18");
        assert_eq!(chosen((day("2026-04-01"), day("2026-04-30")), None, &[]), "", "it lies behind");
    }

    #[test]
    fn a_part_in_which_hardly_anybody_works_reaches_to_the_nearest_days_of_work() {
        let working: BTreeSet<Day> =
            ["2026-02-11", "2026-02-13", "2026-02-14", "2026-02-24", "2026-02-25"].map(day).into();
        let calendar = Calendar { working: &working, from: day("2026-02-01"), there: always() };
        let part = |whole: [&str; 2], best: [&str; 2]| {
            let part = calendar.part((day(whole[0]), day(whole[1])), (day(best[0]), day(best[1])));
            part.map(|(first, last)| [first, last].map(|day| day.to_string()[8..].to_owned()).join("-"))
                .unwrap_or_default()
        };
        let february = ["2026-02-01", "2026-02-28"];
        assert_eq!(part(february, ["2026-02-10", "2026-02-16"]), "10-16");
        assert_eq!(part(february, ["2026-02-15", "2026-02-17"]), "11-17");
        assert_eq!(part(february, ["2026-02-20", "2026-02-23"]), "14-25");
        assert_eq!(part(["2026-02-15", "2026-02-24"], ["2026-02-15", "2026-02-17"]), "15-24");
        // No day of work is left in the whole window.
        assert_eq!(part(["2026-02-15", "2026-02-23"], ["2026-02-20", "2026-02-23"]), "20-23");
        assert_eq!(part(february, ["2026-01-20", "2026-01-31"]), "", "it lies behind");
    }

    #[test]
    fn parts_of_a_window_make_up_the_whole() {
        let year = (day("2026-01-01"), day("2026-12-31"));
        let parts: Vec<_> = (0..5).map(|part| slice(year, part, 5)).collect();
        assert_eq!((parts[0].0, parts[4].1), year);
        assert!(parts.windows(2).all(|two| two[0].1.plus_days(1) == two[1].0));
        let short = (day("2026-01-01"), day("2026-01-02"));
        assert!((0..3).all(|part| slice(short, part, 3).1 <= short.1));
    }
}
