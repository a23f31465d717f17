//! Names of people: spaces inside, lists, and reasons in brackets.

use super::address::{is_address, without_address};
use super::legend::mark;
use super::text::{is_blank, is_nothing, narrow};

/// One name of a list, with what stood in brackets behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub remark: Option<String>,
}

/// A name without any white space; the dot inside names of other peoples in one writing.
pub fn name(text: &str) -> String {
    narrow(text)
        .chars()
        .filter(|character| !is_blank(*character))
        .map(|character| match character {
            '˙' | '∙' | '⋅' | '.' => '·',
            other => other,
        })
        .collect()
}

/// The names of a list. `known` decides between readings of white space: `叶 欣` is one name, `叶欣 唐勇` are two.
pub fn names(text: &str, known: &dyn Fn(&str) -> bool) -> Vec<Named> {
    if is_nothing(text) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for piece in pieces(&without_numbers(text)) {
        let (written, remark) = split_remark(&piece);
        if let Some((people, word)) = with_word(&written, known) {
            let remark = remark.map_or(word.clone(), |remark| format!("{word}({remark})"));
            found.extend(people.into_iter().map(|name| Named { name, remark: Some(remark.clone()) }));
            continue;
        }
        for name in readings(&written, known) {
            found.push(Named { name, remark: None });
        }
        // A remark belongs to the name it stands behind; after several, to all of them only if they share the bracket.
        if let (Some(remark), Some(last)) = (remark, found.last_mut()) {
            last.remark = Some(remark);
        }
    }
    found.retain(|named| !named.name.is_empty());
    found
}

/// A numbered list without its numbers: `1.张三 2.李四`. They count from 1, so that a year or a day is none of them.
fn without_numbers(text: &str) -> String {
    let narrowed = narrow(text);
    let mut list = String::new();
    let mut rest = narrowed.as_str();
    for number in 1..=MOST_NUMBERS {
        let marks = ['.', '、', ')'].map(|mark| format!("{number}{mark}"));
        let found = marks.iter().filter_map(|mark| Some((rest.find(mark.as_str())?, mark.len()))).min();
        let Some((at, length)) = found.filter(|(at, _)| number > 1 || *at == 0) else { break };
        let (before, behind) = rest.split_at(at);
        list.push_str(before.trim_end());
        list.push('、');
        rest = behind.get(length..).unwrap_or_default();
    }
    list + rest
}

/// No list is longer.
const MOST_NUMBERS: usize = 200;

/// Whether what stands in a list of people names nobody: `群众2人`, `张三等`, `见签到表`.
pub fn is_no_name(piece: &str) -> bool {
    let counts = piece.chars().any(|character| character.is_ascii_digit());
    let others = ["等", "等人", "等同志"].iter().any(|ending| piece.ends_with(ending));
    // 张三等三人
    let counts = counts || piece.contains('等') && piece.ends_with(['人', '名', '位']);
    counts
        || others
        || piece.starts_with('见')
        || ["详见", "附后", "签到表", "名单"].iter().any(|word| piece.contains(word))
}

/// Cuts at list separators that stand outside of brackets.
pub fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0_u32;
    for character in narrow(text).chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let separates = depth == 0 && matches!(character, '、' | ',' | ';' | '\n' | '\r' | '/' | '|');
        if separates {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(character);
            // A closed bracket ends a name even where no separator follows: 张三(病假)李四(出差).
            if depth == 0 && character == ')' {
                pieces.push(String::new());
            }
        }
    }
    pieces.retain(|piece| !piece.chars().all(is_blank));
    pieces
}

fn split_remark(piece: &str) -> (String, Option<String>) {
    let narrowed = narrow(piece);
    match narrowed.split_once('(') {
        Some((written, remark)) => {
            let remark = super::text::clean(remark.trim_end().trim_end_matches(')'));
            (written.to_owned(), Some(remark).filter(|remark| !remark.is_empty()))
        }
        None => match narrowed.split_once(':') {
            // 支部书记:张三
            Some((post, written)) if is_address(&name(post)) => (written.to_owned(), None),
            // 张三:病假
            Some((written, remark)) if !remark.trim().is_empty() => {
                (written.to_owned(), Some(super::text::clean(remark)))
            }
            _ => (narrowed, None),
        },
    }
}

/// The name as it is known: as written, or without posts and forms of address.
fn whole(joined: &str, known: &dyn Fn(&str) -> bool) -> Option<String> {
    if known(joined) { Some(joined.to_owned()) } else { without_address(joined, known) }
}

/// Characters of a name with posts, and of a word behind it.
const LONGEST_NAME: usize = 24;
const LONGEST_WORD: usize = 16;

const CONNECTIVES: [char; 6] = ['与', '和', '-', '—', '及', '→'];

/// A known name, or two that are joined, with a mark of presence behind: `张三因公出差`, `张三和李四出差`. A mark of one
/// character may belong to a name.
fn with_word(written: &str, known: &dyn Fn(&str) -> bool) -> Option<(Vec<String>, String)> {
    let joined = name(written);
    let characters = joined.chars().count();
    if characters > LONGEST_NAME + LONGEST_WORD || whole(&joined, known).is_some() {
        return None;
    }
    let mut ends = joined.char_indices().map(|(at, _)| at).skip(2).collect::<Vec<_>>();
    ends.reverse();
    ends.into_iter().find_map(|at| {
        let (before, word) = joined.split_at_checked(at)?;
        let is_word = word.chars().count() > 1 && mark(word).is_some_and(|read| read.presence.is_some());
        if !is_word || word.starts_with(CONNECTIVES) {
            return None;
        }
        let people = whole(before, known).map(|name| vec![name]).or_else(|| joined_names(before, known))?;
        Some((people, word.to_owned()))
    })
}

/// `张三和李四`
fn joined_names(written: &str, known: &dyn Fn(&str) -> bool) -> Option<Vec<String>> {
    CONNECTIVES.into_iter().find_map(|connective| {
        let halves: Vec<String> = written.split(connective).map(name).collect();
        (halves.len() == 2 && halves.iter().all(|half| known(half))).then_some(halves)
    })
}

/// The likeliest reading of a piece without separators.
fn readings(written: &str, known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let joined = name(written);
    if let Some(name) = whole(&joined, known) {
        return vec![name];
    }
    if let Some(both) = joined_names(written, known) {
        return both;
    }
    let words: Vec<String> = written.split(is_blank).filter(|word| !word.is_empty()).map(name).collect();
    let glued = glue(&words);
    if glued.len() > 1 && glued.iter().all(|word| known(word)) {
        return glued;
    }
    let singles = words.iter().all(|word| word.chars().count() == 1);
    if words.len() <= 1 || (singles && words.len() <= 3) {
        return vec![joined];
    }
    if words.iter().all(|word| known(word)) {
        return words;
    }
    if glued.len() > 1 { glued } else { vec![joined] }
}

/// A single character is the start of a name that goes on behind the space.
fn glue(words: &[String]) -> Vec<String> {
    let mut glued: Vec<String> = Vec::new();
    let mut open = false;
    for word in words {
        match glued.last_mut() {
            Some(last) if open => {
                last.push_str(word);
                open = false;
            }
            _ => {
                open = word.chars().count() == 1;
                glued.push(word.clone());
            }
        }
    }
    glued
}
