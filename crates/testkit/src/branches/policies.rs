//! What is told apart by a choice: policies, whether they are in force and whether they were assessed.

use std::collections::BTreeMap;

use facts::{Calendar, Day, Fact, FactId, Instant, OrganisationId, Span, Value};
use rulebook::{
    Choice, Condition, Count, Current, Inventory, Items, Place, Register, Requirement, Rulebook, Selector, Test, Who,
};

use super::dice::Dice;
use super::kinds::POLICIES;
use super::rules::{Make, bare, calendar, rule, selector, small_number};

const POLICY: &str = "policy";
const MAKES: [Make; 4] = [assessed, assessed, written_down, all_in_force];

pub(super) fn add_rules(dice: &mut Dice, rulebook: &mut Rulebook) {
    for make in MAKES {
        if dice.chance(60) {
            let number = rulebook.rules.len();
            let rule = rule(dice, rulebook, number, make);
            rulebook.rules.push(rule);
        }
    }
}

/// Whether a requirement is about records that name a policy.
pub(super) fn of_policies(rulebook: &Rulebook, requirement: &Requirement) -> bool {
    let names_one = |kind| rulebook.kind(kind).is_some_and(|kind| kind.field(POLICY).is_some());
    requirement.kinds().into_iter().any(names_one)
}

/// Policies that are in force, by the records of one kind or of two, until one says that they are not.
pub(super) fn policies_in_force(dice: &mut Dice, rulebook: &Rulebook) -> Register {
    let kinds: &[&str] = dice.pick([
        &["policy"] as &[&str],
        &["policy"],
        &["policy"],
        &["policy", "policy-assessed"],
        &["policy-assessed", "policy"],
    ]);
    let mut selector = bare(rulebook, kinds);
    if kinds == ["policy"] && dice.chance(70) {
        selector.must.push(in_state(&["adopted", "revised"]));
    }
    let mut repealed = bare(rulebook, &["policy"]);
    repealed.must.push(in_state(&["repealed"]));
    let ended_by = dice.chance(70).then_some(repealed);
    Register { selector, field: POLICY.to_owned(), ended_by }
}

fn in_state(states: &[&str]) -> Condition {
    let states = states.iter().map(|state| (*state).to_owned()).collect();
    Condition { field: "state".to_owned(), test: Test::OneOf(states), place: Place::default() }
}

/// So many records about each policy in a period.
fn assessed(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let selector = of_one_kind_or_two(dice, rulebook);
    let at_most = dice.chance(30).then(|| small_number(dice, 2));
    let count = Count { at_least: small_number(dice, 2), at_most, selector, grace: None };
    (Who::Registered, calendar(dice), Requirement::Count(count))
}

/// The latest record of a kind about each policy is as it should be.
fn written_down(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let kind = dice.pick(["policy-assessed", "policy"]);
    let items = Items::Records(Current { selector: selector(dice, rulebook, &[kind]), each: None, listed: None });
    (Who::Registered, None, Requirement::Inventory(Inventory { items }))
}

/// Of each of some policies the latest record says that it is in force.
fn all_in_force(dice: &mut Dice, rulebook: &Rulebook) -> (Who, Option<Calendar>, Requirement) {
    let (first, number) = (dice.below(2), 1 + dice.below(2));
    let named = POLICIES.iter().skip(first).take(number);
    let choice = |(slug, name): &(&str, &str)| Choice {
        slug: (*slug).to_owned(),
        name: (*name).to_owned(),
        synonyms: Vec::new(),
        ..Choice::default()
    };
    let mut selector = bare(rulebook, &["policy"]);
    selector.must.push(in_state(&["adopted", "revised"]));
    let each = Some((POLICY.to_owned(), named.map(choice).collect()));
    let items = Items::Records(Current { selector, each, listed: None });
    (Who::Organisation, None, Requirement::Inventory(Inventory { items }))
}

fn of_one_kind_or_two(dice: &mut Dice, rulebook: &Rulebook) -> Selector {
    let kinds: &[&str] = dice.pick([
        &["policy-assessed"] as &[&str],
        &["policy-assessed"],
        &["policy"],
        &["policy-assessed", "policy"],
        &["policy", "policy-assessed"],
    ]);
    selector(dice, rulebook, kinds)
}

/// Policies are made, revised, repealed and made again, now and then on one day, and assessed; some of that is mended or
/// taken back later.
pub(super) fn add_facts(dice: &mut Dice, organisation: OrganisationId, facts: &mut Vec<Fact>) {
    let in_order = facts.is_sorted_by_key(|fact| fact.recorded_at);
    let first = facts.iter().map(|fact| fact.occurred.first).min().unwrap_or(Day::EARLIEST);
    let mut own: Vec<Fact> = Vec::new();
    for _ in 0..dice.below(14) {
        let supersedes = own.get(dice.below(own.len() * 6 + 1)).cloned();
        let day = if dice.chance(25) { first.plus_days(400) } else { first.plus_days(dice.between(0, 850)) };
        let (kind, values) = match (&supersedes, dice.below(4)) {
            (Some(_), 0) => ("withdrawn", BTreeMap::new()),
            (Some(before), _) => (before.kind.as_str(), values(dice, &before.kind)),
            (None, 0 | 1) => ("policy", values(dice, "policy")),
            (None, _) => ("policy-assessed", values(dice, "policy-assessed")),
        };
        own.push(Fact {
            id: FactId::derived(&[b"policy", organisation.as_bytes(), &own.len().to_be_bytes()]),
            organisation,
            kind: kind.to_owned(),
            occurred: Span::day(day),
            recorded_at: Instant::start_of(day.plus_days(dice.pick([0, 0, 6, 7, 8, 60]))),
            recorder: String::new(),
            people: Vec::new(),
            values,
            supersedes: supersedes.map(|before| before.id),
            attachments: Vec::new(),
        });
    }
    facts.append(&mut own);
    if in_order {
        facts.sort_by_key(|fact| fact.recorded_at);
    }
}

fn values(dice: &mut Dice, kind: &str) -> BTreeMap<String, Value> {
    let (slug, _) = dice.pick(POLICIES);
    let choice = |slug: &str| Value::Options(vec![slug.to_owned()]);
    let about = dice.chance(97).then(|| (POLICY, choice(slug)));
    let told = match kind {
        "policy" => Some(("state", choice(dice.pick(["adopted", "adopted", "revised", "repealed"])))),
        _ => dice.chance(80).then(|| ("with-members", Value::Flag(dice.chance(80)))),
    };
    about.into_iter().chain(told).map(|(field, value)| (field.to_owned(), value)).collect()
}
