//! Who does what: where no rule says who, people take turns.
//!
//! A rule binds duties to posts, and that stays so. But the secretary, who answers for nearly everything, need not
//! prepare everything: what nobody has to do in person is handed to whoever has least to do by then.

use std::collections::BTreeMap;

use facts::{Day, Name, PersonId};
use roster::{Post, Roster};
use rulebook::Rulebook;

use super::item::Item;
use super::{Expected, PlannedItem};
use crate::responsible::{Responsible, responsible};

/// A committee of fewer has nobody to take turns.
const COMMITTEE_MIN: usize = 3;

/// The committee on a day, in the order of the roster's posts.
pub(super) fn committee(roster: &Roster, day: Day) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    for held in roster.posts.iter().filter(|held| held.post.of_committee() && held.stay.holds(day)) {
        if let Some(member) = roster.members.get(held.member).filter(|member| !people.contains(&member.person)) {
            people.push(member.person);
        }
    }
    people
}

/// Who can be asked to do something for the branch: the committee, or where there is none all full members who are there.
pub(super) fn able(roster: &Roster, day: Day) -> Vec<PersonId> {
    let committee = committee(roster, day);
    if committee.len() >= COMMITTEE_MIN {
        return but_for_exempt(roster, committee, day);
    }
    let there = roster.members_on(day).filter(|member| member.full_on(day) && member.floating_on(day).is_none());
    let members: Vec<PersonId> = there.map(|member| member.person).collect();
    but_for_exempt(roster, if members.is_empty() { committee } else { members }, day)
}

/// Whoever is exempt from anything has reason not to be given more to do, as long as there is anybody else.
fn but_for_exempt(roster: &Roster, people: Vec<PersonId>, day: Day) -> Vec<PersonId> {
    let is_exempt = |person: &PersonId| {
        let member = roster.member_index(*person);
        roster.exemptions.iter().any(|exemption| Some(exemption.member) == member && exemption.stay.holds(day))
    };
    let others: Vec<PersonId> = people.iter().copied().filter(|person| !is_exempt(person)).collect();
    if others.is_empty() { people } else { others }
}

/// Of those who can play a part of an occasion the one who has played it least.
pub(super) fn in_turn(roster: &Roster, items: &[Item], item: &Item, part: &Name) -> Option<PersonId> {
    least_played(able(roster, item.day), items, part)
}

/// The same for a part beside the one who answers for the occasion, who leads it: of a group's meeting the group takes
/// turns.
pub(super) fn beside(
    rulebook: &Rulebook,
    roster: &Roster,
    items: &[Item],
    item: &Item,
    part: &Name,
) -> Option<PersonId> {
    let come = match item.expected {
        Some(Expected::Group(_)) => but_for_exempt(roster, item.attendees(roster), item.day),
        _ => able(roster, item.day),
    };
    let word = rulebook.rules.get(item.rule).map_or("", |rule| rule.responsible.as_str());
    let leads = responsible(rulebook, roster, word, &item.about, item.day);
    let has_part = |person: &PersonId| item.people.iter().any(|(_, there)| there == person);
    let free = |person: &PersonId| !leads.people().contains(person) && !has_part(person);
    let others: Vec<PersonId> = come.iter().copied().filter(free).collect();
    least_played(if others.is_empty() { come } else { others }, items, part)
}

fn least_played(people: Vec<PersonId>, items: &[Item], part: &Name) -> Option<PersonId> {
    let played = |person: PersonId| {
        let of_part = |item: &&Item| item.people.iter().any(|(slug, there)| slug == part && *there == person);
        items.iter().filter(of_part).count()
    };
    people.into_iter().min_by_key(|person| played(*person))
}

/// Says of each item, in order of days, who prepares it and sees to it that it is written down.
pub(super) fn hand_out(roster: &Roster, items: &mut [PlannedItem]) {
    let mut load: BTreeMap<PersonId, usize> = BTreeMap::new();
    for item in items {
        let of = |person: &PersonId| load.get(person).copied().unwrap_or_default();
        item.handler = match bound(item) {
            Bound::To(person) => Some(person),
            Bound::ToNobodyHere => None,
            Bound::ToNobody => could_handle(roster, item).into_iter().min_by_key(of),
        };
        for person in item.handler.into_iter().chain(alone_in_part(item)) {
            *load.entry(person).or_default() += 1;
        }
    }
}

/// A group sees to what is its own.
fn could_handle(roster: &Roster, item: &PlannedItem) -> Vec<PersonId> {
    match &item.expected {
        Some(Expected::Group(name)) => but_for_exempt(roster, in_group(roster, name, item.day), item.day),
        _ => able(roster, item.day),
    }
}

/// Who belongs to a group on a day and is there.
pub(super) fn in_group(roster: &Roster, name: &str, day: Day) -> Vec<PersonId> {
    let Some(group) = roster.groups.iter().position(|group| group.name == name) else { return Vec::new() };
    let there = roster.members_on(day).filter(|member| member.floating_on(day).is_none());
    there.filter(|member| member.group_on(day) == Some(group)).map(|member| member.person).collect()
}

enum Bound {
    To(PersonId),
    /// Everybody does it for himself, or somebody outside the branch does.
    ToNobodyHere,
    ToNobody,
}

/// Whoever answers for an item by a post of special duties sees to it; so does a secretary who plays a part in it.
fn bound(item: &PlannedItem) -> Bound {
    match &item.responsible {
        Responsible::Own(people) => match people.as_slice() {
            [person] => Bound::To(*person),
            _ => Bound::ToNobodyHere,
        },
        Responsible::Post(slug, holders) => {
            let acts = |holder: &&PersonId| item.people.iter().any(|(_, person)| person == *holder);
            let special = *slug != Post::Secretary.slug();
            match holders.iter().find(acts).or(holders.first().filter(|_| special)) {
                Some(person) => Bound::To(*person),
                None => Bound::ToNobody,
            }
        }
        Responsible::Above(_) | Responsible::Other(_) => Bound::ToNobodyHere,
    }
}

/// Those who play a part that nobody else plays: lecturers, those who take the minutes, either side of a talk.
fn alone_in_part(item: &PlannedItem) -> Vec<PersonId> {
    let alone = |part: &Name| item.people.iter().filter(|(slug, _)| slug == part).count() == 1;
    let people = item.people.iter().filter(|(part, person)| alone(part) && item.handler != Some(*person));
    people.map(|(_, person)| *person).collect()
}
