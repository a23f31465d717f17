//! Which records are meant: kinds, tests of their fields, parts. Names are resolved to slugs here.

use std::collections::BTreeSet;

use facts::Quantity;

use crate::model::{Condition, KindIndex, List, Listed, Number, Parameter, Place, Selector, Test};
use crate::node::{Argument, Literal, Node, Property, Shape, unknown};
use crate::problem::{Expected, Problem, What};
use crate::rates::Rates;
use crate::record_kind::{Field, FieldType, Kind, Part};
use crate::report::Report;
use crate::scalars::{flag, number, unexpected};

/// What has been declared before rules are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) kinds: &'a [Kind],
    pub(crate) parameters: &'a [Parameter],
    pub(crate) rates: &'a [Rates],
    pub(crate) lists: &'a [List],
    /// Names of what was declared and could not be read: not reported a second time.
    pub(crate) lost: &'a BTreeSet<String>,
}

/// Whether a name has to be known in each of the kinds, or in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needed {
    InAll,
    InOne,
}

pub(crate) const KINDS: Shape = Shape::words(1, usize::MAX, "记录名称");
/// Asks for every choice that follows, not for one of them.
const ALL: &str = "全部";
pub(crate) const PART: Shape = Shape::words(1, 1, "身份");

impl<'a> Context<'a> {
    pub(crate) fn kind(&self, index: KindIndex) -> Option<&'a Kind> {
        self.kinds.get(usize::from(index.0))
    }

    pub(crate) fn find_kind(&self, word: &str) -> Option<(KindIndex, &'a Kind)> {
        let position = self
            .kinds
            .iter()
            .position(|kind| kind.name == word)
            .or_else(|| self.kinds.iter().position(|kind| kind.slug == word))?;
        Some((KindIndex(u16::try_from(position).ok()?), self.kinds.get(position)?))
    }

    /// A kind by its name or slug.
    pub(crate) fn kind_named(&self, argument: &Argument, report: &mut Report) -> Option<KindIndex> {
        if let Some((index, _)) = self.find_kind(&argument.text) {
            return Some(index);
        }
        if !self.lost.contains(&argument.text) {
            let synonym = |kind: &&Kind| kind.synonyms.contains(&argument.text);
            let names: Vec<&str> = match self.kinds.iter().find(synonym) {
                Some(kind) => vec![kind.name.as_str()],
                None => self.kinds.iter().map(|kind| kind.name.as_str()).collect(),
            };
            suggest(What::Kind, "", argument, &names, report);
        }
        None
    }

    /// The list that stands where choices of a field do: by its name or slug, where no choice is called so.
    pub(crate) fn list_named(&self, written: &[Argument], fields: &[&Field]) -> Option<usize> {
        let [word] = written else { return None };
        let mut choices = fields.iter().filter_map(|field| field.field_type.choices()).flatten();
        let choice = choices.any(|choice| choice.name == word.text || choice.slug == word.text);
        let named = |list: &List| list.name == word.text || list.slug == word.text;
        self.lists.iter().position(named).filter(|_| !choice)
    }

    /// A list as the choices of a field; an item that is none of them is reported where the list has it.
    pub(crate) fn listed(&self, list: usize, fields: &[&Field], report: &mut Report) -> Option<Listed> {
        let mut versions = Vec::new();
        for version in &self.lists.get(list)?.versions {
            let written = |item: &String| Argument { text: item.clone(), place: version.place, literal: Literal::Word };
            let slugs: Vec<Option<String>> =
                version.items.iter().map(|item| choice(fields, &written(item), report)).collect();
            versions.push((version.from, slugs.into_iter().collect::<Option<Vec<_>>>()?));
        }
        Some(Listed { list, versions })
    }

    pub(crate) fn kinds_named(&self, arguments: &[Argument], report: &mut Report) -> Option<Vec<KindIndex>> {
        let mut found = Vec::new();
        for argument in arguments {
            let Some(index) = self.kind_named(argument, report) else { continue };
            if found.contains(&index) {
                report.error(argument.place, Problem::Twice { what: What::KindName, word: argument.text.clone() });
            } else {
                found.push(index);
            }
        }
        (found.len() == arguments.len() && !found.is_empty()).then_some(found)
    }

    fn label(&self, kinds: &[KindIndex]) -> String {
        kinds.iter().filter_map(|index| self.kind(*index)).map(|kind| kind.name.as_str()).collect::<Vec<_>>().join("、")
    }

    /// A field by its name or slug, as each of the kinds that have it declares it; never empty.
    pub(crate) fn fields(
        &self,
        kinds: &[KindIndex],
        written: &Argument,
        needed: Needed,
        report: &mut Report,
    ) -> Option<Vec<&'a Field>> {
        let all: Vec<&Kind> = kinds.iter().filter_map(|index| self.kind(*index)).collect();
        let found: Vec<Option<&Field>> = all.iter().map(|kind| find_field(kind, &written.text)).collect();
        let fields: Vec<&Field> = found.iter().copied().flatten().collect();
        let Some(first) = fields.first().copied() else {
            self.unknown_field(kinds, &all, written, report);
            return None;
        };
        if needed == Needed::InAll {
            self.check_in_all(&all, found.iter().map(Option::is_some), written, report)?;
        }
        let same_type = |field: &&&Field| field.field_type.word() == first.field_type.word();
        if let Some(other) = fields.iter().find(|field| field.slug != first.slug || !same_type(field)) {
            report.error(written.place, Problem::FieldDiffers { field: other.name.clone() });
            return None;
        }
        if fields.iter().any(|field| field.secret) {
            report.error(written.place, Problem::SecretField { field: first.name.clone() });
            return None;
        }
        Some(fields)
    }

    fn unknown_field(&self, kinds: &[KindIndex], all: &[&Kind], written: &Argument, report: &mut Report) {
        if self.lost.contains(&written.text) {
            return;
        }
        let fields = || all.iter().flat_map(|kind| &kind.fields);
        let names: Vec<&str> = match fields().find(|field| field.synonyms.contains(&written.text)) {
            Some(field) => vec![field.name.as_str()],
            None => unique(fields().map(|field| field.name.as_str())),
        };
        suggest(What::Field, &self.label(kinds), written, &names, report);
    }

    fn check_in_all(
        &self,
        all: &[&Kind],
        found: impl Iterator<Item = bool>,
        written: &Argument,
        report: &mut Report,
    ) -> Option<()> {
        let lacking = all.iter().zip(found).find(|(_, found)| !found).map(|(kind, _)| kind);
        let Some(kind) = lacking else { return Some(()) };
        let problem = Problem::FieldNotInKind { field: written.text.clone(), kind: kind.name.clone() };
        report.error(written.place, problem);
        None
    }

    /// The slug of a part by its name or slug.
    pub(crate) fn part(
        &self,
        kinds: &[KindIndex],
        written: &Argument,
        needed: Needed,
        report: &mut Report,
    ) -> Option<String> {
        let all: Vec<&Kind> = kinds.iter().filter_map(|index| self.kind(*index)).collect();
        let found: Vec<Option<&Part>> = all.iter().map(|kind| find_part(kind, &written.text)).collect();
        let Some(first) = found.iter().copied().flatten().next() else {
            let parts = || all.iter().flat_map(|kind| &kind.parts);
            let names: Vec<&str> = match parts().find(|part| part.synonyms.contains(&written.text)) {
                Some(part) => vec![part.name.as_str()],
                None => unique(parts().map(|part| part.name.as_str())),
            };
            if !self.lost.contains(&written.text) {
                suggest(What::Part, &self.label(kinds), written, &names, report);
            }
            return None;
        };
        if needed == Needed::InAll {
            self.check_in_all(&all, found.iter().map(Option::is_some), written, report)?;
        }
        if let Some(other) = found.iter().flatten().find(|part| part.slug != first.slug) {
            report.error(written.place, Problem::FieldDiffers { field: other.name.clone() });
            return None;
        }
        Some(first.slug.clone())
    }

    /// Reports the kinds in which nobody's presence is written down.
    pub(crate) fn check_attendance(&self, kinds: &[KindIndex], place: Place, report: &mut Report) {
        for kind in kinds.iter().filter_map(|index| self.kind(*index)) {
            if !kind.parts.iter().any(|part| part.attendance) {
                report.error(place, Problem::NoAttendance { kind: kind.name.clone() });
            }
        }
    }
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Reports an unknown word; a single candidate is the answer, however little it looks like the word (a synonym).
pub(crate) fn suggest(what: What, inside: &str, written: &Argument, names: &[&str], report: &mut Report) {
    unknown(what, inside, &written.spot(), names.iter().copied(), report);
}

pub(crate) fn find_field<'a>(kind: &'a Kind, word: &str) -> Option<&'a Field> {
    kind.fields.iter().find(|field| field.name == word).or_else(|| kind.field(word))
}

pub(crate) fn find_part<'a>(kind: &'a Kind, word: &str) -> Option<&'a Part> {
    kind.parts.iter().find(|part| part.name == word).or_else(|| kind.part(word))
}

/// `记录 … 且 … 除 … 担任 …` as children of a node that allows them.
pub(crate) fn selector(node: &Node, context: &Context<'_>, report: &mut Report) -> Option<Selector> {
    let mut written = Vec::new();
    for child in node.children("记录") {
        child.check(&KINDS, report);
        written.extend(child.arguments.iter().cloned());
    }
    let kinds = context.kinds_named(&written, report)?;
    selector_of(kinds, node, context, report)
}

/// The same with the kinds already known: `起 记录 … { 且 …; 除 … }`.
pub(crate) fn selector_of(
    kinds: Vec<KindIndex>,
    node: &Node,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Selector> {
    let must = conditions(node, "且", &kinds, Needed::InAll, context, report);
    let except = conditions(node, "除", &kinds, Needed::InOne, context, report);
    let part = part_played(node, &kinds, Needed::InAll, context, report);
    Some(Selector { must: must?, except: except?, part: part?, kinds })
}

/// `担任 身份`: the outer `None` where it is wrong, the inner where it is not written.
pub(crate) fn part_played(
    node: &Node,
    kinds: &[KindIndex],
    needed: Needed,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Option<String>> {
    let Some(child) = node.child("担任") else { return Some(None) };
    child.check(&PART, report);
    context.part(kinds, child.argument()?, needed, report).map(Some)
}

/// All conditions that stand in a node under one word.
pub(crate) fn conditions(
    node: &Node,
    word: &str,
    kinds: &[KindIndex],
    needed: Needed,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Vec<Condition>> {
    let read: Vec<Option<Condition>> =
        node.children(word).map(|child| condition(child, kinds, needed, context, report)).collect();
    read.into_iter().collect()
}

/// `且 字段 测试`, in one of the ways of writing the test.
pub(crate) fn condition(
    node: &Node,
    kinds: &[KindIndex],
    needed: Needed,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Condition> {
    if let Some(child) = node.children.first() {
        unknown(What::Child, &node.name.text, &child.name, [], report);
    }
    let is_range = |name: &str| name == "至少" || name == "至多";
    // `且 事由=文本` says the field as the name of a property.
    let equals = node.properties.iter().find(|property| !is_range(&property.name.text));
    let (written, values) = match (node.arguments.split_first(), equals) {
        (Some((field, values)), None) => (field.clone(), values.to_vec()),
        (None, Some(property)) if node.properties.len() == 1 => {
            let Property { name, value } = property;
            let field = Argument { text: name.text.clone(), place: name.place, literal: Literal::Word };
            (field, vec![value.clone()])
        }
        (None, _) => {
            node.missing(What::Argument, "字段", report);
            return None;
        }
        (Some(_), Some(property)) => {
            unknown(What::Property, &node.name.text, &property.name, ["至少", "至多"], report);
            return None;
        }
    };
    node.check_properties(&[&written.text, "至少", "至多"], report);
    let fields = context.fields(kinds, &written, needed, report)?;
    let bound =
        |name: &str, report: &mut Report| node.property(name).map(|bound| number(bound, context.parameters, report));
    let (least, most) = (bound("至少", report), bound("至多", report));
    let test = match (least, most) {
        (None, None) => value_test(node, &fields, &values, context, report)?,
        (least, most) => range_test(node, &fields, &values, (least, most), report)?,
    };
    Some(Condition { field: fields.first()?.slug.clone(), test, place: node.place() })
}

fn range_test(
    node: &Node,
    fields: &[&Field],
    values: &[Argument],
    (least, most): (Option<Option<Number>>, Option<Option<Number>>),
    report: &mut Report,
) -> Option<Test> {
    // A bound that is written and cannot be read makes the whole test unreadable.
    let (least, most) =
        (least.map_or(Some(None), |bound| bound.map(Some))?, most.map_or(Some(None), |bound| bound.map(Some))?);
    let field = fields.first()?;
    if let Some(value) = values.first() {
        let problem = Problem::TooManyArguments { inside: node.name.text.clone(), most: 1 };
        report.error(value.place, problem);
        return None;
    }
    if !matches!(field.field_type, FieldType::Quantity | FieldType::Money) {
        let found = field.field_type.word();
        let problem = Problem::WrongType {
            field: field.name.clone(), found, expected: "数或金额，才能写至少、至多"
        };
        report.error(node.place(), problem);
        return None;
    }
    check_range(node, fixed(least), fixed(most), report)?;
    Some(Test::Range(least, most))
}

pub(crate) fn check_range(
    node: &Node,
    least: Option<Quantity>,
    most: Option<Quantity>,
    report: &mut Report,
) -> Option<()> {
    match (least, most) {
        (Some(least), Some(most)) if least > most => {
            let problem = Problem::EmptyRange { least: least.to_string(), most: most.to_string() };
            report.error(node.place(), problem);
            None
        }
        _ => Some(()),
    }
}

/// The number where it is written out.
pub(crate) fn fixed(number: Option<Number>) -> Option<Quantity> {
    match number {
        Some(Number::Fixed(quantity)) => Some(quantity),
        _ => None,
    }
}

fn value_test(
    node: &Node,
    fields: &[&Field],
    values: &[Argument],
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Test> {
    let field = fields.first()?;
    let Some(value) = values.first() else {
        let found = node.name.text.clone();
        report.error(node.place(), Problem::Unexpected { expected: Expected::FieldTest, found });
        return None;
    };
    if values.len() == 1 && value.text == "已填" {
        return Some(Test::Filled);
    }
    if field.field_type.choices().is_some() {
        if let Some(list) = context.list_named(values, fields) {
            return context.listed(list, fields, report).map(Test::Listed);
        }
        return choices_test(fields, value, values, report);
    }
    if let Some(extra) = values.get(1) {
        report.error(extra.place, Problem::TooManyArguments { inside: node.name.text.clone(), most: 2 });
        return None;
    }
    match field.field_type {
        FieldType::Flag => flag(value, report).map(Test::Flag),
        FieldType::Text if value.literal != Literal::Other => Some(Test::Text(value.text.clone())),
        FieldType::Text => unexpected(value, Expected::Word, report),
        _ => {
            let found = field.field_type.word();
            let expected = "是否、文本、单选或多选；数与金额写 `至少=`、`至多=`，其余只能写 `已填`";
            report.error(value.place, Problem::WrongType { field: field.name.clone(), found, expected });
            None
        }
    }
}

/// `字段 选项…`, or `字段 全部 选项…` of a field that holds several.
fn choices_test(fields: &[&Field], first: &Argument, values: &[Argument], report: &mut Report) -> Option<Test> {
    let all = first.text == ALL && values.len() > 1;
    let named = if all { values.get(1..).unwrap_or_default() } else { values };
    let slugs: Vec<Option<String>> = named.iter().map(|value| choice(fields, value, report)).collect();
    let slugs = slugs.into_iter().collect::<Option<Vec<_>>>()?;
    let single = fields.iter().find(|field| !matches!(field.field_type, FieldType::Many(_)));
    match single {
        Some(field) if all => {
            let found = field.field_type.word();
            let expected = "多选，才能要求几个选项全部都有";
            report.error(first.place, Problem::WrongType { field: field.name.clone(), found, expected });
            None
        }
        _ if all => Some(Test::AllOf(slugs)),
        _ => Some(Test::OneOf(slugs)),
    }
}

/// The slug of a choice by its name, slug or another name of it.
fn choice(fields: &[&Field], written: &Argument, report: &mut Report) -> Option<String> {
    let choices = || fields.iter().filter_map(|field| field.field_type.choices()).flatten();
    let found = choices()
        .find(|choice| choice.name == written.text)
        .or_else(|| choices().find(|choice| choice.slug == written.text))
        .or_else(|| choices().find(|choice| choice.synonyms.contains(&written.text)));
    if found.is_none() {
        let field = fields.first().map_or("", |field| &field.name);
        let names = unique(choices().map(|choice| choice.name.as_str()));
        suggest(What::Choice, field, written, &names, report);
    }
    found.map(|choice| choice.slug.clone())
}
