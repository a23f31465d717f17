//! Counts of what was found, by clause, period and status.

use std::collections::BTreeMap;

use facts::Period;
use findings::Outcome;
use rulebook::{Rulebook, Status};

/// Clause, by its place in the standard; period; status.
pub type Cell = (u16, Period, Status);

const STATUSES: usize = Status::ALL.len();

/// Counts one organisation after another in memory that it keeps: a plain table, of which the cells in use are known.
#[derive(Debug)]
pub struct Tally {
    /// By rule.
    clause_of: Vec<u16>,
    clauses: usize,
    /// In the order in which they were met.
    periods: Vec<Period>,
    /// By period, clause and status.
    counts: Vec<u32>,
    used: Vec<u32>,
}

impl Tally {
    pub fn new(rulebook: &Rulebook) -> Tally {
        let clause_of = rulebook.rules.iter().map(|rule| rule.clause as u16).collect();
        let clauses = rulebook.clauses.len();
        Tally { clause_of, clauses, periods: Vec::new(), counts: Vec::new(), used: Vec::new() }
    }

    pub fn add(&mut self, outcomes: impl Iterator<Item = Outcome>) {
        let mut last = (0, None);
        for outcome in outcomes {
            if last.1 != Some(outcome.period) {
                last = (self.place_of(outcome.period), Some(outcome.period));
            }
            let clause = self.clause_of.get(outcome.rule).copied().unwrap_or_default();
            let at = (last.0 * self.clauses + usize::from(clause)) * STATUSES + outcome.status as usize;
            let Some(count) = self.counts.get_mut(at) else { continue };
            if *count == 0 {
                self.used.push(at as u32);
            }
            *count += 1;
        }
    }

    fn place_of(&mut self, period: Period) -> usize {
        match self.periods.iter().position(|known| *known == period) {
            Some(place) => place,
            None => {
                self.periods.push(period);
                self.counts.resize(self.periods.len() * self.clauses * STATUSES, 0);
                self.periods.len() - 1
            }
        }
    }

    /// What was counted, in order; then there is nothing any more.
    pub fn take(&mut self) -> Vec<(Cell, u32)> {
        let mut cells: Vec<(Cell, u32)> = Vec::with_capacity(self.used.len());
        for at in self.used.drain(..) {
            let (rest, status) = (at as usize / STATUSES, at as usize % STATUSES);
            let count = self.counts.get_mut(at as usize).map(std::mem::take).unwrap_or_default();
            let (period, status) = (self.periods.get(rest / self.clauses), Status::ALL.get(status));
            if let (Some(period), Some(status)) = (period, status) {
                cells.push((((rest % self.clauses) as u16, *period, *status), count));
            }
        }
        cells.sort_unstable_by_key(|(cell, _)| *cell);
        cells
    }
}

/// Counts that are folded from many.
pub type Sums = BTreeMap<Cell, u64>;

pub fn add(sums: &mut Sums, cells: impl IntoIterator<Item = (Cell, u64)>) {
    for (cell, count) in cells {
        *sums.entry(cell).or_default() += count;
    }
}
