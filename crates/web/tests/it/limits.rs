//! Failures counted by address, and the numbers on an address of their own.

use std::num::NonZeroU32;

use web::Config;

use crate::support::{Answer, Served, form, forward, served, served_with};

fn few(config: Config) -> Config {
    Config { failures_per_hour: NonZeroU32::new(3).unwrap(), proxies: vec!["127.0.0.1".parse().unwrap()], ..config }
}

/// As a proxy hands it on that says who came.
async fn sign_in_from(served: &Served, from: &str, name: &str, password: &str) -> Answer {
    let headers = [("X-Forwarded-For", from), ("Sec-Fetch-Site", "same-origin")];
    served.send("POST", "/sign-in", &headers, &form(&[("name", name), ("password", password)])).await
}

#[test]
fn of_many_passwords_that_are_tried_at_once_few_are_looked_at() {
    served(async |served| {
        let tries = (0..40).map(|number| {
            let served = served.clone();
            tokio::spawn(async move { served.sign_in_with("ducha", &format!("x{number}")).await })
        });
        let mut told_wrong = 0;
        for tried in tries.collect::<Vec<_>>() {
            let (answer, token) = tried.await.unwrap();
            assert_eq!((answer.status, token), (422, None), "{}", answer.body);
            told_wrong += usize::from(answer.body.contains("账号或密码不对"));
        }
        assert!((1..=5).contains(&told_wrong), "{told_wrong} were told that it was wrong");
        let right = served.demonstration.password("ducha").to_owned();
        let (locked, token) = served.sign_in_with("ducha", &right).await;
        assert_eq!(token, None);
        locked.says(&["暂停登录"]);
    });
}

#[test]
fn who_fails_too_often_from_one_address_waits_whatever_the_account_and_nobody_else_does() {
    served_with(few, async |served| {
        for name in ["a", "b", "c", "d"] {
            sign_in_from(&served, "203.0.113.9", name, "x").await.says(&["账号或密码不对"]);
        }
        let right = served.demonstration.password("shuji").to_owned();
        let waits = sign_in_from(&served, "203.0.113.9", "shuji", &right).await;
        assert_eq!((waits.status, waits.header("set-cookie")), (422, None));
        waits.says(&["从您这个网络地址来的登录失败太多", "请在 20 分钟后再试", "value=\"shuji\""]);
        assert_eq!(sign_in_from(&served, "203.0.113.10", "shuji", &right).await.status, 303);
        // An address that anybody may write in front is not believed.
        let forged = sign_in_from(&served, "198.51.100.1, 203.0.113.9", "shuji", &right).await;
        forged.says(&["登录失败太多"]);
        forward(1);
        assert_eq!(sign_in_from(&served, "203.0.113.9", "shuji", &right).await.status, 303);
    });
}

#[test]
fn a_subscriber_of_ipv6_is_one_address() {
    served_with(few, async |served| {
        for last in 1..5 {
            sign_in_from(&served, &format!("2001:db8:1:2::{last}"), "a", "x").await.says(&["账号或密码不对"]);
        }
        sign_in_from(&served, "2001:db8:1:2::9", "a", "x").await.says(&["登录失败太多"]);
        sign_in_from(&served, "2001:db8:1:3::9", "b", "x").await.says(&["账号或密码不对"]);
    });
}

#[test]
fn success_counts_for_nothing() {
    served_with(few, async |served| {
        let right = served.demonstration.password("shuji").to_owned();
        for _ in 0..8 {
            assert_eq!(sign_in_from(&served, "203.0.113.9", "shuji", &right).await.status, 303);
        }
    });
}

#[test]
fn numbers_are_shown_on_their_own_address_without_names_and_nowhere_else() {
    let with_metrics = |config| Config { metrics: Some("127.0.0.1:0".parse().unwrap()), ..config };
    served_with(with_metrics, async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        served.get(&token, &home).await;
        served.get(&token, "/nowhere/张三").await;
        served.sign_in_with("shuji", "x").await;
        assert_eq!(served.get(&token, "/metrics").await.status, 404);
        let numbers = served.send_to(served.metrics.unwrap(), "GET", "/metrics", &[], "").await;
        assert_eq!(
            (numbers.status, numbers.header("content-type")),
            (200, Some("text/plain; version=0.0.4; charset=utf-8"))
        );
        numbers.says(&[
            "wuhua_requests_total{method=\"GET\",route=\"/o/{organisation}/\",status=\"200\"} 1",
            "wuhua_requests_total{method=\"POST\",route=\"/sign-in\",status=\"422\"} 1",
            "wuhua_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 2",
            "wuhua_request_seconds_count{route=\"/sign-in\"} 2",
            "wuhua_sign_ins_refused_total{reason=\"wrong\"} 1",
            "wuhua_evaluations_total ",
        ]);
        assert!(!numbers.body.contains("shuji") && !numbers.body.contains("nowhere"), "{}", numbers.body);
        let other = served.send_to(served.metrics.unwrap(), "GET", "/", &[], "").await;
        assert_eq!(other.status, 404);
    });
    served(async |served| assert_eq!(served.metrics, None));
}
