//! Rows and sheets that stand in a book and record nothing: footers, samples, and what was put aside.

use intake::{NoteKind, SheetOutcome};
use rust_xlsxwriter::Workbook;

use crate::support::{check, directory, facts, import, import_text, refused};

const ROSTER: &str = "第一党支部党员花名册\n序号,姓名,性别,入党时间,备注\n";

#[test]
fn footers_and_samples_are_no_members() {
    let rows = [
        (",以下空白,,,", NoteKind::Remark),
        ("（以下空白）,,,,", NoteKind::Remark),
        ("备注：1.本表,一式两份,,,", NoteKind::Remark),
        ("例,张某某,男,2000-01-01,", NoteKind::SampleRow),
        ("示例1,张某某,男,2000-01-01,", NoteKind::SampleRow),
        (",张某某,男,2000-01-01,\"样例，请勿删除\"", NoteKind::SampleRow),
    ];
    for (row, kind) in rows {
        let text = format!("{ROSTER}1,李四,女,2005-07-01,\n{row}\n");
        let (_, _, drafted) = import_text("花名册.csv", &text);
        assert_eq!(drafted.facts.len(), 1, "{row}");
        assert_eq!(refused(&drafted), [""; 0], "{row}");
        assert!(drafted.notes.iter().any(|note| note.cell == "A4" && note.kind == kind), "{row}: {:?}", drafted.notes);
    }
}

#[test]
fn sheets_of_samples_and_hidden_sheets_put_aside_are_passed_over_and_other_hidden_sheets_are_read() {
    let mut book = Workbook::new();
    for (name, hidden) in [("花名册", false), ("样表", false), ("作废", true), ("第一党支部", true)] {
        let sheet = book.add_worksheet().set_name(name).unwrap().set_hidden(hidden);
        sheet.write(0, 0, "第一党支部党员花名册").unwrap();
        for (column, (header, value)) in (0..).zip([("姓名", "李四"), ("性别", "女"), ("入党时间", "2005-07-01")])
        {
            sheet.write(1, column, header).unwrap();
            sheet.write(2, column, if name == "第一党支部" && column == 0 { "王五" } else { value }).unwrap();
        }
    }
    let mut directory = directory();
    let (_, recognition, drafted) = import(&[("表.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    let passed = |sheet: usize| recognition.sheets[sheet].outcome == SheetOutcome::PassedOver;
    assert_eq!([0, 1, 2, 3].map(passed), [false, true, true, false]);
    assert_eq!(drafted.notes.iter().filter(|note| note.kind == NoteKind::SheetPassedOver).count(), 2);
    let people: Vec<String> =
        facts(&drafted, &directory).iter().filter_map(|line| line.split(' ').nth(2).map(str::to_owned)).collect();
    assert_eq!(people, ["member=李四", "member=王五"]);
}

#[test]
fn a_remark_that_takes_a_record_back_is_not_passed_over() {
    let rows = [
        ("2019年党费收缴登记\n党支部,姓名,所属月份,交纳金额,备注", "第一党支部,张三,2019年1月,50,{}", "未交"),
        ("2019年党费收缴登记\n党支部,姓名,所属月份,交纳金额,备注", "第一党支部,张三,2019年1月,50,{}", "已退回"),
        ("学时登记表\n党支部,姓名,培训时间,学时,备注", "第一党支部,张三,2019-03-05,8,{}", "因病未参加"),
        ("谈心谈话记录\n党支部,谈话时间,谈话人,谈话对象,备注", "第一党支部,2019-03-05,张三,李四,{}", "由王五代谈"),
        ("党课台账\n党支部,时间,主讲人,备注", "第一党支部,2019-03-05,张三,{}", "由李四代讲"),
    ];
    for (header, row, remark) in rows {
        let import = |remark: &str| import_text("台账.csv", &format!("{header}\n{}\n", row.replace("{}", remark))).2;
        let taken_back = import(remark);
        assert_eq!(taken_back.facts.len(), 0, "{header} {remark}");
        assert!(refused(&taken_back)[0].contains("TakenBack"), "{:?}", refused(&taken_back));
        assert_eq!(import("正常").facts.len(), 1, "{header}");
    }
}

#[test]
fn a_remark_beside_a_mark_says_why_somebody_was_away() {
    let text = "第一党支部2019年3月5日主题党日签到表\n姓名,签到,备注\n张三,√,\n李四,×,出差\n";
    check("签到.csv", text, &["2019-03-05 theme-day attendee=张三 attendee=李四:excused:出差"], &[]);
}

#[test]
fn the_end_of_a_term_and_a_job_are_no_dismissal() {
    let text = "支部班子成员\n党支部,姓名,党内职务,行政职务,任期起,任期止\n\
                第一党支部,张三,书记,项目经理,2018-03-01,2029-03-01\n";
    let (_, _, drafted) = import_text("班子.csv", text);
    assert_eq!(drafted.facts.iter().map(|fact| fact.kind.as_str()).collect::<Vec<_>>(), ["post-taken"]);
    let refused = refused(&drafted);
    assert!(refused.iter().all(|one| one.contains("UnknownColumn")) && refused.len() == 2, "{refused:?}");
}
