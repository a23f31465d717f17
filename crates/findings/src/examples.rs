//! The rulebook's own examples: made into facts, evaluated, held against what they expect.
//!
//! An example that is wrong is data ([`Mismatch`]); who prints it finds the words.

use std::collections::{BTreeMap, BTreeSet};

use facts::{
    Day, Fact, FactId, Instant, OrganisationId, Participation, PersonId, Presence, Quantity, Span, Value, kinds,
};
use roster::{Form, Roster, fold};
use rulebook::{Example, ExampleBranch, Expectation, Rulebook, Status};

use crate::{Finding, Reached, metric};

/// What an example expected and what came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Index into [`Rulebook::examples`].
    pub example: usize,
    pub expectation: Expectation,
    /// Subject, period and status of the rule's findings that the expectation speaks of, as written.
    pub found: Vec<(String, String, Status)>,
}

/// Runs every example with an evaluator; which one is the caller's choice, so that all can be held to the same examples.
/// It is given what the branches below reached besides.
pub fn run_examples(
    rulebook: &Rulebook,
    evaluate: impl Fn(OrganisationId, &[Fact], &[Reached], Day) -> Vec<Finding>,
) -> Vec<Mismatch> {
    (0..rulebook.examples.len()).flat_map(|index| run_example(rulebook, index, &evaluate)).collect()
}

/// Runs the example of a place among all.
pub fn run_example(
    rulebook: &Rulebook,
    index: usize,
    evaluate: impl Fn(OrganisationId, &[Fact], &[Reached], Day) -> Vec<Finding>,
) -> Vec<Mismatch> {
    let Some(example) = rulebook.examples.get(index) else { return Vec::new() };
    let facts = facts_of(rulebook, example);
    let below: Vec<Reached> = example.below.iter().map(|one| Reached { scores: one.scores.clone() }).collect();
    let findings = evaluate(organisation(), &facts, &below, example.as_of);
    let roster = fold(&facts.iter().collect::<Vec<_>>(), example.as_of);
    let written: Vec<(String, String, Status)> = findings
        .iter()
        .filter(|finding| rulebook.rules.get(finding.rule).is_some_and(|rule| rule.slug == example.rule))
        .map(|finding| (finding.subject.written(&roster), finding.period.to_string(), finding.status))
        .collect();
    let mismatch = |expectation: &Expectation| {
        let spoken_of: Vec<_> = written.iter().filter(|written| speaks_of(expectation, written)).cloned().collect();
        let as_expected = match expectation.status {
            None => spoken_of.is_empty(),
            Some(status) => !spoken_of.is_empty() && spoken_of.iter().all(|(_, _, found)| *found == status),
        };
        (!as_expected).then(|| Mismatch { example: index, expectation: expectation.clone(), found: spoken_of })
    };
    example.expectations.iter().filter_map(mismatch).collect()
}

fn speaks_of(expectation: &Expectation, (subject, period, _): &(String, String, Status)) -> bool {
    let same_people = |expected: &String| {
        let sorted = |text: &str| text.split('/').map(str::to_owned).collect::<BTreeSet<_>>();
        sorted(expected) == sorted(subject)
    };
    expectation.subject.as_ref().is_none_or(same_people) && expectation.period.as_ref().is_none_or(|p| p == period)
}

/// The organisation that every example plays in.
fn organisation() -> OrganisationId {
    OrganisationId::derived(&["示例".as_bytes()])
}

fn person(name: &str) -> PersonId {
    PersonId::derived(&[name.as_bytes()])
}

const STEMS: [&str; 22] = [
    "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑", "寅", "卯", "辰", "巳", "午", "未", "申",
    "酉", "戌", "亥",
];

/// What the `index`-th (from 0) member of an example is called.
fn member_name(index: usize) -> String {
    STEMS.get(index).map_or_else(|| format!("党员{}", index + 1), |name| (*name).to_owned())
}

/// The posts of an example's committee, in order (docs/user/language.md, 示例).
const POSTS: [&str; 7] =
    ["secretary", "organisation", "publicity", "discipline", "deputy", "other-committee", "other-committee"];

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).unwrap_or(Day::EARLIEST)
}

/// The chain of an example: first the branch it plays in, then its records in order of the document.
pub fn facts_of(rulebook: &Rulebook, example: &Example) -> Vec<Fact> {
    let mut chain = Chain::default();
    background(&mut chain, &example.branch);
    for record in &example.records {
        let kind = rulebook.kind(record.kind).map(|kind| kind.slug.clone()).unwrap_or_default();
        let people = record.people.iter().map(|(part, presence, name)| (part.as_str(), *presence, name.as_str()));
        let occurred = Span { first: record.first, last: record.last };
        let mut fact = chain.fact(&kind, occurred, people, record.values.iter().cloned());
        fact.recorded_at = Instant::start_of(record.recorded.unwrap_or(record.last));
        if fact.kind == kinds::MEMBER_JOINED && !fact.values.contains_key(kinds::NAME) {
            let name = record.people.first().map(|(_, _, name)| name.clone()).unwrap_or_default();
            fact.values.insert(kinds::NAME.into(), Value::Text(name));
        }
        chain.facts.push(fact);
    }
    chain.facts
}

#[derive(Default)]
struct Chain {
    facts: Vec<Fact>,
}

impl Chain {
    fn fact<'a>(
        &self,
        kind: &str,
        occurred: Span,
        people: impl Iterator<Item = (&'a str, Presence, &'a str)>,
        values: impl Iterator<Item = (String, Value)>,
    ) -> Fact {
        Fact {
            id: FactId::derived(&[&(self.facts.len() as u64).to_be_bytes()]),
            organisation: organisation(),
            kind: kind.to_owned(),
            occurred,
            recorded_at: Instant::start_of(occurred.last),
            recorder: "示例".into(),
            people: people
                .map(|(part, presence, name)| Participation {
                    person: person(name),
                    part: part.to_owned(),
                    presence,
                    reason: None,
                })
                .collect(),
            values: values.collect(),
            supersedes: None,
            attachments: Vec::new(),
        }
    }

    fn push(&mut self, kind: &str, day: Day, person: Option<(&str, &str)>, values: BTreeMap<String, Value>) {
        let people = person.into_iter().map(|(part, name)| (part, Presence::Present, name));
        let fact = self.fact(kind, Span::day(day), people, values.into_iter());
        self.facts.push(fact);
    }
}

fn values<const N: usize>(values: [(&str, Value); N]) -> BTreeMap<String, Value> {
    values.into_iter().map(|(field, value)| (field.to_owned(), value)).collect()
}

fn one_of(choice: &str) -> Value {
    Value::Options(vec![choice.to_owned()])
}

fn background(chain: &mut Chain, branch: &ExampleBranch) {
    let form = Form::ALL.into_iter().find(|form| metric::form_in_rules(*form) == branch.form);
    let slug = form.map_or("", Form::slug);
    let set_up = values([(kinds::FORM, one_of(slug)), (kinds::NAME, Value::Text("示例支部".into()))]);
    chain.push(kinds::ORGANISATION_SET_UP, branch.set_up, None, set_up);
    let members = (branch.full_members + branch.probationary_members) as usize;
    for index in 0..members {
        member(chain, branch, index);
        if let Some(group) = branch.groups.get(index % branch.groups.len().max(1)) {
            let place = values([(kinds::GROUP, Value::Text(group.clone())), (kinds::UNDATED, Value::Flag(true))]);
            chain.push(kinds::GROUP_JOINED, branch.set_up, Some((kinds::MEMBER, &member_name(index))), place);
        }
    }
    let elected = branch.elected.unwrap_or(branch.set_up);
    for (index, post) in POSTS.iter().enumerate().take(branch.committee as usize) {
        let mut post = values([(kinds::POST, one_of(post)), (kinds::UNIT_HEAD, Value::Flag(false))]);
        if index == 0 {
            post.insert(kinds::MANAGERIAL_YEARS.into(), Value::Quantity(Quantity::whole(5)));
        }
        chain.push(kinds::POST_TAKEN, elected, Some((kinds::HOLDER, &member_name(index))), post);
    }
    if let Some(day) = branch.elected {
        chain.push(kinds::COMMITTEE_ELECTED, day, None, BTreeMap::new());
    }
}

fn member(chain: &mut Chain, branch: &ExampleBranch, index: usize) {
    let name = member_name(index);
    let full = (index as u32) < branch.full_members;
    let joined = if full { day(2000, 1, 1) } else { day(2019, 3, 1) };
    let mut member = values([
        (kinds::NAME, Value::Text(name.clone())),
        (kinds::STANDING, one_of(if full { "full" } else { "probationary" })),
        (kinds::JOINED_ON, Value::Day(joined)),
        (kinds::UNDATED, Value::Flag(true)),
    ]);
    if full {
        member.insert(kinds::FULL_ON.into(), Value::Day(day(2001, 1, 1)));
    }
    chain.push(kinds::MEMBER_JOINED, joined, Some((kinds::MEMBER, &name)), member);
}

impl crate::Subject {
    /// As users and rulebook examples write it: the organisation's name, a group's, a person's, two joined by `/`,
    /// an event's day.
    pub fn written(&self, roster: &Roster) -> String {
        let name = |person: &PersonId| {
            roster.member_index(*person).map_or_else(|| person.to_string(), |index| roster.display_name(index))
        };
        match self {
            crate::Subject::Organisation => roster.name().to_owned(),
            crate::Subject::Group(group) => group.clone(),
            crate::Subject::Person(person) => name(person),
            crate::Subject::Pair(one, two) => format!("{}/{}", name(one), name(two)),
            crate::Subject::Event(day, _) => day.to_string(),
            crate::Subject::Case(case) => case.clone(),
        }
    }
}
