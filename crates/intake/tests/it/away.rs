//! Whose a reason is that stands behind several of the absent, and hours of those who were not there.

use crate::support::{check, directory, facts, import, import_text, refused};

/// Who is said to have been away, or the refusals.
fn theme_day(header: &str, people: &str) -> String {
    let text = format!("第一党支部2019年主题党日台账\n时间,主题,{header}\n1月5日,学习,\"{people}\"\n");
    let mut directory = directory();
    let (_, _, drafted) = import(&[("台账.csv", text.into_bytes())], &mut directory).remove(0);
    match refused(&drafted).as_slice() {
        [] => facts(&drafted, &directory).concat().replace("2019-01-05 theme-day ", "").replace(" subject=学习", ""),
        refusals => refusals.join(" "),
    }
}

#[test]
fn a_reason_behind_several_of_the_absent_is_that_of_each_or_refused() {
    let table = "
        李四和王五因公出差        | 李四:excused:因公出差 王五:excused:因公出差
        李四、王五（均出差）       | 李四:excused:出差 王五:excused:出差
        李四、王五(都请假)        | 李四:excused:请假 王五:excused:请假
        李四、王五2人出差         | 李四:excused:出差 王五:excused:出差
        李四、王五两人均出差       | 李四:excused:出差 王五:excused:出差
        李四、王五等2人出差       | 李四:excused:出差 王五:excused:出差
        李四、王五因病            | 李四:excused:因病 王五:excused:因病
        张三、李四和王五因病       | 张三:excused:因病 李四:excused:因病 王五:excused:因病
        李四、王五：出差          | 李四:excused:出差 王五:excused:出差
        李四、王五出差（3天）      | 李四:excused:出差(3天) 王五:excused:出差(3天)
        张三病假、李四、王五出差    | 张三:excused:病假 李四:excused:出差 王五:excused:出差
        李四（病假）、王五（出差）   | 李四:excused:病假 王五:excused:出差
        李四、王五（出差）         | 李四:absent 王五:excused:出差
        李四；王五出差            | 李四:absent 王五:excused:出差
        李四、王五3人出差         | C3 Cell UnclearAbsence 李四、王五3人出差
        张三、李四，王五出差       | C3 Cell UnclearAbsence 张三、李四，王五出差
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.rsplit_once('|').unwrap();
        let told = theme_day("缺席人员及原因", written.trim()).replace("attendee=", "");
        assert_eq!(told, expected.trim(), "{written}");
    }
    for people in ["张三、李四、王五（均请假）", "张三、李四、王五2人请假", "张三、李四和王五请假"]
    {
        assert_eq!(theme_day("参加人员", people), format!("C3 Cell Everybody {people}"));
    }
}

#[test]
fn a_reason_in_brackets_is_of_the_one_in_front_and_a_note_says_who_has_none() {
    let note = |header: &str, people: &str| {
        let text = format!("第一党支部2019年主题党日台账\n时间,主题,{header}\n1月5日,学习,{people}\n");
        let (_, _, drafted) = import_text("台账.csv", &text);
        drafted.notes.into_iter().map(|note| format!("{} {}", note.cell, note.text)).collect::<Vec<_>>().join(" ")
    };
    let table = "
        缺席人员       | 李四、王五（出差）       | 李四:absent 王五:excused:出差          | C3 李四没有写原因，按缺席记
        缺席人员       | 张三（书记）、李四、王五（出差） | 张三:absent 李四:absent 王五:excused:出差 | C3 张三、李四没有写原因，按缺席记
        请假人员       | 李四、王五（出差）       | 李四:excused 王五:excused:出差         | C3 李四没有写原因，按请假记
        缺席人员       | 李四、王五（均出差）     | 李四:excused:出差 王五:excused:出差     |
        请假人员       | 李四（病假）、王五（无故） | 李四:excused:病假 王五:absent         |
        参加人员       | 除李四外全体党员        | 张三 李四:absent                     | C3 按当时在册的 2 人逐一记下 C3 李四没有写原因，按缺席记
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let [header, people, expected, noted] = line.split('|').map(str::trim).collect::<Vec<_>>().try_into().unwrap();
        assert_eq!(theme_day(header, people).replace("attendee=", ""), expected, "{header} {people}");
        let told = note(header, people);
        assert!(told.starts_with(noted) && told.is_empty() == noted.is_empty(), "{header} {people}: {told}");
    }
}

#[test]
fn who_was_not_there_has_no_hours() {
    let signed =
        "第一党支部2019年培训签到\n日期,姓名,签到,学时\n3月5日,张三,√,8\n3月5日,李四,×,8\n3月5日,王五,病假,8\n";
    check(
        "培训.csv",
        signed,
        &["2019-03-05 training trainee=张三 hours=8"],
        &["C4 Row WasAway ×", "C5 Row WasAway 病假"],
    );
    let away = "第一党支部2019年教育培训台账\n时间,学时,参训人员,缺席人员\n3月5日,8,张三、李四,王五（病假）\n4月5日,8,张三、李四（请假）,\n";
    let trained = [
        "2019-03-05 training trainee=张三 trainee=李四 hours=8",
        "2019-04-05 training trainee=张三 trainee=李四:excused:请假 hours=8",
    ];
    check("培训.csv", away, &trained, &["D3 Column UnknownColumn 王五（病假）"]);
}

#[test]
fn leave_of_somebody_else_is_no_reason() {
    let meetings = "第一党支部2019年党员大会台账\n时间,主持人,缺席人员\n3月5日,张三,";
    for (reason, taken) in [
        ("赵大请假", false),
        ("欧阳大请假", false),
        ("赵大病假", false),
        ("请假", true),
        ("因病请假", true),
        ("已请假", true),
        ("有事请假", true),
        ("出差请假", true),
        ("看孩子请假", true),
        ("外地出差", true),
        ("住院请病假", true),
    ] {
        let (_, _, drafted) = import_text("台账.csv", &format!("{meetings}李四（{reason}）\n"));
        let excused = drafted.facts.iter().flat_map(|fact| &fact.people).any(|one| one.presence.slug() == "excused");
        assert_eq!((excused, refused(&drafted).is_empty()), (taken, taken), "{reason}");
    }
}
