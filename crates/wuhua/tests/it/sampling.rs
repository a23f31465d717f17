//! Who is drawn for an inspection, as somebody at the terminal meets it.

use crate::support::{list, place, read_workbook};

#[test]
fn a_draw_is_redone_from_what_it_printed() {
    let (_temporary, place) = place();
    place.wuhua("demo", &["--today", "2026-06-30", "--no-serve"]).exits(0);
    let asked = ["--as-of", "2026-06-30", "--branches", "4", "--records", "3", "--format", "json"];
    // Nobody named a seed: one was drawn, and it is printed with the moment up to which records count.
    let first = place.wuhua("sample", &asked).exits(0).says(&["复核", "--seed", "--known-at"]);
    let json = first.json();
    let (seed, known_at) = (json["seed"].as_str().unwrap(), json["known_at"].as_str().unwrap());
    assert!(seed.len() == 16 && first.stderr.contains(&format!("--seed {seed} --known-at {known_at}")), "{first:?}");
    let again = place.wuhua("sample", &[&asked[..], &["--seed", seed, "--known-at", known_at]].concat()).exits(0);
    assert_eq!(again.stdout, first.stdout);
    assert_eq!(list(&json, "branches").len(), 4);
    assert!(json["of"].as_u64() > Some(50), "of all that stand: {}", json["of"]);
    for branch in list(&json, "branches") {
        assert_eq!(list(branch, "records").len(), 3, "{branch}");
        assert_eq!(list(branch, "reasons")[0], "人人有 10签");
    }
    // Another seed, drawn or announced, draws others.
    let other = place.wuhua("sample", &asked).exits(0).json();
    assert_ne!((&other["seed"], &other["branches"]), (&json["seed"], &json["branches"]));
    let announced = ["--seed", "2026年第一次督查", "--organisation"];
    let unit = list(&json, "branches")[0]["unit"].as_str().unwrap();
    let of_unit = place.wuhua("sample", &[&asked[..], &announced, &[unit]].concat()).exits(0).json();
    assert!(list(&of_unit, "branches").iter().all(|branch| branch["unit"] == unit), "{of_unit}");
}

#[test]
fn fewer_than_asked_for_are_all_drawn_and_a_workbook_has_both_tables() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let asked = ["--as-of", "2019-12-31", "--seed", "甲"];
    let table = place.wuhua("sample", &asked).exits(0);
    table.says(&["抽到的支部", "种子“甲”", "东湖第一党支部", "人人有 10签", "不是检查结果", "要抽 5 个支部，一共只有"]);
    let book = place.folder.join("抽查.xlsx");
    place.wuhua("sample", &[&asked[..], &["--format", "xlsx", "--out", book.to_str().unwrap()]].concat()).exits(0);
    let sheets = read_workbook(&std::fs::read(&book).unwrap());
    assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["支部", "记录"]);
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let sample = |more: &[&str], code: i32, words: &[&str]| {
        place.wuhua("sample", &[&["--as-of", "2019-12-31"], more].concat()).exits(code).says(words)
    };
    for many in ["--branches", "--records"] {
        sample(&[many, "0"], 2, &[many, "“0”", "应为 1 以上的整数"]);
        sample(&[many, "几个"], 2, &[many, "“几个”", "应为 1 以上的整数"]);
    }
    sample(&["--seed", " "], 2, &["--seed", "种子是空的"]);
    sample(&["--organisation", "没有的支部"], 1, &["没有名叫“没有的支部”的组织"]);
    sample(&["--format", "xlsx"], 2, &["--out"]);
    place.wuhua("sample", &["--as-of", "2009-12-31"]).exits(0).says(&["没有可以抽的党支部"]);
}
