//! Robots of the three chats: where they are, how a message to each is written and signed, what they answer.
//!
//! An address is taken only where it is https at one of the known hosts, or at a place that the configuration names, and
//! has the path of one of the chats: nobody can make this program speak to another machine.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facts::Instant;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::Sha256;
use views::NoticeText;

use super::{NotSent, Notices, WayBody};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chat {
    WeCom,
    DingTalk,
    Feishu,
}

/// Host and path of each chat's robots.
const CHATS: [(Chat, &str, &str); 3] = [
    (Chat::WeCom, "https://qyapi.weixin.qq.com", "/cgi-bin/webhook/send"),
    (Chat::DingTalk, "https://oapi.dingtalk.com", "/robot/send"),
    (Chat::Feishu, "https://open.feishu.cn", "/open-apis/bot/v2/hook/"),
];

/// Longer than any robot's address.
const ADDRESS_MOST: usize = 500;
/// No answer of a robot is longer.
const ANSWER_MOST: usize = 1 << 16;

impl Chat {
    pub fn word(self) -> &'static str {
        match self {
            Chat::WeCom => "企业微信",
            Chat::DingTalk => "钉钉",
            Chat::Feishu => "飞书",
        }
    }
}

/// What a robot's answer says of how it went: the first two chats use one pair of names, the third another.
#[derive(Debug, Deserialize)]
struct Answer {
    errcode: Option<i64>,
    errmsg: Option<String>,
    code: Option<i64>,
    msg: Option<String>,
}

/// A robot's address, if it may be one.
pub(super) fn robot(text: &str, further: &[String]) -> Option<(Chat, Url)> {
    let address: Url = Some(text.trim()).filter(|text| text.len() <= ADDRESS_MOST)?.parse().ok()?;
    let origin = address.origin().ascii_serialization();
    let is_plain = address.username().is_empty() && address.password().is_none() && address.fragment().is_none();
    let fits = |(_, host, path): &&(Chat, &str, &str)| {
        let path_fits = if path.ends_with('/') { address.path().starts_with(path) } else { address.path() == *path };
        path_fits && (origin == *host || further.contains(&origin))
    };
    let (chat, ..) = CHATS.iter().filter(|_| is_plain).find(fits)?;
    Some((*chat, address))
}

/// What was expected, for whoever typed another address.
pub(super) fn expected(further: &[String]) -> String {
    let known = CHATS.map(|(chat, host, path)| format!("{} {host}{path}…", chat.word()));
    let further = if further.is_empty() { String::new() } else { format!("，或在 {}", further.join("、")) };
    format!(
        "机器人的地址应是 https 的，形如 {}{further}。请在群的机器人设置里复制完整的 Webhook 地址",
        known.join("、")
    )
}

impl Notices {
    pub(super) fn further_robots(&self) -> &[String] {
        &self.robots
    }

    pub(super) async fn tell_robot(&self, to: &WayBody, text: &NoticeText, now: Instant) -> Result<(), NotSent> {
        let (chat, address) =
            robot(&to.to, &self.robots).ok_or_else(|| NotSent::surely("机器人的地址不能用了，请重新设置"))?;
        let (address, message) = message(chat, address, to.key.as_deref(), text, now);
        let away = |error: reqwest::Error| match (error.is_connect() || error.is_builder(), error.is_timeout()) {
            (true, _) => NotSent::surely(format!("连不上{}", chat.word())),
            (false, true) => NotSent::perhaps(format!("{}没有应答", chat.word())),
            (false, false) => NotSent::perhaps(format!("和{}断在半路", chat.word())),
        };
        // The address is a secret; what the library says of an error would tell it.
        let request = self.http.post(address).header("content-type", "application/json").body(message.to_string());
        let mut answer = request.send().await.map_err(away)?;
        let mut body = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(away)? {
            body.extend_from_slice(&part);
            if body.len() > ANSWER_MOST {
                break;
            }
        }
        said(chat, answer.status(), &body)
    }
}

fn said(chat: Chat, status: StatusCode, body: &[u8]) -> Result<(), NotSent> {
    if status.is_client_error() {
        return Err(NotSent::surely(format!("{}没有收：{}", chat.word(), status.as_u16())));
    }
    let Some(answer) = serde_json::from_slice::<Answer>(body).ok().filter(|_| status.is_success()) else {
        return Err(NotSent::perhaps(format!("{}的应答看不懂", chat.word())));
    };
    match answer.errcode.or(answer.code) {
        Some(0) => Ok(()),
        code => {
            let code = code.map(|code| code.to_string()).unwrap_or_default();
            let told: String = answer.errmsg.or(answer.msg).unwrap_or_default().chars().take(200).collect();
            Err(NotSent::surely(format!("{}没有收：{code} {told}", chat.word())))
        }
    }
}

/// As each chat documents it.
fn message(chat: Chat, mut address: Url, key: Option<&str>, text: &NoticeText, now: Instant) -> (Url, Value) {
    match chat {
        Chat::WeCom => (address, json!({ "msgtype": "markdown", "markdown": { "content": text.markdown() } })),
        Chat::DingTalk => {
            if let Some(key) = key {
                let moment = now.microseconds() / 1000;
                let sign = signature(key, format!("{moment}\n{key}").as_bytes());
                address.query_pairs_mut().append_pair("timestamp", &moment.to_string()).append_pair("sign", &sign);
            }
            let markdown = json!({ "title": text.title, "text": text.markdown() });
            (address, json!({ "msgtype": "markdown", "markdown": markdown }))
        }
        Chat::Feishu => {
            // Here a tag would call everybody in the group.
            let said = format!("{}\n{}", text.title, text.plain()).replace('<', "＜").replace('>', "＞");
            let content = json!({ "text": said });
            let mut message = json!({ "msg_type": "text", "content": content });
            if let (Some(key), Some(fields)) = (key, message.as_object_mut()) {
                // Here what is signed is the key, and the text is nothing.
                let moment = now.microseconds() / 1_000_000;
                fields.insert("timestamp".to_owned(), json!(moment.to_string()));
                fields.insert("sign".to_owned(), json!(signature(&format!("{moment}\n{key}"), b"")));
            }
            (address, message)
        }
    }
}

fn signature(key: &str, text: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(text);
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use facts::Instant;
    use reqwest::StatusCode;
    use views::NoticeText;

    use super::{Chat, message, robot, said, signature};
    use crate::notices::NotSent;

    #[test]
    fn only_robots_of_the_known_chats_and_of_places_that_are_named_are_taken() {
        let named = ["http://127.0.0.1:9000".to_owned()];
        for (address, chat) in [
            ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", Some(Chat::WeCom)),
            (" https://oapi.dingtalk.com/robot/send?access_token=1 ", Some(Chat::DingTalk)),
            ("https://open.feishu.cn/open-apis/bot/v2/hook/1", Some(Chat::Feishu)),
            ("https://OPEN.feishu.cn:443/open-apis/bot/v2/hook/1", Some(Chat::Feishu)),
            ("http://127.0.0.1:9000/robot/send?access_token=1", Some(Chat::DingTalk)),
            ("http://oapi.dingtalk.com/robot/send?access_token=1", None),
            ("https://oapi.dingtalk.com:8443/robot/send", None),
            ("https://oapi.dingtalk.com.example/robot/send", None),
            ("https://oapi.dingtalk.com@example.com/robot/send", None),
            ("https://user@oapi.dingtalk.com/robot/send", None),
            ("https://oapi.dingtalk.com/robot/../user/get", None),
            ("https://oapi.dingtalk.com/user/get", None),
            ("https://127.0.0.1/robot/send", None),
            ("http://127.0.0.1:9001/robot/send", None),
            ("http://169.254.169.254/latest/meta-data", None),
            ("file:///etc/passwd", None),
            ("", None),
        ] {
            assert_eq!(robot(address, &named).map(|(chat, _)| chat), chat, "{address}");
        }
    }

    fn text() -> NoticeText {
        NoticeText { title: "五化 王敏".into(), lines: vec!["L1 党课".into()], closing: vec!["关掉".into()] }
    }

    #[test]
    fn each_chat_gets_what_it_documents() {
        let now = Instant::from_microseconds(1_599_360_473_123_456);
        let sent = |address: &str, key| {
            let (chat, address) = robot(address, &[]).unwrap();
            let (address, message) = message(chat, address, key, &text(), now);
            (address.to_string(), message)
        };
        let (_, message) = sent("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", None);
        assert_eq!(message["msgtype"], "markdown");
        assert_eq!(message["markdown"]["content"], "### 五化 王敏\n\n- L1 党课\n\n> 关掉");
        let (address, message) = sent("https://oapi.dingtalk.com/robot/send?access_token=1", Some("this is secret"));
        let sign = signature("this is secret", b"1599360473123\nthis is secret");
        let escaped = sign.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        assert!(address.ends_with(&format!("access_token=1&timestamp=1599360473123&sign={escaped}")), "{address}");
        assert_eq!(message["markdown"]["title"], "五化 王敏");
        let (_, message) = sent("https://open.feishu.cn/open-apis/bot/v2/hook/1", Some("demo"));
        assert_eq!(message["timestamp"], "1599360473");
        // As its documentation has it: the stamp and the key sign an empty text.
        assert_eq!(message["sign"], signature("1599360473\ndemo", b""));
        assert_eq!(message["content"]["text"], "五化 王敏\n· L1 党课\n\n关掉\n");
    }

    #[test]
    fn a_robot_that_does_not_take_it_is_heard() {
        let ok = StatusCode::OK;
        assert_eq!(said(Chat::WeCom, ok, br#"{"errcode":0,"errmsg":"ok"}"#), Ok(()));
        assert_eq!(said(Chat::Feishu, ok, br#"{"code":0,"msg":"success","data":{}}"#), Ok(()));
        let refused = said(Chat::DingTalk, ok, br#"{"errcode":310000,"errmsg":"sign not match"}"#);
        assert_eq!(refused, Err(NotSent::surely("钉钉没有收：310000 sign not match")));
        assert_eq!(said(Chat::WeCom, StatusCode::FORBIDDEN, b""), Err(NotSent::surely("企业微信没有收：403")));
        // It may have been posted before that.
        let odd = Err(NotSent::perhaps("企业微信的应答看不懂"));
        assert_eq!(said(Chat::WeCom, ok, b"<html>"), odd);
        assert_eq!(said(Chat::WeCom, StatusCode::BAD_GATEWAY, br#"{"errcode":0}"#), odd);
        assert!(said(Chat::WeCom, ok, b"{}").is_err());
    }
}
