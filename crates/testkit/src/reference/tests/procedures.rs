//! Procedures: the cases of a branch that admits people, whom the place of a meeting stands for.

use facts::Limit;
use findings::{Missing, StepFault};
use rulebook::{Procedure, Step, StepLimit};

use super::*;

/// Committee, then within a month the members, who may leave it at that; the lecture at least three months after the
/// committee, and a theme day at last. A life meeting ends it.
fn admission() -> Rule {
    let step = |slug: &str, latest: Option<Limit>, earliest: Option<(usize, Limit)>| Step {
        name: slug.to_owned(),
        selector: selector(slug),
        responsible: None,
        stage: None,
        document: None,
        optional: slug == "group-meeting",
        latest: latest.map(|limit| StepLimit { from: 0, limit: limit.into() }),
        earliest: earliest.map(|(from, limit)| StepLimit { from, limit: limit.into() }),
    };
    let steps = vec![
        step("committee-meeting", None, None),
        step("members-meeting", Some(Limit::Months(1)), None),
        step("group-meeting", None, None),
        step("party-lecture", None, Some((0, Limit::Months(3)))),
    ];
    let procedure = Procedure { by: Some("place".to_owned()), steps, ended_by: Some(selector("life-meeting")) };
    rule(Who::Organisation, None, Requirement::Procedure(procedure))
}

const KINDS: [(char, &str); 5] = [
    ('支', "committee-meeting"),
    ('大', "members-meeting"),
    ('组', "group-meeting"),
    ('课', "party-lecture"),
    ('终', "life-meeting"),
];

/// `支 2019-01-31 甲`: what was held, when and for which case.
fn records(written: &str) -> Vec<Fact> {
    let mut facts = branch(3);
    for line in written.split('，').filter(|line| !line.is_empty()) {
        let [held, on, case] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (_, slug) = KINDS.into_iter().find(|(short, _)| held.starts_with(*short)).unwrap();
        facts.push(fact(on, slug).value("place", text(case)));
    }
    facts
}

/// Status, due day, the day time changes it, and the faults of the steps by their number.
fn told(finding: &Finding) -> String {
    let fault = |missing: &Missing| match missing {
        Missing::Step { step, fault } => {
            let word = match fault {
                StepFault::Next => "下一步",
                StepFault::Overdue => "过期",
                StepFault::Skipped => "越过",
                StepFault::OutOfOrder => "颠倒",
                StepFault::TooEarly => "过早",
                StepFault::Late => "迟",
            };
            format!(" {}{word}", step + 1)
        }
        other => panic!("{other:?}"),
    };
    let days = [("限", finding.due), ("变", finding.changes_on)];
    let days = days.into_iter().filter_map(|(word, day)| Some(format!(" {word}{}", day?)));
    format!("{}{}{}", line(finding), days.collect::<String>(), finding.missing.iter().map(fault).collect::<String>())
}

#[test]
fn a_case_goes_through_its_steps_in_order_and_in_time() {
    let cases = [
        ("支 2019-01-31 甲", "2019-02-28", "甲 case open 限2019-02-28 变2019-03-01 2下一步"),
        ("支 2019-01-31 甲", "2019-03-01", "甲 case missed 限2019-02-28 2过期"),
        ("支 2019-01-31 甲，大 2019-03-01 甲", "2019-03-01", "甲 case open 2迟 4下一步"),
        // Done without the step that may be left out, on the first day that is allowed.
        ("支 2019-01-31 甲，大 2019-02-28 甲，课 2019-04-30 甲", "2019-12-31", "甲 case met 限2019-02-28"),
        ("支 2019-01-31 甲，大 2019-03-01 甲，课 2019-04-30 甲", "2019-12-31", "甲 case late 限2019-02-28 2迟"),
        ("支 2019-01-31 甲，大 2019-02-01 甲，课 2019-04-29 甲", "2019-12-31", "甲 case breached 限2019-02-28 4过早"),
        ("支 2019-01-31 甲，课 2019-05-01 甲", "2019-12-31", "甲 case breached 2越过"),
        ("大 2019-01-30 甲，支 2019-01-31 甲", "2019-02-01", "甲 case breached 2颠倒 4下一步"),
        // Done once more, in order: the first time says nothing.
        ("大 2019-01-30 甲，支 2019-01-31 甲，大 2019-02-01 甲", "2019-02-01", "甲 case open 4下一步"),
        ("大 2019-01-30 甲", "2019-02-01", "甲 case breached 1越过 4下一步"),
        ("支 2019-01-31 甲，终 2019-02-10 甲", "2019-12-31", "甲 case met"),
        // What was over before the year, and an end of nothing.
        ("支 2018-10-31 甲，终 2018-12-31 甲", "2019-06-30", ""),
        ("支 2018-10-31 甲，终 2019-01-01 甲", "2019-06-30", "甲 case met"),
        ("支 2018-10-31 甲", "2019-06-30", "甲 case missed 限2018-11-30 2过期"),
        ("终 2019-03-01 甲", "2019-12-31", ""),
    ];
    for (written, as_of, expected) in cases {
        let told: Vec<String> = found(admission(), &records(written), as_of).iter().map(told).collect();
        assert_eq!(told.join("，"), expected, "{written} as of {as_of}");
    }
}

#[test]
fn cases_are_told_apart_and_come_in_the_order_in_which_they_began() {
    let written = "支 2019-03-01 乙，支 2019-01-31 甲，大 2019-02-01 甲，终 2019-04-01 乙，支 2019-05-01 乙";
    let told: Vec<String> = found(admission(), &records(written), "2019-05-01").iter().map(told).collect();
    assert_eq!(told, ["甲 case open 4下一步", "乙 case met", "乙 case open 限2019-06-01 变2019-06-02 2下一步"]);
    let evidence = found(admission(), &records(written), "2019-05-01").remove(1).evidence;
    assert_eq!(evidence.len(), 2, "the step, and what ended it");
}

#[test]
fn a_rule_binds_the_cases_that_begin_while_it_is_in_force() {
    let from = |on: &str| Rule { from: day(on), ..admission() };
    let records = records("支 2019-01-31 甲");
    assert_eq!(lines(from("2019-01-31"), &records, "2019-02-01"), ["甲 case open"]);
    assert!(lines(from("2019-02-01"), &records, "2019-02-01").is_empty());
}

#[test]
fn a_subject_has_one_case_a_period_and_the_period_ends_it() {
    let step = |slug: &str, limit: Option<Limit>| Step {
        name: slug.to_owned(),
        selector: selector(slug),
        responsible: None,
        stage: None,
        document: None,
        optional: false,
        latest: limit.map(|limit| StepLimit { from: 0, limit: limit.into() }),
        earliest: None,
    };
    let steps = vec![step("committee-meeting", None), step("members-meeting", Some(Limit::Days(10)))];
    let procedure = Requirement::Procedure(Procedure { by: None, steps, ended_by: None });
    let cases = [
        ("", "2019-12-30", "2019 open 限2019-12-31 变2019-12-31 1下一步"),
        ("", "2019-12-31", "2019 missed 限2019-12-31 1过期 2过期"),
        ("支 2019-12-01 甲", "2019-12-05", "2019 open 限2019-12-11 变2019-12-12 2下一步"),
        ("支 2019-12-25 甲", "2019-12-26", "2019 open 限2019-12-31 变2019-12-31 2下一步"),
        ("支 2019-12-01 甲，大 2019-12-11 乙", "2019-12-31", "2019 met 限2019-12-11"),
        ("大 2019-12-01 甲，支 2019-12-02 甲", "2019-12-31", "2019 breached 限2019-12-12 2颠倒"),
    ];
    for (written, as_of, expected) in cases {
        let rule = rule(Who::Organisation, Some(Calendar::Year), procedure.clone());
        let told: Vec<String> = found(rule, &records(written), as_of).iter().map(told).collect();
        assert_eq!(told.join("，"), expected, "{written} as of {as_of}");
    }
    // A person's case is made of the records in which the person took part.
    let of_persons = rule(Who::Secretary, Some(Calendar::Year), procedure);
    let mut facts = branch(3);
    facts.push(fact("2019-03-01", "committee-meeting").people("attendee", &['甲']));
    facts.push(fact("2019-03-05", "members-meeting").people("attendee", &['乙']));
    assert_eq!(lines(of_persons, &facts, "2019-12-31"), ["甲 2019 missed"]);
}
