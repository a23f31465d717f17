//! The branches that a share counts, each with whether it is up to standard and what stands in the way.

use std::collections::BTreeMap;

use facts::{Day, OrganisationId, Quantity};
use findings::Reached;
use rulebook::{Proportion, Requirement, Rule, Rulebook, Scheme, Status, Whole};

use crate::words;

/// So many are named; of the others it is said how many they are.
const SHOWN_MAX: usize = 20;

/// Those that are not up to standard first, then those of which it is not known; by name within. Empty where the rule
/// counts no branches.
pub(crate) fn branches(
    rulebook: &Rulebook,
    rule: &Rule,
    (as_of, numbers_on): (Day, Day),
    organisations: &BTreeMap<OrganisationId, String>,
    below: &[(&OrganisationId, &Reached)],
) -> Vec<String> {
    let Requirement::Proportion(Proportion { of: Whole::Branches { score }, .. }) = &rule.requirement else {
        return Vec::new();
    };
    let (line, scheme) = (rulebook.number(*score, numbers_on), rulebook.scheme_on(as_of));
    let mut branches: Vec<(u8, &str, &Reached)> = below
        .iter()
        .map(|(id, reached)| {
            let name = organisations.get(*id).map(String::as_str).unwrap_or_default();
            let place = match reached.status(line) {
                Status::Missed => 0,
                Status::Unknown => 1,
                _ => 2,
            };
            (place, name, *reached)
        })
        .collect();
    branches.sort_by_key(|(place, name, _)| (*place, *name));
    let said = |(_, name, reached): &(u8, &str, &Reached)| format!("{name}：{}", stands(scheme, line, reached));
    let mut lines: Vec<String> = branches.iter().take(SHOWN_MAX).map(said).collect();
    let rest = branches.get(SHOWN_MAX..).unwrap_or_default();
    if !rest.is_empty() {
        let met = rest.iter().filter(|(place, ..)| *place == 2).count();
        lines.push(format!("另有{}个，其中达标{met}个", rest.len()));
    }
    lines
}

/// `未完成，支部设置 75.00、阵地 60.00，不到 80`.
fn stands(scheme: Option<&Scheme>, line: Option<Quantity>, reached: &Reached) -> String {
    let status = reached.status(line);
    let word = words::status(status);
    let dimensions = || {
        let scores = scheme.into_iter().flat_map(|scheme| &scheme.dimensions).zip(&reached.scores);
        scores.map(|(dimension, score)| (dimension.name.as_str(), *score))
    };
    let (Some(line), false) = (line, reached.scores.is_empty()) else { return word.to_owned() };
    let low: Vec<String> = dimensions()
        .filter(|(_, score)| score.is_some_and(|score| score < line))
        .map(|(name, score)| format!("{name} {}", words::score(score)))
        .collect();
    let without: Vec<&str> = dimensions().filter(|(_, score)| score.is_none()).map(|(name, _)| name).collect();
    match status {
        Status::Missed => format!("{word}，{}，不到 {line}", low.join("、")),
        Status::Unknown => format!("{word}，{}没有得分", without.join("、")),
        _ => word.to_owned(),
    }
}
