//! The records that a figure of the roster on `as_of` is read from.
//!
//! - Members: of each, the last joining by which the person stands. Full members: besides, the first record that names
//!   the earliest day of becoming one, where any does. A member's group: the record that put the member there.
//! - Posts: the record by which each holder took it. For what is asked of the secretary, that of the secretary's post,
//!   and where party standing is asked, the one that names the day of becoming a full member.
//! - Groups: the first record that names each. What the setting-up or a change states: the last that states it.
//! - Away: the record that says so.
//!
//! They stand behind a finding by day and ledger, each once, and none of them is a late record: a roster is entered
//! when its ledger begins.

use facts::{Fact, PersonId, kinds};
use findings::{Finding, Subject};
use rulebook::Metric;

use super::roster::{self, COMMITTEE_POSTS, Roster};
use super::{World, metric, records};

/// Puts the records behind a finding.
pub(super) fn stated_by(world: &World<'_>, found: Finding, mut evidence: Vec<&Fact>) -> Finding {
    evidence.sort_by_key(|fact| world.position(fact.id));
    records::in_order(&mut evidence);
    evidence.dedup_by_key(|fact| fact.id);
    Finding { evidence: evidence.iter().map(|fact| fact.id).collect(), ..found }
}

pub(super) fn of_figure<'a>(world: &World<'a>, subject: &Subject, figure: Metric) -> Vec<&'a Fact> {
    let today = roster::on(world, world.as_of);
    let stated = |field: &str| roster::latest(world, world.as_of, |fact| fact.value(field).map(|_| fact));
    match figure {
        Metric::Members => today.members.iter().filter_map(|person| joining(world, *person)).collect(),
        Metric::FullMembers => today
            .full_members
            .iter()
            .flat_map(|person| [joining(world, *person), full(world, *person)])
            .flatten()
            .collect(),
        Metric::HasCommittee => {
            let mut both = of_figure(world, subject, Metric::Members);
            both.extend(of_posts(&today, &COMMITTEE_POSTS));
            both
        }
        Metric::CommitteeSize | Metric::OtherCommitteeMembers | Metric::CommitteeWithoutDuty => {
            of_posts(&today, &COMMITTEE_POSTS)
        }
        Metric::Secretaries => of_posts(&today, &["secretary"]),
        Metric::Deputies => of_posts(&today, &["deputy"]),
        Metric::Groups => {
            let first =
                |name: &&str| world.ledger.iter().copied().find(|fact| roster::group_named_by(fact) == Some(*name));
            today.groups.iter().filter_map(first).collect()
        }
        Metric::MembersWithoutGroup => {
            let either = |person: &PersonId| placing(&today, *person).or_else(|| joining(world, *person));
            today.members.iter().filter_map(either).collect()
        }
        Metric::GroupFullMembers => {
            let Subject::Group(name) = subject else { return Vec::new() };
            let inside = |person: &&PersonId| {
                placing(&today, **person).is_some_and(|fact| fact.text(kinds::GROUP) == Some(name))
            };
            let three = |person: &PersonId| [joining(world, *person), full(world, *person), placing(&today, *person)];
            today.full_members.iter().filter(inside).flat_map(three).flatten().collect()
        }
        Metric::UnitsServed => stated(kinds::UNIT_COUNT).into_iter().collect(),
        Metric::ApprovedBySuperior => {
            [stated(kinds::APPROVED_BY), stated(kinds::SUPERIOR)].into_iter().flatten().collect()
        }
        Metric::StandingAtAppointment => {
            let Some(post) = metric::secretary(&today, subject) else { return Vec::new() };
            [Some(post.taken), full(world, post.holder)].into_iter().flatten().collect()
        }
        Metric::ManagerialYears | Metric::HeadsUnit => {
            metric::secretary(&today, subject).map(|post| post.taken).into_iter().collect()
        }
        Metric::ReceivingKnown | Metric::FloatingContactKnown => {
            let Subject::Person(person) = subject else { return Vec::new() };
            today.away.iter().filter(|(member, _)| member == person).map(|(_, fact)| *fact).collect()
        }
    }
}

pub(super) fn of_posts<'a>(today: &Roster<'a>, posts: &[&str]) -> Vec<&'a Fact> {
    today.posts.iter().filter(|held| posts.contains(&held.post)).map(|held| held.taken).collect()
}

fn joining<'a>(world: &World<'a>, person: PersonId) -> Option<&'a Fact> {
    roster::joinings(world, person).into_iter().rfind(|fact| roster::since(world, fact) <= world.as_of)
}

fn full<'a>(world: &World<'a>, person: PersonId) -> Option<&'a Fact> {
    let day = roster::full_day(world, person)?;
    let stated = roster::joinings(world, person).into_iter().find(|fact| fact.day(kinds::FULL_ON) == Some(day));
    stated.or_else(|| {
        world.ledger.iter().copied().find(|fact| {
            fact.kind == kinds::BECAME_FULL_MEMBER
                && fact.occurred.first == day
                && roster::person_of(fact) == Some(person)
        })
    })
}

fn placing<'a>(today: &Roster<'a>, person: PersonId) -> Option<&'a Fact> {
    today.places.iter().find(|(member, _, _)| *member == person).map(|(_, _, fact)| *fact)
}
