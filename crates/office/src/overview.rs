//! Query: a group at a glance, its units by five dimensions and its branches from the lowest score up.

use facts::{Day, Instant};
use findings::Finding;
use roster::Form;
use views::{BranchScore, Overview, overview};

use crate::group::{Group, Organisation};
use crate::{Office, OfficeError};

impl Office {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn overview(&self, as_of: Day, known_at: Option<Instant>) -> Result<Overview, OfficeError> {
        let mut group = self.group(as_of, known_at).await?;
        group.sort_as_tree(as_of);
        let organisations: Vec<&Organisation> = group.organisations.iter().collect();
        let evaluated = self.evaluate(&organisations, as_of, known_at);
        let scored = organisations.iter().zip(&evaluated);
        let scores = scored.filter_map(|(organisation, findings)| {
            self.branch_score(&group, organisation, findings, (as_of, known_at))
        });
        Ok(overview(scores.collect()))
    }

    fn branch_score(
        &self,
        group: &Group,
        organisation: &Organisation,
        findings: &[Finding],
        (as_of, known_at): (Day, Option<Instant>),
    ) -> Option<BranchScore> {
        let form = organisation.roster.form_on(as_of)?;
        // Branches are scored, not what stands above them.
        if matches!(form, Form::Committee | Form::GeneralBranch) {
            return None;
        }
        let unit = group.unit_of(organisation, as_of);
        let called = (unit.as_str(), organisation.roster.name());
        let score = BranchScore::new(&self.rulebook, called, findings, &organisation.facts, known_at);
        // A share of no points cannot be compared with others.
        score.scores.values().any(|score| score.applicable.0 > 0).then_some(score)
    }
}
