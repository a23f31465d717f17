//! How late records were written, and which texts are near copies, as `late` and `alike` say it.

use std::fmt::Write;

use crate::support::place;

const MINUTES: &str = "会议由支部书记主持，全体党员认真学习了上级文件精神，结合项目实际讨论了节点工期和现场安全，\
    三名党员围绕岗位作了发言，会议决定月底前完成隐患排查，由组织委员负责落实并向下次会议报告。";

/// Twelve monthly theme days of the small group's branch, each told with nearly the same words.
fn theme_days(year: i32) -> String {
    let mut book = "主题党日台账\n所在党支部,日期,活动主题\n".to_owned();
    for month in 1..=12 {
        writeln!(book, "东湖第一党支部,{year}-{month:02}-10,{month}月的{MINUTES}").unwrap();
    }
    book
}

#[test]
fn a_year_that_is_written_down_at_its_end_is_told_as_late_and_as_copied() {
    let (_temporary, place) = place();
    let place = place.with_small_group();
    let book = place.write("主题党日.csv", theme_days(2019));
    place.import(&[book], &[]).exits(0);

    // Imported today, years after: all of it is late, and in one go.
    let late = place.wuhua("late", &["--as-of", "2019-12-31", "--format", "json"]).exits(0).json();
    let row = &late[0];
    assert_eq!(
        (row["organisation"].as_str(), row["records"].as_u64(), row["late"].as_u64()),
        (Some("东湖第一党支部"), Some(12), Some(12))
    );
    assert_eq!(row["bursts"].as_array().unwrap().len(), 1);
    assert_eq!(row["bursts"][0]["earliest"], "2019-01-10");
    place.wuhua("late", &["--as-of", "2019-12-31"]).exits(0).says(&[
        "集中补录",
        "100%",
        "2019-01-10 至 2019-12-10",
        "其中补录 12 条",
    ]);
    // Of what was known then, there was nothing.
    place.wuhua("late", &["--as-of", "2019-12-31", "--known-at", "2019-12-31"]).exits(0).says(&["这一年还没有记录"]);

    let alike = place.wuhua("alike", &["--as-of", "2019-12-31", "--format", "json"]).exits(0).json();
    assert_eq!(alike.as_array().unwrap().len(), 12);
    assert!(alike.as_array().unwrap().iter().all(|row| row["group"] == 1 && row["kind"] == "主题党日"));
    place.wuhua("alike", &["--as-of", "2019-12-31"]).exits(0).says(&["文字几乎相同的记录", "共 12 条记录，1 组"]);
    place.wuhua("alike", &["--as-of", "2018-12-31"]).exits(0).says(&["没有文字几乎相同的记录"]);
    place.wuhua("alike", &["--as-of", "2019-12-31", "--organisation", "没有的支部"]).exits(1).says(&["没有的支部"]);
}
