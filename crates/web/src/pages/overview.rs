//! 总览: everything below an organisation at a glance, and from any number down to a branch.

use askama::Template;
use axum::extract::Path;
use office::access::SeeBelow;
use office::{BelowShown, branches_table};

use super::workbench::organisation_of;
use crate::answer::{Answer, WebError, page};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    frame: Frame,
    below: BelowShown,
    above: Vec<(String, String)>,
    /// Others than today's, while a server catches up.
    stale: Option<String>,
}

/// Handler of `/o/{organisation}/overview`.
pub async fn overview(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeBelow>(organisation)?;
    let today = entry.now.day();
    let below = entry.live().below(&allowed, today);
    let below = below.ok_or(WebError::NotFound("标准里没有今天有效的评分办法，没有总览"))?;
    if let Some(asked) = entry.file()? {
        let branches = entry.live().branches_below(&allowed, today);
        return file(&entry, (Some(organisation), "总览"), asked, vec![below.units_table(), branches_table(&branches)]);
    }
    let tree = entry.live().tree();
    let frame = Frame::new(&entry, organisation, "总览", "overview");
    let may_see = |id: &&office::OrganisationId| entry.allow::<SeeBelow>(**id).is_ok();
    let link = |id: &office::OrganisationId| (frame.place.of(*id).to("overview"), tree.name(*id).to_owned());
    let above = tree.line(organisation).iter().skip(1).rev().filter(may_see).map(link).collect();
    let stale = below.oldest.filter(|oldest| *oldest < today).map(views::words::day);
    page(&OverviewPage { frame, below, above, stale })
}
