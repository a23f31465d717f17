//! Why a finding is as it is: each record that could have counted, whether it did, and if not, why not.
//!
//! Slower and plainer than the engine, and only for one rule at a time: it looks at facts themselves, those included
//! that were superseded, withdrawn or not yet known. What the finding says comes from the engine alone.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, Name, Period, PersonId, Quantity, Value, current, kinds};
use roster::{Roster, Stay, fold};
use rulebook::{Condition, KindIndex, Metric, Requirement, Rule, Rulebook, Trigger};

use crate::columns::{NONE, passes};
use crate::standing::{One, stand};
use crate::{Finding, Subject, metric};

/// Everything that explains one finding.
#[derive(Debug, Clone)]
pub struct Trace {
    pub finding: Finding,
    /// Since when and until when the subject stands, and whether the beginning was assumed.
    pub stands: Vec<(Stay, bool)>,
    /// The days that decide who owes the period.
    pub owed_on: Option<(Day, Day)>,
    /// The conditions of the rule (其中): figure, day, as found.
    pub conditions: Vec<(Metric, Day, Option<Quantity>)>,
    /// The figures that a requirement on the roster looks at, as found on the day.
    pub figures: Vec<(Metric, Option<Quantity>)>,
    pub considered: Vec<Considered>,
}

/// One record that was looked at.
#[derive(Debug, Clone)]
pub struct Considered {
    pub fact: Fact,
    /// None: it counted.
    pub why_not: Option<WhyNot>,
}

/// Why a record did not count. Of several reasons the first in this order is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// Recorded later than the moment of knowledge asked for.
    NotYetKnown,
    Superseded(FactId),
    Withdrawn,
    /// It occurred after the day of evaluation.
    Later,
    /// It counts for another day or period.
    OtherPeriod,
    /// This field is not filled in, or does not pass the rule's test.
    Fails(Name),
    /// It falls under an exception (除) by this field.
    Excepted(Name),
    /// The group it names is another one.
    OtherGroup,
    /// The person (or one of the two) does not appear in it.
    NotInIt,
    /// The person appears, but not in the part that the rule asks for.
    OtherPart,
    /// The person was not present.
    NotPresent,
    /// It passes every test, but another record already decided, or it lies outside the limit.
    NotNeeded,
}

/// Traces a finding of [`crate::evaluate`] back to the records.
pub fn trace(
    rulebook: &Rulebook,
    facts: &[Fact],
    finding: &Finding,
    as_of: Day,
    known_at: Option<Instant>,
) -> Option<Trace> {
    let rule = rulebook.rules.get(finding.rule)?;
    let held = current(facts, known_at);
    let roster = fold(&held, as_of);
    let one = one(&roster, &finding.subject);
    let owed_on = owed_on(finding.period, as_of);
    let mut stays = Vec::new();
    stand(&roster, rule.subject.who, as_of, &mut stays);
    let undated = |at: u16, stay: &Stay| {
        roster
            .members
            .get(usize::from(at))
            .is_some_and(|member| member.undated && member.stays.first().map(|first| first.from) == Some(stay.from))
    };
    let assumed = |stay: &Stay| match one {
        One::Person(at) => undated(at, stay),
        One::Pair(first, second) => undated(first, stay) || undated(second, stay),
        _ => false,
    };
    let days = owed_on.map_or(vec![as_of], |(early, late)| if early == late { vec![early] } else { vec![early, late] });
    let conditions = rule.subject.conditions.iter().flat_map(|condition| {
        let roster = &roster;
        days.iter()
            .map(move |day| (condition.metric, *day, metric::metric(roster, condition.metric, One::Organisation, *day)))
    });
    let figures = match &rule.requirement {
        Requirement::State(state) => state.ranges.iter().map(|range| range.metric).collect(),
        _ => Vec::new(),
    };
    Some(Trace {
        stands: stays.iter().filter(|(subject, _)| *subject == one).map(|(_, stay)| (*stay, assumed(stay))).collect(),
        owed_on,
        conditions: conditions.collect(),
        figures: figures.into_iter().map(|figure| (figure, metric::metric(&roster, figure, one, as_of))).collect(),
        considered: Looker { rulebook, rule, facts, finding, as_of, known_at }.considered(),
        finding: finding.clone(),
    })
}

fn one(roster: &Roster, subject: &Subject) -> One {
    let index = |index: Option<usize>| index.map_or(NONE, |index| index as u16);
    let person = |person: &PersonId| index(roster.member_index(*person));
    match subject {
        Subject::Organisation => One::Organisation,
        Subject::Group(name) => One::Group(index(roster.groups.iter().position(|g| g.name == *name))),
        Subject::Person(who) => One::Person(person(who)),
        Subject::Pair(one, two) => One::Pair(person(one), person(two)),
        Subject::Event(day, _) => One::Event(*day, u32::MAX),
    }
}

fn owed_on(period: Period, as_of: Day) -> Option<(Day, Day)> {
    let (_, last) = period.days()?;
    Some((period.middle()?.min(as_of), last.min(as_of)))
}

struct Looker<'a> {
    rulebook: &'a Rulebook,
    rule: &'a Rule,
    facts: &'a [Fact],
    finding: &'a Finding,
    as_of: Day,
    known_at: Option<Instant>,
}

/// The kinds a requirement looks at with the tests it puts on each, and the part a person has to play.
struct Wanted<'a> {
    kinds: Vec<KindIndex>,
    must: &'a [Condition],
    except: &'a [Condition],
    part: Option<&'a str>,
}

impl<'a> Looker<'a> {
    fn wanted(&self) -> Vec<Wanted<'a>> {
        let of = |selector: &'a rulebook::Selector| Wanted {
            kinds: selector.kinds.clone(),
            must: &selector.must,
            except: &selector.except,
            part: selector.part.as_deref(),
        };
        match &self.rule.requirement {
            Requirement::Count(count) => vec![of(&count.selector)],
            Requirement::Sum(sum) => vec![Wanted {
                kinds: sum.sources.iter().map(|(kind, _)| *kind).collect(),
                must: &sum.must,
                except: &sum.except,
                part: sum.part.as_deref(),
            }],
            Requirement::Within(within) => match &within.trigger {
                Trigger::Record(trigger) => vec![of(trigger), of(&within.selector)],
                _ => vec![of(&within.selector)],
            },
            Requirement::Each(each) => vec![of(&each.selector)],
            Requirement::Run(run) => vec![of(&run.selector)],
            Requirement::Attested(attested) => {
                vec![Wanted { kinds: vec![attested.kind], must: &[], except: &[], part: None }]
            }
            Requirement::State(_) | Requirement::Inventory(_) => Vec::new(),
            Requirement::Term(_) => vec![Wanted {
                kinds: self.rulebook.kind_named(kinds::COMMITTEE_ELECTED).map(|(index, _)| index).into_iter().collect(),
                must: &[],
                except: &[],
                part: None,
            }],
        }
    }

    fn considered(&self) -> Vec<Considered> {
        let superseded: BTreeMap<FactId, &Fact> = self
            .facts
            .iter()
            .filter(|fact| self.known(fact))
            .filter_map(|fact| Some((fact.supersedes?, fact)))
            .collect();
        let wanted = self.wanted();
        let mut considered: Vec<Considered> = Vec::new();
        for fact in self.facts {
            let of_kind = |wanted: &&Wanted<'_>| {
                wanted.kinds.iter().filter_map(|kind| self.rulebook.kind(*kind)).any(|kind| kind.slug == fact.kind)
            };
            let Some(wanted) = wanted.iter().find(of_kind) else { continue };
            let counted = self.finding.evidence.contains(&fact.id);
            let why_not = (!counted).then(|| self.why_not(fact, wanted, &superseded));
            // A record of quite another period explains nothing, unless it was taken out of this one.
            if why_not != Some(WhyNot::OtherPeriod) {
                considered.push(Considered { fact: fact.clone(), why_not });
            }
        }
        considered.sort_by_key(|considered| considered.fact.occurred.first);
        considered
    }

    fn known(&self, fact: &Fact) -> bool {
        self.known_at.is_none_or(|instant| fact.recorded_at <= instant)
    }

    fn why_not(&self, fact: &Fact, wanted: &Wanted<'_>, superseded: &BTreeMap<FactId, &Fact>) -> WhyNot {
        let outside = || self.finding.period.days().is_some_and(|days| !counts_in(self.rulebook, fact, days));
        let another_event = || matches!(&self.finding.subject, Subject::Event(_, Some(event)) if *event != fact.id);
        match superseded.get(&fact.id) {
            _ if outside() => WhyNot::OtherPeriod,
            _ if matches!(self.rule.requirement, Requirement::Each(_)) && another_event() => WhyNot::OtherPeriod,
            _ if !self.known(fact) => WhyNot::NotYetKnown,
            Some(by) if by.kind == kinds::WITHDRAWN => WhyNot::Withdrawn,
            Some(by) => WhyNot::Superseded(by.id),
            None if fact.occurred.first > self.as_of => WhyNot::Later,
            None => self.fails(fact, wanted).unwrap_or(WhyNot::NotNeeded),
        }
    }

    fn fails(&self, fact: &Fact, wanted: &Wanted<'_>) -> Option<WhyNot> {
        let holds =
            |condition: &&Condition| fact.value(&condition.field).is_some_and(|value| passes(&condition.test, value));
        if let Some(condition) = wanted.must.iter().find(|condition| !holds(condition)) {
            return Some(WhyNot::Fails(condition.field.clone()));
        }
        if let Some(condition) = wanted.except.iter().find(holds) {
            return Some(WhyNot::Excepted(condition.field.clone()));
        }
        match &self.finding.subject {
            Subject::Group(name) => (fact.text(kinds::GROUP) != Some(name)).then_some(WhyNot::OtherGroup),
            Subject::Person(person) => absent(fact, *person, wanted.part),
            Subject::Pair(one, two) => absent(fact, *one, None).or_else(|| absent(fact, *two, None)),
            Subject::Organisation | Subject::Event(..) => None,
        }
    }
}

fn absent(fact: &Fact, person: PersonId, part: Option<&str>) -> Option<WhyNot> {
    let mut own = fact.people.iter().filter(|people| people.person == person).peekable();
    if own.peek().is_none() {
        return Some(WhyNot::NotInIt);
    }
    let own: Vec<_> = own.filter(|people| part.is_none_or(|part| people.part == part)).collect();
    match own.is_empty() {
        true => Some(WhyNot::OtherPart),
        false => (!own.iter().any(|people| people.presence.counts_as_present())).then_some(WhyNot::NotPresent),
    }
}

/// Whether a record counts for a day within a calendar period, by its attributing field where it has one.
fn counts_in(rulebook: &Rulebook, fact: &Fact, (first, last): (Day, Day)) -> bool {
    let attributes =
        rulebook.kind_named(&fact.kind).and_then(|(_, kind)| kind.fields.iter().find(|field| field.attributes));
    let (from, until) = match attributes.and_then(|field| fact.value(&field.slug)) {
        Some(Value::Day(day)) => (*day, *day),
        Some(Value::Period(period)) => period.days().unwrap_or((fact.occurred.first, fact.occurred.first)),
        _ => (fact.occurred.first, fact.occurred.first),
    };
    first <= from && until <= last
}
