//! The rulebook's own examples of scores, held against what they expect.

use facts::Quantity;
use rulebook::{Rulebook, ScoreItem};

use super::{Sheet, sheet};

/// A number of an example that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreMismatch {
    /// Index into [`Rulebook::score_examples`].
    pub example: usize,
    pub item: ScoreItem,
    pub expected: Option<Quantity>,
    pub found: Option<Quantity>,
}

pub fn run_score_examples(rulebook: &Rulebook) -> Vec<ScoreMismatch> {
    let mut mismatches = Vec::new();
    for (index, example) in rulebook.score_examples.iter().enumerate() {
        let Some(scheme) = rulebook.scheme_on(example.as_of) else { continue };
        let findings = example.findings.iter();
        let repeated = findings.flat_map(|(rule, status, count)| (0..*count).map(|_| (*rule, *status)));
        let sheet = sheet(rulebook, scheme, repeated);
        for (item, expected) in &example.expected {
            let found = number(&sheet, scheme, *item);
            if found != *expected {
                mismatches.push(ScoreMismatch { example: index, item: *item, expected: *expected, found });
            }
        }
    }
    mismatches
}

fn number(sheet: &Sheet, scheme: &rulebook::Scheme, item: ScoreItem) -> Option<Quantity> {
    match item {
        ScoreItem::Dimension(index) => sheet.dimensions.get(index)?.score(scheme),
        ScoreItem::Bonus => sheet.total.map(|_| sheet.bonus),
        ScoreItem::Total => sheet.total,
        ScoreItem::Star => sheet.stars.map(|stars| Quantity::whole(stars.into())),
    }
}
