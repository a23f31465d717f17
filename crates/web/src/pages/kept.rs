//! What somebody typed whose session ended in the middle of it, or of whom something else is asked first by now: given
//! back on the page that says so, to be sent once that is done. Nothing of it is kept here.

use std::sync::Arc;

use askama::Template;
use axum::RequestPartsExt;
use axum::extract::{Request, State as Extract};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::answer::{OWN_PASSWORD, WebError, page_with};
use crate::entry::Entry;
use crate::sent::{Part, Sent};
use crate::serve::State;

/// What has to be done before the form is taken.
struct First {
    title: &'static str,
    why: &'static str,
    /// Where to do it, and what doing it is called.
    place: &'static str,
    what: &'static str,
}

const SIGN_IN: First =
    First {
        title: "登录已经过期", why: "离开太久，或者在别处退出了登录", place: "/sign-in", what: "登录"
    };
const OWN_PASSWORD_FIRST: First =
    First {
        title: "要先改密码", why: "现在的密码是别人给的，要先改成自己的", place: OWN_PASSWORD, what: "改密码"
    };
const SECOND_FACTOR_FIRST: First = First {
    title: "要先设置二次验证",
    why: "现在要求您的角色有二次验证",
    place: "/settings/second-factor",
    what: "设置二次验证",
};

#[derive(Template)]
#[template(path = "kept.html")]
struct KeptPage {
    first: First,
    /// Where the form was sent to.
    address: String,
    /// What was typed, under the names of its inputs.
    typed: Vec<(String, String)>,
    /// The names of files that came with it.
    files: Vec<String>,
    with_files: bool,
}

/// Layer over the forms of an organisation: who may not send them yet gets back what was typed.
pub async fn keep_typed(Extract(state): Extract<Arc<State>>, request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let with_files = kind.starts_with("multipart/form-data");
    let is_form = with_files || kind.starts_with("application/x-www-form-urlencoded");
    if request.method() != Method::POST || !is_form {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let entry = parts.extract_with_state::<Option<Entry>, _>(&state).await;
    let request = Request::from_parts(parts, body);
    let first = match entry {
        Ok(None) => Some(SIGN_IN),
        Ok(Some(entry)) => match entry.ready(request.uri().path()) {
            Err(WebError::PasswordFirst) => Some(OWN_PASSWORD_FIRST),
            Err(WebError::SecondFactorFirst) => Some(SECOND_FACTOR_FIRST),
            _ => None,
        },
        Err(_) => None,
    };
    match first {
        Some(first) => given_back(request, with_files, first).await.unwrap_or_else(WebError::into_response),
        None => next.run(request).await,
    }
}

async fn given_back(request: Request, with_files: bool, first: First) -> Result<Response, WebError> {
    let address = request.uri().path_and_query().map_or("/", PathAndQuery::as_str).to_owned();
    let mut sent = Sent::read_texts(request).await?;
    let (mut typed, mut files) = (Vec::new(), Vec::new());
    while let Some(part) = sent.next().await? {
        match part {
            Part::Field { name, value } => typed.push((name, value)),
            Part::File { name, .. } | Part::TooLarge { name } => files.push(name),
        }
    }
    let mut response = page_with(StatusCode::UNAUTHORIZED, &KeptPage { first, address, typed, files, with_files })?;
    // Every such answer says how one signs in (RFC 9110, 15.5.2); this one is on the page.
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Form"));
    Ok(response)
}
