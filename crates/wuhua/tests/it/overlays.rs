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
fn an_overlay_of_prose_alone_is_pointed_out() {
    let folder = tempfile::tempdir().unwrap();
    let check = |text: &str| {
        fs::write(folder.path().join("本地.md"), text).unwrap();
        wuhua(&["rulebook", "check", &folder.path().display().to_string()]).exits(0)
    };
    let block = format!("```KDL\n{RULE}\n```\n");
    for text in [format!("我们另外要求每年上一次党课。\n\n{block}"), format!("### M11 表彰\n\n每年一次。\n\n{block}")]
    {
        check(&text).says(&["本地.md 里没有一个 ```kdl 块", "1 处提醒"]);
    }
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

/// An overlay under a clause of the group's; the block's first line is line 6.
fn lay_under(place: &Place, clause: &str, block: &str) -> String {
    let folder = place.directory().join("overlay");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("本地.md"), format!("# 本单位补充\n\n### {clause} 补充\n\n```kdl\n{block}\n```\n")).unwrap();
    folder.display().to_string()
}

/// A unit's own life meeting, in place of the group's one in each half-year.
fn own_life_meetings(force: &str, dates: &str, subject: &str, body: &str) -> String {
    format!(
        "规则 own-life-meeting 名称=本单位的组织生活会 力度={force} 责任=书记 替代=life-meeting-gap 分值=5 {dates} {{ 适用 {subject}; {body} }}"
    )
}

#[test]
fn a_unit_may_ask_for_more_and_the_explanation_goes_up_to_the_regulation() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let own = own_life_meetings("应当", "自=\"2019-01-01\"", "党支部", "每 季度; 次数 至少=1 { 记录 组织生活会 }");
    let examples = "示例 own-life-meeting 截至=\"2019-03-31\" {\n得 达标 期间=\"2019-Q1\"\n\"2019-03-31\" 组织生活会\n}\n示例 own-life-meeting 截至=\"2019-03-31\" {\n得 未完成 期间=\"2019-Q1\"\n}";
    let folder = lay_under(&place, "L12", &format!("{own}\n{examples}"));
    wuhua(&["rulebook", "check", &folder]).exits(0).says(&["没有错误"]);
    let list = wuhua(&["rulebook", "list", &folder]).exits(0).stdout;
    let line = |slug: &str| list.lines().find(|line| line.starts_with(&format!("{slug}\t"))).unwrap().to_owned();
    assert!(
        line("own-life-meeting").ends_with("\t本单位\t本单位的叠加层\t2019年1月1日起替代 life-meeting-gap"),
        "{list}"
    );
    let national = line("national-life-meeting-gap");
    assert!(national.contains("\t国家\t《中国共产党支部工作条例（试行）》"), "{national}");
    assert!(national.contains("由 life-meeting-gap 加严"), "{national}");

    let check = place.wuhua("check", &["--as-of", "2019-12-31", "--organisation", "东湖第一党支部"]).exits(0).stdout;
    assert!(check.contains("本单位的组织生活会") && !check.contains("组织生活会每年一次"), "{check}");
    let asked = ["--rule", "own-life-meeting", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];
    let told = place.wuhua("explain", &[&asked[..], &["--period", "2019-Q1"]].concat()).exits(0).stdout;
    for words in [
        "本单位的规则“本单位的组织生活会”（own-life-meeting）",
        "替代的是集团的规则“半年组织生活会”（life-meeting-gap），依据本标准 L12，2018年9月1日到2018年12月31日有效",
        "加严的是国家的规则“支部条例：组织生活会每年一次”（national-life-meeting-gap），依据《中国共产党支部工作条例（试行）》",
        "2018年10月28日起有效",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let given_way =
        ["--rule", "national-life-meeting-gap", "--organisation", "东湖第一党支部", "--as-of", "2019-12-31"];
    place.wuhua("explain", &given_way).exits(1).says(&["由更严的规则 life-meeting-gap 代替"]);
}

#[test]
fn a_unit_may_not_ask_for_less() {
    let (_temporary, place) = place();
    place.init();
    let since = "自=\"2020-01-01\"";
    let count = "每 半年; 次数 至少=1 { 记录 组织生活会 }";
    let yearly = "每 年; 次数 至少=2 { 记录 组织生活会 }";
    let ending = "自=\"2020-01-01\" 止=\"2020-12-31\"";
    let more = "每 半年; 次数 至少=1 { 记录 组织生活会 民主评议党员 }";
    let circle = "党支部 { 其中 党员数 至少=7 }";
    let cases = [
        (own_life_meetings("应当", since, "党支部", yearly), "期间，上一层要求 半年，这里是 年"),
        (own_life_meetings("可以", since, "党支部", count), "力度，上一层要求 应当，这里是 可以"),
        (own_life_meetings("应当", ending, "党支部", count), "止，上一层要求 无限期，这里是 2020-12-31"),
        (own_life_meetings("应当", since, circle, count), "其中，上一层要求 没有附加条件，这里是 党员数 至少=7"),
        (
            own_life_meetings("应当", since, "党支部", more),
            "记录，上一层要求 组织生活会，这里是 组织生活会、民主评议党员",
        ),
        (own_life_meetings("应当", since, "党支部", "届期 \"1 年\""), "要求的形式不同，看不出是不是更严"),
        ("参数 annual-class-hours { 值 31 自=\"2020-01-01\" 依据=通知 }".to_owned(), "上一层那天是 32，这里是 31"),
        ("参数 branch-members-limit { 值 51 自=\"2020-01-01\" 依据=通知 }".to_owned(), "请改成不高于 50 的数"),
    ];
    for (block, words) in cases {
        let folder = lay_under(&place, "L12", &block);
        let told = wuhua(&["rulebook", "check", &folder]).exits(1);
        let told = told.says(&["本地.md:6:", words]).stdout;
        let told = told.lines().find(|line| line.contains(words)).unwrap();
        assert!(told.contains("2020-01-01") || told.contains("2021-01-01") || told.contains("不好比"), "{told}");
        place.wuhua("check", &["--as-of", "2020-12-31"]).exits(1).says(&[words]);
    }
    let folder = lay_under(&place, "L12", "参数 annual-class-hours { 值 40 自=\"2020-01-01\" 依据=通知 }");
    wuhua(&["rulebook", "check", &folder]).exits(0).says(&["没有错误"]);
}

#[test]
fn what_a_later_text_speaks_against_is_advice_until_a_unit_says_otherwise() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let status = || {
        let rows =
            place.wuhua("check", &["--as-of", "2025-12-31", "--clause", "M5", "--format", "json"]).exits(0).json();
        rows.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(!status().is_empty() && status().iter().all(|status| status == "advice"), "{:?}", status());
    let list = wuhua(&["rulebook", "list"]).exits(0).stdout;
    for rule in ["platform-use-not-counted", "points-not-ranked"] {
        let line = list.lines().find(|line| line.starts_with(rule)).unwrap();
        let words = ["抵触：《整治形式主义为基层减负若干规定》（未核对），2024年8月6日起", "2024年8月6日起不执行"];
        assert!(words.iter().all(|words| line.contains(words)), "{line}");
    }
    let asked = ["--rule", "platform-use-not-counted", "--organisation", "东湖第一党支部", "--as-of", "2025-12-31"];
    place
        .wuhua("explain", &asked)
        .exits(0)
        .says(&["抵触：《整治形式主义", "2025年7月2日不执行，没有做到的只是建议，不计分"]);

    let on = "参数 platform-use-enforced { 值 1 自=\"2025-01-01\" 依据=\"本单位决定\" }";
    let folder = lay_under(&place, "M5", on);
    wuhua(&["rulebook", "check", &folder]).exits(0).says(&["没有错误"]);
    assert!(status().iter().all(|status| status == "missed"), "{:?}", status());
    lay_under(&place, "M5", &on.replace("值 1", "值 2"));
    place.wuhua("check", &["--as-of", "2025-12-31"]).exits(1).says(&["只能是 1（执行）或 0（不执行）"]);
}

#[test]
fn an_example_of_a_unit_is_run_whoever_wrote_the_rule() {
    let (_temporary, place) = place();
    place.init();
    let wrong = "示例 member-hours-short 截至=\"2024-12-31\" { \"2024-05-06..2024-05-12\" 教育培训 学时=31 { 参训人 甲 }; 得 达标 主体=甲 }";
    let folder = lay_under(&place, "M3", wrong);
    let check = |folder: &str| wuhua(&["rulebook", "check", folder]);
    check(&folder).exits(1).says(&["示例 member-hours-short 应得“达标”，实得：甲 2024 未完成"]);
    let folder = lay_under(&place, "M3", &wrong.replace("学时=31", "学时=32"));
    check(&folder).exits(0).says(&["没有错误"]);
}
