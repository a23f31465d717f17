//! Rows that are no event: what was not held, and the day below a signature; and what an exemption is from.

use crate::support::{check, import_text, refused};

const MEETINGS: &str = "第一党支部2019年党员大会台账\n时间,主持人,议题,备注\n";
const HELD: &str = "2019-01-05 members-meeting chair=张三";

#[test]
fn a_meeting_that_was_not_held_is_refused() {
    let rows = [
        ("6月5日,张三,学习,因疫情取消", "D3 Row NotHeld 因疫情取消"),
        ("6月5日,未召开,,", "B3 Row NotHeld 未召开"),
        ("6月5日,,（因故未开）,", "C3 Row NotHeld （因故未开）"),
        ("6月5日,,本月未召开党员大会,", "C3 Row NotHeld 本月未召开党员大会"),
        ("6月5日,,会议取消,", "C3 Row NotHeld 会议取消"),
        ("6月5日,张三,学习,延期至6月20日", "D3 Row NotHeld 延期至6月20日"),
        ("6月5日,张三,学习,由于防汛推迟", "D3 Row NotHeld 由于防汛推迟"),
        ("6月5日,张三,计划召开,", "C3 Row NotHeld 计划召开"),
        ("6月5日,,,已取消", "D3 Row NotHeld 已取消"),
    ];
    for (row, refusal) in rows {
        check("台账.csv", &format!("{MEETINGS}{row}\n"), &[], &[refusal]);
    }
}

#[test]
fn topics_and_remarks_that_speak_of_other_things_leave_the_meeting() {
    for (topic, note) in [
        ("取消王某预备党员资格", ""),
        ("讨论延期换届", ""),
        ("学习取消出版物限制的通知", ""),
        ("研究未召开组织生活会的整改", ""),
        ("学习", "因下雨改在会议室"),
    ] {
        let text = format!("{MEETINGS}1月5日,张三,{topic},{note}\n");
        let (_, _, drafted) = import_text("台账.csv", &text);
        assert_eq!((drafted.facts.len(), refused(&drafted)), (1, vec![]), "{topic}");
    }
}

#[test]
fn a_column_may_say_whether_it_was_held() {
    let text = "第一党支部2019年三会一课台账\n时间,会议类型,主持人,是否召开\n1月5日,党员大会,张三,是\n2月5日,党员大会,张三,否\n3月5日,党员大会,张三,未召开\n";
    check("台账.csv", text, &[HELD], &["D4 Row NotHeld 否", "D5 Row NotHeld 未召开"]);
}

#[test]
fn a_day_below_a_signature_is_no_meeting() {
    let meetings = "第一党支部2019年党员大会台账\n时间,主持人,地点\n1月5日,张三,\n";
    for (row, refusal) in [
        ("2019年12月31日,,\n", "A4 Row DayAlone 2019年12月31日"),
        ("2019年12月31日,李四,（盖章）\n", "A4 Row DayAlone 2019年12月31日"),
    ] {
        check("台账.csv", &format!("{meetings}{row}"), &[HELD], &[refusal]);
    }
    let numbered =
        "第一党支部2019年主题党日台账\n序号,日期,主题\n1,1月5日,学习\n2,2月5日,\n3,3月5日,无\n,2019年12月31日,\n";
    let refusals = ["B4 Row DayAlone 2月5日", "B5 Row DayAlone 3月5日", "B6 Row DayAlone 2019年12月31日"];
    check("台账.csv", numbered, &["2019-01-05 theme-day subject=学习"], &refusals);
}

#[test]
fn an_exemption_is_from_a_kind_or_from_everything_or_refused() {
    let line = |from: &str| format!("2019-01-05 exemption-approved member=张三{from}");
    for (written, from) in [
        ("党费", vec![" from-kind=党费交纳"]),
        ("免交纳党费", vec![" from-kind=党费交纳"]),
        ("集中学习", vec![" from-kind=教育培训"]),
        ("学时", vec![" from-kind=教育培训"]),
        ("theme-day", vec![" from-kind=主题党日"]),
        ("主题党日", vec![" from-kind=主题党日"]),
        ("主题党日、党费", vec![" from-kind=主题党日", " from-kind=党费交纳"]),
        ("三会一课", vec![" from-kind=党员大会", " from-kind=支委会", " from-kind=党小组会", " from-kind=党课"]),
        ("全部", vec![""]),
        ("", vec![""]),
    ] {
        let facts: Vec<String> = from.into_iter().map(line).collect();
        let facts: Vec<&str> = facts.iter().map(String::as_str).collect();
        check(
            "免除.csv",
            &format!("第一党支部2019年免除登记\n姓名,日期,免除事项\n张三,1月5日,{written}\n"),
            &facts,
            &[],
        );
    }
    let text = "第一党支部2019年免除登记\n姓名,日期,免除事项\n张三,1月5日,义务劳动\n张三,1月5日,党费、义务劳动\n";
    let refusals = ["C3 Row NothingToBeExemptFrom 义务劳动", "C4 Row NothingToBeExemptFrom 党费、义务劳动"];
    check("免除.csv", text, &[], &refusals);
    let (_, _, drafted) = import_text("免除.csv", text);
    assert!(drafted.refused[0].expected.contains("党费交纳"), "{}", drafted.refused[0]);
}

#[test]
fn what_holds_for_a_time_may_tell_its_last_day_in_a_column_of_its_own_and_end_after_today() {
    let line = |span: &str| format!("{span} dues-reduced payer=张三 approved=true due=0元");
    let rows = [
        ("2019-01-01,2019-06-30", "2019-01-01..2019-06-30"),
        ("2019-01-01,2099年12月", "2019-01-01..2099-12-31"),
        ("2019-01-01至2099-06-30,", "2019-01-01..2099-06-30"),
        ("2019-01-01,", "2019-01-01"),
    ];
    for (written, span) in rows {
        let text = format!("第一党支部党费减免登记\n日期,结束日期,姓名,减免后月应交,上级批准\n{written},张三,0,是\n");
        check("减免.csv", &text, &[&line(span)], &[]);
    }
    let text = "第一党支部党费减免登记\n日期,结束日期,姓名,减免后月应交,上级批准\n2019-06-30,2019-01-01,张三,0,是\n";
    check("减免.csv", text, &[], &["B3 Row EndsBefore 2019-01-01"]);
}

#[test]
fn an_election_tells_who_had_leave() {
    let text = "第一党支部换届选举登记\n换届日期,应选人数,参会人员,请假人员\n2019-05-05,1,张三,李四\n";
    check("换届.csv", text, &["2019-05-05 committee-elected attendee=张三 attendee=李四:excused seats=1"], &[]);
}

#[test]
fn a_by_election_has_a_day_of_its_own_name() {
    for header in ["补选日期", "补选时间"] {
        let text = format!("第一党支部补选登记\n{header},应选人数,参会人员\n2019-05-05,1,张三\n");
        check("补选.csv", &text, &["2019-05-05 by-election attendee=张三 seats=1"], &[]);
    }
}
