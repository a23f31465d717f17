//! A group at a glance: units by five dimensions, and the branches that need help most.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Fact, FactId, Instant, Writings};
use findings::{Finding, Score, score};
use rulebook::{Dimension, Rulebook, Status};

use crate::table::{Align, Table};
use crate::words;

/// One branch's scores and what stands open.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchScore {
    pub unit: String,
    pub name: String,
    pub scores: BTreeMap<Dimension, Score>,
    pub missed: u32,
    pub breached: u32,
    pub open: u32,
    pub late_records: u32,
}

/// The sum over a unit's branches.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitScore {
    pub name: String,
    pub branches: u32,
    pub scores: BTreeMap<Dimension, Score>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    pub units: Vec<UnitScore>,
    /// Lowest total first.
    pub branches: Vec<BranchScore>,
}

const DIMENSIONS: [Dimension; 5] =
    [Dimension::Setup, Dimension::Life, Dimension::Service, Dimension::Institutions, Dimension::Venue];

impl BranchScore {
    /// `facts` are the branch's, among them those that the findings name; the findings are as known by `known_at`.
    pub fn new(
        rulebook: &Rulebook,
        (unit, name): (&str, &str),
        findings: &[Finding],
        facts: &[Fact],
        known_at: Option<Instant>,
    ) -> BranchScore {
        let count = |status: Status| findings.iter().filter(|finding| finding.status == status).count() as u32;
        BranchScore {
            unit: unit.to_owned(),
            name: name.to_owned(),
            scores: score(rulebook, findings),
            missed: count(Status::Missed),
            breached: count(Status::Breached),
            open: count(Status::Open),
            late_records: late_records(rulebook, findings, facts, known_at),
        }
    }

    fn total(&self) -> Score {
        total(&self.scores)
    }
}

/// How many records behind findings were written down late; a record is one, however many findings rest on it.
fn late_records(rulebook: &Rulebook, findings: &[Finding], facts: &[Fact], known_at: Option<Instant>) -> u32 {
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

fn total(scores: &BTreeMap<Dimension, Score>) -> Score {
    scores.values().fold(Score::default(), add)
}

fn add(mut sum: Score, score: &Score) -> Score {
    sum.kept.0 += score.kept.0;
    sum.applicable.0 += score.applicable.0;
    sum
}

/// Units in the order in which they are given, branches from the lowest total up.
pub fn overview(mut branches: Vec<BranchScore>) -> Overview {
    let mut units: Vec<UnitScore> = Vec::new();
    for branch in &branches {
        let at = units.iter().position(|unit| unit.name == branch.unit).unwrap_or_else(|| {
            units.push(UnitScore { name: branch.unit.clone(), branches: 0, scores: BTreeMap::new() });
            units.len() - 1
        });
        let Some(unit) = units.get_mut(at) else { continue };
        unit.branches += 1;
        for (dimension, score) in &branch.scores {
            let sum = unit.scores.entry(*dimension).or_default();
            *sum = add(*sum, score);
        }
    }
    // A share of points is compared crosswise, so that nothing is rounded; the name settles what is equal.
    // Where nothing was scored there is no share: such a branch comes last.
    branches.sort_by(|one, other| {
        let (a, b) = (one.total(), other.total());
        let unscored = (a.applicable.0 == 0).cmp(&(b.applicable.0 == 0));
        let share = (a.kept.0 * b.applicable.0).cmp(&(b.kept.0 * a.applicable.0));
        unscored.then(share).then_with(|| one.name.cmp(&other.name))
    });
    Overview { units, branches }
}

fn percent(score: Option<&Score>) -> String {
    score.and_then(|score| score.percent()).map_or("－".into(), |percent| percent.to_string())
}

impl Overview {
    /// Units by the five dimensions, points kept per hundred.
    pub fn units_table(&self) -> Table {
        let mut headers = vec![("单位", Align::Left), ("支部数", Align::Right)];
        headers.extend(DIMENSIONS.map(|dimension| (words::dimension(dimension), Align::Right)));
        headers.push(("总分", Align::Right));
        let mut table = Table::new("各单位五化得分（得分率，百分制）", &headers);
        for unit in &self.units {
            let mut row = vec![unit.name.clone(), unit.branches.to_string()];
            row.extend(DIMENSIONS.map(|dimension| percent(unit.scores.get(&dimension))));
            row.push(percent(Some(&total(&unit.scores))));
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
                percent(Some(&branch.total())),
                branch.missed.to_string(),
                branch.breached.to_string(),
                branch.open.to_string(),
                branch.late_records.to_string(),
            ]);
        }
        table
    }
}
