//! Layers over layers.

use expect_test::{Expect, expect};
use facts::Quantity;
use rulebook::{Number, Parsed};

use crate::{RECORDS, block, lines, mistakes, source};

const RULE: &str =
    "规则 a-gap 名称=某事 力度=应当 责任=书记 { 适用 党员; 每 年; 合计 至少=党员年度学时 { 来自 党课 学时 } }";

fn lay(overlays: &[&str]) -> Parsed {
    let base = [source("基.md", &block(RULE)), source("记录.md", RECORDS)];
    let layers: Vec<Vec<rulebook::Source>> =
        overlays.iter().enumerate().map(|(index, text)| vec![source(&format!("层{}.md", index + 1), text)]).collect();
    let layers: Vec<&[rulebook::Source]> = layers.iter().map(Vec::as_slice).collect();
    rulebook::parse(&base, &layers)
}

fn check(overlays: &[&str], expect: Expect) {
    expect.assert_eq(&lines(&mistakes(&lay(overlays))));
}

#[test]
fn a_record_grows_fields_parts_choices_and_names() {
    let parsed = lay(&[
        "```kdl\n记录 members-meeting 补充=是 又名=全员会 {\n字段 weather 名称=天气 类型=文本\n字段 agenda { 选项 election 名称=选举; 选项 study 又名=研学 }\n字段 place 又名=会场\n参与 guest 名称=列席人 多人=是\n参与 attendee 又名=到会者\n}\n```",
    ]);
    assert_eq!(lines(&mistakes(&parsed)), "");
    let (_, kind) = parsed.rulebook.kind_named("members-meeting").unwrap();
    assert!(kind.synonyms.contains(&"全员会".to_owned()));
    assert!(kind.field("weather").is_some() && kind.part("guest").unwrap().many);
    assert_eq!(kind.field("place").unwrap().synonyms, ["会场"]);
    assert_eq!(kind.part("attendee").unwrap().synonyms, ["应到人员", "到会者"]);
    let choices = kind.field("agenda").unwrap().field_type.choices().unwrap();
    let slugs: Vec<&str> = choices.iter().map(|choice| choice.slug.as_str()).collect();
    assert_eq!(slugs, ["study", "admission", "election"]);
    assert_eq!(choices[0].synonyms, ["研学"]);
}

#[test]
fn what_supplements_a_record_cannot_change_it() {
    check(
        &[
            "```kdl\n记录 members-meeting 补充=是 名称=大会 {\n字段 place 名称=地方 类型=日期\n字段 hours 最大=3 { 选项 x 名称=甲 }\n字段 agenda { 选项 study 名称=读书 }\n参与 attendee 多人=否 名称=甲\n}\n```",
        ],
        expect![[r#"
            层1.md:2:28: 错误：记录名称 `大会` 与原来声明的 `党员大会` 不同；补充时不能改，可以省略不写
            层1.md:3:13: 错误：字段 `地方` 与原来声明的 `地点` 不同；补充时不能改，可以省略不写
            层1.md:3:19: 错误：字段类型 `日期` 与原来声明的 `文本` 不同；补充时不能改，可以省略不写
            层1.md:4:10: 错误：补充的字段 里没有 `最大` 这个属性；可以写：`名称`、`类型`、`又名`
            层1.md:4:17: 错误：字段 `学时` 的类型是数，这里要单选或多选，才能有选项
            层1.md:5:25: 错误：选项 `读书` 与原来声明的 `学习` 不同；补充时不能改，可以省略不写
            层1.md:6:16: 错误：属性 `多人` 与原来声明的 `是` 不同；补充时不能改，可以省略不写
            层1.md:6:21: 错误：身份 `甲` 与原来声明的 `参会人员` 不同；补充时不能改，可以省略不写
        "#]],
    );
}

#[test]
fn a_list_gets_another_version_with_choices_that_a_layer_added() {
    let list = "清单 topics 名称=要紧的议题 { 项 学习 自=\"2018-09-01\" 依据=某条 }";
    let rule = "规则 b-gap 名称=别的事 力度=应当 责任=书记 { 适用 党支部; 每 年; 次数 至少=1 { 记录 党员大会; 且 议题类型 要紧的议题 } }";
    let field = "记录 members-meeting 补充=是 { 字段 agenda { 选项 election 名称=选举 } }";
    let parsed = lay(&[
        &block(&format!("{list}\n{rule}")),
        &block(&format!("{field}\n清单 topics {{ 项 学习 选举 自=\"2020-01-01\" 依据=通知 }}")),
    ]);
    assert_eq!(lines(&mistakes(&parsed)), "");
    let book = &parsed.rulebook;
    let items = |day: &str| book.lists[0].on(day.parse().unwrap()).map(|version| version.items.join("、"));
    assert_eq!((items("2018-08-31"), items("2019-12-31")), (None, Some("学习".to_owned())));
    assert_eq!(items("2020-01-01"), Some("学习、选举".to_owned()));
    let (_, rule) = book.rule_named("b-gap").unwrap();
    assert_eq!(rule.lists()[0].on("2020-01-01".parse().unwrap()), ["study", "election"]);
}

#[test]
fn a_parameter_gets_a_new_value_or_another_one_for_the_same_day() {
    let parsed = lay(&[
        &block("参数 annual-class-hours { 值 40 自=\"2020-01-01\" 依据=通知 }"),
        &block("参数 annual-class-hours 名称=党员年度学时 { 值 44 自=\"2020-01-01\" 依据=更正 }"),
    ]);
    assert_eq!(lines(&mistakes(&parsed)), "");
    let book = &parsed.rulebook;
    let on = |day: &str| book.number(Number::Parameter(0), day.parse().unwrap());
    assert_eq!(on("2019-12-31"), Some(Quantity::whole(32)));
    assert_eq!(on("2020-01-01"), Some(Quantity::whole(44)));
    assert_eq!(on("2018-08-31"), None);
    assert_eq!(book.parameters[0].values.len(), 2);
}

#[test]
fn a_value_that_gives_way_to_a_later_one_above_is_pointed_out() {
    check(
        &[&block("参数 annual-class-hours { 值 40 自=\"2010-01-01\" 依据=通知 }")],
        expect![[r#"
        层1.md:4:25: 提醒：`党员年度学时` 从 2010-01-01 起的这一个只用到 2018-09-01 以前：从那天起上一层另有规定；要接着用，请写上 `自="2018-09-01"` 的一个
    "#]],
    );
    let both = "参数 annual-class-hours { 值 40 自=\"2010-01-01\" 依据=通知; 值 40 自=\"2018-09-01\" 依据=通知 }";
    assert_eq!(lines(&mistakes(&lay(&[&block(both)]))), "");
    let own = "参数 annual-class-hours { 值 36 自=\"2010-01-01\" 依据=通知; 值 40 自=\"2012-01-01\" 依据=通知 }";
    let told = lines(&mistakes(&lay(&[&block(own)])));
    assert!(told.contains("从 2012-01-01 起的这一个") && !told.contains("从 2010-01-01"), "{told}");
}

#[test]
fn an_unknown_parameter_and_a_changed_name_are_reported() {
    check(
        &[&block(
            "参数 annual-clas-hours { 值 40 自=\"2020-01-01\" 依据=通知 }\n参数 later 名称=从前的数 单位=次 { 值 1 自=\"2021-01-01\" 依据=通知 }",
        )],
        expect![[r#"
            层1.md:4:1: 错误：`参数` 缺少属性 `名称=`，请补上
            层1.md:4:4: 错误：没有 `annual-clas-hours` 这个参数；是不是 `annual-class-hours`；可以写：`annual-class-hours`、`review-ahead`、`later`
            层1.md:5:13: 错误：属性 `从前的数` 与原来声明的 `后来的数` 不同；补充时不能改，可以省略不写
            层1.md:5:21: 错误：属性 `次` 与原来声明的 `无` 不同；补充时不能改，可以省略不写
            层1.md:5:25: 错误：参数 `后来的数` 从 2021-01-01 起比上一层宽：加严方向是高，上一层那天是 5，这里是 1；请改成不低于 5 的数
        "#]],
    );
}

#[test]
fn a_rule_ends_the_day_before_the_one_that_takes_its_place() {
    let next = RULE.replace("a-gap", "b-gap").replace("责任=书记", "责任=书记 自=\"2020-01-01\" 替代=a-gap");
    let last =
        RULE.replace("a-gap", "c-gap").replace("责任=书记", "责任=书记 自=\"2021-01-01\" 止=\"2021-12-31\" 替代=b-gap");
    let parsed = lay(&[&block(&next), &block(&last)]);
    let told = lines(&mistakes(&parsed));
    // A unit may not end for good what the group asks for.
    assert!(told.contains("`c-gap` 从 2022-01-01 起比上一层的 `b-gap` 宽：止") && told.lines().count() == 1, "{told}");
    let terms: Vec<String> =
        parsed.rulebook.rules.iter().map(|rule| format!("{} {} {}", rule.slug, rule.from, rule.until)).collect();
    assert_eq!(terms, ["a-gap 2018-09-01 2019-12-31", "b-gap 2020-01-01 2020-12-31", "c-gap 2021-01-01 2021-12-31"]);
}

#[test]
fn taking_the_place_of_a_rule_nobody_knows_is_an_error() {
    let next = RULE.replace("a-gap", "b-gap").replace("责任=书记", "责任=书记 自=\"2020-01-01\" 替代=a-gab");
    check(
        &[&block(&next)],
        expect![[r#"
            层1.md:4:1: 提醒：规则名称 `某事` 前面已经有了，请删去一个或换一个名
            层1.md:4:46: 错误：替代 里没有 `a-gab` 这个规则；是不是 `a-gap`；可以写：`a-gap`
        "#]],
    );
}

#[test]
fn a_clause_of_a_later_layer_adds_its_text() {
    let parsed = rulebook::parse(
        &[source("基.md", "### L1 党员大会\n\n原文。\n\n### L2 支委会\n\n### M1 管理\n"), source("记录.md", RECORDS)],
        &[&[source("层.md", "### L37 本地活动\n\n另加的一条。\n\n### L1 党员大会\n\n补充。\n")]],
    );
    let clauses: Vec<(&str, &str)> =
        parsed.rulebook.clauses.iter().map(|clause| (clause.id.as_str(), clause.text.as_str())).collect();
    assert_eq!(clauses, [("L1", "原文。\n\n补充。"), ("L2", ""), ("L37", "另加的一条。"), ("M1", "")]);
    let order = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.file == "层.md").count();
    assert_eq!(order, 1, "the layer's own order is checked");
}

#[test]
fn what_has_to_be_reached_is_more_than_nothing() {
    check(
        &[
            &block(&RULE.replace("a-gap", "b-gap").replace("名称=某事", "名称=另一件").replace("党员年度学时", "甲")),
            "```kdl\n参数 a-b 名称=甲 { 值 0 自=\"2018-09-01\" 依据=本单位 }\n```",
            "```kdl\n参数 b-c 名称=别的 { 值 \"-1\" 自=\"2020-01-01\" 依据=本单位; 值 0 自=\"2021-01-01\" 依据=本单位 }\n```",
        ],
        expect![[r#"
            层2.md:2:15: 错误：参数 `甲` 的值 0 不对：规则用它说至少要做到多少，要大于 0，否则人人都达标
            层3.md:2:16: 错误：参数 `别的` 的值 -1 不对：不能小于 0
        "#]],
    );
}

#[test]
fn clauses_are_in_order_within_a_file_of_an_overlay_and_among_the_files_of_a_standard() {
    let base = [source("基.md", &block(RULE)), source("记录.md", RECORDS)];
    let files = |one: &str, other: &str| [("甲.md", one), ("乙.md", other)].map(|(name, text)| source(name, text));
    let told = |group: &[rulebook::Source], overlays: &[&[rulebook::Source]]| {
        lines(&mistakes(&rulebook::parse(group, overlays)))
    };
    let apart = files("### L4 某条\n\n正文。\n", "### L3 某条\n\n正文。\n");
    assert_eq!(told(&base, &[&apart]), "");
    let together = [source("甲.md", "### L4 某条\n\n正文。\n\n### L3 某条\n\n正文。\n")];
    expect![[r#"
        甲.md:5:5: 错误：条款 L3 不该排在 L4 之后：先按 `章` 声明的次序，再按号数排列
    "#]]
    .assert_eq(&told(&base, &[&together]));
    let group: Vec<rulebook::Source> = base.iter().cloned().chain(apart).collect();
    expect![[r#"
        乙.md:1:5: 错误：条款 L3 不该排在 L4 之后：先按 `章` 声明的次序，再按号数排列
    "#]]
    .assert_eq(&told(&group, &[]));
}
