//! 记录: the ledgers by kind, one record with all its versions, writing, correcting and withdrawing one.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, Request};
use axum::http::StatusCode;
use office::access::{AllowedAt, SeeOrganisation, WithdrawRecord, WriteOwn, WriteRecord};
use office::form::{Control, RecordForm, RecordWritten, Typed, WriteWanted};
use office::gathering::Begun;
use office::{
    ATTACHMENT_BYTES_MOST, ATTACHMENTS_MOST, AttachmentsShown, FactId, FileBrought, FileKept, OrganisationId,
    WithdrawWanted,
};
use serde::Deserialize;
use views::{FindingRow, KindUse, LedgerOfKind, Naming, RecordShown, kinds_table, ledger_table};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page, page_with, see};
use crate::attached::note_unscanned;
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;
use crate::sent::{Part, Sent};

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsPage {
    frame: Frame,
    kinds: Vec<KindUse>,
    year: i32,
}

/// So many forms are kept on a device that works without network: those of the kinds that are in use.
const FORMS_MOST: usize = 12;

impl RecordsPage {
    /// The years whose ledgers are most often asked for.
    fn years(&self) -> [i32; 2] {
        [self.year, self.year - 1]
    }

    /// Their addresses, apart by blanks.
    fn forms(&self) -> String {
        let in_use = self.kinds.iter().filter(|kind| kind.count > 0).take(FORMS_MOST);
        in_use.map(|kind| self.frame.place.write(&kind.slug)).collect::<Vec<_>>().join(" ")
    }
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    frame: Frame,
    ledger: LedgerOfKind,
    text: String,
}

/// Everything of a year on paper.
#[derive(Template)]
#[template(path = "yearbook.html")]
struct YearbookPage {
    frame: Frame,
    year: i32,
    ledgers: Vec<LedgerOfKind>,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    frame: Frame,
    record: RecordShown,
    attachments: AttachmentsShown,
    may_withdraw: bool,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "record_form.html")]
struct FormPage {
    frame: Frame,
    form: RecordForm,
    address: String,
    organisations: Vec<String>,
    /// Written by a member of oneself: what stands behind the standard is then not always one's to see.
    is_own: bool,
}

#[derive(Template)]
#[template(path = "record_written.html")]
struct WrittenPage {
    frame: Frame,
    kind: String,
    id: String,
    otherwise: Vec<FindingRow>,
    is_own: bool,
}

#[derive(Debug, Deserialize)]
pub struct Search {
    #[serde(default)]
    text: String,
}

#[derive(Debug, Deserialize)]
pub struct Withdrawal {
    reason: String,
}

/// Handler of `/o/{organisation}/records`.
pub async fn records(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let kinds = entry.live().kinds_in_use(&allowed, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        let ledgers = entry.live().ledgers(&allowed, entry.when()).await?;
        let tables = std::iter::once(kinds_table(&kinds)).chain(ledgers.iter().map(ledger_table)).collect();
        return file(&entry, (Some(organisation), "全部台账"), asked, tables);
    }
    let frame = Frame::new(&entry, organisation, "记录", "records");
    page(&RecordsPage { frame, kinds, year: entry.when().as_of.year() })
}

/// Handler of `/o/{organisation}/records/{kind}`.
pub async fn ledger(
    entry: Entry,
    Path((organisation, kind)): Path<(String, String)>,
    Query(Search { text }): Query<Search>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let text = text.trim().to_owned();
    let asked = entry.file()?;
    let naming = if asked.is_some() { Naming::Whole } else { Naming::InShort };
    let found = entry.live().ledger_of_kind(&allowed, (&kind, &text, naming), entry.when()).await?;
    let ledger = found.ok_or(WebError::NotFound("标准里没有这种记录"))?;
    if let Some(asked) = asked {
        return file(&entry, (Some(organisation), &ledger.name), asked, vec![ledger_table(&ledger)]);
    }
    let frame = Frame::new(&entry, organisation, &ledger.name, "records");
    page(&LedgerPage { frame, ledger, text })
}

/// Handler of `/o/{organisation}/yearbook/{year}`.
pub async fn yearbook(entry: Entry, Path((organisation, year)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let year = year.parse().ok().filter(|year| (1921..=9999).contains(year));
    let year = year.ok_or(WebError::NotFound("年份应写成 2026 这样"))?;
    let ledgers = entry.live().ledgers_of_year(&allowed, year, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        let tables = ledgers.iter().map(ledger_table).collect();
        return file(&entry, (Some(organisation), &format!("{year}年台账")), asked, tables);
    }
    let frame = Frame::new(&entry, organisation, &format!("{year}年台账"), "records");
    page(&YearbookPage { frame, year, ledgers })
}

/// Handler of `/o/{organisation}/records/{kind}/{record}`.
pub async fn record(entry: Entry, Path((organisation, _, record)): Path<(String, String, String)>) -> Answer {
    shown(&entry, &organisation, &record, None).await
}

async fn shown(entry: &Entry, organisation: &str, record: &str, fault: Option<String>) -> Answer {
    let organisation = organisation_of(organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let id = record_of(record)?;
    let found = entry.live().record(&allowed, entry.visitor(), id, entry.when()).await?;
    let record = found.ok_or(WebError::NotFound("本组织的台账里没有这条记录"))?;
    let attachments = entry.live().attachments_of(&allowed, id, entry.when()).await?;
    let frame = Frame::new(entry, organisation, &record.kind_name, "records");
    let may_withdraw = frame.may_write && entry.allow::<WithdrawRecord>(organisation).is_ok();
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &RecordPage { frame, record, attachments, may_withdraw, fault })
}

pub(super) fn record_of(text: &str) -> Result<FactId, WebError> {
    text.parse().map_err(|_| WebError::NotFound("地址里的记录编号不对"))
}

/// Handler of `GET /o/{organisation}/records/{kind}/new`. Of another day there is no form, but what was written. The
/// query begins the form: its names are those of the inputs, or `of` names a meeting that people signed in to.
pub async fn new(
    entry: Entry,
    Path((organisation, kind)): Path<(String, String)>,
    Query(known): Query<Vec<(String, String)>>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    if entry.asked().is_some() {
        return Ok(see(&entry.place(organisation).kind(&kind)));
    }
    let of = known.iter().find(|(name, _)| name == "of").map(|(_, meeting)| meeting.clone());
    let (kind, begun) = match begun(&entry, &allowed, (kind, of.as_deref()), known).await? {
        Begun::Form(kind, begun) => (kind, begun),
        Begun::ToBeCounted => return Ok(see(&format!("/o/{organisation}/meetings/{}/count", of.unwrap_or_default()))),
    };
    let form = entry.live().record_form(&allowed, (&kind, None), &begun, entry.now).await?;
    let form = form.ok_or(WebError::NotFound("标准里没有这种记录"))?;
    form_page(&entry, organisation, form, StatusCode::OK)
}

/// What is known before anybody types. An id comes from what was gathered, never from an address.
async fn begun(
    entry: &Entry,
    allowed: &AllowedAt<WriteRecord>,
    (kind, of): (String, Option<&str>),
    mut known: Vec<(String, String)>,
) -> Result<Begun, WebError> {
    let Some(of) = of else {
        known.retain(|(name, _)| name != "id");
        return Ok(Begun::Form(kind, Typed(known)));
    };
    let gone = WebError::NotFound("没有这次会的签到，或者记录已经写下，签到随之结束");
    let Ok(id) = of.parse() else { return Err(gone) };
    entry.live().record_of_gathering(allowed, id).await?.ok_or(gone)
}

/// Handler of `GET /o/{organisation}/records/{kind}/{record}/correct`.
pub async fn correct(
    entry: Entry,
    Path((organisation, kind, record)): Path<(String, String, String)>,
    Query(mut known): Query<Vec<(String, String)>>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    if entry.asked().is_some() {
        return Ok(see(&entry.place(organisation).record(&kind, &record)));
    }
    known.retain(|(name, _)| name != "id");
    let corrects = (kind.as_str(), Some(record_of(&record)?));
    let form = entry.live().record_form(&allowed, corrects, &Typed(known), entry.now).await?;
    let form = form.ok_or(WebError::NotFound("这条记录已不在用，没有可以更正的"))?;
    form_page(&entry, organisation, form, StatusCode::OK)
}

fn form_page(entry: &Entry, organisation: OrganisationId, form: RecordForm, status: StatusCode) -> Answer {
    let address = match form.corrects {
        Some(record) => format!("/o/{organisation}/records/{}/{record}/correct", form.kind),
        None => format!("/o/{organisation}/records/{}/new", form.kind),
    };
    form_at(entry, organisation, form, (address, false), status)
}

/// A form that is sent to `address`.
pub(super) fn form_at(
    entry: &Entry,
    organisation: OrganisationId,
    form: RecordForm,
    (address, is_own): (String, bool),
    status: StatusCode,
) -> Answer {
    let title = match form.corrects {
        Some(_) => format!("更正{}", form.kind_name),
        None => format!("记{}", form.kind_name),
    };
    let frame = Frame::new(entry, organisation, &title, if is_own { "me" } else { "records" });
    let asks = form.fields.iter().any(|field| field.control == Control::Organisation);
    let tree = entry.live().tree();
    let near = if asks { tree.near(organisation) } else { Vec::new() };
    let organisations = near.into_iter().map(|id| tree.name(id).to_owned()).collect();
    page_with(status, &FormPage { frame, form, address, organisations, is_own })
}

/// Handler of `POST /o/{organisation}/records/{kind}/new`.
pub async fn write(entry: Entry, Path((organisation, kind)): Path<(String, String)>, request: Request) -> Answer {
    put(&entry, &organisation, kind, None, request).await
}

/// Handler of `POST /o/{organisation}/records/{kind}/{record}/correct`.
pub async fn write_correction(
    entry: Entry,
    Path((organisation, kind, record)): Path<(String, String, String)>,
    request: Request,
) -> Answer {
    put(&entry, &organisation, kind, Some(record_of(&record)?), request).await
}

/// By what a file of a form may be kept.
#[derive(Debug, Clone, Copy)]
pub(super) enum Keeping<'a> {
    OfRecord(&'a AllowedAt<WriteRecord>),
    OfOneself(&'a AllowedAt<WriteOwn>),
}

/// The fields of a form, and what became of its files: each is put away before the next one is read.
pub(super) async fn sent(
    entry: &Entry,
    keeping: Keeping<'_>,
    request: Request,
) -> Result<(Typed, Vec<FileKept>), WebError> {
    let (mut typed, mut files) = (Vec::new(), Vec::new());
    let mut sent = Sent::read(entry, request, ATTACHMENT_BYTES_MOST).await?;
    while let Some(part) = sent.next().await? {
        let brought = match part {
            Part::Field { name, value } => {
                typed.push((name, value));
                continue;
            }
            // What is too much by far is not read in detail.
            Part::File { .. } | Part::TooLarge { .. } if files.len() > ATTACHMENTS_MOST => continue,
            Part::File { name, bytes } => FileBrought::Whole { name, bytes },
            Part::TooLarge { name } => FileBrought::TooLarge { name },
        };
        let (live, scanner, now) = (entry.live(), entry.scanner(), entry.now);
        let kept = match keeping {
            Keeping::OfRecord(allowed) => live.keep_attachment(allowed, brought, scanner, now).await?,
            Keeping::OfOneself(allowed) => live.keep_own_attachment(allowed, brought, scanner, now).await?,
        };
        note_unscanned(&kept);
        files.push(kept);
    }
    Ok((Typed(typed), files))
}

async fn put(entry: &Entry, organisation: &str, kind: String, corrects: Option<FactId>, request: Request) -> Answer {
    let organisation = organisation_of(organisation)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    let (typed, files) = sent(entry, Keeping::OfRecord(&allowed), request).await?;
    let wanted = WriteWanted { kind: kind.clone(), corrects, typed, files, strict: false, now: entry.now };
    match entry.live().write_record(&allowed, wanted).await? {
        RecordWritten::Done { id, otherwise } => written(entry, organisation, (kind, id), otherwise, false),
        RecordWritten::Refused(form) | RecordWritten::Conflict(form) => {
            form_page(entry, organisation, *form, StatusCode::UNPROCESSABLE_ENTITY)
        }
        RecordWritten::Unknown => Err(WebError::NotFound("没有这种记录，或要更正的记录不在本组织的台账里")),
    }
}

/// What a record came to.
pub(super) fn written(
    entry: &Entry,
    organisation: OrganisationId,
    (kind, id): (String, FactId),
    otherwise: Vec<FindingRow>,
    is_own: bool,
) -> Answer {
    let frame = Frame::new(entry, organisation, "已记下", if is_own { "me" } else { "records" });
    page(&WrittenPage { frame, kind, id: id.to_string(), otherwise, is_own })
}

/// Handler of `POST /o/{organisation}/records/{kind}/{record}/withdraw`.
pub async fn withdraw(
    entry: Entry,
    Path((organisation, kind, record)): Path<(String, String, String)>,
    Form(Withdrawal { reason }): Form<Withdrawal>,
) -> Answer {
    let id = organisation_of(&organisation)?;
    let allowed = entry.allow::<WithdrawRecord>(id)?;
    let fact = record_of(&record)?;
    if !entry.live().stands_in(fact, id).await? {
        return Err(WebError::NotFound("本组织的台账里没有这条记录"));
    }
    let wanted = WithdrawWanted { record: fact, reason, now: entry.now };
    match entry.live().office().withdraw(allowed.allowed(), &wanted).await {
        Ok(_) => Ok(see(&entry.place(id).record(&kind, &record))),
        Err(error @ office::OfficeError::Ledger(_)) => Err(error.into()),
        Err(refused) => shown(&entry, &organisation, &record, Some(refused.to_string())).await,
    }
}
