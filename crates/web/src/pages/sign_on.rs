//! To the company's own sign-on, and back.

use std::sync::Arc;

use axum::extract::{Query, State as Extract};
use axum::http::HeaderMap;
use office::{CameBack, Entered, SignInRefused, SignOn};
use serde::Deserialize;

use super::sign_in::{Next, SignInCodePage, count_refused, let_in, refused};
use crate::address::safe_next;
use crate::answer::{Answer, WebError, page, see};
use crate::caller::Caller;
use crate::entry::{away, device, set_away};
use crate::serve::State;

/// What the provider sends a browser back with.
#[derive(Debug, Deserialize)]
pub struct Brought {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

fn sign_on(state: &State) -> Result<&SignOn, WebError> {
    state.config.sign_on.as_deref().ok_or(WebError::NotFound("这里没有设统一登录，请用密码登录"))
}

/// Handler of `GET /sign-in/sign-on`.
pub async fn leave(Extract(state): Extract<Arc<State>>, caller: Caller, Query(Next { next }): Query<Next>) -> Answer {
    let sign_on = sign_on(&state)?;
    let next = safe_next(&next);
    if let Some(minutes) = state.failures.wait(caller) {
        return refused(&state, "", next, super::sign_in::address_waits(minutes));
    }
    match state.live().office().send_to_sign_on(sign_on, next, (state.config.now)()).await {
        Ok(sent) => {
            let mut response = see(&sent.address);
            set_away(&mut response, state.config.https, Some(&sent.state));
            Ok(response)
        }
        Err(why) => told(&state, next, why),
    }
}

/// Handler of `GET /sign-in/sign-on/back`.
pub async fn back(
    Extract(state): Extract<Arc<State>>,
    caller: Caller,
    headers: HeaderMap,
    Query(Brought { state: named, code }): Query<Brought>,
) -> Answer {
    let sign_on = sign_on(&state)?;
    let now = (state.config.now)();
    let brought = (named.as_str(), code.as_str(), away(&headers, state.config.https));
    let came = state.live().office().back_from_sign_on(sign_on, brought, &device(&headers, caller), now).await;
    let mut response = match came {
        Ok(CameBack { entered: Entered::In { token }, next }) => let_in(&state, safe_next(&next), &token),
        Ok(CameBack { entered: Entered::CodeAsked { token }, next }) => {
            page(&SignInCodePage::new(safe_next(&next), &token))?
        }
        Err(why) => {
            if !matches!(why, SignInRefused::SignOnAway { .. }) {
                count_refused(&state, caller, &why);
            }
            told(&state, "/", why)?
        }
    };
    set_away(&mut response, state.config.https, None);
    Ok(response)
}

/// Why not, on the page where a password does as well.
fn told(state: &State, next: &str, why: SignInRefused) -> Answer {
    match why {
        SignInRefused::Office(error) => return Err(error.into()),
        SignInRefused::SignOnAway { ref reason, .. } | SignInRefused::SignOnRefused { ref reason, .. } => {
            tracing::warn!(%reason, "the company's sign-on did not let somebody in");
        }
        _ => {}
    }
    refused(state, "", next, why.to_string())
}
