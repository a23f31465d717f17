//! The case that a planned record is a step of: an election has to be asked for, answered, prepared and reported; the
//! meeting at which members are evaluated has what goes before and what comes after it.
//!
//! Which steps there are, in which order and within what limits, the procedure of the rulebook says; when the record
//! itself comes is not decided here. What is recorded of the case already is taken as it is, and the plan goes on from
//! there.

use facts::{Day, FactId, Name, Period, Value, current};
use rulebook::{Condition, Procedure, Requirement, Rule, Selector, Status, Step, StepLimit};

use super::place::{Window, meet, slice};
use super::propose::{DAYS_TO_PREPARE, Proposal};
use super::{Obstacle, PlanWanted, Planner};
use crate::columns::holds;
use crate::steps::steps_taken;
use crate::{Finding, Subject};

/// A kind of record, the step by which it is one of a case, what the case is called where nobody has named it yet, and
/// how much time people take for what no limit dates.
#[derive(Debug, Clone, Copy)]
pub struct Leading<'a> {
    pub to: &'a str,
    /// The kind of the steps, and the choices that this one holds.
    pub step: &'a str,
    pub choices: &'a [(&'a str, &'a str)],
    /// Not needed where the case is a period.
    pub case: &'a str,
    /// The steps before it begin so long before it at the earliest.
    pub months_before: i32,
    /// Each step after it follows on the one before within so long.
    pub months_after: i32,
}

const UNDER_WAY: [Status; 2] = [Status::Open, Status::Missed];
const UNDER_WAY_OR_WRONG: [Status; 3] = [Status::Open, Status::Missed, Status::Breached];
const ALWAYS: Window = (Day::EARLIEST, Day::LATEST);

/// A record that is a step of a case.
#[derive(Debug, Clone, Copy)]
struct Goal {
    id: FactId,
    day: Day,
    planned: bool,
    /// See [`Proposal::overdue`].
    overdue: Option<Day>,
}

/// A case as far as it is known.
#[derive(Debug, Clone)]
struct Known {
    /// What there is to say of it.
    finding: Finding,
    /// By what its records belong to it.
    values: Vec<(Name, Value)>,
    period: Option<Period>,
    /// All its days lie in these.
    days: Window,
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

    /// What is left of its steps, in order.
    fn to_do<'p>(&self, procedure: &'p Procedure) -> Vec<(usize, &'p Step)> {
        let reached = self.last();
        let wanted = |(at, step): &(usize, &Step)| !step.optional && reached.is_none_or(|(last, _)| last < *at);
        procedure.steps.iter().enumerate().filter(wanted).collect()
    }
}

/// Which step of a procedure the record of a custom is, if any.
fn goal_of(wanted: &PlanWanted<'_>, custom: &Leading<'_>, procedure: &Procedure) -> Option<usize> {
    procedure.steps.iter().position(|step| is_step(wanted, custom, &step.selector))
}

/// Whether some step of a period's procedure has the day of a record of another kind.
pub(super) fn follows_another(wanted: &PlanWanted<'_>, rule: &Rule) -> bool {
    let Requirement::Procedure(procedure) = &rule.requirement else { return false };
    procedure.by.is_none() && wanted.customs.leading.iter().any(|one| goal_of(wanted, one, procedure).is_some())
}

/// Whether a record with these choices takes a step.
fn is_step(wanted: &PlanWanted<'_>, custom: &Leading<'_>, selector: &Selector) -> bool {
    let value = |field: &Name| {
        let choice = custom.choices.iter().find(|(name, _)| name == field);
        choice.map(|(_, choice)| Value::Options(vec![(*choice).to_owned()]))
    };
    let passes = |condition: &Condition| {
        value(&condition.field).is_some_and(|value| holds(wanted.rulebook, &condition.test, &value, wanted.from))
    };
    let of_kind = |slug: &str| wanted.rulebook.kind_named(slug).map(|(kind, _)| kind);
    of_kind(custom.step).is_some_and(|kind| selector.kinds.contains(&kind))
        && selector.must.iter().all(passes)
        && !selector.except.iter().any(passes)
}

impl<'a> Planner<'a> {
    /// Plans the steps of the cases that lead up to what is planned, once each. Whether anything came of it.
    pub(super) fn lead_up(&mut self) -> bool {
        let mut changed = false;
        for custom in self.wanted.customs.leading {
            for goal in self.goals(custom) {
                if self.led_up_to.insert(goal.id) {
                    changed = true;
                    self.lead_up_to(custom, goal);
                }
            }
        }
        if changed {
            self.findings = None;
        }
        changed
    }

    /// Leaves what comes before a record the days that it needs. Whether anything had to move.
    pub(super) fn make_room(&mut self) -> bool {
        self.keep_each(self.wanted.customs.leading, Planner::make_room_before)
    }

    /// Whether records are steps of cases that lead up to others.
    pub(super) fn leads_up(&self, steps: &Selector, to: &Selector) -> bool {
        let of = |selector: &Selector, slug: &str| selector.kinds.iter().any(|kind| self.is_of(*kind, slug));
        self.wanted.customs.leading.iter().any(|custom| of(steps, custom.step) && of(to, custom.to))
    }

    fn make_room_before(&mut self, custom: &Leading<'_>, at: usize) -> Option<()> {
        let item = self.items.get(at).filter(|item| self.is_of(item.kind, custom.to))?;
        let (day, window) = (item.day, item.window);
        let mut earliest = window.0;
        for (index, procedure, goal) in self.procedures(custom, day) {
            if procedure.by.is_none() {
                self.evaluate();
                let case = self.case_of_period(index, procedure, goal, day);
                earliest = case.map_or(earliest, |case| earliest.max(self.earliest(procedure, case, goal)));
            }
        }
        let earliest = earliest.min(window.1);
        if earliest <= window.0 {
            return None;
        }
        self.items.get_mut(at)?.window.0 = earliest;
        if day < earliest {
            self.move_item(at).ok()?;
        }
        Some(())
    }

    /// The first day on which a step can be taken, with time to prepare each one before it.
    fn earliest(&self, procedure: &Procedure, mut case: Known, goal: usize) -> Day {
        let begins = self.calendar.from.max(case.days.0);
        let mut day = case.last().map_or(begins, |(_, last)| last.max(begins));
        for (at, step) in case.to_do(procedure).into_iter().filter(|(at, _)| *at <= goal) {
            let dated = case.taken.iter().map(|(_, day)| *day).min().unwrap_or(begins);
            let limit = step.earliest.and_then(|limit| self.limit_day(limit, &case, dated));
            day = day.plus_days(DAYS_TO_PREPARE).max(limit.unwrap_or(begins));
            case.taken.push((at, day));
        }
        day
    }

    /// Whether the steps of a period are still to be planned around a record of another kind.
    pub(super) fn waits(&self, procedure: &Procedure, days: Window) -> bool {
        self.wanted.customs.leading.iter().any(|custom| {
            let open = |goal: &Goal| days.0 <= goal.day && goal.day <= days.1 && !self.led_up_to.contains(&goal.id);
            goal_of(self.wanted, custom, procedure).is_some() && self.goals(custom).iter().any(open)
        })
    }

    /// What is planned of the kind, and what is written down for a day to come.
    fn goals(&self, custom: &Leading<'_>) -> Vec<Goal> {
        let planned = self.items.iter().filter(|item| self.is_of(item.kind, custom.to));
        let planned = planned.map(|item| Goal { id: item.id, day: item.day, planned: true, overdue: item.overdue });
        let recorded = current(self.wanted.facts, None).into_iter().filter(|fact| fact.kind == custom.to);
        let recorded =
            recorded.map(|fact| Goal { id: fact.id, day: fact.occurred.first, planned: false, overdue: None });
        planned.chain(recorded.filter(|goal| self.calendar.from <= goal.day)).collect()
    }

    /// The procedures of which a record of a day is a step, with the rule and the step's place.
    fn procedures(&self, custom: &Leading<'_>, day: Day) -> Vec<(usize, &'a Procedure, usize)> {
        let rules = self.wanted.rulebook.rules.iter().enumerate();
        let binding = rules.filter(|(_, rule)| rule.from <= day && day <= rule.until && self.binds(rule));
        let led = binding.filter_map(|(index, rule)| {
            let Requirement::Procedure(procedure) = &rule.requirement else { return None };
            Some((index, procedure, goal_of(self.wanted, custom, procedure)?))
        });
        led.collect()
    }

    fn lead_up_to(&mut self, custom: &Leading<'_>, goal: Goal) {
        for (index, procedure, at) in self.procedures(custom, goal.day) {
            self.evaluate();
            let case = match &procedure.by {
                Some(field) if goal.planned => Some(self.known_case((index, field), procedure, at, custom.case)),
                // What led up to an election that is written down, whoever wrote it down knows.
                Some(_) => None,
                None => self.case_of_period(index, procedure, at, goal.day),
            };
            let Some(case) = case else { continue };
            let told = self.plan_case(custom, procedure, case, (at, goal));
            // A period's steps are then planned as the rule alone has them.
            if let (Err(obstacle), Some(_)) = (told, &procedure.by) {
                self.obstacles_of_cases.insert((index, obstacle));
            }
        }
    }

    /// The case that is under way and has not come to the step yet, or a new one.
    fn known_case(&self, (rule, field): (usize, &Name), procedure: &Procedure, goal: usize, name: &str) -> Known {
        let known = |name: &str, taken: Vec<(usize, Day)>| Known {
            finding: finding_of(rule, name),
            values: vec![(field.clone(), Value::Text(name.to_owned()))],
            period: None,
            days: ALWAYS,
            taken,
        };
        let cases = self.under_way(rule, &UNDER_WAY).filter_map(|finding| {
            let Subject::Case(name) = &finding.subject else { return None };
            Some(known(name, self.taken(procedure, finding)))
        });
        let open = cases.into_iter().find(|case| case.taken.iter().all(|(step, _)| *step < goal));
        open.unwrap_or_else(|| known(name, Vec::new()))
    }

    /// The case of the period that a day lies in, where it has not come to the step yet.
    fn case_of_period(&self, rule: usize, procedure: &Procedure, goal: usize, day: Day) -> Option<Known> {
        // A step that was skipped does not excuse from those that are left.
        let mut cases = self.under_way(rule, &UNDER_WAY_OR_WRONG).filter_map(|finding| {
            let days = finding.period.days().filter(|(first, last)| *first <= day && day <= *last)?;
            let (finding, taken) = (finding.clone(), self.taken(procedure, finding));
            let days = self.standing(&finding.subject, days)?;
            Some(Known { period: Some(finding.period), finding, values: Vec::new(), days, taken })
        });
        cases.find(|case| case.taken.iter().all(|(step, _)| *step < goal))
    }

    fn under_way(&self, rule: usize, statuses: &'static [Status]) -> impl Iterator<Item = &Finding> {
        let of_rule = self.findings.iter().flatten().filter(move |finding| finding.rule == rule);
        of_rule.filter(move |finding| statuses.contains(&finding.status))
    }

    fn taken(&self, procedure: &Procedure, finding: &Finding) -> Vec<(usize, Day)> {
        let taken = steps_taken(self.wanted.rulebook, procedure, finding, &self.facts);
        taken.into_iter().map(|(step, day, _)| (step, day)).collect()
    }

    /// Each step after the one before, in its part of the time up to the day of the one to which they lead.
    fn plan_case(
        &mut self,
        custom: &Leading<'_>,
        procedure: &Procedure,
        mut case: Known,
        (goal, Goal { day, overdue, .. }): (usize, Goal),
    ) -> Result<(), Obstacle> {
        let rule = self.wanted.rulebook.rules.get(case.finding.rule).ok_or(Obstacle::Unsettled)?;
        let steps = case.to_do(procedure);
        let before = steps.iter().filter(|(at, _)| *at < goal).count();
        let dated = case.taken.iter().map(|(_, day)| *day).min().unwrap_or(day);
        let own = |at: usize| procedure.steps.get(goal).map_or(ALWAYS, |step| self.around(step, at, (day, dated)));
        let usual = day.plus_months(-custom.months_before);
        let begins = steps.iter().map(|(at, _)| own(*at).1.plus_days(-DAYS_TO_PREPARE)).fold(usual, Day::min);
        let begins = case.last().map_or(begins, |(_, day)| day).max(case.days.0);
        let limits: Vec<Window> = steps.iter().map(|(at, _)| own(*at)).collect();
        // Nobody holds an election on the day on which its last preparation is approved, if there is another.
        let eve = self.calendar.clip((begins, day.plus_days(-1))).filter(|eve| self.calendar.has_day(*eve, None));
        let lead = eve.or_else(|| self.calendar.clip((begins, day))).ok_or(Obstacle::Past)?;
        if let Subject::Case(name) = &case.finding.subject {
            self.cases_led.insert(name.clone());
        }
        for (part, ((at, step), limits)) in steps.into_iter().zip(limits).enumerate() {
            let whole = match at {
                at if at == goal => (day, day),
                at if at < goal => self.step_window(step, &case, meet(lead, limits).ok_or(Obstacle::Past)?)?,
                _ => {
                    let until = case.last().map_or(day, |(_, day)| day).plus_months(custom.months_after);
                    self.step_window(step, &case, (day, until.min(case.days.1)))?
                }
            };
            let own = slice(lead, part, before.max(1));
            let window = if at < goal { self.calendar.part(whole, own).unwrap_or(whole) } else { whole };
            let proposal = self.proposal(rule, &case.finding, &step.selector, window);
            let period = case.period.filter(|_| self.names_period(&step.selector.kinds));
            let (key, values) = (format!("{}/{at}", proposal.key), case.values.clone());
            let step = step.responsible.clone();
            let item = self.add(&Proposal { key, values, period, step, overdue, ..proposal })?;
            case.taken.push((at, self.items.get(item).map_or(day, |item| item.day)));
        }
        Ok(())
    }

    /// The days on which a step keeps its limits and comes after the one before, if possible not on the same day.
    fn step_window(&self, step: &Step, case: &Known, window: Window) -> Result<Window, Obstacle> {
        let dated = case.taken.iter().map(|(_, day)| *day).min().unwrap_or(window.0);
        let limit = |limit: StepLimit| self.limit_day(limit, case, dated);
        let previous = case.last().map(|(_, day)| day);
        let latest = step.latest.and_then(limit).map_or(window.1, |latest| latest.min(window.1));
        let earliest = step.earliest.and_then(limit).max(previous).unwrap_or(window.0);
        let whole = meet(window, (earliest, latest)).ok_or(Obstacle::Past)?;
        let later = previous.and_then(|day| meet(whole, (day.plus_days(1), latest)));
        Ok(later.filter(|later| self.calendar.has_day(*later, None)).unwrap_or(whole))
    }

    /// On which days another step has to be taken so that one of a day keeps its limits.
    fn around(&self, step: &Step, other: usize, (day, dated): (Day, Day)) -> Window {
        let from_other = |limit: &StepLimit| limit.from == other;
        let limit = |limit: StepLimit| self.limit(limit.limit, dated).ok();
        // A month before the 31st of March is a day from which a month reaches the 28th only.
        let first = step.latest.filter(from_other).and_then(limit).and_then(|limit| {
            (0..=3).map(|days| limit.before(day).plus_days(days)).find(|first| day <= limit.after(*first))
        });
        let last = step.earliest.filter(from_other).and_then(limit).map(|limit| limit.before(day));
        (first.unwrap_or(ALWAYS.0), last.unwrap_or(ALWAYS.1))
    }

    fn limit_day(&self, limit: StepLimit, case: &Known, dated: Day) -> Option<Day> {
        Some(self.limit(limit.limit, dated).ok()?.after(case.day_of(limit.from)?))
    }
}

/// What is to be said of a case of which nothing is recorded yet.
fn finding_of(rule: usize, case: &str) -> Finding {
    Finding::bare(rule, Subject::Case(case.to_owned()), Period::Case, Status::Open)
}
