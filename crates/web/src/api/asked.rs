//! What most requests say in their address: of which organisation, of which day, how much at a time, and from where on.

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;

/// The organisation of an address.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct InOrganisation {
    /// 哪个组织，`/api/v1/organisations` 里的 id。
    #[param(format = "uuid")]
    organisation: String,
}

/// The day that an answer is about.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only the description is made of it; the day is read where the token is")]
pub struct OfDay {
    /// 截至哪一天，不写是今天。
    #[param(rename = "as-of", format = Date)]
    as_of: Option<String>,
    /// 只算这一刻（写日期就是这一天）以前已经记下的，不写是现在所知。
    #[param(
        rename = "known-at",
        pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?$"
    )]
    known_at: Option<String>,
}

/// How much of a list is asked for.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// 一次最多几条，1 到 200，不写是 50。
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// 上一次回答里的 `next`；不写从头开始。
    cursor: Option<String>,
}

const LIMIT: u32 = 50;
const LIMIT_MOST: u32 = 200;

impl Part {
    /// # Errors
    /// Where it is none that an answer can have.
    pub fn most(&self) -> Result<usize, Problem> {
        match self.limit.unwrap_or(LIMIT) {
            limit @ 1..=LIMIT_MOST => Ok(limit as usize),
            limit => Err(Problem::bad_request(format!("limit 应为 1 到 {LIMIT_MOST}，现在是 {limit}"))),
        }
    }

    /// Where to go on, as what an answer gave; none at the beginning.
    ///
    /// # Errors
    /// Where no answer gave it.
    pub fn from<T: std::str::FromStr>(&self) -> Result<Option<T>, Problem> {
        let cursor = self.cursor.as_deref().filter(|cursor| !cursor.is_empty());
        cursor.map(|cursor| cursor.parse().map_err(|_| bad_cursor(cursor))).transpose()
    }
}

pub fn bad_cursor(cursor: &str) -> Problem {
    Problem::bad_request(format!("cursor 应照抄上一次回答里的 next，现在是“{cursor}”。不写就从头开始"))
}

/// 一次回答里的若干条。
#[derive(Debug, Serialize, ToSchema)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// 写进下一次请求的 `cursor`；没有就是到头了。
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// A part of a list that is had whole; a cursor is the place where the next part begins.
    ///
    /// # Errors
    /// Where limit or cursor are none.
    pub fn part_of<S>(whole: Vec<S>, part: &Part, shown: impl FnMut(S) -> T) -> Result<Listed<T>, Problem> {
        let (most, from) = (part.most()?, part.from::<usize>()?.unwrap_or(0));
        let until = from.saturating_add(most);
        let next = (until < whole.len()).then(|| until.to_string());
        Ok(Listed { items: whole.into_iter().skip(from).take(most).map(shown).collect(), next })
    }
}

/// The query of an address; what it cannot be is said in the words of this interface.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Query<T>, Problem> {
        let read: Result<axum::extract::Query<T>, QueryRejection> =
            axum::extract::Query::from_request_parts(parts, state).await;
        let query = read.map_err(|fault| {
            Problem::bad_request(format!("地址里 ? 后面的参数读不懂，请照 OpenAPI 文档写：{}", fault.body_text()))
        })?;
        Ok(Query(query.0))
    }
}

/// What an address names.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Path<T>, Problem> {
        let read: Result<axum::extract::Path<T>, PathRejection> =
            axum::extract::Path::from_request_parts(parts, state).await;
        let path = read.map_err(|_| Problem::bad_request("地址里有不是 UTF-8 的文字".to_owned()))?;
        Ok(Path(path.0))
    }
}

/// The body of a request that writes.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Problem> {
        let read: Result<axum::Json<T>, JsonRejection> = axum::Json::from_request(request, state).await;
        read.map(|body| Body(body.0)).map_err(|fault| {
            let detail = match fault.status() {
                StatusCode::UNSUPPORTED_MEDIA_TYPE => "请求头应写 Content-Type: application/json".to_owned(),
                StatusCode::PAYLOAD_TOO_LARGE => "正文应不超过 1 MiB".to_owned(),
                _ => format!("正文应照 OpenAPI 文档写：{}", fault.body_text()),
            };
            Problem::new(fault.status(), detail)
        })
    }
}
