//! 假如 and 抽查: asked in a form, answered beside everything else, seen by whoever asked.

use std::time::Duration;

use crate::support::{Answer, Served, served};

/// Asks, and waits for the answer as somebody would who keeps looking.
async fn asked(served: &Served, token: &str, address: &str, typed: &[(&str, &str)]) -> (String, Answer) {
    let sent = served.post(token, address, typed).await;
    let place = sent.header("location").unwrap_or_else(|| panic!("{}", sent.body)).to_owned();
    for _ in 0..600 {
        let answer = served.get(token, &place).await;
        if !answer.body.contains("data-live") {
            return (place, answer);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{place} is never answered");
}

#[test]
fn what_would_be_otherwise_is_shown_to_the_office_that_asked_and_to_nobody_else() {
    served(async |served| {
        let (group, unit) = (served.token_of("jituan").await, served.token_of("danwei").await);
        let home = served.home_of(&group).await;
        let address = format!("{home}overview/what-if");
        served.get(&group, &format!("{home}overview")).await.says(&["/overview/what-if", "/overview/sampling"]);
        served.get(&group, &address).await.says(&["会议资料归档期限（现在 30"]);
        let three = |value: &'static str, from: &'static str| {
            vec![
                ("name", "minutes-filed-within"),
                ("value", value),
                ("from", from),
                ("name", ""),
                ("value", ""),
                ("from", ""),
            ]
        };
        for (typed, said) in [
            (three("", ""), "现在只填了一个"),
            (three("很多", ""), "现在是“很多”"),
            (three("40", "明天"), "现在是“明天”"),
            (vec![("name", ""), ("value", ""), ("from", "")], "现在一个也没有"),
            (vec![("name", "没有的"), ("value", "1"), ("from", "")], "没有的"),
        ] {
            let refused = served.post(&group, &address, &typed).await;
            assert_eq!(refused.status, 422, "{said}");
            refused.says(&[said]);
        }
        let (place, found) = asked(&served, &group, &address, &three("1", "")).await;
        found.says(&["检查结果变 <strong>", "会议资料归档期限", "→", "以前已经记下的", "value=\"1\""]);
        let (answer, bytes) = served.download(&group, &format!("{place}?file=csv&table=1")).await;
        assert_eq!(answer.status, 200);
        assert!(String::from_utf8(bytes).unwrap().contains("改后总分"));
        assert_eq!(served.get(&unit, &place).await.status, 403);
        // Another account with the same right has not asked.
        let own = served.home_of(&unit).await;
        let (name, theirs) = (place.rsplit('/').next().unwrap(), format!("{own}overview/what-if"));
        assert_eq!(served.get(&unit, &format!("{theirs}/{name}")).await.status, 404);
        let (_, nothing) = asked(&served, &unit, &theirs, &three("30", "")).await;
        nothing.says(&["什么都不会变"]);
        let secretary = served.token_of("shuji").await;
        assert_eq!(served.post(&secretary, &address, &three("1", "")).await.status, 403);
    });
}

#[test]
fn an_inspector_draws_branches_and_records_and_the_same_word_draws_the_same() {
    served(async |served| {
        let inspector = served.token_of("ducha").await;
        let home = served.home_of(&inspector).await;
        let address = format!("{home}overview/sampling");
        let typed = |seed: &'static str| [("branches", "3"), ("records", "2"), ("seed", seed)];
        for (field, value, said) in [
            ("branches", "0", "抽几个支部应为 1 到 200 的整数，现在是“0”"),
            ("records", "几条", "现在是“几条”"),
            ("seed", "", "现在有 0 个字"),
        ] {
            let mut typed = typed("甲").to_vec();
            typed.iter_mut().filter(|(name, _)| *name == field).for_each(|typed| typed.1 = value);
            let refused = served.post(&inspector, &address, &typed).await;
            assert_eq!(refused.status, 422);
            refused.says(&[said]);
        }
        let (_, drawn) = asked(&served, &inspector, &address, &typed("2026年第二次督查")).await;
        drawn.says(&["人人有 10签", "复核用", "wuhua sample --as-of"]);
        let sections = |answer: &Answer| -> Vec<String> {
            let drawn = answer.body.split("<section class=\"card\">").filter(|section| section.contains(" 签</small>"));
            drawn.map(|section| section.split("</section>").next().unwrap().to_owned()).collect()
        };
        assert_eq!(sections(&drawn).len(), 3);
        let (_, again) = asked(&served, &inspector, &address, &typed("2026年第二次督查")).await;
        assert_eq!(sections(&again), sections(&drawn));
        again.says(&["一小时内问过的", "抽查“2026年第二次督查”"]);
        let (_, other) = asked(&served, &inspector, &address, &typed("另一个种子")).await;
        assert_ne!(sections(&other), sections(&drawn));
        // From what was drawn to the record itself is one click.
        let record = drawn.body.split("/records/").nth(1).unwrap().split('"').next().unwrap();
        let branch = drawn.body.split("/records/").next().unwrap().rsplit('"').next().unwrap();
        served.get(&inspector, &format!("{branch}/records/{record}")).await.says(&["记录编号"]);
    });
}
