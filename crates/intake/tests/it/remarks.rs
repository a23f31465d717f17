//! What the remark of a row says about the row: that it is not so, nothing, or what nobody understood.

use intake::NoteKind;

use crate::support::{check, import_text, refused};

/// What became of one row by its remark: the reason it was refused for, `kept` with a note, or `taken` without.
fn judged(table: &str, remark: &str) -> String {
    let (_, _, drafted) = import_text("台账.csv", &table.replace("{}", remark));
    let noted = drafted.notes.iter().any(|note| matches!(note.kind, NoteKind::RemarksKept { .. }));
    let reasons: Vec<String> =
        refused(&drafted).iter().map(|line| line.split(' ').nth(2).unwrap().to_owned()).collect();
    match (drafted.facts.is_empty(), reasons.is_empty(), noted) {
        (false, true, true) => "kept".to_owned(),
        (false, true, false) => "taken".to_owned(),
        (true, false, false) => reasons.join(" "),
        other => format!("{other:?} {reasons:?}"),
    }
}

/// Checks lines of `remark | what becomes of the row`.
fn check_remarks(table: &str, lines: &str) {
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let (remark, expected) = line.rsplit_once('|').unwrap();
        let remark = remark.trim();
        assert_eq!(judged(table, remark), expected.trim(), "{remark}");
    }
}

#[test]
fn a_meeting_that_its_remark_denies_is_refused() {
    check_remarks(
        "第一党支部2019年党员大会台账\n时间,主持人,议题,备注\n3月5日,张三,学习,\"{}\"\n",
        "
        补记，实际未召开            | NotHeld
        没开成                    | NotHeld
        人数不足，改日再开          | NotHeld
        以微信群通知代替            | NotHeld
        与6月会议为同一次          | NotHeld
        会议记录系补写，实际未开     | NotHeld
        会议因疫情取消             | NotHeld
        实际未召开，待补开          | NotHeld
        重复登记                  | TakenBack
        作废                     | TakenBack
        原定3日未能召开，已补开      | kept
        整改上年未召开组织生活会的问题 | kept
        人数不足                  | kept
        李四未参加                | kept
        补交材料                  | kept
        研究换届延期               | kept
        因下雨改在会议室            | kept
        未发现问题                | taken
        无缺席                   | taken
        正常                     | taken
        已归档。                  | taken
        无                       | taken
        ",
    );
}

#[test]
fn a_member_whose_remark_says_that_they_are_gone_is_refused() {
    check_remarks(
        "第一党支部党员花名册\n姓名,性别,入党时间,备注\n周九,男,2001-01-01,\"{}\"\n",
        "
        已去世            | NoLongerMember
        已故              | NoLongerMember
        2024年3月病故      | NoLongerMember
        2025年3月转出      | NoLongerMember
        组织关系已转出      | NoLongerMember
        开除党籍           | NoLongerMember
        自行脱党           | NoLongerMember
        父亲去世           | kept
        人已调离，关系未转出  | kept
        已转入            | kept
        曾任某书记         | kept
        退休              | taken
        正常              | taken
        ",
    );
}

#[test]
fn brackets_behind_the_name_of_a_member_are_judged_by_the_same_words() {
    let text = "第一党支部党员花名册\n姓名,入党时间\n丁三（正式）,2001-01-01\n丁四（已故）,2001-01-01\n";
    let expected = ["A4 Row NotAName 丁四（已故）"];
    let (_, _, drafted) = import_text("名册.csv", text);
    assert_eq!(refused(&drafted), expected);
    let names: Vec<String> = drafted.facts.iter().map(|fact| format!("{:?}", fact.values.get("name"))).collect();
    assert_eq!(names, [r#"Some(Text("丁三"))"#]);
}

#[test]
fn an_organisation_whose_remark_says_that_it_is_gone_is_refused() {
    let table = "某集团党组织基本信息表\n党组织名称,类别,上级党组织,成立时间,备注\n\
                 第九党支部,党支部,某集团党委,2010-03-01,\"{}\"\n";
    check_remarks(
        table,
        "
        已于2018年合并至第二党支部 | NoLongerStanding
        已撤销                  | NoLongerStanding
        2018年并入第二党支部      | NoLongerStanding
        第三党支部并入           | kept
        由两个支部合并成立        | kept
        正常                   | taken
        ",
    );
    let ended = table.replace("备注", "撤销时间,备注").replace("\"{}\"", "2018-03-01,已撤销");
    assert_eq!(judged(&ended, ""), "kept");
}

#[test]
fn payments_that_the_remark_of_their_row_denies_are_refused() {
    check_remarks(
        "第一党支部2019年党费收缴登记表\n姓名,1月,2月,3月,4月,备注\n张三,60,60,60,,\"{}\"\n",
        "
        3月未交        | TakenBack
        2-3月未交      | TakenBack
        一季度欠交      | TakenBack
        全部未交，系预填 | TakenBack
        3月已退回      | TakenBack
        未交，待补交    | TakenBack
        4月未交        | kept
        4月起未交      | kept
        3月未交，已补交 | kept
        微信           | taken
        ",
    );
    check_remarks(
        "第一党支部2019年党费交纳表\n月份,张三,李四\n1月,60,60\n"
            .replace("李四\n", "李四,备注\n")
            .replace("60,60", "60,60,\"{}\"")
            .as_str(),
        "
        全部未交 | TakenBack
        李四未交 | TakenBack
        ",
    );
}

#[test]
fn who_was_online_and_did_not_take_part_as_the_remark_says_is_refused() {
    let refusal = "C3 Row ContradictsItself 掉线未参加";
    let rows = "李四,√,\n";
    for days in ["姓名,3月5日", "姓名,签到"] {
        let text = format!("第一党支部2019年3月5日主题党日签到表\n{days},备注\n张三,线上,掉线未参加\n{rows}");
        check("签到.csv", &text, &["2019-03-05 theme-day attendee=李四"], &[refusal]);
    }
    let refusal = "D3 Row ContradictsItself 掉线未参加";
    let text = format!(
        "第一党支部2019年主题党日签到明细\n日期,姓名,签到情况,备注\n3月5日,张三,线上,掉线未参加\n3月5日,{rows}"
    );
    check("签到.csv", &text, &["2019-03-05 theme-day attendee=李四"], &[refusal]);
}

#[test]
fn remarks_that_nobody_understood_are_one_note_of_the_sheet_and_stay_in_the_records() {
    let text =
        "第一党支部2019年党员大会台账\n时间,主持人,备注\n3月5日,张三,人数不足\n4月5日,张三,正常\n5月5日,张三,补写\n";
    let (_, _, drafted) = import_text("台账.csv", text);
    let kept = |kind: &NoteKind| matches!(kind, NoteKind::RemarksKept { .. });
    let notes: Vec<&intake::Note> = drafted.notes.iter().filter(|note| kept(&note.kind)).collect();
    let [only] = notes.as_slice() else { panic!("{notes:?}") };
    assert_eq!(only.cell, "C3");
    assert!(only.text.contains("C3“人数不足”、C5“补写”"), "{}", only.text);
    let stored = drafted.facts.iter().filter(|fact| fact.values.contains_key("note")).count();
    assert_eq!(stored, 3);
}
