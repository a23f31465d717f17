//! What a register names, worked out by hand: places where committees meet are looked after by group meetings there.

use rulebook::{Current, Inventory, Items, Register};

use super::*;

fn at(on: &str, kind: &str, place: &str) -> Fact {
    fact(on, kind).value("place", text(place))
}

/// A place stands since the committee first met there, until the life meeting that is held there.
fn of_places(rule: Rule) -> Rule {
    let register = Register {
        selector: selector("committee-meeting"),
        field: "place".to_owned(),
        ended_by: Some(selector("life-meeting")),
    };
    Rule { subject: RuleSubject { who: Who::Registered, register: Some(register), ..rule.subject }, ..rule }
}

fn lectures() -> Rule {
    of_places(count(Who::Registered, Calendar::Month, 1, "party-lecture"))
}

fn with(records: Vec<Fact>) -> Vec<Fact> {
    branch(1).into_iter().chain(records).collect()
}

#[test]
fn each_thing_owes_the_periods_that_it_stood_through_and_is_answered_by_records_that_name_it() {
    let facts = with(vec![
        at("2019-01-16", "committee-meeting", "一楼"),
        at("2019-01-17", "committee-meeting", "二楼"),
        at("2019-02-10", "party-lecture", "二楼"),
        fact("2019-02-11", "party-lecture"),
    ]);
    // In January the first stood from the middle of the month, the second did not.
    assert_eq!(
        lines(lectures(), &facts, "2019-02-28"),
        ["一楼 2019-01 missed", "一楼 2019-02 missed", "二楼 2019-02 met"]
    );
}

#[test]
fn what_ends_a_thing_ends_it_with_its_day_and_it_may_begin_anew() {
    let ended = |on: &str, again: &[&str]| {
        let mut records = vec![at("2019-01-01", "committee-meeting", "一楼"), at(on, "life-meeting", "一楼")];
        records.extend(again.iter().map(|on| at(on, "committee-meeting", "一楼")));
        lines(lectures(), &with(records), "2019-02-28")
    };
    assert_eq!(ended("2019-02-28", &[]), ["一楼 2019-01 missed", "一楼 2019-02 missed"]);
    assert_eq!(ended("2019-02-27", &[]), ["一楼 2019-01 missed"]);
    // Begun again on the next day it never ceased, later on it did.
    assert_eq!(ended("2019-02-20", &["2019-02-21"]), ["一楼 2019-01 missed", "一楼 2019-02 missed"]);
    assert_eq!(ended("2019-02-20", &["2019-02-22"]), ["一楼 2019-01 missed"]);
    // What ends something that does not stand does nothing.
    let facts = with(vec![at("2019-01-01", "life-meeting", "一楼")]);
    assert!(lines(lectures(), &facts, "2019-02-28").is_empty());
}

#[test]
fn while_there_is_no_branch_nobody_is_asked_about_its_things() {
    let mut facts = with(vec![at("2019-01-01", "committee-meeting", "一楼")]);
    let again = fact("2019-02-20", "organisation-set-up").value("form", option("branch"));
    facts.extend([fact("2019-02-16", "organisation-dissolved"), again]);
    // It stood in the middle and at the end of February, and not in between.
    assert_eq!(lines(lectures(), &facts, "2019-03-31"), ["一楼 2019-01 missed", "一楼 2019-03 missed"]);
}

#[test]
fn the_latest_record_that_names_a_thing_says_how_it_is() {
    let mut wanted = selector("party-lecture");
    wanted.must.push(condition("hours", Test::Filled));
    let items = Items::Records(Current { selector: wanted, each: None, listed: None });
    let rule = of_places(rule(Who::Registered, None, Requirement::Inventory(Inventory { items })));
    let facts = with(vec![
        at("2019-01-01", "committee-meeting", "一楼"),
        at("2019-01-02", "committee-meeting", "二楼"),
        at("2019-02-01", "party-lecture", "一楼").value("hours", hours(2)),
        at("2019-02-02", "party-lecture", "二楼"),
        at("2019-02-03", "party-lecture", "三楼").value("hours", hours(2)),
    ]);
    assert_eq!(lines(rule, &facts, "2019-02-28"), ["一楼 standing met", "二楼 standing missed"]);
}

/// Each post, since somebody first took it until somebody left it: in every month somebody takes it.
#[test]
fn a_thing_may_be_a_choice() {
    let register =
        Register { selector: selector("post-taken"), field: "post".to_owned(), ended_by: Some(selector("post-left")) };
    let taken = count(Who::Registered, Calendar::Month, 1, "post-taken");
    let rule =
        Rule { subject: RuleSubject { who: Who::Registered, register: Some(register), ..taken.subject }, ..taken };
    let left = fact("2019-02-03", "post-left").people("holder", &['甲']).value("post", option("deputy"));
    let facts = with(vec![post("2019-01-02", '甲', "deputy"), left]);
    assert_eq!(
        lines(rule, &facts, "2019-02-28"),
        ["secretary 2019-01 missed", "secretary 2019-02 missed", "deputy 2019-01 met"]
    );
}

#[test]
fn a_record_that_would_both_begin_and_end_only_ends() {
    let mut rule = lectures();
    if let Some(register) = &mut rule.subject.register {
        let mut merged = selector("committee-meeting");
        merged.must.push(condition("merged", Test::Flag(true)));
        register.ended_by = Some(merged);
    }
    let facts = with(vec![
        at("2019-01-01", "committee-meeting", "一楼"),
        at("2019-02-10", "committee-meeting", "一楼").value("merged", Value::Flag(true)),
    ]);
    assert_eq!(lines(rule, &facts, "2019-02-28"), ["一楼 2019-01 missed"]);
}
