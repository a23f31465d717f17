//! Forged requests, headers, sizes, and addresses that are none.

use std::sync::{Arc, Mutex};

use web::Config;

use crate::support::{form, served, served_with};

#[test]
fn a_request_that_another_site_made_changes_nothing() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let cookie = format!("wuhua={token}");
        let own = format!("http://{}", served.address);
        let body = form(&[]);
        for (headers, status) in [
            (vec![("Sec-Fetch-Site", "cross-site")], 403),
            (vec![("Sec-Fetch-Site", "same-site")], 403),
            (vec![("Sec-Fetch-Site", "none")], 403),
            (vec![("Origin", "https://elsewhere.example")], 403),
            (vec![("Origin", "null")], 403),
            (vec![], 403),
            (vec![("Sec-Fetch-Site", "cross-site"), ("Origin", own.as_str())], 403),
            (vec![("Origin", own.as_str())], 303),
        ] {
            let mut all = headers.clone();
            all.push(("Cookie", &cookie));
            let answer = served.send("POST", "/sign-out", &all, &body).await;
            assert_eq!(answer.status, status, "{headers:?}: {}", answer.body);
            if status == 403 {
                answer.says(&["不是从本站的页面发出的", "没有执行"]);
                assert_eq!(served.get(&token, "/settings").await.status, 200, "still signed in");
            }
        }
        assert_eq!(served.get(&token, "/settings").await.status, 303, "signed out by the last");
    });
}

#[test]
fn every_answer_carries_the_headers_that_keep_scripts_and_frames_out() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        for path in ["/sign-in", "/health", "/nowhere", "/assets/nothing", home.as_str(), "/settings"] {
            let answer = served.get(&token, path).await;
            let policy = answer.header("content-security-policy").unwrap();
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
            for inline in ["<script>", "onclick=", "style=\"", "javascript:"] {
                assert!(!answer.body.contains(inline), "{path} has {inline}");
            }
        }
    });
}

#[test]
fn what_is_no_page_is_said_to_be_none() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        for path in ["/nowhere", "/o/nonsense/", &format!("{home}standard/X9"), &format!("{home}records/nothing")] {
            let answer = served.get(&token, path).await;
            assert_eq!(answer.status, 404, "{path}");
            answer.says(&["没有这一页", "回到首页"]);
        }
        let answer = served.get(&token, &format!("{home}?as-of=2026-13-01")).await;
        assert_eq!(answer.status, 400);
        answer.says(&["“2026-13-01”不是日期", "2026-03-31"]);
    });
}

#[test]
fn a_form_larger_than_any_form_is_refused_and_the_server_goes_on() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let home = served.home_of(&token).await;
        let long = "长".repeat(700_000);
        let answer = served.post(&token, &format!("{home}records/talk/new"), &[("field-place", &long)]).await;
        assert!([413, 0].contains(&answer.status), "{}", answer.status);
        assert_eq!(served.get(&token, &home).await.status, 200);
    });
}

#[test]
fn over_https_browsers_are_told_to_come_by_nothing_else() {
    served_with(
        |config| Config { https: true, ..config },
        async |served| {
            let answer = served.get("", "/sign-in").await;
            assert_eq!(answer.header("strict-transport-security"), Some("max-age=63072000; includeSubDomains"));
            let body = form(&[("name", "shuji"), ("password", served.demonstration.password("shuji"))]);
            let answer = served.send("POST", "/sign-in", &[("Sec-Fetch-Site", "same-origin")], &body).await;
            let cookie = answer.header("set-cookie").unwrap();
            assert!(cookie.starts_with("__Host-wuhua=") && cookie.contains("; Secure"), "{cookie}");
        },
    );
    served(async |served| {
        assert_eq!(served.get("", "/sign-in").await.header("strict-transport-security"), None);
    });
}

/// What the program logs, for whoever runs it.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn who_signs_out_leaves_no_page_behind_in_the_browser() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let out = served.post(&token, "/sign-out", &[]).await;
        assert_eq!((out.status, out.header("clear-site-data")), (303, Some("\"cache\"")));
    });
}

#[test]
fn the_log_says_who_was_refused_what_and_nothing_of_what_was_asked() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt().json().with_max_level(tracing::Level::WARN).with_writer(move || writer.clone());
    log.init();
    served(async |served| {
        let (member, group) = (served.token_of("dangyuan").await, served.token_of("jituan").await);
        let above = served.home_of(&group).await;
        assert_eq!(served.get(&member, &format!("{above}overview?as-of=2026-01-31")).await.status, 403);
        let written = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        // Other tests of this program may be refused there as well.
        let of_route = written.lines().filter(|line| line.contains("/o/{organisation}/overview\""));
        let lines: Vec<serde_json::Value> = of_route.map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().any(|line| line["fields"]["method"] == "GET"), "{written}");
        for line in lines {
            assert_eq!(line["fields"]["account"].as_str().unwrap().len(), 36, "{line}");
        }
        assert!(!written.contains("2026-01-31") && !written.contains(&above), "{written}");
    });
}

#[test]
fn what_cannot_be_taken_apart_is_said_in_words() {
    served(async |served| {
        let token = served.token_of("zuzhi").await;
        let cookie = format!("wuhua={token}");
        let headers = [("Cookie", cookie.as_str()), ("Sec-Fetch-Site", "same-origin")];
        let missing = served.send("POST", "/settings/password", &headers, "old=x").await;
        assert_eq!(missing.status, 422);
        missing.says(&["这张表缺了该有的内容", "回到首页"]);
        let json = [headers[0], headers[1], ("Content-Type", "application/json")];
        let other = served.send("POST", "/settings/password", &json, "{}").await;
        assert_eq!(other.status, 415);
        other.says(&["提交的应是页面上的表单"]);
    });
}
