//! The standard as a document that runs.
//!
//! Markdown is handed in as text ([`Source`]); out come checked record kinds, parameters, rules and examples
//! ([`Rulebook`]) and a list of diagnostics that point at file, line and column ([`parse`]).
//! Nothing here reads files or the clock, and nothing here evaluates a rule: that is `findings`.
//!
//! Start with the model; the language is described for its writers in docs/rulebook-language.md.

#![deny(clippy::disallowed_methods)]

mod blocks;
mod node;
mod scalars;
mod scan;
mod syntax;

mod check;
mod coverage;
mod examples;
mod kinds;
mod overlay;
mod parameters;
mod requirements;
mod rules;
mod selectors;

mod model;
mod nearest;
mod problem;
mod report;
pub mod words;

pub use coverage::{Coverage, coverage};
pub use model::*;
pub use nearest::nearest;
pub use problem::{Expected, Lacks, Problem, What};
pub use report::{Diagnostic, Severity};

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::blocks::Pages;
use crate::node::unknown;
use crate::report::Report;
use crate::selectors::Context;

/// One Markdown file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The file name shown to users.
    pub name: String,
    pub text: String,
}

/// What came out of reading a rulebook.
#[derive(Debug, Clone)]
pub struct Parsed {
    pub rulebook: Rulebook,
    /// In the order of the files and of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The names of the files, in the order that [`Place::file`] counts.
    pub files: Vec<String>,
}

/// The words that a block can begin with.
const BLOCKS: [&str; 4] = ["记录", "参数", "规则", "示例"];

/// Reads the files of `base` in order, then lays each overlay over what is there.
///
/// It never fails: what cannot be read is left out and reported.
pub fn parse(base: &[Source], overlays: &[&[Source]]) -> Parsed {
    read(base, overlays, Purpose::Check)
}

/// Like [`parse`], for a rulebook that is to be evaluated and not examined: blocks marked as examples, the larger
/// half of the text, are passed over, and nothing is said about rules that lack them.
pub fn parse_for_use(base: &[Source], overlays: &[&[Source]]) -> Parsed {
    read(base, overlays, Purpose::Use)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Check,
    Use,
}

fn read(base: &[Source], overlays: &[&[Source]], purpose: Purpose) -> Parsed {
    let mut report = Report::default();
    let mut pages = Pages::default();
    let layers = || std::iter::once(base).chain(overlays.iter().copied()).enumerate();
    let sources: Vec<(usize, &Source)> =
        layers().flat_map(|(layer, sources)| sources.iter().map(move |source| (layer, source))).collect();
    for (file, (layer, source)) in sources.iter().enumerate() {
        // Beyond 65,536 files, places are wrong and nothing else.
        blocks::read(source, u16::try_from(file).unwrap_or(u16::MAX), *layer, purpose, &mut pages, &mut report);
    }
    let mut rulebook = read_pages(pages, purpose, &mut report);
    rulebook.version = version(&sources);
    let files: Vec<String> = sources.iter().map(|(_, source)| source.name.clone()).collect();
    Parsed { rulebook, diagnostics: report.into_diagnostics(&files), files }
}

fn read_pages(pages: Pages, purpose: Purpose, report: &mut Report) -> Rulebook {
    let Pages { sections, blocks } = pages;
    for block in blocks.iter().filter(|block| !BLOCKS.contains(&block.node.name.text.as_str())) {
        unknown(What::Block, "", &block.node.name, BLOCKS, report);
    }
    let clauses = overlay::clauses(sections, report);
    let mut lost = BTreeSet::new();
    let kinds = kinds::read(&blocks, &mut lost, report);
    let parameters = parameters::read(&blocks, &mut lost, report);
    let mut lost_rules = BTreeSet::new();
    let context = Context { kinds: &kinds, parameters: &parameters, lost: &lost };
    let (mut rules, places) = rules::read(&blocks, &clauses, context, &mut lost_rules, report);
    overlay::replace(&mut rules, &places, &lost_rules, report);
    let mut lost_examples = BTreeSet::new();
    let known_lost: BTreeSet<String> = lost.union(&lost_rules).cloned().collect();
    let context = Context { lost: &known_lost, ..context };
    let examples = examples::read(&blocks, &rules, context, &mut lost_examples, report);
    lost.extend(lost_examples);
    let rulebook = Rulebook { kinds, parameters, clauses, rules, examples, version: String::new() };
    check::check(&rulebook, &lost, purpose, report);
    rulebook
}

/// SHA-256 over names and texts, each preceded by its length, and over which layer they belong to.
fn version(sources: &[(usize, &Source)]) -> String {
    let mut hasher = Sha256::new();
    for (layer, source) in sources {
        hasher.update((*layer as u64).to_be_bytes());
        for text in [&source.name, &source.text] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text);
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
