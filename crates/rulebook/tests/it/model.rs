//! What sound texts become.

use expect_test::{Expect, expect};
use facts::{Fen, Limit, OrganisationId, Period, Presence, Quantity, Value};
use rulebook::{
    Clauses, Example, Form, Marks, Proportion, Requirement, Rule, Selector, StepLimit, Test, Trigger, Whole,
};

use crate::{block, lines, mistakes, parse};

fn rule(text: &str) -> (Rule, rulebook::Rulebook) {
    let parsed = parse(&block(text));
    assert_eq!(lines(&mistakes(&parsed)), "", "{text}");
    (parsed.rulebook.rules[0].clone(), parsed.rulebook)
}

/// A requirement as data, without places.
fn check(subject: &str, body: &str, expect: Expect) {
    let (rule, _) = rule(&format!("规则 a-gap 名称=某事 力度=应当 责任=书记 {{\n适用 {subject}\n{body}\n}}"));
    let window = rule.window.map(|window| format!(" {window:?}")).unwrap_or_default();
    let text = format!("{:?} {:?}{window}\n{:?}\n", rule.subject.who, rule.calendar, rule.requirement);
    let mut shown = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(", place: Place {") {
        shown.push_str(before);
        rest = after.split_once('}').unwrap().1;
    }
    shown.push_str(rest);
    expect.assert_eq(&shown);
}

#[test]
fn defaults_are_those_of_the_reference() {
    let (rule, _) = rule("规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党支部; 届期 \"3 年\" }");
    assert_eq!((rule.from.to_string(), rule.until.to_string()), ("2018-09-01".to_owned(), "9999-12-31".to_owned()));
    assert_eq!(rule.points, rulebook::Points::default());
    assert_eq!(rule.late_after_days, 7);
    assert_eq!(rule.subject.forms, [Form::Branch, Form::Joint, Form::Temporary]);
    assert_eq!(rule.source, "规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党支部; 届期 \"3 年\" }");
}

#[test]
fn points_may_have_decimals_and_a_miss_costs_all_unless_said_otherwise() {
    let points = |text: &str| {
        let (rule, _) = rule(&format!(
            "规则 a-gap 名称=某事 力度=可以 责任=书记 {text} {{ 适用 党委; 届期 \"3 年\" 可延=\"1 个月\" }}"
        ));
        rule.points
    };
    let deducted = |total, per_miss, per_late| rulebook::Points {
        marks: Marks::Deducted { total: Quantity(total), per_miss: Quantity(per_miss), per_late: Quantity(per_late) },
        stars_at_most: None,
    };
    assert_eq!(points("分值=4"), deducted(400, 400, 0));
    assert_eq!(points("分值=4 每缺扣=1.5 迟扣=\"0.25\""), deducted(400, 150, 25));
    let (total, most) = (Quantity(400), Quantity(200));
    assert_eq!(points("分值=4 每达标得=2").marks, Marks::Earned { total, per_met: most, per_late: Quantity(0) });
    assert_eq!(
        points("分值=4 每达标得=2 迟得=1").marks,
        Marks::Earned { total, per_met: most, per_late: Quantity(100) }
    );
    assert_eq!(points("加分=2").marks, Marks::Bonus { most, per_met: most });
    assert_eq!(points("加分=2 每次加=1").marks, Marks::Bonus { most, per_met: Quantity(100) });
}

#[test]
fn a_rule_may_stand_in_the_way_of_stars() {
    let stars = |text: &str| {
        rule(&format!("规则 a-gap 名称=某事 力度=不得 责任=书记 {text} {{ 适用 党委; 届期 \"3 年\" }}"))
            .0
            .points
            .stars_at_most
    };
    assert_eq!([stars("否决=是"), stars("否决=否"), stars("限星=2"), stars("分值=1")], [Some(0), None, Some(2), None]);
}

#[test]
fn a_rule_may_say_after_how_many_days_a_record_is_late() {
    let late_after = |text: &str| {
        rule(&format!("规则 a-gap 名称=某事 力度=应当 责任=书记 补录={text} {{ 适用 党委; 届期 \"3 年\" }}"))
            .0
            .late_after_days
    };
    assert_eq!((late_after("\"1 日\""), late_after("\"15 日\"")), (1, 15));
}

#[test]
fn counts_and_tests_of_every_kind() {
    check(
        "党员 { 形式 党支部 临时党支部; 其中 党员数 至少=7; 其中 设支委会 否 }",
        "每 半年\n次数 至少=2 期后=15 { 记录 党员大会; 且 合并召开 否; 且 议题类型 学习 吸收党员; 且 学时 至少=\"0.5\" 至多=8; 且 地点=礼堂; 除 地点 已填; 担任 主持人 }",
        expect![[r#"
            Member Some(HalfYear)
            Count(Count { at_least: Fixed(Quantity(200)), at_most: None, selector: Selector { kinds: [KindIndex(0)], must: [Condition { field: "merged", test: Flag(false) }, Condition { field: "agenda", test: OneOf(["study", "admission"]) }, Condition { field: "hours", test: Range(Some(Fixed(Quantity(50))), Some(Fixed(Quantity(800)))) }, Condition { field: "place", test: Text("礼堂") }], except: [Condition { field: "place", test: Filled }], part: Some("chair") }, grace: Some(Fixed(Days(15))) })
        "#]],
    );
}

#[test]
fn a_count_may_have_an_upper_bound_alone() {
    check(
        "党支部",
        "每 年\n次数 至多=0 { 记录 党课 }",
        expect![[r#"
            Organisation Some(Year)
            Count(Count { at_least: Fixed(Quantity(0)), at_most: Some(Fixed(Quantity(0))), selector: Selector { kinds: [KindIndex(1)], must: [], except: [], part: None }, grace: None })
        "#]],
    );
}

#[test]
fn a_share_of_branches_has_a_part_and_a_line() {
    check(
        "党委",
        "每 年\n占比 至少=\"9/10\" { 下级 党支部; 各化得分 至少=80 }",
        expect![[r#"
            Organisation Some(Year)
            Proportion(Proportion { at_least: Fraction { parts: 9, whole: 10 }, of: Branches { score: Fixed(Quantity(8000)) } })
        "#]],
    );
    check(
        "党总支",
        "每 年\n占比 至少=\"0.95\" { 下级 党支部; 各化得分 至少=党员年度学时 }",
        expect![[r#"
            Organisation Some(Year)
            Proportion(Proportion { at_least: Number(Fixed(Quantity(95))), of: Branches { score: Parameter(0) } })
        "#]],
    );
}

#[test]
fn a_share_of_rules_counts_what_took_their_place_too() {
    let monthly = |slug: &str, more: &str| {
        format!(
            "规则 {slug} 名称={slug} 力度=应当 责任=书记 {more} {{ 适用 党员; 每 月; 次数 至少=1 {{ 记录 党课 }} }}\n"
        )
    };
    let share = "规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党支部; 每 月; 占比 至少=1 { 规则 b-gap } }\n";
    let later = monthly("c-gap", "自=\"2020-01-01\" 替代=b-gap") + &monthly("d-gap", "自=\"2021-01-01\" 替代=c-gap");
    let book = parse(&block(&(monthly("b-gap", "") + share + &later + &monthly("e-gap", "")))).rulebook;
    let Requirement::Proportion(Proportion { of: Whole::Rules(named), .. }) = &book.rules[1].requirement else {
        panic!("{book:?}")
    };
    let slugs: Vec<&str> = book.rules_named(named).into_iter().map(|at| book.rules[at].slug.as_str()).collect();
    assert_eq!(slugs, ["b-gap", "c-gap", "d-gap"]);
}

#[test]
fn limits_of_time_and_tests_of_fields_may_be_parameters() {
    check(
        "党支部",
        "期限 { 起 记录 任职; 之前 报审提前 不早于=\"90 日\"; 应有 党课 { 且 学时 至少=党员年度学时 } }",
        expect![[r#"
            Organisation None
            Within(Within { trigger: Record(Selector { kinds: [KindIndex(4)], must: [], except: [], part: None }), bound: Before { at_least: Parameter(1), no_earlier: Fixed(Days(90)) }, selector: Selector { kinds: [KindIndex(1)], must: [Condition { field: "hours", test: Range(Some(Parameter(0)), None) }], except: [], part: None }, same: None, same_person: false, once: false })
        "#]],
    );
    check(
        "党支部",
        "每 年\n次数 至少=1 期后=报审提前 { 记录 党员大会 }",
        expect![[r#"
            Organisation Some(Year)
            Count(Count { at_least: Fixed(Quantity(100)), at_most: None, selector: Selector { kinds: [KindIndex(0)], must: [], except: [], part: None }, grace: Some(Parameter(1)) })
        "#]],
    );
    check(
        "党支部",
        "届期 \"3 年\" 可延=报审提前",
        expect![[r#"
        Organisation None
        Term(Term { length: Fixed(Years(3)), extension: Parameter(1) })
    "#]],
    );
    check(
        "党支部",
        "每次 { 记录 党员大会; 录入 报审提前 }",
        expect![[r#"
            Organisation None
            Each(Each { selector: Selector { kinds: [KindIndex(0)], must: [], except: [], part: None }, left_out: [], demands: [RecordedWithin(Parameter(1))] })
        "#]],
    );
}

#[test]
fn a_list_is_the_choices_of_the_field_it_is_compared_with() {
    let list = "清单 a-b 名称=甲 { 项 学习 自=\"2018-09-01\" 依据=乙; 项 学习 发展党员 自=\"2020-01-01\" 依据=丙 }";
    let inventory =
        "规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党支部; 齐备 { 现有 党员大会; 每一 议题类型 甲 } }";
    let (rule, book) = rule(&format!("{list}\n{inventory}"));
    assert_eq!(book.lists[0].versions.len(), 2);
    let Requirement::Inventory(inventory) = &rule.requirement else { panic!("{rule:?}") };
    let rulebook::Items::Records(current) = &inventory.items else { panic!("{inventory:?}") };
    let (_, items) = current.each.as_ref().unwrap();
    let asked = |on: &str| {
        let items = items.iter().filter(|item| current.asks_for(item, on.parse().unwrap()));
        items.map(|item| item.slug.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(asked("2018-08-31"), Vec::<&str>::new());
    assert_eq!(asked("2019-12-31"), ["study"]);
    assert_eq!(asked("2020-01-01"), ["study", "admission"]);
}

#[test]
fn a_register_names_subjects() {
    let body = "适用 登记对象 { 记录 发展步骤; 按 姓名; 且 步骤 申请; 终止 { 记录 发展步骤; 且 步骤 终止 } }";
    let rest = "每 年; 次数 至少=1 { 记录 发展步骤; 且 步骤 谈话 }";
    let (rule, _) = rule(&format!("规则 a-gap 名称=某事 力度=应当 责任=书记 {{ {body}; {rest} }}"));
    let register = rule.subject.register.unwrap();
    assert_eq!(rule.subject.who, rulebook::Who::Registered);
    assert_eq!((register.field.as_str(), register.selector.must.len()), ("applicant", 1));
    assert!(register.ended_by.is_some());
}

#[test]
fn windows_begin_on_any_day() {
    check(
        "党员",
        "每 任意 \"6 月\"\n次数 至少=2 { 记录 谈心谈话 }",
        expect![[r#"
            Member None Months(6)
            Count(Count { at_least: Fixed(Quantity(200)), at_most: None, selector: Selector { kinds: [KindIndex(2)], must: [], except: [], part: None }, grace: None })
        "#]],
    );
}

#[test]
fn an_exception_may_be_known_to_one_kind_only() {
    check(
        "党支部",
        "每 月\n次数 至少=1 { 记录 党员大会 party-lecture; 除 合并召开 是; 且 学时 已填 }",
        expect![[r#"
            Organisation Some(Month)
            Count(Count { at_least: Fixed(Quantity(100)), at_most: None, selector: Selector { kinds: [KindIndex(0), KindIndex(1)], must: [Condition { field: "hours", test: Filled }], except: [Condition { field: "merged", test: Flag(true) }], part: None }, grace: None })
        "#]],
    );
}

#[test]
fn sums_with_parameters() {
    check(
        "党员",
        "每 年\n合计 至少=党员年度学时 { 来自 党员大会 学时; 来自 党课 学时; 除 合并召开 是 }",
        expect![[r#"
            Member Some(Year)
            Sum(Sum { at_least: Parameter(0), sources: [(KindIndex(0), "hours"), (KindIndex(1), "hours")], must: [], except: [Condition { field: "merged", test: Flag(true) }], part: None, grace: None })
        "#]],
    );
}

#[test]
fn limits_after_and_before() {
    check(
        "党支部",
        "期限 { 起 记录 免职 { 且 党内职务 书记 }; 之后 \"3 月\"; 应有 任职; 同 党内职务 }",
        expect![[r#"
            Organisation None
            Within(Within { trigger: Record(Selector { kinds: [KindIndex(5)], must: [Condition { field: "post", test: OneOf(["secretary"]) }], except: [], part: None }), bound: After(Fixed(Months(3))), selector: Selector { kinds: [KindIndex(4)], must: [], except: [], part: None }, same: Some(Same { trigger: "post", asked: "post" }), same_person: false, once: true })
        "#]],
    );
    check(
        "党支部",
        "期限 { 起 记录 任职; 之前 当天 不早于=\"90 日\"; 应有 党课 { 且 形式 集中授课 } }",
        expect![[r#"
            Organisation None
            Within(Within { trigger: Record(Selector { kinds: [KindIndex(4)], must: [], except: [], part: None }), bound: Before { at_least: Fixed(Days(0)), no_earlier: Fixed(Days(90)) }, selector: Selector { kinds: [KindIndex(1)], must: [Condition { field: "form", test: OneOf(["lecture"]) }], except: [], part: None }, same: None, same_person: false, once: false })
        "#]],
    );
    check(
        "党支部",
        "期限 { 起 记录 免职; 之后 \"3 月\"; 应有 任职; 只应一次 }",
        expect![[r#"
            Organisation None
            Within(Within { trigger: Record(Selector { kinds: [KindIndex(5)], must: [], except: [], part: None }), bound: After(Fixed(Months(3))), selector: Selector { kinds: [KindIndex(4)], must: [], except: [], part: None }, same: None, same_person: false, once: true })
        "#]],
    );
    check(
        "党支部",
        "每 年; 期限 { 起 期初; 之后 \"7 月\" 不早于=\"5 月\"; 应有 党课 }",
        expect![[r#"
        Organisation Some(Year)
        Within(Within { trigger: PeriodStart { no_earlier: Some(Fixed(Months(5))) }, bound: After(Fixed(Months(7))), selector: Selector { kinds: [KindIndex(1)], must: [], except: [], part: None }, same: None, same_person: false, once: false })
    "#]],
    );
    check(
        "党支部",
        "期限 { 起 超过 党员数 50; 之后 \"1 月\"; 应有 党课 }",
        expect![[r#"
            Organisation None
            Within(Within { trigger: Above(Members, Fixed(Quantity(5000))), bound: After(Fixed(Months(1))), selector: Selector { kinds: [KindIndex(1)], must: [], except: [], part: None }, same: None, same_person: false, once: false })
        "#]],
    );
}

#[test]
fn standing_term_inventory_and_attestation() {
    check(
        "书记",
        "状态 { 指标 班子人数 至少=3 至多=7 宜至多=5; 指标 一肩挑 是 }",
        expect![[r#"
        Secretary None
        State(State { ranges: [MetricRange { metric: CommitteeSize, at_least: Some(Fixed(Quantity(300))), at_most: Some(Fixed(Quantity(700))), advised_at_least: None, advised_at_most: Some(Fixed(Quantity(500))) }, MetricRange { metric: HeadsUnit, at_least: Some(Fixed(Quantity(100))), at_most: Some(Fixed(Quantity(100))), advised_at_least: None, advised_at_most: None }] })
    "#]],
    );
    check(
        "党支部",
        "届期 \"3 年\" 可延=\"1 年\"",
        expect![[r#"
            Organisation None
            Term(Term { length: Fixed(Years(3)), extension: Fixed(Years(1)) })
        "#]],
    );
    check(
        "党支部",
        "齐备 { 任职 组织委员 宣传委员 }",
        expect![[r#"
            Organisation None
            Inventory(Inventory { items: Posts([Choice { slug: "organisation", name: "组织委员", synonyms: [], by_others: false }, Choice { slug: "publicity", name: "宣传委员", synonyms: [], by_others: false }]) })
        "#]],
    );
    check(
        "党支部",
        "每 年\n认定 { 等次 优秀 合格 }",
        expect![[r#"
        Organisation Some(Year)
        Attested(Attested { kind: KindIndex(6), grades: ["good", "sufficient"] })
    "#]],
    );
}

#[test]
fn each_time_and_runs() {
    check(
        "党支部",
        "每次 { 记录 党员大会 党课; 且 学时 至少=1; 应 学时 已填; 应有 参会人员; 无故缺席 至多=0; 未记到会 至多=2; 录入 \"30 日\" }",
        expect![[r#"
            Organisation None
            Each(Each { selector: Selector { kinds: [KindIndex(0), KindIndex(1)], must: [Condition { field: "hours", test: Range(Some(Fixed(Quantity(100))), None) }], except: [], part: None }, left_out: [], demands: [Field(Condition { field: "hours", test: Filled }), Part("attendee"), AbsentAtMost(Quantity(0)), UnrecordedAtMost(Quantity(200)), RecordedWithin(Fixed(Days(30)))] })
        "#]],
    );
    check(
        "党支部",
        "每次 { 记录 党员大会; 应 议题类型 全部 学习 吸收党员; 应比 学时 党员数 至少=\"4/5\"; 应比 学时 到会有表决权人数 超过=1; 应合 学时 学时 学时; 不计 党课 { 担任 主讲人 } }",
        expect![[r#"
            Organisation None
            Each(Each { selector: Selector { kinds: [KindIndex(0)], must: [], except: [], part: None }, left_out: [Selector { kinds: [KindIndex(1)], must: [], except: [], part: Some("lecturer") }], demands: [Field(Condition { field: "agenda", test: AllOf(["study", "admission"]) }), Ratio(Ratio { of: Field("hours"), to: Metric(Members), bound: AtLeast, share: Fraction { parts: 4, whole: 5 } }), Ratio(Ratio { of: Field("hours"), to: Electorate(VotersPresent), bound: MoreThan, share: Number(Fixed(Quantity(100))) }), Total(Total { of: "hours", addends: Fields(["hours", "hours"]) })] })
        "#]],
    );
    check(
        "党员",
        "每 年\n连续 缺席 次=3 累计=6 { 记录 党课 }",
        expect![[r#"
            Member Some(Year)
            Run(Run { of: Absences, selector: Selector { kinds: [KindIndex(1)], must: [], except: [], part: None }, in_a_row: Fixed(Quantity(300)), in_all: Some(Fixed(Quantity(600))), dues: [] })
        "#]],
    );
    check(
        "党员",
        "每 年\n连续 缺月 次=6 { 记录 党费交纳; 担任 交纳人; 应交 党费交纳 交纳金额 }",
        expect![[r#"
            Member Some(Year)
            Run(Run { of: EmptyMonths, selector: Selector { kinds: [KindIndex(3)], must: [], except: [], part: Some("payer") }, in_a_row: Fixed(Quantity(600)), in_all: None, dues: [(Selector { kinds: [KindIndex(3)], must: [], except: [], part: Some("payer") }, "amount")] })
        "#]],
    );
}

fn example(body: &str) -> Example {
    let rule = "规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党支部; 每 年; 次数 至少=1 { 记录 党课 } }";
    let parsed = parse(&block(&format!("{rule}\n示例 a-gap 截至=\"2019-12-31\" {{\n{body}\n}}")));
    assert_eq!(lines(&mistakes(&parsed)), "", "{body}");
    parsed.rulebook.examples[0].clone()
}

#[test]
fn an_example_without_a_branch_has_the_usual_one() {
    let branch = example("得 达标").branch;
    assert_eq!((branch.full_members, branch.probationary_members, branch.committee), (9, 0, 3));
    assert_eq!(
        (branch.set_up.to_string(), branch.elected.unwrap().to_string()),
        ("2010-01-01".into(), "2018-01-01".into())
    );
    let branch = example("支部 形式=联合党支部 成立=\"2019-03-20\" 正式=2 党小组=\"甲组 乙组\"\n得 达标").branch;
    assert_eq!(
        (branch.form, branch.committee, branch.groups),
        (Form::Joint, 2, vec!["甲组".to_owned(), "乙组".to_owned()])
    );
    assert_eq!(branch.elected, Some(branch.set_up));
    assert_eq!(example("支部 换届=无\n得 达标").branch.elected, None);
}

#[test]
fn people_of_an_example_are_there_or_not_as_written() {
    let record =
        example("\"2019-04-02..2019-04-03\" 党课 主讲人=甲 录入=\"2019-04-09\" { 参会人员 乙 丙; 请假 丁; 无故缺席 戊; 远程 党员23 }\n得 达标")
            .records
            .remove(0);
    assert_eq!((record.first.to_string(), record.last.to_string()), ("2019-04-02".into(), "2019-04-03".into()));
    assert_eq!(record.recorded.unwrap().to_string(), "2019-04-09");
    let people: Vec<(&str, Presence, &str)> =
        record.people.iter().map(|(part, presence, name)| (part.as_str(), *presence, name.as_str())).collect();
    assert_eq!(
        people,
        [
            ("lecturer", Presence::Present, "甲"),
            ("attendee", Presence::Present, "乙"),
            ("attendee", Presence::Present, "丙"),
            ("attendee", Presence::Excused, "丁"),
            ("attendee", Presence::Absent, "戊"),
            ("attendee", Presence::Remote, "党员23"),
        ]
    );
}

#[test]
fn values_of_an_example_have_the_type_of_their_field() {
    let records = example(
        "\"2019-04-02\" 党费交纳 所属月份=\"2019-03\" 交纳金额=\"12.5\" 收款组织=机关党委\n\"2019-04-02\" 党员大会 合并召开=否 学时=1.5 议题类型=\"学习、吸收党员\" 地点=3\n\"2019-04-02\" 谈心谈话 答复日期=\"2019-04-03\" 谈话对象=乙\n\"2019-04-02\" 党课 形式=视频党课\n得 达标",
    )
    .records;
    let value = |record: usize, field: &str| {
        records[record].values.iter().find(|(slug, _)| slug == field).map(|(_, value)| value.clone()).unwrap()
    };
    assert_eq!(value(0, "month"), Value::Period(Period::parse("2019-03").unwrap()));
    assert_eq!(value(0, "amount"), Value::Money(Fen(1250)));
    assert_eq!(value(0, "to"), Value::Organisation(OrganisationId::derived(&["机关党委".as_bytes()])));
    assert_eq!(value(1, "merged"), Value::Flag(false));
    assert_eq!(value(1, "hours"), Value::Quantity(Quantity(150)));
    assert_eq!(value(1, "agenda"), Value::Options(vec!["study".into(), "admission".into()]));
    assert_eq!(value(1, "place"), Value::Text("3".into()));
    assert_eq!(value(2, "answered"), Value::Day("2019-04-03".parse().unwrap()));
    assert_eq!(value(3, "form"), Value::Options(vec!["video".into()]));
}

#[test]
fn an_expectation_may_be_that_there_is_no_finding() {
    let expectations = example("得 不适用 期间=2018\n得 数据不足 主体=甲 期间=\"2019\"").expectations;
    assert_eq!((expectations[0].status, expectations[0].period.as_deref()), (None, Some("2018")));
    assert_eq!(expectations[1].subject.as_deref(), Some("甲"));
}

#[test]
fn a_clause_keeps_its_prose_and_leaves_its_blocks_out() {
    let parsed = parse(
        "# 书\n\n序。\n\n### L1 党员大会\n\n第一句。\n\n```kdl 规则\n记录 a-b 名称=甲\n```\n\n第二句。\n\n#### 说明\n\n还属于它。\n\n## 下一节\n\n不属于它。\n",
    );
    let clause = &parsed.rulebook.clauses[0];
    assert_eq!((clause.id.as_str(), clause.title.as_str(), clause.place.line), ("L1", "党员大会", 5));
    assert_eq!(clause.text, "第一句。\n\n第二句。\n\n#### 说明\n\n还属于它。");
    assert_eq!(rulebook::coverage(&parsed.rulebook)[0].rules, Vec::<usize>::new());
}

#[test]
fn steps_of_a_case_refer_to_earlier_ones() {
    let (rule, _) = rule(
        "规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党支部; 程序 { 按 姓名; \
         步 申请 阶段=申请入党 材料=申请书 { 记录 发展步骤; 且 步骤 申请 }; \
         步 \"谈 话\" 责任=党小组长 { 记录 发展步骤; 且 步骤 谈话; 之后 \"1 月\"; 不早于 \"3 日\"; 可省 }; \
         步 上课 { 记录 发展步骤; 不早于 申请 \"1 年\" }; \
         终止 { 记录 发展步骤; 且 步骤 终止 } } }",
    );
    let Requirement::Procedure(procedure) = &rule.requirement else { panic!("{rule:?}") };
    let limits: Vec<_> = procedure.steps.iter().map(|step| (step.latest, step.earliest, step.optional)).collect();
    let limit = |from, limit: Limit| Some(StepLimit { from, limit: limit.into() });
    let expected = [
        (None, None, false),
        (limit(0, Limit::Months(1)), limit(0, Limit::Days(3)), true),
        (None, limit(0, Limit::Years(1)), false),
    ];
    assert_eq!(limits, expected);
    assert_eq!((procedure.by.as_deref(), procedure.steps[1].name.as_str()), (Some("applicant"), "谈 话"));
    assert_eq!(procedure.steps[1].responsible.as_deref(), Some("党小组长"));
    let said = |step: usize| (procedure.steps[step].stage.as_deref(), procedure.steps[step].document.as_deref());
    assert_eq!((said(0), said(1)), ((Some("申请入党"), Some("申请书")), (Some("申请入党"), None)));
    assert_eq!((procedure.kinds().len(), procedure.selectors().count()), (1, 4));
}

#[test]
fn a_trigger_and_a_selector_refer_to_kinds_that_are_there() {
    let (rule, book) = rule(
        "规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党支部; 期限 { 起 记录 免职; 之后 \"3 月\"; 应有 任职 } }",
    );
    let Requirement::Within(within) = rule.requirement else { panic!("{rule:?}") };
    let Trigger::Record(Selector { kinds, .. }) = within.trigger else { panic!() };
    assert_eq!(book.kind(kinds[0]).unwrap().slug, "post-left");
    assert_eq!(book.kind(within.selector.kinds[0]).unwrap().slug, "post-taken");
    assert!(!within.selector.must.iter().any(|condition| condition.test == Test::Filled));
}

#[test]
fn a_scheme_holds_from_its_day_and_a_later_layer_takes_the_place_of_one_of_the_same_day() {
    let scheme = |properties: &str, weight: u32| {
        block(&format!(
            "评分 名称=甲 {properties} {{ 化 生活 条款=\"L L1\" 权重={weight}; 星 3 总分=60; 星 5 总分=90 各化=80 名额=\"1/10\" }}"
        ))
    };
    let base = format!(
        "{}{}",
        scheme("", 1),
        scheme("自=\"2020-01-01\" 基准分=10 名额按=集团", 2).replace("### L1 党员大会\n", "")
    );
    let overlay = scheme("自=\"2020-01-01\" 基准分=10 名额按=集团", 3);
    let group = [crate::source("甲.md", &base), crate::source("记录.md", crate::RECORDS)];
    let parsed = rulebook::parse(&group, &[&[crate::source("乙.md", &overlay)]]);
    assert_eq!(lines(&mistakes(&parsed)), "");
    let on = |day: &str| parsed.rulebook.scheme_on(day.parse().unwrap());
    assert_eq!(on("2018-08-31"), None);
    assert_eq!(on("2019-12-31").unwrap().dimensions[0].weight, Quantity::whole(1));
    let later = on("2020-01-01").unwrap();
    assert_eq!((later.dimensions[0].weight, later.base), (Quantity::whole(3), Quantity::whole(10)));
    assert_eq!(later.quota_over, rulebook::QuotaOver::Group);
    assert_eq!(later.dimensions[0].clauses, [Clauses::Chapter('L'), Clauses::One(0)]);
    let bands: Vec<_> = later.bands.iter().map(|band| (band.star, band.each, band.quota)).collect();
    assert_eq!(bands, [(5, Some(Quantity::whole(80)), Some((1, 10))), (3, None, None)]);
}

#[test]
fn a_band_asks_of_a_dimension_what_it_asks_of_each_or_of_this_one_whichever_is_more() {
    let bands = "星 3 总分=60 各化=50; 星 4 总分=60 各化=50 { 化 生活 至少=70; 化 其他 至少=40 }";
    let parsed = parse(&block(&format!("评分 名称=甲 {{ 化 生活 条款=L; 化 其他 条款=S; {bands} }}")));
    assert_eq!(lines(&mistakes(&parsed)), "");
    let bands = &parsed.rulebook.schemes[0].bands;
    let least = |band: usize, dimension| bands[band].least_in(dimension).unwrap();
    assert_eq!((least(0, 0), least(0, 1)), (Quantity::whole(70), Quantity::whole(50)));
    assert_eq!((least(1, 0), least(1, 1)), (Quantity::whole(50), Quantity::whole(50)));
}

#[test]
fn an_example_of_a_scheme_whose_place_was_taken_says_nothing_any_more() {
    let text = |dimension: &str| {
        block(&format!(
            "评分 名称=甲 {{ 化 {dimension} 条款=L }}\n评分示例 截至=\"2019-12-31\" {{ 得 {dimension}=无 }}"
        ))
    };
    let sources = [text("生活"), text("会议")].map(|text| crate::source("甲.md", &text));
    let [group, overlay] = sources;
    let parsed = rulebook::parse(&[group, crate::source("记录.md", crate::RECORDS)], &[&[overlay]]);
    let told = lines(&mistakes(&parsed));
    assert!(told.lines().count() == 1 && told.contains("不比上一层严：化"), "of its dimensions alone: {told}");
    assert_eq!(parsed.rulebook.score_examples.len(), 1);
}

#[test]
fn a_parameter_can_be_taken_to_be_otherwise_from_its_beginning_or_from_a_day() {
    let book = parse("").rulebook;
    let index = book.parameters.iter().position(|parameter| parameter.slug == "annual-class-hours").unwrap();
    let number =
        |book: &rulebook::Rulebook, day: &str| book.number(rulebook::Number::Parameter(index), day.parse().unwrap());
    let (before, then) = (Quantity::whole(32), Quantity::whole(40));
    let whole = book.with_parameter(index, then, None).unwrap();
    assert_eq!((number(&whole, "2018-09-01"), number(&whole, "2030-01-01")), (Some(then), Some(then)));
    let later = book.with_parameter(index, then, Some("2020-01-01".parse().unwrap())).unwrap();
    assert_eq!((number(&later, "2019-12-31"), number(&later, "2020-01-01")), (Some(before), Some(then)));
    assert!(book.with_parameter(index, Quantity(-1), None).is_err());
}
