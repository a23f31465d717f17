//! The standard as it stands in the repository, for tests and benches.

use rulebook::{Rulebook, Severity, Source};

/// Its clauses, rules and examples, without the regulations above it.
pub fn standard() -> Rulebook {
    sound(rulebook::parse(&sources(""), &[]))
}

fn sound(parsed: rulebook::Parsed) -> Rulebook {
    let errors: Vec<_> =
        parsed.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    parsed.rulebook
}

/// The texts of one of its folders.
pub fn sources(folder: &str) -> Vec<Source> {
    let manifest = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap());
    let folder = manifest.join("../../rulebook").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
        .iter()
        .filter(|path| !path.ends_with("README.md") && !path.ends_with("CHANGELOG.md"))
        .map(|path| Source {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: std::fs::read_to_string(path).unwrap(),
        })
        .collect()
}
