//! The name in a row of a roster: that of one person and nothing else. Whatever is taken for a name is a member from then
//! on, and names are not kept in the vault.

use super::row::Row;
use super::{NoteKind, people};
use crate::reading::{Denied, at_brackets, denies, is_nothing, key, narrow};
use crate::refusal::Reason;

/// Words of rows that count: `男党员5人`, `其中：女2人`.
const COUNTED: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "共有",
    "共",
    "其中",
    "总数",
    "总人数",
    "人数",
    "离退休",
    "退休",
    "在职",
    "在岗",
    "在册",
    "正式",
    "预备",
    "少数民族",
    "党员",
    "现有",
    "男",
    "女",
    "人",
    "名",
    "位",
];
/// Labels of those who made the list.
const FOOTERS: &[&str] = &["审核", "审核人", "制表", "制表人", "填表", "填表人", "填报人", "负责人", "经办人", "盖章"];
/// Cells of rows that wait for somebody.
const NOBODY: &[&str] =
    &["空缺", "暂缺", "待转入", "待定", "待补", "待补充", "转入中", "签字", "签名", "备注", "说明", "联系人"];
/// How headings end that stand in the column of names.
const HEADINGS: &[&str] = &["党员", "党小组", "支部", "总支", "党委", "人员", "签字", "签名"];
/// In brackets behind a name: that it is not simply one of the members.
const NOT_SIMPLY: &[&str] =
    &["转", "流动", "流入", "流出", "预备", "调", "开除", "停止", "积极分子", "发展对象", "群众", "申请", "团员"];

/// What every member is of whom the roster says nothing else, and no part of a name.
const SIMPLY: &[&str] = &["正式", "正式党员"];

/// Whether a text is a name for all that can be seen; otherwise the row is refused, or noted as one that sums up.
pub fn is_name(row: &mut Row, at: usize, written: &str) -> bool {
    if is_nothing(written) || written.chars().all(|character| character.is_ascii_digit()) {
        row.refuse_row(at, Reason::MissingName);
        return false;
    }
    let word = key(written);
    let alone = row.sheet.filled_cells(row.index).count() == 1;
    let bare = word.trim_matches(['(', ')']);
    if counts(&word) {
        row.note(at, NoteKind::TotalRow);
    } else if alone && FOOTERS.contains(&bare) {
        row.note(at, NoteKind::Remark);
    } else if is_something_else(written, bare) {
        row.refuse_row(at, Reason::NotAName);
    } else {
        return true;
    }
    false
}

/// The name of a member, without a post in brackets behind it. `None` where more than that stands there.
pub fn of_member(row: &mut Row, at: usize, written: String, part: &str) -> Option<String> {
    if written.contains(['、', ',', ';', '/', '|', '，', '；']) {
        row.refuse_row(at, Reason::TooManyNames { part: part.to_owned() });
        return None;
    }
    let parted = at_brackets(&written);
    let Some(inside) = parted.remark() else { return Some(written) };
    let outside = parted.outside;
    if outside.is_empty() {
        row.refuse_row(at, Reason::NotAName);
        return None;
    }
    if SIMPLY.contains(&inside.as_str()) {
        return Some(outside);
    }
    if NOT_SIMPLY.iter().any(|word| inside.contains(word)) || denies(Denied::Membership, &inside) {
        row.refuse_row(at, Reason::NotAName);
        return None;
    }
    // What is no post may tell namesakes apart: 张伟(小).
    if !people::names_a_role(&inside) {
        return Some(written);
    }
    row.note(at, NoteKind::RemarkBehindName);
    Some(outside)
}

fn counts(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let mut rest: String = word.chars().filter(|character| !character.is_ascii_digit()).collect();
    for known in COUNTED {
        rest = rest.replace(known, "");
    }
    (1..=6).contains(&digits) && rest.is_empty()
}

fn is_something_else(written: &str, bare: &str) -> bool {
    let text = narrow(written);
    text.contains(|character: char| character.is_ascii_digit() || character == ':')
        || FOOTERS.contains(&bare)
        || NOBODY.contains(&bare)
        || HEADINGS.iter().any(|ending| bare.ends_with(ending) && !bare.contains('('))
}
