//! Who comes and what day it is to them: the session of a request, and the day that its address names.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{COOKIE, HOST, SET_COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use office::access::{AllowedAt, Command, Visitor};
use office::live::{Live, When};
use office::{Day, Instant, OrganisationId, Passkeys, Scanner, SignedIn};

use crate::address::Place;
use crate::answer::{OWN_PASSWORD, WebError};
use crate::caller::Caller;
use crate::download::FileAsked;
use crate::metrics::Comer;
use crate::serve::State;

/// Somebody who is signed in, with one request.
#[derive(Debug)]
pub struct Entry {
    state: Arc<State>,
    live: Arc<Live>,
    pub signed_in: SignedIn,
    pub now: Instant,
    /// The day that the address names; none for today as known today.
    asked: Option<When>,
    /// The path and query of the request, to come back to.
    pub address: String,
    /// The site as this browser reaches it: `https://wuhua.example`.
    pub site: String,
}

impl Entry {
    pub fn live(&self) -> &Live {
        &self.live
    }

    pub fn scanner(&self) -> Option<&Scanner> {
        self.state.config.scanner.as_ref()
    }

    pub fn state(&self) -> &Arc<State> {
        &self.state
    }

    pub fn visitor(&self) -> &Visitor {
        &self.signed_in.visitor
    }

    /// Whether more than a password is asked of somebody, and nothing else is shown before.
    pub fn must_show_more(&self) -> bool {
        self.signed_in.must_show_more(&self.state.config.second_factor)
    }

    /// The site that passkeys are for, where they can be had.
    pub fn passkeys_address(&self) -> Option<&str> {
        self.state.passkeys.as_ref().map(Passkeys::address)
    }

    pub fn https(&self) -> bool {
        self.state.config.https
    }

    /// The same request, with the account as it is now.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the session ended meanwhile.
    pub async fn again(self) -> Result<Entry, WebError> {
        let signed_in = self.live().signed_in_again(&self.signed_in, self.now).await?;
        let signed_in = signed_in.ok_or_else(|| WebError::NotSignedIn { next: self.address.clone() })?;
        Ok(Entry { signed_in, ..self })
    }

    /// The same, unless something is to be done before what is at `path`: an own password, then more than a password.
    ///
    /// # Errors
    /// Where to do it.
    pub fn ready(self, path: &str) -> Result<Entry, WebError> {
        if self.signed_in.must_change_password() {
            // Open also to those who must show more besides.
            return if is_own_password(path) { Ok(self) } else { Err(WebError::PasswordFirst) };
        }
        if self.must_show_more() && !shows_more(path) {
            return Err(WebError::SecondFactorFirst);
        }
        Ok(self)
    }

    /// The day that the page is about.
    pub fn when(&self) -> When {
        self.asked.unwrap_or(When { as_of: self.now.day(), known_at: None })
    }

    /// Whether the page is about another day than today.
    pub fn asked(&self) -> Option<When> {
        self.asked
    }

    /// The file that the address asks for, instead of the page.
    ///
    /// # Errors
    /// Where it is none that a page has.
    pub fn file(&self) -> Result<Option<FileAsked>, WebError> {
        FileAsked::of(&serde_urlencoded(self.address.split_once('?').map_or("", |(_, query)| query)))
    }

    pub fn place(&self, organisation: OrganisationId) -> Place {
        Place::new(organisation, self.asked)
    }

    /// Permission for a command in an organisation.
    ///
    /// # Errors
    /// Where nothing gives it.
    pub fn allow<C: Command>(&self, organisation: OrganisationId) -> Result<AllowedAt<C>, WebError> {
        Ok(self.live().allow(self.visitor(), organisation)?)
    }
}

impl FromRequestParts<Arc<State>> for Entry {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Entry, WebError> {
        match <Entry as OptionalFromRequestParts<_>>::from_request_parts(parts, state).await? {
            Some(entry) => entry.ready(parts.uri.path()),
            None => Err(WebError::NotSignedIn { next: parts.uri.to_string() }),
        }
    }
}

impl OptionalFromRequestParts<Arc<State>> for Entry {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, state: &Arc<State>) -> Result<Option<Entry>, WebError> {
        let now = (state.config.now)();
        let Some(token) = cookie(&parts.headers, cookie_name(state.config.https)) else { return Ok(None) };
        let live = state.live();
        let Some(signed_in) = live.signed_in(token, now).await? else { return Ok(None) };
        Comer::is(parts, signed_in.account.id);
        let asked = asked(parts.uri.query().unwrap_or_default(), now)?;
        let (site, address) = (site(parts, state.config.https), parts.uri.to_string());
        Ok(Some(Entry { state: Arc::clone(state), live, signed_in, now, asked, address, site }))
    }
}

fn site(parts: &Parts, https: bool) -> String {
    let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.or(parts.uri.authority().map(|authority| authority.as_str())).unwrap_or_default();
    let scheme = if https { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// Where somebody sets a password of their own, and sees only that.
fn is_own_password(path: &str) -> bool {
    [OWN_PASSWORD, "/settings/password"].contains(&path)
}

/// Where somebody sets up what more is asked of them.
fn shows_more(path: &str) -> bool {
    ["/settings/second-factor", "/settings/passkeys"].iter().any(|page| path.starts_with(page))
}

/// `as-of` and `known-at` of an address.
pub(crate) fn asked(query: &str, now: Instant) -> Result<Option<When>, WebError> {
    let pairs: Vec<(String, String)> = serde_urlencoded(query);
    let value = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    };
    let bad = |text: &str| WebError::BadRequest(format!("“{text}”不是日期。应写成 2026-03-31 这样"));
    let day = value("as-of").map(|text| text.parse::<Day>().map_err(|_| bad(&text))).transpose()?;
    let known = value("known-at").map(|text| known_at(&text).ok_or_else(|| bad(&text))).transpose()?;
    let when = When { as_of: day.unwrap_or(now.day()), known_at: known };
    Ok((when.as_of != now.day() || known.is_some()).then_some(when))
}

/// A moment, or the end of a day.
fn known_at(text: &str) -> Option<Instant> {
    let end_of = |day: Day| Instant::start_of(day.plus_days(1)).plus_microseconds(-1);
    text.parse::<Day>().ok().map(end_of).or_else(|| text.parse().ok())
}

/// The pairs of a query.
pub(crate) fn serde_urlencoded(query: &str) -> Vec<(String, String)> {
    let request = axum::http::Request::builder().uri(format!("/?{query}")).body(()).ok();
    let pairs = request.and_then(|request| axum::extract::Query::try_from_uri(request.uri()).ok());
    pairs.map(|axum::extract::Query(pairs)| pairs).unwrap_or_default()
}

/// Over https the name itself says to the browser that no other path, domain or plain connection may set it.
fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-wuhua" } else { "wuhua" }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Gives the browser the token of a session, or takes it away.
pub fn set_token(response: &mut Response, https: bool, token: Option<&str>) {
    let name = cookie_name(https);
    let secure = if https { "; Secure" } else { "" };
    let lasts = if token.is_some() { "" } else { "; Max-Age=0" };
    let cookie = format!("{name}={}; Path=/; HttpOnly; SameSite=Lax{secure}{lasts}", token.unwrap_or_default());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

const PASS: &str = "wuhua-here";
/// As long as `office` takes it.
const PASS_SECONDS: u32 = 300;

/// What a browser was handed that scanned the code of a meeting.
pub fn pass(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, PASS)
}

/// Hands it out, for the pages of that meeting alone.
pub fn set_pass(response: &mut Response, https: bool, path: &str, pass: &str) {
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{PASS}={pass}; Path={path}; Max-Age={PASS_SECONDS}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// What a browser keeps while it is away at the company's sign-on: only it can come back.
fn away_name(https: bool) -> &'static str {
    if https { "__Host-wuhua-away" } else { "wuhua-away" }
}

/// What it kept.
pub fn away(headers: &HeaderMap, https: bool) -> Option<&str> {
    cookie(headers, away_name(https))
}

/// Gives it that for some minutes, or takes it away.
pub fn set_away(response: &mut Response, https: bool, state: Option<&str>) {
    let (name, secure) = (away_name(https), if https { "; Secure" } else { "" });
    let lasts = if state.is_some() { 600 } else { 0 };
    let kept = state.unwrap_or_default();
    let cookie = format!("{name}={kept}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasts}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// What a browser calls itself, in a word or two, and where it is, for the list of sessions and the log.
pub fn device(headers: &HeaderMap, Caller(address): Caller) -> String {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map_or("其他", |(_, word)| *word)
    };
    let system = first(&[
        ("HarmonyOS", "鸿蒙"),
        ("Android", "安卓手机"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    let browser = first(&[
        ("MicroMessenger", "微信"),
        ("Edg/", "Edge"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    format!("{browser}，{system}，{address}")
}
