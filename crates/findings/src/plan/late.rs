//! What is overdue and would still be settled late: planned soon, and marked.
//!
//! What has to be done is what would have been planned in time ([`propose`](super::propose)); only the days are others.
//! What a record of today changes nothing about any more is not planned, and is told by whoever asks.

use facts::Day;
use rulebook::{Bound, Procedure, Requirement, Rule, Status, StepLimit, Within};

use super::place::{Calendar, Window, meet, slice};
use super::propose::{Proposal, Proposed};
use super::{Obstacle, Planner};
use crate::steps::steps_taken;
use crate::todo::can_be_made_good;
use crate::{Finding, Missing, Subject};

/// What is overdue is done within so many days: soon, and no week is crowded by all of it.
const SOON: i32 = 30;
/// Branches ask for an election a month before it at the latest; one that is overdue has to be asked for first, and
/// comes within the month after that.
const MONTHS_TO_PREPARE_AN_ELECTION: i32 = 1;

impl Planner<'_> {
    /// What settles late what is overdue.
    pub(super) fn make_good(&mut self, rule: &Rule, finding: &Finding) -> Result<Vec<Proposal>, Obstacle> {
        let from = self.calendar.from;
        let overdue = finding.due.filter(|due| *due < from && finding.status == Status::Missed);
        let overdue = overdue.filter(|_| can_be_made_good(self.wanted.rulebook, rule, finding, from));
        let window = overdue.and_then(|due| self.late_window(rule, finding, due)).ok_or(Obstacle::Past)?;
        let mut proposals = self.as_if_in_time(rule, finding)?;
        // What comes after it may be due later than it seems now.
        if matches!(rule.requirement, Requirement::Procedure(_)) {
            proposals.truncate(1);
        }
        let parts = proposals.len();
        for (part, proposal) in proposals.iter_mut().enumerate() {
            proposal.window = self.slice(window, part, parts).unwrap_or(slice(window, part, parts));
            proposal.overdue = overdue;
        }
        Ok(proposals)
    }

    /// What would have been planned if no day were past.
    fn as_if_in_time(&mut self, rule: &Rule, finding: &Finding) -> Result<Vec<Proposal>, Obstacle> {
        let ever = (Day::EARLIEST, Day::LATEST);
        let timeless = Calendar { working: self.wanted.working, from: ever.0, there: vec![ever] };
        let calendar = std::mem::replace(&mut self.calendar, timeless);
        let proposed = self.propose(rule, finding);
        self.calendar = calendar;
        match proposed {
            Ok(Proposed::Records(proposals)) => Ok(proposals),
            Ok(Proposed::NotBefore(_)) | Err(_) => Err(Obstacle::Past),
        }
    }

    /// The days on which it can be done and still counts; none where it cannot.
    fn late_window(&self, rule: &Rule, finding: &Finding, due: Day) -> Option<Window> {
        let from = self.calendar.from;
        let soon = (from, from.plus_days(SOON));
        let window = match (&rule.requirement, &finding.subject) {
            // What every window asks for nothing of a later one brings, nor does a payment end a run of months without.
            _ if rule.window.is_some() => return None,
            (Requirement::Run(_), _) => return None,
            (Requirement::Payment(payment), _) => meet(soon, (from, payment.later.after(due)))?,
            (Requirement::Term(_), _) => self.late_election(),
            (Requirement::Within(Within { bound: Bound::Before { no_earlier, .. }, .. }), Subject::Event(day, _)) => {
                meet(soon, (self.limit(*no_earlier, *day).ok()?.before(*day), *day))?
            }
            (Requirement::Procedure(procedure), _) => (self.opens(procedure, finding).max(from), soon.1),
            _ => soon,
        };
        let window = match finding.period.days() {
            Some((_, last)) if !self.names_period(&rule.requirement.kinds()) => meet(window, (from, last))?,
            _ => window,
        };
        self.calendar.clip(self.standing(&finding.subject, window)?)
    }

    /// It counts for the year that is planned only if it is held in it.
    fn late_election(&self) -> Window {
        let (from, last) = (self.calendar.from, self.year_last());
        let half_way = from.plus_days(last.days_since(from) / 2);
        let begins = from.plus_months(MONTHS_TO_PREPARE_AN_ELECTION).min(half_way);
        (begins, begins.plus_months(1).min(last))
    }

    /// The first day on which the next step may be taken.
    fn opens(&self, procedure: &Procedure, finding: &Finding) -> Day {
        let taken = steps_taken(self.wanted.rulebook, procedure, finding, &self.facts);
        let day_of = |step: usize| taken.iter().find(|(taken, ..)| *taken == step).map(|(_, day, _)| *day);
        let dated = taken.iter().map(|(_, day, _)| *day).min().unwrap_or(self.wanted.from);
        let limit = |limit: StepLimit| Some(self.limit(limit.limit, dated).ok()?.after(day_of(limit.from)?));
        let next = finding.missing.iter().find_map(|missing| match missing {
            Missing::Step { step, fault } if fault.is_to_be_done() => procedure.steps.get(*step),
            _ => None,
        });
        let last = taken.iter().map(|(_, day, _)| *day).max();
        next.and_then(|step| step.earliest).and_then(limit).max(last).unwrap_or(Day::EARLIEST)
    }
}
