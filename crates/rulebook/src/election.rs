//! 选举: who was elected is who had to be, by the votes of each round and the seats that were left.
//!
//! The form looks at several records of one occasion: the one of the election, and of the same day one for each
//! candidate and round. Where a day has several elections, a field that all of these records have tells which is whose.

use facts::Name;

use crate::each::{Electorate, Figure, bound, figure, figure_field, left_out};
use crate::model::{Condition, KindIndex, Place, RatioBound, Selector, Share, Test};
use crate::node::{ANY, Argument, Node, Shape};
use crate::problem::Problem;
use crate::record_kind::FieldType;
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
    /// 按: what an election is called, in its own record and in those of its candidates.
    pub by: Option<Name>,
    /// 应选: the field that says how many seats there are.
    pub seats: Name,
    /// 应选 … 候选=: the field that says how many candidates there are.
    pub stated: Option<Name>,
    /// 选票: what the papers of the first round allow.
    pub ballots: Option<Ballots>,
    /// 候选人数: how many candidates the first round has for each seat; all must hold.
    pub margins: Vec<(RatioBound, Share)>,
    /// 候选: one record for each candidate and round.
    pub candidates: Selector,
    /// Of these records, the field of the votes in favour.
    pub votes: Name,
    /// 反对, 弃权: the fields of the other votes. Nobody has more of all three than papers came back.
    pub other_votes: Vec<Name>,
    /// Whether the candidate was elected: a flag.
    pub elected: Name,
    /// Which round it was; records that do not say are of the first.
    pub round: Option<Name>,
    /// 得票: what it takes to be elected; all must hold.
    pub support: Vec<Support>,
}

/// The fields of an election's record that say how many papers there were, those of its first round.
#[derive(Debug, Clone, PartialEq)]
pub struct Ballots {
    pub returned: Name,
    /// A candidate has no more votes than these, and all candidates together no more than these have seats.
    pub valid: Name,
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
        ("按", 0, 1),
        ("应选", 1, 1),
        ("选票", 0, 1),
        ("候选", 1, 1),
        ("候选人数", 0, ANY),
        ("得票", 1, ANY),
    ],
    ..Shape::words(0, 0, "")
};
const BY: Shape = Shape::words(1, 1, "字段");
const SEATS: Shape = Shape { optional: &["候选"], ..Shape::words(1, 1, "字段") };
const BALLOTS: Shape = Shape { required: &["收回", "有效"], ..Shape::words(0, 0, "") };
const CANDIDATES: Shape = Shape {
    required: &["得票", "当选"],
    optional: &["轮次", "反对", "弃权"],
    children: &[("且", 0, ANY), ("除", 0, ANY), ("担任", 1, 1)],
    ..Shape::words(1, ANY, "记录名称")
};
const MARGIN: Shape = Shape { optional: &["至少", "超过", "至多"], ..Shape::words(0, 0, "") };
const SUPPORT: Shape = Shape { optional: &["至少", "超过", "至多"], ..Shape::words(1, 1, "字段或者指标") };

pub(crate) fn election(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Election> {
    node.check(&ELECTION, report);
    let selector = selector(node, &frame.context, report)?;
    let left_out = left_out(node, frame, report);
    let seats = node.child("应选").and_then(|child| seats(child, &selector.kinds, frame, report));
    let ballots = optional(node.child("选票"), |child| ballots(child, &selector.kinds, frame, report));
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
    let mut figure = |written: &Argument| figure_field(written, &kinds, frame, report);
    let votes = child.property("得票").and_then(&mut figure);
    let round = optional(child.property("轮次"), &mut figure);
    let others: Vec<&Argument> = ["反对", "弃权"].into_iter().filter_map(|word| child.property(word)).collect();
    let other_votes: Option<Vec<Name>> = others.iter().map(|written| figure(written)).collect();
    let elected = child.property("当选").and_then(|written| flag_field(written, &kinds, frame, report));
    let by = optional(node.child("按"), |child| name_field(child, &selector.kinds, &kinds, frame, report));
    let candidates = selector_of(kinds, child, &frame.context, report);
    if let (Some(written), None) = (others.first(), node.child("选票")) {
        let problem = Problem::OneOf { inside: "选举".to_owned(), words: vec!["选票".to_owned()], found: 0 };
        report.error(written.place, problem);
        return None;
    }
    let (seats, stated) = seats?;
    Some(Election {
        selector,
        left_out: left_out?,
        by: by?,
        seats,
        stated,
        ballots: ballots?,
        margins: margins.into_iter().collect::<Option<_>>()?,
        candidates: candidates?,
        votes: votes?,
        other_votes: other_votes?,
        elected: elected?,
        round: round?,
        support: support.into_iter().collect::<Option<_>>()?,
    })
}

/// What need not be written, and where it is has to be read.
fn optional<W, T>(written: Option<W>, read: impl FnOnce(W) -> Option<T>) -> Option<Option<T>> {
    match written {
        Some(written) => read(written).map(Some),
        None => Some(None),
    }
}

/// `应选 应选人数 候选=候选人数`.
fn seats(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<(Name, Option<Name>)> {
    node.check(&SEATS, report);
    let stated = optional(node.property("候选"), |written| figure_field(written, kinds, frame, report));
    let seats = figure_field(node.argument()?, kinds, frame, report)?;
    Some((seats, stated?))
}

/// `选票 收回=收回票数 有效=有效票`.
fn ballots(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<Ballots> {
    node.check(&BALLOTS, report);
    let mut figure = |word| node.property(word).and_then(|written| figure_field(written, kinds, frame, report));
    let (returned, valid) = (figure("收回"), figure("有效"));
    Some(Ballots { returned: returned?, valid: valid? })
}

/// `按 选举名称`: a field of the election's record and of the candidates'.
fn name_field(
    node: &Node,
    elections: &[KindIndex],
    candidates: &[KindIndex],
    frame: &Frame<'_>,
    report: &mut Report,
) -> Option<Name> {
    node.check(&BY, report);
    let mut both = elections.to_vec();
    both.extend(candidates.iter().filter(|kind| !elections.contains(kind)));
    let fields = frame.context.fields(&both, node.argument()?, Needed::InAll, report)?;
    fields.first().map(|field| field.slug.clone())
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
