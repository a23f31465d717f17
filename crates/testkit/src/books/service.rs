//! The books of dues (wide by month, all branches in one sheet) and of class hours.

use rust_xlsxwriter::XlsxError;

use super::grid::{Cell, Sheet, row, xlsx};
use super::group::{BRANCHES, Branch, CREW, RETIRED, YEAR, dues_fen, particulars, this_year};
use super::habits::Pen;
use super::{Book, Refusal};

/// One of the retired paid nothing from April to September.
fn paid(branch: usize, member: usize, month: usize) -> bool {
    (branch, member) != (RETIRED, 3) || !(4..=9).contains(&month)
}

/// In one cell of the crew's stands a word where an amount should.
const PENDING: (usize, usize, usize) = (CREW, 5, 11);

fn yuan(fen: i64) -> f64 {
    fen as f64 / 100.0
}

pub(super) fn dues(pen: &mut Pen, refusals: &mut Vec<Refusal>) -> Result<Book, XlsxError> {
    const FILE: &str = "07党费.xlsx";
    const SHEET: &str = "党费收缴";
    let mut sheet = Sheet::new(SHEET);
    sheet.title(&format!("澜川建设{YEAR}年党费收缴表"), 17);
    sheet.push(row!["金额单位:元"]);
    let mut header = row!["支部名称", "姓名", "党费基数", "每月应交"];
    header.extend((1..=12).map(|month| Cell::from(format!("{month}月份"))));
    header.push(Cell::from("合计"));
    sheet.push(header);
    let mut all = 0;
    for (at, branch) in BRANCHES.iter().enumerate() {
        let first = sheet.rows.len() as u32;
        let mut sum = 0;
        for (number, name) in branch.members.iter().enumerate() {
            let (row, total) = payer(pen, at, branch, number, name);
            sum += total;
            let row = sheet.push(row);
            if (PENDING.0, PENDING.1) == (at, number) {
                refusals.push(Refusal::cell(FILE, SHEET, row, "O", "“待定”不是金额,其余月份保留"));
            }
        }
        all += sum;
        // The branch's name stands once, in a cell merged over its members.
        sheet.merges.push((first, 0, sheet.rows.len() as u32 - 1, 0));
        sheet.push(total_row("小计", sum));
    }
    sheet.push(total_row("总计", all));
    Ok((FILE.to_owned(), xlsx(&[sheet])?))
}

fn total_row(word: &str, fen: i64) -> Vec<Cell> {
    let mut row = row![word];
    row.resize(16, Cell::Empty);
    row.push(Cell::Number(yuan(fen)));
    row
}

fn payer(pen: &mut Pen, at: usize, branch: &Branch, number: usize, name: &str) -> (Vec<Cell>, i64) {
    let base = particulars(at, number).base_yuan;
    let due = dues_fen(base, branch.retired);
    let branch_name = if number == 0 { branch.name } else { "" };
    let mut row = row![branch_name, pen.name(name), base.unsigned_abs() as usize, Cell::Number(yuan(due))];
    let mut total = 0;
    for month in 1..=12 {
        let cell = match (paid(at, number, month), PENDING == (at, number, month)) {
            (false, _) => Cell::Empty,
            (_, true) => Cell::from("待定"),
            // Now and then somebody writes the unit along.
            _ if (number + month).is_multiple_of(11) => Cell::from(format!("{:.2}元", yuan(due))),
            _ => Cell::Number(yuan(due)),
        };
        if !matches!(&cell, Cell::Empty) && PENDING != (at, number, month) {
            total += due;
        }
        row.push(cell);
    }
    row.push(Cell::Number(yuan(total)));
    (row, total)
}

/// Four sessions of eight hours for everybody; three more for committee members, two of them online.
const SESSIONS: [(u32, &str); 7] = [
    (2, "集中学习"),
    (4, "面授"),
    (6, "集中学习"),
    (9, "集中学习"),
    (10, "集中轮训"),
    (11, "在线学习"),
    (12, "网络学习"),
];

/// How many of the sessions a member took part in: one of the crew missed one, which leaves 24 hours.
fn sessions(at: usize, branch: &Branch, member: usize) -> usize {
    match (at, member) {
        (CREW, 8) => 3,
        _ if member < branch.posts.len() => 7,
        _ => 4,
    }
}

pub(super) fn training(pen: &mut Pen, refusals: &mut Vec<Refusal>) -> Result<Book, XlsxError> {
    const FILE: &str = "08学时.xlsx";
    const SHEET: &str = "学时登记";
    let mut sheet = Sheet::new(SHEET);
    sheet.push(row!["2025年党员学时登记"]);
    sheet.push(row![]);
    sheet.push(row!["支部名称", "学员", "培训日期", "学时数", "学习形式", "课程名称"]);
    for (at, branch) in BRANCHES.iter().enumerate() {
        for (number, name) in branch.members.iter().enumerate() {
            for (month, mode) in SESSIONS.iter().take(sessions(at, branch, number)) {
                let day = pen.date(this_year(*month, 18));
                let hours = if number % 3 == 0 { Cell::from("8学时") } else { Cell::from(8) };
                sheet.push(row![branch.name, pen.name(name), day, hours, *mode, "党性教育"]);
            }
        }
        let hours: usize = (0..branch.members.len()).map(|member| sessions(at, branch, member) * 8).sum();
        sheet.push(row!["小计", "", "", hours]);
    }
    let crew = BRANCHES.get(CREW).map(|branch| branch.name).unwrap_or_default();
    let row = sheet.push(row![crew, "邵长青", "2025-05-09", Cell::Number(-2.0), "面授", "党性教育"]);
    refusals.push(Refusal::row(FILE, SHEET, row, "学时须大于 0"));
    let row = sheet.push(row![crew, "无此人", "2025-05-09", 8, "面授", "党性教育"]);
    refusals.push(Refusal::row(FILE, SHEET, row, "支部里没有这个人"));
    Ok((FILE.to_owned(), xlsx(&[sheet])?))
}

#[cfg(test)]
pub(super) fn count_of_dues() -> usize {
    let cells = BRANCHES.iter().enumerate().flat_map(|(at, branch)| {
        (0..branch.members.len()).flat_map(move |member| (1..=12).filter(move |month| paid(at, member, *month)))
    });
    cells.count() - 1
}

#[cfg(test)]
pub(super) fn count_of_training() -> usize {
    let branches = BRANCHES.iter().enumerate();
    branches
        .map(|(at, branch)| (0..branch.members.len()).map(|member| sessions(at, branch, member)).sum::<usize>())
        .sum()
}
