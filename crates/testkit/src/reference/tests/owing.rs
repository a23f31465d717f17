//! Who owes a period, and who has a duty on a day.

use findings::Missing;

use super::*;

fn yearly(facts: &[Fact], as_of: &str) -> Vec<String> {
    lines(count(Who::Member, Calendar::Year, 1, "training"), facts, as_of)
}

#[test]
fn who_joined_by_the_middle_of_the_year_owes_it() {
    // 2019 has 365 days; the middle is the first day plus 182, 2 July.
    for (on, owes) in [("2019-07-01", true), ("2019-07-02", true), ("2019-07-03", false), ("2019-07-15", false)] {
        let mut facts = branch(1);
        facts.push(joined(on, '乙'));
        let expected: &[&str] = if owes { &["甲 2019 missed", "乙 2019 missed"] } else { &["甲 2019 missed"] };
        assert_eq!(yearly(&facts, "2019-12-31"), expected, "joined on {on}");
    }
}

#[test]
fn a_period_that_runs_is_owed_by_who_stands_on_the_day_of_evaluation() {
    let mut facts = branch(1);
    facts.push(joined("2019-03-10", '乙'));
    assert_eq!(yearly(&facts, "2019-03-09"), ["甲 2019 open"]);
    assert_eq!(yearly(&facts, "2019-03-10"), ["甲 2019 open", "乙 2019 open"]);
}

#[test]
fn who_left_owes_nothing_that_ended_later() {
    let mut facts = branch(2);
    facts.push(left("2019-03-31", '乙'));
    let quarterly = |as_of| lines(count(Who::Member, Calendar::Quarter, 1, "training"), &facts, as_of);
    assert_eq!(quarterly("2019-04-30"), ["甲 2019-Q1 missed", "甲 2019-Q2 open", "乙 2019-Q1 missed"]);
    assert_eq!(yearly(&facts, "2019-12-31"), ["甲 2019 missed"]);
}

#[test]
fn a_gap_after_the_middle_frees_of_the_period() {
    let mut facts = branch(2);
    facts.extend([left("2019-08-01", '乙'), joined("2019-09-01", '乙')]);
    assert_eq!(yearly(&facts, "2019-12-31"), ["甲 2019 missed"]);
}

#[test]
fn a_branch_set_up_late_in_march_owes_neither_month_nor_quarter() {
    let facts = [fact("2019-03-20", "organisation-set-up").value("form", option("branch"))];
    let monthly = |calendar| lines(count(Who::Organisation, calendar, 1, "members-meeting"), &facts, "2019-04-30");
    assert_eq!(monthly(Calendar::Month), ["2019-04 missed"]);
    assert_eq!(monthly(Calendar::Quarter), ["2019-Q2 open"]);
    assert_eq!(monthly(Calendar::Year), ["2019 open"]);
}

#[test]
fn before_it_is_set_up_and_after_it_is_dissolved_an_organisation_owes_nothing() {
    let meetings = || count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    assert!(lines(meetings(), &branch(3)[1..], "2019-12-31").is_empty());
    assert!(lines(meetings(), &branch(3), "2009-12-31").is_empty());
    let mut facts = branch(3);
    facts.push(fact("2019-06-30", "organisation-dissolved"));
    assert_eq!(lines(meetings(), &facts, "2019-12-31"), ["2019-Q1 missed", "2019-Q2 missed"]);
}

#[test]
fn an_organisation_set_up_again_owes_what_its_days_cover() {
    let meetings = || count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    let again = |day| fact(day, "organisation-set-up").value("form", option("branch"));
    let mut facts = branch(3);
    facts.extend([fact("2019-03-31", "organisation-dissolved"), again("2019-07-01")]);
    assert_eq!(lines(meetings(), &facts, "2019-12-31"), ["2019-Q1 missed", "2019-Q3 missed", "2019-Q4 missed"]);
    // Away in between, neither the branch nor its members stood through the year.
    facts.truncate(facts.len() - 2);
    facts.extend([fact("2019-08-01", "organisation-dissolved"), again("2019-11-01")]);
    assert!(yearly(&facts, "2019-12-31").is_empty());
    let of_the_year = count(Who::Organisation, Calendar::Year, 1, "members-meeting");
    assert!(lines(of_the_year, &facts, "2019-12-31").is_empty());
    // On the day of the dissolution: it was never away, in whichever order the two were written.
    for on_that_day in [
        [again("2019-02-10"), fact("2019-02-10", "organisation-dissolved")],
        [fact("2019-02-10", "organisation-dissolved"), again("2019-02-10")],
    ] {
        let facts = [branch(3), on_that_day.into()].concat();
        assert_eq!(lines(meetings(), &facts, "2019-03-31"), ["2019-Q1 missed"]);
    }
}

#[test]
fn the_form_of_the_organisation_counts_on_both_days() {
    let mut facts = branch(3);
    facts.push(fact("2019-05-01", "organisation-changed").value("form", option("general-branch")));
    let meetings = count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    assert_eq!(lines(meetings, &facts, "2019-12-31"), ["2019-Q1 missed"]);
}

#[test]
fn a_pair_owes_what_both_sides_owe() {
    let mut facts = branch(2);
    facts.push(joined("2019-05-20", '丙'));
    let talks = count(Who::SecretaryAndMember, Calendar::Quarter, 1, "talk");
    assert_eq!(
        lines(talks, &facts, "2019-07-01"),
        ["甲/乙 2019-Q1 missed", "甲/乙 2019-Q2 missed", "甲/乙 2019-Q3 open", "甲/丙 2019-Q3 open"]
    );
}

#[test]
fn committee_members_pair_up_with_the_secretary_first() {
    let mut facts = branch(3);
    facts.extend([post("2018-01-01", '乙', "publicity"), post("2018-06-01", '丙', "secretary")]);
    facts.push(post("2018-06-01", '甲', "organisation"));
    let talks = || count(Who::CommitteePair, Calendar::Year, 1, "talk");
    assert_eq!(lines(talks(), &facts, "2019-12-31"), ["甲/乙 2019 missed", "丙/甲 2019 missed", "丙/乙 2019 missed"]);
    // A change of secretary after the middle does not make another pair of the same two.
    facts.push(post("2019-10-01", '甲', "secretary"));
    facts.push(post("2019-10-01", '丙', "publicity"));
    assert_eq!(lines(talks(), &facts, "2019-12-31"), ["甲/乙 2019 missed", "甲/丙 2019 missed", "乙/丙 2019 missed"]);
}

#[test]
fn who_is_suspended_owes_nothing_from_that_day() {
    let mut facts = branch(2);
    facts.push(fact("2019-12-31", "member-suspended").people("member", &['乙']));
    assert_eq!(yearly(&facts, "2019-12-30"), ["甲 2019 open", "乙 2019 open"]);
    assert_eq!(yearly(&facts, "2019-12-31"), ["甲 2019 missed"]);
}

#[test]
fn who_dies_owes_nothing_from_that_day() {
    let mut facts = branch(2);
    facts.push(fact("2019-12-31", "member-left").people("member", &['乙']).value("how", option("deceased")));
    assert_eq!(yearly(&facts, "2019-12-30"), ["甲 2019 open", "乙 2019 open"]);
    assert_eq!(yearly(&facts, "2019-12-31"), ["甲 2019 missed"]);
}

#[test]
fn an_exemption_frees_from_what_it_names_while_it_lasts() {
    let exempt = |until: &str, from_kind: Option<&str>| {
        let mut facts = branch(2);
        let mut exemption = fact("2019-05-01", "exemption-approved").people("member", &['乙']).until(until);
        if let Some(named) = from_kind {
            exemption = exemption.value("from-kind", text(named));
        }
        facts.push(exemption);
        let quarterly = count(Who::Member, Calendar::Quarter, 1, "training");
        lines(quarterly, &facts, "2019-12-31").into_iter().filter(|line| line.starts_with('乙')).collect::<Vec<_>>()
    };
    // Without an end of its own it lasts for ever.
    assert_eq!(exempt("2019-05-01", None), ["乙 2019-Q1 missed"]);
    assert_eq!(exempt("2019-05-01", Some("training")), ["乙 2019-Q1 missed"]);
    assert_eq!(exempt("2019-05-01", Some("教育培训")), ["乙 2019-Q1 missed"]);
    assert_eq!(exempt("2019-08-31", Some("training")), ["乙 2019-Q1 missed", "乙 2019-Q4 missed"]);
    assert_eq!(exempt("2019-05-01", Some("talk")).len(), 4);
}

#[test]
fn conditions_have_to_hold_on_both_days() {
    let mut facts = branch(2);
    facts.push(joined("2019-06-30", '丙'));
    facts.push(left("2019-10-01", '乙'));
    let mut meetings = count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    meetings.subject.conditions = vec![range(Metric::Members, Some(3), None)];
    assert_eq!(lines(meetings.clone(), &facts, "2019-12-31"), ["2019-Q3 missed"]);
    // One that is not known leaves it undecided, but only if the others hold.
    meetings.subject.conditions.push(range(Metric::UnitsServed, Some(2), None));
    let undecided = found(meetings, &facts, "2019-12-31");
    assert_eq!(undecided.iter().map(line).collect::<Vec<_>>(), ["2019-Q3 unknown"]);
    assert_eq!(undecided[0].missing, [Missing::UnknownFigure(Metric::UnitsServed)]);
}

#[test]
fn the_version_in_force_on_the_middle_day_applies() {
    let mut meetings = count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    // The middle of the second quarter is 1 April plus 45 days, 16 May.
    meetings.from = day("2019-05-17");
    assert_eq!(lines(meetings.clone(), &branch(1), "2019-12-31"), ["2019-Q3 missed", "2019-Q4 missed"]);
    meetings.from = day("2019-05-16");
    meetings.until = day("2019-08-15");
    assert_eq!(lines(meetings, &branch(1), "2019-12-31"), ["2019-Q2 missed"]);
}

#[test]
fn a_condition_and_a_number_that_are_not_known_are_both_named() {
    let mut meetings = count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    // There is no such parameter.
    let Requirement::Count(wanted) = &mut meetings.requirement else { panic!("a count") };
    wanted.at_least = Number::Parameter(0);
    meetings.subject.conditions = vec![range(Metric::UnitsServed, Some(2), None)];
    let undecided = found(meetings, &branch(3), "2019-03-31").remove(0);
    assert_eq!(undecided.missing, [Missing::UnknownFigure(Metric::UnitsServed), Missing::Parameter]);
}

#[test]
fn a_pair_of_a_committee_that_is_no_more_stands_as_the_roster_lists_it() {
    let mut facts = branch(2);
    facts.push(post("2018-01-01", '乙', "secretary"));
    facts.push(post("2018-01-01", '甲', "publicity"));
    let talks = || count(Who::CommitteePair, Calendar::Month, 1, "talk");
    assert_eq!(lines(talks(), &facts, "2019-01-31"), ["乙/甲 2019-01 missed"]);
    facts.push(fact("2019-02-28", "organisation-dissolved"));
    assert_eq!(lines(talks(), &facts, "2019-03-31")[0], "甲/乙 2019-01 missed");
}
