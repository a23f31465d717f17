//! The standard below the regulations: their examples, who gives way, and what is not enforced.

use findings::{Finding, facts_of, run_examples, score};
use rulebook::{Layer, Rulebook, Status};

use crate::standard::sources;

fn both_layers() -> Rulebook {
    let (national, group) = (sources("national"), sources(""));
    let parsed = rulebook::examine(&rulebook::layers(&national, &group, &[]));
    let told: Vec<String> = parsed.diagnostics.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    parsed.rulebook
}

#[test]
fn every_example_of_a_regulation_comes_out_as_written() {
    let book = both_layers().without_giving_way();
    let mismatches =
        run_examples(&book, |_, facts, below, as_of| findings::evaluate_above(&book, facts, below, as_of, None));
    let told: Vec<String> = mismatches
        .iter()
        .map(|mismatch| format!("{}: {:?}", book.examples[mismatch.example].rule, mismatch.found))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    let national = book.rules.iter().filter(|rule| rule.origin.layer == Layer::National).count();
    assert!(national > 25, "only {national} national rules were read");
}

/// What the first example of a rule gives, by slugs.
fn of_example(book: &Rulebook, rule: &str, nth: usize) -> Vec<(String, Finding)> {
    let example = book.examples.iter().filter(|example| example.rule == rule).nth(nth).unwrap();
    let found = findings::evaluate(book, &facts_of(book, example), example.as_of, None);
    found.into_iter().map(|finding| (book.rules[finding.rule].slug.clone(), finding)).collect()
}

#[test]
fn a_miss_is_told_by_the_tighter_rule_alone() {
    let book = both_layers();
    let told = |rule: &str, slug: &str| of_example(&book, rule, 1).iter().any(|(found, _)| found == slug);
    assert!(told("life-meeting-gap", "life-meeting-gap"));
    assert!(!told("life-meeting-gap", "national-life-meeting-gap"));
    // Where the group asks for less, both are told.
    let six_units = of_example(&book, "national-too-many-units", 1);
    let status = |slug: &str| six_units.iter().find(|(found, _)| found == slug).unwrap().1.status;
    assert_eq!(status("national-too-many-units"), Status::Breached);
    assert_eq!(status("joint-units-out-of-range"), Status::Advice);
}

#[test]
fn what_is_not_enforced_is_advice_and_has_no_points() {
    let book = both_layers();
    let judged = |nth: usize| {
        let found = of_example(&book, "platform-not-used-by-all", nth);
        let (_, finding) = found.into_iter().find(|(slug, _)| slug == "platform-not-used-by-all").unwrap();
        let scheme = book.scheme_on("2025-12-31".parse().unwrap()).unwrap();
        let sheet = score(&book, scheme, std::slice::from_ref(&finding));
        let points: i64 = sheet.dimensions.iter().map(|points| points.applicable.0).sum();
        (finding.status, points)
    };
    // The examples in order: met and breached in 2019, breached on the last enforced day, advice on the next, met later.
    assert_eq!(judged(0), (Status::Met, 200));
    assert_eq!(judged(1), (Status::Breached, 200));
    assert_eq!(judged(2), (Status::Breached, 200));
    assert_eq!(judged(3), (Status::Advice, 0));
    assert_eq!(judged(4), (Status::Met, 0));
}
