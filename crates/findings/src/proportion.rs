//! 占比: what part of the findings of other rules is met, or of the branches below is up to standard.
//!
//! A fold over what was found already. It has no evidence of its own: each finding that it counts has its records, and
//! to list them all once more would say nothing about the one who is not there yet.

use facts::{Day, Quantity};
use rulebook::Status;

use crate::context::Context;
use crate::dated::DatedPeriod;
use crate::output::{Draft, Output, Plainly};
use crate::program::{ProportionPlan, WholePlan};
use crate::reached::Reached;

/// How many there are, and how many of them in each status that is not settled against them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub of: u32,
    pub met: u32,
    /// Fulfilled, but after the time for it was over.
    pub late: u32,
    pub open: u32,
    pub unknown: u32,
}

impl Tally {
    pub(crate) fn add(&mut self, status: Status) {
        self.of += 1;
        match status {
            Status::Met => self.met += 1,
            Status::Late => self.late += 1,
            Status::Open => self.open += 1,
            Status::Unknown => self.unknown += 1,
            Status::Missed | Status::Breached | Status::Advice => {}
        }
    }

    /// How many have to be met for so many parts of a whole.
    pub fn needed(&self, (parts, whole): (i64, i64)) -> u32 {
        let (wanted, whole) = (i128::from(self.of) * i128::from(parts), i128::from(whole).max(1));
        u32::try_from((wanted + whole - 1).div_euclid(whole)).unwrap_or(u32::MAX)
    }

    /// What is decided whatever the unknown ones are; where they could turn it, it is not known.
    fn status(&self, share: (i64, i64)) -> Status {
        let needed = self.needed(share);
        let with = |met: u32| match () {
            () if met >= needed => Status::Met,
            () if met + self.open >= needed => Status::Open,
            () if met + self.late >= needed => Status::Late,
            () => Status::Missed,
        };
        let (worst, best) = (with(self.met), with(self.met + self.unknown));
        if worst == best { worst } else { Status::Unknown }
    }
}

/// What was counted, and when time changes it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counted {
    pub tally: Tally,
    /// The last of their days.
    pub due: Option<Day>,
    /// The first day on which time alone changes any of them, and any of those that are met.
    pub changes_on: Option<Day>,
    pub met_changes_on: Option<Day>,
    /// What is met now may still be lost.
    pub goes_on: bool,
}

impl Counted {
    pub fn add(&mut self, status: Status, due: Option<Day>, changes_on: Option<Day>) {
        let first = |known: Option<Day>| known.into_iter().chain(changes_on).min();
        self.tally.add(status);
        self.due = self.due.max(due);
        self.changes_on = first(self.changes_on);
        if status == Status::Met {
            self.met_changes_on = first(self.met_changes_on);
        }
    }
}

pub(crate) fn proportion(context: &Context<'_>, plan: &ProportionPlan, below: &[Reached], output: &mut Output) {
    let book = context.program.rulebook;
    for (subject, owes) in context.subjects() {
        for (_, period) in context.owed_periods(subject, owes) {
            let on = period.span.middle;
            let (counted, known) = match &plan.of {
                WholePlan::Rules(rules) => (output.counted(rules, period.span.period), true),
                WholePlan::Branches { score } => {
                    let line = book.number(*score, on);
                    (branches(context, line, period, below), line.is_some())
                }
            };
            // Of nothing there is no part.
            if counted.tally.of == 0 {
                continue;
            }
            let share = book.share(plan.at_least, on).filter(|_| known);
            let draft = Draft { due: counted.due, ..Draft::dated(subject, period, Status::Unknown) };
            let decided = context.decided(share.map(|(parts, _)| parts), || draft, period, output);
            if let Some(share) = share.filter(|_| decided.is_some()) {
                write(context, draft, &counted, share, output);
            }
        }
    }
}

/// A score is of the whole year: until it is over, points may still be lost and won.
fn branches(context: &Context<'_>, line: Option<Quantity>, period: &DatedPeriod, below: &[Reached]) -> Counted {
    let goes_on = context.timetable.as_of < period.over;
    let changes_on = goes_on.then_some(period.over);
    let mut counted = Counted { due: Some(period.due), changes_on, goes_on, ..Counted::default() };
    below.iter().for_each(|reached| counted.tally.add(reached.status(line)));
    counted
}

fn write(context: &Context<'_>, draft: Draft, counted: &Counted, share: (i64, i64), output: &mut Output) {
    let status = if counted.goes_on { Status::Open } else { counted.tally.status(share) };
    let changes_on = if status == Status::Met { counted.met_changes_on } else { counted.changes_on };
    output.write(context, Draft { status, changes_on, ..draft });
    if !matches!(status, Status::Met | Status::Late) {
        output.lacks_plainly(Plainly::Proportion(counted.tally));
    }
}
