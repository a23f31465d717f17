//! Attested: the superior's word on a clause in a period.
//!
//! The latest attestation of the period decides, also before the period ends: with a grade that suffices it is met
//! (late if given after the period's last day), with another it is missed. None: open until the last day, then missed.

use facts::Fact;
use findings::{Finding, Missing, Subject};
use rulebook::{Attested, Rule, Status};

use super::{World, in_force, owing, proven_by, records, unknown};

pub(super) fn attested(world: &World<'_>, index: usize, rule: &Rule, attested: &Attested) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (Some(calendar), Some(clause)) = (rule.calendar, world.rulebook.clause_of(rule)) else { return findings };
    let Some(kind) = world.rulebook.kind(attested.kind) else { return findings };
    for period in world.periods(calendar, |_, last| last) {
        let (Some((_, last)), Some(middle)) = (period.days(), period.middle()) else { continue };
        if !in_force(rule, middle) {
            continue;
        }
        for (subject, not_known) in owing::owing(world, rule, &[attested.kind], period) {
            if !not_known.is_empty() {
                findings.push(unknown(index, subject, period, Some(last), not_known));
                continue;
            }
            let mut given: Vec<&Fact> = world
                .ledger
                .iter()
                .copied()
                .filter(|fact| {
                    fact.kind == kind.slug
                        && fact.text("clause") == Some(&clause.id)
                        && records::counts_for(world, fact, period)
                        && is_about(fact, &subject)
                })
                .collect();
            records::in_order(&mut given);
            let status = match given.last() {
                Some(fact) if !suffices(fact, attested) => Status::Missed,
                Some(fact) if fact.occurred.first > last => Status::Late,
                Some(_) => Status::Met,
                None if world.as_of < last => Status::Open,
                None => Status::Missed,
            };
            let mut found = Finding::bare(index, subject, period, status);
            found.due = Some(last);
            if matches!(status, Status::Open | Status::Missed) {
                found.missing.push(Missing::Attestation);
            }
            found.changes_on = (status == Status::Open).then_some(last);
            let latest: Vec<&Fact> = given.last().copied().into_iter().collect();
            findings.push(proven_by(world, found, &latest));
        }
    }
    findings
}

fn is_about(fact: &Fact, subject: &Subject) -> bool {
    match subject {
        Subject::Person(person) => fact.playing("attested").any(|attested| attested == *person),
        _ => true,
    }
}

fn suffices(fact: &Fact, attested: &Attested) -> bool {
    fact.option("grade").is_some_and(|grade| attested.grades.iter().any(|sufficient| sufficient == grade))
}
