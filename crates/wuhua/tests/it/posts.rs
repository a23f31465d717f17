//! Who is still in a post after an election or beside a successor is told at the import.

use crate::support::{Place, list, place};

const POSTS: &str = "支部班子成员\n党支部,姓名,党内职务,任职时间\n";
const ELECTED: &str = "换届选举\n党支部,换届时间\n东湖第一党支部,2019-03-01\n";

fn posts(rows: &[&str]) -> String {
    let rows = rows.iter().map(|row| format!("东湖第一党支部,{row}\n"));
    format!("{POSTS}{}", rows.collect::<String>())
}

/// What an import says of posts.
#[track_caller]
fn told(place: &Place, books: &[(&str, &str)], options: &[&str]) -> Vec<String> {
    let files: Vec<_> = books.iter().map(|(name, text)| place.write(name, text)).collect();
    let json = place.import(&files, options).exits(0).json();
    let notes = list(&json, "notes").iter().map(|note| note.as_str().unwrap().to_owned());
    notes.filter(|note| note.contains("在任")).collect()
}

#[test]
fn who_was_not_elected_again_is_told_until_the_dismissal_is_recorded() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let before = posts(&["张三,书记,2016-03-01", "李四,组织委员,2016-03-01"]);
    assert_eq!(told(&place, &[("旧班子.csv", &before)], &[]), [""; 0]);
    assert_eq!(told(&place, &[("换届.csv", ELECTED)], &[]), [""; 0], "nobody was given a post since");
    let after = posts(&["张三,书记,2019-03-01", "王五,宣传委员,2019-03-02"]);
    let expected = "新班子.csv 〔新班子〕A3：东湖第一党支部 2019-03-01 换届后仍在任的：李四（2016-03-01 起任组织委员）；\
                    若已卸任，请补记免职";
    for options in [&["--dry-run"][..], &[], &[]] {
        assert_eq!(told(&place, &[("新班子.csv", &after)], options), [expected], "{options:?}");
    }
    let left = "免职登记\n党支部,姓名,党内职务,免职时间\n东湖第一党支部,李四,组织委员,2019-03-01\n";
    // In one import the dismissal may come after the posts.
    assert_eq!(told(&place, &[("新班子.csv", &after), ("免职.csv", left)], &[]), [""; 0]);
}

#[test]
fn two_holders_of_a_post_of_one_are_told_with_since_when() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = posts(&["张三,副书记,2016-03-01", "李四,委员,2016-03-01", "王五,委员,2019-03-01"]);
    assert_eq!(told(&place, &[("班子.csv", &book)], &[]), [""; 0], "there may be several plain members");
    let successor = posts(&["李四,副书记,2019-03-01"]);
    let expected = "补选.csv 〔补选〕A3：东湖第一党支部一人担任的职务有几个人在任：张三（2016-03-01 起任副书记）、\
                    李四（2019-03-01 起任副书记）；已经卸任的请补记免职";
    assert_eq!(told(&place, &[("补选.csv", &successor)], &[]), [expected]);
    // A new secretary takes the place of the old one.
    let secretaries = posts(&["张三,书记,2016-03-01", "李四,书记,2019-03-01"]);
    assert_eq!(told(&place, &[("书记.csv", &secretaries)], &["--dry-run"]), [expected.replace("补选", "书记")]);
}

#[test]
fn a_post_in_a_roster_is_refused_where_no_book_and_no_record_tells_it() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let roster = "东湖第一党支部党员花名册\n姓名,入党时间,党内职务\n张三,1995-07-01,书记\n";
    let refused = |books: &[(&str, &str)], code: i32| {
        let files: Vec<_> = books.iter().map(|(name, text)| place.write(name, text)).collect();
        let json = place.import(&files, &["--dry-run"]).exits(code).json();
        let cells = list(&json, "refused").iter().map(|one| one["cell"].as_str().unwrap().to_owned());
        cells.collect::<Vec<_>>()
    };
    assert_eq!(refused(&[("花名册.csv", roster)], 3), ["C3"]);
    let list = posts(&["张三,书记,2016-03-01"]);
    assert_eq!(refused(&[("花名册.csv", roster), ("班子.csv", &list)], 0), [""; 0]);
}
