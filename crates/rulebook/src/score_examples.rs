//! `评分示例`: counts of findings in, scores and stars out, resolved against the scheme of the day.

use std::collections::BTreeSet;

use facts::{Day, Quantity};

use crate::blocks::Block;
use crate::model::{Place, Rule, Status};
use crate::node::{ANY, Argument, Node, Property, Shape, unknown};
use crate::problem::{Problem, What};
use crate::report::Report;
use crate::scalars::{day, quantity, whole};
use crate::scheme::{self, Scheme};
use crate::words::Word;

const EXAMPLE: Shape = Shape {
    least_arguments: 0,
    most_arguments: 0,
    argument: "",
    required: &["截至"],
    optional: &[],
    children: &[("结果", 0, ANY), ("得", 1, 1)],
};
/// A branch has no more findings of one rule and status.
const MOST_FINDINGS: i32 = 10_000;
/// What is written where there is no score.
pub(crate) const NOTHING: &str = "无";

/// What a branch's findings give.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreExample {
    pub as_of: Day,
    /// Rules, by their index, with how many findings of each status; the others do not apply.
    pub findings: Vec<(usize, Status, u32)>,
    pub expected: Vec<(ScoreItem, Option<Quantity>)>,
    pub place: Place,
}

/// One number of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreItem {
    /// By its place in the scheme.
    Dimension(usize),
    Bonus,
    Total,
    Star,
}

impl ScoreItem {
    /// As the example writes it.
    pub fn word(self, scheme: &Scheme) -> &str {
        match self {
            ScoreItem::Dimension(index) => scheme.dimensions.get(index).map_or("", |one| &one.name),
            ScoreItem::Bonus => "加分",
            ScoreItem::Total => "总分",
            ScoreItem::Star => "星级",
        }
    }

    fn all(scheme: &Scheme) -> impl Iterator<Item = ScoreItem> {
        let dimensions = (0..scheme.dimensions.len()).map(ScoreItem::Dimension);
        dimensions.chain([ScoreItem::Bonus, ScoreItem::Total, ScoreItem::Star])
    }
}

pub(crate) fn read(
    blocks: &[Block],
    rules: &[Rule],
    schemes: &[Scheme],
    lost: &BTreeSet<String>,
    report: &mut Report,
) -> Vec<ScoreExample> {
    let of_scores = blocks.iter().filter(|block| block.node.name.text == "评分示例");
    of_scores.filter_map(|block| read_example(block, rules, schemes, lost, report)).collect()
}

fn read_example(
    block: &Block,
    rules: &[Rule],
    schemes: &[Scheme],
    lost: &BTreeSet<String>,
    report: &mut Report,
) -> Option<ScoreExample> {
    let (before, node) = (report.count(), &block.node);
    node.check(&EXAMPLE, report);
    let as_of = day(node.property("截至")?, report)?;
    let Some(scheme) = scheme::on(schemes, as_of) else {
        report.error(node.place(), Problem::NoScheme { day: as_of });
        return None;
    };
    // It speaks of a scheme whose place a later layer has taken.
    (scheme.layer <= block.layer).then_some(())?;
    let mut findings = Vec::new();
    let mut complete = true;
    for child in node.children("结果") {
        match counts(child, rules, lost, report) {
            Some(counts) => findings.extend(counts),
            None => complete = false,
        }
    }
    let expected = expected(node.child("得")?, scheme, report);
    (complete && report.count() == before).then_some(())?;
    Some(ScoreExample { as_of, findings, expected, place: node.place() })
}

/// `结果 members-meeting-gap 达标=3 未完成=1`
fn counts(
    node: &Node,
    rules: &[Rule],
    lost: &BTreeSet<String>,
    report: &mut Report,
) -> Option<Vec<(usize, Status, u32)>> {
    node.check_arguments(&Shape::words(1, 1, "规则短名"), report);
    node.check_properties(&Status::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>(), report);
    let written = node.argument()?;
    let Some(rule) = rules.iter().position(|rule| rule.slug == written.text) else {
        if !lost.contains(&written.text) {
            unknown(What::Rule, "", &written.spot(), rules.iter().map(|rule| rule.slug.as_str()), report);
        }
        return None;
    };
    let mut count = |property: &Property| {
        let status = Status::from_word(&property.name.text)?;
        let count = whole(&property.value, 0, MOST_FINDINGS, report)?;
        Some((rule, status, count.unsigned_abs()))
    };
    node.properties.iter().map(&mut count).collect()
}

fn expected(node: &Node, scheme: &Scheme, report: &mut Report) -> Vec<(ScoreItem, Option<Quantity>)> {
    node.check_arguments(&Shape::words(0, 0, ""), report);
    let known: Vec<&str> = ScoreItem::all(scheme).map(|item| item.word(scheme)).collect();
    node.check_properties(&known, report);
    if node.properties.is_empty() {
        node.missing(What::Property, "总分=", report);
    }
    let read = |property: &Property, report: &mut Report| {
        let item = ScoreItem::all(scheme).find(|item| item.word(scheme) == property.name.text)?;
        Some((item, number(&property.value, report)?))
    };
    node.properties.iter().filter_map(|property| read(property, report)).collect()
}

fn number(written: &Argument, report: &mut Report) -> Option<Option<Quantity>> {
    if written.text == NOTHING {
        return Some(None);
    }
    quantity(written, report).map(Some)
}
