//! 足额: every member pays what is due for every month.

use facts::{Calendar, Limit, Name};

use crate::each::figure_field;
use crate::model::{KindIndex, Selector, Who};
use crate::node::{ANY, Node, Shape};
use crate::problem::Problem;
use crate::report::Report;
use crate::requirements::{Frame, source};
use crate::scalars::limit;
use crate::selectors::{Needed, PART, selector_of};

/// 足额: what a member's records add up to for a month is not less than what is due from him or her for it.
///
/// What is due for a month is said by the latest record that names the member and began by the month's end; one with a
/// span of its own is over after its end. What is paid for a longer period is spread evenly over its months, hundredths
/// that are left over to the first of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Payment {
    /// 应交: records of one kind with the field that says how much; those of an earlier entry go before later ones.
    pub dues: Vec<(Selector, Name)>,
    /// 来自: the kinds and the field of each that is added up.
    pub sources: Vec<(KindIndex, Name)>,
    /// 担任: the part of whoever owes and pays, in all of these records.
    pub part: Name,
    /// 补交: so long after the period that was paid for, a payment still counts.
    pub later: Limit,
}

impl Payment {
    /// The kinds of all its records.
    pub fn kinds(&self) -> Vec<KindIndex> {
        let dues = self.dues.iter().flat_map(|(selector, _)| selector.kinds.iter().copied());
        self.sources.iter().map(|(kind, _)| *kind).chain(dues).collect()
    }
}

const PAYMENT: Shape = Shape {
    children: &[("应交", 1, ANY), ("来自", 1, ANY), ("担任", 1, 1), ("补交", 1, 1)],
    ..Shape::words(0, 0, "")
};
const DUE: Shape = Shape { children: &[("且", 0, ANY), ("除", 0, ANY)], ..Shape::words(2, 2, "记录和字段") };
const LATER: Shape = Shape::words(1, 1, "时限");

pub(crate) fn payment(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Payment> {
    node.check(&PAYMENT, report);
    if frame.subject.is_some_and(|subject| subject.who != Who::Member) {
        let problem = Problem::NotForSubject { word: "足额".to_owned(), subject: frame.subject_word.to_owned() };
        report.error(node.place(), problem);
    }
    if frame.calendar.is_some_and(|calendar| calendar != Calendar::Month) {
        report.error(node.place(), Problem::OnlyMonths { requirement: "足额".to_owned() });
    }
    let dues = dues(node, frame, report);
    let sources: Vec<_> = node.children("来自").map(|child| source(child, frame, report)).collect();
    let later = node.child("补交").and_then(|child| {
        child.check(&LATER, report);
        limit(child.argument()?, report)
    });
    let sources = sources.into_iter().collect::<Option<Vec<_>>>()?;
    let mut payment = Payment { dues: dues?, sources, part: Name::new(), later: later? };
    let child = node.child("担任")?;
    child.check(&PART, report);
    payment.part = frame.context.part(&payment.kinds(), child.argument()?, Needed::InAll, report)?;
    Some(payment)
}

/// The entries 应交 of a block, in order.
pub(crate) fn dues(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Vec<(Selector, Name)>> {
    let dues: Vec<_> = node.children("应交").map(|child| due(child, frame, report)).collect();
    dues.into_iter().collect()
}

/// `应交 党费核定 月应交 { 且 … }`.
fn due(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<(Selector, Name)> {
    node.check(&DUE, report);
    let [kind, field, ..] = node.arguments.as_slice() else { return None };
    let kinds = vec![frame.context.kind_named(kind, report)?];
    let field = figure_field(field, &kinds, frame, report);
    let selector = selector_of(kinds, node, &frame.context, report);
    Some((selector?, field?))
}
