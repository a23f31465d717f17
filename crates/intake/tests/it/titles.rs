//! What titles say of a table: its kind, its year and its branch, and what they say of something else.

use crate::support::{check, import_text, refused};

#[test]
fn the_day_on_which_a_table_was_filled_in_gives_no_year() {
    let lines = [
        "填报时间：2020年1月10日",
        "制表日期:2020-01-10",
        "填表人：张三 填表日期 ：2020年1月",
        "2020年1月10日",
        "截至2020年1月",
        "日期：2020年1月5日",
    ];
    for line in lines {
        let text = format!("第一党支部党员大会台账\n{line}\n时间,主持人,议题\n3月5日,张三,学习\n");
        let (_, _, drafted) = import_text("台账.csv", &text);
        assert_eq!(refused(&drafted), ["A4 Row NoYear 3月5日"], "{line}");
        let titled = text.replacen("第一党支部", "第一党支部2019年度", 1);
        let expected = ["2019-03-05 members-meeting chair=张三 subject=学习"];
        check("台账.csv", &titled, &expected, &[]);
    }
    let whole = "第一党支部2019年党员大会台账（填报时间：2020年1月10日）\n时间,主持人\n3月5日,张三\n";
    check("台账.csv", whole, &["2019-03-05 members-meeting chair=张三"], &[]);
}
