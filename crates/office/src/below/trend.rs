//! How the branches below an organisation did at the end of each quarter.

use facts::{Calendar, Quantity};
use rulebook::Scheme;
use views::{mean, words};

use super::{Branch, Cell, cell};
use crate::live::{Mark, Quarters};

/// One quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendRow {
    pub quarter: String,
    /// So many branches were scored.
    pub branches: usize,
    /// By dimension.
    pub cells: Vec<Cell>,
    pub total: Cell,
}

/// The earliest first, today's last.
pub(super) fn trend(scheme: &Scheme, quarters: &Quarters, branches: &[Branch<'_>]) -> Vec<TrendRow> {
    let row = |day| {
        let marks: Vec<&Mark> = branches.iter().filter_map(|branch| quarters.mark(day, branch.id)).collect();
        let scored = marks.iter().filter(|mark| mark.total().is_some()).count();
        let dimension = |at: usize| mean(marks.iter().filter_map(|mark| mark.dimension(at)));
        TrendRow {
            quarter: words::period(Calendar::Quarter.containing(day)),
            branches: scored,
            cells: (0..scheme.dimensions.len()).map(|at| cell(scheme, dimension(at))).collect(),
            total: cell(scheme, mean(marks.iter().filter_map(|mark| mark.total()))),
        }
    };
    // A group that began later has nothing to say of earlier quarters.
    let mut rows: Vec<TrendRow> = quarters.days().map(row).filter(|row| row.branches > 0).collect();
    rows.push(now(scheme, branches));
    rows
}

fn now(scheme: &Scheme, branches: &[Branch<'_>]) -> TrendRow {
    let dimension = |at: usize| -> Option<Quantity> {
        mean(branches.iter().filter_map(|branch| branch.sheet.dimensions.get(at)?.score(scheme)))
    };
    TrendRow {
        quarter: "现在".to_owned(),
        branches: branches.iter().filter(|branch| branch.sheet.total.is_some()).count(),
        cells: (0..scheme.dimensions.len()).map(|at| cell(scheme, dimension(at))).collect(),
        total: cell(scheme, mean(branches.iter().filter_map(|branch| branch.sheet.total))),
    }
}
