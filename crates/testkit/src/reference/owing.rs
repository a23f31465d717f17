//! Who has a duty: in a calendar period, and on a day.
//!
//! - A period is owed by who stands on each day from its middle to its last day; while it runs, `as_of` takes the place
//!   of what lies after it. Standing is membership, holding the post, being in the pair; a gap ends it, a change of
//!   hands from one day to the next (re-election, another committee post) does not.
//! - The form of the organisation and the conditions are looked at on the first and the last of these days.
//!   A condition that is not known leaves the finding undecided, if all others hold.
//! - Who is exempt on either of these two days owes nothing.
//! - Requirements without a period look at one day only.
//! - Numbers in conditions take their value on the middle of the period, without a period on the day itself.

use facts::{Day, Fact, Period, PersonId, kinds};
use findings::{Missing, Subject};
use rulebook::{KindIndex, Metric, MetricRange, Register, Rule, Who};

use super::roster::{self, Roster};
use super::{World, metric, records};

/// Who owes a period, each with what is not known about the conditions.
pub(super) fn owing(
    world: &World<'_>,
    rule: &Rule,
    kinds: &[KindIndex],
    period: Period,
) -> Vec<(Subject, Vec<Missing>)> {
    let Some((days, middle)) = days_of(world, period) else { return Vec::new() };
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let mut found = Vec::new();
    for subject in standing_through(world, rule, kinds, &days) {
        if let Some(unknown) = conditions(world, rule, &subject, &[*first, *last], middle) {
            found.push((subject, unknown));
        }
    }
    found
}

/// Who owes a month, conditions aside; one that is not over as if all stayed as it is.
pub(super) fn owing_month(world: &World<'_>, rule: &Rule, kinds: &[KindIndex], month: Period) -> Vec<Subject> {
    let (Some((_, last)), Some(middle)) = (month.days(), month.middle()) else { return Vec::new() };
    let days: Vec<Day> = (middle.number()..=last.number()).map(Day::from_number).collect();
    standing_through(world, rule, kinds, &days)
}

/// Who has the duty on one day, for requirements without a period.
pub(super) fn standing_on(world: &World<'_>, rule: &Rule, day: Day) -> Vec<(Subject, Vec<Missing>)> {
    let mut found = Vec::new();
    for subject in standing_through(world, rule, &[], &[day]) {
        if let Some(unknown) = conditions(world, rule, &subject, &[day], day) {
            found.push((subject, unknown));
        }
    }
    found
}

/// Who has the duty on a day, conditions aside.
pub(super) fn standing(world: &World<'_>, rule: &Rule, kinds: &[KindIndex], day: Day) -> Vec<Subject> {
    standing_through(world, rule, kinds, &[day])
}

/// What is not known about the conditions of a rule on some days; none where one does not hold.
pub(super) fn conditions(
    world: &World<'_>,
    rule: &Rule,
    subject: &Subject,
    days: &[Day],
    numbers_on: Day,
) -> Option<Vec<Missing>> {
    let mut unknown = Vec::new();
    for condition in &rule.subject.conditions {
        for day in days {
            match holds(world, condition, subject, *day, numbers_on) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(missing) if unknown.contains(&missing) => {}
                Err(missing) => unknown.push(missing),
            }
        }
    }
    Some(unknown)
}

/// Whether the organisation stands on a day in one of the forms that the rule is for.
pub(super) fn has_form(world: &World<'_>, rule: &Rule, day: Day) -> bool {
    roster::on(world, day).form.is_some_and(|form| rule.subject.forms.contains(&form))
}

fn holds(
    world: &World<'_>,
    range: &MetricRange,
    subject: &Subject,
    day: Day,
    numbers_on: Day,
) -> Result<bool, Missing> {
    let figure = metric::of(world, &roster::on(world, day), day, subject, range.metric);
    let figure = figure.ok_or(Missing::UnknownFigure(range.metric))?;
    let mut without_value = false;
    for (bound, is_lower) in [(range.at_least, true), (range.at_most, false)] {
        let Some(bound) = bound else { continue };
        match world.rulebook.number(bound, numbers_on) {
            None => without_value = true,
            Some(bound) if (is_lower && figure < bound) || (!is_lower && figure > bound) => return Ok(false),
            Some(_) => {}
        }
    }
    if without_value { Err(Missing::Parameter) } else { Ok(true) }
}

/// The days from the middle to the end, or to `as_of`, and the middle itself.
fn days_of(world: &World<'_>, period: Period) -> Option<(Vec<Day>, Day)> {
    let ((_, last), middle) = (period.days()?, period.middle()?);
    let (from, to) = (middle.min(world.as_of), last.min(world.as_of));
    Some(((from.number()..=to.number()).map(Day::from_number).collect(), middle))
}

fn standing_through(world: &World<'_>, rule: &Rule, kinds: &[KindIndex], days: &[Day]) -> Vec<Subject> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    if !has_form(world, rule, *first) || !has_form(world, rule, *last) {
        return Vec::new();
    }
    let mut found = subjects(world, &roster::on(world, *last), *last, &rule.subject);
    for day in days {
        let standing = subjects(world, &roster::on(world, *day), *day, &rule.subject);
        found.retain(|subject| is_among(&standing, subject, rule.subject.who));
    }
    found.retain(|subject| !is_exempt(world, kinds, subject, *first) && !is_exempt(world, kinds, subject, *last));
    found
}

pub(super) fn is_among(standing: &[Subject], subject: &Subject, who: Who) -> bool {
    // Two committee members are the same pair whichever of them was the secretary that day.
    let turned = match subject {
        Subject::Pair(first, second) if who == Who::CommitteePair => Some(Subject::Pair(*second, *first)),
        _ => None,
    };
    standing.contains(subject) || turned.is_some_and(|turned| standing.contains(&turned))
}

/// Everybody of whom the rule speaks on a day.
fn subjects(world: &World<'_>, roster: &Roster<'_>, day: Day, asked: &rulebook::Subject) -> Vec<Subject> {
    let committee = roster.committee(&world.people);
    let mut secretary: Vec<PersonId> = roster.secretaries().map(|post| post.holder).collect();
    secretary.sort_by_key(|holder| world.people.iter().position(|person| person == holder));
    let persons = |people: &[PersonId]| people.iter().copied().map(Subject::Person).collect();
    match asked.who {
        // While there is no branch, nobody is asked about what it once named.
        Who::Registered if !roster::stands(world, day) => Vec::new(),
        Who::Registered => asked.register.iter().flat_map(|register| registered(world, register, day)).collect(),
        Who::Organisation if roster::stands(world, day) => vec![Subject::Organisation],
        Who::Organisation => Vec::new(),
        Who::Group => roster.groups.iter().map(|group| Subject::Group((*group).to_owned())).collect(),
        Who::Member => persons(&roster.members),
        Who::Secretary => persons(&secretary),
        Who::CommitteeMember => persons(&committee),
        Who::Leader => persons(&roster.leaders),
        Who::FloatingMember => roster.away.iter().map(|(person, _)| Subject::Person(*person)).collect(),
        Who::SecretaryAndCommittee => each_with_others(&secretary, &committee),
        Who::SecretaryAndMember => each_with_others(&secretary, &roster.members),
        Who::LeaderAndMember => each_with_others(&roster.leaders, &roster.members),
        Who::CommitteePair => {
            // Whoever is the secretary on the day of evaluation comes first in a pair.
            let secretary = roster::on(world, world.as_of).secretaries().last().map(|post| post.holder);
            let listed: Vec<PersonId> =
                world.people.iter().copied().filter(|person| committee.contains(person)).collect();
            let mut pairs = Vec::new();
            for (position, first) in listed.iter().enumerate() {
                for second in listed.iter().skip(position + 1) {
                    let turned = Some(*second) == secretary;
                    pairs.push(if turned { Subject::Pair(*second, *first) } else { Subject::Pair(*first, *second) });
                }
            }
            pairs
        }
        Who::CommitteeAndContact => {
            roster.contacts.iter().map(|(keeper, contact)| Subject::Pair(*keeper, *contact)).collect()
        }
    }
}

/// What a register names, by the first record that names it, that stands on a day.
fn registered(world: &World<'_>, register: &Register, day: Day) -> Vec<Subject> {
    let named = all_registered(world, register).into_iter();
    named.filter(|name| is_registered(world, register, name, day)).map(|name| Subject::Case(name.to_owned())).collect()
}

/// Everything that a register ever names, by the first record that does.
pub(super) fn all_registered<'a>(world: &World<'a>, register: &Register) -> Vec<&'a str> {
    let mut records = world.ledger.clone();
    records::in_order(&mut records);
    let mut names = Vec::new();
    for fact in records {
        let speaks = register.selectors().any(|selector| records::matches(world, fact, selector));
        if let Some(name) = named(world, register, fact).filter(|name| speaks && !names.contains(name)) {
            names.push(name);
        }
    }
    names
}

/// From a record that begins it through the day of one that ends it; a record that does both only ends it.
fn is_registered(world: &World<'_>, register: &Register, name: &str, day: Day) -> bool {
    let mut records = world.ledger.clone();
    records.retain(|fact| named(world, register, fact) == Some(name) && fact.occurred.first <= day);
    records::in_order(&mut records);
    let (mut stands, mut ended_today) = (false, false);
    for fact in records {
        if register.ended_by.as_ref().is_some_and(|ended_by| records::matches(world, fact, ended_by)) {
            ended_today |= stands && fact.occurred.first == day;
            stands = false;
        } else if records::matches(world, fact, &register.selector) {
            stands = true;
        }
    }
    stands || ended_today
}

fn named<'a>(world: &World<'a>, register: &Register, fact: &'a Fact) -> Option<&'a str> {
    register.named(world.rulebook, fact.value(&register.field))
}

/// Whether a record names the subject, where the rule asks something of what a register names.
pub(super) fn names(world: &World<'_>, rule: &Rule, fact: &Fact, subject: &Subject) -> bool {
    match (&rule.subject.register, subject) {
        (Some(register), Subject::Case(name)) => {
            register.named(world.rulebook, fact.value(&register.field)) == Some(name)
        }
        _ => true,
    }
}

fn each_with_others(firsts: &[PersonId], others: &[PersonId]) -> Vec<Subject> {
    let mut pairs = Vec::new();
    for first in firsts {
        for other in others.iter().filter(|other| *other != first) {
            pairs.push(Subject::Pair(*first, *other));
        }
    }
    pairs
}

/// Whether the person, or one of the pair, is exempt on a day from a rule on records of these kinds.
pub(super) fn is_exempt(world: &World<'_>, rule_kinds: &[KindIndex], subject: &Subject, day: Day) -> bool {
    let people = match subject {
        Subject::Person(person) => vec![*person],
        Subject::Pair(first, second) => vec![*first, *second],
        _ => Vec::new(),
    };
    let exempts = |fact: &Fact| {
        fact.kind == kinds::EXEMPTION_APPROVED
            && fact.occurred.first <= day
            && roster::ends(fact).is_none_or(|last| day <= last)
            && fact.playing(kinds::MEMBER).next().is_some_and(|person| people.contains(&person))
            && fact.text(kinds::FROM_KIND).is_none_or(|named| {
                let kinds = rule_kinds.iter().filter_map(|index| world.rulebook.kind(*index));
                kinds.into_iter().any(|kind| kind.slug == named || kind.name == named)
            })
    };
    world.roster_facts.iter().any(|fact| exempts(fact))
}

/// The figures that a person reads in a finding about the state of things.
pub(super) fn figure(world: &World<'_>, subject: &Subject, metric: Metric) -> Option<facts::Quantity> {
    metric::of(world, &roster::on(world, world.as_of), world.as_of, subject, metric)
}
