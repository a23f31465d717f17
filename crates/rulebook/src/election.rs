//! 选举: who was elected is who had to be, by the votes of each round and the seats that were left.
//!
//! The form looks at several records of one occasion: the one of the election, and of the same day one for each
//! candidate and round.

use facts::Name;

use crate::each::{Electorate, Figure, bound, figure, figure_field, left_out};
use crate::model::{Condition, FieldType, KindIndex, Place, RatioBound, Selector, Share, Test};
use crate::node::{ANY, Argument, Node, Shape};
use crate::problem::Problem;
use crate::report::Report;
use crate::requirements::Frame;
use crate::selectors::{Needed, selector, selector_of};

/// 选举: every election came out as its votes say.
///
/// In a round those are elected who have the support asked for, as far as the seats go that are still free; where the
/// last of these seats falls to several alike, those stand in a further round. Seats that remain free are open.
#[derive(Debug, Clone, PartialEq)]
pub struct Election {
    /// The records of elections.
    pub selector: Selector,
    /// 不计: who is not counted among those who may vote, see [`crate::Electorate`].
    pub left_out: Vec<Selector>,
    /// 应选: the field that says how many seats there are.
    pub seats: Name,
    /// 候选人数: how many candidates the first round has for each seat; all must hold.
    pub margins: Vec<(RatioBound, Share)>,
    /// 候选: one record for each candidate and round.
    pub candidates: Selector,
    /// Of these records, the field of the votes in favour.
    pub votes: Name,
    /// Whether the candidate was elected: a flag.
    pub elected: Name,
    /// Which round it was; records that do not say are of the first.
    pub round: Option<Name>,
    /// 得票: what it takes to be elected; all must hold.
    pub support: Vec<Support>,
}

/// The votes stand in a ratio to this figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Support {
    pub base: Figure,
    pub bound: RatioBound,
    pub share: Share,
}

impl Election {
    /// Whether the committee elects, and so one of its own: a support is measured against those of it who are there.
    pub fn by_committee(&self) -> bool {
        let mut bases = self.support.iter().map(|support| &support.base);
        bases.any(|base| matches!(base, Figure::Electorate(Electorate::CommitteePresent)))
    }

    /// The test of a candidate's record that says who was elected.
    pub fn wins(&self) -> Condition {
        Condition { field: self.elected.clone(), test: Test::Flag(true), place: Place::default() }
    }
}

const ELECTION: Shape = Shape {
    children: &[
        ("记录", 1, ANY),
        ("且", 0, ANY),
        ("除", 0, ANY),
        ("不计", 0, ANY),
        ("应选", 1, 1),
        ("候选", 1, 1),
        ("候选人数", 0, ANY),
        ("得票", 1, ANY),
    ],
    ..Shape::words(0, 0, "")
};
const SEATS: Shape = Shape::words(1, 1, "字段");
const CANDIDATES: Shape = Shape {
    required: &["得票", "当选"],
    optional: &["轮次"],
    children: &[("且", 0, ANY), ("除", 0, ANY), ("担任", 1, 1)],
    ..Shape::words(1, ANY, "记录名称")
};
const MARGIN: Shape = Shape { optional: &["至少", "超过", "至多"], ..Shape::words(0, 0, "") };
const SUPPORT: Shape = Shape { optional: &["至少", "超过", "至多"], ..Shape::words(1, 1, "字段或者指标") };

pub(crate) fn election(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Election> {
    node.check(&ELECTION, report);
    let selector = selector(node, &frame.context, report)?;
    let left_out = left_out(node, frame, report);
    let seats = node.child("应选").and_then(|child| {
        child.check(&SEATS, report);
        figure_field(child.argument()?, &selector.kinds, frame, report)
    });
    let margins: Vec<_> = node
        .children("候选人数")
        .map(|child| {
            child.check(&MARGIN, report);
            bound(child, frame, report)
        })
        .collect();
    let support: Vec<_> = node.children("得票").map(|child| support(child, &selector.kinds, frame, report)).collect();
    let child = node.child("候选")?;
    child.check(&CANDIDATES, report);
    let kinds = frame.context.kinds_named(&child.arguments, report)?;
    let votes = child.property("得票").and_then(|written| figure_field(written, &kinds, frame, report));
    let elected = child.property("当选").and_then(|written| flag_field(written, &kinds, frame, report));
    let round = match child.property("轮次") {
        Some(written) => Some(figure_field(written, &kinds, frame, report)?),
        None => None,
    };
    let candidates = selector_of(kinds, child, &frame.context, report);
    Some(Election {
        selector,
        left_out: left_out?,
        seats: seats?,
        margins: margins.into_iter().collect::<Option<_>>()?,
        candidates: candidates?,
        votes: votes?,
        elected: elected?,
        round,
        support: support.into_iter().collect::<Option<_>>()?,
    })
}

/// `得票 到会有表决权人数 超过="1/2"`.
fn support(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<Support> {
    node.check(&SUPPORT, report);
    let base = node.argument().and_then(|written| figure(written, kinds, frame, report));
    let (bound, share) = bound(node, frame, report)?;
    Some(Support { base: base?, bound, share })
}

fn flag_field(written: &Argument, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<Name> {
    let fields = frame.context.fields(kinds, written, Needed::InAll, report)?;
    let field = fields.first()?;
    if field.field_type != FieldType::Flag {
        let expected = "是否，才说得清有没有当选";
        let problem = Problem::WrongType { field: field.name.clone(), found: field.field_type.word(), expected };
        report.error(written.place, problem);
        return None;
    }
    Some(field.slug.clone())
}
