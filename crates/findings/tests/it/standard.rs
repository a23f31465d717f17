//! The standard as it stands in the repository, for tests and benches.

use rulebook::{Rulebook, Severity, Source};

/// Its clauses, rules and examples.
pub fn standard() -> Rulebook {
    let folder = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../rulebook");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let sources: Vec<Source> = paths
        .iter()
        .filter(|path| !path.ends_with("README.md") && !path.ends_with("CHANGELOG.md"))
        .map(|path| Source {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            text: std::fs::read_to_string(path).unwrap(),
        })
        .collect();
    let parsed = rulebook::parse(&sources, &[]);
    let errors: Vec<_> =
        parsed.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    parsed.rulebook
}
