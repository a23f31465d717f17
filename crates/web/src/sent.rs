//! What a form sends: fields, and files that are read one by one and never longer than they may be.
//!
//! A file that is too large is read to its end and thrown away, so that its sender gets an answer and not a broken
//! connection, and everything else of the form is still there.

use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use axum::{Form, RequestExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::answer::WebError;
use crate::entry::Entry;

/// Texts of a form together; more is typed into none.
const TEXT_BYTES_MOST: usize = 1 << 20;
/// What a form may send in all, files among it.
pub const SENT_BYTES_MOST: usize = 256 << 20;

/// The columns of a workbook with many sheets, escaped as forms are.
pub const MAPPING_BYTES_MOST: usize = 8 << 20;

/// One thing that was sent.
#[derive(Debug)]
pub enum Part {
    Field {
        name: String,
        value: String,
    },
    File {
        name: String,
        bytes: Vec<u8>,
    },
    /// What came of it was thrown away.
    TooLarge {
        name: String,
    },
}

/// A form that is being read.
#[derive(Debug)]
pub struct Sent {
    body: Body,
    texts: usize,
    most: usize,
    /// None where no file is kept.
    turns: Option<Arc<Semaphore>>,
    /// Files are read by few at a time, so that memory is bounded whatever many send at once.
    turn: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum Body {
    Fields(std::vec::IntoIter<(String, String)>),
    Parts(Multipart),
}

impl Sent {
    /// Begins to read a form whose files have `most` bytes each. Called once it is known that somebody may send it.
    ///
    /// # Errors
    /// Where it is no form.
    pub async fn read(entry: &Entry, request: Request, most: usize) -> Result<Sent, WebError> {
        Sent::begin(Some(Arc::clone(&entry.state().uploads)), request, most).await
    }

    /// Begins to read a form of which only the texts are of use: of its files the names come.
    ///
    /// # Errors
    /// Where it is no form.
    pub async fn read_texts(request: Request) -> Result<Sent, WebError> {
        Sent::begin(None, request, 0).await
    }

    async fn begin(turns: Option<Arc<Semaphore>>, request: Request, most: usize) -> Result<Sent, WebError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let body = if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            Body::Parts(Multipart::from_request(request, &()).await.map_err(|_| unreadable())?)
        } else {
            let (head, body) = request.into_parts();
            let text = to_bytes(body, TEXT_BYTES_MOST).await.map_err(|_| too_long())?;
            let fields = Request::from_parts(head, text.into()).extract::<Form<Vec<(String, String)>>, _>().await;
            Body::Fields(fields.map_err(|_| unreadable())?.0.into_iter())
        };
        Ok(Sent { body, texts: 0, most, turns, turn: None })
    }

    /// What was sent next; none at the end. A file that nobody chose is passed over.
    ///
    /// # Errors
    /// Where the form is cut, or larger than any form.
    pub async fn next(&mut self) -> Result<Option<Part>, WebError> {
        let parts = match &mut self.body {
            Body::Fields(fields) => return Ok(fields.next().map(|(name, value)| Part::Field { name, value })),
            Body::Parts(parts) => parts,
        };
        loop {
            let Some(mut field) = parts.next_field().await.map_err(cut)? else { return Ok(None) };
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let is_file = file.as_ref().is_some_and(|file| !file.is_empty());
            if let (true, Some(turns), None) = (is_file, &self.turns, &self.turn) {
                self.turn = Some(turn(turns).await?);
            }
            let most = if file.is_some() { self.most } else { TEXT_BYTES_MOST - self.texts.min(TEXT_BYTES_MOST) };
            let mut bytes = Vec::new();
            let mut too_large = false;
            while let Some(chunk) = field.chunk().await.map_err(cut)? {
                too_large |= bytes.len() + chunk.len() > most;
                match too_large {
                    true => bytes = Vec::new(),
                    false => bytes.extend_from_slice(&chunk),
                }
            }
            match file {
                Some(file) if file.is_empty() && bytes.is_empty() && !too_large => {}
                Some(name) if too_large => return Ok(Some(Part::TooLarge { name })),
                Some(name) => return Ok(Some(Part::File { name, bytes })),
                None if too_large => return Err(too_long()),
                None => {
                    self.texts += bytes.len();
                    let value = String::from_utf8_lossy(&bytes).into_owned();
                    return Ok(Some(Part::Field { name, value }));
                }
            }
        }
    }
}

/// Whose turn it is to have a file in memory.
///
/// # Errors
/// Where too many are at it for too long.
pub(crate) async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, WebError> {
    const PATIENCE: Duration = Duration::from_secs(30);
    match tokio::time::timeout(PATIENCE, Arc::clone(turns).acquire_owned()).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(WebError::Busy("同时上传的人太多，这次没有收。请过一会儿再提交".to_owned())),
    }
}

fn cut(error: MultipartError) -> WebError {
    match error.status().as_u16() {
        413 => WebError::TooLarge(format!(
            "这次一共发来的超过 {} MB，没有收。请少选几个文件，分几次上传",
            SENT_BYTES_MOST >> 20
        )),
        _ => WebError::BadRequest("文件没有传完，连接中断了。请检查网络后重新提交".to_owned()),
    }
}

fn unreadable() -> WebError {
    WebError::BadRequest("这张表没有读出来，没有执行。请回到页面重新提交".to_owned())
}

fn too_long() -> WebError {
    WebError::TooLarge(format!("填写的文字超过 {} MB，没有收。请精简后再提交", TEXT_BYTES_MOST >> 20))
}
