//! The records that a figure of the roster was read from, so that a finding about a state has evidence too.
//!
//! Whether they were written down late is not asked: a roster is entered when its ledger begins, and what stands
//! did not have to be written down within days (docs/decisions/0017).

use std::collections::BTreeMap;

use facts::{Day, FactId, kinds};
use roster::{Post, PostHeld, Roster, Since, in_force};
use rulebook::Metric;

use crate::columns::{Branch, Columns};
use crate::metric::{full_in_group, secretary};
use crate::program::Program;
use crate::standing::One;

/// Rows of the facts that the roster of the day of evaluation rests on; none where the roster rests on no fact.
#[derive(Debug, Default)]
pub(crate) struct Grounds {
    /// By member: the joining by which the member stands or stood last, the fact that names the day of becoming a
    /// full member, the one that put the member in the group of the day, and the one that says the member is away.
    members: Vec<OfMember>,
    /// By post and by group, as the roster lists them.
    pub posts: Vec<Option<u32>>,
    groups: Vec<Option<u32>>,
    units: Option<u32>,
    approved_by: Option<u32>,
    superior: Option<u32>,
    /// By election.
    pub elections: Vec<Option<u32>>,
}

#[derive(Debug, Clone, Copy)]
struct OfMember {
    joined: Option<u32>,
    full: Option<u32>,
    placed: Option<u32>,
    away: Option<u32>,
}

impl Grounds {
    pub fn new(program: &Program<'_>, roster: &Roster, columns: &Columns, as_of: Day) -> Grounds {
        let mut rows: BTreeMap<FactId, u32> = BTreeMap::new();
        for kind in kinds::CORE.iter().filter_map(|slug| program.kind_by_slug.get(slug)) {
            let range = columns.range(*kind);
            let ids = columns.ids.get(range.clone()).unwrap_or_default();
            rows.extend(ids.iter().copied().zip(range.start as u32..));
        }
        let row = |fact: &FactId| rows.get(fact).copied();
        let of_member = |member: &roster::Member| OfMember {
            joined: stated(&member.joinings, as_of).as_ref().and_then(row),
            full: member.full.and_then(|(_, fact)| row(&fact)),
            placed: member.place_on(as_of).and_then(|place| row(&place.fact)),
            away: member.floating_on(as_of).and_then(|away| row(&away.fact)),
        };
        Grounds {
            members: roster.members.iter().map(of_member).collect(),
            posts: roster.posts.iter().map(|held| row(&held.fact)).collect(),
            groups: roster.groups.iter().map(|group| row(&group.fact)).collect(),
            units: stated(&roster.unit_counts, as_of).as_ref().and_then(row),
            approved_by: stated(&roster.approved_by, as_of).as_ref().and_then(row),
            superior: stated(&roster.superiors, as_of).as_ref().and_then(row),
            elections: roster.elections.iter().map(|election| row(&election.fact)).collect(),
        }
    }
}

fn stated<T>(dated: &[Since<T>], day: Day) -> Option<FactId> {
    in_force(dated, day).map(|since| since.fact)
}

/// Adds the rows behind a figure of a subject on the day of evaluation; some may be there already.
pub(crate) fn behind_figure(branch: &Branch, metric: Metric, subject: One, as_of: Day, rows: &mut Vec<u32>) {
    let Branch { roster, grounds, .. } = branch;
    let members = || roster.members.iter().zip(&grounds.members);
    match metric {
        Metric::Members => {
            rows.extend(members().filter(|(member, _)| member.on(as_of)).filter_map(|(_, of)| of.joined))
        }
        Metric::FullMembers => {
            let full = members().filter(|(member, _)| member.full_on(as_of));
            rows.extend(full.flat_map(|(_, of)| [of.joined, of.full]).flatten());
        }
        Metric::HasCommittee => {
            behind_figure(branch, Metric::Members, subject, as_of, rows);
            behind_posts(branch, as_of, Post::of_committee, rows);
        }
        Metric::CommitteeSize | Metric::OtherCommitteeMembers | Metric::CommitteeWithoutDuty => {
            behind_posts(branch, as_of, Post::of_committee, rows);
        }
        Metric::Secretaries => behind_posts(branch, as_of, |post| post == Post::Secretary, rows),
        Metric::Deputies => behind_posts(branch, as_of, |post| post == Post::Deputy, rows),
        Metric::Groups => {
            let groups = roster.groups.iter().zip(&grounds.groups);
            rows.extend(groups.filter(|(group, _)| group.stands_on(as_of)).filter_map(|(_, row)| *row));
        }
        Metric::MembersWithoutGroup => {
            let there = members().filter(|(member, _)| member.on(as_of));
            rows.extend(there.filter_map(|(_, of)| of.placed.or(of.joined)));
        }
        Metric::GroupFullMembers => {
            let inside = members().filter(|(member, _)| full_in_group(member, subject, as_of));
            rows.extend(inside.flat_map(|(_, of)| [of.joined, of.full, of.placed]).flatten());
        }
        Metric::UnitsServed => rows.extend(grounds.units),
        Metric::ApprovedBySuperior => rows.extend(grounds.approved_by.into_iter().chain(grounds.superior)),
        Metric::StandingAtAppointment | Metric::ManagerialYears | Metric::HeadsUnit => {
            let Some((at, held)) = secretary(roster, subject, as_of) else { return };
            rows.extend(grounds.posts.get(at).copied().flatten());
            if metric == Metric::StandingAtAppointment {
                rows.extend(grounds.members.get(held.member).and_then(|of| of.full));
            }
        }
        Metric::ReceivingKnown | Metric::FloatingContactKnown => {
            let One::Person(at) = subject else { return };
            rows.extend(grounds.members.get(usize::from(at)).and_then(|of| of.away));
        }
    }
}

/// Adds the rows by which posts that `counts` are held on the day of evaluation; who took one twice holds it by the
/// later taking.
pub(crate) fn behind_posts(branch: &Branch, as_of: Day, counts: impl Fn(Post) -> bool, rows: &mut Vec<u32>) {
    let posts = &branch.roster.posts;
    let holds = |held: &PostHeld| counts(held.post) && held.stay.holds(as_of);
    let taken_again = |at: usize, held: &PostHeld| {
        posts.iter().skip(at + 1).any(|later| later.member == held.member && later.post == held.post && holds(later))
    };
    for ((at, held), row) in posts.iter().enumerate().zip(&branch.grounds.posts) {
        if holds(held) && !taken_again(at, held) {
            rows.extend(*row);
        }
    }
}
