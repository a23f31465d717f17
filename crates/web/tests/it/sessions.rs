//! Signing in, being locked out, sessions that end.

use crate::support::{forward, served};

#[test]
fn wrong_passwords_lock_an_account_for_a_while_and_tell_nobody_whether_it_exists() {
    served(async |served| {
        let right = served.demonstration.password("shuji").to_owned();
        let (unknown, _) = served.sign_in_with("nobody", "x").await;
        let (wrong, token) = served.sign_in_with("shuji", "x").await;
        assert_eq!((unknown.status, wrong.status, token), (422, 422, None));
        let shown = |body: &str| body.replace("nobody", "").replace("shuji", "");
        assert_eq!(shown(&unknown.body), shown(&wrong.body));
        wrong.says(&["账号或密码不对", "value=\"shuji\""]);
        for _ in 0..3 {
            served.sign_in_with("shuji", "x").await;
            served.sign_in_with("nobody", "x").await;
        }
        let (locked, _) = served.sign_in_with("shuji", "x").await;
        locked.says(&["暂停登录", "1 分钟"]);
        let (unknown, _) = served.sign_in_with("nobody", "x").await;
        assert_eq!(shown(&unknown.body), shown(&locked.body), "nor by its lock");
        let (locked, token) = served.sign_in_with("shuji", &right).await;
        assert_eq!((locked.status, token), (422, None), "also with the right password");
        forward(1);
        let (open, token) = served.sign_in_with("shuji", &right).await;
        assert_eq!((open.status, token.is_some()), (303, true));
        let (wrong, _) = served.sign_in_with("shuji", "x").await;
        wrong.says(&["账号或密码不对"]);
    });
}

#[test]
fn a_session_ends_when_it_is_not_used_and_when_its_time_is_over() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let is_in = async || served.get(&token, "/settings").await.status == 200;
        forward(11);
        assert!(is_in().await);
        forward(11);
        assert!(is_in().await, "it was used in between");
        forward(13);
        assert!(!is_in().await);
        let token = served.token_of("shuji").await;
        for _ in 0..30 {
            forward(11);
            served.get(&token, "/settings").await;
        }
        assert_eq!(served.get(&token, "/settings").await.status, 200);
        for _ in 0..2 {
            forward(11);
            served.get(&token, "/settings").await;
        }
        assert_eq!(served.get(&token, "/settings").await.status, 303, "after fourteen days, used or not");
    });
}

#[test]
fn another_password_ends_all_other_sessions() {
    served(async |served| {
        let right = served.demonstration.password("shuji").to_owned();
        let (one, other) = (served.token_of("shuji").await, served.token_of("shuji").await);
        let new = "竹林里的旧石桥和灯";
        let change = async |old: &str, new: &str, again: &str| {
            served.post(&one, "/settings/password", &[("old", old), ("new", new), ("again", again)]).await
        };
        change(&right, new, "竹林").await.says(&["两次输入的新密码应相同"]);
        change("x", new, new).await.says(&["原密码不对"]);
        change(&right, "12345678", "12345678").await.says(&["太容易猜"]);
        change(&right, "短", "短").await.says(&["至少 8 个字符", "现在是 1 个"]);
        assert_eq!(served.get(&other, "/settings").await.status, 200);
        let done = change(&right, new, new).await;
        assert_eq!(done.status, 200);
        done.says(&["密码已改"]);
        assert_eq!(served.get(&one, "/settings").await.status, 200);
        assert_eq!(served.get(&other, "/settings").await.status, 303);
        assert!(served.sign_in_with("shuji", &right).await.1.is_none());
        assert!(served.sign_in_with("shuji", new).await.1.is_some());
    });
}

#[test]
fn the_cookie_is_for_this_site_and_no_script() {
    served(async |served| {
        let (answer, _) = served.sign_in_with("shuji", served.demonstration.password("shuji")).await;
        let cookie = answer.header("set-cookie").unwrap();
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
            "{cookie}"
        );
        let stolen = served.get("0000", "/settings").await;
        assert_eq!((stolen.status, stolen.header("location")), (303, Some("/sign-in?next=%2Fsettings")));
    });
}

#[test]
fn a_password_that_was_given_opens_only_the_page_where_an_own_one_is_set_and_not_for_long() {
    served(async |served| {
        let administrator = served.token_of("guanli").await;
        let page = served.get(&administrator, "/settings/accounts").await;
        let at = page.body.split("<select name=\"organisation\"").nth(1).unwrap();
        let organisation = at.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let (given, own) = ("七里香-码头-雨棚-1987", "竹林里的旧石桥和灯");
        for name in ["ducha-2", "ducha-3"] {
            let typed =
                [("name", name), ("password", given), ("role", "inspector"), ("organisation", organisation.as_str())];
            let made = served.post(&administrator, "/settings/accounts", &typed).await;
            assert_eq!(made.status, 303, "{}", made.body);
        }
        let (_, token) = served.sign_in_with("ducha-2", given).await;
        let token = token.unwrap();
        let overview = format!("/o/{organisation}/overview");
        for path in [overview.as_str(), "/settings/tokens", "/settings/second-factor", "/settings/log"] {
            let led = served.get(&token, path).await;
            assert_eq!((led.status, led.header("location")), (303, Some("/settings")), "{path}");
        }
        let led = served.post(&token, "/settings/tokens", &[("name", "x")]).await;
        assert_eq!(led.header("location"), Some("/settings"));
        let page = served.get(&token, "/settings").await;
        page.says(&["这个密码是别人给的", "改密码"]);
        assert!(!page.body.contains("登录着的设备"), "{}", page.body);
        let change = async |new: &str| {
            served.post(&token, "/settings/password", &[("old", given), ("new", new), ("again", new)]).await
        };
        let same = change(given).await;
        assert_eq!(same.status, 422);
        same.says(&["新密码应和原来的不同"]);
        change(own).await.says(&["密码已改", "登录着的设备"]);
        assert_eq!(served.get(&token, &overview).await.status, 200);
        forward(7 * 24 + 1);
        assert!(served.sign_in_with("ducha-2", own).await.1.is_some());
        let (over, token) = served.sign_in_with("ducha-3", given).await;
        assert_eq!((over.status, token), (422, None));
        over.says(&["管理员给的密码已过期"]);
    });
}
