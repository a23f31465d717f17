//! Standards of other organisations, as they lie in `rulebook/examples`: each checks, takes in its own ledgers, judges
//! and scores. What their writers were told is in docs/user.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use tempfile::TempDir;

use crate::support::{Place, list, place, refused, wuhua};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/examples").join(name)
}

fn copy_standard(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    let files = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path());
    for path in files.filter(|path| path.is_file()) {
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// A ledger under a standard of `rulebook/examples`, with the case that lies beside it. Nothing of it is refused.
fn with_its_case(name: &str, kinds: Expect) -> (TempDir, Place) {
    wuhua(&["rulebook", "check", folder(name).to_str().unwrap()]).exits(0).says(&["没有错误"]);
    let (temporary, place) = place();
    place.init();
    copy_standard(&folder(name), &place.directory().join("rulebook"));
    let mut books: Vec<PathBuf> =
        fs::read_dir(folder(name).join("case")).unwrap().map(|entry| entry.unwrap().path()).collect();
    books.sort();
    let told = place.import(&books, &[]).exits(0).json();
    assert_eq!(refused(&told), [""; 0]);
    let mut taken: Vec<String> = list(&told, "taken")
        .iter()
        .map(|row| format!("{} {}\n", row["kind"].as_str().unwrap(), row["records"]))
        .collect();
    taken.sort();
    kinds.assert_eq(&taken.concat());
    (temporary, place)
}

/// How many findings of a clause came out how.
fn statuses(place: &Place, day: &str, clause: &str) -> String {
    let rows = place.wuhua("check", &["--as-of", day, "--clause", clause, "--format", "json"]).exits(0).json();
    let mut counted = std::collections::BTreeMap::new();
    for row in rows.as_array().unwrap() {
        *counted.entry(row["status"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    counted.iter().map(|(status, count)| format!("{status} {count}")).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_university_earns_points_beside_losing_them_and_gives_few_of_its_branches_five_stars() {
    let (_temporary, place) = with_its_case(
        "university",
        expect![[r#"
        attestation 2
        committee-elected 2
        found-by-university 1
        laboratory-check 4
        member-joined 6
        members-meeting 19
        organisation-set-up 3
        party-lecture 20
        pioneer-post 1
        post-taken 2
        training 12
        tutor-assigned 3
        tutor-talk 16
        volunteering 6
    "#]],
    );
    let day = "2024-12-31";
    expect![[r#"
        先锋指数，截至 2024-12-31
        支部                单位            规范   先锋  加分   总分  星级  单位名次  集团名次  限制
        ──────────────────  ────────────  ──────  ─────  ────  ─────  ────  ────────  ────────  ───────────────────
        有机化学教工党支部  化学学院党委  100.00  94.44     0  97.22   4星         1         1  5星名额已满
        应用化学学生党支部  化学学院党委   38.57  42.11     0  40.34    无         2         2  学术不端（至多3星）
    "#]]
    .assert_eq(&place.wuhua("score", &["--as-of", day]).exits(0).stdout);
    let found = ["G1", "G2", "G3", "X1", "X2", "J3", "N7"]
        .map(|clause| format!("{clause}: {}\n", statuses(&place, day, clause)));
    expect![[r#"
        G1: met 3, missed 1
        G2: met 20, missed 4
        G3: met 6, missed 2
        X1: met 16, missed 2
        X2: met 4, missed 1
        J3: breached 1, met 1
        N7: met 8
    "#]]
    .assert_eq(&found.concat());
    // What it tightens gives no findings of its own, and is named in the explanation.
    assert_eq!(statuses(&place, day, "N6"), "");
    let asked = ["--as-of", day, "--rule", "member-hours-short", "--organisation", "应用化学学生党支部"];
    place.wuhua("explain", &asked).exits(0).says(&["还差4学时", "教育条例"]);
    // With 36 hours everybody of the students' branch is there.
    place
        .wuhua("what-if", &["--as-of", day, "--set", "党员学时=36"])
        .exits(0)
        .says(&["党员四十学时", "学时达标的党员占九成五"]);
}

#[test]
fn a_building_site_is_scored_by_single_sheets_and_watched_every_fourteen_days() {
    let (_temporary, place) = with_its_case(
        "construction",
        expect![[r#"
        crew 3
        leader-linked 2
        leader-visit 3
        member-joined 6
        milestone 2
        organisation-set-up 3
        patrol 22
        post-taken 3
        safety-briefing 5
        sheet-done 2
        sheet-item 100
        talk 2
        veto-found 1
    "#]],
    );
    let day = "2024-06-30";
    expect![[r#"
        工地党支部评星，截至 2024-06-30
        支部              单位        开工检查  季度检查  竣工检查  带班与联系  加分   总分  星级  单位名次  集团名次  限制
        ────────────────  ──────────  ────────  ────────  ────────  ──────────  ────  ─────  ────  ────────  ────────  ────
        一号楼工地党支部  工程局党委     95.83     95.83        －       57.14     0  86.16   4星         1         1
        二号桥工地党支部  工程局党委     70.83     91.67        －       31.67     0  71.46   2星         2         2
    "#]].assert_eq(&place.wuhua("score", &["--as-of", day]).exits(0).stdout);
    let found = ["K1", "Q1", "Q2", "D1", "D2", "D3", "D4", "F3"]
        .map(|clause| format!("{clause}: {}\n", statuses(&place, day, clause)));
    expect![[r#"
        K1: breached 6, late 1, met 35
        Q1: breached 2, met 61, missed 1
        Q2: advice 1, met 1
        D1: missed 1, open 1
        D2: met 3, missed 1
        D3: met 4, missed 3
        D4: met 2
        F3: met 1
    "#]]
    .assert_eq(&found.concat());
    // The regulations were not taken over.
    place.wuhua("check", &["--as-of", day, "--clause", "N7"]).exits(1).says(&["没有条款“N7”"]);
    let asked = ["--as-of", day, "--rule", "patrol-gap", "--organisation", "二号桥工地党支部"];
    place.wuhua("explain", &asked).exits(0).says(&["十四日带班检查", "未完成"]);
}

#[test]
fn a_standard_of_ones_own_takes_over_records_and_an_overlay_has_them_already() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let lay = |under: &str, text: &str| {
        let folder = place.directory().join(under);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("1.md"), format!("```kdl\n{text}\n```\n")).unwrap();
    };
    lay("rulebook", "沿用 记录");
    place.wuhua("check", &["--as-of", "2024-12-31", "--format", "json"]).exits(0).says(&["[]"]);
    lay("rulebook", "沿用 记录 国家层");
    let national = place.wuhua("check", &["--as-of", "2024-12-31", "--format", "json"]).exits(0).json();
    assert!(national.as_array().unwrap().iter().all(|row| row["clause"].as_str().unwrap().starts_with('N')));
    lay("rulebook", "章 A 名称=甲");
    place
        .wuhua("check", &["--as-of", "2024-12-31"])
        .exits(1)
        .says(&["没有声明记录 `member-joined`", "请写上 `沿用 记录`"]);
    lay("rulebook", "沿用 记录");
    lay("overlay", "沿用 记录");
    place.wuhua("check", &["--as-of", "2024-12-31"]).exits(1).says(&["`沿用` 只写在整部标准里"]);
}
