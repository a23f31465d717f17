//! Writing: a record, its correction, its withdrawal. What cannot be is refused; what breaks a rule is taken, and the
//! answer says which findings are otherwise since.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use office::access::{WithdrawRecord, WriteOwn, WriteRecord};
use office::form::{Entered, EnteredAs, EnteredPerson, RecordForm, RecordWritten, WrongAt};
use office::{FactId, FindingRow, Instant, OfficeError, OrganisationId, WithdrawWanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Body, InOrganisation, Path};
use super::client::{Client, organisation_of};
use super::finding::Finding;
use super::problem::{NotWritten, PlaceOfProblem, Problem, Refusals};
use super::record::{Datum, OneRecord, no_record, record_of};

/// 要记下的一条记录。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecord {
    /// 由发送的程序取定的 UUID：同样的内容再发一次，还是这一条；内容不同则不收。
    #[schema(format = "uuid")]
    id: String,
    /// 种类的编号，见 `…/kinds`；要填什么见 `…/kinds/{kind}`。
    kind: String,
    /// 首日。
    #[schema(format = Date)]
    first: String,
    /// 末日；只有一天的不写。
    #[schema(format = Date)]
    last: Option<String>,
    /// 填写的内容，按字段的编号。
    #[serde(default)]
    values: BTreeMap<String, Datum>,
    /// 谁参加了，起什么作用。
    #[serde(default)]
    people: Vec<NewPerson>,
    /// 附件：先用 `…/attachments` 上传，这里写它的 SHA-256。
    #[serde(default)]
    attachments: Vec<String>,
}

/// 更正后的一条记录：写全，不是只写改动的。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// 由发送的程序取定的 UUID，是更正后那一条的。
    #[schema(format = "uuid")]
    id: String,
    /// 为什么更正。
    #[schema(min_length = 1)]
    reason: String,
    /// 首日。
    #[schema(format = Date)]
    first: String,
    /// 末日；只有一天的不写。
    #[schema(format = Date)]
    last: Option<String>,
    /// 填写的内容，按字段的编号。
    #[serde(default)]
    values: BTreeMap<String, Datum>,
    /// 谁参加了，起什么作用。
    #[serde(default)]
    people: Vec<NewPerson>,
    /// 附件的 SHA-256：原来的和新上传的都写，没有写的从记录上去掉。
    #[serde(default)]
    attachments: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// 作用的编号，见 `…/kinds/{kind}`。
    part: String,
    /// 名册里的编号。
    #[schema(format = "uuid")]
    person: String,
    /// 到会名单上的：`present`、`remote`、`excused`、`absent`，不写是 `present`。
    presence: Option<String>,
    /// 没有到会的事由。
    reason: Option<String>,
}

/// 记下了。
#[derive(Debug, Serialize, ToSchema)]
pub struct Written {
    #[schema(format = "uuid")]
    id: String,
    /// 因此变了的检查结果，要紧的在前，最多十二条。
    findings: Vec<Finding>,
}

fn texts((field, datum): (String, Datum)) -> (String, Vec<String>) {
    let texts = match datum {
        Datum::Flag(true) => vec!["yes".to_owned()],
        Datum::Flag(false) => vec!["no".to_owned()],
        Datum::Number(number) => vec![number.to_string()],
        Datum::Text(text) => vec![text],
        Datum::Options(options) => options,
    };
    (field, texts)
}

fn person(one: NewPerson) -> EnteredPerson {
    EnteredPerson { part: one.part, person: one.person, presence: one.presence, reason: one.reason }
}

/// # Errors
/// Where it is no id.
fn id_of(text: &str) -> Result<FactId, Problem> {
    text.parse().map_err(|_| {
        let detail = format!("应为 UUID，如 019a7b3e-5c1d-7000-8000-000000000001，现在是“{text}”");
        impossible(vec![PlaceOfProblem { pointer: "/id".to_owned(), detail }])
    })
}

/// 记下一条记录
///
/// 不合要求的事也照实记，回答里写明检查结果怎样变了；只有不可能的才不收（422）。
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/records", tag = "记录", operation_id = "write",
    params(InOrganisation), request_body = NewRecord,
    responses((status = 201, body = Written), Refusals, NotWritten), security(("token" = [])))]
pub async fn write(
    client: Client,
    Path(organisation): Path<String>,
    Body(new): Body<NewRecord>,
) -> Result<Response, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<WriteRecord>(organisation)?;
    let written = client.live().write_entered(&allowed, new.entered(client.now)?).await?;
    answer(organisation, written)
}

/// 党员记自己的一条记录：只记本人，不填要由别人填的
///
/// 哪些种类可以这样记，见 `…/me/kinds`。
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/me/records", tag = "记录",
    operation_id = "write_own", params(InOrganisation), request_body = NewRecord,
    responses((status = 201, body = Written), Refusals, NotWritten), security(("token" = [])))]
pub async fn write_own(
    client: Client,
    Path(organisation): Path<String>,
    Body(new): Body<NewRecord>,
) -> Result<Response, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<WriteOwn>(organisation)?;
    let written = client.live().write_own_entered(&allowed, new.entered(client.now)?).await?;
    answer(organisation, written)
}

impl NewRecord {
    fn entered(self, now: Instant) -> Result<Entered, Problem> {
        Ok(Entered {
            id: id_of(&self.id)?,
            about: EnteredAs::New(self.kind),
            first: self.first,
            last: self.last.unwrap_or_default(),
            values: self.values.into_iter().map(texts).collect(),
            people: self.people.into_iter().map(person).collect(),
            attachments: self.attachments,
            now,
        })
    }
}

/// 更正一条记录：前后两条都看得到，只算更正后的
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/records/{record}/corrections", tag = "记录",
    operation_id = "correct", params(InOrganisation, OneRecord), request_body = Correction,
    responses((status = 201, body = Written), Refusals, NotWritten), security(("token" = [])))]
pub async fn correct(
    client: Client,
    Path((organisation, record)): Path<(String, String)>,
    Body(new): Body<Correction>,
) -> Result<Response, Problem> {
    let entered = Entered {
        id: id_of(&new.id)?,
        about: EnteredAs::Correction(record_of(&record)?, new.reason),
        first: new.first,
        last: new.last.unwrap_or_default(),
        values: new.values.into_iter().map(texts).collect(),
        people: new.people.into_iter().map(person).collect(),
        attachments: new.attachments,
        now: client.now,
    };
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<WriteRecord>(organisation)?;
    answer(organisation, client.live().write_entered(&allowed, entered).await?)
}

fn answer(organisation: OrganisationId, became: RecordWritten) -> Result<Response, Problem> {
    match became {
        RecordWritten::Done { id, otherwise } => Ok(written(organisation, id, otherwise)),
        RecordWritten::Refused(form) => Err(impossible(places(&form))),
        RecordWritten::Conflict(form) => {
            let detail = form.faults.join("；");
            Err(Problem::new(StatusCode::CONFLICT, detail))
        }
        RecordWritten::Unknown => {
            Err(Problem::not_found("没有这种记录（编号见 …/kinds），或要更正的记录不在本组织的台账里"))
        }
    }
}

fn written(organisation: OrganisationId, id: FactId, otherwise: Vec<FindingRow>) -> Response {
    let place = format!("/api/v1/organisations/{organisation}/records/{id}");
    let findings = otherwise.into_iter().map(Finding::from).collect();
    let body = Json(Written { id: id.to_string(), findings });
    (StatusCode::CREATED, [(LOCATION, place)], body).into_response()
}

fn impossible(errors: Vec<PlaceOfProblem>) -> Problem {
    let detail = errors.iter().map(|error| error.detail.as_str()).collect::<Vec<_>>().join("；");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("没有记下：{detail}")).with(errors)
}

fn places(form: &RecordForm) -> Vec<PlaceOfProblem> {
    let pointer = |at: WrongAt| match at {
        WrongAt::Whole => String::new(),
        WrongAt::First => "/first".to_owned(),
        WrongAt::Last => "/last".to_owned(),
        WrongAt::Reason => "/reason".to_owned(),
        WrongAt::Field(slug) => format!("/values/{slug}"),
        WrongAt::Part(_) => "/people".to_owned(),
        WrongAt::Attachments => "/attachments".to_owned(),
    };
    form.wrongs().into_iter().map(|(at, detail)| PlaceOfProblem { pointer: pointer(at), detail }).collect()
}

/// 为什么作废。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    #[schema(min_length = 1)]
    reason: String,
}

/// 作废了。
#[derive(Debug, Serialize, ToSchema)]
pub struct Withdrawn {
    /// 不再计算的那一条。
    #[schema(format = "uuid")]
    id: String,
}

/// 作废一条记录：还看得到，不再计算；同样的事由再发一次，回答相同
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/records/{record}/withdrawal", tag = "记录",
    operation_id = "withdraw", params(InOrganisation, OneRecord), request_body = Withdrawal,
    responses((status = 200, body = Withdrawn), Refusals, NotWritten), security(("token" = [])))]
pub async fn withdraw(
    client: Client,
    Path((organisation, record)): Path<(String, String)>,
    Body(Withdrawal { reason }): Body<Withdrawal>,
) -> Result<Json<Withdrawn>, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<WithdrawRecord>(organisation)?;
    let id = record_of(&record)?;
    if !client.live().stands_in(id, organisation).await? {
        return Err(no_record());
    }
    let wanted = WithdrawWanted { record: id, reason, now: client.now };
    match client.live().office().withdraw(allowed.allowed(), &wanted).await {
        Ok(_) => Ok(Json(Withdrawn { id: id.to_string() })),
        Err(OfficeError::AlreadyWithdrawn { reason, .. }) if reason == wanted.reason.trim() => {
            Ok(Json(Withdrawn { id: id.to_string() }))
        }
        Err(OfficeError::NoReason) => {
            let detail = "应写明为什么作废，现在是空的".to_owned();
            Err(impossible(vec![PlaceOfProblem { pointer: "/reason".to_owned(), detail }]))
        }
        Err(error @ OfficeError::Ledger(_)) => Err(error.into()),
        Err(refused) => Err(Problem::new(StatusCode::CONFLICT, refused.to_string())),
    }
}
