//! What a record changes in the directory, as the roster will read it: who left or returned, who holds a post, who
//! is in which group.

use std::collections::BTreeMap;

use facts::{Day, Name, OrganisationId, Participation, Span, Value, kinds};
use rulebook::Kind;

use super::Job;
use crate::directory::{HeldPost, Organisation};

const SECRETARY: &str = "secretary";
const DECEASED: &str = "deceased";

pub fn learn(
    job: &mut Job,
    kind: &Kind,
    organisation: OrganisationId,
    people: &[Participation],
    occurred: Span,
    values: &BTreeMap<Name, Value>,
) {
    let Some(found) = job.directory.organisation_mut(organisation) else { return };
    let Some(person) = people.first().map(|one| one.person) else { return };
    let member = found.members.iter_mut().find(|member| member.id == person);
    let day = occurred.first;
    match kind.slug.as_str() {
        kinds::MEMBER_LEFT | kinds::MEMBER_SUSPENDED => {
            let dead = options(values, kinds::HOW).iter().any(|how| how == DECEASED);
            let at_once = dead || kind.slug == kinds::MEMBER_SUSPENDED;
            if let Some(member) = member {
                member.leaves(if at_once { day.plus_days(-1) } else { day });
            }
        }
        kinds::FLOATING_RETURNED => {
            let guests = found.guests.iter_mut().filter(|guest| guest.id == person);
            let stays = guests.flat_map(|guest| &mut guest.stays);
            stays.filter(|stay| stay.first <= day && day <= stay.last).for_each(|stay| stay.last = day);
        }
        kinds::POST_TAKEN | kinds::POST_LEFT => {
            for post in options(values, kinds::POST) {
                let held = HeldPost { holder: person, post: post.clone(), days: lasting(day) };
                if kind.slug == kinds::POST_TAKEN { takes(found, held) } else { gives_up(found, &held) }
            }
        }
        kinds::GROUP_JOINED => {
            if let Some(Value::Text(group)) = values.get(kinds::GROUP) {
                if let Some(member) = member {
                    member.group = Some(group.clone());
                }
                if !found.groups.contains(group) {
                    found.groups.push(group.clone());
                }
            }
        }
        _ => {}
    }
}

fn options<'a>(values: &'a BTreeMap<Name, Value>, field: &str) -> &'a [Name] {
    match values.get(field) {
        Some(Value::Options(options)) => options,
        _ => &[],
    }
}

fn lasting(first: Day) -> Span {
    Span { first, last: Day::LATEST }
}

/// A new secretary ends the old one's post the day before.
fn takes(organisation: &mut Organisation, held: HeldPost) {
    let same = |known: &HeldPost| known.holder == held.holder && known.post == held.post;
    let day = held.days.first;
    if organisation.posts.iter().any(|known| same(known) && known.days.first <= day && day <= known.days.last) {
        return;
    }
    if held.post == SECRETARY {
        let others = organisation.posts.iter_mut().filter(|known| known.post == SECRETARY);
        let before = others.filter(|known| known.holder != held.holder && known.days.first < day);
        before.for_each(|known| known.days.last = known.days.last.min(day.plus_days(-1)));
    }
    let next = organisation.posts.iter().filter(|known| held.post == SECRETARY && known.post == SECRETARY);
    let next = next.map(|known| known.days.first).filter(|first| *first > day).min();
    let last = next.map_or(held.days.last, |next| next.plus_days(-1));
    organisation.posts.push(HeldPost { days: Span { last, ..held.days }, ..held });
}

fn gives_up(organisation: &mut Organisation, given_up: &HeldPost) {
    let day = given_up.days.first;
    let same = |known: &&mut HeldPost| known.holder == given_up.holder && known.post == given_up.post;
    let ended = organisation.posts.iter_mut().filter(same);
    ended.filter(|known| known.days.first <= day && day < known.days.last).for_each(|known| known.days.last = day);
}
