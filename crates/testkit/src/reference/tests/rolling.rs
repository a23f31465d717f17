//! Windows: 每 任意, worked out by hand.

use facts::Limit;
use findings::Missing;
use rulebook::{DatedValue, Parameter, Sum};

use super::*;

fn in_every(window: Limit, rule: Rule) -> Rule {
    Rule { calendar: None, window: Some(window), ..rule }
}

fn lectures(window: Limit, at_least: i64) -> Rule {
    in_every(window, count(Who::Organisation, Calendar::Year, at_least, "party-lecture"))
}

fn held(days: &[&str]) -> Vec<Fact> {
    branch(1).into_iter().chain(days.iter().map(|on| fact(on, "party-lecture"))).collect()
}

/// Status, due day, and what is missing in which window.
fn told(rule: Rule, facts: &[Fact], as_of: &str) -> Vec<String> {
    let tell = |found: &Finding| {
        let missing = found.missing.iter().map(|missing| match missing {
            Missing::Records(rest) => format!(" {rest} short"),
            Missing::Quantity(rest) => format!(" {rest} short"),
            Missing::Window { first, last } => format!(" in {first}..{last}"),
            other => format!(" {other:?}"),
        });
        line(found) + &missing.collect::<String>()
    };
    found(rule, facts, as_of).iter().map(tell).collect()
}

#[test]
fn the_next_record_is_due_on_the_last_day_of_the_window_that_the_oldest_one_left() {
    let facts = held(&["2018-12-10", "2019-03-05"]);
    let half_a_year = || lectures(Limit::Months(6), 1);
    // The day after the last record a window begins that holds none; it ends the day before the same date.
    let due = " 1 short in 2019-03-06..2019-09-05";
    assert_eq!(told(half_a_year(), &facts, "2019-09-04"), [format!("2019 open{due}")]);
    assert_eq!(told(half_a_year(), &facts, "2019-09-05"), [format!("2019 missed{due}")]);
    let open = found(half_a_year(), &facts, "2019-09-04").remove(0);
    assert_eq!((open.due, open.changes_on), (Some(day("2019-09-05")), Some(day("2019-09-05"))));
    // What is held on the last day is in time, and what comes later makes up for nothing.
    let after = |on| told(half_a_year(), &held(&["2018-12-10", "2019-03-05", on]), "2019-12-30");
    assert_eq!(after("2019-09-05"), ["2019 met"]);
    assert_eq!(after("2019-09-06"), [format!("2019 missed{due}")]);
}

#[test]
fn a_window_that_ended_before_the_year_or_ends_after_it_is_no_business_of_the_year() {
    // None from September 2018 to March 2019: windows that end in 2019 are short as well.
    assert_eq!(
        told(lectures(Limit::Months(3), 1), &held(&["2019-01-01"]), "2019-01-01"),
        ["2019 open 1 short in 2019-01-02..2019-04-01"]
    );
    assert_eq!(
        told(lectures(Limit::Months(3), 1), &held(&["2019-01-02"]), "2019-01-02"),
        ["2019 missed 1 short in 2018-10-02..2019-01-01"]
    );
    let facts = held(&["2018-12-10", "2019-03-05", "2019-08-01"]);
    assert_eq!(told(lectures(Limit::Months(6), 1), &facts, "2019-08-01"), ["2019 met"]);
    let met = found(lectures(Limit::Months(6), 1), &facts, "2019-08-01").remove(0);
    assert_eq!((met.due, met.changes_on, met.evidence.len()), (None, None, 3));
}

#[test]
fn only_windows_that_the_subject_stood_through_are_owed() {
    let talks = || {
        let talks = count(Who::Member, Calendar::Year, 1, "talk");
        in_every(Limit::Months(6), Rule { from: day("2015-01-01"), ..talks })
    };
    let since = |on: &str| {
        let mut facts = branch(0);
        facts.push(joined(on, '乙'));
        facts
    };
    // The first whole window begins with the membership.
    assert_eq!(told(talks(), &since("2019-07-01"), "2019-12-30"), ["乙 2019 open 1 short in 2019-07-01..2019-12-31"]);
    assert!(told(talks(), &since("2019-07-02"), "2019-12-30").is_empty());
    // A gap parts the windows before it from those after it; who is gone owes nothing.
    let mut facts = since("2019-01-01");
    facts.push(left("2019-06-15", '乙'));
    assert!(told(talks(), &facts, "2019-12-30").is_empty());
    facts.push(joined("2019-06-20", '乙'));
    assert_eq!(
        told(talks(), &facts, "2019-12-30"),
        ["乙 2019 open 1 short in 2019-06-20..2019-12-19"].map(|line| line.replace("open", "missed"))
    );
}

#[test]
fn an_exemption_takes_its_days_out_of_every_window() {
    let mut facts = branch(0);
    facts.push(joined("2015-01-01", '乙'));
    facts.push(fact("2019-03-01", "exemption-approved").until("2019-03-31").people("member", &['乙']));
    let talks = |window| in_every(window, count(Who::Member, Calendar::Year, 1, "talk"));
    // Windows of two months lie before March or after it; those that end by February began before the rule did not.
    let mut with_talk = facts.clone();
    with_talk.push(fact("2019-01-31", "talk").people("speaker", &['乙']));
    let one = in_every(Limit::Months(2), count(Who::Member, Calendar::Year, 1, "talk"));
    assert_eq!(told(one, &facts, "2019-05-30"), ["乙 2019 missed 1 short in 2018-11-02..2019-01-01"]);
    with_talk.push(fact("2018-12-31", "talk").people("speaker", &['乙']));
    let due = "乙 2019 open 1 short in 2019-04-01..2019-05-31";
    assert_eq!(told(talks(Limit::Months(2)), &with_talk, "2019-05-30"), [due]);
    assert!(told(talks(Limit::Years(1)), &facts, "2019-12-31").is_empty());
}

#[test]
fn a_window_needs_what_held_on_its_first_day() {
    let mut rule = lectures(Limit::Months(1), 1);
    let Requirement::Count(count) = &mut rule.requirement else { panic!() };
    count.at_least = Number::Parameter(0);
    let dated = |from, value| DatedValue {
        place: Place::default(),
        from: day(from),
        value: Quantity::whole(value),
        source: String::new(),
    };
    let mut book = rulebook(vec![rule]);
    book.parameters = vec![Parameter {
        slug: "lectures".to_owned(),
        name: String::new(),
        unit: None,
        values: vec![dated("2018-09-01", 1), dated("2019-02-10", 2)],
        direction: None,
        place: Place::default(),
    }];
    let facts = held(&["2018-12-20", "2019-01-15", "2019-02-09", "2019-03-05"]);
    let slow = evaluate(&book, organisation(), &facts, day("2019-03-01"), None);
    assert_eq!(crate::compare(&findings::evaluate(&book, &facts, day("2019-03-01"), None), &slow), Ok(()));
    let window = Missing::Window { first: day("2019-02-10"), last: day("2019-03-09") };
    assert_eq!((slow[0].status.slug(), &slow[0].missing), ("open", &vec![Missing::Records(2), window]));
}

#[test]
fn hours_that_were_taken_back_are_taken_out_of_the_windows_that_reach_them() {
    let sum = Sum {
        at_least: number(8),
        sources: vec![(kind("training"), "hours".to_owned())],
        must: Vec::new(),
        except: Vec::new(),
        part: None,
        grace: None,
    };
    let rule = in_every(Limit::Days(100), rule(Who::Organisation, None, Requirement::Sum(sum)));
    let mut facts = branch(1);
    facts.extend(
        [("2018-12-31", 8), ("2019-03-01", 8), ("2019-03-20", -1)]
            .map(|(on, whole)| fact(on, "training").value("hours", hours(whole))),
    );
    // 8 and 8 less 1 until the first 8 have left.
    assert_eq!(told(rule, &facts, "2019-03-20"), ["2019 open 1 short in 2019-01-01..2019-04-10"]);
}
