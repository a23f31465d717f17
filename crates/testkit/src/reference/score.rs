//! Scores, the plainest way: every number is worked out from all findings anew.
//!
//! Points of a rule count where it has a finding that is neither advice nor unknown. A dimension's score and the total
//! are rounded to the nearest hundredth, halves up, and the total is made of the rounded scores. A bonus comes on top.
//! The star is the highest whose band is reached and that no missed or breached rule with a limit stands in the way of.

use facts::Quantity;
use findings::Finding;
use rulebook::{Clauses, Marks, Rule, Rulebook, Scheme, Status};

/// What a branch's findings come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    pub dimensions: Vec<Option<Quantity>>,
    pub bonus: Quantity,
    pub total: Option<Quantity>,
    pub stars: Option<u8>,
}

pub fn score(rulebook: &Rulebook, scheme: &Scheme, findings: &[Finding]) -> Score {
    // What is not enforced is not scored.
    let enforced: Vec<Finding> = findings.iter().filter(|finding| finding.is_enforced(rulebook)).cloned().collect();
    let findings = enforced.as_slice();
    let dimensions: Vec<Option<Quantity>> =
        (0..scheme.dimensions.len()).map(|dimension| dimension_score(rulebook, scheme, findings, dimension)).collect();
    let mut bonus = 0;
    for (index, rule) in rulebook.rules.iter().enumerate() {
        if let Marks::Bonus { most, per_met } = rule.points.marks {
            bonus += most.0.min(per_met.0 * count(findings, index, &[Status::Met]));
        }
    }
    let bonus = Quantity(bonus.min(scheme.bonus_at_most.0));
    let (mut sum, mut weights) = (0, 0);
    for (dimension, score) in scheme.dimensions.iter().zip(&dimensions) {
        if let Some(score) = score {
            sum += score.0 * dimension.weight.0;
            weights += dimension.weight.0;
        }
    }
    let total = (weights > 0).then(|| Quantity(nearest(sum, weights) + bonus.0));
    let stars =
        total.filter(|_| !scheme.bands.is_empty()).map(|total| stars(rulebook, scheme, findings, &dimensions, total));
    Score { dimensions, bonus, total, stars }
}

fn count(findings: &[Finding], rule: usize, statuses: &[Status]) -> i64 {
    findings.iter().filter(|finding| finding.rule == rule && statuses.contains(&finding.status)).count() as i64
}

fn nearest(parts: i64, whole: i64) -> i64 {
    let (full, rest) = (parts / whole, parts % whole);
    if rest * 2 >= whole { full + 1 } else { full }
}

fn dimension_score(rulebook: &Rulebook, scheme: &Scheme, findings: &[Finding], dimension: usize) -> Option<Quantity> {
    let (mut kept, mut applicable) = (0, 0);
    for (index, rule) in rulebook.rules.iter().enumerate() {
        let scored = [Status::Met, Status::Open, Status::Missed, Status::Late, Status::Breached];
        if dimension_of(rulebook, scheme, rule) != Some(dimension) || count(findings, index, &scored) == 0 {
            continue;
        }
        let failed = count(findings, index, &[Status::Missed, Status::Breached]);
        let late = count(findings, index, &[Status::Late]);
        let met = count(findings, index, &[Status::Met]);
        let (own, total) = match rule.points.marks {
            Marks::Deducted { total, per_miss, per_late } => {
                (total.0 - failed * per_miss.0 - late * per_late.0, total.0)
            }
            Marks::Earned { total, per_met, per_late } => (met * per_met.0 + late * per_late.0, total.0),
            Marks::Bonus { .. } | Marks::Unscored => (0, 0),
        };
        kept += own.max(0).min(total);
        applicable += total;
    }
    (applicable > 0).then(|| Quantity(nearest(scheme.base.0 * kept, applicable)))
}

fn dimension_of(rulebook: &Rulebook, scheme: &Scheme, rule: &Rule) -> Option<usize> {
    let chapter = rulebook.clauses.get(rule.clause)?.chapter;
    let mut found = None;
    for (index, dimension) in scheme.dimensions.iter().enumerate() {
        if dimension.clauses.contains(&Clauses::One(rule.clause)) {
            return Some(index);
        }
        if dimension.clauses.contains(&Clauses::Chapter(chapter)) {
            found = Some(index);
        }
    }
    found
}

fn stars(
    rulebook: &Rulebook,
    scheme: &Scheme,
    findings: &[Finding],
    dimensions: &[Option<Quantity>],
    total: Quantity,
) -> u8 {
    let mut best = 0;
    for band in &scheme.bands {
        let everywhere = band.each.is_none_or(|each| dimensions.iter().flatten().all(|score| *score >= each));
        let too_low = |(dimension, least): &(usize, Quantity)| {
            let score = dimensions.get(*dimension).copied().flatten();
            score.is_some_and(|score| score < *least)
        };
        let in_single_ones = !band.single.iter().any(too_low);
        let forbidden = rulebook.rules.iter().enumerate().any(|(index, rule)| {
            let failed = count(findings, index, &[Status::Missed, Status::Breached]) > 0;
            failed && rule.points.stars_at_most.is_some_and(|most| band.star > most)
        });
        if total >= band.total && everywhere && in_single_ones && !forbidden {
            best = best.max(band.star);
        }
    }
    best
}
