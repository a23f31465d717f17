//! Who was there by several cells of one row, and numbers of people held against each other and against names.

use crate::support::{directory, facts, import, refused};

/// What becomes of one row of a table of theme days: people and numbers, then what was refused, then the notes.
fn told(header: &str, row: &str) -> String {
    let mut directory = directory();
    let text = format!("第一党支部2019年主题党日台账\n时间,活动主题,{header}\n6月5日,学习,{row}\n");
    let (_, _, drafted) = import(&[("台账.csv", text.into_bytes())], &mut directory).remove(0);
    let plain =
        |line: String| line.replace("2019-06-05 theme-day", "").replace(" attendee=", " ").replace(" subject=学习", "");
    let mut lines: Vec<String> = facts(&drafted, &directory).into_iter().map(plain).collect();
    lines.extend(refused(&drafted));
    lines.extend(drafted.notes.iter().map(|note| format!("{} {}", note.cell, note.text)));
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" | ").trim().to_owned()
}

/// Each line of a table: the headers, the row, and what becomes of it.
fn each(table: &str) {
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (header, rest) = line.split_once(" ; ").unwrap();
        let (row, expected) = rest.split_once(" ; ").unwrap();
        assert_eq!(told(header.trim(), row.trim()), expected.trim(), "{header}: {row}");
    }
}

#[test]
fn two_cells_that_contradict_each_other_refuse_the_row_and_each_other_is_named() {
    each(
        "
        参会人员,请假人员 ; 张三、李四,李四（病假） ; D3 Row OtherPresence 李四（病假）
        参会人员,缺席人员 ; 张三、李四,李四 ; D3 Row OtherPresence 李四
        参会人员,请假人员,缺席人员 ; 张三、李四,李四（病假）,李四 ; D3 Row OtherPresence 李四（病假） | E3 Row OtherPresence 李四
        请假人员,缺席人员 ; 李四（病假）,李四（无故） ; D3 Row OtherPresence 李四（无故）
        请假人员,缺席人员 ; 李四（病假）,李四（出差） ; D3 Row OtherPresence 李四（出差）
        ",
    );
    let text = "第一党支部党员大会\n召开时间,会议议题,参会人员,请假人员\n2019-06-05,学习,张三,张三\n";
    let (_, _, drafted) = import(&[("会.csv", text.into())], &mut directory()).remove(0);
    let refusal = drafted.refused[0].to_string();
    assert!(refusal.contains("与 C3 格一致的张三的到会情况"), "{refusal}");
}

#[test]
fn a_cell_may_tell_more_than_another_and_what_is_said_by_name_goes_before_everybody() {
    each(
        "
        请假人员,缺席人员 ; 李四（病假）,李四、王五（出差） ; 李四:excused:病假 王五:excused:出差
        缺席人员,请假人员 ; 李四,李四（病假） ; 李四:excused:病假
        应到人员,缺席人员 ; 张三、李四,李四（病假） ; 张三 李四:excused:病假
        参会人员,请假人员 ; 全体党员,李四（病假） ; 张三 李四:excused:病假 王五 | C3 按当时在册的 3 人逐一记下
        参会人员,请假人员 ; 全体党员（李四除外）,李四（出差） ; 张三 王五 李四:excused:出差 | C3 按当时在册的 3 人逐一记下
        参会人员,请假人员 ; 全体党员（李四除外）,李四 ; 张三 王五 李四:excused | C3 按当时在册的 3 人逐一记下 | D3 李四没有写原因，按请假记；请在姓名后补上原因，没有请假的请移到“缺席人员”列
        参会人员,缺席人员 ; 张三,李四 ; 张三 李四:absent | D3 李四没有写原因，按缺席记；请了假的请在姓名后写明原因，几人同一原因的写“均出差”
        ",
    );
}

#[test]
fn numbers_are_held_against_each_other_wherever_they_stand() {
    each(
        "
        应到人数,实到人数,请假人数 ; 8,8,3 ; E3 Row MoreThanStayedAway 3
        应到,实到,请假 ; 8,8,3 ; E3 Row MoreThanStayedAway 3
        应到人数,参会人员,请假人员 ; 8,9人,3人 ; D3 Row MoreThanExpected 9人
        应到人数,参会人员,请假人员 ; 8,7人,3人 ; E3 Row MoreThanStayedAway 3人
        应到人数,参会人员,请假人员 ; 8,7人,1人 ; attended=7 expected=8 on-leave=1
        应到,到会 ; 8人,9人 ; D3 Row MoreThanExpected 9人
        应到,实到 ; 0,0 ; D3 Row NotHeld 0
        应到,实到 ; 0, ; C3 Row NotHeld 0
        应到,实到 ; 8,0 ; D3 Row NotHeld 0
        ",
    );
}

#[test]
fn numbers_are_held_against_the_names_beside_them() {
    each(
        "
        应到,实到,参会人员,缺席人员 ; 3,3,张三、李四,王五（病假） ; F3 Row MoreThanStayedAway 王五（病假）
        应到,实到,参会人员,请假人员 ; 3,2,张三、李四,王五（病假） ; 张三 李四 王五:excused:病假 attended=2 expected=3
        应到,实到,参会人员 ; 3,3,张三、李四 ; 张三 李四 attended=3 expected=3 | D3 这里写的实到人数与写出的姓名（2 人）不一致，都照写的记下；请核对
        实到,参会人员 ; 2,张三、李四、王五（列席） ; 张三 李四 王五 attended=2
        请假人数,请假人员 ; 2,王五（病假） ; 王五:excused:病假 on-leave=2 | C3 这里写的请假人数与写出的姓名（1 人）不一致，都照写的记下；请核对
        ",
    );
}

#[test]
fn the_column_of_presence_in_the_row_of_a_meeting_is_a_list_of_who_was_there() {
    each(
        "
        到会情况 ; 全体 ; 张三 李四 王五 | C3 按当时在册的 3 人逐一记下
        到会情况 ; 除李四外全部到会 ; 张三 王五 李四:absent | C3 按当时在册的 3 人逐一记下 | C3 李四没有写原因，按缺席记；请了假的请在姓名后写明原因，几人同一原因的写“均出差”
        到会情况 ; 到会 ; | C3 Cell CountOfPeople 到会
        到会情况 ; 请假 ; | C3 Cell CountOfPeople 请假
        到会情况 ; 8人 ; attended=8
        参会人员,到会情况 ; 李四,病假 ; 李四:excused:病假
        ",
    );
}
