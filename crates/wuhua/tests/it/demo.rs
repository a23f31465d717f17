//! The demonstration: the same day gives the same tables, and the ledger behind them is a whole one.

use crate::support::{Place, Run, place};

const TODAY: &str = "2026-06-30";

fn demo(place: &Place) -> Run {
    place.wuhua("demo", &["--today", TODAY, "--no-serve"]).exits(0)
}

/// The lines of one table: from below its title to the next blank line, header and rule left out.
fn rows<'a>(text: &'a str, title: &str) -> Vec<&'a str> {
    let below = text.lines().skip_while(|line| !line.contains(title)).skip(1);
    below
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| line.chars().any(|one| one.is_ascii_digit()))
        .collect()
}

#[test]
fn the_same_day_gives_the_same_tables() {
    let (_temporary, first) = place();
    let made = demo(&first).says(&["已建立示范集团", "截至 2026-06-30", "wuhua check"]);
    let units = rows(&made.stdout, "各单位五化得分");
    let worst = rows(&made.stdout, "最需要帮助的10个支部");
    assert_eq!((units.len(), worst.len()), (6, 10), "{}", made.stdout);
    let again = demo(&first);
    assert_eq!(again.stdout, made.stdout, "asked again of the same directory");
    assert!(!again.stderr.contains("已建立"), "made twice: {}", again.stderr);
    assert!(first.facts() > 40_000);

    let (_temporary, second) = place();
    assert_eq!(demo(&second).stdout, made.stdout, "made again in another directory");
    assert_eq!(second.facts(), first.facts());
}

/// With `UPDATE_EXPECT=1`, both are rewritten.
#[test]
fn the_readmes_show_what_the_demonstration_prints() {
    let (_temporary, place) = place();
    let printed = demo(&place).stdout;
    // All units, and of the branches the first half: title, header, rule and five rows.
    let tables = || printed.lines().skip_while(|line| !line.contains("各单位五化得分"));
    let shown = tables().position(|line| line.contains("最需要帮助")).unwrap() + 8;
    let block = format!("```text\n{}\n```\n", tables().take(shown).collect::<Vec<_>>().join("\n"));
    for name in ["README.md", "README.zh.md"] {
        let path = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../..").join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        if std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1") {
            let (before, rest) = text.split_once("```text\n").unwrap();
            let (_, after) = rest.split_once("```\n").unwrap();
            std::fs::write(&path, format!("{before}{block}{after}")).unwrap();
        } else {
            assert!(text.contains(&block), "{name} shows other tables than\n{block}");
        }
    }
}

#[test]
fn a_directory_of_something_else_is_left_alone() {
    let (_temporary, place) = place();
    std::fs::create_dir(place.directory()).unwrap();
    std::fs::write(place.directory().join("信.txt"), "不要动").unwrap();
    place.wuhua("demo", &["--today", TODAY, "--no-serve"]).exits(1).says(&["不是台账", "没有 ledger.db"]);
    assert_eq!(std::fs::read_dir(place.directory()).unwrap().count(), 1);
}

#[test]
fn a_ledger_of_somebodys_own_is_left_alone_empty_or_not() {
    let (_temporary, place) = place();
    place.init();
    place.wuhua("demo", &["--today", TODAY, "--no-serve"]).exits(1).says(&["不是 wuhua demo 建的", "请换一个目录"]);
    assert_eq!(place.facts(), 0);
    place.import(&[place.write("组织.csv", crate::support::ORGANISATIONS)], &[]).exits(0);
    let run = place.wuhua("demo", &["--today", TODAY, "--no-serve"]).exits(1).says(&["不是 wuhua demo 建的"]);
    assert_eq!((run.stdout.as_str(), place.facts()), ("", 3));
}

#[test]
fn a_beginning_that_was_killed_before_the_ledger_was_made_is_begun_again() {
    let (_temporary, begun) = crate::support::place();
    std::fs::create_dir(begun.directory()).unwrap();
    std::fs::write(begun.directory().join("ledger.lock"), "1").unwrap();
    demo(&begun).says(&["已建立示范集团"]);
    assert!(begun.facts() > 40_000);
}
