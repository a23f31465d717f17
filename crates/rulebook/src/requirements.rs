//! What a rule requires: one function for each form of the language reference.

use facts::{Calendar, Limit, Name, Quantity, kinds};

use crate::each::each;
use crate::election::election;
use crate::inventory::inventory;
use crate::model::{
    Attested, Bound, Count, KindIndex, Length, Metric, MetricRange, Number, Parameter, Requirement, Run, RunOf, Same,
    Selector, State, Subject, Sum, Term, Trigger, Who, Within,
};
use crate::node::{ANY, Argument, Node, Shape, unknown};
use crate::payment::{dues, payment};
use crate::problem::{Problem, What};
use crate::procedure::procedure;
use crate::proportion::proportion;
use crate::record_kind::{Choice, FieldType};
use crate::report::Report;
use crate::scalars::{flag, length, number, number_from, parameter_named, whole, word};
use crate::selectors::{self, Context, Needed, conditions, fixed, selector, selector_of};
use crate::words::Word;

/// The words of the forms, and whether they need `每`; `None`: it depends on what stands inside.
pub(crate) const FORMS: [(&str, Option<bool>); 13] = [
    ("次数", Some(true)),
    ("合计", Some(true)),
    ("期限", None),
    ("状态", Some(false)),
    ("每次", Some(false)),
    ("连续", Some(true)),
    ("届期", Some(false)),
    ("齐备", Some(false)),
    ("认定", Some(true)),
    ("程序", None),
    ("选举", Some(false)),
    ("足额", Some(true)),
    ("占比", Some(true)),
];

/// The forms that can ask for something in every window: `每 任意`.
const ROLLING: [&str; 2] = ["次数", "合计"];

/// The forms that can ask something of what a register names.
const OF_REGISTERED: [&str; 3] = ["次数", "合计", "齐备"];

/// Grace after a period cannot be longer than a year.
const MOST_DAYS: i32 = 366;

pub(crate) const fn shape(
    arguments: (usize, usize, &'static str),
    required: &'static [&'static str],
    optional: &'static [&'static str],
    children: &'static [(&'static str, usize, usize)],
) -> Shape {
    Shape {
        least_arguments: arguments.0,
        most_arguments: arguments.1,
        argument: arguments.2,
        required,
        optional,
        children,
    }
}

pub(crate) const NONE: (usize, usize, &str) = (0, 0, "");
const COUNT: Shape =
    shape(NONE, &[], &["至少", "至多", "期后"], &[("记录", 1, ANY), ("且", 0, ANY), ("除", 0, ANY), ("担任", 0, 1)]);
const SUM: Shape =
    shape(NONE, &["至少"], &["期后"], &[("来自", 1, ANY), ("且", 0, ANY), ("除", 0, ANY), ("担任", 0, 1)]);
const SOURCE: Shape = Shape::words(2, 2, "记录和字段");
const WITHIN: Shape = shape(
    NONE,
    &[],
    &[],
    &[("起", 1, 1), ("之后", 0, 1), ("之前", 0, 1), ("应有", 1, 1), ("同", 0, 1), ("同人", 0, 1), ("只应一次", 0, 1)],
);
const AFTER: Shape = shape((1, 1, "时限"), &[], &["不早于"], &[]);
const BEFORE: Shape = shape((1, 1, "时限"), &["不早于"], &[], &[]);
const FILTERED: Shape = shape((1, ANY, "记录名称"), &[], &[], &[("且", 0, ANY), ("除", 0, ANY)]);
const EMPTY_MONTHS: Shape = shape((3, ANY, "记录名称"), &[], &[], &[("且", 0, ANY), ("除", 0, ANY), ("应交", 0, ANY)]);
const SAME: Shape = Shape::words(1, 2, "字段");
const SAME_PERSON: Shape = Shape::words(2, 2, "触发记录里的身份，和应有记录里的身份");
const ONCE: Shape = Shape::words(0, 0, "");
const STATE: Shape = shape(NONE, &[], &[], &[("指标", 1, ANY)]);
const RANGE: Shape = shape((1, 2, "指标"), &[], &["至少", "至多", "宜至少", "宜至多"], &[]);
const CONDITION: Shape = shape((1, 2, "指标"), &[], &["至少", "至多"], &[]);
const RUN: Shape = shape(
    (1, 1, "缺席或缺月"),
    &["次"],
    &["累计"],
    &[("记录", 1, ANY), ("且", 0, ANY), ("除", 0, ANY), ("担任", 0, 1), ("应交", 0, ANY)],
);
const TERM: Shape = shape((1, 1, "时限"), &[], &["可延"], &[]);
const ATTESTED: Shape = shape(NONE, &[], &[], &[("等次", 1, 1)]);
const GRADES: Shape = Shape::words(1, ANY, "等次");

/// What a requirement has to fit.
pub(crate) struct Frame<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) subject: Option<&'a Subject>,
    /// The word that was written for the subject.
    pub(crate) subject_word: &'a str,
    pub(crate) calendar: Option<Calendar>,
    /// How long every window is in which the rule asks for something.
    pub(crate) window: Option<Limit>,
}

pub(crate) fn requirement(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Requirement> {
    let form = node.name.text.as_str();
    let needs_period = FORMS.iter().find(|(word, _)| *word == form).and_then(|(_, needs)| *needs);
    if let Some(needs) = needs_period {
        check_period(node, form, needs, frame, report);
    }
    if !check_register(node, form, frame, report) {
        return None;
    }
    match form {
        "次数" => count(node, frame, report).map(Requirement::Count),
        "合计" => sum(node, frame, report).map(Requirement::Sum),
        "期限" => within(node, frame, report).map(Requirement::Within),
        "状态" => state(node, frame, report).map(Requirement::State),
        "每次" => each(node, frame, report).map(Requirement::Each),
        "连续" => run(node, frame, report).map(Requirement::Run),
        "届期" => term(node, frame, report).map(Requirement::Term),
        "齐备" => inventory(node, frame, report).map(Requirement::Inventory),
        "认定" => attested(node, frame, report).map(Requirement::Attested),
        "程序" => procedure(node, frame, report).map(Requirement::Procedure),
        "足额" => payment(node, frame, report).map(Requirement::Payment),
        "选举" => election(node, frame, report).map(Requirement::Election),
        "占比" => proportion(node, frame, report).map(Requirement::Proportion),
        _ => None,
    }
}

/// What a register names can only be asked for records that name it too.
fn check_register(node: &Node, form: &str, frame: &Frame<'_>, report: &mut Report) -> bool {
    let fits = frame.subject.is_none_or(|subject| subject.who != Who::Registered) || OF_REGISTERED.contains(&form);
    if !fits {
        let problem = Problem::NotForSubject { word: form.to_owned(), subject: frame.subject_word.to_owned() };
        report.error(node.place(), problem);
    }
    fits
}

pub(crate) fn check_period(node: &Node, form: &str, needs: bool, frame: &Frame<'_>, report: &mut Report) {
    let requirement = form.to_owned();
    match (needs, frame.calendar) {
        _ if frame.window.is_some() && ROLLING.contains(&form) => {}
        _ if frame.window.is_some() => report.error(node.place(), Problem::NoWindow { word: requirement }),
        (true, None) => report.error(node.place(), Problem::NeedsPeriod { requirement }),
        (false, Some(_)) => report.error(node.place(), Problem::NoPeriod { requirement }),
        _ => {}
    }
}

fn is_person(who: Who) -> bool {
    matches!(who, Who::Member | Who::Secretary | Who::CommitteeMember | Who::Leader | Who::FloatingMember)
}

/// Reports what only makes sense for a single person.
fn check_person(node: &Node, label: &str, frame: &Frame<'_>, report: &mut Report) {
    if frame.subject.is_some_and(|subject| !is_person(subject.who)) {
        let problem = Problem::NotForSubject { word: label.to_owned(), subject: frame.subject_word.to_owned() };
        report.error(node.place(), problem);
    }
}

/// A group, or what a register names, is recognised in a record by the field that holds its name.
pub(crate) fn check_group_field(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) {
    let (field, name, field_type) = match frame.subject {
        Some(Subject { who: Who::Group, .. }) => (kinds::GROUP, "党小组", &FieldType::Text),
        Some(Subject { register: Some(register), .. }) => {
            let kind = register.selector.kinds.first().and_then(|kind| frame.context.kind(*kind));
            let Some(named) = kind.and_then(|kind| kind.field(&register.field)) else { return };
            (register.field.as_str(), named.name.as_str(), &named.field_type)
        }
        _ => return,
    };
    for kind in kinds.iter().filter_map(|index| frame.context.kind(*index)) {
        match kind.field(field) {
            Some(own) if own.field_type == *field_type => {}
            Some(own) if matches!(field_type, FieldType::One(_)) => {
                let (field, found) = (own.name.clone(), own.field_type.word());
                let expected = "与登记的记录选项完全一样的单选";
                report.error(node.place(), Problem::WrongType { field, found, expected });
            }
            _ => {
                let problem = Problem::FieldNotInKind { field: name.to_owned(), kind: kind.name.clone() };
                report.error(node.place(), problem);
            }
        }
    }
}

/// `期后=15`, in days, or a parameter with its unit: the outer `None` where it is wrong, the inner where it is not written.
fn grace(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Option<Length>> {
    let Some(written) = node.property("期后") else { return Some(None) };
    if frame.window.is_some() {
        report.error(written.place, Problem::NoWindow { word: "期后".to_owned() });
    }
    if parameter_named(written, frame.context.parameters).is_some() {
        return length(written, frame.context.parameters, report).map(Some);
    }
    let days = whole(written, 0, MOST_DAYS, report)?;
    Some((days > 0).then_some(Length::Fixed(Limit::Days(days))))
}

/// In which windows a record lies is known by its day: what counts for a whole period has none.
fn check_days(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) {
    if frame.window.is_none() {
        return;
    }
    for kind in kinds.iter().filter_map(|index| frame.context.kind(*index)) {
        let attributing = kind.fields.iter().find(|field| field.attributes && field.field_type == FieldType::Period);
        if let Some(field) = attributing {
            let expected = "日期，`每 任意` 才知道记录算在哪一天";
            let found = field.field_type.word();
            report.error(node.place(), Problem::WrongType { field: field.name.clone(), found, expected });
        }
    }
}

fn count(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Count> {
    node.check(&COUNT, report);
    let occasions = occasions(node, frame, report);
    let selector = selector(node, &frame.context, report);
    if let Some(child) = node.child("担任") {
        check_person(child, "担任", frame, report);
    }
    if let Some(selector) = &selector {
        check_group_field(node, &selector.kinds, frame, report);
        check_days(node, &selector.kinds, frame, report);
    }
    let grace = grace(node, frame, report)?;
    let (at_least, at_most) = occasions?;
    Some(Count { at_least, at_most, selector: selector?, grace })
}

/// `至少=1`, `至多=2` or both.
fn occasions(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<(Number, Option<Number>)> {
    let before = report.count();
    let at_least = node.property("至少").and_then(|written| whole_number(written, 1, frame, report));
    let at_most = node.property("至多").and_then(|written| whole_number(written, 0, frame, report));
    selectors::check_range(node, fixed(at_least), fixed(at_most), report);
    if node.property("至少").is_none() && node.property("至多").is_none() {
        node.missing(What::Property, "至少=", report);
    }
    // Of windows the first that holds too little is told; one that holds too much has no place among them.
    if let (Some(most), Some(_)) = (node.property("至多"), frame.window) {
        report.error(most.place, Problem::NoWindow { word: "至多".to_owned() });
    }
    // Days of grace are for what was still to be done; what is too much is so at once.
    if let (Some(_), Some(grace)) = (node.property("至多"), node.property("期后")) {
        report.error(grace.place, Problem::NotWith { word: "期后".to_owned(), other: "至多".to_owned() });
    }
    (report.count() == before).then_some((at_least.unwrap_or(Number::Fixed(Quantity(0))), at_most))
}

/// A number of times: whole and not below `least`, or a parameter.
fn whole_number(argument: &Argument, least: i32, frame: &Frame<'_>, report: &mut Report) -> Option<Number> {
    match number(argument, frame.context.parameters, report)? {
        Number::Fixed(_) => {
            whole(argument, least, i32::MAX, report).map(|times| Number::Fixed(Quantity::whole(times.into())))
        }
        parameter => Some(parameter),
    }
}

fn sum(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Sum> {
    node.check(&SUM, report);
    let context = &frame.context;
    let least = Quantity(1);
    let at_least = node.property("至少").and_then(|written| number_from(written, least, context.parameters, report));
    let read: Vec<Option<(KindIndex, String)>> =
        node.children("来自").map(|child| source(child, frame, report)).collect();
    let sources: Vec<(KindIndex, String)> = read.into_iter().collect::<Option<_>>()?;
    let kinds: Vec<KindIndex> = sources.iter().map(|(kind, _)| *kind).collect();
    check_group_field(node, &kinds, frame, report);
    check_days(node, &kinds, frame, report);
    let must = conditions(node, "且", &kinds, Needed::InOne, context, report);
    let except = conditions(node, "除", &kinds, Needed::InOne, context, report);
    let part = selectors::part_played(node, &kinds, Needed::InOne, context, report);
    if let Some(child) = node.child("担任") {
        check_person(child, "担任", frame, report);
    }
    let grace = grace(node, frame, report)?;
    Some(Sum { at_least: at_least?, sources, must: must?, except: except?, part: part?, grace })
}

pub(crate) fn source(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<(KindIndex, String)> {
    node.check(&SOURCE, report);
    let [kind, field, ..] = node.arguments.as_slice() else { return None };
    let index = frame.context.kind_named(kind, report)?;
    let fields = frame.context.fields(&[index], field, Needed::InAll, report)?;
    let found = fields.first()?;
    if !matches!(found.field_type, FieldType::Quantity | FieldType::Money) {
        let problem = Problem::WrongType {
            field: found.name.clone(),
            found: found.field_type.word(),
            expected: "数或金额，才能相加",
        };
        report.error(field.place, problem);
        return None;
    }
    Some((index, found.slug.clone()))
}

fn within(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Within> {
    node.check(&WITHIN, report);
    let context = &frame.context;
    let start = node.child("起");
    let trigger = start.and_then(|start| trigger(start, frame, report));
    if let (Some(start), Some(trigger)) = (start, &trigger) {
        let form = match trigger {
            Trigger::PeriodStart { .. } => "期限 起 期初",
            Trigger::EmptyMonths(..) => "期限 起 缺月",
            _ => "期限",
        };
        check_period(start, form, form != "期限", frame, report);
    }
    let bound = bound(node, frame, report);
    let required = node.child("应有").and_then(|child| {
        child.check(&FILTERED, report);
        let kinds = context.kinds_named(&child.arguments, report)?;
        selector_of(kinds, child, context, report)
    });
    let (mut trigger, mut selector) = (trigger?, required?);
    if let Some(written) = node.child("之后").and_then(|after| after.property("不早于")) {
        opening(written, &mut trigger, context.parameters, report)?;
    }
    check_trigger(node, &trigger, bound.as_ref(), &selector, frame, report)?;
    let same = match node.child("同") {
        Some(child) => Some(same_fields(child, &trigger, &selector.kinds, frame, report)?),
        None => None,
    };
    let same_person = node.child("同人");
    if let Some(child) = same_person {
        same_person_parts(child, &mut trigger, &mut selector, frame, report)?;
    }
    let once = node.child("只应一次");
    if let Some(child) = once {
        child.check(&ONCE, report);
        record_trigger(child, &trigger, report)?;
    }
    let once = once.is_some() || same.is_some();
    let same_person = same_person.is_some();
    Some(Within { trigger, bound: bound?, selector, same, same_person, once })
}

/// `之后 "7 月" 不早于="5 月"`: both from the first day of a period.
fn opening(written: &Argument, trigger: &mut Trigger, parameters: &[Parameter], report: &mut Report) -> Option<()> {
    let Trigger::PeriodStart { no_earlier } = trigger else {
        let (inside, words) = ("期限 之后 不早于".to_owned(), vec!["起 期初".to_owned()]);
        report.error(written.place, Problem::OneOf { inside, words, found: 0 });
        return None;
    };
    *no_earlier = Some(length(written, parameters, report)?);
    Some(())
}

/// `同人 当事人 谈话对象`: the part in the record that sets the limit, and the one in the record that keeps it.
fn same_person_parts(
    node: &Node,
    trigger: &mut Trigger,
    selector: &mut Selector,
    frame: &Frame<'_>,
    report: &mut Report,
) -> Option<()> {
    node.check(&SAME_PERSON, report);
    let [one, other] = node.arguments.as_slice() else { return None };
    let (Trigger::Record(sets) | Trigger::EmptyMonths(_, sets, _)) = trigger else {
        record_trigger(node, trigger, report);
        return None;
    };
    sets.part = Some(frame.context.part(&sets.kinds, one, Needed::InAll, report)?);
    if let Trigger::EmptyMonths(_, _, dues) = trigger {
        owed_by(dues, one, frame, report)?;
    }
    selector.part = Some(frame.context.part(&selector.kinds, other, Needed::InAll, report)?);
    Some(())
}

/// What begins without a record is followed by something, and a vacancy by an appointment.
fn check_trigger(
    node: &Node,
    trigger: &Trigger,
    bound: Option<&Bound>,
    selector: &Selector,
    frame: &Frame<'_>,
    report: &mut Report,
) -> Option<()> {
    let mut asks = |inside: &str, word: &str| {
        let problem = Problem::OneOf { inside: inside.to_owned(), words: vec![word.to_owned()], found: 0 };
        report.error(node.place(), problem);
        None
    };
    let appoints = || {
        let kinds: Vec<&str> = selector
            .kinds
            .iter()
            .filter_map(|kind| Some(frame.context.kinds.get(usize::from(kind.0))?.slug.as_str()))
            .collect();
        kinds == [kinds::POST_TAKEN] && selector.must.is_empty() && selector.except.is_empty()
    };
    match trigger {
        Trigger::Vacancy(_) if !appoints() => asks("期限 起 空缺", "应有 任职"),
        Trigger::EmptyMonths(..) if frame.calendar.is_some_and(|calendar| calendar != Calendar::Month) => {
            asks("期限 起 缺月", "每 月")
        }
        Trigger::EmptyMonths(..) if node.child("同人").is_none() => asks("期限 起 缺月", "同人"),
        Trigger::PeriodStart { .. }
        | Trigger::EmptyMonths(..)
        | Trigger::Vacancy(_)
        | Trigger::Above(..)
        | Trigger::Below(..)
            if matches!(bound, Some(Bound::Before { .. })) =>
        {
            asks("期限", "之后")
        }
        _ => Some(()),
    }
}

fn trigger(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Trigger> {
    const WORDS: [&str; 6] = ["期初", "记录", "空缺", "缺月", "超过", "低于"];
    let Some((first, rest)) = node.arguments.split_first() else {
        node.check(&Shape::words(1, 1, "期初、记录、空缺、缺月、超过或低于"), report);
        return None;
    };
    match first.text.as_str() {
        "期初" => {
            node.check(&Shape::words(1, 1, ""), report);
            Some(Trigger::PeriodStart { no_earlier: None })
        }
        "记录" => {
            node.check(&Shape { least_arguments: 2, ..FILTERED }, report);
            let kinds = frame.context.kinds_named(rest, report)?;
            selector_of(kinds, node, &frame.context, report).map(Trigger::Record)
        }
        "空缺" => {
            node.check(&Shape::words(2, ANY, "职务"), report);
            let choices = core_choices(node, kinds::POST_TAKEN, kinds::POST, frame, report)?;
            choices_named(rest, "职务", choices, report).map(Trigger::Vacancy)
        }
        "缺月" => {
            node.check(&EMPTY_MONTHS, report);
            check_person(node, "起 缺月", frame, report);
            let (number, kinds) = rest.split_first()?;
            let number = whole_number(number, 1, frame, report);
            let kinds = frame.context.kinds_named(kinds, report)?;
            let selector = selector_of(kinds, node, &frame.context, report);
            let dues = dues(node, frame, report);
            Some(Trigger::EmptyMonths(number?, selector?, dues?))
        }
        "超过" | "低于" => {
            node.check(&Shape::words(3, 3, "指标和数"), report);
            let [written, value, ..] = rest else { return None };
            let who = frame.subject.map(|subject| subject.who);
            let metric = number_metric(written, who, "一个数，才谈得上超过、低于", frame, report);
            let value = number_from(value, Quantity(0), frame.context.parameters, report);
            let (metric, value) = (metric?, value?);
            Some(if first.text == "超过" { Trigger::Above(metric, value) } else { Trigger::Below(metric, value) })
        }
        _ => {
            unknown(What::Trigger, "起", &first.spot(), WORDS, report);
            None
        }
    }
}

/// A figure that is a number and not a flag.
pub(crate) fn number_metric(
    written: &Argument,
    who: Option<Who>,
    expected: &'static str,
    frame: &Frame<'_>,
    report: &mut Report,
) -> Option<Metric> {
    let metric = metric(written, who, frame.subject_word, report)?;
    if metric.is_flag() {
        let problem = Problem::WrongType { field: metric.word().to_owned(), found: "是否", expected };
        report.error(written.place, problem);
        return None;
    }
    Some(metric)
}

fn bound(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Bound> {
    let parameters = frame.context.parameters;
    match (node.child("之后"), node.child("之前")) {
        (Some(child), None) => {
            child.check(&AFTER, report);
            child.argument().and_then(|written| length_or_day(written, parameters, report)).map(Bound::After)
        }
        (None, Some(child)) => {
            child.check(&BEFORE, report);
            let at_least = child.argument().and_then(|written| length_or_day(written, parameters, report));
            let no_earlier = child.property("不早于").and_then(|written| length(written, parameters, report));
            let (at_least, no_earlier) = (at_least?, no_earlier?);
            if let (Length::Fixed(least), Length::Fixed(most)) = (at_least, no_earlier)
                && roughly_days(most) < roughly_days(least)
            {
                let text = |name: Option<&Argument>| name.map(|written| written.text.clone()).unwrap_or_default();
                let problem =
                    Problem::EmptyRange { least: text(child.argument()), most: text(child.property("不早于")) };
                report.error(child.place(), problem);
                return None;
            }
            Some(Bound::Before { at_least, no_earlier })
        }
        (after, before) => {
            let words = vec!["之后".to_owned(), "之前".to_owned()];
            let found = usize::from(after.is_some()) + usize::from(before.is_some());
            report.error(node.place(), Problem::OneOf { inside: node.name.text.clone(), words, found });
            None
        }
    }
}

/// A limit of time, or `当天`: on the very day.
fn length_or_day(written: &Argument, parameters: &[Parameter], report: &mut Report) -> Option<Length> {
    match written.text.as_str() {
        "当天" => Some(Length::Fixed(Limit::Days(0))),
        _ => length(written, parameters, report),
    }
}

/// Only to see which of two limits is the longer one.
fn roughly_days(limit: Limit) -> i32 {
    match limit {
        Limit::Days(days) => days,
        Limit::Months(months) => months.saturating_mul(30),
        Limit::Years(years) => years.saturating_mul(365),
    }
}

/// What pairs records needs records on both sides.
fn record_trigger<'t>(node: &Node, trigger: &'t Trigger, report: &mut Report) -> Option<&'t Selector> {
    let Trigger::Record(selector) = trigger else {
        let problem = Problem::OneOf { inside: "期限".to_owned(), words: vec!["起 记录".to_owned()], found: 0 };
        report.error(node.place(), problem);
        return None;
    };
    Some(selector)
}

/// `同 字段`: a field of both records; `同 字段 字段`: one of the record that sets the limit, one of the record that
/// keeps it, of the same type.
fn same_fields(
    node: &Node,
    trigger: &Trigger,
    kinds: &[KindIndex],
    frame: &Frame<'_>,
    report: &mut Report,
) -> Option<Same> {
    node.check(&SAME, report);
    let selector = record_trigger(node, trigger, report)?;
    let [one, other] = node.arguments.as_slice() else {
        let all: Vec<KindIndex> = selector.kinds.iter().chain(kinds).copied().collect();
        let fields = frame.context.fields(&all, node.argument()?, Needed::InAll, report)?;
        let field = fields.first()?;
        return Some(Same { trigger: field.slug.clone(), asked: field.slug.clone() });
    };
    let trigger = frame.context.fields(&selector.kinds, one, Needed::InAll, report);
    let asked = frame.context.fields(kinds, other, Needed::InAll, report);
    let (trigger, asked) = (*trigger?.first()?, *asked?.first()?);
    // Choices are known by their slugs, which mean something else in another field.
    let has_choices = matches!(trigger.field_type, FieldType::One(_) | FieldType::Many(_));
    if trigger.field_type.word() != asked.field_type.word() || has_choices {
        report.error(other.place, Problem::FieldsNotJoined(trigger.name.clone(), asked.name.clone()));
        return None;
    }
    Some(Same { trigger: trigger.slug.clone(), asked: asked.slug.clone() })
}

fn state(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<State> {
    node.check(&STATE, report);
    let who = frame.subject.map(|subject| subject.who);
    let read: Vec<Option<MetricRange>> = node
        .children("指标")
        .map(|child| {
            child.check(&RANGE, report);
            metric_range(child, &frame.context, who, frame.subject_word, report)
        })
        .collect();
    Some(State { ranges: read.into_iter().collect::<Option<_>>()? })
}

/// `其中 指标 …` of a subject.
pub(crate) fn subject_condition(
    node: &Node,
    context: &Context<'_>,
    who: Option<Who>,
    subject_word: &str,
    report: &mut Report,
) -> Option<MetricRange> {
    node.check(&CONDITION, report);
    metric_range(node, context, who, subject_word, report)
}

fn metric(argument: &Argument, who: Option<Who>, subject_word: &str, report: &mut Report) -> Option<Metric> {
    let metric: Metric = word(argument, What::Metric, report)?;
    let owner = match metric {
        Metric::GroupFullMembers => Some(Who::Group),
        Metric::StandingAtAppointment | Metric::ManagerialYears | Metric::HeadsUnit => Some(Who::Secretary),
        Metric::ReceivingKnown | Metric::FloatingContactKnown => Some(Who::FloatingMember),
        _ => None,
    };
    if let (Some(owner), Some(who)) = (owner, who)
        && owner != who
    {
        let problem = Problem::NotForSubject { word: argument.text.clone(), subject: subject_word.to_owned() };
        report.error(argument.place, problem);
        return None;
    }
    Some(metric)
}

fn metric_range(
    node: &Node,
    context: &Context<'_>,
    who: Option<Who>,
    subject_word: &str,
    report: &mut Report,
) -> Option<MetricRange> {
    let written = node.argument()?;
    let metric = metric(written, who, subject_word, report)?;
    if metric.is_flag() {
        return flag_range(node, metric, report);
    }
    if let Some(extra) = node.arguments.get(1) {
        report.error(extra.place, Problem::TooManyArguments { inside: node.name.text.clone(), most: 1 });
        return None;
    }
    if node.properties.is_empty() {
        node.missing(What::Property, "至少=", report);
        return None;
    }
    let before = report.count();
    let mut bound = |name: &str| node.property(name).and_then(|value| number(value, context.parameters, report));
    let (at_least, at_most) = (bound("至少"), bound("至多"));
    let (advised_at_least, advised_at_most) = (bound("宜至少"), bound("宜至多"));
    let range = MetricRange { metric, at_least, at_most, advised_at_least, advised_at_most, place: node.place() };
    for (least, most) in [(at_least, at_most), (advised_at_least, advised_at_most)] {
        selectors::check_range(node, fixed(least), fixed(most), report);
    }
    (report.count() == before).then_some(range)
}

fn flag_range(node: &Node, metric: Metric, report: &mut Report) -> Option<MetricRange> {
    if let Some(property) = node.properties.first() {
        let problem =
            Problem::WrongType {
                field: metric.word().to_owned(), found: "是否", expected: "一个数，才能写范围"
            };
        report.error(property.name.place, problem);
        return None;
    }
    let Some(value) = node.arguments.get(1) else {
        node.missing(What::Argument, "是或否", report);
        return None;
    };
    let wanted = Some(Number::Fixed(Quantity::whole(flag(value, report)?.into())));
    let place = node.place();
    Some(MetricRange {
        metric,
        at_least: wanted,
        at_most: wanted,
        advised_at_least: None,
        advised_at_most: None,
        place,
    })
}

fn run(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Run> {
    node.check(&RUN, report);
    let of = node.argument().and_then(|written| match written.text.as_str() {
        "缺席" => Some(RunOf::Absences),
        "缺月" => Some(RunOf::EmptyMonths),
        _ => {
            unknown(What::Run, "连续", &written.spot(), ["缺席", "缺月"], report);
            None
        }
    });
    check_person(node, "连续", frame, report);
    let in_a_row = node.property("次").and_then(|number| whole_number(number, 1, frame, report));
    let in_all = match node.property("累计") {
        Some(written) => Some(whole_number(written, 1, frame, report)?),
        None => None,
    };
    let selector = selector(node, &frame.context, report)?;
    if of == Some(RunOf::Absences) {
        frame.context.check_attendance(&selector.kinds, node.place(), report);
    }
    let mut dues = dues(node, frame, report)?;
    if let Some(written) = node.children("应交").next() {
        owed_months(node, of, written, report)?;
        owed_by(&mut dues, node.child("担任")?.argument()?, frame, report)?;
    }
    Some(Run { of: of?, selector, in_a_row: in_a_row?, in_all, dues })
}

/// `应交` says what is due for months, and from the same person whose records are counted.
fn owed_months(node: &Node, of: Option<RunOf>, written: &Node, report: &mut Report) -> Option<()> {
    let asks = match of {
        Some(RunOf::Absences) => "连续 缺月",
        _ if node.child("担任").is_none() => "担任",
        _ => return Some(()),
    };
    let problem = Problem::OneOf { inside: "连续 应交".to_owned(), words: vec![asks.to_owned()], found: 0 };
    report.error(written.place(), problem);
    None
}

/// Who owes what is due is named by the same word as in the records that are counted.
fn owed_by(dues: &mut [(Selector, Name)], part: &Argument, frame: &Frame<'_>, report: &mut Report) -> Option<()> {
    for (due, _) in dues {
        due.part = Some(frame.context.part(&due.kinds, part, Needed::InAll, report)?);
    }
    Some(())
}

fn term(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Term> {
    node.check(&TERM, report);
    let mut read = |written: &Argument| length(written, frame.context.parameters, report);
    let length = node.argument().and_then(&mut read);
    let extension = node.property("可延").map_or(Some(Length::Fixed(Limit::Days(0))), read);
    Some(Term { length: length?, extension: extension? })
}

fn attested(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Attested> {
    node.check(&ATTESTED, report);
    let child = node.child("等次")?;
    child.check(&GRADES, report);
    let choices = core_choices(child, ATTESTATION, GRADE, frame, report)?;
    let grades = choices_named(&child.arguments, "等次", choices, report)?;
    let (kind, _) = frame.context.find_kind(ATTESTATION)?;
    Some(Attested { kind, grades: grades.into_iter().map(|grade| grade.slug).collect() })
}

/// The kind in which a superior's attestation is written down, and its field.
const ATTESTATION: &str = "attestation";
const GRADE: &str = "grade";

pub(crate) fn core_choices<'a>(
    node: &Node,
    kind: &str,
    field: &str,
    frame: &Frame<'a>,
    report: &mut Report,
) -> Option<&'a [Choice]> {
    let found = frame.context.kinds.iter().find(|known| known.slug == kind);
    let choices = found.and_then(|kind| kind.field(field)).and_then(|field| field.field_type.choices());
    if choices.is_none() && !frame.context.lost.contains(kind) {
        let problem = match found {
            None => Problem::MissingKind { slug: kind.to_owned() },
            Some(_) => Problem::MissingInKind { what: What::Field, slug: field.to_owned(), kind: kind.to_owned() },
        };
        report.error(node.place(), problem);
    }
    choices
}

pub(crate) fn choices_named(
    arguments: &[Argument],
    field: &str,
    choices: &[Choice],
    report: &mut Report,
) -> Option<Vec<Choice>> {
    let mut found = Vec::new();
    for written in arguments {
        let named = choices.iter().find(|choice| choice.name == written.text).or_else(|| {
            choices.iter().find(|choice| choice.slug == written.text || choice.synonyms.contains(&written.text))
        });
        match named {
            Some(choice) if found.contains(choice) => {
                report.error(written.place, Problem::Twice { what: What::Choice, word: written.text.clone() });
            }
            Some(choice) => found.push(choice.clone()),
            None => {
                unknown(What::Choice, field, &written.spot(), choices.iter().map(|choice| choice.name.as_str()), report)
            }
        }
    }
    (found.len() == arguments.len() && !found.is_empty()).then_some(found)
}
