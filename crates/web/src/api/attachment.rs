//! Files: brought before the record that names them, and fetched from one.

use std::sync::Arc;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use office::access::{SeeOrganisation, WriteRecord};
use office::{ATTACHMENT_BYTES_MOST, AttachmentRefused, FileBrought};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use utoipa::{IntoParams, ToSchema};

use super::asked::{InOrganisation, OfDay, Path, Query};
use super::client::{Client, organisation_of};
use super::problem::{NotWritten, Problem, Refusals};
use super::record::{OneRecord, no_record, record_of};
use crate::attached::{attached, note_unscanned};
use crate::sent::turn;

/// What is asked for with a file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileNamed {
    /// 文件名，带扩展名。
    #[param(min_length = 1)]
    pub name: String,
}

/// 一个文件，原样。
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct FileAsItIs(Vec<u8>);

/// 附件收下了，一天之内要写进一条记录。
#[derive(Debug, Serialize, ToSchema)]
pub struct Attached {
    /// 内容的 SHA-256，写进记录的 `attachments`。
    pub digest: String,
}

/// A file that a program sends as it is, with its turn: few are in memory at once, until they are dealt with.
///
/// # Errors
/// Where it has no name, is larger than [`ATTACHMENT_BYTES_MOST`], or was not sent to its end.
pub async fn brought(
    client: &Client,
    name: String,
    request: Request,
) -> Result<(FileBrought, OwnedSemaphorePermit), Problem> {
    if name.trim().is_empty() {
        return Err(Problem::bad_request("name 应为文件名，带扩展名，如 通知.pdf，现在是空的".to_owned()));
    }
    let turns = Arc::clone(&client.state().uploads);
    let turn = turn(&turns).await?;
    let bytes = to_bytes(request.into_body(), ATTACHMENT_BYTES_MOST).await.map_err(|_| {
        let detail = format!("文件应不超过 {} MB，并且要传完整", ATTACHMENT_BYTES_MOST >> 20);
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    })?;
    Ok((FileBrought::Whole { name, bytes: bytes.into() }, turn))
}

/// 上传一个附件：正文就是文件，同一个文件再传一次，回答相同
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/attachments", tag = "记录", operation_id = "attach",
    params(InOrganisation, FileNamed),
    request_body(content = FileAsItIs, content_type = "application/octet-stream"),
    responses((status = 201, body = Attached), Refusals, NotWritten), security(("token" = [])))]
pub async fn attach(
    client: Client,
    Path(organisation): Path<String>,
    Query(FileNamed { name }): Query<FileNamed>,
    request: Request,
) -> Result<Response, Problem> {
    let allowed = client.allow::<WriteRecord>(organisation_of(&organisation)?)?;
    let (file, _turn) = brought(&client, name, request).await?;
    let scanner = client.state().config.scanner.as_ref();
    let kept = client.live().keep_attachment(&allowed, file, scanner, client.now).await?;
    note_unscanned(&kept);
    match kept {
        Ok(digest) => Ok((StatusCode::CREATED, Json(Attached { digest })).into_response()),
        Err(refused @ AttachmentRefused::NotScanned { .. }) => {
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, refused.to_string()))
        }
        Err(refused @ AttachmentRefused::Erased { .. }) => Err(Problem::new(StatusCode::CONFLICT, refused.to_string())),
        Err(refused) => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refused.to_string())),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneAttachment {
    /// 内容的 SHA-256，记录的 `attachments` 里的。
    digest: String,
}

/// 一个附件的内容；谈话、有保密内容的记录的附件不给程序
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/records/{record}/attachments/{digest}", tag = "记录",
    operation_id = "attachment", params(InOrganisation, OneRecord, OneAttachment, OfDay),
    responses((status = 200, body = FileAsItIs, content_type = "application/octet-stream"), Refusals),
    security(("token" = [])))]
pub async fn attachment(
    client: Client,
    Path((organisation, record, digest)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<SeeOrganisation>(organisation)?;
    let id = record_of(&record)?;
    if !client.live().stands_in(id, organisation).await? {
        return Err(no_record());
    }
    let found = client.live().attachment(&allowed, (id, &digest), client.when()).await?;
    let nothing = "这条记录没有这个附件，它的内容已经销毁，或者不给程序";
    let opened = found.ok_or_else(|| Problem::not_found(nothing))?;
    Ok(attached(client.state(), opened))
}
