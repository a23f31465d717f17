//! The two years that the ledgers cover, their months, and which days people work on.

use facts::{Day, Instant};

/// From the first of the month 24 months back to `today`, both inside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub start: Day,
    pub today: Day,
}

impl Window {
    pub fn ending(today: Day) -> Window {
        let day = today.plus_months(-24);
        Window { start: day.plus_days(1 - day.day_of_month() as i32), today }
    }

    /// The working day on which ledgers that are older than the window were begun.
    pub fn opened(self) -> Day {
        working_day_until(self.start.plus_days(-1))
    }

    /// The first days of all months in the window.
    pub fn months(self) -> Vec<Day> {
        (0..=24).map(|month| self.start.plus_months(month)).filter(|day| *day <= self.today).collect()
    }

    pub fn years(self) -> std::ops::RangeInclusive<i32> {
        self.start.year()..=self.today.year()
    }

    pub fn holds(self, day: Day) -> bool {
        self.start <= day && day <= self.today
    }
}

/// 0 is Monday.
fn weekday(day: Day) -> i32 {
    (day.number() + 3).rem_euclid(7)
}

/// The day itself, or the Monday after it.
pub(super) fn working_day_from(day: Day) -> Day {
    day.plus_days(match weekday(day) {
        5 => 2,
        6 => 1,
        _ => 0,
    })
}

/// The day itself, or the Friday before it.
pub(super) fn working_day_until(day: Day) -> Day {
    day.plus_days(match weekday(day) {
        5 => -1,
        6 => -2,
        _ => 0,
    })
}

/// A time of day in Asia/Shanghai.
pub(super) fn moment(day: Day, seconds: i64) -> Instant {
    Instant::from_microseconds(Instant::start_of(day).microseconds() + seconds * 1_000_000)
}
