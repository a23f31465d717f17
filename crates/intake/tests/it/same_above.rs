//! Cells that say 同上 or 〃, and cells that say two things.

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

#[test]
fn two_things_in_one_cell_are_both_read() {
    for (header, cell) in [
        ("谈话双方", "张三→李四"),
        ("谈话双方", "张三与李四"),
        ("谈话人→谈话对象", "张三→李四"),
        ("谈话人/谈话对象", "张三/李四"),
    ] {
        let text = format!("第一党支部2019年谈心谈话台账\n时间,{header}\n3月5日,{cell}\n");
        check("谈话.csv", &text, &["2019-03-05 talk speaker=张三 partner=李四"], &[]);
    }
    let text =
        "第一党支部2019年主题党日台账\n时间,主题,应到/实到\n3月5日,学习,9/8\n4月5日,植树,8人/9人\n5月5日,学习,9\n";
    let facts = [
        "2019-03-05 theme-day attended=8 expected=9 subject=学习",
        "2019-04-05 theme-day subject=植树",
        "2019-05-05 theme-day subject=学习",
    ];
    check("党日.csv", text, &facts, &["C4 Cell CountOfPeople 8人/9人", "C5 Cell CountOfPeople 9"]);
}
