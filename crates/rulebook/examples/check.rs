//! Reads a folder of Markdown as a rulebook and prints what is wrong with it: `cargo run -p rulebook --example check -- FOLDER`.
//!
//! It does not run the examples; that needs the engine.

use std::path::PathBuf;
use std::process::ExitCode;

use rulebook::{Severity, Source};

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("rulebook"), PathBuf::from);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md") && !path.ends_with("README.md"));
    paths.sort();
    let mut sources = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sources.push(Source { name, text: std::fs::read_to_string(&path)? });
    }
    let parsed = rulebook::parse(&sources, &[]);
    for diagnostic in &parsed.diagnostics {
        println!("{diagnostic}");
    }
    let book = &parsed.rulebook;
    let coverage = rulebook::coverage(book);
    let covered = coverage.iter().filter(|clause| !clause.rules.is_empty()).count();
    println!(
        "记录 {} 种,参数 {} 个,规则 {} 条,示例 {} 个",
        book.kinds.len(),
        book.parameters.len(),
        book.rules.len(),
        book.examples.len()
    );
    println!("条款 {} 条,有规则的 {covered} 条", coverage.len());
    let errors = parsed.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if errors { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
