//! Scores as rows: branches with their places and stars, and for one branch what every rule kept and lost, and why.

use facts::Quantity;
use findings::{Finding, Line, Points, Ranked, Sheet};
use roster::Roster;
use rulebook::{Rulebook, Scheme};
use serde::Serialize;

use crate::table::{Align, Table};
use crate::words;

/// One branch. Field names are part of the command line's contract; points are numbers with at most two decimals.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreRow {
    pub organisation: String,
    pub unit: String,
    pub dimensions: Vec<DimensionRow>,
    pub bonus: f64,
    /// None where no points apply.
    pub total: Option<f64>,
    /// 0 where no band is reached, or after a veto.
    pub stars: Option<u8>,
    /// What score and vetoes alone give; more than `stars` where a quota was full.
    pub stars_before_quota: Option<u8>,
    /// The rules that stand in the way of more stars.
    pub limited_by: Vec<LimitRow>,
    pub rank_in_unit: Option<u32>,
    pub rank_in_group: Option<u32>,
    /// Where one organisation was asked for: every rule that had its say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<RuleScoreRow>>,
    #[serde(skip)]
    words: ScoreWords,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DimensionRow {
    pub name: String,
    pub kept: f64,
    pub applicable: f64,
    pub score: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitRow {
    pub rule: String,
    pub title: String,
    pub stars_at_most: u8,
}

/// What one rule did to the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleScoreRow {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub dimension: Option<String>,
    pub applicable: f64,
    pub kept: f64,
    pub lost: f64,
    pub bonus: f64,
    pub stars_at_most: Option<u8>,
    /// The findings that took or gave points or stars.
    pub findings: Vec<CauseRow>,
    #[serde(skip)]
    words: Vec<String>,
}

/// A finding behind a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CauseRow {
    pub subject: String,
    pub period: String,
    pub status: &'static str,
    /// What it takes (below nothing) or gives, before the rule's cap.
    pub points: f64,
    pub evidence: Vec<String>,
    #[serde(skip)]
    words: String,
}

/// The same numbers as people read them.
#[derive(Debug, Clone, PartialEq, Default)]
struct ScoreWords {
    dimensions: Vec<String>,
    bonus: String,
    total: String,
}

impl ScoreRow {
    pub(crate) fn total_words(&self) -> &str {
        &self.words.total
    }
}

fn number(quantity: Quantity) -> f64 {
    quantity.0 as f64 / 100.0
}

/// A branch's sheet with its places among the others.
pub fn score_row(
    (rulebook, scheme): (&Rulebook, &Scheme),
    (unit, name): (&str, &str),
    sheet: &Sheet,
    ranked: Ranked,
) -> ScoreRow {
    let dimension = |(dimension, points): (&rulebook::ScoredDimension, &Points)| DimensionRow {
        name: dimension.name.clone(),
        kept: number(points.kept),
        applicable: number(points.applicable),
        score: points.score(scheme).map(number),
    };
    let limit = |line: &Line| {
        let rule = rulebook.rules.get(line.rule)?;
        let (slug, title) = (rule.slug.clone(), rule.title.clone());
        Some(LimitRow { rule: slug, title, stars_at_most: line.stars_at_most? })
    };
    ScoreRow {
        organisation: name.to_owned(),
        unit: unit.to_owned(),
        dimensions: scheme.dimensions.iter().zip(&sheet.dimensions).map(dimension).collect(),
        bonus: number(sheet.bonus),
        total: sheet.total.map(number),
        stars: ranked.stars,
        stars_before_quota: sheet.stars,
        limited_by: sheet.lines.iter().filter_map(limit).collect(),
        rank_in_unit: ranked.in_unit,
        rank_in_group: ranked.in_group,
        rules: None,
        words: ScoreWords {
            dimensions: sheet.dimensions.iter().map(|points| words::score(points.score(scheme))).collect(),
            bonus: sheet.bonus.to_string(),
            total: words::score(sheet.total),
        },
    }
}

/// What every rule kept and lost in one branch, in the order of the rulebook. `findings` are those that were scored.
pub fn rule_scores(
    (rulebook, scheme): (&Rulebook, &Scheme),
    roster: &Roster,
    sheet: &Sheet,
    findings: &[Finding],
) -> Vec<RuleScoreRow> {
    let row = |line: &Line| {
        let rule = rulebook.rules.get(line.rule)?;
        let Points { kept, applicable } = line.points;
        let lost = Quantity(applicable.0 - kept.0);
        let causes = line.causes.iter().filter_map(|cause| cause_row(roster, findings.get(cause.finding)?, *cause));
        let shown = |is_there: bool, number: Quantity| if is_there { number.to_string() } else { String::new() };
        Some(RuleScoreRow {
            clause: rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default(),
            rule: rule.slug.clone(),
            title: rule.title.clone(),
            dimension: line.dimension.and_then(|at| scheme.dimensions.get(at)).map(|one| one.name.clone()),
            applicable: number(applicable),
            kept: number(kept),
            lost: number(lost),
            bonus: number(line.bonus),
            stars_at_most: line.stars_at_most,
            findings: causes.collect(),
            words: vec![
                shown(line.dimension.is_some(), applicable),
                shown(line.dimension.is_some(), kept),
                shown(lost.0 > 0, lost),
                shown(line.bonus.0 > 0, line.bonus),
            ],
        })
    };
    sheet.lines.iter().filter_map(row).collect()
}

fn cause_row(roster: &Roster, finding: &Finding, cause: findings::Cause) -> Option<CauseRow> {
    let subject = finding.subject.written(roster);
    let about = if subject == roster.name() { String::new() } else { format!("{subject} ") };
    let points = match cause.points.0 {
        0 => "",
        1.. => "得",
        _ => "扣",
    };
    let points = if points.is_empty() { String::new() } else { format!("{points}{}", Quantity(cause.points.0.abs())) };
    let words = format!("{about}{} {}{points}", words::period(finding.period), words::status(finding.status));
    Some(CauseRow {
        subject,
        period: finding.period.to_string(),
        status: finding.status.slug(),
        points: number(cause.points),
        evidence: finding.evidence.iter().map(ToString::to_string).collect(),
        words,
    })
}

/// Branches, one a line.
pub fn scores_table(title: &str, scheme: &Scheme, rows: &[ScoreRow]) -> Table {
    let mut headers = vec![("支部", Align::Left), ("单位", Align::Left)];
    headers.extend(scheme.dimensions.iter().map(|one| (one.name.as_str(), Align::Right)));
    let numbers = ["加分", "总分", "星级", "单位名次", "集团名次"];
    headers.extend(numbers.map(|header| (header, Align::Right)));
    headers.push(("限制", Align::Left));
    let mut table = Table::new(title, &headers);
    let place = |place: Option<u32>| place.map_or("－".into(), |place| place.to_string());
    table.rows = rows
        .iter()
        .map(|row| {
            let mut cells = vec![row.organisation.clone(), row.unit.clone()];
            cells.extend(row.words.dimensions.iter().cloned());
            cells.extend([row.words.bonus.clone(), row.words.total.clone(), words::stars(row.stars)]);
            cells.extend([place(row.rank_in_unit), place(row.rank_in_group), limits(row)]);
            cells
        })
        .collect();
    table
}

/// Why there are not more stars than there are.
fn limits(row: &ScoreRow) -> String {
    let limit = |limit: &LimitRow| match limit.stars_at_most {
        0 => format!("{}（否决）", limit.title),
        most => format!("{}（至多{most}星）", limit.title),
    };
    let mut said: Vec<String> = row.limited_by.iter().map(limit).collect();
    if row.stars < row.stars_before_quota {
        said.push(format!("{}名额已满", words::stars(row.stars_before_quota)));
    }
    said.join("；")
}

/// A table names so many findings behind a number; the JSON has them all.
const CAUSES_SHOWN: usize = 6;

/// What every rule kept and lost.
pub fn rule_scores_table(title: &str, rows: &[RuleScoreRow]) -> Table {
    let headers = [
        ("条款", Align::Left),
        ("要求", Align::Left),
        ("分值", Align::Right),
        ("得分", Align::Right),
        ("扣分", Align::Right),
        ("加分", Align::Right),
        ("凭什么", Align::Left),
    ];
    let mut table = Table::new(title, &headers);
    table.rows = rows
        .iter()
        .map(|row| {
            let mut cells = vec![row.clause.clone(), row.title.clone()];
            cells.extend(row.words.iter().cloned());
            let limit = row.stars_at_most.map(|most| match most {
                0 => "否决".to_owned(),
                most => format!("至多{most}星"),
            });
            let causes = row.findings.iter().take(CAUSES_SHOWN).map(|cause| cause.words.clone());
            let more = (row.findings.len() > CAUSES_SHOWN).then(|| format!("等{}项", row.findings.len()));
            cells.push(limit.into_iter().chain(causes).chain(more).collect::<Vec<_>>().join("；"));
            cells
        })
        .collect();
    table
}
