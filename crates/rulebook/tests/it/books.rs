//! Whole books: the language reference, and the built-in rulebook.

use std::collections::{BTreeSet, HashSet};

use rulebook::{Problem, Purpose, Severity, Source, read_page};

use crate::{lines, mistakes, parse, source};

const REFERENCE: &str = include_str!("../../../../docs/user/language.md");
const OVERLAYS: &str = include_str!("../../../../docs/user/overlay.md");
const BUILT_IN_RECORDS: &str = include_str!("../../../../rulebook/6-records.md");

/// What stands between fences or in a line between backticks, torn into words.
fn words_shown(page: &str) -> BTreeSet<&str> {
    let separates = |character: char| character.is_whitespace() || "`={}();；、，。：…\"“”".contains(character);
    let mut words = BTreeSet::new();
    for (index, piece) in page.split("```").enumerate() {
        match index % 2 {
            1 => words.extend(piece.split(separates)),
            _ => words.extend(piece.split('`').skip(1).step_by(2).flat_map(|code| code.split(separates))),
        }
    }
    words
}

/// The Chinese words in quotation marks of some text.
fn quoted(text: &str) -> Vec<String> {
    let han =
        |word: &&str| !word.is_empty() && word.chars().all(|character| ('\u{4E00}'..='\u{9FFF}').contains(&character));
    text.split('"').skip(1).step_by(2).filter(han).map(str::to_owned).collect()
}

/// Attributes, nodes and the words of closed lists, as the parser's tables have them.
fn words_of_the_language() -> BTreeSet<String> {
    let folder = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("src");
    let mut words = BTreeSet::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let text = std::fs::read_to_string(path).unwrap();
        for shape in text.split(": Shape =").skip(1) {
            let shape = shape.split_once("};").map_or(shape, |(shape, _)| shape);
            for list in ["required: &[", "optional: &[", "children: &["] {
                let listed = shape.split_once(list).and_then(|(_, rest)| rest.split_once(']'));
                words.extend(listed.iter().flat_map(|(listed, _)| quoted(listed)));
            }
        }
        for list in ["const WORDS:", "const BLOCKS:", "const FORMS:", "const FIELD_TYPES:"] {
            for listed in text.split(list).skip(1) {
                words.extend(quoted(listed.split_once("];").map_or("", |(listed, _)| listed)));
            }
        }
    }
    words
}

#[test]
fn the_language_reference_is_a_standard_without_mistakes() {
    let sources = [source("6-records.md", BUILT_IN_RECORDS), source("language.md", REFERENCE)];
    let parsed = rulebook::parse(&sources, &[]);
    assert_eq!(lines(&parsed.diagnostics.iter().collect::<Vec<_>>()), "");
    let book = &parsed.rulebook;
    let built_in = book.kinds.iter().filter(|kind| kind.place.file == 0);
    let unlisted: Vec<&str> =
        built_in.map(|kind| kind.name.as_str()).filter(|name| !REFERENCE.contains(*name)).collect();
    assert_eq!(unlisted, [""; 0], "records that a standard can take over");
    // A page for each of the thirteen forms, with rules that have examples on both sides.
    let forms: HashSet<_> = book.rules.iter().map(|rule| std::mem::discriminant(&rule.requirement)).collect();
    assert_eq!(forms.len(), 13);
}

#[test]
fn every_block_and_every_form_has_a_section() {
    let sections: BTreeSet<&str> = REFERENCE
        .lines()
        .filter_map(|line| line.strip_prefix("### ")?.split_once(' '))
        .map(|(_, title)| title)
        .collect();
    let declared = |file: &str, list: &str| {
        let (_, rest) = file.split_once(list).unwrap();
        quoted(rest.split_once("];").unwrap().0)
    };
    let blocks = declared(include_str!("../../src/lib.rs"), "const BLOCKS:");
    let forms = declared(include_str!("../../src/requirements.rs"), "const FORMS:");
    assert_eq!((blocks.len(), forms.len()), (11, 13));
    // 评分示例 stands with 评分.
    let missing: Vec<_> =
        blocks.iter().chain(&forms).filter(|word| **word != "评分示例" && !sections.contains(word.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn every_word_of_the_language_is_shown_to_its_writers() {
    let shown: BTreeSet<&str> = [REFERENCE, OVERLAYS].into_iter().flat_map(words_shown).collect();
    let words = words_of_the_language();
    assert!(words.len() > 150, "only {} words were found", words.len());
    let missing: Vec<&String> = words.iter().filter(|word| !shown.contains(word.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn the_built_in_records_are_sound() {
    let parsed = rulebook::parse(&[source("6-records.md", BUILT_IN_RECORDS)], &[]);
    let found: Vec<_> = parsed
        .diagnostics
        .iter()
        .filter(|diagnostic| !matches!(diagnostic.problem, Problem::MissingClauses { .. }))
        .collect();
    assert_eq!(lines(&found), "");
    assert!(parsed.rulebook.kinds.len() >= 40);
}

fn standard_sources() -> Vec<Source> {
    let folder = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../rulebook");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md") && !path.ends_with("README.md"));
    paths.sort();
    let read = |path: &std::path::PathBuf| Source {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap(),
    };
    paths.iter().map(read).collect()
}

#[test]
fn the_built_in_rulebook_has_no_mistakes() {
    let parsed = rulebook::parse(&standard_sources(), &[]);
    let found: Vec<_> = parsed.diagnostics.iter().collect();
    assert_eq!(lines(&found), "");
    let covered = rulebook::coverage(&parsed.rulebook).iter().filter(|clause| !clause.rules.is_empty()).count();
    assert!(covered > 50, "only {covered} clauses have rules");
}

#[test]
fn blocks_marked_otherwise_are_not_read() {
    let parsed = parse("```text\n规则 a\n```\n\n    规则 b\n\n```\n规则 c\n```\n\n```kdlx\n规则 d\n```\n");
    assert_eq!(lines(&mistakes(&parsed)), "");
    assert!(parsed.diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Error));
}

#[test]
fn the_version_follows_names_texts_and_layers() {
    let version = |sources: &[Source], overlay: &[Source]| rulebook::parse(sources, &[overlay]).rulebook.version;
    let (one, two) = ([source("a", "x")], [source("b", "")]);
    let first = version(&one, &two);
    assert_eq!(first.len(), 64);
    assert_eq!(first, version(&one, &two));
    assert_ne!(first, version(&[source("ax", "")], &two));
    assert_ne!(first, version(&[source("a", "x"), source("b", "")], &[]));
}

#[test]
fn a_rulebook_read_for_use_has_the_same_rules_and_no_examples() {
    let sources = standard_sources();
    let layers = rulebook::layers(&[], &sources, &[]);
    let page =
        |(file, (layer, source)): (usize, &(rulebook::Layer, &Source))| read_page(source, file, *layer, Purpose::Use);
    let pages = layers.iter().enumerate().map(page).collect();
    let (checked, used) = (rulebook::parse(&sources, &[]), rulebook::bind(&layers, pages, Purpose::Use));
    assert!(used.diagnostics.is_empty(), "{:?}", used.diagnostics);
    assert_eq!(used.rulebook.rules, checked.rulebook.rules);
    assert_eq!(used.rulebook.kinds, checked.rulebook.kinds);
    assert_eq!(used.rulebook.version, checked.rulebook.version);
    assert!(used.rulebook.examples.is_empty() && !checked.rulebook.examples.is_empty());
}
