//! Civil days in Asia/Shanghai, instants, and limits of time.
//!
//! A day is a plain number, so that comparing two of them in the engine's inner loop costs one instruction.
//! Nothing here reads a clock.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Span, Timestamp, ToSpan};

/// A civil day, kept as the number of days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A text that is no day or no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no {1}")]
pub struct DayError(String, &'static str);

impl Day {
    /// The earliest day the program accepts: nothing that a ledger holds is older.
    pub const EARLIEST: Day = Day(-18_263); // 1920-01-01, before the Party was founded
    /// The latest day that can be named; stands for "no end".
    pub const LATEST: Day = Day(2_932_896); // 9999-12-31
    /// The first day that four digits of a year can name.
    const FIRST: Day = Day(-719_528); // 0000-01-01

    /// The day that many days after 1970-01-01 (before it where negative), held within what a date can name.
    pub const fn from_number(number: i32) -> Day {
        match number {
            _ if number > Self::LATEST.0 => Self::LATEST,
            _ if number < Self::FIRST.0 => Self::FIRST,
            _ => Day(number),
        }
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day of year `year`, month 1 to 12, day 1 to 31; none where the calendar has no such day.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(Day::from_date(date))
    }

    fn from_date(date: Date) -> Day {
        Day::from_number(date.duration_since(Date::constant(1970, 1, 1)).as_hours() as i32 / 24)
    }

    fn date(self) -> Date {
        Date::constant(1970, 1, 1).checked_add(self.0.days()).unwrap_or(Date::MAX)
    }

    pub fn year(self) -> i32 {
        i32::from(self.date().year())
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.date().month().unsigned_abs().into()
    }

    /// 1 to 31.
    pub fn day_of_month(self) -> u32 {
        self.date().day().unsigned_abs().into()
    }

    pub const fn plus_days(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_add(days))
    }

    /// The same date so many months later, the last of the month where that day does not exist
    /// (semantics, "Status").
    pub fn plus_months(self, months: i32) -> Day {
        let span = Span::new().try_months(months);
        let date = span.and_then(|span| self.date().checked_add(span));
        date.map_or(if months < 0 { Day::EARLIEST } else { Day::LATEST }, Day::from_date)
    }

    /// Whole days from `earlier` to this day; negative where it lies before.
    pub const fn days_since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// Reads `2019-03-05` and nothing else; what people write in books is read by `intake`.
    fn from_str(text: &str) -> Result<Day, DayError> {
        let error = || DayError(text.to_owned(), "day (expected `YYYY-MM-DD`)");
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(error());
        };
        if year.len() != 4
            || month.len() != 2
            || day.len() != 2
            || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        {
            return Err(error());
        }
        let number = |part: &str| part.parse::<u32>().map_err(|_| error());
        Day::from_ymd(number(year)? as i32, number(month)?, number(day)?).ok_or_else(error)
    }
}

/// A point in time, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// Asia/Shanghai has stood eight hours ahead of UTC, without summer time, for all days the ledgers speak of.
const SHANGHAI_OFFSET_MICROSECONDS: i64 = 8 * 3_600 * 1_000_000;
const DAY_MICROSECONDS: i64 = 24 * 3_600 * 1_000_000;

impl Instant {
    pub const fn from_microseconds(microseconds: i64) -> Instant {
        Instant(microseconds)
    }

    /// So much later, at most at the end of what a moment can say.
    pub const fn plus_microseconds(self, microseconds: i64) -> Instant {
        Instant(self.0.saturating_add(microseconds))
    }

    pub const fn microseconds(self) -> i64 {
        self.0
    }

    /// The civil day in Asia/Shanghai on which this instant falls.
    pub const fn day(self) -> Day {
        Day::from_number(self.0.saturating_add(SHANGHAI_OFFSET_MICROSECONDS).div_euclid(DAY_MICROSECONDS) as i32)
    }

    /// The first instant of a civil day in Asia/Shanghai.
    pub const fn start_of(day: Day) -> Instant {
        Instant(day.0 as i64 * DAY_MICROSECONDS - SHANGHAI_OFFSET_MICROSECONDS)
    }

    /// The last instant of a civil day in Asia/Shanghai.
    pub const fn end_of(day: Day) -> Instant {
        Instant(Instant::start_of(day).0 + DAY_MICROSECONDS - 1)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => write!(f, "{timestamp:.6}"),
            Err(_) => write!(f, "{}µs", self.0),
        }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Instant {
    type Err = DayError;

    /// Reads an RFC 3339 instant with its offset (`2020-01-07T09:00:00+08:00`, `…Z`),
    /// or a day, which stands for its last instant in Asia/Shanghai.
    fn from_str(text: &str) -> Result<Instant, DayError> {
        if let Ok(day) = text.parse::<Day>() {
            return Ok(Instant::end_of(day));
        }
        text.parse::<Timestamp>()
            .map(|timestamp| Instant(timestamp.as_microsecond()))
            .map_err(|_| DayError(text.to_owned(), "instant (expected `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss+08:00`)"))
    }
}

/// A limit of time. It ends on the same date that much later; on that day it is still in time,
/// from the next day it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit {
    Days(i32),
    Months(i32),
    Years(i32),
}

impl Limit {
    /// The last day in time, counted from `day`.
    pub fn after(self, day: Day) -> Day {
        match self {
            Limit::Days(days) => day.plus_days(days),
            Limit::Months(months) => day.plus_months(months),
            Limit::Years(years) => day.plus_months(years.saturating_mul(12)),
        }
    }

    /// The first day in time, counted back from `day`.
    pub fn before(self, day: Day) -> Day {
        match self {
            Limit::Days(days) => day.plus_days(days.saturating_neg()),
            Limit::Months(months) => day.plus_months(months.saturating_neg()),
            Limit::Years(years) => day.plus_months(years.saturating_mul(-12)),
        }
    }
}
