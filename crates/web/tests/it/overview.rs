//! The overview of those above: reminding, the ranking, and from a number to who is behind it.

use crate::support::served;

/// What stands between two marks, the first time.
fn between<'a>(body: &'a str, before: &str, after: &str) -> &'a str {
    let rest = body.split(before).nth(1).unwrap_or_else(|| panic!("no `{before}` in {body}"));
    rest.split(after).next().unwrap()
}

#[test]
fn everybody_who_is_behind_is_reminded_once_a_day_and_sees_it_on_the_own_workbench() {
    served(async |served| {
        let group = served.token_of("jituan").await;
        let home = served.home_of(&group).await;
        let secretary = served.token_of("shuji").await;
        let own = served.home_of(&secretary).await;
        assert!(!served.get(&secretary, &own).await.body.contains("提醒：当时有"));

        let address = format!("{home}overview/remind");
        let told = async |token: &str| {
            let done = served.post(token, &address, &[]).await;
            assert_eq!(done.status, 303, "{}", done.body);
            served.get(token, done.header("location").unwrap()).await
        };
        let first = told(&group).await;
        let count: usize = between(&first.body, "已提醒 ", " 个").parse().unwrap();
        assert!(count > 10, "{count}");
        told(&group).await.says(&[&format!("有逾期的 {count} 个今天都已经提醒过")]);
        served.get(&secretary, &own).await.says(&["2026年6月30日，", "提醒：当时有"]);

        let inspector = served.token_of("ducha").await;
        assert_eq!(served.post(&inspector, &address, &[]).await.status, 403);
        assert_eq!(served.post(&secretary, &address, &[]).await.status, 403);
    });
}

#[test]
fn as_many_branches_are_behind_a_rule_as_the_overview_says_and_each_leads_to_its_findings() {
    served(async |served| {
        let group = served.token_of("jituan").await;
        let home = served.home_of(&group).await;
        let overview = served.get(&group, &format!("{home}overview")).await;
        let link = between(&overview.body, &format!("href=\"{home}overview/rules/"), "<span");
        let (rule, count) = link.split_once("\">").unwrap();
        let failing = served.get(&group, &format!("{home}overview/rules/{rule}")).await;
        failing.says(&[&format!("{count} 个没有做到")]);
        assert_eq!(failing.body.matches("<th scope=\"row\">").count().to_string(), count);
        let branch = between(&failing.body, "<th scope=\"row\"><a href=\"", "\"");
        let findings = served.get(&group, branch).await;
        assert!(findings.body.contains("未完成") || findings.body.contains("违规"), "{}", findings.body);
        assert_eq!(served.get(&group, &format!("{home}overview/rules/none")).await.status, 404);
    });
}

#[test]
fn the_ranking_is_whole_in_order_and_searched_by_name() {
    served(async |served| {
        let group = served.token_of("jituan").await;
        let home = served.home_of(&group).await;
        let mut places: Vec<usize> = Vec::new();
        for page in 1..=2 {
            let ranking = served.get(&group, &format!("{home}overview/ranking?page={page}")).await;
            let rows = ranking.body.split("<tr><td class=\"number\">").skip(1);
            places.extend(rows.filter_map(|row| row.split('<').next()?.parse::<usize>().ok()));
        }
        assert!(places.len() >= 55 && places.is_sorted() && places.first() == Some(&1), "{places:?}");
        let none = served.get(&group, &format!("{home}overview/ranking?text=%3Cb%3E")).await;
        none.says(&["名称里有“&#60;b&#62;”的支部 0 个"]);
        // A page that is not there is the last one.
        served.get(&group, &format!("{home}overview/ranking?page=999")).await.says(&["第 2 页，共 2 页"]);
    });
}

#[test]
fn an_overview_never_says_of_another_day_what_is_so_today() {
    served(async |served| {
        let group = served.token_of("jituan").await;
        let home = served.home_of(&group).await;
        for page in ["overview", "overview/ranking", "overview/rules/members-meeting-gap"] {
            let then = served.get(&group, &format!("{home}{page}?as-of=2026-01-31")).await;
            then.says(&["总览总是今天的结果"]);
            assert!(!then.body.contains("这是截至2026年1月31日的样子"), "{page}");
        }
        for page in ["overview", "overview/rules/members-meeting-gap"] {
            let refused = served.get(&group, &format!("{home}{page}?as-of=2026-01-31&file=csv")).await;
            assert_eq!(refused.status, 400, "{page}");
            refused.says(&["请回到今天再导出"]);
            assert_eq!(served.get(&group, &format!("{home}{page}?file=csv")).await.status, 200, "{page}");
        }
    });
}

#[test]
fn an_organisation_tells_how_those_below_stand_to_whoever_may_look_there() {
    served(async |served| {
        let token = served.token_of("jituan").await;
        let home = served.home_of(&token).await;
        let page = served.get(&token, &format!("{home}organisation")).await;
        let (_, below) = page.body.split_once("下级组织").unwrap();
        let rows: Vec<&str> = below.split("<tr>").skip(2).collect();
        let figures = |row: &str| -> Vec<usize> {
            let cells = row.split("<td class=\"number\">").skip(1);
            cells.map(|cell| cell.split('<').next().unwrap().parse().unwrap()).collect()
        };
        let sums = rows.iter().map(|row| figures(row)).fold([0, 0], |sums, row| [sums[0] + row[0], sums[1] + row[1]]);
        assert!(rows.len() >= 6 && sums[0] >= 55 && sums[1] > 500, "{} rows, {sums:?}", rows.len());
        let past = served.get(&token, &format!("{home}organisation?as-of=2025-06-30")).await;
        let (_, below) = past.body.split_once("下级组织").unwrap();
        assert!(!below.contains("已过期"), "how they stand today says nothing of another day");
    });
}
