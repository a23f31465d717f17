//! 提醒 over the wire: what is set where, what is refused, and a calendar that opens by its address alone.

use crate::support::served;

#[test]
fn a_robot_of_a_known_chat_is_set_and_switched_off_and_any_other_address_is_refused_with_what_was_typed() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        served.get(&token, "/settings").await.says(&["href=\"/settings/notices\""]);
        served.get(&token, "/settings/notices").await.says(&["没有设置发信服务器", "启用群提醒", "不开就不发"]);
        for address in ["http://127.0.0.1:5432/", "https://oapi.dingtalk.com.example/robot/send?access_token=1", ""] {
            for form in ["robot", "group"] {
                let typed = [("address", address), ("key", "SEC7"), ("hour", "9")];
                let refused = served.post(&token, &format!("/settings/notices/{form}"), &typed).await;
                assert_eq!(refused.status, 422, "{address}");
                refused.says(&["role=\"alert\"", "https://oapi.dingtalk.com/robot/send", "value=\"SEC7\""]);
                refused.says(&[&format!("value=\"{address}\""), "<option value=\"9\" selected>"]);
            }
        }
        let typed = [("address", "https://open.feishu.cn/open-apis/bot/v2/hook/24680"), ("hour", "22")];
        served.post(&token, "/settings/notices/robot", &typed).await.says(&["机器人已设好", "open.feishu.cn …4680"]);
        let page = served.get(&token, "/settings/notices").await;
        page.says(&["每天 22 点以后", "还没有发过", "关掉机器人提醒"]);
        assert!(!page.body.contains("24680"), "the address is a secret of the chat's");
        assert_eq!(served.post(&token, "/settings/notices/robot/off", &[]).await.status, 303);
        assert!(!served.get(&token, "/settings/notices").await.body.contains("…4680"));
        assert_eq!(served.post(&token, "/settings/notices/pigeon/off", &[]).await.status, 404);

        let member = served.token_of("dangyuan").await;
        assert!(!served.get(&member, "/settings/notices").await.body.contains("启用群提醒"));
        assert_eq!(served.post(&member, "/settings/notices/group", &typed).await.status, 403);
        assert_eq!(served.post(&member, "/settings/notices/group/off", &[]).await.status, 403);
    });
}

#[test]
fn mails_without_a_server_and_addresses_that_are_none_are_refused_with_a_word_on_what_to_do() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let typed = [("address", "wang@example.cn"), ("hour", "8")];
        let refused = served.post(&token, "/settings/notices/mail", &typed).await;
        assert_eq!(refused.status, 422);
        refused.says(&["没有设置发信服务器，不能用邮件提醒。请管理员在配置里写上 [mail]"]);
        let wrong = [("token", "0"), ("code", "123456")];
        let refused = served.post(&token, "/settings/notices/mail/confirm", &wrong).await;
        assert_eq!(refused.status, 422);
        refused.says(&["确认码不对，或者已经过时"]);
    });
}

#[test]
fn a_calendar_opens_without_signing_in_by_its_last_address_and_no_other() {
    served(async |served| {
        let token = served.token_of("shuji").await;
        let address_in = |body: &str| {
            let address = body.split("typed-key\">").nth(1).unwrap().split('<').next().unwrap();
            address.split_once("/calendar/").unwrap().1.to_owned()
        };
        let first = address_in(&served.post(&token, "/settings/notices/calendar", &[]).await.body);
        let second = address_in(&served.post(&token, "/settings/notices/calendar", &[]).await.body);
        assert_eq!(served.send("GET", &format!("/calendar/{first}"), &[], "").await.status, 404);
        let calendar = served.send("GET", &format!("/calendar/{second}"), &[], "").await;
        assert_eq!(calendar.status, 200);
        assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
        assert_eq!(calendar.header("cache-control"), Some("private, max-age=900"));
        calendar.says(&["BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTART;VALUE=DATE:"]);
        let page = served.get(&token, "/settings/notices").await;
        page.says(&["停用日历", "换一个地址，旧的作废"]);
        assert!(!page.body.contains(&second), "it is shown once");
        assert_eq!(served.post(&token, "/settings/notices/calendar/off", &[]).await.status, 303);
        for gone in [second.as_str(), "x.ics", "x"] {
            assert_eq!(served.send("GET", &format!("/calendar/{gone}"), &[], "").await.status, 404, "{gone}");
        }
    });
}
