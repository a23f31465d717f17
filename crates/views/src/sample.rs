//! What was drawn for an inspection: branches with why they were more or less likely, and records of each.

use std::collections::BTreeMap;

use facts::{Fact, OrganisationId};
use roster::Roster;
use rulebook::Rulebook;
use serde::Serialize;

use crate::explanation::content;
use crate::table::{Align, Table};
use crate::words::{self, Names};

/// How many tickets a branch held, by what they were for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Tickets {
    /// Everybody's.
    pub own: usize,
    /// One for each point that the total lacks to a hundred.
    pub lost: usize,
    /// One for every two of a hundred records that were late.
    pub late: usize,
    /// For days on which many late records were written, more before an inspection.
    pub bursts: usize,
    /// For records that are near copies.
    pub alike: usize,
}

impl Tickets {
    pub fn all(&self) -> usize {
        self.own + self.lost + self.late + self.bursts + self.alike
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampledBranch {
    pub unit: String,
    pub organisation: String,
    pub tickets: Tickets,
    pub records: Vec<SampledRecord>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampledRecord {
    pub occurred: String,
    pub kind: String,
    pub details: String,
    pub record: String,
}

pub fn sampled_record(
    rulebook: &Rulebook,
    roster: &Roster,
    organisations: &BTreeMap<OrganisationId, String>,
    fact: &Fact,
) -> SampledRecord {
    SampledRecord {
        occurred: words::span(fact.occurred),
        kind: words::kind_name(rulebook, &fact.kind).to_owned(),
        details: content(rulebook, Names { roster, organisations }, fact),
        record: fact.id.to_string(),
    }
}

/// The branches in the order in which they were drawn.
pub fn sampled_branches_table(title: &str, branches: &[SampledBranch]) -> Table {
    let headers = [
        ("支部", Align::Left),
        ("单位", Align::Left),
        ("签数", Align::Right),
        ("人人有", Align::Right),
        ("失分", Align::Right),
        ("补录", Align::Right),
        ("集中补录", Align::Right),
        ("雷同", Align::Right),
    ];
    let mut table = Table::new(title, &headers);
    for branch in branches {
        let Tickets { own, lost, late, bursts, alike } = branch.tickets;
        let counts = [branch.tickets.all(), own, lost, late, bursts, alike].map(|count| count.to_string());
        table.rows.push([branch.organisation.clone(), branch.unit.clone()].into_iter().chain(counts).collect());
    }
    table
}

pub fn sampled_records_table(branches: &[SampledBranch]) -> Table {
    let headers = [
        ("支部", Align::Left),
        ("日期", Align::Left),
        ("记录", Align::Left),
        ("内容", Align::Left),
        ("编号", Align::Left),
    ];
    let mut table = Table::new("请核对这些记录的原件", &headers);
    for (branch, record) in branches.iter().flat_map(|branch| branch.records.iter().map(move |record| (branch, record))) {
        let SampledRecord { occurred, kind, details, record } = record.clone();
        table.rows.push(vec![branch.organisation.clone(), occurred, kind, details, record]);
    }
    table
}
