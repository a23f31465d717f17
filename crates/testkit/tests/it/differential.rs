//! The engine against the slow reference evaluator, on random rulebooks, branches and dates.

use facts::{Day, Fact, Instant};
use findings::{Branch, Evaluator, Finding, Program, Reached};
use rulebook::Rulebook;
use testkit::branches::{Case, random_case};
use testkit::{compare, reference};

/// How many random branches are tried, each with a rulebook of its own; more of them by `WUHUA_TEST_CASES`.
const CASES: u64 = 120;

#[test]
fn the_engine_finds_what_the_slow_reference_finds() {
    let cases = std::env::var("WUHUA_TEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let first = std::env::var("WUHUA_TEST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut told = Vec::new();
    let (mut rules, mut findings) = (0, 0);
    for seed in first..first + cases {
        let Case { rulebook, organisation, facts, below, as_of, known_at } = random_case(seed);
        let (fast, fast_reached) = engine(&rulebook, &facts, &below, as_of, known_at);
        let slow = reference::evaluate_above(&rulebook, organisation, &facts, &below, as_of, known_at);
        (rules, findings) = (rules + rulebook.rules.len(), findings + slow.len());
        if let Err(difference) = compare(&fast, &slow) {
            told.push(format!("seed {seed}, as of {as_of}, known at {known_at:?}: {difference}"));
        }
        let slow_reached = reference::reached(&rulebook, organisation, &facts, as_of, known_at);
        if fast_reached != slow_reached {
            told.push(format!(
                "seed {seed}, as of {as_of}: reached {fast_reached:?}, by the reference {slow_reached:?}"
            ));
        }
        let scheme = rulebook.scheme_on(as_of).unwrap();
        let sheet = findings::score(&rulebook, scheme, &slow);
        let dimensions = sheet.dimensions.iter().map(|points| points.score(scheme)).collect();
        let fast = reference::Score { dimensions, bonus: sheet.bonus, total: sheet.total, stars: sheet.stars };
        let slow = reference::score(&rulebook, scheme, &slow);
        if fast != slow {
            told.push(format!("seed {seed}: scored {fast:?}, by the reference {slow:?}"));
        }
    }
    println!("{cases} branches from seed {first}: {rules} rules evaluated, {findings} findings");
    assert!(told.is_empty(), "{} of {cases} cases differ:\n{}", told.len(), told.join("\n"));
}

/// What the engine finds with the branches below at hand, and what the organisation itself reached, without them.
fn engine(
    rulebook: &Rulebook,
    facts: &[Fact],
    below: &[Reached],
    as_of: Day,
    known_at: Option<Instant>,
) -> (Vec<Finding>, Option<Reached>) {
    let program = Program::new(rulebook);
    let dated = program.on(as_of);
    let branch = Branch::new(&dated, facts, known_at);
    let mut evaluator = Evaluator::new(&dated);
    evaluator.evaluate(&branch);
    let reached = Reached::new(&dated, &branch, &evaluator.findings(&branch));
    evaluator.evaluate_above(&branch, below);
    (evaluator.findings(&branch), reached)
}

#[test]
fn the_same_inputs_give_the_same_findings_whatever_was_evaluated_before() {
    // INVARIANT (same-input-same-bytes): the memory that branches share carries nothing over.
    let finds = |seed: &u64| {
        let case = random_case(*seed);
        !findings::evaluate(&case.rulebook, &case.facts, case.as_of, case.known_at).is_empty()
    };
    let seed = (7..).find(finds).unwrap();
    let (case, other) = (random_case(seed), random_case(seed + 1));
    let program = findings::Program::new(&case.rulebook);
    let dated = program.on(case.as_of);
    let branch = |facts| findings::Branch::new(&dated, facts, case.known_at);
    let (own, others) = (branch(&case.facts), branch(&other.facts));
    let mut evaluator = findings::Evaluator::new(&dated);
    evaluator.evaluate(&own);
    let first = evaluator.findings(&own);
    evaluator.evaluate(&others);
    evaluator.evaluate(&own);
    assert!(!first.is_empty());
    assert_eq!(first, evaluator.findings(&own));
}
