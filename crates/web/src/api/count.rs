//! Counting the papers of a vote: who counts, what each hands in, what comes of it.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use office::PersonId;
use office::access::{SignMyself, WriteRecord};
use office::gathering::{CountLine, CountSetUp, CountShown, CountWanted, Counted, Teller};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::asked::{Body, InOrganisation, Path};
use super::client::Client;
use super::finding::Finding;
use super::meeting::{OneMeeting, Threshold, gone, place};
use super::problem::{NotWritten, Problem, Refusals};

/// 一次计票。计票人看不到另一人的数，直到两人的数相同。
#[derive(Debug, Serialize, ToSchema)]
pub struct Count {
    /// 会上选人，不只是表决。
    pub elects: bool,
    /// 能当计票人、候选人的：这一天的党员。
    pub people: Vec<Named>,
    /// 怎样计票；还没有定就没有。
    pub set_up: Option<CountedPapers>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CountedPapers {
    pub tellers: Vec<TellerState>,
    pub candidates: Vec<Named>,
    pub seats: i64,
    /// 要数的每一项。
    pub lines: Vec<CountedLine>,
    /// 两人都数完了。
    pub is_counted: bool,
    /// 两人的数相同。
    pub is_settled: bool,
    pub thresholds: Vec<Threshold>,
    pub findings: Vec<Finding>,
    /// 按票数谁当选；数还没有对上是空的。
    pub outcome: Vec<Outcome>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TellerState {
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
    pub has_counted: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CountedLine {
    /// 交数的时候用的名称。
    pub key: String,
    pub label: String,
    /// 令牌的主人数的。
    pub own: Option<i64>,
    /// 两人数的，按 `tellers` 的次序；不该看的看不到。
    pub both: Option<[i64; 2]>,
    pub differs: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Outcome {
    pub name: String,
    pub votes: i64,
    /// 当选没有；不能断定就没有。
    pub elected: Option<bool>,
}

fn named((person, name): (PersonId, String)) -> Named {
    Named { person: person.to_string(), name }
}

impl From<CountShown> for Count {
    fn from(count: CountShown) -> Count {
        Count {
            elects: count.elects,
            people: count.people.into_iter().map(named).collect(),
            set_up: count.set_up.map(CountedPapers::from),
        }
    }
}

impl From<CountSetUp> for CountedPapers {
    fn from(set_up: CountSetUp) -> CountedPapers {
        let teller = |teller: Teller| TellerState {
            person: teller.person.to_string(),
            name: teller.name,
            has_counted: teller.has_counted,
        };
        let line = |line: CountLine| CountedLine {
            key: line.key,
            label: line.label,
            own: line.own,
            both: line.both.map(|(one, other)| [one, other]),
            differs: line.differs,
        };
        let outcome = |(name, votes, elected)| Outcome { name, votes, elected };
        CountedPapers {
            tellers: set_up.tellers.into_iter().map(teller).collect(),
            candidates: set_up.candidates.into_iter().map(named).collect(),
            seats: set_up.seats,
            lines: set_up.lines.into_iter().map(line).collect(),
            is_counted: set_up.is_counted,
            is_settled: set_up.is_settled,
            thresholds: set_up.thresholds.into_iter().map(Threshold::from).collect(),
            findings: set_up.findings.into_iter().map(Finding::from).collect(),
            outcome: set_up.outcome.into_iter().map(outcome).collect(),
        }
    }
}

/// 计票到哪里了：记录人和两名计票人看得到（范围要有 record）
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/meetings/{meeting}/count", tag = "会议",
    operation_id = "count", params(InOrganisation, OneMeeting),
    responses((status = 200, body = Count), Refusals), security(("token" = [])))]
pub async fn count(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
) -> Result<Json<Count>, Problem> {
    shown(&client, &organisation, &meeting).await
}

async fn shown(client: &Client, organisation: &str, meeting: &str) -> Result<Json<Count>, Problem> {
    let (organisation, id) = place(organisation, meeting)?;
    let found = match client.allow::<WriteRecord>(organisation) {
        Ok(allowed) => client.live().count_kept(&allowed, id).await?,
        Err(_) => client.live().count_told(&client.allow::<SignMyself>(organisation)?, id).await?,
    };
    Ok(Json(found.ok_or_else(nothing)?.into()))
}

fn nothing() -> Problem {
    Problem::not_found("这次会没有要计的票，或令牌的主人不是计票人，或者会议记录已经写下")
}

/// 谁计票，计什么。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCount {
    /// 两名计票人。
    #[schema(min_items = 2, max_items = 2)]
    tellers: Vec<String>,
    /// 候选人；不选人的没有。
    #[serde(default)]
    candidates: Vec<String>,
    /// 应选名额；不选人的不写。
    #[schema(minimum = 1, maximum = 99)]
    seats: Option<i64>,
}

/// 定谁计票；已经交的数，还用得上的留着
#[utoipa::path(put, path = "/api/v1/organisations/{organisation}/meetings/{meeting}/count", tag = "会议",
    operation_id = "setUpCount", params(InOrganisation, OneMeeting), request_body = NewCount,
    responses((status = 200, body = Count), Refusals, NotWritten), security(("token" = [])))]
pub async fn set_up(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
    Body(new): Body<NewCount>,
) -> Result<Json<Count>, Problem> {
    let (at, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<WriteRecord>(at)?;
    let people = |pointer: &str, ids: &[String]| -> Result<Vec<PersonId>, Problem> {
        let read =
            |id: &String| id.parse().map_err(|_| Problem::wrong(pointer, format!("应为名册里的编号，现在是“{id}”")));
        ids.iter().map(read).collect()
    };
    let wanted = CountWanted {
        tellers: people("/tellers", &new.tellers)?,
        candidates: people("/candidates", &new.candidates)?,
        seats: new.seats.map(|seats| seats.to_string()).unwrap_or_default(),
    };
    done(client.live().set_up_count(&allowed, id, &wanted, client.now).await?)?;
    shown(&client, &organisation, &meeting).await
}

/// 不计票了，已经交的数一起去掉
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/meetings/{meeting}/count", tag = "会议",
    operation_id = "dropCount", params(InOrganisation, OneMeeting),
    responses((status = 204), Refusals), security(("token" = [])))]
pub async fn drop(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (at, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<WriteRecord>(at)?;
    client.live().gathering_shown(&allowed, id).await?.ok_or_else(gone)?;
    // Where nothing was counted there is nothing to take back.
    client.live().drop_count(&allowed, id, client.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 一名计票人数的，每一项一个数，没有就写 0。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// 按 `lines` 里的 `key`。
    figures: BTreeMap<String, i64>,
}

/// 令牌的主人交上自己数的；再交一次，后一次算
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/meetings/{meeting}/count/figures", tag = "会议",
    operation_id = "tellCount", params(InOrganisation, OneMeeting), request_body = Figures,
    responses((status = 200, body = Count), Refusals, NotWritten), security(("token" = [])))]
pub async fn tell(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
    Body(Figures { figures }): Body<Figures>,
) -> Result<Json<Count>, Problem> {
    let (at, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<SignMyself>(at)?;
    let typed: Vec<(String, String)> = figures.into_iter().map(|(key, figure)| (key, figure.to_string())).collect();
    done(client.live().tell_count(&allowed, id, &typed, client.now).await?)?;
    shown(&client, &organisation, &meeting).await
}

fn done(counted: Counted) -> Result<(), Problem> {
    match counted {
        Counted::Done => Ok(()),
        Counted::Refused(fault) => Err(Problem::wrong("", fault)),
        Counted::Unknown => Err(nothing()),
    }
}
