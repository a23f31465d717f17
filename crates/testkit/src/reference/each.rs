//! Each: every record of a kind is as it should be.
//!
//! Records that occurred in the year of evaluation, each by itself; the worst of what is wrong decides, in the order
//! breached, missed, unknown, late, and everything that is wrong is named. The rule, the form of the organisation and
//! the organisation itself are those of the record's day, and so are the conditions.
//! Attendance is that of the members of the occasion's day: a member was absent whose best presence over the records
//! of one day and kind is absence. Who is away or exempt on the day was not expected. Where nothing is said of too many to tell, absence is not known.
//! Where it has to be written down within so many days, it is due on the last of them; of several limits, of the first.

use facts::{Day, Fact, Period, PersonId, Presence, Quantity};
use findings::{Finding, Missing, Subject};
use rulebook::{Demand, Each, KindIndex, Rule, Status, Test};

use super::{World, figures, in_force, owing, proven_by, records, roster, unknown};

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
        let limits = each.demands.iter().filter_map(|demand| match demand {
            Demand::RecordedWithin(limit) => Some(world.after(*limit, fact.occurred.last, day)),
            _ => None,
        });
        let due = limits.min();
        if !not_known.is_empty() {
            findings.push(unknown(index, subject, Period::Event, due, not_known));
            continue;
        }
        let mut worst = Status::Met;
        let mut missing = Vec::new();
        for (index, demand) in each.demands.iter().enumerate() {
            let (status, lacks) = judge(world, each, fact, index, demand);
            if weight(status) > weight(worst) {
                worst = status;
            }
            missing.extend(lacks);
        }
        let found = Finding { due, missing, ..Finding::bare(index, subject, Period::Event, worst) };
        findings.push(proven_by(world, found, &[fact]));
    }
    findings
}

fn judge(world: &World<'_>, each: &Each, fact: &Fact, index: usize, demand: &Demand) -> (Status, Option<Missing>) {
    let kinds = &each.selector.kinds;
    match demand {
        Demand::Field(condition) => {
            let field = || Some(Missing::Field(condition.field.clone()));
            match records::passes(world, fact, condition) {
                Some(true) => (Status::Met, None),
                Some(false) => (Status::Breached, Some(Missing::Unfit(condition.field.clone()))),
                None if condition.test == Test::Filled => (Status::Missed, field()),
                None => (Status::Unknown, field()),
            }
        }
        Demand::Part(part) if fact.playing(part).next().is_none() => {
            (Status::Missed, Some(Missing::Part(part.clone())))
        }
        Demand::AbsentAtMost(most) => {
            let (absent, unrecorded) = (absent(world, kinds, fact), unrecorded(world, kinds, fact));
            // Of whom nothing is said may have been absent too.
            match () {
                () if absent > *most => (Status::Breached, Some(Missing::Absent(people(absent)))),
                () if Quantity(absent.0 + unrecorded.0) > *most => {
                    (Status::Unknown, Some(Missing::Unrecorded(people(unrecorded))))
                }
                () => (Status::Met, None),
            }
        }
        Demand::UnrecordedAtMost(most) => {
            let unrecorded = unrecorded(world, kinds, fact);
            match unrecorded > *most {
                true => (Status::Missed, Some(Missing::Unrecorded(people(unrecorded)))),
                false => (Status::Met, None),
            }
        }
        Demand::Ratio(asked) => figures::ratio(world, (&each.left_out, fact), asked, index),
        Demand::Total(asked) => figures::total(world, fact, asked, index),
        Demand::Rated(asked) => figures::rated(world, fact, asked, index),
        Demand::RecordedWithin(limit)
            if world.written_on(fact) > world.after(*limit, fact.occurred.last, fact.occurred.first) =>
        {
            (Status::Late, None)
        }
        Demand::Part(_) | Demand::RecordedWithin(_) => (Status::Met, None),
    }
}

fn people(number: Quantity) -> u32 {
    (number.0 / Quantity::whole(1).0) as u32
}

/// How many members of the occasion's day this record expected who were absent without a reason from all of it.
fn absent(world: &World<'_>, kinds: &[KindIndex], fact: &Fact) -> Quantity {
    let members = expected(world, kinds, records::occasion_day(world, fact)).into_iter();
    let here = |person: &PersonId| !presences(world, &[fact], *person).is_empty();
    let absent = |person: &PersonId| {
        records::best(&presences(world, &of_occasion(world, fact), *person)) == Some(Presence::Absent)
    };
    Quantity::whole(members.filter(here).filter(absent).count() as i64)
}

/// How many members of the occasion's day there are of whom no record of it says whether they were there.
fn unrecorded(world: &World<'_>, kinds: &[KindIndex], fact: &Fact) -> Quantity {
    let members = expected(world, kinds, records::occasion_day(world, fact)).into_iter();
    let sessions = of_occasion(world, fact);
    Quantity::whole(members.filter(|person| presences(world, &sessions, *person).is_empty()).count() as i64)
}

/// The members of a day who are neither away nor exempt.
pub(super) fn expected(world: &World<'_>, kinds: &[KindIndex], day: Day) -> Vec<PersonId> {
    let roster = roster::on(world, day);
    let away = |person: &PersonId| roster.away.iter().any(|(away, _)| away == person);
    let exempt = |person: &PersonId| owing::is_exempt(world, kinds, &Subject::Person(*person), day);
    roster.members.iter().copied().filter(|person| !away(person) && !exempt(person)).collect()
}

fn of_occasion<'a>(world: &World<'a>, fact: &Fact) -> Vec<&'a Fact> {
    let day = records::occasion_day(world, fact);
    let sessions = world.ledger.iter().copied();
    sessions.filter(|other| other.kind == fact.kind && records::occasion_day(world, other) == day).collect()
}

/// How somebody who was expected was there, in each of the records.
pub(super) fn presences(world: &World<'_>, facts: &[&Fact], person: PersonId) -> Vec<Presence> {
    let expected = |fact: &Fact, part: &str| records::attendance_parts(world, fact).contains(&part);
    let there = facts.iter().flat_map(|fact| {
        let own = fact.people.iter().filter(|there| there.person == person);
        own.filter(|there| expected(fact, &there.part)).map(|there| there.presence)
    });
    there.collect()
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
