//! Lists of meetings of several kinds: what is told of all of them is kept for each.

use crate::support::check;

const HEADER: &str = "第一党支部2019年组织生活台账\n会议类型,召开时间";

/// The topics of a list whose rows are a members' meeting, a life meeting, a theme day, a lecture and an evaluation.
fn topics(header: &str) {
    let text = format!(
        "{HEADER},{header}\n党员大会,2019-01-05,学文件\n组织生活会,2019-01-06,查摆问题\n主题党日,2019-01-07,参观\n\
         党课,2019-01-08,讲党章\n民主评议党员,2019-01-09,评议\n"
    );
    let expected = [
        "2019-01-05 members-meeting subject=学文件",
        "2019-01-06 life-meeting theme=查摆问题",
        "2019-01-07 theme-day subject=参观",
        "2019-01-08 party-lecture subject=讲党章",
        "2019-01-09 democratic-evaluation subject=评议",
    ];
    check("台账.csv", &text, &expected, &[]);
}

#[test]
fn the_topic_of_every_kind_of_meeting_is_kept_whatever_the_column_is_called() {
    let headers = "会议议题 议题 主要议题 会议内容 主要内容 内容 会议主题 主题 活动主题 党课题目 会议（活动）主题";
    headers.split(' ').for_each(topics);
}

#[test]
fn two_columns_of_topics_may_take_turns() {
    let rows = "党员大会,2019-01-05,学文件,\n主题党日,2019-01-07,,参观\n";
    let text = format!("{HEADER},会议议题,活动主题\n{rows}");
    let expected = ["2019-01-05 members-meeting subject=学文件", "2019-01-07 theme-day subject=参观"];
    check("台账.csv", &text, &expected, &[]);
    let text = text.replace("学文件,", "学文件,传达");
    let expected = ["2019-01-05 members-meeting subject=学文件", "2019-01-07 theme-day"];
    check("台账.csv", &text, &expected, &["D3 Column UnknownColumn 传达（这一列共 2 格）"]);
}

#[test]
fn what_a_kind_has_no_place_for_is_refused_once_with_its_cells() {
    let text = format!(
        "{HEADER},决议\n党员大会,2019-01-05,同意\n组织生活会,2019-01-06,通过\n专题组织生活会,2019-01-07,同意\n\
         主题党日,2019-01-08,同意\n党课,2019-01-09,无\n"
    );
    let expected = [
        "2019-01-05 members-meeting decisions=同意",
        "2019-01-06 life-meeting",
        "2019-01-07 life-meeting",
        "2019-01-08 theme-day",
        "2019-01-09 party-lecture",
    ];
    check("台账.csv", &text, &expected, &["C4 Column NoPlace 通过（这一列共 2 格：C4、C5）", "C6 Cell NoPlace 同意"]);
}
