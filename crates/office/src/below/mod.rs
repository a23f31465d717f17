//! Query: everything below an organisation at once, folded from how each of them stands.
//!
//! Nobody is evaluated for it: a page over thousands of branches reads numbers that are kept ready, and what was folded
//! from them is kept as long as they stay.

mod failed;
mod part;
mod ranking;
mod trend;

use std::num::NonZeroUsize;
use std::sync::{Arc, PoisonError};

use facts::{Day, OrganisationId, Quantity};
use findings::{Ranked, Reached, Sheet, rank};
use rulebook::{Proportion, Requirement, Rulebook, Scheme, Status, Whole};
use views::{Align, Table, mean, words};

use crate::access::{AllowedAt, SeeBelow};
use crate::live::{Counted, Live, Node, Quarters, Tree};

pub use failed::{FailedRule, FailedRuleShown, FailingBranch};
use lru::LruCache;
pub use part::Part;
pub use ranking::{RankedRow, Ranking};
pub use trend::TrendRow;

/// What stands below an organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct BelowShown {
    /// What the dimensions are called.
    pub dimensions: Vec<String>,
    pub branches: usize,
    pub members: u32,
    /// Of the branches that owe the year, those that reached in every dimension what the standard asks of branches below
    /// (P1); none where it asks nothing.
    pub up_to_standard: Option<(usize, usize)>,
    pub overdue: u32,
    pub late_records: u32,
    pub without_secretary: usize,
    /// The oldest day for which any of them was evaluated; other than today while a server catches up.
    pub oldest: Option<Day>,
    /// Directly below, each folded with everything under it; itself first where branches stand directly under it.
    pub units: Vec<UnitRow>,
    /// Branches from the lowest total up.
    pub worst: Vec<BranchRow>,
    /// Stars in words, from the most down, with how many branches have them.
    pub stars: Vec<(String, usize)>,
    /// The mean of the branches at the end of each of the last quarters, and now.
    pub trend: Vec<TrendRow>,
    /// What the most branches failed.
    pub failed: Vec<FailedRule>,
}

/// A line of the heat table.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitRow {
    pub id: OrganisationId,
    pub name: String,
    pub is_branch: bool,
    pub branches: usize,
    pub members: u32,
    pub cells: Vec<Cell>,
    pub total: Cell,
    pub stars: String,
    pub overdue: u32,
}

/// A score and how warm it is: 5 for the best, 1 for the worst, 0 for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub word: String,
    pub warmth: u8,
}

#[derive(Debug, Clone, PartialEq)]
pub struct BranchRow {
    pub id: OrganisationId,
    pub name: String,
    pub unit: String,
    pub total: Cell,
    pub stars: String,
    pub rank: Option<u32>,
    pub overdue: u32,
    pub counted: Counted,
}

/// So many branches are named that need help most.
const WORST_SHOWN: usize = 10;

/// Shares of the base mark from which a cell is warmer.
const WARMTH: [(i64, u8); 4] = [(95, 5), (90, 4), (80, 3), (70, 2)];

impl Live {
    /// None before there is a way to score.
    pub fn below(&self, allowed: &AllowedAt<SeeBelow>, today: Day) -> Option<Arc<BelowShown>> {
        let (tree, quarters) = (self.tree(), self.quarters());
        let key = (tree.edition(), quarters.edition(), allowed.organisation(), today);
        let kept = || self.overviews.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = kept().0.get(&key) {
            return Some(Arc::clone(known));
        }
        let folded = Arc::new(below(self.rulebook(), (&tree, &quarters), allowed.organisation(), today)?);
        kept().0.put(key, Arc::clone(&folded));
        Some(folded)
    }

    /// Every branch below an organisation that has a score, from the lowest total up.
    pub fn branches_below(&self, allowed: &AllowedAt<SeeBelow>, today: Day) -> Vec<BranchRow> {
        let Some(scheme) = self.rulebook().scheme_on(today) else { return Vec::new() };
        let tree = self.tree();
        let branches = branches_under(&tree, allowed.organisation());
        from_the_lowest(scheme, &branches, &ranked(scheme, &branches)).collect()
    }
}

/// The overviews that were looked at last.
#[derive(Debug)]
pub(crate) struct Overviews(LruCache<(u64, u64, OrganisationId, Day), Arc<BelowShown>>);

/// An overview of some hundred units takes some 50 kB.
const OVERVIEWS_MOST: usize = 64;

impl Default for Overviews {
    fn default() -> Overviews {
        Overviews(LruCache::new(NonZeroUsize::MIN.saturating_add(OVERVIEWS_MOST)))
    }
}

impl BelowShown {
    /// The heat table as a table for a file.
    pub fn units_table(&self) -> Table {
        let dimensions = self.dimensions.iter().map(|name| (name.as_str(), Align::Right));
        let headers: Vec<(&str, Align)> = [("单位", Align::Left), ("支部", Align::Right), ("党员", Align::Right)]
            .into_iter()
            .chain(dimensions)
            .chain([("总分", Align::Right), ("星级", Align::Left), ("逾期", Align::Right)])
            .collect();
        let mut table = Table::new("单位", &headers);
        let row = |unit: &UnitRow| {
            let mut cells = vec![unit.name.clone(), unit.branches.to_string(), unit.members.to_string()];
            cells.extend(unit.cells.iter().map(|cell| cell.word.clone()));
            cells.extend([unit.total.word.clone(), unit.stars.clone(), unit.overdue.to_string()]);
            cells
        };
        table.rows = self.units.iter().map(row).collect();
        table
    }
}

impl BelowShown {
    /// The quarters as a table for a file.
    pub fn trend_table(&self) -> Table {
        let dimensions = self.dimensions.iter().map(|name| (name.as_str(), Align::Right));
        let headers: Vec<(&str, Align)> = [("季度", Align::Left), ("支部", Align::Right)]
            .into_iter()
            .chain(dimensions)
            .chain([("总分", Align::Right)])
            .collect();
        let mut table = Table::new("走势", &headers);
        let row = |row: &TrendRow| {
            let cells = row.cells.iter().chain([&row.total]).map(|cell| cell.word.clone());
            [row.quarter.clone(), row.branches.to_string()].into_iter().chain(cells).collect()
        };
        table.rows = self.trend.iter().map(row).collect();
        table
    }
}

/// Branches as a table for a file.
pub fn branches_table(branches: &[BranchRow]) -> Table {
    let words = ["支部", "单位"].map(|name| (name, Align::Left));
    let numbers = ["总分", "名次", "违规", "未完成", "逾期"].map(|name| (name, Align::Right));
    let mut table = Table::new("支部", &[&words[..], &numbers[..], &[("星级", Align::Left)]].concat());
    let row = |branch: &BranchRow| {
        let numbers = [branch.counted.breached, branch.counted.missed, branch.overdue].map(|count| count.to_string());
        let rank = branch.rank.map(|rank| rank.to_string()).unwrap_or_default();
        let mut cells = vec![branch.name.clone(), branch.unit.clone(), branch.total.word.clone(), rank];
        cells.extend(numbers);
        cells.push(branch.stars.clone());
        cells
    };
    table.rows = branches.iter().map(row).collect();
    table
}

struct Branch<'t> {
    id: OrganisationId,
    node: &'t Node,
    unit: &'t str,
    sheet: Sheet,
}

fn branches_under<'t>(tree: &'t Tree, id: OrganisationId) -> Vec<Branch<'t>> {
    let branch = |id: OrganisationId| {
        let node = tree.node(id).filter(|node| node.standing.is_scored())?;
        Some(Branch { id, node, unit: tree.unit_of(id), sheet: node.standing.sheet() })
    };
    tree.under(id).into_iter().filter_map(branch).collect()
}

/// The score that the rule about the branches below asks for in every dimension, on a day.
fn line(rulebook: &Rulebook, today: Day) -> Option<Quantity> {
    let in_force = rulebook.rules.iter().filter(|rule| rule.from <= today && today <= rule.until);
    let mut asked = in_force.filter_map(|rule| match &rule.requirement {
        Requirement::Proportion(Proportion { of: Whole::Branches { score }, .. }) => rulebook.number(*score, today),
        _ => None,
    });
    asked.next()
}

fn below(
    rulebook: &Rulebook,
    (tree, quarters): (&Tree, &Quarters),
    id: OrganisationId,
    today: Day,
) -> Option<BelowShown> {
    let scheme = rulebook.scheme_on(today)?;
    let line = line(rulebook, today);
    let branches = branches_under(tree, id);
    let ranked = ranked(scheme, &branches);
    let reached: Vec<Reached> = branches.iter().filter_map(|branch| branch.node.standing.reached()).collect();
    let passes = |reached: &&Reached| reached.status(line) == Status::Met;
    let sum = |of: fn(&Node) -> u32| branches.iter().map(|branch| of(branch.node)).sum();
    Some(BelowShown {
        dimensions: scheme.dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
        branches: branches.len(),
        members: sum(|node| node.standing.members),
        up_to_standard: line.map(|_| (reached.iter().filter(passes).count(), reached.len())),
        overdue: sum(|node| node.standing.overdue),
        late_records: sum(|node| node.standing.late_records),
        without_secretary: branches.iter().filter(|branch| branch.node.standing.secretary.is_none()).count(),
        oldest: branches.iter().map(|branch| branch.node.as_of).min(),
        units: units(scheme, tree, id),
        worst: from_the_lowest(scheme, &branches, &ranked).take(WORST_SHOWN).collect(),
        stars: stars(&ranked),
        trend: trend::trend(scheme, quarters, &branches),
        failed: failed::failed(rulebook, &branches),
    })
}

fn stars(ranked: &[Ranked]) -> Vec<(String, usize)> {
    let mut counted: std::collections::BTreeMap<u8, usize> = std::collections::BTreeMap::new();
    for stars in ranked.iter().filter_map(|ranked| ranked.stars) {
        *counted.entry(stars).or_default() += 1;
    }
    let word = |stars: u8| if stars == 0 { "未达星级".to_owned() } else { words::stars(Some(stars)) };
    counted.into_iter().rev().map(|(stars, count)| (word(stars), count)).collect()
}

fn units(scheme: &Scheme, tree: &Tree, id: OrganisationId) -> Vec<UnitRow> {
    let Some(node) = tree.node(id) else { return Vec::new() };
    let row = |id: &OrganisationId| {
        let node = tree.node(*id)?;
        let branches = branches_under(tree, *id);
        // What stands no more, or has no branch, has nothing to show.
        if branches.is_empty() {
            return None;
        }
        let mean =
            |of: &dyn Fn(&Sheet) -> Option<Quantity>| mean(branches.iter().filter_map(|branch| of(&branch.sheet)));
        let dimension =
            |at: usize| mean(&|sheet: &Sheet| sheet.dimensions.get(at).and_then(|points| points.score(scheme)));
        let stars = branches.first().filter(|_| node.standing.is_scored()).and_then(|branch| branch.sheet.stars);
        Some(UnitRow {
            id: *id,
            name: node.standing.name.clone(),
            is_branch: node.standing.is_scored(),
            branches: branches.len(),
            members: branches.iter().map(|branch| branch.node.standing.members).sum(),
            cells: (0..scheme.dimensions.len()).map(|at| cell(scheme, dimension(at))).collect(),
            total: cell(scheme, mean(&|sheet: &Sheet| sheet.total)),
            stars: if node.standing.is_scored() { words::stars(stars) } else { String::new() },
            overdue: branches.iter().map(|branch| branch.node.standing.overdue).sum(),
        })
    };
    node.below.iter().filter_map(row).collect()
}

fn ranked(scheme: &Scheme, branches: &[Branch<'_>]) -> Vec<Ranked> {
    rank(scheme, &branches.iter().map(|branch| (branch.unit, &branch.sheet)).collect::<Vec<_>>())
}

fn from_the_lowest<'a>(
    scheme: &'a Scheme,
    branches: &'a [Branch<'_>],
    ranked: &'a [Ranked],
) -> impl Iterator<Item = BranchRow> + 'a {
    let mut order: Vec<(&Branch<'_>, &Ranked)> = branches.iter().zip(ranked).collect();
    order.retain(|(branch, _)| branch.sheet.total.is_some());
    order.sort_by_key(|(branch, _)| (branch.sheet.total, branch.id));
    order.into_iter().map(|(branch, ranked)| BranchRow {
        id: branch.id,
        name: branch.node.standing.name.clone(),
        unit: branch.unit.to_owned(),
        total: cell(scheme, branch.sheet.total),
        stars: words::stars(ranked.stars),
        rank: ranked.in_group,
        overdue: branch.node.standing.overdue,
        counted: branch.node.standing.counted,
    })
}

fn cell(scheme: &Scheme, score: Option<Quantity>) -> Cell {
    let share = score.map(|score| score.0 * 100 / scheme.base.0.max(1));
    let warmth =
        share.map_or(0, |share| WARMTH.iter().find(|(from, _)| share >= *from).map_or(1, |(_, warmth)| *warmth));
    Cell { word: words::score(score), warmth }
}
