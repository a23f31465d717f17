//! What a program that watches over servers may know: how many requests, how long they took, how many were refused.
//!
//! On an address of its own, without signing in, and not at all unless that address is set: numbers of requests tell an
//! outsider when a company works and which pages it has. No name, no organisation and no address of a caller is in it:
//! a route is the pattern that the router knows it by.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State as Extract};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use office::AccountId;

use crate::serve::State;

/// Seconds up to which a request counts for a column of its histogram.
const SECONDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Something did not match: a password, say.
    Wrong,
    /// The account waits.
    Locked,
    /// The address waits.
    Address,
}

impl Refusal {
    const ALL: [Refusal; 3] = [Refusal::Wrong, Refusal::Locked, Refusal::Address];

    fn word(self) -> &'static str {
        match self {
            Refusal::Wrong => "wrong",
            Refusal::Locked => "locked",
            Refusal::Address => "address",
        }
    }
}

/// Counted since the program started.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<Requests>,
    refused: [AtomicU64; Refusal::ALL.len()],
    evaluated: AtomicU64,
}

#[derive(Debug, Default)]
struct Requests {
    /// By method, route and status.
    answered: BTreeMap<(&'static str, String, u16), u64>,
    /// By route: how many took at most so long, and all of it together.
    took: BTreeMap<String, ([u64; SECONDS.len()], u64, f64)>,
}

impl Metrics {
    pub fn refused(&self, why: Refusal) {
        let of = Refusal::ALL.iter().position(|known| *known == why).and_then(|place| self.refused.get(place));
        if let Some(count) = of {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// So many organisations were evaluated in the background.
    pub fn evaluated(&self, organisations: usize) {
        self.evaluated.fetch_add(u64::try_from(organisations).unwrap_or_default(), Ordering::Relaxed);
    }

    fn answered(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let mut requests = self.requests();
        *requests.answered.entry((word_of(method), route.to_owned(), status)).or_default() += 1;
        let (columns, count, sum) = requests.took.entry(route.to_owned()).or_default();
        let seconds = took.as_secs_f64();
        for (column, _) in columns.iter_mut().zip(SECONDS).filter(|(_, most)| seconds <= *most) {
            *column += 1;
        }
        *count += 1;
        *sum += seconds;
    }

    fn requests(&self) -> MutexGuard<'_, Requests> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In the text format of Prometheus, 0.0.4.
    fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a text never fails.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) -> std::fmt::Result {
        let requests = self.requests();
        head(text, "wuhua_requests_total", "counter", "Requests answered.")?;
        for ((method, route, status), count) in &requests.answered {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            writeln!(text, "wuhua_requests_total{{{labels}}} {count}")?;
        }
        head(text, "wuhua_request_seconds", "histogram", "How long answers took.")?;
        for (route, (columns, count, sum)) in &requests.took {
            for (most, column) in SECONDS.iter().zip(columns) {
                writeln!(text, "wuhua_request_seconds_bucket{{route=\"{route}\",le=\"{most}\"}} {column}")?;
            }
            writeln!(text, "wuhua_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}")?;
            writeln!(text, "wuhua_request_seconds_sum{{route=\"{route}\"}} {sum}")?;
            writeln!(text, "wuhua_request_seconds_count{{route=\"{route}\"}} {count}")?;
        }
        head(text, "wuhua_sign_ins_refused_total", "counter", "Who was not let in, by reason.")?;
        for (why, count) in Refusal::ALL.iter().zip(&self.refused) {
            let count = count.load(Ordering::Relaxed);
            writeln!(text, "wuhua_sign_ins_refused_total{{reason=\"{}\"}} {count}", why.word())?;
        }
        head(text, "wuhua_evaluations_total", "counter", "Organisations evaluated in the background.")?;
        writeln!(text, "wuhua_evaluations_total {}", self.evaluated.load(Ordering::Relaxed))
    }
}

fn head(text: &mut String, name: &str, kind: &str, says: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {says}\n# TYPE {name} {kind}")
}

/// What nobody has heard of is not remembered word for word: whoever sends it could fill the memory with it.
fn word_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// Who a request comes from, as soon as that is known: filled in by what reads the session or the token.
#[derive(Debug, Clone, Default)]
pub struct Comer(Arc<OnceLock<AccountId>>);

impl Comer {
    pub fn is(parts: &Parts, account: AccountId) {
        if let Some(Comer(comer)) = parts.extensions.get::<Comer>() {
            // Where two of a handler's arguments ask, both learn the same.
            let _ = comer.set(account);
        }
    }
}

/// Layer: counts every answer, and tells the log who was refused what they may not do.
pub async fn count(Extract(state): Extract<Arc<State>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let comer = Comer::default();
    request.extensions_mut().insert(comer.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    if response.status() == StatusCode::FORBIDDEN {
        let account = comer.0.get().map(AccountId::to_string).unwrap_or_default();
        tracing::warn!(%account, %method, route, "somebody may not do what they asked for");
    }
    state.metrics.answered(&method, &route, response.status().as_u16(), began.elapsed());
    response
}

/// The one page of the other address.
pub(crate) fn router(state: Arc<State>) -> Router {
    let shown = async |Extract(state): Extract<Arc<State>>| {
        ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.metrics.text()).into_response()
    };
    Router::new().route("/metrics", get(shown)).with_state(state)
}
