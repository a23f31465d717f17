//! Query: every branch's score, with its stars and its place in its unit and in the group.

use facts::{Day, Instant};
use findings::{Finding, Sheet, rank, score};
use rayon::prelude::*;
use rulebook::{Rulebook, Scheme};
use views::{ScoreRow, rule_scores, score_row};

use crate::evaluate::evaluate;
use crate::group::{Group, Organisation};
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub struct ScoreWanted {
    pub as_of: Day,
    pub known_at: Option<Instant>,
    /// Only this one, with what every rule kept and lost; its places are those among all.
    pub organisation: Option<String>,
}

/// Scores, the best first.
#[derive(Debug, Clone)]
pub struct Scores {
    pub scheme: Scheme,
    pub rows: Vec<ScoreRow>,
}

impl Office {
    /// # Errors
    /// Where the ledger cannot be read, no scheme is in force that day, or the organisation is not known or not scored.
    pub async fn score(&self, wanted: &ScoreWanted) -> Result<Scores, OfficeError> {
        let as_of = wanted.as_of;
        let mut group = self.group(as_of, wanted.known_at).await?;
        group.sort_as_tree(as_of);
        let only = wanted.organisation.as_deref().map(|name| group.named(name)).transpose()?.map(|found| found.id);
        let branches = group.scored(as_of);
        let evaluated = evaluate(&self.rulebook, &group, &branches, as_of, wanted.known_at);
        let scored = Scored::new(&self.rulebook, as_of, &group, &branches, &evaluated)?;
        let mut rows: Vec<(Option<u32>, ScoreRow)> = Vec::new();
        for (at, mut row) in scored.rows.into_iter().enumerate() {
            let (Some(branch), Some(sheet), Some(findings)) =
                (branches.get(at), scored.sheets.get(at), evaluated.get(at))
            else {
                continue;
            };
            if only.is_some_and(|only| only != branch.id) {
                continue;
            }
            let whole = (&self.rulebook, scored.scheme);
            row.rules = only.map(|_| rule_scores(whole, &branch.roster, sheet, findings));
            rows.push((row.rank_in_group, row));
        }
        if let Some(found) = wanted.organisation.clone().filter(|_| rows.iter().all(|(_, row)| row.total.is_none())) {
            return Err(OfficeError::NotScored { found, as_of });
        }
        // The best first; within a place, and without one, as they stand in the tree.
        rows.sort_by_key(|(place, _)| (place.is_none(), *place));
        Ok(Scores { scheme: scored.scheme.clone(), rows: rows.into_iter().map(|(_, row)| row).collect() })
    }
}

/// The branches of a group under one standard.
pub(crate) struct Scored<'a> {
    pub scheme: &'a Scheme,
    pub sheets: Vec<Sheet>,
    /// In the order of the branches.
    pub rows: Vec<ScoreRow>,
}

impl<'a> Scored<'a> {
    pub(crate) fn new(
        rulebook: &'a Rulebook,
        as_of: Day,
        group: &Group,
        branches: &[&Organisation],
        findings: &[Vec<Finding>],
    ) -> Result<Scored<'a>, OfficeError> {
        let scheme = rulebook.scheme_on(as_of).ok_or(OfficeError::NoScheme { as_of })?;
        let sheets = findings.par_iter().map(|findings| score(rulebook, scheme, findings)).collect();
        Ok(Scored::of_sheets((rulebook, scheme), as_of, group, branches, sheets))
    }

    /// Of sheets in the order of the branches.
    pub(crate) fn of_sheets(
        (rulebook, scheme): (&'a Rulebook, &'a Scheme),
        as_of: Day,
        group: &Group,
        branches: &[&Organisation],
        sheets: Vec<Sheet>,
    ) -> Scored<'a> {
        let units: Vec<String> = branches.iter().map(|branch| group.unit_of(branch, as_of)).collect();
        let of_units: Vec<(&str, &Sheet)> = units.iter().map(String::as_str).zip(&sheets).collect();
        let ranked = rank(scheme, &of_units);
        let places = branches.iter().zip(&of_units).zip(ranked);
        let rows = places
            .map(|((branch, (unit, sheet)), ranked)| {
                score_row((rulebook, scheme), (unit, branch.roster.name()), sheet, ranked)
            })
            .collect();
        Scored { scheme, sheets, rows }
    }
}

impl Group {
    /// The organisations that are scored on a day.
    pub(crate) fn scored(&self, as_of: Day) -> Vec<&Organisation> {
        self.organisations.iter().filter(|organisation| organisation.is_scored(as_of)).collect()
    }
}
