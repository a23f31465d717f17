//! A kind of record as it is declared, and who can be named in one today: what a program needs to write one.

use axum::Json;
use office::access::{WriteOwn, WriteRecord};
use office::form::{Control, FormField, FormPart, FormPerson, Option_, RecordForm, Typed};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{InOrganisation, Path};
use super::client::{Client, organisation_of};
use super::problem::{Problem, Refusals};

/// 一种记录要填什么。
#[derive(Debug, Serialize, ToSchema)]
pub struct Kind {
    pub kind: String,
    pub name: String,
    pub fields: Vec<Field>,
    pub parts: Vec<PartOfKind>,
    /// 标准对这种记录有什么要求。
    pub rules: Vec<RuleOfKind>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Field {
    pub slug: String,
    pub name: String,
    /// `flag` 是否、`number` 数、`money` 元、`day` 日期、`period` 期间、`text` 文字、`one` 选一个、`many` 可选几个、
    /// `organisation` 组织的编号或全称。
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub unit: Option<String>,
    pub required: bool,
    /// 保密的内容：写得进去，接口里读不出来。
    pub secret: bool,
    /// 不填时按到会名单数。
    pub counted: bool,
    pub options: Vec<Choice>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Choice {
    pub slug: String,
    pub word: String,
}

/// 人在记录里的一种作用。
#[derive(Debug, Serialize, ToSchema)]
pub struct PartOfKind {
    pub slug: String,
    pub name: String,
    pub many: bool,
    pub required: bool,
    /// 是到会名单：写明各人到没到。
    pub attendance: bool,
    /// 不写人，就按 `values` 里的姓名登记一个新的人。
    pub registers: bool,
    /// 今天可以写的人。
    pub people: Vec<PersonNamed>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PersonNamed {
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleOfKind {
    pub clause: String,
    pub title: String,
}

fn field(field: FormField) -> Field {
    let options = |options: Vec<Option_>| {
        options.into_iter().map(|option| Choice { slug: option.slug, word: option.word }).collect()
    };
    let (kind, options) = match field.control {
        Control::YesNo => ("flag", Vec::new()),
        Control::Number => ("number", Vec::new()),
        Control::Money => ("money", Vec::new()),
        Control::Day => ("day", Vec::new()),
        Control::Period => ("period", Vec::new()),
        Control::Text => ("text", Vec::new()),
        Control::One(choices) => ("one", options(choices)),
        Control::Many(choices) => ("many", options(choices)),
        Control::Organisation => ("organisation", Vec::new()),
    };
    Field {
        slug: field.slug,
        name: field.name,
        kind,
        unit: field.unit,
        required: field.required,
        secret: field.secret,
        counted: field.counted,
        options,
    }
}

fn part(part: FormPart) -> PartOfKind {
    let person = |one: FormPerson| PersonNamed { person: one.person.to_string(), name: one.name };
    PartOfKind {
        slug: part.slug,
        name: part.name,
        many: part.many,
        required: part.required,
        attendance: part.attendance,
        registers: part.registers,
        people: part.people.into_iter().map(person).collect(),
    }
}

impl From<RecordForm> for Kind {
    fn from(form: RecordForm) -> Kind {
        Kind {
            kind: form.kind,
            name: form.kind_name,
            fields: form.fields.into_iter().map(field).collect(),
            parts: form.parts.into_iter().map(part).collect(),
            rules: form.rules.into_iter().map(|(clause, title)| RuleOfKind { clause, title }).collect(),
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneKind {
    /// 种类的编号，如 `members-meeting`。
    kind: String,
}

/// 一种记录要填什么，今天可以写哪些人（范围要有 record）
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/kinds/{kind}", tag = "记录", operation_id = "kind",
    params(InOrganisation, OneKind), responses((status = 200, body = Kind), Refusals), security(("token" = [])))]
pub async fn kind(client: Client, Path((organisation, kind)): Path<(String, String)>) -> Result<Json<Kind>, Problem> {
    let allowed = client.allow::<WriteRecord>(organisation_of(&organisation)?)?;
    let form = client.live().record_form(&allowed, (&kind, None), &Typed::default(), client.now).await?;
    Ok(Json(form.ok_or_else(|| Problem::not_found("标准里没有这种记录，编号见 …/kinds"))?.into()))
}

/// 党员本人可以记的各种记录，每种要填什么（范围要有 record）
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/me/kinds", tag = "记录", operation_id = "own_kinds",
    params(InOrganisation), responses((status = 200, body = Vec<Kind>), Refusals), security(("token" = [])))]
pub async fn own_kinds(client: Client, Path(organisation): Path<String>) -> Result<Json<Vec<Kind>>, Problem> {
    let allowed = client.allow::<WriteOwn>(organisation_of(&organisation)?)?;
    let mut kinds = Vec::new();
    for (kind, _) in client.live().own_kinds() {
        let form = client.live().own_form(&allowed, &kind, &Typed::default(), client.now).await?;
        kinds.extend(form.map(Kind::from));
    }
    Ok(Json(kinds))
}
