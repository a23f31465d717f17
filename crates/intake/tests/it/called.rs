//! What may stand in the column of names of a roster.

use intake::NoteKind;

use crate::support::{directory, facts, import, refused};

/// The name that becomes a member, the reason against it, or the note about it.
fn told(written: &str) -> String {
    let text = format!("第一党支部党员花名册\n姓名,性别,入党时间\n\"{written}\",,\n周九,男,2001-01-01\n");
    let mut directory = directory();
    let (_, _, drafted) = import(&[("名册.csv", text.into_bytes())], &mut directory).remove(0);
    let found = facts(&drafted, &directory);
    assert!(found.iter().any(|line| line.contains("周九")), "{written}");
    let note = |kind: &NoteKind| matches!(kind, NoteKind::TotalRow | NoteKind::Remark | NoteKind::RemarkBehindName);
    let noted = drafted.notes.iter().find(|one| note(&one.kind)).map(|one| format!("{:?} ", one.kind));
    let member = found.iter().find(|line| !line.contains("周九"));
    let name =
        member.and_then(|line| line.split(" name=").nth(1)).map(|rest| rest.split(' ').next().unwrap().to_owned());
    let refusal = refused(&drafted).join(";").replace("A3 Row ", "");
    format!("{}{}{refusal}", noted.unwrap_or_default(), name.unwrap_or_default()).trim().to_owned()
}

#[test]
fn only_the_name_of_one_person_becomes_a_member() {
    let table = "
        合计：9人              | TotalRow
        共9人                 | TotalRow
        男党员5人              | TotalRow
        其中：女2人             | TotalRow
        党员总数：8            | TotalRow
        审核                  | Remark
        制表人                | Remark
        空缺                  | NotAName 空缺
        待转入                | NotAName 待转入
        离退休党员             | NotAName 离退休党员
        第一党小组             | NotAName 第一党小组
        已转出：周十            | NotAName 已转出：周十
        周十（已转出）          | NotAName 周十（已转出）
        周十（预备党员）         | NotAName 周十（预备党员）
        周十(13800000000)     | NotAName 周十(***********)
        周十１３８００００００００    | NotAName 周十***********
        周十2                 | NotAName 周十2
        周十、吴一             | TooManyNames 周十、吴一
        周十/吴一              | TooManyNames 周十/吴一
        周十（组长）            | RemarkBehindName 周十
        周十（小）             | 周十(小)
        阿依古丽·买买提         | 阿依古丽·买买提
    ";
    for line in table.lines().filter(|line| !line.trim().is_empty()) {
        let (written, expected) = line.rsplit_once('|').unwrap();
        assert_eq!(told(written.trim()), expected.trim(), "{written}");
    }
}

#[test]
fn a_member_with_a_post_behind_the_name_is_the_one_without() {
    let text = "第一党支部党员花名册\n姓名,入党时间\n周十,2001-01-01\n周十（组长）,2001-01-01\n";
    let mut directory = directory();
    import(&[("名册.csv", text.as_bytes().to_vec())], &mut directory);
    let branch = directory.named("第一党支部").unwrap();
    assert_eq!(branch.members.iter().filter(|member| member.name.starts_with("周十")).count(), 1);
}

#[test]
fn the_number_of_a_guest_is_no_part_of_the_name_either() {
    let text = "第一党支部流入党员花名册\n姓名,流入时间\n周十13800000000,2019-01-05\n";
    let mut directory = directory();
    let (_, _, drafted) = import(&[("流入.csv", text.as_bytes().to_vec())], &mut directory).remove(0);
    assert_eq!(refused(&drafted), ["A3 Row NotAName 周十***********"]);
}
