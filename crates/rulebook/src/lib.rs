//! The standard as a document that runs.
//!
//! Markdown is handed in as text ([`Source`]); out come checked record kinds, parameters, rules and examples
//! ([`Rulebook`]) and a list of diagnostics that point at file, line and column ([`parse`]).
//! Nothing here reads files or the clock, and nothing here evaluates a rule: that is `findings`.
//!
//! Start with the model; the language is described for its writers in docs/user/language.md.

#![deny(clippy::disallowed_methods)]

mod blocks;
mod node;
mod scalars;
mod scan;
mod syntax;

mod asks;
mod borrowed;
mod chapters;
mod check;
mod coverage;
mod each;
mod election;
mod examples;
mod inventory;
mod kinds;
mod layer;
mod overlay;
mod parameters;
mod payment;
mod points;
mod procedure;
mod proportion;
mod rates;
mod record_kind;
mod requirements;
mod rules;
mod scheme;
mod score_examples;
mod selectors;
mod tighter;

mod layer_problem;
mod model;
mod nearest;
mod problem;
mod report;
pub mod words;

pub use borrowed::Borrowed;
pub use chapters::Chapter;
pub use coverage::{Coverage, coverage};
pub use each::{Addends, Demand, Each, Electorate, Figure, Rated, Ratio, Total};
pub use election::{Ballots, Election, Support};
pub use layer::{Certainty, Citation, Conflict, Direction, Layer, Origin};
pub use model::*;
pub use nearest::nearest;
pub use payment::Payment;
pub use points::{Marks, Points};
pub use problem::{Expected, Lacks, LayerProblem, Problem, What};
pub use procedure::{Procedure, Step, StepLimit};
pub use proportion::{Proportion, RuleNamed, Whole};
pub use rates::{Bracket, Rate, RateTable, Rates};
pub use record_kind::{Choice, Field, FieldType, Kind, Part};
pub use report::{Diagnostic, Severity};
pub use scheme::{Band, Clauses, QuotaOver, Scheme, ScoredDimension};
pub use score_examples::{ScoreExample, ScoreItem};

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::blocks::Pages;
use crate::node::unknown;
use crate::report::Report;
use crate::scheme::Document;
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
const BLOCKS: [&str; 11] = ["沿用", "章", "记录", "参数", "费率", "清单", "规则", "示例", "抵触", "评分", "评分示例"];

/// What a rulebook is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be examined, with its examples.
    Check,
    /// To be evaluated: blocks marked as examples, the larger half of the text, are passed over, and nothing is said
    /// about rules that lack them.
    Use,
}

/// One file read by itself. Most of the work lies here, and files can be read side by side.
#[derive(Debug)]
pub struct Page {
    pages: Pages,
    report: Report,
}

/// Reads one file: the `file`-th (from 0) of all.
pub fn read_page(source: &Source, file: usize, layer: Layer, purpose: Purpose) -> Page {
    let (mut pages, mut report) = (Pages::default(), Report::default());
    // Beyond 65,536 files, places are wrong and nothing else.
    blocks::read(source, u16::try_from(file).unwrap_or(u16::MAX), layer, purpose, &mut pages, &mut report);
    Page { pages, report }
}

/// The files of the group's standard in order, then those of the regulations above it, which speak of the standard's
/// records, then those of each overlay, each with its layer.
pub fn layers<'s>(national: &'s [Source], group: &'s [Source], overlays: &[&'s [Source]]) -> Vec<(Layer, &'s Source)> {
    let local = overlays.iter().enumerate().map(|(index, sources)| (Layer::Local(index), *sources));
    let layers = [(Layer::Group, group), (Layer::National, national)].into_iter().chain(local);
    layers.flat_map(|(layer, sources)| sources.iter().map(move |source| (layer, source))).collect()
}

/// Puts pages together, given in the order of [`layers`]: lays each overlay over what is there.
///
/// It never fails: what cannot be read is left out and reported.
pub fn bind(sources: &[(Layer, &Source)], read: Vec<Page>, purpose: Purpose) -> Parsed {
    let (mut pages, mut report) = (Pages::default(), Report::default());
    for page in read {
        pages.sections.extend(page.pages.sections);
        pages.blocks.extend(page.pages.blocks);
        report.add(page.report);
    }
    let layers = sources.iter().map(|(layer, _)| *layer).collect();
    let mut rulebook = read_pages(pages, purpose, &layers, &mut report);
    rulebook.version = version(sources);
    let files: Vec<String> = sources.iter().map(|(_, source)| source.name.clone()).collect();
    Parsed { rulebook, diagnostics: report.into_diagnostics(&files), files }
}

/// What a whole standard takes over from the built-in one (`沿用`). What is wrong with it is said when it is read.
pub fn borrowed(group: &[Source]) -> Vec<Borrowed> {
    // Most files need not be read twice.
    let may = group.iter().filter(|source| source.text.contains("沿用"));
    let pages = may.map(|source| read_page(source, 0, Layer::Group, Purpose::Use).pages);
    let blocks: Vec<_> = pages.flat_map(|pages| pages.blocks).collect();
    borrowed::read(&blocks, &mut Report::default())
}

/// Whether files are prose alone, without a block: more likely a fence that is not what it should be.
pub fn asks_nothing(sources: &[Source]) -> bool {
    sources.iter().all(|source| read_page(source, 0, Layer::Group, Purpose::Check).pages.blocks.is_empty())
}

/// Reads a group's standard with nothing above it, then lays each overlay over what is there, to be examined.
pub fn parse(group: &[Source], overlays: &[&[Source]]) -> Parsed {
    examine(&layers(&[], group, overlays))
}

/// Reads files, given in the order of [`layers`], to be examined.
pub fn examine(sources: &[(Layer, &Source)]) -> Parsed {
    let read = |(file, (layer, source)): (usize, &(Layer, &Source))| read_page(source, file, *layer, Purpose::Check);
    let pages = sources.iter().enumerate().map(read).collect();
    bind(sources, pages, Purpose::Check)
}

fn read_pages(pages: Pages, purpose: Purpose, layers: &BTreeSet<Layer>, report: &mut Report) -> Rulebook {
    let Pages { sections, blocks } = pages;
    for block in blocks.iter().filter(|block| !BLOCKS.contains(&block.node.name.text.as_str())) {
        unknown(What::Block, "", &block.node.name, BLOCKS, report);
    }
    borrowed::read(&blocks, report);
    let chapters = chapters::read(&blocks, report);
    let clauses = overlay::clauses(sections, &chapters, report);
    let mut lost = BTreeSet::new();
    let conflicts = layer::conflicts(&blocks, &clauses, report);
    let kinds = kinds::read(&blocks, &mut lost, report);
    let parameters = parameters::read(&blocks, &mut lost, report);
    let rates = rates::read(&blocks, &mut lost, report);
    let lists = parameters::read_lists(&blocks, &mut lost, report);
    let mut lost_rules = BTreeSet::new();
    let context = Context { kinds: &kinds, parameters: &parameters, rates: &rates, lists: &lists, lost: &lost };
    let (mut rules, places) = rules::read(&blocks, &clauses, context, &mut lost_rules, report);
    overlay::replace(&mut rules, &places, &lost_rules, report);
    overlay::give_way(&mut rules, &places, &lost_rules, layers, report);
    let mut lost_examples = BTreeSet::new();
    let known_lost: BTreeSet<String> = lost.union(&lost_rules).cloned().collect();
    let context = Context { lost: &known_lost, ..context };
    let (schemes, schemes_of_all) = scheme::read(&blocks, Document { chapters: &chapters, clauses: &clauses }, report);
    let examples = examples::read(&blocks, (&rules, &schemes), context, &mut lost_examples, report);
    lost.extend(lost_examples);
    let score_examples = score_examples::read(&blocks, &rules, &schemes, &lost_rules, report);
    let version = String::new();
    let rulebook = Rulebook {
        kinds,
        parameters,
        rates,
        lists,
        chapters,
        clauses,
        conflicts,
        rules,
        examples,
        schemes,
        score_examples,
        version,
    };
    check::check(&rulebook, &lost, purpose, report);
    tighter::check(&rulebook, &schemes_of_all, &places, report);
    rulebook
}

/// SHA-256 over names and texts, each preceded by its length, and over which layer they belong to.
fn version(sources: &[(Layer, &Source)]) -> String {
    let mut hasher = Sha256::new();
    for (layer, source) in sources {
        let number = match layer {
            Layer::National => u64::MAX,
            Layer::Group => 0,
            Layer::Local(overlay) => *overlay as u64 + 1,
        };
        hasher.update(number.to_be_bytes());
        for text in [&source.name, &source.text] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text);
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
