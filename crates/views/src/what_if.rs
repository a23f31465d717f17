//! Two evaluations of the same records side by side: which findings differ, for how many, and what that does to scores.

use std::collections::{BTreeMap, BTreeSet};

use facts::{OrganisationId, Period};
use findings::{Finding, Subject};
use roster::Roster;
use rulebook::{Rule, Rulebook, Status};
use serde::Serialize;

use crate::score::ScoreRow;
use crate::table::{Align, Table};
use crate::words;

/// What would be otherwise. Field names are part of the command line's contract.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhatIf {
    pub rules: Vec<RuleChange>,
    pub branches: Vec<BranchChange>,
    /// Single findings, where one organisation was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub findings: Option<Vec<FindingChange>>,
}

/// So many findings of a rule go from one status to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    pub clause: String,
    pub rule: String,
    pub title: String,
    /// None where there is no such finding.
    pub before: Option<&'static str>,
    pub after: Option<&'static str>,
    pub findings: u32,
    pub organisations: u32,
}

/// A finding that would be otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingChange {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub organisation: String,
    pub subject: String,
    pub period: String,
    pub before: Option<&'static str>,
    pub after: Option<&'static str>,
    #[serde(skip)]
    period_words: String,
    #[serde(skip)]
    statuses: [Option<Status>; 2],
    /// Where the rule stands in its book.
    #[serde(skip)]
    order: usize,
}

/// A branch whose score, star or place would be otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BranchChange {
    pub organisation: String,
    pub unit: String,
    pub findings_changed: u32,
    pub total_before: Option<f64>,
    pub total_after: Option<f64>,
    pub stars_before: Option<u8>,
    pub stars_after: Option<u8>,
    pub rank_before: Option<u32>,
    pub rank_after: Option<u32>,
    /// For the address of its page.
    #[serde(skip)]
    pub id: OrganisationId,
    #[serde(skip)]
    totals: [String; 2],
}

/// One organisation's findings that differ. A rule that takes another's place counts as the same rule.
pub fn changed_findings(
    before: (&Rulebook, &[Finding]),
    after: (&Rulebook, &[Finding]),
    roster: &Roster,
) -> Vec<FindingChange> {
    let (old, new) = (by_key(before), by_key(after));
    let keys: BTreeSet<&Key<'_>> = old.keys().chain(new.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        let (old, new) = (old.get(key).map_or(&[][..], Vec::as_slice), new.get(key).map_or(&[][..], Vec::as_slice));
        for at in 0..old.len().max(new.len()) {
            let (old, new) = (old.get(at), new.get(at));
            if old.map(|(_, status)| status) != new.map(|(_, status)| status) {
                changes.extend(change(key, (before.0, old), (after.0, new), roster));
            }
        }
    }
    changes.sort_by_key(|change| change.order);
    changes
}

type Key<'a> = (&'a str, Subject, Period);
type Known<'a> = (&'a Rule, Status);

fn by_key<'a>((rulebook, findings): (&'a Rulebook, &[Finding])) -> BTreeMap<Key<'a>, Vec<Known<'a>>> {
    let mut found: BTreeMap<Key<'a>, Vec<Known<'a>>> = BTreeMap::new();
    for finding in findings {
        let Some(rule) = rulebook.rules.get(finding.rule) else { continue };
        let key = (rulebook.origin_of(rule), finding.subject.clone(), finding.period);
        found.entry(key).or_default().push((rule, finding.status));
    }
    found
}

fn change(
    (_, subject, period): &Key<'_>,
    (old_book, old): (&Rulebook, Option<&Known<'_>>),
    (new_book, new): (&Rulebook, Option<&Known<'_>>),
    roster: &Roster,
) -> Option<FindingChange> {
    // Of a rule that is there afterwards its own words are told.
    let (book, (rule, _)) = new.map(|new| (new_book, new)).or(old.map(|old| (old_book, old)))?;
    let statuses = [old, new].map(|known| known.map(|(_, status)| *status));
    let [before, after] = statuses.map(|status| status.map(Status::slug));
    Some(FindingChange {
        clause: book.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default(),
        rule: rule.slug.clone(),
        title: rule.title.clone(),
        organisation: roster.name().to_owned(),
        subject: subject.written(roster),
        period: period.to_string(),
        before,
        after,
        period_words: words::period(*period),
        statuses,
        order: rule.clause,
    })
}

/// How many findings of each rule go from which status to which, in how many organisations.
#[derive(Debug, Default)]
pub struct RuleMoves(BTreeMap<Moved, RuleChange>);

/// Where the rule stands in its book, its slug, and from which status to which.
type Moved = (usize, String, [Option<Status>; 2]);

impl RuleMoves {
    /// Adds all that would be otherwise in one organisation.
    pub fn add(&mut self, changes: &[FindingChange]) {
        let mut here: BTreeSet<Moved> = BTreeSet::new();
        for change in changes {
            let moved = (change.order, change.rule.clone(), change.statuses);
            let row = self.0.entry(moved.clone()).or_insert_with(|| RuleChange {
                clause: change.clause.clone(),
                rule: change.rule.clone(),
                title: change.title.clone(),
                before: change.before,
                after: change.after,
                findings: 0,
                organisations: 0,
            });
            row.findings += 1;
            row.organisations += u32::from(here.insert(moved));
        }
    }

    /// In the order of clauses.
    pub fn rows(self) -> Vec<RuleChange> {
        self.0.into_values().collect()
    }
}

/// None where nothing of it would be otherwise.
pub fn branch_change(
    id: OrganisationId,
    (before, after): (&ScoreRow, &ScoreRow),
    findings_changed: u32,
) -> Option<BranchChange> {
    let seen = |row: &ScoreRow| (row.total, row.stars, row.rank_in_group);
    (findings_changed > 0 || seen(before) != seen(after)).then(|| BranchChange {
        organisation: after.organisation.clone(),
        unit: after.unit.clone(),
        findings_changed,
        total_before: before.total,
        total_after: after.total,
        stars_before: before.stars,
        stars_after: after.stars,
        rank_before: before.rank_in_group,
        rank_after: after.rank_in_group,
        id,
        totals: [before, after].map(|row| row.total_words().to_owned()),
    })
}

fn status(slug: Option<&'static str>) -> String {
    let of = |slug: &str| Status::ALL.into_iter().find(|status| status.slug() == slug);
    slug.and_then(of).map_or("不适用", words::status).to_owned()
}

impl BranchChange {
    /// The totals in words, before and after.
    pub fn totals(&self) -> (&str, &str) {
        let [before, after] = &self.totals;
        (before, after)
    }

    /// The stars in words, before and after; none where they stay.
    pub fn stars(&self) -> Option<(String, String)> {
        let (before, after) = (self.stars_before, self.stars_after);
        (before != after).then(|| (words::stars(before), words::stars(after)))
    }
}

impl RuleChange {
    /// The statuses in words, before and after.
    pub fn statuses(&self) -> (String, String) {
        (status(self.before), status(self.after))
    }
}

impl WhatIf {
    pub fn rules_table(&self) -> Table {
        let headers = [
            ("条款", Align::Left),
            ("要求", Align::Left),
            ("原来", Align::Left),
            ("改后", Align::Left),
            ("项数", Align::Right),
            ("组织数", Align::Right),
        ];
        let mut table = Table::new("检查结果的变化", &headers);
        table.rows = self
            .rules
            .iter()
            .map(|change| {
                vec![
                    change.clause.clone(),
                    change.title.clone(),
                    status(change.before),
                    status(change.after),
                    change.findings.to_string(),
                    change.organisations.to_string(),
                ]
            })
            .collect();
        table
    }

    pub fn branches_table(&self) -> Table {
        let headers = [
            ("支部", Align::Left),
            ("单位", Align::Left),
            ("变了几项", Align::Right),
            ("原总分", Align::Right),
            ("改后总分", Align::Right),
            ("原星级", Align::Right),
            ("改后星级", Align::Right),
            ("原名次", Align::Right),
            ("改后名次", Align::Right),
        ];
        let mut table = Table::new("得分与星级的变化", &headers);
        let place = |place: Option<u32>| place.map_or("－".into(), |place| place.to_string());
        table.rows = self
            .branches
            .iter()
            .map(|change| {
                let [before, after] = change.totals.clone();
                vec![
                    change.organisation.clone(),
                    change.unit.clone(),
                    change.findings_changed.to_string(),
                    before,
                    after,
                    words::stars(change.stars_before),
                    words::stars(change.stars_after),
                    place(change.rank_before),
                    place(change.rank_after),
                ]
            })
            .collect();
        table
    }

    /// None where no organisation was asked for.
    pub fn findings_table(&self) -> Option<Table> {
        let headers = ["条款", "要求", "组织", "对象", "期间", "原来", "改后"].map(|header| (header, Align::Left));
        let mut table = Table::new("各项检查结果", &headers);
        let row = |change: &FindingChange| {
            vec![
                change.clause.clone(),
                change.title.clone(),
                change.organisation.clone(),
                change.subject.clone(),
                change.period_words.clone(),
                status(change.before),
                status(change.after),
            ]
        };
        table.rows = self.findings.as_ref()?.iter().map(row).collect();
        Some(table)
    }
}
