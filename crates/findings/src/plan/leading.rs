//! The case that leads up to a record that is planned: an election has to be asked for, answered, prepared and reported.
//!
//! Which steps there are, in which order and within what limits, the procedure of the rulebook says. What is recorded of
//! the case already is taken as it is, and the plan goes on from there.

use facts::{Day, FactId, Name, Period, Value};
use rulebook::{Condition, Procedure, Requirement, Rule, Selector, Status, Step, StepLimit};

use super::place::{Window, meet, slice};
use super::propose::Proposal;
use super::{Obstacle, Planner};
use crate::columns::holds;
use crate::steps::steps_taken;
use crate::{Finding, Subject};

/// A kind of record, the step by which it is one of a case, and what the case is called where nobody has named it yet.
#[derive(Debug, Clone, Copy)]
pub struct Leading<'a> {
    pub to: &'a str,
    /// The kind of the steps, and the choices that this one holds.
    pub step: &'a str,
    pub choices: &'a [(&'a str, &'a str)],
    pub case: &'a str,
}

/// So long before a record what leads up to it begins, as far as no limit says otherwise.
const MONTHS_BEFORE: i32 = 4;
/// What comes after it follows within so many days.
const DAYS_AFTER: i32 = 21;

/// A case as far as it is known.
struct Known {
    name: String,
    /// Places in the order of the steps, with the days.
    taken: Vec<(usize, Day)>,
}

impl Known {
    fn day_of(&self, step: usize) -> Option<Day> {
        self.taken.iter().find(|(taken, _)| *taken == step).map(|(_, day)| *day)
    }

    fn last(&self) -> Option<(usize, Day)> {
        self.taken.iter().copied().max()
    }
}

impl Planner<'_> {
    /// Plans the steps of the cases that lead up to what is planned, once each. Whether anything came of it.
    pub(super) fn lead_up(&mut self) -> bool {
        let mut changed = false;
        for custom in self.wanted.customs.leading {
            let goals: Vec<(FactId, Day)> = self
                .items
                .iter()
                .filter(|item| self.is_of(item.kind, custom.to))
                .map(|item| (item.id, item.day))
                .collect();
            for (id, day) in goals {
                if self.led_up_to.insert(id) {
                    changed |= self.lead_up_to(custom, day);
                }
            }
        }
        if changed {
            self.findings = None;
        }
        changed
    }

    fn lead_up_to(&mut self, custom: &Leading<'_>, day: Day) -> bool {
        let rulebook = self.wanted.rulebook;
        let mut changed = false;
        for (index, rule) in rulebook.rules.iter().enumerate() {
            let Requirement::Procedure(procedure) = &rule.requirement else { continue };
            let (Some(field), true) = (&procedure.by, rule.from <= day && day <= rule.until && self.binds(rule)) else {
                continue;
            };
            let goal = procedure.steps.iter().position(|step| self.is_step(custom, &step.selector, day));
            let Some(goal) = goal else { continue };
            self.evaluate();
            let known = self.known_case(index, procedure, goal, custom.case);
            let before = self.items.len();
            if let Err(obstacle) = self.plan_case((index, rule), (procedure, field), known, (goal, day)) {
                self.obstacles_of_cases.insert((index, obstacle));
            }
            changed |= before < self.items.len();
        }
        changed
    }

    /// Whether a record with these choices takes a step.
    fn is_step(&self, custom: &Leading<'_>, selector: &Selector, on: Day) -> bool {
        let value = |field: &Name| {
            let choice = custom.choices.iter().find(|(name, _)| name == field);
            choice.map(|(_, choice)| Value::Options(vec![(*choice).to_owned()]))
        };
        let passes = |condition: &Condition| {
            value(&condition.field).is_some_and(|value| holds(self.wanted.rulebook, &condition.test, &value, on))
        };
        selector.kinds.iter().any(|kind| self.is_of(*kind, custom.step))
            && selector.must.iter().all(passes)
            && !selector.except.iter().any(passes)
    }

    /// The case that is under way and has not come to the step yet, or a new one.
    fn known_case(&self, rule: usize, procedure: &Procedure, goal: usize, name: &str) -> Known {
        let under_way = self
            .findings
            .iter()
            .flatten()
            .filter(|finding| finding.rule == rule && matches!(finding.status, Status::Open | Status::Missed));
        let cases = under_way.filter_map(|finding| {
            let Subject::Case(name) = &finding.subject else { return None };
            let taken = steps_taken(self.wanted.rulebook, procedure, finding, &self.facts);
            let taken = taken.into_iter().map(|(step, day, _)| (step, day)).collect();
            Some(Known { name: name.clone(), taken })
        });
        let open = cases.into_iter().find(|case| case.taken.iter().all(|(step, _)| *step < goal));
        open.unwrap_or_else(|| Known { name: name.to_owned(), taken: Vec::new() })
    }

    /// Each step after the one before, in its part of the time up to the day of the one to which they lead.
    fn plan_case(
        &mut self,
        (index, rule): (usize, &Rule),
        (procedure, field): (&Procedure, &Name),
        mut case: Known,
        (goal, day): (usize, Day),
    ) -> Result<(), Obstacle> {
        let reached = case.last();
        let wanted = |(at, step): &(usize, &Step)| !step.optional && reached.is_none_or(|(last, _)| last < *at);
        let steps: Vec<(usize, &Step)> = procedure.steps.iter().enumerate().filter(wanted).collect();
        let before = steps.iter().filter(|(at, _)| *at < goal).count();
        let begins = reached.map_or(day.plus_months(-MONTHS_BEFORE), |(_, day)| day);
        // Nobody holds an election on the day on which its last preparation is approved, if there is another.
        let eve = self.calendar.clip((begins, day.plus_days(-1))).filter(|eve| self.calendar.has_day(*eve, None));
        let lead = eve.or_else(|| self.calendar.clip((begins, day))).ok_or(Obstacle::Past)?;
        self.cases_led.insert(case.name.clone());
        for (part, (at, step)) in steps.into_iter().enumerate() {
            let whole = match at {
                at if at == goal => (day, day),
                at if at < goal => self.step_window(step, &case, lead)?,
                _ => {
                    self.step_window(step, &case, (day, case.last().map_or(day, |(_, day)| day).plus_days(DAYS_AFTER)))?
                }
            };
            let own = slice(lead, part, before.max(1));
            let window = if at < goal { self.calendar.part(whole, own).unwrap_or(whole) } else { whole };
            let finding = finding_of(index, &case.name);
            let proposal = self.proposal(rule, &finding, &step.selector, window);
            let key = format!("{}/{at}", proposal.key);
            let values = vec![(field.clone(), Value::Text(case.name.clone()))];
            let item = self.add(&Proposal { key, values, step: step.responsible.clone(), ..proposal })?;
            case.taken.push((at, self.items.get(item).map_or(day, |item| item.day)));
        }
        Ok(())
    }

    /// The days on which a step keeps its limits and comes after the one before, if possible not on the same day.
    fn step_window(&self, step: &Step, case: &Known, window: Window) -> Result<Window, Obstacle> {
        let dated = case.taken.iter().map(|(_, day)| *day).min().unwrap_or(window.0);
        let limit = |limit: StepLimit| Some(self.limit(limit.limit, dated).ok()?.after(case.day_of(limit.from)?));
        let previous = case.last().map(|(_, day)| day);
        let latest = step.latest.and_then(limit).map_or(window.1, |latest| latest.min(window.1));
        let earliest = step.earliest.and_then(limit).max(previous).unwrap_or(window.0);
        let whole = meet(window, (earliest, latest)).ok_or(Obstacle::Past)?;
        let later = previous.and_then(|day| meet(whole, (day.plus_days(1), latest)));
        Ok(later.filter(|later| self.calendar.has_day(*later, None)).unwrap_or(whole))
    }
}

/// What is to be said of a case of which nothing is recorded yet.
fn finding_of(rule: usize, case: &str) -> Finding {
    Finding {
        rule,
        subject: Subject::Case(case.to_owned()),
        period: Period::Case,
        status: Status::Open,
        due: None,
        changes_on: None,
        evidence: Vec::new(),
        missing: Vec::new(),
        late_records: 0,
        latest_by_days: 0,
    }
}
