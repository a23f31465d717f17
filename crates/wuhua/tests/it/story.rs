//! From messy books to findings with their proof, on both databases: import, import again, check, explain, verify.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use serde_json::Value;
use testkit::books::{MessyGroup, messy_books};

use crate::support::{Place, RECORDER, Run, already_there, column_and_row, list, on_postgres, place, records, refused};

#[test]
fn a_group_goes_from_its_books_to_its_findings_on_sqlite() {
    let (_temporary, place) = place();
    a_group_goes_from_its_books_to_its_findings(&place);
}

#[test]
fn a_group_goes_from_its_books_to_its_findings_on_postgres() {
    on_postgres(a_group_goes_from_its_books_to_its_findings);
}

#[test]
fn imports_at_one_time_tell_what_each_of_them_added_on_postgres() {
    on_postgres(|place| {
        let files = place.write_all(&messy_books().unwrap().books);
        place.init();
        let start = || {
            let mut command = place.command("import");
            command
                .args(&files)
                .args(["--format", "json"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let together: Vec<_> = (0..3).map(|_| start()).collect();
        let told = together.into_iter().map(|import| Run::of(import.wait_with_output().unwrap()).exits(3).json());
        let added: usize = told.map(|json| records(&json) - already_there(&json)).sum();
        assert_eq!(place.facts(), added);
    });
}

fn a_group_goes_from_its_books_to_its_findings(place: &Place) {
    let group = messy_books().unwrap();
    let mut files = place.write_all(&group.books);
    // Backwards: the order of arguments must not matter.
    files.reverse();
    place.init();
    assert_eq!(place.facts(), 0);

    let first = place.import(&files, &[]).exits(3).json();
    exactly_the_expected_records(&group, &first);
    exactly_the_expected_refusals(&group, &first);
    assert_eq!((already_there(&first), place.facts()), (0, records(&first)));

    let again = place.import(&files, &[]).exits(3).json();
    assert_eq!((already_there(&again), records(&again)), (records(&first), records(&first)));
    assert_eq!(refused(&again), refused(&first));
    assert_eq!(place.facts(), records(&first), "importing twice added something");

    let as_of = group.as_of.to_string();
    let found = check(place, &as_of, &[]);
    every_expected_finding_holds(&group, &found);
    assert_eq!(check(place, &as_of, &[]), found, "the same question, another answer");
    assert_eq!(check(place, &as_of, &["--known-at", "2100-01-01"]), found);
    evidence_can_be_looked_up(place, &as_of);
    nothing_was_known_before_the_import(place, &as_of);
    assert_eq!(place.facts(), records(&first), "asking wrote something");
}

fn check(place: &Place, as_of: &str, more: &[&str]) -> String {
    place.wuhua("check", &[&["--as-of", as_of, "--format", "json"], more].concat()).exits(0).stdout
}

#[track_caller]
fn exactly_the_expected_records(group: &MessyGroup, json: &Value) {
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    for row in list(json, "taken") {
        *by_kind.entry(row["kind"].as_str().unwrap()).or_default() += row["records"].as_u64().unwrap() as usize;
    }
    assert_eq!(by_kind, group.expected_facts);
}

#[track_caller]
fn exactly_the_expected_refusals(group: &MessyGroup, json: &Value) {
    let expected: BTreeSet<(String, String, usize)> = group
        .expected_refusals
        .iter()
        // A csv has no sheets; its only one goes by the file's name.
        .map(|refusal| {
            let sheet = if refusal.sheet.is_empty() { refusal.file.trim_end_matches(".csv") } else { refusal.sheet };
            (refusal.file.to_owned(), sheet.to_owned(), refusal.row)
        })
        .collect();
    let found: Vec<(String, String, usize)> = list(json, "refused")
        .iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (text("file"), text("sheet"), column_and_row(&text("cell")).1)
        })
        .collect();
    assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(found.len(), group.expected_refusals.len(), "{found:?}");
    for refusal in group.expected_refusals.iter().filter(|refusal| refusal.column.is_some()) {
        let cell = format!("{}{}", refusal.column.unwrap(), refusal.row);
        let found = list(json, "refused").iter().any(|row| row["file"] == refusal.file && row["cell"] == *cell);
        assert!(found, "{refusal:?}");
    }
}

#[track_caller]
fn every_expected_finding_holds(group: &MessyGroup, json: &str) {
    let findings: Vec<Value> = serde_json::from_str(json).unwrap();
    let mut wrong = Vec::new();
    for known in group.expected_findings {
        let statuses: Vec<&str> = findings
            .iter()
            .filter(|row| row["clause"] == known.clause && row["organisation"] == known.organisation)
            .filter(|row| {
                row["period"] == known.period && same_subject(row["subject"].as_str().unwrap(), known.subject)
            })
            .map(|row| row["status"].as_str().unwrap())
            .collect();
        if !statuses.contains(&known.status)
            || (known.status == "met" && statuses.iter().any(|status| *status != "met"))
        {
            wrong.push(format!("{known:?} came out as {statuses:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let keys =
        ["clause", "rule", "organisation", "subject", "period", "status", "due", "missing", "evidence", "late_records"];
    for row in &findings {
        assert!(keys.iter().all(|key| row.get(key).is_some()), "{row}");
    }
}

fn same_subject(one: &str, other: &str) -> bool {
    let names = |text: &str| text.split('/').map(str::to_owned).collect::<BTreeSet<_>>();
    names(one) == names(other)
}

fn evidence_can_be_looked_up(place: &Place, as_of: &str) {
    let organisation = "澜川第一施工队党支部";
    let explain = |period: &str| {
        let asked = ["--rule", "members-meeting-gap", "--organisation", organisation, "--period", period];
        place.wuhua("explain", &[&asked, &["--as-of", as_of][..]].concat()).exits(0)
    };
    let met =
        explain("2025-Q2").says(&["L1 ", "members-meeting-gap", "达标", "为什么适用", "算上的记录", RECORDER, "记下"]);
    assert!(!met.stdout.contains("还缺"), "{}", met.stdout);
    let missed = explain("2025-Q3").says(&["L1 ", "members-meeting-gap", "未完成", "还缺"]);
    assert!(!missed.stdout.contains("算上的记录（1"), "{}", missed.stdout);
    // The ids in the JSON are those in the explanation.
    let asked = ["--clause", "L1", "--organisation", organisation, "--status", "met"];
    let rows: Vec<Value> = serde_json::from_str(&check(place, as_of, &asked)).unwrap();
    let second = rows.iter().find(|row| row["period"] == "2025-Q2").unwrap();
    let ids = list(second, "evidence");
    assert!(!ids.is_empty() && ids.iter().all(|id| met.stdout.contains(id.as_str().unwrap())), "{second}");
}

fn nothing_was_known_before_the_import(place: &Place, as_of: &str) {
    let before: Vec<Value> = serde_json::from_str(&check(place, as_of, &["--known-at", "2020-01-01"])).unwrap();
    assert_eq!(before, Vec::<Value>::new());
    let asked = ["--as-of", as_of, "--known-at", "2020-01-01", "--rule", "members-meeting-gap"];
    place
        .wuhua("explain", &[&asked, &["--organisation", "澜川机关党支部"][..]].concat())
        .exits(1)
        .says(&["澜川机关党支部"]);
}
