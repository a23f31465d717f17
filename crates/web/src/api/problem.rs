//! Why a request was not answered: RFC 9457, in Chinese, with what was expected and what was found.

use axum::Json;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use office::OfficeError;
use office::access::Denied;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::answer::WebError;

/// 没有办成：为什么。格式是 RFC 9457（problem+json）。
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// 总是 `about:blank`：`status` 说明了种类。
    #[serde(rename = "type")]
    kind: &'static str,
    /// 几个字说是什么事。
    title: &'static str,
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// 应该是什么、现在是什么、怎么办。
    detail: String,
    /// 哪些地方不能这样，逐项。
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<PlaceOfProblem>,
    /// 再试以前要等的秒数。
    #[serde(skip)]
    wait: Option<i64>,
}

/// 一处不能这样的地方。
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlaceOfProblem {
    /// 请求正文里的位置（JSON Pointer，RFC 6901）；空的是说整个请求。
    pub pointer: String,
    /// 应该是什么，现在是什么。
    pub detail: String,
}

const PROBLEM: &str = "application/problem+json";

/// What any request may be answered with instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only the description is made of it")]
pub enum Refusals {
    /// 请求看不懂。
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(#[to_schema] Problem),
    /// 没有令牌，或令牌不好用。
    #[response(status = 401, content_type = "application/problem+json")]
    NoToken(#[to_schema] Problem),
    /// 这个账号今天不能这样做，或令牌没有这个范围。
    #[response(status = 403, content_type = "application/problem+json")]
    Denied(#[to_schema] Problem),
    /// 没有这一样，或没有这个地址。
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// 从这个网络地址来的错误令牌太多。
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(#[to_schema] Problem),
    /// 同时办的太多，或者服务器正在停下：过一会儿再试。
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(#[to_schema] Problem),
}

/// What a request that writes may be answered with besides.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only the description is made of it")]
pub enum NotWritten {
    /// 和已有的不一致：编号已经用过而内容不同，那条记录已经另有改动，前一个问题还没有算完，或者会上不能这样签到。
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(#[to_schema] Problem),
    /// 正文太大。
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Problem),
    /// 正文不是 JSON。
    #[response(status = 415, content_type = "application/problem+json")]
    NoJson(#[to_schema] Problem),
    /// 不可能是这样，逐项写明。
    #[response(status = 422, content_type = "application/problem+json")]
    Impossible(#[to_schema] Problem),
}

impl Problem {
    pub fn new(status: StatusCode, detail: String) -> Problem {
        let title = match status {
            StatusCode::BAD_REQUEST => "这个请求看不懂",
            StatusCode::UNAUTHORIZED => "没有可用的令牌",
            StatusCode::FORBIDDEN => "没有权限",
            StatusCode::NOT_FOUND => "没有找到",
            StatusCode::METHOD_NOT_ALLOWED => "这个地址不能这样用",
            StatusCode::CONFLICT => "和已有的不一致",
            StatusCode::PAYLOAD_TOO_LARGE => "正文太大",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "正文应为 JSON",
            StatusCode::UNPROCESSABLE_ENTITY => "不可能是这样",
            StatusCode::TOO_MANY_REQUESTS => "错误的令牌太多",
            _ => "没有办成",
        };
        Problem { kind: "about:blank", title, status: status.as_u16(), detail, errors: Vec::new(), wait: None }
    }

    /// With each place that is wrong.
    pub fn with(self, errors: Vec<PlaceOfProblem>) -> Problem {
        Problem { errors, ..self }
    }

    /// One place of the body that cannot be so.
    pub fn wrong(pointer: &str, detail: String) -> Problem {
        let place = PlaceOfProblem { pointer: pointer.to_owned(), detail: detail.clone() };
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail).with(vec![place])
    }

    pub fn not_found(detail: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail.to_owned())
    }

    pub fn bad_request(detail: String) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail)
    }

    /// Nobody comes with this token, whatever is wrong with it.
    pub fn no_token() -> Problem {
        let detail = "请在请求头里写 Authorization: Bearer，后面是在“设置”里建立的令牌（wuhua_ 开头）。没有写、写错了、\
                      过期了、停用了，或者账号的角色要求二次验证而令牌是只凭密码建立的，都不行";
        Problem::new(StatusCode::UNAUTHORIZED, detail.to_owned())
    }

    pub fn too_many(minutes: i64) -> Problem {
        let detail = format!("从您这个网络地址来的错误令牌太多，请在 {minutes} 分钟后再试");
        Problem { wait: Some(minutes * 60), ..Problem::new(StatusCode::TOO_MANY_REQUESTS, detail) }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Problem {
        let detail = format!("{denied}；令牌也要有相应的范围");
        Problem::new(StatusCode::FORBIDDEN, detail)
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Problem {
        WebError::from(error).into()
    }
}

impl From<WebError> for Problem {
    fn from(error: WebError) -> Problem {
        match error {
            WebError::Denied(denied) => denied.into(),
            WebError::NotFound(what) => Problem::not_found(what),
            WebError::BadRequest(what) => Problem::bad_request(what),
            WebError::TooLarge(what) => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, what),
            WebError::Busy(what) => Problem::new(StatusCode::SERVICE_UNAVAILABLE, what),
            WebError::NotSignedIn { .. } | WebError::SecondFactorFirst | WebError::PasswordFirst => Problem::no_token(),
            WebError::Office(_) | WebError::Template(_) => {
                let cause = std::error::Error::source(&error);
                tracing::error!(%error, ?cause, "a request of a program could not be answered");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = self.wait;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = wait {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }
}
