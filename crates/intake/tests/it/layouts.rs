//! Wide tables: names across the top, hours by month, and those that say too little to be read.

use intake::{Mapping, NoteKind};
use rust_xlsxwriter::Workbook;

use crate::properties::lost;
use crate::support::{check, directory, facts, import, import_text, refused, rulebook};

#[test]
fn names_across_the_top_and_days_down_the_side() {
    let text = "第一党支部2019年主题党日考勤表\n日期,张 三,李四,王五\n1月5日,√,√,请假\n2月5日,√,×,/\n";
    check(
        "考勤.csv",
        text,
        &[
            "2019-01-05 theme-day attendee=张三 attendee=李四 attendee=王五:excused:请假",
            "2019-02-05 theme-day attendee=张三 attendee=李四:absent",
        ],
        &[],
    );
    let (book, recognition, drafted) = import_text("考勤.csv", text);
    assert_eq!(lost(&book, &recognition, &drafted), [""; 0]);
    assert_eq!(recognition.questions, []);
    let saved = Mapping::of(&book, &recognition, rulebook());
    assert_eq!(saved.sheets[0].columns, [("日期".to_owned(), "主题党日.日期".to_owned())], "names need no word");
}

#[test]
fn names_across_the_top_beside_other_columns_and_kinds_of_meeting() {
    let text = "第一党支部2019年三会一课考勤\n会议类型,召开时间,主持人,张三,李四,王五\n\
                党员大会,1月5日,张三,√,√,病假\n党课,2月5日,,√,×,线上\n";
    check(
        "考勤.csv",
        text,
        &[
            "2019-01-05 members-meeting chair=张三 attendee=张三 attendee=李四 attendee=王五:excused:病假",
            "2019-02-05 party-lecture attendee=张三 attendee=李四:absent attendee=王五:remote",
        ],
        &[],
    );
}

#[test]
fn marks_below_strangers_and_marks_nobody_knows_are_refused_one_by_one() {
    let text = "第一党支部2019年主题党日考勤表\n日期,地点,张三,李四,阿不都热西提\n\
                1月5日,会议室,√,?,√\n2月5日,工地,√,×,\n";
    check(
        "考勤.csv",
        text,
        &[
            "2019-01-05 theme-day attendee=张三 place=会议室",
            "2019-02-05 theme-day attendee=张三 attendee=李四:absent place=工地",
        ],
        &["D3 Cell UnknownMark ?", "E3 Cell ColumnOfStranger √"],
    );
    let (_, _, drafted) = import_text("考勤.csv", text);
    assert!(drafted.refused[1].expected.contains("阿不都热西提"), "{}", drafted.refused[1]);
}

#[test]
fn the_cell_in_the_corner_names_both_sides() {
    let across = "第一党支部2019年主题党日签到表\n日期\\姓名,张三,李四\n1月5日,√,√\n";
    check("签到.csv", across, &["2019-01-05 theme-day attendee=张三 attendee=李四"], &[]);
    let down = "第一党支部2019年主题党日签到表\n姓名/日期,1月5日\n张三,√\n李四,√\n";
    check("签到.csv", down, &["2019-01-05 theme-day attendee=张三 attendee=李四"], &[]);
}

#[test]
fn columns_of_answers_are_no_members() {
    let text = "第一党支部2019年党员大会台账\n召开时间,主持人,是否公示,是否拍照\n1月5日,张三,是,否\n";
    let (_, _, drafted) = import_text("台账.csv", text);
    assert_eq!(refused(&drafted), ["C3 Cell ColumnOfStranger 是", "D3 Cell ColumnOfStranger 否"]);
    assert_eq!(drafted.facts.len(), 1);
}

#[test]
fn hours_by_month() {
    let text = "第一党支部2019年党员教育培训学时登记表\n序号,姓名,培训形式,1月,2月,2019年3月,合计\n\
                1,张三,集中培训,6,4.5,,10.5\n2,李四,,8,/,2学时,10\n3,王五,,0,半天,3,4\n4,王五,,,-1,,8\n5,李四,,8,,,9\n";
    check(
        "学时.csv",
        text,
        &[
            "2019-01-01..2019-01-31 training trainee=张三 hours=6 mode=concentrated",
            "2019-02-01..2019-02-28 training trainee=张三 hours=4.5 mode=concentrated",
            "2019-01-01..2019-01-31 training trainee=李四 hours=8",
            "2019-03-01..2019-03-31 training trainee=李四 hours=2",
            "2019-03-01..2019-03-31 training trainee=王五 hours=3",
        ],
        &["E5 Cell NotANumber 半天", "E6 Row BelowMinimum -1", "G7 Cell TotalDiffers 9"],
    );
    let (book, recognition, drafted) = import_text("学时.csv", text);
    assert_eq!(lost(&book, &recognition, &drafted), [""; 0]);
    let notes: Vec<_> = drafted.notes.iter().map(|note| (note.cell.as_str(), &note.kind)).collect();
    let repeated = NoteKind::Repeated { sheet: "学时".into(), row: 4, records: 1, kept: false, other_secrets: false };
    let unchecked = NoteKind::TotalUnchecked;
    let expected = [
        ("D5", &NoteKind::NothingDone),
        ("G5", &unchecked),
        ("G6", &unchecked),
        ("A7", &repeated),
        ("D2", &NoteKind::MonthOnly),
    ];
    assert_eq!(notes, expected);
}

#[test]
fn hours_beside_the_months_are_their_total() {
    let text = "第一党支部2019年学时统计\n姓名,2019-01,2019-02,总学时\n张三,6,4.5,10.5\n李四,8,,9\n王五,,,7\n";
    check(
        "统计.csv",
        text,
        &[
            "2019-01-01..2019-01-31 training trainee=张三 hours=6",
            "2019-02-01..2019-02-28 training trainee=张三 hours=4.5",
            "2019-01-01..2019-01-31 training trainee=李四 hours=8",
        ],
        &["D4 Cell TotalDiffers 9", "D5 Row TotalDiffers 7"],
    );
}

#[test]
fn months_that_are_over_or_to_come() {
    let text = "第一党支部2020年学时登记表\n姓名,1月,2月\n张三,6,4\n";
    check("学时.csv", text, &["2020-01-01..2020-01-31 training trainee=张三 hours=6"], &["C3 Cell Future 4"]);
    let (_, _, drafted) = import_text("学时.csv", "第一党支部学时登记表\n姓名,1月,2月\n张三,6,4\n");
    assert_eq!(refused(&drafted), ["A2 Sheet SheetWithoutYear 第一党支部学时登记表"]);
}

#[test]
fn numbers_by_month_are_not_taken_for_dues_or_hours_unless_something_says_so() {
    for title in ["第一党支部2019年党员积分", "第一党支部2019年"] {
        let text = format!("{title}\n姓名,1月,2月,3月\n张三,6,4.5,\n李四,8,,2\n");
        let (_, _, drafted) = import_text("表.csv", &text);
        assert_eq!(refused(&drafted), ["A1 Sheet UnknownSheet 表"], "{title}");
        assert!(drafted.refused[0].advice.contains("请在标题里写明是什么台账"), "{}", drafted.refused[0]);
    }
    // The title says so, or a column that only dues have.
    for (title, header) in [("第一党支部2019年党费", "姓名"), ("第一党支部2019年", "姓名,月应交")]
    {
        let cells = if header == "姓名" { "张三" } else { "张三,6" };
        let (_, _, drafted) = import_text("表.csv", &format!("{title}\n{header},1月,2月\n{cells},6,6\n"));
        assert_eq!(drafted.facts.iter().filter(|fact| fact.kind == "dues-paid").count(), 2, "{title} {header}");
    }
}

/// The months of dues under headers that are numbers, and what is refused.
fn months_of_numbers(headers: &[f64]) -> (Vec<String>, Vec<String>) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "第一党支部党费收缴表").unwrap();
    sheet.write(1, 0, "姓名").unwrap();
    sheet.write(2, 0, "张三").unwrap();
    for (column, header) in (1..).zip(headers) {
        sheet.write(1, column, *header).unwrap();
        sheet.write(2, column, 25).unwrap();
    }
    let mut directory = directory();
    let (_, _, drafted) = import(&[("表.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    let facts = facts(&drafted, &directory);
    let months = facts.iter().filter_map(|line| line.split_once("month=").map(|(_, month)| month.to_owned()));
    (months.collect(), refused(&drafted))
}

#[test]
fn a_month_in_a_header_that_became_a_number_is_told_by_its_neighbours() {
    let clear = |headers: &[f64], months: &[&str]| {
        let (found, refused) = months_of_numbers(headers);
        assert_eq!(found, months, "{headers:?}");
        assert_eq!(refused, [""; 0], "{headers:?}");
    };
    clear(&[2019.10, 2019.11, 2019.12], &["2019-10", "2019-11", "2019-12"]);
    clear(&[2019.8, 2019.9, 2019.10], &["2019-08", "2019-09", "2019-10"]);
    clear(&[2019.1, 2019.2], &["2019-01", "2019-02"]);
    clear(&[2018.12, 2019.1], &["2018-12", "2019-01"]);
    for unclear in [[2019.1, 2019.3], [2019.7, 2019.1]] {
        let (found, refused) = months_of_numbers(&unclear);
        assert_eq!(found, [""; 0], "{unclear:?}");
        assert!(refused[0].contains("Sheet AmbiguousDate 2019.1"), "{refused:?}");
    }
}

#[test]
fn a_month_in_a_header_of_text_is_told_by_its_neighbours_as_well() {
    let text = "第一党支部党费收缴表\n姓名,2019.1,2019.11,2019.12\n张三,25,25,25\n";
    let (_, _, drafted) = import_text("表.csv", text);
    let days: Vec<String> = drafted.facts.iter().map(|fact| fact.occurred.first.to_string()).collect();
    assert_eq!(days, ["2019-10-31", "2019-11-30", "2019-12-31"]);
}

#[test]
fn two_tables_side_by_side_are_refused_and_nobody_gets_what_is_written_of_another() {
    let tables = [
        "第一党支部2019年主题党日签到表\n姓名,1月5日,2月5日,姓名,1月5日,2月5日\n张三,√,√,李四,√,×\n",
        "第一党支部2019年学时登记表\n序号,姓名,培训时间,序号,姓名,培训时间\n1,张三,3月5日,2,李四,9月9日\n",
        "第一党支部2019年党员大会台账\n时间,参加人员,备注,时间,参加人员\n3月5日,张三,,6月5日,李四\n",
    ];
    for text in tables {
        let (_, _, drafted) = import_text("表.csv", text);
        assert_eq!(drafted.facts, [], "{text}");
        assert!(refused(&drafted)[0].starts_with("D2 Sheet SideBySide"), "{:?}", refused(&drafted));
    }
}

#[test]
fn one_row_a_person_is_one_meeting_a_day() {
    let text = "第一党支部2019年主题党日签到明细\n日期,姓名,签到情况,备注\n1月5日,张三,√,\n1月5日,李四,×,出差\n\
                1月5日,王五,√,\n2月5日,张三,√,\n2月5日,李四,√,\n";
    check(
        "签到.csv",
        text,
        &[
            "2019-01-05 theme-day attendee=张三 attendee=李四:excused:出差 attendee=王五 note=出差",
            "2019-02-05 theme-day attendee=张三 attendee=李四",
        ],
        &[],
    );
    let (book, recognition, drafted) = import_text("签到.csv", text);
    assert_eq!(lost(&book, &recognition, &drafted), [""; 0]);
}

#[test]
fn rows_of_one_day_that_say_something_else_stay_apart() {
    let text =
        "第一党支部2019年党员大会参会明细\n日期,姓名,议题\n3月5日,张三,学习\n3月5日,李四,学习\n3月5日,张三,选举\n";
    check(
        "明细.csv",
        text,
        &[
            "2019-03-05 members-meeting attendee=张三 attendee=李四 subject=学习",
            "2019-03-05 members-meeting attendee=张三 subject=选举",
        ],
        &[],
    );
    let training = "第一党支部2019年教育培训台账\n日期,姓名,学时\n3月5日,张三,2\n3月5日,李四,2\n";
    check(
        "培训.csv",
        training,
        &["2019-03-05 training trainee=张三 hours=2", "2019-03-05 training trainee=李四 hours=2"],
        &[],
    );
}

#[test]
fn the_month_of_a_day_may_stand_in_a_column_beside_it() {
    let text = "第一党支部2019年党员大会台账\n月份,日期,主持人,议题\n3月,5日,张三,学习\n4月份,4月9日,张三,选举\n";
    let facts =
        ["2019-03-05 members-meeting chair=张三 subject=学习", "2019-04-09 members-meeting chair=张三 subject=选举"];
    check("台账.csv", text, &facts, &[]);
    let other = text.replace("4月份", "5月份");
    check("台账.csv", &other, &facts[..1], &["A4 Row OtherDay 5月份"]);
    let quarter = text.replace("4月份", "二季度").replace("3月", "三月");
    check("台账.csv", &quarter, &facts, &["A4 Cell NotADate 二季度"]);
    let apart = "第一党支部2019年党员大会台账\n月份,主持人,日期,议题\n3月,张三,5日,学习\n二季度,张三,6日,学习\n";
    check("台账.csv", apart, &facts[..1], &["A4 Row NotADate 二季度", "C4 Row NotADate 6日"]);
}

#[test]
fn year_month_and_day_in_three_columns_are_one_day() {
    let expected = [
        "2019-03-05 members-meeting chair=张三 subject=学习",
        "2018-12-09..2018-12-10 members-meeting chair=张三 subject=选举",
    ];
    for headers in ["年,月,日", "年份,月份,日期", "年度,月,号"] {
        for title in ["第一党支部党员大会台账", "第一党支部2017年党员大会台账"] {
            let text = format!("{title}\n{headers},主持人,议题\n2019,3,5,张三,学习\n2018年,12月,9-10日,张三,选举\n");
            check("台账.csv", &text, &expected, &[]);
        }
    }
    let kinds = "第一党支部三会一课台账\n年,月,日,会议类型,主持人\n2019,3,5,党员大会,张三\n2019,3,6,支委会,张三\n";
    let expected = ["2019-03-05 members-meeting chair=张三", "2019-03-06 committee-meeting chair=张三"];
    check("台账.csv", kinds, &expected, &[]);
    for (row, refusal) in [
        ("2019,2,30", "C3 Row NoSuchDay 30"),
        ("19,3,5", "A3 Row TwoDigitYear 19"),
        ("2019,13,5", "C3 Row NotADate 5"),
        ("2019,,5", "C3 Row NotADate 5"),
        (",3,5", "C3 Row NoYear 5"),
        ("2019,3,", "C3 Row MissingDate （空）"),
        ("2019,3,2019-04-05", "B3 Row OtherDay 3"),
        ("2018,3,2019-03-05", "A3 Row OtherDay 2018"),
    ] {
        let text = format!("第一党支部党员大会台账\n年,月,日,主持人,议题\n{row},张三,学习\n");
        let refused = refused(&import_text("台账.csv", &text).2);
        assert_eq!(refused.last().map(String::as_str), Some(refusal), "{row}: {refused:?}");
    }
    let alone = "第一党支部党员大会台账\n年,月,日,主持人,议题\n2019,3,5,张三,学习\n2019,3,6,,\n";
    check("台账.csv", alone, &["2019-03-05 members-meeting chair=张三 subject=学习"], &["C4 Row DayAlone 6"]);
}

#[test]
fn words_beside_the_day_of_a_header_are_its_topic() {
    let text = "第一党支部2019年党课签到表\n姓名,5月5日 党章学习,2019-05-06（廉政教育）,5月7日党史,5月8日（周三）,5月9日（第二批）\n\
                张三,√,√,√,√,√\n李四,√,×,√,√,√\n";
    let both = "attendee=张三 attendee=李四";
    let expected = [
        format!("2019-05-05 party-lecture {both} subject=党章学习"),
        format!("2019-05-06 party-lecture {both}:absent subject=廉政教育"),
        format!("2019-05-07 party-lecture {both} subject=党史"),
        format!("2019-05-08 party-lecture {both}"),
        format!("2019-05-09 party-lecture {both}"),
    ];
    check("签到.csv", text, &expected.each_ref().map(String::as_str), &[]);
    // What else such words say makes it no day on which somebody came.
    for other in ["5月5日应到", "5月5日取消", "5月5日至7日学习", "5月5日、6日学习", "5月5日缺席原因", "5月5日计划"]
    {
        let text = text.replace("5月5日 党章学习", other);
        let (_, _, drafted) = import_text("签到.csv", &text);
        assert!(drafted.facts.iter().all(|fact| fact.occurred.first.to_string() != "2019-05-05"), "{other}");
        assert_eq!(drafted.refused.len(), 1, "{other}: {:?}", refused(&drafted));
    }
}

#[test]
fn hours_by_day() {
    let text = "第一党支部2019年教育培训学时登记表\n姓名,5月5日 党章学习,2019-05-06（廉政教育）,5月7日,合计\n\
                张三,4,4,0.5,8.5\n李四,4,,25,5\n王五,4,4,,9\n";
    check(
        "学时.csv",
        text,
        &[
            "2019-05-05 training trainee=张三 hours=4 subject=党章学习",
            "2019-05-06 training trainee=张三 hours=4 subject=廉政教育",
            "2019-05-07 training trainee=张三 hours=0.5",
            "2019-05-05 training trainee=李四 hours=4 subject=党章学习",
            "2019-05-05 training trainee=王五 hours=4 subject=党章学习",
            "2019-05-06 training trainee=王五 hours=4 subject=廉政教育",
        ],
        &["D4 Cell MoreThanTheDays 25", "E5 Cell TotalDiffers 9"],
    );
    let marks = "第一党支部2019年教育培训签到表\n姓名,5月5日,5月6日\n张三,√,√\n李四,√,×\n";
    let (_, _, drafted) = import_text("培训.csv", marks);
    assert_eq!(refused(&drafted), ["A2 Sheet NoColumn 第一党支部2019年教育培训签到表"], "marks tell no hours");
}

#[test]
fn a_column_a_post_names_who_holds_it() {
    let header = "支部班子成员一览表\n支部,书记,副书记,组织委员,纪检委员";
    let text = format!("{header},任职时间\n第一党支部,张三,李四,王五、孙九,空缺,2019-05-01\n第二党支部,赵六,,,,\n");
    let expected =
        ["2019-05-01 post-taken holder=张三 post=secretary", "2019-05-01 post-taken holder=李四 post=deputy"];
    check("班子.csv", &text, &expected, &["D3 Cell NoSuchMember 王五、孙九", "F4 Row MissingDate （空）"]);
    let two = text.replace("王五、孙九", "王五").replace("任职时间", "换届时间");
    let third = "2019-05-01 post-taken holder=王五 post=organisation";
    check("班子.csv", &two, &[expected[0], expected[1], third], &["F4 Row MissingDate （空）"]);
    let undated = format!("{header}\n第一党支部,张三,李四,王五,\n");
    check("班子.csv", &undated, &[], &["A2 Sheet PostsWithoutDay 支部班子成员一览表"]);
}
