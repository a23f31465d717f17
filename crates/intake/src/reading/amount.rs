//! Numbers, amounts of money, class hours and flags, with the units people write behind them.
//!
//! Money is exact: what cannot be said in fen is refused, not rounded.

use facts::{Fen, Quantity};

use super::remark::{Effect, Said, TakenBack, beside, effect};
use super::text::{Parted, at_brackets, is_blank, narrow};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountProblem {
    NotANumber,
    /// More than two decimals, or more than can be held.
    TooFine,
    /// A unit that the field does not have.
    OtherUnit,
    /// 50(未收)
    TakenBack(TakenBack),
    /// 50(含2、3月): these months stand in brackets.
    OtherMonths(String),
}

/// How many fen one written unit of a header or cell is.
pub fn money_unit(text: &str) -> Option<i64> {
    match narrow(text).trim() {
        "万元" | "万" | "万元人民币" | "人民币万元" => Some(10_000 * YUAN),
        "千元" => Some(1_000 * YUAN),
        "百元" => Some(100 * YUAN),
        "亿元" => Some(100_000_000 * YUAN),
        "元" | "元/月" | "元/人" | "人民币" | "人民币元" | "块" | "元整" | "圆" | "元/月·人" => {
            Some(YUAN)
        }
        "角" | "毛" => Some(10),
        "分" => Some(1),
        _ => None,
    }
}

/// What a bare amount of money counts, in fen.
pub const YUAN: i64 = 100;

/// How many minutes one written unit of class hours is. Books count hours and class hours alike.
pub fn time_unit(text: &str) -> Option<i64> {
    match narrow(text).trim() {
        "学时" | "课时" | "小时" | "个学时" | "个课时" | "个小时" | "学时整" | "h" | "H" => {
            Some(HOUR)
        }
        "分钟" | "分" => Some(1),
        _ => None,
    }
}

/// What a bare number of class hours counts, in minutes.
pub const HOUR: i64 = 60;

/// An amount in fen. `unit` is what a bare number counts, in fen.
pub fn money(text: &str, unit: i64) -> Result<Said<Fen>, AmountProblem> {
    let parted = at_brackets(text);
    if let Some(fen) = yuan_jiao_fen(&parted.outside) {
        return counted(fen, &parted);
    }
    let (digits, suffix, parted) = number_and_unit(parted, |unit| money_unit(unit).is_some())?;
    let unit = if suffix.is_empty() { unit } else { money_unit(&suffix).ok_or(AmountProblem::OtherUnit)? };
    counted(scaled(&digits, unit).map(Fen)?, &parted)
}

/// Class hours in hundredths. `unit` is what a bare number counts, in minutes, and so does one with `word` behind it.
/// Of minutes, what is less than a hundredth is left out: nobody has learnt for longer than the book says.
pub fn class_hours(text: &str, unit: i64, word: Option<&str>) -> Result<Said<Quantity>, AmountProblem> {
    let is_unit = |unit: &str| word == Some(unit) || time_unit(unit).is_some();
    let (digits, suffix, parted) = number_and_unit(at_brackets(text), is_unit)?;
    let bare = suffix.is_empty() || word == Some(suffix.as_str());
    let hundredths = match if bare { unit } else { time_unit(&suffix).ok_or(AmountProblem::OtherUnit)? } {
        HOUR => scaled(&digits, 100)?,
        minutes => scaled(&digits, minutes.saturating_mul(100))?.div_euclid(HOUR),
    };
    counted(Quantity(hundredths), &parted)
}

/// A number with what stands in brackets beside it.
fn counted<T>(number: T, parted: &Parted) -> Result<Said<T>, AmountProblem> {
    match parted.inside.iter().find(|remark| effect(remark) == Effect::OtherMonths) {
        Some(months) => Err(AmountProblem::OtherMonths(months.clone())),
        None => beside(number, &parted.inside).map_err(AmountProblem::TakenBack),
    }
}

/// `12元5角`, `5角`, `3元2角5分`: an amount with smaller units than yuan.
fn yuan_jiao_fen(text: &str) -> Option<Fen> {
    const UNITS: &[(&[char], i64)] = &[(&['元', '块', '圆'], 100), (&['角', '毛'], 10), (&['分'], 1)];
    let plain = unbroken(&narrow(text))?;
    let mut rest = plain.trim_start_matches('¥');
    let (mut sum, mut smaller) = (0_i64, false);
    for (units, worth) in UNITS {
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, behind) = rest.split_at_checked(end)?;
        let Some(behind) = behind.strip_prefix(*units).filter(|_| !digits.is_empty()) else { continue };
        // Ten jiao are a yuan: 12元50角 is a slip of somebody.
        if sum > 0 && digits.len() > 1 {
            return None;
        }
        sum = sum.checked_add(digits.parse::<i64>().ok()?.checked_mul(*worth)?)?;
        smaller |= *worth < 100;
        rest = behind;
    }
    (smaller && matches!(rest, "" | "整" | "正")).then_some(Fen(sum))
}

/// A quantity in hundredths. `units` are the words that may stand behind it.
pub fn quantity(text: &str, units: &[&str]) -> Result<Said<Quantity>, AmountProblem> {
    let (digits, suffix, parted) = number_and_unit(at_brackets(text), |unit| units.contains(&unit))?;
    if !suffix.is_empty() && !units.contains(&suffix.as_str()) {
        return Err(AmountProblem::OtherUnit);
    }
    counted(scaled(&digits, 100).map(Quantity)?, &parted)
}

pub fn flag(text: &str) -> Option<bool> {
    let word: String = narrow(text).chars().filter(|character| !is_blank(*character)).collect();
    match word.to_lowercase().as_str() {
        "是" | "有" | "√" | "✓" | "✔" | "y" | "yes" | "true" | "t" | "1" | "对" | "已" | "合并" | "一肩挑" | "☑" => {
            Some(true)
        }
        "否" | "无" | "不是" | "×" | "✗" | "✘" | "n" | "no" | "false" | "f" | "0" | "没有" | "未" | "x" | "不合并"
        | "未合并" | "单独召开" => Some(false),
        _ => None,
    }
}

/// A number as people would write it; what binary fractions add at the far end is left out.
pub fn plain_number(number: f64) -> String {
    if !number.is_finite() {
        return number.to_string();
    }
    let text = format!("{number:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Sign, digits and point; the unit behind them, which may stand in brackets; and what else does.
fn number_and_unit(
    mut parted: Parted,
    is_unit: impl Fn(&str) -> bool,
) -> Result<(String, String, Parted), AmountProblem> {
    let plain = unbroken(&parted.outside).ok_or(AmountProblem::NotANumber)?;
    let plain = plain.trim_start_matches(['¥', '$']).trim_start_matches("RMB").trim_start_matches("人民币");
    let end = plain.find(|character: char| !(character.is_ascii_digit() || "+-.,".contains(character)));
    let (digits, unit) = plain.split_at(end.unwrap_or(plain.len()));
    let digits = thousands(digits.trim_start_matches('+')).ok_or(AmountProblem::NotANumber)?;
    let mut unit = unit.trim_end_matches('/').to_owned();
    if let Some(at) = parted.inside.iter().position(|remark| is_unit(remark)).filter(|_| unit.is_empty()) {
        unit = parted.inside.remove(at);
    }
    Ok((digits, unit, parted))
}

/// A text without its blanks. One between digits parts thousands like a comma, or else two numbers, as a line break does.
fn unbroken(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut blanks = String::new();
    for part in text.split_inclusive(is_blank) {
        let word = part.trim_end_matches(is_blank);
        let begins = word.starts_with(|first: char| first.is_ascii_digit());
        if begins && plain.ends_with(|last: char| last.is_ascii_digit()) {
            if blanks.contains(['\n', '\r']) {
                return None;
            }
            plain.push(',');
        }
        if !word.is_empty() {
            plain.push_str(word);
            blanks.clear();
        }
        blanks.push_str(part.get(word.len()..)?);
    }
    Some(plain)
}

/// Takes out thousands separators where they stand where they should: `1,234.50`, not `1,5`.
fn thousands(digits: &str) -> Option<String> {
    let whole = digits.split('.').next().unwrap_or("");
    let groups: Vec<&str> = whole.trim_start_matches('-').split(',').collect();
    let right = groups.len() == 1
        || (groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|first| (1..=3).contains(&first.len())));
    let fraction_has_comma = digits.split_once('.').is_some_and(|(_, fraction)| fraction.contains(','));
    let plain = digits.replace(',', "");
    let well_formed = plain.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && plain.chars().any(|character| character.is_ascii_digit())
        && plain.matches('.').count() <= 1
        && plain.rfind('-').is_none_or(|at| at == 0);
    (right && !fraction_has_comma && well_formed).then_some(plain)
}

/// A number of people and nothing else: `8`, `8人`, `共8名`.
pub fn head_count(text: &str) -> Option<u32> {
    let plain = unbroken(&narrow(text))?;
    let plain = plain.strip_prefix('共').unwrap_or(&plain);
    let digits = ["人", "名", "位", ""].iter().find_map(|unit| plain.strip_suffix(unit))?;
    let digits = digits.strip_suffix('.').unwrap_or(digits);
    digits.chars().all(|character| character.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The number times `factor`, exactly.
fn scaled(digits: &str, factor: i64) -> Result<i64, AmountProblem> {
    let (sign, digits) = digits.strip_prefix('-').map_or((1, digits), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let joined = format!("{whole}{fraction}");
    let number: i128 = if joined.is_empty() { 0 } else { joined.parse().map_err(|_| AmountProblem::TooFine)? };
    let divisor =
        10_i128.checked_pow(u32::try_from(fraction.len()).unwrap_or(u32::MAX)).ok_or(AmountProblem::TooFine)?;
    let product = number.checked_mul(i128::from(factor)).ok_or(AmountProblem::TooFine)?;
    if product % divisor != 0 {
        return Err(AmountProblem::TooFine);
    }
    i64::try_from(product / divisor * sign).map_err(|_| AmountProblem::TooFine)
}
