//! Books: brought, looked at with what every column is taken for, and taken in as they were looked at.

use std::sync::Arc;

use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use office::access::{AllowedAt, ImportBooks};
use office::{BookAsked, BookPreview, OfficeError, RefusedRow, Replaced, TakenRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked::{Body, InOrganisation, Path, Query};
use super::attachment::{FileAsItIs, FileNamed, brought};
use super::client::{Client, organisation_of};
use super::problem::{NotWritten, Problem, Refusals};
use crate::aside::with_book;
use crate::download;

/// 一本账收下了，留一个小时。
#[derive(Debug, Serialize, ToSchema)]
pub struct BookKept {
    /// 内容的 SHA-256。
    pub book: String,
}

/// 上传一本账：正文就是文件（xlsx、xls、ods、csv），还没有导入
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/books", tag = "导入", operation_id = "bring",
    params(InOrganisation, FileNamed),
    request_body(content = FileAsItIs, content_type = "application/octet-stream"),
    responses((status = 201, body = BookKept), Refusals, NotWritten), security(("token" = [])))]
pub async fn bring(
    client: Client,
    Path(organisation): Path<String>,
    Query(FileNamed { name }): Query<FileNamed>,
    request: Request,
) -> Result<Response, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<ImportBooks>(organisation)?;
    let (file, _turn) = brought(&client, name, request).await?;
    let kept = aside(client, async move |client: &Client| client.live().keep_book(&allowed, file, client.now).await);
    match kept.await?? {
        Ok(book) => {
            let place = format!("/api/v1/organisations/{organisation}/books/{book}/preview");
            Ok((StatusCode::CREATED, [(LOCATION, place)], Json(BookKept { book })).into_response())
        }
        Err(fault) => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, fault)),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneBook {
    /// 上传时的回答里的 `book`。
    book: String,
}

/// 怎样看这本账。
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Manner {
    /// 列的对照：从上一次回答的 `recognised` 改来；不写就自动识别。
    mapping: Option<String>,
    /// 和台账里一条记录对得上的行，更正或补充那一条。
    #[serde(default)]
    correct: bool,
}

/// 导入会怎样，或者已经怎样。
#[derive(Debug, Serialize, ToSchema)]
pub struct Book {
    pub name: String,
    /// 已经导入了，不是预览。
    pub is_written: bool,
    /// 每种记录收下几条。
    pub taken: Vec<Taken>,
    /// 没有收的，逐处写明；最多二百处，其余的见 `refused_more`。
    pub refused: Vec<Refused>,
    pub refused_more: usize,
    /// 被更正的记录。
    pub replaced: Vec<Corrected>,
    /// 猜的、缺的，要人看一看。
    pub questions: Vec<String>,
    pub notes: Vec<String>,
    /// 认出来的对照，改了可以再用。
    pub recognised: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Taken {
    pub kind: String,
    pub name: String,
    pub records: usize,
    /// 其中已经在台账里的。
    pub already_there: usize,
    /// 其中更正了原有记录的。
    pub corrected: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Refused {
    pub sheet: String,
    pub cell: String,
    /// 没有收多大一处：`cell`、`row`、`column`、`sheet`。
    pub extent: &'static str,
    pub expected: String,
    pub found: String,
    pub advice: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Corrected {
    #[schema(format = "uuid")]
    pub record: String,
    pub sheet: String,
    pub cell: String,
    pub organisation: String,
    pub kind: String,
    pub occurred: String,
    pub changes: Vec<Changed>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    pub field: String,
    pub was: String,
    pub is: String,
}

impl From<BookPreview> for Book {
    fn from(preview: BookPreview) -> Book {
        let taken = |row: TakenRow| Taken {
            kind: row.kind,
            name: row.name,
            records: row.records,
            already_there: row.already_there,
            corrected: row.corrected,
        };
        let refused = |row: RefusedRow| Refused {
            sheet: row.sheet,
            cell: row.cell,
            extent: row.extent,
            expected: row.expected,
            found: row.found,
            advice: row.advice,
        };
        let changed = |change: office::Change| Changed { field: change.field, was: change.was, is: change.is };
        let corrected = |row: Replaced| Corrected {
            record: row.record,
            sheet: row.sheet,
            cell: row.cell,
            organisation: row.organisation,
            kind: row.kind,
            occurred: row.occurred,
            changes: row.changes.into_iter().map(changed).collect(),
        };
        Book {
            name: preview.name,
            is_written: preview.is_written,
            taken: preview.taken.into_iter().map(taken).collect(),
            refused: preview.refused.into_iter().map(refused).collect(),
            refused_more: preview.refused_more,
            replaced: preview.replaced.into_iter().map(corrected).collect(),
            questions: preview.questions,
            notes: preview.notes,
            recognised: preview.recognised,
        }
    }
}

/// 导入会怎样：什么都不写
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/books/{book}/preview", tag = "导入",
    operation_id = "preview", params(InOrganisation, OneBook), request_body = Manner,
    responses((status = 200, body = Book), Refusals, NotWritten), security(("token" = [])))]
pub async fn preview(
    client: Client,
    Path((organisation, book)): Path<(String, String)>,
    Body(manner): Body<Manner>,
) -> Result<Json<Book>, Problem> {
    let (allowed, asked) = asked(&client, &organisation, book, manner)?;
    let look = async move |client: &Client| client.live().look_at_book(&allowed, &asked).await;
    found(aside(client, look).await?).map(|preview| Json(preview.into()))
}

/// 导入，照预览的样子；再发一次，记录不会重复
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/books/{book}/records", tag = "导入",
    operation_id = "takeIn", params(InOrganisation, OneBook), request_body = Manner,
    responses((status = 200, body = Book), Refusals, NotWritten), security(("token" = [])))]
pub async fn take_in(
    client: Client,
    Path((organisation, book)): Path<(String, String)>,
    Body(manner): Body<Manner>,
) -> Result<Json<Book>, Problem> {
    let (allowed, asked) = asked(&client, &organisation, book, manner)?;
    let take = async move |client: &Client| client.live().take_book(&allowed, &asked).await;
    found(aside(client, take).await?).map(|preview| Json(preview.into()))
}

/// 没有收的，作为一本 xlsx，改好可以再导入；都收了的没有（404）
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/books/{book}/refused", tag = "导入",
    operation_id = "refused", params(InOrganisation, OneBook), request_body = Manner,
    responses((status = 200, body = FileAsItIs,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), Refusals, NotWritten),
    security(("token" = [])))]
pub async fn refused(
    client: Client,
    Path((organisation, book)): Path<(String, String)>,
    Body(manner): Body<Manner>,
) -> Result<Response, Problem> {
    let (allowed, asked) = asked(&client, &organisation, book, manner)?;
    let look = async move |client: &Client| client.live().refused_book(&allowed, &asked).await;
    let (name, bytes) = found(aside(client, look).await?)?;
    Ok(download::refused_book(&name, bytes))
}

fn asked(
    client: &Client,
    organisation: &str,
    book: String,
    manner: Manner,
) -> Result<(AllowedAt<ImportBooks>, BookAsked), Problem> {
    let allowed = client.allow::<ImportBooks>(organisation_of(organisation)?)?;
    let mapping = manner.mapping.filter(|text| !text.is_empty());
    Ok((allowed, BookAsked { book, mapping, correct: manner.correct, now: client.now }))
}

fn found<T>(looked: Result<Option<T>, OfficeError>) -> Result<T, Problem> {
    match looked {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(Problem::not_found("这本账没有上传过，已过了一个小时，已经清掉；或者没有不收的")),
        Err(OfficeError::Mapping(wrong)) => Err(Problem::wrong("/mapping", wrong)),
        Err(other) => Err(other.into()),
    }
}

async fn aside<T: Send + 'static>(
    client: Client,
    work: impl AsyncFnOnce(&Client) -> T + Send + 'static,
) -> Result<T, Problem> {
    let state = Arc::clone(client.state());
    Ok(with_book(&state, client, work).await?.1)
}
