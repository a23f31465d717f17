//! Which clauses have rules. A clause without one is no mistake: its prose stands for itself.

use crate::model::Rulebook;

/// A clause and the rules under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Index into [`Rulebook::clauses`].
    pub clause: usize,
    /// Indices into [`Rulebook::rules`].
    pub rules: Vec<usize>,
}

/// One entry for each clause, in their order.
pub fn coverage(rulebook: &Rulebook) -> Vec<Coverage> {
    let rules_of = |clause: usize| {
        rulebook.rules.iter().enumerate().filter(|(_, rule)| rule.clause == clause).map(|(index, _)| index).collect()
    };
    (0..rulebook.clauses.len()).map(|clause| Coverage { clause, rules: rules_of(clause) }).collect()
}
