//! Rules of one layer beside those of the layer above.

use expect_test::{Expect, expect};
use rulebook::{Parsed, Severity};

use crate::{RECORDS, block, lines, mistakes, source};

/// A national rule, a group's rule and an overlay, each a block under a clause of its own.
pub fn lay(national: &str, group: &str, local: &str) -> Parsed {
    let under = |clause: &str, text: &str| format!("### {clause} 某条\n\n```kdl\n{text}\n```\n");
    let chapter = "\n```kdl\n章 N 名称=国家规定\n```\n";
    let national = [source("国家.md", &(under("N1", national) + chapter))];
    let group = [source("集团.md", &under("L1", group)), source("记录.md", RECORDS)];
    let local = [source("本地.md", &under("L1", local))];
    let national = if national[0].text.contains("规则") { &national[..] } else { &[] };
    let local: &[&[rulebook::Source]] =
        if local[0].text.contains(['规', '参', '清', '费']) { &[&local] } else { &[] };
    rulebook::examine(&rulebook::layers(national, &group, local))
}

fn upper(subject: &str, body: &str) -> String {
    format!(
        "规则 upper 名称=上 力度=一般 责任=书记 自=\"2018-10-28\" {{ 出处 某条例 把握=原文; 适用 {subject}; {body} }}"
    )
}

fn lower(subject: &str, body: &str) -> String {
    format!("规则 lower 名称=下 力度=应当 责任=书记 加严=upper {{ 适用 {subject}; {body} }}")
}

/// What is said of a group's rule that is meant to tighten a national one: aspects and nothing else.
fn aspects((upper_subject, above): (&str, &str), (lower_subject, below): (&str, &str)) -> String {
    let parsed = lay(&upper(upper_subject, above), &lower(lower_subject, below), "");
    let told = lines(&mistakes(&parsed));
    let aspect = |line: &str| {
        let looser = line.split("比上一层的 `upper` 宽：").nth(1).and_then(|rest| rest.split('；').next());
        let not_comparable = line.split("不好比：").nth(1).and_then(|rest| rest.split('，').next());
        looser.or(not_comparable).unwrap_or(line).to_owned()
    };
    told.lines().map(aspect).collect::<Vec<_>>().join(" | ")
}

/// Upper and lower requirement, and what is wrong with the lower one.
#[track_caller]
fn check(subject: &str, cases: &[(&str, &str, &str)]) {
    for (above, below, told) in cases {
        assert_eq!(aspects((subject, above), (subject, below)), *told, "{above}\n{below}");
    }
}

#[test]
fn only_a_whole_standard_takes_over_what_the_built_in_one_has() {
    use rulebook::Borrowed::{Records, Regulations};
    let text = |text: &str| source("甲.md", &block(text));
    assert_eq!(rulebook::borrowed(&[text("沿用 国家层"), text("沿用 记录")]), [Regulations, Records]);
    assert_eq!(rulebook::borrowed(&[text("章 L 名称=记录"), source("乙.md", "沿用 记录")]), []);
    let both = rulebook::parse(&[text("沿用 记录 国家层"), source("记录.md", RECORDS)], &[]);
    assert_eq!(lines(&mistakes(&both)), "");
    let overlay = rulebook::parse(&[source("记录.md", RECORDS)], &[&[text("沿用 记录")]]);
    let alone = rulebook::parse(&[text("沿用 国家层"), source("记录.md", RECORDS)], &[]);
    expect![[r#"
        甲.md:4:1: 错误：`沿用` 只写在整部标准里：叠加层和国家层所在的那部标准已经有记录了；请删去
        甲.md:4:1: 错误：国家层说的是内置标准的记录，沿用它就要一起沿用记录，请写 `沿用 记录 国家层`
    "#]]
    .assert_eq(&(lines(&mistakes(&overlay)) + &lines(&mistakes(&alone))));
}

#[test]
fn more_often_and_in_shorter_periods_is_tighter() {
    check(
        "党支部",
        &[
            ("每 年; 次数 至少=1 { 记录 党课 }", "每 年; 次数 至少=1 { 记录 党课 }", ""),
            ("每 年; 次数 至少=1 { 记录 党课 }", "每 半年; 次数 至少=1 { 记录 党课 }", ""),
            ("每 年; 次数 至少=4 { 记录 党课 }", "每 季度; 次数 至少=1 { 记录 党课 }", ""),
            ("每 年; 次数 至少=2 { 记录 党课 }", "每 年; 次数 至少=1 { 记录 党课 }", "至少，上一层要求 2，这里是 1"),
            ("每 年; 次数 至少=3 { 记录 党课 }", "每 半年; 次数 至少=1 { 记录 党课 }", "至少，上一层要求 3，这里是 2"),
            (
                "每 半年; 次数 至少=1 { 记录 党课 }",
                "每 年; 次数 至少=2 { 记录 党课 }",
                "期间，上一层要求 半年，这里是 年",
            ),
            (
                "每 年; 次数 至少=1 期后=15 { 记录 党课 }",
                "每 年; 次数 至少=1 期后=16 { 记录 党课 }",
                "期后，上一层要求 15 日，这里是 16 日",
            ),
            (
                "每 年; 合计 至少=8 { 来自 党课 学时 }",
                "每 年; 合计 至少=8 { 来自 党课 学时; 来自 党员大会 学时 }",
                "来自不同",
            ),
            ("每 年; 次数 至少=1 { 记录 党课 }", "每 年; 合计 至少=1 { 来自 党课 学时 }", "要求的形式不同"),
        ],
    );
}

#[test]
fn fewer_at_most_and_a_larger_part_are_tighter() {
    check(
        "党支部",
        &[
            ("每 年; 次数 至多=2 { 记录 党课 }", "每 年; 次数 至多=1 { 记录 党课 党员大会 }", ""),
            ("每 年; 次数 至多=2 { 记录 党课 }", "每 年; 次数 至多=3 { 记录 党课 }", "至多，上一层要求 2，这里是 3"),
            ("每 年; 次数 至多=2 { 记录 党课 }", "每 半年; 次数 至多=1 { 记录 党课 }", ""),
            ("每 年; 次数 至多=3 { 记录 党课 }", "每 半年; 次数 至多=2 { 记录 党课 }", "至多，上一层要求 3，这里是 4"),
            ("每 半年; 次数 至多=2 { 记录 党课 }", "每 年; 次数 至多=2 { 记录 党课 }", ""),
            ("每 年; 次数 至多=2 { 记录 党课 }", "每 年; 次数 至少=1 { 记录 党课 }", "至多，上一层要求 2，这里是 没有"),
            (
                "每 年; 次数 至多=2 { 记录 党课 党员大会 }",
                "每 年; 次数 至多=2 { 记录 党课 }",
                "记录，上一层要求 党课、党员大会，这里是 党课",
            ),
        ],
    );
    let share = |part: &str, line: u32| format!("每 年; 占比 至少=\"{part}\" {{ 下级 党支部; 各化得分 至少={line} }}");
    check(
        "党委",
        &[
            (&share("9/10", 80), &share("0.95", 85), ""),
            (&share("9/10", 80), &share("4/5", 80), "至少，上一层要求 9/10，这里是 4/5"),
            (&share("9/10", 80), &share("9/10", 70), "各化得分，上一层要求 80，这里是 70"),
            (&share("9/10", 80), "每 年; 次数 至少=1 { 记录 党课 }", "要求的形式不同"),
        ],
    );
}

#[test]
fn a_veto_of_the_layer_above_stays_one() {
    let body = "适用 党支部; 每 年; 次数 至少=1 { 记录 党课 }";
    let told = |above: &str, below: &str| {
        let above = format!("规则 upper 名称=上 力度=应当 责任=书记 {above} {{ {body} }}");
        let below = format!("规则 lower 名称=下 力度=应当 责任=书记 自=\"2020-01-01\" {below} 替代=upper {{ {body} }}");
        let parsed = lay("", &above, &below);
        lines(&mistakes(&parsed))
    };
    assert_eq!(told("否决=是", "否决=是"), "");
    assert_eq!(told("限星=3", "否决=是"), "");
    for (above, below, said) in [
        ("否决=是", "", "限星，上一层要求 否决，这里是 没有"),
        ("否决=是", "限星=3", "限星，上一层要求 否决，这里是 至多 3 星"),
    ] {
        let told = told(above, below);
        assert!(told.contains(said), "{told}");
    }
}

#[test]
fn windows_that_begin_on_any_day() {
    check(
        "党支部",
        &[
            ("每 任意 \"3 月\"; 次数 至少=1 { 记录 党课 }", "每 任意 \"3 月\"; 次数 至少=1 { 记录 党课 }", ""),
            ("每 任意 \"3 月\"; 次数 至少=1 { 记录 党课 }", "每 任意 \"60 日\"; 次数 至少=1 { 记录 党课 }", ""),
            ("每 任意 \"6 月\"; 次数 至少=2 { 记录 党课 }", "每 任意 \"3 月\"; 次数 至少=1 { 记录 党课 }", ""),
            (
                "每 任意 \"3 月\"; 次数 至少=2 { 记录 党课 }",
                "每 任意 \"3 月\"; 次数 至少=1 { 记录 党课 }",
                "至少，上一层要求 2，这里是 1",
            ),
            (
                "每 任意 \"6 月\"; 次数 至少=2 { 记录 党课 }",
                "每 任意 \"4 月\"; 次数 至少=1 { 记录 党课 }",
                "至少，上一层要求 2，这里是 1",
            ),
            ("每 任意 \"3 月\"; 次数 至少=1 { 记录 党课 }", "每 任意 \"4 月\"; 次数 至少=9 { 记录 党课 }", "期间不同"),
            // What is added up can be less than nothing.
            (
                "每 任意 \"3 月\"; 合计 至少=1 { 来自 党课 学时 }",
                "每 任意 \"2 月\"; 合计 至少=1 { 来自 党课 学时 }",
                "期间不同",
            ),
            // Whoever owes a quarter may have stood through 45 days of it.
            ("每 季度; 次数 至少=1 { 记录 党课 }", "每 任意 \"45 日\"; 次数 至少=1 { 记录 党课 }", ""),
            ("每 季度; 次数 至少=3 { 记录 党课 }", "每 任意 \"15 日\"; 次数 至少=1 { 记录 党课 }", ""),
            ("每 季度; 次数 至少=1 { 记录 党课 }", "每 任意 \"46 日\"; 次数 至少=1 { 记录 党课 }", "期间不同"),
            ("每 任意 \"2 年\"; 次数 至少=1 { 记录 党课 }", "每 月; 次数 至少=1 { 记录 党课 }", "期间不同"),
        ],
    );
}

#[test]
fn a_share_counts_what_tightened_the_rule_that_it_names() {
    let counted = "每 年; 次数 至少=1 { 记录 党课 }";
    let share = "规则 share 名称=占比 力度=应当 责任=书记 { 适用 党支部; 每 年; 占比 至少=1 { 规则 upper } }";
    let parsed = lay(&upper("党支部", counted), &format!("{}\n{share}", lower("党支部", counted)), "");
    let book = parsed.rulebook;
    let (_, share) = book.rule_named("share").unwrap();
    let rulebook::Requirement::Proportion(proportion) = &share.requirement else { panic!("{share:?}") };
    let rulebook::Whole::Rules(named) = &proportion.of else { panic!("{share:?}") };
    let slugs: Vec<&str> = book.rules_named(named).into_iter().map(|at| book.rules[at].slug.as_str()).collect();
    assert_eq!(slugs.len(), 2, "{slugs:?}");
}

#[test]
fn an_example_is_not_asked_for_the_dimensions_of_a_scheme_that_a_lower_layer_put_in_place() {
    let rule =
        "规则 a-gap 名称=某事 力度=应当 责任=党委 { 适用 党委; 每 年; 占比 至少=1 { 下级 党支部; 各化得分 至少=80 } }";
    let example = "示例 a-gap 截至=\"2019-12-31\" { 支部 形式=党委; 下级 一支部 各化=80; 得 达标 }";
    let of_group = format!("评分 名称=集团 {{ 化 生活 条款=L }}\n{rule}\n{example}");
    let of_unit = "评分 名称=本单位规定 { 化 生活 条款=L; 化 大会 条款=L1 }";
    let told = lines(&mistakes(&lay("", &of_group, of_unit)));
    expect![[r#"
        本地.md:4:1: 错误：`评分` 从 2018-09-01 起不比上一层严：化，上一层是 生活，这里是 生活、大会；下一层的 `评分` 只能提高要求，请改成与上一层相同，或者更高
    "#]]
    .assert_eq(&told);
}

/// A parameter and a list of the group above what an overlay says of them, with the rule that tightens a national one.
const NAMED: &str = "参数 days-left 名称=余下天数 单位=日 加严方向=低 { 值 20 自=\"2018-09-01\" 依据=甲; 值 40 自=\"2020-01-01\" 依据=乙 }
清单 must-do 名称=必办 { 项 集中授课 自=\"2018-09-01\" 依据=甲 }
";

#[test]
fn limits_and_tests_by_a_name_are_as_on_the_day() {
    let told = |above: &str, below: &str| {
        let parsed = lay(&upper("党支部", above), &format!("{NAMED}{}", lower("党支部", below)), "");
        lines(&mistakes(&parsed))
    };
    let within = |limit: &str| format!("期限 {{ 起 记录 任职; 之后 {limit}; 应有 党课 }}");
    assert_eq!(told(&within("\"40 日\""), &within("余下天数")), "");
    expect![[r#"
        集团.md:6:30: 错误：`lower` 从 2020-01-01 起比上一层的 `upper` 宽：之后，上一层要求 1 月，这里是 40 日；下一层只能加严或补充，请改成不低于上一层，或删去 `替代`、`加严`，让两条规则并存
    "#]]
    .assert_eq(&told(&within("\"1 月\""), &within("余下天数")));
    let count = |test: &str| format!("每 年; 次数 至少=1 {{ 记录 党课; 且 {test} }}");
    assert_eq!(told(&count("形式 集中授课"), &count("形式 必办")), "");
    assert_eq!(told(&count("学时 至少=20"), &count("学时 至少=余下天数")), "");
    expect![[r#"
        集团.md:6:30: 错误：`lower` 从 2018-10-28 起比上一层的 `upper` 宽：且，上一层要求 学时 至少=30，这里是 学时 至少=20；下一层只能加严或补充，请改成不低于上一层，或删去 `替代`、`加严`，让两条规则并存
    "#]]
    .assert_eq(&told(&count("学时 至少=30"), &count("学时 至少=余下天数")));
    expect![[r#"
        集团.md:6:30: 错误：`lower` 从 2018-10-28 起比上一层的 `upper` 宽：且，上一层要求 形式 视频党课，这里是 形式 集中授课；下一层只能加严或补充，请改成不低于上一层，或删去 `替代`、`加严`，让两条规则并存
    "#]]
    .assert_eq(&told(&count("形式 视频党课"), &count("形式 必办")));
}

#[test]
fn what_a_register_names_may_not_become_less() {
    let of = |register: &str| format!("登记对象 {{ {register} }}");
    let body = "每 年; 次数 至少=1 { 记录 发展步骤 }";
    for (above, below, told) in [
        ("记录 发展步骤; 按 姓名", "记录 发展步骤; 按 姓名", ""),
        ("记录 发展步骤; 按 姓名; 终止 { 记录 发展步骤; 且 步骤 终止 }", "记录 发展步骤; 按 姓名", ""),
        (
            "记录 发展步骤; 按 姓名",
            "记录 发展步骤; 按 姓名; 终止 { 记录 发展步骤; 且 步骤 终止 }",
            "终止，上一层要求 没有终止，这里是 有终止",
        ),
        (
            "记录 发展步骤; 按 姓名",
            "记录 发展步骤; 且 步骤 终止; 按 姓名",
            "且，上一层要求 没有这个条件，这里是 步骤 终止",
        ),
    ] {
        assert_eq!(aspects((&of(above), body), (&of(below), body)), told, "{above}\n{below}");
    }
}

#[test]
fn a_list_of_a_lower_layer_only_gets_longer() {
    let list = "清单 must-do 名称=必办 { 项 甲 乙 自=\"2018-09-01\" 依据=甲; 项 甲 乙 丙 自=\"2020-01-01\" 依据=乙 }";
    let told = |local: &str| {
        let parsed = lay("", list, &format!("清单 must-do {{ {local} }}"));
        (lines(&mistakes(&parsed)), parsed.rulebook.lists[0].versions.iter().map(|one| one.items.len()).collect())
    };
    let more: (String, Vec<usize>) = told("项 甲 丁 乙 自=\"2019-01-01\" 依据=丙");
    // What was added holds until the layer above has a list of its own again, and that is pointed out.
    expect![[r#"
        本地.md:4:14: 提醒：`必办` 从 2019-01-01 起的这一个只用到 2020-01-01 以前：从那天起上一层另有规定；要接着用，请写上 `自="2020-01-01"` 的一个
    "#]].assert_eq(&more.0);
    assert_eq!(more.1, vec![2, 3, 3]);
    let (said, versions): (String, Vec<usize>) = told("项 甲 丁 自=\"2020-06-01\" 依据=丙");
    expect![[r#"
        本地.md:4:14: 错误：清单 `必办` 从 2020-06-01 起少了 乙、丙：上一层那天有 甲、乙、丙，下一层只能添项；请写上这些项，要添的写在后面
    "#]]
    .assert_eq(&said);
    assert_eq!(versions, [2, 3]);
}

/// The first base of which a table makes less due than one above it, as it is said, and as looking at every base says.
fn first_lower(above: &str, below: &str) -> (Option<String>, Option<String>) {
    let table = |brackets: &str, from: &str| format!("表 自=\"{from}\" 依据=甲 {{ {brackets} }}");
    let group = format!("费率 dues 名称=党费费率 {{ {} }}", table(above, "2018-09-01"));
    let parsed = lay("", &group, &format!("费率 dues {{ {} }}", table(below, "2020-01-01")));
    let told = lines(&mistakes(&parsed));
    let said = told.split("起比上一层低：基数是 ").nth(1).and_then(|rest| Some(rest.split(" 的").next()?.to_owned()));
    // What is refused is not taken up.
    assert_eq!(parsed.rulebook.rates[0].tables.len(), if said.is_some() { 1 } else { 2 });
    let alone = |brackets: &str| {
        let text = format!("费率 dues 名称=党费费率 {{ {} }}", table(brackets, "2018-09-01"));
        lay("", &text, "").rulebook.rates.remove(0)
    };
    let (above, below) = (alone(above), alone(below));
    let due = |rates: &rulebook::Rates, base: i64| rates.due(facts::Quantity(base), "2020-01-01".parse().unwrap());
    let found = (0..2_000_000).find(|base| due(&below, *base) < due(&above, *base));
    (said, found.map(|base| facts::Quantity(base).to_string()))
}

#[test]
fn by_rates_of_a_lower_layer_no_base_pays_less() {
    let national = "档 至多=3000 率=\"0.5%\"; 档 至多=5000 率=\"1%\"; 档 率=\"2%\"";
    for (above, below, first) in [
        (national, national, None),
        (national, "档 率=\"2%\"", None),
        (national, "档 至多=\"2999.99\" 率=\"0.5%\"; 档 率=\"2%\"", None),
        (national, "档 至多=\"3000.01\" 率=\"0.5%\"; 档 率=\"2%\"", Some("3000.01")),
        (national, "档 至多=\"5000.01\" 率=\"1%\"; 档 率=\"2%\"", Some("5000.01")),
        (national, "档 率=\"1%\"", Some("5000.01")),
        (national, "档 至多=5000 率=\"1%\"; 档 定额=300", Some("15000.25")),
        (national, "档 定额=\"0.2\"", Some("41")),
        ("档 定额=\"0.2\"", "档 率=\"0.5%\"", Some("0")),
        ("档 定额=\"0.2\"", "档 至多=40 定额=\"0.2\"; 档 率=\"0.5%\"", None),
        ("档 定额=\"0.2\"", "档 定额=\"0.19\"", Some("0")),
        // Rounding hides the smaller share at some bases and shows it at others.
        ("档 至多=60 率=\"0.02%\"; 档 率=\"0%\"", "档 至多=60 率=\"0.01%\"; 档 率=\"0%\"", Some("25")),
        ("档 至多=\"24.99\" 率=\"0.02%\"; 档 率=\"0%\"", "档 率=\"0%\"", None),
        ("档 率=\"0%\"", "档 定额=0", None),
    ] {
        let (said, found) = first_lower(above, below);
        assert_eq!((said.as_deref(), found.as_deref()), (first, first), "{above}\n{below}");
    }
}

#[test]
fn lower_rates_are_refused_with_the_base_and_both_amounts() {
    let group = "费率 dues 名称=党费费率 { 表 自=\"2018-09-01\" 依据=甲 { 档 率=\"1%\" }; 表 自=\"2021-01-01\" 依据=乙 { 档 率=\"2%\" } }";
    let one_percent = |from: &str| format!("表 自=\"{from}\" 依据=丙 {{ 档 率=\"1%\" }}");
    let local = format!("费率 dues {{ {}\n {} }}", one_percent("2020-01-01"), one_percent("2021-01-01"));
    check_all(
        "",
        group,
        &local,
        expect![[r#"
            本地.md:5:2: 错误：费率 `党费费率` 从 2021-01-01 起比上一层低：基数是 0.25 的，上一层那天要交 0.01，这里是 0；下一层的表不论基数多少都不能少于上一层，请把这一档改成不低于上一层
        "#]],
    );
}

#[test]
fn rates_that_hold_everywhere_stand_above_those_of_the_group_whichever_is_read_first() {
    let rates =
        |rate: &str| format!("费率 dues 名称=党费费率 {{ 表 自=\"2018-09-01\" 依据=甲 {{ 档 率=\"{rate}\" }} }}");
    let national = |rate: &str| format!("{}\n{}", upper("党支部", "每 年; 次数 至少=1 { 记录 党课 }"), rates(rate));
    check_all(&national("1%"), &rates("2%"), "", expect![""]);
    let told = lines(&mistakes(&lay(&national("2%"), &rates("1%"), "")));
    assert!(told.starts_with("集团.md:4:") && told.contains("上一层那天要交 0.01，这里是 0"), "{told}");
}

#[test]
fn what_counts_may_only_become_less() {
    check(
        "党支部",
        &[
            (
                "每 年; 次数 至少=1 { 记录 党课 党员大会 }",
                "每 年; 次数 至少=1 { 记录 党员大会; 除 合并召开 是; 且 议题类型 学习 }",
                "",
            ),
            (
                "每 年; 次数 至少=1 { 记录 党员大会; 且 议题类型 学习 }",
                "每 年; 次数 至少=1 { 记录 党员大会; 且 议题类型 学习 发展党员 }",
                "且，上一层要求 议题类型 学习，这里是 议题类型 学习、发展党员",
            ),
            (
                "每 年; 次数 至少=1 { 记录 党员大会; 除 合并召开 是 }",
                "每 年; 次数 至少=1 { 记录 党员大会 }",
                "除，上一层要求 合并召开 是，这里是 没有这个条件",
            ),
            (
                "每 年; 次数 至少=1 { 记录 党员大会 }",
                "每 年; 次数 至少=1 { 记录 党课 党员大会 }",
                "记录，上一层要求 党员大会，这里是 党课、党员大会",
            ),
            (
                "每 年; 次数 至少=1 { 记录 党员大会; 且 学时 至少=2 }",
                "每 年; 次数 至少=1 { 记录 党员大会; 且 学时 至少=1 }",
                "且，上一层要求 学时 至少=2，这里是 学时 至少=1",
            ),
        ],
    );
}

#[test]
fn what_begins_when_months_are_empty_may_begin_no_later() {
    let after = |months: u32, limit: &str| {
        let (begins, asked) = (format!("起 缺月 {months} 党费交纳"), "应有 谈心谈话; 同人 交纳人 谈话对象");
        format!("每 月; 期限 {{ {begins}; 之后 \"{limit}\"; {asked} }}")
    };
    check(
        "党员",
        &[
            (&after(6, "1 月"), &after(6, "1 月"), ""),
            (&after(6, "1 月"), &after(3, "15 日"), ""),
            (&after(6, "1 月"), &after(7, "1 月"), "缺月，上一层要求 6，这里是 7"),
            (&after(6, "1 月"), &after(6, "2 月"), "之后，上一层要求 1 月，这里是 2 月"),
        ],
    );
    let run = |more: &str| format!("每 年; 连续 缺月 次=6 {{ 记录 党费交纳; 担任 交纳人{more} }}");
    let (nothing, due, less) =
        (run(""), run("; 应交 党费交纳 交纳金额"), run("; 应交 党费交纳 交纳金额 { 且 所属月份 已填 }"));
    check("党员", &[(&due, &due, ""), (&due, &nothing, ""), (&nothing, &due, "应交不同"), (&due, &less, "应交不同")]);
}

#[test]
fn the_earliest_day_of_a_limit_may_come_no_sooner() {
    let within = |no_earlier: &str| format!("每 年; 期限 {{ 起 期初; 之后 \"7 月\"{no_earlier}; 应有 党课 }}");
    let (any, may, june) = (within(""), within(" 不早于=\"4 月\""), within(" 不早于=\"5 月\""));
    check(
        "党支部",
        &[
            (&any, &june, ""),
            (&may, &june, ""),
            (&june, &june, ""),
            (&june, &may, "不早于，上一层要求 5 月，这里是 4 月"),
            (&june, &any, "不早于，上一层要求 5 月，这里是 没有"),
        ],
    );
}

#[test]
fn limits_terms_and_lists_may_not_grow_longer_or_shorter() {
    let after = |limit: &str| format!("期限 {{ 起 记录 党课; 之后 \"{limit}\"; 应有 党员大会 }}");
    let (month, days, long_days) = (after("1 月"), after("28 日"), after("30 日"));
    check(
        "党支部",
        &[
            (&month, &days, ""),
            (&month, &long_days, "之后，上一层要求 1 月，这里是 30 日"),
            ("届期 \"3 年\" 可延=\"1 年\"", "届期 \"36 个月\" 可延=\"6 月\"", ""),
            ("届期 \"3 年\" 可延=\"1 年\"", "届期 \"5 年\" 可延=\"1 年\"", "届期，上一层要求 3 年，这里是 5 年"),
            ("齐备 { 任职 书记 }", "齐备 { 任职 书记 组织委员 }", ""),
            ("齐备 { 任职 书记 组织委员 }", "齐备 { 任职 书记 }", "任职，上一层要求 书记、组织委员，这里是 书记"),
            ("每 年; 认定 { 等次 优秀 合格 }", "每 年; 认定 { 等次 优秀 }", ""),
            (
                "每 年; 认定 { 等次 优秀 }",
                "每 年; 认定 { 等次 优秀 合格 }",
                "等次，上一层要求 等次 优秀，这里是 等次 优秀、合格",
            ),
        ],
    );
}

#[test]
fn figures_and_demands_may_only_be_narrowed() {
    check(
        "党支部",
        &[
            ("状态 { 指标 党员数 至多=50 }", "状态 { 指标 党员数 至多=49; 指标 书记人数 至少=1 }", ""),
            ("状态 { 指标 党员数 至多=50 }", "状态 { 指标 党员数 至多=51 }", "党员数，上一层要求 50，这里是 51"),
            ("状态 { 指标 党员数 至多=50 }", "状态 { 指标 党员数 宜至多=50 }", "党员数，上一层要求 50，这里是 没有"),
            (
                "状态 { 指标 党员数 至多=50 }",
                "状态 { 指标 正式党员数 至多=50 }",
                "指标，上一层要求 党员数 至多=50，这里是 没有",
            ),
            (
                "每次 { 记录 党员大会; 应 合并召开 否; 无故缺席 至多=1 }",
                "每次 { 记录 党员大会; 应 合并召开 否; 无故缺席 至多=0; 应有 主持人 }",
                "",
            ),
            (
                "每次 { 记录 党员大会; 无故缺席 至多=0 }",
                "每次 { 记录 党员大会; 无故缺席 至多=1 }",
                "应，上一层要求 无故缺席 至多=0，这里是 无故缺席 至多=1",
            ),
            (
                "每次 { 记录 党员大会; 应 合并召开 否 }",
                "每次 { 记录 党员大会; 且 学时 已填; 应 合并召开 否 }",
                "且，上一层要求 没有这个条件，这里是 学时 已填",
            ),
            (
                "每次 { 记录 党课; 应比 学时 党员数 至少=\"4/5\" }",
                "每次 { 记录 党课; 应比 学时 党员数 超过=\"4/5\" }",
                "",
            ),
            (
                "每次 { 记录 党课; 应比 学时 党员数 至少=\"4/5\" }",
                "每次 { 记录 党课; 应比 学时 党员数 至少=\"3/4\" }",
                "应，上一层要求 应比 学时 党员数 至少=4/5，这里是 应比 学时 党员数 至少=3/4",
            ),
            (
                "每次 { 记录 党员大会; 应比 到会有表决权人数 有表决权人数 至少=\"1/2\" }",
                "每次 { 记录 党员大会; 应比 到会有表决权人数 有表决权人数 超过=\"1/2\"; 应合 学时 学时 学时 }",
                "",
            ),
            (
                "每次 { 记录 党员大会; 应比 到会有表决权人数 有表决权人数 至少=\"1/2\" }",
                "每次 { 记录 党员大会; 应比 到会有表决权人数 党员数 至少=\"1/2\" }",
                "应，上一层要求 应比 到会有表决权人数 有表决权人数 至少=1/2，这里是 应比 到会有表决权人数 党员数 至少=1/2",
            ),
            (
                "每次 { 记录 党员大会; 应比 到会有表决权人数 有表决权人数 至少=\"1/2\" }",
                "每次 { 记录 党员大会; 不计 党课 { 担任 主讲人 }; 应比 到会有表决权人数 有表决权人数 至少=\"1/2\" }",
                "不计不同",
            ),
            ("每次 { 记录 党员大会; 应合 学时 学时 学时 }", "每次 { 记录 党员大会; 应合 学时 学时 学时 }", ""),
        ],
    );
}

#[test]
fn a_narrower_circle_is_looser_and_a_wider_one_is_not() {
    let body = "每 年; 次数 至少=1 { 记录 党课 }";
    let told = |above: &str, below: &str| aspects((above, body), (below, body));
    assert_eq!(told("党支部 { 其中 党员数 至少=7 }", "党支部"), "");
    assert_eq!(told("党支部 { 其中 正式党员数 至少=7 }", "党支部 { 其中 党员数 至少=7 }"), "");
    assert_eq!(told("党支部 { 其中 党员数 至少=7 }", "党支部 { 其中 设支委会 是 }"), "");
    assert_eq!(told("党支部", "党支部 { 其中 党员数 至少=7 }"), "其中，上一层要求 没有附加条件，这里是 党员数 至少=7");
    let narrower = told("党支部 { 其中 党员数 至少=7 }", "党支部 { 其中 正式党员数 至少=7 }");
    assert_eq!(narrower, "其中，上一层要求 党员数 至少=7，这里是 正式党员数 至少=7");
    let one_form = told("党支部", "党支部 { 形式 党支部 }");
    assert_eq!(one_form, "组织形式，上一层要求 党支部、联合党支部、临时党支部，这里是 党支部");
    assert_eq!(told("党支部", "党员"), "适用对象不同");
}

#[test]
fn steps_are_kept_in_order_and_in_no_more_time() {
    let step = |name: &str, choice: &str, more: &str| format!("步 {name} {{ 记录 发展步骤; 且 步骤 {choice}{more} }}");
    let procedure = |steps: &[String]| format!("程序 {{ 按 姓名; {} }}", steps.join("; "));
    let (apply, end) = (step("申请", "申请", ""), step("终止", "终止", ""));
    let talk = |limit: &str| step("谈话", "谈话", limit);
    let above = procedure(&[apply.clone(), talk("; 之后 \"1 月\"")]);
    let told = |steps: &[String]| aspects(("党支部", &above), ("党支部", &procedure(steps)));
    assert_eq!(told(&[apply.clone(), talk("; 之后 \"1 月\""), end.clone()]), "");
    assert_eq!(told(&[apply.clone(), talk("; 之后 \"2 月\"")]), "之后，上一层要求 1 月，这里是 2 月");
    assert_eq!(told(&[apply.clone(), talk("")]), "之后，上一层要求 1 月，这里是 没有期限");
    assert_eq!(told(&[apply.clone(), end.clone()]), "步，上一层要求 谈话，这里是 没有这一步");
    assert_eq!(told(&[talk(""), apply]), "步骤的次序不同 | 之后，上一层要求 1 月，这里是 没有期限");
}

#[test]
fn the_upper_rule_gives_way_from_the_first_day_of_the_tighter_one() {
    let body = "每 年; 次数 至少=1 { 记录 党课 }";
    let later = lower("党支部", body).replace("加严=upper", "加严=upper 自=\"2020-01-01\"");
    let parsed = lay(&upper("党支部", body), &later, "");
    assert_eq!(lines(&mistakes(&parsed)), "");
    let book = &parsed.rulebook;
    let span = |book: &rulebook::Rulebook, slug: &str| {
        let (_, rule) = book.rule_named(slug).unwrap();
        format!("{} {}", rule.from, rule.until)
    };
    assert_eq!(span(book, "upper"), "2018-10-28 2019-12-31");
    assert_eq!(span(&book.without_giving_way(), "upper"), "2018-10-28 9999-12-31");

    // What ends before the rule above does would leave nothing.
    let early = later.replace("自=\"2020-01-01\"", "自=\"2020-01-01\" 止=\"2021-12-31\"");
    let told = lines(&mistakes(&lay(&upper("党支部", body), &early, "")));
    assert!(told.contains("从 2022-01-01 起") && told.contains("止，上一层要求 无限期，这里是 2021-12-31"), "{told}");

    // Something of the group's own may take over, but what it stands for stays the same.
    let next = |count: &str| {
        let next = "规则 next 名称=后 力度=应当 责任=书记 自=\"2022-01-01\" 替代=lower { 适用 党支部; 每 年; 次数 至少=1 { 记录 党课 } }";
        format!("{later}\n{}", next.replace("至少=1", count))
    };
    let above = upper("党支部", "每 年; 次数 至少=2 { 记录 党课 }");
    let two = |text: String| text.replacen("至少=1", "至少=2", 1);
    assert_eq!(lines(&mistakes(&lay(&above, &two(next("至少=2")), ""))), "");
    let told = lines(&mistakes(&lay(&above, &two(next("至少=1")), "")));
    assert!(told.contains("`next` 从 2022-01-01 起比上一层的 `upper` 宽：至少"), "{told}");
}

fn check_all(national: &str, group: &str, local: &str, expect: Expect) {
    expect.assert_eq(&lines(&mistakes(&lay(national, group, local))));
}

#[test]
fn an_overlay_may_replace_by_what_is_tighter_only() {
    let group = "规则 lower 名称=下 力度=应当 责任=书记 { 适用 党支部; 每 年; 次数 至少=2 { 记录 党课 } }";
    let local = |body: &str| {
        format!("规则 own 名称=自 力度=应当 责任=书记 自=\"2020-01-01\" 替代=lower {{ 适用 党支部; {body} }}")
    };
    check_all("", group, &local("每 年; 次数 至少=3 { 记录 党课 }"), expect![""]);
    check_all(
        "",
        group,
        &local("每 年; 次数 至少=1 { 记录 党课 }").replace("应当", "可以"),
        expect![[r#"
            本地.md:4:43: 错误：`own` 从 2020-01-01 起比上一层的 `lower` 宽：力度，上一层要求 应当，这里是 可以；下一层只能加严或补充，请改成不低于上一层，或删去 `替代`、`加严`，让两条规则并存
            本地.md:4:43: 错误：`own` 从 2020-01-01 起比上一层的 `lower` 宽：至少，上一层要求 2，这里是 1；下一层只能加严或补充，请改成不低于上一层，或删去 `替代`、`加严`，让两条规则并存
        "#]],
    );
    // What a unit could switch off does not stand for what it cannot.
    let switch = "参数 on 名称=本单位执行 加严方向=不限 { 值 0 自=\"2018-09-01\" 依据=本单位 }\n";
    let own = local("每 年; 次数 至少=2 { 记录 党课 }").replace("替代=lower", "替代=lower 执行=本单位执行");
    let told = lines(&mistakes(&lay("", group, &format!("{switch}{own}"))));
    assert!(told.contains("执行，上一层要求 一直执行，这里是 本单位执行"), "{told}");
    check_all(
        "",
        group,
        &local("届期 \"3 年\""),
        expect![[r#"
            本地.md:4:43: 错误：`own` 与上一层的 `lower` 不好比：要求的形式不同，看不出是不是更严；请删去 `替代`、`加严`，作为另一条规则与它并存
        "#]],
    );
}

#[test]
fn a_parameter_moves_in_its_direction_only() {
    let declared = |direction: &str| format!("参数 times 名称=次 {direction} {{ 值 2 自=\"2018-09-01\" 依据=标准 }}");
    let moved = |to: &str| format!("参数 times {{ 值 {to} 自=\"2020-01-01\" 依据=通知 }}");
    for (direction, to) in [("加严方向=高", "2"), ("加严方向=高", "3"), ("加严方向=低", "1"), ("加严方向=不限", "1")]
    {
        check_all("", &declared(direction), &moved(to), expect![""]);
    }
    check_all(
        "",
        &declared("加严方向=高"),
        &moved("1"),
        expect![[r#"
        本地.md:4:12: 错误：参数 `次` 从 2020-01-01 起比上一层宽：加严方向是高，上一层那天是 2，这里是 1；请改成不低于 2 的数
    "#]],
    );
    check_all(
        "",
        &declared("加严方向=低"),
        &moved("3"),
        expect![[r#"
        本地.md:4:12: 错误：参数 `次` 从 2020-01-01 起比上一层宽：加严方向是低，上一层那天是 2，这里是 3；请改成不高于 2 的数
    "#]],
    );
    check_all(
        "",
        &declared(""),
        &moved("3"),
        expect![[r#"
        本地.md:4:12: 错误：上一层没有说参数 `次` 往哪边改是加严，2020-01-01 起的这个值不能用；请在声明它的地方写 `加严方向=高`（`低`、`不限`），或另写一条规则
    "#]],
    );
}

#[test]
fn a_number_of_the_group_is_looked_at_whenever_it_changes() {
    let group = format!(
        "参数 times 名称=次 {{ 值 2 自=\"2018-09-01\" 依据=标准; 值 1 自=\"2021-01-01\" 依据=标准 }}\n{}",
        lower("党支部", "每 年; 次数 至少=次 { 记录 党课 }")
    );
    let told = lines(&mistakes(&lay(&upper("党支部", "每 年; 次数 至少=2 { 记录 党课 }"), &group, "")));
    assert!(told.contains("从 2021-01-01 起比上一层的 `upper` 宽：至少，上一层要求 2，这里是 1"), "{told}");
}

#[test]
fn national_rules_have_a_source_that_somebody_has_seen_and_no_points() {
    check_all(
        "规则 upper 名称=上 力度=一般 责任=书记 分值=2 { 适用 党支部; 届期 \"3 年\" }\n规则 other 名称=另 力度=一般 责任=书记 自=\"2018-10-28\" { 出处 某条例 条=第八条 把握=未核对; 适用 党支部; 届期 \"3 年\" }",
        "",
        "",
        expect![[r#"
            国家.md:4:1: 错误：国家层的规则 `upper` 要写明出处和起始日，请加上 `出处 文件名称 把握=原文` 和 `自=`
            国家.md:4:30: 错误：国家层的规则 `upper` 不计分，请删去 `分值`；要计分的，在集团的标准里写一条加严它的规则
            国家.md:5:44: 错误：`某条例` 还没有核对过，不能作规则的出处；请核对后改为 `把握=原文` 或 `把握=通行`，或只写在正文里
            国家.md:5:53: 错误：没有看过原文，不能引到 `第八条`；请删去 `条`，或核对原文后写 `把握=原文`
        "#]],
    );
}

#[test]
fn who_can_be_tightened_and_by_what() {
    let body = "届期 \"3 年\"";
    let lone = lower("党支部", body);
    // Read by itself, a group's standard has nothing above it.
    check_all("", &lone, "", expect![""]);
    check_all(
        &upper("党支部", body).replace("upper", "uper"),
        &lone,
        "",
        expect![[r#"
            集团.md:4:30: 错误：加严 里没有 `upper` 这个规则；是不是 `uper`；可以写：`uper`
        "#]],
    );
    let own = lone.replace("lower", "own").replace("加严=upper", "加严=own-other").replace("名称=下", "名称=自");
    let other = own.replace("own ", "own-other ").replace(" 加严=own-other", "").replace("名称=自", "名称=他");
    check_all(
        "",
        &format!("{own}\n{other}"),
        "",
        expect![[r#"
        集团.md:4:28: 错误：`own` 不能加严 `own-other`：它不在更高的一层；同一层里取代另一条规则写 `替代=own-other`，并写上 `自`
    "#]],
    );
    let other_layer = [source("国家.md", "### L1 某条\n")];
    let group = [source("记录.md", RECORDS)];
    let parsed = rulebook::examine(&rulebook::layers(&other_layer, &group, &[]));
    let told = lines(&mistakes(&parsed));
    assert!(told.contains("条款 L1 放错了层"), "{told}");
}

#[test]
fn whether_a_rule_is_enforced_is_yes_or_no_on_a_day_of_its_own() {
    let parameter =
        "参数 on 名称=执行否 加严方向=不限 { 值 1 自=\"2018-09-01\" 依据=标准; 值 2 自=\"2024-01-01\" 依据=通知 }";
    let rule = |more: &str, body: &str| {
        format!("{parameter}\n规则 a-gap 名称=某 力度=应当 责任=书记 执行=执行否{more} {{ 适用 党支部; {body} }}")
    };
    let counted = "每 年; 次数 至少=1 { 记录 党课 }";
    check_all(
        "",
        &rule("", counted),
        "",
        expect![[r#"
        集团.md:4:50: 错误：参数 `执行否` 的值 2 不对：规则用它说执行不执行，只能是 1（执行）或 0（不执行）
    "#]],
    );
    let sound = |text: String| text.replace("值 2", "值 0");
    check_all("", &sound(rule("", counted)), "", expect![""]);
    check_all(
        "",
        &sound(rule("", "届期 \"3 年\"")),
        "",
        expect![[r#"
        集团.md:5:1: 错误：`a-gap` 不能写 `执行`：它说的是现状、任期或一件事的全过程，没有自己的期间或日子；请用 `自`、`止` 和 `替代`
    "#]],
    );
    check_all(
        "",
        &sound(rule(" 加严=upper", counted)),
        "",
        expect![[r#"
        集团.md:5:30: 错误：`a-gap` 写了 `执行`，不执行的时候就没有规则管上一层的要求；请删去 `加严`，让两条规则并存
    "#]],
    );
}

#[test]
fn a_text_against_a_clause_is_kept_with_the_clause() {
    let conflict = "抵触 某规定 自=\"2024-08-06\" 把握=未核对 说明=不得排名";
    let parsed = rulebook::parse(&[source("甲.md", &block(conflict)), source("记录.md", RECORDS)], &[]);
    assert_eq!(lines(&mistakes(&parsed)), "");
    let conflicts: Vec<_> = parsed.rulebook.conflicts_of(0).collect();
    assert_eq!((conflicts[0].statement.as_str(), conflicts[0].from.to_string().as_str()), ("不得排名", "2024-08-06"));
    let outside = rulebook::parse(&[source("甲.md", &format!("```kdl\n{conflict}\n```\n"))], &[]);
    let told = outside.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    assert_eq!(told.filter(|one| one.to_string().contains("`抵触` 不在任何条款之下")).count(), 1);
}

#[test]
fn a_choice_is_called_as_the_field_of_the_record_that_the_rules_look_at() {
    let records = "记录 event 名称=大事 { 字段 category 名称=事项类别 类型=单选 { 选项 accident 名称=事故 } }
记录 carrier 名称=载体 { 字段 category 名称=载体类别 类型=单选 { 选项 team 名称=小组; 选项 post 名称=岗位 } }\n";
    let at_most = |test: &str| format!("每 年; 次数 至多=0 {{ 记录 大事{test} }}");
    let group = format!("{records}{}", lower("党支部", &at_most("; 且 事项类别 事故")));
    let told = lines(&mistakes(&lay(&upper("党支部", &at_most("")), &group, "")));
    assert!(told.contains("没有这个条件，这里是 事项类别 事故；"), "{told}");
}
