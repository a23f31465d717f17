//! What a rule costs, gives and forbids in the score: the attributes of `规则` about points and stars.

use facts::Quantity;

use crate::model::Force;
use crate::node::Node;
use crate::problem::Problem;
use crate::report::Report;
use crate::scalars::{flag, quantity_from, whole};
use crate::scheme::MOST_STARS;

/// What a rule weighs, in hundredths of a point, and the star that it stands in the way of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Points {
    pub marks: Marks,
    /// Missed or breached, no more stars than this; 0 is a veto.
    pub stars_at_most: Option<u8>,
}

/// How a rule gives or takes points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marks {
    /// Shown and not scored.
    #[default]
    Unscored,
    /// All of `total` is there from the beginning, and taken off down to nothing.
    Deducted { total: Quantity, per_miss: Quantity, per_late: Quantity },
    /// Nothing is there at the beginning, and points are earned up to `total`.
    Earned { total: Quantity, per_met: Quantity, per_late: Quantity },
    /// Added to the total, up to `most`.
    Bonus { most: Quantity, per_met: Quantity },
}

impl Marks {
    /// What can be had in the dimension; a bonus stands beside the dimensions.
    pub fn total(self) -> Quantity {
        match self {
            Marks::Deducted { total, .. } | Marks::Earned { total, .. } => total,
            Marks::Unscored | Marks::Bonus { .. } => Quantity(0),
        }
    }
}

pub(crate) fn points(node: &Node, force: Option<Force>, report: &mut Report) -> Option<Points> {
    let before = report.count();
    let marks = marks(node, report);
    let stars_at_most = stars_at_most(node, force, report);
    let marks = (report.count() == before).then_some(marks?)?;
    Some(Points { marks, stars_at_most })
}

fn marks(node: &Node, report: &mut Report) -> Option<Marks> {
    let earned = node.property("每达标得").or(node.property("迟得")).is_some();
    if let Some(bonus) = node.property("加分") {
        excluded(node, "加分", &["分值", "每缺扣", "迟扣", "每达标得", "迟得"], report);
        let most = quantity_from(bonus, Quantity(1), report)?;
        let per_met = read(node, "每次加", most, report)?;
        return Some(Marks::Bonus { most, per_met });
    }
    needs(node, "加分", &["每次加"], report);
    let Some(total) = node.property("分值") else {
        needs(node, "分值", &["每缺扣", "迟扣", "每达标得", "迟得"], report);
        return Some(Marks::Unscored);
    };
    let total = quantity_from(total, Quantity(0), report)?;
    if earned {
        excluded(node, "每达标得", &["每缺扣", "迟扣"], report);
        needs(node, "每达标得", &["迟得"], report);
        let per_met = read(node, "每达标得", total, report)?;
        let per_late = read(node, "迟得", Quantity(0), report)?;
        return Some(Marks::Earned { total, per_met, per_late });
    }
    let per_miss = read(node, "每缺扣", total, report)?;
    let per_late = read(node, "迟扣", Quantity(0), report)?;
    Some(Marks::Deducted { total, per_miss, per_late })
}

fn read(node: &Node, name: &str, default: Quantity, report: &mut Report) -> Option<Quantity> {
    node.property(name).map_or(Some(default), |value| quantity_from(value, Quantity(0), report))
}

/// Attributes that say nothing without another one.
fn needs(node: &Node, property: &str, words: &[&str], report: &mut Report) {
    if node.property(property).is_some() {
        return;
    }
    for word in words {
        if let Some(value) = node.property(word) {
            let (property, needed) = ((*word).to_owned(), property.to_owned());
            report.error(value.place, Problem::WithoutPoints { property, needed });
        }
    }
}

/// Two ways of giving points exclude each other.
fn excluded(node: &Node, word: &str, others: &[&str], report: &mut Report) {
    for other in others {
        if let Some(value) = node.property(other) {
            let (word, other) = (word.to_owned(), (*other).to_owned());
            report.error(value.place, Problem::Excluded { word, other });
        }
    }
}

fn stars_at_most(node: &Node, force: Option<Force>, report: &mut Report) -> Option<u8> {
    let (veto, limit) = (node.property("否决"), node.property("限星"));
    // A recommendation that is not followed is never held against anybody.
    if let Some(written) = veto.or(limit).filter(|_| force == Some(Force::May)) {
        report.error(written.place, Problem::VetoOfAdvice);
    }
    if veto.is_some() && limit.is_some() {
        let place = limit.map_or(node.place(), |limit| limit.place);
        report.error(place, Problem::Excluded { word: "否决".into(), other: "限星".into() });
    }
    if let Some(written) = veto {
        return flag(written, report)?.then_some(0);
    }
    let stars = whole(limit?, 1, MOST_STARS, report)?;
    u8::try_from(stars).ok()
}
