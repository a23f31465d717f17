//! Every route as every role, against a table that is read as a difference.

use expect_test::expect;

use crate::support::{Served, served};

const ROLES: [&str; 8] = ["", "dangyuan", "zuzhi", "shuji", "danwei", "jituan", "ducha", "guanli"];

/// Every address that the router knows, with the method; `{organisation}` stands for several.
const ROUTES: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/search"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/code"),
    ("POST", "/sign-in/passkey/ask"),
    ("POST", "/sign-in/passkey"),
    ("GET", "/sign-in/sign-on"),
    ("GET", "/sign-in/sign-on/back"),
    ("POST", "/sign-out"),
    ("GET", "/settings"),
    ("POST", "/settings/password"),
    ("POST", "/settings/sessions/{session}/end"),
    ("GET", "/settings/second-factor"),
    ("POST", "/settings/second-factor/codes"),
    ("POST", "/settings/second-factor/codes/confirm"),
    ("POST", "/settings/second-factor/codes/off"),
    ("POST", "/settings/second-factor/recovery"),
    ("POST", "/settings/passkeys/offer"),
    ("POST", "/settings/passkeys"),
    ("POST", "/settings/passkeys/{passkey}/name"),
    ("POST", "/settings/passkeys/{passkey}/drop"),
    ("GET", "/settings/tokens"),
    ("POST", "/settings/tokens"),
    ("POST", "/settings/tokens/{token}/end"),
    ("POST", "/settings/accounts/tokens/{token}/end"),
    ("GET", "/settings/webhooks"),
    ("POST", "/settings/webhooks"),
    ("POST", "/settings/webhooks/{webhook}/end"),
    ("GET", "/settings/log"),
    ("GET", "/settings/seal"),
    ("GET", "/settings/accounts"),
    ("POST", "/settings/accounts"),
    ("POST", "/settings/accounts/{account}/end"),
    ("GET", "/settings/notices"),
    ("POST", "/settings/notices/mail"),
    ("POST", "/settings/notices/mail/confirm"),
    ("POST", "/settings/notices/robot"),
    ("POST", "/settings/notices/group"),
    ("POST", "/settings/notices/calendar"),
    ("POST", "/settings/notices/{way}/off"),
    ("GET", "/calendar/{file}"),
    ("GET", "/sw.js"),
    ("GET", "/outbox"),
    ("GET", "/offline"),
    ("GET", "/offline/here"),
    ("GET", "/manifest.webmanifest"),
    ("GET", "/icon-192.png"),
    ("GET", "/icon-512.png"),
    ("POST", "/settings/accounts/{account}/second-factor/reset"),
    ("GET", "/health"),
    ("GET", "/assets/{name}"),
    ("GET", "/o/{organisation}/"),
    ("GET", "/o/{organisation}/search"),
    ("GET", "/o/{organisation}/standard"),
    ("GET", "/o/{organisation}/standard/{clause}"),
    ("GET", "/o/{organisation}/parameters"),
    ("POST", "/o/{organisation}/parameters"),
    ("POST", "/o/{organisation}/parameters/withdraw"),
    ("GET", "/o/{organisation}/rules/{rule}"),
    ("GET", "/o/{organisation}/rules/{rule}/{place}"),
    ("GET", "/o/{organisation}/records"),
    ("GET", "/o/{organisation}/yearbook/{year}"),
    ("GET", "/o/{organisation}/records/{kind}"),
    ("GET", "/o/{organisation}/records/{kind}/new"),
    ("POST", "/o/{organisation}/records/{kind}/new"),
    ("GET", "/o/{organisation}/records/{kind}/{record}"),
    ("GET", "/o/{organisation}/records/{kind}/{record}/attachments/{digest}"),
    ("GET", "/o/{organisation}/records/{kind}/{record}/correct"),
    ("POST", "/o/{organisation}/records/{kind}/{record}/correct"),
    ("POST", "/o/{organisation}/records/{kind}/{record}/withdraw"),
    ("GET", "/o/{organisation}/meetings"),
    ("POST", "/o/{organisation}/meetings"),
    ("GET", "/o/{organisation}/meetings/{meeting}"),
    ("POST", "/o/{organisation}/meetings/{meeting}/ask"),
    ("POST", "/o/{organisation}/meetings/{meeting}/mark"),
    ("POST", "/o/{organisation}/meetings/{meeting}/drop"),
    ("GET", "/o/{organisation}/meetings/{meeting}/count"),
    ("POST", "/o/{organisation}/meetings/{meeting}/count"),
    ("POST", "/o/{organisation}/meetings/{meeting}/count/tell"),
    ("GET", "/o/{organisation}/meetings/{meeting}/wall"),
    ("POST", "/o/{organisation}/meetings/{meeting}/here"),
    ("GET", "/o/{organisation}/meetings/{meeting}/here/{code}"),
    ("POST", "/o/{organisation}/meetings/{meeting}/here/{code}"),
    ("GET", "/o/{organisation}/registers/{register}"),
    ("GET", "/o/{organisation}/import"),
    ("POST", "/o/{organisation}/import"),
    ("GET", "/o/{organisation}/import/{book}"),
    ("POST", "/o/{organisation}/import/{book}"),
    ("POST", "/o/{organisation}/import/{book}/refused"),
    ("GET", "/o/{organisation}/members"),
    ("GET", "/o/{organisation}/members/{person}"),
    ("GET", "/o/{organisation}/organisation"),
    ("GET", "/o/{organisation}/cases"),
    ("GET", "/o/{organisation}/cases/{rule}/{record}"),
    ("GET", "/o/{organisation}/cases/{rule}/{record}/next"),
    ("GET", "/o/{organisation}/board/{rule}"),
    ("GET", "/o/{organisation}/inbox"),
    ("GET", "/o/{organisation}/overview"),
    ("POST", "/o/{organisation}/overview/remind"),
    ("GET", "/o/{organisation}/overview/ranking"),
    ("GET", "/o/{organisation}/overview/rules/{rule}"),
    ("GET", "/o/{organisation}/overview/what-if"),
    ("POST", "/o/{organisation}/overview/what-if"),
    ("GET", "/o/{organisation}/overview/what-if/{question}"),
    ("GET", "/o/{organisation}/overview/sampling"),
    ("POST", "/o/{organisation}/overview/sampling"),
    ("GET", "/o/{organisation}/overview/sampling/{question}"),
    ("GET", "/o/{organisation}/me"),
    ("GET", "/o/{organisation}/me/{kind}"),
    ("POST", "/o/{organisation}/me/{kind}"),
    ("GET", "/o/{organisation}/published"),
];

#[test]
fn no_route_is_missing_from_the_walk() {
    let source = include_str!("../../src/pages/mod.rs");
    let quoted = source.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/'));
    let walked: Vec<&str> = ROUTES.iter().map(|(_, path)| *path).collect();
    let missing: Vec<&str> = quoted.filter(|path| !walked.contains(path)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    let posts = source.matches("post(").count();
    assert_eq!(posts, ROUTES.iter().filter(|(method, _)| *method == "POST").count());
}

/// What is typed into every form: nothing that is right anywhere.
const FIELDS: &[(&str, &str)] = &[
    ("name", "x"),
    ("password", "x"),
    ("reason", ""),
    ("token", "x"),
    ("code", "000000"),
    ("key", "x"),
    ("address", "x"),
    ("credential", "{}"),
];

/// Something that is there in the secretary's branch, for each place of an address.
async fn things(served: &Served, token: &str, home: &str) -> Vec<(&'static str, String)> {
    let after = |body: &str, mark: &str| -> String {
        let rest = body.split(mark).nth(1).unwrap_or_else(|| panic!("no {mark}"));
        rest.split(['"', '?']).next().unwrap().to_owned()
    };
    let members = served.get(token, &format!("{home}members")).await.body;
    let ledger = served.get(token, &format!("{home}records/members-meeting")).await.body;
    vec![
        ("{person}", after(&members, &format!("{home}members/"))),
        ("{record}", {
            let mark = format!("{home}records/members-meeting/");
            let mut rest = ledger.split(&mark).skip(1);
            let id = rest.find(|rest| !rest.starts_with("new")).unwrap();
            id.split('"').next().unwrap().to_owned()
        }),
        ("{year}", "2026".to_owned()),
        ("{kind}", "members-meeting".to_owned()),
        ("{clause}", "L1".to_owned()),
        ("{rule}", "members-meeting-gap".to_owned()),
        ("{place}", "0".to_owned()),
        ("{meeting}", "019a7b3e-5c1d-7000-8000-000000000002".to_owned()),
        ("{code}", "0000000000000000".to_owned()),
        ("{register}", "dues".to_owned()),
        ("{digest}", "0".repeat(64)),
        ("{book}", "0".repeat(64)),
        ("{session}", "none".to_owned()),
        ("{account}", "019a7b3e-5c1d-7000-8000-000000000001".to_owned()),
        ("{passkey}", "none".to_owned()),
        ("{token}", "none".to_owned()),
        ("{webhook}", "none".to_owned()),
        ("{name}", "none".to_owned()),
    ]
}

/// What an answer is, in a sign: shown, told what is wrong, sent elsewhere, to sign in first, given back
/// to be sent when signed in, not allowed, not there.
fn sign(answer: &crate::support::Answer) -> &'static str {
    match answer.status {
        200 => "✔",
        422 => "✎",
        303 if answer.header("location").is_some_and(|to| to.starts_with("/sign-in")) => "登",
        303 => "→",
        401 => "留",
        403 => "·",
        404 => "无",
        _ => "？",
    }
}

#[test]
fn every_route_answers_every_role_as_the_table_says() {
    served(async |served| {
        let secretary = served.token_of("shuji").await;
        let own = served.home_of(&secretary).await;
        let things = things(&served, &secretary, &own).await;
        let unit = served.home_of(&served.token_of("danwei").await).await;
        let group = served.home_of(&served.token_of("jituan").await).await;
        let other = other_branch(&served, &group, &own).await;
        let mut table =
            format!("{} 地址\n", ["未登录", "党员", "组织", "书记", "单位", "集团", "督查", "管理"].join(" "));
        let places = [("本支部", &own), ("别的支部", &other), ("单位", &unit), ("集团", &group)];
        for (method, route) in ROUTES {
            for (name, home) in places {
                let of_organisation = route.contains("{organisation}");
                if !of_organisation && name != "本支部" {
                    continue;
                }
                let mut path = route.replace("/o/{organisation}/", home);
                for (place, thing) in &things {
                    path = path.replace(place, thing);
                }
                let mut signs = Vec::new();
                for role in ROLES {
                    // Signed in anew each time: some of these end the session.
                    let token = if role.is_empty() { String::new() } else { served.token_of(role).await };
                    let answer = match *method {
                        "GET" => served.get(&token, &path).await,
                        _ => served.post(&token, &path, FIELDS).await,
                    };
                    signs.push(sign(&answer));
                }
                let of = if of_organisation { format!("　{name}") } else { String::new() };
                table.push_str(&format!("{} {method} {route}{of}\n", signs.join(" ")));
            }
        }
        expect![[r#"
            未登录 党员 组织 书记 单位 集团 督查 管理 地址
            登 → → → → → → → GET /
            登 → → → → → → · GET /search
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /sign-in
            ✎ ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /sign-in
            ✎ ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /sign-in/code
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ POST /sign-in/passkey/ask
            ✎ ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /sign-in/passkey
            无 无 无 无 无 无 无 无 GET /sign-in/sign-on
            无 无 无 无 无 无 无 无 GET /sign-in/sign-on/back
            登 登 登 登 登 登 登 登 POST /sign-out
            登 ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /settings
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/password
            登 → → → → → → → POST /settings/sessions/{session}/end
            登 ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /settings/second-factor
            登 ✔ ✔ ✔ ✔ ✔ ✔ ✔ POST /settings/second-factor/codes
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/second-factor/codes/confirm
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/second-factor/codes/off
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/second-factor/recovery
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/passkeys/offer
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/passkeys
            登 → → → → → → → POST /settings/passkeys/{passkey}/name
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/passkeys/{passkey}/drop
            登 ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /settings/tokens
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/tokens
            登 → → → → → → → POST /settings/tokens/{token}/end
            登 · · · · · · → POST /settings/accounts/tokens/{token}/end
            登 ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /settings/webhooks
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/webhooks
            登 → → → → → → → POST /settings/webhooks/{webhook}/end
            登 · · · · ✔ · ✔ GET /settings/log
            登 · · · · ✔ · ✔ GET /settings/seal
            登 · · · · · · ✔ GET /settings/accounts
            登 · · · · · · ✎ POST /settings/accounts
            登 · · · · · · → POST /settings/accounts/{account}/end
            登 ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /settings/notices
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/notices/mail
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/notices/mail/confirm
            登 ✎ ✎ ✎ ✎ ✎ ✎ ✎ POST /settings/notices/robot
            登 · · ✎ · · · · POST /settings/notices/group
            登 ✔ ✔ ✔ ✔ ✔ ✔ ✔ POST /settings/notices/calendar
            登 无 无 无 无 无 无 无 POST /settings/notices/{way}/off
            无 无 无 无 无 无 无 无 GET /calendar/{file}
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /sw.js
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /outbox
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /offline
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /offline/here
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /manifest.webmanifest
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /icon-192.png
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /icon-512.png
            登 · · · · · · 无 POST /settings/accounts/{account}/second-factor/reset
            ✔ ✔ ✔ ✔ ✔ ✔ ✔ ✔ GET /health
            无 无 无 无 无 无 无 无 GET /assets/{name}
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/　集团
            登 ✔ ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/search　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/search　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/search　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/search　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/standard　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/standard　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/standard　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/standard　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/standard/{clause}　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/standard/{clause}　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/standard/{clause}　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/standard/{clause}　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/parameters　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/parameters　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/parameters　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/parameters　集团
            留 · · · · ✎ · · POST /o/{organisation}/parameters　本支部
            留 · · · · ✎ · · POST /o/{organisation}/parameters　别的支部
            留 · · · · ✎ · · POST /o/{organisation}/parameters　单位
            留 · · · · ✎ · · POST /o/{organisation}/parameters　集团
            留 · · · · ✎ · · POST /o/{organisation}/parameters/withdraw　本支部
            留 · · · · ✎ · · POST /o/{organisation}/parameters/withdraw　别的支部
            留 · · · · ✎ · · POST /o/{organisation}/parameters/withdraw　单位
            留 · · · · ✎ · · POST /o/{organisation}/parameters/withdraw　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/rules/{rule}　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/rules/{rule}　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/rules/{rule}　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/rules/{rule}　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/rules/{rule}/{place}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/rules/{rule}/{place}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/rules/{rule}/{place}　单位
            登 · · · · 无 无 · GET /o/{organisation}/rules/{rule}/{place}　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/records　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/records　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/records　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/records　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/yearbook/{year}　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/yearbook/{year}　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/yearbook/{year}　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/yearbook/{year}　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/records/{kind}　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/records/{kind}　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/records/{kind}　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/records/{kind}　集团
            登 · ✔ ✔ ✔ ✔ · · GET /o/{organisation}/records/{kind}/new　本支部
            登 · · · · ✔ · · GET /o/{organisation}/records/{kind}/new　别的支部
            登 · · · ✔ ✔ · · GET /o/{organisation}/records/{kind}/new　单位
            登 · · · · ✔ · · GET /o/{organisation}/records/{kind}/new　集团
            留 · 无 无 无 无 · · POST /o/{organisation}/records/{kind}/new　本支部
            留 · · · · 无 · · POST /o/{organisation}/records/{kind}/new　别的支部
            留 · · · 无 无 · · POST /o/{organisation}/records/{kind}/new　单位
            留 · · · · 无 · · POST /o/{organisation}/records/{kind}/new　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/records/{kind}/{record}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/records/{kind}/{record}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/records/{kind}/{record}　单位
            登 · · · · 无 无 · GET /o/{organisation}/records/{kind}/{record}　集团
            登 · 无 无 无 无 无 · GET /o/{organisation}/records/{kind}/{record}/attachments/{digest}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/records/{kind}/{record}/attachments/{digest}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/records/{kind}/{record}/attachments/{digest}　单位
            登 · · · · 无 无 · GET /o/{organisation}/records/{kind}/{record}/attachments/{digest}　集团
            登 · ✔ ✔ ✔ ✔ · · GET /o/{organisation}/records/{kind}/{record}/correct　本支部
            登 · · · · 无 · · GET /o/{organisation}/records/{kind}/{record}/correct　别的支部
            登 · · · 无 无 · · GET /o/{organisation}/records/{kind}/{record}/correct　单位
            登 · · · · 无 · · GET /o/{organisation}/records/{kind}/{record}/correct　集团
            留 · 无 无 无 无 · · POST /o/{organisation}/records/{kind}/{record}/correct　本支部
            留 · · · · 无 · · POST /o/{organisation}/records/{kind}/{record}/correct　别的支部
            留 · · · 无 无 · · POST /o/{organisation}/records/{kind}/{record}/correct　单位
            留 · · · · 无 · · POST /o/{organisation}/records/{kind}/{record}/correct　集团
            留 · ✎ ✎ · · · · POST /o/{organisation}/records/{kind}/{record}/withdraw　本支部
            留 · · · · · · · POST /o/{organisation}/records/{kind}/{record}/withdraw　别的支部
            留 · · · · · · · POST /o/{organisation}/records/{kind}/{record}/withdraw　单位
            留 · · · · · · · POST /o/{organisation}/records/{kind}/{record}/withdraw　集团
            登 ✔ ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/meetings　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/meetings　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/meetings　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/meetings　集团
            留 · ✎ ✎ ✎ ✎ · · POST /o/{organisation}/meetings　本支部
            留 · · · · ✎ · · POST /o/{organisation}/meetings　别的支部
            留 · · · ✎ ✎ · · POST /o/{organisation}/meetings　单位
            留 · · · · ✎ · · POST /o/{organisation}/meetings　集团
            登 无 无 无 无 无 · · GET /o/{organisation}/meetings/{meeting}　本支部
            登 · · · · 无 · · GET /o/{organisation}/meetings/{meeting}　别的支部
            登 · · · 无 无 · · GET /o/{organisation}/meetings/{meeting}　单位
            登 · · · · 无 · · GET /o/{organisation}/meetings/{meeting}　集团
            留 无 无 无 · · · · POST /o/{organisation}/meetings/{meeting}/ask　本支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/ask　别的支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/ask　单位
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/ask　集团
            留 · 无 无 无 无 · · POST /o/{organisation}/meetings/{meeting}/mark　本支部
            留 · · · · 无 · · POST /o/{organisation}/meetings/{meeting}/mark　别的支部
            留 · · · 无 无 · · POST /o/{organisation}/meetings/{meeting}/mark　单位
            留 · · · · 无 · · POST /o/{organisation}/meetings/{meeting}/mark　集团
            留 · → → → → · · POST /o/{organisation}/meetings/{meeting}/drop　本支部
            留 · · · · → · · POST /o/{organisation}/meetings/{meeting}/drop　别的支部
            留 · · · → → · · POST /o/{organisation}/meetings/{meeting}/drop　单位
            留 · · · · → · · POST /o/{organisation}/meetings/{meeting}/drop　集团
            登 无 无 无 无 无 · · GET /o/{organisation}/meetings/{meeting}/count　本支部
            登 · · · · 无 · · GET /o/{organisation}/meetings/{meeting}/count　别的支部
            登 · · · 无 无 · · GET /o/{organisation}/meetings/{meeting}/count　单位
            登 · · · · 无 · · GET /o/{organisation}/meetings/{meeting}/count　集团
            留 · 无 无 无 无 · · POST /o/{organisation}/meetings/{meeting}/count　本支部
            留 · · · · 无 · · POST /o/{organisation}/meetings/{meeting}/count　别的支部
            留 · · · 无 无 · · POST /o/{organisation}/meetings/{meeting}/count　单位
            留 · · · · 无 · · POST /o/{organisation}/meetings/{meeting}/count　集团
            留 无 无 无 · · · · POST /o/{organisation}/meetings/{meeting}/count/tell　本支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/count/tell　别的支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/count/tell　单位
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/count/tell　集团
            登 · 无 无 无 无 · · GET /o/{organisation}/meetings/{meeting}/wall　本支部
            登 · · · · 无 · · GET /o/{organisation}/meetings/{meeting}/wall　别的支部
            登 · · · 无 无 · · GET /o/{organisation}/meetings/{meeting}/wall　单位
            登 · · · · 无 · · GET /o/{organisation}/meetings/{meeting}/wall　集团
            留 ✎ ✎ ✎ · · · · POST /o/{organisation}/meetings/{meeting}/here　本支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/here　别的支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/here　单位
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/here　集团
            ✎ ✎ ✎ ✎ ✎ ✎ ✎ ✎ GET /o/{organisation}/meetings/{meeting}/here/{code}　本支部
            ✎ ✎ ✎ ✎ ✎ ✎ ✎ ✎ GET /o/{organisation}/meetings/{meeting}/here/{code}　别的支部
            ✎ ✎ ✎ ✎ ✎ ✎ ✎ ✎ GET /o/{organisation}/meetings/{meeting}/here/{code}　单位
            ✎ ✎ ✎ ✎ ✎ ✎ ✎ ✎ GET /o/{organisation}/meetings/{meeting}/here/{code}　集团
            留 ✎ ✎ ✎ · · · · POST /o/{organisation}/meetings/{meeting}/here/{code}　本支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/here/{code}　别的支部
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/here/{code}　单位
            留 · · · · · · · POST /o/{organisation}/meetings/{meeting}/here/{code}　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/registers/{register}　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/registers/{register}　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/registers/{register}　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/registers/{register}　集团
            登 · ✔ ✔ ✔ ✔ · · GET /o/{organisation}/import　本支部
            登 · · · · ✔ · · GET /o/{organisation}/import　别的支部
            登 · · · ✔ ✔ · · GET /o/{organisation}/import　单位
            登 · · · · ✔ · · GET /o/{organisation}/import　集团
            留 · ✎ ✎ ✎ ✎ · · POST /o/{organisation}/import　本支部
            留 · · · · ✎ · · POST /o/{organisation}/import　别的支部
            留 · · · ✎ ✎ · · POST /o/{organisation}/import　单位
            留 · · · · ✎ · · POST /o/{organisation}/import　集团
            登 · 无 无 无 无 · · GET /o/{organisation}/import/{book}　本支部
            登 · · · · 无 · · GET /o/{organisation}/import/{book}　别的支部
            登 · · · 无 无 · · GET /o/{organisation}/import/{book}　单位
            登 · · · · 无 · · GET /o/{organisation}/import/{book}　集团
            留 · 无 无 无 无 · · POST /o/{organisation}/import/{book}　本支部
            留 · · · · 无 · · POST /o/{organisation}/import/{book}　别的支部
            留 · · · 无 无 · · POST /o/{organisation}/import/{book}　单位
            留 · · · · 无 · · POST /o/{organisation}/import/{book}　集团
            留 · 无 无 无 无 · · POST /o/{organisation}/import/{book}/refused　本支部
            留 · · · · 无 · · POST /o/{organisation}/import/{book}/refused　别的支部
            留 · · · 无 无 · · POST /o/{organisation}/import/{book}/refused　单位
            留 · · · · 无 · · POST /o/{organisation}/import/{book}/refused　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/members　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/members　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/members　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/members　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/members/{person}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/members/{person}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/members/{person}　单位
            登 · · · · 无 无 · GET /o/{organisation}/members/{person}　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/organisation　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/organisation　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/organisation　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/organisation　集团
            登 · ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/cases　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/cases　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/cases　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/cases　集团
            登 · 无 无 无 无 无 · GET /o/{organisation}/cases/{rule}/{record}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/cases/{rule}/{record}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/cases/{rule}/{record}　单位
            登 · · · · 无 无 · GET /o/{organisation}/cases/{rule}/{record}　集团
            登 · 无 无 无 无 · · GET /o/{organisation}/cases/{rule}/{record}/next　本支部
            登 · · · · 无 · · GET /o/{organisation}/cases/{rule}/{record}/next　别的支部
            登 · · · 无 无 · · GET /o/{organisation}/cases/{rule}/{record}/next　单位
            登 · · · · 无 · · GET /o/{organisation}/cases/{rule}/{record}/next　集团
            登 · 无 无 无 无 无 · GET /o/{organisation}/board/{rule}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/board/{rule}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/board/{rule}　单位
            登 · · · · 无 无 · GET /o/{organisation}/board/{rule}　集团
            登 · · · ✔ ✔ · · GET /o/{organisation}/inbox　本支部
            登 · · · · ✔ · · GET /o/{organisation}/inbox　别的支部
            登 · · · ✔ ✔ · · GET /o/{organisation}/inbox　单位
            登 · · · · ✔ · · GET /o/{organisation}/inbox　集团
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview　集团
            留 · · · → → · · POST /o/{organisation}/overview/remind　本支部
            留 · · · · → · · POST /o/{organisation}/overview/remind　别的支部
            留 · · · → → · · POST /o/{organisation}/overview/remind　单位
            留 · · · · → · · POST /o/{organisation}/overview/remind　集团
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/ranking　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/ranking　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/ranking　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/ranking　集团
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/rules/{rule}　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/rules/{rule}　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/rules/{rule}　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/rules/{rule}　集团
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/what-if　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/what-if　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/what-if　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/what-if　集团
            留 · · · ✎ ✎ ✎ · POST /o/{organisation}/overview/what-if　本支部
            留 · · · · ✎ ✎ · POST /o/{organisation}/overview/what-if　别的支部
            留 · · · ✎ ✎ ✎ · POST /o/{organisation}/overview/what-if　单位
            留 · · · · ✎ ✎ · POST /o/{organisation}/overview/what-if　集团
            登 · · · 无 无 无 · GET /o/{organisation}/overview/what-if/{question}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/overview/what-if/{question}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/overview/what-if/{question}　单位
            登 · · · · 无 无 · GET /o/{organisation}/overview/what-if/{question}　集团
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/sampling　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/sampling　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/overview/sampling　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/overview/sampling　集团
            留 · · · ✎ ✎ ✎ · POST /o/{organisation}/overview/sampling　本支部
            留 · · · · ✎ ✎ · POST /o/{organisation}/overview/sampling　别的支部
            留 · · · ✎ ✎ ✎ · POST /o/{organisation}/overview/sampling　单位
            留 · · · · ✎ ✎ · POST /o/{organisation}/overview/sampling　集团
            登 · · · 无 无 无 · GET /o/{organisation}/overview/sampling/{question}　本支部
            登 · · · · 无 无 · GET /o/{organisation}/overview/sampling/{question}　别的支部
            登 · · · 无 无 无 · GET /o/{organisation}/overview/sampling/{question}　单位
            登 · · · · 无 无 · GET /o/{organisation}/overview/sampling/{question}　集团
            登 ✔ ✔ ✔ · · · · GET /o/{organisation}/me　本支部
            登 · · · · · · · GET /o/{organisation}/me　别的支部
            登 · · · · · · · GET /o/{organisation}/me　单位
            登 · · · · · · · GET /o/{organisation}/me　集团
            登 无 无 无 · · · · GET /o/{organisation}/me/{kind}　本支部
            登 · · · · · · · GET /o/{organisation}/me/{kind}　别的支部
            登 · · · · · · · GET /o/{organisation}/me/{kind}　单位
            登 · · · · · · · GET /o/{organisation}/me/{kind}　集团
            留 无 无 无 · · · · POST /o/{organisation}/me/{kind}　本支部
            留 · · · · · · · POST /o/{organisation}/me/{kind}　别的支部
            留 · · · · · · · POST /o/{organisation}/me/{kind}　单位
            留 · · · · · · · POST /o/{organisation}/me/{kind}　集团
            登 ✔ ✔ ✔ ✔ ✔ ✔ · GET /o/{organisation}/published　本支部
            登 · · · · ✔ ✔ · GET /o/{organisation}/published　别的支部
            登 · · · ✔ ✔ ✔ · GET /o/{organisation}/published　单位
            登 · · · · ✔ ✔ · GET /o/{organisation}/published　集团
        "#]]
        .assert_eq(&table);
    });
}

/// A branch of another unit.
async fn other_branch(served: &Served, group: &str, own: &str) -> String {
    let token = served.token_of("jituan").await;
    let overview = served.get(&token, &format!("{group}overview")).await.body;
    let mut links = overview.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    links.find(|link| link.starts_with("/o/") && link.ends_with('/') && link != own).unwrap()
}
