//! What the random cases have to be for a comparison of evaluators to mean anything.

use std::collections::BTreeMap;

use rulebook::Status;

use super::random_case;
use crate::reference;

#[test]
fn a_seed_always_gives_the_same_case() {
    let (one, other) = (random_case(7), random_case(7));
    assert_eq!(one.facts, other.facts);
    assert_eq!(one.rulebook.rules, other.rulebook.rules);
    assert_eq!((one.as_of, one.known_at), (other.as_of, other.known_at));
    assert_ne!(one.facts, random_case(8).facts);
}

#[test]
fn facts_have_ids_of_their_own() {
    for seed in 0..20 {
        let case = random_case(seed);
        let mut ids: Vec<_> = case.facts.iter().map(|fact| fact.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), case.facts.len());
    }
}

const FORMS: [&str; 13] = [
    "Count",
    "Sum",
    "Within",
    "State",
    "Each",
    "Run",
    "Term",
    "Inventory",
    "Attested",
    "Procedure",
    "Election",
    "Payment",
    "Proportion",
];

#[test]
fn every_form_comes_to_its_usual_statuses() {
    let mut seen: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for seed in 0..400 {
        let case = random_case(seed);
        let found = reference::evaluate_above(
            &case.rulebook,
            case.organisation,
            &case.facts,
            &case.below,
            case.as_of,
            case.known_at,
        );
        for finding in found {
            let rule = &case.rulebook.rules[finding.rule];
            let requirement = format!("{:?}", rule.requirement);
            let form = FORMS.into_iter().find(|form| requirement.starts_with(form)).unwrap();
            let of_window = rule.window.map(|_| "in every window");
            let of_register = rule.subject.register.as_ref().map(|_| "of what a register names");
            for form in [Some(form), of_window, of_register].into_iter().flatten() {
                *seen.entry((form, finding.status.slug())).or_default() += 1;
            }
        }
    }
    use Status::{Advice, Breached, Late, Met, Missed, Open, Unknown};
    let expected: &[(&str, &[Status])] = &[
        ("Count", &[Met, Open, Missed, Breached, Unknown]),
        ("Sum", &[Met, Open, Missed]),
        ("Within", &[Met, Open, Missed, Late]),
        ("State", &[Met, Breached, Advice, Unknown]),
        ("Each", &[Met, Missed, Late, Breached, Advice, Unknown]),
        ("Run", &[Met, Breached, Unknown]),
        ("Term", &[Met, Open, Missed, Unknown]),
        ("Inventory", &[Met, Missed, Advice]),
        ("Attested", &[Met, Open, Missed]),
        ("in every window", &[Met, Open, Missed]),
        ("of what a register names", &[Met, Open, Missed]),
        ("Procedure", &[Met, Open, Missed, Late, Breached, Unknown]),
        ("Proportion", &[Met, Open, Missed, Late, Advice, Unknown]),
        ("Election", &[Met, Open, Breached, Unknown]),
        ("Payment", &[Met, Open, Missed, Late, Unknown]),
    ];
    for (form, statuses) in expected {
        for status in *statuses {
            assert!(seen.contains_key(&(form, status.slug())), "{form} never {}: {seen:?}", status.slug());
        }
    }
}
