//! The days on which people work in China: weekdays without holidays, and the weekends that make up for them.
//!
//! The State Council says each autumn which days of the next year are exchanged. Of a year of which the library does not
//! know that, weekends, the statutory holidays and the days beside them that have been free every year are kept free.

use std::collections::BTreeSet;

use facts::Day;
use tyme4rs::tyme::holiday::LegalHoliday;
use tyme4rs::tyme::solar::SolarDay;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WorkingDays {
    pub days: BTreeSet<Day>,
    /// The years of which the official arrangement is not known.
    pub assumed: Vec<i32>,
}

impl WorkingDays {
    /// Weekends on which people work, in exchange for days of holidays.
    pub(crate) fn making_up(&self) -> BTreeSet<Day> {
        self.days.iter().copied().filter(|day| is_weekend(*day)).collect()
    }
}

/// What a day is in a year of which the arrangement is known; none for a day like any other.
fn official(day: Day) -> Option<bool> {
    let holiday = LegalHoliday::from_ymd(day.year() as isize, day.month() as usize, day.day_of_month() as usize);
    holiday.map(|holiday| holiday.is_work())
}

/// From the first year to the last.
pub(crate) fn working_days(first: i32, last: i32) -> WorkingDays {
    let mut working = WorkingDays::default();
    for year in first..=last {
        let (Some(begins), Some(national_day)) = (Day::from_ymd(year, 1, 1), Day::from_ymd(year, 10, 1)) else {
            continue;
        };
        let known = official(national_day).is_some();
        if !known {
            working.assumed.push(year);
        }
        let days = (0..366).map(|days| begins.plus_days(days)).filter(|day| day.year() == year);
        working.days.extend(days.filter(|day| match known {
            true => official(*day).unwrap_or(!is_weekend(*day)),
            false => !is_weekend(*day) && !is_usually_free(*day),
        }));
    }
    working
}

/// 1970-01-01 was a Thursday.
fn is_weekend(day: Day) -> bool {
    (day.number() + 3).rem_euclid(7) >= 5
}

/// New year, the eve and the first week of the lunar year, 清明, five days of May, 端午, 中秋, a week of October: the
/// statutory holidays (全国年节及纪念日放假办法, as of 2025) and what has been exchanged for weekends beside them each year
/// since 2024.
fn is_usually_free(day: Day) -> bool {
    let lunar = |day: Day| {
        let lunar = solar(day).get_lunar_day();
        (lunar.get_lunar_month().get_month_with_leap(), lunar.get_day())
    };
    let term = solar(day).get_term_day();
    let clear_and_bright = term.get_day_index() == 0 && term.get_solar_term().get_index() == CLEAR_AND_BRIGHT;
    matches!((day.month(), day.day_of_month()), (1, 1) | (5, 1..=5) | (10, 1..=7))
        || matches!(lunar(day), (1, 1..=7) | (5, 5) | (8, 15))
        || lunar(day.plus_days(1)) == (1, 1)
        || clear_and_bright
}

/// 清明 among the 24 solar terms, which begin with the winter solstice.
const CLEAR_AND_BRIGHT: usize = 7;

fn solar(day: Day) -> SolarDay {
    SolarDay::from_ymd(day.year() as isize, day.month() as usize, day.day_of_month() as usize)
}

#[cfg(test)]
mod tests {
    use super::working_days;

    /// 2026: 1 to 3 January free, 4 January worked; 15 to 23 February free, 14 and 28 February worked.
    #[test]
    fn what_the_state_council_exchanged_is_known() {
        let working = working_days(2026, 2026);
        let works = |day: &str| working.days.contains(&day.parse().unwrap());
        assert!(working.assumed.is_empty());
        for day in ["2026-01-01", "2026-01-02", "2026-02-16", "2026-02-23", "2026-05-05", "2026-10-07"] {
            assert!(!works(day), "{day}");
        }
        for day in ["2026-01-04", "2026-02-14", "2026-02-28", "2026-03-02", "2026-10-08"] {
            assert!(works(day), "{day}");
        }
        assert!((245..=252).contains(&working.days.len()), "{}", working.days.len());
        let making_up: Vec<String> = working.making_up().iter().map(ToString::to_string).collect();
        let weekends = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"];
        assert_eq!(making_up, weekends);
    }

    /// In 2035 the lunar year begins on 8 February, 清明 is on 5 April, 端午 on 10 June, 中秋 on 16 September.
    #[test]
    fn of_a_year_to_come_weekends_and_what_is_free_every_year_are_free() {
        let working = working_days(2035, 2035);
        assert_eq!(working.assumed, [2035]);
        assert!(working.making_up().is_empty(), "nobody knows them yet");
        let works = |day: &str| working.days.contains(&day.parse().unwrap());
        let free = ["2035-01-01", "2035-02-07", "2035-02-08", "2035-02-09", "2035-04-05", "2035-05-01", "2035-10-02"];
        let beside = ["2035-02-10", "2035-02-11", "2035-02-12", "2035-02-14", "2035-05-03", "2035-10-04", "2035-10-05"];
        for day in free.into_iter().chain(beside) {
            assert!(!works(day), "{day}");
        }
        for day in ["2035-01-02", "2035-02-06", "2035-02-15", "2035-04-04", "2035-05-07", "2035-10-08"] {
            assert!(works(day), "{day}");
        }
    }
}
