//! Passkeys: what the script of the pages asks for and answers with. Fields come as forms; a question goes out as JSON,
//! and an answer that is taken gives the address to go on to.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use office::{PasskeyAsked, Passkeys, SignInRefused};
use serde::Deserialize;

use super::second_factor::{fault_of, shown};
use super::sign_in::{address_waits, count_refused};
use crate::address::safe_next;
use crate::answer::{Answer, WebError, see};
use crate::caller::Caller;
use crate::entry::{Entry, device, set_token};
use crate::metrics::Refusal;
use crate::serve::State;

#[derive(Deserialize)]
pub struct Wanted {
    name: String,
    password: String,
}

#[derive(Deserialize)]
pub struct Answered {
    token: String,
    credential: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct Named {
    name: String,
}

#[derive(Deserialize)]
pub struct Dropped {
    password: String,
}

fn passkeys(state: &State) -> Result<&Passkeys, WebError> {
    state.passkeys.as_ref().ok_or(WebError::NotFound("这里没有设好网址（address），不能用通行密钥"))
}

/// To the script: the token and, as it stands, what the browser is asked.
fn question(PasskeyAsked { token, options }: &PasskeyAsked) -> Response {
    let body = format!("{{\"token\":\"{token}\",\"options\":{options}}}");
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

/// To the script: what to tell whoever sits there.
fn told(refused: SignInRefused) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, fault_of(refused)?).into_response())
}

/// Handler of `POST /settings/passkeys/offer`.
pub async fn offer(Extract(state): Extract<Arc<State>>, entry: Entry, Form(wanted): Form<Wanted>) -> Answer {
    let passkeys = passkeys(&state)?;
    let wanted = (wanted.name.as_str(), wanted.password);
    match entry.live().office().offer_passkey(passkeys, &entry.signed_in, wanted, entry.now).await {
        Ok(asked) => Ok(question(&asked)),
        Err(refused) => told(refused),
    }
}

/// Handler of `POST /settings/passkeys`.
pub async fn add(Extract(state): Extract<Arc<State>>, entry: Entry, Form(answered): Form<Answered>) -> Answer {
    let passkeys = passkeys(&state)?;
    let answer = (answered.token.as_str(), answered.credential.as_str());
    match entry.live().office().add_passkey(passkeys, &entry.signed_in, answer, entry.now).await {
        Ok(token) => {
            let mut response = "/settings/second-factor".into_response();
            set_token(&mut response, entry.https(), Some(&token));
            Ok(response)
        }
        Err(refused) => told(refused),
    }
}

/// Handler of `POST /settings/passkeys/{passkey}/name`.
pub async fn name(entry: Entry, Path(passkey): Path<String>, Form(Named { name }): Form<Named>) -> Answer {
    match entry.live().office().name_own_passkey(&entry.signed_in, &passkey, &name).await {
        Ok(()) => Ok(see("/settings/second-factor")),
        Err(refused) => shown(&entry, Some(fault_of(refused)?), None).await,
    }
}

/// Handler of `POST /settings/passkeys/{passkey}/drop`.
pub async fn drop(entry: Entry, Path(passkey): Path<String>, Form(Dropped { password }): Form<Dropped>) -> Answer {
    let office = entry.live().office();
    match office.drop_own_passkey(&entry.signed_in, (&passkey, password), entry.now).await {
        Ok(()) => shown(&entry, None, Some("通行密钥已去掉，其他设备上的登录都已结束")).await,
        Err(refused) => shown(&entry, Some(fault_of(refused)?), None).await,
    }
}

/// Handler of `POST /sign-in/passkey/ask`.
pub async fn ask(Extract(state): Extract<Arc<State>>, caller: Caller) -> Answer {
    let passkeys = passkeys(&state)?;
    if let Some(minutes) = state.failures.wait(caller) {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, address_waits(minutes)).into_response());
    }
    match state.live().office().ask_for_passkey(passkeys, (state.config.now)()).await {
        Ok(asked) => Ok(question(&asked)),
        Err(refused) => told(refused),
    }
}

/// Handler of `POST /sign-in/passkey`.
pub async fn sign_in(
    Extract(state): Extract<Arc<State>>,
    caller: Caller,
    headers: HeaderMap,
    Form(answered): Form<Answered>,
) -> Answer {
    let passkeys = passkeys(&state)?;
    if let Some(minutes) = state.failures.wait(caller) {
        state.metrics.refused(Refusal::Address);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, address_waits(minutes)).into_response());
    }
    let answer = (answered.token.as_str(), answered.credential.as_str());
    let now = (state.config.now)();
    match state.live().office().sign_in_with_passkey(passkeys, answer, &device(&headers, caller), now).await {
        Ok(token) => {
            let mut response = safe_next(&answered.next).to_owned().into_response();
            set_token(&mut response, state.config.https, Some(&token));
            Ok(response)
        }
        Err(refused) => {
            count_refused(&state, caller, &refused);
            told(refused)
        }
    }
}
