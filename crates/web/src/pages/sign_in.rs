//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use office::{Entered, Passkeys, SignInRefused};
use serde::Deserialize;

use crate::address::safe_next;
use crate::answer::{Answer, WebError, page, page_with, see};
use crate::caller::Caller;
use crate::entry::{Entry, device, set_token};
use crate::metrics::Refusal;
use crate::serve::{DemonstrationAccount, State};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    name: &'a str,
    next: &'a str,
    refused: Option<String>,
    /// The site that passkeys are for, where they can be had.
    passkeys: Option<&'a str>,
    /// What the company's own sign-on is called, where there is one.
    sign_on: Option<&'a str>,
    demonstration: &'a [DemonstrationAccount],
}

impl<'a> SignInPage<'a> {
    fn new(state: &'a State, name: &'a str, next: &'a str, refused: Option<String>) -> SignInPage<'a> {
        SignInPage {
            name,
            next,
            refused,
            passkeys: state.passkeys.as_ref().map(Passkeys::address),
            sign_on: state.config.sign_on.as_ref().map(|sign_on| sign_on.name()),
            demonstration: &state.config.demonstration,
        }
    }
}

#[derive(Template)]
#[template(path = "sign_in_code.html")]
pub(super) struct SignInCodePage<'a> {
    next: &'a str,
    token: &'a str,
    refused: Option<String>,
}

impl<'a> SignInCodePage<'a> {
    pub(super) fn new(next: &'a str, token: &'a str) -> SignInCodePage<'a> {
        SignInCodePage { next, token, refused: None }
    }
}

#[derive(Deserialize)]
pub struct CodeTyped {
    token: String,
    code: String,
    #[serde(default)]
    next: String,
}

#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    pub next: String,
}

#[derive(Deserialize)]
pub struct Typed {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Handler of `GET /sign-in`.
pub async fn form(Extract(state): Extract<Arc<State>>, Query(Next { next }): Query<Next>) -> Answer {
    page(&SignInPage::new(&state, "", safe_next(&next), None))
}

/// Handler of `POST /sign-in`.
pub async fn sign_in(
    Extract(state): Extract<Arc<State>>,
    caller: Caller,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Answer {
    let now = (state.config.now)();
    let next = safe_next(&typed.next);
    if let Some(minutes) = state.failures.wait(caller) {
        state.metrics.refused(Refusal::Address);
        return refused(&state, &typed.name, next, address_waits(minutes));
    }
    match state.live().office().sign_in(&typed.name, typed.password, &device(&headers, caller), now).await {
        Ok(Entered::In { token }) => Ok(let_in(&state, next, &token)),
        Ok(Entered::CodeAsked { token }) => page(&SignInCodePage::new(next, &token)),
        Err(SignInRefused::Office(error)) => Err(error.into()),
        Err(why) => {
            count_refused(&state, caller, &why);
            refused(&state, &typed.name, next, why.to_string())
        }
    }
}

/// Handler of `POST /sign-in/code`.
pub async fn code(
    Extract(state): Extract<Arc<State>>,
    caller: Caller,
    headers: HeaderMap,
    Form(typed): Form<CodeTyped>,
) -> Answer {
    let now = (state.config.now)();
    let (next, token) = (safe_next(&typed.next), typed.token.as_str());
    let asked_again = |refused: String| {
        let shown = SignInCodePage { next, token, refused: Some(refused) };
        page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
    };
    if let Some(minutes) = state.failures.wait(caller) {
        state.metrics.refused(Refusal::Address);
        return asked_again(address_waits(minutes));
    }
    match state.live().office().sign_in_with_code(token, &typed.code, &device(&headers, caller), now).await {
        Ok(token) => Ok(let_in(&state, next, &token)),
        Err(SignInRefused::Office(error)) => Err(error.into()),
        Err(why @ SignInRefused::Expired) => refused(&state, "", next, why.to_string()),
        Err(why) => {
            count_refused(&state, caller, &why);
            asked_again(why.to_string())
        }
    }
}

/// To where somebody wanted to go, with the token of the session that began.
pub(super) fn let_in(state: &State, next: &str, token: &str) -> Response {
    let mut response = see(next);
    set_token(&mut response, state.config.https, Some(token));
    response
}

/// Counts a failure for the address it came from; one on an account that waits as well: who goes on knocking means it.
pub(super) fn count_refused(state: &State, caller: Caller, why: &SignInRefused) {
    let is_locked = matches!(why, SignInRefused::Locked { .. });
    state.metrics.refused(if is_locked { Refusal::Locked } else { Refusal::Wrong });
    state.failures.count(caller);
}

pub(super) fn address_waits(minutes: i64) -> String {
    format!("从您这个网络地址来的登录失败太多，请在 {minutes} 分钟后再试。已经登录的不受影响")
}

/// The page again, with why not.
pub(super) fn refused(state: &State, name: &str, next: &str, refused: String) -> Answer {
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage::new(state, name, next, Some(refused)))
}

/// Handler of `POST /sign-out`.
pub async fn sign_out(Extract(state): Extract<Arc<State>>, entry: Option<Entry>) -> Answer {
    if let Some(entry) = entry {
        state.live().office().sign_out(&entry.signed_in, entry.now).await.map_err(WebError::from)?;
    }
    let mut response = see("/sign-in");
    set_token(&mut response, state.config.https, None);
    // What waits to be sent stays in the browser's own store: it is nowhere else yet.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}
