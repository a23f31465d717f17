//! 起 空缺: a seat that fell vacant during a term is filled within a limit.
//!
//! Seats are counted, whoever holds them. One is vacant from the last day on which it was held: a post that one person
//! has is vacant when nobody holds it on the next day, and of the committee's further seats each one fewer. The end of a
//! term vacates nothing. Who takes a post next fills the seat that has been vacant for longest.

use facts::{Day, kinds};
use roster::{Post, Roster};
use rulebook::Length;

use crate::context::Context;
use crate::evaluator::Work;
use crate::output::Output;
use crate::standing::One;
use crate::within::{binding_event, status_of, write_event};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Vacancy {
    post: Post,
    /// The last day on which the seat was held.
    since: Day,
    filled: Option<Day>,
}

pub(crate) fn vacancies(context: &Context<'_>, posts: &[Post], limit: Length, work: &mut Work, output: &mut Output) {
    let Work { vacancies, grounds, not_known, .. } = work;
    find(context, posts, vacancies);
    for vacancy in vacancies.iter() {
        let limit = context.program.rulebook.length(limit, vacancy.since);
        let Some(due) = limit.map(|limit| limit.after(vacancy.since)) else { continue };
        let subject = One::Event(vacancy.since, u32::MAX);
        if !binding_event(context, subject, vacancy.since, due, not_known, output) {
            continue;
        }
        let status = status_of(context, vacancy.filled, due);
        grounds.clear();
        behind(context, vacancy, grounds);
        write_event(context, subject, due, status, grounds, output);
    }
}

/// In order of days, those of one day in the order of the posts.
fn find(context: &Context<'_>, posts: &[Post], vacancies: &mut Vec<Vacancy>) {
    vacancies.clear();
    let roster = &context.branch.roster;
    // Most who were elected still hold their posts.
    let ends = |held: &roster::PostHeld| held.stay.until < context.timetable.as_of && posts.contains(&held.post);
    if !roster.posts.iter().any(ends) {
        return;
    }
    let elected = |day: Day| roster.elections.iter().any(|election| election.day == day);
    for (before, day) in context.branch.turning_days.iter().zip(context.branch.turning_days.iter().skip(1)) {
        for post in posts {
            let (held, holds) = (seats(roster, *post, *before), seats(roster, *post, *day));
            let since = day.plus_days(-1);
            for _ in holds..held {
                if !elected(since) && !elected(*day) {
                    vacancies.push(Vacancy { post: *post, since, filled: None });
                }
            }
            let open = vacancies.iter_mut().filter(|vacancy| vacancy.post == *post && vacancy.filled.is_none());
            open.take(holds.saturating_sub(held)).for_each(|vacancy| vacancy.filled = Some(*day));
        }
    }
}

/// How many seats of a post are held on a day: of those that one person has, one.
fn seats(roster: &Roster, post: Post, day: Day) -> usize {
    let held = || roster.posts.iter().filter(|held| held.post == post && held.stay.holds(day));
    let first = |at: usize, member: usize| held().take(at).all(|held| held.member != member);
    let people = held().enumerate().filter(|(at, held)| first(*at, held.member)).count();
    if post == Post::OtherCommittee { people } else { people.min(1) }
}

/// The records by which the seat was held until then, was left, and was taken.
fn behind(context: &Context<'_>, vacancy: &Vacancy, rows: &mut Vec<u32>) {
    let (roster, columns) = (&context.branch.roster, &context.branch.columns);
    let taken = roster.posts.iter().zip(&context.branch.grounds.posts);
    for (at, (held, row)) in taken.enumerate().filter(|(_, (held, _))| held.post == vacancy.post) {
        // Who was appointed again held it by the later appointment.
        let again = |later: &roster::PostHeld| {
            later.post == held.post && later.member == held.member && later.stay.holds(vacancy.since)
        };
        if held.stay.until == vacancy.since && !roster.posts.iter().skip(at + 1).any(again) {
            rows.extend(*row);
            for kind in [kinds::POST_LEFT, kinds::MEMBER_LEFT, kinds::MEMBER_SUSPENDED] {
                let Some(kind) = context.program.kind_by_slug.get(kind) else { continue };
                let left = columns.numbered(*kind).filter(|(row, _)| {
                    // Who dies or is suspended on a day held it until the day before.
                    row.first == vacancy.since || row.first == vacancy.since.plus_days(1)
                });
                let his = left.filter(|(row, _)| {
                    columns.people_of(row).iter().any(|person| usize::from(person.person) == held.member)
                });
                rows.extend(his.map(|(_, at)| at));
            }
        }
        if vacancy.filled == Some(held.stay.from) {
            rows.extend(*row);
        }
    }
}
