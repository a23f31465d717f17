//! In which order the sheets of one batch are read: whom others speak of comes first, in whatever book it stands.

use std::collections::BTreeSet;

use facts::kinds;
use rulebook::Rulebook;

use crate::recognise::{Recognition, SheetOutcome};

/// Kinds that make names known, or tell until when, first to last. Everything else comes after.
const FIRST: &[&str] = &[
    kinds::ORGANISATION_SET_UP,
    kinds::ORGANISATION_CHANGED,
    kinds::MEMBER_JOINED,
    kinds::FLOATING_IN,
    kinds::COMMITTEE_ELECTED,
    kinds::POST_TAKEN,
    kinds::GROUP_JOINED,
    kinds::MEMBER_LEFT,
    kinds::MEMBER_SUSPENDED,
    kinds::POST_LEFT,
];

/// Some sheets of one book that are read in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Index into the recognitions.
    pub book: usize,
    /// Indices into [`Recognition::sheets`].
    pub sheets: Vec<usize>,
    /// Nothing of this book comes after.
    pub last: bool,
}

/// Every sheet of every book once: by what it makes known, then by book, then as it stands in the book.
///
/// Books are met first in the order of the sheets that make most known; books of one rank keep their order.
pub fn order<'a>(recognitions: impl IntoIterator<Item = &'a Recognition>, rulebook: &Rulebook) -> Vec<Step> {
    let mut sheets: Vec<(usize, usize, usize, usize)> = Vec::new();
    for (book, recognition) in recognitions.into_iter().enumerate() {
        let ranks = || recognition.sheets.iter().map(|plan| sheet_rank(&plan.outcome, rulebook));
        let book_rank = ranks().flatten().min().unwrap_or(FIRST.len());
        sheets.extend(
            // What records nothing waits for nobody: it is told about with the first sheet of its book.
            ranks().enumerate().map(|(sheet, rank)| (rank.unwrap_or(book_rank), book_rank, book, sheet)),
        );
    }
    sheets.sort_unstable();
    let mut steps: Vec<Step> = Vec::new();
    for (_, _, book, sheet) in sheets {
        match steps.last_mut().filter(|step| step.book == book) {
            Some(step) => step.sheets.push(sheet),
            None => steps.push(Step { book, sheets: vec![sheet], last: false }),
        }
    }
    let mut ended = BTreeSet::new();
    for step in steps.iter_mut().rev() {
        step.last = ended.insert(step.book);
    }
    steps
}

fn sheet_rank(outcome: &SheetOutcome, rulebook: &Rulebook) -> Option<usize> {
    let SheetOutcome::Recognised(layout) = outcome else { return None };
    let kind = layout.kinds.first().and_then(|kind| rulebook.kind(*kind))?;
    Some(FIRST.iter().position(|slug| *slug == kind.slug).unwrap_or(FIRST.len()))
}
