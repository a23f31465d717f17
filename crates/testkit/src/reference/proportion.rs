//! Proportion: how large a part of what other rules found is met, or of the branches below is up to standard.
//!
//! - Findings of the named rules, and of those that took their place, in the same period count, whoever they speak of.
//!   Of nothing there is no part, and no finding.
//! - Met: enough of them are met. Open: enough could still be. Late: enough are fulfilled, some of them late. Else
//!   missed. The unknown ones are taken as met and as not met in every number; where that makes a difference, the whole
//!   is unknown.
//! - The due day is the latest of theirs. Time changes it no earlier than any of them, and what is met no earlier than
//!   one that is met.
//! - A branch is up to standard with at least such a score in each dimension of the scheme of the day, not with a lower
//!   one in any of them, and unknown where it has none below but one without a score, or where there is no scheme. Until the year is over a share of them is open.
//! - A branch counts that stands as one from the middle of the year to its end, or to `as_of`.

use std::collections::BTreeSet;

use facts::{Calendar, Day, Fact, Instant, OrganisationId, Quantity};
use findings::{Finding, Missing, Reached, Tally};
use rulebook::{Form, Proportion, Rule, Rulebook, Status, Whole};

use super::{World, evaluate_above, in_force, owing, roster, score, unknown, world};

pub(super) fn proportion(
    world: &World<'_>,
    (index, rule): (usize, &Rule),
    proportion: &Proportion,
    found: &[Finding],
    below: &[Reached],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let Some(calendar) = rule.calendar else { return findings };
    for period in world.periods(calendar, |_, last| last) {
        let (Some((_, last)), Some(middle)) = (period.days(), period.middle()) else { continue };
        if !in_force(rule, middle) {
            continue;
        }
        let (counted, line) = match &proportion.of {
            Whole::Rules(named) => {
                let rules = world.rulebook.rules_named(named);
                let counts = |one: &&Finding| rules.contains(&one.rule) && one.period == period;
                (found.iter().filter(counts).cloned().collect(), Some(Quantity(0)))
            }
            Whole::Branches { score } => {
                let line = world.rulebook.number(*score, middle);
                let of_branch = |reached: &Reached| up_to(reached, line.unwrap_or(Quantity(0)));
                let due = |one: Finding| Finding { due: Some(last), ..one };
                let status = below.iter().map(of_branch);
                (
                    status
                        .map(|status| due(Finding::bare(index, findings::Subject::Organisation, period, status)))
                        .collect(),
                    line,
                )
            }
        };
        let counted: Vec<Finding> = counted;
        if counted.is_empty() {
            continue;
        }
        let due = counted.iter().filter_map(|one| one.due).max();
        let share = world.rulebook.share(proportion.at_least, middle);
        for (subject, mut not_known) in owing::owing(world, rule, &[], period) {
            if (share.is_none() || line.is_none()) && !not_known.contains(&Missing::Parameter) {
                not_known.push(Missing::Parameter);
            }
            let Some(share) = share.filter(|_| not_known.is_empty()) else {
                findings.push(unknown(index, subject, period, due, not_known));
                continue;
            };
            let goes_on = matches!(proportion.of, Whole::Branches { .. }) && world.as_of < last;
            let status = if goes_on { Status::Open } else { judge(&counted, share) };
            let own_days = counted.iter().filter(|one| status != Status::Met || one.status == Status::Met);
            let changes_on = own_days.filter_map(|one| one.changes_on).min();
            let missing = match status {
                Status::Met | Status::Late => Vec::new(),
                _ => vec![Missing::Proportion(tally(&counted))],
            };
            let changes_on = if goes_on { Some(last) } else { changes_on };
            findings.push(Finding { due, changes_on, missing, ..Finding::bare(index, subject, period, status) });
        }
    }
    findings
}

fn judge(counted: &[Finding], (parts, whole): (i64, i64)) -> Status {
    let number = |status: Status| counted.iter().filter(|one| one.status == status).count() as i64;
    let enough = |number: i64| number * whole >= parts * counted.len() as i64;
    let judged = |turned_out_met: i64| {
        let met = number(Status::Met) + turned_out_met;
        if enough(met) {
            Status::Met
        } else if enough(met + number(Status::Open)) {
            Status::Open
        } else if enough(met + number(Status::Late)) {
            Status::Late
        } else {
            Status::Missed
        }
    };
    let possible: BTreeSet<Status> = (0..=number(Status::Unknown)).map(judged).collect();
    match possible.first() {
        Some(only) if possible.len() == 1 => *only,
        _ => Status::Unknown,
    }
}

fn tally(counted: &[Finding]) -> Tally {
    let number = |status: Status| counted.iter().filter(|one| one.status == status).count() as u32;
    Tally {
        of: counted.len() as u32,
        met: number(Status::Met),
        late: number(Status::Late),
        open: number(Status::Open),
        unknown: number(Status::Unknown),
    }
}

fn up_to(reached: &Reached, line: Quantity) -> Status {
    let mut status = if reached.scores.is_empty() { Status::Unknown } else { Status::Met };
    for score in &reached.scores {
        match score {
            Some(score) if *score < line => return Status::Missed,
            Some(_) => {}
            None => status = Status::Unknown,
        }
    }
    status
}

/// What a branch reached in the year of `as_of`, by what is found about it.
pub fn reached(
    rulebook: &Rulebook,
    organisation: OrganisationId,
    facts: &[Fact],
    as_of: Day,
    known_at: Option<Instant>,
) -> Option<Reached> {
    let world = world(rulebook, organisation, facts, as_of, known_at)?;
    let year = Calendar::Year.containing(as_of);
    let ((_, last), middle) = (year.days()?, year.middle()?);
    let (first, last) = (middle.min(as_of), last.min(as_of));
    let is_branch = |day: Day| {
        roster::on(&world, day).form.is_some_and(|form| [Form::Branch, Form::Joint, Form::Temporary].contains(&form))
    };
    let stands = (first.number()..=last.number()).all(|day| roster::stands(&world, Day::from_number(day)));
    if !stands || !is_branch(first) || !is_branch(last) {
        return None;
    }
    let Some(scheme) = rulebook.scheme_on(as_of) else { return Some(Reached { scores: Vec::new() }) };
    let findings = evaluate_above(rulebook, organisation, facts, &[], as_of, known_at);
    Some(Reached { scores: score(rulebook, scheme, &findings).dimensions })
}
