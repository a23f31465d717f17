//! Which subjects an organisation has, and since when and until when each of them stood.

use facts::Day;
use roster::{Post, PostHeld, Roster, Stay};
use rulebook::Who;

use crate::columns::{Columns, Order};
use crate::program::RegisterPlan;

/// One subject inside one organisation; people are indices into [`Roster::members`], groups into [`Roster::groups`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum One {
    Organisation,
    Group(u16),
    Person(u16),
    Pair(u16, u16),
    /// An event: its day, and its row (`u32::MAX` where a figure crossed a bound).
    Event(Day, u32),
    /// A case, or what a register names, by the number of the value that its records hold.
    Case(u32),
}

/// All subjects of a kind with their stays: one entry a stay, entries of one subject side by side.
pub(crate) fn stand(roster: &Roster, who: Who, as_of: Day, out: &mut Vec<(One, Stay)>) {
    out.clear();
    let everybody = || 0..roster.members.len();
    match who {
        Who::Organisation => roster.stands.iter().for_each(|stay| push_joined(out, 0, One::Organisation, *stay)),
        Who::Group => (0..roster.groups.len()).for_each(|at| push_group(roster, at, out)),
        Who::Member => everybody().for_each(|at| push_stays(roster, at, out)),
        Who::Leader => everybody().filter(|at| leads(roster, *at)).for_each(|at| push_stays(roster, at, out)),
        Who::FloatingMember => everybody().for_each(|at| push_floating(roster, at, out)),
        Who::Secretary => everybody().for_each(|at| push_posts(roster, at, is_secretary, out)),
        Who::CommitteeMember => everybody().for_each(|at| push_posts(roster, at, Post::of_committee, out)),
        Who::SecretaryAndCommittee => pairs(roster, is_secretary, Others::Committee, out),
        Who::SecretaryAndMember => pairs(roster, is_secretary, Others::Members, out),
        Who::LeaderAndMember => leaders(roster, out),
        Who::CommitteePair => committee_pairs(roster, as_of, out),
        Who::CommitteeAndContact => contacts(roster, out),
        // No roster knows of them: see [`registered`].
        Who::Registered => {}
    }
}

/// What a register names, in the order in which each was first named, with its stays.
pub(crate) fn registered(columns: &Columns, register: &RegisterPlan, out: &mut Vec<(One, Stay)>) {
    out.clear();
    let mut rows: Vec<(u32, Order, bool, Day)> = Vec::new();
    for (selected, ends) in [(&register.ends, true), (&register.begins, false)] {
        for kind in &selected.kinds {
            for (row, at) in columns.numbered(kind.kind).filter(|(row, _)| kind.takes(row.holds)) {
                let place = columns.value(at, kind).zip(columns.details.get(at as usize));
                rows.extend(place.map(|(value, detail)| (value, detail.order, ends, row.first)));
            }
        }
    }
    // A record that does both only ends.
    rows.sort_unstable_by_key(|(value, order, ends, _)| (*value, *order, !ends));
    rows.dedup_by_key(|(value, order, ..)| (*value, *order));
    let mut named: Vec<(Order, One, Stay)> = Vec::new();
    for of_one in rows.chunk_by(|one, next| one.0 == next.0) {
        let Some((value, first, ..)) = of_one.first().copied() else { continue };
        let mut since = None;
        let from = out.len();
        for (_, _, ends, day) in of_one.iter().copied() {
            match (since, ends) {
                (None, false) => since = Some(day),
                (Some(begun), true) => {
                    push_joined(out, from, One::Case(value), Stay { from: begun, until: day });
                    since = None;
                }
                _ => {}
            }
        }
        if let Some(begun) = since {
            push_joined(out, from, One::Case(value), Stay { from: begun, until: Day::LATEST });
        }
        named.extend(out.drain(from..).map(|(one, stay)| (first, one, stay)));
    }
    named.sort_by_key(|(first, ..)| *first);
    out.extend(named.into_iter().map(|(_, one, stay)| (one, stay)));
}

fn is_secretary(post: Post) -> bool {
    post == Post::Secretary
}

fn leads(roster: &Roster, member: usize) -> bool {
    roster.members.get(member).is_some_and(|member| member.leader)
}

fn push_group(roster: &Roster, at: usize, out: &mut Vec<(One, Stay)>) {
    let first = out.len();
    for stay in roster.groups.get(at).into_iter().flat_map(|group| &group.stays) {
        push_joined(out, first, One::Group(at as u16), *stay);
    }
}

fn push_stays(roster: &Roster, at: usize, out: &mut Vec<(One, Stay)>) {
    let first = out.len();
    for stay in roster.members.get(at).into_iter().flat_map(|member| &member.stays) {
        push_joined(out, first, One::Person(at as u16), *stay);
    }
}

/// A stay that begins where the last one ended goes on.
fn push_joined(out: &mut Vec<(One, Stay)>, first: usize, one: One, stay: Stay) {
    match out.get_mut(first..).and_then(|own| own.last_mut()) {
        Some((_, last)) if follows(last, stay) => last.until = last.until.max(stay.until),
        _ => out.push((one, stay)),
    }
}

/// Whether a stay begins in another one, or on the day after it.
pub(crate) fn follows(last: &Stay, stay: Stay) -> bool {
    stay.from <= last.until.plus_days(1)
}

fn push_floating(roster: &Roster, at: usize, out: &mut Vec<(One, Stay)>) {
    let Some(member) = roster.members.get(at) else { return };
    let first = out.len();
    for floating in member.floating.iter().filter(|floating| floating.stay.from <= floating.stay.until) {
        for stay in member.stays.iter().filter_map(|stay| both(floating.stay, *stay)) {
            push_joined(out, first, One::Person(at as u16), stay);
        }
    }
}

/// Stays in any of the posts; posts that overlap or follow one another without a gap are one stay.
fn push_posts(roster: &Roster, at: usize, counts: impl Fn(Post) -> bool, out: &mut Vec<(One, Stay)>) {
    let first = out.len();
    // Posts are sorted by their first day.
    for held in roster.posts.iter().filter(|held: &&PostHeld| held.member == at && counts(held.post)) {
        push_joined(out, first, One::Person(at as u16), held.stay);
    }
}

fn both(one: Stay, other: Stay) -> Option<Stay> {
    let stay = Stay { from: one.from.max(other.from), until: one.until.min(other.until) };
    (stay.from <= stay.until).then_some(stay)
}

enum Others {
    Committee,
    Members,
}

/// Everybody who `leads` the pair with everybody else, while both stand.
fn pairs(roster: &Roster, leads: fn(Post) -> bool, others: Others, out: &mut Vec<(One, Stay)>) {
    for first in 0..roster.members.len() {
        let from = out.len();
        push_posts(roster, first, leads, out);
        let own = out.len() - from;
        if own == 0 {
            continue;
        }
        for second in (0..roster.members.len()).filter(|second| *second != first) {
            let other = out.len();
            match others {
                Others::Committee => push_posts(roster, second, Post::of_committee, out),
                Others::Members => push_stays(roster, second, out),
            }
            combine(first, second, from, own, other, out);
        }
        // The leading person's own stays stood at the front only to be combined with.
        out.drain(from..from + own);
    }
}

/// Replaces the stays of `second`, which stand from `other` on, by what they share with the stays of `first`,
/// of which there are `own` from `from` on.
fn combine(first: usize, second: usize, from: usize, own: usize, other: usize, out: &mut Vec<(One, Stay)>) {
    let end = out.len();
    for one in from..from + own {
        for two in other..end {
            let stays = out.get(one).zip(out.get(two)).map(|((_, one), (_, two))| (*one, *two));
            if let Some(stay) = stays.and_then(|(one, two)| both(one, two)) {
                out.push((One::Pair(first as u16, second as u16), stay));
            }
        }
    }
    out.drain(other..end);
}

fn leaders(roster: &Roster, out: &mut Vec<(One, Stay)>) {
    for first in (0..roster.members.len()).filter(|at| leads(roster, *at)) {
        let from = out.len();
        push_stays(roster, first, out);
        let own = out.len() - from;
        for second in (0..roster.members.len()).filter(|second| *second != first) {
            let other = out.len();
            push_stays(roster, second, out);
            combine(first, second, from, own, other, out);
        }
        out.drain(from..from + own);
    }
}

/// Every two committee members, as the roster lists them; the secretary of the day comes first in each pair.
fn committee_pairs(roster: &Roster, as_of: Day, out: &mut Vec<(One, Stay)>) {
    let secretary = roster.secretary_on(as_of);
    let rank = |at: usize| (Some(at) != secretary, at);
    for first in 0..roster.members.len() {
        let from = out.len();
        push_posts(roster, first, Post::of_committee, out);
        let own = out.len() - from;
        if own == 0 {
            continue;
        }
        for second in (0..roster.members.len()).filter(|second| rank(*second) > rank(first)) {
            let other = out.len();
            push_posts(roster, second, Post::of_committee, out);
            combine(first, second, from, own, other, out);
        }
        out.drain(from..from + own);
    }
}

fn contacts(roster: &Roster, out: &mut Vec<(One, Stay)>) {
    for assigned in &roster.contacts {
        let from = out.len();
        push_posts(roster, assigned.keeper, Post::of_committee, out);
        let own = out.len() - from;
        let other = out.len();
        push_stays(roster, assigned.contact, out);
        combine(assigned.keeper, assigned.contact, from, own, other, out);
        out.drain(from..from + own);
        for (_, stay) in out.get_mut(from..).unwrap_or_default() {
            // Only while the assignment holds; what it does not touch at all becomes empty.
            stay.from = stay.from.max(assigned.stay.from);
            stay.until = stay.until.min(assigned.stay.until);
        }
        let mut at = from;
        while at < out.len() {
            match out.get(at) {
                Some((_, stay)) if stay.from > stay.until => drop(out.remove(at)),
                _ => at += 1,
            }
        }
    }
    out.sort_unstable();
    // A contact assigned twice without a gap is one stay.
    out.dedup_by(|next, stay| {
        let joined = next.0 == stay.0 && next.1.from <= stay.1.until.plus_days(1);
        if joined {
            stay.1.until = stay.1.until.max(next.1.until);
        }
        joined
    });
}
