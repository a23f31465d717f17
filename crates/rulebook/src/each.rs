//! 每次: every record of a kind is as it should be, by itself and beside the roster of its day.
//!
//! Figures are a field of the record, one of the roster, or one of those who may vote; [`Ratio`] holds two of them
//! against each other, [`Total`] one field against the sum of others.

use facts::{Name, Quantity};

use crate::model::{Condition, KindIndex, Length, Metric, RatioBound, Selector, Share};
use crate::node::{ANY, Argument, Node, Shape};
use crate::problem::{Problem, What};
use crate::rates;
use crate::record_kind::{FieldType, Kind};
use crate::report::Report;
use crate::requirements::{Frame, check_group_field, number_metric, source};
use crate::scalars::{days_length, quantity_from, share};
use crate::selectors::{self, Needed, PART, selector, selector_of};
use crate::words::Word;

/// 每次: every record of a kind is as it should be.
#[derive(Debug, Clone, PartialEq)]
pub struct Each {
    /// Which records are looked at; a condition that is not filled in leaves the record out.
    pub selector: Selector,
    /// 不计: who is not counted among those who may vote, see [`Electorate`].
    pub left_out: Vec<Selector>,
    pub demands: Vec<Demand>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Demand {
    /// A field passes the test. Not filled in: `unknown`, except for [`crate::Test::Filled`], which is then `missed`.
    Field(Condition),
    /// Somebody plays the part; otherwise `missed`.
    Part(Name),
    /// At most so many people are recorded as absent without a reason.
    AbsentAtMost(Quantity),
    /// Of those who were members that day, at most so many have no presence recorded on that occasion.
    /// Facts of one occasion (same kind, same attributed day) are taken together.
    UnrecordedAtMost(Quantity),
    /// 应比: two figures stand in a ratio, otherwise `breached`. One that is not known: `unknown`.
    Ratio(Ratio),
    /// 应合: a figure is the sum of others, otherwise `breached`. One that is not known: `unknown`.
    Total(Total),
    /// 应按: a figure is what rates make of another, otherwise `breached`. One that is not known: `unknown`.
    Rated(Rated),
    /// Written down at most so long after it occurred; otherwise `late`.
    RecordedWithin(Length),
}

/// A figure of a record beside another one: quorums, majorities, margins, what there is for each member.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    pub of: Figure,
    pub to: Figure,
    pub bound: RatioBound,
    pub share: Share,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A field of the record that holds a quantity or money.
    Field(Name),
    /// A figure of the roster on the record's first day.
    Metric(Metric),
    /// How many people there are of those who decide.
    Electorate(Electorate),
}

/// Those who decide at the occasion of a record, on its first day.
///
/// Whoever is named in a record of 不计 is not among those who may vote: the latest one that names the member, up to
/// that day, decides, until the end of its span where it has one. Who is there is said by the record itself; of whom it
/// does not say, may have been there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Electorate {
    /// 有表决权人数: full members without those left out.
    Voters,
    /// 到会有表决权人数
    VotersPresent,
    /// 到会班子人数: holders of committee posts who are there.
    CommitteePresent,
}

impl Word for Electorate {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("有表决权人数", Electorate::Voters),
        ("到会有表决权人数", Electorate::VotersPresent),
        ("到会班子人数", Electorate::CommitteePresent),
    ];
}

impl Electorate {
    /// Whether the record has to say who was there.
    pub fn asks_presence(self) -> bool {
        self != Electorate::Voters
    }
}

/// 应合: one field holds what others add up to.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    pub of: Name,
    pub addends: Addends,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Addends {
    /// Fields of the same record.
    Fields(Vec<Name>),
    /// 来自: a field of each record that occurred in the period that this one names, up to its own day.
    Records(Vec<(KindIndex, Name)>),
}

/// 应按: one field holds what is to be paid of another by rates.
#[derive(Debug, Clone, PartialEq)]
pub struct Rated {
    pub of: Name,
    pub base: Name,
    /// Index into [`crate::Rulebook::rates`].
    pub rates: usize,
}

impl Demand {
    /// The fields of the record whose figures it holds against each other, that which is judged first.
    pub fn fields(&self) -> Vec<&Name> {
        match self {
            Demand::Ratio(ratio) => [&ratio.of, &ratio.to].into_iter().filter_map(Figure::field).collect(),
            Demand::Total(Total { of, addends: Addends::Fields(addends) }) => {
                std::iter::once(of).chain(addends).collect()
            }
            Demand::Total(Total { of, addends: Addends::Records(_) }) => vec![of],
            Demand::Rated(rated) => vec![&rated.of, &rated.base],
            _ => Vec::new(),
        }
    }
}

impl Figure {
    pub fn field(&self) -> Option<&Name> {
        match self {
            Figure::Field(field) => Some(field),
            Figure::Metric(_) | Figure::Electorate(_) => None,
        }
    }
}

const EACH: Shape = Shape {
    children: &[
        ("记录", 1, ANY),
        ("且", 0, ANY),
        ("除", 0, ANY),
        ("不计", 0, ANY),
        ("应", 0, ANY),
        ("应有", 0, ANY),
        ("应比", 0, ANY),
        ("应合", 0, ANY),
        ("应按", 0, ANY),
        ("无故缺席", 0, 1),
        ("未记到会", 0, 1),
        ("录入", 0, 1),
    ],
    ..Shape::words(0, 0, "")
};
const LEFT_OUT: Shape =
    Shape { children: &[("且", 0, ANY), ("除", 0, ANY), ("担任", 0, 1)], ..Shape::words(1, ANY, "记录名称") };
const RATIO: Shape = Shape {
    optional: &["至少", "超过", "至多"],
    ..Shape::words(2, 2, "字段或者指标，和另一个字段或者指标")
};
const TOTAL: Shape = Shape {
    children: &[("来自", 0, ANY)],
    ..Shape::words(1, ANY, "字段，和加起来应当等于它的几个字段")
};
const RATED: Shape = Shape::words(3, 3, "字段、费率和基数字段");
const AT_MOST: Shape = Shape { required: &["至多"], ..Shape::words(0, 0, "") };
const RECORDED: Shape = Shape::words(1, 1, "时限");

/// The words by which a figure is held against another one.
const BOUNDS: [(&str, RatioBound); 3] =
    [("至少", RatioBound::AtLeast), ("超过", RatioBound::MoreThan), ("至多", RatioBound::AtMost)];

pub(crate) fn each(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Each> {
    node.check(&EACH, report);
    let selector = selector(node, &frame.context, report)?;
    check_group_field(node, &selector.kinds, frame, report);
    let left_out = left_out(node, frame, report);
    let mut demands = Vec::new();
    let mut written = 0;
    for child in &node.children {
        if matches!(child.name.text.as_str(), "记录" | "且" | "除" | "不计") {
            continue;
        }
        written += 1;
        demands.extend(demand(child, &selector.kinds, frame, report));
    }
    if written == 0 {
        node.missing(What::Child, "应、应有、应比、应合、应按、无故缺席、未记到会 或 录入", report);
    }
    Some(Each { selector, left_out: left_out?, demands })
}

/// `不计 表决权限制 { 且 限制事由 留党察看 }`
pub(crate) fn left_out(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Vec<Selector>> {
    let read: Vec<Option<Selector>> = node
        .children("不计")
        .map(|child| {
            child.check(&LEFT_OUT, report);
            let kinds = frame.context.kinds_named(&child.arguments, report)?;
            selector_of(kinds, child, &frame.context, report)
        })
        .collect();
    read.into_iter().collect()
}

fn demand(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Vec<Demand> {
    let context = &frame.context;
    let one = |demand: Option<Demand>| demand.into_iter().collect::<Vec<_>>();
    match node.name.text.as_str() {
        "应" => {
            let condition: Option<Condition> = selectors::condition(node, kinds, Needed::InAll, context, report);
            one(condition.map(Demand::Field))
        }
        "应有" => {
            node.check(&Shape { most_arguments: ANY, ..PART }, report);
            let parts = node.arguments.iter();
            parts.filter_map(|part| context.part(kinds, part, Needed::InAll, report)).map(Demand::Part).collect()
        }
        "应比" => one(ratio(node, kinds, frame, report).map(Demand::Ratio)),
        "应合" => one(total(node, kinds, frame, report).map(Demand::Total)),
        "应按" => one(rated(node, kinds, frame, report).map(Demand::Rated)),
        "无故缺席" => one(at_most(node, kinds, frame, report).map(Demand::AbsentAtMost)),
        "未记到会" => one(at_most(node, kinds, frame, report).map(Demand::UnrecordedAtMost)),
        "录入" => {
            node.check(&RECORDED, report);
            let written = node.argument();
            let within = written.and_then(|written| days_length(written, context.parameters, report));
            one(within.map(Demand::RecordedWithin))
        }
        _ => Vec::new(),
    }
}

/// `应比 字段或指标 字段或指标 至少="4/5"`.
fn ratio(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<Ratio> {
    node.check(&RATIO, report);
    let [of, to, ..] = node.arguments.as_slice() else { return None };
    let of = figure(of, kinds, frame, report);
    let to = figure(to, kinds, frame, report);
    let bound = bound(node, frame, report);
    let (bound, share) = bound?;
    Some(Ratio { of: of?, to: to?, bound, share })
}

/// The one of 至少, 超过 and 至多 that is written.
pub(crate) fn bound(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<(RatioBound, Share)> {
    let written: Vec<_> = BOUNDS.iter().filter_map(|(word, bound)| Some((node.property(word)?, *bound))).collect();
    let [(written, bound)] = written.as_slice() else {
        let words = BOUNDS.iter().map(|(word, _)| (*word).to_owned()).collect();
        report.error(node.place(), Problem::OneOf { inside: node.name.text.clone(), words, found: written.len() });
        return None;
    };
    Some((*bound, share(written, frame.context.parameters, report)?))
}

/// A figure of the roster or of those who decide, else a field that each of the kinds has.
pub(crate) fn figure(
    written: &Argument,
    kinds: &[KindIndex],
    frame: &Frame<'_>,
    report: &mut Report,
) -> Option<Figure> {
    if let Some(electorate) = Electorate::from_word(&written.text) {
        if electorate.asks_presence() {
            frame.context.check_attendance(kinds, written.place, report);
        }
        return Some(Figure::Electorate(electorate));
    }
    match Metric::from_word(&written.text) {
        Some(_) => number_metric(written, Some(crate::Who::Organisation), "一个数，才能相比", frame, report)
            .map(Figure::Metric),
        None => figure_field(written, kinds, frame, report).map(Figure::Field),
    }
}

/// `应合 收回票数 有效票 无效票`, `应合 收缴总额 { 来自 党费交纳 交纳金额 }`.
fn total(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<Total> {
    node.check(&TOTAL, report);
    let fields: Vec<Option<Name>> =
        node.arguments.iter().map(|written| figure_field(written, kinds, frame, report)).collect();
    let mut fields = fields.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
    let (of, fields) = (fields.next()?, fields.collect::<Vec<_>>());
    let sources: Vec<_> = node.children("来自").map(|child| source(child, frame, report)).collect();
    let sources = sources.into_iter().collect::<Option<Vec<_>>>()?;
    if sources.is_empty() == fields.is_empty() {
        let words = vec!["几个字段".to_owned(), "来自".to_owned()];
        let found = usize::from(!fields.is_empty()) + usize::from(!sources.is_empty());
        report.error(node.place(), Problem::OneOf { inside: node.name.text.clone(), words, found });
        return None;
    }
    if !sources.is_empty() {
        names_period(node, kinds, frame, report)?;
        return Some(Total { of, addends: Addends::Records(sources) });
    }
    Some(Total { of, addends: Addends::Fields(fields) })
}

/// Each of the kinds says which period its records are about.
fn names_period(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<()> {
    let names =
        |kind: &&Kind| kind.fields.iter().any(|field| field.attributes && field.field_type == FieldType::Period);
    let mut kinds = kinds.iter().filter_map(|kind| frame.context.kind(*kind));
    let Some(kind) = kinds.find(|kind| !names(kind)) else { return Some(()) };
    report.error(node.place(), Problem::NoPeriodNamed { kind: kind.name.clone() });
    None
}

/// `应按 月应交 党费费率 月缴纳基数`.
fn rated(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<Rated> {
    node.check(&RATED, report);
    let [of, by, base, ..] = node.arguments.as_slice() else { return None };
    let of = figure_field(of, kinds, frame, report);
    let rates = rates::named(frame.context.rates, frame.context.lost, by, report);
    let base = figure_field(base, kinds, frame, report);
    Some(Rated { of: of?, base: base?, rates: rates? })
}

/// A field that holds a number of something, in each of the kinds.
pub(crate) fn figure_field(
    written: &Argument,
    kinds: &[KindIndex],
    frame: &Frame<'_>,
    report: &mut Report,
) -> Option<Name> {
    let fields = frame.context.fields(kinds, written, Needed::InAll, report)?;
    let field = fields.first()?;
    if !matches!(field.field_type, FieldType::Quantity | FieldType::Money) {
        let expected = "数或金额，才能相比";
        let problem = Problem::WrongType { field: field.name.clone(), found: field.field_type.word(), expected };
        report.error(written.place, problem);
        return None;
    }
    Some(field.slug.clone())
}

fn at_most(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<Quantity> {
    node.check(&AT_MOST, report);
    frame.context.check_attendance(kinds, node.place(), report);
    node.property("至多").and_then(|most| quantity_from(most, Quantity(0), report))
}
