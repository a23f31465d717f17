//! Meetings that people are called to: calling, the list, the code on the wall, and one's own part.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use office::access::{SeePublished, SignMyself, WriteRecord};
use office::gathering::{
    Asked, Attended, CalledPerson, Counts, GatheringOpened, GatheringRow, GatheringShown, GatheringWanted, Mark,
    OwnPart, REASON_MOST, State, WhoIsCalled,
};
use office::{FactId, OrganisationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use views::ThresholdRow;

use super::asked::{Body, InOrganisation, Path};
use super::client::{Client, organisation_of};
use super::problem::{NotWritten, Problem, Refusals};

/// 还没有写下记录的会议。
#[derive(Debug, Serialize, ToSchema)]
pub struct Meetings {
    pub meetings: Vec<MeetingLine>,
    /// 能开什么会、叫哪些人；只有记录人看得到。
    pub choices: Option<Choices>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingLine {
    #[schema(format = "uuid")]
    pub id: String,
    pub kind_name: String,
    pub title: String,
    #[schema(format = Date)]
    pub day: String,
    /// 叫了哪些人。
    pub calls: String,
    pub counts: Attendance,
    /// 令牌的主人怎样；不在应到之列就没有。
    pub own: Option<&'static str>,
    /// 令牌的主人是计票人。
    pub is_teller: bool,
}

/// 应到几人，各是怎样。
#[derive(Debug, Serialize, ToSchema)]
pub struct Attendance {
    pub called: usize,
    pub present: usize,
    pub remote: usize,
    pub excused: usize,
    pub absent: usize,
    pub waiting: usize,
    /// 还没有到的里面，有几个报了线上参加或请假。
    pub asking: usize,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Choices {
    pub kinds: Vec<MeetingChoice>,
    pub calls: Vec<MeetingChoice>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingChoice {
    pub choice: String,
    pub word: String,
}

impl From<Counts> for Attendance {
    fn from(counts: Counts) -> Attendance {
        let Counts { called, present, remote, excused, absent, waiting, asking } = counts;
        Attendance { called, present, remote, excused, absent, waiting, asking }
    }
}

impl From<GatheringRow> for MeetingLine {
    fn from(row: GatheringRow) -> MeetingLine {
        MeetingLine {
            id: row.id.to_string(),
            kind_name: row.kind_name,
            title: row.title,
            day: row.day.to_string(),
            calls: row.calls,
            counts: row.counts.into(),
            own: row.own.map(State::slug),
            is_teller: row.is_teller,
        }
    }
}

impl From<WhoIsCalled> for Choices {
    fn from(who: WhoIsCalled) -> Choices {
        let choices = |pairs: Vec<(String, String)>| {
            pairs.into_iter().map(|(choice, word)| MeetingChoice { choice, word }).collect::<Vec<MeetingChoice>>()
        };
        Choices { kinds: choices(who.kinds), calls: choices(who.calls) }
    }
}

/// 还没有写下记录的会议，按日期
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/meetings", tag = "会议", operation_id = "meetings",
    params(InOrganisation), responses((status = 200, body = Meetings), Refusals), security(("token" = [])))]
pub async fn meetings(client: Client, Path(organisation): Path<String>) -> Result<Json<Meetings>, Problem> {
    let organisation = organisation_of(&organisation)?;
    let rows = client.live().gatherings(&client.allow::<SeePublished>(organisation)?).await?;
    let choices = match client.allow::<WriteRecord>(organisation) {
        Ok(allowed) => Some(client.live().who_is_called(&allowed, client.now.day()).await?.into()),
        Err(_) => None,
    };
    Ok(Json(Meetings { meetings: rows.into_iter().map(MeetingLine::from).collect(), choices }))
}

/// 要开的一次会。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMeeting {
    /// 由发送的程序取定的 UUID：同样的内容再发一次，还是这一次会。开完会，会议记录也用这个编号。
    #[schema(format = "uuid")]
    id: String,
    /// 开什么会，见 `choices.kinds`。
    kind: String,
    #[schema(format = Date)]
    day: String,
    /// 议题。
    #[serde(default)]
    #[schema(max_length = 200)]
    title: String,
    /// 叫哪些人，见 `choices.calls`；不写就按规定。
    #[serde(default)]
    calls: String,
}

/// 会议开列了。
#[derive(Debug, Serialize, ToSchema)]
pub struct MeetingOpened {
    #[schema(format = "uuid")]
    pub id: String,
}

/// 召集一次会，开始签到
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/meetings", tag = "会议", operation_id = "callMeeting",
    params(InOrganisation), request_body = NewMeeting,
    responses((status = 201, body = MeetingOpened), Refusals, NotWritten), security(("token" = [])))]
pub async fn call(
    client: Client,
    Path(organisation): Path<String>,
    Body(new): Body<NewMeeting>,
) -> Result<Response, Problem> {
    let organisation = organisation_of(&organisation)?;
    let allowed = client.allow::<WriteRecord>(organisation)?;
    let id = new.id.parse::<FactId>();
    let id = id.map_err(|_| Problem::wrong("/id", format!("应为 UUID，现在是“{}”", new.id)))?;
    let wanted = GatheringWanted { id: Some(id), kind: new.kind, day: new.day, title: new.title, calls: new.calls };
    match client.live().open_gathering(&allowed, &wanted, client.now).await? {
        GatheringOpened::Done(id) => {
            let place = format!("/api/v1/organisations/{organisation}/meetings/{id}");
            let opened = MeetingOpened { id: id.to_string() };
            Ok((StatusCode::CREATED, [(LOCATION, place)], Json(opened)).into_response())
        }
        GatheringOpened::Conflict => {
            let detail = "这个编号已经用过，内容和这次不同，或者会议记录已经写下。要开另一次会，请另取编号";
            Err(Problem::new(StatusCode::CONFLICT, detail.to_owned()))
        }
        GatheringOpened::Refused(fault) => Err(Problem::wrong("", fault)),
    }
}

pub fn gone() -> Problem {
    Problem::not_found("没有这次会，或者记录已经写下，签到随之结束")
}

/// The organisation and the meeting of an address.
///
/// # Errors
/// Where one of them is no id.
pub fn place(organisation: &str, meeting: &str) -> Result<(OrganisationId, FactId), Problem> {
    let id = meeting.parse().map_err(|_| Problem::not_found("地址里的会议编号应为 UUID"))?;
    Ok((organisation_of(organisation)?, id))
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "only the description is made of it")]
pub struct OneMeeting {
    /// 会议的编号。
    #[param(format = "uuid")]
    meeting: String,
}

/// 一次会，和每个人怎样。
#[derive(Debug, Serialize, ToSchema)]
pub struct Meeting {
    #[schema(format = "uuid")]
    pub id: String,
    pub kind: String,
    pub kind_name: String,
    pub title: String,
    #[schema(format = Date)]
    pub day: String,
    pub calls: String,
    pub counts: Attendance,
    /// 法定人数、多数，按这一天的名册算。
    pub thresholds: Vec<Threshold>,
    pub people: Vec<Called>,
    /// 会上要计票。
    pub is_counted: bool,
}

/// 一条人数或票数的要求。
#[derive(Debug, Serialize, ToSchema)]
pub struct Threshold {
    /// 哪些规则要求的，规则的编号。
    pub rules: Vec<String>,
    /// 数的是什么。
    pub what: String,
    /// 怎样算出来的。
    pub arithmetic: String,
    pub need: i64,
    /// 现在有多少；还不知道就没有。
    pub found: Option<i64>,
    /// 够了没有，用话说。
    pub state: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Called {
    #[schema(format = "uuid")]
    pub person: String,
    pub name: String,
    /// `present`、`remote`、`excused`、`absent`、`waiting`、`out`（不在应到之列）。
    pub state: &'static str,
    /// 本人报了什么，等记录人同意。
    pub asked: Option<&'static str>,
    pub reason: String,
    /// 什么时候、怎样记上的；还没有就是空的。
    pub how: String,
}

impl From<ThresholdRow> for Threshold {
    fn from(row: ThresholdRow) -> Threshold {
        Threshold {
            rules: row.rules.into_iter().map(|(rule, _)| rule).collect(),
            what: row.what,
            arithmetic: row.arithmetic,
            need: row.need,
            found: row.found,
            state: row.state_word,
        }
    }
}

impl From<GatheringShown> for Meeting {
    fn from(shown: GatheringShown) -> Meeting {
        let called = |one: CalledPerson| Called {
            person: one.person.to_string(),
            name: one.name,
            state: one.state.slug(),
            asked: one.asked.map(State::slug),
            reason: one.reason,
            how: one.how,
        };
        Meeting {
            id: shown.id.to_string(),
            kind: shown.kind,
            kind_name: shown.kind_name,
            title: shown.title,
            day: shown.day.to_string(),
            calls: shown.calls,
            counts: shown.counts.into(),
            thresholds: shown.thresholds.into_iter().map(Threshold::from).collect(),
            people: shown.people.into_iter().map(called).collect(),
            is_counted: shown.is_counted,
        }
    }
}

/// 一次会，和每个人怎样（记录人的令牌，范围要有 record）
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/meetings/{meeting}", tag = "会议",
    operation_id = "meeting", params(InOrganisation, OneMeeting),
    responses((status = 200, body = Meeting), Refusals), security(("token" = [])))]
pub async fn meeting(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
) -> Result<Json<Meeting>, Problem> {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<WriteRecord>(organisation)?;
    let shown = client.live().gathering_shown(&allowed, id).await?;
    Ok(Json(shown.ok_or_else(gone)?.into()))
}

/// 不开了：连同签到一起去掉；再发一次，回答相同
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/meetings/{meeting}", tag = "会议",
    operation_id = "dropMeeting", params(InOrganisation, OneMeeting),
    responses((status = 204), Refusals), security(("token" = [])))]
pub async fn drop(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<WriteRecord>(organisation)?;
    client.live().drop_gathering(&allowed, id, client.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 手工记上的到会情况，只写要改的人。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    marks: Vec<NewMark>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMark {
    #[schema(format = "uuid")]
    person: String,
    /// `present`、`remote`、`excused`、`absent`、`waiting`、`out`。
    state: String,
    /// 没有到会的事由。
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// 手工记到会情况
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/meetings/{meeting}/marks", tag = "会议",
    operation_id = "mark", params(InOrganisation, OneMeeting), request_body = Marks,
    responses((status = 200, body = Meeting), Refusals, NotWritten), security(("token" = [])))]
pub async fn mark(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
    Body(Marks { marks }): Body<Marks>,
) -> Result<Json<Meeting>, Problem> {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<WriteRecord>(organisation)?;
    let shown = client.live().gathering_shown(&allowed, id).await?.ok_or_else(gone)?;
    let mut read: Vec<Mark> = Vec::new();
    for (at, one) in marks.into_iter().enumerate() {
        let known = shown.people.iter().find(|known| known.person.to_string() == one.person);
        let stranger = || Problem::wrong(&format!("/marks/{at}/person"), format!("这一天的名册里没有“{}”", one.person));
        let person = known.ok_or_else(stranger)?.person;
        let state = State::from_slug(&one.state).ok_or_else(|| {
            let known = State::ALL.map(State::slug).join("、");
            Problem::wrong(&format!("/marks/{at}/state"), format!("应为 {known} 之一，现在是“{}”", one.state))
        })?;
        let length = one.reason.chars().count();
        if length > REASON_MOST {
            let fault = format!("应不超过 {REASON_MOST} 个字，现在是 {length} 个");
            return Err(Problem::wrong(&format!("/marks/{at}/reason"), fault));
        }
        read.push(Mark { person, state, reason: one.reason });
    }
    if !client.live().mark_gathering(&allowed, id, &read, client.now).await? {
        return Err(gone());
    }
    let shown = client.live().gathering_shown(&allowed, id).await?;
    Ok(Json(shown.ok_or_else(gone)?.into()))
}

/// 墙上现在的码。
#[derive(Debug, Serialize, ToSchema)]
pub struct WallCode {
    pub code: String,
    /// 扫了到哪里去，接在服务器的地址后面。
    pub path: String,
}

/// 墙上现在的码，每十秒换一个
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/meetings/{meeting}/code", tag = "会议",
    operation_id = "wallCode", params(InOrganisation, OneMeeting),
    responses((status = 200, body = WallCode), Refusals), security(("token" = [])))]
pub async fn code(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
) -> Result<Json<WallCode>, Problem> {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<WriteRecord>(organisation)?;
    let (_, code) = client.live().wall(&allowed, id, client.now).await?.ok_or_else(gone)?;
    let path = format!("/o/{organisation}/meetings/{id}/here/{code}");
    Ok(Json(WallCode { code, path }))
}

/// 令牌的主人在一次会里怎样。
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAttendance {
    pub kind_name: String,
    pub title: String,
    #[schema(format = Date)]
    pub day: String,
    pub state: &'static str,
    pub asked: Option<&'static str>,
    pub reason: String,
}

impl From<OwnPart> for OwnAttendance {
    fn from(part: OwnPart) -> OwnAttendance {
        OwnAttendance {
            kind_name: part.kind_name,
            title: part.title,
            day: part.day.to_string(),
            state: part.state.slug(),
            asked: part.asked.map(State::slug),
            reason: part.reason,
        }
    }
}

/// 本人要做什么：签到，或者报线上参加、请假。
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttendance {
    /// `present`：扫了墙上的码，签到；`remote`、`excused`：报线上参加、请假，等记录人同意。
    state: String,
    /// 墙上的码，签到要有。扫码以后才有网络的，可以晚些再发。
    code: Option<String>,
    /// 线上参加、请假的事由，只有记录人看得到。
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// 本人签到，或者报线上参加、请假
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/meetings/{meeting}/me", tag = "会议",
    operation_id = "attend", params(InOrganisation, OneMeeting), request_body = NewAttendance,
    responses((status = 200, body = OwnAttendance), Refusals, NotWritten), security(("token" = [])))]
pub async fn attend(
    client: Client,
    Path((organisation, meeting)): Path<(String, String)>,
    Body(new): Body<NewAttendance>,
) -> Result<Json<OwnAttendance>, Problem> {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = client.allow::<SignMyself>(organisation)?;
    let (live, now) = (client.live(), client.now);
    let attended = match (State::from_slug(&new.state), new.code.as_deref()) {
        (Some(State::Present), Some(code)) => match live.scanned((organisation, id), code, now).await? {
            Some(passed) => live.sign_myself(&allowed, id, &passed, now).await?,
            None => live.sign_myself_later(&allowed, id, code, now).await?,
        },
        (Some(State::Present), None) => return Err(Problem::wrong("/code", "签到应写墙上的码，现在没有".to_owned())),
        (Some(state @ (State::Remote | State::Excused)), _) => {
            let asked = Asked { state, reason: new.reason };
            live.ask_for_myself(&allowed, id, &asked, now).await?.map_err(|fault| Problem::wrong("/reason", fault))?
        }
        _ => {
            let fault = format!("应为 present、remote、excused 之一，现在是“{}”", new.state);
            return Err(Problem::wrong("/state", fault));
        }
    };
    match attended {
        Attended::Done | Attended::Before => {
            let part = live.own_part(&allowed, id).await?;
            Ok(Json(part.ok_or_else(gone)?.into()))
        }
        Attended::Gone => Err(gone()),
        refused => Err(Problem::new(StatusCode::CONFLICT, refused.word().to_owned())),
    }
}
