//! Stars and bonuses of an overlay beside those of the layer above.

use expect_test::expect;

use crate::layers::lay;
use crate::{lines, mistakes};

/// What is said of a unit's scheme and rules over the group's, without the file and what every such line ends with.
fn told_of_scheme(group: &str, local: &str) -> String {
    let told = lines(&mistakes(&lay("", group, local)));
    let short = |line: &str| {
        let said = line.split_once("错误：").map_or(line, |(_, said)| said);
        said.split_once("；下一层").map_or(said, |(said, _)| said).to_owned()
    };
    told.lines().map(short).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_unit_may_make_stars_and_bonuses_harder_and_not_easier() {
    let dimensions = "化 设置 条款=S 权重=40; 化 生活 条款=L 权重=60";
    let bands = "星 5 总分=90 各化=80 名额=\"1/10\" { 化 生活 至少=85 }; 星 3 总分=60";
    let scheme = |properties: &str, body: &str| format!("评分 名称=集团规定 {properties} {{ {body} }}");
    let group = scheme("加分上限=10", &format!("{dimensions}; {bands}"));
    let told = |properties: &str, body: &str| told_of_scheme(&group, &scheme(properties, body));
    let harder =
        "星 5 总分=95 各化=85 名额=\"1/20\"; 星 4 总分=90 各化=80 名额=\"1/10\" { 化 生活 至少=85 }; 星 2 总分=60";
    assert_eq!(told("加分上限=10", &format!("{dimensions}; {bands}")), "");
    let twice = "化 生活 条款=L 权重=30; 化 设置 条款=S 权重=20";
    assert_eq!(told("自=\"2020-01-01\"", &format!("{twice}; {harder}")), "");
    let easier = "星 6 总分=99; 星 5 总分=90 各化=80 名额=\"1/9\" { 化 生活 至少=80 }; 星 4 总分=70; 星 1 总分=0";
    expect![[r#"
        `评分` 从 2018-09-01 起不比上一层严：加分上限，上一层是 10，这里是 11
        `评分` 从 2018-09-01 起不比上一层严：星，上一层是 最多 5 星，这里是 6 星
        `评分` 从 2018-09-01 起不比上一层严：5 星的 `生活`，上一层是 85，这里是 80
        `评分` 从 2018-09-01 起不比上一层严：5 星的名额，上一层是 1/10，这里是 1/9
        `评分` 从 2018-09-01 起不比上一层严：4 星的总分，上一层是 90，这里是 70
        `评分` 从 2018-09-01 起不比上一层严：4 星的 `设置`，上一层是 80，这里是 没有
        `评分` 从 2018-09-01 起不比上一层严：4 星的 `生活`，上一层是 85，这里是 没有
        `评分` 从 2018-09-01 起不比上一层严：4 星的名额，上一层是 1/10，这里是 没有
        `评分` 从 2018-09-01 起不比上一层严：1 星的总分，上一层是 60，这里是 0"#]]
    .assert_eq(&told("加分上限=11", &format!("{dimensions}; {easier}")));
    expect![[r#"
        `评分` 从 2019-01-01 起不比上一层严：基准分，上一层是 100，这里是 50
        `评分` 从 2019-01-01 起不比上一层严：名额按，上一层是 单位，这里是 集团
        `评分` 从 2019-01-01 起不比上一层严：条款 L1，上一层是 生活，这里是 设置
        `评分` 从 2019-01-01 起不比上一层严：`设置` 的权重，上一层是 40 比 100，这里是 1 比 2
        `评分` 从 2019-01-01 起不比上一层严：星，上一层是 最多 5 星，这里是 不评星级"#]]
    .assert_eq(&told("自=\"2019-01-01\" 基准分=50 名额按=集团", "化 设置 条款=\"S L1\" 权重=1; 化 生活 条款=L 权重=1"));
    expect![[r#"`评分` 从 2018-09-01 起不比上一层严：化，上一层是 设置、生活，这里是 全部"#]]
        .assert_eq(&told("", "化 全部 条款=\"S L\"; 星 5 总分=10"));
}

#[test]
fn a_unit_gives_no_bonus_beyond_what_the_group_allows() {
    let rule = |slug: &str, properties: &str, day: &str| {
        let body = "适用 党支部; 每 季度; 次数 至少=1 { 记录 党课 }";
        let example = format!(
            "示例 {slug} 截至=\"{day}\" {{ \"2019-01-31\" 党课; 得 达标 期间=\"2019-Q1\"; 得 未完成 期间=\"2019-Q2\" }}"
        );
        format!("规则 {slug} 名称={slug} 力度=应当 责任=书记 {properties} {{ {body} }}\n{example}\n")
    };
    let group = format!(
        "评分 名称=集团规定 加分上限=10 {{ 化 生活 条款=L }}\n{}{}",
        rule("a-gap", "分值=4", "2019-06-30"),
        rule("b-gap", "加分=2 每次加=1", "2019-06-30")
    );
    let told = |properties: &str| {
        told_of_scheme(&group, &rule("own-gap", &format!("自=\"2025-01-01\" {properties}"), "2025-12-31"))
    };
    assert_eq!(told("加分=10"), "");
    assert_eq!(told("加分=2 每次加=1 替代=b-gap"), "");
    let looser =
        [told("加分=50"), told("加分=3 每次加=1 替代=b-gap"), told("加分=2 替代=b-gap"), told("加分=1 替代=a-gap")];
    expect![[r#"
        `own-gap` 的 `加分` 50 多于上一层的 `加分上限` 10；请改成不多于 10
        `own-gap` 从 2025-01-01 起比上一层的 `b-gap` 宽：加分，上一层要求 2，这里是 3
        `own-gap` 从 2025-01-01 起比上一层的 `b-gap` 宽：每次加，上一层要求 1，这里是 2
        `own-gap` 从 2025-01-01 起比上一层的 `a-gap` 宽：加分，上一层要求 0，这里是 1"#]]
    .assert_eq(&looser.join("\n"));
}
