//! 查找 over the wire: the field in every head, what it finds, what it says of words that are too short.

use crate::support::{Served, served};

/// Waits until the server has made everybody's records searchable.
async fn searched(served: &Served, token: &str, path: &str) -> String {
    loop {
        let answer = served.get(token, path).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        if !answer.body.contains("还在编入检索") {
            return answer.body;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[test]
fn the_field_stands_in_every_head_and_finds_clauses_members_and_records_with_the_words_marked() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        let form = format!("action=\"{home}search\"");
        served.get(&token, &home).await.says(&[&form, "aria-label=\"找记录、党员、条款\""]);
        served.get(&token, "/settings").await.says(&["action=\"/search\""]);
        let sent = served.get(&token, "/search?q=%E5%85%9A%E8%AF%BE").await;
        assert_eq!(sent.header("location"), Some(format!("{home}search?q=%E5%85%9A%E8%AF%BE").as_str()));

        let found = served.get(&token, &format!("{home}search?q=%E5%85%9A%E8%AF%BE")).await;
        found.says(&["<h2>标准条款</h2>", "<mark>党课</mark>", "value=\"党课\""]);
        assert!(found.body.contains(&format!("href=\"{home}records/party-lecture/")), "{}", found.body);
        let past = served.get(&token, &format!("{home}search?q=%E5%85%9A%E8%AF%BE&as-of=2025-06-30")).await;
        past.says(&["这是截至2025年6月30日的样子"]);
        assert!(!past.body.contains("2026年"), "nothing that happened since");
    });
}

#[test]
fn words_that_are_too_short_are_said_to_be_and_stay_in_the_field() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        let empty = served.get(&token, &format!("{home}search")).await;
        assert_eq!(empty.status, 200);
        empty.says(&["至少两个字"]);
        let short = served.get(&token, &format!("{home}search?q=%E5%85%9A")).await;
        assert_eq!(short.status, 422);
        short.says(&["role=\"alert\"", "“党”只有一个字", "value=\"党\""]);
        let none = served.get(&token, &format!("{home}search?q=%3Cscript%3E")).await;
        assert_eq!(none.status, 200);
        none.says(&["没有找到“&#60;script&#62;”"]);
    });
}

#[test]
fn an_office_finds_below_and_nobody_finds_where_they_may_not_look() {
    served(async |served| {
        let office = served.token_of("jituan").await;
        let group = served.home_of(&office).await;
        let body = searched(&served, &office, &format!("{group}search?q=%E5%85%9A%E8%AF%BE")).await;
        assert!(body.contains("个组织里可能有") && body.contains("看下面的组织"), "{body}");
        let next = body.split("href=\"").find(|link| link.contains("from=8")).unwrap().split('"').next().unwrap();
        let next = served.get(&office, &next.replace("&#38;", "&")).await;
        assert_eq!(next.status, 200);
        assert!(!next.body.contains("<h2>标准条款</h2>"), "the rest is about those below alone");

        let member = served.token_of("dangyuan").await;
        let home = served.home_of(&member).await;
        let own = served.get(&member, &format!("{home}search?q=%E5%85%9A%E8%AF%BE")).await;
        own.says(&["<h2>标准条款</h2>"]);
        assert!(!own.body.contains(&format!("href=\"{home}records/")), "no page that is not open to a member");
        assert_eq!(served.get(&member, &format!("{group}search?q=%E5%85%9A%E8%AF%BE")).await.status, 403);
        let keeper = served.token_of("guanli").await;
        assert_eq!(served.get(&keeper, "/search?q=%E5%85%9A%E8%AF%BE").await.status, 403);
    });
}
