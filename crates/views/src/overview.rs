//! A group at a glance: units by five dimensions, and the branches that need help most.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Fact, FactId, Instant, Quantity, Writings};
use findings::{Finding, Sheet, score};
use rulebook::{Rulebook, Scheme, Status};

use crate::table::{Align, Table};
use crate::words;

/// One branch's score and what stands open.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchScore {
    pub unit: String,
    pub name: String,
    pub sheet: Sheet,
    pub missed: u32,
    pub breached: u32,
    pub open: u32,
    pub late_records: u32,
}

/// The means over a unit's branches that have a score.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitScore {
    pub name: String,
    pub branches: u32,
    /// By the scheme's dimensions.
    pub dimensions: Vec<Option<Quantity>>,
    pub bonus: Option<Quantity>,
    pub total: Option<Quantity>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overview {
    /// What the dimensions are called.
    pub dimensions: Vec<String>,
    pub units: Vec<UnitScore>,
    /// Lowest total first.
    pub branches: Vec<BranchScore>,
}

impl BranchScore {
    /// `facts` are the branch's, among them those that the findings name; the findings are as known by `known_at`.
    pub fn new(
        (rulebook, scheme): (&Rulebook, &Scheme),
        (unit, name): (&str, &str),
        findings: &[Finding],
        facts: &[Fact],
        known_at: Option<Instant>,
    ) -> BranchScore {
        let count = |status: Status| findings.iter().filter(|finding| finding.status == status).count() as u32;
        BranchScore {
            unit: unit.to_owned(),
            name: name.to_owned(),
            sheet: score(rulebook, scheme, findings),
            missed: count(Status::Missed),
            breached: count(Status::Breached),
            open: count(Status::Open),
            late_records: late_records(rulebook, findings, facts, known_at),
        }
    }
}

/// How many records behind findings were written down late; a record is one, however many findings rest on it.
pub fn late_records(rulebook: &Rulebook, findings: &[Finding], facts: &[Fact], known_at: Option<Instant>) -> u32 {
    let writings = Writings::new(facts, known_at);
    let delays: BTreeMap<FactId, i32> = facts.iter().map(|fact| (fact.id, writings.delay_days(fact))).collect();
    let mut late: BTreeSet<FactId> = BTreeSet::new();
    for finding in findings.iter().filter(|finding| finding.late_records > 0) {
        let Some(rule) = rulebook.rules.get(finding.rule) else { continue };
        let is_late = |id: &&FactId| delays.get(id).is_some_and(|delay| *delay > i32::from(rule.late_after_days));
        late.extend(finding.evidence.iter().filter(is_late));
    }
    late.len() as u32
}

/// Units in the order in which they are given, branches from the lowest total up.
pub fn overview(scheme: &Scheme, mut branches: Vec<BranchScore>) -> Overview {
    let mut names: Vec<&str> = Vec::new();
    for branch in &branches {
        if !names.contains(&branch.unit.as_str()) {
            names.push(&branch.unit);
        }
    }
    let units = names.into_iter().map(|name| unit(scheme, name, &branches)).collect();
    // Where nothing was scored there is no total: such a branch comes last. The name settles what is equal.
    branches.sort_by(|one, other| {
        let key = |branch: &BranchScore| (branch.sheet.total.is_none(), branch.sheet.total);
        key(one).cmp(&key(other)).then_with(|| one.name.cmp(&other.name))
    });
    Overview { dimensions: scheme.dimensions.iter().map(|one| one.name.clone()).collect(), units, branches }
}

fn unit(scheme: &Scheme, name: &str, branches: &[BranchScore]) -> UnitScore {
    let own: Vec<&Sheet> = branches.iter().filter(|branch| branch.unit == name).map(|branch| &branch.sheet).collect();
    let dimension = |at: usize| mean(own.iter().filter_map(|sheet| sheet.dimensions.get(at)?.score(scheme)));
    UnitScore {
        name: name.to_owned(),
        branches: own.len() as u32,
        dimensions: (0..scheme.dimensions.len()).map(dimension).collect(),
        bonus: mean(own.iter().filter(|sheet| sheet.total.is_some()).map(|sheet| sheet.bonus)),
        total: mean(own.iter().filter_map(|sheet| sheet.total)),
    }
}

/// Half up to a hundredth, as scores are.
pub fn mean(numbers: impl Iterator<Item = Quantity>) -> Option<Quantity> {
    let (sum, count) = numbers.fold((0, 0), |(sum, count), number| (sum + number.0, count + 1));
    (2 * sum + count).checked_div(2 * count).map(Quantity)
}

impl Overview {
    /// Units by dimensions.
    pub fn units_table(&self) -> Table {
        let mut headers = vec![("单位", Align::Left), ("支部数", Align::Right)];
        headers.extend(self.dimensions.iter().map(|name| (name.as_str(), Align::Right)));
        headers.extend([("加分", Align::Right), ("总分", Align::Right)]);
        let mut table = Table::new("各单位五化得分（所属支部的平均）", &headers);
        for unit in &self.units {
            let mut row = vec![unit.name.clone(), unit.branches.to_string()];
            row.extend(unit.dimensions.iter().map(|score| words::score(*score)));
            row.extend([words::score(unit.bonus), words::score(unit.total)]);
            table.rows.push(row);
        }
        table
    }

    /// The branches with the lowest totals.
    pub fn worst_table(&self, most: usize) -> Table {
        let headers = [
            ("支部", Align::Left),
            ("单位", Align::Left),
            ("总分", Align::Right),
            ("未完成", Align::Right),
            ("违规", Align::Right),
            ("待办", Align::Right),
            ("补录记录", Align::Right),
        ];
        let mut table = Table::new(&format!("最需要帮助的{most}个支部"), &headers);
        for branch in self.branches.iter().take(most) {
            table.rows.push(vec![
                branch.name.clone(),
                branch.unit.clone(),
                words::score(branch.sheet.total),
                branch.missed.to_string(),
                branch.breached.to_string(),
                branch.open.to_string(),
                branch.late_records.to_string(),
            ]);
        }
        table
    }
}
