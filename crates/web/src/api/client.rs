//! A program that comes with a token: who it comes for, and the day that its request is about.
//!
//! Only the header `Authorization` opens the interface. A cookie never does: browsers send cookies by themselves, also
//! where another site makes them, while nothing sends this header unless a program of the owner's puts it there. So there
//! is nothing to forge here, and requests need not say where they come from.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use office::access::{AllowedAt, Command, Visitor};
use office::live::{Live, When};
use office::{Instant, OrganisationId, Program};

use super::problem::Problem;
use crate::caller::Caller;
use crate::entry::{asked, serde_urlencoded};
use crate::metrics::{Comer, Refusal};
use crate::serve::State;

/// A program with one request.
#[derive(Debug)]
pub struct Client {
    state: Arc<State>,
    live: Arc<Live>,
    pub program: Program,
    pub now: Instant,
    asked: Option<When>,
}

impl Client {
    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    pub fn live(&self) -> &Live {
        &self.live
    }

    pub fn visitor(&self) -> &Visitor {
        &self.program.visitor
    }

    /// The day that the answer is about, and up to when records count.
    pub fn when(&self) -> When {
        self.asked.unwrap_or(When { as_of: self.now.day(), known_at: None })
    }

    /// Permission for a command in an organisation.
    ///
    /// # Errors
    /// Where nothing gives it.
    pub fn allow<C: Command>(&self, organisation: OrganisationId) -> Result<AllowedAt<C>, Problem> {
        Ok(self.live().allow(self.visitor(), organisation)?)
    }
}

impl FromRequestParts<Arc<State>> for Client {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Client, Problem> {
        let now = (state.config.now)();
        let caller = Caller::from_request_parts(parts, state).await?;
        if let Some(minutes) = state.failures.wait(caller) {
            state.metrics.refused(Refusal::Address);
            return Err(Problem::too_many(minutes));
        }
        let Some(token) = bearer(&parts.headers) else { return Err(Problem::no_token()) };
        let live = state.live();
        let Some(program) = live.program(token, &state.config.second_factor, now).await? else {
            state.metrics.refused(Refusal::Wrong);
            state.failures.count(caller);
            return Err(Problem::no_token());
        };
        Comer::is(parts, program.visitor.account);
        let asked = strictly_asked(parts.uri.query().unwrap_or_default(), now)?;
        Ok(Client { state: Arc::clone(state), live, program, now, asked })
    }
}

/// Forms of pages leave a day empty for today; a program leaves it out, or has lost it.
fn strictly_asked(query: &str, now: Instant) -> Result<Option<When>, Problem> {
    let is_day = |name: &str| ["as-of", "known-at"].contains(&name);
    let empty = serde_urlencoded(query).into_iter().find(|(name, text)| is_day(name) && text.trim().is_empty());
    match empty {
        Some((name, _)) => Err(Problem::bad_request(format!("{name} 应为日期，如 2026-03-31，现在是空的。不要就不写"))),
        None => Ok(asked(query, now)?),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The organisation that an address names.
///
/// # Errors
/// Where it is no id. One that does not exist is refused like one that is not one's own.
pub fn organisation_of(text: &str) -> Result<OrganisationId, Problem> {
    text.parse().map_err(|_| Problem::not_found("地址里的组织编号应为 UUID，如 /api/v1/organisations 里的 id"))
}
