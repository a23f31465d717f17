//! 日志: who signed in, who was not let in, who made and ended accounts.

use askama::Template;
use axum::extract::Query;
use office::Instant;
use office::access::SeeLog;
use serde::Deserialize;

use crate::answer::{Answer, page};
use crate::entry::Entry;

#[derive(Template)]
#[template(path = "log.html")]
struct LogShown {
    visitor: String,
    rows: Vec<LogLine>,
    /// Where the next page begins.
    before: Option<i64>,
    is_first: bool,
}

struct LogLine {
    at: String,
    account: String,
    what: &'static str,
    detail: String,
}

#[derive(Debug, Deserialize)]
pub struct Cursor {
    /// Microseconds; what is no number begins at the end.
    before: Option<String>,
}

/// Handler of `GET /settings/log`.
pub async fn log(entry: Entry, Query(Cursor { before }): Query<Cursor>) -> Answer {
    let allowed = entry.live().allow_everywhere::<SeeLog>(entry.visitor())?;
    let before = before.and_then(|text| text.parse().ok()).map(Instant::from_microseconds);
    let from = before.unwrap_or_else(|| entry.now.plus_microseconds(1));
    let shown = entry.live().office().log_page(&allowed, from).await?;
    let line = |row: office::LogRow| LogLine {
        at: views::words::instant(row.at),
        account: row.account,
        what: row.what,
        detail: row.detail,
    };
    page(&LogShown {
        visitor: entry.visitor().name.clone(),
        rows: shown.rows.into_iter().map(line).collect(),
        before: shown.before.map(|at| at.microseconds()),
        is_first: before.is_none(),
    })
}
