//! Searching by words: clauses, organisations, members and records, as the page of the same name.

use axum::Json;
use office::access::SeePublished;
use office::{Found, FoundIn, OrganisationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use views::{FoundClause, FoundMember, FoundRecord, Marked, Sought};

use super::asked::{InOrganisation, OfDay, Path, Query, bad_cursor};
use super::client::{Client, organisation_of};
use super::me::OrganisationNamed;
use super::problem::{Problem, Refusals};

/// 找到的。谈话里说了什么、证件号、电话不在里面。
#[derive(Debug, Serialize, ToSchema)]
pub struct Searched {
    pub clauses: Vec<ClauseFound>,
    pub organisations: Vec<OrganisationNamed>,
    /// 在问到的组织里的。
    pub here: Within,
    /// 在下级里的，一次看八个组织。
    pub below: Vec<Within>,
    /// 下级里可能有的组织有几个。
    pub below_count: usize,
    /// 下级的记录还在编入检索，可能不全。
    pub incomplete: bool,
    /// 写进下一次请求的 `cursor`，看后面的下级；没有就是到头了。
    pub next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClauseFound {
    pub clause: String,
    pub title: String,
    pub excerpt: String,
}

/// 在一个组织里找到的。
#[derive(Debug, Serialize, ToSchema)]
pub struct Within {
    pub organisation: OrganisationNamed,
    pub members: Vec<MemberFound>,
    pub records: Vec<RecordFound>,
    /// 另外还有几条记录没有列出。
    pub more: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MemberFound {
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
    /// 职务，或已不在本组织。
    pub what: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RecordFound {
    #[schema(format = "uuid")]
    pub id: String,
    pub kind: String,
    pub kind_name: String,
    pub day: String,
    /// 摘录出自哪一项。
    pub label: String,
    pub excerpt: String,
}

fn plain(marked: &Marked) -> String {
    marked.0.iter().map(|(text, _)| text.as_str()).collect()
}

impl From<&FoundClause> for ClauseFound {
    fn from(clause: &FoundClause) -> ClauseFound {
        ClauseFound { clause: clause.id.clone(), title: plain(&clause.title), excerpt: plain(&clause.excerpt) }
    }
}

impl Within {
    fn of(id: OrganisationId, found: &FoundIn) -> Within {
        let member = |member: &FoundMember| MemberFound {
            person: member.person.to_string(),
            name: plain(&member.name),
            what: member.what.clone(),
        };
        let record = |record: &FoundRecord| RecordFound {
            id: record.id.clone(),
            kind: record.kind.clone(),
            kind_name: plain(&record.kind_name),
            day: plain(&record.day),
            label: record.label.clone(),
            excerpt: plain(&record.excerpt),
        };
        Within {
            organisation: OrganisationNamed { id: id.to_string(), name: found.name.clone() },
            members: found.members.iter().map(member).collect(),
            records: found.records.iter().map(record).collect(),
            more: found.more,
        }
    }
}

impl Searched {
    fn of(organisation: OrganisationId, found: &Found) -> Searched {
        let named = |(id, name): &(OrganisationId, Marked)| OrganisationNamed { id: id.to_string(), name: plain(name) };
        Searched {
            clauses: found.clauses.iter().map(ClauseFound::from).collect(),
            organisations: found.organisations.iter().map(named).collect(),
            here: Within::of(organisation, &found.here),
            below: found.below.iter().map(|(id, below)| Within::of(*id, below)).collect(),
            below_count: found.below_count,
            incomplete: found.is_behind,
            next: found.next.map(|next| next.to_string()),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Words {
    /// 要找的词，每个至少两个字，用空格隔开，要同时有。
    #[param(min_length = 2)]
    text: String,
    /// 上一次回答里的 `next`；不写从头开始。
    cursor: Option<String>,
}

/// 查找：条款、组织、党员、记录
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/search", tag = "查找", operation_id = "search",
    params(InOrganisation, Words, OfDay), responses((status = 200, body = Searched), Refusals),
    security(("token" = [])))]
pub async fn search(
    client: Client,
    Path(organisation): Path<String>,
    Query(Words { text, cursor }): Query<Words>,
) -> Result<Json<Searched>, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<SeePublished>(organisation)?;
    let from = match cursor.as_deref().unwrap_or_default() {
        "" => 0,
        cursor => cursor.parse().map_err(|_| bad_cursor(cursor))?,
    };
    let sought = Sought::read(&text).map_err(|why_not| Problem::bad_request(why_not.words()))?;
    let found = client.live().search((&allowed, client.visitor()), (&sought, from), client.when()).await?;
    Ok(Json(Searched::of(organisation, &found)))
}
