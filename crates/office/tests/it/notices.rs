//! Telling people what is due: by a mail server and a robot of this test's own, once a day, without others' names.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use facts::Instant;
use office::access::SetGroupRobot;
use office::live::{Live, When};
use office::{MailAsked, MailSecurity, MailWanted, Notices, NoticesWanted, RobotTyped, SignedIn};
use testkit::demonstration::{self, Demonstration};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::live::runtime;

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Ten days before the end of a quarter of which nobody has a record yet: every branch has something to do.
fn now() -> Instant {
    demonstration::now().plus_microseconds(82 * DAY)
}

/// What a server of the test was sent.
type Sent = Arc<Mutex<Vec<String>>>;

/// Takes every mail.
async fn mail_server() -> (u16, Sent) {
    let (listener, sent) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), Sent::default());
    let (port, mails) = (listener.local_addr().unwrap().port(), Arc::clone(&sent));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(take_mail(stream, Arc::clone(&mails)));
        }
    });
    (port, sent)
}

async fn take_mail(stream: TcpStream, mails: Sent) {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test\r\n").await.unwrap();
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap_or(0) > 0 {
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut mail).await.unwrap();
                }
                mails.lock().unwrap().push(mail);
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 test\r\n",
        };
        stream.write_all(answer).await.unwrap();
        line.clear();
    }
}

/// What a mail says; its text is encoded as its head has it.
fn text_of(mail: &str) -> String {
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("To: wang@example.cn"), "{head}");
    let body = body.strip_suffix("\r\n.\r\n").unwrap();
    match head.contains("base64") {
        true => String::from_utf8(STANDARD.decode(body.replace("\r\n", "")).unwrap()).unwrap(),
        false => panic!("another encoding: {head}"),
    }
}

/// Answers every robot's message alike.
async fn robot_server(answer: &'static str) -> (String, Sent) {
    let (listener, sent) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), Sent::default());
    let (origin, messages) = (format!("http://{}", listener.local_addr().unwrap()), Arc::clone(&sent));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            let mut part = [0; 8192];
            let message = loop {
                let read = stream.read(&mut part).await.unwrap();
                bytes.extend_from_slice(part.get(..read).unwrap());
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
                if body.len() >= length.parse().unwrap() {
                    break text;
                }
            };
            messages.lock().unwrap().push(message);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let whole = format!("{head}Content-Length: {}\r\n\r\n{answer}", answer.len());
            stream.write_all(whole.as_bytes()).await.unwrap();
        }
    });
    (origin, sent)
}

fn notices(mail_port: Option<u16>, robots: Vec<String>) -> Arc<Notices> {
    let mail = mail_port.map(|port| MailWanted {
        server: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        from: "五化 <wuhua@example.cn>".to_owned(),
        user: None,
        password: None,
    });
    let site = Some("https://wuhua.example.cn".to_owned());
    Arc::new(Notices::new(NoticesWanted { mail, robots, site }).unwrap())
}

async fn open(demonstration: &Demonstration) -> Live {
    let live = Live::open(&demonstration.location()).await.unwrap();
    live.refresh(now().day(), |_, _| {}).await.unwrap();
    live
}

async fn sign_in(live: &Live, demonstration: &Demonstration, name: &str) -> SignedIn {
    let entered = live.office().sign_in(name, demonstration.password(name).to_owned(), "测试", now()).await.unwrap();
    let office::Entered::In { token } = entered else { panic!("a code was asked of {name}") };
    live.signed_in(&token, now()).await.unwrap().unwrap()
}

/// The names of everybody in somebody's branch, without the own one.
async fn others(live: &Live, signed_in: &SignedIn) -> Vec<String> {
    let (own, me) = signed_in.visitor.member.unwrap();
    let looked = live.look(own, When { as_of: now().day(), known_at: None }).await.unwrap();
    let others = looked.roster.members.iter().filter(|member| member.person != me);
    others.map(|member| member.name.clone()).collect()
}

fn code_in(mail: &str) -> String {
    let text = text_of(mail);
    let digits = text.split(|one: char| !one.is_ascii_digit()).find(|part| part.len() == 6);
    digits.unwrap().to_owned()
}

#[test]
fn mails_come_once_a_day_to_a_confirmed_address_over_restarts_and_name_nobody_else() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = open(&demonstration).await;
        let (port, mails) = mail_server().await;
        let (notices, signed_in) = (notices(Some(port), Vec::new()), sign_in(&live, &demonstration, "shuji").await);
        let who = (&signed_in, &*notices);
        let later = |minutes: i64| now().plus_microseconds(minutes * MINUTE);

        let refused = live.ask_mail(who, ("nobody", 8), now()).await.unwrap();
        assert!(matches!(refused, MailAsked::Refused(told) if told.contains("“nobody”")));
        let MailAsked::Sent { token } = live.ask_mail(who, ("wang@example.cn", 8), now()).await.unwrap() else {
            panic!("no code was sent")
        };
        let again = live.ask_mail(who, ("wang@example.cn", 8), now()).await.unwrap();
        assert!(matches!(again, MailAsked::Refused(told) if told.contains("刚刚发过")));
        let code = code_in(&mails.lock().unwrap()[0]);
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert!(live.confirm_mail(&signed_in, (&token, wrong), now()).await.unwrap().is_err());
        assert!(live.confirm_mail(&signed_in, (&token, &code), now()).await.unwrap().is_err(), "one try a code");
        assert_eq!(live.send_notices(&notices, now()).await.unwrap(), 0, "nothing before an address is confirmed");

        let MailAsked::Sent { token } = live.ask_mail(who, ("wang@example.cn", 8), later(2)).await.unwrap() else {
            panic!("no code was sent")
        };
        let code = code_in(&mails.lock().unwrap()[1]);
        live.confirm_mail(&signed_in, (&token, &code), later(2)).await.unwrap().unwrap();
        assert_eq!(live.send_notices(&notices, later(-5 * 60)).await.unwrap(), 0, "not before the hour");
        assert_eq!(live.send_notices(&notices, later(3)).await.unwrap(), 1);
        assert_eq!(live.send_notices(&notices, later(4)).await.unwrap(), 0);
        let text = text_of(&mails.lock().unwrap()[2]);
        assert!(text.contains("关掉：https://wuhua.example.cn/settings/notices"), "{text}");
        for other in others(&live, &signed_in).await {
            assert!(!text.contains(&other), "{other} in {text}");
        }
        live.close().await;

        let live = open(&demonstration).await;
        assert_eq!(live.send_notices(&notices, later(5)).await.unwrap(), 0, "a restart tells nothing twice");
        assert_eq!(live.send_notices(&notices, now().plus_microseconds(DAY)).await.unwrap(), 1);
        let settings = live.notice_settings(&signed_in).await.unwrap();
        assert_eq!(settings.mail.unwrap().last.unwrap().outcome, "sent");
        live.end_mail(&signed_in, now()).await.unwrap();
        assert_eq!(live.send_notices(&notices, now().plus_microseconds(2 * DAY)).await.unwrap(), 0);
        live.close().await;
    });
}

#[test]
fn a_robot_that_does_not_take_it_is_tried_again_later_and_given_up() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = open(&demonstration).await;
        let (origin, messages) = robot_server(r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#).await;
        let (notices, signed_in) = (notices(None, vec![origin.clone()]), sign_in(&live, &demonstration, "shuji").await);
        let who = (&signed_in, &*notices);
        let typed = |address: &str| RobotTyped { address: address.to_owned(), key: "SEC1".to_owned(), hour: 8 };
        let refused = live.set_robot(who, typed("https://example.com/robot/send"), now()).await.unwrap();
        assert!(refused.unwrap_err().contains("https://oapi.dingtalk.com/robot/send"));
        live.set_robot(who, typed(&format!("{origin}/robot/send?access_token=7531")), now()).await.unwrap().unwrap();

        let mut at = now();
        for (tries, minutes) in [(1, 5), (2, 20), (3, 80), (4, 320)] {
            assert_eq!(live.send_notices(&notices, at).await.unwrap(), 0);
            assert_eq!(live.send_notices(&notices, at.plus_microseconds(MINUTE)).await.unwrap(), 0);
            assert_eq!(messages.lock().unwrap().len(), tries);
            at = at.plus_microseconds(minutes * MINUTE);
        }
        assert_eq!(messages.lock().unwrap().len(), 4, "given up for this day");
        let shown = live.notice_settings(&signed_in).await.unwrap().robot.unwrap();
        let last = shown.last.unwrap();
        assert_eq!((last.outcome.as_str(), last.tries), ("given-up", 4));
        assert!(last.detail.contains("45009") && !last.detail.contains("7531"), "{}", last.detail);
        assert!(shown.to.ends_with("…7531"), "{}", shown.to);
        let first = messages.lock().unwrap()[0].clone();
        assert!(first.starts_with("POST /robot/send?access_token=7531&timestamp="), "{first}");
        assert!(first.contains("\"msgtype\":\"markdown\""), "{first}");
        live.close().await;
    });
}

/// A chat that takes a message and breaks off before it says so.
async fn silent_server() -> (String, Arc<Mutex<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(Mutex::new(0));
    let kept = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = vec![0; 1 << 16];
            let _ = stream.read(&mut bytes).await;
            *kept.lock().unwrap() += 1;
        }
    });
    (origin, count)
}

#[test]
fn what_may_have_gone_out_is_not_sent_again_and_keeps_nobody_waiting() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = open(&demonstration).await;
        let (silent, taken) = silent_server().await;
        let (origin, messages) = robot_server(r#"{"errcode":0,"errmsg":"ok"}"#).await;
        let robots = notices(None, vec![silent.clone(), origin.clone()]);
        for (name, at) in [("shuji", &silent), ("zuzhi", &origin)] {
            let signed_in = sign_in(&live, &demonstration, name).await;
            let address = format!("{at}/robot/send?access_token=1");
            let typed = RobotTyped { address, key: String::new(), hour: 8 };
            live.set_robot((&signed_in, &robots), typed, now()).await.unwrap().unwrap();
        }
        assert_eq!(live.send_notices(&robots, now()).await.unwrap(), 1);
        for hours in 1..12 {
            let later = now().plus_microseconds(hours * 60 * MINUTE);
            assert_eq!(live.send_notices(&robots, later).await.unwrap(), 0);
        }
        assert_eq!((*taken.lock().unwrap(), messages.lock().unwrap().len()), (1, 1));
        let signed_in = sign_in(&live, &demonstration, "shuji").await;
        let last = live.notice_settings(&signed_in).await.unwrap().robot.unwrap().last.unwrap();
        assert_eq!(last.outcome, "begun");
        live.close().await;
    });
}

#[test]
fn a_groups_robot_is_the_secretarys_to_set_and_names_nobody() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = open(&demonstration).await;
        let (origin, messages) = robot_server(r#"{"code":0,"msg":"success"}"#).await;
        let (notices, signed_in) = (notices(None, vec![origin.clone()]), sign_in(&live, &demonstration, "shuji").await);
        let (own, _) = signed_in.visitor.member.unwrap();
        for name in ["zuzhi", "dangyuan", "jituan"] {
            let other = sign_in(&live, &demonstration, name).await;
            assert!(live.allow::<SetGroupRobot>(&other.visitor, own).is_err(), "{name}");
        }
        let allowed = live.allow::<SetGroupRobot>(&signed_in.visitor, own).unwrap();
        let address = format!("{origin}/open-apis/bot/v2/hook/42");
        let typed = RobotTyped { address, key: String::new(), hour: 8 };
        live.set_group_robot(&allowed, (&signed_in, &notices), typed, now()).await.unwrap().unwrap();
        assert_eq!(live.send_notices(&notices, now()).await.unwrap(), 1);
        let message = messages.lock().unwrap()[0].clone();
        assert!(message.contains("\"msg_type\":\"text\""), "{message}");
        let mut names = others(&live, &signed_in).await;
        names.push(signed_in.visitor.name.clone());
        for name in names {
            assert!(!message.contains(&name), "{name} in {message}");
        }
        live.close().await;
    });
}

#[test]
fn a_calendar_opens_by_its_last_secret_and_holds_the_own_days_alone() {
    let demonstration = Demonstration::copy();
    runtime().block_on(async {
        let live = open(&demonstration).await;
        let signed_in = sign_in(&live, &demonstration, "shuji").await;
        let first = live.renew_calendar(&signed_in, now()).await.unwrap();
        let second = live.renew_calendar(&signed_in, now()).await.unwrap();
        assert_eq!(live.calendar(&first, now()).await.unwrap(), None);
        let text = live.calendar(&second, now()).await.unwrap().unwrap();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("BEGIN:VEVENT"), "{text}");
        // Long lines are folded.
        let unfolded = text.replace("\r\n ", "");
        for other in others(&live, &signed_in).await {
            assert!(!unfolded.contains(&other), "{other} in {unfolded}");
        }
        live.end_calendar(&signed_in, now()).await.unwrap();
        assert_eq!(live.calendar(&second, now()).await.unwrap(), None);
        assert_eq!(live.calendar("", now()).await.unwrap(), None);
        live.close().await;
    });
}
