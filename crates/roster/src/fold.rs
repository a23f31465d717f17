//! How facts become stays (semantics, "Words", "Counting members", "Undated states").
//!
//! Facts are read in ledger order; where two speak of the same day, the later one in the ledger wins.
//! Nothing fails: a fact that lacks what its kind needs tells nothing.

use std::collections::BTreeMap;

use facts::{Day, Fact, PersonId, Value, kinds};

use crate::model::{
    Contact, Election, Exemption, Floating, Form, Group, Member, Place, Post, PostHeld, Postponement, Roster, Stay,
};

/// Folds the facts of one organisation that hold (see [`facts::current`]) as far as they had occurred by `as_of`.
pub fn fold(facts: &[&Fact], as_of: Day) -> Roster {
    let facts: Vec<&Fact> = facts.iter().copied().filter(|fact| fact.occurred.first <= as_of).collect();
    let mut roster = Roster::default();
    organisation(&mut roster, &facts);
    members(&mut roster, &facts);
    let index = index(&roster);
    floating(&mut roster, &facts, &index);
    groups(&mut roster, &facts, &index);
    posts(&mut roster, &facts, &index);
    contacts(&mut roster, &facts, &index);
    exemptions(&mut roster, &facts, &index);
    elections(&mut roster, &facts);
    roster
}

fn of_kind<'a>(facts: &'a [&'a Fact], kind: &'a str) -> impl Iterator<Item = &'a Fact> {
    facts.iter().copied().filter(move |fact| fact.kind == kind)
}

fn is_group(fact: &Fact) -> bool {
    fact.option(kinds::FORM) == Some("group")
}

fn organisation(roster: &mut Roster, facts: &[&Fact]) {
    let mut stands: Option<Stay> = None;
    let set_up_or_changed = |fact: &&&Fact| {
        (fact.kind == kinds::ORGANISATION_SET_UP || fact.kind == kinds::ORGANISATION_CHANGED) && !is_group(fact)
    };
    for fact in facts.iter().filter(set_up_or_changed) {
        let day = fact.occurred.first;
        if fact.kind == kinds::ORGANISATION_SET_UP && stands.is_none() {
            stands = Some(Stay { from: day, until: Day::LATEST });
            roster.set_up_fact = Some(fact.id);
            roster.organisation = Some(fact.organisation);
        }
        if let Some(form) = fact.option(kinds::FORM).and_then(form_from_slug) {
            roster.forms.push((day, form));
        }
        if let Some(name) = fact.text(kinds::NAME) {
            roster.name = name.to_owned();
        }
        if let Some(Value::Organisation(superior)) = fact.value(kinds::SUPERIOR) {
            roster.superiors.push((day, *superior));
        }
        if let Some(Value::Organisation(by)) = fact.value(kinds::APPROVED_BY) {
            roster.approved_by.push((day, *by));
        }
        if let Some(Value::Quantity(count)) = fact.value(kinds::UNIT_COUNT) {
            roster.unit_counts.push((day, *count));
        }
    }
    if let (Some(stay), Some(fact)) = (&mut stands, of_kind(facts, kinds::ORGANISATION_DISSOLVED).next()) {
        stay.until = fact.occurred.first;
    }
    roster.stands = stands;
    roster.forms.sort_by_key(|(day, _)| *day);
    roster.superiors.sort_by_key(|(day, _)| *day);
    roster.approved_by.sort_by_key(|(day, _)| *day);
    roster.unit_counts.sort_by_key(|(day, _)| *day);
}

fn form_from_slug(slug: &str) -> Option<Form> {
    Some(match slug {
        "committee" => Form::Committee,
        "general-branch" => Form::GeneralBranch,
        "branch" => Form::Branch,
        "joint" => Form::Joint,
        "temporary" => Form::Temporary,
        _ => return None,
    })
}

/// Since when something stands whose own date is not known: since the organisation does, or since `day` if later.
fn assumed(roster: &Roster, fact: &Fact) -> Day {
    let day = fact.occurred.first;
    match (fact.flag(kinds::UNDATED), roster.stands) {
        (Some(true), Some(stay)) => day.max(stay.from),
        _ => day,
    }
}

fn members(roster: &mut Roster, facts: &[&Fact]) {
    let mut events: Vec<(PersonId, Vec<&Fact>)> = Vec::new();
    let mut position: BTreeMap<PersonId, usize> = BTreeMap::new();
    for fact in facts {
        let about_membership = matches!(
            fact.kind.as_str(),
            kinds::MEMBER_JOINED | kinds::MEMBER_LEFT | kinds::MEMBER_SUSPENDED | kinds::BECAME_FULL_MEMBER
        );
        if !about_membership {
            continue;
        }
        for person in fact.playing(kinds::MEMBER) {
            let at = *position.entry(person).or_insert_with(|| {
                events.push((person, Vec::new()));
                events.len() - 1
            });
            if let Some((_, list)) = events.get_mut(at) {
                list.push(fact);
            }
        }
    }
    for (person, list) in events {
        if let Some(member) = member(roster, person, &list) {
            roster.members.push(member);
        }
    }
}

/// A person's membership from the facts about it; none where no fact says that the person joined.
fn member(roster: &Roster, person: PersonId, list: &[&Fact]) -> Option<Member> {
    let joins = || list.iter().copied().filter(|fact| fact.kind == kinds::MEMBER_JOINED);
    let joined = joins().next()?;
    let dated = joins().any(|fact| fact.flag(kinds::UNDATED) != Some(true));
    let mut changes: Vec<(Day, bool)> = Vec::new();
    for fact in list {
        match fact.kind.as_str() {
            kinds::MEMBER_JOINED if !dated || fact.flag(kinds::UNDATED) != Some(true) => {
                changes.push((assumed(roster, fact), true));
            }
            kinds::MEMBER_LEFT => changes.push((fact.occurred.first.plus_days(1), false)),
            kinds::MEMBER_SUSPENDED => changes.push((fact.occurred.first, false)),
            _ => {}
        }
    }
    let mut member = Member {
        person,
        name: joins().filter_map(|fact| fact.text(kinds::NAME)).last().unwrap_or_default().to_owned(),
        born: joins().filter_map(|fact| fact.text("born")).last().map(str::to_owned),
        stays: stays(changes),
        undated: !dated,
        full_from: None,
        full: false,
        leader: joins().filter_map(|fact| fact.option(kinds::LEADER_RANK)).last() == Some("second-tier"),
        floating: Vec::new(),
        places: Vec::new(),
        dues_paid_until: joins().filter_map(|fact| fact.value(kinds::DUES_PAID_UNTIL)).last().and_then(|value| match value {
            Value::Period(period) => Some(*period),
            _ => None,
        }),
        joined_fact: joined.id,
    };
    let full_days = joins().filter_map(|fact| fact.day(kinds::FULL_ON));
    let became = list.iter().filter(|fact| fact.kind == kinds::BECAME_FULL_MEMBER).map(|fact| fact.occurred.first);
    member.full_from = full_days.chain(became).min();
    member.full = member.full_from.is_none() && joins().any(|fact| fact.option(kinds::STANDING) == Some("full"));
    Some(member)
}

/// Openings and closings in order of days to stays. On one day a closing comes first: who left and came back stays.
fn stays(mut changes: Vec<(Day, bool)>) -> Vec<Stay> {
    changes.sort();
    let mut stays: Vec<Stay> = Vec::new();
    let mut open: Option<Day> = None;
    for (day, opens) in changes {
        match (opens, open) {
            (true, None) => open = Some(day),
            (false, Some(from)) => {
                if from < day {
                    stays.push(Stay { from, until: day.plus_days(-1) });
                }
                open = None;
            }
            _ => {}
        }
    }
    if let Some(from) = open {
        stays.push(Stay { from, until: Day::LATEST });
    }
    stays
}

type Index = BTreeMap<PersonId, usize>;

fn index(roster: &Roster) -> Index {
    roster.members.iter().enumerate().map(|(at, member)| (member.person, at)).collect()
}

fn floating(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    for fact in of_kind(facts, kinds::FLOATING_OUT) {
        let until = if fact.occurred.last > fact.occurred.first { fact.occurred.last } else { Day::LATEST };
        for member in fact.playing(kinds::MEMBER).filter_map(|person| index.get(&person)) {
            if let Some(member) = roster.members.get_mut(*member) {
                member.floating.push(Floating {
                    stay: Stay { from: fact.occurred.first, until },
                    receiving_known: fact.value(kinds::RECEIVING).is_some(),
                    contact_known: fact.value("contact").is_some(),
                    fact: fact.id,
                });
            }
        }
    }
    for fact in of_kind(facts, kinds::FLOATING_RETURNED) {
        for member in fact.playing(kinds::MEMBER).filter_map(|person| index.get(&person)) {
            for floating in roster.members.get_mut(*member).into_iter().flat_map(|member| &mut member.floating) {
                if floating.stay.holds(fact.occurred.first) {
                    floating.stay.until = fact.occurred.first.plus_days(-1);
                }
            }
        }
    }
    for member in &mut roster.members {
        member.floating.sort_by_key(|floating| floating.stay.from);
    }
}

fn groups(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    let mut dated = Vec::new();
    for fact in facts {
        let name = match fact.kind.as_str() {
            kinds::ORGANISATION_SET_UP if is_group(fact) => fact.text(kinds::NAME),
            kinds::GROUP_JOINED => fact.text(kinds::GROUP),
            _ => None,
        };
        let Some(name) = name else { continue };
        let own = fact.kind == kinds::ORGANISATION_SET_UP;
        let from = match roster.stands {
            // A group whose set-up nobody wrote down has stood since the organisation has.
            Some(stay) if !own => stay.from,
            _ => assumed(roster, fact),
        };
        match roster.groups.iter().position(|group| group.name == name) {
            None => {
                roster.groups.push(Group { name: name.to_owned(), stay: Stay { from, until: Day::LATEST } });
                dated.push(own);
            }
            // A dated fact always wins over an assumption.
            Some(at) => {
                if let (true, Some(known @ false), Some(group)) = (own, dated.get_mut(at), roster.groups.get_mut(at)) {
                    group.stay.from = from;
                    *known = true;
                }
            }
        }
    }
    places(roster, facts, index);
}

fn places(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    for fact in of_kind(facts, kinds::GROUP_JOINED) {
        let Some(name) = fact.text(kinds::GROUP) else { continue };
        let Some(group) = roster.groups.iter().position(|group| group.name == name) else { continue };
        for member in fact.playing(kinds::MEMBER).filter_map(|person| index.get(&person)) {
            let Some(member) = roster.members.get_mut(*member) else { continue };
            let undated = fact.flag(kinds::UNDATED) == Some(true);
            let from = match member.stays.first() {
                Some(stay) if undated => stay.from,
                _ => fact.occurred.first,
            };
            member.places.push(Place { stay: Stay { from, until: Day::LATEST }, group });
        }
    }
    for member in &mut roster.members {
        member.places.sort_by_key(|place| place.stay.from);
        let starts: Vec<Day> = member.places.iter().skip(1).map(|place| place.stay.from).collect();
        for (place, next) in member.places.iter_mut().zip(starts) {
            place.stay.until = next.plus_days(-1);
        }
    }
}

fn posts(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    let post_of = |fact: &Fact| fact.option(kinds::POST).and_then(Post::from_slug);
    let mut held: Vec<PostHeld> = Vec::new();
    for fact in of_kind(facts, kinds::POST_TAKEN) {
        let Some(post) = post_of(fact) else { continue };
        for member in fact.playing(kinds::HOLDER).filter_map(|person| index.get(&person)) {
            held.push(PostHeld {
                member: *member,
                post,
                stay: Stay { from: assumed(roster, fact), until: Day::LATEST },
                managerial_years: match fact.value(kinds::MANAGERIAL_YEARS) {
                    Some(Value::Quantity(years)) => Some(*years),
                    _ => None,
                },
                unit_head: fact.flag(kinds::UNIT_HEAD),
                fact: fact.id,
            });
        }
    }
    held.sort_by_key(|held| held.stay.from);
    for fact in of_kind(facts, kinds::POST_LEFT) {
        let Some(post) = post_of(fact) else { continue };
        for member in fact.playing(kinds::HOLDER).filter_map(|person| index.get(&person)) {
            for held in held.iter_mut().filter(|held| held.member == *member && held.post == post) {
                if held.stay.holds(fact.occurred.first) {
                    held.stay.until = fact.occurred.first;
                }
            }
        }
    }
    one_secretary_at_a_time(&mut held);
    roster.posts = held.into_iter().flat_map(|held| while_member(roster, held)).collect();
}

/// A new secretary ends the old one's post the day before.
fn one_secretary_at_a_time(held: &mut [PostHeld]) {
    let starts: Vec<(Day, usize)> = held
        .iter()
        .filter(|held| held.post == Post::Secretary)
        .map(|held| (held.stay.from, held.member))
        .collect();
    for held in held.iter_mut().filter(|held| held.post == Post::Secretary) {
        let next = starts.iter().filter(|(from, member)| *from > held.stay.from && *member != held.member).map(|(from, _)| *from);
        if let Some(next) = next.min() {
            held.stay.until = held.stay.until.min(next.plus_days(-1));
        }
    }
}

/// A post is held only by a member: it begins with membership at the earliest and ends with it.
fn while_member(roster: &Roster, held: PostHeld) -> Option<PostHeld> {
    let stays = &roster.members.get(held.member)?.stays;
    let stay = stays.iter().find(|stay| stay.until >= held.stay.from && stay.from <= held.stay.until)?;
    let stay = Stay { from: held.stay.from.max(stay.from), until: held.stay.until.min(stay.until) };
    (stay.from <= stay.until).then_some(PostHeld { stay, ..held })
}

fn contacts(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    let mut assignments: Vec<(Day, usize, Vec<usize>)> = Vec::new();
    for fact in of_kind(facts, kinds::CONTACT_ASSIGNED) {
        let of = |part| fact.playing(part).filter_map(|person| index.get(&person).copied());
        for keeper in of(kinds::KEEPER) {
            let contacts = of(kinds::CONTACT).filter(|contact| *contact != keeper).collect();
            assignments.push((fact.occurred.first, keeper, contacts));
        }
    }
    assignments.sort_by_key(|(day, _, _)| *day);
    for (at, (day, keeper, contacts)) in assignments.iter().enumerate() {
        let next = assignments.iter().skip(at + 1).find(|(_, other, _)| other == keeper).map(|(day, _, _)| day.plus_days(-1));
        let stay = Stay { from: *day, until: next.unwrap_or(Day::LATEST) };
        if stay.from <= stay.until {
            roster.contacts.extend(contacts.iter().map(|contact| Contact { keeper: *keeper, contact: *contact, stay }));
        }
    }
}

fn exemptions(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    for fact in of_kind(facts, kinds::EXEMPTION_APPROVED) {
        let until = if fact.occurred.last > fact.occurred.first { fact.occurred.last } else { Day::LATEST };
        for member in fact.playing(kinds::MEMBER).filter_map(|person| index.get(&person)) {
            roster.exemptions.push(Exemption {
                member: *member,
                from_kind: fact.text(kinds::FROM_KIND).map(str::to_owned),
                stay: Stay { from: fact.occurred.first, until },
            });
        }
    }
}

fn elections(roster: &mut Roster, facts: &[&Fact]) {
    roster.elections = of_kind(facts, kinds::COMMITTEE_ELECTED)
        .map(|fact| Election { day: fact.occurred.first, fact: fact.id })
        .collect();
    roster.elections.sort_by_key(|election| election.day);
    roster.postponements = of_kind(facts, kinds::ELECTION_POSTPONED)
        .filter_map(|fact| {
            Some(Postponement {
                day: fact.occurred.first,
                until: fact.day(kinds::UNTIL)?,
                approved: fact.flag(kinds::APPROVED) == Some(true),
            })
        })
        .collect();
}
