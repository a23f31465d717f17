//! What the lines above a table say about it, and what they say about something else: when it was filled in.

use super::lexicon;
use crate::reading::{ReadDay, is_blank, narrow, read_day, year_in};

/// The year that a title gives its table. When a table was filled in or printed says nothing of what stands in it.
pub fn year(title: &str) -> Option<i32> {
    let said = before_filing(title);
    // A date alone in its cell is the day of the signature, or stands behind a label of its own.
    let label = |label: &str| lexicon::DAY_ENDINGS.iter().any(|ending| label.ends_with(ending));
    let dated = said.split_once(':').is_some_and(|(before, _)| label(before));
    if dated || matches!(read_day(&said, None), Ok(ReadDay::Day(_))) { None } else { year_in(&said) }
}

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
