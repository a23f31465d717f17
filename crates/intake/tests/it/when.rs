//! Days and months that stand outside of the table: in its title, in a line above it, in the sheet's name, in headers.

use intake::NoteKind;
use rust_xlsxwriter::Workbook;

use crate::support::{check, directory, facts, import, import_text, refused};

#[test]
fn a_sign_in_list_is_of_the_day_above_it() {
    let list = "序号,姓名,签到,备注\n1,张三,张三,\n2,李四,√,\n3,王五,请假,\n";
    let expected = ["2019-01-05 theme-day attendee=张三 attendee=李四 attendee=王五:excused:请假"];
    for line in [
        "时间：2019年1月5日,,地点：活动室",
        "活动时间,2019年1月5日",
        "日期：2019-01-05",
        "填表时间：2020年1月6日\n时间：2019年1月5日",
    ] {
        check("签到.csv", &format!("第一党支部主题党日签到表\n{line}\n{list}"), &expected, &[]);
    }
    check("签到.csv", &format!("第一党支部2019年主题党日签到表\n时间：1月5日\n{list}"), &expected, &[]);
    for line in ["填报时间：2019年1月5日", "时间：2018年1月5日", "时间：2019年1月5日\n时间：2019年1月6日"]
    {
        let text = format!("第一党支部2019年主题党日签到表\n{line}\n{list}");
        let (_, _, drafted) = import_text("签到.csv", &text);
        assert_eq!(drafted.facts, [], "{line}");
        assert_eq!(drafted.refused.len(), 1, "{line}: {:?}", refused(&drafted));
        assert!(refused(&drafted)[0].contains(" Sheet MissingDate"), "{line}: {:?}", refused(&drafted));
    }
    // Whoever signs for another has not signed.
    let other = "第一党支部主题党日签到表\n时间：2019年1月5日\n姓名,签到\n张三,李四\n";
    check("签到.csv", other, &[], &["B4 Row UnknownMark 李四"]);
}

#[test]
fn a_sign_in_list_is_of_the_day_in_its_title() {
    let list = "序号,姓名,签到\n1,张三,√\n2,李四,病假\n";
    let expected = ["2019-01-05 theme-day attendee=张三 attendee=李四:excused:病假"];
    for title in ["第一党支部2019年1月5日主题党日签到表", "第一党支部二〇一九年一月五日（星期六）主题党日活动签到表"]
    {
        check("签到.csv", &format!("{title}\n{list}"), &expected, &[]);
    }
    for title in [
        "第一党支部2019年1月5日至7日主题党日签到表",
        "第一党支部主题党日签到表（2019年1月5日）",
        "第一党支部2019年1月5日主题党日签到表\n第一党支部2019年1月6日主题党日签到表",
    ] {
        let (_, _, drafted) = import_text("签到.csv", &format!("{title}\n{list}"));
        assert_eq!(drafted.facts, [], "{title}: {:?}", refused(&drafted));
    }
}

#[test]
fn marks_below_a_day_without_a_year_are_kept_for_the_year() {
    let text = "第一党支部主题党日签到表\n姓名,2019-03-05,5月5日上午\n张三,√,√\n";
    check("签到.csv", text, &["2019-03-05 theme-day attendee=张三"], &["C3 Cell HeaderWithoutYear √"]);
    let (_, _, drafted) = import_text("签到.csv", text);
    assert!(drafted.refused[0].advice.contains("此格不用改"), "{}", drafted.refused[0]);
}

#[test]
fn dues_of_the_month_in_the_title() {
    let text = "第一党支部2019年2月党费缴纳明细表\n序号,姓名,应缴,实缴\n1,张三,25,25\n2,李四,20,未交\n3,王五,20,240\n";
    check(
        "党费.csv",
        text,
        &[
            "2019-02-01 dues-base-set payer=张三 due=25元",
            "2019-02-28 dues-paid payer=张三 amount=25元 month=2019-02",
            "2019-02-01 dues-base-set payer=李四 due=20元",
            "2019-03-28 dues-base-set payer=王五 due=20元",
        ],
        &["D5 Cell SeveralMonths 240"],
    );
    let (_, _, drafted) = import_text("党费.csv", &text.replace("2月", "1-2月"));
    assert!(drafted.facts.iter().all(|fact| fact.kind != "dues-paid"), "{:?}", refused(&drafted));
}

#[test]
fn days_of_the_month_that_the_title_or_the_sheet_names() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("1月").unwrap();
    sheet.write(0, 0, "第一党支部2019年“三会一课”登记表").unwrap();
    for (row, cells) in
        (1..).zip([["会议类别", "日期", "主持人"], ["支委会", "8日", "张三"], ["党员大会", "9", "张三"]])
    {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let mut directory = directory();
    let (_, _, drafted) = import(&[("表.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    let expected = ["2019-01-08 committee-meeting chair=张三", "2019-01-09 members-meeting chair=张三"];
    assert_eq!(facts(&drafted, &directory), expected);
    let rows = |title: &str| format!("{title}\n时间,主持人\n8日,张三\n2月\n9日,张三\n");
    check(
        "台账.csv",
        &rows("第一党支部2019年1月党员大会台账"),
        &["2019-01-08 members-meeting chair=张三", "2019-02-09 members-meeting chair=张三"],
        &[],
    );
    let several = rows("第一党支部2019年1月至3月党员大会台账");
    check("台账.csv", &several, &["2019-02-09 members-meeting chair=张三"], &["A3 Row NotADate 8日"]);
}

#[test]
fn months_across_for_a_meeting_are_whole_months_and_said_once() {
    let text = "第一党支部2019年度主题党日签到表\n姓名,1月,2月\n张三,√,√\n李四,√,×\n";
    check(
        "签到.csv",
        text,
        &[
            "2019-01-01..2019-01-31 theme-day attendee=张三 attendee=李四",
            "2019-02-01..2019-02-28 theme-day attendee=张三 attendee=李四:absent",
        ],
        &[],
    );
    let (_, _, drafted) = import_text("签到.csv", text);
    assert_eq!(drafted.notes.iter().filter(|note| note.kind == NoteKind::MonthOnly).count(), 1);
    let (_, _, drafted) = import_text("签到.csv", &text.replace("2019年度", ""));
    assert_eq!(refused(&drafted), ["A2 Sheet SheetWithoutYear 第一党支部主题党日签到表"]);
}
