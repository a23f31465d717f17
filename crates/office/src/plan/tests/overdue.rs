//! What is overdue: done late where late still counts, told where it does not.

use super::*;

/// The term ended on 1 September 2025.
#[test]
fn an_election_that_is_overdue_is_held_soon_and_with_its_steps() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &ExampleBranch { elected: Some(day("2022-09-01")), ..branch() });
    let (overdue, _) = rulebook.rule_named("election-overdue").unwrap();
    for (from, until) in [("2026-01-01", "2026-03-01"), ("2026-05-06", "2026-07-06"), ("2026-12-14", "2026-12-31")] {
        let plan = planned(&rulebook, &facts, from);
        let elections = plan.items.iter().filter(|item| item.facts[0].kind == kinds::COMMITTEE_ELECTED);
        let [election] = elections.collect::<Vec<_>>()[..] else { panic!("{from}: one election") };
        assert!(day(from) < election.day && election.day <= day(until), "{from}: {}", election.day);
        assert_eq!(election.overdue, Some(day("2025-09-01")), "{from}");
        let steps: Vec<_> = plan.items.iter().filter(|item| item.facts[0].kind == "election-step").collect();
        let held = steps.iter().position(|item| item.facts[0].option("step") == Some("held"));
        assert_eq!((steps.len(), held, steps[4].day), (7, Some(4), election.day), "{from}");
        assert!(steps.iter().all(|item| item.overdue == election.overdue && day(from) <= item.day), "{from}");
        // It has been held, late, and the next term runs; before it was missed.
        let before = evaluate(&rulebook, &facts, day("2026-12-31"), None);
        assert!(before.iter().any(|finding| finding.rule == overdue && finding.status == Status::Missed));
        let all: Vec<Fact> = facts.iter().chain(plan.items.iter().flat_map(|item| &item.facts)).cloned().collect();
        let after = evaluate(&rulebook, &all, day("2026-12-31"), None).into_iter();
        let after: BTreeSet<Status> =
            after.filter(|finding| finding.rule == overdue).map(|finding| finding.status).collect();
        assert_eq!(after, [Status::Late, Status::Open].into(), "{from}");
        assert!(plan.unplanned.iter().all(|one| one.rule != overdue), "{from}: {:?}", plan.unplanned);
        let mut carried = statuses_of(&rulebook, &facts, &plan, "election-steps");
        carried.dedup();
        // One that is held in December is approved in January.
        assert!(matches!(carried[..], [] | [Status::Met]), "{from}: {carried:?}");
        let roster = roster::fold(&facts::current(&facts, None), day("2026-12-31"));
        let view = views::plan_view(&rulebook, &roster, YEAR, &plan, (&BTreeSet::new(), &[]));
        let row = view.items.iter().find(|row| row.id == election.id.to_string()).unwrap();
        assert!(row.content.starts_with("已过期，补办（应在 2025-09-01 以前）"), "{}", row.content);
        assert!(view.notes.iter().any(|note| note.contains("已经过期")), "{:?}", view.notes);
    }
}

/// Nothing recorded, and half of the year gone.
#[test]
fn what_still_counts_late_is_done_late_and_the_rest_is_told() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &branch());
    let plan = planned(&rulebook, &facts, "2026-07-20");
    let index = |slug: &str| rulebook.rule_named(slug).unwrap().0;
    let told = |slug: &str| {
        let of_rule = plan.unplanned.iter().filter(|one| one.rule == index(slug));
        of_rule.map(|one| (one.obstacle, one.findings.len())).collect::<Vec<_>>()
    };
    // A report names its half-year, a meeting is of the quarter in which it is held.
    let report = plan.items.iter().filter(|item| item.serves.contains(&index("meetings-report-missing")));
    let report: BTreeSet<_> = report.filter_map(|item| Some((item.overdue?, item.day <= day("2026-08-19")))).collect();
    assert_eq!(report, [(day("2026-01-15"), true), (day("2026-07-15"), true)].into(), "of two half-years");
    assert_eq!(told("meetings-report-missing"), []);
    assert_eq!(told("members-meeting-gap"), [(Obstacle::Past, 2)]);
    // Whatever is not told is met, or late and marked as such.
    let left: BTreeSet<usize> = plan.unplanned.iter().map(|one| one.rule).collect();
    let found = carried_out(&rulebook, &facts, &plan).into_iter();
    let wrong = found.filter(|one| is_wrong(one.status, &plan, one.rule) && !left.contains(&one.rule));
    let wrong: Vec<String> = wrong
        .map(|one| format!("{} {:?} {} {:?}", rulebook.rules[one.rule].slug, one.subject, one.period, one.missing))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(plan.unplanned.iter().all(|one| one.obstacle != Obstacle::Unsettled), "{:?}", plan.unplanned);
    let late = plan.items.iter().filter(|item| item.overdue.is_some());
    assert!(late.clone().count() > 5 && late.clone().all(|item| item.overdue < Some(day("2026-07-20"))));
    for item in late {
        println!("{} {:?} {:?}", item.day, item.overdue, item.facts.first().map(|fact| (&fact.kind, &fact.values)));
    }
}

/// The meetings of two years were never reported on, and half of the second year is gone.
#[test]
fn a_late_report_on_a_meeting_is_planned_for_that_meeting_and_for_no_earlier_one() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &branch());
    for (id, on) in (0..).zip(["2025-06-15", "2025-12-10", "2026-06-15"]) {
        facts.push(record(&facts[0], id, "life-meeting", on, &[]));
    }
    let plan = planned(&rulebook, &facts, "2026-07-01");
    let (rule, _) = rulebook.rule_named("life-meeting-result-not-filed").unwrap();
    assert!(plan.unplanned.iter().all(|one| one.rule != rule), "{:?}", plan.unplanned);
    let for_nothing = |item: &&PlannedItem| item.serves.is_empty() && item.day <= day("2026-12-31");
    assert_eq!(plan.items.iter().find(for_nothing), None, "something is planned for nothing");
    let overdue = plan.items.iter().filter(|item| item.serves.contains(&rule) && item.overdue.is_some());
    let overdue: Vec<_> = overdue.map(|item| (item.overdue, item.values.get("period").cloned())).collect();
    let half = Value::Period(Period::parse("2026-H1").unwrap());
    assert_eq!(overdue, [(Some(day("2026-06-30")), Some(half))]);
    // What is planned for the second half of the year is in time.
    let mut came_to = statuses_of(&rulebook, &facts, &plan, "life-meeting-result-not-filed");
    came_to.sort();
    assert_eq!(came_to, [Status::Met, Status::Late]);
}
