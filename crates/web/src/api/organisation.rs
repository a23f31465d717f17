//! Organisations: those that somebody may look at, one with its posts, and its members.

use axum::Json;
use office::access::{SeeOrganisation, SeeOwn};
use office::live::Tree;
use office::{OrganisationId, PersonId};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use views::{MemberRow, MemberShown, PostShown};

use super::asked::{InOrganisation, Listed, OfDay, Part, Path, Query};
use super::client::{Client, organisation_of};
use super::finding::{Finding, Line};
use super::me::OrganisationNamed;
use super::problem::{Problem, Refusals};

/// 一个组织，今天的样子。
#[derive(Debug, Serialize, ToSchema)]
pub struct OrganisationListed {
    #[schema(format = "uuid")]
    pub id: String,
    pub name: String,
    /// 上级。
    #[schema(format = "uuid")]
    pub superior: Option<String>,
    pub members: u32,
    /// 已过期的事。
    pub overdue: u32,
    /// 有没有得分：党支部才有。
    pub scored: bool,
}

/// 今天能看的组织，上级在前
#[utoipa::path(get, path = "/api/v1/organisations", tag = "组织", operation_id = "organisations", params(Part),
    responses((status = 200, body = Listed<OrganisationListed>), Refusals), security(("token" = [])))]
pub async fn organisations(
    client: Client,
    Query(part): Query<Part>,
) -> Result<Json<Listed<OrganisationListed>>, Problem> {
    let tree = client.live().tree();
    let all = tree.roots().into_iter().flat_map(|root| tree.under(root));
    let seen = all.filter(|id| client.allow::<SeeOrganisation>(*id).is_ok()).collect();
    Ok(Json(Listed::part_of(seen, &part, |id| listed(&tree, id))?))
}

fn listed(tree: &Tree, id: OrganisationId) -> OrganisationListed {
    let standing = tree.node(id).map(|node| &node.standing);
    OrganisationListed {
        id: id.to_string(),
        name: tree.name(id).to_owned(),
        superior: tree.line(id).get(1).map(ToString::to_string),
        members: standing.map_or(0, |standing| standing.members),
        overdue: standing.map_or(0, |standing| standing.overdue),
        scored: standing.is_some_and(|standing| standing.is_scored()),
    }
}

/// 一个组织某一天的样子。
#[derive(Debug, Serialize, ToSchema)]
pub struct Organisation {
    #[schema(format = "uuid")]
    pub id: String,
    pub name: String,
    /// 组织形式。
    pub form: String,
    pub set_up: Option<String>,
    pub dissolved: Option<String>,
    pub members: usize,
    pub posts: Vec<Post>,
    pub elections: Vec<String>,
    pub groups: Vec<Group>,
    /// 设立和变更的记录。
    pub records: Vec<Line>,
    /// 今天的上级，从近到远。
    pub above: Vec<OrganisationNamed>,
    /// 今天的直接下级。
    pub below: Vec<OrganisationNamed>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Post {
    pub post: String,
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
    pub since: String,
}

/// 党小组。
#[derive(Debug, Serialize, ToSchema)]
pub struct Group {
    pub name: String,
    pub members: usize,
}

fn group((name, members): (String, usize)) -> Group {
    Group { name, members }
}

/// 一个组织：班子、换届、党小组、上下级
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}", tag = "组织", operation_id = "organisation",
    params(InOrganisation, OfDay), responses((status = 200, body = Organisation), Refusals), security(("token" = [])))]
pub async fn organisation(client: Client, Path(organisation): Path<String>) -> Result<Json<Organisation>, Problem> {
    let id = organisation_of(&organisation)?;
    let allowed = client.allow::<SeeOrganisation>(id)?;
    let shown = client.live().organisation(&allowed, client.when()).await?;
    let tree = client.live().tree();
    let named = |id: &OrganisationId| OrganisationNamed::of(&tree, *id);
    let post =
        |post: PostShown| Post { post: post.post, person: post.person.to_string(), name: post.name, since: post.since };
    Ok(Json(Organisation {
        id: id.to_string(),
        name: shown.name,
        form: shown.form,
        set_up: shown.set_up,
        dissolved: shown.dissolved,
        members: shown.members,
        posts: shown.posts.into_iter().map(post).collect(),
        elections: shown.elections,
        groups: shown.groups.into_iter().map(group).collect(),
        records: shown.records.into_iter().map(Line::from).collect(),
        above: tree.line(id).iter().skip(1).map(named).collect(),
        below: tree.node(id).map(|node| node.below.iter().map(named).collect()).unwrap_or_default(),
    }))
}

/// 名册里的一个人。
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
    pub posts: String,
    pub group: String,
    /// 正式党员、预备党员。
    pub standing: &'static str,
    pub since: String,
    /// 要做的、没做到的各几项。
    pub open: usize,
    pub missed: usize,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Member {
        Member {
            person: row.person.to_string(),
            name: row.name,
            posts: row.posts,
            group: row.group,
            standing: row.standing,
            since: row.since,
            open: row.open,
            missed: row.missed,
        }
    }
}

/// 党员名册，有职务的在前
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members", tag = "组织", operation_id = "members",
    params(InOrganisation, Part, OfDay), responses((status = 200, body = Listed<Member>), Refusals),
    security(("token" = [])))]
pub async fn members(
    client: Client,
    Path(organisation): Path<String>,
    Query(part): Query<Part>,
) -> Result<Json<Listed<Member>>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let shown = client.live().members(&allowed, client.when()).await?;
    Ok(Json(Listed::part_of(shown.members, &part, Member::from)?))
}

/// 一个党员：名册、要求和参加过的。
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberWhole {
    pub member: Member,
    pub profile: Vec<Labelled>,
    pub findings: Vec<Finding>,
    /// 参加过的，最近的在前。
    pub records: Vec<Line>,
}

/// 一项内容和它的名称。
#[derive(Debug, Serialize, ToSchema)]
pub struct Labelled {
    pub label: String,
    pub text: String,
}

pub fn labelled((label, text): (String, String)) -> Labelled {
    Labelled { label, text }
}

impl From<MemberShown> for MemberWhole {
    fn from(shown: MemberShown) -> MemberWhole {
        MemberWhole {
            member: shown.row.into(),
            profile: shown.profile.into_iter().map(labelled).collect(),
            findings: shown.findings.into_iter().map(|(_, row)| row.into()).collect(),
            records: shown.records.into_iter().map(Line::from).collect(),
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OnePerson {
    /// 名册里的编号。
    #[param(format = "uuid")]
    person: String,
}

/// 一个党员
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members/{person}", tag = "组织",
    operation_id = "member", params(InOrganisation, OnePerson, OfDay),
    responses((status = 200, body = MemberWhole), Refusals), security(("token" = [])))]
pub async fn member(
    client: Client,
    Path((organisation, person)): Path<(String, String)>,
) -> Result<Json<MemberWhole>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let missing = || Problem::not_found("本组织的名册里没有这个人");
    let person: PersonId = person.parse().map_err(|_| missing())?;
    let member = client.live().member(&allowed, person, client.when()).await?;
    Ok(Json(member.ok_or_else(missing)?.into()))
}

/// 账号所属的党员自己的一页
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/me", tag = "组织", operation_id = "own_page",
    params(InOrganisation, OfDay), responses((status = 200, body = MemberWhole), Refusals),
    security(("token" = [])))]
pub async fn own_page(client: Client, Path(organisation): Path<String>) -> Result<Json<MemberWhole>, Problem> {
    let allowed = client.allow::<SeeOwn>(organisation_of(&organisation)?)?;
    let member = client.live().own_page(&allowed, client.when()).await?;
    Ok(Json(member.ok_or_else(|| Problem::not_found("本组织的名册里没有您"))?.into()))
}
