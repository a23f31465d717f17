//! Points kept of points applicable, by dimension (semantics, "Scores").

use std::collections::BTreeMap;

use facts::Quantity;
use rulebook::{Dimension, Rulebook, Status};

use crate::Finding;

/// Points of one dimension, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    pub kept: Quantity,
    pub applicable: Quantity,
}

impl Score {
    /// Kept per hundred applicable; none where nothing was applicable.
    pub fn percent(self) -> Option<u32> {
        let percent = (self.kept.0 * 100).checked_div(self.applicable.0)?;
        u32::try_from(percent).ok()
    }
}

/// Each rule that gave a scored finding is applicable with all its points; misses and breaches take points off,
/// a late fulfilment fewer, never more than the rule has. Advice and `unknown` are shown, not scored.
pub fn score(rulebook: &Rulebook, findings: &[Finding]) -> BTreeMap<Dimension, Score> {
    let mut lost: BTreeMap<usize, i64> = BTreeMap::new();
    for finding in findings {
        let Some(rule) = rulebook.rules.get(finding.rule) else { continue };
        let loss = match finding.status {
            Status::Missed | Status::Breached => rule.points.per_miss.0,
            Status::Late => rule.points.per_late.0,
            Status::Met | Status::Open => 0,
            Status::Advice | Status::Unknown => continue,
        };
        if rule.points.total.0 > 0 {
            *lost.entry(finding.rule).or_default() += loss;
        }
    }
    let mut scores: BTreeMap<Dimension, Score> = BTreeMap::new();
    for (rule, lost) in lost {
        let Some(rule) = rulebook.rules.get(rule) else { continue };
        let Some(clause) = rulebook.clause_of(rule) else { continue };
        let score = scores.entry(clause.dimension).or_default();
        score.applicable.0 += rule.points.total.0;
        score.kept.0 += (rule.points.total.0 - lost).max(0);
    }
    scores
}
