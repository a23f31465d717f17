//! A coarse look at a block that the syntax library refused: where its nodes begin, and what is wrong with one.
//!
//! It knows strings, comments and braces and nothing else; what it lets pass, the library judges.

use crate::problem::Problem;

/// One top-level node of a block, as text.
pub(crate) struct Piece<'a> {
    pub(crate) start: usize,
    pub(crate) text: &'a str,
}

enum Token<'a> {
    Open,
    Close,
    NewLine,
    Semicolon,
    Word(&'a str),
    /// A string, closed or not.
    Text {
        closed: bool,
    },
    Other(char),
}

/// Words that begin a block at the very start of a line: there, an open brace was forgotten above.
const BLOCKS: [&str; 4] = ["记录", "参数", "规则", "示例"];

/// The first spot at which braces or comments are nested deeper than `most`.
///
/// Strings are not looked at: a false alarm there costs nothing, as no text of a rulebook holds that many braces.
pub(crate) fn too_deep(text: &str, most: usize) -> Option<usize> {
    let (mut braces, mut comments, mut before) = (0usize, 0usize, ' ');
    for (offset, character) in text.char_indices() {
        match character {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            _ => {}
        }
        before = count_comments(before, character, &mut comments);
        if braces > most || comments > most {
            return Some(offset);
        }
    }
    None
}

/// Counts `/*` up and `*/` down; what is returned stands before the next character (in `/*/` nothing is closed).
fn count_comments(before: char, character: char, depth: &mut usize) -> char {
    match (before, character) {
        ('/', '*') => *depth += 1,
        ('*', '/') => *depth = depth.saturating_sub(1),
        _ => return character,
    }
    ' '
}

/// The top-level nodes of a block.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut cuts = vec![0];
    let mut depth = 0usize;
    let mut line_start = 0;
    for (offset, end, token) in tokens(text) {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::NewLine => {
                line_start = end;
                if depth == 0 {
                    cuts.push(end);
                }
            }
            Token::Semicolon if depth == 0 => cuts.push(end),
            Token::Word(word) if depth > 0 && offset == line_start && BLOCKS.contains(&word) => {
                depth = 0;
                cuts.push(offset);
            }
            _ => {}
        }
    }
    cuts.push(text.len());
    let piece = |pair: &[usize]| match pair {
        [start, end] => text.get(*start..*end).map(|text| Piece { start: *start, text }),
        _ => None,
    };
    cuts.windows(2).filter_map(piece).filter(|piece| !piece.text.trim().is_empty()).collect()
}

/// The first mistake that can be named.
pub(crate) fn first_problem(text: &str) -> Option<(usize, Problem)> {
    let mut open = Vec::new();
    for (offset, _, token) in tokens(text) {
        match token {
            Token::Open => open.push(offset),
            Token::Close if open.pop().is_none() => return Some((offset, Problem::StrayBrace)),
            Token::Text { closed: false } => return Some((offset, Problem::UnclosedQuote)),
            Token::Word(word) => {
                if let Some(problem) = word_problem(word) {
                    return Some((offset, problem));
                }
            }
            Token::Other(character) if "()[]\\".contains(character) => {
                return Some((offset, Problem::ReservedCharacter { character }));
            }
            _ => {}
        }
    }
    open.pop().map(|offset| (offset, Problem::UnclosedBrace))
}

fn word_problem(word: &str) -> Option<Problem> {
    if ["true", "false", "null", "inf", "-inf", "nan"].contains(&word) {
        return Some(Problem::ReservedWord { word: word.to_owned() });
    }
    let unsigned = word.trim_start_matches(['+', '-']);
    let digits = unsigned.starts_with(|character: char| character.is_ascii_digit());
    let number = unsigned.chars().all(|character| character.is_ascii_digit() || "._".contains(character));
    (digits && !number).then(|| Problem::DigitWord { word: word.to_owned() })
}

/// Tokens with their first byte and the byte behind them.
fn tokens(text: &str) -> Vec<(usize, usize, Token<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let (length, token) = next_token(rest, first);
        if let Some(token) = token {
            found.push((at, at + length, token));
        }
        at += length.max(1);
    }
    found
}

fn next_token(rest: &str, first: char) -> (usize, Option<Token<'_>>) {
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    match first {
        '\n' => (1, Some(Token::NewLine)),
        ';' => (1, Some(Token::Semicolon)),
        '{' => (1, Some(Token::Open)),
        '}' => (1, Some(Token::Close)),
        '"' => string(rest, 0),
        '#' if rest.get(hashes..).is_some_and(|rest| rest.starts_with('"')) => string(rest, hashes),
        // A node goes on behind a backslash at the end of its line.
        '\\' if rest.lines().next().is_some_and(|line| line.trim_end() == "\\") => {
            (rest.find('\n').map_or(rest.len(), |end| end + 1), None)
        }
        '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), None),
        '/' if rest.starts_with("/*") => (comment(rest), None),
        _ if first.is_whitespace() => (first.len_utf8(), None),
        _ if is_special(first) => (first.len_utf8(), Some(Token::Other(first))),
        _ => {
            let end = rest.find(|character| is_special(character) || character.is_whitespace()).unwrap_or(rest.len());
            (end, rest.get(..end).map(Token::Word))
        }
    }
}

fn is_special(character: char) -> bool {
    "\"{}()[]/\\#;=".contains(character)
}

fn string(rest: &str, hashes: usize) -> (usize, Option<Token<'_>>) {
    let body = rest.get(hashes..).unwrap_or_default();
    let quotes = if body.starts_with("\"\"\"") { 3 } else { 1 };
    let close = format!("{}{}", "\"".repeat(quotes), "#".repeat(hashes));
    let mut escaped = false;
    for (offset, character) in body.char_indices().skip(quotes) {
        if escaped {
            escaped = false;
            continue;
        }
        if character == '\n' && quotes == 1 {
            return (hashes + offset, Some(Token::Text { closed: false }));
        }
        if body.get(offset..).is_some_and(|rest| rest.starts_with(&close)) {
            return (hashes + offset + close.len(), Some(Token::Text { closed: true }));
        }
        escaped = character == '\\' && hashes == 0;
    }
    (rest.len(), Some(Token::Text { closed: false }))
}

fn comment(rest: &str) -> usize {
    let (mut depth, mut before) = (0usize, ' ');
    for (offset, character) in rest.char_indices() {
        before = count_comments(before, character, &mut depth);
        if depth == 0 && offset > 1 {
            return offset + 1;
        }
    }
    rest.len()
}
