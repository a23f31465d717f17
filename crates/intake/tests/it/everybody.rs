//! Lists of those who were there that name nobody, or not everybody, by name.

use facts::{Day, PersonId, Span};
use intake::{Directory, HeldPost, Member, Organisation, draft, read_book, recognise};

use crate::support::{context, directory, facts, import, refused, rulebook};

/// What becomes of one cell under 参会人员 in a members' meeting of the first branch on a day.
fn there(day: &str, cell: &str) -> String {
    meeting("党员大会", "参会人员", day, cell)
}

fn meeting(kind: &str, header: &str, day: &str, cell: &str) -> String {
    let text = format!("第一党支部{kind}\n召开时间,会议议题,{header}\n{day},学习,\"{cell}\"\n");
    told(&[("会.csv", text)])
}

/// The people of the last book, or what was refused of it.
fn told(books: &[(&str, String)]) -> String {
    let mut directory = directory();
    let books: Vec<_> = books.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    let imported = import(&books, &mut directory);
    let (_, _, drafted) = imported.iter().find(|(book, _, _)| book.name == books[books.len() - 1].0).unwrap();
    let mut lines: Vec<String> = facts(drafted, &directory);
    lines.extend(refused(drafted));
    let people = |line: String| {
        let words: Vec<&str> = line.split(' ').filter(|word| !word.contains("subject=")).skip(2).collect();
        if line.starts_with(|first: char| first.is_ascii_digit()) { words.join(" ") } else { line }
    };
    lines.into_iter().map(people).collect::<Vec<_>>().join(" | ")
}

#[test]
fn everybody_is_who_belonged_on_the_day() {
    let both = "attendee=张三 attendee=李四";
    let all = "attendee=张三 attendee=李四 attendee=王五";
    for (day, cell, expected) in [
        ("2019-03-27", "全体党员", both),
        ("2019-03-28", "全体党员", all),
        ("2019-06-05", "全部党员", all),
        ("2019-06-05", "全体", all),
        ("2019-06-05", "本支部全体党员", all),
        ("2019-06-05", "第一党支部全体党员", all),
        ("2019-06-05", "全体党员3人", all),
        ("2019-06-05", "全体党员（共3人）", all),
        ("2019-06-05", "全部参加", all),
        ("2019-06-05", "全员到会", all),
        ("2019-06-05", "全体党员均按时参加会议", all),
        ("2019-06-05", "全勤", all),
        ("2019-06-05", "无人缺席", all),
        ("2019-06-05", "实到：全体党员", all),
    ] {
        assert_eq!(there(day, cell), expected, "{day} {cell}");
    }
}

#[test]
fn who_was_away_is_told_beside_everybody_or_beside_the_present() {
    let away = "attendee=张三 attendee=李四:absent attendee=王五:absent";
    let on_leave = "attendee=张三 attendee=李四 attendee=王五:excused:请假";
    for (cell, expected) in [
        ("除李四、王五外全体党员", away),
        ("除李四、王五以外的全体党员", away),
        ("全体党员，除李四、王五外", away),
        ("全体党员，除李四、王五外均参加", away),
        ("全体党员（除李四、王五外）", away),
        ("全体党员（王五请假）", on_leave),
        ("全体党员，王五请假", on_leave),
        ("全体党员（请假：王五）", on_leave),
        ("全体党员（李四、王五请假）", "attendee=张三 attendee=李四:excused:请假 attendee=王五:excused:请假"),
        ("全体党员（王五因公出差）", "attendee=张三 attendee=李四 attendee=王五:excused:因公出差"),
        ("全体党员（王五无故缺席）", "attendee=张三 attendee=李四 attendee=王五:absent"),
        ("实到：张三、李四；请假：王五", on_leave),
        ("实到2人：张三、李四，请假1人：王五（病假）", "attendee=张三 attendee=李四 attendee=王五:excused:病假"),
        ("张三、李四；缺席：王五", "attendee=张三 attendee=李四 attendee=王五:absent"),
        ("张三、李四；缺席：无", "attendee=张三 attendee=李四"),
        ("应到：张三、李四、王五；请假：王五", on_leave),
        ("张三、李四线上、王五请假", "attendee=张三 attendee=李四:remote attendee=王五:excused:请假"),
    ] {
        assert_eq!(there("2019-06-05", cell), expected, "{cell}");
    }
    let absent = |cell: &str| meeting("党员大会", "缺席人员及原因", "2019-06-05", cell);
    for (cell, expected) in [
        ("全部到会", ""),
        ("全体党员均到会", ""),
        ("无人缺席", ""),
        ("李四请假、王五出差", "attendee=李四:excused:请假 attendee=王五:excused:出差"),
        ("李四因公出差未参加", "attendee=李四:excused:因公出差未参加"),
        ("李四 出差", "attendee=李四:excused:出差"),
        ("请假：李四；无故缺席：王五", "attendee=李四:excused:请假 attendee=王五:absent"),
        ("全体党员", "C3 Cell Everybody 全体党员"),
    ] {
        assert_eq!(absent(cell).trim_start_matches(" | "), expected, "{cell}");
    }
}

#[test]
fn where_it_cannot_be_said_for_sure_only_the_cell_is_refused_once() {
    for (day, cell) in [
        // 王五 joined within the month.
        ("2019年3月", "全体党员"),
        ("2019-06-05", "全体党员及积极分子"),
        ("2019-06-05", "全体正式党员"),
        ("2019-06-05", "张三、李四等全体党员"),
        ("2019-06-05", "第二党支部全体党员"),
        ("2019-06-05", "全体党员8人"),
        ("2019-06-05", "全体党员（赵大请假）"),
        ("2019-06-05", "全体党员（见签到表）"),
        ("2019-06-05", "全体党员（张三、李四、王五）"),
        ("2019-06-05", "全体党员（张三主持）"),
        ("2019-06-05", "除外全体党员"),
        ("2019-06-05", "应到：张三、李四、王五"),
        ("2019-06-05", "张三、李四、王五请假"),
        ("2019-06-05", "全体支委"),
    ] {
        let told = there(day, cell);
        assert!(told.starts_with(" | C3 Cell "), "{cell}: {told}");
        assert_eq!(told.matches(" | ").count(), 1, "{cell}: {told}");
    }
    assert_eq!(there("2009-06-05", "全体党员"), "C3 Row Everybody 全体党员 | A3 Row BeforeSetUp 2009-06-05");
    let group = meeting("党小组会", "参会人员", "2019-06-05", "全体党员");
    assert_eq!(group, " | C3 Cell Everybody 全体党员");
    let expected = meeting("党员大会", "应到人员", "2019-06-05", "全体党员");
    assert_eq!(expected, " | C3 Cell Everybody 全体党员");
    for header in ["主持人", "记录人"] {
        let told = meeting("党员大会", header, "2019-06-05", "全部参加");
        assert_eq!(told, " | C3 Cell Everybody 全部参加");
    }
}

#[test]
fn who_left_is_meant_until_the_last_day_wherever_that_is_written() {
    let left = "第一党支部党员转出\n姓名,转出时间,去向\n李四,2019-05-10,外地\n".to_owned();
    for (day, expected) in
        [("2019-05-10", "attendee=张三 attendee=李四 attendee=王五"), ("2019-05-11", "attendee=张三 attendee=王五")]
    {
        let text = format!("第一党支部党员大会\n召开时间,会议议题,参会人员\n{day},学习,全体党员\n");
        assert_eq!(told(&[("转出.csv", left.clone()), ("会.csv", text)]), expected, "{day}");
    }
}

#[test]
fn the_committee_is_who_held_its_posts_on_the_day() {
    let posts = "第一党支部班子成员\n姓名,党内职务,任职时间\n张三,书记,2018-01-01\n李四,组织委员,2018-01-01\n\
                 王五,党小组长,2019-04-01\n王五,书记,2019-07-01\n";
    let told = |day: &str, cell: &str| {
        let text = format!("第一党支部支委会\n召开时间,会议议题,参会人员\n{day},学习,{cell}\n");
        told(&[("班子.csv", posts.to_owned()), ("会.csv", text)])
    };
    assert_eq!(told("2019-06-30", "全体支委"), "attendee=张三 attendee=李四");
    assert_eq!(told("2019-07-01", "全体委员"), "attendee=李四 attendee=王五");
    assert_eq!(told("2019-06-30", "全员到会"), "attendee=张三 attendee=李四");
    assert_eq!(told("2019-06-30", "全体党员"), "attendee=张三 attendee=李四 attendee=王五");
    assert_eq!(told("2017-06-30", "全体支委"), " | C3 Cell Everybody 全体支委");
}

#[test]
fn everybody_can_be_trained_and_nobody_is_trained_without_a_name() {
    let training = |cell: &str| {
        let text = format!("第一党支部教育培训\n时间,培训主题,学时,参训人员\n2019-06-05,党章,6,{cell}\n");
        told(&[("训.csv", text)])
    };
    assert_eq!(training("全体党员"), "trainee=张三 trainee=李四 trainee=王五 hours=6");
    assert_eq!(training("全体职工"), "D3 Row Everybody 全体职工");
}

fn person(number: u8) -> PersonId {
    PersonId::from_bytes([number; 16])
}

fn span(first: &str, last: Option<&str>) -> Span {
    Span { first: first.parse().unwrap(), last: last.map_or(Day::LATEST, |last| last.parse().unwrap()) }
}

/// A branch whose members and committee came from the ledger, with their times.
fn from_the_ledger() -> Directory {
    let member = |number: u8, name: &str, stays: Vec<Span>| Member {
        id: person(number),
        name: name.to_owned(),
        joined_on: None,
        born: None,
        group: None,
        stays,
        undated: false,
        identity_number: None,
    };
    let held = |number: u8, post: &str, days: Span| HeldPost { holder: person(number), post: post.to_owned(), days };
    let mut directory = Directory::default();
    directory.add(Organisation {
        id: facts::OrganisationId::from_bytes([9; 16]),
        name: "第三党支部".to_owned(),
        former: Vec::new(),
        form: "branch".to_owned(),
        set_up: Some("2010-01-01".parse().unwrap()),
        superior: None,
        groups: Vec::new(),
        members: vec![
            member(1, "甲一", vec![span("2010-01-01", Some("2018-12-31")), span("2019-06-01", None)]),
            member(2, "乙二", vec![span("2010-01-01", None)]),
        ],
        guests: Vec::new(),
        posts: vec![
            held(1, "secretary", span("2010-01-01", Some("2018-12-31"))),
            held(2, "secretary", span("2019-01-01", None)),
        ],
    });
    directory
}

#[test]
fn times_of_the_ledger_count_and_so_do_gaps_in_them() {
    let told = |kind: &str, day: &str, cell: &str| {
        let mut directory = from_the_ledger();
        let text = format!("第三党支部{kind}\n召开时间,会议议题,参会人员\n{day},学习,{cell}\n");
        let book = read_book("会.csv", text.as_bytes(), &intake::Limits::default()).unwrap();
        let recognition = recognise(&book, rulebook(), None);
        let drafted = draft(&book, &recognition, rulebook(), &mut directory, &context());
        let names = facts(&drafted, &directory).concat();
        let people: Vec<&str> = names.split(' ').filter_map(|word| word.strip_prefix("attendee=")).collect();
        people.join("、")
    };
    assert_eq!(told("党员大会", "2018-12-31", "全体党员"), "甲一、乙二");
    assert_eq!(told("党员大会", "2019-01-01", "全体党员"), "乙二");
    assert_eq!(told("党员大会", "2019-06-01", "全体党员"), "甲一、乙二");
    assert_eq!(told("支委会", "2018-12-31", "全体支委"), "甲一");
    assert_eq!(told("支委会", "2019-01-01", "全体支委"), "乙二");
}

#[test]
fn posts_and_forms_of_address_stand_with_a_name_and_make_none() {
    let chair = |cell: &str| meeting("党员大会", "主持人", "2019-06-05", cell);
    for cell in [
        "支部书记张三",
        "张三书记",
        "张三同志",
        "党支部书记：张三",
        "组织委员 张三",
        "书记 张 三",
        "党支部书记张三同志",
    ] {
        assert_eq!(chair(cell).split(' ').next(), Some("chair=张三"), "{cell}");
    }
    for cell in ["张书记", "市委党校张三教授", "书记", "三书记", "省委党校张教授", "办公室小刘"]
    {
        assert_eq!(chair(cell), format!(" | C3 Cell NoSuchMember {cell}"));
    }
    let both = there("2019-06-05", "书记张三、李四同志");
    assert_eq!(both, "attendee=张三 attendee=李四");
    let lecture = |cell: &str| {
        let text = format!("第一党支部党课\n时间,题目,主讲人\n2019-06-05,党史,{cell}\n");
        told(&[("课.csv", text)])
    };
    assert_eq!(lecture("支部书记张三"), "lecturer=张三");
    assert_eq!(lecture("市委党校张教授"), " | C3 Cell NoSuchMember 市委党校张教授");
    let talk = "第一党支部谈心谈话\n时间,谈话人,谈话对象\n2019-06-05,张教授,李四\n";
    assert_eq!(told(&[("谈.csv", talk.to_owned())]), "B3 Row NoSuchMember 张教授");
}

#[test]
fn every_writing_ends_in_a_record_or_a_refusal() {
    let pieces = [
        "全体党员",
        "全体",
        "全部到会",
        "除",
        "外",
        "张三",
        "李四、",
        "请假",
        "（",
        "）",
        "：",
        "；",
        "实到",
        "3人",
        " ",
    ];
    let mut text = "第一党支部党员大会\n召开时间,会议议题,参会人员\n".to_owned();
    for one in pieces {
        for two in pieces {
            for three in pieces {
                text += &format!("2019-06-05,学习,\"{one}{two}{three}\"\n");
            }
        }
    }
    let mut directory = directory();
    let (_, _, drafted) = import(&[("会.csv", text.into_bytes())], &mut directory).remove(0);
    let mut rows: Vec<usize> = drafted.facts.iter().map(|fact| fact.origin.row).collect();
    rows.extend(drafted.refused.iter().map(|refusal| refusal.row));
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), pieces.len().pow(3));
}
