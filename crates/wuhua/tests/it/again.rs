//! The same told twice: rows that repeat, books read with another mapping, books that need one another.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{ORGANISATIONS, Place, ROSTER, already_there, list, place, records, workbook};

const TALKS: &str = "\
谈心谈话记录表
党支部,谈话时间,谈话人,谈话对象,主要内容,方式
东湖第一党支部,2019-03-05,张三,李四,工作,面谈
东湖第一党支部,2019-03-05,张三,李四,家庭,面谈
东湖第一党支部,2019-03-06,李四,王五,生活,面谈
";

fn notes(json: &Value) -> Vec<&str> {
    list(json, "notes").iter().map(|note| note.as_str().unwrap()).collect()
}

#[test]
fn a_repeated_row_is_told_to_people_and_to_programs() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let text = "2019年党费收缴表\n支部名称,姓名,1月,2月\n东湖第一党支部,张三,10,10\n东湖第一党支部,张三,10,10\n";
    let book = place.write("党费.csv", text);
    let json = place.import(std::slice::from_ref(&book), &["--dry-run"]).exits(0).json();
    assert_eq!((records(&json), notes(&json).len()), (2, 1));
    let note = "党费.csv 〔党费〕A4：有 2 条记录与〔党费〕第 3 行的相同，没有再记";
    assert_eq!(notes(&json), [note]);
    place.wuhua("import", &[&book.display().to_string()]).exits(0).says(&["说明（1 处）", note]);
}

fn with_mapping(place: &Place, book: &PathBuf, columns: &str) -> Value {
    let text =
        format!(r#"{{"版本": 1, "工作表": [{{"文件": "*", "表名": "*", "记录": "谈心谈话", "列": {{{columns}}}}}]}}"#);
    let mapping = place.write("对照.json", text);
    place.import(std::slice::from_ref(book), &["--mapping", mapping.to_str().unwrap()]).exits(0).json()
}

#[test]
fn a_book_read_with_another_mapping_is_warned_about() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = place.write("谈话.csv", TALKS);
    let first = place.import(std::slice::from_ref(&book), &[]).exits(0).json();
    let alike = |json: &Value| notes(json).iter().filter(|note| note.contains("像是台账里已有的")).count();
    // Two talks of the same two on one day are no doubles of one another.
    assert_eq!((alike(&first), records(&first)), (0, 3));
    let same = place.import(std::slice::from_ref(&book), &[]).exits(0).json();
    assert_eq!((alike(&same), already_there(&same)), (0, 3));

    let other = with_mapping(&place, &book, r#""方式": "忽略""#);
    assert_eq!((records(&other), already_there(&other), place.facts()), (3, 0, 7 + 6), "nothing is dropped");
    let notes = notes(&other);
    let warned: Vec<_> = notes.iter().filter(|note| note.contains("像是台账里已有的")).collect();
    assert_eq!(warned.len(), 1, "{notes:#?}");
    for words in ["谈话.csv 〔谈话〕A3：3 条谈心谈话（A3、A4、A5）", "日期相同", "--dry-run"] {
        assert!(warned[0].contains(words), "{}", warned[0]);
    }
}

#[test]
fn a_list_of_attendance_that_was_written_on_is_warned_about() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let warnings = |rows: &str| {
        let text = format!("东湖第一党支部2019年主题党日签到表\n姓名,1月5日,2月5日\n{rows}");
        let json = place.import(&[place.write("签到.csv", text)], &[]).exits(0).json();
        notes(&json).iter().filter(|note| note.contains("像是台账里已有的")).map(|note| note.to_string()).collect()
    };
    let none: Vec<String> = Vec::new();
    assert_eq!(warnings("张三,√,√\n李四,√,√\n"), none);
    let more: Vec<String> = warnings("张三,√,√\n李四,√,√\n王五,√,\n");
    assert_eq!(more.len(), 1, "{more:?}");
    assert!(more[0].contains("1 条主题党日（B2）") && more[0].contains("--correct"), "{more:?}");
}

#[test]
fn a_mended_row_is_put_into_its_record_when_it_is_taken_as_a_correction() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let import = |rows: &str, options: &[&str]| {
        let text = format!("东湖第一党支部2019年主题党日签到表\n姓名,1月5日\n{rows}");
        place.import(&[place.write("签到.csv", text)], options)
    };
    import("张三,√\n李四,√\n王五,去了\n", &[]).exits(3);
    let mended = import("王五,√\n", &["--correct"]).exits(0).json();
    assert_eq!((corrected(&mended), notes(&mended)), (1, vec![]));
    let found = || {
        let options =
            ["--as-of", "2019-01-31", "--clause", "L29", "--organisation", "东湖第一党支部", "--format", "json"];
        let findings = place.wuhua("check", &options).exits(0).json();
        let findings: Vec<_> = findings.as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
        findings
    };
    let one_day = found();
    let facts = place.facts();
    // Taken again, as a correction or not, it adds nothing: it is in the ledger already.
    for options in [&["--correct"][..], &[]] {
        let again = import("王五,√\n", options).exits(0).json();
        assert_eq!((already_there(&again), corrected(&again)), (1, 0));
    }
    assert_eq!((place.facts(), found()), (facts, one_day.clone()));
    assert!(one_day.iter().all(|status| status == "met"), "one theme day with all three: {one_day:?}");
    // A mark that was wrong is corrected, and what the correction does not name stays.
    let corrected_again = import("李四,缺席\n", &["--correct"]).exits(0).json();
    assert_eq!(corrected(&corrected_again), 1);
    assert_eq!(found().iter().filter(|status| *status == "breached").count(), 1);
}

#[test]
fn a_corrected_amount_takes_the_place_of_the_wrong_one() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let import = |hours: &str, options: &[&str]| {
        let text = format!("学时登记表\n党支部,姓名,培训时间,学时\n东湖第一党支部,张三,2019-03-05,{hours}\n");
        place.import(&[place.write("学时.csv", text)], options).exits(0).json()
    };
    import("8", &[]);
    assert_eq!(corrected(&import("6", &["--correct"])), 1);
    // The book before the correction, found again: what it says was corrected long ago.
    assert_eq!((already_there(&import("8", &[])), corrected(&import("8", &[]))), (1, 0));
    let options = ["--as-of", "2019-12-31", "--rule", "member-hours-short", "--organisation", "东湖第一党支部"];
    let explained = place.wuhua("explain", &[&options[..], &["--subject", "张三"]].concat()).exits(0);
    assert!(explained.stdout.contains("还差26"), "{}", explained.stdout);
}

#[test]
fn a_roster_with_more_columns_is_no_double() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let more = ROSTER.replace("人员类别\n", "人员类别,学历\n").replace("正式党员\n", "正式党员,本科\n");
    let book = place.write("新花名册.csv", more);
    let json = place.import(&[book], &[]).exits(0).json();
    assert_eq!((records(&json), already_there(&json)), (4, 0));
    assert_eq!(notes(&json), [""; 0]);
}

fn corrected(json: &Value) -> u64 {
    list(json, "taken").iter().map(|taken| taken["corrected"].as_u64().unwrap()).sum()
}

fn rows(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn two_books_that_need_one_another_are_taken_whole_in_any_order() {
    let talks = TALKS.to_owned();
    let training = "学时登记表\n党支部,姓名,培训时间,学时\n东湖第二党支部,赵六,2019-03-05,6\n";
    let one = workbook(&[("谈话".into(), rows(&talks)), ("花名册".into(), rows(ROSTER))]);
    let other = workbook(&[("学时".into(), rows(training)), ("党组织".into(), rows(ORGANISATIONS))]);
    for names in [["甲.xlsx", "乙.xlsx"], ["乙.xlsx", "甲.xlsx"]] {
        let (_temporary, place) = place();
        place.init();
        let content = |name: &str| if name == "甲.xlsx" { &one } else { &other };
        let files = names.map(|name| place.write(name, content(name)));
        let json = place.import(&files, &[]).exits(0).json();
        assert_eq!((records(&json), place.facts()), (3 + 1 + 4 + 3, 3 + 1 + 4 + 3));
        // Written book by book, first the one that lists the organisations.
        assert_eq!(list(&json, "taken")[0]["file"], "乙.xlsx");
        let again = place.import(&files, &[]).exits(0).json();
        assert_eq!(already_there(&again), records(&again));
    }
}

#[test]
fn a_book_that_cannot_be_read_stops_all_of_them_and_that_is_said() {
    let (_temporary, place) = place();
    place.init();
    let books = [place.write("1组织.csv", ORGANISATIONS), place.write("坏.xlsx", b"PK\x03\x04\0\0")];
    place.import(&books, &[]).exits(1).says(&["坏.xlsx", "2 本账一本也没有导入"]);
    assert_eq!(place.facts(), 0);
}

#[test]
fn a_record_that_stands_in_other_words_is_not_counted_twice() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let before = place.facts();
    let import = |subject: &str, note: &str, options: &[&str]| {
        let text = format!(
            "学时登记表\n党支部,姓名,培训时间,学时,培训内容,备注\n东湖第一党支部,张三,2019-03-05,16,{subject},{note}\n"
        );
        place.import(&[place.write("学时.csv", text)], options)
    };
    import("党张", "", &[]).exits(0);
    let refused = import("党章", "", &[]).exits(3).json();
    let refused = &list(&refused, "refused")[0];
    assert_eq!((refused["cell"].as_str().unwrap(), refused["extent"].as_str().unwrap()), ("A3", "row"));
    assert!(refused["advice"].as_str().unwrap().contains("--correct"), "{refused}");
    assert_eq!(place.facts(), before + 1);
    assert_eq!(corrected(&import("党章", "", &["--correct"]).exits(0).json()), 1);
    // Both stand in the ledger now, one of them in force.
    assert_eq!(place.facts(), before + 2);
    import("党规", "另一次培训", &[]).exits(0);
    assert_eq!(place.facts(), before + 3);
}

#[test]
fn a_day_of_setting_up_is_corrected_when_that_is_said_and_filled_in_when_it_was_blank() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let import = |day: &str, options: &[&str]| {
        let text = format!("党组织信息\n党组织名称,类别,成立时间\n新项目党支部,党支部,{day}\n");
        place.import(&[place.write("组织.csv", text)], options)
    };
    import("", &[]).exits(0);
    assert_eq!(corrected(&import("2009-11-20", &[]).exits(0).json()), 1);
    let refused = import("2019-11-20", &[]).exits(3).json();
    assert!(list(&refused, "refused")[0]["expected"].as_str().unwrap().contains("2009-11-20"), "{refused}");
    assert_eq!(corrected(&import("2019-11-20", &["--correct"]).exits(0).json()), 1);
}

#[test]
fn a_branch_is_known_by_the_names_that_it_had() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let change = "组织变更\n党组织,变更时间,变更事项,变更后名称\n东湖第一党支部,2019-06-01,更名,湖畔党支部\n";
    place.import(&[place.write("更名.csv", change)], &[]).exits(0);
    let meetings = "东湖第一党支部2019年党员大会台账\n时间,主持人,议题\n2019-03-05,张三,学习\n";
    place.import(&[place.write("会.csv", meetings)], &[]).exits(0);
    for (name, as_of) in [("湖畔党支部", "2019-12-31"), ("东湖第一党支部", "2019-12-31"), ("湖畔党支部", "2019-03-31")]
    {
        let asked = ["--as-of", as_of, "--organisation", name, "--clause", "L1", "--status", "met"];
        place.wuhua("check", &asked).exits(0).says(&["2019-03"]);
        place.wuhua("records", &["--organisation", name, "--kind", "党员大会"]).exits(0).says(&["共 1 条"]);
    }
}
