//! The other forms of requirement: within, state, each, empty months, term, inventory, attested.

use facts::Limit;
use findings::Missing;
use rulebook::{Attested, Bound, Choice, Current, Inventory, Items, Same, Selector, Term, Trigger, Within};

use super::*;

fn within(trigger: Trigger, bound: Bound, asked: &str, same: Option<&str>) -> Rule {
    let calendar = matches!(trigger, Trigger::PeriodStart { .. }).then_some(Calendar::Year);
    let same = same.map(|field| Same { trigger: field.to_owned(), asked: field.to_owned() });
    let once = same.is_some();
    let within = Within { trigger, bound, selector: selector(asked), same, same_person: false, once };
    rule(Who::Organisation, calendar, Requirement::Within(within))
}

#[test]
fn a_limit_of_months_ends_on_the_same_date_which_is_still_in_time() {
    let limit =
        || within(Trigger::PeriodStart { no_earlier: None }, Bound::After(Limit::Months(1).into()), "plan-filed", None);
    let filed = |on: &str| {
        let mut facts = branch(1);
        facts.push(fact(on, "plan-filed").value("period", period("2019")));
        facts
    };
    assert_eq!(lines(limit(), &filed("2019-02-01"), "2019-03-01"), ["2019 met"]);
    assert_eq!(lines(limit(), &filed("2019-02-02"), "2019-03-01"), ["2019 late"]);
    assert_eq!(lines(limit(), &filed("2019-02-02"), "2019-02-01"), ["2019 open"]);
    assert_eq!(lines(limit(), &branch(1), "2019-02-02"), ["2019 missed"]);
    let open = &found(limit(), &branch(1), "2019-02-01")[0];
    assert_eq!((open.due, open.changes_on), (Some(day("2019-02-01")), Some(day("2019-02-02"))));
    // A plan of another year is none of this one; one made ahead for this year is.
    let mut facts = branch(1);
    facts.push(fact("2019-01-10", "plan-filed").value("period", period("2020")));
    assert_eq!(lines(limit(), &facts, "2019-03-01"), ["2019 missed"]);
    facts.push(fact("2018-12-20", "plan-filed").value("period", period("2019")));
    assert_eq!(lines(limit(), &facts, "2019-03-01"), ["2019 met"]);
}

#[test]
fn what_comes_before_the_earliest_day_of_a_limit_keeps_nothing() {
    let trigger = Trigger::PeriodStart { no_earlier: Some(Limit::Months(5).into()) };
    let limit = || within(trigger.clone(), Bound::After(Limit::Months(7).into()), "plan-filed", None);
    let judged = |papers: &[(&str, Option<&str>)], as_of: &str| {
        let mut facts = branch(1);
        for (on, named) in papers {
            let filed = fact(on, "plan-filed");
            facts.push(named.map_or(filed.clone(), |named| filed.value("period", period(named))));
        }
        lines(limit(), &facts, as_of)
    };
    let of_the_year = Some("2019");
    assert_eq!(judged(&[("2019-05-31", of_the_year)], "2019-08-01"), ["2019 open"]);
    assert_eq!(judged(&[("2019-05-31", of_the_year)], "2019-08-02"), ["2019 missed"]);
    assert_eq!(judged(&[("2019-06-01", of_the_year)], "2019-08-02"), ["2019 met"]);
    assert_eq!(judged(&[("2019-01-05", of_the_year), ("2019-08-02", of_the_year)], "2019-12-31"), ["2019 late"]);
    // Made ahead, it is too early too, and nobody has to ask which year it was for.
    assert_eq!(judged(&[("2018-12-20", of_the_year)], "2019-12-31"), ["2019 missed"]);
    assert_eq!(judged(&[("2018-12-20", None), ("2019-05-31", None)], "2019-12-31"), ["2019 missed"]);
    assert_eq!(judged(&[("2019-06-01", None)], "2019-12-31"), ["2019 met"]);
    assert_eq!(judged(&[("2019-08-02", None)], "2019-12-31"), ["2019 unknown"]);
}

#[test]
fn a_plan_that_names_no_period_is_for_the_one_in_whose_limit_it_was_filed() {
    let judged = |papers: &[(&str, Option<&str>)]| {
        let mut facts = branch(1);
        for (on, named) in papers {
            let filed = fact(on, "plan-filed");
            facts.push(named.map_or(filed.clone(), |named| filed.value("period", period(named))));
        }
        let limit = within(
            Trigger::PeriodStart { no_earlier: None },
            Bound::After(Limit::Months(1).into()),
            "plan-filed",
            None,
        );
        found(limit, &facts, "2019-12-31").remove(0)
    };
    assert_eq!(line(&judged(&[("2019-02-01", None)])), "2019 met");
    // A late one for this year, or an early one for the next.
    assert_eq!(line(&judged(&[("2019-02-02", None)])), "2019 unknown");
    let ahead = judged(&[("2018-12-20", None)]);
    assert_eq!((line(&ahead).as_str(), ahead.missing), ("2019 unknown", vec![Missing::Field("period".to_owned())]));
    assert_eq!(line(&judged(&[("2018-02-01", None)])), "2019 missed");
    assert_eq!(line(&judged(&[("2018-12-20", None), ("2019-03-01", Some("2019"))])), "2019 late");
}

#[test]
fn a_vacant_post_is_filled_in_time_if_it_is_the_same_post() {
    let vacancy = || {
        within(
            Trigger::Record(selector("post-left")),
            Bound::After(Limit::Months(3).into()),
            "post-taken",
            Some("post"),
        )
    };
    let mut facts = branch(3);
    let leaves = fact("2019-01-31", "post-left").people("holder", &['甲']);
    facts.push(leaves.value("post", option("secretary")));
    facts.push(post("2019-02-10", '乙', "publicity"));
    assert_eq!(lines(vacancy(), &facts, "2019-04-30"), ["2019-01-31 event open"]);
    assert_eq!(lines(vacancy(), &facts, "2019-05-01"), ["2019-01-31 event missed"]);
    facts.push(post("2019-05-02", '丙', "secretary"));
    assert_eq!(lines(vacancy(), &facts, "2019-06-01"), ["2019-01-31 event late"]);
    // Neither the trigger nor the due day lies in the next year.
    assert!(lines(vacancy(), &facts, "2020-06-01").is_empty());
}

#[test]
fn a_seat_was_held_by_the_last_of_two_appointments() {
    let secretary =
        Choice { slug: "secretary".to_owned(), name: String::new(), synonyms: Vec::new(), ..Choice::default() };
    let vacancy = within(Trigger::Vacancy(vec![secretary]), Bound::After(Limit::Months(3).into()), "post-taken", None);
    let mut facts = branch(3);
    let again = post("2019-06-01", '甲', "secretary");
    let leaves = fact("2019-09-30", "post-left").people("holder", &['甲']).value("post", option("secretary"));
    facts.extend([again.clone(), leaves.clone()]);
    assert_eq!(found(vacancy, &facts, "2019-12-30").remove(0).evidence, [again.id, leaves.id]);
}

#[test]
fn so_long_before_and_not_earlier_than() {
    let asked = |days: &[&str]| {
        let mut facts = branch(1);
        facts.push(fact("2019-12-20", "life-meeting"));
        facts.extend(days.iter().map(|on| fact(on, "review-asked")));
        let bound = Bound::Before { at_least: Limit::Days(10).into(), no_earlier: Limit::Days(90).into() };
        found(within(Trigger::Record(selector("life-meeting")), bound, "review-asked", None), &facts, "2019-12-31")
            .remove(0)
    };
    assert_eq!(asked(&["2019-12-10"]).status.slug(), "met");
    assert_eq!(asked(&["2019-12-11", "2019-12-20"]).status.slug(), "late");
    assert_eq!(asked(&["2019-09-20"]).status.slug(), "missed");
    assert_eq!(asked(&["2019-12-21"]).status.slug(), "missed");
    let latest = asked(&["2019-11-01", "2019-12-01", "2019-12-15"]);
    let [meeting, asked] = [fact("2019-12-20", "life-meeting"), fact("2019-12-01", "review-asked")];
    // Evidence stands by day, whichever was the trigger.
    assert_eq!(latest.evidence, [asked.id, meeting.id]);
}

/// What became of life meetings of the days given, where one paper filed answers one of them.
fn answered_once(bound: Bound, meetings: &[&str], papers: &[&str]) -> Vec<String> {
    let mut facts = branch(1);
    facts.extend(meetings.iter().map(|on| fact(on, "life-meeting")));
    facts.extend(papers.iter().map(|on| fact(on, "review-asked")));
    let mut rule = within(Trigger::Record(selector("life-meeting")), bound, "review-asked", None);
    let Requirement::Within(within) = &mut rule.requirement else { panic!() };
    within.once = true;
    found(rule, &facts, "2019-12-31").iter().map(|found| found.status.slug().to_owned()).collect()
}

#[test]
fn a_record_that_answers_once_answers_the_first_that_it_is_in_time_for() {
    let after =
        |meetings: &[&str], papers: &[&str]| answered_once(Bound::After(Limit::Days(15).into()), meetings, papers);
    let two = ["2019-06-20", "2019-06-30"];
    assert_eq!(after(&two, &["2019-07-01"]), ["met", "missed"]);
    assert_eq!(after(&two, &["2019-07-01", "2019-07-02"]), ["met", "met"]);
    assert_eq!(after(&two, &["2019-06-25", "2019-06-26"]), ["met", "missed"]);
    // What was never answered takes nothing away from what was; what is left over is late for the first.
    let far = ["2019-03-01", "2019-06-30"];
    assert_eq!(after(&far, &["2019-07-10"]), ["missed", "met"]);
    assert_eq!(after(&far, &["2019-07-10", "2019-07-12"]), ["late", "met"]);
    assert_eq!(after(&far, &["2019-05-01", "2019-08-01"]), ["late", "late"]);
    assert_eq!(after(&["2019-06-30", "2019-06-30"], &["2019-07-15", "2019-07-16"]), ["met", "late"]);

    let bound = Bound::Before { at_least: Limit::Days(10).into(), no_earlier: Limit::Days(90).into() };
    let before = |meetings: &[&str], papers: &[&str]| answered_once(bound, meetings, papers);
    let two = ["2019-06-30", "2019-07-20"];
    assert_eq!(before(&two, &["2019-06-20"]), ["met", "missed"]);
    assert_eq!(before(&two, &["2019-06-10", "2019-06-20"]), ["met", "met"]);
    assert_eq!(before(&two, &["2019-06-21"]), ["late", "missed"]);
    assert_eq!(before(&two, &["2019-06-21", "2019-07-01"]), ["late", "met"]);
    assert_eq!(before(&two, &["2019-06-01", "2019-07-11"]), ["met", "late"]);
}

#[test]
fn a_crossing_is_over_with_a_record_or_when_the_figure_is_back() {
    let below = || {
        let trigger = Trigger::Below(Metric::Members, number(3));
        within(trigger, Bound::After(Limit::Days(30).into()), "report-filed", None)
    };
    let mut facts = branch(3);
    facts.push(left("2019-03-01", '丙'));
    assert_eq!(lines(below(), &facts, "2019-04-01"), ["2019-03-02 event open"]);
    assert_eq!(lines(below(), &facts, "2019-04-02"), ["2019-03-02 event missed"]);
    facts.push(joined("2019-04-01", '丁'));
    let back = &found(below(), &facts, "2019-04-02")[0];
    assert_eq!((line(back).as_str(), back.evidence.len()), ("2019-03-02 event met", 0));
    facts.push(fact("2019-03-20", "report-filed"));
    assert_eq!(found(below(), &facts, "2019-04-02")[0].evidence, [fact("2019-03-20", "report-filed").id]);
}

#[test]
fn a_figure_outside_the_hard_range_is_a_breach_outside_the_advised_one_advice() {
    let mut bounds = range(Metric::CommitteeSize, Some(1), Some(3));
    bounds.advised_at_most = Some(number(2));
    let committee = || state(Who::Organisation, bounds.clone());
    let mut facts = branch(5);
    assert_eq!(lines(committee(), &facts, "2019-12-31"), ["standing met"]);
    facts.extend([post("2019-01-01", '乙', "publicity"), post("2019-01-01", '丙', "discipline")]);
    assert_eq!(lines(committee(), &facts, "2019-12-31"), ["standing advice"]);
    facts.push(post("2019-01-01", '丁', "organisation"));
    let breach = &found(committee(), &facts, "2019-12-31")[0];
    assert_eq!(breach.status.slug(), "breached");
    assert_eq!(breach.missing, [Missing::Figure(Metric::CommitteeSize, Quantity::whole(4))]);
}

#[test]
fn of_several_faults_in_a_record_the_worst_decides() {
    let demands = vec![
        Demand::Field(condition("merged", Test::Flag(false))),
        Demand::Field(condition("archived", Test::Filled)),
        Demand::Part("recorder".to_owned()),
        Demand::AbsentAtMost(Quantity::whole(0)),
        Demand::UnrecordedAtMost(Quantity::whole(0)),
        Demand::RecordedWithin(Limit::Days(7).into()),
    ];
    let checked = |meeting: Fact| {
        let mut facts = branch(2);
        facts.push(meeting);
        let each = Each { selector: selector("members-meeting"), left_out: Vec::new(), demands: demands.clone() };
        found(rule(Who::Organisation, None, Requirement::Each(each)), &facts, "2019-12-31").remove(0)
    };
    let meeting = || fact("2019-03-01", "members-meeting").people("recorder", &['甲']).people("attendee", &['甲']);
    let archived = |fact: Fact| fact.value("archived", Value::Day(day("2019-03-02")));
    let good = archived(meeting()).value("merged", Value::Flag(false)).people("attendee", &['乙']);
    assert_eq!(line(&checked(good.clone())), "2019-03-01 event met");
    assert_eq!(line(&checked(good.clone().recorded("2019-03-08"))), "2019-03-01 event met");
    let late = checked(good.clone().recorded("2019-03-09"));
    assert_eq!((line(&late).as_str(), late.due), ("2019-03-01 event late", Some(day("2019-03-08"))));
    let undecided = checked(archived(meeting()).people("attendee", &['乙']).recorded("2019-12-01"));
    assert_eq!((undecided.status.slug(), undecided.missing), ("unknown", vec![Missing::Field("merged".to_owned())]));
    let missed = checked(archived(meeting()));
    assert_eq!(missed.missing, [Missing::Field("merged".to_owned()), Missing::Unrecorded(1), Missing::Unrecorded(1)]);
    assert_eq!(missed.status.slug(), "missed");
    assert_eq!(checked(good.clone().value("merged", Value::Flag(true))).status.slug(), "breached");
    // Who is no member is not missed.
    assert_eq!(checked(good.presence("attendee", Presence::Absent, &['丙'])).status.slug(), "met");
    let unmerged = archived(meeting()).value("merged", Value::Flag(false));
    let absent = checked(unmerged.clone().presence("attendee", Presence::Absent, &['乙']));
    assert_eq!((absent.status.slug(), absent.missing), ("breached", vec![Missing::Absent(1)]));
    assert_eq!(checked(fact("2019-03-01", "members-meeting").people("attendee", NOBODY)).missing.len(), 5);
}

#[test]
fn of_several_limits_for_writing_down_the_shortest_is_the_one_that_counts() {
    let within = |limit: Limit| Demand::RecordedWithin(limit.into());
    let written = |demands: Vec<Demand>, on: &str| {
        let mut facts = branch(1);
        facts.push(fact("2019-01-31", "members-meeting").until("2019-02-01").recorded(on));
        let each = Each { selector: selector("members-meeting"), left_out: Vec::new(), demands };
        let found = found(rule(Who::Organisation, None, Requirement::Each(each)), &facts, "2019-12-31").remove(0);
        (found.status.slug(), found.due.unwrap().to_string(), found.missing.len())
    };
    let met = |due: &str| ("met", due.to_owned(), 0);
    let late = |due: &str| ("late", due.to_owned(), 0);
    // Whichever stands first: the seven days after the last day of what happened.
    for demands in [
        vec![within(Limit::Days(7)), within(Limit::Days(30))],
        vec![within(Limit::Days(30)), within(Limit::Days(7))],
        vec![within(Limit::Months(1)), within(Limit::Days(7)), within(Limit::Days(7))],
    ] {
        assert_eq!(written(demands.clone(), "2019-02-08"), met("2019-02-08"));
        assert_eq!(written(demands, "2019-02-09"), late("2019-02-08"));
    }
    // A month after 1 February is 1 March, 28 days; thirty days reach two days further.
    let months = || vec![within(Limit::Days(30)), within(Limit::Months(1))];
    assert_eq!(written(months(), "2019-03-01"), met("2019-03-01"));
    assert_eq!(written(months(), "2019-03-02"), late("2019-03-01"));
    // What is late is not excused by another demand that is met, and is outweighed by one that is not.
    let with_part = vec![within(Limit::Days(7)), Demand::Part("recorder".to_owned()), within(Limit::Days(3))];
    assert_eq!(written(with_part, "2019-02-06"), ("missed", "2019-02-04".to_owned(), 1));
}

#[test]
fn sessions_of_one_occasion_are_taken_together() {
    let mut facts = branch(2);
    facts.push(fact("2019-03-01", "theme-day").people("attendee", &['甲']));
    let second = fact("2019-03-08", "theme-day").value("session-of", Value::Day(day("2019-03-01")));
    facts.push(second.people("attendee", &['乙']));
    let theme_days = |demand| {
        let each = Each { selector: selector("theme-day"), left_out: Vec::new(), demands: vec![demand] };
        rule(Who::Organisation, None, Requirement::Each(each))
    };
    let unrecorded = || theme_days(Demand::UnrecordedAtMost(Quantity::whole(0)));
    assert_eq!(lines(unrecorded(), &facts, "2019-03-31"), ["2019-03-01 event met", "2019-03-08 event met"]);
    assert_eq!(lines(unrecorded(), &facts, "2019-03-07"), ["2019-03-01 event missed"]);

    let absent = || theme_days(Demand::AbsentAtMost(Quantity::whole(0)));
    let first = fact("2019-03-01", "theme-day").people("attendee", &['甲']);
    facts[branch(2).len()] = first.presence("attendee", Presence::Absent, &['乙']);
    assert_eq!(lines(absent(), &facts, "2019-03-31"), ["2019-03-01 event met", "2019-03-08 event met"]);
    assert_eq!(lines(absent(), &facts, "2019-03-07"), ["2019-03-01 event breached"]);
}

/// Dues of each of 甲 and 乙, paid in the months named; 丙 pays always and so the branch has a ledger.
fn dues(first: &[u32], second: &[u32], third: &[u32]) -> Vec<Fact> {
    let mut facts = branch(3);
    for (name, months) in [('甲', first), ('乙', second), ('丙', third)] {
        for month in months {
            let on = format!("2019-{month:02}-05");
            let month = period(&format!("2019-{month:02}"));
            facts.push(fact(&on, "dues-paid").people("payer", &[name]).value("month", month));
        }
    }
    facts
}

fn unpaid(in_a_row: i64) -> Rule {
    let selector = selector("dues-paid");
    let run = Run { of: RunOf::EmptyMonths, selector, in_a_row: number(in_a_row), in_all: None, dues: Vec::new() };
    rule(Who::Member, Some(Calendar::Year), Requirement::Run(run))
}

#[test]
fn six_months_without_dues_are_a_breach() {
    let always: Vec<u32> = (1..=12).collect();
    let facts = dues(&[1, 2, 3, 4, 5, 12], &[1, 2, 3, 4, 5, 11, 12], &always);
    let found = found(unpaid(6), &facts, "2019-12-31");
    assert_eq!(found.iter().map(line).collect::<Vec<_>>(), ["甲 2019 breached", "乙 2019 met", "丙 2019 met"]);
    let first = Period::parse("2019-06").unwrap();
    assert_eq!(found[0].missing, [Missing::EmptyMonths { first, months: 6, in_all: 6 }]);
    assert_eq!(lines(unpaid(6), &facts, "2019-11-29")[0], "甲 2019 met", "November is not over");
    assert_eq!(lines(unpaid(6), &facts, "2019-11-30")[0], "甲 2019 breached");
}

/// What is due by the records about dues, those that were approved.
fn by_approval() -> Vec<(Selector, facts::Name)> {
    let approved = Selector { part: Some("payer".to_owned()), ..selector("dues-reduced") };
    vec![(Selector { must: vec![condition("approved", Test::Flag(true))], ..approved }, "due".to_owned())]
}

#[test]
fn a_month_for_which_nothing_is_due_is_not_one_without_dues() {
    let always: Vec<u32> = (1..=12).collect();
    let reduced = |on: &str, due: i64, approved: bool| {
        let due = Value::Money(facts::Fen(due));
        let fact = fact(on, "dues-reduced").people("payer", &['甲']);
        fact.value("due", due).value("approved", Value::Flag(approved))
    };
    let told = |waivers: Vec<Fact>| {
        let facts = [dues(&[1, 2, 3, 4, 5, 12], &always, &always), waivers].concat();
        let rule = Rule {
            requirement: match unpaid(6).requirement {
                Requirement::Run(mut run) => {
                    run.selector.part = Some("payer".to_owned());
                    Requirement::Run(Run { dues: by_approval(), ..run })
                }
                other => other,
            },
            ..unpaid(6)
        };
        let found = found(rule, &facts, "2019-12-31");
        (line(&found[0]), found[0].evidence.len())
    };
    assert_eq!(told(vec![]), ("甲 2019 breached".to_owned(), 6));
    // One month is enough, and the record that frees it is evidence.
    assert_eq!(told(vec![reduced("2019-08-01", 0, true).until("2019-08-31")]), ("甲 2019 met".to_owned(), 7));
    assert_eq!(told(vec![reduced("2019-08-31", 0, true).until("2019-09-01")]), ("甲 2019 met".to_owned(), 7));
    assert_eq!(told(vec![reduced("2018-01-01", 0, true)]), ("甲 2019 met".to_owned(), 7), "without an end it goes on");
    let breached = || ("甲 2019 breached".to_owned(), 6);
    assert_eq!(told(vec![reduced("2019-08-01", 0, false).until("2019-08-31")]), breached(), "not approved");
    assert_eq!(told(vec![reduced("2019-08-01", 1, true).until("2019-08-31")]), breached(), "less, but not nothing");
    // The later one counts.
    let again = vec![reduced("2019-06-01", 0, true), reduced("2019-06-02", 500, true)];
    assert_eq!(told(again), breached());
}

/// A talk within a month with whoever did not pay for six months.
fn asked_about_unpaid() -> Rule {
    let part = |kind: &str, part: &str| Selector { part: Some(part.to_owned()), ..selector(kind) };
    let trigger = Trigger::EmptyMonths(number(6), part("dues-paid", "payer"), Vec::new());
    let bound = Bound::After(Limit::Months(1).into());
    let Requirement::Within(limit) = within(trigger, bound, "talk", None).requirement else { panic!("a limit") };
    let limit = Within { selector: part("talk", "partner"), same_person: true, ..limit };
    rule(Who::Member, Some(Calendar::Month), Requirement::Within(limit))
}

#[test]
fn that_six_months_were_not_paid_is_said_on_their_last_day_and_stays_said() {
    let always: Vec<u32> = (1..=12).collect();
    let mut facts = dues(&[1, 2, 3, 4, 5, 12], &[1, 2, 3, 4, 5, 11, 12], &always);
    assert!(lines(asked_about_unpaid(), &facts, "2019-11-29").is_empty());
    assert_eq!(lines(asked_about_unpaid(), &facts, "2019-11-30"), ["甲 2019-11 open"]);
    let paid_back = |on| fact(on, "dues-paid").people("payer", &['甲']).value("month", period("2019-08"));
    facts.push(paid_back("2019-12-03"));
    assert_eq!(lines(asked_about_unpaid(), &facts, "2019-12-30"), ["甲 2019-11 open"]);
    assert_eq!(lines(asked_about_unpaid(), &facts, "2019-12-31"), ["甲 2019-11 missed"]);
    facts.push(fact("2019-12-30", "talk").people("speaker", &['乙']).people("partner", &['甲']));
    assert_eq!(lines(asked_about_unpaid(), &facts, "2019-12-31"), ["甲 2019-11 met"]);
    let free = Value::Money(facts::Fen(0));
    let waived = fact("2019-08-01", "dues-reduced").people("payer", &['甲']).until("2019-08-31").value("due", free);
    let mut with = asked_about_unpaid();
    if let Requirement::Within(Within { trigger: Trigger::EmptyMonths(_, _, dues), .. }) = &mut with.requirement {
        *dues = by_approval();
    }
    let waived = [facts.clone(), vec![waived.value("approved", Value::Flag(true))]].concat();
    assert!(lines(with, &waived, "2019-12-31").is_empty());
    // What was paid by then takes it back.
    facts.push(paid_back("2019-11-30"));
    assert!(lines(asked_about_unpaid(), &facts, "2019-12-31").is_empty());
}

#[test]
fn what_nobody_looked_into_is_asked_about_again_in_the_new_year() {
    let asked = || Rule { from: day("2018-01-01"), ..asked_about_unpaid() };
    // 甲 paid until April 2018, the others always.
    let pays = |on: String, who: &[char], month: String| {
        fact(&on, "dues-paid").people("payer", who).value("month", period(&month))
    };
    let months = (0..15).map(|month| (2018 + month / 12, month % 12 + 1));
    let mut facts = branch(3);
    facts.extend(months.map(|(year, month)| {
        let who: &[char] = if (year, month) < (2018, 5) { &['甲', '乙', '丙'] } else { &['乙', '丙'] };
        pays(format!("{year}-{month:02}-10"), who, format!("{year}-{month:02}"))
    }));
    assert_eq!(lines(asked(), &facts, "2018-12-01"), ["甲 2018-10 missed"]);
    assert!(lines(asked(), &facts, "2019-01-30").is_empty());
    assert_eq!(lines(asked(), &facts, "2019-01-31"), ["甲 2019-01 open"]);
    assert_eq!(lines(asked(), &facts, "2019-03-31"), ["甲 2019-01 missed"], "once a year");
    let talk = |on| fact(on, "talk").people("speaker", &['乙']).people("partner", &['甲']);
    for (on, found) in [("2018-10-30", true), ("2018-12-01", false), ("2019-01-30", false)] {
        let with = [facts.clone(), vec![talk(on)]].concat();
        assert_eq!(!lines(asked(), &with, "2019-01-31").is_empty(), found, "{on}");
    }
    // Who goes on for years: what was looked into in the year before is not asked about, what was before that is.
    let months = (15..36).map(|month| (2018 + month / 12, month % 12 + 1));
    let mut years = facts.clone();
    years.extend(
        months.map(|(year, month)| pays(format!("{year}-{month:02}-10"), &['乙', '丙'], format!("{year}-{month:02}"))),
    );
    for (on, found) in [("2018-12-01", true), ("2019-01-02", false), ("2019-02-20", false), ("2020-01-30", false)] {
        let with = [years.clone(), vec![talk(on)]].concat();
        assert_eq!(!lines(asked(), &with, "2020-01-31").is_empty(), found, "{on}");
    }
    facts.push(talk("2019-01-31"));
    assert_eq!(lines(asked(), &facts, "2019-01-31"), ["甲 2019-01 met"]);
}

#[test]
fn a_month_without_any_ledger_decides_nothing() {
    // Nobody paid in 2018, nor in March; 甲 paid from July on.
    let facts = dues(&[7, 8, 9, 10, 11, 12], &[1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12], &[1, 2, 4, 5, 6]);
    let found = found(unpaid(5), &facts, "2019-12-31");
    assert_eq!(found.iter().map(line).collect::<Vec<_>>(), ["甲 2019 unknown", "乙 2019 met", "丙 2019 breached"]);
    // January 2018 to June 2019: eighteen months, of which all but five are not known.
    assert_eq!(found[0].missing, [Missing::UnknownMonths(13)]);
}

#[test]
fn what_is_paid_for_a_longer_period_is_paid_for_each_of_its_months() {
    let mut facts = dues(&[1, 2, 3], &[1, 2, 3, 4, 5, 6, 7, 8], &[]);
    let quarter = |on, name, quarter| fact(on, "dues-paid").people("payer", &[name]).value("month", period(quarter));
    facts.extend([quarter("2019-04-05", '甲', "2019-Q2"), quarter("2019-01-05", '丙', "2019")]);
    // What 丙 paid ahead tells nothing about 甲's months from September on.
    assert_eq!(lines(unpaid(4), &facts, "2019-09-30"), ["甲 2019 met", "乙 2019 met", "丙 2019 met"]);
    assert_eq!(lines(unpaid(4), &facts, "2019-10-31"), ["甲 2019 unknown", "乙 2019 met", "丙 2019 met"]);
    let found = found(unpaid(4), &facts, "2019-10-31");
    assert_eq!((found[0].missing.as_slice(), found[0].evidence.len()), ([Missing::UnknownMonths(2)].as_slice(), 4));
}

#[test]
fn a_run_that_goes_on_says_when_it_will_be_too_long() {
    let facts = dues(&[1, 2, 3], &[1, 2, 3, 4, 5, 6], &[7]);
    let changes = |as_of| -> Vec<Option<String>> {
        found(unpaid(4), &facts, as_of).iter().map(|found| Some(found.changes_on?.to_string())).collect()
    };
    let on = |day: &str| Some(day.to_owned());
    assert_eq!(changes("2019-06-30"), [on("2019-07-31"), on("2019-10-31"), None]);
    assert_eq!(changes("2019-08-15"), [None, on("2019-10-31"), None]);
}

#[test]
fn months_paid_before_joining_are_paid() {
    let always: Vec<u32> = (1..=12).collect();
    let mut facts = dues(&always, &[], &[]);
    facts.push(joined("2019-01-10", '丁').value("dues-paid-until", period("2019-10")));
    let found = lines(unpaid(3), &facts, "2019-12-31");
    assert_eq!(found, ["甲 2019 met", "乙 2019 breached", "丙 2019 breached", "丁 2019 met"]);
}

#[test]
fn a_term_ends_in_time_or_is_put_off_as_far_as_may_be() {
    let election = || {
        let term = Term { length: Limit::Years(3).into(), extension: Limit::Years(1).into() };
        rule(Who::Organisation, None, Requirement::Term(term))
    };
    let mut facts = branch(1);
    assert_eq!(found(election(), &facts, "2019-01-01")[0].missing, [Missing::Election]);
    facts.push(fact("2016-05-10", "committee-elected"));
    assert_eq!(lines(election(), &facts, "2019-05-10"), ["term open"]);
    assert_eq!(lines(election(), &facts, "2019-05-11"), ["term missed"]);
    let put_off = fact("2019-05-01", "election-postponed").value("until", Value::Day(day("2021-01-01")));
    facts.push(put_off.clone());
    assert_eq!(lines(election(), &facts, "2019-05-11"), ["term missed"], "nobody approved it");
    facts.push(put_off.value("approved", Value::Flag(true)));
    assert_eq!(found(election(), &facts, "2019-05-11")[0].due, Some(day("2020-05-10")));
    facts.push(fact("2020-05-11", "committee-elected"));
    assert_eq!(lines(election(), &facts, "2020-12-31"), ["term late", "term open"]);
    assert_eq!(lines(election(), &facts, "2021-01-01"), ["term open"]);
    // What is put off during the next term is the next one.
    let later = fact("2020-06-01", "election-postponed").value("until", Value::Day(day("2024-05-01")));
    facts.push(later.value("approved", Value::Flag(true)));
    let dues: Vec<Option<Day>> = found(election(), &facts, "2020-12-31").iter().map(|found| found.due).collect();
    assert_eq!(dues, [Some(day("2020-05-10")), Some(day("2024-05-01"))]);
}

#[test]
fn each_post_of_a_list_is_held() {
    let choice =
        |slug: &str| Choice { slug: slug.to_owned(), name: String::new(), synonyms: Vec::new(), ..Choice::default() };
    let items = Items::Posts(vec![choice("secretary"), choice("publicity"), choice("organisation")]);
    let posts = || rule(Who::Organisation, None, Requirement::Inventory(Inventory { items: items.clone() }));
    let mut facts = branch(2);
    let vacant = &found(posts(), &facts, "2019-01-01")[0];
    assert_eq!(vacant.status.slug(), "missed");
    assert_eq!(vacant.missing, [Missing::Post("publicity".to_owned()), Missing::Post("organisation".to_owned())]);
    facts.extend([post("2019-01-01", '乙', "publicity"), post("2019-01-02", '乙', "organisation")]);
    assert_eq!(lines(posts(), &facts, "2019-01-02"), ["standing met"]);
}

#[test]
fn what_stands_is_told_by_the_latest_record_of_each_item() {
    let choice =
        |slug: &str| Choice { slug: slug.to_owned(), name: String::new(), synonyms: Vec::new(), ..Choice::default() };
    let sought = |each: &[&str]| {
        let each = (!each.is_empty()).then(|| ("mode".to_owned(), each.iter().copied().map(choice).collect()));
        let mut selector = selector("training");
        selector.must.push(condition("hours", Test::Range(Some(number(2)), None)));
        let items = Items::Records(Current { selector, each, listed: None });
        rule(Who::Organisation, None, Requirement::Inventory(Inventory { items }))
    };
    let training = |on: &str, mode: &str, whole: i64| {
        fact(on, "training").value("mode", option(mode)).value("hours", hours(whole))
    };
    let mut facts = branch(2);
    let nothing = &found(sought(&[]), &facts, "2019-01-01")[0];
    assert_eq!((nothing.status.slug(), &nothing.missing[..]), ("missed", &[Missing::Records(1)][..]));
    facts.extend([training("2018-05-05", "online", 2), training("2019-01-02", "concentrated", 1)]);
    assert_eq!(lines(sought(&[]), &facts, "2019-01-01"), ["standing met"]);
    assert_eq!(lines(sought(&[]), &facts, "2019-01-02"), ["standing missed"]);
    let of_each = &found(sought(&["online", "concentrated", "self-study"]), &facts, "2019-01-02")[0];
    let items = ["concentrated", "self-study"].map(|item| Missing::Item(item.to_owned()));
    assert_eq!((&of_each.missing[..], of_each.evidence.len(), of_each.late_records), (&items[..], 2, 0));
    facts.push(training("2019-01-03", "concentrated", 2));
    assert_eq!(lines(sought(&["online", "concentrated"]), &facts, "2019-01-03"), ["standing met"]);
}

#[test]
fn a_state_stands_on_the_records_of_the_roster_and_none_of_them_is_late() {
    let behind = |metric: Metric, facts: &[Fact]| {
        let found = found(state(Who::Organisation, range(metric, Some(0), None)), facts, "2019-12-31").remove(0);
        assert_eq!((found.late_records, found.latest_by_days), (0, 0));
        let position = |id: &FactId| facts.iter().position(|fact| fact.id == *id).unwrap();
        found.evidence.iter().map(position).collect::<Vec<_>>()
    };
    let mut facts = branch(2);
    facts.iter_mut().for_each(|fact| fact.recorded_at = Instant::start_of(day("2019-06-01")));
    // 0 set up, 1 甲 joined, 2 乙 joined, 3 甲 secretary
    facts.push(joined("2015-01-01", '丙'));
    facts.push(fact("2016-01-01", "became-full-member").people("member", &['丙']));
    facts.push(left("2019-02-01", '乙'));
    facts.push(post("2019-03-01", '丙', "publicity"));
    facts.push(post("2019-01-01", '丙', "publicity"));
    facts.push(fact("2019-01-01", "group-joined").people("member", &['丙']).value("group", text("一组")));
    assert_eq!(behind(Metric::Members, &facts), [1, 4]);
    assert_eq!(behind(Metric::FullMembers, &facts), [1, 4, 5]);
    // Who takes a post again holds it by the later taking.
    assert_eq!(behind(Metric::CommitteeSize, &facts), [3, 7]);
    assert_eq!(behind(Metric::Secretaries, &facts), [3]);
    assert_eq!(behind(Metric::HasCommittee, &facts), [1, 4, 3, 7]);
    assert_eq!(behind(Metric::MembersWithoutGroup, &facts), [1, 9]);
    assert_eq!(behind(Metric::Groups, &facts), [9]);
    assert_eq!(behind(Metric::StandingAtAppointment, &facts), [1, 3]);
    assert_eq!(behind(Metric::ApprovedBySuperior, &facts), [] as [usize; 0]);
}

#[test]
fn a_rule_names_the_days_after_which_a_record_is_late() {
    let mut facts = branch(1);
    facts.push(fact("2019-03-01", "members-meeting").recorded("2019-03-09"));
    let late = |late_after_days: u16| {
        let rule = Rule { late_after_days, ..count(Who::Organisation, Calendar::Year, 1, "members-meeting") };
        let found = found(rule, &facts, "2019-12-31").remove(0);
        (found.late_records, found.latest_by_days)
    };
    assert_eq!((late(7), late(8)), ((1, 8), (0, 0)));
}

#[test]
fn the_latest_attestation_decides() {
    let attested = || {
        let attested = Attested { kind: kind("attestation"), grades: vec!["good".to_owned()] };
        rule(Who::Organisation, Some(Calendar::Year), Requirement::Attested(attested))
    };
    let attest = |on: &str, clause: &str, grade: &str| {
        fact(on, "attestation")
            .value("clause", text(clause))
            .value("grade", option(grade))
            .value("year", period("2019"))
    };
    let mut facts = branch(1);
    facts.push(attest("2019-04-01", "L2", "good"));
    assert_eq!(lines(attested(), &facts, "2019-12-30"), ["2019 open"]);
    assert_eq!(lines(attested(), &facts, "2019-12-31"), ["2019 missed"]);
    facts.push(attest("2019-05-01", "L1", "good"));
    assert_eq!(lines(attested(), &facts, "2019-06-01"), ["2019 met"]);
    facts.push(attest("2019-07-01", "L1", "sufficient"));
    assert_eq!(lines(attested(), &facts, "2019-08-01"), ["2019 missed"]);
}

#[test]
fn a_limit_that_is_a_parameter_has_its_value_of_the_day_from_which_it_runs() {
    let limit = Bound::After(rulebook::Length::Parameter(0));
    let mut book = rulebook(vec![within(Trigger::Record(selector("life-meeting")), limit, "report-filed", None)]);
    let dated = |from, days| rulebook::DatedValue {
        place: Place::default(),
        from: day(from),
        value: Quantity::whole(days),
        source: String::new(),
    };
    book.parameters = vec![rulebook::Parameter {
        slug: "filing".to_owned(),
        name: String::new(),
        unit: Some("日".to_owned()),
        values: vec![dated("2018-09-01", 15), dated("2019-06-01", 30)],
        direction: None,
        place: Place::default(),
    }];
    let mut facts = branch(1);
    facts.extend(["2019-05-31", "2019-06-01"].map(|on| fact(on, "life-meeting")));
    let slow = evaluate(&book, organisation(), &facts, day("2019-06-15"), None);
    assert_eq!(crate::compare(&findings::evaluate(&book, &facts, day("2019-06-15"), None), &slow), Ok(()));
    let dues: Vec<_> = slow.iter().map(|found| (found.due.unwrap().to_string(), found.status.slug())).collect();
    assert_eq!(dues, [("2019-06-15".to_owned(), "open"), ("2019-07-01".to_owned(), "open")]);
}

#[test]
fn a_number_in_a_test_of_a_field_is_that_of_the_records_day() {
    let mut long = count(Who::Organisation, Calendar::Year, 1, "party-lecture");
    let Requirement::Count(counted) = &mut long.requirement else { panic!() };
    counted.selector.must.push(condition("hours", Test::Range(Some(Number::Parameter(0)), None)));
    let mut book = rulebook(vec![long]);
    let dated = |from, hours| rulebook::DatedValue {
        place: Place::default(),
        from: day(from),
        value: Quantity::whole(hours),
        source: String::new(),
    };
    book.parameters = vec![rulebook::Parameter {
        slug: "hours".to_owned(),
        name: String::new(),
        unit: None,
        values: vec![dated("2018-09-01", 2), dated("2019-06-01", 3)],
        direction: None,
        place: Place::default(),
    }];
    let judged = |on: &str| {
        let mut facts = branch(1);
        facts.push(fact(on, "party-lecture").value("hours", hours(2)));
        let slow = evaluate(&book, organisation(), &facts, day("2019-12-31"), None);
        assert_eq!(crate::compare(&findings::evaluate(&book, &facts, day("2019-12-31"), None), &slow), Ok(()));
        slow[0].status.slug()
    };
    assert_eq!((judged("2019-05-31"), judged("2019-06-01")), ("met", "missed"));
}
