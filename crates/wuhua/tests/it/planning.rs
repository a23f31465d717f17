//! Who has to do what, how cases stand, and what a year's plan looks like, as somebody at the terminal meets them.

use std::fs;

use crate::support::{Place, list, place, read_workbook};

const BRANCH: &str = "东湖第一党支部";

/// A branch of three with its secretary, and somebody who applied to join.
fn branch() -> (tempfile::TempDir, Place) {
    let (temporary, place) = place();
    let place = place.with_small_group();
    let posts = format!("支部名称,姓名,职务,任职时间\n{BRANCH},张三,书记,2018-03-01\n");
    let steps = format!(
        "发展党员台账\n支部名称,申请人姓名,发展步骤,日期\n{BRANCH},钱七,递交入党申请书,2019-01-07\n\
         {BRANCH},钱七,派人谈话,2019-03-04\n"
    );
    let talks = format!("谈心谈话记录\n支部名称,谈话人,谈话对象,日期\n{BRANCH},张三,李四,2019-02-11\n");
    let books = [("任职.csv", posts), ("发展.csv", steps), ("谈话.csv", talks)];
    let files: Vec<_> = books.into_iter().map(|(name, text)| place.write(name, text)).collect();
    place.import(&files, &[]).exits(0);
    (temporary, place)
}

#[test]
fn todos_are_listed_by_who_has_to_act() {
    let (_temporary, place) = branch();
    let asked = ["--organisation", BRANCH, "--as-of", "2019-03-20"];
    let table = place.wuhua("todo", &asked).exits(0);
    let table =
        table.says(&["张三（书记）", "组织委员（空缺）", "2019-03-31", "季度党员大会", "还差1次", "上级党组织"]);
    assert!(!table.stdout.contains("李四：还差"), "{}", table.stdout);
    let json = place.wuhua("todo", &[&asked[..], &["--format", "json"]].concat()).exits(0).json();
    let lists = json.as_array().unwrap();
    let secretary = lists.iter().find(|list| list["who"] == "张三").unwrap();
    let talk = list(secretary, "todos").iter().find(|row| row["rule"] == "secretary-member-talk-gap").unwrap();
    assert_eq!((&talk["concerning"][0], &talk["due"]), (&"王五".into(), &"2019-12-31".into()), "{talk}");
    let dues: Vec<bool> = list(secretary, "todos").iter().map(|row| row["overdue"].as_bool().unwrap()).collect();
    assert!(dues.is_sorted_by(|one, next| one >= next), "what is overdue comes first: {dues:?}");
    let advice: Vec<bool> = list(secretary, "todos").iter().map(|row| row["advice"].as_bool().unwrap()).collect();
    assert!(advice.is_sorted() && advice.contains(&true), "what is only recommended comes last: {advice:?}");
    table.says(&["【建议】还差1次", "，建议 "]);
    let vacant = lists.iter().find(|list| list["who"] == "组织委员").unwrap();
    assert_eq!(vacant["vacant"], true);
    // A quarter that is over without a meeting cannot be made good; a report that is late can.
    let later = place.wuhua("todo", &["--organisation", BRANCH, "--as-of", "2019-07-20", "--format", "json"]).exits(0);
    let rows: Vec<(String, String)> = later
        .json()
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|of| list(of, "todos").clone())
        .map(|row| (row["rule"].as_str().unwrap().to_owned(), row["period"].as_str().unwrap().to_owned()))
        .collect();
    let has = |rule: &str, period: &str| rows.contains(&(rule.to_owned(), period.to_owned()));
    assert!(!has("members-meeting-gap", "2019-Q1") && has("members-meeting-gap", "2019-Q3"));
    assert!(has("meetings-report-missing", "2019-H1"));
}

#[test]
fn a_case_shows_its_steps_the_next_one_and_what_was_late() {
    let (_temporary, place) = branch();
    let asked = ["--as-of", "2019-03-20"];
    let said = [
        "钱七",
        "2/25",
        "确定入党积极分子",
        "（材料：推荐表、支委会记录）",
        "支部委员会",
        "做得迟了",
        "递交入党申请书 2019-01-07",
    ];
    place.wuhua("cases", &asked).exits(0).says(&said);
    let json = place.wuhua("cases", &[&asked[..], &["--organisation", BRANCH, "--format", "json"]].concat());
    let json = json.exits(0).json();
    let case = &json[0];
    assert_eq!((case["subject"].as_str(), case["next"]["number"].as_u64()), (Some("钱七"), Some(3)), "{json}");
    assert_eq!(case["next"]["stage"], "入党积极分子的确定和培养教育");
    assert_eq!(case["next"]["document"], "推荐表、支委会记录");
    assert_eq!(case["done"][1]["day"], "2019-03-04");
    let before = place.wuhua("cases", &["--as-of", "2018-12-31"]).exits(0);
    assert!(before.stdout.contains("没有正在办"), "{}", before.stdout);
}

#[test]
fn a_year_is_planned_as_table_workbook_and_calendar() {
    let (_temporary, place) = branch();
    let asked = ["--organisation", BRANCH, "--year", "2020"];
    let table = place.wuhua("plan", &asked).exits(0);
    let table =
        table.says(&["东湖第一党支部2020年工作安排", "党员大会", "主题党日", "没有安排的", "由上级认定", "共安排"]);
    assert_eq!(place.wuhua("plan", &asked).exits(0).stdout, table.stdout, "the same question, another plan");

    let book = place.folder.join("安排.xlsx");
    let out = ["--format", "xlsx", "--out", book.to_str().unwrap()];
    place.wuhua("plan", &[&asked[..], &out].concat()).exits(0);
    let sheets = read_workbook(&fs::read(&book).unwrap());
    assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["工作安排", "没有安排的"]);

    let json = place.wuhua("plan", &[&asked[..], &["--format", "json"]].concat()).exits(0).json();
    let items = list(&json, "items");
    assert_eq!(sheets[0].1.len(), items.len() + 2);
    let ics = place.wuhua("plan", &[&asked[..], &["--format", "ics"]].concat()).exits(0).stdout;
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), items.len());
    for item in items {
        assert!(ics.contains(&format!("UID:{}@wuhua", item["id"].as_str().unwrap())), "{item}");
    }
    assert!(ics.contains("X-WR-TIMEZONE:Asia/Shanghai") && ics.contains("DTSTART;VALUE=DATE:2020"), "{ics}");
    assert!(ics.contains("PRODID:-//Wuhua//") && !ics.contains("ICALENDAR"), "{ics}");
    // A Saturday on which people work looks like a mistake unless something says so.
    let of_saturday = |text: &str| text.lines().find(|line| line.contains("2020-10-10")).unwrap_or_default().to_owned();
    assert!(of_saturday(&table.stdout).contains("周六（调休上班）"), "{}", of_saturday(&table.stdout));
    let rows = &sheets[0].1;
    assert!(rows.iter().any(|row| row[0] == "2020-10-10" && row[1] == "周六（调休上班）"), "{rows:?}");
    let event = ics.split("BEGIN:VEVENT").find(|event| event.contains("DTSTART;VALUE=DATE:20201010")).unwrap();
    assert!(event.contains("日子：周六（调休上班）"), "{event}");
    let makes_up = |date: &str| items.iter().find(|item| item["date"] == date).map(|item| item["makes_up"] == true);
    assert_eq!((makes_up("2020-10-10"), makes_up("2020-01-10")), (Some(true), Some(false)));
    // The tenth of each month; 10 May 2020 is a Sunday, 10 October a Saturday that made up for a holiday.
    let theme_days: Vec<&str> =
        items.iter().filter(|item| item["kind"] == "主题党日").map(|item| item["date"].as_str().unwrap()).collect();
    assert_eq!((theme_days.len(), theme_days[0], theme_days[4]), (12, "2020-01-10", "2020-05-11"), "{theme_days:?}");
    // Planned again in the year, what lies behind is not planned, and what stays keeps its uid.
    let from =
        place.wuhua("plan", &[&asked[..], &["--from", "2020-07-01", "--format", "json"]].concat()).exits(0).json();
    assert!(list(&from, "items").iter().all(|item| item["date"].as_str().unwrap() >= "2020-07-01"));
    place.wuhua("plan", &[&asked[..], &["--from", "2021-07-01"]].concat()).exits(2).says(&["不在 2020 年里"]);
    let known = |item: &serde_json::Value| items.iter().any(|other| other["id"] == item["id"]);
    assert!(list(&from, "items").iter().filter(|item| item["kind"] == "主题党日").all(known));
}

#[test]
fn an_organisation_has_its_first_and_its_last_day() {
    let (_temporary, place) = branch();
    let book = format!("组织撤销\n组织名称,撤销日期\n{BRANCH},2020-06-15\n");
    place.import(&[place.write("撤销.csv", book)], &[]).exits(0);
    let asked = |command: &str, more: &[&str]| place.wuhua(command, &[&["--organisation", BRANCH], more].concat());
    // Before its first day it is not unknown.
    for command in ["todo", "check", "cases"] {
        let before = asked(command, &["--as-of", "2010-02-28"]).exits(1);
        before.says(&[&format!("“{BRANCH}”是 2010-03-01 设立的，2010-02-28 还没有"), "请把日期改为 2010-03-01 或以后"]);
    }
    // On its last day it still has something to do, afterwards nothing.
    let last = asked("todo", &["--as-of", "2020-06-15"]).exits(0);
    assert!(last.stdout.contains("张三（书记）"), "{}", last.stdout);
    let after = asked("todo", &["--as-of", "2020-06-16"]).exits(0).says(&["没有待办", "已于 2020-06-15 撤销"]);
    assert!(!after.stdout.contains("张三"), "{}", after.stdout);
    // Until then it is planned for.
    let plan = asked("plan", &["--year", "2020"]).exits(0).says(&["于 2020-06-15 撤销，只安排到这一天", "党员大会"]);
    assert!(!plan.stdout.contains("\n2020-07"), "{}", plan.stdout);
    asked("plan", &["--year", "2020", "--from", "2020-07-01"]).exits(1).says(&["从 2020-07-01 到 2020-12-31 都不存在"]);
    asked("plan", &["--year", "2021"]).exits(1).says(&["从 2021-01-01 到 2021-12-31 都不存在"]);
}

#[test]
fn what_cannot_be_planned_is_told() {
    let (_temporary, place) = branch();
    let plan = |more: &[&str], code: i32, words: &[&str]| place.wuhua("plan", more).exits(code).says(words);
    plan(&["--organisation", "东湖第九党支部", "--year", "2020"], 1, &["没有名叫“东湖第九党支部”的组织"]);
    for year in ["1800", "2100", "今年"] {
        plan(&["--organisation", BRANCH, "--year", year], 2, &[year, "应为 2019 至 2099 之间的一年"]);
    }
    plan(
        &["--organisation", BRANCH, "--year", "2020", "--theme-day", "32"],
        2,
        &["--theme-day", "“32”", "应为 1 至 31"],
    );
    plan(&["--organisation", BRANCH, "--year", "2020", "--format", "xlsx"], 2, &["--out"]);
    plan(&["--organisation", BRANCH, "--year", "2098"], 0, &["2098年的放假安排还不知道"]);
    place.wuhua("todo", &["--organisation", "无", "--as-of", "2019-03-20"]).exits(1).says(&["没有名叫“无”的组织"]);
    place.wuhua("cases", &["--organisation", "无", "--as-of", "2019-03-20"]).exits(1).says(&["没有名叫“无”的组织"]);
}
