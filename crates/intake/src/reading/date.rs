//! Days, periods and spans in every way people write them.
//!
//! A day must be a whole day: two-digit years and words such as `去年三月` are refused, never guessed.
//! A month without a day is read as such ([`ReadDay::Month`]); whoever needs a day decides what that is worth.

use std::collections::BTreeSet;

use facts::{Calendar, Day, Period, Span};

use super::moment::without_moments;
use super::remark::{Said, TakenBack, beside};
use super::text::{Parted, at_brackets, clean, is_blank, narrow};
use crate::book::DaysFrom;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadDay {
    Day(Day),
    /// Its first day: the text says no more than the month.
    Month(Day),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateProblem {
    /// 2019-02-30
    NoSuchDay,
    /// 19.3.5
    TwoDigitYear,
    /// 2019
    YearOnly,
    /// 3月5日, and nothing tells the year.
    NoYear,
    /// A number cell 2019.1 may have been January or October.
    Ambiguous,
    /// 4月2日、4月9日
    SeveralDays,
    /// 3月20日推迟到4月3日
    Moved,
    /// 2019-01-05(未召开)
    TakenBack(TakenBack),
    NotADate,
}

impl ReadDay {
    /// The day, or the first of the month.
    pub fn first(self) -> Day {
        match self {
            ReadDay::Day(day) | ReadDay::Month(day) => day,
        }
    }

    pub fn span(self) -> Span {
        match self {
            ReadDay::Day(day) => Span::day(day),
            ReadDay::Month(first) => Span { first, last: first.plus_months(1).plus_days(-1) },
        }
    }
}

impl From<TakenBack> for DateProblem {
    fn from(taken_back: TakenBack) -> DateProblem {
        DateProblem::TakenBack(taken_back)
    }
}

/// Reads a day. `year` is the year of the book, for dates that leave it out.
pub fn read_day(text: &str, year: Option<i32>) -> Result<Said<ReadDay>, DateProblem> {
    let parted = parted(text);
    let day = bare_day(&core(&parted.outside), year)?;
    Ok(beside(day, &parted.inside)?)
}

/// Whether a text tells a day, also one that was called off.
pub fn looks_like_day(text: &str, year: Option<i32>) -> bool {
    matches!(read_day(text, year), Ok(_) | Err(DateProblem::TakenBack(_)))
}

/// A text parted at its brackets; of `周一(5月5日)` the day stands inside.
fn parted(text: &str) -> Parted {
    let parted = at_brackets(text);
    match parted.inside.as_slice() {
        [day] if core(&parted.outside).is_empty() => Parted { outside: day.clone(), inside: Vec::new() },
        _ => parted,
    }
}

/// That a day was put off: it does not tell whether the other one held.
const MOVED: &[&str] =
    &["推迟", "延期", "改期", "改到", "改至", "改为", "改在", "延至", "延到", "提前", "顺延", "调整"];

fn bare_day(core: &str, year: Option<i32>) -> Result<ReadDay, DateProblem> {
    if MOVED.iter().any(|word| core.contains(word)) {
        return Err(DateProblem::Moved);
    }
    match split(core) {
        Some(numbers) => assemble(&numbers, year),
        None if tells_several(core, year) => Err(DateProblem::SeveralDays),
        None => Err(DateProblem::NotADate),
    }
}

/// `4月2日、4月9日`, `4月2日和9日`
fn tells_several(core: &str, year: Option<i32>) -> bool {
    let mut days = core.split(['、', ',', ';', '和', '及', '与']);
    let first = days.next().and_then(split).and_then(|numbers| assemble(&numbers, year).ok());
    let Some(first) = first.map(ReadDay::first) else { return false };
    let mut others = days.peekable();
    others.peek().is_some() && others.all(|day| end_of_span(day, first).is_ok())
}

/// A number cell in a column of dates: what the workbook stores for a day, 20190305, or 2019.03.
pub fn read_number_day(number: f64, days_from: DaysFrom) -> Result<ReadDay, DateProblem> {
    if !number.is_finite() {
        return Err(DateProblem::NotADate);
    }
    let whole = number.trunc();
    if let Some(day) = days_from.day(number) {
        return Ok(ReadDay::Day(day));
    }
    if (1_900.0..2_200.0).contains(&number) {
        if number == whole {
            return Err(DateProblem::YearOnly);
        }
        let hundredths = ((number - whole) * 100.0).round() as u32;
        if ((number - whole) * 100.0 - f64::from(hundredths)).abs() > 1e-6 {
            return Err(DateProblem::NotADate);
        }
        // 2019.1 and 2019.10 are the same number.
        if hundredths == 10 {
            return Err(DateProblem::Ambiguous);
        }
        return month(whole as i32, hundredths);
    }
    if number == whole && (190_001.0..=21_991_231.0).contains(&number) {
        return bare_day(&format!("{whole:.0}"), None);
    }
    Err(DateProblem::NotADate)
}

/// A day or a span of days: `2019-03-05至2019-03-07`, `3月5日-7日`.
pub fn read_span(text: &str, year: Option<i32>) -> Result<Said<Span>, DateProblem> {
    let parted = parted(text);
    let span = bare_span(&core(&parted.outside), year)?;
    Ok(beside(span, &parted.inside)?)
}

fn bare_span(core: &str, year: Option<i32>) -> Result<Span, DateProblem> {
    let whole = match bare_day(core, year) {
        Err(problem @ (DateProblem::Moved | DateProblem::SeveralDays)) => return Err(problem),
        Ok(day) => return Ok(day.span()),
        Err(problem) => problem,
    };
    let word = ["至", "到", "~"].into_iter().find_map(|mark| core.split_once(mark));
    let halves = word.or_else(|| dash(core)).or_else(|| dash_between(core, year));
    let Some((left, right)) = halves else { return Err(whole) };
    let first = bare_day(left, year)?.first();
    let last = end_of_span(right, first)?;
    if last < first {
        return Err(DateProblem::NotADate);
    }
    Ok(Span { first, last })
}

/// The dash between two days, which is not one inside a day: the one behind `日`, or the only one between dots or behind
/// the month.
fn dash(text: &str) -> Option<(&str, &str)> {
    if let Some((left, right)) = text.split_once("日-") {
        return Some((left, right.trim_start_matches('-')));
    }
    (text.matches('-').count() == 1 && text.contains(['.', '/', '月'])).then(|| text.split_once('-')).flatten()
}

/// The dash between two days that are written with dashes, where no other parts them: `2019-03-05-2019-03-07`.
fn dash_between(text: &str, year: Option<i32>) -> Option<(&str, &str)> {
    let halves = text.match_indices('-').filter_map(|(at, dash)| Some((text.get(..at)?, text.get(at + dash.len()..)?)));
    let mut days = halves.filter(|(left, right)| {
        let Ok(ReadDay::Day(first)) = bare_day(left, year) else { return false };
        // 2019-03-05-06 may have a digit too many.
        right.len() > 2 && matches!(bare_day(right, Some(first.year())), Ok(ReadDay::Day(_)))
    });
    days.next().filter(|_| days.next().is_none())
}

/// `7日`, `3月7日` or a whole date.
fn end_of_span(text: &str, first: Day) -> Result<Day, DateProblem> {
    let numbers = split(text).ok_or(DateProblem::NotADate)?;
    match numbers.as_slice() {
        [last] if text.contains('月') => month(first.year(), number(last)).map(|month| month.span().last),
        [day] if day.len() <= 2 => {
            Day::from_ymd(first.year(), first.month(), number(day)).ok_or(DateProblem::NoSuchDay)
        }
        _ => match assemble(&numbers, Some(first.year()))? {
            ReadDay::Day(day) => Ok(day),
            month => Ok(month.span().last),
        },
    }
}

/// A calendar period: `2019年3月`, `3月`, `2019-03`, `2019年第一季度`, `上半年`, `2019年度`, `2019.1-2019.6`.
pub fn read_period(text: &str, year: Option<i32>) -> Option<Period> {
    let plain: String = numerals(&narrow(text)).chars().filter(|character| !is_blank(*character)).collect();
    if let Some(period) = Period::parse(&plain) {
        return matches!(period, Period::Calendar { .. }).then_some(period);
    }
    if let Some(period) = month_to_month(&plain) {
        return Some(period);
    }
    let (year, rest) = match plain.split_once('年') {
        Some((written, rest)) if written.len() == 4 => (written.parse().ok()?, rest.trim_start_matches('度')),
        // 上半年, without a year of its own.
        None | Some(("上半" | "下半" | "全", "")) => (year?, plain.as_str()),
        Some(_) => return None,
    };
    let calendar = |calendar, index| Some(Period::Calendar { calendar, year, index });
    if let Some(period) = rest.strip_suffix("月").and_then(|months| whole_months(months, year)) {
        return Some(period);
    }
    match rest.trim_start_matches('第') {
        "" if plain.contains('年') => return calendar(Calendar::Year, 0),
        "全年" => return calendar(Calendar::Year, 0),
        "上半年" => return calendar(Calendar::HalfYear, 0),
        "下半年" => return calendar(Calendar::HalfYear, 1),
        _ => {}
    }
    if let Some(quarter) = rest.strip_suffix("季度") {
        let number: u8 = quarter.trim_start_matches('第').parse().ok()?;
        return (1..=4).contains(&number).then(|| calendar(Calendar::Quarter, number - 1)).flatten();
    }
    if let Some(written) = rest.strip_suffix("月").or_else(|| rest.strip_suffix("月份")) {
        let number: u8 = written.parse().ok()?;
        return (1..=12).contains(&number).then(|| calendar(Calendar::Month, number - 1)).flatten();
    }
    Some(Calendar::Month.containing(written_month(text)?))
}

/// The first day of a month that is written with its year, where nothing unknown stands in brackets beside it.
fn written_month(text: &str) -> Option<Day> {
    match read_day(text, None).ok()?.plain()? {
        ReadDay::Month(first) => Some(first),
        ReadDay::Day(_) => None,
    }
}

/// `2019.1-2019.6`, `2019年1月至3月`: months that are together a quarter, half a year or a year.
fn month_to_month(text: &str) -> Option<Period> {
    let one_dash = || text.split_once('-').filter(|_| text.matches('-').count() == 1);
    let (first, last) = ['至', '到', '~'].into_iter().find_map(|mark| text.split_once(mark)).or_else(one_dash)?;
    let first = written_month(first)?;
    let last = match last.trim_end_matches("月份").trim_end_matches('月').parse::<u32>() {
        Ok(month) => Day::from_ymd(first.year(), month, 1)?,
        Err(_) => written_month(last)?,
    };
    (first.year() == last.year()).then(|| together(first.year(), first.month(), last.month()))?
}

/// `1-3`: months that are together a quarter, half a year or a year.
fn whole_months(text: &str, year: i32) -> Option<Period> {
    let (first, last) = text.split_once(['-', '~', '—', '至'])?;
    together(year, first.trim_end_matches('月').parse().ok()?, last.parse().ok()?)
}

fn together(year: i32, first: u32, last: u32) -> Option<Period> {
    let (calendar, index) = match (first, last) {
        (1, 3) => (Calendar::Quarter, 0),
        (4, 6) => (Calendar::Quarter, 1),
        (7, 9) => (Calendar::Quarter, 2),
        (10, 12) => (Calendar::Quarter, 3),
        (1, 6) => (Calendar::HalfYear, 0),
        (7, 12) => (Calendar::HalfYear, 1),
        (1, 12) => (Calendar::Year, 0),
        _ => return None,
    };
    Some(Period::Calendar { calendar, year, index })
}

/// The year that a title, a sheet or a file name speaks of, where it names exactly one.
pub fn year_in(text: &str) -> Option<i32> {
    let digits = numerals(&narrow(text));
    let mut found = None;
    let characters: Vec<char> = digits.chars().collect();
    for (start, window) in characters.windows(4).enumerate() {
        let boundary = |index: Option<usize>| {
            index.and_then(|index| characters.get(index)).is_none_or(|character| !character.is_ascii_digit())
        };
        let alone = (start == 0 || boundary(start.checked_sub(1))) && boundary(Some(start + 4));
        if !alone || !window.iter().all(char::is_ascii_digit) {
            continue;
        }
        let year: i32 = window.iter().collect::<String>().parse().ok()?;
        if !(1949..2200).contains(&year) || characters.get(start + 4) == Some(&')') {
            continue;
        }
        if found.is_some_and(|other| other != year) {
            return None;
        }
        found = Some(year);
    }
    found
}

/// A date without weekday, time of day and white space, in plain digits.
fn core(outside: &str) -> String {
    let plain = without_moments(&numerals(&clean(outside)));
    plain.chars().filter(|character| !is_blank(*character)).collect()
}

/// The numbers of a date in order, where it is written with the marks dates have.
fn split(core: &str) -> Option<Vec<String>> {
    let marked = core.contains('年') || core.contains('月');
    let mut numbers = Vec::new();
    let mut marks = Vec::new();
    let mut current = String::new();
    for character in core.chars() {
        match character {
            digit if digit.is_ascii_digit() => current.push(digit),
            '年' | '月' | '日' | '号' | '-' | '/' | '.' | '\\' | '、' | ',' => {
                if !current.is_empty() {
                    numbers.push(std::mem::take(&mut current));
                    marks.push(character);
                } else if !matches!(character, '日' | '号' | '.') || numbers.is_empty() {
                    return None;
                }
            }
            '份' if marked => {}
            _ => return None,
        }
    }
    if !current.is_empty() {
        numbers.push(current);
    }
    let fits = !numbers.is_empty() && numbers.len() <= 3 && stand_in_order(&numbers, &marks);
    fits.then_some(numbers)
}

/// Whether every mark stands behind what it names. In `2019年5-6月`, `5月5-6日` and `5-6日` two numbers are months or days.
fn stand_in_order(numbers: &[String], marks: &[char]) -> bool {
    let count = numbers.len();
    let has_year = marks.first() == Some(&'年') || numbers.first().is_some_and(|first| first.len() == 4);
    marks.iter().enumerate().all(|(at, mark)| match mark {
        '年' => at == 0,
        '月' => at == 0 && count <= 2 || at == 1 && (count == 3 || has_year),
        '日' | '号' => count != 2 || at == 1 && matches!(marks, ['月' | '.', _]),
        _ => true,
    })
}

fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

fn assemble(numbers: &[String], year: Option<i32>) -> Result<ReadDay, DateProblem> {
    let day = |year: &str, month: &str, day: &str| {
        let year = i32::try_from(number(year)).unwrap_or(0);
        Day::from_ymd(year, number(month), number(day)).map(ReadDay::Day).ok_or(DateProblem::NoSuchDay)
    };
    let long = |text: &String| text.len() == 4;
    match numbers {
        [whole] => packed(whole),
        [y, m, d] if long(y) && m.len() <= 2 && d.len() <= 2 => day(y, m, d),
        [y, m, d] if y.len() <= 2 && m.len() <= 2 && d.len() <= 2 => Err(DateProblem::TwoDigitYear),
        [y, m] if long(y) && m.len() <= 2 => month(number(y) as i32, number(m)),
        [m, d] if m.len() <= 2 && d.len() <= 2 => match year {
            Some(year) => day(&year.to_string(), m, d),
            None => Err(DateProblem::NoYear),
        },
        _ => Err(DateProblem::NotADate),
    }
}

/// 20190305, 201903, 2019
fn packed(digits: &str) -> Result<ReadDay, DateProblem> {
    let parts = (digits.get(..4), digits.get(4..6), digits.get(6..8));
    match (digits.len(), parts) {
        (8, (Some(y), Some(m), Some(d))) => {
            let year = number(y) as i32;
            if !(1900..2200).contains(&year) {
                return Err(DateProblem::NotADate);
            }
            Day::from_ymd(year, number(m), number(d)).map(ReadDay::Day).ok_or(DateProblem::NoSuchDay)
        }
        // 190305 is 5 March 2019 with a short year, not May 1903.
        (6, (Some(y), Some(m), _)) if (1949..2200).contains(&number(y)) => month(number(y) as i32, number(m)),
        (6, _) => Err(DateProblem::TwoDigitYear),
        (4, (Some(y), _, _)) if (1900..2200).contains(&number(y)) => Err(DateProblem::YearOnly),
        // What a workbook stores for a day, turned into text.
        (5, _) => {
            let day = digits.parse().ok().and_then(|number| DaysFrom::default().day(number));
            day.map(ReadDay::Day).ok_or(DateProblem::NotADate)
        }
        _ => Err(DateProblem::NotADate),
    }
}

fn month(year: i32, month: u32) -> Result<ReadDay, DateProblem> {
    Day::from_ymd(year, month, 1).map(ReadDay::Month).ok_or(DateProblem::NoSuchDay)
}

/// Chinese numerals made digits: `二〇一九年十二月三十一日` to `2019年12月31日`.
pub fn numerals(text: &str) -> String {
    let digit = |character: char| "〇一二三四五六七八九".chars().position(|known| known == character);
    let mut out = String::new();
    let mut run: Vec<char> = Vec::new();
    let flush = |run: &mut Vec<char>, out: &mut String| {
        out.push_str(&numeral_run(run, &digit));
        run.clear();
    };
    for character in text.chars() {
        let character = match character {
            '零' | '○' | '◯' | 'Ο' => '〇',
            '两' => '二',
            '元' if run.is_empty() => '元',
            other => other,
        };
        if digit(character).is_some() || character == '十' || character == '廿' {
            run.push(character);
        } else {
            flush(&mut run, &mut out);
            out.push(character);
        }
    }
    flush(&mut run, &mut out);
    out
}

/// Digit by digit, or with tens: 十二, 三十一, 二十, 廿三.
fn numeral_run(run: &[char], digit: &impl Fn(char) -> Option<usize>) -> String {
    let text: String = run.iter().collect::<String>().replace('廿', "二十");
    match text.split_once('十') {
        None => text.chars().filter_map(digit).map(|value| value.to_string()).collect(),
        Some((tens, ones)) => {
            let value = |text: &str, empty: usize| match text.chars().next() {
                None => Some(empty),
                Some(character) => digit(character),
            };
            match (value(tens, 1), value(ones, 0)) {
                (Some(tens), Some(ones)) => (tens * 10 + ones).to_string(),
                _ => text.clone(),
            }
        }
    }
}

/// The months that a text speaks of, as `3月未交`, `2、3月`, `4-6月`, `9月起` and `下半年`; `None` where it names none. A month
/// with a day behind it is a day.
pub fn months_named(text: &str) -> Option<BTreeSet<u32>> {
    let text = numerals(&narrow(text));
    let periods = [
        ("上半年", 1..=6),
        ("下半年", 7..=12),
        ("全年", 1..=12),
        ("1季度", 1..=3),
        ("2季度", 4..=6),
        ("3季度", 7..=9),
        ("4季度", 10..=12),
    ];
    let mut named: BTreeSet<u32> =
        periods.into_iter().filter(|(word, _)| text.contains(word)).flat_map(|(_, months)| months).collect();
    for (at, month) in text.match_indices('月') {
        let (Some(before), Some(behind)) = (text.get(..at), text.get(at + month.len()..)) else { continue };
        if behind.starts_with(|character: char| character.is_ascii_digit()) {
            continue;
        }
        let list =
            before.rsplit(|character: char| !(character.is_ascii_digit() || "、,-~至到和及".contains(character)));
        let open = ["起", "以后", "之后", "后", "以来", "开始"].iter().any(|word| behind.starts_with(word));
        named.extend(listed_months(list.into_iter().next().unwrap_or_default(), open));
    }
    (!named.is_empty()).then_some(named)
}

/// `2、3`, `4-6`; from the last on to the end of the year where it is `open`.
fn listed_months(list: &str, open: bool) -> BTreeSet<u32> {
    let is_month = |month: &u32| (1..=12).contains(month);
    let mut months = BTreeSet::new();
    for span in list.split(['、', ',', '和', '及']) {
        let ends: Vec<u32> =
            span.split(['-', '~', '至', '到']).filter_map(|end| end.parse().ok()).filter(is_month).collect();
        if let (Some(first), Some(last)) = (ends.first(), ends.last()) {
            months.extend(*first..=*last);
        }
    }
    if let (true, Some(last)) = (open, months.last().copied()) {
        months.extend(last..=12);
    }
    months
}
