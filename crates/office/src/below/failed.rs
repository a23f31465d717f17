//! Which rules the branches below an organisation failed, and who of them failed one.

use facts::OrganisationId;
use rulebook::Rulebook;
use views::{Align, Table};

use super::{Branch, branches_under};
use crate::access::{AllowedAt, SeeBelow};
use crate::live::Live;

/// A rule with how many branches missed or broke it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRule {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub branches: usize,
}

/// Who failed a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRuleShown {
    pub clause: String,
    pub title: String,
    pub of: usize,
    /// By unit and name.
    pub branches: Vec<FailingBranch>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailingBranch {
    pub id: OrganisationId,
    pub unit: String,
    pub name: String,
}

impl FailedRuleShown {
    pub fn table(&self) -> Table {
        let mut table =
            Table::new(&format!("{} {}", self.clause, self.title), &[("支部", Align::Left), ("单位", Align::Left)]);
        table.rows = self.branches.iter().map(|branch| vec![branch.name.clone(), branch.unit.clone()]).collect();
        table
    }
}

/// So many rules are named.
const SHOWN: usize = 10;

/// Those that the most branches failed first.
pub(super) fn failed(rulebook: &Rulebook, branches: &[Branch<'_>]) -> Vec<FailedRule> {
    let mut counts = vec![0_usize; rulebook.rules.len()];
    for rule in branches.iter().flat_map(|branch| &branch.node.standing.failed) {
        if let Some(count) = counts.get_mut(usize::from(*rule)) {
            *count += 1;
        }
    }
    let mut order: Vec<(usize, usize)> = counts.into_iter().enumerate().filter(|(_, count)| *count > 0).collect();
    order.sort_by_key(|(at, count)| (std::cmp::Reverse(*count), *at));
    let row = |(at, branches): (usize, usize)| {
        let rule = rulebook.rules.get(at)?;
        let clause = rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default();
        Some(FailedRule { clause, rule: rule.slug.clone(), title: rule.title.clone(), branches })
    };
    order.into_iter().take(SHOWN).filter_map(row).collect()
}

impl Live {
    /// The branches below that missed or broke a rule; none where there is no such rule.
    pub fn failing(&self, allowed: &AllowedAt<SeeBelow>, rule: &str) -> Option<FailedRuleShown> {
        let rulebook = self.rulebook();
        let (index, rule) = rulebook.rule_named(rule)?;
        let tree = self.tree();
        let branches = branches_under(&tree, allowed.organisation());
        let fails = |branch: &&Branch<'_>| branch.node.standing.failed.iter().any(|rule| usize::from(*rule) == index);
        let row = |branch: &Branch<'_>| FailingBranch {
            id: branch.id,
            unit: branch.unit.to_owned(),
            name: branch.node.standing.name.clone(),
        };
        let mut failing: Vec<FailingBranch> = branches.iter().filter(fails).map(row).collect();
        failing.sort_by(|one, other| (&one.unit, &one.name).cmp(&(&other.unit, &other.name)));
        Some(FailedRuleShown {
            clause: rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default(),
            title: rule.title.clone(),
            of: branches.len(),
            branches: failing,
        })
    }
}
