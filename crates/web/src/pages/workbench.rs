//! 工作台: what is due, what was missed, how the branch stands.

use askama::Template;
use axum::extract::{Path, Query};
use office::access::SeeOrganisation;
use office::{OrganisationId, Reminder};
use serde::Deserialize;
use views::{Workbench, recent_table, todos_table};

use crate::answer::{Answer, WebError, page};
use crate::download::file;
use crate::entry::Entry;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "workbench.html")]
struct WorkbenchPage {
    frame: Frame,
    workbench: Workbench,
    radar: Option<Radar>,
    reminder: Option<Reminder>,
    /// So many to-dos of each person are listed.
    most: usize,
}

impl WorkbenchPage {
    /// Whether there are more to-dos than are listed.
    fn is_cut(&self) -> bool {
        self.workbench.own.iter().chain(&self.workbench.others).any(|list| list.todos.len() > self.most)
    }
}

#[derive(Debug, Deserialize)]
pub struct Extent {
    /// Anything: every to-do.
    all: Option<String>,
}

/// What is read in one go; the page says where the rest is.
const TODOS_MOST: usize = 25;

/// Handler of `/o/{organisation}/`.
pub async fn workbench(entry: Entry, Path(organisation): Path<String>, Query(extent): Query<Extent>) -> Answer {
    let organisation = organisation_of(&organisation)?;
    let allowed = entry.allow::<SeeOrganisation>(organisation)?;
    let workbench = entry.live().workbench(&allowed, entry.when()).await?;
    if let Some(asked) = entry.file()? {
        let todos = workbench.own.iter().chain(&workbench.others);
        let tables = vec![todos_table("要做的事", todos), recent_table(&workbench.recent)];
        return file(&entry, (Some(organisation), "工作台"), asked, tables);
    }
    let radar = workbench.score.as_ref().map(Radar::new);
    let reminder = match entry.asked() {
        // Of a past day nobody is reminded.
        Some(_) => None,
        None => entry.live().last_reminder(&allowed, workbench.overdue).await?,
    };
    let most = if extent.all.is_some() { usize::MAX } else { TODOS_MOST };
    page(&WorkbenchPage { frame: Frame::new(&entry, organisation, "工作台", ""), workbench, radar, reminder, most })
}

/// The organisation that an address names.
///
/// # Errors
/// Where it is no id. One that does not exist is refused like one that is not one's own.
pub fn organisation_of(text: &str) -> Result<OrganisationId, WebError> {
    text.parse().map_err(|_| WebError::NotFound("地址里的组织编号不对，请从菜单里进入"))
}

/// Five dimensions as a polygon, in the units of an SVG of 200 by 200 around its middle.
#[derive(Debug)]
struct Radar {
    /// The rings at a third, two thirds and all of the base mark.
    rings: Vec<String>,
    shape: String,
    labels: Vec<RadarLabel>,
}

#[derive(Debug)]
struct RadarLabel {
    x: f64,
    y: f64,
    anchor: &'static str,
    text: String,
}

const RADIUS: f64 = 66.0;
const LABEL_RADIUS: f64 = 80.0;

impl Radar {
    fn new(score: &views::ScoreShown) -> Radar {
        let sides = score.dimensions.len();
        let point = |place: usize, radius: f64| {
            let angle = std::f64::consts::TAU * place as f64 / sides.max(1) as f64;
            (radius * angle.sin(), -radius * angle.cos())
        };
        let polygon = |share: &dyn Fn(usize) -> f64| {
            let corner = |place: usize| {
                let (x, y) = point(place, RADIUS * share(place));
                format!("{x:.1},{y:.1}")
            };
            (0..sides).map(corner).collect::<Vec<_>>().join(" ")
        };
        let share = |place: usize| {
            let share = score.dimensions.get(place).and_then(|dimension| dimension.share).unwrap_or_default();
            (share / 100.0).clamp(0.0, 1.0)
        };
        let label = |(place, dimension): (usize, &views::DimensionShown)| {
            let (x, y) = point(place, LABEL_RADIUS);
            let anchor = match x {
                x if x > 5.0 => "start",
                x if x < -5.0 => "end",
                _ => "middle",
            };
            RadarLabel { x, y: y + 4.0, anchor, text: format!("{} {}", dimension.name, dimension.score) }
        };
        Radar {
            rings: [1.0 / 3.0, 2.0 / 3.0, 1.0].map(|ring| polygon(&|_| ring)).to_vec(),
            shape: polygon(&share),
            labels: score.dimensions.iter().enumerate().map(label).collect(),
        }
    }
}
