//! 导入: a book is brought, looked at with every column's meaning to be changed, and taken in as it was looked at.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use office::access::{AllowedAt, ImportBooks};
use office::form::Typed;
use office::{ATTACHMENT_BYTES_MOST, BookAsked, BookPreview, FileBrought, OfficeError, OrganisationId, typed_mapping};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page_with, see};
use crate::aside::with_book;
use crate::download::refused_book;
use crate::entry::Entry;
use crate::frame::Frame;
use crate::sent::{Part, Sent};

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    frame: Frame,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "import_book.html")]
struct BookPage {
    frame: Frame,
    preview: BookPreview,
    address: String,
    organisations: Vec<String>,
    fault: Option<String>,
}

/// Handler of `GET /o/{organisation}/import`.
pub async fn form(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    entry.allow::<ImportBooks>(organisation)?;
    if entry.asked().is_some() {
        return Ok(see(&format!("/o/{organisation}/import")));
    }
    asked_again(&entry, organisation, None)
}

fn asked_again(entry: &Entry, organisation: OrganisationId, fault: Option<String>) -> Answer {
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &ImportPage { frame: Frame::new(entry, organisation, "导入表格", "records"), fault })
}

/// Handler of `POST /o/{organisation}/import`: keeps a book and goes to what would become of it.
pub async fn bring(entry: Entry, Path(organisation): Path<String>, request: Request) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<ImportBooks>(organisation)?;
    let mut sent = Sent::read(&entry, request, ATTACHMENT_BYTES_MOST).await?;
    let mut brought = None;
    while let Some(part) = sent.next().await? {
        match part {
            Part::File { name, bytes } => brought = Some(FileBrought::Whole { name, bytes }),
            Part::TooLarge { name } => brought = Some(FileBrought::TooLarge { name }),
            Part::Field { .. } => {}
        }
    }
    let Some(brought) = brought else {
        return asked_again(&entry, organisation, Some("应选一个要导入的表格文件，现在没有选".to_owned()));
    };
    let (entry, kept) =
        aside(entry, async move |entry: &Entry| entry.live().keep_book(&allowed, brought, entry.now).await).await?;
    match kept? {
        Ok(book) => Ok(see(&format!("/o/{organisation}/import/{book}"))),
        Err(fault) => asked_again(&entry, organisation, Some(fault)),
    }
}

/// Handler of `GET /o/{organisation}/import/{book}`.
pub async fn book(entry: Entry, Path((organisation, book)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<ImportBooks>(organisation)?;
    let asked = BookAsked { book, mapping: None, correct: false, now: entry.now };
    looked_at(entry, allowed, asked, None).await
}

/// Handler of `POST /o/{organisation}/import/{book}`: looks again with what was chosen, or takes in what was looked at.
pub async fn decide(
    entry: Entry,
    Path((organisation, book)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<ImportBooks>(organisation)?;
    let typed = Typed(typed);
    if typed.one("do") != "take" {
        let (mapping, fault) = typed_mapping(&typed);
        let correct = typed.one("correct") == "yes";
        let asked = BookAsked { book, mapping: Some(mapping), correct, now: entry.now };
        return looked_at(entry, allowed, asked, fault).await;
    }
    let asked = as_looked_at(book, &typed, &entry);
    let (entry, taken) =
        aside(entry, async move |entry: &Entry| entry.live().take_book(&allowed, &asked).await).await?;
    shown(&entry, organisation, taken?.ok_or_else(gone)?, None)
}

/// Handler of `POST /o/{organisation}/import/{book}/refused`: what was refused, to be mended.
pub async fn refused(
    entry: Entry,
    Path((organisation, book)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<ImportBooks>(organisation)?;
    let asked = as_looked_at(book, &Typed(typed), &entry);
    let (_, found) = aside(entry, async move |entry: &Entry| entry.live().refused_book(&allowed, &asked).await).await?;
    let (name, bytes) = found?.ok_or_else(gone)?;
    Ok(refused_book(&name, bytes))
}

/// What a page carries along of how the book was looked at.
fn as_looked_at(book: String, typed: &Typed, entry: &Entry) -> BookAsked {
    let mapping = Some(typed.one("mapping").to_owned()).filter(|text| !text.is_empty());
    BookAsked { book, mapping, correct: typed.one("correct") == "yes", now: entry.now }
}

async fn looked_at(entry: Entry, allowed: AllowedAt<ImportBooks>, asked: BookAsked, fault: Option<String>) -> Answer {
    let organisation = allowed.organisation();
    let (entry, (looked, fault)) = aside(entry, async move |entry: &Entry| {
        match entry.live().look_at_book(&allowed, &asked).await {
            // A mapping that cannot be is said, and the book shown as it is recognised.
            Err(OfficeError::Mapping(wrong)) => {
                let asked = BookAsked { mapping: None, ..asked };
                (entry.live().look_at_book(&allowed, &asked).await, Some(wrong))
            }
            looked => (looked, fault),
        }
    })
    .await?;
    shown(&entry, organisation, looked?.ok_or_else(gone)?, fault)
}

fn gone() -> WebError {
    WebError::NotFound("这本账没有上传过，或已过了一个小时，已经清掉。请重新上传")
}

fn shown(entry: &Entry, organisation: OrganisationId, preview: BookPreview, fault: Option<String>) -> Answer {
    let title = if preview.is_written { "已导入" } else { "导入前看一看" };
    let frame = Frame::new(entry, organisation, title, "records");
    let address = format!("/o/{organisation}/import/{}", preview.book);
    let tree = entry.live().tree();
    let organisations = tree.near(organisation).iter().map(|id| tree.name(*id).to_owned()).collect();
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &BookPage { frame, preview, address, organisations, fault })
}

async fn aside<T: Send + 'static>(
    entry: Entry,
    work: impl AsyncFnOnce(&Entry) -> T + Send + 'static,
) -> Result<(Entry, T), WebError> {
    let state = Arc::clone(entry.state());
    with_book(&state, entry, work).await
}
