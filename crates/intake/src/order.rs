//! In which order the books of one batch are read: whom others speak of comes first.

use facts::kinds;
use rulebook::Rulebook;

use crate::recognise::{Recognition, SheetOutcome};

/// Kinds that make names known, first to last. Everything else comes after.
const FIRST: &[&str] = &[
    kinds::ORGANISATION_SET_UP,
    kinds::ORGANISATION_CHANGED,
    kinds::MEMBER_JOINED,
    kinds::FLOATING_IN,
    kinds::COMMITTEE_ELECTED,
    kinds::POST_TAKEN,
    kinds::GROUP_JOINED,
];

/// The indices of the books in reading order. Books of one rank keep their order.
pub fn order(recognitions: &[Recognition], rulebook: &Rulebook) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..recognitions.len()).collect();
    indices
        .sort_by_key(|index| recognitions.get(*index).map_or(FIRST.len(), |recognition| rank(recognition, rulebook)));
    indices
}

/// The rank of the sheet to be read first.
pub(crate) fn rank(recognition: &Recognition, rulebook: &Rulebook) -> usize {
    recognition.sheets.iter().map(|plan| sheet_rank(&plan.outcome, rulebook)).min().unwrap_or(FIRST.len())
}

pub(crate) fn sheet_rank(outcome: &SheetOutcome, rulebook: &Rulebook) -> usize {
    let SheetOutcome::Recognised(layout) = outcome else { return FIRST.len() };
    let slugs = layout.kinds.first().and_then(|kind| rulebook.kind(*kind));
    slugs.and_then(|kind| FIRST.iter().position(|slug| *slug == kind.slug)).unwrap_or(FIRST.len())
}
