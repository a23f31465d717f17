//! Everything below an organisation: the overview, the ranking, who failed a rule, reminding. Always of today.

use axum::Json;
use office::access::{Remind, SeeBelow};
use office::{BelowShown, Cell, FailedRule, FailedRuleShown, RankedRow, TrendRow, UnitRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked::{InOrganisation, Listed, Path, Query, bad_cursor};
use super::client::{Client, organisation_of};
use super::me::OrganisationNamed;
use super::problem::{Problem, Refusals};

/// 下级的总览，总是今天的。
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// 五个方面的名称，下面的 `dimensions` 都按这个次序。
    pub dimensions: Vec<String>,
    pub branches: usize,
    pub members: u32,
    /// 五个方面都达到要求的支部，和应当达到的支部。
    pub up_to_standard: Option<UpToStandard>,
    pub overdue: u32,
    pub late_records: u32,
    pub without_secretary: usize,
    /// 最旧的结果是哪一天的；早于今天，是服务器还没有算完。
    #[schema(format = Date)]
    pub oldest: Option<String>,
    pub units: Vec<Unit>,
    pub stars: Vec<Stars>,
    pub trend: Vec<Trend>,
    /// 最多支部没有做到的。
    pub failed: Vec<Failed>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct UpToStandard {
    pub reached: usize,
    pub of: usize,
}

/// 一个直接下级，连同它下面的。
#[derive(Debug, Serialize, ToSchema)]
pub struct Unit {
    #[schema(format = "uuid")]
    pub id: String,
    pub name: String,
    pub is_branch: bool,
    pub branches: usize,
    pub members: u32,
    pub dimensions: Vec<String>,
    pub total: String,
    pub stars: String,
    pub overdue: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Stars {
    pub stars: String,
    pub branches: usize,
}

/// 一个季度末的平均。
#[derive(Debug, Serialize, ToSchema)]
pub struct Trend {
    pub quarter: String,
    pub branches: usize,
    pub dimensions: Vec<String>,
    pub total: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Failed {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub branches: usize,
}

fn words(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(|cell| cell.word.clone()).collect()
}

impl From<&BelowShown> for Overview {
    fn from(below: &BelowShown) -> Overview {
        let unit = |unit: &UnitRow| Unit {
            id: unit.id.to_string(),
            name: unit.name.clone(),
            is_branch: unit.is_branch,
            branches: unit.branches,
            members: unit.members,
            dimensions: words(&unit.cells),
            total: unit.total.word.clone(),
            stars: unit.stars.clone(),
            overdue: unit.overdue,
        };
        let trend = |row: &TrendRow| Trend {
            quarter: row.quarter.clone(),
            branches: row.branches,
            dimensions: words(&row.cells),
            total: row.total.word.clone(),
        };
        let failed = |rule: &FailedRule| Failed {
            clause: rule.clause.clone(),
            rule: rule.rule.clone(),
            title: rule.title.clone(),
            branches: rule.branches,
        };
        let stars = |(stars, branches): &(String, usize)| Stars { stars: stars.clone(), branches: *branches };
        Overview {
            dimensions: below.dimensions.clone(),
            branches: below.branches,
            members: below.members,
            up_to_standard: below.up_to_standard.map(|(reached, of)| UpToStandard { reached, of }),
            overdue: below.overdue,
            late_records: below.late_records,
            without_secretary: below.without_secretary,
            oldest: below.oldest.map(|day| day.to_string()),
            units: below.units.iter().map(unit).collect(),
            stars: below.stars.iter().map(stars).collect(),
            trend: below.trend.iter().map(trend).collect(),
            failed: below.failed.iter().map(failed).collect(),
        }
    }
}

fn no_scheme() -> Problem {
    Problem::not_found("标准里没有今天有效的评分办法，没有总览")
}

/// 总览，今天的
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/overview", tag = "总览", operation_id = "overview",
    params(InOrganisation), responses((status = 200, body = Overview), Refusals), security(("token" = [])))]
pub async fn overview(client: Client, Path(organisation): Path<String>) -> Result<Json<Overview>, Problem> {
    let allowed = client.allow::<SeeBelow>(organisation_of(&organisation)?)?;
    let below = client.live().below(&allowed, client.now.day()).ok_or_else(no_scheme)?;
    Ok(Json(Overview::from(&*below)))
}

/// 名次里的一个支部。
#[derive(Debug, Serialize, ToSchema)]
pub struct Ranked {
    /// 没有得分的没有名次。
    pub place: Option<u32>,
    pub place_in_unit: Option<u32>,
    #[schema(format = "uuid")]
    pub id: String,
    pub name: String,
    pub unit: String,
    /// 按总览里 `dimensions` 的次序。
    pub dimensions: Vec<String>,
    pub total: String,
    pub stars: String,
    pub overdue: u32,
}

impl From<RankedRow> for Ranked {
    fn from(row: RankedRow) -> Ranked {
        Ranked {
            place: row.place,
            place_in_unit: row.in_unit,
            id: row.id.to_string(),
            name: row.name,
            unit: row.unit,
            dimensions: words(&row.cells),
            total: row.total.word,
            stars: row.stars,
            overdue: row.overdue,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Sought {
    /// 支部或单位的名称里有这几个字的。
    text: Option<String>,
    /// 上一次回答里的 `next`；不写从头开始。一次五十个。
    cursor: Option<String>,
}

/// 名次，今天的
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/overview/ranking", tag = "总览",
    operation_id = "ranking", params(InOrganisation, Sought),
    responses((status = 200, body = Listed<Ranked>), Refusals), security(("token" = [])))]
pub async fn ranking(
    client: Client,
    Path(organisation): Path<String>,
    Query(Sought { text, cursor }): Query<Sought>,
) -> Result<Json<Listed<Ranked>>, Problem> {
    let allowed = client.allow::<SeeBelow>(organisation_of(&organisation)?)?;
    let page = match cursor.as_deref().unwrap_or_default() {
        "" => 1,
        cursor => cursor.parse::<usize>().ok().filter(|page| *page > 0).ok_or_else(|| bad_cursor(cursor))?,
    };
    let text = text.unwrap_or_default();
    let found = client.live().ranking(&allowed, (text.trim(), page), client.now.day()).ok_or_else(no_scheme)?;
    // A page behind the last is the last again; a program is told instead that there is no more.
    if page > found.pages.max(1) {
        return Err(bad_cursor(&page.to_string()));
    }
    let next = (page < found.pages).then(|| (page + 1).to_string());
    Ok(Json(Listed { items: found.rows.into_iter().map(Ranked::from).collect(), next }))
}

/// 没有做到一条规则的支部。
#[derive(Debug, Serialize, ToSchema)]
pub struct Failing {
    pub clause: String,
    pub title: String,
    /// 一共多少个支部。
    pub of: usize,
    pub branches: Vec<OrganisationNamed>,
}

impl From<FailedRuleShown> for Failing {
    fn from(shown: FailedRuleShown) -> Failing {
        let branch = |branch: office::FailingBranch| OrganisationNamed { id: branch.id.to_string(), name: branch.name };
        Failing {
            clause: shown.clause,
            title: shown.title,
            of: shown.of,
            branches: shown.branches.into_iter().map(branch).collect(),
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneRule {
    /// 规则的编号，如总览 `failed` 里的。
    rule: String,
}

/// 没有做到一条规则的支部，今天的
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/overview/rules/{rule}", tag = "总览",
    operation_id = "failing", params(InOrganisation, OneRule),
    responses((status = 200, body = Failing), Refusals), security(("token" = [])))]
pub async fn failing(
    client: Client,
    Path((organisation, rule)): Path<(String, String)>,
) -> Result<Json<Failing>, Problem> {
    let allowed = client.allow::<SeeBelow>(organisation_of(&organisation)?)?;
    let failing = client.live().failing(&allowed, &rule);
    Ok(Json(failing.ok_or_else(|| Problem::not_found("标准里没有这条规则，规则的编号见 …/standard"))?.into()))
}

/// 提醒了几个。
#[derive(Debug, Serialize, ToSchema)]
pub struct Reminded {
    pub reminded: usize,
    /// 有逾期的共几个；今天已经提醒过的不再提醒。
    pub behind: usize,
}

/// 提醒所有有逾期的下级，同一天不重复
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/reminders", tag = "总览", operation_id = "remind",
    params(InOrganisation), responses((status = 200, body = Reminded), Refusals), security(("token" = [])))]
pub async fn remind(client: Client, Path(organisation): Path<String>) -> Result<Json<Reminded>, Problem> {
    let allowed = client.allow::<Remind>(organisation_of(&organisation)?)?;
    let done = client.live().remind_below(&allowed, client.now).await?;
    Ok(Json(Reminded { reminded: done.reminded, behind: done.behind }))
}
