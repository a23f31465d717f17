//! Every example of the standard, run by the engine.

use findings::run_examples;

use crate::standard::standard;

#[test]
fn every_example_of_the_standard_comes_out_as_written() {
    let rulebook = standard();
    let mismatches = run_examples(&rulebook, |_, facts, below, as_of| {
        findings::evaluate_above(&rulebook, facts, below, as_of, None)
    });
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
fn every_example_of_a_score_comes_out_as_written() {
    let rulebook = standard();
    assert!(rulebook.score_examples.len() >= 6);
    assert_eq!(findings::run_score_examples(&rulebook), []);
}

#[test]
fn an_example_of_a_score_that_is_wrong_is_told() {
    let mut rulebook = standard();
    rulebook.score_examples.truncate(1);
    rulebook.score_examples[0].expected[0].1 = Some(facts::Quantity(9_999));
    let told = findings::run_score_examples(&rulebook);
    assert_eq!(
        (told.len(), told[0].expected, told[0].found),
        (1, Some(facts::Quantity(9_999)), Some(facts::Quantity(10_000)))
    );
}

#[test]
fn a_trace_says_assumed_only_of_people_whose_joining_has_no_date() {
    let rulebook = standard();
    let assumed = |slug: &str| -> Vec<bool> {
        let example = rulebook.examples.iter().find(|example| example.rule == slug).unwrap();
        let facts = findings::facts_of(&rulebook, example);
        let found = findings::evaluate(&rulebook, &facts, example.as_of, None);
        let finding = found.iter().find(|finding| rulebook.rules[finding.rule].slug == slug).unwrap();
        let trace = findings::trace(&rulebook, &facts, finding, example.as_of, None).unwrap();
        trace.stands.iter().map(|(_, assumed)| *assumed).collect()
    };
    assert_eq!(assumed("members-meeting-gap"), [false]);
    assert_eq!(assumed("member-hours-short"), [true]);
}

/// Of an example of the standard, the finding about a subject (the only one, without) and why each record of it
/// counted or not.
fn reasons(slug: &str, example: usize, name: Option<&str>) -> Vec<String> {
    let rulebook = standard();
    let example = rulebook.examples.iter().filter(|example| example.rule == slug).nth(example).unwrap();
    let facts = findings::facts_of(&rulebook, example);
    let held: Vec<&facts::Fact> = facts.iter().collect();
    let roster = roster::fold(&held, example.as_of);
    let is_wanted = |finding: &&findings::Finding| {
        rulebook.rules[finding.rule].slug == slug && name.is_none_or(|name| finding.subject.written(&roster) == name)
    };
    let found = findings::evaluate(&rulebook, &facts, example.as_of, None);
    let finding = found.iter().find(is_wanted).unwrap();
    let trace = findings::trace(&rulebook, &facts, finding, example.as_of, None).unwrap();
    let considered = trace.considered.iter();
    considered
        .map(|considered| {
            let why_not = considered.why_not.as_ref().map(|why_not| format!("{why_not:?}"));
            let why_not = why_not.map(|text| text.split('(').next().unwrap_or_default().to_owned());
            format!("{} {}", considered.fact.occurred.first, why_not.unwrap_or("counted".to_owned()))
        })
        .collect()
}

#[test]
fn a_month_that_was_paid_counts_for_who_paid_it() {
    let reasons = reasons("dues-unpaid-run", 0, Some("乙"));
    assert_eq!(reasons.iter().filter(|reason| *reason == "2019-03-10 counted").count(), 1);
    assert_eq!(reasons.iter().filter(|reason| reason.ends_with("NotInIt")).count(), 6);
}

#[test]
fn another_post_that_was_taken_is_not_the_same() {
    assert_eq!(reasons("vacancy-not-filled", 3, Some("2019-04-10")).last().unwrap(), "2019-05-10 NotTheSame");
}

#[test]
fn a_state_is_traced_to_the_records_of_the_roster() {
    let reasons = reasons("committee-size", 0, None);
    assert_eq!(reasons, ["2018-01-01 counted"; 3]);
}

#[test]
fn a_review_that_answers_one_meeting_is_said_to_when_another_lacks_one() {
    let reasons = reasons("life-meeting-plan-not-reviewed", 5, Some("2019-07-20"));
    assert_eq!(reasons, ["2019-06-20 AnswersAnother", "2019-07-20 counted"]);
}
