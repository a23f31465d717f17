//! What an unknown header may be taken for: never the opposite of what it says, and never numbers that add up.

use intake::{Limits, Sureness, read_book, recognise, understood};

use crate::support::{check, import_text, refused, rulebook};

/// What a header is taken for beside the columns of a table; empty where it is not.
fn taken(table: &str, header: &str, cell: &str) -> String {
    let (columns, row) = table.split_once('|').unwrap();
    let (title, columns) = columns.split_once(':').unwrap();
    let text = format!("第一党支部{title}\n{columns},{header}\n{row},{cell}\n");
    let book = read_book("表.csv", text.as_bytes(), &Limits::default()).unwrap();
    let [table] = understood(&book, &recognise(&book, rulebook(), None), rulebook()).try_into().unwrap();
    let column = table.columns.last().unwrap();
    let (_, target) = column.target.split_once('.').unwrap_or(("", column.target.as_str()));
    format!("{target}{}", if column.sureness == Sureness::Guessed { "?" } else { "" })
}

const HOURS: &str = "2019年教育培训学时登记:姓名,培训时间|张三,2019-03-05";
const DUES: &str = "2019年党费收缴登记表:姓名,所属月份|张三,2019-03";
const MEETING: &str = "2019年党员大会台账:时间,主持人|2019-03-05,张三";
const ROSTER: &str = "党员花名册:姓名,入党时间|周九,2001-01-01";
const POSTS: &str = "班子成员:姓名,党内职务|张三,书记";

#[test]
fn headers_are_taken_for_what_they_say() {
    let tables = [
        (HOURS, "8", "实修学时 已修学时 完成学时 实学学时 学时(个)", "学时"),
        (HOURS, "8", "应修学时 标准学时 要求学时 剩余学时 核减学时 欠学时 学时数登记 学时(应修) 学时证明", ""),
        (DUES, "20", "欠交金额 应退金额 退还金额 减免金额 留存金额 补交金额 上缴金额 实际金额数 金额(应交)", ""),
        (DUES, "20", "金额 金额(元)", "交纳金额"),
        (MEETING, "李四", "未参会人 非参会人员 迟到党员", ""),
        (MEETING, "李四", "参会人员签名", "参会人员?"),
        (MEETING, "3月6日", "下次会议时间 取消时间 应开时间", ""),
        (MEETING, "学习", "主要会议内容", "会议议题?"),
        (ROSTER, "书记", "党内职务 支部职务", "党内职务"),
        (ROSTER, "书记", "原职务 被任职务", ""),
        (ROSTER, "科长", "现在职务", "职务?"),
        (POSTS, "2019-03-05", "任期届满时间 应免时间 退休时间 停职时间", ""),
    ];
    let mut wrong = Vec::new();
    for (table, cell, headers, expected) in tables {
        for header in headers.split(' ') {
            let found = taken(table, header, cell);
            if found != expected {
                wrong.push(format!("{header}: {found} instead of {expected}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn numbers_that_add_up_are_refused_once_and_the_nearest_word_is_named() {
    let text = "第一党支部2019年主题党日台账\n时间,主题,计入的学时数\n3月5日,学习,2\n4月5日,学习,2\n";
    let (_, _, drafted) = import_text("表.csv", text);
    assert_eq!(refused(&drafted), ["C3 Column UnknownColumn 2（这一列共 2 格）"]);
    assert!(drafted.refused[0].advice.contains("最接近的是“学时”"), "{}", drafted.refused[0].advice);
}

#[test]
fn the_upper_of_two_headers_can_turn_the_number_below_it() {
    let text = "第一党支部2019年教育培训\n姓名,培训时间,应修,实修\n,,学时,学时\n张三,2019-03-05,40,8\n";
    let (_, _, drafted) = import_text("表.csv", text);
    assert!(drafted.facts.iter().all(|fact| format!("{:?}", fact.values).contains("800")), "{:?}", drafted.facts);
}

#[test]
fn the_day_on_which_somebody_left_a_post_is_no_day_of_taking_it() {
    let list = "第一党支部班子成员\n姓名,党内职务,任职时间,免职时间,免职原因\n张三,书记,2018-01-05,,\n李四,宣传委员、组织委员,2018-01-05,2019-03-10,调动\n王五,副书记,2019-03-11,至今,\n";
    let facts = [
        "2018-01-05 post-taken holder=张三 post=secretary",
        "2018-01-05 post-taken holder=李四 post=publicity",
        "2019-03-10 post-left holder=李四 post=publicity reason=调动",
        "2018-01-05 post-taken holder=李四 post=organisation",
        "2019-03-10 post-left holder=李四 post=organisation reason=调动",
        "2019-03-11 post-taken holder=王五 post=deputy",
    ];
    check("班子.csv", list, &facts, &[]);
    let without = "第一党支部班子成员\n姓名,党内职务,离任时间\n张三,书记,2019-03-10\n李四,组织委员,去年\n";
    let facts = ["2019-03-10 post-left holder=张三 post=secretary"];
    check("班子.csv", without, &facts, &["C4 Row NotADate 去年"]);
    for title in ["班子成员离任情况表", "离任班子成员", "免职登记"] {
        let text = format!("第一党支部{title}\n姓名,党内职务,任职时间,离任时间,离任原因\n张三,书记,,2019-03-10,调动\n");
        check("离任.csv", &text, &["2019-03-10 post-left holder=张三 post=secretary reason=调动"], &[]);
    }
}

#[test]
fn the_day_of_another_event_is_not_the_one_of_the_record() {
    let tables = [
        ("流出党员登记", "姓名,外出地点,返回时间", "张三,上海,2019-03-10"),
        ("2019年谈心谈话台账", "谈话人,谈话对象,任职时间", "张三,李四,2019-03-10"),
        ("党员转出登记", "姓名,去向,转正时间", "张三,外省,2019-03-10"),
    ];
    for (title, columns, row) in tables {
        let (_, _, drafted) = import_text("表.csv", &format!("第一党支部{title}\n{columns}\n{row}\n"));
        assert_eq!(drafted.facts, [], "{title}");
        assert!(!drafted.refused.is_empty(), "{title}");
    }
}

#[test]
fn an_answer_to_the_opposite_question_is_turned() {
    for (header, answer, merged) in [
        ("合并召开", "是", "true"),
        ("单独召开", "是", "false"),
        ("单独召开", "否", "true"),
        ("未合并召开", "√", "false"),
        ("是否与业务会议分开", "是", "false"),
        ("是否与业务会议分开（是/否）", "否", "true"),
    ] {
        let text = format!("第一党支部2019年党员大会台账\n时间,{header}\n2019-03-05,{answer}\n");
        check("会.csv", &text, &[&format!("2019-03-05 members-meeting merged={merged}")], &[]);
    }
    for header in ["是否与工会会议分开", "与业务会议不合并"] {
        let text = format!("第一党支部2019年党员大会台账\n时间,会议议题,{header}\n2019-03-05,学习,是\n");
        check("会.csv", &text, &["2019-03-05 members-meeting subject=学习"], &["C3 Column UnknownColumn 是"]);
    }
}

#[test]
fn who_stayed_away_without_a_word_was_not_there() {
    for header in ["旷会人员", "旷课人员", "缺勤人员"] {
        let text = format!("第一党支部2019年主题党日台账\n时间,主题,参加人员,{header}\n3月5日,学习,张三,李四\n");
        let fact = "2019-03-05 theme-day attendee=张三 attendee=李四:absent subject=学习";
        check("党日.csv", &text, &[fact], &[]);
    }
}

#[test]
fn common_columns_have_many_names() {
    let each = [
        (
            "党课台账\n时间,题目,主讲,学时数,参学人员,学习地点\n2019-06-05,党史,张三,2,李四,活动室",
            "2019-06-05 party-lecture lecturer=张三 attendee=李四 hours=2 place=活动室 subject=党史",
        ),
        (
            "教育培训台账\n时间,培训主题,参学人员,学时数,培训地点,主讲\n2019-06-05,党章,张三,2,党校,王教授",
            "2019-06-05 training trainee=张三 hours=2 place=党校 subject=党章 teacher=王教授",
        ),
        (
            "2019年党员大会\n时间,议题,参会人员,请假人员及原因,无故缺席人员\n1月5日,学习,张三,李四（出差）,王五",
            "2019-01-05 members-meeting attendee=张三 attendee=李四:excused:出差 attendee=王五:absent subject=学习",
        ),
        (
            "2019年党员大会\n时间,议题,参会人员,缺席及原因\n1月5日,学习,张三,李四（出差）",
            "2019-01-05 members-meeting attendee=张三 attendee=李四:excused:出差 subject=学习",
        ),
        ("2019年党费核定表\n姓名,月缴费标准\n张三,25", "2019-01-01 dues-base-set payer=张三 due=25元"),
        ("2019年党费核定表\n姓名,每月党费\n张三,25", "2019-01-01 dues-base-set payer=张三 due=25元"),
    ];
    for (text, fact) in each {
        check("台账.csv", &format!("第一党支部{text}\n"), &[fact], &[]);
    }
    // What is to be paid each month is not what was paid.
    let owed = "第一党支部2019年党费收缴表\n姓名,所属月份,每月党费\n张三,2019年1月,25\n";
    check("党费.csv", owed, &[], &["A2 Sheet NoColumn 第一党支部2019年党费收缴表"]);
}
