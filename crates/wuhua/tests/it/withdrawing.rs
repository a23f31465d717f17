//! Records that should never have been written: withdrawn, shown as such, and told again by a book that still has them.

use serde_json::Value;

use crate::support::{Place, RECORDER, already_there, list, on_postgres, place, records};

const HOURS: &str = "学时登记表\n党支部,姓名,培训时间,学时\n东湖第一党支部,张三,2019-03-05,8\n";
const SHORT: [&str; 6] = ["--rule", "member-hours-short", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];

#[test]
fn a_withdrawn_record_counts_no_more_and_is_shown_as_withdrawn_on_sqlite() {
    let (_temporary, place) = place();
    a_withdrawn_record_counts_no_more_and_is_shown_as_withdrawn(&place);
}

#[test]
fn a_withdrawn_record_counts_no_more_and_is_shown_as_withdrawn_on_postgres() {
    on_postgres(a_withdrawn_record_counts_no_more_and_is_shown_as_withdrawn);
}

/// What `explain` says of the hours of one member.
fn explained(place: &Place) -> String {
    place.wuhua("explain", &[&SHORT[..], &["--subject", "张三"]].concat()).exits(0).stdout
}

/// The id of the one record of training that the explanation lists.
fn id(explained: &str) -> String {
    id_of(explained.lines().find(|line| line.contains("教育培训") && line.contains('；')).unwrap())
}

fn id_of(line: &str) -> String {
    line.rsplit('；').next().unwrap().trim().to_owned()
}

fn notes(json: &Value) -> String {
    list(json, "notes").iter().map(|note| note.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

fn a_withdrawn_record_counts_no_more_and_is_shown_as_withdrawn(place: &Place) {
    place.fill_with_small_group();
    let before = explained(place);
    let book = place.write("学时.csv", HOURS);
    place.import(std::slice::from_ref(&book), &[]).exits(0);
    let counted = explained(place);
    assert!(counted.contains("还差24"), "{counted}");
    let (id, facts) = (id(&counted), place.facts());
    place.wuhua("withdraw", &[&id, "--reason", " "]).exits(1).says(&["事由是空的"]);
    assert_eq!(place.facts(), facts);
    let words = ["已作废", "东湖第一党支部", "2019-03-05", "教育培训", &id];
    place.wuhua("withdraw", &[&id, "--reason", "试着记的"]).exits(0).says(&words);
    assert_eq!(place.facts(), facts + 1, "and verifying finds nothing");
    let withdrawn = explained(place);
    assert!(withdrawn.contains("还差32") && withdrawn.contains("【已作废，事由：试着记的】"), "{withdrawn}");
    assert!(!before.contains("已作废"));
    let once_more = place.wuhua("withdraw", &[&id, "--reason", "再作废"]).exits(1);
    once_more.says(&["已由", RECORDER, "试着记的", "不用再作废"]);

    // The book still has it.
    let again = place.import(std::slice::from_ref(&book), &[]).exits(0).json();
    assert_eq!((records(&again), already_there(&again), place.facts()), (1, 1, facts + 1));
    assert!(notes(&again).contains("1 条教育培训（A3）已于") && notes(&again).contains("试着记的"), "{again:#}");
    let back = place.import(std::slice::from_ref(&book), &["--correct"]).exits(0).json();
    assert_eq!((already_there(&back), place.facts()), (0, facts + 2));
    assert!(notes(&back).contains("重新收下"), "{back:#}");
    assert!(explained(place).contains("还差24"));
    let once_more = place.import(&[book], &["--correct"]).exits(0).json();
    assert_eq!((already_there(&once_more), notes(&once_more).as_str()), (1, ""));
}

#[test]
fn only_what_stands_can_be_withdrawn() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let import = |hours: &str, options: &[&str]| {
        let text = HOURS.replace(",8\n", &format!(",{hours}\n"));
        place.import(&[place.write("学时.csv", text)], options).exits(0);
    };
    import("8", &[]);
    let first = id(&explained(&place));
    import("6", &["--correct"]);
    let corrected = place.wuhua("withdraw", &[&first, "--reason", "记错"]).exits(1).says(&["已被更正"]).stderr;
    let second = corrected.split("编号 ").last().unwrap().trim().to_owned();
    let facts = place.facts();
    // What it had corrected does not come back.
    place.wuhua("withdraw", &[&second, "--reason", "记错"]).exits(0).says(&["不会因此恢复"]);
    assert!(explained(&place).contains("还差32"));
    assert_eq!(place.facts(), facts + 1);
    let unknown = "019a7b3e-5c1d-7000-8000-000000000001";
    place.wuhua("withdraw", &[unknown, "--reason", "记错"]).exits(1).says(&[unknown, "没有编号为"]);
    place.wuhua("withdraw", &["张三", "--reason", "记错"]).exits(2).says(&["不是记录编号"]);
    place.wuhua("withdraw", &[&second]).exits(2).says(&["--reason"]);
}

#[test]
fn a_member_entered_by_mistake_is_withdrawn_from_the_roster() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let roster = "党员花名册\n党支部,姓名,入党时间\n东湖第一党支部,试用人,2001-07-01\n";
    place.import(&[place.write("误.csv", roster)], &[]).exits(0);
    let of_him = ["--organisation", "东湖第一党支部", "--person", "试用人"];
    let listed = place.wuhua("records", &of_him).exits(0).says(&["共 1 条"]).stdout;
    let id = &*id_of(listed.trim());
    assert!(place.wuhua("explain", &SHORT).exits(0).stdout.contains("试用人"));
    place.wuhua("withdraw", &[id, "--reason", "不是本支部党员"]).exits(0).says(&["党员登记"]);
    assert!(!place.wuhua("explain", &SHORT).exits(0).stdout.contains("试用人"));
    let listed = place.wuhua("records", &of_him).exits(0).stdout;
    assert!(listed.contains("【已作废，事由：不是本支部党员】") && listed.contains(id), "{listed}");
}

#[test]
fn records_are_listed_by_kind_and_person_with_what_became_of_them() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let hours = |hours: &str| HOURS.replace(",8\n", &format!(",{hours}\n"));
    place.import(&[place.write("学时.csv", hours("8"))], &[]).exits(0);
    place.import(&[place.write("学时.csv", hours("6"))], &["--correct"]).exits(0);
    let list = |options: &[&str]| place.wuhua("records", &[&["--organisation", "东湖第一党支部"], options].concat());
    let all = list(&[]).exits(0).stdout;
    let training = list(&["--kind", "教育培训"]).exits(0).stdout;
    assert_eq!(training, list(&["--kind", "training"]).exits(0).stdout);
    let [first, second] = &training.lines().collect::<Vec<_>>()[..] else { panic!("both versions: {training}") };
    assert!(first.contains("【已被更正】") && first.contains("8学时"), "{first}");
    assert!(!second.contains('【') && second.contains("6学时"), "{second}");
    assert!(all.lines().count() > 2 && all.contains(first) && all.contains(second), "{all}");
    assert_eq!(list(&["--kind", "教育培训", "--person", "李四"]).exits(0).stdout, "");
    list(&["--kind", "教育培圳"]).exits(1).says(&["教育培圳", "最接近的是“教育培训”"]);
}
