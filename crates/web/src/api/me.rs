//! Who a token belongs to, and what it may do today.

use axum::Json;
use office::access::{Role, Scope};
use office::live::Tree;
use office::{OrganisationId, PersonId};
use serde::Serialize;
use utoipa::ToSchema;

use super::client::Client;
use super::problem::{Problem, Refusals};

/// 令牌是谁的，今天能做什么。
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// 记录上的署名：党员的姓名，或账号名。
    pub name: String,
    /// 账号所属的党员，没有就是单位、集团、督查或管理员的账号。
    pub member: Option<Membership>,
    /// 今天的角色；权限由它和令牌的范围一起决定。
    pub roles: Vec<RoleHeld>,
    pub token: TokenUsed,
    /// 服务器的今天（北京时间）。
    #[schema(format = Date)]
    pub today: String,
}

/// 一个党员，和所在的组织。
#[derive(Debug, Serialize, ToSchema)]
pub struct Membership {
    #[schema(format = "uuid")]
    pub person: String,
    pub organisation: OrganisationNamed,
}

/// 一个组织的编号和名称。
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrganisationNamed {
    #[schema(format = "uuid")]
    pub id: String,
    pub name: String,
}

/// 在一个组织的角色；单位、集团、督查的角色对它的下级也有效。
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleHeld {
    /// `member`、`committee`、`recorder`、`secretary`、`unit-office`、`group-office`、`inspector`、`administrator`。
    pub role: &'static str,
    pub word: &'static str,
    pub organisation: OrganisationNamed,
}

/// 这次用的令牌。
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenUsed {
    pub name: String,
    /// `read`、`record`、`manage`。
    pub scopes: Vec<&'static str>,
    /// 从这一刻起无效。
    #[schema(format = DateTime)]
    pub until: String,
}

impl OrganisationNamed {
    pub fn of(tree: &Tree, id: OrganisationId) -> OrganisationNamed {
        OrganisationNamed { id: id.to_string(), name: tree.name(id).to_owned() }
    }
}

/// 令牌是谁的，今天能做什么
#[utoipa::path(get, path = "/api/v1/me", tag = "账号", operation_id = "me",
    responses((status = 200, body = Me), Refusals), security(("token" = [])))]
pub async fn me(client: Client) -> Result<Json<Me>, Problem> {
    let tree = client.live().tree();
    let role = |(role, at): (Role, OrganisationId)| RoleHeld {
        role: role.slug(),
        word: role.word(),
        organisation: OrganisationNamed::of(&tree, at),
    };
    let member = |(organisation, person): (OrganisationId, PersonId)| Membership {
        person: person.to_string(),
        organisation: OrganisationNamed::of(&tree, organisation),
    };
    let visitor = client.visitor();
    Ok(Json(Me {
        name: visitor.name.clone(),
        member: visitor.member.map(member),
        roles: visitor.roles().map(role).collect(),
        token: TokenUsed {
            name: client.program.name.clone(),
            scopes: client.program.scopes.iter().copied().map(Scope::slug).collect(),
            until: client.program.until.to_string(),
        },
        today: client.now.day().to_string(),
    }))
}
