//! Quorums and majorities of an occasion that is going on, each with its arithmetic.

use findings::{Measured, Threshold};
use rulebook::words::Word;
use rulebook::{Figure, RatioBound, Rulebook};

use crate::words;

/// One threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThresholdRow {
    /// Slug and title of each rule that asks for it.
    pub rules: Vec<(String, String)>,
    /// What is counted: `到会有表决权人数`, `赞成票`.
    pub what: String,
    /// `有表决权人数 20，不少于 1/2`.
    pub arithmetic: String,
    pub need: i64,
    pub found: Option<i64>,
    /// As a status is styled: enough, not yet, or not counted.
    pub state: &'static str,
    pub state_word: String,
}

/// What the rules hold a record of a kind against.
pub fn threshold_rows(rulebook: &Rulebook, kind: &str, thresholds: &[Threshold]) -> Vec<ThresholdRow> {
    thresholds.iter().map(|threshold| row(rulebook, kind, threshold)).collect()
}

fn row(rulebook: &Rulebook, kind: &str, threshold: &Threshold) -> ThresholdRow {
    let rules = threshold.rules.iter().filter_map(|rule| rulebook.rules.get(*rule));
    let what = match &threshold.of {
        Measured::Figure(of) => figure_name(rulebook, kind, of),
        Measured::Votes => "候选人得票".to_owned(),
        Measured::Candidates => "候选人数".to_owned(),
    };
    let found = threshold.found.map(|(least, _)| least);
    let (state, state_word) = match (found, threshold.is_reached()) {
        // Of votes each who is elected needs so many, counted or not.
        (None, _) if threshold.of == Measured::Votes => ("none", "每名当选人都要".to_owned()),
        (None, _) => ("none", "还没有计票".to_owned()),
        (Some(_), Some(true)) => ("met", "够了".to_owned()),
        (Some(found), _) => ("open", format!("还差 {}", threshold.need.saturating_sub(found).max(0))),
    };
    ThresholdRow {
        rules: rules.map(|rule| (rule.slug.clone(), rule.title.clone())).collect(),
        what,
        arithmetic: format!(
            "{} {}，{}",
            figure_name(rulebook, kind, &threshold.base),
            threshold.against.0,
            bound(threshold.bound, threshold.share)
        ),
        need: threshold.need,
        found,
        state,
        state_word,
    }
}

fn figure_name(rulebook: &Rulebook, kind: &str, figure: &Figure) -> String {
    match figure {
        Figure::Field(slug) => words::field_label(rulebook.kind_named(kind).map(|(_, kind)| kind), slug).to_owned(),
        Figure::Metric(metric) => metric.word().to_owned(),
        Figure::Electorate(electorate) => electorate.word().to_owned(),
    }
}

/// `不少于 1/2`, `超过 4/5`.
fn bound(bound: RatioBound, share: (i64, i64)) -> String {
    let (parts, whole) = reduced(share);
    let word = match bound {
        RatioBound::AtLeast => "不少于",
        RatioBound::MoreThan => "超过",
        RatioBound::AtMost => "不多于",
    };
    match whole {
        1 => format!("{word} {parts} 倍"),
        _ => format!("{word} {parts}/{whole}"),
    }
}

fn reduced((parts, whole): (i64, i64)) -> (i64, i64) {
    let (mut greater, mut less) = (parts.abs(), whole.abs());
    while less != 0 {
        (greater, less) = (less, greater % less);
    }
    let common = greater.max(1);
    (parts / common, whole / common)
}

#[cfg(test)]
mod tests {
    use rulebook::RatioBound;

    use super::bound;

    #[test]
    fn a_share_is_said_as_a_fraction() {
        assert_eq!(bound(RatioBound::AtLeast, (50, 100)), "不少于 1/2");
        assert_eq!(bound(RatioBound::MoreThan, (4, 5)), "超过 4/5");
        assert_eq!(bound(RatioBound::AtLeast, (6, 5)), "不少于 6/5");
        assert_eq!(bound(RatioBound::AtLeast, (100, 100)), "不少于 1 倍");
    }
}
