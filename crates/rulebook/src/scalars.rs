//! Single values: yes and no, numbers, days, limits, and words of a closed list.

use facts::{Day, Limit, Quantity};

use crate::model::{Length, Number, Parameter, Share};
use crate::node::{Argument, Literal, unknown};
use crate::problem::{Expected, Problem, What};
use crate::report::Report;
use crate::words::Word;

/// No fraction of a standard has more parts.
const MOST_PARTS: i64 = 10_000;

/// Longer limits are slips of the pen, and would leave the calendar.
const MOST_YEARS: i32 = 100;

pub(crate) fn unexpected<T>(argument: &Argument, expected: Expected, report: &mut Report) -> Option<T> {
    let problem = match argument.text.contains(['“', '”']) {
        true => Problem::WideQuote { word: argument.text.clone() },
        false => Problem::Unexpected { expected, found: argument.text.clone() },
    };
    report.error(argument.place, problem);
    None
}

pub(crate) fn slug(argument: &Argument, report: &mut Report) -> Option<String> {
    let letters =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let well_formed = argument.text.starts_with(|first: char| first.is_ascii_lowercase()) && letters(&argument.text);
    if well_formed { Some(argument.text.clone()) } else { unexpected(argument, Expected::Slug, report) }
}

/// A word or text that is not empty.
pub(crate) fn text(argument: &Argument, report: &mut Report) -> Option<String> {
    if argument.literal == Literal::Other || argument.text.trim().is_empty() {
        return unexpected(argument, Expected::Word, report);
    }
    if argument.text.contains(['“', '”']) && argument.text.starts_with('“') {
        report.error(argument.place, Problem::WideQuote { word: argument.text.clone() });
        return None;
    }
    Some(argument.text.clone())
}

/// The words of `又名="… …"`.
pub(crate) fn synonyms(argument: Option<&Argument>, report: &mut Report) -> Vec<String> {
    let text = argument.and_then(|argument| text(argument, report)).unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

pub(crate) fn flag(argument: &Argument, report: &mut Report) -> Option<bool> {
    match argument.text.as_str() {
        "是" => Some(true),
        "否" => Some(false),
        _ => unexpected(argument, Expected::YesNo, report),
    }
}

/// A flag that is 否 where it is not written.
pub(crate) fn optional_flag(argument: Option<&Argument>, report: &mut Report) -> bool {
    argument.and_then(|argument| flag(argument, report)).unwrap_or(false)
}

/// KDL lets people group digits: `1_000`.
fn parse_quantity(argument: &Argument) -> Option<Quantity> {
    match argument.literal {
        Literal::Number => argument.text.replace('_', "").parse().ok(),
        Literal::Word => argument.text.trim().parse().ok(),
        Literal::Other => None,
    }
}

pub(crate) fn quantity(argument: &Argument, report: &mut Report) -> Option<Quantity> {
    parse_quantity(argument).or_else(|| unexpected(argument, Expected::Number, report))
}

/// A quantity that is not below `least`.
pub(crate) fn quantity_from(argument: &Argument, least: Quantity, report: &mut Report) -> Option<Quantity> {
    let found = quantity(argument, report)?;
    within(argument, found, Some(least), None, report)
}

pub(crate) fn within(
    argument: &Argument,
    found: Quantity,
    least: Option<Quantity>,
    most: Option<Quantity>,
    report: &mut Report,
) -> Option<Quantity> {
    if least.is_none_or(|least| found >= least) && most.is_none_or(|most| found <= most) {
        return Some(found);
    }
    let (least, most) = (least.map(|least| least.to_string()), most.map(|most| most.to_string()));
    report.error(argument.place, Problem::OutOfBounds { found: found.to_string(), least, most });
    None
}

/// A whole number from `least` to `most`; `i32::MAX` is not worth mentioning as a bound.
pub(crate) fn whole(argument: &Argument, least: i32, most: i32, report: &mut Report) -> Option<i32> {
    let Some(found) = parse_quantity(argument).filter(|quantity| quantity.0 % 100 == 0) else {
        return unexpected(argument, Expected::WholeNumber, report);
    };
    let bounds = (Quantity::whole(least.into()), Quantity::whole(most.into()));
    let most = Some(bounds.1).filter(|_| most < i32::MAX);
    let found = within(argument, found, Some(bounds.0), most, report)?;
    i32::try_from(found.0 / 100).ok()
}

/// A number written out, or the name of a parameter.
pub(crate) fn number(argument: &Argument, parameters: &[Parameter], report: &mut Report) -> Option<Number> {
    if let Some(quantity) = parse_quantity(argument) {
        return Some(Number::Fixed(quantity));
    }
    if let Some(index) = parameter_named(argument, parameters) {
        return Some(Number::Parameter(index));
    }
    if argument.literal != Literal::Word || argument.text.chars().any(|character| character.is_ascii_digit()) {
        return unexpected(argument, Expected::NumberOrParameter, report);
    }
    parameter(argument, parameters, report).map(Number::Parameter)
}

/// The name or slug of a parameter.
pub(crate) fn parameter(argument: &Argument, parameters: &[Parameter], report: &mut Report) -> Option<usize> {
    let found = parameter_named(argument, parameters);
    if found.is_none() {
        let names = parameters.iter().map(|parameter| parameter.name.as_str());
        unknown(What::Parameter, "", &argument.spot(), names, report);
    }
    found
}

/// The parameter that a word names.
pub(crate) fn parameter_named(argument: &Argument, parameters: &[Parameter]) -> Option<usize> {
    parameters.iter().position(|parameter| parameter.name == argument.text || parameter.slug == argument.text)
}

/// A fraction such as `"4/5"`, or a number, which may be a parameter.
pub(crate) fn share(argument: &Argument, parameters: &[Parameter], report: &mut Report) -> Option<Share> {
    if !argument.text.contains('/') {
        return number_from(argument, Quantity(0), parameters, report).map(Share::Number);
    }
    match fraction(&argument.text) {
        Some((parts, whole)) => Some(Share::Fraction { parts, whole }),
        None => unexpected(argument, Expected::Share, report),
    }
}

/// `4/5`
pub(crate) fn fraction(text: &str) -> Option<(i64, i64)> {
    let (parts, whole) = text.split_once('/')?;
    match (parts.trim().parse(), whole.trim().parse()) {
        (Ok(parts @ 0..=MOST_PARTS), Ok(whole @ 1..=MOST_PARTS)) => Some((parts, whole)),
        _ => None,
    }
}

/// Like [`number`], and not below `least` where it is written out; whole where `least` is.
pub(crate) fn number_from(
    argument: &Argument,
    least: Quantity,
    parameters: &[Parameter],
    report: &mut Report,
) -> Option<Number> {
    let number = number(argument, parameters, report)?;
    if let Number::Fixed(quantity) = number {
        within(argument, quantity, Some(least), None, report)?;
    }
    Some(number)
}

pub(crate) fn parse_day(text: &str) -> Option<Day> {
    text.parse().ok().filter(|day| *day >= Day::EARLIEST)
}

pub(crate) fn day(argument: &Argument, report: &mut Report) -> Option<Day> {
    parse_day(&argument.text).or_else(|| unexpected(argument, Expected::Day, report))
}

pub(crate) fn limit(argument: &Argument, report: &mut Report) -> Option<Limit> {
    parse_limit(&argument.text).or_else(|| unexpected(argument, Expected::Limit, report))
}

/// Likewise of days alone, where it is written out.
pub(crate) fn days_length(argument: &Argument, parameters: &[Parameter], report: &mut Report) -> Option<Length> {
    match parameter_named(argument, parameters) {
        Some(_) => length(argument, parameters, report),
        None => days_limit(argument, report).map(|days| Length::Fixed(Limit::Days(days))),
    }
}

pub(crate) fn days_limit(argument: &Argument, report: &mut Report) -> Option<i32> {
    match parse_limit(&argument.text) {
        Some(Limit::Days(days)) => Some(days),
        _ => unexpected(argument, Expected::DayLimit, report),
    }
}

fn parse_limit(text: &str) -> Option<Limit> {
    let text = text.trim();
    let digits = text.find(|character: char| !character.is_ascii_digit())?;
    let (count, unit) = text.split_at_checked(digits)?;
    limit_of_unit(count.parse().ok()?, unit.trim())
}

fn limit_of_unit(count: i32, unit: &str) -> Option<Limit> {
    let (limit, per_year) = match unit {
        "日" | "天" => (Limit::Days(count), 366),
        "月" | "个月" => (Limit::Months(count), 12),
        "年" => (Limit::Years(count), 1),
        _ => return None,
    };
    (0 < count && count <= MOST_YEARS * per_year).then_some(limit)
}

/// A quantity with its unit as a limit of time; none where it is not whole, not above nothing, or no time.
pub(crate) fn limit_of(quantity: Quantity, unit: &str) -> Option<Limit> {
    let whole = (quantity.0 % Quantity::whole(1).0 == 0).then_some(quantity.0 / Quantity::whole(1).0)?;
    limit_of_unit(i32::try_from(whole).ok()?, unit)
}

/// A limit of time written out, or the name of a parameter that has a unit of time.
pub(crate) fn length(argument: &Argument, parameters: &[Parameter], report: &mut Report) -> Option<Length> {
    let Some(index) = parameter_named(argument, parameters) else {
        return limit(argument, report).map(Length::Fixed);
    };
    let parameter = parameters.get(index)?;
    if parameter.unit.as_deref().and_then(|unit| limit_of_unit(1, unit)).is_none() {
        let (parameter, unit) = (parameter.name.clone(), parameter.unit.clone());
        report.error(argument.place, Problem::ParameterNoTime { parameter, unit });
        return None;
    }
    Some(Length::Parameter(index))
}

/// A word of a closed list.
pub(crate) fn word<T: Word>(argument: &Argument, what: What, report: &mut Report) -> Option<T> {
    T::from_word(&argument.text).or_else(|| {
        unknown(what, "", &argument.spot(), T::WORDS.iter().map(|(word, _)| *word), report);
        None
    })
}
