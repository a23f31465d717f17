//! What the units gave becomes one: those who stand above branches are judged by them, and counts go up the tree.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use facts::{Day, Fact, OrganisationId};
use findings::{Branch, Evaluator, Reached};
use office::line_above;
use rayon::prelude::*;
use roster::Form;

use super::Run;
use super::files::{CountsFile, TOTALS};
use super::tally::{self, Cell, Sums, Tally};
use super::unit::{Part, Written, reached_of, read_above, read_part, read_sums};

/// What a run comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// By day: how many organisations there are on it, and what was found about all of them together.
    pub days: Vec<(Day, u64, Sums)>,
    /// Those under nobody, by day, each with the counts of all below.
    pub tops: Vec<Vec<(OrganisationId, Sums)>>,
}

/// One day, over all units.
#[derive(Default)]
struct Whole {
    superiors: BTreeMap<OrganisationId, OrganisationId>,
    /// What the branches below each reached, at whatever depth they stand.
    reached: BTreeMap<OrganisationId, Vec<Reached>>,
    /// What was found about those directly below each, and about those under nobody.
    sums: BTreeMap<Option<OrganisationId>, Sums>,
    /// What was found about each of those who stand above branches.
    own: BTreeMap<OrganisationId, Sums>,
    organisations: u64,
}

pub fn fold<'u>(run: &Run<'_>, units: impl Iterator<Item = &'u String>) -> Result<Totals> {
    let units: Vec<&String> = units.collect();
    let parts: Vec<Part> = units.par_iter().map(|unit| read_part(run, unit)).collect::<Result<_>>()?;
    let mut above: Vec<(OrganisationId, Vec<Fact>)> = Vec::new();
    for part in &parts {
        above.extend(read_above(part)?);
    }
    above.sort_by_key(|(organisation, _)| *organisation);
    let mut written = Written::new(run)?;
    let mut file = CountsFile::new(run.rulebook)?;
    let mut totals = Totals::default();
    for place in 0..run.dated.len() {
        let mut whole = Whole::of(&parts, place)?;
        whole.judge(run, place, &above, &mut written)?;
        let day = run.wanted.as_of.get(place).copied().context("没有这一天")?;
        let rolled = whole.rolled();
        for (organisation, sums) in &rolled {
            file.add((day, *organisation), sums.iter().map(|(cell, count)| (*cell, *count)))?;
        }
        let mut all = Sums::new();
        whole.sums.values().for_each(|sums| tally::add(&mut all, sums.iter().map(|(cell, count)| (*cell, *count))));
        totals.days.push((day, whole.organisations, all));
        let is_top = |organisation: &OrganisationId| !whole.superiors.contains_key(organisation);
        totals.tops.push(rolled.into_iter().filter(|(organisation, _)| is_top(organisation)).collect());
    }
    written.finish(run, "above")?;
    run.out.put(TOTALS, file.finish()?)?;
    Ok(totals)
}

impl Whole {
    fn of(parts: &[Part], place: usize) -> Result<Whole> {
        let mut whole = Whole::default();
        let mut reached: Vec<(OrganisationId, Reached)> = Vec::new();
        for of_day in parts.iter().filter_map(|part| part.days.get(place)) {
            whole.organisations += of_day.organisations;
            for (organisation, superior) in &of_day.superiors {
                whole.superiors.insert(organisation.parse()?, superior.parse()?);
            }
            for (organisation, scores) in &of_day.reached {
                reached.push((organisation.parse()?, reached_of(scores)));
            }
            for (superior, sums) in &of_day.sums {
                let superior = if superior.is_empty() { None } else { Some(superior.parse()?) };
                tally::add(whole.sums.entry(superior).or_default(), read_sums(sums)?);
            }
        }
        for (branch, reached) in reached {
            for above in line_above(&whole.superiors, branch).into_iter().skip(1) {
                whole.reached.entry(above).or_default().push(reached.clone());
            }
        }
        Ok(whole)
    }

    /// Evaluates those who stand above branches on the day.
    fn judge(
        &mut self,
        run: &Run<'_>,
        place: usize,
        above: &[(OrganisationId, Vec<Fact>)],
        written: &mut Written,
    ) -> Result<()> {
        let (Some(dated), Some(day)) = (run.dated.get(place), run.wanted.as_of.get(place)) else { return Ok(()) };
        let mut evaluator = Evaluator::new(dated);
        let mut tally = Tally::new(run.rulebook);
        for (organisation, chain) in above {
            let branch = Branch::new(dated, chain, run.wanted.known_at);
            // One that became a branch, or ceased to be one, was evaluated with the branches on the other days.
            if !branch.roster.form_on(*day).is_some_and(Form::stands_above) {
                continue;
            }
            evaluator.evaluate_above(&branch, self.reached.get(organisation).map_or(&[], Vec::as_slice));
            let cells: Vec<(Cell, u64)> = written.add(run, (*day, *organisation), (&evaluator, &branch), &mut tally)?;
            let superior = self.superiors.get(organisation).copied();
            tally::add(self.sums.entry(superior).or_default(), cells.iter().copied());
            self.own.insert(*organisation, cells.into_iter().collect());
        }
        Ok(())
    }

    /// For everybody who stands above others: what was found about it and about all below, at whatever depth.
    fn rolled(&self) -> BTreeMap<OrganisationId, Sums> {
        let mut rolled = self.own.clone();
        for (superior, sums) in &self.sums {
            let Some(superior) = superior else { continue };
            for above in line_above(&self.superiors, *superior) {
                tally::add(rolled.entry(above).or_default(), sums.iter().map(|(cell, count)| (*cell, *count)));
            }
        }
        rolled
    }
}
