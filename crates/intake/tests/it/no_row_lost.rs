//! Rows that look like something else: below a second header, above the first, behind words of totals and remarks,
//! under headings of strangers. They are taken or refused, never passed over and never given to somebody else.

use intake::{NoteKind, SheetOutcome};
use rust_xlsxwriter::{Format, Workbook};

use crate::support::{check, directory, facts, import, import_text, refused};

const MEETINGS: &str = "党支部,会议类型,召开时间,主持人,地点\n";

/// The kinds of meeting and their days, each a row of the branch.
fn meetings(days: &[&str]) -> String {
    days.iter().map(|day| format!("第一党支部,党员大会,{day},张三,会议室\n")).collect()
}

#[test]
fn rows_above_and_below_a_header_that_stands_there_twice_are_taken() {
    let first = meetings(&["2019-01-05", "2019-02-05", "2019-03-05"]);
    let second = meetings(&["2019-04-05", "2019-05-05", "2019-06-05"]);
    for header in [MEETINGS.to_owned(), MEETINGS.replace("地点", "会议地点"), MEETINGS.replace("召开时间", "会议时间")]
    {
        let (_, _, drafted) = import_text("台账.csv", &format!("三会一课\n{MEETINGS}{first}{header}{second}"));
        assert_eq!(refused(&drafted), Vec::<String>::new(), "{header}");
        assert_eq!(drafted.facts.len(), 6, "{header}");
        assert_eq!(drafted.notes.iter().filter(|note| note.kind == NoteKind::RepeatedHeader).count(), 1, "{header}");
    }
}

#[test]
fn rows_below_a_header_of_other_columns_are_refused() {
    let other = "党支部,会议类型,召开时间,地点,主持人\n第一党支部,党员大会,2019-02-05,张三,李四\n";
    let text = format!("三会一课\n{MEETINGS}{}{other}", meetings(&["2019-01-05"]));
    let again = format!("{text}{MEETINGS}{}", meetings(&["2019-03-05"]));
    check(
        "台账.csv",
        &again,
        &["2019-01-05 members-meeting chair=张三 place=会议室", "2019-03-05 members-meeting chair=张三 place=会议室"],
        &["A4 Row OtherHeader 党支部", "A5 Row OtherHeader 第一党支部"],
    );
}

#[test]
fn a_row_whose_branch_is_just_a_branch_is_no_header() {
    let text = format!(
        "三会一课\n{MEETINGS}{}党支部,党员大会,2019-02-05,张三,会议室\n{}",
        meetings(&["2019-01-05"]),
        meetings(&["2019-03-05"])
    );
    let (_, _, drafted) = import_text("台账.csv", &text);
    assert_eq!(refused(&drafted), ["A4 Row NoSuchOrganisation 党支部"]);
    assert_eq!(drafted.facts.len(), 2);
}

#[test]
fn data_above_the_header_is_refused_and_no_title() {
    let text = format!("{}{MEETINGS}{}", meetings(&["2019-01-05"]), meetings(&["2019-03-05"]));
    check(
        "三会一课.csv",
        &text,
        &["2019-03-05 members-meeting chair=张三 place=会议室"],
        &["A1 Row AboveHeader 第一党支部"],
    );
}

#[test]
fn words_of_totals_and_remarks_do_not_make_a_filled_row_vanish() {
    let contents = ["附:党章学习", "注:安全", "单位安全:培训", "累计法", "平均分析法", "合计统计", "日期:3月学习"];
    for content in contents {
        let text = format!("学时登记表\n培训内容,党支部,姓名,培训时间,学时\n{content},第一党支部,张三,2019-03-05,6\n");
        let (_, _, drafted) = import_text("学时.csv", &text);
        assert_eq!(refused(&drafted), Vec::<String>::new(), "{content}");
        assert_eq!(drafted.facts.len(), 1, "{content}");
    }
    let footer = "学时登记表\n培训内容,党支部,姓名,培训时间,学时\n党章,第一党支部,张三,2019-03-05,6\n\
                  合计,,,,6\n填表人:,,张三,,\n单位负责人:,李四,日期:,2019-12-31,\n";
    let (_, _, drafted) = import_text("学时.csv", footer);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(drafted.facts.len(), 1);
}

#[test]
fn a_sheet_of_explanations_that_holds_records_is_read() {
    let mut book = Workbook::new();
    for (name, data) in [("说明", "2019-03-05"), ("填表说明", "")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, header) in (0..).zip(["党支部", "谈话时间", "谈话人", "谈话对象"]) {
            sheet.write(0, column, header).unwrap();
        }
        let row = if data.is_empty() {
            ["填全称", "写到日", "", ""]
        } else {
            ["第一党支部", data, "张三", "李四"]
        };
        for (column, text) in (0..).zip(row) {
            sheet.write(1, column, text).unwrap();
        }
    }
    let mut directory = directory();
    let (_, recognition, drafted) = import(&[("谈话.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    assert_eq!(facts(&drafted, &directory), ["2019-03-05 talk speaker=张三 partner=李四"]);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(recognition.sheets[1].outcome, SheetOutcome::PassedOver);
}

/// Class hours under two headings, the second as given.
fn under_headings(second: &str) -> Vec<String> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("学时登记").unwrap();
    for (column, header) in (0..).zip(["姓名", "培训时间", "学时"]) {
        sheet.write(0, column, header).unwrap();
    }
    sheet.merge_range(1, 0, 1, 2, "第一党支部", &Format::new()).unwrap();
    sheet.write(3, 0, second).unwrap();
    for (row, name) in [(2, "张三"), (4, "李四")] {
        sheet.write(row, 0, name).unwrap();
        sheet.write(row, 1, "2019-03-05").unwrap();
        sheet.write(row, 2, 6).unwrap();
    }
    let mut directory = directory();
    let (_, _, drafted) = import(&[("学时.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    assert_eq!(facts(&drafted, &directory).first().unwrap(), "2019-03-05 training trainee=张三 hours=6");
    refused(&drafted)
}

#[test]
fn a_heading_of_a_stranger_does_not_leave_its_rows_to_the_branch_before() {
    for stranger in ["二支部", "甲支部", "机关总支", "某某党委", "第九党支部", "单位：二支部"]
    {
        assert_eq!(under_headings(stranger), ["A5 Row NoSuchOrganisation 李四"], "{stranger}");
    }
    assert_eq!(under_headings("第一党支部"), Vec::<String>::new());
    assert_eq!(under_headings("单位：第一党支部"), Vec::<String>::new());
    assert_eq!(under_headings("第二党支部"), ["A5 Row NoSuchMember 李四"]);
}

#[test]
fn the_first_row_of_data_is_no_header_and_a_planned_day_is_not_the_day_of_a_meeting() {
    let planned = "2019年第一党支部“三会一课”台账\n计划时间,完成时间,会议类型,主持人\n\
                   3月5日,3月6日,党员大会,张三\n6月5日,6月6日,党员大会,张三\n";
    check(
        "台账.csv",
        planned,
        &["2019-03-06 members-meeting chair=张三", "2019-06-06 members-meeting chair=张三"],
        &["A3 Column UnknownColumn 3月5日（这一列共 2 格）"],
    );
    let only_planned = "2019年第一党支部党员大会台账\n计划时间,主持人,议题\n3月5日,张三,学习\n";
    check("台账.csv", only_planned, &[], &["A2 Sheet MissingDate 2019年第一党支部党员大会台账"]);
    let made_up_for =
        "2019年第一党支部主题党日补课登记表\n原活动时间,补课时间,姓名,补课内容\n3月5日,3月15日,李四,学习\n";
    check("补课.csv", made_up_for, &[], &["A1 Sheet UnknownSheet 补课"]);
}

#[test]
fn dated_rows_above_the_header_are_refused() {
    let text = "2019年第一党支部党员大会台账\n3月5日,大会议室,张三讲话\n时间,主持人,议题\n6月5日,张三,学习\n";
    check("台账.csv", text, &["2019-06-05 members-meeting chair=张三 subject=学习"], &["A2 Row AboveHeader 3月5日"]);
    let labelled = "2019年第一党支部党员大会台账\n填报单位,第一党支部,填报日期,2019年12月31日\n时间,主持人,议题\n6月5日,张三,学习\n";
    check("台账.csv", labelled, &["2019-06-05 members-meeting chair=张三 subject=学习"], &[]);
}
