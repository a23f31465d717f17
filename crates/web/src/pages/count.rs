//! 计票: two people count the papers, each for oneself; what they agree on goes into the record.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use office::access::{SignMyself, WriteRecord};
use office::gathering::{CountShown, CountWanted, Counted};
use office::{FactId, OrganisationId, PersonId};

use super::meetings::{GONE, place};
use crate::answer::{Answer, page_with, see};
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "count.html")]
struct CountPage {
    frame: Frame,
    back: String,
    count: CountShown,
    /// Whoever keeps the record says who counts.
    keeps: bool,
    typed: Vec<(String, String)>,
    fault: Option<String>,
}

impl CountPage {
    /// What stands in a field: what was typed last, else what was handed in.
    fn value(&self, key: &str, own: &Option<i64>) -> String {
        let typed = self.typed.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        typed.or_else(|| own.map(|own| own.to_string())).unwrap_or_default()
    }

    fn is_chosen(&self, name: &str, person: &PersonId) -> bool {
        let person = person.to_string();
        if self.typed.iter().any(|(known, _)| known == name) {
            return self.typed.iter().any(|(known, value)| known == name && *value == person);
        }
        self.count.set_up.as_ref().is_some_and(|set_up| match name {
            "candidate" => set_up.candidates.iter().any(|(known, _)| known.to_string() == person),
            _ => false,
        })
    }

    fn teller_is(&self, at: usize, person: &PersonId) -> bool {
        let typed: Vec<&str> =
            self.typed.iter().filter(|(name, _)| name == "teller").map(|(_, value)| value.as_str()).collect();
        match typed.get(at) {
            Some(typed) => **typed == person.to_string(),
            None => {
                let set_up = self.count.set_up.as_ref();
                set_up.and_then(|set_up| set_up.tellers.get(at)).is_some_and(|teller| teller.person == *person)
            }
        }
    }

    fn seats(&self) -> String {
        let typed = self.typed.iter().find(|(name, _)| name == "seats").map(|(_, value)| value.clone());
        let set_up = self.count.set_up.as_ref().filter(|set_up| set_up.seats > 0);
        typed.or_else(|| set_up.map(|set_up| set_up.seats.to_string())).unwrap_or_default()
    }
}

/// Handler of `GET /o/{organisation}/meetings/{meeting}/count`.
pub async fn count(entry: Entry, Path((organisation, meeting)): Path<(String, String)>) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    shown(&entry, (organisation, id), Vec::new(), None).await
}

async fn shown(
    entry: &Entry,
    (organisation, id): (OrganisationId, FactId),
    typed: Vec<(String, String)>,
    fault: Option<String>,
) -> Answer {
    let (count, keeps) = match entry.allow::<WriteRecord>(organisation) {
        Ok(allowed) => (entry.live().count_kept(&allowed, id).await?, true),
        Err(_) => (entry.live().count_told(&entry.allow::<SignMyself>(organisation)?, id).await?, false),
    };
    let count = count.ok_or(GONE)?;
    let frame = Frame::new(entry, organisation, &format!("{}计票", count.kind_name), "meetings");
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let back = frame.place.meeting(&id);
    page_with(status, &CountPage { frame, back, count, keeps, typed, fault })
}

/// Handler of `POST /o/{organisation}/meetings/{meeting}/count`: who counts what, or that nothing is counted.
pub async fn set_up(
    entry: Entry,
    Path((organisation, meeting)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<WriteRecord>(organisation)?;
    if typed.iter().any(|(name, value)| name == "do" && value == "drop") {
        let dropped = entry.live().drop_count(&allowed, id, entry.now).await?;
        return answered(&entry, (organisation, id), Vec::new(), dropped).await;
    }
    let people = |name: &str| {
        let chosen = typed.iter().filter(|(known, _)| known == name).filter_map(|(_, person)| person.parse().ok());
        chosen.collect::<Vec<PersonId>>()
    };
    let seats = typed.iter().find(|(name, _)| name == "seats").map(|(_, seats)| seats.clone()).unwrap_or_default();
    let wanted = CountWanted { tellers: people("teller"), candidates: people("candidate"), seats };
    let counted = entry.live().set_up_count(&allowed, id, &wanted, entry.now).await?;
    answered(&entry, (organisation, id), typed, counted).await
}

/// Handler of `POST /o/{organisation}/meetings/{meeting}/count/tell`: what one of the two counted.
pub async fn tell(
    entry: Entry,
    Path((organisation, meeting)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let (organisation, id) = place(&organisation, &meeting)?;
    let allowed = entry.allow::<SignMyself>(organisation)?;
    let counted = entry.live().tell_count(&allowed, id, &typed, entry.now).await?;
    answered(&entry, (organisation, id), typed, counted).await
}

async fn answered(
    entry: &Entry,
    (organisation, id): (OrganisationId, FactId),
    typed: Vec<(String, String)>,
    counted: Counted,
) -> Answer {
    match counted {
        Counted::Done => Ok(see(&format!("/o/{organisation}/meetings/{id}/count"))),
        Counted::Refused(fault) => shown(entry, (organisation, id), typed, Some(fault)).await,
        Counted::Unknown => Err(GONE),
    }
}
