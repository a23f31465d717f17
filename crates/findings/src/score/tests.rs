//! Hand-worked scores: borders of points, totals, bands, vetoes and quotas.

use expect_test::{Expect, expect};
use facts::{Day, Quantity};
use rulebook::{Rulebook, Source, Status};

use super::{Sheet, rank, sheet};

const RULES: &str = "\
### S1 甲
```kdl
评分 名称=试 基准分=100 加分上限=3 名额按=集团 { BANDS
化 设置 条款=S 权重=1; 化 生活 条款=\"L1 L2\" 权重=3 }
规则 set-up 名称=一 力度=应当 责任=书记 分值=4 { 适用 党支部; 届期 \"3 年\" }
规则 vetoed 名称=二 力度=不得 责任=书记 否决=是 { 适用 党支部; 届期 \"3 年\" }
```
### L1 乙
```kdl
规则 monthly 名称=三 力度=应当 责任=书记 分值=6 每缺扣=2 迟扣=\"0.5\" { 适用 党支部; 届期 \"3 年\" }
规则 limited 名称=四 力度=应当 责任=书记 分值=1 限星=2 { 适用 党支部; 届期 \"3 年\" }
```
### L2 丙
```kdl
规则 earned 名称=五 力度=应当 责任=书记 分值=5 每达标得=2 迟得=1 { 适用 党支部; 届期 \"3 年\" }
规则 extra 名称=六 力度=可以 责任=书记 加分=2 每次加=1 { 适用 党支部; 届期 \"3 年\" }
规则 extra-too 名称=七 力度=可以 责任=书记 加分=2 { 适用 党支部; 届期 \"3 年\" }
```
### L3 丁
```kdl
规则 shown 名称=八 力度=应当 责任=书记 { 适用 党支部; 届期 \"3 年\" }
```
";
const CHAPTERS: &str = "```kdl\n章 S 名称=一\n章 L 名称=二\n```\n";
const BANDS: &str = "星 3 总分=90; 星 2 总分=60; 星 1 总分=0;";

fn book(bands: &str) -> Rulebook {
    let source = Source { name: "甲.md".into(), text: format!("{CHAPTERS}{}", RULES.replace("BANDS", bands)) };
    rulebook::parse(&[source], &[]).rulebook
}

fn scored(rulebook: &Rulebook, findings: &[(&str, Status)]) -> Sheet {
    let rule = |slug: &str| rulebook.rule_named(slug).unwrap().0;
    let scheme = rulebook.scheme_on(Day::LATEST).unwrap();
    sheet(rulebook, scheme, findings.iter().map(|(slug, status)| (rule(slug), *status)))
}

/// `规则 结果…` a line; out come the scores of both dimensions, bonus, total and stars.
fn check(bands: &str, findings: &str, expect: Expect) {
    let rulebook = book(bands);
    let word = |word: &str| Status::ALL.into_iter().find(|status| status.slug() == word).unwrap();
    let mut found = Vec::new();
    for line in findings.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (slug, statuses) = line.split_once(' ').unwrap();
        found.extend(statuses.split_whitespace().map(|status| (slug, word(status))));
    }
    let sheet = scored(&rulebook, &found);
    let scheme = rulebook.scheme_on(Day::LATEST).unwrap();
    let shown = |number: Option<Quantity>| number.map_or("-".to_owned(), |number| number.to_string());
    let scores: Vec<String> = sheet.dimensions.iter().map(|points| shown(points.score(scheme))).collect();
    let stars = sheet.stars.map_or("-".to_owned(), |stars| stars.to_string());
    expect.assert_eq(&format!("{} +{} ={} *{stars}", scores.join(" "), sheet.bonus, shown(sheet.total)));
}

#[test]
fn misses_cost_up_to_the_cap_and_what_was_late_costs_less() {
    check(BANDS, "monthly met met met", expect!["- 100 +0 =100 *3"]);
    check(BANDS, "monthly met missed late", expect!["- 58.33 +0 =58.33 *1"]);
    check(BANDS, "monthly missed missed breached breached", expect!["- 0 +0 =0 *1"]);
    check(BANDS, "monthly missed missed missed late", expect!["- 0 +0 =0 *1"]);
    check(BANDS, "monthly met open", expect!["- 100 +0 =100 *3"]);
}

#[test]
fn points_are_earned_up_to_the_cap_and_what_is_open_has_earned_nothing_yet() {
    check(BANDS, "earned met", expect!["- 40 +0 =40 *1"]);
    check(BANDS, "earned met late missed open", expect!["- 60 +0 =60 *2"]);
    check(BANDS, "earned met met met met", expect!["- 100 +0 =100 *3"]);
}

#[test]
fn advice_and_what_is_not_known_are_not_scored() {
    check(BANDS, "monthly unknown advice", expect!["- - +0 =- *-"]);
    check(BANDS, "shown missed", expect!["- - +0 =- *-"]);
    check(BANDS, "monthly unknown\nset-up met", expect!["100 - +0 =100 *3"]);
}

#[test]
fn the_total_is_made_of_the_rounded_scores_by_weight() {
    // 58.33 times 3 and 100 times 1 are 274.99; a quarter of it is 68.7475.
    check(BANDS, "monthly met missed late\nset-up met", expect!["100 58.33 +0 =68.75 *2"]);
    // Half a hundredth goes up: three quarters of 83.33 are 62.4975.
    check(BANDS, "monthly late late\nset-up missed", expect!["0 83.33 +0 =62.5 *2"]);
}

#[test]
fn a_bonus_comes_on_top_capped_by_rule_and_by_scheme() {
    check(BANDS, "set-up met\nextra met", expect!["100 - +1 =101 *3"]);
    check(BANDS, "set-up met\nextra met met met", expect!["100 - +2 =102 *3"]);
    check(BANDS, "set-up met\nextra met met met\nextra-too met", expect!["100 - +3 =103 *3"]);
    check(BANDS, "set-up met\nextra missed open late advice", expect!["100 - +0 =100 *3"]);
    check(BANDS, "extra met", expect!["- - +1 =- *-"]);
}

#[test]
fn one_breach_vetoes_or_limits_the_stars_and_neither_being_late_nor_not_knowing_does() {
    check(BANDS, "set-up met\nvetoed met breached", expect!["100 - +0 =100 *0"]);
    check(BANDS, "set-up met\nvetoed missed", expect!["100 - +0 =100 *0"]);
    check(BANDS, "set-up met\nvetoed met late open unknown", expect!["100 - +0 =100 *3"]);
    check(BANDS, "set-up met\nearned met met met\nlimited met", expect!["100 100 +0 =100 *3"]);
    // 5 of 6 points are 83.33; with the other dimension 87.5, and not more than two stars in any case.
    check(
        "星 3 总分=80; 星 2 总分=60; 星 1 总分=0;",
        "set-up met\nearned met met met\nlimited missed",
        expect!["100 83.33 +0 =87.5 *2"],
    );
}

#[test]
fn a_band_begins_at_its_total_and_may_ask_for_every_dimension() {
    check("星 2 总分=\"68.75\";", "monthly met missed late\nset-up met", expect!["100 58.33 +0 =68.75 *2"]);
    check("星 2 总分=\"68.76\";", "monthly met missed late\nset-up met", expect!["100 58.33 +0 =68.75 *0"]);
    check("星 2 总分=60 各化=\"58.33\";", "monthly met missed late\nset-up met", expect!["100 58.33 +0 =68.75 *2"]);
    check(
        "星 2 总分=60 各化=\"58.34\"; 星 1 总分=50;",
        "monthly met missed late\nset-up met",
        expect!["100 58.33 +0 =68.75 *1"],
    );
    check("", "set-up met", expect!["100 - +0 =100 *-"]);
}

#[test]
fn a_band_may_ask_for_single_dimensions_and_what_does_not_apply_stands_in_nobodys_way() {
    let asked = |least: &str| format!("星 2 总分=60 {{ 化 生活 至少=\"{least}\" }}; 星 1 总分=0;");
    check(&asked("58.33"), "monthly met missed late\nset-up met", expect!["100 58.33 +0 =68.75 *2"]);
    check(&asked("58.34"), "monthly met missed late\nset-up met", expect!["100 58.33 +0 =68.75 *1"]);
    check(&asked("58.34"), "set-up met", expect!["100 - +0 =100 *2"]);
}

/// What each of the branches of three units (named by the first letter) gets: place in unit, in group, stars.
fn ranked(bands: &str, over: &str, misses: &[(&str, usize)]) -> String {
    let rulebook = book(&bands.replace("OVER", over));
    let scheme = rulebook::Scheme {
        quota_over: if over == "单位" { rulebook::QuotaOver::Unit } else { rulebook::QuotaOver::Group },
        ..rulebook.scheme_on(Day::LATEST).unwrap().clone()
    };
    let sheets: Vec<Sheet> = misses
        .iter()
        .map(|(_, misses)| match misses {
            9 => scored(&rulebook, &[]),
            misses => scored(
                &rulebook,
                &[&[("monthly", Status::Met)], &vec![("monthly", Status::Late); *misses][..]].concat(),
            ),
        })
        .collect();
    let branches: Vec<(&str, &Sheet)> = misses.iter().zip(&sheets).map(|((unit, _), sheet)| (*unit, sheet)).collect();
    let shown = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    let ranked = rank(&scheme, &branches).into_iter().map(|ranked| {
        format!("{}/{}*{}", shown(ranked.in_unit), shown(ranked.in_group), shown(ranked.stars.map(u32::from)))
    });
    ranked.collect::<Vec<_>>().join(" ")
}

#[test]
fn equal_totals_share_a_place_and_who_was_not_scored_has_none() {
    let branches = [("甲", 1), ("甲", 0), ("甲", 1), ("甲", 2), ("乙", 1), ("乙", 9)];
    expect!["2/2*3 1/1*3 2/2*3 4/5*2 1/2*3 -/-*-"].assert_eq(&ranked("星 3 总分=90; 星 2 总分=0;", "集团", &branches));
}

#[test]
fn who_comes_too_late_for_a_quota_goes_down_and_equal_totals_go_together() {
    let branches = [("甲", 0), ("甲", 1), ("甲", 1), ("乙", 2), ("乙", 0)];
    let bands = "星 3 总分=80 名额=\"2/5\"; 星 2 总分=70 名额=\"1/5\"; 星 1 总分=0;";
    // Two of five may have three stars; the two that share the next place do not both fit into the fifth after that.
    expect!["1/1*3 2/3*1 2/3*1 2/5*1 1/1*3"].assert_eq(&ranked(bands, "集团", &branches));
    // A unit of three has room for one, a unit of two for none; and nobody of either has room in the next.
    expect!["1/1*3 2/3*1 2/3*1 2/5*1 1/1*1"].assert_eq(&ranked(bands, "单位", &branches));
}
