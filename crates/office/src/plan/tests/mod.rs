//! Plans that are carried out: nothing is missed, and the year is no fuller here than there.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, FactId, Fen, Instant, Participation, Period, PersonId, Presence, Quantity, Span, Value, kinds};
use findings::{Expected, Finding, Obstacle, Plan, PlanWanted, PlannedItem, Subject, evaluate, facts_of, plan};
use rulebook::{
    Condition, Example, ExampleBranch, Force, Form, KindIndex, Number, Register, Requirement, Rulebook, Selector,
    Status, Test, Who,
};

use crate::standard;
use crate::working_days::working_days;

mod customs;
mod history;
mod overdue;

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

/// Records that a shape has besides its roster.
type Extra = fn(&[Fact]) -> Vec<Fact>;

fn nothing_else(_: &[Fact]) -> Vec<Fact> {
    Vec::new()
}

fn shapes() -> Vec<(&'static str, ExampleBranch, Extra)> {
    let groups = vec!["第一党小组".to_owned(), "第二党小组".to_owned()];
    let with_groups = ExampleBranch { full_members: 14, probationary_members: 2, committee: 5, groups, ..branch() };
    let autumn = day("2026-09-20");
    let founded = ExampleBranch { set_up: day("2026-06-20"), elected: Some(day("2026-06-20")), ..branch() };
    vec![
        ("with a committee", branch(), nothing_else),
        ("with groups", with_groups, nothing_else),
        ("of six without a committee", ExampleBranch { full_members: 6, committee: 1, ..branch() }, nothing_else),
        ("temporary", ExampleBranch { form: Form::Temporary, full_members: 4, committee: 1, ..branch() }, nothing_else),
        ("whose term ends", ExampleBranch { elected: Some(day("2023-09-01")), ..branch() }, nothing_else),
        (
            "whose term ends and of whom some may not vote",
            ExampleBranch { elected: Some(day("2023-09-01")), ..branch() },
            some_may_not_vote,
        ),
        ("founded in the middle of the year", founded, nothing_else),
        ("founded in autumn", ExampleBranch { set_up: autumn, elected: Some(autumn), ..branch() }, nothing_else),
        ("whose members have a dues base", branch(), dues_bases),
        ("dissolved in autumn", branch(), dissolved),
        ("whose members joined the Party at different times", branch(), joined_one_after_the_other),
    ]
}

/// A record like one of the roster's, but of another kind.
fn record(like: &Fact, id: u8, kind: &str, on: &str, values: &[(&str, Value)]) -> Fact {
    Fact {
        id: FactId::derived(&[kind.as_bytes(), &[id]]),
        kind: kind.to_owned(),
        occurred: Span::day(day(on)),
        recorded_at: Instant::start_of(day(on)),
        people: Vec::new(),
        values: values.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect(),
        ..like.clone()
    }
}

fn playing(part: &str, person: PersonId) -> Vec<Participation> {
    vec![Participation { person, part: part.to_owned(), presence: Presence::Present, reason: None }]
}

/// The last two of them have been bedridden for long; the superior and the meeting agreed.
fn some_may_not_vote(facts: &[Fact]) -> Vec<Fact> {
    let restricted = |(id, person)| {
        let values = [
            ("reason", Value::Options(vec!["bedridden".to_owned()])),
            ("agreed", Value::Flag(true)),
            ("voted", Value::Flag(true)),
        ];
        Fact { people: playing("member", person), ..record(&facts[0], id, "vote-restricted", "2025-03-20", &values) }
    };
    (0..).zip(members(facts).into_iter().rev().take(2)).map(restricted).collect()
}

fn members(facts: &[Fact]) -> Vec<PersonId> {
    let joined = facts.iter().filter(|fact| fact.kind == kinds::MEMBER_JOINED);
    joined.flat_map(|fact| fact.people.iter().map(|people| people.person)).collect()
}

/// Of 4000 yuan a month and 100 more from one member to the next, one in a hundred.
fn dues_bases(facts: &[Fact]) -> Vec<Fact> {
    let base = |(id, person)| {
        let base = 400_000 + 10_000 * i64::from(id);
        let values = [("base", Value::Money(Fen(base))), ("due", Value::Money(Fen(base / 100)))];
        Fact { people: playing("payer", person), ..record(&facts[0], id, "dues-base-set", "2025-12-20", &values) }
    };
    (0..).zip(members(facts)).map(base).collect()
}

/// One of them is not known to have joined on any day.
fn joined_one_after_the_other(facts: &[Fact]) -> Vec<Fact> {
    let joinings = facts.iter().filter(|fact| fact.kind == kinds::MEMBER_JOINED);
    let corrected = (0..).zip(joinings).map(|(at, joining)| {
        let mut values = joining.values.clone();
        values.remove(kinds::JOINED_ON);
        let on = day("2001-01-20").plus_months(5 * at).plus_days(at);
        values.extend((at > 0).then(|| (kinds::JOINED_ON.to_owned(), Value::Day(on))));
        let id = FactId::derived(&[b"joined", &[at as u8]]);
        Fact { id, supersedes: Some(joining.id), values, ..joining.clone() }
    });
    corrected.collect()
}

fn dissolved(facts: &[Fact]) -> Vec<Fact> {
    let approved = [("reported", Value::Flag(true))];
    vec![record(&facts[0], 0, kinds::ORGANISATION_DISSOLVED, "2026-09-15", &approved)]
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
    planned_for(YEAR, rulebook, facts, from)
}

fn planned_for(year: i32, rulebook: &Rulebook, facts: &[Fact], from: &str) -> Plan {
    let working = working_days(year, year + 1);
    let fixed = [(super::THEME_DAY.to_owned(), 10)];
    let case = super::election_of(year);
    let leading = super::steps_of_cases(&case);
    let customs = super::customs(&fixed, &leading);
    plan(&PlanWanted { rulebook, facts, year, from: day(from), working: &working.days, customs })
}

/// What a rule comes to when the plan is carried out.
fn statuses_of(rulebook: &Rulebook, facts: &[Fact], plan: &Plan, slug: &str) -> Vec<Status> {
    let (rule, _) = rulebook.rule_named(slug).unwrap();
    let found = carried_out(rulebook, facts, plan).into_iter();
    found.filter(|finding| finding.rule == rule).map(|finding| finding.status).collect()
}

/// The same, each status once.
fn statuses(rulebook: &Rulebook, facts: &[Fact], plan: &Plan, slug: &str) -> BTreeSet<Status> {
    statuses_of(rulebook, facts, plan, slug).into_iter().collect()
}

/// What the year comes to when the plan is carried out, seen at its end and, for what is due later, a year later.
fn carried_out(rulebook: &Rulebook, facts: &[Fact], plan: &Plan) -> Vec<Finding> {
    carried_out_in(YEAR, rulebook, facts, plan)
}

fn carried_out_in(year: i32, rulebook: &Rulebook, facts: &[Fact], plan: &Plan) -> Vec<Finding> {
    let last_of = |year| Day::from_ymd(year, 12, 31).unwrap();
    let all: Vec<Fact> = facts.iter().chain(plan.items.iter().flat_map(|item| &item.facts)).cloned().collect();
    let mut findings = evaluate(rulebook, &all, last_of(year), None);
    let open: BTreeSet<_> = findings
        .iter()
        // A term or a case goes on into the year after.
        .filter(|finding| {
            finding.status == Status::Open && matches!(finding.period, Period::Calendar { .. } | Period::Event)
        })
        .map(|finding| (finding.rule, finding.subject.clone(), finding.period))
        .collect();
    findings.retain(|finding| finding.status != Status::Open);
    let later = evaluate(rulebook, &all, last_of(year + 1), None).into_iter();
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
    for (shape, branch, extra) in shapes() {
        let mut facts = records(&rulebook, &branch);
        facts.extend(extra(&facts));
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
                status if is_wrong(status, &plan, finding.rule) && !left.contains(&finding.rule) => {
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

/// What is overdue is late for good.
fn is_wrong(status: Status, plan: &Plan, rule: usize) -> bool {
    let overdue = |item: &PlannedItem| item.overdue.is_some() && item.serves.contains(&rule);
    match status {
        Status::Missed | Status::Breached => true,
        Status::Late => !plan.items.iter().any(overdue),
        _ => false,
    }
}

/// Carried out and looked at on the days up to its last one.
#[test]
fn a_branch_that_is_dissolved_is_planned_until_its_last_day() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &branch());
    facts.extend(dissolved(&facts));
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert!(plan.items.iter().all(|item| item.day <= day("2026-09-15")), "something is planned for later");
    let count = |slug: &str| {
        let (rule, _) = rulebook.rule_named(slug).unwrap();
        plan.items.iter().filter(|item| item.serves.contains(&rule)).count()
    };
    // Two quarters and eight months are owed: it does not stand at the end of the others.
    assert_eq!((count("members-meeting-gap"), count("committee-meeting-gap")), (2, 8));
    let later = planned(&rulebook, &facts, "2026-08-01");
    assert!(later.items.iter().all(|item| (day("2026-08-01")..=day("2026-09-15")).contains(&item.day)));
}

#[test]
fn what_is_planned_for_the_january_after_says_as_much_as_what_is_planned_for_the_year() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &branch());
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let planned: BTreeSet<FactId> = plan.items.iter().flat_map(|item| &item.facts).map(|fact| fact.id).collect();
    let all: Vec<Fact> = facts.iter().chain(plan.items.iter().flat_map(|item| &item.facts)).cloned().collect();
    let judged = |year: i32, status: fn(Status) -> bool| -> BTreeSet<&str> {
        let found = evaluate(&rulebook, &all, Day::from_ymd(year, 12, 31).unwrap(), None).into_iter();
        let of_planned = found.filter(|finding| match finding.subject {
            Subject::Event(day, Some(event)) => {
                day.year() == year && planned.contains(&event) && status(finding.status)
            }
            _ => false,
        });
        let each = of_planned.map(|finding| &rulebook.rules[finding.rule]);
        each.filter(|rule| matches!(rule.requirement, Requirement::Each(_))).map(|rule| rule.slug.as_str()).collect()
    };
    let is_unknown = |status| status == Status::Unknown;
    assert!(judged(YEAR + 1, |status| status == Status::Met).contains("funds-not-checked"));
    let (later, usual) = (judged(YEAR + 1, is_unknown), judged(YEAR, is_unknown));
    let only_later: Vec<&&str> = later.difference(&usual).collect();
    assert!(only_later.is_empty(), "{only_later:?}");
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
    for (shape, branch, extra) in shapes() {
        let mut facts = records(&rulebook, &branch);
        facts.extend(extra(&facts));
        let plan = planned(&rulebook, &facts, "2026-01-01");
        assert!(plan.items.iter().all(|item| branch.set_up <= item.day), "{shape}: planned before it stands");
        is_even(shape, &plan);
    }
}

/// On days of work, but for what is due on the free first days of January; no week much fuller than the others, no day
/// with more than two things to do, or three where the reports on a half-year are due.
fn is_even(of: &str, plan: &Plan) {
    is_even_in(YEAR, of, plan);
}

fn is_even_in(year: i32, of: &str, plan: &Plan) {
    let working = working_days(year, year + 1);
    let off = || plan.items.iter().filter(|item| !working.days.contains(&item.day));
    let new_year = Day::from_ymd(year, 1, 3).unwrap();
    assert!(off().all(|item| item.day_off && item.day <= new_year), "{of}: {:?}", off().next());
    let (mut weeks, mut days): (BTreeMap<i32, usize>, BTreeMap<Day, usize>) = Default::default();
    // The step of a procedure that a meeting is, is nothing to do beside the meeting.
    let is_meeting = |item: &PlannedItem| item.facts.iter().any(|fact| fact.option("step") == Some("meeting"));
    for item in plan.items.iter().filter(|item| item.day.year() == year && !is_meeting(item)) {
        *weeks.entry(week(item.day)).or_default() += 1;
        *days.entry(item.day).or_default() += 1;
    }
    let most = |counts: Vec<usize>| counts.into_iter().max().unwrap_or(0);
    let mean = weeks.values().sum::<usize>().div_ceil(weeks.len().max(1));
    let full = days.iter().max_by_key(|(_, items)| **items).map(|(day, _)| *day);
    let on_full = plan.items.iter().filter(|item| Some(item.day) == full);
    let on_full: Vec<String> = on_full
        .flat_map(|item| item.facts.first())
        .map(|fact| format!("{} {} {:?}", fact.occurred.first, fact.kind, fact.values))
        .collect();
    let (week, day) = (most(weeks.into_values().collect()), most(days.into_values().collect()));
    println!("{of}: {} items, {mean} in the mean, most in a week {week}, on a day {day}", plan.items.len());
    assert!(week <= mean + 3 && day <= 3, "{of}: {week} in a week, {mean} in the mean, {day} on a day: {on_full:?}");
}

/// In how many items each of some people has something to do that he does alone.
fn loads(plan: &Plan, people: &[PersonId], counts: impl Fn(&PlannedItem, PersonId) -> bool) -> Vec<usize> {
    people.iter().map(|person| plan.items.iter().filter(|item| counts(item, *person)).count()).collect()
}

#[test]
fn what_no_rule_gives_to_a_post_goes_to_the_committee_in_turn() {
    let rulebook = rulebook();
    let (_, with_groups, _) = shapes().remove(1);
    let facts = records(&rulebook, &with_groups);
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let committee = &members(&facts)[..5];
    let answers = |item: &PlannedItem, person| item.responsible.people() == [person];
    let answered = loads(&plan, committee, answers);
    let handled = loads(&plan, committee, |item, person| item.handler == Some(person));
    println!("answers for {answered:?}, sees to {handled:?}");
    assert!(answered[0] * 3 > plan.items.len(), "the secretary answers for most: {answered:?}");
    // Talks that are the secretary's own stay so; of the rest nobody has much more than another.
    let least = handled[1..].iter().min().unwrap();
    assert!(handled[0] * 2 <= answered[0] && handled[1..].iter().all(|own| *own <= least + 8), "{handled:?}");
    for item in
        plan.items.iter().filter(|item| item.handler.is_some_and(|person| !item.responsible.people().contains(&person)))
    {
        let vacant = item.responsible.people().is_empty();
        assert!(vacant || answers(item, committee[0]), "only the secretary's are handed on: {item:?}");
        let acts = item.people.iter().any(|(_, person)| *person == committee[0]);
        assert!(vacant || !acts, "what he does himself stays his: {item:?}");
    }
    let minutes = loads(&plan, committee, |item, person| {
        !matches!(item.expected, Some(Expected::Group(_))) && item.people.contains(&("recorder".to_owned(), person))
    });
    assert!(
        minutes[0] == 0 && minutes[1..].iter().all(|own| *own >= 3),
        "who leads does not take the minutes: {minutes:?}"
    );
    // A group's minutes are taken by its own members.
    let roster = roster::fold(&facts::current(&facts, None), day("2026-12-31"));
    for item in &plan.items {
        let Some(Expected::Group(name)) = &item.expected else { continue };
        for (part, person) in &item.people {
            let member = &roster.members[roster.member_index(*person).unwrap()];
            let group = member.group_on(item.day).map(|group| roster.groups[group].name.as_str());
            assert_eq!((part.as_str(), group), ("recorder", Some(name.as_str())));
        }
    }
    // Of two of the committee now one, now the other begins.
    let (pairs, _) = rulebook.rule_named("committee-pair-talk-gap").unwrap();
    let begun = loads(&plan, &committee[1..], |item, person| {
        item.serves.contains(&pairs) && item.people.first().is_some_and(|(_, first)| *first == person)
    });
    assert!(begun.iter().max().unwrap() - begun.iter().min().unwrap() <= 2, "{begun:?}");
}

#[test]
fn a_plan_in_words_says_who_sees_to_it_and_what_is_each_ones_own() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &branch());
    facts.extend(dues_bases(&facts));
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let roster = roster::fold(&facts::current(&facts, None), day("2026-12-31"));
    let view = views::plan_view(&rulebook, &roster, YEAR, &plan, (&BTreeSet::new(), &[]));
    let dues: Vec<_> = view.items.iter().filter(|item| item.kind == "党费交纳").collect();
    assert!(dues.iter().all(|item| item.content.ends_with("交纳金额 各人40元至49元") && item.handler.is_empty()));
    let own = view.own_table().rows;
    let of = |name: &str| own.iter().find(|row| row[1] == name).map(|row| [row[0].as_str(), row[2].as_str()]);
    assert_eq!(
        (own.len(), of("甲"), of("癸")),
        (10, Some(["党费交纳", "交纳金额 40元"]), Some(["党费交纳", "交纳金额 49元"]),)
    );
    assert!(own.iter().all(|row| row[3].ends_with("，12次")), "{own:?}");
    let theme_days: BTreeSet<&str> =
        view.items.iter().filter(|item| item.kind == "主题党日").map(|item| item.handler.as_str()).collect();
    assert!(theme_days.len() > 1 && !theme_days.contains(""), "{theme_days:?}");
}

#[test]
fn a_sum_that_looks_at_what_it_adds_up_is_planned_in_records_that_count() {
    let standard = rulebook();
    let (index, _) = standard.rule_named("member-hours-short").unwrap();
    let hours = |field: &Condition, test: Test| Condition { test, ..field.clone() };
    let whole = |number| Some(Number::Fixed(Quantity::whole(number)));
    let check = |must: Option<Test>, except: Option<Test>, expected: &[i64]| {
        let mut rulebook = rulebook();
        rulebook.rules = vec![standard.rules[index].clone()];
        let Requirement::Sum(sum) = &mut rulebook.rules[0].requirement else { panic!() };
        sum.sources.retain(|(kind, _)| rulebook.kinds[usize::from(kind.0)].slug == "training");
        let like = Condition { field: sum.sources[0].1.clone(), test: Test::Filled, place: Default::default() };
        sum.must = must.map(|test| hours(&like, test)).into_iter().collect();
        sum.except = except.map(|test| hours(&like, test)).into_iter().collect();
        let facts = records(&rulebook, &branch());
        let plan = planned(&rulebook, &facts, "2026-01-01");
        assert_eq!(plan.unplanned, []);
        let hours = plan.items.iter().map(|item| item.values[&like.field].clone());
        let expected: Vec<Value> = expected.iter().map(|hours| Value::Quantity(Quantity::whole(*hours))).collect();
        assert_eq!(hours.collect::<Vec<_>>(), expected);
        let found = carried_out(&rulebook, &facts, &plan);
        assert!(found.len() == 10 && found.iter().all(|finding| finding.status == Status::Met), "{found:?}");
    };
    // Of 32 hours, eight on a day as usual; half days and long courses where only these count.
    check(Some(Test::Filled), None, &[8; 4]);
    check(Some(Test::Range(whole(16), None)), None, &[16; 2]);
    check(Some(Test::Range(None, whole(4))), None, &[4; 8]);
    check(None, Some(Test::Range(None, whole(8))), &[9; 4]);
}

/// A meeting in every window of so many days and nothing else, with one on the eve: the first window is still open.
fn meetings_in_every(days: i32) -> (Rulebook, Vec<Fact>) {
    let mut rulebook = rulebook();
    rulebook.rules.retain(|rule| rule.slug == "members-meeting-gap");
    let rule = &mut rulebook.rules[0];
    (rule.calendar, rule.window) = (None, Some(facts::Limit::Days(days)));
    let mut facts = records(&rulebook, &branch());
    let meeting = planned(&rulebook, &facts, "2026-01-01").items.remove(0).facts.remove(0);
    facts.push(Fact { occurred: Span::day(day("2025-12-31")), id: FactId::derived(&[b"eve"]), ..meeting });
    (rulebook, facts)
}

#[test]
fn a_day_off_is_taken_only_where_no_day_of_work_is_in_time() {
    let (rulebook, facts) = meetings_in_every(7);
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let off: Vec<String> = plan.items.iter().filter(|item| item.day_off).map(|item| item.day.to_string()).collect();
    // Nine days of the lunar new year are free, and seven of October.
    let holidays = ["2026-02-15"..="2026-02-23", "2026-10-01"..="2026-10-07"];
    assert_eq!(off.len(), 2, "{off:?}");
    assert!(holidays.iter().zip(&off).all(|(days, off)| days.contains(&off.as_str())), "{off:?}");
    let statuses: Vec<Status> = carried_out(&rulebook, &facts, &plan).iter().map(|finding| finding.status).collect();
    assert_eq!(statuses, [Status::Met]);
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
    let found = Fact {
        id: FactId::from_bytes([9; 16]),
        kind: "need-step".to_owned(),
        occurred: Span::day(day("2025-12-20")),
        recorded_at: Instant::start_of(day("2025-12-20")),
        people: Vec::new(),
        values: BTreeMap::from([
            ("need".to_owned(), Value::Text("住院".to_owned())),
            ("step".to_owned(), Value::Options(vec!["found".to_owned()])),
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
    // A month later it is too late, and is done soon all the same.
    let late = planned(&rulebook, &facts, "2026-02-01");
    let helped: Vec<_> = late.items.iter().filter(|item| item.serves.contains(&rule)).collect();
    assert_eq!(helped.iter().map(|item| item.overdue).collect::<Vec<_>>(), [Some(day("2026-01-20"))]);
    let finding = carried_out(&rulebook, &facts, &late).into_iter().find(|finding| finding.rule == rule).unwrap();
    assert_eq!(finding.status, Status::Late);
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
fn windows_of_two_weeks_are_planned_for_the_whole_year() {
    let (rulebook, facts) = meetings_in_every(14);
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert_eq!(plan.unplanned, []);
    assert!(plan.items.len() >= 26, "{}", plan.items.len());
    assert!(plan.items.iter().all(|item| !item.day_off), "half of some window is a holiday, but not all of it");
    let statuses: Vec<Status> = carried_out(&rulebook, &facts, &plan).iter().map(|finding| finding.status).collect();
    assert_eq!(statuses, [Status::Met]);
}

#[test]
fn the_dues_of_each_month_are_planned_for_whoever_has_a_base() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &branch());
    let mut bases = dues_bases(&facts);
    // One of them from July on, and for one nothing was ever reckoned.
    (bases[1].occurred, bases[1].recorded_at) = (Span::day(day("2026-07-06")), Instant::start_of(day("2026-07-06")));
    bases.truncate(members(&facts).len() - 1);
    facts.extend(bases);
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let (rule, _) = rulebook.rule_named("dues-short").unwrap();
    let paid = plan.items.iter().flat_map(|item| &item.facts).filter(|fact| fact.kind == "dues-paid");
    let payments = plan.items.iter().filter(|item| item.facts.iter().any(|fact| fact.kind == "dues-paid"));
    assert_eq!(payments.count(), 12, "all pay on the same day of a month, each his own");
    let mut months: BTreeMap<PersonId, BTreeSet<Period>> = BTreeMap::new();
    let mut unknown_amounts = 0;
    for fact in paid {
        let Some(Value::Period(month)) = fact.value("month") else { panic!("{fact:?}") };
        let Some(amount) = fact.value("amount") else {
            unknown_amounts += 1;
            months.entry(fact.people[0].person).or_default().insert(*month);
            continue;
        };
        let payer = members(&facts).iter().position(|member| *member == fact.people[0].person).unwrap();
        assert_eq!(amount, &Value::Money(Fen(4_000 + 100 * payer as i64)), "{month}");
        months.entry(fact.people[0].person).or_default().insert(*month);
    }
    // Whoever has no base yet pays too: months without any payment are another rule's affair.
    assert!(members(&facts).iter().all(|member| months.get(member).is_some_and(|paid| paid.len() == 12)), "{months:?}");
    // How much it is for them nobody knows: six months of the one, all of the other. It is not what another owes.
    assert_eq!(unknown_amounts, 6 + 12);
    // The months before the yearly review, which all have together, are not known of those two, and told as such.
    let unknown = plan.unplanned.iter().find(|one| one.rule == rule).unwrap();
    let without: BTreeSet<Subject> = [1, 9].map(|at| Subject::Person(members(&facts)[at])).into();
    assert_eq!(unknown.obstacle, Obstacle::Unknown);
    assert_eq!(unknown.findings.iter().map(|(about, ..)| about.clone()).collect::<BTreeSet<_>>(), without);
    let found: Vec<Finding> =
        carried_out(&rulebook, &facts, &plan).into_iter().filter(|finding| finding.rule == rule).collect();
    let count = |status| found.iter().filter(|finding| finding.status == status).count();
    assert_eq!((count(Status::Unknown), found.len()), (unknown.findings.len(), 10 * 12));
    assert_eq!(count(Status::Met), found.len() - unknown.findings.len());
}

/// Three are to be elected; the term ends on 1 September.
#[test]
fn an_election_is_planned_and_what_it_came_to_is_left_to_those_who_vote() {
    let rulebook = rulebook();
    let facts = records(&rulebook, &ExampleBranch { elected: Some(day("2023-09-01")), ..branch() });
    let plan = planned(&rulebook, &facts, "2026-01-01");
    let index = |slug: &str| rulebook.rule_named(slug).unwrap().0;
    let is_election = |fact: &&Fact| fact.kind == kinds::COMMITTEE_ELECTED;
    let elections: Vec<&Fact> = plan.items.iter().flat_map(|item| &item.facts).filter(is_election).collect();
    let [election] = elections[..] else { panic!("{elections:?}") };
    let on = election.occurred.first;
    assert!(on <= day("2026-09-01"), "{on}");
    // Nobody knows yet who will stand; that is told and not made up.
    let votes = index("elected-without-votes-since-2020");
    let told = plan.unplanned.iter().filter(|one| one.rule == votes).map(|one| one.obstacle);
    assert_eq!(told.collect::<Vec<_>>(), [Obstacle::Decision]);
    // Carried out, and filled in: four candidates for three seats, ten voters.
    let whole = |number| Value::Quantity(Quantity::whole(number));
    let filled_in = [("seats", 3), ("candidates", 4), ("voters", 10), ("attended", 10)];
    let ballots = ["ballots-issued", "ballots-returned", "valid"].map(|field| (field, 10));
    let mut held = plan.clone();
    for fact in held.items.iter_mut().flat_map(|item| &mut item.facts).filter(|fact| fact.id == election.id) {
        let values = filled_in.iter().chain(&ballots).map(|(field, number)| ((*field).to_owned(), whole(*number)));
        fact.values.extend(values.chain([("invalid".to_owned(), whole(0))]));
    }
    let stood = (0..).zip(members(&facts)).take(4).map(|(at, person)| {
        let elected = at < 3;
        let values = [
            ("election", Value::Options(vec!["term".to_owned()])),
            ("round", whole(1)),
            ("in-favour", whole(if elected { 9 } else { 3 })),
            ("against", whole(if elected { 1 } else { 7 })),
            ("abstained", whole(0)),
            ("elected", Value::Flag(elected)),
        ];
        let on = on.to_string();
        Fact { people: playing("candidate", person), ..record(&facts[0], at, "candidate-votes", &on, &values) }
    });
    let facts: Vec<Fact> = facts.iter().cloned().chain(stood).collect();
    let found = carried_out(&rulebook, &facts, &held);
    let slugs = ["elected-without-votes", "election-without-quorum", "election-by-ballot"]
        .map(|slug| format!("{slug}-since-2020"));
    for slug in slugs.iter().map(String::as_str).chain(["election-papers-wrong"]) {
        let of_rule = found.iter().filter(|finding| finding.rule == index(slug)).map(|finding| finding.status);
        assert_eq!(of_rule.collect::<Vec<_>>(), [Status::Met], "{slug}");
    }
}

#[test]
fn what_every_member_owes_in_every_window_is_planned_for_everybody() {
    let mut rulebook = rulebook();
    rulebook.rules.retain(|rule| rule.slug == "secretary-member-talk-gap");
    let rule = &mut rulebook.rules[0];
    (rule.calendar, rule.window) = (None, Some(facts::Limit::Months(8)));
    let facts = records(&rulebook, &ExampleBranch { full_members: 4, committee: 1, ..branch() });
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert_eq!(plan.unplanned, []);
    let found = carried_out(&rulebook, &facts, &plan);
    assert_eq!(found.iter().map(|finding| finding.status).collect::<Vec<_>>(), [Status::Met; 3]);
    assert!((3..=9).contains(&plan.items.len()), "{} talks", plan.items.len());
}

/// Each venue that a record names has to be looked at once a quarter.
#[test]
fn what_a_register_names_is_planned_for_by_its_name() {
    let mut rulebook = rulebook();
    let kind = KindIndex(rulebook.kinds.iter().position(|kind| kind.slug == "venue").unwrap() as u16);
    rulebook.rules.retain(|rule| rule.slug == "members-meeting-gap");
    let selector = Selector { kinds: vec![kind], must: Vec::new(), except: Vec::new(), part: None };
    let rule = &mut rulebook.rules[0];
    rule.subject.who = Who::Registered;
    rule.subject.register = Some(Register { selector: selector.clone(), field: "place".to_owned(), ended_by: None });
    rule.subject.conditions.clear();
    let Requirement::Count(count) = &mut rule.requirement else { panic!("{rule:?}") };
    count.selector = selector;
    let mut facts = records(&rulebook, &branch());
    let venue =
        |id, name: &str| record(&facts[0], id, "venue", "2025-11-03", &[("place", Value::Text(name.to_owned()))]);
    let venues = [venue(1, "活动室"), venue(2, "学习角")];
    facts.extend(venues);
    let plan = planned(&rulebook, &facts, "2026-01-01");
    assert_eq!(plan.unplanned, []);
    let named = |name: &str| {
        let of_name = |fact: &&Fact| fact.text("place") == Some(name);
        plan.items.iter().flat_map(|item| &item.facts).filter(of_name).count()
    };
    assert_eq!((named("活动室"), named("学习角"), plan.items.len()), (4, 4, 8));
    let found = carried_out(&rulebook, &facts, &plan);
    assert_eq!(found.iter().map(|finding| finding.status).collect::<Vec<_>>(), [Status::Met; 8]);
}

#[test]
fn other_standards_are_planned_by_their_own_rules() {
    for name in ["construction", "university"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/examples").join(name);
        let rulebook = standard::load(&standard::Places { whole: Some(folder), overlay: None }).unwrap();
        for (shape, branch, _) in shapes().into_iter().take(3) {
            let facts = records(&rulebook, &branch);
            let plan = planned(&rulebook, &facts, "2026-01-01");
            is_even(&format!("{name}, {shape}"), &plan);
            let left: BTreeSet<usize> = plan.unplanned.iter().map(|one| one.rule).collect();
            let wrong: Vec<String> = carried_out(&rulebook, &facts, &plan)
                .iter()
                .filter(|finding| matches!(finding.status, Status::Missed | Status::Breached | Status::Late))
                .filter(|finding| !left.contains(&finding.rule))
                .map(|finding| {
                    format!("{} {:?} {}", rulebook.rules[finding.rule].slug, finding.subject, finding.period)
                })
                .collect();
            assert!(!plan.items.is_empty() && wrong.is_empty(), "{name}, {shape}:\n{}", wrong.join("\n"));
        }
    }
}

#[test]
fn whoever_is_exempt_is_given_no_work_while_there_are_others() {
    let rulebook = rulebook();
    let mut facts = records(&rulebook, &ExampleBranch { full_members: 6, committee: 1, ..branch() });
    let exempt = members(&facts)[3];
    let approved = record(&facts[0], 1, kinds::EXEMPTION_APPROVED, "2026-01-01", &[]);
    facts.push(Fact {
        people: playing(kinds::MEMBER, exempt),
        occurred: Span { first: day("2026-01-01"), last: day("2026-12-31") },
        ..approved
    });
    let handled = |facts: &[Fact]| {
        let plan = planned(&rulebook, facts, "2026-01-01");
        plan.items.iter().filter(|item| item.handler == Some(exempt) && item.day.year() == YEAR).count()
    };
    assert_eq!(handled(&facts), 0);
    facts.pop();
    assert!(handled(&facts) > 0);
}
