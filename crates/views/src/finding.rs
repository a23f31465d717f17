//! A finding as a row: for tables, for workbooks, and as the JSON that other tools rely on.

use findings::Finding;
use roster::Roster;
use rulebook::Rulebook;
use serde::Serialize;

use crate::table::{Align, Table};
use crate::words;

/// One finding. Field names and the writing of subjects and periods are part of the command line's contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingRow {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub organisation: String,
    pub subject: String,
    /// `2019-03`, `2019-Q1`, `2019-H1`, `2019`, `standing`, `term`, `event`.
    pub period: String,
    /// `met`, `open`, `missed`, `late`, `breached`, `advice`, `unknown`.
    pub status: &'static str,
    /// The last day in time.
    pub due: Option<String>,
    /// The day from which time alone makes it something else.
    pub changes_on: Option<String>,
    /// What would settle it, in words.
    pub missing: Vec<String>,
    /// Ids of the records behind it.
    pub evidence: Vec<String>,
    pub late_records: u32,
    /// The longest delay among them, in days.
    pub latest_by_days: i32,
    pub responsible: String,
    /// The words of the table; the JSON says the same by slug.
    #[serde(skip)]
    pub status_word: &'static str,
    #[serde(skip)]
    pub period_words: String,
}

/// A finding in words. `None` only where it speaks of a rule that the rulebook does not have.
pub fn finding_row(rulebook: &Rulebook, roster: &Roster, finding: &Finding) -> Option<FindingRow> {
    let rule = rulebook.rules.get(finding.rule)?;
    Some(FindingRow {
        clause: rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default(),
        rule: rule.slug.clone(),
        title: rule.title.clone(),
        organisation: roster.name().to_owned(),
        subject: finding.subject.written(roster),
        period: finding.period.to_string(),
        status: finding.status.slug(),
        due: finding.due.map(|day| day.to_string()),
        changes_on: finding.changes_on.map(|day| day.to_string()),
        missing: words::lacks(rulebook, roster, rule, finding.judged_by(), &finding.missing),
        evidence: finding.evidence.iter().map(ToString::to_string).collect(),
        late_records: finding.late_records,
        latest_by_days: finding.latest_by_days,
        responsible: rule.responsible.clone(),
        status_word: words::status(finding.status),
        period_words: words::period(finding.period),
    })
}

/// The rows as a table for people.
pub fn findings_table(title: &str, rows: &[FindingRow]) -> Table {
    let headers = [
        ("条款", Align::Left),
        ("要求", Align::Left),
        ("组织", Align::Left),
        ("对象", Align::Left),
        ("期间", Align::Left),
        ("结果", Align::Left),
        ("期限", Align::Left),
        ("还缺什么", Align::Left),
        ("依据", Align::Right),
        ("补录", Align::Right),
    ];
    let mut table = Table::new(title, &headers);
    table.rows = rows
        .iter()
        .map(|row| {
            vec![
                row.clause.clone(),
                row.title.clone(),
                row.organisation.clone(),
                row.subject.clone(),
                row.period_words.clone(),
                row.status_word.to_owned(),
                row.due.clone().unwrap_or_default(),
                row.missing.join("；"),
                row.evidence.len().to_string(),
                if row.late_records > 0 { row.late_records.to_string() } else { String::new() },
            ]
        })
        .collect();
    table
}
