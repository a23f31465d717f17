//! Records: which hold, which count, presence, lateness.

use super::*;

#[test]
fn a_count_is_met_as_soon_as_it_is_reached() {
    let mut facts = branch(1);
    facts.push(fact("2019-04-10", "members-meeting"));
    let quarterly = || count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    assert_eq!(lines(quarterly(), &facts, "2019-03-30"), ["2019-Q1 open"]);
    assert_eq!(lines(quarterly(), &facts, "2019-03-31"), ["2019-Q1 missed"]);
    assert_eq!(lines(quarterly(), &facts, "2019-04-10"), ["2019-Q1 missed", "2019-Q2 met"]);
    let open = &found(quarterly(), &facts, "2019-03-30")[0];
    assert_eq!((open.due, open.changes_on), (Some(day("2019-03-31")), Some(day("2019-03-31"))));
    assert_eq!(open.missing, [findings::Missing::Records(1)]);
}

#[test]
fn a_report_in_the_days_of_grace_is_in_time_and_after_them_late() {
    let filed = |on| {
        let mut facts = branch(1);
        facts.push(fact(on, "report-filed").value("period", period("2019-H1")));
        let mut reports = count(Who::Organisation, Calendar::HalfYear, 1, "report-filed");
        let Requirement::Count(count) = &mut reports.requirement else { panic!() };
        count.grace = Some(facts::Limit::Days(15).into());
        lines(reports, &facts, "2019-09-01")
    };
    // The report on the half-year before fell due in this one, and nobody filed it.
    assert_eq!(filed("2019-07-15"), ["2018-H2 missed", "2019-H1 met", "2019-H2 open"]);
    assert_eq!(filed("2019-07-16"), ["2018-H2 missed", "2019-H1 late", "2019-H2 open"]);
}

#[test]
fn a_report_that_names_no_period_leaves_the_two_undecided_that_it_may_be_about() {
    let filed = |papers: &[(&str, Option<&str>)], as_of: &str| {
        let mut facts = branch(1);
        for (on, named) in papers {
            let filed = fact(on, "report-filed");
            facts.push(named.map_or(filed.clone(), |named| filed.value("period", period(named))));
        }
        let mut reports = count(Who::Organisation, Calendar::HalfYear, 1, "report-filed");
        let Requirement::Count(count) = &mut reports.requirement else { panic!() };
        count.grace = Some(facts::Limit::Days(15).into());
        found(reports, &facts, as_of)
    };
    let lines = |papers: &[(&str, Option<&str>)]| filed(papers, "2019-12-30").iter().map(line).collect::<Vec<_>>();
    assert_eq!(lines(&[("2019-07-10", None)]), ["2018-H2 missed", "2019-H1 unknown", "2019-H2 unknown"]);
    assert_eq!(lines(&[("2019-06-20", None)]), ["2018-H2 unknown", "2019-H1 unknown", "2019-H2 open"]);
    // What is known suffices, late or not.
    let (named, late) = (("2019-07-01", Some("2019-H1")), ("2019-08-01", Some("2019-H1")));
    assert_eq!(lines(&[named, ("2019-07-10", None)]), ["2018-H2 missed", "2019-H1 met", "2019-H2 unknown"]);
    assert_eq!(lines(&[("2019-07-10", None), late]), ["2018-H2 missed", "2019-H1 late", "2019-H2 unknown"]);
    let undecided = filed(&[("2019-07-10", None)], "2019-07-31").remove(1);
    assert_eq!(undecided.missing, [findings::Missing::Field("period".to_owned())]);
    assert_eq!(undecided.evidence.len(), 1);
}

#[test]
fn a_record_without_a_period_counts_for_that_of_its_day_where_no_time_is_left_after_it() {
    let mut facts = branch(1);
    facts.push(fact("2019-07-10", "plan-filed"));
    let plans = count(Who::Organisation, Calendar::HalfYear, 1, "plan-filed");
    assert_eq!(lines(plans, &facts, "2019-12-31"), ["2019-H1 missed", "2019-H2 met"]);
}

#[test]
fn a_declared_period_counts_for_what_holds_it_whole() {
    let mut facts = branch(1);
    facts.push(fact("2019-05-03", "plan-filed").value("period", period("2019-Q1")));
    let plans = |calendar| lines(count(Who::Organisation, calendar, 1, "plan-filed"), &facts, "2019-06-30");
    assert_eq!(plans(Calendar::Quarter), ["2019-Q1 late", "2019-Q2 missed"]);
    assert_eq!(plans(Calendar::HalfYear), ["2019-H1 met"]);
    assert_eq!(plans(Calendar::Month).len(), 6);
    assert!(plans(Calendar::Month).iter().all(|line| line.ends_with("missed")));
}

#[test]
fn a_field_that_is_not_filled_in_fails_what_must_hold_and_excludes_nothing() {
    let of = |test: fn(&mut Selector, Condition)| {
        let mut facts = branch(1);
        facts.push(fact("2019-03-01", "members-meeting"));
        facts.push(fact("2019-03-02", "members-meeting").value("merged", Value::Flag(false)));
        facts.push(fact("2019-03-03", "members-meeting").value("merged", Value::Flag(true)));
        let mut meetings = count(Who::Organisation, Calendar::Month, 3, "members-meeting");
        let Requirement::Count(count) = &mut meetings.requirement else { panic!() };
        test(&mut count.selector, condition("merged", Test::Flag(false)));
        found(meetings, &facts, "2019-03-31")[2].evidence.len()
    };
    assert_eq!(of(|selector, condition| selector.must.push(condition)), 1);
    assert_eq!(of(|selector, condition| selector.except.push(condition)), 2);
}

#[test]
fn remote_counts_as_present_and_leave_does_not() {
    let mut facts = branch(4);
    let meeting = fact("2019-03-01", "members-meeting").people("attendee", &['甲']);
    let meeting = meeting.presence("attendee", Presence::Remote, &['乙']);
    let meeting = meeting.presence("attendee", Presence::Excused, &['丙']);
    facts.push(meeting.presence("attendee", Presence::Absent, &['丁']));
    assert_eq!(
        lines(count(Who::Member, Calendar::Quarter, 1, "members-meeting"), &facts, "2019-03-31"),
        ["甲 2019-Q1 met", "乙 2019-Q1 met", "丙 2019-Q1 missed", "丁 2019-Q1 missed"]
    );
}

#[test]
fn the_part_asked_for_has_to_be_played() {
    let mut facts = branch(2);
    facts.push(fact("2019-03-01", "party-lecture").people("lecturer", &['甲']).people("attendee", &['乙']));
    let mut lectures = count(Who::Member, Calendar::Quarter, 1, "party-lecture");
    let Requirement::Count(count) = &mut lectures.requirement else { panic!() };
    count.selector.part = Some("lecturer".to_owned());
    assert_eq!(lines(lectures, &facts, "2019-03-31"), ["甲 2019-Q1 met", "乙 2019-Q1 missed"]);
}

#[test]
fn a_run_of_absences_is_ended_by_leave_which_does_not_count() {
    let attended = |presences: &[Presence]| {
        let mut facts = branch(1);
        for (month, presence) in presences.iter().enumerate() {
            let on = format!("2019-{:02}-10", month + 1);
            facts.push(fact(&on, "theme-day").presence("attendee", *presence, &['甲']));
        }
        found(absences(3, Some(4)), &facts, "2019-12-31").remove(0)
    };
    use Presence::{Absent, Excused, Present};
    assert_eq!(line(&attended(&[Absent, Absent, Excused, Absent])), "甲 2019 met");
    assert_eq!(line(&attended(&[Absent, Absent, Present, Absent])), "甲 2019 met");
    let three = attended(&[Present, Absent, Absent, Absent]);
    assert_eq!(line(&three), "甲 2019 breached");
    assert_eq!(three.missing, [findings::Missing::Run { in_a_row: 3, in_all: 3 }]);
    assert_eq!(three.evidence.len(), 3);
    let four = attended(&[Absent, Absent, Excused, Absent, Present, Absent]);
    assert_eq!(four.missing, [findings::Missing::Run { in_a_row: 2, in_all: 4 }]);
}

#[test]
fn present_in_one_session_is_present() {
    let mut facts = branch(1);
    for on in ["2019-01-10", "2019-02-10", "2019-03-10"] {
        facts.push(fact(on, "theme-day").presence("attendee", Presence::Absent, &['甲']));
    }
    assert_eq!(lines(absences(3, None), &facts, "2019-12-31"), ["甲 2019 breached"]);
    let second = fact("2019-02-20", "theme-day").value("session-of", Value::Day(day("2019-02-10")));
    facts.push(second.people("attendee", &['甲']));
    assert_eq!(lines(absences(3, None), &facts, "2019-12-31"), ["甲 2019 met"]);
}

#[test]
fn an_occasion_without_the_member_is_none_of_his() {
    let mut facts = branch(2);
    for on in ["2019-01-10", "2019-03-10"] {
        facts.push(fact(on, "theme-day").presence("attendee", Presence::Absent, &['甲', '乙']));
    }
    facts.push(fact("2019-02-10", "theme-day").people("attendee", &['乙']));
    assert_eq!(lines(absences(2, None), &facts, "2019-12-31"), ["甲 2019 breached", "乙 2019 met"]);
}

/// Theme days of 甲 in the months from January on: absent (缺), there (到), on leave (假), or without a list (无).
fn theme_days(said: &str) -> Vec<Fact> {
    let mut facts = branch(1);
    for (month, said) in said.chars().enumerate() {
        let held = fact(&format!("2019-{:02}-10", month + 1), "theme-day");
        let presence = match said {
            '缺' => Some(Presence::Absent),
            '到' => Some(Presence::Present),
            '假' => Some(Presence::Excused),
            _ => None,
        };
        facts.push(presence.map_or(held.clone(), |presence| held.presence("attendee", presence, &['甲'])));
    }
    facts
}

#[test]
fn an_occasion_without_a_list_leaves_a_run_undecided_only_where_it_could_make_it_too_long() {
    let judged = |said: &str| found(absences(3, Some(6)), &theme_days(said), "2019-12-31").remove(0);
    for (said, status) in [
        ("无无", "met"),
        ("无无无", "unknown"),
        ("缺无缺", "unknown"),
        ("缺无缺缺", "unknown"),
        ("缺无到缺缺", "met"),
        ("缺无假无缺", "met"),
        ("缺缺缺无", "breached"),
        ("缺缺到缺缺到无到", "met"),
        ("缺缺到缺缺到缺无到", "unknown"),
        ("缺缺到缺缺到无到无", "unknown"),
    ] {
        assert_eq!(judged(said).status.slug(), status, "{said}");
    }
    let undecided = judged("缺无缺");
    assert_eq!((undecided.missing, undecided.evidence.len()), (vec![findings::Missing::Unlisted(1)], 3));
    assert_eq!(judged("缺无").evidence.len(), 1, "what decides nothing is no evidence");
}

#[test]
fn who_was_there_in_another_part_or_did_not_have_to_come_was_not_perhaps_absent() {
    let without_list = |facts: &mut Vec<Fact>, names: &[char]| {
        for on in ["2019-04-10", "2019-05-10", "2019-06-10"] {
            facts.push(fact(on, "theme-day").people("chair", names));
        }
    };
    let mut facts = branch(4);
    facts.push(left("2019-05-01", '丁'));
    facts.push(fact("2019-06-01", "floating-out").people("member", &['丙']));
    without_list(&mut facts, &['甲']);
    assert_eq!(lines(absences(3, None), &facts, "2019-12-31"), ["甲 2019 met", "乙 2019 unknown", "丙 2019 met"]);
    // Nor had anybody to come while there was no branch.
    let again = fact("2019-06-20", "organisation-set-up").value("form", option("branch"));
    let away = [facts.clone(), vec![fact("2019-04-15", "organisation-dissolved"), again]].concat();
    assert_eq!(lines(absences(3, None), &away, "2019-12-31"), ["甲 2019 met", "乙 2019 met", "丙 2019 met"]);
    // Nobody is expected to chair.
    let mut chairing = absences(3, None);
    let Requirement::Run(run) = &mut chairing.requirement else { panic!() };
    run.selector.part = Some("chair".to_owned());
    assert!(lines(chairing, &facts, "2019-12-31").iter().all(|line| line.ends_with("met")));
}

#[test]
fn one_list_is_enough_for_all_sessions_of_an_occasion() {
    let mut facts = branch(1);
    for on in ["2019-01-10", "2019-02-10", "2019-03-10"] {
        facts.push(fact(on, "theme-day"));
    }
    assert_eq!(lines(absences(3, None), &facts, "2019-12-31"), ["甲 2019 unknown"]);
    let second = fact("2019-02-20", "theme-day").value("session-of", Value::Day(day("2019-02-10")));
    facts.push(second.people("attendee", &['甲']));
    assert_eq!(lines(absences(3, None), &facts, "2019-12-31"), ["甲 2019 met"]);
}

#[test]
fn what_is_brought_along_counts() {
    let mut facts = branch(1);
    facts.push(joined("2019-04-01", '乙').value("hours-carried", hours(20)));
    facts.push(fact("2019-05-01", "training").people("trainee", &['甲', '乙']).value("hours", hours(12)));
    let sources = vec![(kind("training"), "hours".to_owned()), (kind("member-joined"), "hours-carried".to_owned())];
    let sum =
        rulebook::Sum { at_least: number(32), sources, must: Vec::new(), except: Vec::new(), part: None, grace: None };
    let hours = rule(Who::Member, Some(Calendar::Year), Requirement::Sum(sum));
    let found = found(hours, &facts, "2019-12-31");
    assert_eq!(found.iter().map(line).collect::<Vec<_>>(), ["甲 2019 missed", "乙 2019 met"]);
    assert_eq!(found[0].missing, [findings::Missing::Quantity(Quantity::whole(20))]);
    assert_eq!(found[1].evidence.len(), 2);
}

#[test]
fn a_record_made_more_than_seven_days_after_is_late() {
    let mut facts = branch(1);
    facts.push(fact("2019-03-01", "members-meeting").recorded("2019-03-08"));
    facts.push(fact("2019-03-02", "members-meeting").recorded("2019-03-10"));
    facts.push(fact("2019-03-03", "members-meeting").until("2019-03-05").recorded("2019-03-25"));
    let found = found(count(Who::Organisation, Calendar::Month, 1, "members-meeting"), &facts, "2019-03-31");
    assert_eq!((found[2].evidence.len(), found[2].late_records, found[2].latest_by_days), (3, 2, 20));
}

#[test]
fn a_superseded_record_held_as_long_as_nobody_knew_better() {
    let mut facts = branch(1);
    let wrong = fact("2019-03-01", "members-meeting");
    let withdrawn = fact("2019-03-01", "withdrawn").recorded("2019-04-20");
    facts.push(wrong.clone());
    facts.push(Fact { supersedes: Some(wrong.id), ..withdrawn });
    let meetings = || rulebook(vec![count(Who::Organisation, Calendar::Quarter, 1, "members-meeting")]);
    let status = |known_at: Option<&str>| {
        let known_at = known_at.map(|text| text.parse().unwrap());
        line(&evaluate(&meetings(), organisation(), &facts, day("2019-03-31"), known_at)[0])
    };
    assert_eq!(status(None), "2019-Q1 missed");
    assert_eq!(status(Some("2019-04-19")), "2019-Q1 met");
    assert_eq!(status(Some("2019-02-28")), "2019-Q1 missed");
}

/// A meeting of 1 March, written down on the first day given and corrected on the others.
fn corrected(on: &[&str]) -> Vec<Fact> {
    let mut facts = branch(1);
    for (number, on) in on.iter().enumerate() {
        let version = fact("2019-03-01", "members-meeting").recorded(on).value("hours", hours(number as i64));
        let before = facts.last().filter(|_| number > 0).map(|before| before.id);
        facts.push(Fact { supersedes: before, ..version });
    }
    facts
}

#[test]
fn a_correction_makes_nothing_late_that_was_written_down_in_time() {
    let yearly = || count(Who::Organisation, Calendar::Year, 1, "members-meeting");
    let in_time = || {
        let each = Each {
            selector: selector("members-meeting"),
            left_out: Vec::new(),
            demands: vec![Demand::RecordedWithin(facts::Limit::Days(7).into())],
        };
        rule(Who::Organisation, None, Requirement::Each(each))
    };
    let judged = |on: &[&str]| {
        let (count, each) =
            (found(yearly(), &corrected(on), "2019-12-31"), found(in_time(), &corrected(on), "2019-12-31"));
        (count[0].late_records, count[0].latest_by_days, each[0].status.slug())
    };
    assert_eq!(judged(&["2019-03-08"]), (0, 0, "met"));
    assert_eq!(judged(&["2019-03-08", "2019-05-01", "2019-06-01"]), (0, 0, "met"));
    assert_eq!(judged(&["2019-03-09", "2019-05-01"]), (1, 8, "late"));
    // Announced, and filled in afterwards.
    assert_eq!(judged(&["2019-02-20", "2019-05-01"]), (0, 0, "met"));
}

#[test]
fn what_was_written_down_about_another_day_before_this_one_wrote_nothing_down_of_it() {
    let mut facts = corrected(&["2019-03-02", "2019-05-01"]);
    let moved = |facts: &mut Vec<Fact>, to: &str| facts.last_mut().unwrap().occurred = Span::day(day(to));
    let yearly = || count(Who::Organisation, Calendar::Year, 1, "members-meeting");
    let late = |facts: &[Fact]| found(yearly(), facts, "2019-12-31")[0].latest_by_days;
    moved(&mut facts, "2019-02-10");
    assert_eq!(late(&facts), 20);
    moved(&mut facts, "2019-03-02");
    assert_eq!(late(&facts), 0);
    moved(&mut facts, "2019-03-20");
    assert_eq!(late(&facts), 42);
}

#[test]
fn what_is_only_recommended_counts_against_nobody() {
    let mut meetings = count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    meetings.force = Force::May;
    assert_eq!(lines(meetings, &branch(1), "2019-04-01"), ["2019-Q1 advice", "2019-Q2 open"]);
}

#[test]
fn what_is_not_enforced_on_the_day_of_its_period_counts_against_nobody() {
    let mut meetings = count(Who::Organisation, Calendar::Quarter, 1, "members-meeting");
    meetings.origin.enforced = Some(0);
    let mut book = rulebook(vec![meetings]);
    let value = |from: &str, value: i64| rulebook::DatedValue {
        place: Place::default(),
        from: day(from),
        value: Quantity::whole(value),
        source: String::new(),
    };
    // The middle of the second quarter is 16 May, of the third 16 August, of the fourth 16 November.
    let values = vec![value("2018-09-01", 1), value("2019-05-16", 0), value("2019-08-17", 1), value("2019-11-16", 0)];
    let (slug, name) = ("enforced".to_owned(), String::new());
    book.parameters.push(rulebook::Parameter {
        slug,
        name,
        unit: None,
        values,
        direction: None,
        place: Place::default(),
    });
    let found = evaluate(&book, organisation(), &branch(1), day("2019-11-30"), None);
    let statuses: Vec<&str> = found.iter().map(|finding| finding.status.slug()).collect();
    assert_eq!(statuses, ["missed", "advice", "advice", "open"]);
    assert_eq!(found, findings::evaluate(&book, &branch(1), day("2019-11-30"), None));
}

#[test]
fn a_parameter_without_a_value_leaves_it_undecided() {
    let mut book = rulebook(vec![count(Who::Organisation, Calendar::Quarter, 1, "members-meeting")]);
    let Requirement::Count(count) = &mut book.rules[0].requirement else { panic!() };
    count.at_least = Number::Parameter(0);
    book.parameters.push(rulebook::Parameter {
        slug: "least".to_owned(),
        name: String::new(),
        unit: None,
        direction: None,
        // The middle of the first quarter of 2019 is 15 February.
        values: vec![rulebook::DatedValue {
            place: Place::default(),
            from: day("2019-02-16"),
            value: Quantity::whole(1),
            source: String::new(),
        }],
        place: Place::default(),
    });
    let found = evaluate(&book, organisation(), &branch(1), day("2019-06-30"), None);
    assert_eq!(found.iter().map(line).collect::<Vec<_>>(), ["2019-Q1 unknown", "2019-Q2 missed"]);
    assert_eq!(found[0].missing, [findings::Missing::Parameter]);
}
