//! 会议: calling people together, the code on the wall, signing in with a phone, and the list by hand.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use office::access::{SeePublished, SignMyself, WriteRecord};
use office::gathering::{
    Asked, Attended, GatheringOpened, GatheringRow, GatheringShown, GatheringWanted, Mark, OwnPart, Passed,
    State as How, WhoIsCalled,
};
use office::{FactId, OrganisationId};
use serde::Deserialize;

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page, page_with, see};
use crate::entry::{Entry, pass, set_pass};
use crate::frame::Frame;
use crate::qr::{Qr, qr};
use crate::serve::State;

#[derive(Template)]
#[template(path = "meetings.html")]
struct MeetingsPage {
    frame: Frame,
    rows: Vec<GatheringRow>,
    /// Whether it is somebody who signs in to meetings here.
    may_sign: bool,
    /// Only for whoever keeps the records.
    calling: Option<WhoIsCalled>,
    typed: Opening,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "meeting.html")]
struct MeetingPage {
    frame: Frame,
    meeting: GatheringShown,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "own_meeting.html")]
struct OwnMeetingPage {
    frame: Frame,
    part: OwnPart,
    typed: Asking,
    fault: Option<String>,
    done: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "wall.html")]
struct WallPage {
    title: String,
    back: String,
    meeting: GatheringShown,
    code: Option<Qr>,
    is_today: bool,
}

#[derive(Template)]
#[template(path = "here.html")]
struct HerePage {
    title: &'static str,
    message: String,
    is_refused: bool,
    /// What is signed in to, and by whom, where that can still be done.
    meeting: Option<(OwnPart, String)>,
    address: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Opening {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    calls: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Asking {
    #[serde(default)]
    state: String,
    #[serde(default)]
    reason: String,
}

/// Handler of `GET /o/{organisation}/meetings`.
pub async fn meetings(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let typed = Opening { day: entry.now.day().to_string(), ..Opening::default() };
    listed(&entry, organisation, typed, None).await
}

async fn listed(entry: &Entry, organisation: OrganisationId, typed: Opening, fault: Option<String>) -> Answer {
    let allowed = entry.allow::<SeePublished>(organisation)?;
    let rows = entry.live().gatherings(&allowed).await?;
    let frame = Frame::new(entry, organisation, "会议", "meetings");
    let calling = match entry.allow::<WriteRecord>(organisation).ok().filter(|_| frame.may_write) {
        Some(allowed) => Some(entry.live().who_is_called(&allowed, entry.now.day()).await?),
        None => None,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let may_sign = entry.allow::<SignMyself>(organisation).is_ok();
    page_with(status, &MeetingsPage { frame, rows, may_sign, calling, typed, fault })
}

/// Handler of `POST /o/{organisation}/meetings`.
pub async fn open(entry: Entry, Path(organisation): Path<String>, Form(typed): Form<Opening>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    let Opening { kind, day, title, calls } = &typed;
    let [kind, day, title, calls] = [kind, day, title, calls].map(String::clone);
    let wanted = GatheringWanted { id: None, kind, day, title, calls };
    match entry.live().open_gathering(&allowed, &wanted, entry.now).await? {
        GatheringOpened::Done(id) => Ok(see(&format!("/o/{organisation}/meetings/{id}"))),
        GatheringOpened::Conflict => Err(GONE),
        GatheringOpened::Refused(fault) => listed(&entry, organisation, typed, Some(fault)).await,
    }
}

/// Handler of `GET /o/{organisation}/meetings/{meeting}`: the list for whoever keeps the record, one's own part for
/// everybody else.
pub async fn meeting(entry: Entry, Path((organisation, meeting)): Path<(String, String)>) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    match entry.allow::<WriteRecord>(organisation) {
        Ok(allowed) => {
            let found = entry.live().gathering_shown(&allowed, id).await?;
            let meeting = found.ok_or(GONE)?;
            let frame = Frame::new(&entry, organisation, &meeting.kind_name, "meetings");
            let is_over = meeting.day <= entry.now.day();
            page(&MeetingPage { frame, meeting, is_over })
        }
        Err(_) => own(&entry, organisation, id, (Asking::default(), None, None)).await,
    }
}

type Said = (Asking, Option<String>, Option<&'static str>);

async fn own(entry: &Entry, organisation: OrganisationId, id: FactId, (typed, fault, done): Said) -> Answer {
    let allowed = entry.allow::<SignMyself>(organisation)?;
    let part = entry.live().own_part(&allowed, id).await?.ok_or(GONE)?;
    let frame = Frame::new(entry, organisation, &part.kind_name, "meetings");
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &OwnMeetingPage { frame, part, typed, fault, done })
}

/// Handler of `POST /o/{organisation}/meetings/{meeting}/ask`.
pub async fn ask(
    entry: Entry,
    Path((organisation, meeting)): Path<(String, String)>,
    Form(typed): Form<Asking>,
) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<SignMyself>(organisation)?;
    let state = How::from_slug(&typed.state).unwrap_or(How::Waiting);
    let asked = Asked { state, reason: typed.reason.clone() };
    match entry.live().ask_for_myself(&allowed, id, &asked, entry.now).await? {
        Err(fault) => own(&entry, organisation, id, (typed, Some(fault), None)).await,
        Ok(Attended::Done) => {
            own(&entry, organisation, id, (Asking::default(), None, Some("已经报给记录人，等他同意"))).await
        }
        Ok(Attended::Gone) => Err(GONE),
        Ok(refused) => own(&entry, organisation, id, (typed, Some(refused.word().to_owned()), None)).await,
    }
}

/// Handler of `POST /o/{organisation}/meetings/{meeting}/mark`: what differs from what was shown.
pub async fn mark(
    entry: Entry,
    Path((organisation, meeting)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    let value = |name: String| typed.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let marked = |(name, chosen): &(String, String)| {
        let person = name.strip_prefix("state-")?;
        let reason = value(format!("why-{person}")).unwrap_or_default();
        let was = (value(format!("was-{person}"))?, value(format!("was-why-{person}")).unwrap_or_default());
        if was == (chosen.as_str(), reason) {
            return None;
        }
        Some(Mark { person: person.parse().ok()?, state: How::from_slug(chosen)?, reason: reason.to_owned() })
    };
    let marks: Vec<Mark> = typed.iter().filter_map(marked).collect();
    match entry.live().mark_gathering(&allowed, id, &marks, entry.now).await? {
        true => Ok(see(&format!("/o/{organisation}/meetings/{id}"))),
        false => Err(GONE),
    }
}

/// Handler of `POST /o/{organisation}/meetings/{meeting}/drop`.
pub async fn drop(entry: Entry, Path((organisation, meeting)): Path<(String, String)>) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    entry.live().drop_gathering(&allowed, id, entry.now).await?;
    Ok(see(&format!("/o/{organisation}/meetings")))
}

/// Handler of `GET /o/{organisation}/meetings/{meeting}/wall`.
pub async fn wall(entry: Entry, Path((organisation, meeting)): Path<(String, String)>) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    let (meeting, code) = entry.live().wall(&allowed, id, entry.now).await?.ok_or(GONE)?;
    let is_today = meeting.day == entry.now.day();
    let address = format!("{}/o/{organisation}/meetings/{id}/here/{code}", entry.site);
    let title = format!("{} {}", views::words::day(meeting.day), meeting.kind_name);
    let back = format!("/o/{organisation}/meetings/{id}");
    page(&WallPage { title, back, meeting, code: qr(&address).filter(|_| is_today), is_today })
}

/// Handler of `GET /o/{organisation}/meetings/{meeting}/here/{code}`: where the code on the wall leads. Who is not
/// signed in signs in and comes back.
pub async fn scanned(
    Extract(state): Extract<Arc<State>>,
    entry: Option<Entry>,
    headers: HeaderMap,
    Path((organisation, meeting, code)): Path<(String, String, String)>,
) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let now = (state.config.now)();
    let passed = match state.live().scanned((organisation, id), &code, now).await? {
        Some(passed) => Some(passed),
        None => passed_before(&state, &headers, (organisation, id)).await?,
    };
    let Some(passed) = passed else { return code_is_over() };
    let mut answer = match entry {
        None => {
            let address = format!("/o/{organisation}/meetings/{id}/here/{code}");
            see(&format!("/sign-in?next={}", crate::address::encoded(&address)))
        }
        Some(entry) => {
            let entry = entry.ready("")?;
            let allowed = entry.allow::<SignMyself>(organisation)?;
            let part = entry.live().own_part(&allowed, id).await?;
            here(&entry, (organisation, id), part, Attended::NotCalled)?
        }
    };
    set_pass(&mut answer, state.config.https, &format!("/o/{organisation}/meetings/{id}"), &passed.pass);
    Ok(answer)
}

async fn passed_before(
    state: &State,
    headers: &HeaderMap,
    place: (OrganisationId, FactId),
) -> Result<Option<Passed>, WebError> {
    let Some(pass) = pass(headers) else { return Ok(None) };
    Ok(state.live().passed(place, pass, (state.config.now)()).await?)
}

/// Handler of `POST /o/{organisation}/meetings/{meeting}/here`.
pub async fn sign(
    Extract(state): Extract<Arc<State>>,
    entry: Entry,
    headers: HeaderMap,
    Path((organisation, meeting)): Path<(String, String)>,
) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<SignMyself>(organisation)?;
    let Some(passed) = passed_before(&state, &headers, (organisation, id)).await? else { return code_is_over() };
    let attended = entry.live().sign_myself(&allowed, id, &passed, entry.now).await?;
    let part = entry.live().own_part(&allowed, id).await?;
    here(&entry, (organisation, id), part, attended)
}

/// Handler of `POST /o/{organisation}/meetings/{meeting}/here/{code}`: what a phone sends later that had no network when
/// it scanned the code.
pub async fn sign_later(entry: Entry, Path((organisation, meeting, code)): Path<(String, String, String)>) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<SignMyself>(organisation)?;
    let attended = entry.live().sign_myself_later(&allowed, id, &code, entry.now).await?;
    let (title, is_done) = match attended {
        Attended::Done | Attended::Before => ("签到了", true),
        _ => ("没有签到", false),
    };
    let status = if is_done { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let message = attended.word().to_owned();
    page_with(status, &HerePage { title, message, is_refused: !is_done, meeting: None, address: String::new() })
}

/// One's own part after a code was scanned, or what stands in the way.
fn here(
    entry: &Entry,
    (organisation, id): (OrganisationId, FactId),
    part: Option<OwnPart>,
    attended: Attended,
) -> Answer {
    let address = format!("/o/{organisation}/meetings/{id}/here");
    let is_there = part.as_ref().is_some_and(|part| part.state == How::Present);
    let (title, message) = match (&part, attended) {
        (Some(_), _) if is_there => ("签到了", format!("{}，您已经签到。", entry.visitor().name)),
        (Some(_), Attended::NotCalled) => ("签到", String::new()),
        (_, refused) => ("没有签到", refused.word().to_owned()),
    };
    let meeting = part.filter(|_| !is_there && message.is_empty()).map(|part| (part, entry.visitor().name.clone()));
    page(&HerePage { title, message, is_refused: false, meeting, address })
}

/// A code that is no longer on the wall, or was copied.
fn code_is_over() -> Answer {
    let message =
        "这个码已经过时，没有签到。墙上的码每十秒换一次：请再扫一次现在的码；扫不了的，请记录人在名单里给您记上";
    let message = message.to_owned();
    let shown = HerePage { title: "码已过时", message, is_refused: true, meeting: None, address: String::new() };
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

pub(super) const GONE: WebError = WebError::NotFound("没有这次会的签到，或者记录已经写下，签到随之结束");

pub(super) fn place(organisation: &str, meeting: &str) -> Result<(OrganisationId, FactId), WebError> {
    let id = meeting.parse().map_err(|_| WebError::NotFound("地址里的会议编号不对，请从菜单里进入"))?;
    Ok((organisation_of(organisation)?, id))
}
