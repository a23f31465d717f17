//! Figures read off a roster on a day. A figure that the roster cannot give is none, never a guess.

use facts::{Day, Quantity};
use roster::{Form, Member, Post, PostHeld, Roster, in_force};
use rulebook::Metric;

use crate::standing::One;

/// From so many members on a branch has a committee, whether or not one was elected (semantics, "Counting members").
const COMMITTEE_FROM_MEMBERS: i64 = 7;
/// So many held committee posts make a committee in a smaller branch.
const COMMITTEE_FROM_POSTS: i64 = 3;

/// The figure for a subject on a day, in hundredths.
pub(crate) fn metric(roster: &Roster, metric: Metric, subject: One, day: Day) -> Option<Quantity> {
    let count = |number: i64| Some(Quantity::whole(number));
    let flag = |flag: bool| Some(Quantity::whole(i64::from(flag)));
    match metric {
        Metric::Members => count(members(roster, day)),
        Metric::FullMembers => count(roster.members.iter().filter(|member| member.full_on(day)).count() as i64),
        Metric::CommitteeSize => count(committee_size(roster, day)),
        Metric::Secretaries => count(holders(roster, day, |post| post == Post::Secretary)),
        Metric::Deputies => count(holders(roster, day, |post| post == Post::Deputy)),
        Metric::OtherCommitteeMembers => count(other_committee(roster, day)),
        Metric::CommitteeWithoutDuty => count(committee_without_duty(roster, day)),
        Metric::HasCommittee => flag(has_committee(roster, day)),
        Metric::Groups => count(roster.groups.iter().filter(|group| group.stands_on(day)).count() as i64),
        Metric::MembersWithoutGroup => {
            count(roster.members_on(day).filter(|member| member.group_on(day).is_none()).count() as i64)
        }
        Metric::UnitsServed => Some(in_force(&roster.unit_counts, day)?.value),
        Metric::ApprovedBySuperior => flag(in_force(&roster.approved_by, day)?.value == roster.superior_on(day)?),
        Metric::GroupFullMembers => {
            let One::Group(_) = subject else { return None };
            count(roster.members.iter().filter(|member| full_in_group(member, subject, day)).count() as i64)
        }
        Metric::StandingAtAppointment => standing_at_appointment(roster, secretary(roster, subject, day)?.1),
        Metric::ManagerialYears => secretary(roster, subject, day)?.1.managerial_years,
        Metric::HeadsUnit => flag(secretary(roster, subject, day)?.1.unit_head?),
        Metric::ReceivingKnown => flag(person(roster, subject)?.floating_on(day)?.receiving_known),
        Metric::FloatingContactKnown => flag(person(roster, subject)?.floating_on(day)?.contact_known),
    }
}

pub(crate) fn members(roster: &Roster, day: Day) -> i64 {
    roster.members_on(day).count() as i64
}

fn has_committee(roster: &Roster, day: Day) -> bool {
    members(roster, day) >= COMMITTEE_FROM_MEMBERS || committee_size(roster, day) >= COMMITTEE_FROM_POSTS
}

/// Different people who hold a post that `counts` on a day; who holds two is one.
fn holders(roster: &Roster, day: Day, counts: impl Fn(Post) -> bool) -> i64 {
    let held = |held: &&PostHeld| counts(held.post) && held.stay.holds(day);
    let distinct = |(at, post): &(usize, &PostHeld)| {
        !roster.posts.iter().take(*at).any(|earlier| held(&earlier) && earlier.member == post.member)
    };
    roster.posts.iter().enumerate().filter(|(_, post)| held(post)).filter(distinct).count() as i64
}

fn committee_size(roster: &Roster, day: Day) -> i64 {
    holders(roster, day, Post::of_committee)
}

fn other_committee(roster: &Roster, day: Day) -> i64 {
    committee_size(roster, day) - holders(roster, day, |post| matches!(post, Post::Secretary | Post::Deputy))
}

/// Committee members whose only post is that of plain member.
fn committee_without_duty(roster: &Roster, day: Day) -> i64 {
    committee_size(roster, day) - holders(roster, day, |post| post.of_committee() && post != Post::OtherCommittee)
}

fn person(roster: &Roster, subject: One) -> Option<&Member> {
    match subject {
        One::Person(member) => roster.members.get(usize::from(member)),
        _ => None,
    }
}

/// Whether a member is a full member in the group that is the subject.
pub(crate) fn full_in_group(member: &Member, subject: One, day: Day) -> bool {
    let One::Group(group) = subject else { return false };
    member.full_on(day) && member.group_on(day) == Some(usize::from(group))
}

/// The secretary's post and its place among the roster's: the subject's own where the subject is a person, else the
/// one held that day.
pub(crate) fn secretary(roster: &Roster, subject: One, day: Day) -> Option<(usize, &PostHeld)> {
    let own = |held: &PostHeld| match subject {
        One::Person(member) => held.member == usize::from(member),
        _ => true,
    };
    let held = |held: &PostHeld| held.post == Post::Secretary && held.stay.holds(day);
    roster.posts.iter().enumerate().rev().find(|(_, post)| held(post) && own(post))
}

/// Whole years from becoming a full member to taking the post.
fn standing_at_appointment(roster: &Roster, held: &PostHeld) -> Option<Quantity> {
    let (full, _) = roster.members.get(held.member)?.full?;
    let day = held.taken;
    let mut years = day.year() - full.year();
    if full.plus_months(12 * years) > day {
        years -= 1;
    }
    Some(Quantity::whole(i64::from(years.max(0))))
}

/// The rulebook's word for a roster's form.
pub fn form_in_rules(form: Form) -> rulebook::Form {
    match form {
        Form::Committee => rulebook::Form::Committee,
        Form::GeneralBranch => rulebook::Form::GeneralBranch,
        Form::Branch => rulebook::Form::Branch,
        Form::Joint => rulebook::Form::Joint,
        Form::Temporary => rulebook::Form::Temporary,
    }
}
