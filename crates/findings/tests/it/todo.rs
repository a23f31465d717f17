//! What follows from findings: who has to act, and what can still be made good.

use facts::{Day, Fact, Fen, PersonId, Presence, Value};
use findings::{Finding, Missing, Responsible, StepFault, Todo, evaluate, facts_of, steps_taken, todos};
use roster::{Roster, fold};
use rulebook::{Example, ExampleBranch, ExampleRecord, Form, Requirement, Rulebook};

use crate::standard::standard;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Members are 甲, 乙, 丙 …, the first of them on the committee.
fn branch(full_members: u32, committee: u32) -> ExampleBranch {
    ExampleBranch {
        form: Form::Branch,
        set_up: day("2010-01-01"),
        full_members,
        probationary_members: 0,
        committee,
        groups: vec!["第一党小组".to_owned()],
        elected: Some(day("2018-01-01")),
    }
}

struct Asked {
    rulebook: Rulebook,
    roster: Roster,
    findings: Vec<Finding>,
    todos: Vec<Todo>,
}

impl Asked {
    fn of(branch: ExampleBranch, as_of: &str) -> Asked {
        Asked::with(branch, as_of, |_| Vec::new())
    }

    fn with(branch: ExampleBranch, as_of: &str, records: impl Fn(&Rulebook) -> Vec<ExampleRecord>) -> Asked {
        let rulebook = standard();
        let example = Example {
            rule: String::new(),
            as_of: day(as_of),
            branch,
            below: Vec::new(),
            records: records(&rulebook),
            expectations: Vec::new(),
            place: Default::default(),
        };
        let facts = facts_of(&rulebook, &example);
        let roster = fold(&facts.iter().collect::<Vec<&Fact>>(), day(as_of));
        let findings = evaluate(&rulebook, &facts, day(as_of), None);
        let todos = todos(&rulebook, &roster, &findings, day(as_of));
        Asked { rulebook, roster, findings, todos }
    }

    /// The periods of a rule's to-dos, whether each is overdue, and who has to act.
    fn about(&self, slug: &str) -> Vec<(String, bool, &Responsible)> {
        let (rule, _) = self.rulebook.rule_named(slug).unwrap();
        let finding = |todo: &Todo| &self.findings[todo.finding];
        let of_rule = self.todos.iter().filter(|todo| finding(todo).rule == rule);
        of_rule.map(|todo| (finding(todo).period.to_string(), todo.overdue, &todo.who)).collect()
    }

    fn person(&self, name: &str) -> PersonId {
        self.roster.members.iter().find(|member| member.name == name).unwrap().person
    }
}

#[test]
fn what_nobody_can_make_good_any_more_is_not_to_be_done() {
    let asked = Asked::of(branch(9, 3), "2019-07-20");
    let secretary = Responsible::Post("secretary".to_owned(), vec![asked.person("甲")]);
    // A meeting counts for the quarter in which it is held, a report for the half-year that it names.
    assert_eq!(asked.about("members-meeting-gap"), [("2019-Q3".to_owned(), false, &secretary)]);
    let reports = asked.about("meetings-report-missing");
    let expected = [("2018-H2", true), ("2019-H1", true), ("2019-H2", false)];
    assert_eq!(reports, expected.map(|(period, overdue)| (period.to_owned(), overdue, &secretary)));
}

#[test]
fn what_is_only_recommended_is_marked_and_what_is_not_enforced_is_nobodys_to_do() {
    let advised = |asked: &Asked, slug: &str| {
        let (rule, _) = asked.rulebook.rule_named(slug).unwrap();
        let of_rule = asked.todos.iter().filter(|todo| asked.findings[todo.finding].rule == rule);
        of_rule.map(|todo| todo.advice).collect::<Vec<_>>()
    };
    let asked = Asked::of(branch(9, 3), "2024-03-20");
    assert_eq!(advised(&asked, "members-meeting-gap"), [false]);
    assert_eq!(advised(&asked, "no-carrier"), [true]);
    // The ranking by points is enforced up to the year 2024.
    assert_eq!(advised(&asked, "points-not-ranked").len(), 2);
    let later = Asked::of(branch(9, 3), "2026-03-20");
    assert!(advised(&later, "points-not-ranked").is_empty());
    assert!(!advised(&later, "points-not-declared").is_empty(), "declaring them is enforced");
}

#[test]
fn dues_can_be_paid_later_for_six_months() {
    let set = |rulebook: &Rulebook| {
        let (kind, _) = rulebook.kind_named("dues-base-set").unwrap();
        let (first, last) = (day("2018-12-01"), day("2018-12-01"));
        let people = vec![("payer".to_owned(), Presence::Present, "甲".to_owned())];
        let values = vec![("due".to_owned(), Value::Money(Fen(3_000)))];
        vec![ExampleRecord { kind, first, last, recorded: None, people, values, place: Default::default() }]
    };
    let months = |as_of: &str| {
        let asked = Asked::with(branch(3, 1), as_of, set);
        let own = Responsible::Own(vec![asked.person("甲")]);
        let told = asked.about("dues-short");
        assert!(told.iter().all(|(_, _, who)| **who == own), "nobody else was told how much");
        told.into_iter().map(|(month, overdue, _)| (month, overdue)).collect::<Vec<_>>()
    };
    let expected = |months: &[(i32, bool)]| {
        months.iter().map(|(month, overdue)| (format!("2019-{month:02}"), *overdue)).collect::<Vec<_>>()
    };
    assert_eq!(
        months("2019-07-31"),
        expected(&[(1, true), (2, true), (3, true), (4, true), (5, true), (6, true), (7, true)])
    );
    assert_eq!(
        months("2019-08-01"),
        expected(&[(2, true), (3, true), (4, true), (5, true), (6, true), (7, true), (8, false)])
    );
}

#[test]
fn words_for_who_has_to_act_lead_to_posts_people_and_bodies_above() {
    let asked = Asked::of(branch(9, 3), "2019-03-20");
    let own = |name: &str| Responsible::Own(vec![asked.person(name)]);
    let post = |slug: &str, name: &str| Responsible::Post(slug.to_owned(), vec![asked.person(name)]);
    let who = |slug: &str| asked.about(slug).into_iter().map(|(_, _, who)| who.clone()).collect::<Vec<_>>();
    assert_eq!(who("meetings-plan-missing"), [post("organisation", "乙")]);
    assert_eq!(who("set-up-not-surveyed"), [Responsible::Above("上级党组织".to_owned())]);
    assert_eq!(who("branch-not-rated"), [Responsible::Above("集团党委".to_owned())]);
    assert_eq!(who("volunteering-short").len(), 9);
    assert_eq!(who("volunteering-short")[8], own("壬"));
    // 甲 with 乙, 甲 with 丙, 乙 with 丙: the first of each pair has it.
    assert_eq!(who("committee-pair-talk-gap"), [own("甲"), own("甲"), own("乙")]);
    assert_eq!(who("group-meeting-gap")[0], Responsible::Post("group-leader".to_owned(), Vec::new()), "vacant");
}

#[test]
fn what_stands_wrong_is_to_be_mended() {
    let asked = Asked::of(branch(51, 3), "2019-03-20");
    let above = Responsible::Above("上级党组织".to_owned());
    assert_eq!(asked.about("branch-too-large"), [("standing".to_owned(), true, &above)]);
    assert!(Asked::of(branch(50, 3), "2019-03-20").about("branch-too-large").is_empty());
}

/// In every example of a procedure, the steps that are shown as taken are those of which the finding lacks nothing or
/// says how they were taken.
#[test]
fn a_step_is_taken_or_to_be_done_and_never_both() {
    let rulebook = standard();
    let mut seen = 0;
    for example in &rulebook.examples {
        let Some((index, rule)) = rulebook.rule_named(&example.rule) else { continue };
        let Requirement::Procedure(procedure) = &rule.requirement else { continue };
        let facts = facts_of(&rulebook, example);
        let findings = evaluate(&rulebook, &facts, example.as_of, None);
        for finding in findings.iter().filter(|finding| finding.rule == index) {
            let taken: Vec<usize> =
                steps_taken(&rulebook, procedure, finding, &facts).iter().map(|(step, _, _)| *step).collect();
            for missing in &finding.missing {
                let Missing::Step { step, fault } = missing else { continue };
                let undone = fault.is_to_be_done() || *fault == StepFault::Skipped;
                assert_eq!(taken.contains(step), !undone, "{} {step} {fault:?}", example.rule);
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} steps seen");
}
