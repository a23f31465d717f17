//! Lists of people who were not there: whose a reason is that stands behind the last of several.

use super::date::numerals;
use super::names::{Named, names, pieces};
use super::text::{clean, is_blank, narrow};

/// That a reason is meant for all who are named: `均出差`, `一起外出`.
const ALL: &[&str] = &["均", "都", "皆", "一起", "一同"];
const PERSONS: [char; 3] = ['人', '名', '位'];

/// The names of a list of the absent, each with the reason that is meant for them. A reason directly behind the last of
/// several names is that of all, and so is one that says so in brackets; any other in brackets is of the last alone.
/// `None` where it cannot be told.
pub fn away_names(text: &str, known: &dyn Fn(&str) -> bool) -> Option<Vec<Named>> {
    let mut found = Vec::new();
    for sentence in narrow(text).split([';', '.', '\n']) {
        let mut others_open = false;
        for clause in clauses(sentence) {
            let (named, reaches_back) = clause_names(clause, known)?;
            // 甲、乙,丙请假: the first two may have been on leave as well.
            if others_open && reaches_back {
                return None;
            }
            others_open |= named.last().is_some_and(|last| last.remark.is_none());
            found.extend(named);
        }
    }
    Some(found)
}

/// A comma ends a list whose names are parted by other marks.
fn clauses(sentence: &str) -> Vec<&str> {
    if sentence.contains('、') && !sentence.contains('(') { sentence.split(',').collect() } else { vec![sentence] }
}

/// The names of one clause, and whether its first reason is meant for all in front of it.
fn clause_names(clause: &str, known: &dyn Fn(&str) -> bool) -> Option<(Vec<Named>, bool)> {
    let mut found: Vec<Named> = Vec::new();
    let (mut open, mut reaches_back) = (0, false);
    for piece in pieces(clause) {
        found.extend(names(&piece, known));
        let Some(remark) = found.last().and_then(|last| last.remark.clone()) else { continue };
        let outside = piece.split('(').next().unwrap_or_default();
        let direct = names(outside, known).last().is_some_and(|last| last.remark.is_some());
        let of_all = said_of_all(&remark);
        let people = found.len() - open;
        // 甲(病假)、乙、丙等3人出差 may count all who are named, or those without a reason of their own.
        let fits = |count: &usize| *count == people || *count == found.len();
        if of_all.as_ref().and_then(|(count, _)| count.as_ref()).is_some_and(|count| !fits(count)) {
            return None;
        }
        if direct || of_all.is_some() {
            reaches_back |= open == 0;
            let reason = of_all.map_or(remark, |(_, reason)| reason);
            let reason = Some(clean(&reason)).filter(|reason| !reason.is_empty());
            let own = found.len() - 1;
            for (at, one) in found.iter_mut().enumerate().skip(open) {
                if at == own || one.remark.is_none() {
                    one.remark.clone_from(&reason);
                }
            }
        }
        open = found.len();
    }
    Some((found, reaches_back))
}

/// How many a reason says that it is for, if it does, and the reason without that: `2人出差`, `等均出差`.
pub(super) fn said_of_all(reason: &str) -> Option<(Option<usize>, String)> {
    let text = reason.trim_start_matches(['等', ' ']);
    let (count, rest) = match number_ahead(text) {
        Some((count, rest)) => (Some(count), rest),
        None => (None, text),
    };
    let rest = ALL.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    (rest.len() < reason.len()).then(|| (count, rest.to_owned()))
}

/// `2人`, `两名`, and what stands behind.
pub(super) fn number_ahead(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|character: char| !is_numeral(character))?;
    let (number, rest) = text.split_at_checked(end)?;
    Some((numerals(number).parse().ok()?, rest.strip_prefix(PERSONS)?))
}

/// `实到2人`, `甲、乙共两名`: what stands in front of a number of people at the end.
pub(super) fn number_behind(text: &str) -> Option<(&str, usize)> {
    let text = ["同志", "党员"].into_iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    let text = text.strip_suffix(PERSONS)?;
    let words = text.trim_end_matches(is_numeral);
    Some((words, numerals(text.get(words.len()..)?).parse().ok()?))
}

/// A list without the number behind it, where it names just so many: `甲、乙等2人`, `甲、乙共2人`. Where it names fewer,
/// there were others, and who they are nobody can tell.
pub fn without_count(text: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    let plain = narrow(text);
    let (words, count) = number_behind(plain.trim())?;
    let list = ["等", "共计", "合计", "共"].into_iter().find_map(|word| words.trim_end().strip_suffix(word));
    let list =
        list.unwrap_or(words).trim_end_matches(|character: char| is_blank(character) || ",;、".contains(character));
    let named = names(list, known);
    (named.len() == count && named.iter().all(|one| known(&one.name))).then(|| list.to_owned())
}

fn is_numeral(character: char) -> bool {
    character.is_ascii_digit() || "一二两三四五六七八九十".contains(character)
}
