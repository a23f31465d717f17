//! Elections as a ledger has them: who was there, the papers, what each candidate got, and how the officers were chosen.
//!
//! A careless branch has as many candidates as seats, opens the meeting with three in four, writes somebody down as
//! elected whom half voted for, and makes an officer of somebody who is not on the committee. One that writes everything up later does not say whether the superior agreed.

use facts::{Day, Participation, Presence, kinds};

use super::branch::{Branch, COMMITTEE_POSTS, Member, Posting};
use super::entry::Entry;
use super::habits::Character;
use super::window::Window;

/// A re-election; of one that the ledger has only from hearsay, figures alone.
pub(super) fn re_election(branch: &Branch, day: Day, window: Window) -> Vec<Entry> {
    let careless = branch.character == Character::Careless;
    let seats = branch.committee(day).len().max(1);
    let voters = branch.voters(day, window);
    let all = voters.len().max(seats);
    let came = if careless { all * 3 / 4 } else { all - all / 12 }.max(1);
    let more = if careless { 0 } else { seats.div_ceil(5) };
    let entry = Entry::new(kinds::COMMITTEE_ELECTED, day)
        .number("seats", seats)
        .number("candidates", seats + more)
        .number("voters", all)
        .number("attended", came);
    // A careless branch gave out one paper fewer than came back.
    let entry = papers(entry, (came - usize::from(careless), came)).flag("secret-ballot", true);
    let entry = if branch.character == Character::Crammer { entry } else { entry.flag("approved", true) };
    if !window.holds(day) {
        return vec![entry];
    }
    let mut entries = vec![attended(entry, &voters, came)];
    let committee = branch.committee(day);
    let others = voters.iter().filter(|member| !committee.iter().any(|one| one.person.id == member.person.id));
    let last = committee.len().saturating_sub(1);
    let mut places = seats * came;
    for (at, member) in committee.iter().enumerate() {
        let short = careless && at == last;
        let votes = if short { came / 2 } else { came - at.min(came / 4) };
        places -= votes;
        entries.push(candidate(day, "term", member, (votes, came), true));
    }
    // Nobody names more people than there are seats.
    let votes = (came / 4).min(places / more.max(1));
    entries.extend(others.take(more).map(|member| candidate(day, "term", member, (votes, came), false)));
    entries.extend(officers(branch, &voters, day));
    entries
}

/// The new committee's secretary and deputy, as many candidates as posts; without a committee all members choose them.
fn officers(branch: &Branch, voters: &[&Member], day: Day) -> Vec<Entry> {
    let careless = branch.character == Character::Careless;
    let committee = branch.committee(day);
    let chosen: Vec<&Member> = ["secretary", "deputy"].iter().filter_map(|post| branch.holder(post, day)).collect();
    if chosen.is_empty() {
        return Vec::new();
    }
    if committee.len() < 3 {
        return if voters.len() < 7 { officers_by_members(&chosen, voters, day) } else { Vec::new() };
    }
    let votes = committee.len();
    let mut entries = vec![officers_chosen(&chosen, &committee, !careless, day)];
    entries.extend(chosen.iter().map(|member| candidate(day, "officers", member, (votes, votes), true)));
    // One more was put up than there were posts, nobody of the committee, and written down as elected.
    if careless {
        let outside = |member: &&&Member| !committee.iter().any(|one| one.person.id == member.person.id);
        let outsider = voters.iter().find(outside);
        entries.extend(outsider.map(|member| candidate(day, "officers", member, (votes / 2 + 1, votes), true)));
    }
    entries
}

/// An even number raised their hands at first and took half for enough; a week later they voted again, in secret.
fn officers_by_members(chosen: &[&Member], voters: &[&Member], day: Day) -> Vec<Entry> {
    let all = voters.len();
    let by_hand = all.is_multiple_of(2).then_some((day, all / 2, false));
    let again = if by_hand.is_some() { day.plus_days(7) } else { day };
    let held = by_hand.into_iter().chain([(again, all, true)]);
    held.flat_map(|(day, votes, secret)| {
        let stood = chosen.iter().map(move |member| candidate(day, "officers", member, (votes, all), true));
        std::iter::once(officers_chosen(chosen, voters, secret, day)).chain(stood)
    })
    .collect()
}

fn officers_chosen(chosen: &[&Member], electors: &[&Member], secret: bool, day: Day) -> Entry {
    let all = electors.len();
    let entry = Entry::new("officers-elected", day).number("seats", chosen.len()).flag("approved", true);
    attended(papers(entry, (all, all)).flag("secret-ballot", secret), electors, all)
}

/// The members' meeting chooses who takes a post that fell vacant; where it was left vacant for long and in a hurry,
/// by too few votes.
pub(super) fn by_election(branch: &Branch, posting: &Posting, window: Window) -> Vec<Entry> {
    let day = posting.from;
    let Some(member) = branch.members.get(posting.member).filter(|_| window.holds(day)) else { return Vec::new() };
    if !COMMITTEE_POSTS.contains(&posting.post) || !posting.elected || branch.elections.contains(&day) {
        return Vec::new();
    }
    let voters = branch.voters(day, window);
    let came = voters.len() - voters.len() / 12;
    let entry = papers(Entry::new("by-election", day).number("seats", 1), (came, came)).flag("approved", true);
    let entry = entry.flag("secret-ballot", !branch.faults.vacancy);
    let votes = if branch.faults.vacancy { came / 2 } else { came };
    vec![attended(entry, &voters, came), candidate(day, "by-election", member, (votes, came), true)]
}

fn papers(entry: Entry, (issued, returned): (usize, usize)) -> Entry {
    entry
        .number("ballots-issued", issued)
        .number("ballots-returned", returned)
        .number("valid", returned)
        .number("invalid", 0)
}

/// The first so many came, the others were excused.
fn attended(mut entry: Entry, expected: &[&Member], came: usize) -> Entry {
    entry.people.extend(expected.iter().enumerate().map(|(at, member)| Participation {
        person: member.person.id,
        part: "attendee".to_owned(),
        presence: if at < came { Presence::Present } else { Presence::Excused },
        reason: (at >= came).then(|| "出差".to_owned()),
    }));
    entry
}

fn candidate(day: Day, election: &str, member: &Member, (votes, came): (usize, usize), elected: bool) -> Entry {
    let entry = Entry::new("candidate-votes", day).one("election", election).person("candidate", member.person.id);
    let entry = entry.number("in-favour", votes).number("against", came - votes.min(came)).number("abstained", 0);
    entry.flag("elected", elected)
}
