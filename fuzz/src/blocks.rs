//! Blocks of the rulebook, taken apart into words and changed; and what must hold of every text that is parsed.

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use rulebook::{Parsed, Source, coverage};

use crate::world::FILES;

/// A block of the real rulebook and what is done to its words.
#[derive(Debug, Arbitrary)]
pub struct Change {
    block: u16,
    /// A second block behind it: doubled names, or an example for a rule.
    companion: Option<u16>,
    as_overlay: bool,
    edits: Vec<Edit>,
}

/// One change at one word. Positions and words count round, so that every number means something.
#[derive(Debug, Arbitrary)]
enum Edit {
    /// Another word of the language in its place.
    Exchange {
        at: u16,
        with: u16,
    },
    /// A word of the language before it.
    Insert {
        at: u16,
        with: u16,
    },
    /// Words of our own, as they come.
    Write {
        at: u16,
        text: String,
    },
    Number {
        at: u16,
        number: i64,
        hundredths: u8,
    },
    Day {
        at: u16,
        number: i32,
    },
    Drop {
        at: u16,
        count: u8,
    },
    Double {
        at: u16,
        count: u8,
    },
    Swap {
        at: u16,
        with: u16,
    },
}

/// The longest text that is worth parsing under a sanitizer, where a kilobyte takes some ten milliseconds.
const BYTES_MAX: usize = 4 << 10;

/// As many records and parameters are declared beside a changed block.
const DECLARATIONS_MAX: usize = 3;

static BLOCKS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let language = include_str!("../../docs/user/language.md");
    let texts = FILES.iter().map(|(_, text)| *text).chain([language]);
    let blocks: Vec<_> = texts.flat_map(blocks_of).collect();
    assert!(blocks.len() > 100, "only {} blocks found", blocks.len());
    blocks
});

/// Every word that stands in any block.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = BLOCKS.iter().flat_map(|(_, block)| words_of(block)).collect();
    words.extend(["\"", "“", "/*", "*/", "//", "/-", "\\", "#true", "\"\"\"", "1_0", "9999-12-31"].map(str::to_owned));
    words.sort();
    words.dedup();
    words
});

impl Change {
    pub fn check(&self) {
        let mut text = self.block(self.block);
        for edit in self.edits.iter().take(60) {
            if text.iter().map(String::len).sum::<usize>() < BYTES_MAX {
                edit.apply(&mut text);
            }
        }
        let mut written = format!("### {}\n\n```kdl\n{}\n```\n", self.heading(), text.concat());
        if let Some(companion) = self.companion {
            written += &format!("\n```kdl\n{}\n```\n", self.block(companion).concat());
        }
        let needed = records_named_in(&written);
        let records = Source { name: "记录.md".to_owned(), text: needed };
        if self.as_overlay {
            check_overlay(&written, &records);
        } else {
            check(&written, &[records]);
        }
    }

    fn block(&self, number: u16) -> Vec<String> {
        words_of(&BLOCKS[usize::from(number) % BLOCKS.len()].1)
    }

    fn heading(&self) -> &'static str {
        BLOCKS[usize::from(self.block) % BLOCKS.len()].0
    }
}

impl Edit {
    fn apply(&self, words: &mut Vec<String>) {
        if words.is_empty() {
            return;
        }
        let length = words.len();
        let place = |at: u16| usize::from(at) % length;
        let word = |with: u16| WORDS[usize::from(with) % WORDS.len()].clone();
        match self {
            Edit::Exchange { at, with } => words[place(*at)] = word(*with),
            Edit::Insert { at, with } => {
                words.splice(place(*at)..place(*at), [word(*with), " ".to_owned()]).for_each(drop)
            }
            Edit::Write { at, text } => words[place(*at)] = text.clone(),
            Edit::Number { at, number, hundredths } => words[place(*at)] = format!("\"{number}.{hundredths}\""),
            Edit::Day { at, number } => words[place(*at)] = format!("\"{}\"", facts::Day::from_number(*number)),
            Edit::Drop { at, count } => {
                let end = (place(*at) + usize::from(*count % 8)).min(length);
                words.drain(place(*at)..end);
            }
            Edit::Double { at, count } => {
                let end = (place(*at) + usize::from(*count % 32)).min(length);
                let doubled = words[place(*at)..end].to_vec();
                words.splice(end..end, doubled).for_each(drop);
            }
            Edit::Swap { at, with } => words.swap(place(*at), place(*with)),
        }
    }
}

/// Parses a file beside others and holds the outcome against its text.
pub fn check(text: &str, beside: &[Source]) {
    if text.len() > 2 * BYTES_MAX {
        return;
    }
    let mut sources = vec![Source { name: "甲.md".to_owned(), text: text.to_owned() }];
    sources.extend(beside.iter().cloned());
    sound(&rulebook::parse(&sources, &[]), text);
}

fn check_overlay(text: &str, base: &Source) {
    let overlay = [Source { name: "甲.md".to_owned(), text: text.to_owned() }];
    sound(&rulebook::parse(std::slice::from_ref(base), &[&overlay]), text);
}

/// Every diagnostic says something and points into its file; what was read can be asked for.
fn sound(parsed: &Parsed, text: &str) {
    let lines: Vec<&str> = text.split('\n').collect();
    for diagnostic in parsed.diagnostics.iter().filter(|diagnostic| diagnostic.file == "甲.md") {
        let line = (diagnostic.line as usize).checked_sub(1).and_then(|index| lines.get(index));
        let length = line.map_or(0, |line| line.chars().count());
        assert!(line.is_some(), "{diagnostic} in {} lines", lines.len());
        assert!((1..=length + 1).contains(&(diagnostic.column as usize)), "{diagnostic} in a line of {length}");
        assert!(!diagnostic.problem.to_string().trim().is_empty());
    }
    let _ = coverage(&parsed.rulebook);
    for rule in &parsed.rulebook.rules {
        assert!(!rule.slug.is_empty());
    }
}

/// The blocks of a Markdown text, each with the clause it stands under.
fn blocks_of(text: &'static str) -> Vec<(&'static str, String)> {
    let (mut heading, mut open, mut blocks) = ("L1 党员大会", None::<String>, Vec::new());
    for line in text.lines() {
        match &mut open {
            None if line.starts_with("### ") => heading = line.trim_start_matches("### "),
            None if line.starts_with("```kdl") => open = Some(String::new()),
            None => {}
            Some(_) if line.starts_with("```") => blocks.extend(open.take().map(|block| (heading, block))),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    blocks
}

/// Words, marks and the white space between them; joined they are the text again.
fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quoted, mut fresh) = (false, true);
    for character in text.chars() {
        let mark = !quoted && (character.is_whitespace() || "{};=".contains(character));
        match words.last_mut() {
            Some(last) if !mark && !fresh => last.push(character),
            _ => words.push(character.to_string()),
        }
        fresh = mark;
        quoted ^= character == '"';
    }
    words
}

/// The records and parameters that a text names, so that it has something to refer to and stays small.
fn records_named_in(text: &str) -> String {
    let declared = BLOCKS.iter().filter(|(_, block)| {
        let mut words = block.split_whitespace();
        let first = words.next();
        let name = block.split_once("名称=").and_then(|(_, rest)| rest.split_whitespace().next());
        matches!(first, Some("记录" | "参数")) && name.is_some_and(|name| text.contains(name))
    });
    let blocks: Vec<String> =
        declared.take(DECLARATIONS_MAX).map(|(_, block)| format!("```kdl\n{block}\n```\n")).collect();
    blocks.join("\n")
}
