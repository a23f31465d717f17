//! 齐备: each item of a list is there, as a post that is held or as a latest record that is as it should be.

use facts::kinds;

use crate::model::{Current, Inventory, Items, KindIndex, Listed};
use crate::node::{ANY, Node, Shape};
use crate::problem::Problem;
use crate::record_kind::Choice;
use crate::report::Report;
use crate::requirements::{Frame, NONE, check_group_field, choices_named, core_choices, shape};
use crate::selectors::{Needed, selector_of};

const INVENTORY: Shape =
    shape(NONE, &[], &[], &[("任职", 0, 1), ("现有", 0, 1), ("每一", 0, 1), ("且", 0, ANY), ("除", 0, ANY)]);
const CURRENT: Shape = Shape::words(1, 1, "记录名称");
const ITEMS: Shape = Shape::words(2, ANY, "字段和选项");
const POSTS: Shape = Shape::words(1, ANY, "职务");

pub(crate) fn inventory(node: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Inventory> {
    node.check(&INVENTORY, report);
    let child = match (node.child("任职"), node.child("现有")) {
        (Some(posts), None) => posts,
        (None, Some(kind)) => return current(node, kind, frame, report),
        (posts, kind) => {
            let words = vec!["任职".to_owned(), "现有".to_owned()];
            let found = usize::from(posts.is_some()) + usize::from(kind.is_some());
            report.error(node.place(), Problem::OneOf { inside: node.name.text.clone(), words, found });
            return None;
        }
    };
    child.check(&POSTS, report);
    let choices = core_choices(child, kinds::POST_TAKEN, kinds::POST, frame, report)?;
    let posts = choices_named(&child.arguments, "职务", choices, report)?;
    Some(Inventory { items: Items::Posts(posts) })
}

/// `齐备 { 现有 制度; 每一 制度名称 甲 乙; 且 状态 施行 }`.
fn current(node: &Node, kind: &Node, frame: &Frame<'_>, report: &mut Report) -> Option<Inventory> {
    kind.check(&CURRENT, report);
    let kinds = frame.context.kinds_named(&kind.arguments, report)?;
    let selector = selector_of(kinds, node, &frame.context, report)?;
    check_group_field(node, &selector.kinds, frame, report);
    let (each, listed) = match node.child("每一") {
        Some(child) => items(child, &selector.kinds, frame, report).map(|(each, listed)| (Some(each), listed))?,
        None => (None, None),
    };
    Some(Inventory { items: Items::Records(Current { selector, each, listed }) })
}

type NamedItems = ((String, Vec<Choice>), Option<Listed>);

/// Choices that are written out, or those of a list: all that it ever names, and which of them when.
fn items(node: &Node, kinds: &[KindIndex], frame: &Frame<'_>, report: &mut Report) -> Option<NamedItems> {
    node.check(&ITEMS, report);
    let (written, named) = node.arguments.split_first()?;
    let fields = frame.context.fields(kinds, written, Needed::InAll, report)?;
    let field = fields.first()?;
    let Some(choices) = field.field_type.choices() else {
        let (field, found) = (field.name.clone(), field.field_type.word());
        report.error(written.place, Problem::WrongType { field, found, expected: "单选或多选，才能逐项清点" });
        return None;
    };
    let Some(list) = frame.context.list_named(named, &fields) else {
        return Some(((field.slug.clone(), choices_named(named, &field.name, choices, report)?), None));
    };
    let listed = frame.context.listed(list, &fields, report)?;
    let named = |choice: &&Choice| listed.versions.iter().any(|(_, items)| items.contains(&choice.slug));
    let all = choices.iter().filter(named).cloned().collect();
    Some(((field.slug.clone(), all), Some(listed)))
}
