//! Who may import whom: the tables of docs/architecture.md held against the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::tree::{none, quoted, read, root, table};

/// Tests of any crate may use these beside what the crate itself imports.
const FOR_TESTS: &[&str] = &["testkit", "facts", "rulebook"];

/// None of these may stand behind a pure crate, however far down: they bring a clock, threads, files or chance.
const NEVER_BEHIND_PURE: &[&str] =
    &["tokio", "sqlx", "sqlx-core", "rand", "getrandom", "rayon", "mio", "libsqlite3-sys"];
const PURE: &[&str] = &["facts", "rulebook", "roster", "findings", "views"];

/// The manifests as written, without resolving: nothing is fetched.
fn packages() -> Vec<Package> {
    MetadataCommand::new().current_dir(root()).no_deps().exec().unwrap().packages
}

/// Part and what it may import.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let rows = table(&read("docs/architecture.md"), "## The parts");
    let part = |cells: &Vec<String>| quoted(&cells[0]).pop().unwrap_or_else(|| panic!("no part in {cells:?}"));
    rows.iter().map(|cells| (part(cells), quoted(&cells[2]).into_iter().collect())).collect()
}

#[test]
fn crates_import_only_what_the_table_allows() {
    let allowed = allowed();
    let packages = packages();
    let names: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut wrong = Vec::new();
    for package in &packages {
        let Some(may) = allowed.get(package.name.as_str()) else {
            wrong.push(format!("`{}` is not in the table", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|dependency| names.contains(dependency.name.as_str())) {
            let for_tests = dependency.kind == DependencyKind::Development;
            let in_tests = for_tests && FOR_TESTS.contains(&dependency.name.as_str());
            if !in_tests && !may.contains(&dependency.name) {
                wrong.push(format!("`{}` imports `{}`", package.name, dependency.name));
            }
        }
    }
    let absent = allowed.keys().filter(|part| !names.contains(part.as_str()));
    wrong.extend(absent.map(|part| format!("`{part}` is in the table, but there is no such crate")));
    none(wrong, "docs/architecture.md, \"The parts\":");
}

#[test]
fn crates_stand_in_folders_of_their_name() {
    let own = |package: &&Package| {
        let folder = package.manifest_path.parent().and_then(|folder| folder.file_name());
        folder != Some(package.name.as_str())
    };
    none(packages().iter().filter(own).map(|package| package.name.to_string()).collect(), "folder and crate differ:");
}

#[test]
fn heavy_crates_stay_behind_their_walls() {
    let rows = table(&read("docs/architecture.md"), "### Walls");
    assert!(rows.len() > 5, "the table of walls was not found");
    let mut wrong = Vec::new();
    for package in packages().iter().filter(|package| package.name != "xtask") {
        for row in &rows {
            let (heavy, inside) = (quoted(&row[0]), quoted(&row[1]));
            let uses = |name: &String| {
                package.dependencies.iter().any(|found| found.name == *name && found.kind == DependencyKind::Normal)
            };
            if !inside.contains(&package.name.to_string()) {
                wrong.extend(heavy.into_iter().filter(uses).map(|name| format!("`{}` uses `{name}`", package.name)));
            }
        }
    }
    none(wrong, "docs/architecture.md, \"Walls\":");
}

#[test]
fn nothing_impure_stands_behind_a_pure_crate() {
    let mut wrong = Vec::new();
    for package in PURE {
        let mut tree = Command::new(env!("CARGO"));
        tree.current_dir(root()).args(["tree", "--package", package, "--edges", "normal", "--prefix", "none"]);
        let output = tree.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        let names: BTreeSet<&str> = lines.lines().filter_map(|line| line.split(' ').next()).collect();
        let found = NEVER_BEHIND_PURE.iter().filter(|name| names.contains(**name));
        wrong.extend(found.map(|name| format!("`{package}` stands on `{name}`")));
    }
    none(wrong, "a pure crate takes everything as arguments:");
}
