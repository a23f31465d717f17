//! Quorums and majorities before there is a record: the same that findings then hold it against.

use findings::{Measured, Threshold, facts_of, thresholds};
use rulebook::{Example, Figure, Rulebook, Status};

use crate::standard::standard;

/// What the rule of an example held its last record against while that was not written yet.
fn of(rulebook: &Rulebook, example: &Example) -> Vec<Threshold> {
    let facts = facts_of(rulebook, example);
    let (rule, _) = rulebook.rule_named(&example.rule).unwrap();
    let (draft, earlier) = facts.split_last().unwrap();
    let all = thresholds(rulebook, earlier, draft);
    all.into_iter().filter(|threshold| threshold.rules.contains(&rule)).collect()
}

fn examples<'a>(rulebook: &'a Rulebook, rule: &'a str) -> impl Iterator<Item = &'a Example> {
    rulebook.examples.iter().filter(move |example| example.rule == rule)
}

#[test]
fn what_is_met_had_reached_every_threshold_and_what_had_not_is_a_breach() {
    let rulebook = standard();
    let rules = [
        "resolution-without-quorum",
        "committee-without-quorum",
        "admission-without-majority",
        "election-without-quorum",
        "election-without-quorum-since-2020",
    ];
    let mut looked_at = 0;
    for example in rules.iter().flat_map(|rule| examples(&rulebook, rule)) {
        let Some(status) = example.expectations.first().and_then(|expected| expected.status) else { continue };
        for threshold in of(&rulebook, example) {
            let reached = threshold.is_reached();
            match status {
                Status::Met => assert_eq!(reached, Some(true), "{}: {threshold:?}", example.rule),
                _ if reached == Some(false) => assert_eq!(status, Status::Breached, "{}: {threshold:?}", example.rule),
                _ => {}
            }
            looked_at += 1;
        }
    }
    assert!(looked_at >= 15, "{looked_at}");
}

#[test]
fn ten_voters_need_five_to_decide_and_six_in_favour() {
    let rulebook = standard();
    let example = examples(&rulebook, "resolution-without-quorum").next().unwrap();
    let found = of(&rulebook, example);
    let needed = |of: &dyn Fn(&Measured) -> bool| -> Vec<(i64, (i64, i64))> {
        found.iter().filter(|one| of(&one.of)).map(|one| (one.need, one.against)).collect()
    };
    assert_eq!(needed(&|of| matches!(of, Measured::Figure(Figure::Electorate(_)))), [(5, (10, 10))]);
    assert_eq!(needed(&|of| matches!(of, Measured::Figure(Figure::Field(_)))), [(6, (10, 10))]);
}

#[test]
fn whoever_has_not_answered_may_still_come() {
    let rulebook = standard();
    let example = examples(&rulebook, "resolution-without-quorum").next().unwrap();
    let mut facts = facts_of(&rulebook, example);
    let mut draft = facts.pop().unwrap();
    draft.people.truncate(4);
    let found = thresholds(&rulebook, &facts, &draft);
    let is_quorum = |one: &&Threshold| matches!(one.of, Measured::Figure(Figure::Electorate(_)));
    let quorum = found.iter().find(is_quorum).unwrap();
    assert_eq!((quorum.found, quorum.is_reached()), (Some((4, 10)), None));
    draft.people.clear();
    let found = thresholds(&rulebook, &facts, &draft);
    assert_eq!(found.iter().find(is_quorum).unwrap().found, Some((0, 10)));
}
