//! Every example of the standard, run by the engine.

use findings::run_examples;

use crate::standard::standard;

#[test]
fn every_example_of_the_standard_comes_out_as_written() {
    let rulebook = standard();
    let mismatches =
        run_examples(&rulebook, |_, facts, as_of| findings::evaluate(&rulebook, facts, as_of, None).unwrap());
    let told: Vec<String> = mismatches
        .iter()
        .map(|mismatch| {
            let example = &rulebook.examples[mismatch.example];
            let expected = (mismatch.expectation.status, &mismatch.expectation.subject, &mismatch.expectation.period);
            format!(
                "{} as of {}, file {} line {}: expected {expected:?}, found {:?}",
                example.rule,
                example.as_of,
                mismatch.expectation.place.file,
                mismatch.expectation.place.line,
                mismatch.found
            )
        })
        .collect();
    assert!(told.is_empty(), "{} examples fail:\n{}", told.len(), told.join("\n"));
}

#[test]
fn a_trace_says_assumed_only_of_people_whose_joining_has_no_date() {
    let rulebook = standard();
    let assumed = |slug: &str| -> Vec<bool> {
        let example = rulebook.examples.iter().find(|example| example.rule == slug).unwrap();
        let facts = findings::facts_of(&rulebook, example);
        let found = findings::evaluate(&rulebook, &facts, example.as_of, None).unwrap();
        let finding = found.iter().find(|finding| rulebook.rules[finding.rule].slug == slug).unwrap();
        let trace = findings::trace(&rulebook, &facts, finding, example.as_of, None).unwrap();
        trace.stands.iter().map(|(_, assumed)| *assumed).collect()
    };
    assert_eq!(assumed("members-meeting-gap"), [false]);
    assert_eq!(assumed("member-hours-short"), [true]);
}
