//! What every request passes and every answer carries: no request from another site changes anything, no page runs
//! a script that was not compiled in, nothing is framed, nothing is guessed.
//!
//! Requests that change something are told from forged ones by what the browser says of their origin
//! (`Sec-Fetch-Site`, else `Origin`), which no page of another site can set; cookies are `SameSite=Lax` besides
//! (docs/decisions/0046). A request that says nothing of its origin comes from no browser of today and changes nothing.

use std::sync::Arc;

use axum::extract::{Request, State as Extract};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::serve::State;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Reached by https once, never by anything else again.
const BY_HTTPS_ALONE: &str = "max-age=63072000; includeSubDomains";

/// Layer: the headers that every answer carries.
pub(crate) async fn headers(Extract(state): Extract<Arc<State>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A file that somebody brought is answered with a stricter policy of its own.
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if state.config.https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(BY_HTTPS_ALONE));
    }
    // What a page shows is for the one who is signed in, now.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Layer: refuses what another site made the browser send.
pub async fn same_site(request: Request, next: Next) -> Response {
    if changes_nothing(request.method()) || comes_from_here(&request) {
        return next.run(request).await;
    }
    let message = "这个请求不是从本站的页面发出的，没有执行。请回到本站页面重新提交；仍不行时请换用较新的浏览器";
    (StatusCode::FORBIDDEN, message).into_response()
}

fn changes_nothing(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn comes_from_here(request: &Request) -> bool {
    let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (text(HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN), text(header::HOST)) {
        (Some(site), ..) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, origin)| origin == host),
        _ => false,
    }
}
