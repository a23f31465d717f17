//! 查找: clauses, organisations, members and records by words, from the head of every page.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use office::access::{Action, Denied, SeePublished};
use office::{Found, OrganisationId};
use serde::Deserialize;
use views::{NotSought, Sought};

use super::home;
use super::workbench::organisation_of;
use crate::address::encoded;
use crate::answer::{Answer, WebError, page_with, see};
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    typed: String,
    /// Where those below begin that are shown.
    from: usize,
    found: Found,
    /// What to type, where nothing was looked for.
    hint: Option<String>,
    is_fault: bool,
}

impl SearchPage {
    /// Whether it is the page that says everything, and not the rest of those below.
    fn is_first(&self) -> bool {
        self.from == 0
    }

    /// The same words on the same day, in an organisation below.
    fn within(&self, organisation: &OrganisationId) -> String {
        self.frame.place.of(*organisation).to(&format!("search?q={}", encoded(&self.typed)))
    }

    /// Those below from one on.
    fn onwards(&self, from: &usize) -> String {
        self.frame.place.to(&format!("search?q={}&from={from}", encoded(&self.typed)))
    }
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    from: usize,
}

/// Handler of `/search`: from pages that are about no organisation to the one where somebody begins.
pub async fn from_home(entry: Entry, Query(Asked { q, .. }): Query<Asked>) -> Answer {
    let Some((_, organisation)) = home::begins(&entry) else { return Err(Denied(Action::SeePublished).into()) };
    Ok(see(&entry.place(organisation).to(&format!("search?q={}", encoded(q.trim())))))
}

/// Handler of `/o/{organisation}/search`.
pub async fn search(entry: Entry, Path(organisation): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeePublished>(organisation)?;
    let typed = asked.q.trim().to_owned();
    let (found, why_not) = match Sought::read(&typed) {
        Ok(sought) => {
            let who = (&allowed, entry.visitor());
            (entry.live().search(who, (&sought, asked.from), entry.when()).await.map_err(WebError::from)?, None)
        }
        Err(why_not) => (Found::default(), Some(why_not)),
    };
    let is_fault = why_not.as_ref().is_some_and(|why_not| *why_not != NotSought::Nothing);
    let status = if is_fault { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let frame = Frame::new(&entry, organisation, "查找", "search");
    let hint = why_not.as_ref().map(NotSought::words);
    page_with(status, &SearchPage { frame, typed, from: asked.from, found, hint, is_fault })
}
