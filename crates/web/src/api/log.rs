//! Who did what that leaves no record: sign-ins, accounts, tokens.

use axum::Json;
use office::access::SeeLog;
use office::{Instant, LogRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked::{Listed, Query, bad_cursor};
use super::client::Client;
use super::problem::{Problem, Refusals};

/// 日志的一行。
#[derive(Debug, Serialize, ToSchema)]
pub struct LogLine {
    #[schema(format = DateTime)]
    pub at: String,
    /// 账号名，没有登录的是空的。
    pub account: String,
    pub what: &'static str,
    pub detail: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct From {
    /// 上一次回答里的 `next`；不写从最近的开始。一次一百行左右。
    cursor: Option<String>,
}

/// 日志，最近的在前（范围要有 manage）
#[utoipa::path(get, path = "/api/v1/log", tag = "账号", operation_id = "log", params(From),
    responses((status = 200, body = Listed<LogLine>), Refusals), security(("token" = [])))]
pub async fn log(client: Client, Query(From { cursor }): Query<From>) -> Result<Json<Listed<LogLine>>, Problem> {
    let allowed = client.live().allow_everywhere::<SeeLog>(client.visitor())?;
    let before = match cursor.as_deref().unwrap_or_default() {
        "" => client.now.plus_microseconds(1),
        cursor => Instant::from_microseconds(cursor.parse().map_err(|_| bad_cursor(cursor))?),
    };
    let page = client.live().office().log_page(&allowed, before).await?;
    let line =
        |row: LogRow| LogLine { at: row.at.to_string(), account: row.account, what: row.what, detail: row.detail };
    let next = page.before.map(|at| at.microseconds().to_string());
    Ok(Json(Listed { items: page.rows.into_iter().map(line).collect(), next }))
}
