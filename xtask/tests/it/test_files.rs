//! A file that no `mod` names is compiled by nobody, and as a test it passes for ever.

use std::collections::BTreeSet;

use crate::tree::{File, files, none, read, rust};

#[test]
fn every_test_file_is_a_module_of_its_crates_one_test_binary() {
    let mut wrong = Vec::new();
    for file in files() {
        let Some((package, rest)) = file.path.split_once("/tests/") else { continue };
        if !file.is("rs") || package.contains("/src") {
            continue;
        }
        let Some(inside) = rest.strip_prefix("it/") else {
            // An allocator that counts would count for every other test of its binary too.
            if !read(&file.path).contains("#[global_allocator]") {
                wrong.push(format!("{}: tests stand in tests/it, one binary a crate", file.path));
            }
            continue;
        };
        let main = format!("{package}/tests/it/main.rs");
        if inside == "main.rs" || !crate::tree::root().join(&main).is_file() {
            if inside != "main.rs" {
                wrong.push(format!("{}: there is no main.rs beside it", file.path));
            }
            continue;
        }
        // A file in a folder belongs to the folder's own `mod.rs`; only the first step is main.rs's.
        let module = inside.split('/').next().unwrap().trim_end_matches(".rs");
        if !modules(&read(&main)).contains(module) {
            wrong.push(format!("{}: main.rs has no `mod {module};`", file.path));
        }
    }
    none(wrong, "forgotten test files:");
}

#[test]
fn every_source_file_is_a_module_of_a_neighbour() {
    let sources: Vec<File> = rust().into_iter().filter(|file| file.path.contains("/src/")).collect();
    let mut wrong = Vec::new();
    for file in &sources {
        let (folder, name) = file.path.rsplit_once('/').unwrap();
        // The module of a folder is named one folder above.
        let (folder, stem) = match name {
            "main.rs" | "lib.rs" => continue,
            "mod.rs" => folder.rsplit_once('/').unwrap(),
            _ => (folder, name.trim_end_matches(".rs")),
        };
        let declares = |other: &&File| {
            let beside = other.path.rsplit_once('/').is_some_and(|(other, _)| other == folder);
            beside && other.text.lines().any(|line| line.trim_end().ends_with(&format!("mod {stem};")))
        };
        if !folder.ends_with("/bin") && sources.iter().find(declares).is_none() {
            wrong.push(file.path.clone());
        }
    }
    none(wrong, "files that no neighbour names as a module:");
}

fn modules(text: &str) -> BTreeSet<String> {
    let names = text.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}
