//! 党费、积分、制度、经费、阵地、谈话: what the page of each shows.

use axum::Json;
use office::access::{SeeOrganisation, SeePublished};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use views::{Checklist, ChecklistItem, LedgerOfKind, LedgerRow, Matrix, MatrixCell, MatrixRow, RegisterOf};

use super::asked::{InOrganisation, OfDay, Path};
use super::client::{Client, organisation_of};
use super::finding::Rule;
use super::organisation::{Labelled, labelled};
use super::problem::{Problem, Refusals};

/// 一本台账：合计、谁在哪一期做了没有、该有的有没有。
#[derive(Debug, Serialize, ToSchema)]
pub struct Register {
    pub sums: Vec<Labelled>,
    pub matrices: Vec<ByPeriods>,
    pub checklists: Vec<List>,
    /// 其他的规则。
    pub rules: Vec<Rule>,
}

/// 谁在哪一期做了没有。
#[derive(Debug, Serialize, ToSchema)]
pub struct ByPeriods {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub periods: Vec<String>,
    pub rows: Vec<ByPeriodsRow>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ByPeriodsRow {
    pub subject: String,
    /// 和 `periods` 一样多；不要求的那一期是空的。
    pub cells: Vec<Option<PeriodCell>>,
    /// 合计，没有金额的是空的。
    pub sum: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PeriodCell {
    pub status: &'static str,
    /// 差多少。
    pub lacks: Option<String>,
}

/// 该有的有没有。
#[derive(Debug, Serialize, ToSchema)]
pub struct List {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub items: Vec<ListItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ListItem {
    pub name: String,
    pub is_there: bool,
    /// 最近的记录。
    #[schema(format = "uuid")]
    pub record: Option<String>,
}

fn by_periods(matrix: Matrix) -> ByPeriods {
    let cell = |cell: MatrixCell| PeriodCell { status: cell.status.slug(), lacks: cell.lacks };
    let row = |row: MatrixRow| ByPeriodsRow {
        subject: row.subject,
        cells: row.cells.into_iter().map(|one| one.map(cell)).collect(),
        sum: row.sum,
    };
    ByPeriods {
        clause: matrix.clause,
        rule: matrix.rule,
        title: matrix.title,
        periods: matrix.periods,
        rows: matrix.rows.into_iter().map(row).collect(),
    }
}

fn list(checklist: Checklist) -> List {
    let item = |item: ChecklistItem| ListItem {
        name: item.name,
        is_there: item.is_there,
        record: item.record.map(|(_, record, _)| record),
    };
    List {
        clause: checklist.clause,
        rule: checklist.rule,
        title: checklist.title,
        items: checklist.items.into_iter().map(item).collect(),
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneRegister {
    /// `dues` 党费、`points` 积分、`policies` 制度、`funds` 经费、`venues` 阵地、`talks` 谈话。
    #[param(pattern = "^(dues|points|policies|funds|venues|talks)$")]
    register: String,
}

/// 一本台账
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/registers/{register}", tag = "记录",
    operation_id = "register", params(InOrganisation, OneRegister, OfDay),
    responses((status = 200, body = Register), Refusals), security(("token" = [])))]
pub async fn register(
    client: Client,
    Path((organisation, register)): Path<(String, String)>,
) -> Result<Json<Register>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let missing = "没有这种台账，应为 dues、points、policies、funds、venues、talks 之一";
    let of = RegisterOf::from_slug(&register).ok_or_else(|| Problem::not_found(missing))?;
    let shown = client.live().register(&allowed, of, client.when()).await?;
    Ok(Json(Register {
        sums: shown.sums.into_iter().map(labelled).collect(),
        matrices: shown.matrices.into_iter().map(by_periods).collect(),
        checklists: shown.checklists.into_iter().map(list).collect(),
        rules: shown.rules.into_iter().map(Rule::from).collect(),
    }))
}

/// 公开的一种记录，成表的。
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedLedger {
    /// 种类的编号。
    pub kind: String,
    pub name: String,
    pub headers: Vec<String>,
    /// 最近的在前。
    pub rows: Vec<PublishedRow>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedRow {
    #[schema(format = "uuid")]
    pub id: String,
    pub day: String,
    /// 和 `headers` 一样多。
    pub cells: Vec<String>,
}

/// 本组织的每名党员都看得到的记录：党费公布、制度……
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/published", tag = "记录", operation_id = "published",
    params(InOrganisation, OfDay), responses((status = 200, body = Vec<PublishedLedger>), Refusals),
    security(("token" = [])))]
pub async fn published(
    client: Client,
    Path(organisation): Path<String>,
) -> Result<Json<Vec<PublishedLedger>>, Problem> {
    let allowed = client.allow::<SeePublished>(organisation_of(&organisation)?)?;
    let row = |row: LedgerRow| PublishedRow { id: row.id, day: row.day, cells: row.cells };
    let ledger = |ledger: LedgerOfKind| PublishedLedger {
        kind: ledger.slug,
        name: ledger.name,
        headers: ledger.headers,
        rows: ledger.rows.into_iter().map(row).collect(),
    };
    Ok(Json(client.live().published(&allowed, client.when()).await?.into_iter().map(ledger).collect()))
}
