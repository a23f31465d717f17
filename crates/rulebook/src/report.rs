//! Diagnostics: what is wrong, how badly, and where it stands.
//!
//! The parts of the parser collect into a [`Report`]; file names are put in at the end.

use std::fmt;

use crate::model::Place;
use crate::problem::Problem;

/// Whether a rulebook can be used in spite of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// What it points at was left out, or the book as a whole is not sound.
    Error,
    Warning,
}

/// A mistake in the rulebook, at a spot of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// The name of the file as it was handed in.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    pub problem: Problem,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "错误",
            Severity::Warning => "提醒",
        };
        write!(f, "{}:{}:{}: {severity}：{}", self.file, self.line, self.column, self.problem)
    }
}

/// Collects diagnostics while parsing.
#[derive(Debug, Default)]
pub(crate) struct Report {
    found: Vec<(Place, Severity, Problem)>,
}

impl Report {
    pub(crate) fn error(&mut self, place: Place, problem: Problem) {
        self.found.push((place, Severity::Error, problem));
    }

    pub(crate) fn warning(&mut self, place: Place, problem: Problem) {
        self.found.push((place, Severity::Warning, problem));
    }

    pub(crate) fn add(&mut self, other: Report) {
        self.found.extend(other.found);
    }

    /// How many were found so far: a node during whose reading the number grew is broken.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// In the order of the files and of the text.
    pub(crate) fn into_diagnostics(mut self, files: &[String]) -> Vec<Diagnostic> {
        self.found.sort_by_key(|(place, severity, _)| (*place, *severity));
        let to_diagnostic = |(place, severity, problem): (Place, Severity, Problem)| Diagnostic {
            severity,
            file: files.get(usize::from(place.file)).cloned().unwrap_or_default(),
            line: place.line,
            column: place.column,
            problem,
        };
        self.found.into_iter().map(to_diagnostic).collect()
    }
}
