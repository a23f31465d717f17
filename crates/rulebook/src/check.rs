//! Checks of the book as a whole: what is missing, and what does not fit together.

use std::collections::BTreeSet;

use facts::{Calendar, Day, Period, Quantity, kinds};

use crate::Purpose;
use crate::chapters;
use crate::each::{Demand, Figure};
use crate::model::{
    Bound, Condition, DatedValue, Example, Inventory, Items, KindIndex, Length, Number, Parameter, Place, RatioBound,
    Register, Requirement, Rule, Rulebook, Selector, Share, Status, Test,
};
use crate::problem::{Lacks, LayerProblem, Problem, What};
use crate::proportion::{self, Proportion};
use crate::record_kind::Kind;
use crate::report::Report;
use crate::scalars::limit_of;
use crate::scheme;

pub(crate) fn check(rulebook: &Rulebook, lost: &BTreeSet<String>, purpose: Purpose, report: &mut Report) {
    chapters::check(&rulebook.chapters, &rulebook.clauses, report);
    check_core_kinds(&rulebook.kinds, lost, report);
    check_titles(&rulebook.rules, report);
    check_parameters(rulebook, report);
    check_enforcement(rulebook, report);
    check_openings(rulebook, report);
    check_tests(rulebook, report);
    proportion::check(rulebook, lost, report);
    if purpose == Purpose::Check {
        check_examples(&rulebook.rules, &rulebook.examples, lost, report);
    }
    check_time(&rulebook.rules, report);
    scheme::check(&rulebook.schemes, &rulebook.rules, &rulebook.clauses, report);
}

/// The whole book is to blame: its first line.
const BOOK: Place = Place { file: 0, line: 1, column: 1 };

/// What a core kind has to have: its fields with the word of their type and slugs of choices, and its parts.
type Core = (&'static str, &'static [(&'static str, &'static str, &'static [&'static str])], &'static [&'static str]);

const FORMS: &[&str] = &["committee", "general-branch", "branch", "joint", "temporary", "group"];
const UNIT_STATES: &[&str] = &["operating", "dormant", "bankrupt", "restructuring"];
const POSTS: &[&str] = &[
    "secretary",
    "deputy",
    "organisation",
    "publicity",
    "discipline",
    "other-committee",
    "group-leader",
    "information-collector",
    "operator",
    "keeper",
];
const LEAVING: &[&str] = &["transferred-out", "left-by-itself", "struck-off", "expelled", "deceased"];

/// As documented with the constants of [`kinds`].
const CORE: &[Core] = &[
    (
        kinds::ORGANISATION_SET_UP,
        &[
            (kinds::FORM, "单选", FORMS),
            (kinds::NAME, "文本", &[]),
            (kinds::SUPERIOR, "组织", &[]),
            (kinds::APPROVED_BY, "组织", &[]),
            (kinds::UNIT_COUNT, "数", &[]),
        ],
        &[],
    ),
    (kinds::ORGANISATION_CHANGED, &[], &[]),
    (kinds::ORGANISATION_DISSOLVED, &[], &[]),
    (kinds::UNIT_FACTS, &[(kinds::UNIT_STATE, "单选", UNIT_STATES), (kinds::STAFF, "数", &[])], &[]),
    (
        kinds::MEMBER_JOINED,
        &[
            (kinds::NAME, "文本", &[]),
            (kinds::HOW, "单选", &["admitted", "transferred-in", "roster"]),
            (kinds::JOINED_ON, "日期", &[]),
            (kinds::FULL_ON, "日期", &[]),
            (kinds::STANDING, "单选", &["full", "probationary"]),
            (kinds::CATEGORY, "单选", &["at-work", "retired", "student", "other"]),
            (kinds::LEADER_RANK, "单选", &["second-tier", "none"]),
            (kinds::GROUP, "文本", &[]),
            (kinds::HOURS_CARRIED, "数", &[]),
            (kinds::DUES_PAID_UNTIL, "期间", &[]),
        ],
        &[kinds::MEMBER],
    ),
    (kinds::MEMBER_LEFT, &[(kinds::HOW, "单选", LEAVING)], &[kinds::MEMBER]),
    (kinds::BECAME_FULL_MEMBER, &[], &[kinds::MEMBER]),
    (kinds::MEMBER_SUSPENDED, &[], &[kinds::MEMBER]),
    (
        kinds::POST_TAKEN,
        &[(kinds::POST, "单选", POSTS), (kinds::MANAGERIAL_YEARS, "数", &[]), (kinds::UNIT_HEAD, "是否", &[])],
        &[kinds::HOLDER],
    ),
    (kinds::POST_LEFT, &[(kinds::POST, "单选", POSTS)], &[kinds::HOLDER]),
    (kinds::GROUP_JOINED, &[(kinds::GROUP, "文本", &[])], &[kinds::MEMBER]),
    (kinds::GROUP_DISSOLVED, &[(kinds::GROUP, "文本", &[])], &[]),
    (kinds::FLOATING_OUT, &[(kinds::RECEIVING, "文本", &[])], &[kinds::MEMBER]),
    (kinds::FLOATING_IN, &[(kinds::NAME, "文本", &[]), (kinds::SENDING, "文本", &[])], &[kinds::MEMBER]),
    (kinds::FLOATING_RETURNED, &[], &[kinds::MEMBER]),
    (kinds::CONTACT_ASSIGNED, &[], &[kinds::KEEPER, kinds::CONTACT]),
    (kinds::EXEMPTION_APPROVED, &[(kinds::FROM_KIND, "文本", &[])], &[kinds::MEMBER]),
    (kinds::COMMITTEE_ELECTED, &[], &[]),
    (kinds::ELECTION_POSTPONED, &[(kinds::UNTIL, "日期", &[]), (kinds::APPROVED, "是否", &[])], &[]),
    (kinds::WITHDRAWN, &[], &[]),
];

fn check_core_kinds(declared: &[Kind], lost: &BTreeSet<String>, report: &mut Report) {
    for slug in kinds::CORE {
        let Some(kind) = declared.iter().find(|kind| kind.slug == *slug) else {
            if !lost.contains(*slug) {
                report.error(BOOK, Problem::MissingKind { slug: (*slug).to_owned() });
            }
            continue;
        };
        if let Some((_, fields, parts)) = CORE.iter().find(|(core, _, _)| core == slug) {
            check_core_kind(kind, fields, parts, report);
        }
    }
}

fn check_core_kind(kind: &Kind, fields: &[(&str, &str, &[&str])], parts: &[&str], report: &mut Report) {
    let mut missing = |what: What, slug: &str| {
        let problem = Problem::MissingInKind { what, slug: slug.to_owned(), kind: kind.name.clone() };
        report.error(kind.place, problem);
    };
    for (slug, field_type, choices) in fields {
        let Some(field) = kind.field(slug).filter(|field| field.field_type.word() == *field_type) else {
            missing(What::Field, slug);
            continue;
        };
        let declared = field.field_type.choices().unwrap_or_default();
        for choice in choices.iter().filter(|choice| declared.iter().all(|known| known.slug != **choice)) {
            missing(What::Choice, choice);
        }
    }
    for slug in parts.iter().filter(|slug| kind.part(slug).is_none()) {
        missing(What::Part, slug);
    }
}

/// Rules of one name confuse readers unless one takes the other's place.
fn check_titles(rules: &[Rule], report: &mut Report) {
    for (index, rule) in rules.iter().enumerate() {
        let earlier = rules.iter().take(index).filter(|other| other.title == rule.title);
        let origin = origin(rule, rules);
        if earlier.map(|other| self::origin(other, rules)).any(|other| other != origin) {
            report.warning(rule.place, Problem::Twice { what: What::RuleName, word: rule.title.clone() });
        }
    }
}

impl Rulebook {
    /// The slug of the rule that was there before all that took its place: what stays the same when a rule is tightened.
    pub fn origin_of<'a>(&'a self, rule: &'a Rule) -> &'a str {
        origin(rule, &self.rules)
    }
}

/// The slug of the rule that was there before all that took its place.
fn origin<'a>(rule: &'a Rule, rules: &'a [Rule]) -> &'a str {
    let mut first = rule;
    // Each step goes to another rule; a ring of rules that replace each other ends the walk.
    for _ in 0..rules.len() {
        match rules.iter().find(|other| linked(first, other)) {
            Some(other) => first = other,
            None => break,
        }
    }
    &first.slug
}

fn linked(rule: &Rule, other: &Rule) -> bool {
    rule.replaces.as_ref() == Some(&other.slug)
}

pub(crate) fn check_parameters(rulebook: &Rulebook, report: &mut Report) {
    check_values(rulebook, report);
    check_yes_and_no(rulebook, report);
    for rule in &rulebook.rules {
        let mut used: Vec<&Parameter> = Vec::new();
        for number in rule.numbers() {
            let Number::Parameter(index) = number else { continue };
            let Some(parameter) = rulebook.parameters.get(index) else { continue };
            let valued = rulebook.number(number, rule.from).is_some();
            if valued || used.iter().any(|earlier| earlier.slug == parameter.slug) {
                continue;
            }
            used.push(parameter);
            let first = parameter.values.first().map(|value| value.from);
            let problem = Problem::ParameterTooLate { parameter: parameter.name.clone(), first, from: rule.from };
            report.error(rule.place, problem);
        }
        for list in rule.lists().into_iter().filter_map(|listed| rulebook.lists.get(listed.list)) {
            let first = list.versions.first().map(|version| version.from);
            if first.is_none_or(|first| rule.from < first) {
                report.error(rule.place, Problem::ListTooLate { list: list.name.clone(), first, from: rule.from });
            }
        }
    }
}

/// A parameter counts people, records, hours or days: it is never below nothing. Where it says how much has to be
/// reached, nothing would be reached by everybody.
fn check_values(rulebook: &Rulebook, report: &mut Report) {
    let reached: BTreeSet<usize> = rulebook
        .rules
        .iter()
        .flat_map(|rule| match &rule.requirement {
            Requirement::Count(count) => vec![count.at_least],
            Requirement::Proportion(proportion) => proportion.numbers(),
            Requirement::Sum(sum) => vec![sum.at_least],
            Requirement::Run(run) => [run.in_a_row].into_iter().chain(run.in_all).collect(),
            _ => Vec::new(),
        })
        .filter_map(|number| match number {
            Number::Parameter(index) => Some(index),
            Number::Fixed(_) => None,
        })
        .collect();
    let lengths: BTreeSet<usize> = rulebook
        .rules
        .iter()
        .flat_map(|rule| rule.requirement.lengths())
        .filter_map(|length| match length {
            Length::Parameter(index) => Some(index),
            Length::Fixed(_) => None,
        })
        .collect();
    for (index, parameter) in rulebook.parameters.iter().enumerate() {
        let unit = parameter.unit.as_deref().unwrap_or_default();
        let no_limit = |value: &&DatedValue| lengths.contains(&index) && limit_of(value.value, unit).is_none();
        for value in parameter.values.iter().filter(no_limit) {
            let (parameter, value, place) = (parameter.name.clone(), value.value, value.place);
            report.error(place, Problem::ParameterNoLimit { parameter, value });
        }
        let least = if reached.contains(&index) { Quantity(1) } else { Quantity(0) };
        for value in parameter.values.iter().filter(|value| value.value < least) {
            let (parameter, value, place) = (parameter.name.clone(), value.value, value.place);
            report.error(place, Problem::ParameterTooLow { parameter, value, reached: least > Quantity(0) });
        }
    }
    let parts = rulebook.rules.iter().flat_map(parts).filter_map(|share| match share {
        Share::Number(Number::Parameter(index)) => Some(index),
        _ => None,
    });
    let parts: BTreeSet<usize> = parts.collect();
    for parameter in parts.into_iter().filter_map(|index| rulebook.parameters.get(index)) {
        for value in parameter.values.iter().filter(|value| value.value > Quantity::whole(1)) {
            let problem = Problem::ParameterTooHigh { parameter: parameter.name.clone(), value: value.value };
            report.error(value.place, problem);
        }
    }
}

/// What a rule says of how large a part of a whole has to be: of findings or branches, or of those who may vote.
fn parts(rule: &Rule) -> Vec<Share> {
    let of_people = |base: &Figure, bound: RatioBound, share: Share| {
        let is_part = matches!(base, Figure::Electorate(_)) && bound != RatioBound::AtMost;
        is_part.then_some(share)
    };
    match &rule.requirement {
        Requirement::Proportion(Proportion { at_least, .. }) => vec![*at_least],
        Requirement::Each(each) => {
            let ratios = each.demands.iter().filter_map(|demand| match demand {
                Demand::Ratio(ratio) => of_people(&ratio.to, ratio.bound, ratio.share),
                _ => None,
            });
            ratios.collect()
        }
        Requirement::Election(election) => {
            let support = election.support.iter();
            support.filter_map(|support| of_people(&support.base, support.bound, support.share)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a rule is enforced is asked on the day of its period or event.
fn check_enforcement(rulebook: &Rulebook, report: &mut Report) {
    for rule in rulebook.rules.iter().filter(|rule| rule.origin.enforced.is_some()) {
        let of_an_event = matches!(rule.requirement, Requirement::Each(_) | Requirement::Within(_));
        if rule.calendar.is_none() && !of_an_event {
            report.error(rule.place, LayerProblem::NoDayOfItsOwn { slug: rule.slug.clone() }.into());
        }
    }
}

/// And it is yes or no.
fn check_yes_and_no(rulebook: &Rulebook, report: &mut Report) {
    let asked: BTreeSet<usize> = rulebook.rules.iter().filter_map(|rule| rule.origin.enforced).collect();
    for parameter in asked.into_iter().filter_map(|index| rulebook.parameters.get(index)) {
        for value in parameter.values.iter().filter(|value| ![0, 100].contains(&value.value.0)) {
            let problem = LayerProblem::NotZeroOrOne { parameter: parameter.name.clone(), value: value.value };
            report.error(value.place, problem.into());
        }
    }
}

/// A row of the engine has so many bits for the tests of a kind's fields (`findings`).
const TESTS_MAX: usize = 64;

/// Where a limit has an earliest day, that day is one of the period and not behind the limit: in every period, of leap
/// years too, and with every value of the parameters.
fn check_openings(rulebook: &Rulebook, report: &mut Report) {
    let periods = |calendar: Calendar| {
        let of_year = move |year| (0..calendar.per_year()).map(move |index| (year, index as u8));
        [2023, 2024].into_iter().flat_map(of_year).filter_map(move |(year, index)| {
            let period = Period::Calendar { calendar, year, index };
            period.days()
        })
    };
    for rule in &rulebook.rules {
        let (Requirement::Within(within), Some(calendar)) = (&rule.requirement, rule.calendar) else { continue };
        let (Some(no_earlier), Bound::After(limit)) = (within.trigger.no_earlier(), within.bound) else { continue };
        let changes = [no_earlier, limit].into_iter().filter_map(|length| match length {
            Length::Parameter(index) => rulebook.parameters.get(index),
            Length::Fixed(_) => None,
        });
        let changes = changes.flat_map(|parameter| parameter.values.iter().map(|value| value.from));
        let on = |day| rulebook.length(no_earlier, day).zip(rulebook.length(limit, day));
        let lengths = std::iter::once(rule.from).chain(changes.filter(|day| *day <= rule.until)).filter_map(on);
        let days = lengths.flat_map(|(no_earlier, limit)| {
            periods(calendar).map(move |(first, last)| (no_earlier.after(first), limit.after(first).min(last)))
        });
        if let Some((earliest, last)) = days.into_iter().find(|(earliest, last)| last < earliest) {
            report.error(rule.place, Problem::NoDayInTime { slug: rule.slug.clone(), earliest, last });
        }
    }
}

fn check_tests(rulebook: &Rulebook, report: &mut Report) {
    let mut known: Vec<Vec<(&str, Test)>> = vec![Vec::new(); rulebook.kinds.len()];
    for (kind, condition) in rulebook.rules.iter().flat_map(|rule| tests(rulebook, rule)) {
        let Some(of_kind) = known.get_mut(usize::from(kind.0)) else { continue };
        let Some(field) = rulebook.kind(kind).and_then(|kind| kind.field(&condition.field)) else { continue };
        if of_kind.iter().any(|(slug, test)| *slug == field.slug && *test == condition.test) {
            continue;
        }
        of_kind.push((&field.slug, condition.test));
        // Once a kind: whoever takes out the first one too many sees the next.
        if of_kind.len() == TESTS_MAX + 1 {
            let kind = rulebook.kind(kind).map(|kind| kind.name.clone()).unwrap_or_default();
            report.error(condition.place, Problem::TooManyTests { kind, most: TESTS_MAX });
        }
    }
}

/// The tests that a rule puts on fields, each with the kind; also on kinds that lack the field.
fn tests(rulebook: &Rulebook, rule: &Rule) -> Vec<(KindIndex, Condition)> {
    let mut conditions: Vec<Condition> = Vec::new();
    let of = |selector: &Selector| {
        let kinds = selector.kinds.clone();
        let both = selector.must.iter().chain(&selector.except).cloned().collect::<Vec<_>>();
        (kinds, both)
    };
    let mut found = Vec::new();
    let mut add = |(kinds, conditions): (Vec<KindIndex>, Vec<Condition>)| {
        for kind in kinds {
            found.extend(conditions.iter().map(|condition| (kind, condition.clone())));
        }
    };
    rule.subject.register.iter().flat_map(Register::selectors).map(of).for_each(&mut add);
    rule.requirement.selectors().into_iter().map(of).for_each(&mut add);
    // What is tested beside what its selectors take.
    match &rule.requirement {
        Requirement::Sum(sum) => conditions.extend(sum.must.iter().chain(&sum.except).cloned()),
        Requirement::Each(each) => conditions.extend(each.demands.iter().filter_map(|demand| match demand {
            Demand::Field(condition) => Some(condition.clone()),
            _ => None,
        })),
        Requirement::Attested(attested) => {
            let clause = rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default();
            let condition = |field: &str, test| Condition { field: field.to_owned(), test, place: rule.place };
            conditions.push(condition("clause", Test::Text(clause)));
            conditions.push(condition("grade", Test::OneOf(attested.grades.clone())));
        }
        Requirement::Inventory(Inventory { items: Items::Records(current) }) => {
            let items = current.each.iter().flat_map(|(_, items)| items);
            conditions.extend(items.filter_map(|item| current.test_of(item)));
        }
        Requirement::Election(election) => add((election.candidates.kinds.clone(), vec![election.wins()])),
        _ => {}
    }
    add((rule.requirement.kinds(), conditions));
    found
}

fn check_examples(rules: &[Rule], examples: &[Example], lost: &BTreeSet<String>, report: &mut Report) {
    for rule in rules.iter().filter(|rule| !lost.contains(&rule.slug)) {
        let has = |statuses: &[Status]| {
            let mut expectations =
                examples.iter().filter(|example| example.rule == rule.slug).flat_map(|example| &example.expectations);
            expectations.any(|expectation| expectation.status.is_some_and(|status| statuses.contains(&status)))
        };
        let mut lacks = |lacks: Lacks| report.error(rule.place, Problem::NoExample { slug: rule.slug.clone(), lacks });
        if !has(&[Status::Met, Status::Open]) {
            lacks(Lacks::Meeting);
        }
        if !has(&[Status::Missed, Status::Late, Status::Breached, Status::Advice]) {
            lacks(Lacks::Failing);
        }
    }
}

/// On a grid of days, exactly one of the rules that take each other's place is in force.
fn check_time(rules: &[Rule], report: &mut Report) {
    for first in rules.iter().filter(|rule| rule.replaces.is_none()) {
        let chain = chain_from(first, rules);
        if chain.len() > 1 {
            check_chain(&chain, report);
        }
    }
}

/// A rule with all that take its place, directly or in turn.
fn chain_from<'a>(first: &'a Rule, rules: &'a [Rule]) -> Vec<&'a Rule> {
    let mut chain = vec![first];
    let mut next = 0;
    while let Some(rule) = chain.get(next).copied() {
        let new = |other: &&Rule| linked(other, rule) && chain.iter().all(|known| known.slug != other.slug);
        let more: Vec<&Rule> = rules.iter().filter(new).collect();
        chain.extend(more);
        next += 1;
    }
    chain
}

fn check_chain(chain: &[&Rule], report: &mut Report) {
    let ends = chain.iter().flat_map(|rule| [rule.from, rule.until]);
    let grid: BTreeSet<Day> = ends.flat_map(|day| [day.plus_days(-1), day, day.plus_days(1)]).collect();
    let start = chain.iter().map(|rule| rule.from).min().unwrap_or(Day::LATEST);
    // A rule may end for good; said of one that only took another's place, that is easily overlooked.
    // What a lower layer ends is told as a loosening, by `tighter`.
    let last = chain.iter().max_by_key(|rule| rule.until).filter(|rule| rule.until < Day::LATEST);
    let of_one_layer = |last: &&&Rule| chain.iter().all(|rule| rule.origin.layer >= last.origin.layer);
    // Nor does one end for good that gave way to a tighter one.
    if let Some(last) = last.filter(of_one_layer).filter(|last| last.until == last.origin.until) {
        report.warning(last.place, Problem::TimeEnds { slug: last.slug.clone(), last: last.until });
    }
    let mut overlapped = BTreeSet::new();
    let mut gap_before = None;
    for day in grid.into_iter().filter(|day| *day >= start) {
        let in_force: Vec<&&Rule> = chain.iter().filter(|rule| rule.from <= day && day <= rule.until).collect();
        match in_force.as_slice() {
            [] => gap_before = gap_before.or(Some(day)),
            [_] => {}
            [rule, other, ..] => {
                // One report for each pair, on its first day.
                if overlapped.insert((&rule.slug, &other.slug)) {
                    let (slug, other_slug) = (rule.slug.clone(), other.slug.clone());
                    report.error(other.place, Problem::TimeOverlap { slug, other: other_slug, day });
                }
            }
        }
        if let (Some(next), Some(first)) = (in_force.first(), gap_before.take_if(|_| !in_force.is_empty())) {
            let slug = chain.first().map(|rule| rule.slug.clone()).unwrap_or_default();
            report.error(next.place, Problem::TimeGap { slug, first, last: next.from.plus_days(-1) });
        }
    }
}
