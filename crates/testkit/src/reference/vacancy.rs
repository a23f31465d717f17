//! Within, where a seat fell vacant during a term.
//!
//! - Of a post that one person has, it is vacant from the last day on which anybody held it before nobody did; of other
//!   seats on the committee, from the last day before there were fewer, once for each.
//! - On the day of an election and the day before it nothing falls vacant.
//! - The first day on which there are more again fills those that have waited longest.

use facts::{Day, Fact, FactId, PersonId, kinds};
use findings::{Finding, Missing, Subject};
use rulebook::{Choice, Rule, Within};

use super::within::{due, event};
use super::{World, proven_by, records, roster};

pub(super) fn vacancies(
    world: &World<'_>,
    index: usize,
    rule: &Rule,
    within: &Within,
    posts: &[Choice],
) -> Vec<Finding> {
    let mut found: Vec<(&str, Day, Option<Day>)> = Vec::new();
    let days = (world.start().number()..=world.as_of.number()).map(Day::from_number);
    let days: Vec<Day> = days.filter(|day| roster::stands(world, *day)).collect();
    let elected =
        |day: Day| world.ledger.iter().any(|fact| fact.kind == kinds::COMMITTEE_ELECTED && fact.occurred.first == day);
    for (before, day) in days.iter().zip(days.iter().skip(1)) {
        let (earlier, now) = (roster::on(world, *before), roster::on(world, *day));
        for post in posts {
            let (held, holds) = (seats(&earlier, &post.slug), seats(&now, &post.slug));
            let since = day.plus_days(-1);
            for _ in holds..held {
                if !elected(since) && !elected(*day) {
                    found.push((&post.slug, since, None));
                }
            }
            for _ in held..holds {
                let waiting = found.iter_mut().find(|(vacant, _, filled)| *vacant == post.slug && filled.is_none());
                if let Some((_, _, filled)) = waiting {
                    *filled = Some(*day);
                }
            }
        }
    }
    let findings = found.into_iter().filter_map(|(post, since, filled)| {
        let solve = || filled.map(|day| (day, None));
        let subject = Subject::Event(since, None);
        let found = event(world, index, rule, subject, (since, None), due(world, within.bound, since, since), solve)?;
        let decided =
            !found.missing.iter().any(|missing| matches!(missing, Missing::UnknownFigure(_) | Missing::Parameter));
        let evidence = if decided { behind_vacancy(world, post, since, filled) } else { Vec::new() };
        Some(proven_by(world, found, &evidence))
    });
    findings.collect()
}

/// How many people hold a post, of those that one person has at most one.
fn seats(roster: &roster::Roster<'_>, post: &str) -> usize {
    let mut holders: Vec<PersonId> =
        roster.posts.iter().filter(|held| held.post == post).map(|held| held.holder).collect();
    holders.sort();
    holders.dedup();
    if post == "other-committee" { holders.len() } else { holders.len().min(1) }
}

/// The records by which the seat was held until then, was left, and was taken.
fn behind_vacancy<'a>(world: &World<'a>, post: &str, since: Day, filled: Option<Day>) -> Vec<&'a Fact> {
    let next = since.plus_days(1);
    let (then, later) = (roster::on(world, since), roster::on(world, next));
    let mut behind: Vec<FactId> = Vec::new();
    for held in then.posts.iter().filter(|held| held.post == post) {
        if later.posts.iter().any(|still| still.post == post && still.taken.id == held.taken.id) {
            continue;
        }
        behind.push(held.taken.id);
        let leaves = [kinds::POST_LEFT, kinds::MEMBER_LEFT, kinds::MEMBER_SUSPENDED];
        let of_holder = world.ledger.iter().filter(|fact| {
            leaves.contains(&fact.kind.as_str()) && fact.people.iter().any(|there| there.person == held.holder)
        });
        behind.extend(of_holder.filter(|fact| [since, next].contains(&fact.occurred.first)).map(|fact| fact.id));
    }
    if let Some(day) = filled {
        let before = roster::on(world, day.plus_days(-1));
        for held in roster::on(world, day).posts.iter().filter(|held| held.post == post) {
            if !before.posts.iter().any(|known| known.post == post && known.taken.id == held.taken.id) {
                behind.push(held.taken.id);
            }
        }
    }
    let mut facts: Vec<&Fact> = world.ledger.iter().copied().filter(|fact| behind.contains(&fact.id)).collect();
    records::in_order(&mut facts);
    facts
}
