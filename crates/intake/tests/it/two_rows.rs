//! Headers over two rows: a group above, its columns below.

use rust_xlsxwriter::{Format, Workbook};

use crate::support::{directory, facts, import, refused};

/// The facts and refusals of a sheet with merged cells.
fn of(rows: &[&[&str]], merges: &[(u32, u16, u32, u16)]) -> (Vec<String>, Vec<String>) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(*cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write(row, column, *text).unwrap();
        }
    }
    for (row, column, last_row, last_column) in merges {
        let text = rows[*row as usize][*column as usize];
        sheet.merge_range(*row, *column, *last_row, *last_column, text, &Format::new()).unwrap();
    }
    let mut directory = directory();
    let (_, _, drafted) = import(&[("表.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    (facts(&drafted, &directory), refused(&drafted))
}

#[test]
fn columns_below_a_group_are_known_by_their_own_words() {
    let rows: &[&[&str]] = &[
        &["第一党支部2019年党员大会登记表"],
        &["序号", "会议时间", "主持人", "议题", "参会情况", "", ""],
        &["", "", "", "", "应到", "实到", "缺席人员及原因"],
        &["1", "3月5日", "张三", "学习", "3", "2", "李四（病假）"],
    ];
    let merges = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 1, 6)];
    let (facts, refused) = of(rows, &merges);
    assert_eq!(refused, [""; 0]);
    let expected =
        "2019-03-05 members-meeting chair=张三 attendee=李四:excused:病假 attended=2 expected=3 subject=学习";
    assert_eq!(facts, [expected]);
}

#[test]
fn what_is_owed_and_paid_under_each_month() {
    let rows: &[&[&str]] = &[
        &["第一党支部2019年党费缴纳登记表"],
        &["姓名", "1月", "", "2月", "", "合计", ""],
        &["", "应缴", "实缴", "应缴", "实缴", "应缴", "实缴"],
        &["张三", "25", "25", "25", "25", "50", "50"],
        &["李四", "20", "20", "30", "未交", "50", "20"],
    ];
    for merges in [&[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 1, 6)][..], &[]] {
        let (facts, refused) = of(rows, merges);
        assert_eq!(refused, [""; 0]);
        let expected = [
            "2019-01-01 dues-base-set payer=张三 due=25元",
            "2019-01-31 dues-paid payer=张三 amount=25元 month=2019-01",
            "2019-02-28 dues-paid payer=张三 amount=25元 month=2019-02",
            "2019-01-01 dues-base-set payer=李四 due=20元",
            "2019-02-01 dues-base-set payer=李四 due=30元",
            "2019-01-31 dues-paid payer=李四 amount=20元 month=2019-01",
        ];
        assert_eq!(facts, expected);
    }
}

#[test]
fn how_an_organisation_was_set_up_under_one_group() {
    let rows: &[&[&str]] = &[
        &["党组织名称", "类别", "上级党组织", "成立情况", ""],
        &["", "", "", "成立时间", "批准文号"],
        &["第三党支部", "党支部", "某集团党委", "2019-01-01", "集〔2019〕1号"],
    ];
    let (facts, refused) = of(rows, &[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 0, 4)]);
    assert_eq!(refused, [""; 0]);
    assert_eq!(
        facts,
        ["2019-01-01 organisation-set-up approval=集〔2019〕1号 form=branch name=第三党支部 superior=组织"]
    );
}

#[test]
fn both_sides_of_a_talk_under_one_merged_header() {
    let rows: &[&[&str]] = &[
        &["第一党支部2019年谈心谈话记录"],
        &["谈话日期", "谈话双方", "", "谈话内容"],
        &["3月5日", "张三", "李四", "工作"],
    ];
    let (facts, refused) = of(rows, &[(1, 1, 1, 2)]);
    assert_eq!(refused, [""; 0]);
    assert_eq!(facts, ["2019-03-05 talk speaker=张三 partner=李四 密:gist=工作"]);
}

#[test]
fn days_below_their_months() {
    let rows: &[&[&str]] = &[
        &["第一党支部2019年主题党日签到表"],
        &["姓名", "1月", "", "2月"],
        &["", "5日", "20日", "8日"],
        &["张三", "√", "√", "×"],
        &["李四", "√", "×", "√"],
    ];
    for merges in [&[(1, 0, 2, 0), (1, 1, 1, 2)][..], &[(1, 1, 1, 2)], &[]] {
        let (facts, refused) = of(rows, merges);
        assert_eq!(refused, [""; 0], "{merges:?}");
        let expected = [
            "2019-01-05 theme-day attendee=张三 attendee=李四",
            "2019-01-20 theme-day attendee=张三 attendee=李四:absent",
            "2019-02-08 theme-day attendee=张三:absent attendee=李四",
        ];
        assert_eq!(facts, expected, "{merges:?}");
    }
    let one_a_month: &[&[&str]] =
        &[&["第一党支部2019年主题党日签到表"], &["姓名", "1月", "2月"], &["", "5日", "8日"], &["张三", "√", "×"]];
    for merges in [&[(1, 0, 2, 0)][..], &[]] {
        let (facts, refused) = of(one_a_month, merges);
        assert_eq!(refused, [""; 0], "{merges:?}");
        assert_eq!(facts, ["2019-01-05 theme-day attendee=张三", "2019-02-08 theme-day attendee=张三:absent"]);
    }
}

#[test]
fn what_was_paid_for_a_quarter_is_read_and_what_is_owed_for_it_refused() {
    let rows: &[&[&str]] = &[
        &["第一党支部2019年党费收缴明细表"],
        &["姓名", "一季度", "", "", "二季度", "", ""],
        &["", "应缴", "实缴", "备注", "应缴", "实缴", "备注"],
        &["张三", "75", "75", "", "75", "60", "少交"],
    ];
    let (facts, refused) = of(rows, &[(1, 0, 2, 0), (1, 1, 1, 3), (1, 4, 1, 6)]);
    assert_eq!(
        facts,
        [
            "2019-03-31 dues-paid payer=张三 amount=75元 month=2019-Q1",
            "2019-06-30 dues-paid payer=张三 amount=60元 month=2019-Q2",
        ]
    );
    assert_eq!(refused, ["B4 Column UnknownColumn 75", "E4 Column UnknownColumn 75", "G4 Cell NoPlace 少交"]);
}

#[test]
fn agenda_items_beside_a_merged_day_are_one_meeting() {
    let rows: &[&[&str]] = &[
        &["第一党支部2019年党员大会台账"],
        &["日期", "主持人", "议题"],
        &["3月5日", "张三", "学习"],
        &["", "", "选举"],
        &["6月5日", "张三", "学习"],
        &["", "李四", "选举"],
    ];
    let (facts, refused) = of(rows, &[(2, 0, 3, 0), (2, 1, 3, 1), (4, 0, 5, 0)]);
    assert_eq!(refused, [""; 0]);
    let expected = [
        "2019-03-05 members-meeting chair=张三 subject=学习；选举",
        "2019-06-05 members-meeting chair=张三 subject=学习",
        "2019-06-05 members-meeting chair=李四 subject=选举",
    ];
    assert_eq!(facts, expected, "another chair, another meeting");
}
