//! Query: the standard as an organisation stands in it, a rule with all its findings, a finding with its evidence.

use facts::OrganisationId;
use findings::{Finding, Reached};
use views::{ChapterStanding, Explanation, FindingRow, finding_row, standing};

use crate::OfficeError;
use crate::access::{AllowedAt, SeeOrganisation};
use crate::live::{Live, Looked, When};

/// A rule with its findings in an organisation, in the order in which [`Live::evidence`] counts them.
#[derive(Debug, Clone)]
pub struct RuleFindings {
    pub slug: String,
    pub title: String,
    pub clause: String,
    pub clause_title: String,
    pub rows: Vec<FindingRow>,
}

impl Live {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn standard(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        when: When,
    ) -> Result<Vec<ChapterStanding>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        Ok(standing(self.rulebook(), &looked.roster, &looked.findings, when.as_of))
    }

    /// The findings of a rule; none where there is no such rule.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn findings_of(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        rule: &str,
        when: When,
    ) -> Result<Option<RuleFindings>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let rulebook = self.rulebook();
        let Some((index, rule)) = rulebook.rule_named(rule) else { return Ok(None) };
        let clause = rulebook.clause_of(rule);
        let row = |finding| finding_row(rulebook, &looked.roster, finding);
        Ok(Some(RuleFindings {
            slug: rule.slug.clone(),
            title: rule.title.clone(),
            clause: clause.map(|clause| clause.id.clone()).unwrap_or_default(),
            clause_title: clause.map(|clause| clause.title.clone()).unwrap_or_default(),
            rows: of_rule(&looked, index).filter_map(row).collect(),
        }))
    }

    /// Every finding, in the order of the rules.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn findings(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        when: When,
    ) -> Result<Vec<FindingRow>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let row = |finding| finding_row(self.rulebook(), &looked.roster, finding);
        Ok(looked.findings.iter().filter_map(row).collect())
    }

    /// Why one of a rule's findings is as it is, by its place among them.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn evidence(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        (rule, place): (&str, usize),
        when: When,
    ) -> Result<Option<Explanation>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let rulebook = self.rulebook();
        let Some((index, _)) = rulebook.rule_named(rule) else { return Ok(None) };
        let Some(finding) = of_rule(&looked, index).nth(place) else { return Ok(None) };
        let below: Vec<(&OrganisationId, &Reached)> = looked.below.iter().map(|(id, reached)| (id, reached)).collect();
        let tree = self.tree();
        Ok(views::explain(rulebook, (&looked.facts, &below), finding, tree.names(), (when.as_of, when.known_at)))
    }
}

fn of_rule(looked: &Looked, rule: usize) -> impl Iterator<Item = &Finding> {
    looked.findings.iter().filter(move |finding| finding.rule == rule)
}
