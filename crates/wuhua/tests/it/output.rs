//! What is printed: the list and the check of the standard, help as a manual, tables for people and workbooks.

use expect_test::{expect, expect_file};
use testkit::books::messy_books;

use crate::support::{place, read_workbook, wuhua};

#[test]
fn the_list_of_rules_has_one_line_a_rule() {
    let list = wuhua(&["rulebook", "list"]).exits(0);
    assert_eq!(list.stderr, "");
    let mut slugs = Vec::new();
    for line in list.stdout.lines() {
        let [slug, clause, title, layer, source, ..] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        assert!(slug.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-'), "{line}");
        assert!("SLMIVPN".contains(&clause[..1]) && clause[1..].parse::<u8>().is_ok(), "{line}");
        assert!(!title.is_ascii() && !source.is_ascii(), "{line}");
        assert_eq!(layer == "国家", clause.starts_with('N'), "{line}");
        slugs.push(slug);
    }
    let check = wuhua(&["rulebook", "check"]).exits(0);
    assert!(check.stdout.contains(&format!("规则 {} 条", slugs.len())), "{}", check.stdout);
    slugs.sort_unstable();
    slugs.dedup();
    assert_eq!(slugs.len(), list.stdout.lines().count(), "a slug stands twice");
    assert!(list.stdout.lines().any(|line| line.starts_with("members-meeting-gap\tL1\t季度党员大会\t集团\t本标准 L1")));
}

#[test]
fn the_built_in_standard_has_no_mistakes_and_rules_for_every_clause() {
    let says = ["条款 115 条，其中 115 条有规则", "国家层 ", "没有错误"];
    let check = wuhua(&["rulebook", "check"]).exits(0).says(&says);
    assert!(!check.stdout.contains("错误："), "{}", check.stdout);
    assert!(!check.stdout.contains("还没有规则的条款"), "{}", check.stdout);
}

#[test]
fn help_is_also_found_by_that_word() {
    let same = |asked: &[&str], known: &[&str]| assert_eq!(wuhua(asked).exits(0).stdout, wuhua(known).exits(0).stdout);
    same(&["help"], &["--help"]);
    same(&["help", "help"], &["--help"]);
    same(&["help", "rulebook", "check"], &["rulebook", "check", "--help"]);
}

#[test]
fn help_is_the_manual() {
    let commands: &[&[&str]] = &[
        &[],
        &["init"],
        &["demo"],
        &["serve"],
        &["config"],
        &["account"],
        &["account", "add"],
        &["account", "password"],
        &["account", "second-factor"],
        &["account", "end"],
        &["import"],
        &["check"],
        &["explain"],
        &["score"],
        &["what-if"],
        &["late"],
        &["alike"],
        &["sample"],
        &["todo"],
        &["cases"],
        &["plan"],
        &["verify"],
        &["rulebook"],
        &["rulebook", "check"],
        &["rulebook", "list"],
        &["rulebook", "copy"],
    ];
    let mut manual = String::new();
    for command in commands {
        let help = wuhua(&[command, &["--help"][..]].concat()).exits(0);
        assert_eq!(help.stderr, "");
        manual.push_str(
            &format!("$ wuhua {} --help\n{}\n", command.join(" "), help.stdout).replace("wuhua  --", "wuhua --"),
        );
    }
    for english in ["Usage", "Options", "Arguments", "Commands", "Print", "default", "possible"] {
        assert!(!manual.contains(english), "{english} in the manual");
    }
    expect_file!["help.txt"].assert_eq(&manual);
    assert!(wuhua(&["--version"]).exits(0).stdout.starts_with("wuhua 0."));
}

#[test]
fn a_workbook_of_findings_has_the_rows_of_the_json() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let path = place.folder.join("结果.xlsx");
    let asked = ["--as-of", "2019-12-31"];
    let json = place.wuhua("check", &[&asked, &["--format", "json"][..]].concat()).exits(0).json();
    let run = place.wuhua("check", &[&asked, &["--format", "xlsx", "--out", path.to_str().unwrap()][..]].concat());
    assert_eq!(run.exits(0).stdout, "");
    let sheets = read_workbook(&std::fs::read(&path).unwrap());
    assert_eq!(sheets.len(), 1);
    let rows = &sheets[0].1;
    let header = rows.iter().position(|row| row[0] == "条款").unwrap();
    let json = json.as_array().unwrap();
    assert!(json.len() > 20 && rows.len() == header + 1 + json.len(), "{} rows, {} findings", rows.len(), json.len());
    for (row, finding) in rows[header + 1..].iter().zip(json) {
        let keys = ["clause", "title", "organisation", "subject"];
        let texts: Vec<&str> = keys.iter().map(|key| finding[key].as_str().unwrap()).collect();
        assert_eq!(row[..4], texts[..]);
        assert_eq!(row[6], finding["due"].as_str().unwrap_or_default());
        assert_eq!(row[8], finding["evidence"].as_array().unwrap().len().to_string());
    }
}

#[test]
fn a_table_goes_to_a_file_where_one_is_named() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let asked = ["--as-of", "2019-12-31", "--clause", "L1"];
    let shown = place.wuhua("check", &asked).exits(0).stdout;
    let path = place.folder.join("结果.txt");
    let run = place.wuhua("check", &[&asked, &["--out", path.to_str().unwrap()][..]].concat()).exits(0);
    assert_eq!((run.stdout.as_str(), std::fs::read_to_string(&path).unwrap()), ("", shown));
    let nowhere = place.folder.join("没有/结果.txt");
    place
        .wuhua("check", &[&asked, &["--out", nowhere.to_str().unwrap()][..]].concat())
        .exits(1)
        .says(&["写不了", "结果.txt"]);
}

#[test]
fn a_table_for_people() {
    let (_temporary, place) = place();
    place.init();
    let books = place.write_all(&messy_books().unwrap().books);
    place.import(&books, &[]).exits(3);
    let check = |clause: &str, status: &str| {
        let branch = ["--as-of", "2025-12-31", "--organisation", "澜川离退休党支部"];
        place.wuhua("check", &[&branch[..], &["--clause", clause, "--status", status]].concat()).exits(0)
    };
    expect![[r#"
        检查结果，截至 2025-12-31
        条款  要求                组织              对象    期间    结果  期限  还缺什么                                   依据  补录
        ────  ──────────────────  ────────────────  ──────  ──────  ────  ────  ─────────────────────────────────────────  ────  ────
        M9    连续六个月未交党费  澜川离退休党支部  霍振国  2025年  违规        2025年4月起连续6个月没有记录，本期共6个月     6     6
    "#]]
    .assert_eq(&check("M9", "breached").stdout);
    expect![[r#"
        检查结果，截至 2025-12-31
        条款  要求              组织              对象              期间          结果  期限        还缺什么  依据  补录
        ────  ────────────────  ────────────────  ────────────────  ────────────  ────  ──────────  ────────  ────  ────
        M10   每月申报积分      澜川离退休党支部  柏寿山            2025年12月    待办  2026-01-10  还差1次      0
        M10   每月申报积分      澜川离退休党支部  应兰英            2025年12月    待办  2026-01-10  还差1次      0
        M10   每月申报积分      澜川离退休党支部  连城              2025年12月    待办  2026-01-10  还差1次      0
        M10   每月申报积分      澜川离退休党支部  霍振国            2025年12月    待办  2026-01-10  还差1次      0
        M10   每月申报积分      澜川离退休党支部  乌金花            2025年12月    待办  2026-01-10  还差1次      0
        M10   每月申报积分      澜川离退休党支部  蓝德胜            2025年12月    待办  2026-01-10  还差1次      0
        M10   季度公示积分      澜川离退休党支部  澜川离退休党支部  2025年四季度  待办  2026-01-15  还差1次      0
        M10   年度汇总积分排名  澜川离退休党支部  澜川离退休党支部  2025年        待办  2026-01-31  还差1次      0
    "#]]
    .assert_eq(&check("M10", "open").stdout);
    expect![[r#"
        检查结果，截至 2025-12-31
        条款  要求              组织              对象        期间  结果      期限        还缺什么  依据  补录
        ────  ────────────────  ────────────────  ──────────  ────  ────────  ──────────  ────────  ────  ────
        L10   专人记录及时归档  澜川离退休党支部  2025-02-18  本次  逾期完成  2025-03-20               1     1
        L10   专人记录及时归档  澜川离退休党支部  2025-04-23  本次  逾期完成  2025-05-23               1     1
        L10   专人记录及时归档  澜川离退休党支部  2025-05-18  本次  逾期完成  2025-06-17               1     1
        L10   专人记录及时归档  澜川离退休党支部  2025-08-18  本次  逾期完成  2025-09-17               1     1
        L10   专人记录及时归档  澜川离退休党支部  2025-10-23  本次  逾期完成  2025-11-22               1     1
        L10   专人记录及时归档  澜川离退休党支部  2025-11-18  本次  逾期完成  2025-12-18               1     1
    "#]]
    .assert_eq(&check("L10", "late").stdout);
    expect![[r#"
        共 4 项：未完成 4
    "#]]
    .assert_eq(&check("S24", "missed").stderr);
}

#[test]
fn an_organisation_is_compared_only_with_names_that_are_alike() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let asked = |name: &str| place.wuhua("check", &["--as-of", "2019-12-31", "--organisation", name]).exits(1).stderr;
    assert!(asked("东湖第一支部").contains("最接近的是“东湖第一党支部”"));
    assert!(!asked("西山机关部").contains("最接近"), "{}", asked("西山机关部"));
}
