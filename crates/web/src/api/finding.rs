//! Findings, the standard as an organisation stands in it, what there is to do, and how it is scored.

use axum::Json;
use office::access::SeeOrganisation;
use office::{Explanation, FindingRow, RecordLine, Status, TodosOf};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use views::{ChapterStanding, ClauseStanding, RuleStanding, ScoreShown, TodoRow};

use super::asked::{InOrganisation, Listed, OfDay, Part, Path, Query};
use super::client::{Client, organisation_of};
use super::problem::{Problem, Refusals};

/// 一条检查结果。
#[derive(Debug, Serialize, ToSchema)]
pub struct Finding {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub organisation: String,
    /// 说的是谁：组织、党员、党小组、一件事。
    pub subject: String,
    /// `2019-03`、`2019-Q1`、`2019-H1`、`2019`、`standing`、`term`、`event`。
    pub period: String,
    /// `met`、`open`、`missed`、`late`、`breached`、`advice`、`unknown`。
    pub status: &'static str,
    #[schema(format = Date)]
    pub due: Option<String>,
    /// 从哪一天起，什么都不做也会变成别的结果。
    #[schema(format = Date)]
    pub changes_on: Option<String>,
    /// 还缺什么。
    pub missing: Vec<String>,
    /// 依据的记录。
    pub evidence: Vec<String>,
    pub late_records: u32,
    pub latest_by_days: i32,
    pub responsible: String,
}

impl From<FindingRow> for Finding {
    fn from(row: FindingRow) -> Finding {
        Finding {
            clause: row.clause,
            rule: row.rule,
            title: row.title,
            organisation: row.organisation,
            subject: row.subject,
            period: row.period,
            status: row.status,
            due: row.due,
            changes_on: row.changes_on,
            missing: row.missing,
            evidence: row.evidence,
            late_records: row.late_records,
            latest_by_days: row.latest_by_days,
            responsible: row.responsible,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OfRule {
    /// 只要这条规则的。
    rule: Option<String>,
}

/// 检查结果，按规则的次序
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/findings", tag = "标准", operation_id = "findings",
    params(InOrganisation, OfRule, Part, OfDay), responses((status = 200, body = Listed<Finding>), Refusals),
    security(("token" = [])))]
pub async fn findings(
    client: Client,
    Path(organisation): Path<String>,
    Query(OfRule { rule }): Query<OfRule>,
    Query(part): Query<Part>,
) -> Result<Json<Listed<Finding>>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let rows = match rule {
        None => client.live().findings(&allowed, client.when()).await?,
        Some(rule) => {
            let found = client.live().findings_of(&allowed, &rule, client.when()).await?;
            found.ok_or_else(|| Problem::not_found("标准里没有这条规则，规则的编号见 …/standard"))?.rows
        }
    };
    Ok(Json(Listed::part_of(rows, &part, Finding::from)?))
}

/// 一条检查结果的凭据：从条款到规则，到每一条记录。
#[derive(Debug, Serialize, ToSchema)]
pub struct Evidence {
    pub clause: String,
    pub clause_text: String,
    pub rule: String,
    /// 规则在标准里的原文。
    pub source: String,
    pub subject: String,
    pub period: String,
    pub status: &'static str,
    pub due: Option<String>,
    /// 规则的出处。
    pub origin: Vec<String>,
    /// 为什么适用。
    pub applies: Vec<String>,
    pub missing: Vec<String>,
    pub branches: Vec<String>,
    pub counted: Vec<Line>,
    pub not_counted: Vec<Line>,
    pub of_others: usize,
}

/// 一条记录，一行话。
#[derive(Debug, Serialize, ToSchema)]
pub struct Line {
    #[schema(format = "uuid")]
    pub id: String,
    pub kind: String,
    pub occurred: String,
    pub details: String,
    pub recorded: String,
    /// 为什么不算。
    pub why_not: Option<String>,
}

impl From<RecordLine> for Line {
    fn from(line: RecordLine) -> Line {
        Line {
            id: line.id,
            kind: line.kind_slug,
            occurred: line.occurred,
            details: line.details,
            recorded: line.recorded,
            why_not: line.why_not,
        }
    }
}

impl From<Explanation> for Evidence {
    fn from(why: Explanation) -> Evidence {
        Evidence {
            clause: why.clause,
            clause_text: why.clause_text,
            rule: why.rule,
            source: why.source,
            subject: why.subject,
            period: why.period,
            status: why.status,
            due: why.due,
            origin: why.origin,
            applies: why.applies,
            missing: why.missing,
            branches: why.branches,
            counted: why.counted.into_iter().map(Line::from).collect(),
            not_counted: why.not_counted.into_iter().map(Line::from).collect(),
            of_others: why.of_others,
        }
    }
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneFinding {
    /// 规则的编号。
    rule: String,
    /// 这条结果在本规则的结果里排第几，从 0 数起。
    #[param(minimum = 0)]
    place: u32,
}

/// 一条检查结果的凭据
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/findings/{rule}/{place}", tag = "标准",
    operation_id = "evidence", params(InOrganisation, OneFinding, OfDay),
    responses((status = 200, body = Evidence), Refusals), security(("token" = [])))]
pub async fn evidence(
    client: Client,
    Path((organisation, rule, place)): Path<(String, String, String)>,
) -> Result<Json<Evidence>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let missing = || Problem::not_found("没有这条检查结果：规则和次序应与 …/findings?rule= 的回答一致，日期也要相同");
    let place = place.parse().map_err(|_| missing())?;
    let why = client.live().evidence(&allowed, (&rule, place), client.when()).await?;
    Ok(Json(why.ok_or_else(missing)?.into()))
}

/// 五化标准，每一条旁边是这个组织的结果。
#[derive(Debug, Serialize, ToSchema)]
pub struct Standard {
    pub chapters: Vec<Chapter>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Chapter {
    pub letter: String,
    pub title: String,
    pub clauses: Vec<Clause>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Clause {
    pub id: String,
    pub title: String,
    pub paragraphs: Vec<String>,
    /// 各条规则里最差的；没有适用的就没有。
    pub status: Option<&'static str>,
    pub rules: Vec<Rule>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Rule {
    pub slug: String,
    pub title: String,
    /// 出处。
    pub source: String,
    pub responsible: String,
    pub status: Option<&'static str>,
    /// 每种结果各有几条。
    pub counted: Vec<StatusCount>,
    pub missing: Vec<String>,
    /// 记下哪种记录可以补上。
    pub kind: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct StatusCount {
    pub status: &'static str,
    pub count: usize,
}

impl From<RuleStanding> for Rule {
    fn from(rule: RuleStanding) -> Rule {
        let count = |(status, count): (Status, usize)| StatusCount { status: status.slug(), count };
        Rule {
            slug: rule.slug,
            title: rule.title,
            source: rule.source,
            responsible: rule.responsible,
            status: rule.status.map(Status::slug),
            counted: rule.counted.into_iter().map(count).collect(),
            missing: rule.missing,
            kind: rule.kind.map(|(slug, _)| slug),
        }
    }
}

impl From<ClauseStanding> for Clause {
    fn from(clause: ClauseStanding) -> Clause {
        Clause {
            id: clause.id,
            title: clause.title,
            paragraphs: clause.paragraphs,
            status: clause.status.map(Status::slug),
            rules: clause.rules.into_iter().map(Rule::from).collect(),
        }
    }
}

/// 五化标准：条款、规则和这个组织的结果
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/standard", tag = "标准", operation_id = "standard",
    params(InOrganisation, OfDay), responses((status = 200, body = Standard), Refusals), security(("token" = [])))]
pub async fn standard(client: Client, Path(organisation): Path<String>) -> Result<Json<Standard>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let chapter = |chapter: ChapterStanding| Chapter {
        letter: chapter.letter.to_string(),
        title: chapter.title,
        clauses: chapter.clauses.into_iter().map(Clause::from).collect(),
    };
    let chapters = client.live().standard(&allowed, client.when()).await?;
    Ok(Json(Standard { chapters: chapters.into_iter().map(chapter).collect() }))
}

/// 要做的事和得分。
#[derive(Debug, Serialize, ToSchema)]
pub struct Todos {
    pub overdue: usize,
    /// 七天内到期的。
    pub this_week: usize,
    pub this_month: usize,
    /// 各人的，账号所属党员的在前。
    pub lists: Vec<TodoList>,
    pub score: Option<Score>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TodoList {
    /// 姓名；空缺的职务或一个机构，是规则里的说法。
    pub who: String,
    pub posts: Vec<String>,
    /// 没有人担任。
    pub vacant: bool,
    pub todos: Vec<Todo>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Todo {
    #[schema(format = Date)]
    pub due: Option<String>,
    pub overdue: bool,
    /// 只作建议，不做不算没有完成。
    pub advice: bool,
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub period: String,
    pub missing: String,
    pub concerning: Vec<String>,
    /// 记下哪种记录可以补上。
    pub kind: Option<String>,
}

/// 得分，数字按页面上的写法。
#[derive(Debug, Serialize, ToSchema)]
pub struct Score {
    pub total: String,
    pub stars: String,
    pub dimensions: Vec<Dimension>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Dimension {
    pub name: String,
    pub score: String,
}

impl From<ScoreShown> for Score {
    fn from(score: ScoreShown) -> Score {
        let dimension = |shown: views::DimensionShown| Dimension { name: shown.name, score: shown.score };
        Score {
            total: score.total,
            stars: score.stars,
            dimensions: score.dimensions.into_iter().map(dimension).collect(),
        }
    }
}

fn todo(row: TodoRow) -> Todo {
    Todo {
        due: row.due,
        overdue: row.overdue,
        advice: row.advice,
        clause: row.clause,
        rule: row.rule,
        title: row.title,
        period: row.period,
        missing: row.missing,
        concerning: row.concerning,
        kind: row.kind,
    }
}

/// 要做的事，按人和期限，和得分
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/todos", tag = "标准", operation_id = "todos",
    params(InOrganisation, OfDay), responses((status = 200, body = Todos), Refusals), security(("token" = [])))]
pub async fn todos(client: Client, Path(organisation): Path<String>) -> Result<Json<Todos>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let workbench = client.live().workbench(&allowed, client.when()).await?;
    let list = |list: TodosOf| TodoList {
        who: list.who,
        posts: list.posts,
        vacant: list.vacant,
        todos: list.todos.into_iter().map(todo).collect(),
    };
    Ok(Json(Todos {
        overdue: workbench.overdue,
        this_week: workbench.this_week,
        this_month: workbench.this_month,
        lists: workbench.own.into_iter().chain(workbench.others).map(list).collect(),
        score: workbench.score.map(Score::from),
    }))
}
