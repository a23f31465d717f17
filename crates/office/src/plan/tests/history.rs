//! Plans of the demonstration's organisations, with all that is recorded of them.

use super::*;

/// How many branches are planned; all of the demonstration's by `WUHUA_TEST_BRANCHES=60`.
const BRANCHES: usize = 6;

/// What is wrong in a year after its plan was carried out, of organisations whose records end on a day.
fn wrong_of(today: &str, year: i32, from: &str) -> Vec<String> {
    let rulebook = rulebook();
    let branches = std::env::var("WUHUA_TEST_BRANCHES").ok().and_then(|text| text.parse().ok()).unwrap_or(BRANCHES);
    let made = crate::demonstration::scaled(crate::demo::SEED, [1; 16], day(today), branches);
    let mut all_wrong = Vec::new();
    for organisation in &made.organisations {
        let facts = made.ledger(organisation.id).to_vec();
        let plan = planned_for(year, &rulebook, &facts, from);
        // What the planned records do not settle is no reason.
        let told = plan.unplanned.iter().filter(|one| one.obstacle != Obstacle::Unsettled);
        let left: BTreeSet<usize> = told.map(|one| one.rule).collect();
        // What was wrong before the plan begins, no plan mends.
        let before = evaluate(&rulebook, &facts, day(from).plus_days(-1), None).into_iter();
        let before: BTreeSet<_> = before
            .filter(|finding| is_wrong(finding.status, &plan, finding.rule))
            .map(|finding| (finding.rule, finding.subject, finding.period))
            .collect();
        let is_new = |one: &Finding| !before.contains(&(one.rule, one.subject.clone(), one.period));
        let wrong = carried_out_in(year, &rulebook, &facts, &plan).into_iter().filter(is_new);
        let wrong = wrong
            .filter(|finding| is_wrong(finding.status, &plan, finding.rule))
            .filter(|finding| is_counted(&rulebook, finding.rule) || !left.contains(&finding.rule))
            .filter(|finding| finding.period.days().is_none_or(|(first, _)| first.year() == year));
        all_wrong.extend(wrong.map(|finding| {
            let slug = &rulebook.rules[finding.rule].slug;
            format!(
                "{}: {slug} {:?} {} {:?} {:?}",
                organisation.name, finding.subject, finding.period, finding.status, finding.missing
            )
        }));
    }
    all_wrong
}

fn nothing_is_wrong(today: &str, year: i32, from: &str) {
    let wrong = wrong_of(today, year, from);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn branches_with_a_history_are_planned_too() {
    nothing_is_wrong("2025-12-31", 2026, "2026-01-01");
}

#[test]
fn the_year_to_come_is_planned_before_this_one_is_over() {
    nothing_is_wrong("2026-11-27", 2027, "2027-01-01");
}

#[test]
fn the_rest_of_a_year_is_planned() {
    nothing_is_wrong("2026-11-27", 2026, "2026-11-27");
}

#[test]
fn a_year_is_no_fuller_here_than_there_with_a_history_either() {
    let rulebook = rulebook();
    let made = crate::demonstration::scaled(7, [1; 16], day("2025-12-31"), BRANCHES);
    for organisation in &made.organisations {
        is_even(&organisation.name, &planned(&rulebook, made.ledger(organisation.id), "2026-01-01"));
    }
}

/// An evaluation that is under way is gone on with, from its meeting on.
#[test]
fn what_is_left_of_an_evaluation_is_planned() {
    let rulebook = rulebook();
    let made = crate::demonstration::demonstrate(crate::demo::SEED, [1; 16], day("2026-11-27"));
    let is_step = |fact: &&Fact| fact.kind == "evaluation-step" && fact.occurred.first.year() == YEAR;
    let meeting = |facts: &[Fact]| facts.iter().filter(is_step).any(|fact| fact.option("step") == Some("meeting"));
    let mut gone_on_with = 0;
    for organisation in &made.organisations {
        let facts = made.ledger(organisation.id).to_vec();
        let evaluated =
            facts.iter().any(|fact| fact.kind == "democratic-evaluation" && fact.occurred.first.year() == YEAR);
        assert!(evaluated || !meeting(&facts), "{}: the meeting of an evaluation that nobody held", organisation.name);
        if evaluated || !facts.iter().any(|fact| is_step(&fact)) {
            continue;
        }
        let plan = planned(&rulebook, &facts, "2026-11-27");
        let planned: Vec<Fact> = plan.items.iter().flat_map(|item| item.facts.iter().cloned()).collect();
        assert!(meeting(&planned), "{}: nothing is planned of its evaluation", organisation.name);
        gone_on_with += 1;
    }
    assert!(gone_on_with >= 5, "{gone_on_with}");
}
