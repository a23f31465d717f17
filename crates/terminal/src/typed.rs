//! Values as they are typed on a command line, with what was expected where they will not do.

use ledger::Location;
use office::{Day, Instant, Setting};

/// A data directory, or a `postgres://` address.
///
/// # Errors
/// What was expected, in Chinese.
pub fn location(text: &str) -> Result<Location, String> {
    match text {
        "" => Err("应为数据目录，或 postgres:// 开头的地址".into()),
        text => Ok(Location::parse(text)),
    }
}

/// `2019-12-31`.
///
/// # Errors
/// What was expected, in Chinese.
pub fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| format!("“{text}”不是日期，应写成 2019-12-31 这样"))
}

/// `2020-01-07`, `2020-01-07T09:00:00+08:00`.
///
/// # Errors
/// What was expected, in Chinese.
pub fn instant(text: &str) -> Result<Instant, String> {
    text.parse().map_err(|_| format!("“{text}”不是时刻，应写成 2020-01-07 或 2020-01-07T09:00:00+08:00 这样"))
}

/// `党员年度学时=40`, `党员年度学时=40@2020-01-01`.
///
/// # Errors
/// What was expected, in Chinese.
pub fn setting(text: &str) -> Result<Setting, String> {
    let expected = || format!("“{text}”应写成 名称=值，如 党员年度学时=40，或 党员年度学时=40@2020-01-01");
    let (name, value) = text.split_once('=').ok_or_else(expected)?;
    let (value, from) = match value.split_once('@') {
        Some((value, from)) => (value, Some(day(from.trim())?)),
        None => (value, None),
    };
    let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
    if name.is_empty() || value.is_empty() { Err(expected()) } else { Ok(Setting { name, value, from }) }
}
