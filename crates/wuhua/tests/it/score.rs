//! Scores and what would be otherwise, from the demonstration and from a small group with a scheme of its own.

use std::fs;

use expect_test::expect;
use serde_json::Value;

use crate::support::{Place, place, read_workbook, wuhua};

const DAY: &str = "2026-06-30";

/// Made once, because making it takes longest; nothing here writes into it.
#[test]
fn the_demonstration_is_scored_and_asked_what_would_be_otherwise() {
    let (_temporary, place) = place();
    place.wuhua("demo", &["--today", DAY, "--no-serve"]).exits(0);
    scores_are_ranked_and_can_be_added_up_from_what_is_printed(&place);
    what_a_branch_lost_is_what_its_findings_took(&place);
    a_workbook_of_scores_has_a_sheet_of_branches_and_one_of_rules(&place);
    more_hours_are_missed_by_those_who_had_just_enough(&place);
    what_cannot_be_set_is_said_with_what_can(&place);
}

fn scores(place: &Place, more: &[&str]) -> Vec<Value> {
    let run = place.wuhua("score", &[&["--as-of", DAY, "--format", "json"], more].concat()).exits(0);
    run.json().as_array().unwrap().clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn scores_are_ranked_and_can_be_added_up_from_what_is_printed(place: &Place) {
    let rows = scores(place, &[]);
    assert!(rows.len() >= 55, "{} branches", rows.len());
    for (at, row) in rows.iter().enumerate() {
        let dimensions = row["dimensions"].as_array().unwrap();
        let scored: Vec<f64> = dimensions.iter().filter_map(|one| one["score"].as_f64()).collect();
        let mean = scored.iter().sum::<f64>() / scored.len() as f64 + number(&row["bonus"]);
        assert!((mean - number(&row["total"])).abs() < 0.005_1, "{row}");
        let above = rows.iter().filter(|other| number(&other["total"]) > number(&row["total"])).count();
        assert_eq!(row["rank_in_group"], above + 1, "{row}");
        assert!(at == 0 || number(&rows[at - 1]["total"]) >= number(&row["total"]));
        let inside = |other: &&Value| other["unit"] == row["unit"] && number(&other["total"]) > number(&row["total"]);
        assert_eq!(row["rank_in_unit"], rows.iter().filter(inside).count() + 1, "{row}");
        let band = [90.0, 80.0, 70.0, 60.0].iter().filter(|least| number(&row["total"]) >= **least).count() + 1;
        assert_eq!(row["stars"], band, "{row}");
    }
}

fn what_a_branch_lost_is_what_its_findings_took(place: &Place) {
    let rows = scores(place, &[]);
    let name = rows[rows.len() - 5]["organisation"].as_str().unwrap();
    let row = scores(place, &["--organisation", name]).pop().unwrap();
    let asked = ["--as-of", DAY, "--organisation", name, "--format", "json"];
    let findings = place.wuhua("check", &asked).exits(0).json();
    let rules = row["rules"].as_array().unwrap();
    for dimension in row["dimensions"].as_array().unwrap() {
        let own = || rules.iter().filter(|rule| rule["dimension"] == dimension["name"]);
        let sum = |key: &str| own().map(|rule| number(&rule[key])).sum::<f64>();
        assert!((sum("kept") - number(&dimension["kept"])).abs() < 0.001, "{dimension}");
        assert!((sum("applicable") - number(&dimension["applicable"])).abs() < 0.001, "{dimension}");
    }
    let mut failing = 0;
    for rule in rules.iter().filter(|rule| rule["lost"] != 0.0) {
        let failed = |finding: &&Value| {
            finding["rule"] == rule["rule"] && ["missed", "breached"].contains(&finding["status"].as_str().unwrap())
        };
        let told = rule["findings"].as_array().unwrap();
        let of_told = told.iter().filter(|told| ["missed", "breached"].contains(&told["status"].as_str().unwrap()));
        assert_eq!(of_told.count(), findings.as_array().unwrap().iter().filter(failed).count(), "{rule}");
        assert!(
            told.iter().map(|told| number(&told["points"])).sum::<f64>() <= -number(&rule["lost"]) + 0.001,
            "{rule}"
        );
        failing += told.len();
    }
    assert!(failing > 10, "{failing}");
}

fn a_workbook_of_scores_has_a_sheet_of_branches_and_one_of_rules(place: &Place) {
    let path = place.folder.join("得分.xlsx");
    let name = scores(place, &[])[0]["organisation"].as_str().unwrap().to_owned();
    let asked = ["--as-of", DAY, "--organisation", &name, "--format", "xlsx", "--out", path.to_str().unwrap()];
    place.wuhua("score", &asked).exits(0).says(&["共 1 个支部"]);
    let sheets = read_workbook(&fs::read(&path).unwrap());
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["得分", "各条得失"]);
    place.wuhua("score", &["--as-of", DAY, "--format", "xlsx"]).exits(2).says(&["--out"]);
}

fn more_hours_are_missed_by_those_who_had_just_enough(place: &Place) {
    let asked = ["--as-of", "2025-12-31", "--set", "党员年度学时=40"];
    let what_if = place.wuhua("what-if", &[&asked[..], &["--format", "json"]].concat()).exits(0).json();
    let rules = what_if["rules"].as_array().unwrap();
    assert!(!rules.is_empty() && rules.iter().all(|rule| rule["rule"] == "member-hours-short"), "{rules:?}");
    assert!(rules.iter().any(|rule| rule["before"] == "met" && rule["after"] == "missed"));
    let branches = what_if["branches"].as_array().unwrap();
    assert!(branches.iter().all(|one| number(&one["total_after"]) <= number(&one["total_before"])));
    let changed: u64 = branches.iter().map(|one| one["findings_changed"].as_u64().unwrap()).sum();
    assert_eq!(changed, rules.iter().map(|rule| rule["findings"].as_u64().unwrap()).sum::<u64>());
    let some = branches.iter().find(|one| one["findings_changed"] != 0).unwrap();
    let name = some["organisation"].as_str().unwrap();
    let slug = ["--as-of", "2025-12-31", "--set", "annual-class-hours=40", "--format", "json"];
    let one = place.wuhua("what-if", &[&slug[..], &["--organisation", name]].concat()).exits(0).json();
    assert_eq!(one["findings"].as_array().unwrap().len() as u64, some["findings_changed"].as_u64().unwrap());
    place.wuhua("what-if", &["--as-of", "2025-12-31", "--set", "党员年度学时=32"]).exits(0).says(&["什么都不会变"]);
    place
        .wuhua("what-if", &["--as-of", "2025-12-31", "--set", "党员年度学时=40@2026-01-01"])
        .exits(0)
        .says(&["什么都不会变"]);
}

fn what_cannot_be_set_is_said_with_what_can(place: &Place) {
    let set = |setting: &str, code: i32| place.wuhua("what-if", &["--as-of", DAY, "--set", setting]).exits(code);
    set("党员学时=40", 1).says(&[
        "没有参数“党员学时”",
        "最接近的是“党员年度学时”",
        "班子年度学时（annual-committee-hours）",
    ]);
    set("annual-class-hour=40", 1).says(&["最接近的是“annual-class-hours”"]);
    set("党员年度学时=很多", 1).says(&["参数 `党员年度学时` 的值 `很多` 不对", "最多两位小数的数"]);
    set("党员年度学时=0", 1).says(&["不能这样设", "要大于 0"]);
    set("党员年度学时=-1", 1).says(&["不能这样设"]);
    // More than all who may vote.
    set("一般决议到会比例=5", 1).says(&["不能这样设", "不能大于 1"]);
    // Whether something is enforced is yes or no.
    set("积分排名是否执行=7", 1).says(&["不能这样设", "只能是 1（执行）或 0（不执行）"]);
    let twice = ["--as-of", DAY, "--set", "党员年度学时=40", "--set", "annual-class-hours=50"];
    place.wuhua("what-if", &twice).exits(1).says(&["写了不止一次"]);
    set("党员年度学时", 2).says(&["应写成 名称=值"]);
    set("党员年度学时=40@今年", 2).says(&["不是日期"]);
    place.wuhua("what-if", &["--as-of", DAY]).exits(2).says(&["--set 名称=值", "--rulebook 文件夹"]);
    let folder = place.folder.join("没有");
    place.wuhua("what-if", &["--as-of", DAY, "--rulebook", folder.to_str().unwrap()]).exits(1).says(&["读不了"]);
    place.wuhua("score", &["--as-of", "2018-01-01"]).exits(1).says(&["没有在 2018-01-01 有效的 `评分`"]);
    place.wuhua("score", &["--as-of", DAY, "--organisation", "安装公司党委"]).exits(1).says(&["得分只给党支部"]);
}

/// Another way of giving points, no easier than the one above: earned up to a cap, a limit of stars, higher bands.
const OTHER: &str = "\
# 本单位的评分

### L1 党员大会

```kdl 评分
评分 名称=示范评分 加分上限=5 名额按=集团 {
    化 支部设置 条款=S 权重=1
    化 组织生活 条款=\"L37 L\" 权重=1
    化 管理服务 条款=M 权重=1
    化 工作制度 条款=I 权重=1
    化 阵地建设 条款=V 权重=1
    星 5 总分=95 各化=10
    星 4 总分=85
    星 3 总分=70
    星 1 总分=0
}
```

### L37 本地活动

```kdl 规则
规则 local-gap 名称=本地党课 力度=一般 责任=书记 分值=10 每达标得=\"2.5\" 限星=4 { 适用 党支部; 每 季度; 次数 至少=1 { 记录 党课 } }
```

```kdl 示例
示例 local-gap 截至=\"2019-12-31\" {
    \"2019-03-05\" 党课
    得 达标 期间=\"2019-Q1\"
    得 未完成 期间=\"2019-Q2\"
}
评分示例 截至=\"2019-12-31\" {
    结果 local-gap 达标=4
    得 组织生活=100 管理服务=无 总分=100 星级=5
}
评分示例 截至=\"2019-12-31\" {
    结果 local-gap 达标=3 未完成=1
    得 组织生活=75 总分=75 星级=3
}
```
";

#[test]
fn another_way_of_scoring_is_data_and_can_be_tried_before_it_holds() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let lectures = "党课记录\n党支部,日期,主讲人\n东湖第一党支部,2019-01-08,张三\n东湖第一党支部,2019-04-08,张三\n\
                    东湖第一党支部,2019-07-08,张三\n东湖第一党支部,2019-10-08,张三\n东湖第二党支部,2019-04-09,赵六\n";
    place.import(&[place.write("党课.csv", lectures)], &[]).exits(0);
    let folder = place.folder.join("新评分");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("本地.md"), OTHER).unwrap();
    let path = folder.to_str().unwrap();
    wuhua(&["rulebook", "check", path]).exits(0).says(&["没有错误"]);

    let tried = place.wuhua("what-if", &["--as-of", "2019-12-31", "--rulebook", path]).exits(0);
    assert!(tried.stdout.contains("本地党课"), "{}", tried.stdout);
    let own = || place.wuhua("score", &["--as-of", "2019-12-31"]).exits(0).stdout;
    assert!(own().contains("支部设置"));
    fs::create_dir_all(place.directory().join("overlay")).unwrap();
    fs::copy(folder.join("本地.md"), place.directory().join("overlay/本地.md")).unwrap();
    expect![[r#"
        示范评分，截至 2019-12-31
        支部            单位          支部设置  组织生活  管理服务  工作制度  阵地建设  加分   总分  星级  单位名次  集团名次  限制
        ──────────────  ────────────  ────────  ────────  ────────  ────────  ────────  ────  ─────  ────  ────────  ────────  ───────────────────
        东湖第一党支部  东湖集团党委     58.62     35.85     31.36     18.46      0.00     0  28.86   1星         1         1
        东湖第二党支部  东湖集团党委     37.93     20.75     44.24     21.54      0.00     0  24.89   1星         2         2  本地党课（至多4星）
    "#]]
    .assert_eq(&own());
    expect![[r#"
        检查结果的变化
        条款  要求      原来    改后    项数  组织数
        ────  ────────  ──────  ──────  ────  ──────
        L37   本地党课  不适用  达标       5       2
        L37   本地党课  不适用  未完成     3       1

        得分与星级的变化
        支部            单位          变了几项  原总分  改后总分  原星级  改后星级  原名次  改后名次
        ──────────────  ────────────  ────────  ──────  ────────  ──────  ────────  ──────  ────────
        东湖第一党支部  东湖集团党委         4   25.87     28.86     1星       1星       1         1
        东湖第二党支部  东湖集团党委         4   24.70     24.89     1星       1星       2         2
    "#]]
    .assert_eq(&tried.stdout);

    let wrong = OTHER.replace("组织生活=75 总分=75", "组织生活=70 总分=75");
    fs::write(folder.join("本地.md"), wrong).unwrap();
    wuhua(&["rulebook", "check", path]).exits(1).says(&["评分示例的组织生活应为 70，实得 75"]);
}

#[test]
fn an_event_that_the_branch_answers_for_takes_its_stars() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let events = "重大事项认定\n党支部,日期,事项类别,有责任,认定依据,认定组织\n\
                  东湖第一党支部,2019-05-10,安全事故,是,事故调查报告,东湖集团党委\n\
                  东湖第二党支部,2019-05-10,安全事故,否,事故调查报告,东湖集团党委\n";
    place.import(&[place.write("事项.csv", events)], &[]).exits(0);
    let run = place.wuhua("score", &["--as-of", "2019-12-31", "--format", "json"]).exits(0).json();
    let stars = |name: &str| {
        let row = run.as_array().unwrap().iter().find(|row| row["organisation"] == name).unwrap().clone();
        (row["stars"].as_u64().unwrap(), row["limited_by"].as_array().unwrap().len())
    };
    assert_eq!((stars("东湖第一党支部"), stars("东湖第二党支部")), ((0, 1), (1, 0)));
}
