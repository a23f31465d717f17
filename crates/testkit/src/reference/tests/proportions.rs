//! Shares of what other rules found and of the branches below, and the most that there may be.

use facts::Limit;
use findings::{Missing, Reached, Tally};
use rulebook::{Bound, Proportion, RuleNamed, Share, Trigger, Whole};

use super::*;
use crate::reference::evaluate_above;

/// `甲` to `丁` have so many trainings each in 2019, on the days given.
fn trained(days: &[&[&str]]) -> Vec<Fact> {
    let mut facts = branch(days.len());
    for (name, days) in PEOPLE.chars().zip(days) {
        facts.extend(days.iter().map(|on| fact(on, "training").people("trainee", &[name])));
    }
    facts
}

fn named(slugs: &[&str]) -> Whole {
    let named = |slug: &&str| RuleNamed { slug: (*slug).to_owned(), place: Place::default() };
    Whole::Rules(slugs.iter().map(named).collect())
}

fn share(parts: i64, whole: i64, of: Whole) -> Rule {
    let proportion = Proportion { at_least: Share::Fraction { parts, whole }, of };
    let rule = rule(Who::Organisation, Some(Calendar::Year), Requirement::Proportion(proportion));
    Rule { slug: "share".to_owned(), ..rule }
}

/// What both evaluators find by the rule called `share`.
fn shares(rules: Vec<Rule>, below: &[Reached], facts: &[Fact], as_of: &str) -> Vec<Finding> {
    let rulebook = rulebook(rules);
    let found = evaluate_above(&rulebook, organisation(), facts, below, day(as_of), None);
    let fast = findings::evaluate_above(&rulebook, facts, below, day(as_of), None);
    assert_eq!(crate::compare(&fast, &found), Ok(()));
    found.into_iter().filter(|finding| rulebook.rules[finding.rule].slug == "share").collect()
}

/// Three quarters of the members have had a training in the year.
fn of_members(facts: &[Fact], as_of: &str) -> Finding {
    let trained = count(Who::Member, Calendar::Year, 1, "training");
    let mut found = shares(vec![share(3, 4, named(&["gap"])), trained], &[], facts, as_of);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn tally(of: u32, met: u32, open: u32) -> Vec<Missing> {
    vec![Missing::Proportion(Tally { of, met, late: 0, open, unknown: 0 })]
}

#[test]
fn a_share_is_open_until_enough_are_there_and_missed_when_the_time_is_over() {
    let two = trained(&[&["2019-03-01"], &["2019-03-01"], &[], &[]]);
    let open = of_members(&two, "2019-12-30");
    assert_eq!((line(&open).as_str(), &open.missing), ("2019 open", &tally(4, 2, 2)));
    assert_eq!((open.due, open.changes_on), (Some(day("2019-12-31")), Some(day("2019-12-31"))));
    let missed = of_members(&two, "2019-12-31");
    assert_eq!((line(&missed).as_str(), &missed.missing), ("2019 missed", &tally(4, 2, 0)));
    let three = trained(&[&["2019-03-01"], &["2019-03-01"], &["2019-03-02"], &[]]);
    assert_eq!(line(&of_members(&three, "2019-03-01")), "2019 open");
    let met = of_members(&three, "2019-03-02");
    assert_eq!((line(&met).as_str(), met.missing.len(), met.changes_on), ("2019 met", 0, None));
    assert!(met.evidence.is_empty(), "each member's finding has the records");
}

#[test]
fn a_share_of_five_needs_four_where_three_quarters_are_asked_for() {
    let of_five = |trained_ones: usize| {
        let days: Vec<&[&str]> = (0..5).map(|at| if at < trained_ones { &["2019-03-01"][..] } else { &[] }).collect();
        line(&of_members(&trained(&days), "2019-12-31"))
    };
    assert_eq!((of_five(3).as_str(), of_five(4).as_str()), ("2019 missed", "2019 met"));
}

#[test]
fn of_nobody_there_is_no_share() {
    let rules = vec![share(1, 2, named(&["gap"])), count(Who::Leader, Calendar::Year, 1, "training")];
    assert!(shares(rules, &[], &branch(3), "2019-12-31").is_empty());
}

#[test]
fn what_took_a_rules_place_counts_in_its_stead() {
    let earlier = count(Who::Member, Calendar::Year, 1, "training");
    let until = day("2019-03-31");
    let later = Rule {
        slug: "later".to_owned(),
        from: until.plus_days(1),
        replaces: Some("gap".to_owned()),
        ..count(Who::Member, Calendar::Year, 2, "training")
    };
    let rules = vec![share(1, 2, named(&["gap"])), Rule { until, ..earlier }, later];
    let once = trained(&[&["2019-03-01"], &["2019-03-01"]]);
    assert_eq!(line(&shares(rules.clone(), &[], &once, "2019-12-31")[0]), "2019 missed");
    let twice = trained(&[&["2019-03-01", "2019-03-02"], &[]]);
    assert_eq!(line(&shares(rules, &[], &twice, "2019-12-31")[0]), "2019 met");
}

#[test]
fn a_share_that_is_reached_with_what_came_late_is_late() {
    let bound = Bound::After(Limit::Months(1).into());
    let within = Within {
        trigger: Trigger::PeriodStart { no_earlier: None },
        bound,
        selector: selector("plan-filed"),
        same: None,
        same_person: false,
        once: false,
    };
    let filed = rule(Who::Organisation, Some(Calendar::Year), Requirement::Within(within));
    let mut facts = branch(1);
    facts.push(fact("2019-03-01", "plan-filed").value("period", period("2019")));
    let found = |as_of: &str| shares(vec![filed.clone(), share(1, 1, named(&["gap"]))], &[], &facts, as_of).remove(0);
    assert_eq!(line(&found("2019-02-01")), "2019 open");
    assert_eq!(found("2019-02-01").due, Some(day("2019-02-01")), "the last of the days that are counted");
    assert_eq!(line(&found("2019-02-02")), "2019 missed");
    let late = found("2019-03-01");
    assert_eq!((line(&late).as_str(), late.missing.len()), ("2019 late", 0));
}

#[test]
fn unknown_ones_decide_only_where_they_could_turn_it() {
    // Whether 丙 and 丁 were absent nobody wrote down: 甲 and 乙 came.
    let mut facts = branch(4);
    facts.push(fact("2019-03-01", "theme-day").people("attendee", &['甲', '乙', '丙', '丁']));
    facts.push(fact("2019-04-01", "theme-day"));
    let run = |at_least: (i64, i64)| {
        let rules = vec![absences(1, None), share(at_least.0, at_least.1, named(&["gap"]))];
        shares(rules, &[], &facts, "2019-12-31").remove(0)
    };
    let unknown = run((1, 4));
    let all_unknown = Tally { of: 4, met: 0, late: 0, open: 0, unknown: 4 };
    assert_eq!((line(&unknown).as_str(), unknown.missing), ("2019 unknown", vec![Missing::Proportion(all_unknown)]));
    // Of none of them enough are there, whatever the unknown ones are.
    assert_eq!(line(&run((0, 4))), "2019 met");
    assert_eq!(line(&run((5, 4))), "2019 missed");
}

/// In hundredths.
fn reached(scores: &[Option<i64>; 5]) -> Reached {
    Reached { scores: scores.map(|score| score.map(Quantity)).to_vec() }
}

const GOOD: [Option<i64>; 5] = [Some(8_000), Some(10_000), Some(9_000), Some(8_001), Some(8_500)];
const WEAK: [Option<i64>; 5] = [Some(10_000), Some(10_000), Some(10_000), Some(7_999), None];
const NOT_KNOWN: [Option<i64>; 5] = [Some(10_000), Some(10_000), Some(10_000), Some(10_000), None];

/// Two thirds of the branches have a score of 80 in each dimension.
fn of_branches(below: &[[Option<i64>; 5]], as_of: &str) -> Vec<Finding> {
    let committee = share(2, 3, Whole::Branches { score: number(80) });
    let below: Vec<Reached> = below.iter().map(reached).collect();
    shares(vec![committee], &below, &branch(1), as_of)
}

#[test]
fn branches_up_to_standard_are_counted_when_the_year_is_over() {
    let at_the_end = |below: &[_]| line(&of_branches(below, "2019-12-31")[0]);
    assert_eq!(at_the_end(&[GOOD, GOOD, WEAK]), "2019 met");
    assert_eq!(at_the_end(&[GOOD, WEAK, WEAK]), "2019 missed");
    // A branch below the line in one dimension is not up to standard, whatever it has no score in.
    assert_eq!(at_the_end(&[GOOD, WEAK, NOT_KNOWN]), "2019 unknown");
    assert_eq!(at_the_end(&[GOOD, GOOD, NOT_KNOWN]), "2019 met");
    assert_eq!(at_the_end(&[WEAK, WEAK, NOT_KNOWN]), "2019 missed");
    assert!(of_branches(&[], "2019-12-31").is_empty());
    let open = &of_branches(&[GOOD, GOOD, WEAK], "2019-12-30")[0];
    assert_eq!((line(open).as_str(), &open.missing), ("2019 open", &tally(3, 2, 0)));
    assert_eq!((open.due, open.changes_on), (Some(day("2019-12-31")), Some(day("2019-12-31"))));
}

/// At most so many trainings a year for each member.
fn at_most(most: i64, facts: &[Fact], as_of: &str) -> Vec<Finding> {
    let count = Count { at_least: number(0), at_most: Some(number(most)), selector: selector("training"), grace: None };
    found(rule(Who::Member, Some(Calendar::Year), Requirement::Count(count)), facts, as_of)
}

#[test]
fn one_record_more_than_there_may_be_is_a_breach_at_once_and_until_then_nothing_is_due() {
    let facts = trained(&[&["2019-03-01", "2019-03-02", "2019-03-03"], &["2019-03-01"]]);
    let before = at_most(2, &facts, "2019-03-02");
    assert_eq!(before.iter().map(line).collect::<Vec<_>>(), ["甲 2019 met", "乙 2019 met"]);
    assert_eq!((before[0].due, before[0].changes_on, before[0].evidence.len()), (None, None, 2));
    let after = at_most(2, &facts, "2019-03-03");
    assert_eq!(after.iter().map(line).collect::<Vec<_>>(), ["甲 2019 breached", "乙 2019 met"]);
    assert_eq!((after[0].evidence.len(), &after[0].missing), (3, &vec![Missing::TooMany(1)]));
    assert_eq!(at_most(0, &branch(1), "2019-12-31").iter().map(line).collect::<Vec<_>>(), ["甲 2019 met"]);
}

#[test]
fn between_a_least_and_a_most_neither_is_wanting() {
    let between = |facts: &[Fact], as_of: &str| {
        let count =
            Count { at_least: number(1), at_most: Some(number(2)), selector: selector("training"), grace: None };
        lines(rule(Who::Member, Some(Calendar::Year), Requirement::Count(count)), facts, as_of)
    };
    let facts = trained(&[&[], &["2019-03-01"], &["2019-03-01", "2019-03-02", "2019-03-03"]]);
    assert_eq!(between(&facts, "2019-12-30"), ["甲 2019 open", "乙 2019 met", "丙 2019 breached"]);
    assert_eq!(between(&facts, "2019-12-31"), ["甲 2019 missed", "乙 2019 met", "丙 2019 breached"]);
}
