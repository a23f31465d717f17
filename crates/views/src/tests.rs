//! Words and tables as a reader sees them.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use facts::{Fact, FactId, Instant, OrganisationId, Period, PersonId, Quantity, Span, Value};
use findings::{BallotFault, Finding, Missing, Points, Reached, Sheet, Subject, Tally};
use roster::{Guest, Roster};
use rulebook::{Metric, Rulebook, Scheme, Status};

use crate::{
    Align, BranchScore, RuleMoves, Table, WhatIf, changed_findings, overview, rule_scores, rule_scores_table,
    score_row, scores_table, words,
};

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
fn a_long_last_column_draws_no_long_line() {
    let mut table = Table::new("", &[("组织", Align::Left), ("缺什么", Align::Left)]);
    table.rows = vec![vec!["甲支部".into(), "缺".repeat(100)]];
    let text = table.to_text();
    let line = text.lines().nth(1).unwrap();
    assert_eq!(line.chars().filter(|character| *character == '─').count(), 6 + 40);
    assert!(text.contains(&"缺".repeat(100)), "nothing is cut off");
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

/// All of one dimension beside an empty one.
fn scheme() -> Scheme {
    let text = "评分 名称=五化评分 加分上限=5 { 化 支部设置 条款=S; 化 组织生活 条款=L; 星 5 总分=90; 星 3 总分=40 }";
    rulebook_of(text).scheme_on("2019-12-31".parse().unwrap()).unwrap().clone()
}

fn branch(name: &str, kept: i64, applicable: i64) -> BranchScore {
    let points = Points { kept: Quantity(kept), applicable: Quantity(applicable) };
    let dimensions = vec![Points::default(), points];
    let total = findings::weighted(&scheme(), &dimensions);
    BranchScore {
        unit: "一公司党委".into(),
        name: name.into(),
        sheet: Sheet { dimensions, total, ..Sheet::default() },
        missed: 0,
        breached: 0,
        open: 0,
        late_records: 0,
    }
}

#[test]
fn the_lowest_total_comes_first_and_what_was_not_scored_last() {
    let branches = vec![branch("未评", 0, 0), branch("丙", 9, 10), branch("乙", 1, 2), branch("甲", 2, 4)];
    let overview = overview(&scheme(), branches);
    let names: Vec<&str> = overview.branches.iter().map(|branch| branch.name.as_str()).collect();
    check(&names.join(" "), &expect!["乙 甲 丙 未评"]);
    check(
        &overview.units_table().to_text(),
        &expect![[r#"
            各单位五化得分（所属支部的平均）
            单位        支部数  支部设置  组织生活  加分   总分
            ──────────  ──────  ────────  ────────  ────  ─────
            一公司党委       4        －     63.33  0.00  63.33
        "#]],
    );
}

#[test]
fn every_number_of_a_score_leads_to_its_findings() {
    let book = rulebook_of(
        "评分 名称=五化评分 加分上限=5 { 化 组织生活 条款=L; 星 5 总分=90; 星 3 总分=40 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 分值=4 每缺扣=\"1.5\" 限星=3 { 适用 党支部; 届期 \"3 年\" }
         规则 b-gap 名称=乙 力度=可以 责任=书记 加分=2 每次加=1 { 适用 党支部; 届期 \"3 年\" }
         规则 c-gap 名称=丙 力度=应当 责任=书记 { 适用 党支部; 届期 \"3 年\" }",
    );
    let scheme = book.scheme_on("2019-12-31".parse().unwrap()).unwrap();
    let whole = (&book, scheme);
    let of = |rule, period: &str, status| Finding {
        rule,
        period: Period::parse(period).unwrap(),
        status,
        ..finding(vec![fact(1, "2019-03-01", "2019-03-01").id])
    };
    let findings = [
        of(0, "2019-Q1", Status::Met),
        of(0, "2019-Q2", Status::Missed),
        of(1, "2019", Status::Met),
        of(2, "2019", Status::Missed),
    ];
    let sheet = findings::score(&book, scheme, &findings);
    let ranked = findings::rank(scheme, &[("一公司党委", &sheet)])[0];
    let row = score_row(whole, ("一公司党委", "甲支部"), &sheet, ranked);
    check(
        &scores_table("得分", scheme, &[row]).to_text(),
        &expect![[r#"
            得分
            支部    单位        组织生活  加分   总分  星级  单位名次  集团名次  限制
            ──────  ──────────  ────────  ────  ─────  ────  ────────  ────────  ─────────────
            甲支部  一公司党委     62.50     1  63.50   3星         1         1  甲（至多3星）
        "#]],
    );
    let roster = roster::fold(&[], "2019-12-31".parse().unwrap());
    let rules = rule_scores(whole, &roster, &sheet, &findings);
    check(
        &rule_scores_table("各条", &rules).to_text(),
        &expect![[r#"
            各条
            条款  要求  分值  得分  扣分  加分  凭什么
            ────  ────  ────  ────  ────  ────  ─────────────────────────────────
            L1    甲       4   2.5   1.5        至多3星；2019年二季度 未完成扣1.5
            L1    乙                         1  2019年 达标得1
        "#]],
    );
    assert_eq!(rules[0].findings[0].evidence, [findings[1].evidence[0].to_string()]);
    // Of many findings behind a number the table names some and says how many there are.
    let many: Vec<Finding> = (0..9).map(|_| of(0, "2019-Q2", Status::Missed)).collect();
    let rules = rule_scores(whole, &roster, &findings::score(&book, scheme, &many), &many);
    assert_eq!(rules[0].findings.len(), 9);
    let text = rule_scores_table("各条", &rules).to_text();
    assert_eq!((text.matches("未完成").count(), text.contains("等9项")), (6, true), "{text}");
}

#[test]
fn what_would_be_otherwise_is_counted_by_rule_and_a_rule_that_takes_anothers_place_is_the_same() {
    let own = "规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 届期 \"3 年\" }";
    let (book, other) = (
        rulebook_of(own),
        rulebook_of(&format!(
            "{own}
             规则 b-gap 名称=乙 力度=应当 责任=书记 自=\"2019-01-01\" 替代=a-gap {{ 适用 党支部; 届期 \"2 年\" }}
             规则 c-gap 名称=丙 力度=应当 责任=书记 {{ 适用 党支部; 届期 \"1 年\" }}"
        )),
    );
    let of = |rule, period: &str, status| Finding {
        rule,
        period: Period::parse(period).unwrap(),
        status,
        ..finding(Vec::new())
    };
    let before = [of(0, "2018", Status::Met), of(0, "2019", Status::Met), of(0, "2020", Status::Missed)];
    let after = [of(0, "2018", Status::Met), of(1, "2019", Status::Missed), of(2, "2019", Status::Open)];
    let roster = roster::fold(&[], "2019-12-31".parse().unwrap());
    let changes = changed_findings((&book, &before), (&other, &after), &roster);
    let mut moves = RuleMoves::default();
    moves.add(&changes);
    let what_if = WhatIf { rules: moves.rows(), branches: Vec::new(), findings: Some(changes) };
    check(
        &what_if.rules_table().to_text(),
        &expect![[r#"
            检查结果的变化
            条款  要求  原来    改后    项数  组织数
            ────  ────  ──────  ──────  ────  ──────
            L1    甲    未完成  不适用     1       1
            L1    乙    达标    未完成     1       1
            L1    丙    不适用  待办       1       1
        "#]],
    );
}

fn fact(number: u8, occurred: &str, recorded: &str) -> Fact {
    Fact {
        id: FactId::derived(&[&[number]]),
        organisation: OrganisationId::derived(&[b"branch"]),
        kind: "members-meeting".into(),
        occurred: Span::day(occurred.parse().unwrap()),
        recorded_at: Instant::start_of(recorded.parse().unwrap()),
        recorder: "某人".into(),
        people: Vec::new(),
        values: BTreeMap::new(),
        supersedes: None,
        attachments: Vec::new(),
    }
}

fn finding(evidence: Vec<FactId>) -> Finding {
    Finding {
        rule: 0,
        subject: Subject::Organisation,
        period: Period::Standing,
        status: Status::Met,
        due: None,
        changes_on: None,
        evidence,
        missing: Vec::new(),
        late_records: 1,
        latest_by_days: 30,
    }
}

#[test]
fn a_late_record_is_one_however_many_findings_rest_on_it() {
    let facts =
        [fact(1, "2019-03-01", "2019-04-01"), fact(2, "2019-03-01", "2019-03-02"), fact(3, "2019-03-01", "2019-04-01")];
    let [late, in_time, _] = facts.each_ref().map(|fact| fact.id);
    let findings = [finding(vec![late, in_time]), finding(vec![late])];
    let late_records = |limit: &str| {
        let rule = format!("规则 a-gap 名称=甲 力度=应当 责任=书记 {limit} {{ 适用 党支部; 届期 \"3 年\" }}");
        BranchScore::new((&rulebook_of(&rule), &scheme()), ("", ""), &findings, &facts, None).late_records
    };
    assert_eq!(late_records(""), 1);
    assert_eq!(late_records("补录=\"31 日\""), 0);
}

#[test]
fn what_was_written_down_in_time_and_corrected_is_no_late_record() {
    let written = fact(1, "2019-03-01", "2019-03-02");
    let facts = [Fact { supersedes: Some(written.id), ..fact(2, "2019-03-01", "2019-06-01") }, written];
    let rule = "规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 届期 \"3 年\" }";
    let late_records = |facts: &[Fact]| {
        BranchScore::new((&rulebook_of(rule), &scheme()), ("", ""), &[finding(vec![facts[0].id])], facts, None)
            .late_records
    };
    assert_eq!((late_records(&facts), late_records(&facts[..1])), (0, 1));
}

#[test]
fn points_lost_are_never_more_than_the_rule_has() {
    let rule = "规则 a-gap 名称=甲 力度=应当 责任=书记 分值=4 每缺扣=3 { 适用 党支部; 届期 \"3 年\" }";
    let kept = |missed: usize| {
        let findings = vec![Finding { status: Status::Missed, ..finding(Vec::new()) }; missed];
        BranchScore::new((&rulebook_of(rule), &scheme()), ("", ""), &findings, &[], None)
            .sheet
            .dimensions
            .get(1)
            .map(|points| points.kept)
    };
    assert_eq!([kept(1), kept(2)], [Some(Quantity::whole(1)), Some(Quantity::whole(0))]);
}

fn set_up() -> Fact {
    Fact {
        kind: "organisation-set-up".into(),
        values: BTreeMap::from([
            ("name".into(), Value::Text("甲支部".into())),
            ("form".into(), Value::Options(vec!["branch".into()])),
        ]),
        ..fact(1, "2010-01-01", "2010-01-01")
    }
}

/// Whenever it is looked at, and wherever it is told.
#[test]
fn an_event_is_told_with_the_numbers_of_its_day() {
    let rulebook = rulebook_of(
        "参数 share 名称=通过比例 { 值 \"0.5\" 自=\"2018-09-01\" 依据=某条; 值 \"0.8\" 自=\"2019-07-01\" 依据=某条 }
         记录 members-meeting 名称=党员大会 { 字段 for 名称=赞成票 类型=数; 字段 all 名称=收回票数 类型=数 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 每次 { 记录 党员大会; 应比 赞成票 收回票数 至少=通过比例 } }",
    );
    let votes = |number: i64| Value::Quantity(Quantity::whole(number));
    let values = BTreeMap::from([("for".to_owned(), votes(4)), ("all".to_owned(), votes(10))]);
    let meeting = Fact { values, ..fact(2, "2019-03-01", "2019-03-01") };
    let (facts, as_of) = ([set_up(), meeting], "2019-12-31".parse().unwrap());
    let found = findings::evaluate(&rulebook, &facts, as_of, None);
    let row = crate::finding_row(&rulebook, &Roster::default(), &found[0]).unwrap();
    let explained = crate::explain(&rulebook, (&facts, &[]), &found[0], &BTreeMap::new(), (as_of, None)).unwrap();
    assert_eq!(row.missing, explained.missing);
    check(
        &[&row.missing[..], &explained.applies[1..]].concat().join("\n"),
        &expect![[r#"
            赞成票 4，应至少为收回票数 10 的 0.5（通过比例） 倍
            2019年3月1日的参数：0.5（通过比例）"#]],
    );
}

#[test]
fn a_record_is_about_whom_it_has_to_name_or_the_only_one_it_can_name_and_not_who_chaired() {
    let rulebook = rulebook_of(
        "记录 assessment 名称=考核 { 字段 by 名称=考核机关 类型=文本 必填=是; 参与 assessed 名称=被考核人 }
         记录 commitment 名称=承诺 { 参与 chair 名称=主持人; 参与 member 名称=党员 必填=是 }
         记录 theme-day 名称=主题党日 { 字段 topic 名称=主题 类型=文本 必填=是; 参与 chair 名称=主持人; 参与 recorder 名称=记录人 }",
    );
    let person = PersonId::derived(&[b"one"]);
    let (mut joined, mut about) = (fact(2, "2010-01-02", "2010-01-02"), Vec::new());
    let plays = |part: &str| facts::Participation {
        person,
        part: part.to_owned(),
        presence: facts::Presence::Present,
        reason: None,
    };
    joined.kind = "member-joined".into();
    joined.people = vec![plays("member")];
    joined.values = BTreeMap::from([("name".to_owned(), Value::Text("张三".to_owned()))]);
    let roster = roster::fold(&[&set_up(), &joined], "2019-12-31".parse().unwrap());
    for (kind, part) in [("assessment", "assessed"), ("commitment", "member"), ("theme-day", "chair")] {
        let values =
            [("by", "党委"), ("topic", "安全")].map(|(field, text)| (field.to_owned(), Value::Text(text.into())));
        let record = Fact { kind: kind.into(), people: vec![plays(part)], values: values.into(), ..set_up() };
        about.extend(words::whom_or_what(&rulebook, &roster, &record));
    }
    assert_eq!(about, ["张三", "张三", "安全"]);
}

#[test]
fn what_is_only_recommended_is_marked_and_behind_nobody() {
    let duty = crate::TodoRow::of_test("党课", None, true);
    let mut advice = duty.clone();
    (advice.advice, advice.missing) = (true, "还差1次".to_owned());
    assert_eq!((duty.is_behind(), advice.is_behind(), advice.what().as_str()), (true, false, "【建议】还差1次"));
}

/// A branch, and meetings of 2019 that count or do not, each for another reason.
#[test]
fn a_record_says_why_it_did_not_count_and_how_late_it_was_written_down() {
    let rulebook = rulebook_of(
        "记录 members-meeting 名称=党员大会
         规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 每 年; 次数 至少=1 { 记录 党员大会 } }",
    );
    let set_up = set_up();
    let instead_of = |earlier: &Fact, fact: Fact| Fact { supersedes: Some(earlier.id), ..fact };
    let wrong = fact(5, "2019-04-01", "2019-04-20");
    let trial = fact(6, "2019-05-01", "2019-05-02");
    let withdrawal = Fact { kind: "withdrawn".into(), ..fact(7, "2019-05-03", "2019-05-03") };
    let facts = [
        set_up,
        fact(2, "2019-02-01", "2019-02-08"),
        fact(3, "2019-03-01", "2019-03-09"),
        instead_of(&wrong, fact(4, "2019-04-01", "2019-05-11")),
        wrong,
        instead_of(&trial, withdrawal),
        trial,
        fact(8, "2019-09-30", "2019-10-01"),
        fact(9, "2019-10-02", "2019-10-01"),
        fact(10, "2019-06-01", "2019-10-02"),
    ];
    let (as_of, known_at) = ("2019-10-01".parse().unwrap(), Some(Instant::start_of("2019-10-01".parse().unwrap())));
    let found = findings::evaluate(&rulebook, &facts, as_of, known_at);
    let [finding] = &found[..] else { panic!("{found:?}") };
    let explained = crate::explain(&rulebook, (&facts, &[]), finding, &BTreeMap::new(), (as_of, known_at)).unwrap();
    let line = |record: &crate::explanation::RecordLine| {
        let late = record.recorded.split_once('，').map_or("没有晚", |(_, late)| late);
        format!("{} {} {late}", record.occurred, record.why_not.as_deref().unwrap_or("算上"))
    };
    let mut lines: Vec<String> = explained.counted.iter().chain(&explained.not_counted).map(line).collect();
    lines.sort();
    check(
        &lines.join("\n"),
        &expect![[r#"
        2019年10月2日 发生在评定日之后 没有晚
        2019年2月1日 算上 没有晚
        2019年3月1日 算上 晚8天
        2019年4月1日 已被更正 晚19天
        2019年4月1日 算上 晚19天，2019年5月11日 0:00由某人更正
        2019年5月1日 已作废 没有晚
        2019年6月1日 当时还没有记下 晚123天
        2019年9月30日 算上 没有晚"#]],
    );
}

#[test]
fn what_came_before_the_earliest_day_of_a_limit_is_said_to_lie_outside_it() {
    let rulebook = rulebook_of(
        "记录 members-meeting 名称=党员大会
         规则 a-gap 名称=甲 力度=应当 责任=书记 {
             适用 党支部; 每 年; 期限 { 起 期初; 之后 \"7 月\" 不早于=\"5 月\"; 应有 党员大会 }
         }",
    );
    let set_up = Fact {
        kind: "organisation-set-up".into(),
        values: BTreeMap::from([("form".into(), Value::Options(vec!["branch".into()]))]),
        ..fact(1, "2010-01-01", "2010-01-01")
    };
    let facts = [set_up, fact(2, "2019-05-31", "2019-05-31"), fact(3, "2019-06-01", "2019-06-01")];
    let as_of = "2019-10-01".parse().unwrap();
    let found = findings::evaluate(&rulebook, &facts, as_of, None);
    let [finding] = &found[..] else { panic!("{found:?}") };
    let explained = crate::explain(&rulebook, (&facts, &[]), finding, &BTreeMap::new(), (as_of, None)).unwrap();
    let line = |record: &crate::explanation::RecordLine| {
        format!("{} {}", record.occurred, record.why_not.as_deref().unwrap_or("算上"))
    };
    let lines: Vec<String> = explained.counted.iter().chain(&explained.not_counted).map(line).collect();
    check(&lines.join("\n"), &expect!["2019年6月1日 算上\n2019年5月31日 不在要求的时间之内"]);
}

#[test]
fn a_window_that_holds_too_little_is_named_and_so_are_lists() {
    let rulebook = rulebook_of(
        "记录 members-meeting 名称=党员大会 { 字段 topic 名称=议题 类型=单选 { 选项 study 名称=学习; 选项 vote 名称=选举 } }
         清单 topics 名称=要紧的议题 { 项 学习 选举 自=\"2018-09-01\" 依据=某条 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 {
             适用 党支部; 每 任意 \"6 月\"; 次数 至少=1 { 记录 党员大会; 且 议题 要紧的议题 }
         }",
    );
    let set_up = Fact {
        kind: "organisation-set-up".into(),
        values: BTreeMap::from([("form".into(), Value::Options(vec!["branch".into()]))]),
        ..fact(1, "2010-01-01", "2010-01-01")
    };
    let study = |on| Fact {
        values: BTreeMap::from([("topic".into(), Value::Options(vec!["study".into()]))]),
        ..fact(if on < "2019-06" { 2 } else { 3 }, on, on)
    };
    let facts = [set_up, study("2019-02-01"), study("2019-08-02"), fact(4, "2019-05-01", "2019-05-01")];
    let as_of = "2019-10-01".parse().unwrap();
    let found = findings::evaluate(&rulebook, &facts, as_of, None);
    let [finding] = &found[..] else { panic!("{found:?}") };
    let explained = crate::explain(&rulebook, (&facts, &[]), finding, &BTreeMap::new(), (as_of, None)).unwrap();
    let mut lines = vec![explained.status.to_owned()];
    lines.extend(explained.applies.last().cloned());
    lines.extend(explained.missing);
    let line = |record: &crate::explanation::RecordLine| {
        format!("{} {}", record.occurred, record.why_not.as_deref().unwrap_or("算上"))
    };
    lines.extend(explained.counted.iter().chain(&explained.not_counted).map(line));
    check(
        &lines.join("\n"),
        &expect![[r#"
        未完成
        2019年2月2日的清单：要紧的议题（学习、选举）
        还差1次
        这一段是2019年2月2日至2019年8月1日
        2019年2月1日 不在要求的时间之内
        2019年5月1日 “议题”没有填写或不符合要求
        2019年8月2日 不在要求的时间之内"#]],
    );
}

#[test]
fn branches_below_are_named_worst_first_with_what_stands_in_the_way_and_many_are_counted() {
    let book = rulebook_of(
        "评分 名称=五化评分 加分上限=5 { 化 支部设置 条款=S; 化 组织生活 条款=L; 星 5 总分=90 }
         规则 c-gap 名称=丙 力度=应当 责任=党委 { 适用 党委; 每 年; 占比 至少=\"6/10\" { 下级 党支部; 各化得分 至少=80 } }",
    );
    let days = ("2019-12-31".parse().unwrap(), "2019-07-02".parse().unwrap());
    let reached = |scores: [Option<i64>; 2]| Reached { scores: scores.map(|score| score.map(Quantity)).to_vec() };
    let told = |branches: &[(&str, [Option<i64>; 2])]| {
        let ids: Vec<OrganisationId> =
            (0..branches.len() as u8).map(|at| OrganisationId::from_bytes([at; 16])).collect();
        let names = ids.iter().zip(branches).map(|(id, (name, _))| (*id, (*name).to_owned())).collect();
        let reached: Vec<Reached> = branches.iter().map(|(_, scores)| reached(*scores)).collect();
        let below: Vec<_> = ids.iter().zip(&reached).collect();
        crate::below::branches(&book, &book.rules[0], days, &names, &below)
    };
    let few = told(&[
        ("丁支部", [Some(8_000), Some(10_000)]),
        ("丙支部", [Some(9_000), None]),
        ("乙支部", [Some(7_999), Some(6_050)]),
        ("甲支部", [None, Some(7_000)]),
    ]);
    check(
        &few.join("\n"),
        &expect![[r#"
        乙支部：未完成，支部设置 79.99、组织生活 60.50，不到 80
        甲支部：未完成，组织生活 70.00，不到 80
        丙支部：数据不足，组织生活没有得分
        丁支部：达标"#]],
    );
    let many = [("同名支部", [Some(9_000), Some(9_000)]); 23];
    let many = told(&many);
    assert_eq!((many.len(), many[20].as_str()), (21, "另有3个，其中达标3个"));
}

#[test]
fn items_that_are_not_there_are_one_sentence_however_many() {
    let book = rulebook_of(
        "记录 policy 名称=制度 { 字段 name 名称=名称 类型=单选 { 选项 one 名称=甲制度; 选项 two 名称=乙制度; 选项 three 名称=丙制度 } }
         清单 all 名称=必备制度 { 项 甲制度 乙制度 丙制度 自=\"2018-09-01\" 依据=某条 }
         规则 a-missing 名称=甲 力度=应当 责任=书记 { 适用 党支部; 齐备 { 现有 制度; 每一 名称 必备制度 } }",
    );
    let item = |slug: &str| Missing::Item(slug.to_owned());
    let lacks = |all: &[Missing]| words::lacks(&book, &Roster::default(), &book.rules[0], None, all).join("；");
    check(&lacks(&[item("one")]), &expect!["没有“甲制度”，或不合要求"]);
    check(&lacks(&[item("one"), item("two"), item("three")]), &expect!["没有“甲制度”“乙制度”“丙制度”，或不合要求"]);
    check(
        &lacks(&[Missing::Parameter, item("one"), Missing::Attestation, item("two")]),
        &expect!["规则的参数在这一天没有值；没有“甲制度”“乙制度”，或不合要求；没有上级认定为合格的记录"],
    );
    check(&lacks(&[Missing::Parameter]), &expect!["规则的参数在这一天没有值"]);
}

fn rulebook_of(body: &str) -> Rulebook {
    let chapters = "章 S 名称=支部设置\n章 L 名称=组织生活";
    let text = format!("### L1 党员大会\n\n```kdl\n{chapters}\n{body}\n```\n");
    rulebook::parse(&[rulebook::Source { name: "甲.md".into(), text }], &[]).rulebook
}

#[test]
fn what_is_missing_is_given_with_its_range_and_a_rest_with_its_unit() {
    let book = rulebook_of(
        "参数 most-members 名称=党员人数上限 { 值 50 自=\"2018-09-01\" 依据=某条 }
         记录 training 名称=教育培训 { 字段 hours 名称=学时 类型=数 单位=学时; 参与 trainee 名称=参训人 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 状态 { 指标 班子人数 至少=3 至多=7 宜至多=5; 指标 党员数 至多=党员人数上限; 指标 批准即主管 是 } }
         规则 b-gap 名称=乙 力度=应当 责任=书记 { 适用 党员; 每 年; 合计 至少=32 { 来自 教育培训 学时 } }",
    );
    let (whole, roster) = (Quantity::whole, Roster::default());
    let said = [
        words::missing(&book, &roster, &book.rules[0], None, &Missing::Figure(Metric::CommitteeSize, whole(1))),
        words::missing(&book, &roster, &book.rules[0], None, &Missing::Figure(Metric::Members, whole(56))),
        words::missing(&book, &roster, &book.rules[0], None, &Missing::Figure(Metric::ApprovedBySuperior, whole(0))),
        words::missing(&book, &roster, &book.rules[1], None, &Missing::Quantity(whole(8))),
        words::missing(&book, &roster, &book.rules[0], None, &Missing::Unlisted(2)),
    ];
    check(
        &said.join("\n"),
        &expect![[r#"
            班子人数 1，应为3至7，宜至多5
            党员数 56，应至多50（党员人数上限）
            批准即主管 否，应为是
            还差8学时
            有2次没有到会名单，不知是否缺席"#]],
    );
}

#[test]
fn a_share_says_how_many_there_are_and_how_many_it_takes() {
    let book = rulebook_of(
        "参数 standard-share 名称=达标支部占比 { 值 \"0.6\" 自=\"2018-01-01\" 依据=某条 }
         记录 party-lecture 名称=党课 { 参与 attendee 名称=参会人员 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党员; 每 年; 次数 至少=1 { 记录 党课 } }
         规则 b-gap 名称=乙 力度=应当 责任=书记 { 适用 党支部; 每 年; 占比 至少=\"9/10\" { 规则 a-gap } }
         规则 c-gap 名称=丙 力度=应当 责任=党委 { 适用 党委; 每 年; 占比 至少=达标支部占比 { 下级 党支部; 各化得分 至少=80 } }
         规则 d-gap 名称=丁 力度=不得 责任=书记 { 适用 党支部; 每 年; 次数 至多=0 { 记录 党课 } }
         规则 e-gap 名称=戊 力度=应当 责任=书记 { 适用 党支部; 每 年; 占比 至少=1 { 规则 a-gap } }",
    );
    let on = Some("2019-07-02".parse().unwrap());
    let tally = |of, met| Missing::Proportion(Tally { of, met, late: 1, open: 0, unknown: 2 });
    let said = [
        words::missing(&book, &Roster::default(), &book.rules[1], on, &tally(22, 18)),
        words::missing(&book, &Roster::default(), &book.rules[2], on, &tally(5, 2)),
        words::missing(&book, &Roster::default(), &book.rules[3], on, &Missing::TooMany(2)),
        words::missing(&book, &Roster::default(), &book.rules[4], on, &tally(10, 6)),
    ];
    check(
        &said.join("\n"),
        &expect![[r#"
            22个结果中18个达标，至少要20个，即 9/10，其余里逾期完成1个、数据不足2个
            5个下级党支部中2个达标，至少要3个，即 0.6（达标支部占比），其余里逾期完成1个、数据不足2个
            多了2次
            10个结果中6个达标，至少要10个，即 全部，其余里逾期完成1个、数据不足2个"#]],
    );
    let counted = |rule: &rulebook::Rule| match &rule.requirement {
        rulebook::Requirement::Proportion(proportion) => words::counted(&book, proportion),
        _ => String::new(),
    };
    check(
        &book.rules[..4].iter().map(counted).collect::<Vec<_>>().join("\n"),
        &expect![[r#"

            数的是同一期间里这些规则的结果，没有达标的看它们自己的检查结果：甲（a-gap）
            数的是欠这一年的下级党支部，五化得分率每一化都到分数线才算达标
        "#]],
    );
}

#[test]
fn a_guest_is_named_as_one_and_by_where_from_where_two_share_the_name() {
    let person = |name: &str| PersonId::derived(&[name.as_bytes()]);
    let guest = |id: &str, name: &str, sending: &str| Guest {
        person: person(id),
        name: name.into(),
        sending: Some(sending.into()),
        stays: Vec::new(),
    };
    let guests = vec![
        guest("甲", "客一", "甲公司党支部"),
        guest("乙", "客二", "甲公司党支部"),
        guest("丙", "客二", "乙公司党支部"),
    ];
    let roster = Roster { guests, ..Roster::default() };
    let named: Vec<String> =
        ["甲", "乙", "丙", "丁"].iter().map(|id| words::person(&roster, person(id)).unwrap_or("无".into())).collect();
    check(&named.join(" "), &expect!["客一（流动党员） 客二（甲公司党支部流动党员） 客二（乙公司党支部流动党员） 无"]);
}

#[test]
fn a_record_of_several_days_says_so_and_one_of_a_month_names_no_day() {
    let span =
        |first: &str, last: &str| words::span(Span { first: first.parse().unwrap(), last: last.parse().unwrap() });
    assert_eq!(span("2025-03-14", "2025-03-14"), "2025年3月14日");
    assert_eq!(span("2025-03-14", "2025-03-16"), "2025年3月14日至2025年3月16日");
    assert_eq!(span("2025-03-01", "2025-03-31"), "2025年3月");
    assert_eq!(span("2025-01-01", "2025-12-31"), "2025年");
}

#[test]
fn a_remark_has_a_name_in_any_record() {
    assert_eq!(crate::words::field_label(None, facts::kinds::NOTE), "备注");
}

#[test]
fn what_a_field_should_hold_is_said_with_it() {
    let book = rulebook_of(
        "记录 course 名称=培训 { 字段 hours 名称=学时 类型=数; 字段 checked 名称=核实结果 类型=单选 { 选项 true-to-fact 名称=如实; 选项 not-true 名称=不如实 }; 字段 topic 名称=主题 类型=文本; 字段 held 名称=召开 类型=是否 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 每次 { 记录 培训; 应 学时 至少=24 至多=40; 应 核实结果 如实; 应 主题 已填; 应 召开 是 } }",
    );
    let roster = Roster::default();
    let said = |missing: Missing| words::missing(&book, &roster, &book.rules[0], None, &missing);
    let fields = ["hours", "checked", "topic", "held"];
    check(
        &fields.map(|field| said(Missing::Field(field.to_owned()))).join("\n"),
        &expect![[r#"
            “学时”没有填写，应至少 24、至多 40
            “核实结果”没有填写，应为“如实”
            “主题”没有填写
            “召开”没有填写，应为“是”"#]],
    );
    check(
        &["hours", "checked", "held"].map(|field| said(Missing::Unfit(field.to_owned()))).join("\n"),
        &expect![[r#"
            “学时”填的不合要求，应至少 24、至多 40
            “核实结果”填的不合要求，应为“如实”
            “召开”是“否”，应为“是”"#]],
    );
}

#[test]
fn what_was_decided_without_enough_votes_is_said_with_its_arithmetic() {
    let book = rulebook_of(
        "参数 half 名称=当选比例 { 值 \"0.5\" 自=\"2018-09-01\" 依据=某条 }
         记录 meeting 名称=党员大会 { 字段 for 名称=赞成票 类型=数; 字段 valid 名称=有效票 类型=数; 字段 all 名称=收回票数 类型=数; 字段 seats 名称=应选人数 类型=数; 参与 attendee 名称=参会人员 出勤=是 多人=是 }
         记录 votes 名称=候选人得票 { 字段 for 名称=赞成票 类型=数; 字段 won 名称=当选 类型=是否; 参与 candidate 名称=候选人 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 每次 { 记录 党员大会; 应比 赞成票 有表决权人数 超过=\"1/2\"; 应合 收回票数 有效票 赞成票 } }
         规则 b-gap 名称=乙 力度=应当 责任=书记 { 适用 党支部; 选举 { 记录 党员大会; 应选 应选人数; 候选 候选人得票 得票=赞成票 当选=当选 { 担任 候选人 }; 候选人数 至少=\"6/5\"; 得票 到会有表决权人数 超过=当选比例 } }",
    );
    let (whole, roster) = (Quantity::whole, Roster::default());
    let said = |rule: usize, missing: Missing| words::missing(&book, &roster, &book.rules[rule], None, &missing);
    let candidate = |fault| Missing::Candidate { person: None, votes: Some(whole(5)), fault };
    let without_votes = Missing::Candidate { person: None, votes: None, fault: BallotFault::Twice };
    let all = [
        said(0, Missing::Compared { demand: 0, of: whole(5), to: whole(10) }),
        said(0, Missing::Compared { demand: 1, of: whole(10), to: whole(9) }),
        said(1, Missing::Margin { margin: 0, candidates: 3, seats: whole(3) }),
        said(1, candidate(BallotFault::Unsupported { support: 0, base: whole(10) })),
        said(1, candidate(BallotFault::Tied)),
        said(1, candidate(BallotFault::TooManyVotes { support: 0, base: whole(4) })),
        said(1, candidate(BallotFault::NotEligible)),
        said(1, candidate(BallotFault::Twice)),
        said(1, Missing::Seats(1)),
        said(1, Missing::NoCandidates),
        said(1, candidate(BallotFault::MoreThanValid { valid: whole(4) })),
        said(1, candidate(BallotFault::MoreThanReturned { in_all: whole(11), returned: whole(10) })),
        said(1, Missing::VotesInAll { votes: whole(31), seats: whole(3), valid: whole(10) }),
        said(1, Missing::TooManyElected { elected: 2, seats: 1 }),
        said(1, without_votes),
        said(1, Missing::Unnamed(1)),
        said(1, Missing::Round(2)),
        said(1, Missing::WhichElection),
    ];
    check(
        &all.join("\n"),
        &expect![[r#"
        赞成票 5，应超过有表决权人数 10 的 1/2
        收回票数 10，应等于有效票、赞成票之和 9
        候选人数 3，应至少为应选人数 3 的 6/5
        不在册的候选人得5票，应超过到会有表决权人数 10 的 0.5（当选比例） 倍才能当选，却记为当选
        不在册的候选人得5票，与别人票数相等而名额不够，应在他们之间再投一轮，却记为当选
        不在册的候选人得5票，多于到会有表决权人数 4，票数不可能这么多
        不在册的候选人得5票，那天不是本支部有表决权的党员，却记为当选
        不在册的候选人得5票，同一轮记了不止一条得票
        还有1个名额没有选出，可以再投一轮
        没有这次选举的候选人得票记录
        不在册的候选人得5票，多于有效票 4，票数不可能这么多
        不在册的候选人得5票，连同反对票、弃权票共 11，多于收回的选票 10
        第1轮各候选人共得31票，而10张有效票各选3人，最多30票
        一轮里2人记为当选，名额只有1个
        不在册的候选人的得票没有填写，同一轮记了不止一条得票
        选举记录里的候选人还有1名没有得票记录；请补录，或者更正候选人数
        没有第2轮的得票记录，却有后面一轮的
        这一天不止一次选举，规则没有写按哪个字段分清候选人是哪一次的"#]],
    );
}

#[test]
fn months_at_the_start_of_what_is_looked_at_may_have_begun_earlier() {
    let book = rulebook_of(
        "记录 meeting 名称=党员大会 { 参与 attendee 名称=参会人员 出勤=是 多人=是 }
         规则 a-gap 名称=甲 力度=应当 责任=书记 { 适用 党支部; 每 年; 次数 至少=1 { 记录 党员大会 } }",
    );
    let said = |first: &str| {
        let missing = Missing::EmptyMonths { first: Period::parse(first).unwrap(), months: 15, in_all: 3 };
        let on = "2020-03-31".parse().ok();
        words::missing(&book, &Roster::default(), &book.rules[0], on, &missing)
    };
    assert_eq!(said("2019-01"), "2019年1月起至少连续15个月没有记录，本期共3个月");
    assert_eq!(said("2019-02"), "2019年2月起连续15个月没有记录，本期共3个月");
}
