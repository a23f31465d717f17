//! Questions over everybody below: asked, answered beside everything else, fetched until the answer is there.

use std::sync::Arc;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use office::access::{AskWhatIf, SeeBelow};
use office::{Answered, Asking, DRAWN_MOST, OfficeError, OrganisationId, ParameterShown, Question, Setting};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use views::{BranchChange, RuleChange, Sample, SampledBranch, SampledRecord, WhatIf};

use super::asked::{Body, InOrganisation, OfDay, Path};
use super::client::{Client, organisation_of};
use super::problem::{NotWritten, Problem, Refusals};

/// 标准的参数，按这一天的值。
#[derive(Debug, Serialize, ToSchema)]
pub struct Parameters {
    pub parameters: Vec<Parameter>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Parameter {
    pub parameter: String,
    pub name: String,
    pub unit: String,
    pub value: String,
}

impl From<ParameterShown> for Parameter {
    fn from(shown: ParameterShown) -> Parameter {
        Parameter { parameter: shown.slug, name: shown.name, unit: shown.unit, value: shown.value }
    }
}

/// 标准的参数，按这一天的值
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/parameters", tag = "总览", operation_id = "parameters",
    params(InOrganisation, OfDay), responses((status = 200, body = Parameters), Refusals), security(("token" = [])))]
pub async fn parameters(client: Client, Path(organisation): Path<String>) -> Result<Json<Parameters>, Problem> {
    client.allow::<AskWhatIf>(organisation_of(&organisation)?)?;
    let parameters = client.live().parameters(client.when());
    Ok(Json(Parameters { parameters: parameters.into_iter().map(Parameter::from).collect() }))
}

/// 假如这些参数是另外的值。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWhatIf {
    #[schema(min_items = 1)]
    settings: Vec<NewSetting>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSetting {
    /// 参数的编号，见 `…/parameters`。
    parameter: String,
    /// 新的值，照 `…/parameters` 里的写法。
    #[schema(min_length = 1)]
    value: String,
    /// 从哪一天起，不写是一直。
    #[schema(format = Date)]
    from: Option<String>,
}

/// 抽查：按风险加权随机抽取，同一个种子抽出来的总是一样。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSample {
    /// 抽几个支部。
    #[schema(minimum = 1, maximum = 200)]
    branches: usize,
    /// 每个支部抽几条记录。
    #[schema(minimum = 1, maximum = 200)]
    records: usize,
    /// 事先公布的一句话或一个数。
    #[schema(min_length = 1, max_length = 100)]
    seed: String,
}

/// 问题收下了，在算。
#[derive(Debug, Serialize, ToSchema)]
pub struct Asked {
    /// 问题的编号；答案留一个小时。
    pub question: String,
}

const SEED_LONGEST: usize = 100;

/// 假如参数改了，检查结果、得分、星级怎样变
///
/// 在后台算，上千个支部要几分钟；一个账号一次问一个，前一个没有算完时答 409。
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/what-if", tag = "总览", operation_id = "askWhatIf",
    params(InOrganisation, OfDay), request_body = NewWhatIf,
    responses((status = 202, body = Asked), Refusals, NotWritten), security(("token" = [])))]
pub async fn ask_what_if(
    client: Client,
    Path(organisation): Path<String>,
    Body(new): Body<NewWhatIf>,
) -> Result<Response, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<AskWhatIf>(organisation)?;
    let mut settings: Vec<Setting> = Vec::new();
    for (at, one) in new.settings.iter().enumerate() {
        let setting = Setting::typed(&one.parameter, &one.value, one.from.as_deref().unwrap_or_default());
        settings.extend(setting.map_err(|fault| Problem::wrong(&format!("/settings/{at}"), fault))?);
    }
    if settings.is_empty() {
        return Err(Problem::wrong("/settings", "应至少有一个参数和它的新值，现在一个也没有".to_owned()));
    }
    begun(&client, (organisation, "what-if"), client.live().ask_what_if(&allowed, settings, client.when(), client.now))
}

/// 抽查：要抽几个支部，每个几条记录
///
/// 在后台抽；一个账号一次问一个，前一个没有算完时答 409。
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/samples", tag = "总览", operation_id = "askForSample",
    params(InOrganisation, OfDay), request_body = NewSample,
    responses((status = 202, body = Asked), Refusals, NotWritten), security(("token" = [])))]
pub async fn ask_for_sample(
    client: Client,
    Path(organisation): Path<String>,
    Body(new): Body<NewSample>,
) -> Result<Response, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<SeeBelow>(organisation)?;
    for (pointer, many) in [("/branches", new.branches), ("/records", new.records)] {
        if !(1..=DRAWN_MOST).contains(&many) {
            return Err(Problem::wrong(pointer, format!("应为 1 到 {DRAWN_MOST} 的整数，现在是 {many}")));
        }
    }
    let length = new.seed.chars().count();
    if new.seed.trim().is_empty() || length > SEED_LONGEST {
        let fault = format!("应为事先公布的一句话或一个数，最多 {SEED_LONGEST} 个字，现在有 {length} 个字");
        return Err(Problem::wrong("/seed", fault));
    }
    let many = (new.branches, new.records);
    let asked = client.live().ask_for_sample(&allowed, many, &new.seed, client.when(), client.now);
    begun(&client, (organisation, "samples"), asked)
}

fn begun(
    client: &Client,
    (organisation, kind): (OrganisationId, &str),
    asked: Result<String, OfficeError>,
) -> Result<Response, Problem> {
    let question = match asked {
        Ok(question) => question,
        Err(waits @ OfficeError::QuestionWaits) => {
            return Err(Problem::new(StatusCode::CONFLICT, waits.to_string()));
        }
        Err(fault @ (OfficeError::Setting { .. } | OfficeError::NoSuchParameter { .. })) => {
            return Err(Problem::wrong("/settings", fault.to_string()));
        }
        Err(other) => return Err(other.into()),
    };
    crate::aside::answer(client.state(), question.clone());
    let place = format!("/api/v1/organisations/{organisation}/{kind}/{question}");
    Ok((StatusCode::ACCEPTED, [(LOCATION, place)], Json(Asked { question })).into_response())
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneQuestion {
    /// 问题的编号，提问时的回答里的 `question`。
    question: String,
}

/// 一个问题算到哪里了。
#[derive(Debug, Serialize, ToSchema)]
pub struct Progress {
    /// `waiting`、`answered`、`failed`。
    pub state: &'static str,
    #[schema(format = DateTime)]
    pub asked_at: String,
    /// 截至哪一天。
    #[schema(format = Date)]
    pub as_of: String,
    /// 只算这一刻以前已经记下的。
    #[schema(format = DateTime)]
    pub known_at: String,
    /// 已看几个组织，共几个；还没有轮到就没有。
    pub read: Option<usize>,
    pub of: Option<usize>,
    /// 为什么没有算成。
    pub fault: Option<String>,
}

impl Progress {
    fn of(question: &Question) -> Progress {
        let (state, fault) = match question.answer() {
            None => ("waiting", None),
            Some(Ok(_)) => ("answered", None),
            Some(Err(fault)) => ("failed", Some(fault.to_owned())),
        };
        let progress = question.progress();
        Progress {
            state,
            asked_at: question.asked_at.to_string(),
            as_of: question.when.as_of.to_string(),
            known_at: question.when.known_at.unwrap_or(question.asked_at).to_string(),
            read: progress.map(|(read, _)| read),
            of: progress.map(|(_, of)| of),
            fault,
        }
    }
}

/// 假如的答案。
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfAnswer {
    pub progress: Progress,
    /// 每条规则有几条检查结果变了；没有算完是空的。
    pub rules: Vec<RuleMoved>,
    /// 得分、星级、名次变了的支部；没有算完是空的。
    pub branches: Vec<BranchMoved>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RuleMoved {
    pub clause: String,
    pub rule: String,
    pub title: String,
    /// 原来的结果；没有就是原来没有这一条。
    pub before: Option<&'static str>,
    pub after: Option<&'static str>,
    pub findings: u32,
    pub organisations: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BranchMoved {
    #[schema(format = "uuid")]
    pub id: String,
    pub name: String,
    pub unit: String,
    pub findings_changed: u32,
    pub total_before: Option<f64>,
    pub total_after: Option<f64>,
    pub stars_before: Option<u8>,
    pub stars_after: Option<u8>,
    pub place_before: Option<u32>,
    pub place_after: Option<u32>,
}

impl From<&RuleChange> for RuleMoved {
    fn from(change: &RuleChange) -> RuleMoved {
        RuleMoved {
            clause: change.clause.clone(),
            rule: change.rule.clone(),
            title: change.title.clone(),
            before: change.before,
            after: change.after,
            findings: change.findings,
            organisations: change.organisations,
        }
    }
}

impl From<&BranchChange> for BranchMoved {
    fn from(change: &BranchChange) -> BranchMoved {
        BranchMoved {
            id: change.id.to_string(),
            name: change.organisation.clone(),
            unit: change.unit.clone(),
            findings_changed: change.findings_changed,
            total_before: change.total_before,
            total_after: change.total_after,
            stars_before: change.stars_before,
            stars_after: change.stars_after,
            place_before: change.rank_before,
            place_after: change.rank_after,
        }
    }
}

/// 抽到的。抽到只是要去看，不是结论。
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleAnswer {
    pub progress: Progress,
    pub seed: String,
    /// 从几个支部里抽，一共几张签；没有算完没有。
    pub drawn_from: Option<usize>,
    pub tickets: Option<usize>,
    /// 按抽出的次序；没有算完是空的。
    pub branches: Vec<BranchDrawn>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BranchDrawn {
    #[schema(format = "uuid")]
    pub id: String,
    pub name: String,
    pub unit: String,
    pub tickets: usize,
    /// 为什么有这些签。
    pub reasons: Vec<String>,
    pub records: Vec<RecordDrawn>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RecordDrawn {
    #[schema(format = "uuid")]
    pub id: String,
    pub occurred: String,
    pub kind: String,
    pub details: String,
    pub tickets: usize,
    pub reasons: Vec<String>,
}

impl From<&SampledBranch> for BranchDrawn {
    fn from(branch: &SampledBranch) -> BranchDrawn {
        let record = |record: &SampledRecord| RecordDrawn {
            id: record.record.clone(),
            occurred: record.occurred.clone(),
            kind: record.kind_slug.clone(),
            details: record.details.clone(),
            tickets: record.tickets,
            reasons: record.reasons.clone(),
        };
        BranchDrawn {
            id: branch.id.clone(),
            name: branch.organisation.clone(),
            unit: branch.unit.clone(),
            tickets: branch.tickets,
            reasons: branch.reasons.clone(),
            records: branch.records.iter().map(record).collect(),
        }
    }
}

/// A question of whoever comes.
fn own(client: &Client, organisation: OrganisationId, name: &str) -> Result<Arc<Question>, Problem> {
    let own = client.live().questions_of(client.visitor().account, organisation, client.now);
    let found = own.into_iter().find(|(known, _)| known == name).map(|(_, question)| question);
    found.ok_or_else(|| Problem::not_found("这个问题没有问过，或已过了一个小时，答案已经清掉。请再问一次"))
}

/// 假如的答案，没有算完就是算到哪里了
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/what-if/{question}", tag = "总览",
    operation_id = "whatIf", params(InOrganisation, OneQuestion),
    responses((status = 200, body = WhatIfAnswer), Refusals), security(("token" = [])))]
pub async fn what_if(
    client: Client,
    Path((organisation, name)): Path<(String, String)>,
) -> Result<Json<WhatIfAnswer>, Problem> {
    let organisation = organisation_of(&organisation)?;
    client.allow::<AskWhatIf>(organisation)?;
    let question = own(&client, organisation, &name)?;
    let found: Option<&WhatIf> = match (&question.asking, question.answer()) {
        (Asking::Sample { .. }, _) => return Err(Problem::not_found("这是抽查，答案在 …/samples/ 下面")),
        (_, Some(Ok(Answered::WhatIf(found)))) => Some(found),
        _ => None,
    };
    Ok(Json(WhatIfAnswer {
        progress: Progress::of(&question),
        rules: found.iter().flat_map(|found| &found.rules).map(RuleMoved::from).collect(),
        branches: found.iter().flat_map(|found| &found.branches).map(BranchMoved::from).collect(),
    }))
}

/// 抽到的支部和记录，没有抽完就是抽到哪里了
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/samples/{question}", tag = "总览",
    operation_id = "sample", params(InOrganisation, OneQuestion),
    responses((status = 200, body = SampleAnswer), Refusals), security(("token" = [])))]
pub async fn sample(
    client: Client,
    Path((organisation, name)): Path<(String, String)>,
) -> Result<Json<SampleAnswer>, Problem> {
    let organisation = organisation_of(&organisation)?;
    client.allow::<SeeBelow>(organisation)?;
    let question = own(&client, organisation, &name)?;
    let Asking::Sample { seed, .. } = &question.asking else {
        return Err(Problem::not_found("这是假如，答案在 …/what-if/ 下面"));
    };
    let found: Option<&Sample> = match question.answer() {
        Some(Ok(Answered::Sample(found))) => Some(found),
        _ => None,
    };
    Ok(Json(SampleAnswer {
        progress: Progress::of(&question),
        seed: seed.clone(),
        drawn_from: found.map(|found| found.of),
        tickets: found.map(|found| found.tickets),
        branches: found.iter().flat_map(|found| &found.branches).map(BranchDrawn::from).collect(),
    }))
}
