//! Words that do not belong into the project, or not into a part of it.

use crate::tree::{File, files, none, rust};

/// The crates that take everything as arguments (docs/architecture.md, invariant `same-input-same-bytes`).
const PURE: &[&str] = &["facts", "rulebook", "roster", "findings", "views"];

/// Each would let the day, the machine or chance into an evaluation.
const IMPURE: &[&str] = &[
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "TimeZone::system",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "RandomState",
    "Uuid::new_v4",
    "Uuid::now_v7",
];

/// Lint levels are `expect` with a reason, which falls away by itself when it is no longer true.
const UNWANTED: &[&str] = &["#[allow(", "#![allow(", "todo!(", "unimplemented!(", "dbg!(", "|safe", "| safe"];

#[test]
fn lints_are_expected_with_a_reason_and_nothing_is_left_to_do() {
    let own = "xtask/tests/it/text.rs";
    let searched = files().into_iter().filter(|file| (file.is("rs") || file.is("html")) && file.path != own);
    none(searched.flat_map(|file| found(&file, UNWANTED)).collect(), "these words may not stand in code:");
}

#[test]
fn pure_crates_know_no_clock_no_files_and_no_chance() {
    let pure = |path: &str| PURE.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")));
    let searched: Vec<File> = rust().into_iter().filter(|file| pure(&file.path) && !file.is_test()).collect();
    assert!(searched.len() > PURE.len(), "the pure crates were not found");
    none(searched.iter().flat_map(|file| found(file, IMPURE)).collect(), "a pure crate takes everything as arguments:");
}

/// Where people are spoken to. What reads books, or writes messy ones, knows the other punctuation too.
const SPEAKING: &[&str] = &[
    "crates/views/src/",
    "crates/office/src/",
    "crates/wuhua/src/",
    "crates/ledger/src/",
    "crates/rulebook/src/",
    "crates/intake/src/words.rs",
    "crates/intake/src/mapping.rs",
];

#[test]
fn chinese_is_written_with_its_own_punctuation() {
    let han = |character: &char| ('\u{4E00}'..='\u{9FFF}').contains(character);
    let mut wrong = Vec::new();
    for file in rust() {
        let speaks = SPEAKING.iter().any(|start| file.path.starts_with(start));
        if !speaks || file.path.contains("/demonstration/") || file.is_test() {
            continue;
        }
        for (index, line) in file.code().iter().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            // An address is written as it is typed.
            if line.contains("://") {
                continue;
            }
            let characters: Vec<char> = line.chars().collect();
            let mixed =
                |three: &[char]| han(&three[0]) && ",:;?".contains(three[1]) && (han(&three[2]) || three[2] == '{');
            if characters.windows(3).any(mixed) {
                wrong.push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    none(wrong, "，：；？ between Chinese characters, not , : ; ?");
}

#[test]
fn lines_end_where_their_text_ends() {
    let kinds = ["rs", "md", "sql", "toml", "kdl", "html"];
    let searched = files().into_iter().filter(|file| kinds.iter().any(|kind| file.is(kind)));
    let mut wrong = Vec::new();
    for file in searched {
        for (index, line) in file.text.split('\n').enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                wrong.push(format!("{}:{}", file.path, index + 1));
            }
        }
        if !file.text.ends_with('\n') || file.text.ends_with("\n\n") {
            wrong.push(format!("{}: ends with exactly one line break", file.path));
        }
    }
    none(wrong, "no blanks at the end of a line or a file:");
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    // Put together here so that this file does not find itself.
    let mine = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("replace", "-with"), concat!("[sou", "rce.")];
    none(files().iter().flat_map(|file| found_anywhere(file, &mine)).collect(), "paths and registries of one machine:");
    let lock = crate::tree::read("Cargo.lock");
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = "));
    let foreign = sources.filter(|source| *source != "\"registry+https://github.com/rust-lang/crates.io-index\"");
    none(foreign.map(str::to_owned).collect(), "a dependency comes from somewhere else than crates.io:");
}

/// Code only: comments may speak of what the code may not do.
fn found(file: &File, words: &[&str]) -> Vec<String> {
    let code = file.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let limit = if file.is_test() { usize::MAX } else { file.code().len() };
    let code = code.filter(|(index, line)| *index < limit || line.contains("allow("));
    code.flat_map(|(index, line)| hits(file, words, index, line)).collect()
}

fn found_anywhere(file: &File, words: &[&str]) -> Vec<String> {
    file.text.lines().enumerate().flat_map(|(index, line)| hits(file, words, index, line)).collect()
}

fn hits(file: &File, words: &[&str], index: usize, line: &str) -> Vec<String> {
    let hits = words.iter().filter(|word| line.contains(**word));
    hits.map(|word| format!("{}:{}: `{word}`", file.path, index + 1)).collect()
}
