//! A page of its own for a few kinds of records that belong together: who has what for which period, lists with what is
//! missing of them, sums, and the ledgers themselves.
//!
//! What it shows follows from the rules over these kinds: a rule that asks something of several people, pairs or cases in
//! calendar periods is a table of them by periods; one over a list is that list; all others are a line each. Nothing is
//! reckoned here but sums of what is written down.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, FactId, Fen, Instant, Period, Quantity, Value, current_on};
use findings::{Finding, Missing, Subject};
use rulebook::{Items, Requirement, Rule, Rulebook, Status};

use crate::record::{KindUse, kinds_in_use};
use crate::standing::{RuleStanding, is_shown, rule_standing};
use crate::table::{Align, Table};
use crate::words::{self, Names};

/// The pages, in the order of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegisterOf {
    Dues,
    Points,
    Policies,
    Funds,
    Venues,
    Talks,
}

/// What a page is called, its kinds of records, and the fields that are added up.
struct About {
    slug: &'static str,
    word: &'static str,
    kinds: &'static [&'static str],
    sums: &'static [(&'static str, &'static str)],
}

impl RegisterOf {
    pub const ALL: [RegisterOf; 6] = [
        RegisterOf::Dues,
        RegisterOf::Points,
        RegisterOf::Policies,
        RegisterOf::Funds,
        RegisterOf::Venues,
        RegisterOf::Talks,
    ];

    fn about(self) -> About {
        let about = |slug, word, kinds, sums| About { slug, word, kinds, sums };
        match self {
            RegisterOf::Dues => about(
                "dues",
                "党费",
                &["dues-paid", "dues-base-set", "dues-reduced", "dues-published"],
                &[("dues-paid", "amount"), ("dues-published", "collected")],
            ),
            RegisterOf::Points => about(
                "points",
                "积分",
                &["points-declared", "points-published", "points-ranked"],
                &[("points-declared", "points")],
            ),
            RegisterOf::Policies => about("policies", "制度", &["policy", "policy-assessed"], &[]),
            RegisterOf::Funds => about(
                "funds",
                "经费",
                &["budget-set", "funds-published", "allowance"],
                &[("budget-set", "amount"), ("funds-published", "spent"), ("allowance", "amount")],
            ),
            RegisterOf::Venues => about(
                "venues",
                "阵地",
                &[
                    "venue",
                    "online-venue",
                    "venue-used",
                    "stocktaking",
                    "venue-classified",
                    "venue-step",
                    "publication-step",
                ],
                &[],
            ),
            RegisterOf::Talks => {
                about("talks", "谈话", &["talk", "staff-talk", "occasion", "visit", "concerns-analysis"], &[])
            }
        }
    }

    /// As in an address.
    pub fn slug(self) -> &'static str {
        self.about().slug
    }

    pub fn word(self) -> &'static str {
        self.about().word
    }

    pub fn from_slug(slug: &str) -> Option<RegisterOf> {
        RegisterOf::ALL.into_iter().find(|page| page.slug() == slug)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// Label and sum of the year.
    pub sums: Vec<(String, String)>,
    pub matrices: Vec<Matrix>,
    pub checklists: Vec<Checklist>,
    /// The rules that are neither.
    pub rules: Vec<RuleStanding>,
    pub kinds: Vec<KindUse>,
}

/// A rule over several subjects and periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    pub rule: String,
    pub title: String,
    pub clause: String,
    pub periods: Vec<String>,
    /// What the records behind a row come to, where they have an amount; its label.
    pub sum: Option<String>,
    pub rows: Vec<MatrixRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    pub subject: String,
    /// As many as there are periods; none where nothing is asked.
    pub cells: Vec<Option<MatrixCell>>,
    pub sum: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixCell {
    /// Its place among the findings of its rule.
    pub place: usize,
    pub status: Status,
    /// So much is missing, where that is an amount.
    pub lacks: Option<String>,
}

/// A rule over a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    pub rule: String,
    pub title: String,
    pub clause: String,
    pub items: Vec<ChecklistItem>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistItem {
    pub name: String,
    pub is_there: bool,
    /// The latest record of it: kind, id, day.
    pub record: Option<(String, String, String)>,
}

impl Register {
    /// The sums, each table of subjects by periods, each list.
    pub fn tables(&self) -> Vec<Table> {
        let mut sums = Table::new("合计", &[("项目", Align::Left), ("数", Align::Right)]);
        sums.rows = self.sums.iter().map(|(label, sum)| vec![label.clone(), sum.clone()]).collect();
        let matrices = self.matrices.iter().map(Matrix::table);
        [sums].into_iter().chain(matrices).chain(self.checklists.iter().map(Checklist::table)).collect()
    }
}

impl Matrix {
    fn table(&self) -> Table {
        let periods = self.periods.iter().map(|period| (period.as_str(), Align::Left));
        let sum = self.sum.iter().map(|sum| (sum.as_str(), Align::Right));
        let headers: Vec<(&str, Align)> = [("谁", Align::Left)].into_iter().chain(periods).chain(sum).collect();
        let mut table = Table::new(&self.title, &headers);
        let word = |cell: &Option<MatrixCell>| cell.as_ref().map(MatrixCell::word).unwrap_or_default();
        let row = |row: &MatrixRow| {
            let sum = self.sum.iter().map(|_| row.sum.clone());
            [row.subject.clone()].into_iter().chain(row.cells.iter().map(word)).chain(sum).collect()
        };
        table.rows = self.rows.iter().map(row).collect();
        table
    }
}

impl MatrixCell {
    /// `完成`, or how much is missing.
    pub fn word(&self) -> String {
        match &self.lacks {
            Some(lacks) => format!("差{lacks}"),
            None => words::status(self.status).to_owned(),
        }
    }
}

impl Checklist {
    fn table(&self) -> Table {
        let headers = [("项目", Align::Left), ("结果", Align::Left), ("最近的记录", Align::Left)];
        let mut table = Table::new(&self.title, &headers);
        let row = |item: &ChecklistItem| {
            let day = item.record.as_ref().map(|(_, _, day)| day.clone()).unwrap_or_default();
            vec![item.name.clone(), item.word().to_owned(), day]
        };
        table.rows = self.items.iter().map(row).collect();
        table
    }
}

impl ChecklistItem {
    pub fn word(&self) -> &'static str {
        if self.is_there { "已有" } else { "缺" }
    }
}

/// What a page of its own shows on a day.
pub fn register(
    rulebook: &Rulebook,
    page: RegisterOf,
    (facts, names): (&[Fact], Names<'_>),
    findings: &[Finding],
    (as_of, known_at): (Day, Option<Instant>),
) -> Register {
    let about = page.about();
    let records: Vec<&Fact> = current_on(facts, (as_of, known_at));
    let of_page = |slug: &str| about.kinds.contains(&slug);
    let is_own = |rule: &Rule| {
        let mut kinds = rule.requirement.kinds().into_iter().filter_map(|kind| rulebook.kind(kind));
        kinds.any(|kind| of_page(&kind.slug))
    };
    let mut shown = Register {
        sums: sums(rulebook, &about, &records, as_of),
        matrices: Vec::new(),
        checklists: Vec::new(),
        rules: Vec::new(),
        kinds: kinds_in_use(rulebook, facts, (as_of, known_at))
            .into_iter()
            .filter(|kind| of_page(&kind.slug))
            .collect(),
    };
    let own = rulebook.rules.iter().enumerate().filter(|(_, rule)| is_shown(rule, as_of) && is_own(rule));
    for (at, rule) in own {
        let found: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == at).collect();
        if found.is_empty() {
            continue;
        }
        let clause = rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default();
        if let Some(items) = checklist(rulebook, rule, &records, &found, as_of) {
            shown.checklists.push(Checklist { rule: rule.slug.clone(), title: rule.title.clone(), clause, items });
        } else if is_matrix(&found) {
            shown.matrices.push(matrix(rulebook, (rule, clause), (&about, &records), names, &found));
        } else {
            shown.rules.push(rule_standing(rulebook, names.roster, rule, &found));
        }
    }
    shown
}

/// Money in yuan, anything else as it stands.
fn written(amount: Amount) -> String {
    match amount {
        Amount::Money(fen) => format!("{}元", Fen(fen)),
        Amount::Quantity(quantity) => Quantity(quantity).to_string(),
    }
}

#[derive(Debug, Clone, Copy)]
enum Amount {
    Money(i64),
    Quantity(i64),
}

fn amount_of(fact: &Fact, field: &str) -> Option<Amount> {
    match fact.values.get(field)? {
        Value::Money(money) => Some(Amount::Money(money.0)),
        Value::Quantity(quantity) => Some(Amount::Quantity(quantity.0)),
        _ => None,
    }
}

/// Adds up what is of one sort; none of nothing.
fn added(amounts: impl Iterator<Item = Amount>) -> Option<Amount> {
    amounts.reduce(|sum, one| match (sum, one) {
        (Amount::Money(sum), Amount::Money(one)) => Amount::Money(sum.saturating_add(one)),
        (Amount::Quantity(sum), Amount::Quantity(one)) => Amount::Quantity(sum.saturating_add(one)),
        (sum, _) => sum,
    })
}

fn sums(rulebook: &Rulebook, about: &About, records: &[&Fact], as_of: Day) -> Vec<(String, String)> {
    let sum = |(kind, field): &(&str, &str)| {
        let own = records.iter().filter(|fact| fact.kind == *kind && fact.occurred.first.year() == as_of.year());
        let sum = added(own.filter_map(|fact| amount_of(fact, field)))?;
        let (_, declared) = rulebook.kind_named(kind)?;
        let label = format!("{}年{}，{}", as_of.year(), declared.name, words::field_label(Some(declared), field));
        Some((label, written(sum)))
    };
    about.sums.iter().filter_map(sum).collect()
}

fn is_matrix(found: &[&Finding]) -> bool {
    let is_many = |finding: &&Finding| {
        !matches!(finding.subject, Subject::Organisation | Subject::Event(..))
            && matches!(finding.period, Period::Calendar { .. })
    };
    // Of one period a line that counts says as much.
    let is_repeated = found.iter().any(|finding| found.first().is_some_and(|first| first.period != finding.period));
    is_repeated && found.iter().all(is_many)
}

fn matrix(
    rulebook: &Rulebook,
    (rule, clause): (&Rule, String),
    (about, records): (&About, &[&Fact]),
    names: Names<'_>,
    found: &[&Finding],
) -> Matrix {
    let mut periods: Vec<Period> = found.iter().map(|finding| finding.period).collect();
    periods.sort_by_key(|period| period.middle());
    periods.dedup();
    let own =
        |kind: &str| rule.requirement.kinds().iter().any(|own| rulebook.kind(*own).is_some_and(|own| own.slug == kind));
    let added_up = about.sums.iter().find(|(kind, _)| own(kind));
    let of_id: BTreeMap<FactId, &Fact> = match added_up {
        Some((kind, _)) => records.iter().filter(|fact| fact.kind == *kind).map(|fact| (fact.id, *fact)).collect(),
        None => BTreeMap::new(),
    };
    let mut rows: Vec<(&Subject, MatrixRow)> = Vec::new();
    let mut behind: Vec<BTreeSet<FactId>> = Vec::new();
    for (place, finding) in found.iter().enumerate() {
        let at = rows.iter().position(|(subject, _)| **subject == finding.subject).unwrap_or(rows.len());
        if at == rows.len() {
            let subject = finding.subject.written(names.roster);
            rows.push((&finding.subject, MatrixRow { subject, cells: vec![None; periods.len()], sum: String::new() }));
            behind.push(BTreeSet::new());
        }
        let column = periods.iter().position(|period| *period == finding.period);
        let cell = MatrixCell { place, status: finding.status, lacks: lacks(added_up.is_some(), rule, finding) };
        if let Some(there) = rows.get_mut(at).and_then(|(_, row)| row.cells.get_mut(column?)) {
            *there = Some(cell);
        }
        if let Some(behind) = behind.get_mut(at) {
            behind.extend(finding.evidence.iter().copied());
        }
    }
    if let Some((_, field)) = added_up {
        for ((_, row), behind) in rows.iter_mut().zip(&behind) {
            let amounts = behind.iter().filter_map(|id| amount_of(of_id.get(id)?, field));
            row.sum = added(amounts).map(written).unwrap_or_default();
        }
    }
    let label = |(kind, field): &(&str, &str)| {
        words::field_label(rulebook.kind_named(kind).map(|(_, kind)| kind), field).to_owned()
    };
    Matrix {
        rule: rule.slug.clone(),
        title: rule.title.clone(),
        clause,
        periods: periods.into_iter().map(words::period).collect(),
        sum: added_up.map(label),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// How much is missing of an amount.
fn lacks(is_amount: bool, rule: &Rule, finding: &Finding) -> Option<String> {
    let missing = finding.missing.iter().find_map(|missing| match missing {
        Missing::Quantity(quantity) if is_amount => Some(*quantity),
        _ => None,
    })?;
    Some(match rule.requirement {
        Requirement::Payment(_) => Fen(missing.0).to_string(),
        _ => missing.to_string(),
    })
}

/// The items that a rule over a list asks for, with the latest record of each.
fn checklist(
    rulebook: &Rulebook,
    rule: &Rule,
    records: &[&Fact],
    found: &[&Finding],
    as_of: Day,
) -> Option<Vec<ChecklistItem>> {
    let Requirement::Inventory(inventory) = &rule.requirement else { return None };
    let Items::Records(asked) = &inventory.items else { return None };
    let (field, choices) = asked.each.as_ref()?;
    let kinds: Vec<&str> =
        asked.selector.kinds.iter().filter_map(|kind| rulebook.kind(*kind)).map(|kind| kind.slug.as_str()).collect();
    let missing: Vec<&str> = found
        .iter()
        .flat_map(|finding| &finding.missing)
        .filter_map(|missing| if let Missing::Item(item) = missing { Some(item.as_str()) } else { None })
        .collect();
    let item = |choice: &rulebook::Choice| {
        let names_it = |fact: &&&Fact| kinds.contains(&fact.kind.as_str()) && fact.option(field) == Some(&choice.slug);
        let latest = records.iter().filter(names_it).max_by_key(|fact| fact.occurred.first);
        ChecklistItem {
            name: choice.name.clone(),
            is_there: !missing.contains(&choice.slug.as_str()),
            record: latest.map(|fact| (fact.kind.clone(), fact.id.to_string(), words::span(fact.occurred))),
        }
    };
    Some(choices.iter().filter(|choice| asked.asks_for(choice, as_of)).map(item).collect())
}
