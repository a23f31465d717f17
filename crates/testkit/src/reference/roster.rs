//! The roster of one day, folded from all facts.
//!
//! - Something counts from the day it occurred; a state marked as undated from the day the organisation was set up,
//!   if that is later. Where the same state (this person's joining, this person in this post, in this group) is also
//!   recorded with a date, the dated record wins and the undated one is passed over altogether; but not for a dated
//!   joining after the person had left, which is a return.
//! - Who left on a day stands through it; who is suspended or dies on a day stands no more on it. Joining later stands
//!   again.
//! - A post ends with a record of leaving it, with its holder's membership, or with the next secretary.
//!   Who takes a post again holds it by the later taking. Nobody but a member holds a post; who never becomes one
//!   takes it from nobody either.
//! - A member is in the group of the last `group-joined`, until membership ends. An undated place in a group stands
//!   from the beginning of the membership during which it is recorded.
//! - Before it is set up and after it is dissolved, an organisation has nobody. It stands through the day of its
//!   dissolution, and may be set up again afterwards; on that very day, from the next.

use std::rc::Rc;

use facts::{Day, Fact, PersonId, kinds};
use rulebook::Form;

use super::{World, sets_organisation_up};

pub(super) const COMMITTEE_POSTS: [&str; 6] =
    ["secretary", "deputy", "organisation", "publicity", "discipline", "other-committee"];

/// A post as somebody holds it.
#[derive(Debug, Clone)]
pub(super) struct Post<'a> {
    pub holder: PersonId,
    pub post: &'a str,
    pub first: Day,
    pub taken: &'a Fact,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Roster<'a> {
    pub form: Option<Form>,
    /// In roster order, as all lists of people here.
    pub members: Vec<PersonId>,
    pub full_members: Vec<PersonId>,
    pub leaders: Vec<PersonId>,
    pub posts: Vec<Post<'a>>,
    pub groups: Vec<&'a str>,
    /// Each with the group and the record that put the member there.
    pub places: Vec<(PersonId, &'a str, &'a Fact)>,
    /// Members who are away, each with the record that says so.
    pub away: Vec<(PersonId, &'a Fact)>,
    /// Keeper and contact.
    pub contacts: Vec<(PersonId, PersonId)>,
}

impl<'a> Roster<'a> {
    pub fn is_member(&self, person: PersonId) -> bool {
        self.members.contains(&person)
    }

    pub fn holds(&self, person: PersonId, posts: &[&str]) -> bool {
        self.posts.iter().any(|held| held.holder == person && posts.contains(&held.post))
    }

    /// All of them: there are two only where both took the post on one day.
    pub fn secretaries(&self) -> impl DoubleEndedIterator<Item = &Post<'a>> {
        self.posts.iter().filter(|held| held.post == "secretary")
    }

    /// The secretary first, the others in roster order; who holds two posts is there once.
    pub fn committee(&self, people: &[PersonId]) -> Vec<PersonId> {
        let mut committee: Vec<PersonId> =
            people.iter().copied().filter(|person| self.holds(*person, &COMMITTEE_POSTS)).collect();
        committee.sort_by_key(|person| !self.holds(*person, &["secretary"]));
        committee
    }
}

/// Whether the organisation stands: from its setting-up through the day of its dissolution, each time.
pub(super) fn stands(world: &World<'_>, day: Day) -> bool {
    let dissolves = |fact: &Fact| fact.kind == kinds::ORGANISATION_DISSOLVED;
    let any =
        |on: Day, of: fn(&Fact) -> bool| world.roster_facts.iter().any(|fact| fact.occurred.first == on && of(fact));
    let mut turns: Vec<Day> = world
        .roster_facts
        .iter()
        .filter(|fact| sets_organisation_up(fact) || dissolves(fact))
        .map(|fact| fact.occurred.first)
        .filter(|turn| *turn < day)
        .collect();
    turns.sort();
    turns.dedup();
    // How it stands at the end of each of those days, and so on the morning of the next.
    let stood = turns.into_iter().fold(false, |stood, turn| {
        let set_up = any(turn, sets_organisation_up);
        if any(turn, dissolves) { stood && set_up } else { stood || set_up }
    });
    stood || any(day, sets_organisation_up)
}

/// The last value given by the setting-up or a change on or before a day.
pub(super) fn latest<'a, T>(world: &World<'a>, day: Day, read: impl Fn(&'a Fact) -> Option<T>) -> Option<T> {
    let speaks = |fact: &&Fact| sets_organisation_up(fact) || fact.kind == kinds::ORGANISATION_CHANGED;
    let mut facts: Vec<&Fact> = world.roster_facts.iter().copied().filter(speaks).collect();
    facts.retain(|fact| fact.occurred.first <= day);
    super::records::in_order(&mut facts);
    facts.into_iter().rev().find_map(read)
}

/// Folded when somebody first asks for the day, and kept: rules ask for the same days over and over.
pub(super) fn on<'a>(world: &World<'a>, day: Day) -> Rc<Roster<'a>> {
    let kept = world.rosters.borrow().get(&day).cloned();
    kept.unwrap_or_else(|| {
        let roster = Rc::new(folded(world, day));
        world.rosters.borrow_mut().insert(day, Rc::clone(&roster));
        roster
    })
}

fn folded<'a>(world: &World<'a>, day: Day) -> Roster<'a> {
    if !stands(world, day) {
        return Roster::default();
    }
    let mut roster = Roster { form: latest(world, day, form), ..Roster::default() };
    fold_people(world, day, &mut roster);
    let members = roster.members.clone();
    roster.members = world.people.iter().copied().filter(|person| members.contains(person)).collect();
    roster.full_members = roster.members.iter().copied().filter(|person| is_full(world, *person, day)).collect();
    roster.leaders = roster.members.iter().copied().filter(|person| is_leader(world, *person)).collect();
    roster.places.retain(|(person, _, _)| members.contains(person));
    roster.posts.retain(|held| members.contains(&held.holder));
    roster.groups = world.groups.iter().copied().filter(|group| group_stands(world, group, day)).collect();
    for person in &roster.members {
        if let Some(fact) = floating_out(world, *person, day) {
            roster.away.push((*person, fact));
        }
    }
    roster.contacts = contacts(world, &roster, day);
    roster
}

/// Goes through what happened by a day, in order, and keeps who is a member, who holds which post and is in which group.
fn fold_people<'a>(world: &World<'a>, day: Day, roster: &mut Roster<'a>) {
    let mut happened: Vec<(Day, &Fact)> = Vec::new();
    for fact in &world.roster_facts {
        let since = since(world, fact);
        if since <= day && !overruled(world, fact) {
            happened.push((since, fact));
        }
    }
    // A dissolution is of all that happened on its day, wherever the ledger has it.
    happened.sort_by_key(|(since, fact)| (*since, fact.kind == kinds::GROUP_DISSOLVED));
    let mut ended: Vec<(PersonId, Day)> = Vec::new();
    for (since, fact) in happened {
        // Who leaves on a day is still there on it.
        let over = since < day;
        if fact.kind == kinds::GROUP_DISSOLVED && over {
            let goes_on = |group: &str, placed: &Fact| {
                self::since(world, placed) == since && group_stands(world, group, since.plus_days(1))
            };
            roster.places.retain(|(_, group, placed)| fact.text(kinds::GROUP) != Some(group) || goes_on(group, placed));
        }
        let Some(person) = person_of(fact) else { continue };
        match fact.kind.as_str() {
            kinds::MEMBER_JOINED if !roster.is_member(person) => roster.members.push(person),
            kinds::MEMBER_LEFT if over || fact.option(kinds::HOW) == Some("deceased") => {
                if roster.is_member(person) && fact.option(kinds::HOW) != Some("deceased") {
                    ended.push((person, since));
                }
                end_membership(roster, person);
            }
            kinds::MEMBER_SUSPENDED => end_membership(roster, person),
            // Begun on the last day of a membership, a post or a place in a group ends with it, wherever the ledger has it.
            kinds::GROUP_JOINED if ended.contains(&(person, since)) => {}
            kinds::POST_TAKEN if !joinings(world, person).is_empty() => {
                take_post(roster, fact, person, since);
                // The old secretary's time is over all the same: there was another one that day.
                if ended.contains(&(person, since)) {
                    roster.posts.retain(|held| held.taken.id != fact.id);
                }
            }
            kinds::POST_LEFT if over => {
                roster.posts.retain(|held| held.holder != person || Some(held.post) != fact.option(kinds::POST));
            }
            kinds::GROUP_JOINED => {
                if let Some(group) = fact.text(kinds::GROUP) {
                    roster.places.retain(|(member, _, _)| *member != person);
                    if !is_dissolved(world, group, since) {
                        roster.places.push((person, group, fact));
                    }
                }
            }
            _ => {}
        }
    }
}

fn end_membership(roster: &mut Roster<'_>, person: PersonId) {
    // A place in a group ends with a membership; where there was none, a record of its end says nothing of the place.
    if roster.is_member(person) {
        roster.places.retain(|(member, _, _)| *member != person);
    }
    roster.members.retain(|member| *member != person);
    roster.posts.retain(|held| held.holder != person);
}

fn take_post<'a>(roster: &mut Roster<'a>, fact: &'a Fact, holder: PersonId, first: Day) {
    let Some(post) = fact.option(kinds::POST) else { return };
    // There is one secretary: the new one ends the old one's time, unless both began on the same day.
    roster
        .posts
        .retain(|held| held.post != post || (held.holder != holder && (post != "secretary" || held.first == first)));
    roster.posts.push(Post { holder, post, first, taken: fact });
}

/// From when a fact holds.
pub(super) fn since(world: &World<'_>, fact: &Fact) -> Day {
    let occurred = fact.occurred.first;
    if !is_undated(fact) {
        return occurred;
    }
    if fact.kind != kinds::GROUP_JOINED {
        return occurred.max(world.start());
    }
    let joined = memberships_begin(world, person_of(fact));
    let before = joined.iter().rev().find(|day| **day <= occurred);
    before.or(joined.first()).copied().unwrap_or(occurred).max(world.start())
}

/// The days on which a person became a member who was none; a joining recorded once more begins nothing.
fn memberships_begin(world: &World<'_>, person: Option<PersonId>) -> Vec<Day> {
    let mut happened: Vec<(Day, &Fact)> = Vec::new();
    for fact in &world.roster_facts {
        let about_membership = [kinds::MEMBER_JOINED, kinds::MEMBER_LEFT, kinds::MEMBER_SUSPENDED];
        if about_membership.contains(&fact.kind.as_str()) && person_of(fact) == person && !overruled(world, fact) {
            happened.push((since(world, fact), fact));
        }
    }
    happened.sort_by_key(|(since, _)| *since);
    let (mut is_member, mut begin) = (false, Vec::new());
    for (since, fact) in happened {
        let joins = fact.kind == kinds::MEMBER_JOINED;
        if joins && !is_member {
            begin.push(since);
        }
        // Who is suspended or dies on the very day was no member on any.
        let at_once = fact.kind == kinds::MEMBER_SUSPENDED || fact.option(kinds::HOW) == Some("deceased");
        if is_member && at_once && begin.last() == Some(&since) {
            begin.pop();
        }
        is_member = joins;
    }
    begin
}

fn is_undated(fact: &Fact) -> bool {
    fact.flag(kinds::UNDATED) == Some(true)
}

/// Whether an undated record of a state stands beside a dated one of the same state.
fn overruled(world: &World<'_>, fact: &Fact) -> bool {
    let same_state = |other: &&Fact| {
        other.kind == fact.kind
            && !is_undated(other)
            && person_of(other) == person_of(fact)
            && match fact.kind.as_str() {
                kinds::MEMBER_JOINED => !left_by(world, person_of(fact), other.occurred.first),
                kinds::POST_TAKEN => other.option(kinds::POST) == fact.option(kinds::POST),
                kinds::GROUP_JOINED => other.text(kinds::GROUP) == fact.text(kinds::GROUP),
                _ => false,
            }
    };
    is_undated(fact) && world.roster_facts.iter().any(same_state)
}

/// Whether a person had left by a day, so that a joining on it is a return.
fn left_by(world: &World<'_>, person: Option<PersonId>, day: Day) -> bool {
    world.roster_facts.iter().any(|fact| {
        [kinds::MEMBER_LEFT, kinds::MEMBER_SUSPENDED].contains(&fact.kind.as_str())
            && person_of(fact) == person
            && fact.occurred.first <= day
    })
}

/// Whom a fact of the roster speaks of.
pub(super) fn person_of(fact: &Fact) -> Option<PersonId> {
    let part = match fact.kind.as_str() {
        kinds::POST_TAKEN | kinds::POST_LEFT => kinds::HOLDER,
        kinds::CONTACT_ASSIGNED => kinds::KEEPER,
        _ => kinds::MEMBER,
    };
    fact.playing(part).next()
}

/// The joinings of a person that hold, in order.
pub(super) fn joinings<'a>(world: &World<'a>, person: PersonId) -> Vec<&'a Fact> {
    let mut found: Vec<&Fact> = world
        .ledger
        .iter()
        .copied()
        .filter(|fact| fact.kind == kinds::MEMBER_JOINED && person_of(fact) == Some(person) && !overruled(world, fact))
        .collect();
    found.sort_by_key(|fact| since(world, fact));
    found
}

/// The day of becoming a full member: the earliest that any record names.
pub(super) fn full_day(world: &World<'_>, person: PersonId) -> Option<Day> {
    let stated = joinings(world, person).into_iter().filter_map(|fact| fact.day(kinds::FULL_ON)).min();
    let became = world
        .roster_facts
        .iter()
        .filter(|fact| fact.kind == kinds::BECAME_FULL_MEMBER && person_of(fact) == Some(person));
    let became = became.map(|fact| fact.occurred.first).min();
    stated.into_iter().chain(became).min()
}

/// A full member from the day of becoming one. Where nobody wrote down that day, the joining says how it stood.
fn is_full(world: &World<'_>, person: PersonId, day: Day) -> bool {
    if let Some(full_day) = full_day(world, person) {
        return full_day <= day;
    }
    let joined = joinings(world, person).into_iter().rfind(|fact| since(world, fact) <= day);
    joined.is_some_and(|fact| fact.option(kinds::STANDING) == Some("full"))
}

fn is_leader(world: &World<'_>, person: PersonId) -> bool {
    joinings(world, person).last().is_some_and(|fact| fact.option(kinds::LEADER_RANK) == Some("second-tier"))
}

/// The name of the group that a fact sets up or puts somebody in.
pub(super) fn group_named_by(fact: &Fact) -> Option<&str> {
    match fact.kind.as_str() {
        kinds::ORGANISATION_SET_UP if fact.option(kinds::FORM) == Some("group") => fact.text(kinds::NAME),
        kinds::GROUP_JOINED => fact.text(kinds::GROUP),
        _ => None,
    }
}

/// The days of records of a kind about a group, of those with a date or of those without.
fn days_naming(world: &World<'_>, group: &str, kind: &str, undated: bool) -> Vec<Day> {
    let about = |fact: &&&Fact| fact.kind == kind && is_undated(fact) == undated;
    let names = |fact: &&&Fact| match fact.kind.as_str() {
        kinds::GROUP_DISSOLVED => fact.text(kinds::GROUP) == Some(group),
        _ => group_named_by(fact) == Some(group),
    };
    world.roster_facts.iter().filter(about).filter(names).map(|fact| fact.occurred.first).collect()
}

/// Whether a group stands: since the dated setting-up, else an undated one (then as long as the organisation),
/// else the first member put in it (if that has no date, as long as the organisation).
///
/// It stands through the day of its dissolution, and nobody is in it from the next day on. It stands again from its next
/// setting-up or the next day on which somebody is put in it; set up on the very day of the dissolution, from the next,
/// with those who were put in it that day. A place taken while it is dissolved is none.
fn group_stands(world: &World<'_>, group: &str, day: Day) -> bool {
    let set_ups = days_naming(world, group, kinds::ORGANISATION_SET_UP, false);
    let placings = days_naming(world, group, kinds::GROUP_JOINED, false);
    let ends = days_naming(world, group, kinds::GROUP_DISSOLVED, false);
    let first_end = ends.iter().min().copied().unwrap_or(Day::LATEST);
    let undated = |kind| !days_naming(world, group, kind, true).is_empty();
    let assumed = match () {
        () if set_ups.iter().any(|day| *day <= first_end) => None,
        () if undated(kinds::ORGANISATION_SET_UP) || undated(kinds::GROUP_JOINED) => Some(world.start()),
        () => placings.iter().min().copied().filter(|day| *day <= first_end),
    };
    let again = |on: Day| on > first_end && placings.contains(&on) && !ends.contains(&on);
    let begins = |on: Day| set_ups.contains(&on) || assumed == Some(on) || again(on);
    let mut turns: Vec<Day> = set_ups.iter().chain(&placings).chain(&ends).copied().chain(assumed).collect();
    turns.retain(|turn| *turn < day);
    turns.sort();
    turns.dedup();
    // How it stands at the end of each of those days, and so on the morning of the next.
    let stood = turns.into_iter().fold(false, |stood, turn| match ends.contains(&turn) {
        true => stood && begins(turn),
        false => stood || begins(turn),
    });
    stood || begins(day)
}

/// Whether a group does not stand because it was dissolved.
fn is_dissolved(world: &World<'_>, group: &str, day: Day) -> bool {
    let mut ends = days_naming(world, group, kinds::GROUP_DISSOLVED, false).into_iter();
    !group_stands(world, group, day) && ends.any(|end| end < day)
}

/// The record by which a member is away on a day: not over by its own span, and no return since.
fn floating_out<'a>(world: &World<'a>, person: PersonId, day: Day) -> Option<&'a Fact> {
    let mut moves: Vec<&Fact> = world
        .ledger
        .iter()
        .copied()
        .filter(|fact| {
            [kinds::FLOATING_OUT, kinds::FLOATING_RETURNED].contains(&fact.kind.as_str())
                && person_of(fact) == Some(person)
                && fact.occurred.first <= day
        })
        .collect();
    super::records::in_order(&mut moves);
    let since_return = moves.into_iter().rev().take_while(|fact| fact.kind == kinds::FLOATING_OUT);
    since_return.into_iter().find(|fact| ends(fact).is_none_or(|last| day <= last))
}

/// The last day of what has a span of its own; none where it goes on.
pub(super) fn ends(fact: &Fact) -> Option<Day> {
    (fact.occurred.last > fact.occurred.first).then_some(fact.occurred.last)
}

/// Each keeper's latest assignment; pairs in which the keeper sits on the committee and the contact is a member.
fn contacts(world: &World<'_>, roster: &Roster<'_>, day: Day) -> Vec<(PersonId, PersonId)> {
    let mut pairs = Vec::new();
    for keeper in world.people.iter().copied() {
        let mut assigned: Vec<&Fact> = world
            .ledger
            .iter()
            .copied()
            .filter(|fact| {
                fact.kind == kinds::CONTACT_ASSIGNED && person_of(fact) == Some(keeper) && fact.occurred.first <= day
            })
            .collect();
        super::records::in_order(&mut assigned);
        let contacts = assigned.last().into_iter().flat_map(|fact| fact.playing(kinds::CONTACT));
        for contact in contacts {
            let new = !pairs.contains(&(keeper, contact));
            if new && keeper != contact && roster.holds(keeper, &COMMITTEE_POSTS) && roster.is_member(contact) {
                pairs.push((keeper, contact));
            }
        }
    }
    pairs
}

fn form(fact: &Fact) -> Option<Form> {
    match fact.option(kinds::FORM)? {
        "branch" => Some(Form::Branch),
        "joint" => Some(Form::Joint),
        "temporary" => Some(Form::Temporary),
        "general-branch" => Some(Form::GeneralBranch),
        "committee" => Some(Form::Committee),
        _ => None,
    }
}
