//! The books that make the roster: organisations and elections, members (one sheet a branch), committee posts.

use rust_xlsxwriter::XlsxError;

use super::grid::{Cell, Sheet, csv_gbk, row, xlsx};
use super::group::{BRANCHES, Branch, COMMITTEE, CREW, day, particulars};
use super::habits::Pen;
use super::{Book, Refusal};

/// Two sheets: what stands, and when it was last elected. Notes above and below.
pub(super) fn organisations(pen: &mut Pen) -> Result<Book, XlsxError> {
    let mut stands = Sheet::new("组织名录");
    stands.title("澜川建设党组织名录", 7);
    stands.push(row!["填报单位:澜川建设党委工作部", "", "", "", "填报时间:2026年1月"]);
    stands.push(row![]);
    stands.push(row!["编码", "支部名称", "组织类型", "隶属党组织", "批准单位", "成立时间", "覆盖单位数"]);
    stands.push(row!["L00", COMMITTEE, "党委", "", "", pen.date(day((2008, 6, 30))), ""]);
    for (at, branch) in BRANCHES.iter().enumerate() {
        let founded = pen.date(day(branch.founded));
        let code = format!("L{:02}", at + 1);
        stands.push(row![code, branch.name, branch.form, COMMITTEE, COMMITTEE, founded, branch.units]);
    }
    stands.push(row![]);
    stands.push(row!["说明:联合支部须填写覆盖单位数。"]);
    let mut elected = Sheet::new("换届选举");
    elected.title("支部换届选举情况", 3);
    elected.push(row!["支部名称", "换届日期", "批复文号"]);
    for (at, branch) in BRANCHES.iter().enumerate() {
        let approval = format!("澜党〔{}〕{}号", branch.elected.0, 11 + at);
        elected.push(row![branch.name, pen.date(day(branch.elected)), approval]);
    }
    Ok(("01党组织名录.xlsx".to_owned(), xlsx(&[stands, elected])?))
}

/// The upper header row groups the lower one's columns, as merged cells.
fn two_row_header(sheet: &mut Sheet) {
    let at = sheet.rows.len() as u32;
    sheet.push(row!["序号", "基本信息", "", "", "", "党内信息", "", "", "联系与证件", "", "备注"]);
    sheet.push(row![
        "",
        "姓名",
        "性别",
        "民族",
        "出生年月日",
        "加入中共组织日期",
        "转为正式党员日期",
        "党员类型",
        "手机号",
        "公民身份号码",
        ""
    ]);
    let merges = [(at, 0, at + 1, 0), (at, 1, at, 4), (at, 5, at, 7), (at, 8, at, 9), (at, 10, at + 1, 10)];
    sheet.merges.extend(merges);
}

pub(super) fn members(pen: &mut Pen, refusals: &mut Vec<Refusal>) -> Result<Book, XlsxError> {
    const FILE: &str = "02党员名册.xlsx";
    let mut sheets = Vec::new();
    for (at, branch) in BRANCHES.iter().enumerate() {
        let mut sheet = Sheet::new(branch.name);
        sheet.title(&format!("{}党员名册", branch.name), 11);
        sheet.push(row!["单位:人", "", "", "", "", "", "截止:2025年12月31日"]);
        two_row_header(&mut sheet);
        for (number, name) in branch.members.iter().enumerate() {
            let person = particulars(at, number);
            let wrong = at == CREW && number == 4;
            let id_number = if wrong { spoiled(&person.id_number) } else { person.id_number };
            let row = sheet.push(row![
                number + 1,
                pen.name(name),
                if person.woman { "女" } else { "男" },
                "汉",
                pen.date(person.born),
                pen.date(person.joined_on),
                pen.date(person.full_on),
                "正式",
                person.phone,
                id_number,
                ""
            ]);
            if wrong {
                refusals.push(Refusal::cell(FILE, branch.name, row, "J", "身份证号校验码不符,人员保留"));
            }
        }
        sheet.push(row!["合计", format!("{}人", branch.members.len())]);
        sheets.push(sheet);
    }
    Ok((FILE.to_owned(), xlsx(&sheets)?))
}

/// The same number with another last character.
fn spoiled(id_number: &str) -> String {
    let (digits, last) = id_number.split_at(id_number.len() - 1);
    format!("{digits}{}", if last == "7" { "3" } else { "7" })
}

/// As a GBK csv, without a title.
pub(super) fn posts(pen: &mut Pen) -> Book {
    let mut sheet = Sheet::new("");
    sheet.push(row!["支部名称", "姓名", "支部职务", "任职日期", "任职方式", "管理岗位工作年限", "是否一肩挑"]);
    for branch in &BRANCHES {
        for (at, (name, post)) in branch.members.iter().zip(branch.posts).enumerate() {
            let years = if at == 0 { Cell::from(secretary_years(branch)) } else { Cell::Empty };
            let head = if at == 0 { "否" } else { "" };
            let taken = pen.date_text(day(branch.elected));
            sheet.push(row![branch.name, pen.name(name), *post, taken, "选举", years, head]);
        }
    }
    ("03班子成员.csv".to_owned(), csv_gbk(&sheet))
}

fn secretary_years(branch: &Branch) -> &'static str {
    if branch.retired { "20年" } else { "6年" }
}
