//! Plans that are carried out: nothing is missed, and the year is no fuller here than there.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, Period, PersonId, Quantity};
use findings::{Finding, Obstacle, Plan, PlanWanted, evaluate, facts_of, plan};
use rulebook::{Example, ExampleBranch, Force, Form, Number, Requirement, Rulebook, Status};

use crate::standard;
use crate::working_days::working_days;

const YEAR: i32 = 2026;

fn rulebook() -> Rulebook {
    standard::load(&standard::Places::default()).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A branch of ten with a committee of three, made different in one point by each shape.
fn branch() -> ExampleBranch {
    ExampleBranch {
        form: Form::Branch,
        set_up: day("2010-01-01"),
        full_members: 10,
        probationary_members: 0,
        committee: 3,
        groups: Vec::new(),
        elected: Some(day("2025-01-10")),
    }
}

fn shapes() -> Vec<(&'static str, ExampleBranch)> {
    let groups = vec!["第一党小组".to_owned(), "第二党小组".to_owned()];
    vec![
        ("with a committee", branch()),
        ("with groups", ExampleBranch { full_members: 14, probationary_members: 2, committee: 5, groups, ..branch() }),
        ("of six without a committee", ExampleBranch { full_members: 6, committee: 1, ..branch() }),
        ("temporary", ExampleBranch { form: Form::Temporary, full_members: 4, committee: 1, ..branch() }),
        ("whose term ends", ExampleBranch { elected: Some(day("2023-09-01")), ..branch() }),
        (
            "founded in the middle of the year",
            ExampleBranch { set_up: day("2026-06-20"), elected: Some(day("2026-06-20")), ..branch() },
        ),
    ]
}

fn records(rulebook: &Rulebook, branch: &ExampleBranch) -> Vec<Fact> {
    let example = Example {
        rule: String::new(),
        as_of: day("2026-12-31"),
        branch: branch.clone(),
        below: Vec::new(),
        records: Vec::new(),
        expectations: Vec::new(),
        place: Default::default(),
    };
    facts_of(rulebook, &example)
}

fn planned(rulebook: &Rulebook, facts: &[Fact], from: &str) -> Plan {
    let working = working_days(YEAR, YEAR + 1);
    let fixed = [(super::THEME_DAY.to_owned(), 10)];
    let wanted = PlanWanted { rulebook, facts, year: YEAR, from: day(from), working: &working.days, fixed: &fixed };
    plan(&wanted)
}

/// What the year comes to when the plan is carried out, seen at its end and, for what is due later, a year later.
fn carried_out(rulebook: &Rulebook, facts: &[Fact], plan: &Plan) -> Vec<Finding> {
    let all: Vec<Fact> = facts.iter().chain(plan.items.iter().flat_map(|item| &item.facts)).cloned().collect();
    let mut findings = evaluate(rulebook, &all, day("2026-12-31"), None);
    let open: BTreeSet<_> = findings
        .iter()
        // A term or a case goes on into the year after.
        .filter(|finding| {
            finding.status == Status::Open && matches!(finding.period, Period::Calendar { .. } | Period::Event)
        })
        .map(|finding| (finding.rule, finding.subject.clone(), finding.period))
        .collect();
    findings.retain(|finding| finding.status != Status::Open);
    let later = evaluate(rulebook, &all, day("2027-12-31"), None).into_iter();
    findings.extend(later.filter(|finding| open.contains(&(finding.rule, finding.subject.clone(), finding.period))));
    findings
}

/// The counted and summed rules of the second and third chapter that bind and are enforced.
fn is_counted(rulebook: &Rulebook, rule: usize) -> bool {
    let rule = &rulebook.rules[rule];
    let chapter = rulebook.clause_of(rule).unwrap().chapter;
    matches!(rule.requirement, Requirement::Count(_) | Requirement::Sum(_))
        && matches!(chapter, 'L' | 'M')
        && rule.force != Force::May
        && rulebook.is_enforced(rule, day("2026-07-02"))
}

#[test]
fn a_plan_that_is_carried_out_leaves_nothing_missed() {
    let rulebook = rulebook();
    let mut all_wrong = Vec::new();
    for (shape, branch) in shapes() {
        let facts = records(&rulebook, &branch);
        let plan = planned(&rulebook, &facts, "2026-01-01");
        let left: BTreeSet<usize> = plan.unplanned.iter().map(|one| one.rule).collect();
        let slug = |rule: usize| rulebook.rules[rule].slug.as_str();
        for one in &plan.unplanned {
            let expected = match one.obstacle {
                Obstacle::Unsettled => false,
                // Its election stands as it was recorded, and what was due in spring was due before it was founded.
                Obstacle::Past | Obstacle::Recorded => branch.set_up > day("2026-01-01"),
                _ => true,
            };
            if is_counted(&rulebook, one.rule) || !expected {
                all_wrong.push(format!("{shape}: {} is not planned: {one:?}", slug(one.rule)));
            }
        }
        let mut met = BTreeSet::new();
        for finding in carried_out(&rulebook, &facts, &plan) {
            match finding.status {
                Status::Met => drop(met.insert(finding.rule)),
                Status::Missed | Status::Breached | Status::Late if !left.contains(&finding.rule) => {
                    all_wrong.push(format!(
                        "{shape}: {} {:?} {} {:?}",
                        slug(finding.rule),
                        finding.subject,
                        finding.period,
                        finding.missing
                    ));
                }
                _ => {}
            }
        }
        let counted = (0..rulebook.rules.len()).filter(|rule| is_counted(&rulebook, *rule) && met.contains(rule));
        println!("{shape}: {} items, {} counted rules, {} left", plan.items.len(), counted.count(), left.len());
    }
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
}

fn week(day: Day) -> i32 {
    (day.number() + 3).div_euclid(7)
}

#[test]
fn the_same_question_gives_the_same_plan_and_no_week_is_crowded() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &branch());
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert_eq!(planned(&rulebook, &facts, "2026-01-01"), plan);
    let working = working_days(YEAR, YEAR + 1);
    assert!(plan.items.iter().all(|item| working.days.contains(&item.day)), "nobody works on some day");
    let mut weeks: BTreeMap<i32, usize> = BTreeMap::new();
    for item in plan.items.iter().filter(|item| item.day.year() == YEAR) {
        *weeks.entry(week(item.day)).or_default() += 1;
    }
    let (most, mean) = (weeks.values().max().copied().unwrap_or(0), plan.items.len() / 52);
    println!("{} items, most in a week {most}, {} weeks", plan.items.len(), weeks.len());
    assert!(most <= 2 * mean + 2, "{most} in a week, {mean} in the mean");
}

#[test]
fn one_record_serves_several_rules_and_nobody_lectures_alone() {
    let mut rulebook = rulebook();
    let quarterly = rulebook.rules.iter().position(|rule| rule.slug == "lecture-gap").unwrap();
    rulebook.rules[quarterly].calendar = Some(facts::Calendar::Quarter);
    let facts = records(&rulebook, &branch());
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let lectures: Vec<_> = plan
        .items
        .iter()
        .filter(|item| rulebook.kind(item.kind).is_some_and(|kind| kind.slug == "party-lecture"))
        .collect();
    assert_eq!(lectures.len(), 4, "the secretary's two are two of the four");
    let lecturers: BTreeSet<PersonId> = lectures
        .iter()
        .flat_map(|item| item.people.iter().filter(|(part, _)| part == "lecturer").map(|(_, person)| *person))
        .collect();
    assert_eq!(lecturers.len(), 3, "the secretary twice, two others once");
    let serving = |slug: &str| {
        let (rule, _) = rulebook.rule_named(slug).unwrap();
        lectures.iter().filter(|item| item.serves.contains(&rule)).count()
    };
    assert_eq!((serving("lecture-gap"), serving("secretary-lecture-gap")), (4, 2));
}

#[test]
fn what_is_recorded_is_not_planned_again_and_what_lies_behind_is_told() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &branch());
    let whole = planned(&rulebook, &facts, "2026-01-01");
    // Carried out until the end of June, and planned again: the rest of the same plan, and nothing twice.
    let june = day("2026-06-30");
    let done = whole.items.iter().filter(|item| item.day <= june).flat_map(|item| item.facts.clone());
    let facts: Vec<Fact> = facts.into_iter().chain(done).collect();
    let rest = planned(&rulebook, &facts, "2026-07-01");
    assert!(rest.items.iter().all(|item| item.day > june));
    let expected = whole.items.iter().filter(|item| item.day > june).count();
    assert!(rest.items.len() <= expected + expected / 20, "{} instead of {expected}", rest.items.len());
    // Nothing recorded, and half of the year gone: what was owed by then cannot be planned.
    let late = planned(&rulebook, &records(&rulebook, &branch()), "2026-07-01");
    let (rule, _) = rulebook.rule_named("members-meeting-gap").unwrap();
    let past = late.unplanned.iter().find(|one| one.rule == rule).unwrap();
    assert_eq!((past.obstacle, past.findings.len()), (Obstacle::Past, 2));
    let meetings = late.items.iter().filter(|item| item.serves.contains(&rule)).count();
    assert_eq!(meetings, 2);
}

/// Somebody's need was found on 20 December; help is due within a month, by 20 January.
#[test]
fn a_case_that_would_be_overdue_is_taken_a_step_further() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &branch());
    let (rule, _) = rulebook.rule_named("needs-unanswered").unwrap();
    let found = facts::Fact {
        id: facts::FactId::from_bytes([9; 16]),
        kind: "need-step".to_owned(),
        occurred: facts::Span::day(day("2025-12-20")),
        recorded_at: facts::Instant::start_of(day("2025-12-20")),
        people: Vec::new(),
        values: BTreeMap::from([
            ("need".to_owned(), facts::Value::Text("住院".to_owned())),
            ("step".to_owned(), facts::Value::Options(vec!["found".to_owned()])),
        ]),
        ..facts[0].clone()
    };
    facts.push(found);
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let helped: Vec<_> = plan.items.iter().filter(|item| item.serves.contains(&rule)).collect();
    assert_eq!(helped.len(), 1);
    assert!(helped[0].day <= day("2026-01-20"), "{}", helped[0].day);
    let finding = carried_out(&rulebook, &facts, &plan).into_iter().find(|finding| finding.rule == rule).unwrap();
    assert_eq!(finding.status, Status::Met);
    // A month later it is too late, and the plan says so.
    let late = planned(&rulebook, &facts, "2026-02-01");
    assert!(late.unplanned.iter().any(|one| one.rule == rule && one.obstacle == Obstacle::Past));
}

#[test]
fn a_committee_is_told_that_its_branches_plan_for_themselves() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &ExampleBranch { form: Form::Committee, ..branch() });
    let (rule, _) = rulebook.rule_named("too-few-standard-branches").unwrap();
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let told = plan.unplanned.iter().filter(|one| one.rule == rule).map(|one| (one.obstacle, one.findings.len()));
    assert_eq!(told.collect::<Vec<_>>(), [(Obstacle::Below, 0)]);
}

#[test]
fn nothing_is_planned_for_what_only_must_not_be_too_often() {
    let mut rulebook = rulebook();
    let (bounded, _) = rulebook.rule_named("lecture-gap").unwrap();
    let rule = &mut rulebook.rules[bounded];
    rule.force = Force::May;
    let Requirement::Count(count) = &mut rule.requirement else { panic!("{rule:?}") };
    (count.at_least, count.at_most) = (Number::Fixed(Quantity(0)), Some(Number::Fixed(Quantity(0))));
    let facts = records(&rulebook, &branch());
    let plan = planned(&rulebook, &facts, "2026-01-01");
    // The secretary's two lectures are more than there should be, and that is told.
    let is_lecture = |kind| rulebook.kind(kind).is_some_and(|kind| kind.slug == "party-lecture");
    assert_eq!(plan.items.iter().filter(|item| is_lecture(item.kind)).count(), 2);
    let told = plan.unplanned.iter().filter(|one| one.rule == bounded).map(|one| one.obstacle);
    assert_eq!(told.collect::<Vec<_>>(), [Obstacle::Recorded]);
}

#[test]
fn what_is_asked_in_every_window_is_planned_late_in_each() {
    let mut rulebook = rulebook();
    rulebook.rules.retain(|rule| rule.slug == "members-meeting-gap");
    let rule = &mut rulebook.rules[0];
    (rule.calendar, rule.window) = (None, Some(facts::Limit::Months(4)));
    let facts = records(&rulebook, &branch());
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert_eq!(plan.unplanned, []);
    assert!((3..=6).contains(&plan.items.len()), "{:?}", plan.items.iter().map(|item| item.day).collect::<Vec<_>>());
    let statuses: Vec<Status> = carried_out(&rulebook, &facts, &plan).iter().map(|finding| finding.status).collect();
    assert_eq!(statuses, [Status::Met]);
    // The window that ends in January has gone by then.
    let late = planned(&rulebook, &facts, "2026-06-01");
    assert!(late.unplanned.iter().any(|one| one.obstacle == Obstacle::Past));
}

#[test]
fn branches_with_a_history_are_planned_too() {
    let rulebook = rulebook();
    let today = day("2025-12-31");
    let made = crate::demonstration::scaled(7, [1; 16], today, 6);
    for organisation in &made.organisations {
        let facts = made.ledger(organisation.id).to_vec();
        let plan = planned(&rulebook, &facts, "2026-01-01");
        let left: BTreeSet<usize> = plan.unplanned.iter().map(|one| one.rule).collect();
        let wrong: Vec<String> = carried_out(&rulebook, &facts, &plan)
            .iter()
            .filter(|finding| matches!(finding.status, Status::Missed | Status::Breached | Status::Late))
            .filter(|finding| is_counted(&rulebook, finding.rule) || !left.contains(&finding.rule))
            .filter(|finding| is_of_the_year(finding))
            .map(|finding| format!("{} {:?} {}", rulebook.rules[finding.rule].slug, finding.subject, finding.period))
            .collect();
        println!("{}: {} items, {} left", organisation.name, plan.items.len(), left.len());
        assert!(wrong.is_empty(), "{}:\n{}", organisation.name, wrong.join("\n"));
    }
}

/// What was owed in the year before stays as it was.
fn is_of_the_year(finding: &Finding) -> bool {
    finding.period.days().is_none_or(|(first, _)| first.year() == YEAR)
}
