//! 我的: what members write down of themselves. 公开: what every member may read.

use askama::Template;
use axum::extract::{Path, Query, Request};
use axum::http::StatusCode;
use office::OrganisationId;
use office::access::{SeeOrganisation, SeePublished, WriteOwn};
use office::form::{RecordForm, RecordWritten, Typed, WriteWanted};
use views::{LedgerOfKind, ledger_table};

use super::records::{Keeping, form_at, sent, written};
use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page, see};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "published.html")]
struct PublishedPage {
    frame: Frame,
    ledgers: Vec<LedgerOfKind>,
    /// Whether the records themselves may be looked at.
    is_open: bool,
    /// So many rows of each are shown.
    most: usize,
}

impl PublishedPage {
    /// The names of the tables, in their order.
    fn names(&self) -> Vec<&str> {
        self.ledgers.iter().map(|ledger| ledger.name.as_str()).collect()
    }
}

/// What is read in one go; the rest is in the file.
const ROWS_MOST: usize = 30;

const FOR_OTHERS: WebError = WebError::NotFound("这种记录不由本人记，请找支部的组织委员");

/// Handler of `GET /o/{organisation}/me/{kind}`. The query begins the form.
pub async fn form(
    entry: Entry,
    Path((organisation, kind)): Path<(String, String)>,
    Query(known): Query<Vec<(String, String)>>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<WriteOwn>(organisation)?;
    if entry.asked().is_some() {
        return Ok(see(&entry.place(organisation).to("me")));
    }
    let form = entry.live().own_form(&allowed, &kind, &Typed(known), entry.now).await?.ok_or(FOR_OTHERS)?;
    shown(&entry, organisation, form, StatusCode::OK)
}

/// Handler of `POST /o/{organisation}/me/{kind}`.
pub async fn write(entry: Entry, Path((organisation, kind)): Path<(String, String)>, request: Request) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<WriteOwn>(organisation)?;
    let (typed, files) = sent(&entry, Keeping::OfOneself(&allowed), request).await?;
    let wanted = WriteWanted { kind: kind.clone(), corrects: None, typed, files, strict: false, now: entry.now };
    match entry.live().write_own(&allowed, wanted).await? {
        RecordWritten::Done { id, otherwise } => written(&entry, organisation, (kind, id), otherwise, true),
        RecordWritten::Refused(form) | RecordWritten::Conflict(form) => {
            shown(&entry, organisation, *form, StatusCode::UNPROCESSABLE_ENTITY)
        }
        RecordWritten::Unknown => Err(FOR_OTHERS),
    }
}

fn shown(entry: &Entry, organisation: OrganisationId, form: RecordForm, status: StatusCode) -> Answer {
    let address = format!("/o/{organisation}/me/{}", form.kind);
    form_at(entry, organisation, form, (address, true), status)
}

/// Handler of `/o/{organisation}/published`.
pub async fn published(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeePublished>(organisation)?;
    let ledgers = entry.live().published(&allowed, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        let tables = ledgers.iter().map(ledger_table).collect();
        return file(&entry, (Some(organisation), "公开"), asked, tables);
    }
    let is_open = entry.allow::<SeeOrganisation>(organisation).is_ok();
    let frame = Frame::new(&entry, organisation, "公开", "published");
    page(&PublishedPage { frame, ledgers, is_open, most: ROWS_MOST })
}
