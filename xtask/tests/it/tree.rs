//! The files of the checkout, as the other modules read them.

use std::path::{Path, PathBuf};

/// One text file: its path from the root with `/`, and its text.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }

    /// Files that hold nothing but tests, benches or fuzz targets.
    pub fn is_test(&self) -> bool {
        let parts: Vec<&str> = self.path.split('/').collect();
        parts.iter().any(|part| ["tests", "benches", "fuzz"].contains(part)) || parts.last() == Some(&"tests.rs")
    }

    /// The lines up to the unit tests that close the file.
    pub fn code(&self) -> Vec<&str> {
        let lines: Vec<&str> = self.text.lines().collect();
        let tests = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{');
        let end = lines.windows(2).position(tests).unwrap_or(lines.len());
        lines[..end].to_vec()
    }
}

/// Made by builds and fuzzers; not part of the project.
const NOT_OURS: &[&str] =
    &[".git", "target", "artefacts", "fuzz/target", "fuzz/corpus", "fuzz/artifacts", "e2e/node_modules"];

/// The checkout that Cargo was called in. Asked at run time: where two checkouts share a target folder, this test may
/// have been built from the other one.
pub fn root() -> PathBuf {
    let own = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    Path::new(&own).parent().unwrap().to_owned()
}

/// Every text file of the project, sorted by path.
pub fn files() -> Vec<File> {
    let root = root();
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 50, "only {} files found: the walk is broken", files.len());
    files
}

/// Every Rust file.
pub fn rust() -> Vec<File> {
    files().into_iter().filter(|file| file.is("rs")).collect()
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let full = entry.unwrap().path();
        let path = full.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        if NOT_OURS.contains(&path.as_str()) {
            continue;
        }
        if full.is_dir() {
            collect(root, &full, files);
        } else if let Ok(text) = std::fs::read_to_string(&full) {
            // What is not UTF-8 is a workbook or a picture.
            files.push(File { path, text });
        }
    }
}

/// Fails with one line for each finding, so that one run shows all.
#[track_caller]
pub fn none(findings: Vec<String>, rule: &str) {
    assert!(findings.is_empty(), "{rule}\n  {}\n", findings.join("\n  "));
}

/// The cells of every table row below the heading that starts with `heading`, up to the next heading.
pub fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let section = text.lines().skip_while(|line| !line.starts_with(heading)).skip(1);
    let rows = section.take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    rows.skip(2).map(cells).collect()
}

/// The words in backticks.
pub fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
