//! What people hold of some kinds and no rule says: held on one day, on a day of one's own, with a case that leads up.

use facts::Limit;
use rulebook::StepLimit;

use super::*;

/// The days of the planned records of a kind.
fn days_of(rulebook: &Rulebook, plan: &Plan, slug: &str) -> Vec<Day> {
    let of_kind = |item: &&PlannedItem| rulebook.kind(item.kind).is_some_and(|kind| kind.slug == slug);
    plan.items.iter().filter(of_kind).map(|item| item.day).collect()
}

#[test]
fn members_are_evaluated_at_the_life_meeting_or_nobody_says_so() {
    let rulebook = rulebook();
    for (shape, branch, extra) in shapes() {
        let mut facts = records(&rulebook, &branch);
        facts.extend(extra(&facts));
        let plan = planned(&rulebook, &facts, "2026-01-01");
        let meetings = days_of(&rulebook, &plan, "life-meeting");
        let evaluations = days_of(&rulebook, &plan, "democratic-evaluation");
        assert!(evaluations.iter().all(|day| meetings.contains(day)), "{shape}: {meetings:?} {evaluations:?}");
    }
    // The meetings are over, and nobody evaluated anybody: that is still to come, at no meeting.
    let mut facts = records(&rulebook, &branch());
    let held = [(1, "2026-02-10"), (2, "2026-07-08")];
    let held = held.map(|(id, on)| record(&facts[0], id, "life-meeting", on, &[]));
    facts.extend(held);
    let plan = planned(&rulebook, &facts, "2026-08-01");
    let [evaluation] = days_of(&rulebook, &plan, "democratic-evaluation")[..] else { panic!("one evaluation") };
    assert!(evaluation >= day("2026-08-01"));
    let item = plan.items.iter().find(|item| item.day == evaluation && item.values.contains_key("with-life-meeting"));
    assert_eq!(item, None, "it is not said to be at the meeting");
    assert_eq!(statuses(&rulebook, &facts, &plan, "evaluation-gap"), [Status::Met].into());
    // Where the meeting is written down for a day to come, the evaluation goes with it.
    facts.push(record(&facts[0], 3, "life-meeting", "2026-10-13", &[]));
    let plan = planned(&rulebook, &facts, "2026-08-01");
    assert_eq!(days_of(&rulebook, &plan, "democratic-evaluation"), [day("2026-10-13")]);
}

/// The steps of the evaluation, with their days.
fn evaluation_steps(plan: &Plan) -> Vec<(Day, String)> {
    let step = |item: &PlannedItem| {
        let fact = item.facts.first().filter(|fact| fact.kind == "evaluation-step")?;
        Some((item.day, fact.option("step")?.to_owned()))
    };
    plan.items.iter().filter_map(step).collect()
}

/// The meeting among the steps has the day of the evaluation, the others come one by one before and after it.
fn goes_through_its_steps(of: &str, rulebook: &Rulebook, facts: &[Fact], plan: &Plan) {
    let found = evaluation_steps(plan);
    let order = ["mobilised", "summed-up", "first-review", "meeting", "rated"];
    assert_eq!(found.iter().map(|(_, step)| step.as_str()).collect::<Vec<_>>(), order, "{of}: {found:?}");
    assert!(found.is_sorted_by(|(one, _), (next, _)| one < next), "{of}: one after the other: {found:?}");
    assert_eq!(days_of(rulebook, plan, "democratic-evaluation"), [found[3].0], "{of}: {found:?}");
    for slug in ["evaluation-gap", "evaluation-steps", "evaluation-meeting-steps"] {
        assert_eq!(statuses(rulebook, facts, plan, slug), [Status::Met].into(), "{of}: {slug}");
    }
}

#[test]
fn an_evaluation_is_a_step_of_its_procedure() {
    let rulebook = rulebook();
    for (shape, branch, extra) in shapes() {
        let mut facts = records(&rulebook, &branch);
        facts.extend(extra(&facts));
        let plan = planned(&rulebook, &facts, "2026-01-01");
        // One that does not stand at the year's end owes no evaluation.
        if shape == "dissolved in autumn" || days_of(&rulebook, &plan, "democratic-evaluation").is_empty() {
            assert!(shape != "with a committee", "nothing is planned");
            continue;
        }
        goes_through_its_steps(shape, &rulebook, &facts, &plan);
    }
    // With few weeks left, and at a meeting whose day is set.
    let mut facts = records(&rulebook, &branch());
    for from in ["2026-05-20", "2026-08-01", "2026-11-20"] {
        goes_through_its_steps(from, &rulebook, &facts, &planned(&rulebook, &facts, from));
    }
    facts.push(record(&facts[0], 3, "life-meeting", "2026-10-13", &[]));
    let plan = planned(&rulebook, &facts, "2026-08-01");
    goes_through_its_steps("on the day of the meeting", &rulebook, &facts, &plan);
    assert_eq!(evaluation_steps(&plan)[3].0, day("2026-10-13"));
}

#[test]
fn what_is_recorded_of_an_evaluation_is_gone_on_from() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &branch());
    let like = facts[0].clone();
    let year = ("year", Value::Period(facts::Calendar::Year.containing(day("2026-01-01"))));
    let step = |id, step: &str, on: &str| {
        let values = [("step", Value::Options(vec![step.to_owned()])), year.clone()];
        record(&like, id, "evaluation-step", on, &values)
    };
    let recorded = [step(1, "mobilised", "2026-05-06"), step(2, "summed-up", "2026-06-18")];
    facts.extend(recorded);
    let plan = planned(&rulebook, &facts, "2026-06-20");
    let found = evaluation_steps(&plan);
    let order = ["first-review", "meeting", "rated"];
    assert_eq!(found.iter().map(|(_, step)| step.as_str()).collect::<Vec<_>>(), order, "{found:?}");
    assert_eq!(days_of(&rulebook, &plan, "democratic-evaluation"), [found[1].0]);
    assert_eq!(statuses(&rulebook, &facts, &plan, "evaluation-steps"), [Status::Met].into());
    // The evaluation is over and only the rating is left: that comes after it, and nothing is held twice.
    let evaluated = record(&like, 4, "democratic-evaluation", "2026-07-20", &[]);
    facts.push(evaluated);
    let rest = [step(5, "first-review", "2026-07-01"), step(6, "meeting", "2026-07-20")];
    facts.extend(rest);
    let plan = planned(&rulebook, &facts, "2026-08-01");
    let found = evaluation_steps(&plan);
    assert!(found.len() == 1 && found[0].1 == "rated", "{found:?}");
}

/// The meeting at least two months and at most three after the mobilisation, and the rating within ten days.
#[test]
fn the_steps_of_an_evaluation_keep_the_limits_of_its_procedure() {
    let mut rulebook = rulebook();
    let (rule, _) = rulebook.rule_named("evaluation-steps").unwrap();
    let Requirement::Procedure(procedure) = &mut rulebook.rules[rule].requirement else { panic!() };
    let within = |from, limit: Limit| Some(StepLimit { limit: limit.into(), from });
    procedure.steps[3].earliest = within(0, Limit::Months(2));
    procedure.steps[3].latest = within(0, Limit::Months(3));
    procedure.steps[4].latest = within(3, Limit::Days(10));
    let facts = records(&rulebook, &branch());
    for from in ["2026-01-01", "2026-07-01", "2026-10-15"] {
        goes_through_its_steps(from, &rulebook, &facts, &planned(&rulebook, &facts, from));
    }
}

/// Writes into the roster when the members joined the Party; none for whom nobody knows it.
fn joined(facts: &mut [Fact], days: &[Option<&str>]) {
    let joinings = facts.iter_mut().filter(|fact| fact.kind == kinds::MEMBER_JOINED);
    for (fact, on) in joinings.zip(days) {
        match on {
            Some(on) => fact.values.insert(kinds::JOINED_ON.to_owned(), Value::Day(day(on))),
            None => fact.values.remove(kinds::JOINED_ON),
        };
    }
}

fn birthdays(rulebook: &Rulebook, facts: &[Fact], plan: &Plan) -> Vec<(String, String)> {
    let of_kind = |item: &&PlannedItem| rulebook.kind(item.kind).is_some_and(|kind| kind.slug == "political-birthday");
    let names = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
    let name = |person: &PersonId| members(facts).iter().position(|member| member == person).map_or("", |at| names[at]);
    let whose = |item: &PlannedItem| item.people.iter().map(|(_, person)| name(person)).collect::<String>();
    plan.items.iter().filter(of_kind).map(|item| (item.day.to_string(), whose(item))).collect()
}

#[test]
fn everybody_has_his_political_birthday_on_the_day_on_which_he_joined() {
    let rulebook = rulebook();
    let six = ExampleBranch { full_members: 6, ..branch() };
    let mut facts = records(&rulebook, &six);
    // A Wednesday; a Saturday; one of the free days of October; the leap day; the last day of the year; two on one day.
    let days = ["2001-04-15", "1999-06-27", "1998-10-03", "2004-02-29", "1990-12-31", "2010-04-15"];
    joined(&mut facts, &days.map(Some));
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let expected = [
        ("2026-02-28", "丁"),
        ("2026-04-15", "甲己"),
        ("2026-06-29", "乙"),
        ("2026-10-08", "丙"),
        ("2026-12-31", "戊"),
    ];
    let expected: Vec<(String, String)> =
        expected.iter().map(|(day, whose)| ((*day).to_owned(), (*whose).to_owned())).collect();
    assert_eq!(birthdays(&rulebook, &facts, &plan), expected);
    assert_eq!(statuses(&rulebook, &facts, &plan, "political-birthday-unmarked"), [Status::Met].into());
    is_even("with birthdays", &plan);
    // Of some nobody knows it, and of some it has gone by: in the rest of the year, each at another time.
    joined(&mut facts, &[None, Some("1999-06-27"), None, Some("2004-02-29"), Some("1990-12-31"), None]);
    let plan = planned(&rulebook, &facts, "2026-05-01");
    let found = birthdays(&rulebook, &facts, &plan);
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(found.contains(&("2026-06-29".to_owned(), "乙".to_owned())), "{found:?}");
    let months: BTreeSet<&str> =
        found.iter().filter(|(_, whose)| whose != "乙" && whose != "戊").map(|(day, _)| &day[..7]).collect();
    assert!(months.len() >= 3 && months.iter().all(|month| *month >= "2026-05"), "{found:?}");
    assert_eq!(statuses(&rulebook, &facts, &plan, "political-birthday-unmarked"), [Status::Met].into());
}

/// The steps of the re-election: the day, the step and whether the superior takes it.
fn steps(plan: &Plan) -> Vec<(Day, String, bool)> {
    let step = |item: &PlannedItem| {
        let fact = item.facts.first().filter(|fact| fact.kind == "election-step")?;
        let above = matches!(item.responsible, findings::Responsible::Above(_));
        Some((item.day, fact.option("step")?.to_owned(), above))
    };
    plan.items.iter().filter_map(step).collect()
}

#[test]
fn an_election_comes_with_the_steps_that_lead_up_to_it() {
    let rulebook = rulebook();
    let order =
        ["requested", "answered", "candidates-submitted", "candidates-approved", "held", "reported", "approved"];
    for elected in ["2023-09-01", "2023-02-20", "2023-12-20"] {
        let facts = records(&rulebook, &ExampleBranch { elected: Some(day(elected)), ..branch() });
        let plan = planned(&rulebook, &facts, "2026-01-01");
        let found = steps(&plan);
        assert_eq!(found.iter().map(|(_, step, _)| step.as_str()).collect::<Vec<_>>(), order, "{elected}: {found:?}");
        let days: BTreeSet<Day> = found.iter().map(|(day, ..)| *day).collect();
        assert_eq!(days.len(), order.len(), "{elected}: one after the other: {found:?}");
        let election = plan.items.iter().find(|item| item.facts[0].kind == kinds::COMMITTEE_ELECTED).unwrap();
        assert!(election.day == found[4].0 && election.day <= day(elected).plus_months(36), "{elected}: {found:?}");
        let above: Vec<bool> = found.iter().map(|(_, _, above)| *above).collect();
        assert_eq!(above, [false, true, false, true, false, false, true], "the superior answers and approves");
        assert_eq!(statuses(&rulebook, &facts, &plan, "election-steps"), [Status::Met].into(), "{elected}");
        let (rule, _) = rulebook.rule_named("election-steps").unwrap();
        assert!(plan.unplanned.iter().all(|one| one.rule != rule), "{elected}: {:?}", plan.unplanned);
    }
}

/// Five days before the term ends some steps fall on one day.
#[test]
fn an_election_that_is_due_at_once_is_prepared_as_far_as_there_are_days() {
    let rulebook = rulebook();
    let (rule, _) = rulebook.rule_named("election-steps").unwrap();
    let facts = records(&rulebook, &ExampleBranch { elected: Some(day("2023-09-01")), ..branch() });
    let plan = planned(&rulebook, &facts, "2026-08-27");
    assert_eq!(steps(&plan).len(), 7);
    assert_eq!(statuses(&rulebook, &facts, &plan, "election-steps"), [Status::Met].into());
    assert!(plan.unplanned.iter().all(|one| one.rule != rule), "{:?}", plan.unplanned);
}

#[test]
fn a_case_that_is_under_way_is_led_on_under_its_own_name() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &ExampleBranch { elected: Some(day("2023-09-01")), ..branch() });
    let step = |id, step: &str, on: &str| {
        let one = |choice: &str| Value::Options(vec![choice.to_owned()]);
        let values = [("election", Value::Text("第四届".to_owned())), ("matter", one("term")), ("step", one(step))];
        record(&facts[0], id, "election-step", on, &values)
    };
    let recorded = [step(1, "requested", "2026-04-06"), step(2, "answered", "2026-04-20")];
    facts.extend(recorded);
    let plan = planned(&rulebook, &facts, "2026-05-01");
    let found = steps(&plan);
    let order = ["candidates-submitted", "candidates-approved", "held", "reported", "approved"];
    assert_eq!(found.iter().map(|(_, step, _)| step.as_str()).collect::<Vec<_>>(), order, "{found:?}");
    let names: BTreeSet<&str> =
        plan.items.iter().flat_map(|item| &item.facts).filter_map(|fact| fact.text("election")).collect();
    assert_eq!(names, ["第四届"].into());
    assert_eq!(statuses(&rulebook, &facts, &plan, "election-steps"), [Status::Met].into());
}

#[test]
fn a_branch_without_anybody_is_told_so_once_and_given_nothing_to_do() {
    let rulebook = rulebook();
    let empty = ExampleBranch { full_members: 0, committee: 0, ..branch() };
    let facts = records(&rulebook, &empty);
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert_eq!(plan.items, []);
    let roster = roster::fold(&facts::current(&facts, None), day("2026-12-31"));
    let view = views::plan_view(&rulebook, &roster, YEAR, &plan, (&BTreeSet::new(), &[]));
    let said = |text: &str| view.notes.iter().filter(|note| note.contains(text)).count();
    assert_eq!((said("没有党员在"), said("L1、")), (1, 1), "{:?}", view.notes);
    assert!(view.unplanned.iter().all(|row| !row.reason.contains("没有人")), "{:?}", view.unplanned);
    // All are away until the middle of the year: what is due before that is told once, the rest is planned for after it.
    let facts = records(&rulebook, &ExampleBranch { full_members: 4, committee: 1, ..branch() });
    let away = (0..).zip(members(&facts)).map(|(id, person)| {
        let out = record(&facts[0], id, kinds::FLOATING_OUT, "2025-12-01", &[]);
        Fact { people: playing(kinds::MEMBER, person), ..out }
    });
    let back = (0..).zip(members(&facts)).map(|(id, person)| {
        let back = record(&facts[0], id, kinds::FLOATING_RETURNED, "2026-07-06", &[]);
        Fact { people: playing(kinds::MEMBER, person), ..back }
    });
    let facts: Vec<Fact> = facts.iter().cloned().chain(away).chain(back).collect();
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert!(
        !plan.items.is_empty() && plan.items.iter().all(|item| item.day >= day("2026-07-06")),
        "{:?}",
        plan.items[0]
    );
    let (rule, _) = rulebook.rule_named("members-meeting-gap").unwrap();
    let told: Vec<_> =
        plan.unplanned.iter().filter(|one| one.rule == rule).map(|one| (one.obstacle, one.findings.len())).collect();
    assert_eq!(told, [(Obstacle::Nobody, 2)], "two quarters");
    let left: BTreeSet<usize> = plan.unplanned.iter().map(|one| one.rule).collect();
    let is_wrong = |status| matches!(status, Status::Missed | Status::Breached | Status::Late);
    let found = carried_out(&rulebook, &facts, &plan).into_iter();
    let wrong: Vec<Finding> =
        found.filter(|finding| is_wrong(finding.status) && !left.contains(&finding.rule)).collect();
    assert_eq!(wrong, []);
}

#[test]
fn what_has_to_come_at_its_time_is_planned_for_that_time() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &branch());
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let (rule, _) = rulebook.rule_named("july-first-not-commended").unwrap();
    let days: Vec<Day> = plan.items.iter().filter(|item| item.serves.contains(&rule)).map(|item| item.day).collect();
    assert!(days.len() == 1 && day("2026-06-01") <= days[0] && days[0] <= day("2026-08-01"), "{days:?}");
    assert_eq!(statuses(&rulebook, &facts, &plan, "july-first-not-commended"), [Status::Met].into());
}

/// Twenty policies are in force, and one that is made in June.
#[test]
fn one_meeting_assesses_all_policies() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &branch());
    let kind = rulebook.kind_named("policy-assessed").unwrap().1;
    let choices: Vec<&str> =
        kind.field("policy").unwrap().field_type.choices().unwrap().iter().map(|one| one.slug.as_str()).collect();
    let like = facts[0].clone();
    let policy = |id: u8, slug: &str, on: &str| {
        let options = |slug: &str| Value::Options(vec![slug.to_owned()]);
        record(&like, id, "policy", on, &[("policy", options(slug)), ("state", options("adopted"))])
    };
    facts.extend((0..20).map(|at| policy(at, choices[usize::from(at)], "2025-03-03")));
    facts.push(policy(20, choices[20], "2026-06-22"));
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let assessed = |item: &&PlannedItem| item.facts.iter().any(|fact| fact.kind == "policy-assessed");
    let items: Vec<&PlannedItem> = plan.items.iter().filter(assessed).collect();
    assert!(items.len() <= 2, "{} meetings", items.len());
    assert!(items.iter().any(|item| item.facts.len() >= 20), "one after the other at one meeting");
    let named: BTreeSet<&str> =
        items.iter().flat_map(|item| &item.facts).filter_map(|fact| fact.option("policy")).collect();
    assert!(choices[..21].iter().all(|choice| named.contains(choice)), "{named:?}");
    let of_june = items.iter().find(|item| item.facts.iter().any(|fact| fact.option("policy") == Some(choices[20])));
    assert!(day("2026-06-22") <= of_june.unwrap().day, "it is not assessed before somebody made it");
    let ids: BTreeSet<FactId> = items.iter().flat_map(|item| &item.facts).map(|fact| fact.id).collect();
    assert_eq!(ids.len(), named.len());
    assert_eq!(statuses(&rulebook, &facts, &plan, "policies-not-assessed"), [Status::Met].into());
}

/// Three of ten are away: without them too few would come to elect.
#[test]
fn an_election_calls_back_those_without_whom_too_few_would_come() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &ExampleBranch { elected: Some(day("2023-09-01")), ..branch() });
    let like = facts[0].clone();
    let away = |(id, person)| Fact {
        people: playing(kinds::MEMBER, person),
        ..record(&like, id, kinds::FLOATING_OUT, "2025-11-03", &[])
    };
    let expected = |facts: &[Fact]| {
        let plan = planned(&rulebook, facts, "2026-01-01");
        let election = plan.items.iter().find(|item| item.facts[0].kind == kinds::COMMITTEE_ELECTED).unwrap().clone();
        for slug in ["election-without-quorum-since-2020", "election-papers-wrong"] {
            assert_eq!(statuses(&rulebook, facts, &plan, slug), [Status::Met].into(), "{slug}");
        }
        let present = election.facts[0].people.iter().filter(|people| people.part == "attendee").count();
        (election.expected, present)
    };
    let people = members(&facts);
    facts.extend((0..).zip(people[6..8].iter().copied()).map(away));
    assert_eq!(expected(&facts), (Some(Expected::Members), 8), "four fifths come");
    facts.push(away((9, people[8])));
    assert_eq!(expected(&facts), (Some(Expected::Everybody), 10));
}
