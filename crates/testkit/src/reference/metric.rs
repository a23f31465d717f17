//! The figures of a roster. None where the records do not say.
//!
//! Whole numbers are whole quantities, flags 0 or 1. What is asked of the secretary is read off the record by which
//! the secretary in office took the post.

use facts::{Day, PersonId, Quantity, kinds};
use findings::Subject;
use rulebook::Metric;

use super::roster::{self, COMMITTEE_POSTS, Post, Roster};
use super::{World, records};

/// A branch has a committee from so many members on, whoever holds posts (semantics, "Counting members").
const COMMITTEE_FROM_MEMBERS: usize = 7;
/// … and whatever its size with so many committee members.
const COMMITTEE_FROM_HOLDERS: usize = 3;

pub(super) fn of(
    world: &World<'_>,
    roster: &Roster<'_>,
    day: Day,
    subject: &Subject,
    metric: Metric,
) -> Option<Quantity> {
    let count = |posts: &[&str]| world.people.iter().filter(|person| roster.holds(**person, posts)).count();
    let committee = count(&COMMITTEE_POSTS);
    match metric {
        Metric::Members => number(roster.members.len()),
        Metric::FullMembers => number(roster.full_members.len()),
        Metric::CommitteeSize => number(committee),
        Metric::Secretaries => number(count(&["secretary"])),
        Metric::Deputies => number(count(&["deputy"])),
        Metric::OtherCommitteeMembers => number(committee - count(&["secretary", "deputy"])),
        Metric::CommitteeWithoutDuty => {
            number(committee - count(&["secretary", "deputy", "organisation", "publicity", "discipline"]))
        }
        Metric::HasCommittee => {
            flag(roster.members.len() >= COMMITTEE_FROM_MEMBERS || committee >= COMMITTEE_FROM_HOLDERS)
        }
        Metric::Groups => number(roster.groups.len()),
        Metric::MembersWithoutGroup => {
            let placed = |person: &PersonId| roster.places.iter().any(|(member, _, _)| member == person);
            number(roster.members.iter().filter(|person| !placed(person)).count())
        }
        Metric::UnitsServed => {
            roster::latest(world, day, |fact| fact.value(kinds::UNIT_COUNT)).and_then(records::hundredths)
        }
        Metric::ApprovedBySuperior => {
            let approved_by = roster::latest(world, day, |fact| fact.value(kinds::APPROVED_BY))?;
            let superior = roster::latest(world, day, |fact| fact.value(kinds::SUPERIOR))?;
            flag(approved_by == superior)
        }
        Metric::GroupFullMembers => {
            let Subject::Group(name) = subject else { return None };
            let inside =
                |person: &PersonId| roster.places.iter().any(|(member, group, _)| member == person && group == name);
            number(roster.full_members.iter().filter(|person| inside(person)).count())
        }
        Metric::StandingAtAppointment => standing_at_appointment(world, secretary(roster, subject)?),
        Metric::ManagerialYears => {
            records::hundredths(secretary(roster, subject)?.taken.value(kinds::MANAGERIAL_YEARS)?)
        }
        Metric::HeadsUnit => flag(secretary(roster, subject)?.taken.flag(kinds::UNIT_HEAD)?),
        Metric::ReceivingKnown => flag(away_says(roster, subject, kinds::RECEIVING)),
        Metric::FloatingContactKnown => flag(away_says(roster, subject, "contact")),
    }
}

/// The subject's own post as secretary where the subject is a person, else the one taken last.
pub(super) fn secretary<'r, 'a>(roster: &'r Roster<'a>, subject: &Subject) -> Option<&'r Post<'a>> {
    match subject {
        Subject::Person(person) => roster.secretaries().find(|post| post.holder == *person),
        _ => roster.secretaries().last(),
    }
}

/// Whole years from becoming a full member to taking the post; the anniversary itself counts.
fn standing_at_appointment(world: &World<'_>, post: &Post<'_>) -> Option<Quantity> {
    let full_day = roster::full_day(world, post.holder)?;
    let mut years = 0;
    while full_day.plus_months(12 * (years + 1)) <= post.first {
        years += 1;
    }
    Some(Quantity::whole(years.into()))
}

fn away_says(roster: &Roster<'_>, subject: &Subject, field: &str) -> bool {
    let Subject::Person(person) = subject else { return false };
    roster.away.iter().any(|(member, fact)| member == person && fact.value(field).is_some())
}

fn number(count: usize) -> Option<Quantity> {
    Some(Quantity::whole(count as i64))
}

fn flag(is_so: bool) -> Option<Quantity> {
    Some(Quantity::whole(is_so.into()))
}
