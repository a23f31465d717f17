//! The text of the semantics, a paragraph a test, each worked out by hand and asked of both evaluators.

mod dues;
mod forms;
mod owing;
mod procedures;
mod proportions;
mod records;
mod registered;
mod rolling;
mod roster;
mod voting;

use std::collections::BTreeMap;

use facts::{
    Calendar, Day, Fact, FactId, Instant, OrganisationId, Participation, Period, PersonId, Presence, Quantity, Span,
    Value,
};
use findings::{Finding, Subject};
use rulebook::{
    Clause, Condition, Count, Demand, Each, Force, Form, KindIndex, Metric, MetricRange, Number, Origin, Place, Points,
    Requirement, Rule, Rulebook, Run, RunOf, Selector, State, Subject as RuleSubject, Test, Who, Within,
};

use super::evaluate;
use crate::branches::kinds;

const PEOPLE: &str = "甲乙丙丁戊己庚辛壬癸";
const NOBODY: &[char] = &[];

fn organisation() -> OrganisationId {
    OrganisationId::derived(&[b"branch"])
}

fn person(name: char) -> PersonId {
    PersonId::derived(&[name.to_string().as_bytes()])
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn period(text: &str) -> Value {
    Value::Period(Period::parse(text).unwrap())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn option(slug: &str) -> Value {
    Value::Options(vec![slug.to_owned()])
}

fn hours(whole: i64) -> Value {
    Value::Quantity(Quantity::whole(whole))
}

/// A record of one day, written down at once.
fn fact(on: &str, kind: &str) -> Fact {
    Fact {
        id: FactId::derived(&[on.as_bytes(), kind.as_bytes()]),
        organisation: organisation(),
        kind: kind.to_owned(),
        occurred: Span::day(day(on)),
        recorded_at: Instant::start_of(day(on)),
        recorder: String::new(),
        people: Vec::new(),
        values: BTreeMap::new(),
        supersedes: None,
        attachments: Vec::new(),
    }
}

trait With: Sized {
    fn value(self, field: &str, value: Value) -> Self;
    fn until(self, last: &str) -> Self;
    fn recorded(self, on: &str) -> Self;
    fn presence(self, part: &str, presence: Presence, names: &[char]) -> Self;

    fn people(self, part: &str, names: &[char]) -> Self {
        self.presence(part, Presence::Present, names)
    }

    fn undated(self) -> Self {
        self.value("undated", Value::Flag(true))
    }
}

impl With for Fact {
    fn value(mut self, field: &str, value: Value) -> Fact {
        self.id = FactId::derived(&[self.id.as_bytes(), field.as_bytes(), format!("{value:?}").as_bytes()]);
        self.values.insert(field.to_owned(), value);
        self
    }

    fn until(mut self, last: &str) -> Fact {
        self.occurred.last = day(last);
        self
    }

    fn recorded(mut self, on: &str) -> Fact {
        self.recorded_at = Instant::start_of(day(on));
        self
    }

    fn presence(mut self, part: &str, presence: Presence, names: &[char]) -> Fact {
        for name in names {
            self.id = FactId::derived(&[self.id.as_bytes(), part.as_bytes(), name.to_string().as_bytes()]);
            self.people.push(Participation { person: person(*name), part: part.to_owned(), presence, reason: None });
        }
        self
    }
}

/// A branch of 2010 with so many members since then, the first of them its secretary since 2018.
fn branch(members: usize) -> Vec<Fact> {
    let mut facts = vec![fact("2010-01-01", "organisation-set-up").value("form", option("branch"))];
    for name in PEOPLE.chars().take(members) {
        let joined = fact("2010-01-01", "member-joined").people("member", &[name]);
        facts.push(joined.value("full-on", Value::Day(day("2001-01-01"))));
    }
    facts.push(fact("2018-01-01", "post-taken").people("holder", &['甲']).value("post", option("secretary")));
    facts
}

fn left(on: &str, name: char) -> Fact {
    fact(on, "member-left").people("member", &[name])
}

fn joined(on: &str, name: char) -> Fact {
    fact(on, "member-joined").people("member", &[name])
}

fn post(on: &str, name: char, post: &str) -> Fact {
    fact(on, "post-taken").people("holder", &[name]).value("post", option(post))
}

fn rulebook(rules: Vec<Rule>) -> Rulebook {
    let clause = Clause {
        id: "L1".to_owned(),
        chapter: 'L',
        title: String::new(),
        text: String::new(),
        place: Place::default(),
    };
    Rulebook { kinds: kinds(), clauses: vec![clause], rules, ..Rulebook::default() }
}

fn kind(slug: &str) -> KindIndex {
    rulebook(Vec::new()).kind_named(slug).unwrap().0
}

fn selector(slug: &str) -> Selector {
    Selector { kinds: vec![kind(slug)], must: Vec::new(), except: Vec::new(), part: None }
}

fn number(whole: i64) -> Number {
    Number::Fixed(Quantity::whole(whole))
}

fn condition(field: &str, test: Test) -> Condition {
    Condition { field: field.to_owned(), test, place: Place::default() }
}

fn range(metric: Metric, at_least: Option<i64>, at_most: Option<i64>) -> MetricRange {
    MetricRange {
        metric,
        at_least: at_least.map(number),
        at_most: at_most.map(number),
        advised_at_least: None,
        advised_at_most: None,
        place: Place::default(),
    }
}

fn rule(who: Who, calendar: Option<Calendar>, requirement: Requirement) -> Rule {
    Rule {
        slug: "gap".to_owned(),
        title: String::new(),
        clause: 0,
        force: Force::Must,
        responsible: String::new(),
        from: day("2018-09-01"),
        until: Day::LATEST,
        points: Points::default(),
        late_after_days: 7,
        subject: RuleSubject { who, register: None, forms: vec![Form::Branch], conditions: Vec::new() },
        calendar,
        requirement,
        replaces: None,
        origin: Origin::default(),
        window: None,
        place: Place::default(),
        source: String::new(),
    }
}

fn count(who: Who, calendar: Calendar, at_least: i64, slug: &str) -> Rule {
    let count = Count { at_least: number(at_least), at_most: None, selector: selector(slug), grace: None };
    rule(who, Some(calendar), Requirement::Count(count))
}

fn state(who: Who, range: MetricRange) -> Rule {
    rule(who, None, Requirement::State(State { ranges: vec![range] }))
}

fn absences(in_a_row: i64, in_all: Option<i64>) -> Rule {
    let selector = selector("theme-day");
    let run =
        Run { of: RunOf::Absences, selector, in_a_row: number(in_a_row), in_all: in_all.map(number), dues: Vec::new() };
    rule(Who::Member, Some(Calendar::Year), Requirement::Run(run))
}

/// What the reference finds; the engine has to find the same.
fn found(rule: Rule, facts: &[Fact], as_of: &str) -> Vec<Finding> {
    let rulebook = rulebook(vec![rule]);
    let found = evaluate(&rulebook, organisation(), facts, day(as_of), None);
    let fast = findings::evaluate(&rulebook, facts, day(as_of), None);
    assert_eq!(crate::compare(&fast, &found), Ok(()));
    found
}

/// `乙 2019-Q1 met`, in the order of the findings.
fn lines(rule: Rule, facts: &[Fact], as_of: &str) -> Vec<String> {
    found(rule, facts, as_of).iter().map(line).collect()
}

fn line(finding: &Finding) -> String {
    let name = |id: &PersonId| PEOPLE.chars().find(|name| person(*name) == *id).unwrap();
    let subject = match &finding.subject {
        Subject::Organisation => String::new(),
        Subject::Group(group) => format!("{group} "),
        Subject::Person(id) => format!("{} ", name(id)),
        Subject::Pair(first, second) => format!("{}/{} ", name(first), name(second)),
        Subject::Event(day, _) => format!("{day} "),
        Subject::Case(case) => format!("{case} "),
    };
    format!("{subject}{} {}", finding.period, finding.status.slug())
}

/// The figure as it stands on a day, read off a state that nothing can satisfy.
fn figure(metric: Metric, facts: &[Fact], as_of: &str) -> Option<i64> {
    let never = state(Who::Organisation, range(metric, Some(1_000_000), None));
    let found = found(never, facts, as_of);
    match found.first()?.missing.first()? {
        findings::Missing::Figure(_, figure) => Some(figure.0 / 100),
        _ => None,
    }
}
