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
    let line = explained.lines().find(|line| line.contains("教育培训") && line.contains('；')).unwrap();
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
    let ids = |name: &str| -> Vec<String> {
        let chains = crate::support::runtime().block_on(async { place.open().await.all_facts().await.unwrap() });
        let standing = chains.iter().flat_map(|(_, facts)| facts::current(facts, None));
        standing.filter(|fact| fact.text("name") == Some(name)).map(|fact| fact.id.to_string()).collect()
    };
    let [id] = &ids("试用人")[..] else { panic!("one record of the member") };
    assert!(place.wuhua("explain", &SHORT).exits(0).stdout.contains("试用人"));
    place.wuhua("withdraw", &[id, "--reason", "不是本支部党员"]).exits(0).says(&["党员登记"]);
    assert!(!place.wuhua("explain", &SHORT).exits(0).stdout.contains("试用人"));
}
