//! What cannot be so, whichever of two things that contradict each other is wrong: a talk with oneself, an organisation
//! below itself, something of an organisation before it was set up, leaving before joining.

use facts::{Day, OrganisationId, Participation, Span, kinds};
use rulebook::{Kind, KindIndex};

use super::row::Row;
use super::{Job, people};
use crate::recognise::Slot;
use crate::refusal::{Conflict, Reason};

/// Refuses a row whose days are too early for what is known. What is `assumed` of a day is not held against the member.
pub fn refuse_days(
    job: &Job,
    row: &mut Row,
    organisation: OrganisationId,
    (index, kind): (KindIndex, &Kind),
    people: &[Participation],
    (days, assumed): (Span, bool),
) {
    let column = row.slot(index, &Slot::Occurred).or_else(|| {
        let period = kind.fields.iter().position(|field| field.attributes)?;
        row.slot(index, &Slot::Field(period))
    });
    if kind.slug != kinds::ORGANISATION_SET_UP
        && let Some(reason) = before_set_up(job, organisation, days.last)
    {
        return row.refuse_missing(column, reason);
    }
    if assumed || ![kinds::MEMBER_LEFT, kinds::MEMBER_SUSPENDED].contains(&kind.slug.as_str()) {
        return;
    }
    let Some(found) = job.directory.organisation(organisation) else { return };
    let mut members = found.members.iter().filter(|member| people.iter().any(|one| one.person == member.id));
    if let Some(since) =
        members.find_map(|member| member.stays.first().map(|stay| stay.first)).filter(|since| days.first < *since)
    {
        row.refuse_missing(column, Reason::Conflict(Conflict::BeforeJoined { since }));
    }
}

/// The reason to refuse a day of an organisation on which it was not set up yet, as far as is known.
pub fn before_set_up(job: &Job, organisation: OrganisationId, day: Day) -> Option<Reason> {
    let found = job.directory.organisation(organisation)?;
    let set_up = found.set_up.filter(|set_up| day < *set_up)?;
    Some(Reason::Conflict(Conflict::BeforeSetUp { organisation: found.name.clone(), set_up }))
}

/// Refuses a row of a kind with two sides, such as a talk, that has one person on both.
pub fn refuse_with_oneself(row: &mut Row, (index, kind): (KindIndex, &Kind), people: &[Participation]) {
    let is_side = |slug: &str| kind.part(slug).is_some_and(|part| !part.attendance);
    let Some(first) = kind.parts.first().filter(|part| part.required && !part.many && !part.attendance) else { return };
    let firsts = people.iter().filter(|one| one.part == first.slug);
    let on_both = |one: &&Participation| {
        firsts.clone().any(|first| first.person == one.person && first.part != one.part) && is_side(&one.part)
    };
    let Some(other) = people.iter().find(on_both) else { return };
    let column_of = |slug: &str| {
        let part = kind.parts.iter().position(|part| part.slug == slug)?;
        row.slot(index, &Slot::Part(part))
    };
    let column = column_of(&other.part).or_else(|| column_of(&first.slug));
    row.refuse_missing(column, Reason::Conflict(Conflict::WithOneself { side: first.name.clone() }));
}

/// The reason to refuse a superior that is the organisation itself, or somewhere below it.
pub fn below_itself(job: &Job, organisation: OrganisationId, superior: OrganisationId) -> Option<Reason> {
    if organisation != superior && !job.directory.is_below(superior, organisation) {
        return None;
    }
    let mut circle = vec![organisation, superior];
    while let Some(last) = circle.last().filter(|last| **last != organisation) {
        circle.push(job.directory.organisation(*last)?.superior?);
    }
    let circle = circle.into_iter().map(|id| people::organisation_name(job, id)).collect();
    Some(Reason::Conflict(Conflict::BelowItself { circle }))
}
