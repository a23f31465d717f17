//! 总览: everything below an organisation at a glance, and from any number down to a branch.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query};
use office::access::{AskWhatIf, Remind, SeeBelow};
use office::{BelowShown, FailedRuleShown, OrganisationId, Part, Ranking, branches_table};
use serde::Deserialize;

use super::workbench::organisation_of;
use crate::address::encoded;
use crate::answer::{Answer, WebError, page, see};
use crate::download::{FileAsked, file};
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    frame: Frame,
    below: Arc<BelowShown>,
    /// Of those directly below, which part of the list.
    part: Part,
    above: Vec<(String, String)>,
    /// Others than today's, while a server catches up.
    stale: Option<String>,
    may_remind: bool,
    may_ask_what_if: bool,
    /// What reminding came to, just now.
    reminded: Option<String>,
}

#[derive(Template)]
#[template(path = "ranking.html")]
struct RankingPage {
    frame: Frame,
    ranking: Ranking,
    text: String,
}

/// So many rows of a list are on a page: it has to come over a telephone's network.
const ROWS_SHOWN: usize = 100;

impl OverviewPage {
    fn page(&self, number: usize) -> String {
        self.frame.place.to(&format!("overview?page={number}"))
    }
}

impl FailingPage {
    fn page(&self, number: usize) -> String {
        self.frame.place.to(&format!("overview/rules/{}?page={number}", self.rule))
    }
}

impl RankingPage {
    fn page(&self, number: usize) -> String {
        self.frame.place.to(&format!("overview/ranking?text={}&page={number}", encoded(&self.text)))
    }
}

#[derive(Template)]
#[template(path = "failing.html")]
struct FailingPage {
    frame: Frame,
    rule: String,
    failing: FailedRuleShown,
    part: Part,
}

#[derive(Debug, Deserialize)]
pub struct Sought {
    #[serde(default)]
    text: String,
    #[serde(default = "first")]
    page: usize,
}

fn first() -> usize {
    1
}

/// What is kept of many organisations is kept for today: a day that is chosen takes no part here, and is said to take none.
fn frame_of_today(entry: &Entry, organisation: OrganisationId, title: &str) -> Frame {
    let mut frame = Frame::new(entry, organisation, title, "overview");
    if frame.past.is_some() {
        frame.past = Some("总览总是今天的结果；所选那一天的样子，请点进支部看".to_owned());
    }
    frame
}

/// The file that a page asks for, if it asks for one; of another day there is none.
///
/// # Errors
/// Where the address asks for no file of the page, or for another day.
fn asked_of_today(entry: &Entry) -> Result<Option<FileAsked>, WebError> {
    let asked = entry.file()?;
    if asked.is_some() && entry.asked().is_some() {
        let message = "总览只有今天的结果，没有所选那一天的可以导出。请回到今天再导出";
        return Err(WebError::BadRequest(message.to_owned()));
    }
    Ok(asked)
}

const NO_SCHEME: WebError = WebError::NotFound("标准里没有今天有效的评分办法，没有总览");

/// Handler of `/o/{organisation}/overview/ranking`.
pub async fn ranking(
    entry: Entry,
    Path(organisation): Path<String>,
    Query(Sought { text, page: number }): Query<Sought>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeBelow>(organisation)?;
    let text = text.trim().to_owned();
    let ranking = entry.live().ranking(&allowed, (&text, number), entry.now.day()).ok_or(NO_SCHEME)?;
    page(&RankingPage { frame: frame_of_today(&entry, organisation, "名次"), ranking, text })
}

/// Handler of `/o/{organisation}/overview/rules/{rule}`.
pub async fn failing(
    entry: Entry,
    Path((organisation, rule)): Path<(String, String)>,
    Query(sought): Query<Sought>,
) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeBelow>(organisation)?;
    let failing = entry.live().failing(&allowed, &rule).ok_or(WebError::NotFound("标准里没有这条规则"))?;
    if let Some(asked) = asked_of_today(&entry)? {
        return file(&entry, (Some(organisation), "没有做到的支部"), asked, vec![failing.table()]);
    }
    let part = Part::of(sought.page, failing.branches.len(), ROWS_SHOWN);
    page(&FailingPage { frame: frame_of_today(&entry, organisation, &failing.title), rule, failing, part })
}

/// Which part of the list is asked for, and what a redirect after reminding tells the page.
#[derive(Debug, Deserialize)]
pub struct Shown {
    reminded: Option<usize>,
    behind: Option<usize>,
    #[serde(default = "first")]
    page: usize,
}

impl Shown {
    fn said(&self) -> Option<String> {
        let (reminded, behind) = (self.reminded?, self.behind?);
        Some(match (reminded, behind.saturating_sub(reminded)) {
            (0, 0) => "下级没有逾期的事项，不用提醒".to_owned(),
            (0, _) => format!("有逾期的 {behind} 个今天都已经提醒过"),
            (_, 0) => format!("已提醒 {reminded} 个"),
            (_, before) => format!("已提醒 {reminded} 个，另外 {before} 个今天已经提醒过"),
        })
    }
}

/// Handler of `POST /o/{organisation}/overview/remind`.
pub async fn remind(entry: Entry, Path(organisation): Path<String>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<Remind>(organisation)?;
    let done = entry.live().remind_below(&allowed, entry.now).await?;
    Ok(see(&format!("/o/{organisation}/overview?reminded={}&behind={}", done.reminded, done.behind)))
}

/// Handler of `/o/{organisation}/overview`.
pub async fn overview(entry: Entry, Path(organisation): Path<String>, Query(shown): Query<Shown>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeBelow>(organisation)?;
    let today = entry.now.day();
    let below = entry.live().below(&allowed, today);
    let below = below.ok_or(NO_SCHEME)?;
    if let Some(asked) = asked_of_today(&entry)? {
        let branches = entry.live().branches_below(&allowed, today);
        let tables = vec![below.units_table(), branches_table(&branches), below.trend_table()];
        return file(&entry, (Some(organisation), "总览"), asked, tables);
    }
    let tree = entry.live().tree();
    let frame = frame_of_today(&entry, organisation, "总览");
    let may_see = |id: &&OrganisationId| entry.allow::<SeeBelow>(**id).is_ok();
    let link = |id: &OrganisationId| (frame.place.of(*id).to("overview"), tree.name(*id).to_owned());
    let above = tree.line(organisation).iter().skip(1).rev().filter(may_see).map(link).collect();
    let stale = below.oldest.filter(|oldest| *oldest < today).map(views::words::day);
    let may_remind = entry.allow::<Remind>(organisation).is_ok();
    let may_ask_what_if = entry.allow::<AskWhatIf>(organisation).is_ok();
    let (reminded, part) = (shown.said(), Part::of(shown.page, below.units.len(), ROWS_SHOWN));
    page(&OverviewPage { frame, below, part, above, stale, may_remind, may_ask_what_if, reminded })
}
