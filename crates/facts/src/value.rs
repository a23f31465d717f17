//! The values a fact's fields can hold. Money and quantities are whole numbers: nothing here rounds.

use std::fmt;
use std::str::FromStr;

use crate::{Day, OrganisationId, Period};

/// Money in fen (1/100 yuan).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

/// A number with at most two decimals, in hundredths: class hours, square metres, years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(pub i64);

/// A text that is no quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no number with at most two decimals")]
pub struct QuantityError(String);

impl Quantity {
    pub const fn whole(number: i64) -> Quantity {
        Quantity(number.saturating_mul(100))
    }
}

fn hundredths(value: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    match rest {
        0 => write!(f, "{sign}{whole}"),
        _ if rest % 10 == 0 => write!(f, "{sign}{whole}.{}", rest / 10),
        _ => write!(f, "{sign}{whole}.{rest:02}"),
    }
}

fn parse_hundredths(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let ascii_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !ascii_digits(whole) || !ascii_digits(fraction) || digits.ends_with('.') {
        return None;
    }
    // Trailing zeros carry nothing: 12.500 is 12.5, but 12.505 has no place in hundredths.
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 2 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<2}").parse().ok()?;
    whole.checked_mul(100)?.checked_add(fraction)?.checked_mul(sign)
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hundredths(self.0, f)
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Quantity, QuantityError> {
        parse_hundredths(text).map(Quantity).ok_or_else(|| QuantityError(text.to_owned()))
    }
}

impl fmt::Display for Fen {
    /// In yuan: `12`, `12.5`, `12.05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hundredths(self.0, f)
    }
}

impl FromStr for Fen {
    type Err = QuantityError;

    /// Reads an amount in yuan.
    fn from_str(text: &str) -> Result<Fen, QuantityError> {
        parse_hundredths(text).map(Fen).ok_or_else(|| QuantityError(text.to_owned()))
    }
}

/// What a field holds. Which of them a field may hold is declared with the record kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    Flag(bool),
    Quantity(Quantity),
    Money(Fen),
    Day(Day),
    /// A calendar month, quarter, half-year or year; never one of the others.
    Period(Period),
    Text(String),
    /// Slugs of the options chosen, in the order of the record; a field with one choice has one.
    Options(Vec<String>),
    Organisation(OrganisationId),
}
