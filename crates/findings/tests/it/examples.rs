//! Every example of the standard, run by the engine.

use findings::run_examples;

use crate::standard;

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
