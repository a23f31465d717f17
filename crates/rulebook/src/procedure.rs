//! 程序: a case goes through its steps in order and in time.
//!
//! A case is made of the records that hold the same in one field (`按 姓名`), or of those of one subject and calendar
//! period. Each step is a selector, so that a step may be a kind of record of its own or one choice of a field.

use facts::Name;

use crate::model::{KindIndex, Length, Selector, Who};
use crate::node::{ANY, Argument, Node, Shape, unknown};
use crate::problem::{Problem, What};
use crate::record_kind::FieldType;
use crate::report::Report;
use crate::requirements::{Frame, check_group_field, check_period};
use crate::scalars::{length, text};
use crate::selectors::{Context, Needed, selector};

/// 程序: ordered steps with who takes them and their time limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Procedure {
    /// 按: the text field that says which case a record belongs to; none where each subject has one case a period.
    pub by: Option<Name>,
    pub steps: Vec<Step>,
    /// 终止: a record that ends a case which is not finished; what was still to be done is owed no longer.
    pub ended_by: Option<Selector>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub name: String,
    pub selector: Selector,
    /// 责任: who takes it, where that is not whom the rule makes responsible.
    pub responsible: Option<String>,
    /// 阶段: the stage that it belongs to, as the last step that names one begins it.
    pub stage: Option<String>,
    /// 材料: what is to be on paper when it is taken. Nothing asks for it; whoever takes the step is told.
    pub document: Option<String>,
    /// 可省: a later step may come without it.
    pub optional: bool,
    /// 之后: so long after an earlier step at the latest.
    pub latest: Option<StepLimit>,
    /// 不早于: so long after an earlier step at the earliest.
    pub earliest: Option<StepLimit>,
}

/// A limit that begins on the day of an earlier step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepLimit {
    /// Index into [`Procedure::steps`].
    pub from: usize,
    pub limit: Length,
}

const PROCEDURE: Shape =
    Shape { children: &[("按", 0, 1), ("步", 2, ANY), ("终止", 0, 1)], ..Shape::words(0, 0, "") };
const BY: Shape = Shape::words(1, 1, "字段");
const STEP: Shape = Shape {
    optional: &["责任", "阶段", "材料"],
    children: &[
        ("记录", 1, ANY),
        ("且", 0, ANY),
        ("除", 0, ANY),
        ("担任", 0, 1),
        ("之后", 0, 1),
        ("不早于", 0, 1),
        ("可省", 0, 1),
    ],
    ..Shape::words(1, 1, "步骤名称")
};
pub(crate) const ENDED_BY: Shape =
    Shape { children: &[("记录", 1, ANY), ("且", 0, ANY), ("除", 0, ANY)], ..Shape::words(0, 0, "") };
const STEP_LIMIT: Shape = Shape::words(1, 2, "时限，前面可以写从哪一步算起");
const OPTIONAL: Shape = Shape::words(0, 0, "");

impl Procedure {
    /// The selectors of the steps in order, and of what ends a case.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        self.steps.iter().map(|step| &step.selector).chain(&self.ended_by)
    }

    /// The kinds of all its records, each once.
    pub fn kinds(&self) -> Vec<KindIndex> {
        let mut kinds: Vec<KindIndex> = self.selectors().flat_map(|selector| selector.kinds.iter().copied()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }
}

pub(crate) fn procedure(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Procedure> {
    node.check(&PROCEDURE, report);
    let by = node.child("按");
    let form = if by.is_some() { "程序 按" } else { "程序" };
    check_period(node, form, by.is_none(), frame, report);
    if let Some(child) = by.filter(|_| frame.subject.is_some_and(|subject| subject.who != Who::Organisation)) {
        let subject = frame.subject_word.to_owned();
        report.error(child.place(), Problem::NotForSubject { word: form.to_owned(), subject });
    }
    let mut steps: Vec<Step> = Vec::new();
    let mut all_read = true;
    for child in node.children("步") {
        match step(child, &steps, frame, report) {
            Some(step) => steps.push(step),
            None => all_read = false,
        }
    }
    let ended_by = match node.child("终止") {
        Some(child) => {
            child.check(&ENDED_BY, report);
            Some(selector(child, &frame.context, report)?)
        }
        None => None,
    };
    let mut procedure = Procedure { by: None, steps, ended_by };
    check_group_field(node, &procedure.kinds(), frame, report);
    if let (Some(child), true) = (by, all_read) {
        procedure.by = Some(case_field(child, &procedure.kinds(), &frame.context, report)?);
    }
    all_read.then_some(procedure)
}

fn step(node: &Node, earlier: &[Step], frame: &Frame<'_>, report: &mut Report) -> Option<Step> {
    node.check(&STEP, report);
    let name = node.argument().and_then(|name| text(name, report));
    if let (Some(name), Some(written)) = (&name, node.argument())
        && earlier.iter().any(|step| step.name == *name)
    {
        report.error(written.place, Problem::Twice { what: What::Step, word: name.clone() });
        return None;
    }
    let mut said = |word: &str| match node.property(word) {
        Some(written) => text(written, report).map(Some),
        None => Some(None),
    };
    let (responsible, stage, document) = (said("责任")?, said("阶段")?, said("材料")?);
    let stage = stage.or_else(|| earlier.last()?.stage.clone());
    if let Some(child) = node.child("可省") {
        child.check(&OPTIONAL, report);
    }
    let mut bound = |word: &str| match node.child(word) {
        Some(child) => step_limit(child, earlier, frame, report).map(Some),
        None => Some(None),
    };
    let (latest, earliest) = (bound("之后"), bound("不早于"));
    let selector = selector(node, &frame.context, report);
    let optional = node.child("可省").is_some();
    let (latest, earliest) = (latest?, earliest?);
    Some(Step { name: name?, selector: selector?, responsible, stage, document, optional, latest, earliest })
}

/// `之后 "1 月"` from the step before, `之后 确定对象 "1 月"` from another one.
fn step_limit(node: &Node, earlier: &[Step], frame: &Frame<'_>, report: &mut Report) -> Option<StepLimit> {
    node.check(&STEP_LIMIT, report);
    let (from, written) = match node.arguments.as_slice() {
        [written] => (earlier.len().checked_sub(1), written),
        [step, written] => (step_named(step, earlier, report).map(Some)?, written),
        _ => return None,
    };
    let Some(from) = from else {
        report.error(node.place(), Problem::FirstStep { word: node.name.text.clone() });
        return None;
    };
    Some(StepLimit { from, limit: length(written, frame.context.parameters, report)? })
}

fn step_named(written: &Argument, earlier: &[Step], report: &mut Report) -> Option<usize> {
    let found = earlier.iter().position(|step| step.name == written.text);
    if found.is_none() {
        let names = earlier.iter().map(|step| step.name.as_str());
        unknown(What::Step, "前面的步骤", &written.spot(), names, report);
    }
    found
}

/// The field by which records belong to a case: a text that every one of them has.
pub(crate) fn case_field(node: &Node, kinds: &[KindIndex], context: &Context<'_>, report: &mut Report) -> Option<Name> {
    let text = (|field: &FieldType| *field == FieldType::Text, "文字，才能分清是哪一件");
    naming_field(node, kinds, context, text, report)
}

/// The field that names what records are about, of a type that can; the words say which types those are.
pub(crate) fn naming_field(
    node: &Node,
    kinds: &[KindIndex],
    context: &Context<'_>,
    (can_name, expected): (impl Fn(&FieldType) -> bool, &'static str),
    report: &mut Report,
) -> Option<Name> {
    node.check(&BY, report);
    let written = node.argument()?;
    let fields = context.fields(kinds, written, Needed::InAll, report)?;
    let first = fields.first()?;
    if !can_name(&first.field_type) {
        let problem = Problem::WrongType { field: first.name.clone(), found: first.field_type.word(), expected };
        report.error(written.place, problem);
        return None;
    }
    if fields.iter().any(|field| !field.required) {
        report.error(written.place, Problem::MayBeEmpty { field: first.name.clone() });
        return None;
    }
    Some(first.slug.clone())
}
