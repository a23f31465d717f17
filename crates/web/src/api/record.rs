//! Records: those of an organisation by kind, and one with its versions.

use std::collections::BTreeMap;

use axum::Json;
use office::access::SeeOrganisation;
use office::{FactId, RecordData, RecordsAsked, Value};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use views::KindUse;

use super::asked::{InOrganisation, Listed, OfDay, Part, Path, Query};
use super::client::{Client, organisation_of};
use super::problem::{Problem, Refusals};

/// 一条记录。谈话内容、证件号、电话这样的保密内容不在里面。
#[derive(Debug, Serialize, ToSchema)]
pub struct Record {
    #[schema(format = "uuid")]
    pub id: String,
    /// 种类的编号，如 `members-meeting`。
    pub kind: String,
    /// 首日。
    #[schema(format = Date)]
    pub first: String,
    /// 末日；只有一天的，和首日相同。
    #[schema(format = Date)]
    pub last: String,
    #[schema(format = DateTime)]
    pub recorded_at: String,
    pub recorder: String,
    /// 谁参加了，起什么作用。
    pub people: Vec<Person>,
    /// 填写的内容，按字段的编号；没有填的没有。
    pub values: BTreeMap<String, Datum>,
    /// 它更正了哪一条。
    #[schema(format = "uuid")]
    pub corrects: Option<String>,
    /// 它被哪一条代替，从此不再计算。
    pub replaced_by: Option<Replacement>,
    /// 附件的 SHA-256。
    pub attachments: Vec<String>,
}

/// 记录里的一个人。
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    /// 作用的编号，如 `chair`、`trainee`。
    pub part: String,
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
    /// `present`、`remote`、`excused`、`absent`。
    pub presence: &'static str,
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Replacement {
    #[schema(format = "uuid")]
    pub id: String,
    /// 是作废，不是更正。
    pub withdrawn: bool,
}

/// 一个字段的内容：是否、数（金额的单位是元）、文字（日期、期间、组织的编号也是文字）、选项。
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Datum {
    Flag(bool),
    Number(f64),
    Text(String),
    Options(Vec<String>),
}

impl From<Value> for Datum {
    fn from(value: Value) -> Datum {
        // Hundredths of a whole number that fits into a sheet are exact in two decimals.
        let hundredths = |hundredths: i64| Datum::Number(hundredths as f64 / 100.0);
        match value {
            Value::Flag(flag) => Datum::Flag(flag),
            Value::Quantity(quantity) => hundredths(quantity.0),
            Value::Money(fen) => hundredths(fen.0),
            Value::Day(day) => Datum::Text(day.to_string()),
            Value::Period(period) => Datum::Text(period.to_string()),
            Value::Text(text) => Datum::Text(text),
            Value::Options(options) => Datum::Options(options),
            Value::Organisation(id) => Datum::Text(id.to_string()),
        }
    }
}

impl From<RecordData> for Record {
    fn from(record: RecordData) -> Record {
        let person = |one: office::PersonData| Person {
            part: one.part,
            person: one.person.to_string(),
            name: one.name,
            presence: one.presence,
            reason: one.reason,
        };
        let replacement = |(id, withdrawn): (FactId, bool)| Replacement { id: id.to_string(), withdrawn };
        Record {
            id: record.id.to_string(),
            kind: record.kind,
            first: record.first.to_string(),
            last: record.last.to_string(),
            recorded_at: record.recorded_at.to_string(),
            recorder: record.recorder,
            people: record.people.into_iter().map(person).collect(),
            values: record.values.into_iter().map(|(field, value)| (field, value.into())).collect(),
            corrects: record.corrects.map(|id| id.to_string()),
            replaced_by: record.replaced_by.map(replacement),
            attachments: record.attachments,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfKind {
    /// 只要这一种，如 `members-meeting`；编号见 `…/kinds`。
    kind: Option<String>,
}

/// 一个组织的记录，最近的在前；更正、作废了的不在里面
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/records", tag = "记录", operation_id = "records",
    params(InOrganisation, OfKind, Part, OfDay), responses((status = 200, body = Listed<Record>), Refusals),
    security(("token" = [])))]
pub async fn records(
    client: Client,
    Path(organisation): Path<String>,
    Query(OfKind { kind }): Query<OfKind>,
    Query(part): Query<Part>,
) -> Result<Json<Listed<Record>>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let asked = RecordsAsked { kind: kind.as_deref(), after: part.from::<FactId>()?, most: part.most()? };
    let found = client.live().records_found(&allowed, asked, client.when()).await?;
    let nothing = "标准里没有这种记录（编号见 …/kinds），或 cursor 不是这里给的";
    let found = found.ok_or_else(|| Problem::not_found(nothing))?;
    let next = found.records.last().filter(|_| found.is_cut).map(|last| last.id.to_string());
    Ok(Json(Listed { items: found.records.into_iter().map(Record::from).collect(), next }))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneRecord {
    /// 记录的编号。
    #[param(format = "uuid")]
    record: String,
}

/// 一条记录，和它的各个版本。
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordWhole {
    pub record: Record,
    /// 从最初到最后的各个版本，这一条也在里面；作废的那一笔见 `replaced_by`。
    pub versions: Vec<Record>,
    /// 哪些规则以它为依据。
    pub proves: Vec<RuleNamed>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleNamed {
    pub rule: String,
    pub title: String,
}

/// 一条记录，和它的各个版本
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/records/{record}", tag = "记录",
    operation_id = "record", params(InOrganisation, OneRecord, OfDay),
    responses((status = 200, body = RecordWhole), Refusals), security(("token" = [])))]
pub async fn record(
    client: Client,
    Path((organisation, record)): Path<(String, String)>,
) -> Result<Json<RecordWhole>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let id = record_of(&record)?;
    let found = client.live().record_versions(&allowed, id, client.when()).await?;
    let (record, versions) = found.ok_or_else(no_record)?;
    let shown = client.live().record(&allowed, client.visitor(), id, client.when()).await?.ok_or_else(no_record)?;
    Ok(Json(RecordWhole {
        record: record.into(),
        versions: versions.into_iter().map(Record::from).collect(),
        proves: shown.proves.into_iter().map(|(rule, title)| RuleNamed { rule, title }).collect(),
    }))
}

pub fn no_record() -> Problem {
    Problem::not_found("本组织的台账里没有这条记录")
}

/// # Errors
/// Where it is no id.
pub fn record_of(text: &str) -> Result<FactId, Problem> {
    text.parse().map_err(|_| Problem::not_found("地址里的记录编号应为 UUID"))
}

/// 记录的种类，有记录的在前。
#[derive(Debug, Serialize, ToSchema)]
pub struct Kinds {
    pub kinds: Vec<KindCounted>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct KindCounted {
    pub kind: String,
    pub name: String,
    /// 有几条记录。
    pub count: usize,
}

/// 记录的种类，各有几条
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/kinds", tag = "记录", operation_id = "kinds",
    params(InOrganisation, OfDay), responses((status = 200, body = Kinds), Refusals), security(("token" = [])))]
pub async fn kinds(client: Client, Path(organisation): Path<String>) -> Result<Json<Kinds>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let kinds = client.live().kinds_in_use(&allowed, client.when()).await?;
    let kind = |kind: KindUse| KindCounted { kind: kind.slug, name: kind.name, count: kind.count };
    Ok(Json(Kinds { kinds: kinds.into_iter().map(kind).collect() }))
}
