//! Procedures step by step, and what waits for an office.

use axum::Json;
use office::access::{AnswerAsked, SeeOrganisation};
use office::{CaseFound, CaseRow, InboxPlace, InboxRow};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use views::{StepDone, StepShown, StepToDo};

use super::asked::{InOrganisation, OfDay, Path};
use super::client::{Client, organisation_of};
use super::problem::{Problem, Refusals};
use super::record::record_of;

/// 一件事，按程序一步步办。
#[derive(Debug, Serialize, ToSchema)]
pub struct Case {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub subject: String,
    pub period: String,
    pub status: &'static str,
    /// 没有办完就结束的那一天。
    #[schema(format = Date)]
    pub ended: Option<String>,
    /// 共几步。
    pub steps: usize,
    pub done: Vec<Done>,
    pub next: Option<NextStep>,
    /// 次序不对、太早、太晚、漏掉的。
    pub faults: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    /// 从 1 数起。
    pub number: usize,
    pub name: String,
    pub day: String,
    #[schema(format = "uuid")]
    pub record: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct NextStep {
    pub number: usize,
    pub name: String,
    pub stage: Option<String>,
    pub document: Option<String>,
    pub who: String,
    pub due: Option<String>,
}

impl From<CaseRow> for Case {
    fn from(row: CaseRow) -> Case {
        let done = |step: StepDone| Done { number: step.number, name: step.name, day: step.day, record: step.record };
        let next = |step: StepToDo| NextStep {
            number: step.number,
            name: step.name,
            stage: step.stage,
            document: step.document,
            who: step.who,
            due: step.due,
        };
        Case {
            clause: row.clause,
            rule: row.rule,
            title: row.title,
            subject: row.subject,
            period: row.period,
            status: row.status,
            ended: row.ended,
            steps: row.steps,
            done: row.done.into_iter().map(done).collect(),
            next: row.next.map(next),
            faults: row.faults,
        }
    }
}

/// 在办的和今年办完的。
#[derive(Debug, Serialize, ToSchema)]
pub struct Cases {
    pub cases: Vec<Case>,
}

/// 办件：在办的和今年办完的
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/cases", tag = "办件", operation_id = "cases",
    params(InOrganisation, OfDay), responses((status = 200, body = Cases), Refusals), security(("token" = [])))]
pub async fn cases(client: Client, Path(organisation): Path<String>) -> Result<Json<Cases>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let cases = client.live().cases_of(&allowed, client.when()).await?;
    Ok(Json(Cases { cases: cases.into_iter().map(Case::from).collect() }))
}

/// 一件事的每一步。
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseWhole {
    pub case: Case,
    pub stages: Vec<Stage>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Stage {
    /// 没有分阶段的，是空的。
    pub name: String,
    pub steps: Vec<Step>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    pub number: usize,
    pub name: String,
    pub who: String,
    pub document: Option<String>,
    pub optional: bool,
    /// 办这一步的记录。
    #[schema(format = "uuid")]
    pub record: Option<String>,
    pub is_next: bool,
    pub due: Option<String>,
    pub faults: Vec<String>,
    /// 没有办的：用哪种记录写下它。
    pub kind: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneCase {
    /// 程序的规则编号。
    rule: String,
    /// 属于这件事的任何一条记录，如 `done` 里的。
    #[param(format = "uuid")]
    record: String,
}

fn whole(found: CaseFound) -> CaseWhole {
    let kinds: Vec<(usize, String)> = found.forms.into_iter().map(|(number, kind, _)| (number, kind)).collect();
    let kind = |number: usize| kinds.iter().find(|(known, _)| *known == number).map(|(_, kind)| kind.clone());
    let step = |step: StepShown| Step {
        number: step.number,
        name: step.name,
        who: step.who,
        document: step.document,
        optional: step.optional,
        record: step.taken.map(|taken| taken.record),
        is_next: step.is_next,
        due: step.due,
        faults: step.faults,
        kind: kind(step.number),
    };
    let stages = found.case.stages.into_iter();
    let stages = stages.map(|stage| Stage { name: stage.name, steps: stage.steps.into_iter().map(step).collect() });
    CaseWhole { stages: stages.collect(), case: found.case.row.into() }
}

/// 一件事，一步一步
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/cases/{rule}/{record}", tag = "办件",
    operation_id = "case", params(InOrganisation, OneCase, OfDay),
    responses((status = 200, body = CaseWhole), Refusals), security(("token" = [])))]
pub async fn case(
    client: Client,
    Path((organisation, rule, record)): Path<(String, String, String)>,
) -> Result<Json<CaseWhole>, Problem> {
    let allowed = client.allow::<SeeOrganisation>(organisation_of(&organisation)?)?;
    let found = client.live().case(&allowed, (&rule, record_of(&record)?), client.when()).await?;
    Ok(Json(whole(found.ok_or_else(|| Problem::not_found("没有这件事，规则和记录应与 …/cases 的回答一致"))?)))
}

/// 等本级办的，和报来备案的。
#[derive(Debug, Serialize, ToSchema)]
pub struct Inbox {
    /// 等着办的，先到期的在前。
    pub waiting: Vec<Waiting>,
    /// 近来报备的，不用批。
    pub filed: Vec<Waiting>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Waiting {
    #[schema(format = "uuid")]
    pub organisation: String,
    pub name: String,
    pub title: String,
    pub subject: String,
    #[schema(format = Date)]
    pub since: String,
    #[schema(format = Date)]
    pub due: Option<String>,
    pub overdue: bool,
    /// 它所在的记录。
    #[schema(format = "uuid")]
    pub record: String,
    /// 是一件事的一步，就有程序的规则编号。
    pub rule: Option<String>,
}

fn waiting(row: InboxRow) -> Waiting {
    let (rule, record) = match row.place {
        InboxPlace::Case { rule, record } => (Some(rule), record),
        InboxPlace::Review { record, .. } | InboxPlace::Filed { record, .. } => (None, record),
    };
    Waiting {
        organisation: row.organisation.to_string(),
        name: row.name,
        title: row.title,
        subject: row.subject,
        since: row.since.to_string(),
        due: row.due.map(|due| due.to_string()),
        overdue: row.is_overdue,
        record,
        rule,
    }
}

/// 收件：今天等本级办的
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/inbox", tag = "办件", operation_id = "inbox",
    params(InOrganisation), responses((status = 200, body = Inbox), Refusals), security(("token" = [])))]
pub async fn inbox(client: Client, Path(organisation): Path<String>) -> Result<Json<Inbox>, Problem> {
    let allowed = client.allow::<AnswerAsked>(organisation_of(&organisation)?)?;
    let inbox = client.live().inbox(&allowed, client.now.day());
    Ok(Json(Inbox {
        waiting: inbox.waiting.into_iter().map(waiting).collect(),
        filed: inbox.filed.into_iter().map(waiting).collect(),
    }))
}
