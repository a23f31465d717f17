//! Days, periods and spans in every way people write them.
//!
//! A day must be a whole day: two-digit years and words such as `去年三月` are refused, never guessed.
//! A month without a day is read as such ([`ReadDay::Month`]); whoever needs a day decides what that is worth.

use facts::{Calendar, Day, Period, Span};

use super::text::{at_brackets, clean, is_blank, narrow};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadDay {
    Day(Day),
    /// Its first day: the text says no more than the month.
    Month(Day),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Reads a day. `year` is the year of the book, for dates that leave it out.
pub fn read_day(text: &str, year: Option<i32>) -> Result<ReadDay, DateProblem> {
    let core = core(text);
    if core.is_empty() {
        return Err(DateProblem::NotADate);
    }
    let numbers = split(&core).ok_or(DateProblem::NotADate)?;
    assemble(&numbers, year)
}

/// A number cell in a column of dates: an Excel serial, 20190305, or 2019.03.
pub fn read_number_day(number: f64) -> Result<ReadDay, DateProblem> {
    if !number.is_finite() {
        return Err(DateProblem::NotADate);
    }
    let whole = number.trunc();
    if (20_000.0..60_000.0).contains(&number) {
        return Ok(ReadDay::Day(crate::book::day_of_serial(whole as i32)));
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
        return read_day(&format!("{whole:.0}"), None);
    }
    Err(DateProblem::NotADate)
}

/// A day or a span of days: `2019-03-05至2019-03-07`, `3月5日-7日`.
pub fn read_span(text: &str, year: Option<i32>) -> Result<Span, DateProblem> {
    let whole = read_day(text, year);
    if let Ok(day) = whole {
        return Ok(day.span());
    }
    let narrowed = narrow(text);
    let halves = ["至", "到", "~"].into_iter().find_map(|mark| narrowed.split_once(mark)).or_else(|| dash(&narrowed));
    let Some((left, right)) = halves else { return whole.map(ReadDay::span) };
    let first = read_day(left, year)?.first();
    let last = end_of_span(right, first)?;
    if last < first {
        return Err(DateProblem::NotADate);
    }
    Ok(Span { first, last })
}

/// The dash between two days, which is not one inside a day: the one behind `日`, or the only one between dots.
fn dash(text: &str) -> Option<(&str, &str)> {
    if let Some((left, right)) = text.split_once("日-") {
        return Some((left, right));
    }
    (text.matches('-').count() == 1 && text.contains(['.', '/'])).then(|| text.split_once('-')).flatten()
}

/// `7日`, `3月7日` or a whole date.
fn end_of_span(text: &str, first: Day) -> Result<Day, DateProblem> {
    let numbers = split(&core(text)).ok_or(DateProblem::NotADate)?;
    match numbers.as_slice() {
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
    match read_day(text, None) {
        Ok(ReadDay::Month(first)) => Some(Calendar::Month.containing(first)),
        _ => None,
    }
}

/// `2019.1-2019.6`, `2019年1月至3月`: months that are together a quarter, half a year or a year.
fn month_to_month(text: &str) -> Option<Period> {
    let one_dash = || text.split_once('-').filter(|_| text.matches('-').count() == 1);
    let (first, last) = ['至', '到', '~'].into_iter().find_map(|mark| text.split_once(mark)).or_else(one_dash)?;
    let Ok(ReadDay::Month(first)) = read_day(first, None) else { return None };
    let last = match last.trim_end_matches("月份").trim_end_matches('月').parse::<u32>() {
        Ok(month) => Day::from_ymd(first.year(), month, 1)?,
        Err(_) => match read_day(last, None) {
            Ok(ReadDay::Month(last)) => last,
            _ => return None,
        },
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

/// A date without weekday, time of day and words around it, in plain digits.
fn core(text: &str) -> String {
    let outside = at_brackets(text).outside;
    let mut plain = numerals(&clean(&outside));
    for weekday in ["星期", "礼拜", "周"] {
        if let Some(at) = plain.find(weekday) {
            plain.truncate(at);
        }
    }
    for half in ["上午", "下午", "晚上", "中午", "早上", "全天", "晚"] {
        if let Some(at) = plain.find(half) {
            plain.truncate(at);
        }
    }
    let mut core = plain.trim().to_owned();
    if let Some((date, time)) = core.rsplit_once([' ', 'T'])
        && is_time(time)
    {
        core = date.trim().to_owned();
    }
    if let Some((date, time)) = core.rsplit_once('日')
        && is_time(time)
    {
        core = format!("{date}日");
    }
    core.chars().filter(|character| !is_blank(*character)).collect()
}

/// 9:00, 09:30:00, 9时30分, 9点半, 9:00-11:00
fn is_time(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(|character: char| character.is_ascii_digit())
        && text.contains([':', '时', '点'])
        && text.chars().all(|character| character.is_ascii_digit() || ":.-~时点分秒半整Z+".contains(character))
}

/// The numbers of a date in order, where it is written with the marks dates have.
fn split(core: &str) -> Option<Vec<String>> {
    let marked = core.contains('年') || core.contains('月');
    let mut numbers = Vec::new();
    let mut current = String::new();
    for character in core.chars() {
        match character {
            digit if digit.is_ascii_digit() => current.push(digit),
            '年' | '月' | '日' | '号' | '-' | '/' | '.' | '\\' | '、' | ',' => {
                if !current.is_empty() {
                    numbers.push(std::mem::take(&mut current));
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
    (!numbers.is_empty() && numbers.len() <= 3).then_some(numbers)
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
        (5, (Some(serial), _, _)) if serial.len() == 4 => match digits.parse::<i32>() {
            // A serial number that was turned into text.
            Ok(serial) if (20_000..60_000).contains(&serial) => Ok(ReadDay::Day(crate::book::day_of_serial(serial))),
            _ => Err(DateProblem::NotADate),
        },
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
