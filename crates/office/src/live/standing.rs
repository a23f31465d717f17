//! How an organisation stands, in a few numbers: what pages over many organisations are folded from.

use std::collections::BTreeSet;

use facts::{Day, Fact, Instant, OrganisationId, Quantity, kinds};
use findings::{Finding, Line, Points, Reached, Sheet, score, todos};
use roster::{Form, Roster};
use rulebook::{Rulebook, Status};
use serde::{Deserialize, Serialize};

use super::waiting::{Wait, waits};

/// How many findings there are of each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub met: u32,
    pub open: u32,
    pub missed: u32,
    pub late: u32,
    pub breached: u32,
    pub advice: u32,
    pub unknown: u32,
}

/// One organisation on a day. Written as JSON into the ledger's summaries; another form of it is another `EDITION`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    pub name: String,
    /// As the field `form` says it; none where it does not stand.
    form: Option<String>,
    superior: Option<String>,
    pub members: u32,
    pub secretary: Option<String>,
    pub counted: Counted,
    /// What was kept and what applied, in hundredths of a point, by dimension.
    points: Vec<(i64, i64)>,
    bonus: i64,
    total: Option<i64>,
    stars: Option<u8>,
    /// The rules that stand in the way of more stars, with how many they leave.
    limits: Vec<(usize, u8)>,
    reached: Option<Vec<Option<i64>>>,
    pub overdue: u32,
    /// To be done within the next thirty days.
    pub due_soon: u32,
    /// Records behind findings that were written down late.
    pub late_records: u32,
    /// The rules that were missed or broken, each once.
    pub failed: Vec<u16>,
    /// When the last record was written down, in microseconds.
    last_recorded: Option<i64>,
    /// What it waits for from above.
    pub waits: Vec<Wait>,
}

/// Part of the key under which a summary is kept: raised where [`Standing`] changes.
pub(super) const EDITION: u32 = 3;

const SOON_DAYS: i32 = 30;

impl Counted {
    fn count(&mut self, status: Status) {
        let counter = match status {
            Status::Met => &mut self.met,
            Status::Open => &mut self.open,
            Status::Missed => &mut self.missed,
            Status::Late => &mut self.late,
            Status::Breached => &mut self.breached,
            Status::Advice => &mut self.advice,
            Status::Unknown => &mut self.unknown,
        };
        *counter += 1;
    }
}

fn failed(findings: &[Finding]) -> Vec<u16> {
    let is_failed = |finding: &&Finding| matches!(finding.status, Status::Missed | Status::Breached);
    let rules = findings.iter().filter(is_failed).filter_map(|finding| u16::try_from(finding.rule).ok());
    rules.collect::<BTreeSet<u16>>().into_iter().collect()
}

impl Standing {
    pub(super) fn new(
        rulebook: &Rulebook,
        (facts, roster): (&[Fact], &Roster),
        findings: &[Finding],
        reached: Option<&Reached>,
        as_of: Day,
    ) -> Standing {
        let form = roster.form_on(as_of);
        let is_scored = form.is_some_and(Form::is_branch);
        let scheme = rulebook.scheme_on(as_of);
        let sheet = scheme.filter(|_| is_scored).map(|scheme| score(rulebook, scheme, findings)).unwrap_or_default();
        let mut counted = Counted::default();
        findings.iter().for_each(|finding| counted.count(finding.status));
        let mut todos = todos(rulebook, roster, findings, as_of);
        // What is only recommended puts nobody behind.
        todos.retain(|todo| !todo.advice);
        let is_soon = |due: Option<Day>| due.is_some_and(|due| due <= as_of.plus_days(SOON_DAYS));
        let last = facts.iter().filter(|fact| fact.kind != kinds::WITHDRAWN).map(|fact| fact.recorded_at).max();
        Standing {
            name: roster.name().to_owned(),
            form: form.map(|form| form.slug().to_owned()),
            superior: roster.superior_on(as_of).map(|id| id.to_string()),
            members: roster.members_on(as_of).count() as u32,
            secretary: roster.secretary_on(as_of).map(|at| roster.display_name(at)),
            counted,
            points: sheet.dimensions.iter().map(|points| (points.kept.0, points.applicable.0)).collect(),
            bonus: sheet.bonus.0,
            total: sheet.total.map(|total| total.0),
            stars: sheet.stars,
            limits: sheet.lines.iter().filter_map(|line| Some((line.rule, line.stars_at_most?))).collect(),
            reached: reached.map(|reached| reached.scores.iter().map(|score| score.map(|score| score.0)).collect()),
            overdue: todos.iter().filter(|todo| todo.overdue).count() as u32,
            due_soon: todos.iter().filter(|todo| !todo.overdue && is_soon(todo.due)).count() as u32,
            late_records: views::late_records(rulebook, findings, facts, None),
            failed: failed(findings),
            last_recorded: last.map(Instant::microseconds),
            waits: waits(rulebook, (facts, roster), findings, as_of),
        }
    }

    pub fn form(&self) -> Option<Form> {
        self.form.as_deref().and_then(Form::from_slug)
    }

    pub fn superior(&self) -> Option<OrganisationId> {
        self.superior.as_deref().and_then(|id| id.parse().ok())
    }

    /// A branch, which is scored and ranked.
    pub fn is_scored(&self) -> bool {
        self.form().is_some_and(Form::is_branch)
    }

    pub fn last_recorded(&self) -> Option<Instant> {
        self.last_recorded.map(Instant::from_microseconds)
    }

    pub(crate) fn reached(&self) -> Option<Reached> {
        let scores = self.reached.as_ref()?.iter().map(|score| score.map(Quantity)).collect();
        Some(Reached { scores })
    }

    /// The sheet as far as ranks and means ask for it: its lines are those that limit the stars.
    pub fn sheet(&self) -> Sheet {
        let line = |(rule, stars): &(usize, u8)| Line {
            rule: *rule,
            dimension: None,
            points: Points::default(),
            bonus: Quantity::default(),
            stars_at_most: Some(*stars),
            causes: Vec::new(),
        };
        let points =
            |(kept, applicable): &(i64, i64)| Points { kept: Quantity(*kept), applicable: Quantity(*applicable) };
        Sheet {
            lines: self.limits.iter().map(line).collect(),
            dimensions: self.points.iter().map(points).collect(),
            bonus: Quantity(self.bonus),
            total: self.total.map(Quantity),
            stars: self.stars,
        }
    }
}
