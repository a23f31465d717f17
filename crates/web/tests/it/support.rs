//! A server over the demonstration with a clock of its own, and a browser of thirty lines.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};

use office::Instant;
use office::live::Live;
use testkit::demonstration::{Demonstration, now};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use web::{Config, Server};

/// Microseconds by which the clock of the pages is ahead of the demonstration's noon.
static AHEAD: AtomicI64 = AtomicI64::new(0);

/// The pages' clock.
pub fn clock() -> Instant {
    now().plus_microseconds(AHEAD.load(Ordering::Relaxed))
}

/// Moves the clock. Tests that do so run by themselves: each test of this binary takes its turn.
pub fn forward(hours: i64) {
    forward_seconds(hours * 3600);
}

pub fn forward_seconds(seconds: i64) {
    AHEAD.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
}

pub struct Served {
    pub demonstration: Demonstration,
    pub address: SocketAddr,
    pub metrics: Option<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    running: tokio::task::JoinHandle<Option<Live>>,
}

/// The tests of this binary share one clock, so they take turns.
static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Runs a test against a server of its own.
pub fn served<F: Future<Output = ()>>(test: impl FnOnce(std::sync::Arc<Served>) -> F) {
    served_with(|config| config, test);
}

/// How the tests have it, unless they say otherwise.
fn config() -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        https: false,
        address: None,
        sign_on: None,
        scanner: None,
        proxies: Vec::new(),
        private_networks: Vec::new(),
        metrics: None,
        failures_per_hour: std::num::NonZeroU32::MAX,
        second_factor: Vec::new(),
        notices: std::sync::Arc::new(office::Notices::new(office::NoticesWanted::default()).unwrap()),
        now: clock,
        demonstration: Vec::new(),
    }
}

/// Runs a test against a server of its own that is set as the test has it.
pub fn served_with<F: Future<Output = ()>>(
    adjust: impl FnOnce(Config) -> Config,
    test: impl FnOnce(std::sync::Arc<Served>) -> F,
) {
    let _turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    AHEAD.store(0, Ordering::Relaxed);
    let demonstration = Demonstration::copy();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let live = Live::open(&demonstration.location()).await.unwrap();
        live.refresh(now().day(), |_, _| {}).await.unwrap();
        let server = Server::bind(live, adjust(config())).await.unwrap();
        let address = server.address().unwrap();
        let metrics = server.metrics_address();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(server.run(async move {
            let _ = stopped.await;
        }));
        let served = std::sync::Arc::new(Served { demonstration, address, metrics, stop: Some(stop), running });
        test(std::sync::Arc::clone(&served)).await;
        let mut served = std::sync::Arc::into_inner(served).unwrap();
        served.stop.take().unwrap().send(()).unwrap();
        // A stop hands the office back: nobody holds it any more.
        served.running.await.unwrap().unwrap().close().await;
    });
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// Somebody whom the first part of a form offers, other than who looks at it.
pub fn person_in(form: &Answer) -> String {
    let visitor = form.body.split("<details class=\"who\">").nth(1).and_then(|rest| rest.split("<summary>").nth(1));
    let visitor = visitor.and_then(|rest| rest.split('<').next()).unwrap_or_else(|| panic!("{}", form.body));
    // Options of a select, or boxes with the name behind them.
    let (_, parts) = form.body.split_once("part-").unwrap_or_else(|| panic!("{}", form.body));
    let mut people = parts.split("value=\"").skip(1).map(|rest| {
        let name = rest.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
        (rest.split('"').next().unwrap(), name.trim())
    });
    people.find(|(id, name)| !id.is_empty() && *name != visitor).unwrap_or_else(|| panic!("{}", form.body)).0.to_owned()
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn says(&self, words: &[&str]) -> &Answer {
        for word in words {
            assert!(self.body.contains(word), "`{word}` is not in {}: {}", self.status, self.body);
        }
        self
    }
}

impl Served {
    /// Sends one request, as it stands.
    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        self.send_to(self.address, method, path, headers, body).await
    }

    pub async fn send_to(
        &self,
        address: SocketAddr,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let says_kind = headers.iter().any(|(name, _)| *name == "Content-Type");
        let kind = (method == "POST" && !says_kind).then_some("application/x-www-form-urlencoded");
        let bytes = self.send_bytes(address, (method, path), headers, kind, body.as_bytes()).await;
        parse(&String::from_utf8_lossy(&bytes))
    }

    /// The same with a body of any kind; gives what came back as it came.
    async fn send_bytes(
        &self,
        address: SocketAddr,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        kind: Option<&str>,
        body: &[u8],
    ) -> Vec<u8> {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(kind) = kind {
            request.push_str(&format!(
                "Content-Type: {kind}
"
            ));
        }
        if method != "GET" {
            request.push_str(&format!(
                "Content-Length: {}
",
                body.len()
            ));
        }
        request.push_str("\r\n");
        // A server that has refused a large body does not read it to its end.
        let _ = stream.write_all(request.as_bytes()).await;
        let _ = stream.write_all(body).await;
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        bytes
    }

    /// A body of any kind, as a program sends it.
    pub async fn send_as(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        parse(&String::from_utf8_lossy(&self.send_bytes(self.address, ("POST", path), headers, None, body).await))
    }

    /// A form with files, as a browser sends it.
    pub async fn post_files(
        &self,
        token: &str,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        const LINE: &str = "----of-a-browser";
        let mut body = Vec::new();
        for (name, value) in fields {
            let head = format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(head.as_bytes());
        }
        for (name, file, bytes) in files {
            let head = format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n");
            body.extend(head.as_bytes());
            body.extend(b"Content-Type: application/octet-stream\r\n\r\n");
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{LINE}--\r\n").as_bytes());
        let headers = [("Cookie", format!("wuhua={token}")), ("Sec-Fetch-Site", "same-origin".to_owned())];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let kind = format!("multipart/form-data; boundary={LINE}");
        let bytes = self.send_bytes(self.address, ("POST", path), &headers, Some(&kind), &body).await;
        parse(&String::from_utf8_lossy(&bytes))
    }

    /// What a file that is taken away holds, and how it came.
    pub async fn download(&self, token: &str, path: &str) -> (Answer, Vec<u8>) {
        let bytes =
            self.send_bytes(self.address, ("GET", path), &[("Cookie", &format!("wuhua={token}"))], None, &[]).await;
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        let (head, body) = bytes.split_at(end);
        (parse(&String::from_utf8_lossy(head)), body.to_vec())
    }

    /// As a browser does that is signed in with a token, or not.
    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.send("GET", path, &[("Cookie", &format!("wuhua={token}"))], "").await
    }

    pub async fn post(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [("Cookie", format!("wuhua={token}")), ("Sec-Fetch-Site", "same-origin".to_owned())];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.send("POST", path, &headers, &form(fields)).await
    }

    /// Signs in and gives the token, if any was given.
    pub async fn sign_in_with(&self, name: &str, password: &str) -> (Answer, Option<String>) {
        let answer = self.post("", "/sign-in", &[("name", name), ("password", password), ("next", "/")]).await;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.strip_prefix("wuhua="));
        let token = cookie.and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        (answer, token)
    }

    /// Signs in as a role of the demonstration.
    pub async fn token_of(&self, name: &str) -> String {
        let (answer, token) = self.sign_in_with(name, self.demonstration.password(name)).await;
        token.unwrap_or_else(|| panic!("{name}: {answer:?}"))
    }

    /// The organisation on whose page a role begins: `/o/…/`.
    pub async fn home_of(&self, token: &str) -> String {
        let home = self.get(token, "/").await;
        let place = home.header("location").unwrap();
        place.split('/').take(3).collect::<Vec<_>>().join("/") + "/"
    }
}

fn parse(text: &str) -> Answer {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let headers: Vec<(String, String)> = lines.filter_map(header).collect();
    Answer { status: status.unwrap_or(0), headers, body: body.to_owned() }
}

/// Fields as a browser sends them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect()
    };
    fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect::<Vec<_>>().join("&")
}
