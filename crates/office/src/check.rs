//! Query: every finding of a group on a day.

use facts::{Day, Instant};
use findings::Finding;
use rayon::prelude::*;
use rulebook::{Chapter, Rulebook, Status};
use views::{FindingRow, finding_row};

use crate::evaluate::evaluate;
use crate::group::Organisation;
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

impl Office {
    /// Every finding that was asked for, organisation by organisation as they stand in the tree.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the organisation or clause is not known.
    pub async fn check(&self, wanted: &CheckWanted) -> Result<Vec<FindingRow>, OfficeError> {
        let mut group = self.group(wanted.as_of, wanted.known_at).await?;
        group.sort_as_tree(wanted.as_of);
        if let Some(clause) = &wanted.clause
            && !self.rulebook.clauses.iter().any(|known| known.id == *clause)
        {
            return Err(OfficeError::NoSuchClause { found: clause.clone(), known: clause_ranges(&self.rulebook) });
        }
        let only = wanted.organisation.as_deref().map(|name| group.named(name)).transpose()?.map(|found| found.id);
        let chosen: Vec<&Organisation> =
            group.organisations.iter().filter(|organisation| only.is_none_or(|only| only == organisation.id)).collect();
        let evaluated = evaluate(&self.rulebook, &group, &chosen, wanted.as_of, wanted.known_at);
        let rows = chosen.par_iter().zip(&evaluated).flat_map_iter(|(organisation, findings)| {
            let asked_for = findings.iter().filter(|finding| self.is_wanted(finding, wanted));
            asked_for.filter_map(|finding| finding_row(&self.rulebook, &organisation.roster, finding))
        });
        Ok(rows.collect())
    }

    fn is_wanted(&self, finding: &Finding, wanted: &CheckWanted) -> bool {
        let clause = self.rulebook.rules.get(finding.rule).and_then(|rule| self.rulebook.clause_of(rule));
        wanted.status.is_none_or(|status| status == finding.status)
            && wanted.clause.as_ref().is_none_or(|wanted| clause.is_some_and(|clause| clause.id == *wanted))
    }
}

/// `L1 到 L36`, chapter by chapter.
fn clause_ranges(rulebook: &Rulebook) -> Vec<String> {
    let range = |chapter: &Chapter| {
        let mut ids =
            rulebook.clauses.iter().filter(|clause| clause.chapter == chapter.letter).map(|clause| &clause.id);
        let first = ids.next()?;
        Some(ids.next_back().map_or_else(|| first.clone(), |last| format!("{first} 到 {last}")))
    };
    rulebook.chapters.iter().filter_map(range).collect()
}
