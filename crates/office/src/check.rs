//! Query: every finding of a group on a day.

use facts::{Day, Instant};
use findings::{Branch, Evaluator, Finding, Program};
use rayon::prelude::*;
use roster::Form;
use rulebook::Status;
use views::{BranchScore, FindingRow, Overview, finding_row, overview};

use crate::group::{Group, Organisation};
use crate::{Office, OfficeError};

/// What is asked for; what is none is not narrowed down.
#[derive(Debug, Clone)]
pub struct CheckWanted {
    pub as_of: Day,
    pub known_at: Option<Instant>,
    pub organisation: Option<String>,
    pub clause: Option<String>,
    pub status: Option<Status>,
}

/// Every finding that was asked for, and the group by dimensions.
#[derive(Debug)]
pub struct Checked {
    pub rows: Vec<FindingRow>,
    pub overview: Overview,
}

impl Office {
    /// # Errors
    /// Where the ledger cannot be read, or the organisation or clause is not known.
    pub async fn check(&self, wanted: &CheckWanted) -> Result<Checked, OfficeError> {
        let mut group = self.group(wanted.as_of, wanted.known_at).await?;
        group.sort_as_tree(wanted.as_of);
        if let Some(clause) = &wanted.clause
            && !self.rulebook.clauses.iter().any(|known| known.id == *clause)
        {
            return Err(OfficeError::NoSuchClause { found: clause.clone() });
        }
        let only = wanted.organisation.as_deref().map(|name| group.named(name)).transpose()?.map(|found| found.id);
        let chosen: Vec<&Organisation> =
            group.organisations.iter().filter(|organisation| only.is_none_or(|only| only == organisation.id)).collect();
        let evaluated = self.evaluate(&chosen, wanted)?;
        let mut rows = Vec::new();
        let mut scores = Vec::new();
        for (organisation, findings) in chosen.iter().zip(&evaluated) {
            let row = |finding: &Finding| finding_row(&self.rulebook, &organisation.roster, finding);
            rows.extend(findings.iter().filter(|finding| self.is_wanted(finding, wanted)).filter_map(row));
            scores.extend(self.branch_score(&group, organisation, findings, wanted.as_of));
        }
        Ok(Checked { rows, overview: overview(scores) })
    }

    /// Findings of each organisation, on all cores, in the order given.
    pub(crate) fn evaluate(
        &self,
        organisations: &[&Organisation],
        wanted: &CheckWanted,
    ) -> Result<Vec<Vec<Finding>>, OfficeError> {
        let program = Program::new(&self.rulebook);
        let dated = program.on(wanted.as_of);
        let evaluated = organisations
            .par_iter()
            .map_init(
                || Evaluator::new(&dated),
                |evaluator, organisation| {
                    let branch = Branch::new(&dated, &organisation.facts, wanted.known_at);
                    evaluator.evaluate(&branch);
                    evaluator.findings(&branch)
                },
            )
            .collect();
        Ok(evaluated)
    }

    fn is_wanted(&self, finding: &Finding, wanted: &CheckWanted) -> bool {
        let clause = self.rulebook.rules.get(finding.rule).and_then(|rule| self.rulebook.clause_of(rule));
        wanted.status.is_none_or(|status| status == finding.status)
            && wanted.clause.as_ref().is_none_or(|wanted| clause.is_some_and(|clause| clause.id == *wanted))
    }

    fn branch_score(
        &self,
        group: &Group,
        organisation: &Organisation,
        findings: &[Finding],
        as_of: Day,
    ) -> Option<BranchScore> {
        let form = organisation.roster.form_on(as_of)?;
        // Branches are scored, not what stands above them.
        if matches!(form, Form::Committee | Form::GeneralBranch) {
            return None;
        }
        let unit = group.unit_of(organisation, as_of);
        let score = BranchScore::new(&self.rulebook, &unit, &organisation.roster.name, findings, &organisation.facts);
        // A share of no points cannot be compared with others.
        score.scores.values().any(|score| score.applicable.0 > 0).then_some(score)
    }
}
