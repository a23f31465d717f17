//! Calendar periods, and the three that are none: standing, term, event.

use std::fmt;

use crate::Day;

/// The calendar divisions a rule can ask for. Half-years are January to June and July to December.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Calendar {
    Month,
    Quarter,
    HalfYear,
    Year,
}

impl Calendar {
    /// How many months one such period has.
    pub const fn months(self) -> u32 {
        match self {
            Calendar::Month => 1,
            Calendar::Quarter => 3,
            Calendar::HalfYear => 6,
            Calendar::Year => 12,
        }
    }

    /// How many such periods a year has.
    pub const fn per_year(self) -> u32 {
        12 / self.months()
    }

    /// Which of the year's periods a month (1 to 12) falls into, from 0.
    pub const fn index_of_month(self, month: u32) -> u32 {
        (month - 1) / self.months()
    }

    /// The period that holds this day.
    pub fn containing(self, day: Day) -> Period {
        Period::Calendar { calendar: self, year: day.year(), index: self.index_of_month(day.month()) as u8 }
    }
}

/// What a finding speaks of in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// The `index`-th (from 0) month, quarter, half-year or year of `year`.
    Calendar { calendar: Calendar, year: i32, index: u8 },
    /// How things stand on the day of evaluation.
    Standing,
    /// A committee's term.
    Term,
    /// One event; the subject says which.
    Event,
    /// A procedure from its first step to its last; the subject says which.
    Case,
}

impl Period {
    /// First and last day, both inside. `None` for the periods that are no part of the calendar.
    pub fn days(self) -> Option<(Day, Day)> {
        let Period::Calendar { calendar, year, index } = self else { return None };
        let before = u32::from(index) * calendar.months();
        let first = Day::from_ymd(year, before + 1, 1)?;
        let next = before + calendar.months();
        // The day before the next period begins: looking a date up costs less than adding months to one.
        let next = Day::from_ymd(year + (next / 12) as i32, next % 12 + 1, 1);
        Some((first, next.map_or(Day::LATEST, |next| next.plus_days(-1))))
    }

    /// The middle of a period: its first day plus half of its days, rounded down
    /// (semantics, "Who owes a period").
    pub fn middle(self) -> Option<Day> {
        let (first, last) = self.days()?;
        Some(first.plus_days((last.days_since(first) + 1) / 2))
    }

    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Period> {
        match text {
            "standing" => return Some(Period::Standing),
            "term" => return Some(Period::Term),
            "event" => return Some(Period::Event),
            "case" => return Some(Period::Case),
            _ => {}
        }
        let (year, rest) = text.split_at_checked(4)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year = year.parse().ok()?;
        let (calendar, number) = match rest.strip_prefix('-') {
            None if rest.is_empty() => (Calendar::Year, 1),
            None => return None,
            Some(rest) => {
                let (calendar, digits, length) = match rest.split_at_checked(1)? {
                    ("Q", digits) => (Calendar::Quarter, digits, 1),
                    ("H", digits) => (Calendar::HalfYear, digits, 1),
                    _ => (Calendar::Month, rest, 2),
                };
                if digits.len() != length || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                (calendar, digits.parse::<u32>().ok()?)
            }
        };
        let index = number.checked_sub(1).filter(|index| *index < calendar.per_year())?;
        Some(Period::Calendar { calendar, year, index: index as u8 })
    }
}

impl fmt::Display for Period {
    /// `2019-03`, `2019-Q1`, `2019-H1`, `2019`, `standing`, `term`, `event`, `case`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Period::Calendar { calendar, year, index } => match calendar {
                Calendar::Month => write!(f, "{year:04}-{:02}", index + 1),
                Calendar::Quarter => write!(f, "{year:04}-Q{}", index + 1),
                Calendar::HalfYear => write!(f, "{year:04}-H{}", index + 1),
                Calendar::Year => write!(f, "{year:04}"),
            },
            Period::Standing => write!(f, "standing"),
            Period::Term => write!(f, "term"),
            Period::Event => write!(f, "event"),
            Period::Case => write!(f, "case"),
        }
    }
}
