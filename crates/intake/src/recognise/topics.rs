//! Words beside the day of a header: `5月5日 党章学习`, `2019-05-06（廉政教育）`. The day is the day, and the words tell
//! what it was about.

use facts::Day;

use super::kinds::common;
use super::lexicon;
use crate::reading::{Effect, ReadDay, Said, clean, effect, is_blank, key, narrow, read_day};

/// Marks between a day and its topic.
const BETWEEN: &[char] = &[':', ',', '.', '、', '《', '》', '“', '”'];

/// The day that a text begins with, where nothing but a topic stands behind it; and the topic.
pub fn leading_day(text: &str, year: Option<i32>) -> Option<(Day, String)> {
    let text = narrow(&clean(text));
    let ends = text.char_indices().map(|(at, _)| at).skip(1).take(LONGEST_DAY);
    let mut days = ends.filter_map(|at| {
        let (before, behind) = text.split_at_checked(at)?;
        match read_day(before, year) {
            Ok(Said::Plain(ReadDay::Day(day))) => Some((day, behind)),
            _ => None,
        }
    });
    let first = days.next()?;
    let (day, behind) = days.last().unwrap_or(first);
    let words = behind.trim_matches(|character: char| is_blank(character) || BETWEEN.contains(&character));
    is_topic(words).then(|| (day, words.to_owned()))
}

/// Characters of the longest day that people write, with its weekday and time.
const LONGEST_DAY: usize = 24;

/// The topic beside the day of a header.
pub fn beside_day(header: &str, year: Option<i32>) -> Option<String> {
    match read_day(header, year) {
        Ok(Said::WithRemark(_, remark)) => Some(remark).filter(|remark| is_topic(remark)),
        Ok(Said::Plain(_)) => None,
        Err(_) => leading_day(header, year).map(|(_, topic)| topic),
    }
}

/// Whether words can be nothing but what a day was about: no other day, no number, no place or part of a series, and
/// nothing that makes the column one of something else.
fn is_topic(words: &str) -> bool {
    let word = key(words);
    let begins = |list: &[&str]| list.iter().any(|other| word.starts_with(other));
    let ends = |list: &[&str]| list.iter().any(|other| word.ends_with(other));
    let says_other = begins(lexicon::NO_TOPIC_BEGINS) || begins(lexicon::AWAY) || ends(lexicon::NO_TOPIC_ENDS);
    let plain = word.chars().all(|character| !character.is_ascii_digit() && !"-~至到".contains(character));
    word.chars().count() > 1 && plain && !says_other && common(&word).is_none() && effect(words) == Effect::Unknown
}
