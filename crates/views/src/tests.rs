//! Words and tables as a reader sees them.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use facts::{Period, Quantity};
use findings::Score;
use rulebook::{Dimension, Metric};

use crate::{Align, BranchScore, Table, overview, words};

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

#[test]
fn dates_and_periods_are_written_as_people_write_them() {
    let periods = ["2019-03", "2019-Q1", "2019-Q4", "2019-H2", "2019", "standing", "term", "event"];
    let written: Vec<String> = periods.iter().filter_map(|text| Period::parse(text)).map(words::period).collect();
    check(&written.join(" "), &expect!["2019年3月 2019年一季度 2019年四季度 2019年下半年 2019年 现状 本届任期 本次"]);
    check(&words::day("2019-03-05".parse().unwrap()), &expect!["2019年3月5日"]);
    check(&words::instant("2020-01-07T01:05:00Z".parse().unwrap()), &expect!["2020年1月7日 9:05"]);
}

#[test]
fn flags_read_as_yes_and_no_and_counts_as_numbers() {
    let figures = [
        words::figure(Metric::Members, Quantity::whole(56)),
        words::figure(Metric::HeadsUnit, Quantity::whole(0)),
        words::figure(Metric::ApprovedBySuperior, Quantity::whole(1)),
    ];
    check(&figures.join("，"), &expect!["党员数 56，一肩挑 否，批准即主管 是"]);
}

#[test]
fn chinese_characters_take_two_columns() {
    let mut table = Table::new("", &[("组织", Align::Left), ("数", Align::Right)]);
    table.rows = vec![vec!["一公司".into(), "5".into()], vec!["A队".into(), "12".into()]];
    check(
        &table.to_text(),
        &expect![[r#"
            组织    数
            ──────  ──
            一公司   5
            A队     12
        "#]],
    );
}

fn branch(name: &str, kept: i64, applicable: i64) -> BranchScore {
    let score = Score { kept: Quantity(kept), applicable: Quantity(applicable) };
    BranchScore {
        unit: "一公司党委".into(),
        name: name.into(),
        scores: BTreeMap::from([(Dimension::Life, score)]),
        missed: 0,
        breached: 0,
        open: 0,
        late_records: 0,
    }
}

#[test]
fn the_lowest_share_comes_first_and_what_was_not_scored_last() {
    let branches = vec![branch("未评", 0, 0), branch("丙", 9, 10), branch("乙", 1, 2), branch("甲", 2, 4)];
    let overview = overview(branches);
    let names: Vec<&str> = overview.branches.iter().map(|branch| branch.name.as_str()).collect();
    check(&names.join(" "), &expect!["乙 甲 丙 未评"]);
    check(
        &overview.units_table().to_text(),
        &expect![[r#"
            各单位五化得分（得分率，百分制）
            单位        支部数  支部设置  组织生活  管理服务  工作制度  阵地建设  总分
            ──────────  ──────  ────────  ────────  ────────  ────────  ────────  ────
            一公司党委       4        －        75        －        －        －    75
        "#]],
    );
}
