//! A standard of one's own: an overlay or a copy with mistakes is refused with file, line and column, and a good one counts.

use std::fs;
use std::path::Path;

use crate::support::{Place, Run, on_postgres, place, wuhua};

/// A clause and one block; the block's first line is line 6.
fn overlay(block: &str) -> String {
    format!("# 本单位补充\n\n### L37 本地活动\n\n```kdl\n{block}\n```\n")
}

const RULE: &str = "规则 local-gap 名称=本地活动 力度=应当 责任=书记 { 适用 党支部; 每 年; 次数 至少=1 { 记录 党课 } }";

fn lay(place: &Place, block: &str) {
    let folder = place.directory().join("overlay");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("本地.md"), overlay(block)).unwrap();
}

#[test]
fn an_overlay_with_mistakes_stops_every_question_and_says_where() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let cases: &[(&str, &[&str])] = &[
        (&RULE.replace("党课", "党刻"), &["本地.md:6:", "党刻", "党课"]),
        (&RULE.replace("力度=应当", "力道=应当"), &["本地.md:6:", "力道", "力度"]),
        (&RULE.replace("至少=1", "至少=本地次数"), &["本地.md:6:", "本地次数"]),
        (&RULE.replace("责任=书记", "责任=书记 自=\"2021-01-01\" 止=\"2020-12-31\""), &["本地.md:6:", "2020-12-31"]),
        ("参数 local-count 名称=本地次数 { 值 1 自=\"2021-02-30\" 依据=通知 }", &["本地.md:6:", "2021-02-30"]),
        ("规则 local-gap {", &["本地.md:6:"]),
    ];
    for (block, words) in cases {
        lay(&place, block);
        let run = place.wuhua("check", &["--as-of", "2019-12-31"]).exits(1);
        assert_eq!(run.stdout, "");
        let folder = place.directory().join("overlay").display().to_string();
        let asked = format!("wuhua rulebook check {folder}");
        run.says(words).says(&["标准有", "处错误", &asked]);
        let directory = place.directory().display().to_string();
        for folder in [&folder, &directory] {
            wuhua(&["rulebook", "check", folder]).exits(1).says(words);
        }
        let book = place.folder.join("1组织.csv");
        place.import(&[book], &[]).exits(1).says(words);
    }
    fs::remove_dir_all(place.directory().join("overlay")).unwrap();
    assert_eq!(place.facts(), 7);
}

#[test]
fn a_good_overlay_adds_its_rule() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let block = format!(
        "{RULE}\n示例 local-gap 截至=\"2019-12-31\" {{\n得 达标\n\"2019-03-05\" 党课\n}}\n示例 local-gap 截至=\"2019-12-31\" {{\n得 未完成\n}}"
    );
    lay(&place, &block);
    let folder = place.directory().join("overlay").display().to_string();
    wuhua(&["rulebook", "check", &folder]).exits(0).says(&["没有错误"]);
    let directory = place.directory().display().to_string();
    for folder in [&folder, &directory] {
        wuhua(&["rulebook", "list", folder]).exits(0).says(&["local-gap\tL37\t本地活动", "members-meeting-gap"]);
    }
    assert!(!wuhua(&["rulebook", "list"]).exits(0).stdout.contains("local-gap"));
    let check = place.wuhua("check", &["--as-of", "2019-12-31", "--organisation", "东湖第一党支部"]).exits(0);
    assert!(check.stdout.lines().any(|line| line.contains("L37") && line.contains("本地活动")), "{}", check.stdout);
}

#[test]
fn an_overlay_named_by_the_environment_counts_on_sqlite() {
    let (_temporary, place) = place();
    an_overlay_named_by_the_environment_counts(&place);
}

#[test]
fn an_overlay_named_by_the_environment_counts_on_postgres() {
    on_postgres(an_overlay_named_by_the_environment_counts);
}

fn an_overlay_named_by_the_environment_counts(place: &Place) {
    place.fill_with_small_group();
    let folder = place.folder.join("标准");
    fs::create_dir_all(&folder).unwrap();
    let check = |folder: &Path| {
        let mut command = place.command("check");
        command.args(["--as-of", "2019-12-31", "--organisation", "东湖第一党支部"]).env("WUHUA_STANDARD", folder);
        Run::of(command.output().unwrap())
    };
    let neither = ["WUHUA_STANDARD", "标准", "rulebook", "overlay"];
    assert_eq!(check(&folder).exits(1).says(&neither).stdout, "");
    fs::create_dir(folder.join("overlay")).unwrap();
    fs::write(folder.join("overlay").join("本地.md"), overlay(RULE)).unwrap();
    let of_standard = |verb: &str| {
        let mut command = crate::support::command();
        command.args(["rulebook", verb]).env("WUHUA_STANDARD", &folder);
        Run::of(command.output().unwrap())
    };
    of_standard("list").exits(0).says(&["local-gap"]);
    of_standard("check").exits(1).says(&["local-gap", "示例"]);
    let found = check(&folder).exits(0).stdout;
    assert!(found.lines().any(|line| line.contains("L37") && line.contains("本地活动")), "{found}");
    assert!(!check(Path::new("")).exits(0).stdout.contains("L37"), "set and empty is not set");
}

#[test]
fn a_copy_is_as_good_as_the_built_in_standard_until_a_mistake_is_made() {
    let (_temporary, place) = place();
    let folder = place.folder.join("标准");
    let path = folder.display().to_string();
    wuhua(&["rulebook", "copy", &path]).exits(0).says(&["已复制"]);
    let built_in = wuhua(&["rulebook", "check"]).exits(0).stdout;
    assert_eq!(wuhua(&["rulebook", "check", &path]).exits(0).stdout, built_in);
    assert_eq!(wuhua(&["rulebook", "list", &path]).exits(0).stdout, wuhua(&["rulebook", "list"]).exits(0).stdout);
    wuhua(&["rulebook", "copy", &path]).exits(1).says(&["文件夹不是空的"]);

    let file = folder.join("2-life.md");
    let text = fs::read_to_string(&file).unwrap();
    let line = text.lines().position(|line| line.contains("次数 至少=1 { 记录 党员大会;")).unwrap();
    let column = text.lines().nth(line).unwrap().chars().take_while(|character| *character != '党').count() + 1;
    fs::write(&file, text.replacen("记录 党员大会;", "记录 党员大汇;", 1)).unwrap();
    let at = format!("2-life.md:{}:{column}: 错误", line + 1);
    wuhua(&["rulebook", "check", &path]).exits(1).says(&[&at, "党员大汇", "党员大会"]);
    wuhua(&["rulebook", "list", &path]).exits(1).says(&[&at]);

    // What is right in its words but not in its examples is told at the example.
    fs::write(&file, text.replacen("次数 至少=1 { 记录 党员大会;", "次数 至少=2 { 记录 党员大会;", 1)).unwrap();
    let run = wuhua(&["rulebook", "check", &path]).exits(1).says(&["members-meeting-gap", "应得", "实得"]);
    assert!(run.stdout.contains("2-life.md:"), "{}", run.stdout);
}

#[test]
fn a_folder_that_is_not_there_is_said_so() {
    wuhua(&["rulebook", "check", "没有这个文件夹"]).exits(1).says(&["没有这个文件夹", "请检查路径"]);
}

#[test]
fn a_folder_without_a_standard_and_a_copy_that_lacks_a_file_are_errors() {
    let (_temporary, place) = place();
    let folder = place.folder.join("标准");
    let path = folder.display().to_string();
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("README.md"), "# 说明\n").unwrap();
    wuhua(&["rulebook", "check", &path]).exits(1).says(&["里面没有标准的 .md 文件"]);
    fs::remove_file(folder.join("README.md")).unwrap();
    wuhua(&["rulebook", "copy", &path]).exits(0);
    // With the kinds of records the folder would be an overlay, with clauses it would be a smaller standard.
    for (file, words) in [("6-records.md", &["6-records.md"][..]), ("5-venue.md", &["5-venue.md", "条款 V1、"])] {
        let text = fs::read(folder.join(file)).unwrap();
        fs::remove_file(folder.join(file)).unwrap();
        wuhua(&["rulebook", "check", &path]).exits(1).says(&["像是整部标准的副本", "却缺少文件"]).says(words);
        fs::write(folder.join(file), text).unwrap();
    }
    wuhua(&["rulebook", "check", &path]).exits(0);
}

#[test]
fn a_ledger_can_be_verified_while_its_overlay_is_broken() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    lay(&place, "规则 local-gap {");
    place.wuhua("check", &["--as-of", "2019-12-31"]).exits(1).says(&["标准有"]);
    assert_eq!(place.facts(), 7);
}
