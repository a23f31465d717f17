//! All branches below an organisation by their place, a page at a time.

use facts::{Day, OrganisationId};
use findings::{Ranked, rank};
use views::words;

use super::{Branch, Cell, Part, branches_under, cell};
use crate::access::{AllowedAt, SeeBelow};
use crate::live::Live;

/// A page of the ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranking {
    pub dimensions: Vec<String>,
    pub rows: Vec<RankedRow>,
    /// From 1.
    pub page: usize,
    pub pages: usize,
    /// How many branches there are in all.
    pub of: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedRow {
    /// None for who was not scored.
    pub place: Option<u32>,
    pub in_unit: Option<u32>,
    pub id: OrganisationId,
    pub name: String,
    pub unit: String,
    pub cells: Vec<Cell>,
    pub total: Cell,
    pub stars: String,
    pub overdue: u32,
}

/// So many branches are on a page.
const PAGE: usize = 50;

impl Live {
    /// `text` is looked for in the names of branches and units. None before there is a way to score.
    pub fn ranking(&self, allowed: &AllowedAt<SeeBelow>, (text, page): (&str, usize), today: Day) -> Option<Ranking> {
        let scheme = self.rulebook().scheme_on(today)?;
        let tree = self.tree();
        let branches = branches_under(&tree, allowed.organisation());
        let ranked = rank(scheme, &branches.iter().map(|branch| (branch.unit, &branch.sheet)).collect::<Vec<_>>());
        let mut order: Vec<(&Branch<'_>, &Ranked)> = branches.iter().zip(&ranked).collect();
        order.retain(|(branch, _)| branch.node.standing.name.contains(text) || branch.unit.contains(text));
        // Who was not scored comes last.
        order.sort_by_key(|(branch, ranked)| (ranked.in_group.is_none(), ranked.in_group, branch.id));
        let part = Part::of(page, order.len(), PAGE);
        let row = |(branch, ranked): &(&Branch<'_>, &Ranked)| RankedRow {
            place: ranked.in_group,
            in_unit: ranked.in_unit,
            id: branch.id,
            name: branch.node.standing.name.clone(),
            unit: branch.unit.to_owned(),
            cells: branch.sheet.dimensions.iter().map(|points| cell(scheme, points.score(scheme))).collect(),
            total: cell(scheme, branch.sheet.total),
            stars: words::stars(ranked.stars),
            overdue: branch.node.standing.overdue,
        };
        Some(Ranking {
            dimensions: scheme.dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
            rows: part.rows(&order).iter().map(row).collect(),
            page: part.page,
            pages: part.pages,
            of: order.len(),
        })
    }
}
