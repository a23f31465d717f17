//! Cells that say 同上 or 〃.

use crate::support::check;

#[test]
fn a_cell_that_says_as_above_stands_for_the_cell_above() {
    let text = "第一党支部2019年谈心谈话台账\n时间,谈话人,谈话对象,地点\n3月5日,张三,李四,会议室\n〃,〃,王五,同上\n同上,同上,李四,〃\n";
    let talk = |partner: &str| format!("2019-03-05 talk speaker=张三 partner={partner} place=会议室");
    let facts = [talk("李四"), talk("王五"), talk("李四")];
    check("谈话.csv", text, &facts.each_ref().map(String::as_str), &[]);
}

#[test]
fn as_above_below_nothing_is_refused() {
    let text = "第一党支部2019年谈心谈话台账\n时间,谈话人,谈话对象,地点\n同上,张三,李四,会议室\n3月6日,张三,王五,\n3月7日,张三,李四,同上\n";
    let facts = ["2019-03-06 talk speaker=张三 partner=王五"];
    check("谈话.csv", text, &facts, &["A3 Row NothingAbove 同上", "D5 Row NothingAbove 同上"]);
    let parts = "2019年主题党日台账\n时间,主题\n第一党支部,\n3月5日,学习\n第二党支部,\n4月5日,同上\n";
    check("党日.csv", parts, &["2019-03-05 theme-day subject=学习"], &["B6 Row NothingAbove 同上"]);
}
