//! `规则`: who has to do what from when, and what it costs not to. What has to be done is read by `requirements`.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Calendar, Day, Limit};

use crate::blocks::Block;
use crate::layer::{Layer, Origin, citation};
use crate::model::{Clause, Force, Form, MetricRange, Place, Register, Rule, Subject, Who};
use crate::node::{ANY, Node, Shape, unknown};
use crate::points::points;
use crate::problem::{LayerProblem, Problem, What};
use crate::procedure::{ENDED_BY, naming_field};
use crate::record_kind::FieldType;
use crate::report::Report;
use crate::requirements::{FORMS, Frame, requirement, subject_condition};
use crate::scalars::{day, days_limit, limit, parameter, slug, synonyms, text, word};
use crate::selectors::{Context, selector};
use crate::words::Word;

const RULE: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "短名",
    required: &["名称", "力度", "责任"],
    optional: &[
        "分值",
        "每缺扣",
        "迟扣",
        "每达标得",
        "迟得",
        "加分",
        "每次加",
        "否决",
        "限星",
        "补录",
        "自",
        "止",
        "替代",
        "加严",
        "执行",
    ],
    children: &[
        ("出处", 0, 1),
        ("适用", 1, 1),
        ("每", 0, 1),
        ("次数", 0, ANY),
        ("合计", 0, ANY),
        ("期限", 0, ANY),
        ("状态", 0, ANY),
        ("每次", 0, ANY),
        ("连续", 0, ANY),
        ("届期", 0, ANY),
        ("齐备", 0, ANY),
        ("认定", 0, ANY),
        ("程序", 0, ANY),
        ("选举", 0, ANY),
        ("足额", 0, ANY),
        ("占比", 0, ANY),
    ],
};
const SUBJECT: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "对象",
    required: &[],
    optional: &[],
    children: &[("形式", 0, 1), ("其中", 0, ANY)],
};
/// The same of what a register names.
const REGISTERED: Shape = Shape {
    children: &[
        ("记录", 1, ANY),
        ("按", 1, 1),
        ("且", 0, ANY),
        ("除", 0, ANY),
        ("终止", 0, 1),
        ("形式", 0, 1),
        ("其中", 0, ANY),
    ],
    ..SUBJECT
};
const FORM_WORDS: Shape = Shape::words(1, ANY, "组织形式");
const EVERY: Shape = Shape::words(1, 1, "期间");
const EVERY_WINDOW: Shape = Shape::words(2, 2, "任意和多长时间");
/// Before how long a window is: it may begin on any day.
const ANY_WINDOW: &str = "任意";

/// Rules hold from here where they do not say since when: the standard's own first day.
pub(crate) const SINCE: (i32, u32, u32) = (2018, 9, 1);
/// A record written down more than so many days after it occurred is a late one, where a rule names no other limit
/// (semantics, "Late records").
const LATE_AFTER_DAYS: u16 = 7;
/// What 党支部 means, and where people belong, where no form is written.
const BRANCHES: [Form; 3] = [Form::Branch, Form::Joint, Form::Temporary];
/// Organisations themselves, with the forms that each word stands for.
const ORGANISATIONS: [(&str, &[Form]); 3] =
    [("党支部", &BRANCHES), ("党总支", &[Form::GeneralBranch]), ("党委", &[Form::Committee])];

/// All rules of all layers, in the order of the document. Slugs of those that could not be read go to `lost`.
/// With them, by slug, where each says what it takes the place of or tightens.
pub(crate) fn read(
    blocks: &[Block],
    clauses: &[Clause],
    context: Context<'_>,
    lost: &mut BTreeSet<String>,
    report: &mut Report,
) -> (Vec<Rule>, BTreeMap<String, Place>) {
    let mut rules: Vec<Rule> = Vec::new();
    let mut replacements = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.node.name.text == "规则") {
        let clause = block.clause.as_ref().and_then(|id| clauses.iter().position(|clause| clause.id == *id));
        block.node.check(&RULE, report);
        let rule = read_rule(block, clause, context, report);
        let twice = |rule: &&Rule| rules.iter().any(|earlier: &Rule| earlier.slug == rule.slug);
        if let Some(rule) = rule.as_ref().filter(twice) {
            let place = block.node.argument().map_or(block.node.place(), |slug| slug.place);
            report.error(place, Problem::Twice { what: What::Rule, word: rule.slug.clone() });
            continue;
        }
        match rule {
            Some(rule) => {
                let named = block.node.property("替代").or(block.node.property("加严"));
                let place = named.map_or(block.node.place(), |other| other.place);
                replacements.insert(rule.slug.clone(), place);
                rules.push(rule);
            }
            None => lost.extend(block.node.argument().map(|slug| slug.text.clone())),
        }
    }
    (rules, replacements)
}

fn read_rule(block: &Block, clause: Option<usize>, context: Context<'_>, report: &mut Report) -> Option<Rule> {
    let node = &block.node;
    let before = report.count();
    let slug = node.argument().and_then(|written| slug(written, report));
    if clause.is_none() {
        let slug = slug.clone().unwrap_or_default();
        report.error(node.place(), Problem::OutsideClause { slug });
    }
    let title = node.property("名称").and_then(|name| text(name, report));
    let force: Option<Force> = node.property("力度").and_then(|force| word(force, What::Force, report));
    let responsible = node.property("责任").and_then(|responsible| text(responsible, report));
    let (from, until) = dates(node, report);
    let points = points(node, force, report);
    let late_after_days = late_after_days(node, report);
    let replaces = node.property("替代").and_then(|other| crate::scalars::slug(other, report));
    if node.property("替代").is_some() && node.property("自").is_none() {
        node.missing(What::Property, "自=", report);
    }
    let origin = origin(block, &context, until, report);
    let subject_node = node.child("适用");
    let subject = subject_node.and_then(|child| subject(child, &context, report));
    let (calendar, window) = every(node, report);
    let subject_word = subject_node.and_then(Node::argument).map_or("", |word| word.text.as_str());
    let frame = Frame { context, subject: subject.as_ref(), subject_word, calendar, window };
    let requirement = one_requirement(node, &frame, report);
    let (subject, requirement) = (subject?, requirement?);
    // A rule of which anything could not be read would ask for something else than what is written.
    (report.count() == before).then_some(())?;
    Some(Rule {
        slug: slug?,
        title: title?,
        clause: clause?,
        force: force?,
        responsible: responsible?,
        from: from?,
        until: until?,
        points: points?,
        late_after_days: late_after_days?,
        subject,
        calendar,
        window,
        requirement,
        replaces,
        origin: origin?,
        place: node.place(),
        source: node.source.clone(),
    })
}

/// Where a rule comes from, and how it stands to rules of other layers.
fn origin(block: &Block, context: &Context<'_>, until: Option<Day>, report: &mut Report) -> Option<Origin> {
    let (node, layer) = (&block.node, block.layer);
    let own_slug = node.argument().map(|slug| slug.text.clone()).unwrap_or_default();
    let citation = node.child("出处").and_then(|child| citation(child, report));
    let tightens = synonyms(node.property("加严"), report);
    let enforced = node.property("执行").and_then(|name| parameter(name, context.parameters, report));
    if layer == Layer::National {
        if node.child("出处").is_none() || node.property("自").is_none() {
            report.error(node.place(), LayerProblem::NationalWithoutCitation { slug: own_slug.clone() }.into());
        }
        if let Some(points) = node.property("分值") {
            report.error(points.place, LayerProblem::NationalWithPoints { slug: own_slug.clone() }.into());
        }
    }
    if let (Some(_), Some(enforced)) = (node.property("加严"), node.property("执行")) {
        report.error(enforced.place, LayerProblem::TightensUnenforced { slug: own_slug }.into());
    }
    Some(Origin { layer, citation, tightens, enforced, until: until? })
}

fn dates(node: &Node, report: &mut Report) -> (Option<Day>, Option<Day>) {
    let (year, month, day_of_month) = SINCE;
    let default = Day::from_ymd(year, month, day_of_month);
    let from = node.property("自").map_or(default, |from| day(from, report));
    let until = node.property("止").map_or(Some(Day::LATEST), |until| day(until, report));
    if let (Some(first), Some(last)) = (from, until)
        && last < first
    {
        let place = node.property("止").map_or(node.place(), |until| until.place);
        report.error(place, Problem::Dates { first, last });
    }
    (from, until)
}

fn late_after_days(node: &Node, report: &mut Report) -> Option<u16> {
    match node.property("补录") {
        Some(written) => days_limit(written, report).and_then(|days| u16::try_from(days).ok()),
        None => Some(LATE_AFTER_DAYS),
    }
}

/// `每 季度`, or `每 任意 "6 月"`: a calendar period, or a window that begins on any day.
fn every(node: &Node, report: &mut Report) -> (Option<Calendar>, Option<Limit>) {
    let Some(child) = node.child("每") else { return (None, None) };
    match child.arguments.as_slice() {
        [any, rest @ ..] if any.text == ANY_WINDOW => {
            child.check(&EVERY_WINDOW, report);
            (None, rest.first().and_then(|written| limit(written, report)))
        }
        written => {
            child.check(&EVERY, report);
            (written.first().and_then(|written| word(written, What::Calendar, report)), None)
        }
    }
}

fn one_requirement(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<crate::model::Requirement> {
    let is_form = |child: &&Node| FORMS.iter().any(|(form, _)| *form == child.name.text);
    let written: Vec<&Node> = node.children.iter().filter(is_form).collect();
    match written.as_slice() {
        [child] => requirement(child, frame, report),
        _ => {
            let words = FORMS.iter().map(|(form, _)| (*form).to_owned()).collect();
            let place = written.get(1).map_or(node.place(), |second| second.place());
            report.error(place, Problem::OneOf { inside: node.name.text.clone(), words, found: written.len() });
            None
        }
    }
}

fn subject(node: &Node, context: &Context<'_>, report: &mut Report) -> Option<Subject> {
    let Some(written) = node.argument() else {
        node.check(&SUBJECT, report);
        return None;
    };
    let registered = Who::from_word(&written.text) == Some(Who::Registered);
    node.check(if registered { &REGISTERED } else { &SUBJECT }, report);
    let register = if registered { Some(register(node, context, report)?) } else { None };
    let organisation = ORGANISATIONS.iter().find(|(word, _)| *word == written.text);
    let who = match organisation {
        Some(_) => Some(Who::Organisation),
        None => Who::from_word(&written.text),
    };
    if who.is_none() {
        let words = ORGANISATIONS.iter().map(|(word, _)| *word).chain(Who::WORDS.iter().map(|(word, _)| *word));
        unknown(What::Subject, "", &written.spot(), words, report);
    }
    let default = organisation.map_or(&BRANCHES[..], |(_, forms)| *forms);
    let forms = match node.child("形式") {
        Some(child) => forms(child, organisation.map(|(_, forms)| *forms), report)?,
        None => default.to_vec(),
    };
    let read: Vec<Option<MetricRange>> =
        node.children("其中").map(|child| subject_condition(child, context, who, &written.text, report)).collect();
    Some(Subject { who: who?, register, forms, conditions: read.into_iter().collect::<Option<_>>()? })
}

/// `适用 登记对象 { 记录 …; 按 字段; 终止 { 记录 … } }`.
fn register(node: &Node, context: &Context<'_>, report: &mut Report) -> Option<Register> {
    let begun_by = selector(node, context, report)?;
    let ended_by = match node.child("终止") {
        Some(child) => {
            child.check(&ENDED_BY, report);
            Some(selector(child, context, report)?)
        }
        None => None,
    };
    let mut kinds = begun_by.kinds.clone();
    kinds.extend(ended_by.iter().flat_map(|ended_by| &ended_by.kinds));
    let can_name = |field: &FieldType| matches!(field, FieldType::Text | FieldType::One(_));
    let can_name = (can_name, "文字或单选，才能分清是哪一样");
    let field = naming_field(node.child("按")?, &kinds, context, can_name, report)?;
    Some(Register { selector: begun_by, field, ended_by })
}

/// Forms as written; an organisation's word limits which of them make sense.
fn forms(node: &Node, allowed: Option<&[Form]>, report: &mut Report) -> Option<Vec<Form>> {
    node.check(&FORM_WORDS, report);
    let mut found = Vec::new();
    for written in &node.arguments {
        let Some(form): Option<Form> = word(written, What::Form, report) else { continue };
        if allowed.is_some_and(|allowed| !allowed.contains(&form)) {
            let known = allowed.unwrap_or_default().iter().map(|form| form.word());
            unknown(What::Form, "这个适用对象", &written.spot(), known, report);
        } else if found.contains(&form) {
            report.error(written.place, Problem::Twice { what: What::Form, word: written.text.clone() });
        } else {
            found.push(form);
        }
    }
    (found.len() == node.arguments.len()).then_some(found)
}
