//! Each: every record of a kind is as it should be.
//!
//! Records that occurred in the year of evaluation, each by itself; the worst of what is wrong decides, in the order
//! breached, missed, unknown, late, and everything that is wrong is named. The rule, the form of the organisation and
//! the organisation itself are those of the record's day, and so are the conditions.
//! People are counted once in a record, however often they are named.
//! Where it has to be written down within so many days, it is due on the last of them.

use facts::{Fact, Period, PersonId, Presence, Quantity};
use findings::{Finding, Missing, Subject};
use rulebook::{Demand, Each, Rule, Status, Test};

use super::{World, finding, in_force, owing, proven_by, records, roster, unknown};

pub(super) fn each(world: &World<'_>, index: usize, rule: &Rule, each: &Each) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fact in records::selected(world, &each.selector) {
        let day = fact.occurred.first;
        if day.year() != world.as_of.year() || !in_force(rule, day) || !owing::has_form(world, rule, day) {
            continue;
        }
        let conditions = owing::conditions(world, rule, &Subject::Organisation, &[day], day);
        let Some(not_known) = conditions else { continue };
        let subject = Subject::Event(day, Some(fact.id));
        let due = each.demands.iter().find_map(|demand| match demand {
            Demand::RecordedWithin(days) => Some(fact.occurred.last.plus_days(*days)),
            _ => None,
        });
        if !not_known.is_empty() {
            findings.push(unknown(index, subject, Period::Event, due, not_known));
            continue;
        }
        let mut worst = Status::Met;
        let mut missing = Vec::new();
        for demand in &each.demands {
            let (status, lacks) = judge(world, fact, demand);
            if weight(status) > weight(worst) {
                worst = status;
            }
            missing.extend(lacks);
        }
        let found = Finding { due, missing, ..finding(index, subject, Period::Event, worst) };
        findings.push(proven_by(world, found, &[fact]));
    }
    findings
}

fn judge(world: &World<'_>, fact: &Fact, demand: &Demand) -> (Status, Option<Missing>) {
    match demand {
        Demand::Field(condition) => {
            let field = || Some(Missing::Field(condition.field.clone()));
            match records::passes(fact, condition) {
                Some(true) => (Status::Met, None),
                Some(false) => (Status::Breached, field()),
                None if condition.test == Test::Filled => (Status::Missed, field()),
                None => (Status::Unknown, field()),
            }
        }
        Demand::Part(part) if fact.playing(part).next().is_none() => {
            (Status::Missed, Some(Missing::Part(part.clone())))
        }
        Demand::AbsentAtMost(most) => limit(absent(world, fact).len(), *most, Status::Breached),
        Demand::UnrecordedAtMost(most) => limit(unrecorded(world, fact).len(), *most, Status::Missed),
        Demand::RecordedWithin(days) if fact.recorded_at.day() > fact.occurred.last.plus_days(*days) => {
            (Status::Late, None)
        }
        Demand::Part(_) | Demand::RecordedWithin(_) => (Status::Met, None),
    }
}

fn limit(people: usize, most: Quantity, beyond: Status) -> (Status, Option<Missing>) {
    if Quantity::whole(people as i64) > most {
        (beyond, Some(Missing::People(people as u32)))
    } else {
        (Status::Met, None)
    }
}

/// Who was expected and is recorded as absent without a reason.
fn absent(world: &World<'_>, fact: &Fact) -> Vec<PersonId> {
    let expected = records::attendance_parts(world, fact);
    let mut people = Vec::new();
    for participation in &fact.people {
        let absent = participation.presence == Presence::Absent && expected.contains(&participation.part.as_str());
        if absent && !people.contains(&participation.person) {
            people.push(participation.person);
        }
    }
    people
}

/// Members of that day of whom no record of the occasion says whether they were there.
fn unrecorded(world: &World<'_>, fact: &Fact) -> Vec<PersonId> {
    let day = records::occasion_day(world, fact);
    let mut people = roster::on(world, day).members;
    let expected = records::attendance_parts(world, fact);
    for other in &world.ledger {
        if other.kind == fact.kind && records::occasion_day(world, other) == day {
            people.retain(|person| {
                !other.people.iter().any(|there| there.person == *person && expected.contains(&there.part.as_str()))
            });
        }
    }
    people
}

fn weight(status: Status) -> u8 {
    match status {
        Status::Breached => 4,
        Status::Missed => 3,
        Status::Unknown => 2,
        Status::Late => 1,
        _ => 0,
    }
}
