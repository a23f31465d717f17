//! What the lines above a table say about it, and what they say about something else: when it was filled in.

use facts::Day;

use super::lexicon;
use crate::reading::{ReadDay, Said, is_blank, key, narrow, numerals, read_day, year_in};

/// The year that a title gives its table. When a table was filled in or printed says nothing of what stands in it.
pub fn year(title: &str) -> Option<i32> {
    let said = before_filing(title);
    // A date alone in its cell is the day of the signature, or stands behind a label of its own.
    let label = |label: &str| lexicon::DAY_ENDINGS.iter().any(|ending| label.ends_with(ending));
    let dated = said.split_once(':').is_some_and(|(before, _)| label(before));
    let day = read_day(&said, None).map(Said::despite_remark);
    if dated || matches!(day, Ok(ReadDay::Day(_))) { None } else { year_in(&said) }
}

/// The month that a title gives its table: `2019年1月党费收缴表`, `1月份`. A day, or several months, are none.
pub fn month(title: &str) -> Option<u32> {
    let said = numerals(&before_filing(title));
    let (before, behind) = said.split_once('月').filter(|(_, behind)| !behind.contains('月'))?;
    let digits = before.chars().rev().take_while(char::is_ascii_digit).count();
    let (front, number) = before.split_at_checked(before.len() - digits)?;
    let span = |character: char| character.is_ascii_digit() || "至到-~、,和".contains(character);
    let alone = front.is_empty() || front.ends_with(|character: char| !span(character) && character != '第');
    let month: u32 = number.parse().ok().filter(|month| (1..=12).contains(month))?;
    (alone && !behind.starts_with(span) && !front.contains(':')).then_some(month)
}

/// The day that the lines above a table give what it records: `时间：2019年1月5日`, in one cell or in two.
pub fn day(titles: &[String], year: Option<i32>) -> Option<Day> {
    let mut days = Vec::new();
    let mut label = String::new();
    for title in titles {
        let narrowed = narrow(title);
        let (before, text) = narrowed.split_once(':').unwrap_or((&label, &narrowed));
        let before = key(before);
        if lexicon::DAY_LABELS.contains(&before.as_str())
            && let Some(ReadDay::Day(day)) = read_day(text, year).ok().and_then(Said::plain)
        {
            days.push(day);
        }
        label = if text.trim().is_empty() { before } else { key(text) };
    }
    days.dedup();
    let [day] = days.as_slice() else { return None };
    (year.is_none_or(|year| year == day.year())).then_some(*day)
}

/// The day that a title of records has in it, and what the title says behind the day:
/// `第一党支部2019年3月5日主题党日签到表`. Two days, or a span, are none.
pub fn day_within(title: &str) -> Option<(Day, String)> {
    let said = numerals(&before_filing(title));
    let days = said.match_indices('日').filter_map(|(at, _)| said.split_at_checked(at));
    let mut days = days.filter(|(before, _)| before.ends_with(|character: char| character.is_ascii_digit()));
    let (Some((front, behind)), None) = (days.next(), days.next()) else { return None };
    let behind = behind.trim_start_matches('日');
    if behind.starts_with(['至', '到', '-', '~', '、', ',', '和', '及']) {
        return None;
    }
    let year = front.find('年')?.checked_sub(YEAR_DIGITS)?;
    let Ok(Said::Plain(ReadDay::Day(day))) = read_day(front.get(year..)?, None) else { return None };
    Some((day, behind.to_owned()))
}

const YEAR_DIGITS: usize = 4;

/// A line without white space, up to where it says when it was filled in: `填报时间:2020年1月10日`, `截至2020年1月`.
fn before_filing(title: &str) -> String {
    let text: String = narrow(title).chars().filter(|character| !is_blank(*character)).collect();
    let says_day = |rest: &str| rest.starts_with(|character: char| character == ':' || character.is_ascii_digit());
    let starts = |word: &str| {
        text.match_indices(word).find_map(|(at, _)| {
            let rest = text.get(at + word.len()..)?;
            let day = lexicon::DAY_ENDINGS.iter().find_map(|ending| rest.strip_prefix(ending));
            // Without a word for a day, 统计2019年 is a title like any other.
            let day = day.or((rest.starts_with(':') || lexicon::UNTIL.contains(&word)).then_some(rest));
            day.is_some_and(says_day).then_some(at)
        })
    };
    let end = lexicon::FILING.iter().chain(lexicon::UNTIL).filter_map(|word| starts(word)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(&text).to_owned()
}
