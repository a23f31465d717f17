//! What the random cases have to be for a comparison of evaluators to mean anything.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use findings::{Finding, Missing};
use rulebook::{Requirement, Status};

use super::{Case, random_case};
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

/// Four hundred cases with what is found in each; worked out once, for it takes its time.
fn cases() -> &'static [(Case, Vec<Finding>)] {
    static CASES: OnceLock<Vec<(Case, Vec<Finding>)>> = OnceLock::new();
    let evaluated = |seed| {
        let case = random_case(seed);
        let Case { rulebook, organisation, facts, below, as_of, known_at } = &case;
        let found = reference::evaluate_above(rulebook, *organisation, facts, below, *as_of, *known_at);
        (case, found)
    };
    CASES.get_or_init(|| (0..400).map(evaluated).collect())
}

#[test]
fn every_form_comes_to_its_usual_statuses() {
    let mut seen: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for (case, found) in cases() {
        for finding in found {
            let rule = &case.rulebook.rules[finding.rule];
            let requirement = format!("{:?}", rule.requirement);
            let form = FORMS.into_iter().find(|form| requirement.starts_with(form)).unwrap();
            let of_window = rule.window.map(|_| "in every window");
            let of_register = rule.subject.register.as_ref().map(|_| "of what a register names");
            let by_choice = rule.subject.register.as_ref().filter(|register| register.field == "policy");
            let by_choice = by_choice.map(|_| "of what a choice names");
            for form in [Some(form), of_window, of_register, by_choice].into_iter().flatten() {
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
        ("of what a choice names", &[Met, Open, Missed, Breached]),
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

/// Each way in which an election can come out stands behind an `if` of both evaluators: what is never hit is not
/// compared. Of four hundred cases.
const OUTCOMES: [(&str, u32); 26] = [
    ("Met", 10),
    ("Met after another round", 3),
    ("Open", 5),
    ("Open after another round", 1),
    ("Breached", 40),
    ("Unknown", 40),
    ("Unsupported", 30),
    ("BeyondSeats", 1),
    ("Tied", 3),
    ("PassedOver", 5),
    ("OutOfRound", 5),
    ("Twice", 10),
    ("TooManyVotes", 20),
    ("MoreThanValid", 3),
    ("MoreThanReturned", 3),
    ("NotEligible", 10),
    ("Seats", 10),
    ("NoCandidates", 20),
    ("Margin", 20),
    ("Field", 15),
    ("Unrecorded", 3),
    ("WhichElection", 10),
    ("Unnamed", 3),
    ("Round", 1),
    ("VotesInAll", 3),
    ("TooManyElected", 1),
];

#[test]
fn elections_come_out_in_every_way_there_is() {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut count = |outcome: String| *seen.entry(outcome).or_default() += 1;
    let word = |debug: String| debug.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
    for (case, found) in cases() {
        let of_elections =
            |finding: &Finding| matches!(case.rulebook.rules[finding.rule].requirement, Requirement::Election(_));
        for finding in found.iter().filter(|finding| of_elections(finding)) {
            let further = case.facts.iter().any(|fact| {
                finding.evidence.contains(&fact.id)
                    && matches!(fact.value("round"), Some(facts::Value::Quantity(round)) if round.0 > 100)
            });
            let status = word(format!("{:?}", finding.status));
            if further {
                count(format!("{status} after another round"));
            }
            count(status);
            for missing in &finding.missing {
                match missing {
                    Missing::Candidate { fault, .. } => count(word(format!("{fault:?}"))),
                    other => count(word(format!("{other:?}"))),
                }
            }
        }
    }
    for (outcome, least) in OUTCOMES {
        assert!(seen.get(outcome).is_some_and(|seen| *seen >= least), "{outcome} is rare: {seen:?}");
    }
}
