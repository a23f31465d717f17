//! 五化标准: the document, and beside every clause how the organisation stands.

use askama::Template;
use axum::extract::Path;
use office::access::SeeOrganisation;
use views::{ChapterStanding, ClauseStanding, findings_table};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "standard.html")]
struct StandardPage {
    frame: Frame,
    chapters: Vec<ChapterStanding>,
}

#[derive(Template)]
#[template(path = "clause.html")]
struct ClausePage {
    frame: Frame,
    clause: ClauseStanding,
}

/// Handler of `/o/{organisation}/standard`.
pub async fn standard(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    if let Some(asked) = entry.file()? {
        let rows = entry.live().findings(&allowed, entry.when()).await?;
        return file(&entry, (Some(organisation), "五化标准"), asked, vec![findings_table("检查结果", &rows)]);
    }
    let chapters = entry.live().standard(&allowed, entry.when()).await?;
    page(&StandardPage { frame: Frame::new(&entry, organisation, "五化标准", "standard"), chapters })
}

/// Handler of `/o/{organisation}/standard/{clause}`.
pub async fn clause(entry: Entry, Path((organisation, clause)): Path<(String, String)>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let chapters = entry.live().standard(&allowed, entry.when()).await?;
    let found = chapters.into_iter().flat_map(|chapter| chapter.clauses).find(|known| known.id == clause);
    let clause = found.ok_or(WebError::NotFound("标准里没有这一条"))?;
    let title = format!("{} {}", clause.id, clause.title);
    page(&ClausePage { frame: Frame::new(&entry, organisation, &title, "standard"), clause })
}
