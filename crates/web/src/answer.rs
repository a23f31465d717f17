//! What a handler answers: a page, or why there is none, in the reader's words.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use office::access::Denied;
use office::{OfficeError, SignInRefused};

/// Why there is no page. Logged once, here.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error("没有这一页：{0}")]
    NotFound(&'static str),
    #[error("{0}")]
    BadRequest(String),
    /// More was sent than is taken.
    #[error("{0}")]
    TooLarge(String),
    /// Too many are at it; later it will do.
    #[error("{0}")]
    Busy(String),
    #[error(transparent)]
    Office(#[from] OfficeError),
    #[error("这一页写不出来")]
    Template(#[from] askama::Error),
    /// Nobody is signed in; then back to where they wanted to go.
    #[error("请先登录")]
    NotSignedIn { next: String },
    /// More than a password is asked of this role; then to where it is set up.
    #[error("请先设置二次验证")]
    SecondFactorFirst,
    /// The password is one that somebody else gave; then to where an own one is set.
    #[error("请先把管理员给的密码改成自己的")]
    PasswordFirst,
}

/// Where somebody sets a password of their own.
pub const OWN_PASSWORD: &str = "/settings";

pub type Answer = Result<Response, WebError>;

/// A page, rendered.
///
/// # Errors
/// Where the template cannot be rendered.
pub fn page(template: &impl Template) -> Answer {
    Ok(Html(template.render()?).into_response())
}

/// The same with another status than all being well.
///
/// # Errors
/// Where the template cannot be rendered.
pub fn page_with(status: StatusCode, template: &impl Template) -> Answer {
    Ok((status, Html(template.render()?)).into_response())
}

/// To another page of this site, by a new request that changes nothing.
pub fn see(address: &str) -> Response {
    Redirect::to(address).into_response()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    title: &'a str,
    message: String,
}

impl WebError {
    fn status(&self) -> (StatusCode, &'static str) {
        match self {
            WebError::Denied(_) => (StatusCode::FORBIDDEN, "没有权限"),
            WebError::NotFound(_) => (StatusCode::NOT_FOUND, "没有这一页"),
            WebError::BadRequest(_) => (StatusCode::BAD_REQUEST, "这个请求看不懂"),
            WebError::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "太大了"),
            WebError::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, "请稍后再试"),
            WebError::Office(_) | WebError::Template(_) => (StatusCode::INTERNAL_SERVER_ERROR, "没有办成"),
            WebError::NotSignedIn { .. } => (StatusCode::SEE_OTHER, "请先登录"),
            WebError::SecondFactorFirst => (StatusCode::SEE_OTHER, "请先设置二次验证"),
            WebError::PasswordFirst => (StatusCode::SEE_OTHER, "请先改密码"),
        }
    }
}

impl From<SignInRefused> for WebError {
    fn from(refused: SignInRefused) -> WebError {
        match refused {
            SignInRefused::Office(error) => WebError::Office(error),
            other => WebError::BadRequest(other.to_string()),
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        if let WebError::NotSignedIn { next } = &self {
            return see(&format!("/sign-in?next={}", crate::address::encoded(next)));
        }
        if matches!(self, WebError::SecondFactorFirst) {
            return see("/settings/second-factor");
        }
        if matches!(self, WebError::PasswordFirst) {
            return see(OWN_PASSWORD);
        }
        let (status, title) = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, cause = ?std::error::Error::source(&self), "a page could not be made");
        }
        let body = ErrorPage { title, message: self.to_string() }.render().unwrap_or_else(|_| title.to_owned());
        let mut response = (status, Html(body)).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
