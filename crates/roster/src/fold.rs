//! How facts become stays (semantics, "Words", "Counting members", "Undated states").
//!
//! Facts are read in ledger order; where two speak of the same day, the later one in the ledger wins.
//! Nothing fails: a fact that lacks what its kind needs tells nothing.

use std::collections::BTreeMap;

use facts::{Day, Fact, PersonId, Value, kinds};

use crate::model::{
    Contact, Election, Exemption, Floating, Form, Group, Guest, Member, Place, Post, PostHeld, Postponement, Roster,
    Since, Stay,
};

/// Folds the facts of one organisation that hold (see [`facts::current`]) as far as they had occurred by `as_of`.
pub fn fold(facts: &[&Fact], as_of: Day) -> Roster {
    let facts: Vec<&Fact> = facts.iter().copied().filter(|fact| fact.occurred.first <= as_of).collect();
    let mut roster = Roster::default();
    organisation(&mut roster, &facts);
    members(&mut roster, &facts);
    let index = index(&roster);
    floating(&mut roster, &facts, &index);
    guests(&mut roster, &facts);
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
    roster.stands = standing(facts);
    let set_up_or_changed = |fact: &&&Fact| {
        (fact.kind == kinds::ORGANISATION_SET_UP || fact.kind == kinds::ORGANISATION_CHANGED) && !is_group(fact)
    };
    for fact in facts.iter().filter(set_up_or_changed) {
        let (day, id) = (fact.occurred.first, fact.id);
        roster.organisation = Some(fact.organisation);
        if let Some(form) = fact.option(kinds::FORM).and_then(Form::from_slug) {
            roster.forms.push(Since { from: day, value: form, fact: id });
        }
        if let Some(name) = fact.text(kinds::NAME) {
            roster.names.push(Since { from: day, value: name.to_owned(), fact: id });
        }
        if let Some(Value::Organisation(superior)) = fact.value(kinds::SUPERIOR) {
            roster.superiors.push(Since { from: day, value: *superior, fact: id });
        }
        if let Some(Value::Organisation(by)) = fact.value(kinds::APPROVED_BY) {
            roster.approved_by.push(Since { from: day, value: *by, fact: id });
        }
        if let Some(Value::Quantity(count)) = fact.value(kinds::UNIT_COUNT) {
            roster.unit_counts.push(Since { from: day, value: *count, fact: id });
        }
    }
    roster.names.sort_by_key(|since| since.from);
    roster.forms.sort_by_key(|since| since.from);
    roster.superiors.sort_by_key(|since| since.from);
    roster.approved_by.sort_by_key(|since| since.from);
    roster.unit_counts.sort_by_key(|since| since.from);
}

/// Set-up through dissolution, as often as it was set up. An organisation stands through the day of its dissolution;
/// one that is set up again on that day does so from the next. In what order the ledger has the two does not matter.
fn standing(facts: &[&Fact]) -> Vec<Stay> {
    let set_ups = of_kind(facts, kinds::ORGANISATION_SET_UP).filter(|fact| !is_group(fact));
    let dissolutions = of_kind(facts, kinds::ORGANISATION_DISSOLVED);
    between(set_ups.map(|fact| fact.occurred.first), dissolutions.map(|fact| fact.occurred.first))
}

/// The stays that days of setting up begin and days of dissolution end.
fn between(set_ups: impl Iterator<Item = Day>, dissolutions: impl Iterator<Item = Day>) -> Vec<Stay> {
    let mut days: BTreeMap<Day, (bool, bool)> = BTreeMap::new();
    set_ups.for_each(|day| days.entry(day).or_default().0 = true);
    dissolutions.for_each(|day| days.entry(day).or_default().1 = true);
    let mut stays: Vec<Stay> = Vec::new();
    for (day, (set_up, dissolved)) in days {
        let open = stays.last_mut().filter(|stay| stay.until == Day::LATEST);
        let goes_on = match open {
            Some(stay) if dissolved => {
                stay.until = day;
                set_up.then_some(Stay { from: day.plus_days(1), until: Day::LATEST })
            }
            Some(_) => None,
            None => set_up.then_some(Stay { from: day, until: if dissolved { day } else { Day::LATEST } }),
        };
        stays.extend(goes_on);
    }
    stays
}

/// Since when something stands whose own date is not known: since the organisation does, or since `day` if later.
fn assumed(roster: &Roster, fact: &Fact) -> Day {
    let day = fact.occurred.first;
    match (fact.flag(kinds::UNDATED), roster.set_up_on()) {
        (Some(true), Some(set_up)) => day.max(set_up),
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
    let all_joins = || list.iter().copied().filter(|fact| fact.kind == kinds::MEMBER_JOINED);
    all_joins().next()?;
    let left_by = |day: Day| {
        let leaves = |kind: &str| kind == kinds::MEMBER_LEFT || kind == kinds::MEMBER_SUSPENDED;
        list.iter().any(|fact| leaves(&fact.kind) && fact.occurred.first <= day)
    };
    // A dated joining wins over an undated one, unless it is a return: then the first membership stands as well.
    let dated = all_joins().any(|fact| !is_undated(fact) && !left_by(fact.occurred.first));
    let holds = |fact: &&Fact| fact.kind != kinds::MEMBER_JOINED || !dated || !is_undated(fact);
    let mut events: Vec<(Day, &Fact)> =
        list.iter().copied().filter(holds).map(|fact| (assumed(roster, fact), fact)).collect();
    events.sort_by_key(|(day, _)| *day);
    let joins = || events.iter().map(|(_, fact)| *fact).filter(|fact| fact.kind == kinds::MEMBER_JOINED);
    let full_days = joins().filter_map(|fact| Some((fact.day(kinds::FULL_ON)?, fact.id)));
    let became = list.iter().filter(|fact| fact.kind == kinds::BECAME_FULL_MEMBER);
    let became = became.map(|fact| (fact.occurred.first, fact.id));
    let joining = |(day, fact): &(Day, &Fact)| Since {
        from: *day,
        value: fact.option(kinds::STANDING) == Some("full"),
        fact: fact.id,
    };
    Some(Member {
        person,
        name: joins().filter_map(|fact| fact.text(kinds::NAME)).next_back().unwrap_or_default().to_owned(),
        born: joins().filter_map(|fact| fact.text("born")).next_back().map(str::to_owned),
        stays: stays(&events),
        undated: !dated,
        full: full_days.chain(became).min_by_key(|(day, _)| *day),
        joinings: events.iter().filter(|(_, fact)| fact.kind == kinds::MEMBER_JOINED).map(joining).collect(),
        leader: joins().next_back().and_then(|fact| fact.option(kinds::LEADER_RANK)) == Some("second-tier"),
        floating: Vec::new(),
        places: Vec::new(),
        dues_paid_until: all_joins()
            .filter_map(|fact| fact.value(kinds::DUES_PAID_UNTIL).and_then(period)?.days())
            .map(|(_, last)| last)
            .max(),
    })
}

fn is_undated(fact: &Fact) -> bool {
    fact.flag(kinds::UNDATED) == Some(true)
}

fn period(value: &Value) -> Option<facts::Period> {
    match value {
        Value::Period(period) => Some(*period),
        _ => None,
    }
}

/// Whether somebody is no member any more on the very day of a fact: who is suspended, and who died.
fn ends_at_once(fact: &Fact) -> bool {
    match fact.kind.as_str() {
        kinds::MEMBER_SUSPENDED => true,
        kinds::MEMBER_LEFT => fact.option(kinds::HOW) == Some("deceased"),
        _ => false,
    }
}

/// Joinings, leavings and suspensions in order of days to stays. Who leaves on a day is still there on it;
/// who is suspended or dies on a day is not.
fn stays(events: &[(Day, &Fact)]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    let mut open: Option<Day> = None;
    let mut leaves: Option<Day> = None;
    let mut close = |open: &mut Option<Day>, until: Day| {
        if let Some(from) = open.take().filter(|from| *from <= until) {
            stays.push(Stay { from, until });
        }
    };
    for (day, fact) in events {
        if let Some(last) = leaves.filter(|last| *last < *day) {
            close(&mut open, last);
            leaves = None;
        }
        match (fact.kind.as_str(), leaves) {
            (kinds::MEMBER_JOINED, None) => open = open.or(Some(*day)),
            (kinds::MEMBER_JOINED, Some(last)) => {
                close(&mut open, last);
                (open, leaves) = (Some(last.plus_days(1)), None);
            }
            _ if ends_at_once(fact) => {
                close(&mut open, day.plus_days(-1));
                leaves = None;
            }
            (kinds::MEMBER_LEFT, _) if open.is_some() => leaves = leaves.or(Some(*day)),
            _ => {}
        }
    }
    close(&mut open, leaves.unwrap_or(Day::LATEST));
    stays
}

type Index = BTreeMap<PersonId, usize>;

fn index(roster: &Roster) -> Index {
    roster.members.iter().enumerate().map(|(at, member)| (member.person, at)).collect()
}

fn floating(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    let moves = |fact: &&&Fact| fact.kind == kinds::FLOATING_OUT || fact.kind == kinds::FLOATING_RETURNED;
    let mut moves: Vec<&Fact> = facts.iter().filter(moves).copied().collect();
    moves.sort_by_key(|fact| fact.occurred.first);
    for fact in moves {
        let day = fact.occurred.first;
        for member in fact.playing(kinds::MEMBER).filter_map(|person| index.get(&person)) {
            let Some(member) = roster.members.get_mut(*member) else { continue };
            if fact.kind == kinds::FLOATING_RETURNED {
                for floating in member.floating.iter_mut().filter(|floating| floating.stay.holds(day)) {
                    floating.stay.until = day.plus_days(-1);
                }
                continue;
            }
            member.floating.push(Floating {
                stay: until_its_end(fact),
                receiving_known: fact.value(kinds::RECEIVING).is_some(),
                contact_known: fact.value("contact").is_some(),
                fact: fact.id,
            });
        }
    }
}

/// The stay that a span tells; of one day, it has no end yet.
fn until_its_end(fact: &Fact) -> Stay {
    let facts::Span { first, last } = fact.occurred;
    Stay { from: first, until: if last > first { last } else { Day::LATEST } }
}

/// A guest comes with a record and goes at the end of its span, or on the day of returning.
fn guests(roster: &mut Roster, facts: &[&Fact]) {
    let mut coming: Vec<&Fact> = of_kind(facts, kinds::FLOATING_IN).collect();
    coming.sort_by_key(|fact| fact.occurred.first);
    for fact in coming {
        for person in fact.playing(kinds::MEMBER) {
            let known = roster.guests.iter().position(|guest| guest.person == person).unwrap_or_else(|| {
                roster.guests.push(Guest { person, name: String::new(), sending: None, stays: Vec::new() });
                roster.guests.len() - 1
            });
            let Some(guest) = roster.guests.get_mut(known) else { continue };
            if let Some(name) = fact.text(kinds::NAME) {
                guest.name = name.to_owned();
            }
            if let Some(sending) = fact.text(kinds::SENDING) {
                guest.sending = Some(sending.to_owned());
            }
            let stay = until_its_end(fact);
            match guest.stays.iter_mut().find(|known| known.from == stay.from) {
                // Told twice: who says an end knows more.
                Some(known) => known.until = known.until.min(stay.until),
                None => guest.stays.push(stay),
            }
        }
    }
    if roster.guests.is_empty() {
        return;
    }
    for fact in of_kind(facts, kinds::FLOATING_RETURNED) {
        let day = fact.occurred.first;
        for person in fact.playing(kinds::MEMBER) {
            let guests = roster.guests.iter_mut().filter(|guest| guest.person == person);
            guests.flat_map(|guest| &mut guest.stays).filter(|stay| stay.holds(day)).for_each(|stay| stay.until = day);
        }
    }
}

/// A group stands from its dated setting-up; without one, as long as the organisation where anything about it is
/// undated, else from the first member put in it. Once dissolved, it stands again when it is set up again or somebody is
/// put in it (docs/decisions/0024).
fn groups(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    let named = |fact: &&Fact| match fact.kind.as_str() {
        kinds::ORGANISATION_SET_UP if is_group(fact) => fact.text(kinds::NAME).map(str::to_owned),
        kinds::GROUP_JOINED => fact.text(kinds::GROUP).map(str::to_owned),
        _ => None,
    };
    let mut names: Vec<String> = Vec::new();
    for name in facts.iter().filter_map(named) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let about: Vec<&Fact> = facts.iter().filter(|fact| named(fact).as_ref() == Some(&name)).copied().collect();
        let dated = |kind: &'static str| {
            let dated = about.iter().filter(move |fact| fact.kind == kind && !is_undated(fact));
            dated.map(|fact| fact.occurred.first)
        };
        let undated = about.iter().any(|fact| is_undated(fact)).then(|| roster.set_up_on()).flatten();
        let (set_ups, placings) = (|| dated(kinds::ORGANISATION_SET_UP), || dated(kinds::GROUP_JOINED));
        let ends = dissolutions(facts, &name);
        let first_end = ends.first().copied().unwrap_or(Day::LATEST);
        let set_up = set_ups().filter(|day| *day <= first_end).min();
        let first = set_up.or(undated).or_else(|| placings().filter(|day| *day <= first_end).min());
        let again = placings().filter(|day| *day > first_end && !ends.contains(day));
        let later = set_ups().filter(|day| *day >= first_end).chain(again);
        let stays = between(first.into_iter().chain(later), ends.iter().copied());
        let Some(fact) = about.first().map(|fact| fact.id) else { continue };
        roster.groups.push(Group { name, stays, undated: set_up.is_none() && undated.is_some(), fact });
    }
    places(roster, facts, index);
}

/// The days on which a group was dissolved, in order.
fn dissolutions(facts: &[&Fact], group: &str) -> Vec<Day> {
    let of_group = of_kind(facts, kinds::GROUP_DISSOLVED).filter(|fact| fact.text(kinds::GROUP) == Some(group));
    let mut days: Vec<Day> = of_group.map(|fact| fact.occurred.first).collect();
    days.sort_unstable();
    days
}

/// A place ends with the next one, with the membership during which it began, or with the group.
fn places(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    let joined = || of_kind(facts, kinds::GROUP_JOINED);
    // Who is put in a group and is suspended or dies on the same day is not in it when a later membership begins.
    let ends_later_that_day = |at: usize, person: PersonId, day: Day| {
        let mut later = facts.iter().enumerate().skip(at + 1);
        let ends = |fact: &Fact| fact.occurred.first == day && ends_at_once(fact);
        later.find(|(_, fact)| ends(fact) && fact.playing(kinds::MEMBER).any(|other| other == person))
    };
    for (at, fact) in facts.iter().copied().enumerate().filter(|(_, fact)| fact.kind == kinds::GROUP_JOINED) {
        let Some(name) = fact.text(kinds::GROUP) else { continue };
        let Some(group) = roster.groups.iter().position(|group| group.name == name) else { continue };
        for (person, member) in fact.playing(kinds::MEMBER).filter_map(|person| Some((person, *index.get(&person)?))) {
            let dated_too = || {
                let same = |other: &&Fact| other.text(kinds::GROUP) == Some(name) && !is_undated(other);
                joined().filter(same).any(|other| other.playing(kinds::MEMBER).any(|other| other == person))
            };
            if is_undated(fact) && dated_too() {
                continue;
            }
            let Some(member) = roster.members.get_mut(member) else { continue };
            let day = fact.occurred.first;
            let stay = member.stays.iter().rev().find(|stay| stay.from <= day).or(member.stays.first());
            let from = match stay {
                Some(stay) if is_undated(fact) => stay.from,
                _ => day,
            };
            if let Some((end, _)) = ends_later_that_day(at, person, from) {
                let began = |joining: &&Since<bool>| {
                    joining.from == from && facts.iter().take(end).any(|earlier| earlier.id == joining.fact)
                };
                let was_member = member.stays.iter().any(|stay| stay.until == from.plus_days(-1));
                if was_member || member.joinings.iter().any(|joining| began(&joining)) {
                    continue;
                }
            }
            member.places.push(Place { stay: Stay { from, until: Day::LATEST }, group, fact: fact.id });
        }
    }
    for member in &mut roster.members {
        member.places.sort_by_key(|place| place.stay.from);
        let starts: Vec<Day> = member.places.iter().skip(1).map(|place| place.stay.from).collect();
        let nexts = starts.into_iter().map(|start| start.plus_days(-1)).chain([Day::LATEST]);
        for (place, next) in member.places.iter_mut().zip(nexts) {
            let during = member.stays.iter().find(|stay| stay.until >= place.stay.from);
            place.stay.until = next.min(during.map_or(Day::LATEST, |stay| stay.until));
        }
    }
    end_with_groups(roster, facts);
}

/// Nobody has a place in a group after its dissolution. Who is put in it on the day on which it was dissolved and set up
/// again belongs to the new one.
fn end_with_groups(roster: &mut Roster, facts: &[&Fact]) {
    let ends: Vec<Vec<Day>> = roster.groups.iter().map(|group| dissolutions(facts, &group.name)).collect();
    let Roster { groups, members, .. } = roster;
    let lasts = |place: &mut Place| {
        let (Some(group), Some(ends)) = (groups.get(place.group), ends.get(place.group)) else { return true };
        let from = place.stay.from;
        let is_over = |end: &&Day| **end > from || **end == from && !group.stands_on(from.plus_days(1));
        if let Some(end) = ends.iter().find(is_over) {
            place.stay.until = place.stay.until.min(*end);
        }
        group.stands_on(from) || !ends.iter().any(|end| *end < from)
    };
    members.iter_mut().for_each(|member| member.places.retain_mut(lasts));
}

fn post_of(fact: &Fact) -> Option<Post> {
    fact.option(kinds::POST).and_then(Post::from_slug)
}

fn posts(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    let mut held: Vec<PostHeld> = Vec::new();
    for (order, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.kind == kinds::POST_TAKEN) {
        let Some(post) = post_of(fact) else { continue };
        for (person, member) in fact.playing(kinds::HOLDER).filter_map(|person| Some((person, *index.get(&person)?))) {
            if is_undated(fact) && taken_with_date(facts, person, post) {
                continue;
            }
            let taken = assumed(roster, fact);
            held.push(PostHeld {
                member,
                post,
                stay: Stay { from: taken, until: post_ends(facts, (taken, order), person, post) },
                taken,
                managerial_years: match fact.value(kinds::MANAGERIAL_YEARS) {
                    Some(Value::Quantity(years)) => Some(*years),
                    _ => None,
                },
                unit_head: fact.flag(kinds::UNIT_HEAD),
                undated: is_undated(fact),
                fact: fact.id,
            });
        }
    }
    held.sort_by_key(|held| held.stay.from);
    one_secretary_at_a_time(&mut held);
    roster.posts = held.into_iter().flat_map(|held| while_member(roster, held)).collect();
}

fn taken_with_date(facts: &[&Fact], person: PersonId, post: Post) -> bool {
    of_kind(facts, kinds::POST_TAKEN)
        .filter(|fact| post_of(fact) == Some(post) && !is_undated(fact))
        .any(|fact| fact.playing(kinds::HOLDER).any(|holder| holder == person))
}

/// The last day of a post taken on a day, at a place of the ledger: that of leaving it or of leaving the branch,
/// the day before a suspension or a death.
fn post_ends(facts: &[&Fact], taken: (Day, usize), person: PersonId, post: Post) -> Day {
    let last_day = |(order, fact): (usize, &&Fact)| {
        let day = fact.occurred.first;
        if (day, order) <= taken {
            return None;
        }
        match fact.kind.as_str() {
            kinds::POST_LEFT if post_of(fact) == Some(post) => {
                fact.playing(kinds::HOLDER).any(|p| p == person).then_some(day)
            }
            kinds::MEMBER_LEFT | kinds::MEMBER_SUSPENDED => {
                let last = if ends_at_once(fact) { day.plus_days(-1) } else { day };
                fact.playing(kinds::MEMBER).any(|p| p == person).then_some(last)
            }
            _ => None,
        }
    };
    facts.iter().enumerate().filter_map(last_day).min().unwrap_or(Day::LATEST)
}

/// A new secretary ends the old one's post the day before.
fn one_secretary_at_a_time(held: &mut [PostHeld]) {
    let starts: Vec<(Day, usize)> =
        held.iter().filter(|held| held.post == Post::Secretary).map(|held| (held.stay.from, held.member)).collect();
    for held in held.iter_mut().filter(|held| held.post == Post::Secretary) {
        let next = starts
            .iter()
            .filter(|(from, member)| *from > held.stay.from && *member != held.member)
            .map(|(from, _)| *from);
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
        let next =
            assignments.iter().skip(at + 1).find(|(_, other, _)| other == keeper).map(|(day, _, _)| day.plus_days(-1));
        let stay = Stay { from: *day, until: next.unwrap_or(Day::LATEST) };
        if stay.from <= stay.until {
            roster.contacts.extend(contacts.iter().map(|contact| Contact { keeper: *keeper, contact: *contact, stay }));
        }
    }
}

fn exemptions(roster: &mut Roster, facts: &[&Fact], index: &Index) {
    for fact in of_kind(facts, kinds::EXEMPTION_APPROVED) {
        for member in fact.playing(kinds::MEMBER).filter_map(|person| index.get(&person)) {
            roster.exemptions.push(Exemption {
                member: *member,
                from_kind: fact.text(kinds::FROM_KIND).map(str::to_owned),
                stay: until_its_end(fact),
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
