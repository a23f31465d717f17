//! Refused rows written out, mended and imported again; mapping files; trying without writing.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use testkit::books::messy_books;

use crate::support::{Place, already_there, list, place, read_workbook, records, refused, workbook};

const ROSTER: &str = "\
党员花名册
党支部,姓名,性别,出生年月,入党时间,转正时间,人员类别,身份证号
东湖第二党支部,钱八,男,1980.05,2005-07-01,2006-07-01,正式党员,530102198005011235
";

const HOURS: &str = "\
2019年学时登记
支部名称,学员,培训日期,学时数,学习形式,课程名称
东湖第一党支部,张三,2019-03-05,8,面授,党性教育
东湖第一党支部,张三,2019-02-30,8,面授,党性教育
东湖第一党支部,李四,2019-03-05,-8,面授,党性教育
东湖第一党支部,赵七,2019-03-05,8,面授,党性教育
东湖第三党支部,赵六,2019-03-05,8,面授,党性教育
";

const DUES: &str = "\
2019年党费收缴表
支部名称,姓名,1月,2月,3月
东湖第一党支部,张三,10,10,待定
东湖第一党支部,李四,20,20,20
";

/// Replaces cells by what they should have been.
fn mend(path: &PathBuf, words: &BTreeMap<&str, &str>) -> usize {
    let mut sheets = read_workbook(&fs::read(path).unwrap());
    let mut mended = 0;
    for cell in sheets.iter_mut().flat_map(|(_, rows)| rows).flatten() {
        if let Some(word) = words.get(cell.as_str()) {
            *cell = (*word).to_owned();
            mended += 1;
        }
    }
    fs::write(path, workbook(&sheets)).unwrap();
    mended
}

#[test]
fn refused_rows_are_mended_beside_their_reasons_and_taken_once() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let books = [place.write("学时.csv", HOURS), place.write("党费.csv", DUES), place.write("花名册补.csv", ROSTER)];
    let path = place.folder.join("待改.xlsx");
    let option = ["--refused", path.to_str().unwrap()];
    let first = place.import(&books, &option).exits(3);
    assert!(first.stderr.contains("待改.xlsx") && first.stderr.contains("改好后加 --correct 导入"), "{}", first.stderr);
    let first = first.json();
    assert_eq!(list(&first, "refused").len(), 6, "{:#?}", refused(&first));
    // One session, five months paid, the member without the number.
    assert_eq!((records(&first), place.facts()), (7, 7 + 7));

    let sheets = read_workbook(&fs::read(&path).unwrap());
    let rows = || sheets.iter().flat_map(|(_, rows)| rows);
    let reason = |found: &str| rows().find(|row| row.iter().any(|cell| cell == found)).unwrap().join("|");
    assert!(rows().any(|row| row.iter().any(|cell| cell == "未导入原因")), "{sheets:?}");
    assert!(reason("2019-02-30").contains("日历上有的日子") && reason("赵七").contains("党员姓名"));

    let words = [("2019-02-30", "2019-02-28"), ("-8", "8"), ("赵七", "王五"), ("东湖第三党支部", "东湖第二党支部")];
    let words = [&words[..], &[("待定", "10"), ("530102198005011235", "530102198005011234")]].concat();
    let mended = mend(&path, &words.into_iter().collect());
    let again = place.import(std::slice::from_ref(&path), &[]);
    assert_eq!(mended, 6);
    let again = again.exits(0).json();
    // Four sessions and one month; what was taken of their rows before is there already.
    let new = records(&again) - already_there(&again);
    assert_eq!((new, place.facts()), (5, 7 + 7 + 5), "{again:#}");

    let whole = place.facts();
    for files in [std::slice::from_ref(&path), &books[..]] {
        let once_more = place.import(files, &[]).json();
        assert_eq!(already_there(&once_more), records(&once_more));
        assert_eq!(place.facts(), whole);
    }
}

#[test]
fn what_the_messy_books_were_refused_can_be_imported_again_as_it_is() {
    let (_temporary, place) = place();
    place.init();
    let books = place.write_all(&messy_books().unwrap().books);
    let path = place.folder.join("待改.xlsx");
    let first = place.import(&books, &["--refused", path.to_str().unwrap()]).exits(3).json();
    let facts = place.facts();
    let second = place.folder.join("再改.xlsx");
    let again = place.import(&[path], &["--refused", second.to_str().unwrap()]).exits(3).json();
    assert_eq!(place.facts(), facts, "{again:#}");
    let found = |json: &serde_json::Value| {
        let mut found: Vec<String> =
            list(json, "refused").iter().map(|row| row["found"].as_str().unwrap().to_owned()).collect();
        found.sort();
        found
    };
    let first = found(&first);
    assert!(found(&again).iter().all(|cell| first.contains(cell)), "{again:#}");
    for (name, rows) in read_workbook(&fs::read(&second).unwrap()) {
        let mut cells = rows.iter().flat_map(|row| row.iter().filter(|cell| *cell == "未导入原因"));
        assert!(cells.next().is_some() && cells.next().is_none(), "{name}: {rows:?}");
    }
}

#[test]
fn a_row_that_was_refused_whole_takes_no_records_place() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let hours = "学时登记表\n党支部,姓名,培训时间,学时,培训内容\n\
                 东湖第一党支部,张三,2019-03-05,20,党章\n东湖第一党支部,张三,2019-03-05,-12,党章\n";
    let dues = "党费缴纳记录\n党支部,姓名,缴纳日期,所属月份,金额\n\
                东湖第一党支部,张三,2019-03-05,2019-03,50\n东湖第一党支部,张三,2019-03-05,2019-03,二十五？\n";
    let books = [place.write("学时.csv", hours), place.write("党费.csv", dues)];
    let path = place.folder.join("待改.xlsx");
    let option = ["--refused", path.to_str().unwrap()];
    let first = place.import(&books, &option).exits(3).json();
    let facts = place.facts();
    assert_eq!((records(&first), list(&first, "refused").len()), (2, 2), "{first:#}");
    assert!(read_workbook(&fs::read(&path).unwrap())[0].1[2].iter().any(|cell| cell.starts_with("整行没有收。")));

    // Mended into nonsense it is still a row of which nothing stands.
    let second = place.folder.join("再改.xlsx");
    mend(&path, &[("-12", "-8")].into_iter().collect());
    let again = ["--correct", "--refused", second.to_str().unwrap()];
    place.import(std::slice::from_ref(&path), &again).exits(3);
    assert_eq!(mend(&second, &[("-8", "12"), ("二十五？", "25")].into_iter().collect()), 2);
    let json = place.import(&[second], &["--correct"]).exits(0).json();
    assert_eq!((records(&json), already_there(&json), place.facts()), (2, 0, facts + 2), "{json:#}");
    assert_eq!(list(&json, "replaced").len(), 0, "{json:#}");
}

#[test]
fn a_row_of_a_sign_in_sheet_that_was_refused_whole_goes_into_its_days() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let days = "东湖第一党支部2019年主题党日签到表\n姓名,1月5日\n张三,√\n李四,√\n王五,去了\n";
    let book = place.write("签到.csv", days);
    let path = place.folder.join("待改.xlsx");
    place.import(&[book], &["--refused", path.to_str().unwrap()]).exits(3);
    assert_eq!(mend(&path, &[("去了", "√")].into_iter().collect()), 1);
    let json = place.import(&[path], &["--correct"]).exits(0).json();
    let changes = serde_json::json!([{"field": "参会人员", "was": "（空）", "is": "王五"}]);
    assert_eq!(list(&json, "replaced")[0]["changes"], changes, "{json:#}");
}

#[test]
fn refusals_that_are_not_in_the_file_are_counted() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let talks = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,奇怪的列\n东湖第一党支部,2019-03-05,张三,李四,是\n";
    let book = place.write("谈话.csv", talks);
    let path = place.folder.join("待改.xlsx");
    let run = place.import(&[book], &["--refused", path.to_str().unwrap()]).exits(3);
    assert_eq!(run.json()["refused_elsewhere"], 1);
    assert!(run.stderr.contains("1 处不在") && run.stderr.contains("待改.xlsx"), "{}", run.stderr);
    assert!(!path.exists());
}

#[test]
fn no_file_for_refused_rows_is_written_where_none_are() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let path = place.folder.join("待改.xlsx");
    place.import(&[place.folder.join("2花名册.csv")], &["--refused", path.to_str().unwrap()]).exits(0);
    assert!(!path.exists());
}

#[test]
fn a_mapping_is_written_where_there_is_none_and_used_as_it_was_edited() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = "所在单位,参与者,哪天,数目,怎么学,学了什么\n东湖第一党支部,张三,2019-03-05,8,面授,党性教育\n";
    let book = place.write("登记.csv", book);
    let path = place.folder.join("对照.json");
    let option = ["--mapping", path.to_str().unwrap(), "--dry-run"];
    let guessed = place.import(std::slice::from_ref(&book), &option);
    assert_eq!(records(&guessed.json()), 0, "{guessed:?}");
    assert!(guessed.stderr.contains("对照.json") && guessed.stderr.contains("改好再用"), "{}", guessed.stderr);
    assert!(fs::read_to_string(&path).unwrap().contains("\"版本\": 1"));

    let edited = r#"{"版本": 1, "工作表": [{"文件": "登记.csv", "表名": "*", "记录": "教育培训", "表头行": 1,
        "列": {"所在单位": "组织", "参与者": "教育培训.参训人", "哪天": "日期", "数目": "教育培训.学时",
               "怎么学": "忽略", "学了什么": "忽略"}}]}"#;
    fs::write(&path, edited).unwrap();
    let taken = place.import(std::slice::from_ref(&book), &option[..2]).exits(0).json();
    assert_eq!((records(&taken), place.facts()), (1, 8), "{taken:#}");
    assert_eq!(fs::read_to_string(&path).unwrap(), edited, "a mapping that is there is not overwritten");
}

#[test]
fn a_mapping_of_recognised_books_gives_the_same_again() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = place.write("学时.csv", HOURS);
    let path = place.folder.join("对照.json");
    let option = ["--mapping", path.to_str().unwrap()];
    let first = place.import(std::slice::from_ref(&book), &option).exits(3).json();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("教育培训.") && text.contains("\"培训日期\": \"教育培训.日期\""), "{text}");
    let again = place.import(&[book], &option).exits(3).json();
    assert_eq!((refused(&again), already_there(&again)), (refused(&first), records(&first)));
}

/// Every file of a directory with its bytes, but for the empty log and the shared memory of those who read.
fn content(place: &Place) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = fs::read_dir(place.directory()).unwrap().map(|entry| entry.unwrap().path());
    let files =
        paths.filter(|path| !path.ends_with("ledger.db-shm")).map(|path| (path.clone(), fs::read(path).unwrap()));
    files.filter(|(_, bytes)| !bytes.is_empty()).collect()
}

#[test]
fn trying_writes_nothing_and_says_what_would_be() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = place.write("学时.csv", HOURS);
    let before = content(&place);
    let tried = place.import(std::slice::from_ref(&book), &["--dry-run"]).exits(3).json();
    let path = book.display().to_string();
    let said = ["可收教育培训 1 条", "没有收的（4 处）", "〔学时〕教育培训，表头在第 2 行", "D 学时数：教育培训.学时"];
    place.wuhua("import", &[&path, "--dry-run"]).exits(3).says(&said);
    assert!(content(&place) == before, "a file was changed");
    assert_eq!(place.facts(), 7);
    let done = place.import(&[book], &[]).exits(3).json();
    assert_eq!((records(&done), refused(&done)), (records(&tried), refused(&tried)));
}

/// Three candidates for two seats, one of them of a name that nobody has.
#[test]
fn an_election_of_which_a_row_was_refused_is_not_known_until_it_is_mended() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let held = "换届选举\n党支部,换届时间,应选人数,候选人数,收回票数,有效票,参会人员\n\
                东湖第一党支部,2019-06-01,2,3,3,3,张三、李四、王五\n";
    let votes = |last: &str| {
        let row = |stood: &str| format!("东湖第一党支部,2019-06-01,换届选举,{stood}\n");
        let rows: String = ["张三,3,0,0,是", "李四,2,1,0,是", &format!("{last},1,2,0,否")].map(row).concat();
        format!("候选人得票\n党支部,时间,选举类别,候选人,赞成票,反对票,弃权票,当选\n{rows}")
    };
    let imported = |last: &str, code: i32, said: &[&str]| {
        let files = [place.write("换届.csv", held), place.write("得票.csv", votes(last))];
        place.import(&files, &[]).exits(code);
        let asked = ["--as-of", "2019-12-31", "--rule", "elected-without-votes", "--organisation", "东湖第一党支部"];
        place.wuhua("explain", &asked).exits(0).says(said);
    };
    imported("赵七", 3, &["数据不足", "还有1名没有得票记录"]);
    imported("王五", 0, &["达标"]);
}
