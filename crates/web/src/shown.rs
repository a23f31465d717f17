//! How what `office` knows is shown: the class of style and the word of a status.

use office::{Day, Status};

pub fn class(status: &Status) -> &'static str {
    status.slug()
}

pub fn word(status: &Status) -> &'static str {
    views::words::status(*status)
}

/// A day of a list as people say it: without the year where that is the one being looked at. What is no day stays.
pub fn day(text: &str, as_of: &str) -> String {
    let Ok(day) = text.parse::<Day>() else { return text.to_owned() };
    match as_of.parse::<Day>() {
        Ok(now) if now.year() == day.year() => format!("{}月{}日", day.month(), day.day_of_month()),
        _ => views::words::day(day),
    }
}

/// The same of a day.
pub fn day_of(day: &Day, as_of: &str) -> String {
    self::day(&day.to_string(), as_of)
}

/// A period of a table's head: without the year where that is the one being looked at.
pub fn period<'a>(words: &'a str, as_of: &str) -> &'a str {
    let year = as_of.split('-').next().unwrap_or_default();
    let rest = words.strip_prefix(year).and_then(|rest| rest.strip_prefix('年'));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::{day, period};

    #[test]
    fn a_period_is_said_with_its_year_only_where_it_is_another_one() {
        assert_eq!(period("2026年3月", "2026-11-27"), "3月");
        assert_eq!(period("2025年四季度", "2026-11-27"), "2025年四季度");
        assert_eq!(period("2026年", "2026-11-27"), "2026年");
        assert_eq!(period("现状", "2026-11-27"), "现状");
    }

    #[test]
    fn a_day_is_said_with_its_year_only_where_it_is_another_one() {
        assert_eq!(day("2026-12-10", "2026-11-27"), "12月10日");
        assert_eq!(day("2027-01-05", "2026-11-27"), "2027年1月5日");
        assert_eq!(day("本次会前", "2026-11-27"), "本次会前");
    }
}
