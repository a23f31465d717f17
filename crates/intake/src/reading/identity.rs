//! The ID number of GB 11643-1999: seventeen digits and a check character.
//!
//! The old number of fifteen digits has no check character and was withdrawn in 2013; it is refused.

use facts::Day;

use super::text::{is_blank, narrow};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityProblem {
    Length,
    Character,
    BirthDay,
    Checksum,
    /// A number cell: Excel keeps fifteen digits and has lost the rest.
    LostDigits,
}

/// The number in its standard writing, with a capital X.
pub fn verify_identity_number(text: &str) -> Result<String, IdentityProblem> {
    let number: String = narrow(text)
        .chars()
        .filter(|character| !is_blank(*character) && *character != '\'')
        .collect::<String>()
        .to_uppercase();
    if number.chars().count() != 18 {
        return Err(IdentityProblem::Length);
    }
    let digits: Vec<u32> = number.chars().take(17).filter_map(|character| character.to_digit(10)).collect();
    let last = number.chars().last().unwrap_or(' ');
    if digits.len() != 17 || !(last.is_ascii_digit() || last == 'X') {
        return Err(IdentityProblem::Character);
    }
    birth_day(&number).ok_or(IdentityProblem::BirthDay)?;
    // Weight of the place i from the left is 2^(17-i) modulo 11.
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    if CHECK.get((sum % 11) as usize) == Some(&last) { Ok(number) } else { Err(IdentityProblem::Checksum) }
}

/// The day of birth that a number names.
pub fn birth_day(number: &str) -> Option<Day> {
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<u32>().ok();
    let day = Day::from_ymd(part(6, 10)? as i32, part(10, 12)?, part(12, 14)?)?;
    (day.year() >= 1880).then_some(day)
}
