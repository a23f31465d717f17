//! Messages to other programs: signed, sent until they are taken, and nowhere that was not allowed.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use web::Config;

use crate::api::branch_of;
use crate::support::{Answer, Served, forward_seconds, served, served_with};
use crate::tokens::{sent, token_for};

fn to_this_machine(config: Config) -> Config {
    Config { private_networks: vec!["127.0.0.0/8".parse().unwrap()], ..config }
}

/// A program that is told things: it answers with what is left of `answers`, then with 200, and keeps what it was told.
async fn listener(answers: Vec<u16>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/told", listener.local_addr().unwrap());
    let told = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&told);
    tokio::spawn(async move {
        let mut answers = answers.into_iter();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut text = String::new();
            let mut bytes = [0; 4096];
            // A message is short: its body ends with the brace.
            while !text.trim_end().ends_with('}') {
                let read = stream.read(&mut bytes).await.unwrap();
                text.push_str(&String::from_utf8_lossy(&bytes[..read]));
            }
            kept.lock().unwrap().push(text);
            let status = answers.next().unwrap_or(200);
            let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (address, told)
}

async fn added(served: &Served, session: &str, organisation: &str, address: &str) -> Answer {
    let fields = [("organisation", organisation), ("address", address), ("event", "written"), ("event", "withdrawn")];
    served.post(session, "/settings/webhooks", &fields).await
}

/// Waits for the server's next look, and as long as it takes until so much was told.
async fn until(told: &Mutex<Vec<String>>, count: usize) -> Vec<String> {
    for _ in 0..300 {
        let now = told.lock().unwrap().clone();
        if now.len() >= count {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("not told in time: {:?}", told.lock().unwrap());
}

async fn write(served: &Served, token: &str, organisation: &str, ending: &str) -> String {
    let id = format!("019a7b3e-5c1d-7000-8000-0000000000{ending}");
    let body = serde_json::json!({ "id": id, "kind": "concerns-analysis", "first": "2026-06-29" });
    let path = format!("/api/v1/organisations/{organisation}/records");
    let written = sent(served, token, &path, &body.to_string()).await;
    assert_eq!(written.status, 201, "{}", written.body);
    id
}

#[test]
fn what_is_written_is_told_once_signed_and_by_ids_alone() {
    served_with(to_this_machine, async |served| {
        let session = served.token_of("shuji").await;
        let token = token_for(&served, "shuji", &["read", "record"]).await;
        let own = branch_of(&served, &token).await;
        let (address, told) = listener(vec![503]).await;
        let made = added(&served, &session, &own, &address).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let key = made.body.split("typed-key\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let record = write(&served, &token, &own, "d1").await;
        let first = until(&told, 1).await.remove(0);
        served.get(&session, "/settings/webhooks").await.says(&[&address, "503，第 1 次"]);
        // Not taken: sent again, the same, after its time.
        forward_seconds(61);
        let again = until(&told, 2).await.remove(1);
        let body = |message: &str| message.split("\r\n\r\n").nth(1).unwrap().to_owned();
        assert_eq!(body(&first), body(&again));
        let message: serde_json::Value = serde_json::from_str(&body(&first)).unwrap();
        assert_eq!((message["record"].as_str(), message["event"].as_str()), (Some(record.as_str()), Some("written")));
        assert_eq!(message["organisation"], own.as_str());
        assert_eq!(message.as_object().unwrap().len(), 4, "ids and the moment, nothing else: {message}");
        let head = again.to_lowercase();
        assert!(head.starts_with("post /told ") && head.contains("wuhua-event: written"), "{head}");
        assert!(head.contains("wuhua-signature: t=") && head.contains(",v1=") && !again.contains(&key), "{head}");
        forward_seconds(7200);
        tokio::time::sleep(std::time::Duration::from_secs(6)).await;
        assert_eq!(told.lock().unwrap().len(), 2, "what was taken is not sent again");
        served.get(&session, "/settings/webhooks").await.says(&["已收下（200）"]);
    });
}

#[test]
fn nothing_is_told_after_the_end_and_nothing_of_what_nobody_asked_for() {
    served_with(to_this_machine, async |served| {
        let session = served.token_of("shuji").await;
        let token = token_for(&served, "shuji", &["read", "record"]).await;
        let own = branch_of(&served, &token).await;
        let (address, told) = listener(Vec::new()).await;
        added(&served, &session, &own, &address).await;
        let page = served.get(&session, "/settings/webhooks").await.body;
        let end = page.split("action=\"").find(|rest| rest.contains("/end\"")).unwrap().split('"').next().unwrap();
        let stranger = served.token_of("jituan").await;
        served.post(&stranger, end, &[]).await;
        served.get(&session, "/settings/webhooks").await.says(&[&address]);
        served.post(&session, end, &[]).await;
        write(&served, &token, &own, "d2").await;
        tokio::time::sleep(std::time::Duration::from_secs(6)).await;
        assert_eq!(*told.lock().unwrap(), Vec::<String>::new());
    });
}

#[test]
fn addresses_that_could_be_anything_are_refused() {
    served(async |served| {
        let session = served.token_of("shuji").await;
        let token = token_for(&served, "shuji", &["read"]).await;
        let own = branch_of(&served, &token).await;
        for (address, said) in [
            ("http://oa.example.cn/", "应以 https:// 开头"),
            ("ftp://oa.example.cn/", "应以 https:// 开头"),
            ("https://me:secret@oa.example.cn/", "应以 https:// 开头"),
            ("oa.example.cn", "应以 https:// 开头"),
            ("https://10.0.0.5/", "在内部网络里"),
            ("https://169.254.169.254/latest", "在内部网络里"),
            ("https://[::1]/", "在内部网络里"),
            ("https://[::ffff:10.0.0.5]/", "在内部网络里"),
            ("http://127.0.0.1:1/", "应以 https:// 开头"),
        ] {
            let answer = added(&served, &session, &own, address).await;
            assert_eq!(answer.status, 422, "{address}");
            answer.says(&[said]);
        }
        let group = served.token_of("jituan").await;
        assert_eq!(added(&served, &group, &own, "https://oa.example.cn/").await.status, 200);
        let recorder = served.token_of("zuzhi").await;
        assert_eq!(added(&served, &recorder, &own, "https://oa.example.cn/").await.status, 403);
    });
}
