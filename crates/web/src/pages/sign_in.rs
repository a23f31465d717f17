//! Signing in and out.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::address::safe_next;
use crate::answer::{Answer, WebError, page, page_with, see};
use crate::entry::{Entry, device, set_token};
use crate::serve::{DemonstrationAccount, State};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    name: &'a str,
    next: &'a str,
    refused: Option<String>,
    demonstration: &'a [DemonstrationAccount],
}

#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
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
    let demonstration = &state.config.demonstration;
    page(&SignInPage { name: "", next: safe_next(&next), refused: None, demonstration })
}

/// Handler of `POST /sign-in`.
pub async fn sign_in(Extract(state): Extract<Arc<State>>, headers: HeaderMap, Form(typed): Form<Typed>) -> Answer {
    let now = (state.config.now)();
    let office = state.live.office();
    let next = safe_next(&typed.next);
    match office.sign_in(&typed.name, typed.password, &device(&headers), now).await {
        Ok((token, _)) => {
            let mut response = see(next);
            set_token(&mut response, state.config.https, Some(&token));
            Ok(response)
        }
        Err(office::SignInRefused::Office(error)) => Err(error.into()),
        Err(refused) => {
            let demonstration = &state.config.demonstration;
            let refused = Some(refused.to_string());
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage { name: &typed.name, next, refused, demonstration })
        }
    }
}

/// Handler of `POST /sign-out`.
pub async fn sign_out(Extract(state): Extract<Arc<State>>, entry: Option<Entry>) -> Answer {
    if let Some(entry) = entry {
        state.live.office().sign_out(&entry.signed_in, entry.now).await.map_err(WebError::from)?;
    }
    let mut response = see("/sign-in");
    set_token(&mut response, state.config.https, None);
    Ok(response)
}
