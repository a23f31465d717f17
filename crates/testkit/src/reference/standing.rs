//! State, inventory and term: how things stand on `as_of`.
//!
//! - State: a figure outside its hard range is a breach; else a figure that is not known leaves it undecided; else one
//!   outside the advised range is advice. All such figures are named, in the order of the rule. No evidence.
//! - Inventory: each post of the list is held by somebody; or the latest record of each item of a list (of the kind, where
//!   there is no list) is as it should be. The latest records are the evidence, whether they are or not.
//! - Term: runs from the last election, to the length's end or to the day it was put off to during the term, as approved
//!   and within the longest extension. An election this year also says whether the term before it ended in time.

use facts::{Day, Fact, Period, Value, kinds};
use findings::{Finding, Missing, Subject};
use rulebook::{Choice, Current, Inventory, Items, MetricRange, Number, Rule, Selector, State, Status, Term};

use super::{World, grounds, in_force, owing, proven_by, records, roster, unknown};

pub(super) fn state(world: &World<'_>, index: usize, rule: &Rule, state: &State) -> Vec<Finding> {
    on_the_day(world, index, rule, Period::Standing, |subject| {
        let mut worst = Status::Met;
        let mut missing = Vec::new();
        for range in &state.ranges {
            let (status, lacks) = judge(world, &subject, range);
            if weight(status) > weight(worst) {
                worst = status;
            }
            missing.extend(lacks);
        }
        let evidence =
            state.ranges.iter().flat_map(|range| grounds::of_figure(world, &subject, range.metric)).collect();
        let found = Finding { missing, ..Finding::bare(index, subject, Period::Standing, worst) };
        vec![grounds::stated_by(world, found, evidence)]
    })
}

pub(super) fn inventory(world: &World<'_>, index: usize, rule: &Rule, inventory: &Inventory) -> Vec<Finding> {
    let posts = match &inventory.items {
        Items::Posts(posts) => posts,
        Items::Records(listed) => return current(world, index, rule, listed),
    };
    on_the_day(world, index, rule, Period::Standing, |subject| {
        let roster = roster::on(world, world.as_of);
        let vacant = posts.iter().filter(|post| !roster.posts.iter().any(|held| held.post == post.slug));
        let missing: Vec<Missing> = vacant.map(|post| Missing::Post(post.slug.clone())).collect();
        let status = if missing.is_empty() { Status::Met } else { Status::Missed };
        let slugs: Vec<&str> = posts.iter().map(|post| post.slug.as_str()).collect();
        let found = Finding { missing, ..Finding::bare(index, subject, Period::Standing, status) };
        vec![grounds::stated_by(world, found, grounds::of_posts(&roster, &slugs))]
    })
}

fn current(world: &World<'_>, index: usize, rule: &Rule, listed: &Current) -> Vec<Finding> {
    let bare = Selector { must: Vec::new(), except: Vec::new(), ..listed.selector.clone() };
    let all = records::selected(world, &bare);
    let items: Vec<(Missing, Vec<&Fact>)> = match &listed.each {
        None => vec![(Missing::Records(1), all)],
        Some((field, items)) => {
            let names = |fact: &&Fact, item: &str| match fact.value(field) {
                Some(Value::Options(chosen)) => chosen.iter().any(|one| one == item),
                _ => false,
            };
            let of = |item: &str| all.iter().copied().filter(|fact| names(fact, item)).collect();
            // Of a list, those that it has on the day of evaluation.
            let asked = |item: &&Choice| {
                let listed = listed.listed.as_ref();
                listed.is_none_or(|listed| records::items_on(listed, world.as_of).contains(&item.slug))
            };
            let items = items.iter().filter(asked);
            items.map(|item| (Missing::Item(item.slug.clone()), of(&item.slug))).collect()
        }
    };
    on_the_day(world, index, rule, Period::Standing, |subject| {
        let own: Vec<(&Missing, Option<&Fact>)> = items
            .iter()
            .map(|(missing, of_item)| {
                (missing, of_item.iter().copied().rfind(|fact| owing::names(world, rule, fact, &subject)))
            })
            .collect();
        let is_there = |last: &Option<&Fact>| last.is_some_and(|fact| records::matches(world, fact, &listed.selector));
        let missing: Vec<Missing> =
            own.iter().filter(|(_, last)| !is_there(last)).map(|(missing, _)| (*missing).clone()).collect();
        let status = if missing.is_empty() { Status::Met } else { Status::Missed };
        let latest = own.iter().filter_map(|(_, last)| *last).collect();
        let found = Finding { missing, ..Finding::bare(index, subject, Period::Standing, status) };
        vec![grounds::stated_by(world, found, latest)]
    })
}

pub(super) fn term(world: &World<'_>, index: usize, rule: &Rule, term: &Term) -> Vec<Finding> {
    let mut elections: Vec<&Fact> =
        world.ledger.iter().copied().filter(|fact| fact.kind == kinds::COMMITTEE_ELECTED).collect();
    records::in_order(&mut elections);
    on_the_day(world, index, rule, Period::Term, |subject| {
        let Some(last) = elections.last() else {
            return vec![unknown(index, subject, Period::Term, None, vec![Missing::Election])];
        };
        let mut findings = Vec::new();
        let elected_on = last.occurred.first;
        let earlier = elections.iter().rfind(|fact| fact.occurred.first < elected_on);
        if let Some(earlier) = earlier.filter(|_| elected_on.year() == world.as_of.year()) {
            let due = term_due(world, earlier.occurred.first, Some(elected_on), term);
            let status = if elected_on <= due { Status::Met } else { Status::Late };
            let found = Finding { due: Some(due), ..Finding::bare(index, subject.clone(), Period::Term, status) };
            findings.push(proven_by(world, found, &[earlier, last]));
        }
        let due = term_due(world, elected_on, None, term);
        let status = if world.as_of <= due { Status::Open } else { Status::Missed };
        let mut found = Finding { due: Some(due), ..Finding::bare(index, subject, Period::Term, status) };
        found.changes_on = (status == Status::Open).then_some(due.plus_days(1));
        found.missing.push(Missing::Records(1));
        findings.push(proven_by(world, found, &[last]));
        findings
    })
}

/// Asks about every subject that has the duty on `as_of`, if the rule is in force then.
fn on_the_day(
    world: &World<'_>,
    index: usize,
    rule: &Rule,
    period: Period,
    ask: impl Fn(Subject) -> Vec<Finding>,
) -> Vec<Finding> {
    if !in_force(rule, world.as_of) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (subject, not_known) in owing::standing_on(world, rule, world.as_of) {
        if not_known.is_empty() {
            findings.extend(ask(subject));
        } else {
            findings.push(unknown(index, subject, period, None, not_known));
        }
    }
    findings
}

/// The last day of the term that an election began, up to the next one.
fn term_due(world: &World<'_>, elected_on: Day, next: Option<Day>, term: &Term) -> Day {
    let end = world.after(term.length, elected_on, world.as_of);
    let longest = world.after(term.extension, end, world.as_of);
    let put_off = world
        .ledger
        .iter()
        .filter(|fact| fact.kind == kinds::ELECTION_POSTPONED && fact.flag(kinds::APPROVED) == Some(true))
        .filter(|fact| elected_on <= fact.occurred.first && next.is_none_or(|next| fact.occurred.first < next));
    let until = put_off.filter_map(|fact| fact.day(kinds::UNTIL)).filter(|until| *until > end).max();
    until.map_or(end, |until| until.min(longest))
}

fn judge(world: &World<'_>, subject: &Subject, range: &MetricRange) -> (Status, Option<Missing>) {
    let Some(figure) = owing::figure(world, subject, range.metric) else {
        return (Status::Unknown, Some(Missing::UnknownFigure(range.metric)));
    };
    let number = |bound: Number| world.rulebook.number(bound, world.as_of);
    let mut outcome = (Status::Met, None);
    let bounds = [
        (range.at_least, true, Status::Breached),
        (range.at_most, false, Status::Breached),
        (range.advised_at_least, true, Status::Advice),
        (range.advised_at_most, false, Status::Advice),
    ];
    for (bound, is_lower, status) in bounds {
        let Some(bound) = bound else { continue };
        let (status, missing) = match number(bound) {
            None => (Status::Unknown, Missing::Parameter),
            Some(bound) if (is_lower && figure < bound) || (!is_lower && figure > bound) => {
                (status, Missing::Figure(range.metric, figure))
            }
            Some(_) => continue,
        };
        if weight(status) > weight(outcome.0) {
            outcome = (status, Some(missing));
        }
    }
    outcome
}

fn weight(status: Status) -> u8 {
    match status {
        Status::Breached => 3,
        Status::Unknown => 2,
        Status::Advice => 1,
        _ => 0,
    }
}
