//! What stands in brackets beside a value: understood, kept, noted or refused, and never dropped.

use intake::NoteKind;

use crate::support::{check, import_text, refused};

/// A row of a table, and what becomes of it: facts and refusals.
fn each(title: &str, rows: &[(&str, &[&str], &[&str])]) {
    for (row, facts, refusals) in rows {
        check("台账.csv", &format!("{title}{row}\n"), facts, refusals);
    }
}

#[test]
fn dues_with_a_bracket_that_takes_them_back_or_names_other_months_are_refused() {
    let paid = "2019-01-31 dues-paid payer=张三 amount=50元 month=2019-01";
    each(
        "第一党支部2019年党费收缴表\n姓名,1月\n",
        &[
            ("张三,50（未收）", &[], &["B3 Row TakenBack 50（未收）"]),
            ("张三,50（退回）", &[], &["B3 Row TakenBack 50（退回）"]),
            ("张三,5角（未交）", &[], &["B3 Row TakenBack 5角（未交）"]),
            ("张三,\"50（含2、3月）\"", &[], &["B3 Row OtherMonths 50（含2、3月）"]),
            ("张三,100（补12月）", &[], &["B3 Row OtherMonths 100（补12月）"]),
            ("张三,150（一季度）", &[], &["B3 Row OtherMonths 150（一季度）"]),
            ("张三,50（元）", &[paid], &[]),
            ("张三,50（现金）", &[paid], &[]),
            ("张三,50（1月5日交）", &[paid], &[]),
        ],
    );
}

#[test]
fn hours_of_somebody_who_was_not_there_are_none() {
    each(
        "第一党支部2019年党员教育培训学时登记表\n姓名,日期,学时\n",
        &[
            ("张三,3月5日,8（未参加）", &[], &["C3 Row TakenBack 8（未参加）"]),
            ("张三,3月5日,8（学时）", &["2019-03-05 training trainee=张三 hours=8"], &[]),
        ],
    );
}

#[test]
fn a_day_or_a_kind_that_was_called_off_in_brackets_is_no_meeting() {
    let held = "2019-01-05 members-meeting chair=张三";
    each(
        "第一党支部2019年三会一课台账\n时间,会议类型,主持人\n",
        &[
            ("2019-01-05（未召开）,党员大会,张三", &[], &["A3 Row NotHeld 2019-01-05（未召开）"]),
            ("2019-01-05（未开）,党员大会,张三", &[], &["A3 Row NotHeld 2019-01-05（未开）"]),
            ("2019-01-05（取消）,党员大会,张三", &[], &["A3 Row NotHeld 2019-01-05（取消）"]),
            ("2019-01-05（改期）,党员大会,张三", &[], &["A3 Row NotHeld 2019-01-05（改期）"]),
            ("2019-01-05（推迟）,党员大会,张三", &[], &["A3 Row NotHeld 2019-01-05（推迟）"]),
            ("2019-01-05（农历）,党员大会,张三", &[], &["A3 Row TakenBack 2019-01-05（农历）"]),
            ("2019-01-05,党课（取消）,张三", &[], &["B3 Row NotHeld 党课（取消）"]),
            ("2019-01-05,支委会（未开）,张三", &[], &["B3 Row NotHeld 支委会（未开）"]),
            ("2019-01-05（周六）,党员大会（第一季度）,张三", &[held], &[]),
            ("2019-01-05（下午 14:30）,党员大会,张三", &[held], &[]),
            ("2019-01-05,党员大会（与职工大会合并）,张三", &["2019-01-05 members-meeting chair=张三 merged=true"], &[]),
            ("2019-01-05,党员大会（未合并）,张三", &["2019-01-05 members-meeting chair=张三 merged=false"], &[]),
            ("1月5日推迟到1月12日,党员大会,张三", &[], &["A3 Row DayMoved 1月5日推迟到1月12日"]),
            ("\"1月5日、1月12日\",党员大会,张三", &[], &["A3 Row SeveralDays 1月5日、1月12日"]),
        ],
    );
}

#[test]
fn a_name_behind_which_it_says_that_somebody_else_did_it_is_refused() {
    let talk = "2019-01-05 talk speaker=张三 partner=李四 manner=face-to-face";
    each(
        "第一党支部2019年谈心谈话记录\n日期,谈话人,谈话对象,方式\n",
        &[
            ("1月5日,张三,李四（未谈）,面谈", &[], &["C3 Row SomebodyElse 李四（未谈）"]),
            ("1月5日,张三,李四(因病未谈),面谈", &[], &["C3 Row SomebodyElse 李四(因病未谈)"]),
            ("1月5日,张三（委托王五）,李四,面谈", &[], &["B3 Row SomebodyElse 张三（委托王五）"]),
            ("1月5日,张三（因故由王五代谈）,李四,面谈", &[], &["B3 Row SomebodyElse 张三（因故由王五代谈）"]),
            ("1月5日,张三（因故由王五主讲）,李四,面谈", &[], &["B3 Row SomebodyElse 张三（因故由王五主讲）"]),
            ("1月5日,张三（王五代）,李四,面谈", &[], &["B3 Row SomebodyElse 张三（王五代）"]),
            ("1月5日,张三（支部书记）,李四,面谈", &[&talk.replace("张三", "张三:支部书记")], &[]),
        ],
    );
}

#[test]
fn what_nobody_understands_is_noted_once_a_column() {
    let text = "第一党支部2019年三会一课台账\n时间,会议类型,主持人\n2019-01-05（补录）,党员大会（远程），张三\n";
    let text = format!("{}2019-02-05（雨）,党员大会（特别）,张三\n", text.replace("（远程），", "（小型）,"));
    let (_, _, drafted) = import_text("台账.csv", &text);
    assert_eq!((drafted.facts.len(), refused(&drafted)), (2, vec![]));
    let remarks = |cells: [(&str, &str); 2]| NoteKind::RemarksUnread {
        remarks: cells.map(|(cell, remark)| (cell.to_owned(), remark.to_owned())).to_vec(),
    };
    let notes: Vec<&NoteKind> = drafted.notes.iter().map(|note| &note.kind).collect();
    let expected = [remarks([("A3", "补录"), ("A4", "雨")]), remarks([("B3", "小型"), ("B4", "特别")])];
    assert_eq!(notes, expected.iter().collect::<Vec<_>>());
}

#[test]
fn who_was_away_may_be_counted_beside_the_number_of_those_who_came() {
    let text =
        "第一党支部2019年党员大会台账\n时间,主持人,实到人数\n1月5日,张三,8（请假2人）\n2月5日,张三,8（未到2人）\n";
    let (_, _, drafted) = import_text("台账.csv", text);
    assert_eq!((drafted.facts.len(), refused(&drafted)), (2, vec![]));
    let remarks = [("C3", "请假2人"), ("C4", "未到2人")].map(|(cell, remark)| (cell.to_owned(), remark.to_owned()));
    assert_eq!(drafted.notes[0].kind, NoteKind::RemarksUnread { remarks: remarks.to_vec() });
}

#[test]
fn who_paid_and_when_beside_an_amount_is_not_lost() {
    let text = "第一党支部2019年党费收缴登记表\n姓名,1月,2月\n张三,60（代交）,60（微信）\n李四,60（补交）,60\n";
    let (_, _, drafted) = import_text("党费.csv", text);
    assert_eq!((drafted.facts.len(), refused(&drafted)), (4, vec![]));
    let remarks = [("B3", "代交"), ("B4", "补交")].map(|(cell, remark)| (cell.to_owned(), remark.to_owned()));
    assert_eq!(drafted.notes[0].kind, NoteKind::RemarksUnread { remarks: remarks.to_vec() });
}
