//! Passkeys and a company's own sign-on, as far as no browser and no provider is needed; and the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use office::{SignOn, SignOnWanted};
use web::Config;

use crate::support::{Answer, Served, form, forward_seconds, person_in, served, served_with};
use crate::writing::id_in;

fn at_localhost(config: Config) -> Config {
    Config { address: Some("http://localhost:8321".to_owned()), ..config }
}

async fn with_password(served: &Served, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let password = served.demonstration.password("shuji").to_owned();
    served.post(token, path, &[fields, &[("password", password.as_str())]].concat()).await
}

#[test]
fn a_passkey_is_asked_for_after_the_password_and_an_answer_to_nothing_is_refused() {
    served_with(at_localhost, async |served| {
        let token = served.token_of("shuji").await;
        let wrong = served.post(&token, "/settings/passkeys/offer", &[("name", "x"), ("password", "x")]).await;
        assert_eq!(wrong.status, 422);
        wrong.says(&["密码不对"]);
        with_password(&served, &token, "/settings/passkeys/offer", &[("name", " ")]).await.says(&["1 到 40 个字"]);
        let asked = with_password(&served, &token, "/settings/passkeys/offer", &[("name", "手机")]).await;
        assert_eq!((asked.status, asked.header("content-type")), (200, Some("application/json")));
        asked.says(&["\"userVerification\":\"required\"", "\"residentKey\":\"required\"", "\"id\":\"localhost\""]);
        let offer = asked.body.split("\"token\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        for (offer, credential) in [("forged", "{}"), (&offer, "{}"), (&offer, "{}")] {
            let answer =
                served.post(&token, "/settings/passkeys", &[("token", offer), ("credential", credential)]).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (422, None));
        }
        served
            .get(&token, "/settings/second-factor")
            .await
            .says(&["data-address=\"http://localhost:8321\"", "data-without-script"]);
    });
}

#[test]
fn signing_in_with_a_passkey_takes_an_answer_once_and_no_forged_one() {
    served_with(at_localhost, async |served| {
        let asked = served.post("", "/sign-in/passkey/ask", &[]).await;
        asked.says(&["\"userVerification\":\"required\"", "\"allowCredentials\":[]"]);
        let question = asked.body.split("\"token\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let forged = "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{\"authenticatorData\":\"AA\",\
            \"clientDataJSON\":\"AA\",\"signature\":\"AA\",\"userHandle\":\"AAAAAAAAAAAAAAAAAAAAAA\"}}";
        for (token, told) in [("forged", "从头再来"), (&question, "通行密钥没有通过"), (&question, "从头再来")]
        {
            let answer = served.post("", "/sign-in/passkey", &[("token", token), ("credential", forged)]).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (422, None));
            answer.says(&[told]);
        }
    });
}

#[test]
fn where_passkeys_cannot_be_had_none_is_offered() {
    let by_number = |config| Config { address: Some("http://10.0.0.5".to_owned()), ..config };
    served_with(by_number, async |served| {
        let token = served.token_of("shuji").await;
        served.get(&token, "/settings/second-factor").await.says(&["管理员要在配置里写上"]);
        assert_eq!(served.post("", "/sign-in/passkey/ask", &[]).await.status, 404);
        assert!(!served.get("", "/sign-in").await.body.contains("data-passkey"));
    });
}

/// A provider that nobody listens for.
fn away(config: Config) -> Config {
    provided_by("http://127.0.0.1:9", config)
}

fn provided_by(issuer: &str, config: Config) -> Config {
    let wanted = SignOnWanted {
        name: "集团统一登录".to_owned(),
        issuer: issuer.to_owned(),
        client_id: "wuhua".to_owned(),
        client_secret: None,
        claim: "preferred_username".to_owned(),
        class: None,
        back: "http://localhost:8321/sign-in/sign-on/back".to_owned(),
    };
    Config { sign_on: Some(Arc::new(SignOn::new(wanted).unwrap())), ..config }
}

#[test]
fn a_sign_on_that_cannot_be_reached_is_said_so_and_passwords_still_work() {
    served_with(away, async |served| {
        served.get("", "/sign-in").await.says(&["用集团统一登录登录"]);
        let answer = served.get("", "/sign-in/sign-on?next=/settings").await;
        assert_eq!((answer.status, answer.header("set-cookie")), (422, None));
        answer.says(&["连不上集团统一登录，没有登录", "name=\"password\"", "value=\"/settings\""]);
        let token = served.token_of("shuji").await;
        assert_eq!(served.get(&token, "/settings").await.status, 200);
    });
}

#[test]
fn a_provider_that_is_away_is_left_alone_for_a_while() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    // Whoever asks is hung up on.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::Relaxed);
            drop(stream);
        }
    });
    served_with(
        |config| provided_by(&issuer, config),
        async |served| {
            let ask = async || served.get("", "/sign-in/sign-on").await.says(&["连不上集团统一登录"]).status;
            assert_eq!(ask().await, 422);
            let once = asked.load(Ordering::Relaxed);
            assert!(once > 0);
            assert_eq!(ask().await, 422);
            assert_eq!(asked.load(Ordering::Relaxed), once);
            forward_seconds(11);
            assert_eq!(ask().await, 422);
            assert!(asked.load(Ordering::Relaxed) > once);
        },
    );
}

#[test]
fn who_comes_back_without_having_been_sent_is_not_let_in() {
    served_with(away, async |served| {
        for (state, cookie) in [("forged", "wuhua-away=forged"), ("forged", "wuhua-away=other"), ("", "")] {
            let path = format!("/sign-in/sign-on/back?state={state}&code=x");
            let answer = served.send("GET", &path, &[("Cookie", cookie)], "").await;
            assert_eq!(answer.status, 422, "{state} {cookie}");
            answer.says(&["从头再来一次"]);
            let given = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
            assert!(given.into_iter().all(|(_, cookie)| !cookie.starts_with("wuhua=")), "{answer:?}");
        }
    });
    served(async |served| {
        assert_eq!(served.get("", "/sign-in/sign-on").await.status, 404);
        assert_eq!(served.get("", "/sign-in/sign-on/back").await.status, 404);
    });
}

#[test]
fn the_seal_is_the_end_of_the_journal_and_moves_with_what_is_written() {
    served(async |served| {
        let (office, secretary) = (served.token_of("jituan").await, served.token_of("shuji").await);
        let seal = |page: &Answer| page.body.split("--expect ").nth(1).map(|rest| rest[..64].to_owned()).unwrap();
        let first = seal(&served.get(&office, "/settings/seal").await);
        assert_eq!(seal(&served.get(&office, "/settings/seal").await), first);
        let address = format!("{}records/talk/new", served.home_of(&secretary).await);
        let form = served.get(&secretary, &address).await;
        let (id, person) = (id_in(&form), person_in(&form));
        let fields = [("id", &*id), ("first", "2026-06-29"), ("part-speaker", &person), ("part-partner", &person)];
        served.post(&secretary, &address, &fields).await.says(&["已记下"]);
        assert_ne!(seal(&served.get(&office, "/settings/seal").await), first);
        for name in ["shuji", "danwei", "ducha", "dangyuan"] {
            assert_eq!(served.get(&served.token_of(name).await, "/settings/seal").await.status, 403, "{name}");
        }
    });
}

#[test]
fn the_log_says_who_signed_in_from_where_who_did_not_and_is_turned_page_by_page() {
    served(async |served| {
        served.token_of("shuji").await;
        served.sign_in_with("shuji", "x").await;
        served.sign_in_with("nobody", "x").await;
        let token = served.token_of("guanli").await;
        let log = served.get(&token, "/settings/log").await;
        log.says(&[
            "没有登录成",
            "连续第 1 次，其他，其他，127.0.0.1",
            "没有的账号“no…”（6 个字），连续第 1 次，其他，其他，127.0.0.1",
            "密码，其他，其他，127.0.0.1",
        ]);
        assert!(!log.body.contains("更早的"), "it fits one page");
        for number in 0..110 {
            let name = format!("z{number}");
            served
                .send(
                    "POST",
                    "/sign-in",
                    &[("Sec-Fetch-Site", "same-origin")],
                    &form(&[("name", &name), ("password", "x")]),
                )
                .await;
        }
        let log = served.get(&token, "/settings/log").await;
        let before = log.body.split("before=").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        // All of them were written at one moment of the test's clock, and a moment is never torn.
        assert!(before.is_some(), "{}", log.body);
        served.get(&token, &format!("/settings/log?before={}", before.unwrap())).await.says(&["最近的"]);
        for name in ["shuji", "danwei", "ducha", "dangyuan"] {
            assert_eq!(served.get(&served.token_of(name).await, "/settings/log").await.status, 403, "{name}");
        }
        assert_eq!(served.get(&served.token_of("jituan").await, "/settings/log").await.status, 200);
    });
}
