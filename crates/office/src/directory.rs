//! The organisations, members and guests that names in a book can stand for, from the rosters of the ledger.

use std::collections::BTreeMap;

use facts::{Day, Fact, OrganisationId, PersonId, Span, kinds};
use intake::{Directory, HeldPost, SecretText};
use ledger::Secret;
use roster::{Form, Guest, Member, PostHeld, Roster, Since, Stay};

use crate::group::{Group, Organisation};
use crate::live::Tree;

/// The field of a member that is compared across imports and branches.
pub(crate) const IDENTITY_NUMBER: &str = "id-number";

/// Whose identity number is known; there may be one in each organisation that keeps it.
pub(crate) type Numbers = BTreeMap<(OrganisationId, PersonId), SecretText>;

pub(crate) fn numbers(secrets: Vec<Secret>) -> Numbers {
    let number = |secret: Secret| ((secret.organisation, secret.person), SecretText::new(secret.text));
    secrets.into_iter().map(number).collect()
}

/// As of the day of import; who has left is listed with the last day.
pub(crate) fn directory(group: &Group, numbers: &Numbers, today: Day) -> Directory {
    let mut directory = Directory::default();
    for organisation in &group.organisations {
        directory.add(entry(organisation, numbers, today));
    }
    directory
}

fn entry(organisation: &Organisation, numbers: &Numbers, today: Day) -> intake::Organisation {
    let roster = &organisation.roster;
    intake::Organisation {
        id: organisation.id,
        name: roster.name().to_owned(),
        former: former(roster),
        form: form_slug(roster.form_on(today)).to_owned(),
        set_up: roster.set_up_on(),
        superior: roster.superior_on(today),
        groups: roster.groups.iter().map(|group| group.name.clone()).collect(),
        members: roster.members.iter().map(|member| known(organisation, member, numbers, today)).collect(),
        guests: roster.guests.iter().map(guest).collect(),
        posts: roster.posts.iter().filter_map(|held| held_post(roster, held)).collect(),
    }
}

/// The organisations alone, to find the one whose name is most like another.
pub(crate) fn names(group: &Group) -> Directory {
    let mut directory = Directory::default();
    for organisation in &group.organisations {
        directory.add(intake::Organisation {
            id: organisation.id,
            name: organisation.roster.name().to_owned(),
            former: former(&organisation.roster),
            form: String::new(),
            set_up: None,
            superior: None,
            groups: Vec::new(),
            members: Vec::new(),
            guests: Vec::new(),
            posts: Vec::new(),
        });
    }
    directory
}

/// An organisation of which nothing but the name, the form and the superior is known.
pub(crate) fn by_name_alone(tree: &Tree, id: OrganisationId) -> intake::Organisation {
    let standing = tree.node(id).map(|node| &node.standing);
    intake::Organisation {
        id,
        name: tree.name(id).to_owned(),
        former: Vec::new(),
        form: form_slug(standing.and_then(|standing| standing.form())).to_owned(),
        set_up: None,
        superior: standing.and_then(|standing| standing.superior()),
        groups: Vec::new(),
        members: Vec::new(),
        guests: Vec::new(),
        posts: Vec::new(),
    }
}

fn former(roster: &Roster) -> Vec<String> {
    roster.names.iter().map(|since| &since.value).filter(|name| *name != roster.name()).cloned().collect()
}

fn form_slug(form: Option<Form>) -> &'static str {
    match form {
        Some(Form::Committee) => "committee",
        Some(Form::GeneralBranch) => "general-branch",
        Some(Form::Joint) => "joint",
        Some(Form::Temporary) => "temporary",
        Some(Form::Branch) | None => "branch",
    }
}

fn known(organisation: &Organisation, member: &Member, numbers: &Numbers, today: Day) -> intake::Member {
    let fact = |joining: &Since<bool>| organisation.facts.iter().find(|fact: &&Fact| fact.id == joining.fact);
    intake::Member {
        id: member.person,
        name: intake::name(&member.name),
        joined_on: member.joinings.iter().filter_map(fact).find_map(|fact| fact.day(kinds::JOINED_ON)),
        born: member.born.clone(),
        group: member
            .group_on(today)
            .and_then(|group| organisation.roster.groups.get(group))
            .map(|group| group.name.clone()),
        stays: member.stays.iter().map(|stay| span(*stay)).collect(),
        undated: member.undated,
        identity_number: numbers.get(&(organisation.id, member.person)).cloned(),
    }
}

fn guest(guest: &Guest) -> intake::Guest {
    intake::Guest {
        id: guest.person,
        name: intake::name(&guest.name),
        sending: guest.sending.clone(),
        stays: guest.stays.iter().map(|stay| span(*stay)).collect(),
    }
}

fn held_post(roster: &Roster, held: &PostHeld) -> Option<HeldPost> {
    let holder = roster.members.get(held.member)?.person;
    Some(HeldPost { holder, post: held.post.slug().to_owned(), days: span(held.stay) })
}

fn span(stay: Stay) -> Span {
    Span { first: stay.from, last: stay.until }
}
