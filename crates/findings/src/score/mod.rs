//! Findings to points, scores of dimensions, a total and stars (semantics, "Scores"), as the rulebook's scheme says.
//!
//! The one place where this is worked out. Whole hundredths everywhere; only a dimension's score and the total are
//! rounded, half up to a hundredth, and the total is made of the rounded scores: who adds up what is printed gets what
//! is printed. Places among other branches are given in `ranking`.

mod examples;
mod ranking;

pub use examples::{ScoreMismatch, run_score_examples};
pub use ranking::{Ranked, rank};

use std::collections::BTreeMap;

use facts::Quantity;
use rulebook::{Band, Marks, Rulebook, Scheme, Status};

use crate::Finding;

/// Points of one dimension or one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Points {
    pub kept: Quantity,
    pub applicable: Quantity,
}

/// What one rule did to the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Index into the rulebook's rules.
    pub rule: usize,
    /// By its place in the scheme; none for what stands beside the dimensions.
    pub dimension: Option<usize>,
    pub points: Points,
    pub bonus: Quantity,
    /// No more stars than this, because of the findings with `limits`.
    pub stars_at_most: Option<u8>,
    pub causes: Vec<Cause>,
}

/// A finding that changed the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// Its place among the findings that were scored.
    pub finding: usize,
    /// What it takes (below nothing) or gives, before the rule's cap.
    pub points: Quantity,
    /// It stands in the way of more stars.
    pub limits: bool,
}

/// The score of one branch, with all that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Every rule that had its say, in the order of the rulebook.
    pub lines: Vec<Line>,
    /// By the scheme's dimensions.
    pub dimensions: Vec<Points>,
    pub bonus: Quantity,
    /// None where no rule with points applies.
    pub total: Option<Quantity>,
    /// 0 for none reached or a veto. None without a total, or where the scheme gives no stars.
    pub stars: Option<u8>,
}

impl Points {
    pub fn plus(self, other: Points) -> Points {
        Points {
            kept: Quantity(self.kept.0.saturating_add(other.kept.0)),
            applicable: Quantity(self.applicable.0.saturating_add(other.applicable.0)),
        }
    }

    /// The share that was kept, of the base mark; none where nothing applies.
    pub fn score(self, scheme: &Scheme) -> Option<Quantity> {
        divided(i128::from(scheme.base.0) * i128::from(self.kept.0), i128::from(self.applicable.0))
    }
}

/// Half up; none without a divisor.
fn divided(number: i128, by: i128) -> Option<Quantity> {
    let rounded = (number * 2 + by).checked_div_euclid(by * 2)?;
    i64::try_from(rounded).ok().map(Quantity)
}

/// The scores of the dimensions, each by its weight; one in which nothing applies leaves its weight to the others.
pub fn weighted(scheme: &Scheme, dimensions: &[Points]) -> Option<Quantity> {
    let (mut sum, mut weights) = (0, 0);
    for (dimension, points) in scheme.dimensions.iter().zip(dimensions) {
        if let Some(score) = points.score(scheme) {
            sum += i128::from(score.0) * i128::from(dimension.weight.0);
            weights += i128::from(dimension.weight.0);
        }
    }
    divided(sum, weights)
}

/// The score of a branch from all its findings.
pub fn score(rulebook: &Rulebook, scheme: &Scheme, findings: &[Finding]) -> Sheet {
    sheet(rulebook, scheme, findings.iter().map(|finding| told(rulebook, finding)))
}

/// Which rule came out how. What is not enforced is shown like advice, and not scored.
pub(crate) fn told(rulebook: &Rulebook, finding: &Finding) -> (usize, Status) {
    match finding.is_enforced(rulebook) {
        true => (finding.rule, finding.status),
        false => (finding.rule, Status::Advice),
    }
}

/// The same from nothing but which rule came out how.
pub(crate) fn sheet(rulebook: &Rulebook, scheme: &Scheme, findings: impl Iterator<Item = (usize, Status)>) -> Sheet {
    let mut of_rule: BTreeMap<usize, Vec<(usize, Status)>> = BTreeMap::new();
    for (index, (rule, status)) in findings.enumerate() {
        // What is advised and what is not known is shown, not scored.
        if !matches!(status, Status::Advice | Status::Unknown) {
            of_rule.entry(rule).or_default().push((index, status));
        }
    }
    let mut sheet = Sheet { dimensions: vec![Points::default(); scheme.dimensions.len()], ..Sheet::default() };
    let mut bonus = Quantity(0);
    for (rule, found) in of_rule {
        let Some(line) = line(rulebook, scheme, rule, &found) else { continue };
        if let Some(dimension) = line.dimension.and_then(|at| sheet.dimensions.get_mut(at)) {
            *dimension = dimension.plus(line.points);
        }
        bonus.0 = bonus.0.saturating_add(line.bonus.0);
        sheet.lines.push(line);
    }
    sheet.bonus = bonus.min(scheme.bonus_at_most);
    sheet.total = weighted(scheme, &sheet.dimensions).map(|total| Quantity(total.0.saturating_add(sheet.bonus.0)));
    sheet.stars = sheet.best(scheme, u8::MAX);
    sheet
}

/// None for a rule that has no say in the score.
fn line(rulebook: &Rulebook, scheme: &Scheme, rule: usize, found: &[(usize, Status)]) -> Option<Line> {
    let of = rulebook.rules.get(rule)?;
    let (marks, limit) = (of.points.marks, of.points.stars_at_most);
    let dimension = match marks.total().0 {
        0 => None,
        _ => scheme.dimension_of(of.clause, rulebook.clause_of(of)?.chapter),
    };
    let causes: Vec<Cause> = found
        .iter()
        .map(|(finding, status)| Cause {
            finding: *finding,
            points: worth(marks, *status),
            limits: limit.is_some() && fails(*status),
        })
        .filter(|cause| cause.points.0 != 0 || cause.limits)
        .collect();
    // Beside the dimensions, what neither gave nor limited anything has nothing to say.
    if dimension.is_none() && (causes.is_empty() || (marks.total().0 > 0 && limit.is_none())) {
        return None;
    }
    let sum = causes.iter().fold(0_i64, |sum, cause| sum.saturating_add(cause.points.0));
    let (points, bonus) = match marks {
        Marks::Deducted { total, .. } => (kept(total, total.0.saturating_add(sum)), 0),
        Marks::Earned { total, .. } => (kept(total, sum), 0),
        Marks::Bonus { most, .. } => (Points::default(), sum.min(most.0)),
        Marks::Unscored => (Points::default(), 0),
    };
    let points = dimension.map_or(Points::default(), |_| points);
    let stars_at_most = limit.filter(|_| causes.iter().any(|cause| cause.limits));
    Some(Line { rule, dimension, points, bonus: Quantity(bonus), stars_at_most, causes })
}

fn kept(total: Quantity, sum: i64) -> Points {
    Points { kept: Quantity(sum.clamp(0, total.0)), applicable: total }
}

fn fails(status: Status) -> bool {
    matches!(status, Status::Missed | Status::Breached)
}

/// What one finding takes or gives.
fn worth(marks: Marks, status: Status) -> Quantity {
    match (marks, status) {
        (Marks::Deducted { per_miss, .. }, status) if fails(status) => Quantity(-per_miss.0),
        (Marks::Deducted { per_late, .. }, Status::Late) => Quantity(-per_late.0),
        (Marks::Earned { per_met, .. } | Marks::Bonus { per_met, .. }, Status::Met) => per_met,
        (Marks::Earned { per_late, .. }, Status::Late) => per_late,
        _ => Quantity(0),
    }
}

impl Sheet {
    /// What vetoes and limits leave.
    pub fn stars_at_most(&self) -> u8 {
        self.lines.iter().filter_map(|line| line.stars_at_most).min().unwrap_or(u8::MAX)
    }

    /// The most stars, not more than so many, that score and vetoes allow; 0 where none is reached.
    fn best(&self, scheme: &Scheme, at_most: u8) -> Option<u8> {
        let total = self.total.filter(|_| !scheme.bands.is_empty())?;
        let at_most = at_most.min(self.stars_at_most());
        let reached = scheme.bands.iter().find(|band| band.star <= at_most && self.reaches(scheme, band, total));
        Some(reached.map_or(0, |band| band.star))
    }

    fn reaches(&self, scheme: &Scheme, band: &Band, total: Quantity) -> bool {
        let high_enough = |(dimension, points): (usize, &Points)| match (points.score(scheme), band.least_in(dimension))
        {
            (Some(score), Some(least)) => score >= least,
            // Nothing is asked of it, or nothing applies in it.
            _ => true,
        };
        total >= band.total && self.dimensions.iter().enumerate().all(high_enough)
    }
}

#[cfg(test)]
mod tests;
