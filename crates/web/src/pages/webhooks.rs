//! 推送: addresses of other programs that are told what was written.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use office::access::TellOthers;
use office::{Event, OrganisationId, Sender, WebhookRefused, WebhookShown};

use crate::answer::{Answer, WebError, page, page_with, see};
use crate::entry::Entry;
use crate::serve::State;

#[derive(Template)]
#[template(path = "webhooks.html")]
struct WebhooksPage {
    visitor: String,
    webhooks: Vec<WebhookRow>,
    /// Where something can be told of: id and name.
    organisations: Vec<(String, String)>,
    events: [Event; 3],
    typed: NewWebhook,
    fault: Option<String>,
}

#[derive(Template)]
#[template(path = "webhook_made.html")]
struct WebhookMadePage {
    visitor: String,
    address: String,
    key: String,
}

struct WebhookRow {
    id: String,
    organisation: String,
    address: String,
    events: String,
    /// What, when, what came of it.
    last: Vec<(&'static str, String, String)>,
}

/// What was typed.
#[derive(Debug, Default)]
struct NewWebhook {
    organisation: String,
    address: String,
    events: Vec<String>,
}

impl WebhooksPage {
    fn is_chosen(&self, event: &Event) -> bool {
        self.typed.events.iter().any(|slug| slug == event.slug())
    }
}

/// Handler of `GET /settings/webhooks`.
pub async fn webhooks(entry: Entry) -> Answer {
    let events = Event::ALL.map(|event| event.slug().to_owned()).to_vec();
    shown(&entry, NewWebhook { events, ..NewWebhook::default() }, None).await
}

async fn shown(entry: &Entry, typed: NewWebhook, fault: Option<String>) -> Answer {
    let tree = entry.live().tree();
    let row = |one: WebhookShown| WebhookRow {
        organisation: tree.name(one.organisation).to_owned(),
        events: one.events.iter().map(|event| event.word()).collect::<Vec<_>>().join("、"),
        last: one.last.into_iter().map(|one| (one.event, views::words::instant(one.at), one.state)).collect(),
        id: one.id,
        address: one.address,
    };
    let mut places: Vec<OrganisationId> = entry.visitor().roles().map(|(_, at)| at).collect();
    places.retain(|at| entry.allow::<TellOthers>(*at).is_ok());
    places.dedup();
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shown = WebhooksPage {
        visitor: entry.visitor().name.clone(),
        webhooks: entry.live().own_webhooks(&entry.signed_in).await?.into_iter().map(row).collect(),
        organisations: places.into_iter().map(|id| (id.to_string(), tree.name(id).to_owned())).collect(),
        events: Event::ALL,
        typed,
        fault,
    };
    page_with(status, &shown)
}

fn sender(state: &State) -> Result<&Sender, WebError> {
    state.sender.as_ref().ok_or(WebError::NotFound("这台机器没有访问 https 所需的根证书，不能推送。请管理员安装"))
}

/// Handler of `POST /settings/webhooks`.
pub async fn add(Extract(state): Extract<Arc<State>>, entry: Entry, Form(sent): Form<Vec<(String, String)>>) -> Answer {
    let one = |name: &str| sent.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text.trim()).to_owned();
    let events = sent.iter().filter(|(name, _)| name == "event").map(|(_, slug)| slug.clone()).collect();
    let typed = NewWebhook { organisation: one("organisation"), address: one("address"), events };
    let Ok(organisation) = typed.organisation.parse::<OrganisationId>() else {
        return shown(&entry, typed, Some("应选一个组织".to_owned())).await;
    };
    let allowed = entry.allow::<TellOthers>(organisation)?;
    let events: Vec<Event> = typed.events.iter().filter_map(|slug| Event::from_slug(slug)).collect();
    let wanted = (typed.address.as_str(), events.as_slice());
    match entry.live().add_webhook(sender(&state)?, &allowed, wanted, entry.now).await {
        Ok(key) => page(&WebhookMadePage { visitor: entry.visitor().name.clone(), address: typed.address, key }),
        Err(WebhookRefused::Office(error)) => Err(error.into()),
        Err(refused) => shown(&entry, typed, Some(refused.to_string())).await,
    }
}

/// Handler of `POST /settings/webhooks/{webhook}/end`.
pub async fn end(entry: Entry, Path(webhook): Path<String>) -> Answer {
    entry.live().end_own_webhook(&entry.signed_in, &webhook, entry.now).await?;
    Ok(see("/settings/webhooks"))
}
