//! Weekdays and times of day: they stand beside a day, or between two, and say nothing of which day it is.

use super::text::{is_blank, narrow};

const WEEK: &[&str] = &["星期", "礼拜", "周"];
/// Behind such a word, with numerals made digits.
const WEEKDAYS: &str = "1234567日天末";
const HALVES: &[&str] = &["上午", "下午", "晚上", "晚间", "中午", "早上", "早晨", "凌晨", "傍晚", "夜间", "全天", "晚"];

/// A text in plain digits without the weekdays and times of day in it, each taken out where it stands.
pub fn without_moments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside_number = kept.ends_with(|character: char| character.is_ascii_digit()) && first != 'T';
        let behind = weekday(rest).or_else(|| times(rest).filter(|_| !inside_number || !first.is_ascii_digit()));
        rest = behind.unwrap_or_else(|| {
            kept.push(first);
            rest.get(first.len_utf8()..).unwrap_or_default()
        });
    }
    kept
}

/// Whether a text is one time of a day and nothing else: `08:55`, `上午9点05分`, `8时55分30秒`.
pub fn is_time_of_day(text: &str) -> bool {
    let plain: String = narrow(text).chars().filter(|character| !is_blank(*character)).collect();
    let plain = HALVES.iter().find_map(|half| plain.strip_prefix(half)).unwrap_or(&plain);
    let numbers: Vec<&str> = plain.trim_end_matches(['分', '秒', '半', '整']).split([':', '时', '点', '分']).collect();
    let below = |text: &str, limit: u32| text.len() <= 2 && text.parse::<u32>().is_ok_and(|number| number < limit);
    let minutes = |text: &&str| below(text, 60) || text.is_empty() && plain.contains(['时', '点']);
    let [hour, rest @ ..] = numbers.as_slice() else { return false };
    below(hour, 24) && (1..=2).contains(&rest.len()) && rest.iter().all(minutes)
}

/// What stands behind `周3`.
fn weekday(text: &str) -> Option<&str> {
    let day = WEEK.iter().find_map(|word| text.strip_prefix(word))?;
    day.trim_start_matches(is_blank).strip_prefix(|character: char| WEEKDAYS.contains(character))
}

/// What stands behind a time of day, or from one to another: `9:00-11:00`, `上午至下午5点`.
fn times(text: &str) -> Option<&str> {
    let mut rest = time(text)?;
    while let Some(last) = rest.trim_start_matches(is_blank).strip_prefix(['-', '~', '至', '到']).and_then(time) {
        rest = last;
    }
    Some(rest)
}

/// What stands behind `下午`, `3点半`, `下午3点半`.
fn time(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(is_blank);
    let half = HALVES.iter().find_map(|word| text.strip_prefix(word));
    clock(half.unwrap_or(text).trim_start_matches(is_blank)).or(half)
}

/// What stands behind `9:00`, `T09:30:00+08:00`, `9时30分`, `9点半`.
fn clock(text: &str) -> Option<&str> {
    let hours = digits(text.strip_prefix('T').unwrap_or(text))?;
    let mut rest = hours.strip_prefix([':', '时', '点'])?;
    while let Some(behind) = digits(rest) {
        rest = behind.strip_prefix([':', '分', '秒']).unwrap_or(behind);
        if rest.len() == behind.len() {
            break;
        }
    }
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|character: char| character.is_ascii_digit());
    }
    let rest = rest.trim_start_matches(['半', '整', '钟', '许', 'Z']);
    Some(rest.strip_prefix('+').and_then(clock).unwrap_or(rest))
}

/// What stands behind one or two digits.
fn digits(text: &str) -> Option<&str> {
    let is_digit = |character: char| character.is_ascii_digit();
    let behind = text.strip_prefix(is_digit)?;
    Some(behind.strip_prefix(is_digit).unwrap_or(behind))
}
