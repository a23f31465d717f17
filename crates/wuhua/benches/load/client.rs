//! A client that keeps its connections, and one session a role.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use hyper_util::client::legacy::Client as Connections;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    connections: Connections<HttpConnector, Body>,
}

/// The cookie of a session, or none.
#[derive(Clone, Debug)]
pub struct Session(String);

impl Session {
    pub fn none() -> Session {
        Session(String::new())
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    pub fn new(address: SocketAddr) -> Client {
        Client { address, connections: Connections::builder(TokioExecutor::new()).build_http() }
    }

    /// Waits until a server that was just started answers.
    pub async fn first_page(&self, path: &str, patience: Duration) {
        let started = Instant::now();
        while self.try_get(path, &Session::none(), false).await.is_none_or(|answer| answer.status != StatusCode::OK) {
            assert!(started.elapsed() < patience, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    pub async fn sign_in(&self, name: &str, password: &str) -> Session {
        let form = format!("name={name}&password={}", password.replace(' ', "+"));
        let request = Request::post(self.to("/sign-in"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form));
        let answer = self.answer(request.unwrap()).await.unwrap();
        let cookie = answer.headers.get(header::SET_COOKIE).unwrap_or_else(|| panic!("{name} was not let in"));
        Session(cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
    }

    /// The page as it is, and where it leads if it only leads on.
    pub async fn get(&self, path: &str, session: &Session) -> Answer {
        let answer = self.try_get(path, session, false).await.unwrap();
        match answer.headers.get(header::LOCATION) {
            Some(next) => self.try_get(next.to_str().unwrap(), session, false).await.unwrap(),
            None => answer,
        }
    }

    /// `packed` as a browser asks for it.
    pub async fn try_get(&self, path: &str, session: &Session, packed: bool) -> Option<Answer> {
        let mut request = Request::get(self.to(path));
        if !session.0.is_empty() {
            request = request.header(header::COOKIE, &session.0);
        }
        if packed {
            request = request.header(header::ACCEPT_ENCODING, "gzip");
        }
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    fn to(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn answer(&self, request: Request<Body>) -> Option<Answer> {
        let (parts, body) = self.connections.request(request).await.ok()?.into_parts();
        let body = axum::body::to_bytes(Body::new(body), usize::MAX).await.ok()?;
        Some(Answer { status: parts.status, headers: parts.headers, body })
    }
}
