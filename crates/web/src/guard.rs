//! What every request passes and every answer carries: no request from another site changes anything, no page runs
//! a script that was not compiled in, nothing is framed, nothing is guessed.
//!
//! Requests that change something are told from forged ones by what the browser says of their origin
//! (`Sec-Fetch-Site`, else `Origin`), which no page of another site can set; cookies are `SameSite=Lax` besides
//! (docs/decisions/0046). A request that says nothing of its origin comes from no browser of today and changes nothing.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{Request, State as Extract};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::answer::WebError;
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

/// Layer: what could not be taken apart into what a handler asks for is said in words of ours, not of a library.
pub async fn in_words(request: Request, next: Next) -> Response {
    const SAID_MOST: usize = 4096;
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !status.is_client_error() || kind.is_none_or(|kind| !kind.as_bytes().starts_with(b"text/plain")) {
        return response;
    }
    let (head, body) = response.into_parts();
    let said = to_bytes(body, SAID_MOST).await.unwrap_or_default();
    if !said.is_ascii() {
        return Response::from_parts(head, said.into());
    }
    let message = match status {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "提交的应是页面上的表单，现在是别的格式，没有执行。请回到页面重新提交",
        StatusCode::PAYLOAD_TOO_LARGE => "提交的内容太多，没有收。请精简后重新提交",
        StatusCode::UNPROCESSABLE_ENTITY => "这张表缺了该有的内容，没有执行。请回到页面，填全后重新提交",
        _ => "地址或提交的内容不完整，没有执行。请从页面上的链接和按钮进入",
    };
    let mut told = WebError::BadRequest(message.to_owned()).into_response();
    *told.status_mut() = status;
    told
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
