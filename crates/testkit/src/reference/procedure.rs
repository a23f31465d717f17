//! Procedure: the steps of a case, in order and in time.
//!
//! - A case is made of the records that hold the same text in the field by which cases are told apart, and ends with a
//!   record that ends it; what comes after that is another case. Without such a field, a case is made of a subject's
//!   records that count for one period.
//! - A step is taken by its first record that is not before any step taken earlier in the order; without one, by its
//!   first record at all, which is then out of order.
//! - A step that is not taken: nothing, where it may be left out; skipped, where a later one was taken; owed no longer,
//!   where the case was ended; else it is to be done, and overdue from the day after its limit.
//! - The limit of a step runs from the day of the step it names, if that was taken; in a period no later than the
//!   period's end.
//! - Skipped, out of order or too early is a breach; else overdue is a miss, something to be done is open, and done
//!   after the limit is late.
//! - A case in which nothing is to be done concerns the year of its last record. Rule, form and conditions are those of
//!   the day of its first.

use facts::{Day, Fact, Period};
use findings::{Finding, Missing, StepFault, Subject};
use rulebook::{Procedure, Rule, Selector, Status, Step, StepLimit};

use super::{World, in_force, owing, proven_by, records, unknown};

pub(super) fn procedure(world: &World<'_>, index: usize, rule: &Rule, procedure: &Procedure) -> Vec<Finding> {
    match &procedure.by {
        Some(field) => cases(world, index, rule, procedure, field),
        None => periods(world, index, rule, procedure),
    }
}

fn cases(world: &World<'_>, index: usize, rule: &Rule, procedure: &Procedure, field: &str) -> Vec<Finding> {
    let mut all: Vec<&Fact> = world.ledger.clone();
    records::in_order(&mut all);
    let is_any = |fact: &&Fact| procedure.selectors().any(|selector| records::matches(world, fact, selector));
    all.retain(|fact| is_any(fact) && fact.text(field).is_some());
    let mut cases: Vec<(usize, Vec<&Fact>)> = Vec::new();
    for (position, fact) in all.iter().enumerate() {
        let ends = |fact: &Fact| procedure.ended_by.as_ref().is_some_and(|by| records::matches(world, fact, by));
        let goes_on = |case: &&mut (usize, Vec<&Fact>)| {
            case.1.iter().all(|earlier| earlier.text(field) == fact.text(field) && !ends(earlier))
        };
        match cases.iter_mut().find(goes_on) {
            Some((_, case)) => case.push(fact),
            None => cases.push((position, vec![fact])),
        }
    }
    cases.iter().filter_map(|(_, case)| one_case(world, index, rule, procedure, field, case)).collect()
}

fn one_case<'a>(
    world: &World<'a>,
    index: usize,
    rule: &Rule,
    procedure: &Procedure,
    field: &str,
    case: &[&'a Fact],
) -> Option<Finding> {
    let (first, last) = (case.first()?, case.last()?);
    let takes_a_step = procedure.steps.iter().any(|step| records::matches(world, first, &step.selector));
    if !takes_a_step {
        return None;
    }
    let subject = Subject::Case(first.text(field)?.to_owned());
    let judged = judge(world, procedure, case, first.occurred.first);
    let to_be_done = judged.faults.iter().any(|(_, fault)| matches!(fault, StepFault::Next | StepFault::Overdue));
    let day = first.occurred.first;
    let concerns = to_be_done || last.occurred.first.year() == world.as_of.year();
    if !concerns || !in_force(rule, day) || !owing::has_form(world, rule, day) {
        return None;
    }
    let not_known = owing::conditions(world, rule, &Subject::Organisation, &[day], day)?;
    if !not_known.is_empty() {
        return Some(unknown(index, subject, Period::Case, judged.due, not_known));
    }
    Some(judged.finding(world, index, subject, Period::Case))
}

fn periods(world: &World<'_>, index: usize, rule: &Rule, procedure: &Procedure) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(calendar) = rule.calendar else { return findings };
    for period in world.periods(calendar, |_, last| last) {
        let (Some((_, last)), Some(middle)) = (period.days(), period.middle()) else { continue };
        if !in_force(rule, middle) {
            continue;
        }
        for (subject, not_known) in owing::owing(world, rule, &procedure.kinds(), period) {
            if !not_known.is_empty() {
                findings.push(unknown(index, subject, period, Some(last), not_known));
                continue;
            }
            let is_own = |fact: &&&Fact, selector: &Selector| {
                records::matches(world, fact, selector) && records::is_of(fact, &subject, selector.part.as_deref())
            };
            let mut case: Vec<&Fact> = world.ledger.clone();
            case.retain(|fact| records::counts_for(world, fact, period));
            case.retain(|fact| procedure.selectors().any(|selector| is_own(&fact, selector)));
            records::in_order(&mut case);
            let own: Vec<Vec<&Fact>> = procedure
                .selectors()
                .map(|selector| case.iter().filter(|fact| is_own(fact, selector)).copied().collect())
                .collect();
            findings
                .push(judge_steps(world, procedure, own, Some(last), middle).finding(world, index, subject, period));
        }
    }
    findings
}

struct Judged<'a> {
    faults: Vec<(usize, StepFault)>,
    evidence: Vec<&'a Fact>,
    due: Option<Day>,
    changes_on: Option<Day>,
}

/// Limits are those of the day on which the case began.
fn judge<'a>(world: &World<'a>, procedure: &Procedure, case: &[&'a Fact], dated: Day) -> Judged<'a> {
    let of =
        |selector: &Selector| case.iter().copied().filter(|fact| records::matches(world, fact, selector)).collect();
    judge_steps(world, procedure, procedure.selectors().map(of).collect(), None, dated)
}

/// The records of each step, and last those that end the case, if anything does; limits are those of the day given.
fn judge_steps<'a>(
    world: &World<'a>,
    procedure: &Procedure,
    own: Vec<Vec<&'a Fact>>,
    end: Option<Day>,
    dated: Day,
) -> Judged<'a> {
    let steps = &procedure.steps;
    let mut taken: Vec<Option<&Fact>> = Vec::new();
    for of_step in own.iter().take(steps.len()) {
        let not_before =
            |fact: &&&Fact| taken.iter().flatten().all(|earlier: &&Fact| earlier.occurred.first <= fact.occurred.first);
        taken.push(of_step.iter().find(not_before).or(of_step.first()).copied());
    }
    let ending = own.get(steps.len()).and_then(|ending| ending.first().copied());
    let day = |step: usize| taken.get(step).copied().flatten().map(|fact| fact.occurred.first);
    let limit = |limit: &StepLimit| day(limit.from).map(|from| world.after(limit.limit, from, dated));
    let due = |step: &Step| step.latest.as_ref().and_then(limit).into_iter().chain(end).min();
    // A period is over on its last day; a step's own limit runs through its last day.
    let over = |step: &Step| due(step).map(|due| if Some(due) == end { due } else { due.plus_days(1) });
    let mut faults = Vec::new();
    let (mut to_be_done, mut dues_of_taken) = (Vec::new(), Vec::new());
    for (index, step) in steps.iter().enumerate() {
        let Some(on) = day(index) else {
            let later = (index + 1..steps.len()).any(|later| day(later).is_some());
            match () {
                () if step.optional => {}
                () if later => faults.push((index, StepFault::Skipped)),
                () if ending.is_some() => {}
                () => {
                    let is_over = over(step).is_some_and(|over| world.as_of >= over);
                    if is_over {
                        faults.push((index, StepFault::Overdue));
                    } else if to_be_done.is_empty() {
                        faults.push((index, StepFault::Next));
                    }
                    to_be_done.push((due(step), over(step)));
                }
            }
            continue;
        };
        dues_of_taken.extend(due(step));
        if (0..index).any(|earlier| day(earlier).is_some_and(|earlier| on < earlier)) {
            faults.push((index, StepFault::OutOfOrder));
        } else if step.earliest.as_ref().and_then(limit).is_some_and(|earliest| on < earliest) {
            faults.push((index, StepFault::TooEarly));
        } else if due(step).is_some_and(|due| due < on) {
            faults.push((index, StepFault::Late));
        }
    }
    let mut evidence: Vec<&Fact> = Vec::new();
    let mut by_day = world.ledger.clone();
    records::in_order(&mut by_day);
    for fact in by_day {
        if taken.iter().flatten().chain(ending.iter()).any(|one| one.id == fact.id) {
            evidence.push(fact);
        }
    }
    Judged {
        faults,
        evidence,
        // Of what is to be done the first limit; else the last one that there was.
        due: match to_be_done.is_empty() {
            true => dues_of_taken.last().copied(),
            false => to_be_done.iter().filter_map(|(due, _)| *due).min(),
        },
        changes_on: to_be_done.iter().filter_map(|(_, over)| *over).filter(|over| *over > world.as_of).min(),
    }
}

impl Judged<'_> {
    fn finding(&self, world: &World<'_>, index: usize, subject: Subject, period: Period) -> Finding {
        let any = |faults: &[StepFault]| self.faults.iter().any(|(_, fault)| faults.contains(fault));
        let status = match () {
            () if any(&[StepFault::Skipped, StepFault::OutOfOrder, StepFault::TooEarly]) => Status::Breached,
            () if any(&[StepFault::Overdue]) => Status::Missed,
            () if any(&[StepFault::Next]) => Status::Open,
            () if any(&[StepFault::Late]) => Status::Late,
            () => Status::Met,
        };
        let missing = self.faults.iter().map(|(step, fault)| Missing::Step { step: *step, fault: *fault }).collect();
        let found = Finding {
            due: self.due,
            changes_on: self.changes_on,
            missing,
            ..Finding::bare(index, subject, period, status)
        };
        proven_by(world, found, &self.evidence)
    }
}
