//! Query: why a finding is as it is.

use facts::{Day, FactId, Instant};
use views::Explanation;

use crate::evaluate::evaluate_with_below;
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub struct ExplainWanted {
    pub rule: String,
    pub organisation: String,
    pub subject: Option<String>,
    pub period: Option<String>,
    /// Only findings that rest on this record: of two events of one day, the one that is meant.
    pub record: Option<FactId>,
    pub as_of: Day,
    pub known_at: Option<Instant>,
}

impl Office {
    /// All findings of a rule in an organisation that fit, each explained.
    ///
    /// # Errors
    /// Where rule or organisation is not known, or no finding fits; then the ones there are are named.
    pub async fn explain(&self, wanted: &ExplainWanted) -> Result<Vec<Explanation>, OfficeError> {
        let slugs = || self.rulebook.rules.iter().map(|rule| rule.slug.as_str());
        let (rule, _) = self.rulebook.rule_named(&wanted.rule).ok_or_else(|| OfficeError::NoSuchRule {
            found: wanted.rule.clone(),
            nearest: crate::error::nearest(&wanted.rule, slugs()),
        })?;
        let group = self.group(wanted.as_of, wanted.known_at).await?;
        let organisation = group.named(&wanted.organisation)?;
        let (evaluated, below) =
            evaluate_with_below(&self.rulebook, &group, &[organisation], wanted.as_of, wanted.known_at);
        let findings = evaluated.into_iter().next().unwrap_or_default();
        let below = below.get(&organisation.id);
        let below: Vec<_> = below.iter().flat_map(|below| below.branches.iter().zip(&below.reached)).collect();
        let of_rule: Vec<_> = findings.iter().filter(|finding| finding.rule == rule).collect();
        let written = |finding: &findings::Finding| finding.subject.written(&organisation.roster);
        let same = |one: &str, other: &str| {
            let sorted = |text: &str| {
                let mut names: Vec<String> = text.split('/').map(str::to_owned).collect();
                names.sort();
                names
            };
            sorted(one) == sorted(other)
        };
        let fits = |finding: &&&findings::Finding| {
            wanted.subject.as_ref().is_none_or(|subject| same(subject, &written(finding)))
                && wanted.record.is_none_or(|record| finding.evidence.contains(&record))
                && wanted.period.as_ref().is_none_or(|period| *period == finding.period.to_string())
        };
        let names = group.names();
        let explained: Vec<Explanation> = of_rule
            .iter()
            .filter(fits)
            .filter_map(|finding| {
                let asked = (wanted.as_of, wanted.known_at);
                views::explain(&self.rulebook, (&organisation.facts, &below), finding, &names, asked)
            })
            .collect();
        if explained.is_empty() {
            let known: Vec<String> =
                of_rule.iter().take(10).map(|finding| format!("{} {}", written(finding), finding.period)).collect();
            let tighter = self.rulebook.rules.get(rule).map(|rule| views::tightened_by(&self.rulebook, rule));
            let tighter: Vec<&str> = tighter.iter().flatten().map(|rule| rule.slug.as_str()).collect();
            let known = if known.is_empty() && !tighter.is_empty() {
                format!("：它由更严的规则 {} 代替，请说明那一条", tighter.join("、"))
            } else if known.is_empty() {
                "：这条规则对这个组织不适用，或评定年度里没有该检查的事项".to_owned()
            } else {
                format!("。有的是：{}", known.join("；"))
            };
            return Err(OfficeError::NoFinding { found: wanted.rule.clone(), known });
        }
        Ok(explained)
    }
}
