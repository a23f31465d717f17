//! What pages show, as tables for files: the same rows, every cell filled in, so that they can be sorted and filtered.

use crate::explanation::RecordLine;
use crate::members::{MemberRow, PostShown};
use crate::parameter::ParameterRow;
use crate::record::{KindUse, LedgerOfKind};
use crate::table::{Align, Table};
use crate::todo::{TodosOf, todo_table};
use crate::workbench::RecentRecord;

const LEFT: Align = Align::Left;
const RIGHT: Align = Align::Right;

fn table(title: &str, headers: &[(&str, Align)], rows: impl Iterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new(title, headers);
    table.rows = rows.collect();
    table
}

/// What is to be done; whose it is stands on every row.
pub fn todos_table<'a>(title: &str, lists: impl Iterator<Item = &'a TodosOf>) -> Table {
    let lists: Vec<TodosOf> = lists.cloned().collect();
    let mut table = todo_table(title, &lists);
    let mut who = String::new();
    for first in table.rows.iter_mut().filter_map(|row| row.first_mut()) {
        match first.is_empty() {
            true => first.clone_from(&who),
            false => who.clone_from(first),
        }
    }
    table
}

/// The parameters of a standard, a row a value.
pub fn parameters_table(rows: &[ParameterRow]) -> Table {
    let headers =
        [("参数", LEFT), ("值", RIGHT), ("单位", LEFT), ("自", LEFT), ("依据", LEFT), ("哪几条要求用它", LEFT)];
    let values = rows.iter().flat_map(|row| row.values.iter().map(move |value| (row, value)));
    let cells = values.map(|(row, value)| {
        let rules: Vec<String> = row.rules.iter().map(|(clause, _, title)| format!("{clause} {title}")).collect();
        let (name, unit) = (row.name.clone(), row.unit.clone());
        vec![name, value.value.clone(), unit, value.from.clone(), value.source.clone(), rules.join("；")]
    });
    table("参数", &headers, cells)
}

/// The ledger of one kind.
pub fn ledger_table(ledger: &LedgerOfKind) -> Table {
    let own = ledger.headers.iter().map(|header| (header.as_str(), LEFT));
    let headers: Vec<(&str, Align)> = [("日期", LEFT)].into_iter().chain(own).chain([("何时记下", LEFT)]).collect();
    let row = |row: &crate::LedgerRow| {
        let mut cells = vec![row.day.clone()];
        cells.extend(row.cells.iter().cloned());
        cells.push(row.recorded.clone());
        cells
    };
    table(&ledger.name, &headers, ledger.rows.iter().map(row))
}

/// Which ledgers there are.
pub fn kinds_table(kinds: &[KindUse]) -> Table {
    let row = |kind: &KindUse| vec![kind.name.clone(), kind.count.to_string(), kind.last.clone().unwrap_or_default()];
    table("台账目录", &[("种类", LEFT), ("条数", RIGHT), ("最近", LEFT)], kinds.iter().map(row))
}

pub fn members_table(members: &[MemberRow]) -> Table {
    let headers = [
        ("姓名", LEFT),
        ("职务", LEFT),
        ("党小组", LEFT),
        ("类别", LEFT),
        ("自何时在本支部", LEFT),
        ("待办", RIGHT),
        ("未完成", RIGHT),
    ];
    let row = |member: &MemberRow| {
        let words = [&member.name, &member.posts, &member.group];
        let mut cells: Vec<String> = words.into_iter().cloned().collect();
        cells.extend([member.standing.to_owned(), member.since.clone()]);
        cells.extend([member.open.to_string(), member.missed.to_string()]);
        cells
    };
    table("党员", &headers, members.iter().map(row))
}

/// Who holds which post.
pub fn posts_table(posts: &[PostShown]) -> Table {
    let row = |held: &PostShown| vec![held.post.clone(), held.name.clone(), held.since.clone()];
    table("班子", &[("职务", LEFT), ("姓名", LEFT), ("自何时", LEFT)], posts.iter().map(row))
}

/// Records of several kinds, one below the other.
pub fn lines_table(title: &str, lines: &[RecordLine]) -> Table {
    let headers = [("日期", LEFT), ("种类", LEFT), ("内容", LEFT), ("记下", LEFT)];
    let row =
        |line: &RecordLine| [&line.occurred, &line.kind, &line.details, &line.recorded].map(Clone::clone).to_vec();
    table(title, &headers, lines.iter().map(row))
}

/// What was written down last.
pub fn recent_table(records: &[RecentRecord]) -> Table {
    let headers = [("日期", LEFT), ("种类", LEFT), ("内容", LEFT), ("何时记下", LEFT)];
    let row =
        |record: &RecentRecord| [&record.day, &record.kind, &record.details, &record.delay].map(Clone::clone).to_vec();
    table("最近的记录", &headers, records.iter().map(row))
}
