//! The sample group, where `WUHUA_SAMPLES` names its folder: every expected finding, exactly the expected refusals.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Place, column_and_row, list, on_postgres, place, records};

/// Of these the sample lists breaches alone, of all others every finding.
const ONLY_BREACHES: &[&str] = &["L8", "L28", "M9"];
/// Where several findings share a key, the first of these counts.
const WORST: &[&str] = &["breached", "missed", "unknown", "late", "open", "met", "advice"];

/// Clause, organisation, subject with its names in order, period.
type Key = (String, String, Vec<String>, String);

#[test]
fn the_sample_group_comes_out_right_to_the_last_finding_on_sqlite() {
    let Some(folder) = folder() else { return };
    let (_temporary, place) = place();
    comes_out_right(&place, &folder);
}

#[test]
fn the_sample_group_comes_out_right_to_the_last_finding_on_postgres() {
    let Some(folder) = folder() else { return };
    on_postgres(|place| comes_out_right(place, &folder));
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("WUHUA_SAMPLES").map(PathBuf::from);
    if folder.is_none() {
        println!("WUHUA_SAMPLES is not set: the sample group was not checked");
    }
    folder
}

fn comes_out_right(place: &Place, folder: &std::path::Path) {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut books: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "xlsx")).collect();
    books.sort();
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    place.init();
    let imported = place.import(&books, &[]).exits(3).json();
    exactly_the_expected_refusals(&expected, &imported);
    assert_eq!(place.facts(), records(&imported));
    let as_of = expected["as_of"].as_str().unwrap();
    let found = place.wuhua("check", &["--as-of", as_of, "--format", "json"]).exits(0).json();
    every_finding_agrees(&expected, &found);
}

/// The sample names its books by what they are.
fn file(name: &str) -> &'static str {
    match name {
        "roster" => "2-党员花名册.xlsx",
        "meetings" => "4-三会一课.xlsx",
        "talks" => "7-谈心谈话.xlsx",
        "training" => "8-学时登记.xlsx",
        other => panic!("no file is known for {other}"),
    }
}

#[track_caller]
fn exactly_the_expected_refusals(expected: &Value, imported: &Value) {
    let place =
        |row: &Value, file: &str, number: usize| (file.to_owned(), row["sheet"].as_str().unwrap().to_owned(), number);
    let wanted: BTreeSet<_> = list(expected, "refused")
        .iter()
        .map(|row| place(row, file(row["file"].as_str().unwrap()), row["row"].as_u64().unwrap() as usize))
        .collect();
    let found: Vec<_> = list(imported, "refused")
        .iter()
        .map(|row| place(row, row["file"].as_str().unwrap(), column_and_row(row["cell"].as_str().unwrap()).1))
        .collect();
    assert_eq!(found.iter().cloned().collect::<BTreeSet<_>>(), wanted);
    assert_eq!(found.len(), 6);
}

fn key(row: &Value, organisation: &str) -> Key {
    let text = |name: &str| row[name].as_str().unwrap().to_owned();
    let mut names: Vec<String> = text("subject").split('/').map(str::to_owned).collect();
    names.sort();
    (text("clause"), text(organisation), names, text("period"))
}

#[track_caller]
fn every_finding_agrees(expected: &Value, found: &Value) {
    let status = |row: &Value| row["status"].as_str().unwrap().to_owned();
    let wanted: BTreeMap<Key, String> =
        list(expected, "findings").iter().map(|row| (key(row, "org"), status(row))).collect();
    let clauses: BTreeSet<&str> = wanted.keys().map(|key| key.0.as_str()).collect();
    let organisations: BTreeSet<&str> = wanted.keys().map(|key| key.1.as_str()).collect();
    let rank = |status: &str| WORST.iter().position(|known| *known == status).unwrap();
    let mut got: BTreeMap<Key, String> = BTreeMap::new();
    for row in found.as_array().unwrap() {
        let key = key(row, "organisation");
        let covered = clauses.contains(key.0.as_str()) && organisations.contains(key.1.as_str());
        let status = status(row);
        if !covered || (ONLY_BREACHES.contains(&key.0.as_str()) && status != "breached") {
            continue;
        }
        let worst = got.entry(key).or_insert_with(|| status.clone());
        if rank(&status) < rank(worst) {
            *worst = status;
        }
    }
    let differing: Vec<String> = wanted
        .iter()
        .filter(|(key, status)| got.get(key) != Some(status))
        .map(|(key, status)| format!("expected {key:?} {status}, got {:?}", got.get(key)))
        .collect();
    let unexpected: Vec<&Key> = got.keys().filter(|key| !wanted.contains_key(key)).collect();
    assert!(differing.is_empty() && unexpected.is_empty(), "{}\nunexpected: {unexpected:?}", differing.join("\n"));
    assert_eq!(wanted.len(), 809);
}
