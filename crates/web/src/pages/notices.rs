//! 提醒: by which ways somebody is told what is to be done, and the calendar behind a secret address.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use office::access::SetGroupRobot;
use office::{MailAsked, NoticeSettings, RobotTyped, WayShown};
use serde::Deserialize;

use crate::answer::{Answer, WebError, page_with, see};
use crate::entry::Entry;
use crate::serve::State;

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    visitor: String,
    has_mail: bool,
    settings: NoticeSettings,
    /// Whether there is a group whose robot is this person's to set, and what it is called.
    group: Option<String>,
    typed: Typed,
    /// In which form that was typed.
    form: &'static str,
    /// What waits for the code that was sent.
    token: Option<String>,
    /// The calendar's address, shown once.
    calendar: Option<String>,
    fault: Option<String>,
    done: Option<&'static str>,
}

impl NoticesPage {
    /// The hours that can be chosen.
    fn hours(&self) -> std::ops::RangeInclusive<u8> {
        6..=22
    }

    fn told(&self, way: &WayShown) -> String {
        way.last.as_ref().map_or_else(
            || "还没有发过".to_owned(),
            |last| views::told(views::words::instant(last.at), &last.outcome, &last.detail),
        )
    }

    /// The hour that a form begins with.
    fn hour(&self, form: &str, way: &Option<WayShown>) -> u8 {
        if self.form == form { self.typed.hour } else { way.as_ref().map_or(USUAL_HOUR, |way| way.hour) }
    }

    /// What was typed into a form, address and key.
    fn typed(&self, form: &str) -> (&str, &str) {
        if self.form == form { (&self.typed.address, &self.typed.key) } else { ("", "") }
    }
}

/// When people come to work.
const USUAL_HOUR: u8 = 8;

#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    address: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    hour: u8,
    #[serde(default)]
    token: String,
    #[serde(default)]
    code: String,
}

/// What there is to say above the page.
#[derive(Debug, Default)]
struct Said {
    typed: Typed,
    form: &'static str,
    token: Option<String>,
    calendar: Option<String>,
    fault: Option<String>,
    done: Option<&'static str>,
}

impl Said {
    fn done(done: &'static str) -> Said {
        Said { done: Some(done), ..Said::default() }
    }

    fn fault(fault: String, form: &'static str, typed: Typed) -> Said {
        Said { fault: Some(fault), form, typed, ..Said::default() }
    }
}

/// Handler of `GET /settings/notices`.
pub async fn notices(Extract(state): Extract<Arc<State>>, entry: Entry) -> Answer {
    shown(&state, &entry, Said::default()).await
}

async fn shown(state: &State, entry: &Entry, said: Said) -> Answer {
    let settings = entry.live().notice_settings(&entry.signed_in).await?;
    let own = entry.visitor().member.map(|(own, _)| own);
    let group = own.filter(|own| entry.allow::<SetGroupRobot>(*own).is_ok());
    let status = if said.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = NoticesPage {
        visitor: entry.visitor().name.clone(),
        has_mail: state.config.notices.has_mail(),
        settings,
        group: group.map(|own| entry.live().tree().name(own).to_owned()),
        typed: said.typed,
        form: said.form,
        token: said.token,
        calendar: said.calendar,
        fault: said.fault,
        done: said.done,
    };
    page_with(status, &shown)
}

/// Handler of `POST /settings/notices/mail`: sends a code there.
pub async fn mail(Extract(state): Extract<Arc<State>>, entry: Entry, Form(typed): Form<Typed>) -> Answer {
    let who = (&entry.signed_in, &*state.config.notices);
    let said = match entry.live().ask_mail(who, (&typed.address, typed.hour), entry.now).await? {
        MailAsked::Sent { token } => {
            Said {
                token: Some(token), typed, done: Some("确认码已经发出，请到邮箱里看"), ..Said::default()
            }
        }
        MailAsked::Refused(fault) => Said::fault(fault, "mail", typed),
    };
    shown(&state, &entry, said).await
}

/// Handler of `POST /settings/notices/mail/confirm`.
pub async fn confirm_mail(Extract(state): Extract<Arc<State>>, entry: Entry, Form(typed): Form<Typed>) -> Answer {
    let said = match entry.live().confirm_mail(&entry.signed_in, (&typed.token, &typed.code), entry.now).await? {
        Ok(()) => Said::done("邮箱已确认，从现在起每天提醒"),
        Err(fault) => Said::fault(fault, "", Typed::default()),
    };
    shown(&state, &entry, said).await
}

/// Handler of `POST /settings/notices/robot`.
pub async fn robot(Extract(state): Extract<Arc<State>>, entry: Entry, Form(typed): Form<Typed>) -> Answer {
    let who = (&entry.signed_in, &*state.config.notices);
    let set = entry.live().set_robot(who, robot_of(&typed), entry.now).await?;
    shown(&state, &entry, set_said(set, "robot", typed)).await
}

/// Handler of `POST /settings/notices/group`.
pub async fn group(Extract(state): Extract<Arc<State>>, entry: Entry, Form(typed): Form<Typed>) -> Answer {
    let allowed = group_of(&entry)?;
    let who = (&entry.signed_in, &*state.config.notices);
    let set = entry.live().set_group_robot(&allowed, who, robot_of(&typed), entry.now).await?;
    shown(&state, &entry, set_said(set, "group", typed)).await
}

fn robot_of(typed: &Typed) -> RobotTyped {
    RobotTyped { address: typed.address.clone(), key: typed.key.clone(), hour: typed.hour }
}

fn set_said(set: Result<(), String>, form: &'static str, typed: Typed) -> Said {
    match set {
        Ok(()) => Said::done("机器人已设好，从现在起每天提醒"),
        Err(fault) => Said::fault(fault, form, typed),
    }
}

fn group_of(entry: &Entry) -> Result<office::access::AllowedAt<SetGroupRobot>, WebError> {
    let (own, _) = entry.visitor().member.ok_or(office::access::Denied(office::access::Action::SetGroupRobot))?;
    entry.allow(own)
}

/// Handler of `POST /settings/notices/{way}/off`.
pub async fn off(entry: Entry, Path(way): Path<String>) -> Answer {
    match way.as_str() {
        "mail" => entry.live().end_mail(&entry.signed_in, entry.now).await?,
        "robot" => entry.live().end_robot(&entry.signed_in, entry.now).await?,
        "group" => entry.live().end_group_robot(&group_of(&entry)?, &entry.signed_in, entry.now).await?,
        "calendar" => entry.live().end_calendar(&entry.signed_in, entry.now).await?,
        _ => return Err(WebError::NotFound("没有这种提醒")),
    }
    Ok(see("/settings/notices"))
}

/// Handler of `POST /settings/notices/calendar`: a new address, shown once.
pub async fn renew_calendar(Extract(state): Extract<Arc<State>>, entry: Entry) -> Answer {
    let token = entry.live().renew_calendar(&entry.signed_in, entry.now).await?;
    let site = state.config.address.as_deref().unwrap_or(&entry.site);
    let calendar = Some(format!("{site}/calendar/{token}.ics"));
    shown(&state, &entry, Said { calendar, ..Said::default() }).await
}

/// Handler of `GET /calendar/{file}`: opened by a calendar program that signs in nowhere; the address is the key.
pub async fn calendar(Extract(state): Extract<Arc<State>>, Path(file): Path<String>) -> Answer {
    let missing = WebError::NotFound("这个日历地址没有启用，或者已经换过。请登录后在“设置”的“提醒”里看");
    let Some(token) = file.strip_suffix(".ics") else { return Err(missing) };
    let text = state.live().calendar(token, (state.config.now)()).await?.ok_or(missing)?;
    let mut answer = text.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=900"));
    Ok(answer)
}
