//! Whole books: the language reference, and the built-in rulebook.

use rulebook::{Problem, Purpose, Severity, Source, read_page};

use crate::{lines, mistakes, parse, source};

const REFERENCE: &str = include_str!("../../../../docs/rulebook-language.md");
const BUILT_IN_RECORDS: &str = include_str!("../../../../rulebook/6-records.md");

/// The blocks of the language reference, each as it stands there.
fn blocks_of_the_reference() -> Vec<String> {
    let mut blocks = Vec::new();
    let mut rest = REFERENCE;
    while let Some((_, after)) = rest.split_once("\n```kdl\n") {
        let (block, after) = after.split_once("\n```").unwrap();
        blocks.push(block.to_owned());
        rest = after;
    }
    blocks
}

#[test]
fn the_blocks_of_the_language_reference_mean_what_it_says() {
    let blocks = blocks_of_the_reference();
    assert_eq!(blocks.len(), 10, "a block for each of 章, 记录, 参数, 费率, 清单, 规则, 评分, 评分示例, 抵触, 示例");
    // The reference declares the meeting and the parameter itself; the lecture comes with its example.
    let lecture =
        "记录 party-lecture 名称=党课 { 参与 lecturer 名称=主讲人; 参与 attendee 名称=参会人员 出勤=是 多人=是 }";
    let together = blocks.join("\n");
    let parsed = rulebook::parse(&[source("甲.md", &crate::block(&format!("{together}\n{lecture}")))], &[]);
    assert_eq!(lines(&mistakes(&parsed)), "");
    let book = &parsed.rulebook;
    assert_eq!((book.kinds.len(), book.parameters.len(), book.rules.len(), book.examples.len()), (2, 1, 1, 1));
    assert_eq!((book.schemes.len(), book.score_examples.len()), (1, 1));
    assert_eq!(book.conflicts.len(), 1);
    assert_eq!(book.lists[0].versions.len(), 2);
    assert_eq!(book.examples[0].records[1].people.len(), 6);
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
