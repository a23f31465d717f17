//! The documents and the code say the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{File, files, none, quoted, read, root, table};

#[test]
fn invariants_quoted_in_code_are_declared_once() {
    let mut declared: BTreeMap<String, usize> = BTreeMap::new();
    let architecture = read("docs/architecture.md");
    let section = architecture.lines().skip_while(|line| *line != "## Invariants").skip(1);
    for line in
        section.take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
    {
        let name = quoted(line).into_iter().next().unwrap_or_else(|| panic!("an invariant without a name: {line}"));
        *declared.entry(name).or_default() += 1;
    }
    assert!(declared.len() >= 9, "only {} invariants found", declared.len());
    let mut wrong: Vec<String> = declared
        .iter()
        .filter(|(_, times)| **times > 1)
        .map(|(name, _)| format!("`{name}` is declared twice"))
        .collect();
    for file in files().iter().filter(|file| (file.is("rs") || file.is("sql")) && !file.path.starts_with("xtask/tests"))
    {
        for (index, line) in file.text.lines().enumerate() {
            let Some((_, rest)) = line.split_once("INVARIANT") else { continue };
            let name = rest.trim_start().strip_prefix('(').and_then(|rest| rest.split(')').next());
            if !name.is_some_and(|name| declared.contains_key(name)) {
                wrong.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    none(wrong, "docs/architecture.md, \"Invariants\", does not declare:");
}

#[test]
fn every_record_kind_stands_in_the_glossary() {
    let glossary = read("docs/glossary.md");
    let rows = table(&glossary, "## Record kinds");
    let explained: BTreeSet<(String, String)> = rows
        .iter()
        .filter(|cells| cells.len() == 3 && !cells[2].is_empty())
        .filter_map(|cells| Some((quoted(&cells[1]).pop()?, cells[0].clone())))
        .collect();
    let declared = declared_kinds(&read("rulebook/6-records.md"));
    assert!(declared.len() > 30, "only {} record kinds found", declared.len());
    let missing = declared.difference(&explained).map(|(slug, name)| format!("`{slug}` {name}: not in the glossary"));
    let surplus = explained.difference(&declared).map(|(slug, name)| format!("`{slug}` {name}: not in the rulebook"));
    none(missing.chain(surplus).collect(), "docs/glossary.md, \"Record kinds\":");
}

/// Slug and Chinese name of each kind, read from the text: the rulebook's own reader is not to be trusted here.
fn declared_kinds(text: &str) -> BTreeSet<(String, String)> {
    let declarations = text.lines().filter_map(|line| line.strip_prefix("记录 "));
    let pair = |rest: &str| {
        let mut words = rest.split_whitespace();
        let slug = words.next()?.to_owned();
        let name = words.next()?.strip_prefix("名称=")?.trim_matches('"').to_owned();
        Some((slug, name))
    };
    declarations.filter_map(pair).collect()
}

#[test]
fn every_document_has_one_title() {
    let wrong = files().into_iter().filter(|file| file.is("md")).filter_map(|file| {
        let titles = outside_of_blocks(&file).filter(|line| line.starts_with("# ")).count();
        (titles != 1).then(|| format!("{}: {titles} titles", file.path))
    });
    none(wrong.collect(), "a document has one title, a line that starts with `# `:");
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| file.is("md")) {
        let folder = root().join(&file.path).parent().unwrap().to_owned();
        for target in outside_of_blocks(file).flat_map(links) {
            let path = target.split('#').next().unwrap();
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if !elsewhere && !path.is_empty() && !folder.join(path).exists() {
                wrong.push(format!("{}: {target}", file.path));
            }
        }
    }
    none(wrong, "links that lead nowhere:");
}

#[test]
fn both_readmes_give_the_same_commands() {
    let commands = |path: &str| {
        let text = read(path);
        let inside = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
        inside.map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    let (english, chinese) = (commands("README.md"), commands("README.zh.md"));
    for must in ["cargo run --release -- demo", "cargo xtask test", "wuhua verify"] {
        assert!(english.contains(must), "README.md does not show `{must}`");
    }
    let bare =
        |text: &str| text.lines().map(|line| line.split("  #").next().unwrap().trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(bare(&english), bare(&chinese));
}

#[test]
fn decisions_are_numbered_without_gaps_and_have_their_four_parts() {
    let decisions: Vec<File> = files().into_iter().filter(|file| file.path.starts_with("docs/decisions/")).collect();
    let mut wrong = Vec::new();
    for (index, file) in decisions.iter().enumerate() {
        if !file.path.starts_with(&format!("docs/decisions/{:04}-", index + 1)) {
            wrong.push(format!("{}: expected number {:04}", file.path, index + 1));
        }
        let parts = ["## Context", "## Options", "## Decision", "## Consequences"];
        let missing = parts.iter().filter(|part| !file.text.lines().any(|line| line == **part));
        wrong.extend(missing.map(|part| format!("{}: no `{part}`", file.path)));
    }
    assert!(decisions.len() > 5, "the decisions were not found");
    none(wrong, "docs/decisions:");
}

fn outside_of_blocks(file: &File) -> impl Iterator<Item = &str> {
    let mut inside = false;
    file.text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        !inside && !fence
    })
}

/// Targets of `[text](target)`.
fn links(line: &str) -> Vec<&str> {
    line.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}
