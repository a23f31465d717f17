//! Two members of one name are told apart by what the row says, or refused; and nothing comes in twice.

use facts::FactId;
use intake::{Directory, Drafted, NoteKind};

use crate::support::{ORGANISATIONS, ROSTER, directory, import, import_text, refused};

const TWO: &str = "第二党支部党员花名册\n姓名,出生年月,入党时间\n张伟,1970.01,1995-07-01\n张伟,1988.08,2010-07-01\n";

#[test]
fn two_of_one_name_with_different_dates_are_two_members() {
    let mut directory = directory();
    let (_, _, drafted) = import(&[("花名册.csv", TWO.as_bytes().to_vec())], &mut directory).remove(0);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(drafted.facts.len(), 2);
    assert_ne!(drafted.facts[0].people[0].person, drafted.facts[1].people[0].person);
}

#[test]
fn a_talk_with_one_of_two_is_refused_and_names_both() {
    let mut directory = directory();
    let talk = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n第二党支部,2019-03-05,赵六,张伟\n";
    let books = [("花名册.csv", TWO.as_bytes().to_vec()), ("谈话.csv", talk.as_bytes().to_vec())];
    let imported = import(&books, &mut directory);
    let refusals = &imported[1].2.refused;
    assert_eq!(refused(&imported[1].2), ["D3 Row AmbiguousMember 张伟"]);
    assert!(refusals[0].advice.contains("1970-01") && refusals[0].advice.contains("1988-08"), "{}", refusals[0].advice);
}

#[test]
fn two_rows_that_cannot_be_told_apart_are_refused() {
    let (_, _, drafted) = import_text("花名册.csv", "第二党支部党员花名册\n姓名,性别\n张伟,男\n张伟,男\n");
    assert_eq!(refused(&drafted), ["A4 Row AmbiguousMember 张伟"]);
    assert_eq!(drafted.facts.len(), 1);
}

#[test]
fn a_row_that_changes_one_date_of_a_member_is_refused() {
    let (_, _, drafted) =
        import_text("花名册.csv", "第一党支部党员花名册\n姓名,出生年月,入党时间\n张三,1970.01,1996-07-01\n");
    assert_eq!(refused(&drafted), ["A3 Row AmbiguousMember 张三"]);
}

fn ids(directory: &mut Directory) -> Vec<FactId> {
    let talks = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,主要内容\n\
                 第一党支部,2019-03-05,张三,李四,工作\n第一党支部,2019-03-05,张三,李四,家庭\n";
    let books = [
        ("谈话.csv", talks.as_bytes().to_vec()),
        ("花名册.csv", crate::support::ROSTER.as_bytes().to_vec()),
        ("党组织.csv", crate::support::ORGANISATIONS.as_bytes().to_vec()),
    ];
    import(&books, directory).into_iter().flat_map(|(_, _, drafted)| drafted.facts).map(|fact| fact.id).collect()
}

#[test]
fn books_read_twice_give_the_same_ids_whatever_is_already_known() {
    let mut directory = Directory::default();
    let first = ids(&mut directory);
    let again = ids(&mut directory);
    assert_eq!(first, again);
    assert_eq!(first, ids(&mut Directory::default()));
    let mut unique = first.clone();
    unique.sort();
    unique.dedup();
    // Two talks of the same two on one day are two talks.
    assert_eq!(unique.len(), first.len());
    assert_eq!(first.len(), 3 + 4 + 3 + 2);
}

#[test]
fn a_roster_row_without_dates_finds_the_one_member_of_its_name() {
    let mut known = directory();
    let (_, _, drafted) =
        import(&[("花名册.csv", "第一党支部党员花名册\n姓名,学历\n张三,大专\n".as_bytes().to_vec())], &mut known)
            .remove(0);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    let branch = known.named("第一党支部").unwrap();
    assert_eq!(branch.members.iter().filter(|member| member.name == "张三").count(), 1);
}

#[test]
fn another_column_of_the_row_tells_namesakes_apart() {
    let mut directory = directory();
    let training = "学时登记表\n党支部,姓名,出生年月,培训时间,学时\n第二党支部,张伟,1988年8月,2019-03-05,6\n\
                    第二党支部,张伟,1970.1,2019-03-05,8\n第二党支部,张伟,1999.1,2019-03-05,8\n第二党支部,张伟,,2019-03-05,8\n";
    let books = [("花名册.csv", TWO.as_bytes().to_vec()), ("学时.csv", training.as_bytes().to_vec())];
    let imported = import(&books, &mut directory);
    let members = &imported[0].2.facts;
    let trained = &imported[1].2.facts;
    assert_eq!(trained[0].people[0].person, members[1].people[0].person);
    assert_eq!(trained[1].people[0].person, members[0].people[0].person);
    assert_eq!(trained.len(), 2);
    assert_eq!(refused(&imported[1].2), ["B5 Row AmbiguousMember 张伟", "B6 Row AmbiguousMember 张伟"]);
}

/// Notes about repetitions as `A5 13 党费 2 false`: cell, records, first sheet and row, whether kept.
fn repetitions(drafted: &Drafted) -> Vec<String> {
    let line = |note: &intake::Note| match &note.kind {
        NoteKind::Repeated { sheet, row, records, kept, .. } => {
            Some(format!("{} {} {records} {sheet} {row} {kept}", note.sheet, note.cell))
        }
        _ => None,
    };
    drafted.notes.iter().filter_map(line).collect()
}

#[test]
fn a_repeated_row_of_dues_adds_nothing_and_says_so() {
    let row = "张三,78,78,78\n";
    let text = format!("第一党支部2019年党费收缴登记表\n姓名,月应交,1月,2月\n{row}李四,96,96,96\n{row}张三,,78,50\n");
    let (_, _, drafted) = import_text("党费.csv", &text);
    assert_eq!(refused(&drafted), Vec::<String>::new());
    assert_eq!(drafted.facts.len(), 3 + 3 + 1, "the other amount in the last row is another payment");
    assert_eq!(repetitions(&drafted), ["党费 A5 3 党费 3 false", "党费 A6 1 党费 3 false"]);
    let note = drafted.notes.iter().find(|note| note.cell == "A5").unwrap();
    assert_eq!(note.text, "有 3 条记录与〔党费〕第 3 行的相同，没有再记");
}

#[test]
fn every_other_kind_of_repeated_row_is_said_as_well() {
    let last = |text: &str| text.to_owned() + text.lines().last().unwrap() + "\n";
    let mut directory = Directory::default();
    let organisations = "党组织.csv";
    let talk = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n第一党支部,2019-03-05,张三,李四\n";
    let days = "第一党支部2019年主题党日签到表\n姓名,1月5日,1月5日\n张三,√,√\n";
    let books = [
        (organisations, last(ORGANISATIONS).into_bytes()),
        ("花名册.csv", last(ROSTER).into_bytes()),
        ("谈话.csv", last(talk).into_bytes()),
        ("签到.csv", days.as_bytes().to_vec()),
    ];
    let said: Vec<String> =
        import(&books, &mut directory).iter().flat_map(|(_, _, drafted)| repetitions(drafted)).collect();
    let expected = [
        "党组织 A6 1 党组织 5 false",
        "花名册 A7 1 花名册 6 false",
        // Two talks of the same two on one day may be two talks, two columns of one day two sessions.
        "谈话 A4 1 谈话 3 true",
        "签到 C2 1 签到 2 true",
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_repeated_member_with_another_telephone_is_said_and_no_number_is_lost() {
    let header = "第二党支部党员花名册\n姓名,入党时间,联系电话,身份证号码\n";
    let rows = "钱七,2001-02-28,13800000000,/\n钱七,2001-02-28,13800000000,11010519491231002X\n钱七,2001-02-28,13900000000,/\n";
    let (_, _, drafted) = import_text("花名册.csv", &format!("{header}{rows}"));
    assert_eq!(drafted.facts.len(), 1);
    let secrets: Vec<&str> = drafted.facts[0].secrets.iter().map(|secret| secret.text.as_str()).collect();
    assert_eq!(secrets, ["13800000000", "11010519491231002X"]);
    let repeated: Vec<(&str, bool)> = drafted
        .notes
        .iter()
        .filter(|note| matches!(note.kind, NoteKind::Repeated { .. }))
        .map(|note| (note.cell.as_str(), note.text.contains("保密的内容")))
        .collect();
    assert_eq!(repeated, [("A4", false), ("A5", true)]);
}

#[test]
fn two_rows_with_serial_numbers_of_their_own_are_one_member_only_where_all_else_is_equal() {
    let import = |header: &str, rows: [&str; 2]| {
        let text = format!("第二党支部党员花名册\n序号,姓名,{header}\n1,张伟,{}\n2,张伟,{}\n", rows[0], rows[1]);
        let (_, _, drafted) = import_text("花名册.csv", &text);
        let members = drafted.facts.iter().filter(|fact| fact.kind == "member-joined").count();
        (members, refused(&drafted))
    };
    let taken_once = (1, Vec::new());
    let asked = (1, vec!["B4 Row AmbiguousMember 张伟".to_owned()]);
    assert_eq!(import("性别", ["男", "男"]), asked, "nothing but the name tells who it is");
    assert_eq!(import("性别,入党时间", ["男,2001-07-01", "男,2001-07-01"]), taken_once);
    assert_eq!(import("性别,入党时间", ["男,2001-07-01", "女,2001-07-01"]), asked);
    assert_eq!(import("学历,出生年月", ["大专,1980.01", "本科,1980.01"]), asked);
    let number = "11010519491231002X,大专";
    assert_eq!(import("身份证号码,学历", [number, &number.replace("大专", "本科")]).1, Vec::<String>::new());
}
