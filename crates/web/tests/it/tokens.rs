//! Tokens: made once, shown once, never more than their account, and the only thing that opens the interface.

use std::num::NonZeroU32;

use office::access::Role;
use web::Config;

use crate::support::{Answer, Served, forward, served, served_with};

/// Makes a token of a role of the demonstration, by the page.
pub async fn token_for(served: &Served, name: &str, scopes: &[&str]) -> String {
    let session = served.token_of(name).await;
    let answer = made(served, (&session, name), scopes, "30").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let rest = answer.body.split("typed-key\">").nth(1).unwrap();
    rest.split('<').next().unwrap().to_owned()
}

async fn made(served: &Served, (session, name): (&str, &str), scopes: &[&str], days: &str) -> Answer {
    let mut fields = vec![("name", "考勤系统"), ("days", days), ("password", served.demonstration.password(name))];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    served.post(session, "/settings/tokens", &fields).await
}

/// Sends what a program sends.
pub async fn called(served: &Served, token: &str, path: &str) -> Answer {
    served.send("GET", path, &[("Authorization", &format!("Bearer {token}"))], "").await
}

/// The same with a body.
pub async fn sent(served: &Served, token: &str, path: &str, body: &str) -> Answer {
    sent_by(served, token, ("POST", path), body).await
}

/// The same by another method.
pub async fn sent_by(served: &Served, token: &str, (method, path): (&str, &str), body: &str) -> Answer {
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
    served.send(method, path, &headers, body).await
}

#[test]
fn a_token_is_shown_once_and_says_whose_it_is_and_what_it_may() {
    served(async |served| {
        let token = token_for(&served, "shuji", &["read", "record"]).await;
        assert!(token.starts_with("wuhua_") && token.len() == 70, "{token}");
        let me = called(&served, &token, "/api/v1/me").await;
        assert_eq!(me.status, 200, "{}", me.body);
        me.says(&["\"scopes\":[\"read\",\"record\"]", "\"role\":\"secretary\"", "\"today\":\"2026-06-30\""]);
        let session = served.token_of("shuji").await;
        let list = served.get(&session, "/settings/tokens").await;
        list.says(&["考勤系统", "查看；记录、更正、作废"]);
        assert!(!list.body.contains(&token), "the list shows no token");
    });
}

#[test]
fn a_token_ends_by_its_owner_by_an_administrator_and_by_its_time() {
    served(async |served| {
        let session = served.token_of("shuji").await;
        let ends = |list: &Answer, base: &str| -> String {
            let rest = list.body.split(&format!("action=\"{base}/")).nth(1).unwrap().to_owned();
            format!("{base}/{}", rest.split('"').next().unwrap())
        };
        let first = token_for(&served, "shuji", &["read"]).await;
        let list = served.get(&session, "/settings/tokens").await;
        let stranger = served.token_of("zuzhi").await;
        let end = ends(&list, "/settings/tokens");
        served.post(&stranger, &end, &[]).await;
        assert_eq!(called(&served, &first, "/api/v1/me").await.status, 200, "a stranger ends nothing");
        served.post(&session, &end, &[]).await;
        assert_eq!(called(&served, &first, "/api/v1/me").await.status, 401);

        let second = token_for(&served, "shuji", &["read"]).await;
        let administrator = served.token_of("guanli").await;
        let all = served.get(&administrator, "/settings/tokens").await;
        served.post(&administrator, &ends(&all, "/settings/accounts/tokens"), &[]).await;
        assert_eq!(called(&served, &second, "/api/v1/me").await.status, 401);

        let third = token_for(&served, "shuji", &["read"]).await;
        forward(29 * 24);
        assert_eq!(called(&served, &third, "/api/v1/me").await.status, 200);
        forward(25);
        assert_eq!(called(&served, &third, "/api/v1/me").await.status, 401);
        let administrator = served.token_of("guanli").await;
        served.get(&administrator, "/settings/log").await.says(&[
            "建立了程序令牌",
            "停用了程序令牌",
            "shuji 的 考勤系统",
        ]);
    });
}

#[test]
fn what_a_token_may_not_be_is_said() {
    served(async |served| {
        let session = served.token_of("shuji").await;
        for (scopes, days, said) in [
            (&["read"][..], "366", "应为 1 到 365，现在是 366"),
            (&["read"][..], "0", "现在是 0"),
            (&["read"][..], "很久", "现在是“很久”"),
            (&[][..], "30", "至少选一项"),
            (&["everything"][..], "30", "至少选一项"),
        ] {
            let answer = made(&served, (&session, "shuji"), scopes, days).await;
            assert_eq!(answer.status, 422, "{scopes:?} {days}");
            answer.says(&[said, "考勤系统"]);
        }
        let fields = [("name", "x"), ("days", "3"), ("scope", "read"), ("password", "not it")];
        let answer = served.post(&session, "/settings/tokens", &fields).await;
        assert_eq!(answer.status, 422);
        answer.says(&["密码不对，没有建立"]);
    });
}

#[test]
fn a_cookie_opens_no_interface_and_a_token_no_page() {
    served(async |served| {
        let session = served.token_of("shuji").await;
        let answer = served.get(&session, "/api/v1/me").await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert_eq!(called(&served, &session, "/api/v1/me").await.status, 401, "a session's token is none");
        let token = token_for(&served, "shuji", &["read", "record", "manage"]).await;
        assert_eq!(called(&served, &token, "/settings").await.status, 303);
        assert_eq!(served.get(&token, "/settings").await.status, 303);
    });
}

#[test]
fn wrong_tokens_make_an_address_wait() {
    let few = |config| Config { failures_per_hour: NonZeroU32::new(2).unwrap(), ..config };
    served_with(few, async |served| {
        let token = token_for(&served, "shuji", &["read"]).await;
        for _ in 0..3 {
            assert_eq!(called(&served, "wuhua_none", "/api/v1/me").await.status, 401);
        }
        let answer = called(&served, &token, "/api/v1/me").await;
        assert_eq!((answer.status, answer.header("retry-after")), (429, Some("1800")));
        forward(1);
        assert_eq!(called(&served, &token, "/api/v1/me").await.status, 200);
    });
}

#[test]
fn a_role_that_more_than_a_password_is_asked_of_gets_nothing_by_a_token_of_a_password() {
    let asked = |config| Config { second_factor: vec![Role::Inspector], ..config };
    served_with(asked, async |served| {
        let session = served.token_of("ducha").await;
        assert_eq!(served.get(&session, "/settings/tokens").await.status, 303, "first the second factor");
        let token = token_for(&served, "shuji", &["read"]).await;
        assert_eq!(called(&served, &token, "/api/v1/me").await.status, 200);
    });
}
