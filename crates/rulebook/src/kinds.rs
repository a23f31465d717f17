//! `记录`: kinds of record with their fields, choices and parts, and what later layers add to them.

use std::collections::BTreeSet;

use facts::Quantity;

use crate::blocks::Block;
use crate::node::{ANY, Argument, Node, Shape, unknown};
use crate::problem::{Problem, What};
use crate::record_kind::{Choice, Field, FieldType, Kind, Part};
use crate::report::Report;
use crate::scalars::{flag, optional_flag, quantity, slug, synonyms, text};

const KIND: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "短名",
    required: &[],
    optional: &["名称", "又名", "补充", "公开"],
    children: &[("字段", 0, ANY), ("参与", 0, ANY)],
};
const FIELD: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "短名",
    required: &[],
    optional: &["名称", "类型", "又名", "单位", "最小", "最大", "必填", "归属", "保密", "他人填"],
    children: &[("选项", 0, ANY)],
};
const PART: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "短名",
    required: &[],
    optional: &["名称", "又名", "出勤", "多人", "必填", "自记"],
    children: &[],
};
const CHOICE: Shape = Shape {
    least_arguments: 1,
    most_arguments: 1,
    argument: "短名",
    required: &[],
    optional: &["名称", "又名", "他人填"],
    children: &[],
};

/// All kinds of all layers. Slugs and names of those that could not be read go to `lost`, so that what refers to
/// them is not reported again.
pub(crate) fn read(blocks: &[Block], lost: &mut BTreeSet<String>, report: &mut Report) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for node in blocks.iter().map(|block| &block.node).filter(|node| node.name.text == "记录") {
        node.check(&KIND, report);
        let before = report.count();
        read_kind(node, &mut kinds, report);
        if report.count() > before {
            let kind = node.argument().and_then(|slug| kinds.iter().find(|kind| kind.slug == slug.text));
            remember_lost(node, kind, lost);
        }
    }
    kinds
}

/// The kind itself where it is not there, or those of its members that are not.
fn remember_lost(node: &Node, kind: Option<&Kind>, lost: &mut BTreeSet<String>) {
    let mut lose = |node: &Node| {
        lost.extend(node.argument().map(|slug| slug.text.clone()));
        lost.extend(node.property("名称").map(|name| name.text.clone()));
    };
    let Some(kind) = kind else { return lose(node) };
    for child in &node.children {
        let slug = child.argument().map_or("", |slug| &slug.text);
        if kind.field(slug).is_none() && kind.part(slug).is_none() {
            lose(child);
        }
    }
}

fn read_kind(node: &Node, kinds: &mut Vec<Kind>, report: &mut Report) -> Option<()> {
    let written = node.argument()?;
    let slug = slug(written, report)?;
    let supplement = optional_flag(node.property("补充"), report);
    let known = kinds.iter().position(|kind| kind.slug == slug);
    if supplement {
        let Some(kind) = known.and_then(|index| kinds.get_mut(index)) else {
            unknown(What::Kind, "", &written.spot(), kinds.iter().map(|kind| kind.slug.as_str()), report);
            return None;
        };
        same_name(What::KindName, node, &kind.name, report);
        add_new(&mut kind.synonyms, synonyms(node.property("又名"), report));
        read_members(node, kind, report);
        check_own(kind, report);
        return Some(());
    }
    if known.is_some() {
        report.error(written.place, Problem::Twice { what: What::Kind, word: slug });
        return None;
    }
    let name = required_name(node, report)?;
    if kinds.iter().any(|kind| kind.name == name) {
        let place = node.property("名称").map_or(node.place(), |name| name.place);
        report.error(place, Problem::Twice { what: What::KindName, word: name });
        return None;
    }
    let synonyms = synonyms(node.property("又名"), report);
    let published = optional_flag(node.property("公开"), report);
    let mut kind = Kind { slug, name, synonyms, published, fields: Vec::new(), parts: Vec::new(), place: node.place() };
    read_members(node, &mut kind, report);
    check_own(&kind, report);
    kinds.push(kind);
    Some(())
}

/// Whose own a record is has to be clear, and nothing asked for that the one who writes it cannot give.
fn check_own(kind: &Kind, report: &mut Report) {
    let Some(own) = kind.own_part() else { return };
    let is_clear = kind.parts.iter().all(|part| part.slug == own.slug || !(part.own || part.required));
    let is_given = kind.fields.iter().all(|field| !(field.required && field.by_others));
    if own.attendance || !is_clear || !is_given {
        report.error(own.place, Problem::OwnPart);
    }
}

fn required_name(node: &Node, report: &mut Report) -> Option<String> {
    match node.property("名称") {
        Some(name) => text(name, report),
        None => {
            node.missing(What::Property, "名称=", report);
            None
        }
    }
}

/// What supplements something may repeat its name, not change it.
fn same_name(what: What, node: &Node, earlier: &str, report: &mut Report) {
    if let Some(name) = node.property("名称").filter(|name| name.text != earlier) {
        let problem = Problem::Contradicts { what, word: name.text.clone(), earlier: earlier.to_owned() };
        report.error(name.place, problem);
    }
}

fn add_new(words: &mut Vec<String>, more: Vec<String>) {
    for word in more {
        if !words.contains(&word) {
            words.push(word);
        }
    }
}

fn read_members(node: &Node, kind: &mut Kind, report: &mut Report) {
    let inherited = (kind.fields.len(), kind.parts.len());
    for child in &node.children {
        match child.name.text.as_str() {
            "字段" => {
                child.check(&FIELD, report);
                read_field(child, kind, inherited.0, report);
            }
            "参与" => {
                child.check(&PART, report);
                read_part(child, kind, inherited.1, report);
            }
            _ => {}
        }
    }
}

/// Fields before `inherited` were declared by an earlier layer and may be supplemented.
fn read_field(node: &Node, kind: &mut Kind, inherited: usize, report: &mut Report) -> Option<()> {
    let written = node.argument()?;
    let slug = slug(written, report)?;
    match kind.fields.iter().position(|field| field.slug == slug) {
        Some(index) if index < inherited => {
            let field = kind.fields.get_mut(index)?;
            supplement_field(node, field, report);
            return Some(());
        }
        Some(_) => {
            report.error(written.place, Problem::Twice { what: What::Field, word: slug });
            return None;
        }
        None => {}
    }
    let name = new_name(node, kind, report)?;
    let field_type = read_type(node, report)?;
    let field = Field {
        slug,
        name,
        synonyms: synonyms(node.property("又名"), report),
        unit: node.property("单位").and_then(|unit| text(unit, report)),
        minimum: node.property("最小").and_then(|minimum| quantity(minimum, report)),
        maximum: node.property("最大").and_then(|maximum| quantity(maximum, report)),
        required: optional_flag(node.property("必填"), report),
        attributes: optional_flag(node.property("归属"), report),
        secret: optional_flag(node.property("保密"), report),
        by_others: optional_flag(node.property("他人填"), report),
        place: node.place(),
        field_type,
    };
    check_field(node, &field, kind, report);
    kind.fields.push(field);
    Some(())
}

fn supplement_field(node: &Node, field: &mut Field, report: &mut Report) {
    same_name(What::Field, node, &field.name, report);
    if let Some(word) = node.property("类型").filter(|word| word.text != field.field_type.word()) {
        let earlier = field.field_type.word().to_owned();
        report.error(word.place, Problem::Contradicts { what: What::FieldType, word: word.text.clone(), earlier });
    }
    for fixed in ["单位", "最小", "最大", "必填", "归属", "保密", "他人填"] {
        if let Some(property) = node.properties.iter().find(|property| property.name.text == fixed) {
            unknown(What::Property, "补充的字段", &property.name, ["名称", "类型", "又名"], report);
        }
    }
    add_new(&mut field.synonyms, synonyms(node.property("又名"), report));
    match &mut field.field_type {
        FieldType::One(choices) | FieldType::Many(choices) => read_choices(node, choices, report),
        _ => no_choices(node, &field.name, field.field_type.word(), report),
    }
}

/// The name of a new field or part: none in the kind has it.
fn new_name(node: &Node, kind: &Kind, report: &mut Report) -> Option<String> {
    let name = required_name(node, report)?;
    let mut names = kind.fields.iter().map(|field| &field.name).chain(kind.parts.iter().map(|part| &part.name));
    if names.any(|other| *other == name) {
        let place = node.property("名称").map_or(node.place(), |name| name.place);
        report.error(place, Problem::Twice { what: What::FieldOrPart, word: name });
        return None;
    }
    Some(name)
}

fn read_type(node: &Node, report: &mut Report) -> Option<FieldType> {
    let Some(written) = node.property("类型") else {
        node.missing(What::Property, "类型=", report);
        return None;
    };
    let Some(mut field_type) = FieldType::from_word(&written.text) else {
        unknown(What::FieldType, "", &written.spot(), FieldType::words(), report);
        return None;
    };
    match &mut field_type {
        FieldType::One(choices) | FieldType::Many(choices) => {
            read_choices(node, choices, report);
            if node.children("选项").next().is_none() {
                node.missing(What::Child, "选项", report);
            }
        }
        _ => no_choices(node, node.argument().map_or("", |slug| &slug.text), &written.text, report),
    }
    Some(field_type)
}

fn no_choices(node: &Node, field: &str, word: &str, report: &mut Report) {
    if let Some(choice) = node.child("选项") {
        let found = FieldType::from_word(word).map_or("", |field_type| field_type.word());
        let problem =
            Problem::WrongType { field: field.to_owned(), found, expected: "单选或多选，才能有选项" };
        report.error(choice.place(), problem);
    }
}

/// Adds choices; one that is there already may get other names.
fn read_choices(node: &Node, choices: &mut Vec<Choice>, report: &mut Report) {
    let inherited = choices.len();
    for child in node.children("选项") {
        child.check(&CHOICE, report);
        read_choice(child, choices, inherited, report);
    }
}

fn read_choice(node: &Node, choices: &mut Vec<Choice>, inherited: usize, report: &mut Report) -> Option<()> {
    let written = node.argument()?;
    let slug = slug(written, report)?;
    let more = synonyms(node.property("又名"), report);
    match choices.iter().position(|choice| choice.slug == slug) {
        Some(index) if index < inherited => {
            let choice = choices.get_mut(index)?;
            same_name(What::Choice, node, &choice.name, report);
            add_new(&mut choice.synonyms, more);
            return Some(());
        }
        Some(_) => {
            report.error(written.place, Problem::Twice { what: What::Choice, word: slug });
            return None;
        }
        None => {}
    }
    let name = required_name(node, report)?;
    if choices.iter().any(|choice| choice.name == name) {
        let place = node.property("名称").map_or(node.place(), |name| name.place);
        report.error(place, Problem::Twice { what: What::Choice, word: name });
        return None;
    }
    let by_others = optional_flag(node.property("他人填"), report);
    choices.push(Choice { slug, name, synonyms: more, by_others });
    Some(())
}

fn check_field(node: &Node, field: &Field, kind: &Kind, report: &mut Report) {
    let wrong = |property: &str, fits: bool, expected: &'static str, report: &mut Report| {
        if let Some(value) = node.property(property).filter(|_| !fits) {
            let found = field.field_type.word();
            report.error(value.place, Problem::WrongType { field: field.name.clone(), found, expected });
        }
    };
    let number = matches!(field.field_type, FieldType::Quantity | FieldType::Money);
    for property in ["最小", "最大", "单位"] {
        wrong(property, number, "数或金额", report);
    }
    let dated = matches!(field.field_type, FieldType::Day | FieldType::Period);
    wrong("归属", dated || !field.attributes, "日期或期间", report);
    check_bounds(node, field.minimum, field.maximum, report);
    if let Some(earlier) = kind.fields.iter().find(|other| other.attributes && field.attributes) {
        let place = node.property("归属").map_or(node.place(), |property| property.place);
        let problem = Problem::SecondAttributing { field: field.name.clone(), earlier: earlier.name.clone() };
        report.error(place, problem);
    }
}

fn check_bounds(node: &Node, least: Option<Quantity>, most: Option<Quantity>, report: &mut Report) {
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let problem = Problem::EmptyRange { least: least.to_string(), most: most.to_string() };
        report.error(node.property("最大").map_or(node.place(), |most| most.place), problem);
    }
}

fn read_part(node: &Node, kind: &mut Kind, inherited: usize, report: &mut Report) -> Option<()> {
    let written = node.argument()?;
    let slug = slug(written, report)?;
    match kind.parts.iter().position(|part| part.slug == slug) {
        Some(index) if index < inherited => {
            let part = kind.parts.get_mut(index)?;
            supplement_part(node, part, report);
            return Some(());
        }
        Some(_) => {
            report.error(written.place, Problem::Twice { what: What::Part, word: slug });
            return None;
        }
        None => {}
    }
    let name = new_name(node, kind, report)?;
    kind.parts.push(Part {
        slug,
        name,
        synonyms: synonyms(node.property("又名"), report),
        attendance: optional_flag(node.property("出勤"), report),
        many: optional_flag(node.property("多人"), report),
        required: optional_flag(node.property("必填"), report),
        own: optional_flag(node.property("自记"), report),
        place: node.place(),
    });
    Some(())
}

fn supplement_part(node: &Node, part: &mut Part, report: &mut Report) {
    same_name(What::Part, node, &part.name, report);
    let same_flag = |name: &str, earlier: bool, report: &mut Report| {
        let differs = |value: &&Argument, report: &mut Report| flag(value, report).is_some_and(|flag| flag != earlier);
        if let Some(value) = node.property(name).filter(|value| differs(value, report)) {
            let earlier = if earlier { "是" } else { "否" }.to_owned();
            report.error(value.place, Problem::Contradicts { what: What::Property, word: name.to_owned(), earlier });
        }
    };
    same_flag("出勤", part.attendance, report);
    same_flag("多人", part.many, report);
    same_flag("必填", part.required, report);
    same_flag("自记", part.own, report);
    add_new(&mut part.synonyms, synonyms(node.property("又名"), report));
}
