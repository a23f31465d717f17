//! The books of the year: meetings and lectures of all branches in one sheet, theme days wide by day, talks as csv.

use facts::Day;
use rust_xlsxwriter::XlsxError;

use super::grid::{Cell, Sheet, csv_gbk, row, xlsx};
use super::group::{BRANCHES, Branch, CREW, JOINT, OFFICE, RETIRED, YEAR, this_year};
use super::habits::Pen;
use super::{Book, Refusal};

struct Meeting {
    day: Day,
    branch: usize,
    kind: &'static str,
    lecturer: &'static str,
    merged: bool,
}

/// The crew held no members' meeting in the third quarter and no committee meeting in March; the joint branch merged
/// one of its meetings; the retired branch's second lecture was not the secretary's.
fn year() -> Vec<Meeting> {
    let mut meetings = Vec::new();
    for (at, branch) in BRANCHES.iter().enumerate() {
        let shift = at as u32 * 2;
        for (quarter, month) in [(1, 2), (2, 5), (3, 8), (4, 11)] {
            if (at, quarter) != (CREW, 3) {
                let merged = (at, quarter) == (JOINT, 2);
                let day = this_year(month, 12 + shift);
                meetings.push(Meeting { day, branch: at, kind: "支部党员大会", lecturer: "", merged });
            }
        }
        for month in 1..=12 {
            if branch.posts.len() >= 3 && (at, month) != (CREW, 3) {
                let day = this_year(month, 4 + shift);
                meetings.push(Meeting { day, branch: at, kind: "支部委员会", lecturer: "", merged: false });
            }
        }
        for month in [4, 10] {
            let other = (at, month) == (RETIRED, 10);
            let lecturer =
                if other { branch.others().first().copied().unwrap_or_default() } else { branch.secretary() };
            meetings.push(Meeting {
                day: this_year(month, 17 + shift),
                branch: at,
                kind: "党课",
                lecturer,
                merged: false,
            });
        }
    }
    meetings.sort_by_key(|meeting| (meeting.day, meeting.branch));
    meetings
}

pub(super) fn meetings(pen: &mut Pen, refusals: &mut Vec<Refusal>) -> Result<Book, XlsxError> {
    const FILE: &str = "04三会一课台账.xlsx";
    const SHEET: &str = "2025年";
    let mut sheet = Sheet::new(SHEET);
    sheet.title("澜川建设2025年度“三会一课”台账", 12);
    sheet.push(row!["单位:人次"]);
    sheet.push(row![
        "编号",
        "支部名称",
        "会议类别",
        "时间",
        "地点",
        "主持",
        "记录",
        "应到",
        "实到",
        "未到人员及原因",
        "主讲",
        "是否合并召开"
    ]);
    for (number, meeting) in year().iter().enumerate() {
        let Some(branch) = BRANCHES.get(meeting.branch) else { continue };
        let expected = if meeting.kind == "支部委员会" { branch.committee() } else { branch.members };
        // Every fourth meeting lacks one who is never the chair.
        let missing = if number % 4 == 3 { expected.last().copied().unwrap_or_default() } else { "" };
        let missing = if missing == meeting.lecturer { "" } else { missing };
        let reason = if missing.is_empty() { "无".to_owned() } else { format!("{}(出差)", pen.name(missing)) };
        sheet.push(row![
            number + 1,
            branch.name,
            meeting.kind,
            pen.date(meeting.day),
            "活动室",
            pen.name(branch.secretary()),
            pen.name(branch.members.get(1).copied().unwrap_or_default()),
            format!("{}人", expected.len()),
            expected.len() - usize::from(!missing.is_empty()),
            reason,
            meeting.lecturer,
            if meeting.merged { "是" } else { "否" },
        ]);
    }
    let crew = BRANCHES.get(CREW).map(|branch| branch.name).unwrap_or_default();
    let row =
        sheet.push(row![47, crew, "党课", "2025年2月30日", "活动室", "邵长青", "柳芸", 12, 12, "无", "邵长青", "否"]);
    refusals.push(Refusal::row(FILE, SHEET, row, "2月30日不存在"));
    let row =
        sheet.push(row![48, "澜川第九施工队党支部", "党课", "2025-03-06", "活动室", "", "", 9, 9, "无", "", "否"]);
    refusals.push(Refusal::row(FILE, SHEET, row, "没有这个支部"));
    sheet.push(row!["备注:请假须注明原因。"]);
    Ok((FILE.to_owned(), xlsx(&[sheet])?))
}

/// The months in which the branch held its theme day: the retired had none in August.
pub(super) fn theme_months(branch: usize) -> impl Iterator<Item = u32> {
    (1..=12).filter(move |month| (branch, *month) != (RETIRED, 8))
}

/// 到 came, 假 had leave, × stayed away, 线上 took part from afar.
fn mark(branch: usize, member: usize, month: u32) -> &'static str {
    let draw = branch * 31 + member * 5 + month as usize * 3;
    match (branch, member, month) {
        (OFFICE, 9, 3..=5) => "×",
        (OFFICE, 9, _) => "到",
        _ if draw.is_multiple_of(17) => "假",
        _ if draw.is_multiple_of(19) => "线上",
        _ => "到",
    }
}

pub(super) fn theme_days(pen: &mut Pen) -> Result<Book, XlsxError> {
    let mut sheets = Vec::new();
    for (at, branch) in BRANCHES.iter().enumerate() {
        let mut sheet = Sheet::new(branch.name);
        let days: Vec<Day> = theme_months(at).map(|month| this_year(month, branch.theme_day)).collect();
        sheet.title(&format!("{}{YEAR}年主题党日签到表", branch.name), days.len() as u16 + 1);
        let mut header = row!["姓名"];
        header.extend(days.iter().enumerate().map(|(number, day)| match (at, number % 2) {
            (CREW, _) => Cell::Date(*day),
            (_, 0) => Cell::from(format!("{}月{}日", day.month(), day.day_of_month())),
            _ => Cell::from(format!("{}.{}.{}", day.year(), day.month(), day.day_of_month())),
        }));
        sheet.push(header);
        for (number, name) in branch.members.iter().enumerate() {
            let mut row = row![pen.name(name)];
            row.extend(days.iter().map(|day| Cell::from(mark(at, number, day.month()))));
            sheet.push(row);
        }
        sheet.push(row!["注:到=出席,假=请假,×=无故缺席"]);
        sheets.push(sheet);
    }
    Ok(("05主题党日签到.xlsx".to_owned(), xlsx(&sheets)?))
}

struct Talk {
    day: Day,
    from: &'static str,
    with: &'static str,
}

/// The crew's secretary never came to talk with the eighth of its members.
const NOT_TALKED_WITH: (usize, usize) = (CREW, 7);

fn year_of_talks(at: usize, branch: &'static Branch) -> Vec<Talk> {
    let mut talks = Vec::new();
    let shift = at as u32;
    for (number, member) in branch.committee().iter().enumerate().skip(1) {
        for month in [3, 9] {
            talks.push(Talk {
                day: this_year(month, 3 + number as u32 * 4 + shift),
                from: branch.secretary(),
                with: member,
            });
        }
        for (other, with) in branch.committee().iter().enumerate().skip(number + 1) {
            talks.push(Talk { day: this_year(6, (number * 5 + other) as u32 + 1), from: member, with });
        }
    }
    let first = branch.posts.len();
    for (number, member) in branch.others().iter().enumerate() {
        if (at, first + number) != NOT_TALKED_WITH {
            let month = 1 + number as u32;
            talks.push(Talk { day: this_year(month, 21 + shift), from: branch.secretary(), with: member });
        }
    }
    talks.sort_by_key(|talk| talk.day);
    talks
}

/// Both sides stand in one cell.
pub(super) fn talks(pen: &mut Pen, refusals: &mut Vec<Refusal>) -> Book {
    const FILE: &str = "06谈心谈话.csv";
    let mut sheet = Sheet::new("");
    sheet.push(row!["2025年谈心谈话登记", "", "", ""]);
    sheet.push(row!["支部名称", "谈话日期", "谈话双方", "谈话形式"]);
    for (at, branch) in BRANCHES.iter().enumerate() {
        for talk in year_of_talks(at, branch) {
            let both = format!("{}、{}", talk.from, talk.with);
            sheet.push(row![branch.name, pen.date_text(talk.day), both, "面谈"]);
        }
    }
    let office = BRANCHES.get(OFFICE).map(|branch| branch.name).unwrap_or_default();
    let row = sheet.push(row![office, "2025-07-03", "向明辉、钱无名", "面谈"]);
    refusals.push(Refusal::row(FILE, "", row, "支部里没有钱无名"));
    (FILE.to_owned(), csv_gbk(&sheet))
}

#[cfg(test)]
pub(super) fn count_of_meetings(kind: &str) -> usize {
    year().iter().filter(|meeting| meeting.kind == kind).count()
}

#[cfg(test)]
pub(super) fn count_of_talks() -> usize {
    BRANCHES.iter().enumerate().map(|(at, branch)| year_of_talks(at, branch).len()).sum()
}
