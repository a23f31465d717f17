//! Floating members from elsewhere: known from the day of coming, told apart from others of the name, never members.

use facts::{FactId, PersonId};
use intake::Directory;

use crate::support::{check, directory, facts, import, import_text, refused};

const GUESTS: &str = "\
第一党支部流动党员流入登记表
序号,姓名,流出党组织,联系方式,流入时间
1,客 一,外省劳务公司党支部,13800000000,2019-03-01
2,客二,街道党支部,,2019-03-01至2019-06-30
";
const MEETINGS: &str = "2019年党员大会台账\n党支部,召开时间,主持人,参会人员\n";

/// Facts and refusals of all books but the first so many, imported as one batch.
fn told(books: &[(&str, &str)], passed_over: usize) -> (Vec<String>, Vec<String>) {
    let mut directory = directory();
    let books: Vec<(&str, Vec<u8>)> = books.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    let imported = import(&books, &mut directory);
    let drafted = || imported.iter().skip(passed_over).map(|(_, _, drafted)| drafted);
    (drafted().flat_map(|one| facts(one, &directory)).collect(), drafted().flat_map(refused).collect())
}

/// What becomes of a book where these guests are known.
fn with_guests(guests: &str, book: &str) -> (Vec<String>, Vec<String>) {
    told(&[("流入.csv", guests), ("台账.csv", book)], 1)
}

#[test]
fn a_row_makes_a_guest_who_is_no_member() {
    let expected = [
        "2019-03-01 floating-in member=客:客一 contact=13800000000 name=客一 sending=外省劳务公司党支部",
        "2019-03-01..2019-06-30 floating-in member=客:客二 name=客二 sending=街道党支部",
    ];
    check("流入.csv", GUESTS, &expected, &[]);
    let mut known = directory();
    import(&[("流入.csv", GUESTS.as_bytes().to_vec())], &mut known);
    let branch = known.named("第一党支部").unwrap();
    assert_eq!((branch.members.len(), branch.guests.len()), (3, 2));
}

#[test]
fn a_guest_takes_part_from_the_day_of_coming_until_the_last_day() {
    let meeting = |day: &str, people: &str| format!("{MEETINGS}第一党支部,{day},张三,{people}\n");
    let taken = |day: &str, people: &str| with_guests(GUESTS, &meeting(day, people)).1.is_empty();
    assert!(!taken("2019-02-28", "张三、客一"));
    assert!(taken("2019-03-01", "张三、客一"));
    assert!(taken("2019-12-31", "张三、客一"));
    assert!(taken("2019-06-30", "张三、客二"));
    assert!(!taken("2019-07-01", "张三、客二"));
    let (_, refusals) = with_guests(GUESTS, &meeting("2019-07-01", "张三、客二"));
    assert_eq!(refusals, ["D3 Row GuestNotHere 张三、客二"]);
    let (found, _) = with_guests(GUESTS, &meeting("2019-05-05", "张三、客一(病假)、客 二"));
    let people = "chair=张三 attendee=张三 attendee=客:客一:excused:病假 attendee=客:客二";
    assert_eq!(found, [format!("2019-05-05 members-meeting {people}")]);
}

#[test]
fn a_guest_who_returned_takes_part_no_more_from_the_day_after() {
    let returned = "第一党支部流动党员返回\n姓名,返回时间\n客一,2019-10-10\n";
    let meetings = format!("{MEETINGS}第一党支部,2019-10-10,张三,客一\n第一党支部,2019-10-11,张三,客一\n");
    let (found, refusals) = told(&[("流入.csv", GUESTS), ("返回.csv", returned), ("台账.csv", &meetings)], 1);
    let expected =
        ["2019-10-10 floating-returned member=客:客一", "2019-10-10 members-meeting chair=张三 attendee=客:客一"];
    assert_eq!(found, expected);
    assert_eq!(refusals, ["D4 Row GuestNotHere 客一"]);
}

#[test]
fn a_guest_lectures_and_talks() {
    let lecture = "党课台账\n党支部,授课时间,主讲人,题目\n第一党支部,2019-05-05,客一,形势\n";
    assert_eq!(with_guests(GUESTS, lecture).0, ["2019-05-05 party-lecture lecturer=客:客一 subject=形势"]);
    let talk = "谈心谈话记录表\n党支部,谈话时间,谈话双方\n第一党支部,2019-05-05,张三和客一\n";
    assert_eq!(with_guests(GUESTS, talk).1, [""; 0]);
    let talk = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n第一党支部,2019-05-05,张三,客一\n";
    assert_eq!(with_guests(GUESTS, talk).0, ["2019-05-05 talk speaker=张三 partner=客:客一"]);
    let elsewhere = talk.replace("第一党支部", "第二党支部").replace("张三", "赵六");
    assert_eq!(with_guests(GUESTS, &elsewhere).1, ["D3 Row NoSuchMember 客一"]);
}

#[test]
fn a_book_of_guests_may_come_after_the_books_that_name_them() {
    let meeting = format!("{MEETINGS}第一党支部,2019-05-05,张三,张三、客一\n");
    let books = [("台账.csv", meeting.as_str()), ("流入.csv", GUESTS)];
    let (found, refusals) = told(&books, 0);
    assert_eq!(refusals, [""; 0]);
    assert_eq!(found.last().unwrap(), "2019-05-05 members-meeting chair=张三 attendee=张三 attendee=客:客一");
}

#[test]
fn marks_of_days_and_months_before_a_guest_came_are_refused_one_by_one() {
    let sheet = "第一党支部2019年主题党日签到表\n姓名,2月5日,3月5日,7月5日\n张三,√,√,√\n客一,√,√,请假\n客二,/,√,√\n";
    let (found, refusals) = with_guests(GUESTS, sheet);
    let expected = [
        "2019-02-05 theme-day attendee=张三",
        "2019-03-05 theme-day attendee=张三 attendee=客:客一 attendee=客:客二",
        "2019-07-05 theme-day attendee=张三 attendee=客:客一:excused:请假",
    ];
    assert_eq!(found, expected);
    assert_eq!(refusals, ["B4 Cell GuestNotHere √", "D5 Cell GuestNotHere √"]);
    let hours = "第一党支部2019年学时登记表\n姓名,2月,3月\n客一,6,6\n";
    let (found, refusals) = with_guests(GUESTS, hours);
    assert_eq!(found, ["2019-03-01..2019-03-31 training trainee=客:客一 hours=6"]);
    assert_eq!(refusals, ["B3 Cell GuestNotHere 6"]);
    let across = "第一党支部2019年主题党日考勤表\n日期,张三,客一\n2月5日,√,√\n3月5日,√,×\n";
    let (found, refusals) = with_guests(GUESTS, across);
    assert_eq!(found.last().unwrap(), "2019-03-05 theme-day attendee=张三 attendee=客:客一:absent");
    assert_eq!(refusals, ["C3 Cell GuestNotHere √"]);
}

#[test]
fn what_tells_who_belongs_to_the_branch_and_pays_there_is_for_members_only() {
    let only_members = |book: &str| {
        let (found, refusals) = with_guests(GUESTS, book);
        assert_eq!(found, [""; 0], "{book}");
        assert!(refusals.len() == 1 && refusals[0].contains("Row GuestMembersOnly 客一"), "{refusals:?}");
    };
    only_members("第一党支部班子成员\n姓名,党内职务,任职时间\n客一,组织委员,2019-05-05\n");
    only_members("编组登记\n党支部,姓名,所在党小组,日期\n第一党支部,客一,第一小组,2019-05-05\n");
    only_members("第一党支部党员转出登记\n姓名,转出方式,转出时间\n客一,转出,2019-05-05\n");
    only_members("第一党支部2019年党费收缴登记表\n姓名,5月,6月\n客一,10,10\n");
}

/// Ids of everything that these books become, in a directory that may know some of it.
fn ids(books: &[(&str, &str)], directory: &mut Directory) -> Vec<FactId> {
    let books: Vec<(&str, Vec<u8>)> = books.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    let imported = import(&books, directory);
    assert_eq!(imported.iter().flat_map(|(_, _, drafted)| refused(drafted)).collect::<Vec<_>>(), [""; 0]);
    imported.into_iter().flat_map(|(_, _, drafted)| drafted.facts).map(|fact| fact.id).collect()
}

#[test]
fn books_read_twice_give_the_same_ids_and_no_return_is_undone() {
    let returned = "第一党支部流动党员返回\n姓名,返回时间\n客一,2019-10-10\n";
    let meeting = format!("{MEETINGS}第一党支部,2019-05-05,张三,张三、客一\n");
    let books = [("流入.csv", GUESTS), ("返回.csv", returned), ("台账.csv", meeting.as_str())];
    let mut known = directory();
    let first = ids(&books, &mut known);
    assert_eq!(first.len(), 4);
    assert_eq!(ids(&books, &mut known), first);
    assert_eq!(ids(&books, &mut directory()), first);
    let later = format!("{MEETINGS}第一党支部,2019-11-05,张三,客一\n");
    // The book of guests alone, once more, brings nobody back.
    let books = [("流入.csv", GUESTS.as_bytes().to_vec()), ("台账.csv", later.into_bytes())];
    let (_, _, drafted) = import(&books, &mut known).remove(1);
    assert_eq!(refused(&drafted), ["D3 Row GuestNotHere 客一"]);
}

/// The people of a book of guests, and what was refused.
fn people(text: &str, known: &mut Directory) -> (Vec<PersonId>, Vec<String>) {
    let (_, _, drafted) = import(&[("流入.csv", text.as_bytes().to_vec())], known).remove(0);
    (drafted.facts.iter().map(|fact| fact.people[0].person).collect(), refused(&drafted))
}

#[test]
fn guests_of_one_name_are_told_apart_by_where_they_come_from() {
    let header = "第一党支部流动党员流入登记表\n姓名,流出党组织,流入时间\n";
    let rows = "客一,甲公司党支部,2019-03-01\n客一,乙公司党支部,2019-03-01\n客一,中共甲公司支部,2019-03-01\n\
                客一,,2019-03-01\n客一,甲公司党支部,2019-08-01\n";
    let (found, refusals) = people(&format!("{header}{rows}"), &mut directory());
    assert_eq!(refusals, ["A5 Row GuestTwice 客一", "A6 Row GuestTwice 客一", "A7 Row GuestTwice 客一"]);
    assert!(found.len() == 2 && found[0] != found[1]);
    let two = format!("{header}客一,甲公司党支部,2019-03-01\n客一,乙公司党支部,2019-03-01\n");
    let meeting = |people: &str| with_guests(&two, &format!("{MEETINGS}第一党支部,2019-05-05,张三,{people}\n"));
    assert_eq!(meeting("客一").1, ["D3 Row GuestAmbiguous 客一"]);
    assert_eq!(meeting("客一（流动党员）").1, ["D3 Row GuestAmbiguous 客一（流动党员）"]);
    assert_eq!(meeting("客一（甲公司党支部流动党员）、客一（乙公司党支部流动党员）").1, [""; 0]);
}

#[test]
fn a_guest_who_came_again_is_the_same_person() {
    let header = "第一党支部流动党员流入登记表\n姓名,流出党组织,流入时间\n";
    let rows = "客一,甲公司党支部,2018-03-01至2018-06-30\n客一,甲公司党支部,2019-03-01\n客一,甲公司党支部,2019-03-01\n";
    let text = format!("{header}{rows}");
    let mut known = directory();
    let (found, refusals) = people(&text, &mut known);
    assert_eq!(refusals, [""; 0]);
    assert!(found.len() == 2 && found[0] == found[1], "the third row repeats the second");
    assert_eq!(people(&text, &mut known), (found.clone(), refusals.clone()));
    // Another book may say less, or tell another time.
    let less = people("第一党支部流入党员名单\n姓名,流入时间,联系方式\n客一,2019-03-01,/\n", &mut known);
    assert_eq!(less, (vec![found[0]], refusals));
}

#[test]
fn a_member_of_the_name_is_never_taken_for_a_guest() {
    let header = "第一党支部流动党员流入登记表\n姓名,流出党组织,流入时间,出生年月\n";
    let (_, _, drafted) = import_text("流入.csv", &format!("{header}张三,甲公司党支部,2019-03-01,\n"));
    assert_eq!(refused(&drafted), ["A3 Row GuestIsMember 张三"]);
    assert!(drafted.refused[0].advice.contains("1970-01"), "{}", drafted.refused[0]);
    let same = import_text("流入.csv", &format!("{header}张三,甲公司党支部,2019-03-01,1970.1\n")).2;
    assert_eq!(refused(&same), ["A3 Row GuestIsMember 张三"]);

    let other = format!("{header}张三,甲公司党支部,2019-03-01,1988.8\n");
    let meeting = |people: &str| with_guests(&other, &format!("{MEETINGS}第一党支部,2019-05-05,李四,{people}\n"));
    assert_eq!(meeting("张三").1, ["D3 Row GuestAmbiguous 张三"]);
    let there = |people: &str| vec![format!("2019-05-05 members-meeting chair=李四 {people}")];
    assert_eq!(meeting("张三（党员）").0, there("attendee=张三:党员"));
    assert_eq!(meeting("张三（流动党员）").0, there("attendee=客:张三:流动党员"));
    let both = "attendee=张三:党员 attendee=客:张三:excused:流动党员,病假";
    assert_eq!(meeting("张三（党员）、张三（流动党员，病假）").0, there(both));
    let hours = "学时登记表\n党支部,姓名,出生年月,培训时间,学时\n第一党支部,张三,1970年1月,2019-05-05,8\n\
                 第一党支部,张三,1988年8月,2019-05-05,8\n第一党支部,张三,,2019-05-05,8\n";
    let (found, refusals) = with_guests(&other, hours);
    let trained = |who: &str| format!("2019-05-05 training trainee={who} hours=8");
    assert_eq!(
        (found, refusals.as_slice()),
        (vec![trained("张三"), trained("客:张三")], &["B5 Row GuestAmbiguous 张三".to_owned()][..])
    );
}

#[test]
fn rows_that_do_not_tell_who_came_when_and_where_are_refused() {
    let text = "流动党员流入登记表\n党支部,姓名,流出党组织,流入时间\n第一党支部,,甲公司党支部,2019-03-01\n\
                第一党支部,客一,甲公司党支部,\n第九党支部,客一,甲公司党支部,2019-03-01\n\
                第一党支部,客一,甲公司党支部,2019-02-30\n第一党支部,客一,甲公司党支部,2021-03-01\n\
                第一党支部,客一、客二,甲公司党支部,2019-03-01\n";
    let expected = [
        "B3 Row MissingName （空）",
        "D4 Row MissingDate （空）",
        "A5 Row NoSuchOrganisation 第九党支部",
        "D6 Row NoSuchDay 2019-02-30",
        "D7 Row Future 2021-03-01",
        "B8 Row TooManyNames 客一、客二",
    ];
    let (_, _, drafted) = import_text("流入.csv", text);
    assert_eq!(refused(&drafted), expected);
}

#[test]
fn a_month_alone_says_when_a_guest_came_and_not_until_when() {
    let text = "第一党支部流动党员流入登记表\n姓名,流出党组织,流入时间\n客一（流动党员）,甲公司党支部,2019年3月\n";
    check("流入.csv", text, &["2019-03-01 floating-in member=客:客一 name=客一 sending=甲公司党支部"], &[]);
    let (_, refusals) = with_guests(text, &format!("{MEETINGS}第一党支部,2019-05-05,张三,客一\n"));
    assert_eq!(refusals, [""; 0]);
}

#[test]
fn a_ledger_that_names_the_kind_in_every_row_takes_guests_as_well() {
    let text = "第一党支部2019年台账\n类型,日期,姓名,流出党组织,主持人,参会人员\n\
                流动党员流入,3月1日,客一,甲公司党支部,,\n党员大会,3月5日,,,张三,客一\n";
    let expected = [
        "2019-03-01 floating-in member=客:客一 name=客一 sending=甲公司党支部",
        "2019-03-05 members-meeting chair=张三 attendee=客:客一",
    ];
    check("台账.csv", text, &expected, &[]);
}

#[test]
fn a_list_of_floating_members_is_no_roster_however_much_it_looks_like_one() {
    let header = "姓名,性别,民族,出生年月,入党时间,转正时间,学历,职务,在岗情况,联系电话,流出党支部,流入时间";
    let list = |title: &str, file: &str| {
        let text = format!(
            "{title}\n党支部,{header}\n第一党支部,客一,男,汉,1980.01,2005-07-01,2006-07-01,大专,工人,在岗,13800000000,甲公司党支部,2019-03-01\n"
        );
        let (_, recognition, drafted) = import_text(file, &text);
        let kinds: Vec<String> =
            drafted.facts.iter().map(|fact| format!("{} {}", fact.occurred.first, fact.kind)).collect();
        (kinds.join(" "), refused(&drafted), recognition.questions.len())
    };
    let (taken, refusals, _) = list("流动党员登记表（流入）", "登记.csv");
    assert_eq!(taken, "2019-03-01 floating-in");
    let unknown = ["C3 男", "D3 汉", "G3 2006-07-01", "H3 大专", "I3 工人", "J3 在岗", "K3 13800000000"];
    let unknown = unknown.map(|cell| cell.replace(' ', " Column UnknownColumn "));
    assert_eq!(refusals, unknown);
    assert_eq!(list("2019年度登记表", "流动党员.csv").0, "2019-03-01 floating-in");
    for title in ["党员花名册（含流动党员）", "党员花名册", "第一党支部党员名册,流动党员请注明"]
    {
        assert!(list(title, "流动党员.csv").0.ends_with("member-joined"), "{title}");
    }
    let (_, recognition, drafted) =
        import_text("流动党员.csv", "第一党支部流动党员\n姓名,性别,民族,学历\n客一,男,汉,大专\n");
    assert_eq!((drafted.facts.len(), recognition.questions.len()), (0, 1));
}
