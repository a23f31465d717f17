//! What a roster says and other books, or the ledger, tell better: posts, and who stands in two rosters.

use intake::Directory;

use crate::support::{check, directory, import, refused};

const ROSTER: &str = "第一党支部党员花名册\n姓名,入党时间,党内职务\n张三,1995-07-01,书记\n李四,2005-07-01,组织委员\n\
                      王五,2019-03-28,党员\n";
const POSTS: &str = "第一党支部班子成员\n姓名,党内职务,任职时间\n张三,书记,2018-01-05\n李四,组织委员,2018-01-05\n";

/// What is refused of the first of some books.
fn refused_of_first(books: &[(&str, &str)], directory: &mut Directory) -> Vec<String> {
    let books: Vec<(&str, Vec<u8>)> = books.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
    let done = import(&books, directory);
    done.iter().filter(|(book, _, _)| book.name == books[0].0).flat_map(|(_, _, drafted)| refused(drafted)).collect()
}

#[test]
fn a_post_that_nobody_knows_is_no_job_and_is_wanted_in_a_list_of_its_own() {
    let facts = [
        "2010-03-01 member-joined member=张三 how=roster joined-on=1995-07-01 name=张三 undated=true",
        "2010-03-01 member-joined member=李四 how=roster joined-on=2005-07-01 name=李四 undated=true",
        "2019-03-28 member-joined member=王五 how=roster joined-on=2019-03-28 name=王五 undated=true",
    ];
    check("花名册.csv", ROSTER, &facts, &["C3 Column PostNotKnown 书记（这一列共 2 格：C3、C4）"]);
    let books = [("花名册.csv", ROSTER.as_bytes().to_vec())];
    let advice = &import(&books, &mut directory())[0].2.refused[0].advice;
    assert!(advice.contains("班子成员"), "{advice}");
}

#[test]
fn a_post_that_another_book_or_the_ledger_tells_is_repeated() {
    let mut directory = directory();
    assert_eq!(refused_of_first(&[("花名册.csv", ROSTER), ("班子.csv", POSTS)], &mut directory), [""; 0]);
    assert_eq!(refused_of_first(&[("又.csv", ROSTER)], &mut directory), [""; 0], "the ledger knows them now");
    // 委员 is said of whoever is in charge of something; every post of a cell must be known.
    let with = |post: &str| ROSTER.replace("组织委员", post);
    assert_eq!(refused_of_first(&[("又.csv", &with("支部委员"))], &mut directory), [""; 0]);
    let both = refused_of_first(&[("又.csv", &with("组织委员、宣传委员"))], &mut directory);
    assert_eq!(both, ["C4 Cell PostNotKnown 组织委员、宣传委员"]);
    assert_eq!(refused_of_first(&[("又.csv", &with("处长"))], &mut directory), ["C4 Cell PostNotKnown 处长"]);
}

#[test]
fn a_post_that_was_given_up_agrees_with_a_roster_of_its_time_alone() {
    let left = "第一党支部班子成员\n姓名,党内职务,任职时间,免职时间\n张三,书记,2016-01-05,2018-03-01\n\
                李四,组织委员,2018-01-05,\n";
    let mut directory = directory();
    let refused = refused_of_first(&[("花名册.csv", ROSTER), ("班子.csv", left)], &mut directory);
    assert_eq!(refused, ["C3 Cell PostNotKnown 书记"]);
    let roster = ROSTER.replace("党员花名册", "2018年党员花名册");
    assert_eq!(refused_of_first(&[("花名册.csv", &roster)], &mut directory), [""; 0]);
}

#[test]
fn posts_beside_those_of_the_committee_are_known_too() {
    let roster = ROSTER.replace("王五,2019-03-28,党员", "王五,2019-03-28,党小组长");
    let posts = format!("{POSTS}王五,党小组长,2019-05-01\n");
    assert_eq!(refused_of_first(&[("花名册.csv", &roster), ("班子.csv", &posts)], &mut directory()), [""; 0]);
}

#[test]
fn who_left_by_a_record_of_the_same_import_is_in_no_two_rosters() {
    let roster = "党员花名册\n党支部,姓名,入党时间,身份证号\n第一党支部,钱七,1995-07-01,11010519491231002X\n\
                  第二党支部,钱七,1995-07-01,11010519491231002X\n";
    let left = "第一党支部党员转出登记\n姓名,转出日期,去向\n钱七,2019-05-05,第二党支部\n";
    let notes = |books: &[(&str, &str)]| -> Vec<String> {
        let books: Vec<(&str, Vec<u8>)> = books.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
        let done = import(&books, &mut directory());
        done.into_iter().flat_map(|(_, _, drafted)| drafted.notes).map(|note| note.text).collect()
    };
    let alone = notes(&[("花名册.csv", roster)]);
    assert!(alone[0].contains("还没有登记转出"), "{alone:?}");
    assert_eq!(notes(&[("花名册.csv", roster), ("转出.csv", left)]), [""; 0]);
    // Whichever of the two was left.
    let other = left.replace("第一党支部党员", "第二党支部党员").replace("第二党支部\n", "第一党支部\n");
    assert_eq!(notes(&[("花名册.csv", roster), ("转出.csv", &other)]), [""; 0]);
    // A leaving that cannot be read is none.
    let unread = notes(&[("花名册.csv", roster), ("转出.csv", &left.replace("2019-05-05", "去年"))]);
    assert_eq!(unread, alone);
}
