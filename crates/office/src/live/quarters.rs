//! What every branch that stands today had reached at the end of each of the last quarters, as its records tell it today.
//!
//! A record that is written late changes what a quarter came to; a mark therefore belongs to a length of its chain, and
//! is made anew when that has grown. Marks are kept beside the ledger, a few numbers each, and read when a server first
//! needs them, not when it starts.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError};

use facts::{Calendar, Day, Fact, OrganisationId, Quantity};
use findings::{Branch, DatedProgram, Evaluator, Program, Sheet, score};
use ledger::Summary;
use rayon::prelude::*;
use roster::Form;
use rulebook::Rulebook;
use serde::{Deserialize, Serialize};

use super::Live;
use super::tree::edition_of;
use crate::OfficeError;
use crate::group::{AT_A_TIME, at_work};

/// So many quarters that are over are looked back on.
const QUARTERS: usize = 8;

/// What a branch had reached: hundredths, by dimension and in all; nothing where it was not scored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    #[serde(rename = "d")]
    dimensions: Vec<Option<i64>>,
    #[serde(rename = "t")]
    total: Option<i64>,
}

impl Mark {
    fn of(rulebook: &Rulebook, sheet: &Sheet, as_of: Day) -> Mark {
        let Some(scheme) = rulebook.scheme_on(as_of) else { return Mark::default() };
        let dimension = |points: &findings::Points| points.score(scheme).map(|score| score.0);
        Mark { dimensions: sheet.dimensions.iter().map(dimension).collect(), total: sheet.total.map(|total| total.0) }
    }

    pub fn total(&self) -> Option<Quantity> {
        self.total.map(Quantity)
    }

    pub fn dimension(&self, at: usize) -> Option<Quantity> {
        self.dimensions.get(at).copied().flatten().map(Quantity)
    }
}

/// Marks by the last day of their quarter, the earliest first.
#[derive(Debug, Clone, Default)]
pub struct Quarters {
    marks: BTreeMap<Day, BTreeMap<OrganisationId, (u64, Mark)>>,
    edition: u64,
}

/// As for trees.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Quarters {
    /// The last days of the quarters, the earliest first.
    pub fn days(&self) -> impl Iterator<Item = Day> + '_ {
        self.marks.keys().copied()
    }

    pub fn mark(&self, day: Day, branch: OrganisationId) -> Option<&Mark> {
        self.marks.get(&day)?.get(&branch).map(|(_, mark)| mark)
    }

    pub(crate) fn edition(&self) -> u64 {
        self.edition
    }
}

/// The last days of the last quarters that were over before a day, the earliest first.
fn last_days(today: Day) -> Vec<Day> {
    let mut days = Vec::with_capacity(QUARTERS);
    let mut at = today;
    while days.len() < QUARTERS {
        let Some((first, _)) = Calendar::Quarter.containing(at).days() else { break };
        at = first.plus_days(-1);
        days.insert(0, at);
    }
    days
}

impl Live {
    /// What was reached in the last quarters, as far as it is known yet.
    pub fn quarters(&self) -> Arc<Quarters> {
        Arc::clone(&self.quarters.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Brings the marks of the last quarters up to what was written. How many branches had to be looked at.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub async fn refresh_quarters(&self, today: Day) -> Result<usize, OfficeError> {
        let days = last_days(today);
        let mut quarters = (*self.quarters()).clone();
        if quarters.marks.keys().ne(days.iter()) {
            quarters = self.kept_quarters(&days).await?;
        }
        let tree = self.tree();
        let is_stale = |id: &OrganisationId, length: u64| {
            days.iter().any(|day| {
                quarters.marks.get(day).and_then(|marks| marks.get(id)).is_none_or(|(kept, _)| *kept != length)
            })
        };
        let branches = tree.nodes().iter().filter(|(_, node)| node.standing.is_scored());
        let stale: Vec<OrganisationId> =
            branches.filter(|(id, node)| is_stale(id, node.length)).map(|(id, _)| *id).collect();
        for part in stale.chunks(AT_A_TIME) {
            self.mark_part(part, &days, &mut quarters).await?;
        }
        let is_new = quarters.edition == 0;
        if !stale.is_empty() || is_new {
            quarters.edition = NEXT.fetch_add(1, Ordering::Relaxed);
            *self.quarters.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(quarters);
        }
        Ok(stale.len())
    }

    /// The marks that were made with the rulebook in force.
    async fn kept_quarters(&self, days: &[Day]) -> Result<Quarters, OfficeError> {
        let edition = mark_edition(&self.office.rulebook);
        let mut quarters = Quarters::default();
        for day in days {
            let kept = self.office.ledger.summaries_on(*day).await?;
            let mark = |kept: Summary| {
                let mark = serde_json::from_str(&kept.body).ok().filter(|_| kept.rulebook == edition)?;
                Some((kept.organisation, (kept.length, mark)))
            };
            quarters.marks.insert(*day, kept.into_iter().filter_map(mark).collect());
        }
        Ok(quarters)
    }

    async fn mark_part(
        &self,
        part: &[OrganisationId],
        days: &[Day],
        quarters: &mut Quarters,
    ) -> Result<(), OfficeError> {
        let mut chains = Vec::with_capacity(part.len());
        for id in part {
            chains.push((*id, self.office.ledger.facts(*id).await?));
        }
        let rulebook = &self.office.rulebook;
        let made: Vec<(OrganisationId, u64, Vec<Mark>)> = at_work(|| {
            let program = Program::new(rulebook);
            let dated: Vec<(Day, DatedProgram<'_>)> = days.iter().map(|day| (*day, program.on(*day))).collect();
            let of_chain = |(id, facts): &(OrganisationId, Vec<Fact>)| {
                let marks = dated.iter().map(|(day, dated)| mark((rulebook, dated), facts, *day)).collect();
                (*id, facts.len() as u64, marks)
            };
            chains.par_iter().map(of_chain).collect()
        });
        let edition = mark_edition(rulebook);
        let mut kept = Vec::with_capacity(made.len() * days.len());
        for (organisation, length, marks) in made {
            for (day, mark) in days.iter().zip(marks) {
                // A mark is plain numbers, which JSON holds.
                if let Ok(body) = serde_json::to_string(&mark) {
                    kept.push(Summary { organisation, length, rulebook: edition.clone(), as_of: *day, body });
                }
                quarters.marks.entry(*day).or_default().insert(organisation, (length, mark));
            }
        }
        Ok(self.office.ledger.put_summaries(&kept).await?)
    }
}

fn mark((rulebook, dated): (&Rulebook, &DatedProgram<'_>), facts: &[Fact], day: Day) -> Mark {
    let branch = Branch::new(dated, facts, None);
    let is_scored = branch.roster.form_on(day).is_some_and(Form::is_branch);
    let Some(scheme) = rulebook.scheme_on(day).filter(|_| is_scored) else { return Mark::default() };
    let mut evaluator = Evaluator::new(dated);
    evaluator.evaluate_above(&branch, &[]);
    Mark::of(rulebook, &score(rulebook, scheme, &evaluator.findings(&branch)), day)
}

/// Told from summaries of the same day, which say more.
fn mark_edition(rulebook: &Rulebook) -> String {
    format!("{}-quarter", edition_of(&rulebook.version))
}

#[cfg(test)]
mod tests {
    use super::last_days;

    #[test]
    fn the_last_quarters_are_those_that_are_over() {
        let days = |today: &str| -> Vec<String> {
            last_days(today.parse().unwrap()).iter().map(ToString::to_string).collect()
        };
        let of_june = days("2026-06-30");
        assert_eq!(of_june.len(), 8);
        assert_eq!((of_june.first().unwrap().as_str(), of_june.last().unwrap().as_str()), ("2024-06-30", "2026-03-31"));
        assert_eq!(days("2026-07-01").last().unwrap(), "2026-06-30");
    }
}
