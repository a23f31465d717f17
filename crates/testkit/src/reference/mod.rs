//! The slow reference evaluator: a second opinion on the engine, written from the text of the semantics.
//!
//! The plainest way throughout: the roster of each day is folded anew from all facts, a subject stands through a
//! period if it is found on the roster of each of its days, and records are found by looking at every record. No index,
//! nothing kept but the rosters of days, nothing shared with the engine but the types of its output.
//! It is for tests; it is not fast and does not try to be.
//!
//! Each file opens with the decisions it follows. For the order of things "by day" always means by the first day
//! on which a fact occurred, and within a day by the ledger.

mod attested;
mod count;
mod each;
mod election;
mod figures;
mod grounds;
mod metric;
mod owing;
mod payment;
mod procedure;
mod proportion;
mod records;
mod rolling;
mod roster;
mod run;
mod score;
mod standing;
mod vacancy;
mod within;

pub use proportion::reached;
pub use score::{Score, score};

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use facts::{Calendar, Day, Fact, FactId, Instant, OrganisationId, Period, PersonId, kinds};
use findings::{Finding, Missing, Reached, Subject};
use rulebook::{Force, Length, Requirement, Rule, Rulebook, Status};

/// Evaluates one organisation's chain, given in ledger order, as its records stood on `as_of`.
///
/// What occurred after `as_of` does not count, nor what was recorded after `known_at`.
/// An organisation of which no setting-up is recorded does not stand, and nothing is found about it.
pub fn evaluate(
    rulebook: &Rulebook,
    organisation: OrganisationId,
    facts: &[Fact],
    as_of: Day,
    known_at: Option<Instant>,
) -> Vec<Finding> {
    evaluate_above(rulebook, organisation, facts, &[], as_of, known_at)
}

/// The same of an organisation that stands above branches, with what each of them reached.
pub fn evaluate_above(
    rulebook: &Rulebook,
    organisation: OrganisationId,
    facts: &[Fact],
    below: &[Reached],
    as_of: Day,
    known_at: Option<Instant>,
) -> Vec<Finding> {
    let Some(world) = world(rulebook, organisation, facts, as_of, known_at) else { return Vec::new() };
    let mut all = Vec::new();
    for (index, rule) in rulebook.rules.iter().enumerate() {
        let mut findings = evaluate_rule(&world, index, rule);
        soften(rulebook, rule, &mut findings);
        findings.sort_by_key(|finding| (world.order_of(rule, &finding.subject), period_order(finding.period)));
        all.extend(findings);
    }
    let found = all.clone();
    for (index, rule) in rulebook.rules.iter().enumerate() {
        if let Requirement::Proportion(asked) = &rule.requirement {
            let mut findings = proportion::proportion(&world, (index, rule), asked, &found, below);
            soften(rulebook, rule, &mut findings);
            all.extend(findings);
        }
    }
    all.sort_by_key(|finding| finding.rule);
    all
}

/// Not doing what is only recommended counts against nobody, nor does what is not enforced on the day of its period or
/// event.
fn soften(rulebook: &Rulebook, rule: &Rule, findings: &mut [Finding]) {
    for finding in findings {
        if rule.force == Force::May && matches!(finding.status, Status::Missed | Status::Breached) {
            finding.status = Status::Advice;
        }
        let day = match finding.subject {
            Subject::Event(day, _) => Some(day),
            _ => finding.period.middle(),
        };
        let counts_against = matches!(finding.status, Status::Missed | Status::Breached | Status::Late);
        if counts_against && day.is_some_and(|day| !enforced(rulebook, rule, day)) {
            finding.status = Status::Advice;
        }
    }
}

/// What there is to look at, where an organisation was ever set up.
fn world<'a>(
    rulebook: &'a Rulebook,
    organisation: OrganisationId,
    facts: &'a [Fact],
    as_of: Day,
    known_at: Option<Instant>,
) -> Option<World<'a>> {
    let mut ledger = facts::current(facts, known_at);
    ledger.retain(|fact| fact.organisation == organisation && fact.occurred.first <= as_of);
    let known = facts.iter().filter(|fact| known_at.is_none_or(|moment| fact.recorded_at <= moment)).collect();
    let world = World::new(rulebook, ledger, known, as_of);
    world.set_up().is_some().then_some(world)
}

fn evaluate_rule(world: &World<'_>, index: usize, rule: &Rule) -> Vec<Finding> {
    match &rule.requirement {
        Requirement::Count(count) => count::count(world, index, rule, count),
        Requirement::Sum(sum) => count::sum(world, index, rule, sum),
        Requirement::Within(within) => within::within(world, index, rule, within),
        Requirement::State(state) => standing::state(world, index, rule, state),
        Requirement::Each(each) => each::each(world, index, rule, each),
        Requirement::Run(run) => run::run(world, index, rule, run),
        Requirement::Term(term) => standing::term(world, index, rule, term),
        Requirement::Inventory(inventory) => standing::inventory(world, index, rule, inventory),
        Requirement::Attested(attested) => attested::attested(world, index, rule, attested),
        Requirement::Procedure(procedure) => procedure::procedure(world, index, rule, procedure),
        Requirement::Payment(payment) => payment::payment(world, index, rule, payment),
        Requirement::Election(election) => election::election(world, index, rule, election),
        // Folded from what the others found, when that is there.
        Requirement::Proportion(_) => Vec::new(),
    }
}

/// All there is to look at: the rulebook, and the records that hold and had occurred by `as_of`, in ledger order.
#[derive(Debug)]
struct World<'a> {
    rulebook: &'a Rulebook,
    ledger: Vec<&'a Fact>,
    /// Everything that was written down by then, corrected or not.
    known: Vec<&'a Fact>,
    /// Those of the ledger that are of the kinds which the roster knows.
    roster_facts: Vec<&'a Fact>,
    /// Everybody of whose membership the chain speaks, in the order in which it first does.
    people: Vec<PersonId>,
    /// Groups in the order of first appearance in the chain.
    groups: Vec<&'a str>,
    as_of: Day,
    /// Those that were asked for.
    rosters: RefCell<BTreeMap<Day, Rc<roster::Roster<'a>>>>,
}

impl<'a> World<'a> {
    fn new(rulebook: &'a Rulebook, ledger: Vec<&'a Fact>, known: Vec<&'a Fact>, as_of: Day) -> World<'a> {
        let mut people = Vec::new();
        let membership = |fact: &&&Fact| {
            [kinds::MEMBER_JOINED, kinds::MEMBER_LEFT, kinds::MEMBER_SUSPENDED, kinds::BECAME_FULL_MEMBER]
                .contains(&fact.kind.as_str())
        };
        for person in ledger.iter().filter(membership).flat_map(|fact| fact.playing(kinds::MEMBER)) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
        let mut groups = Vec::new();
        for group in ledger.iter().filter_map(|fact| roster::group_named_by(fact)) {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        let of_roster = |fact: &&Fact| kinds::CORE.contains(&fact.kind.as_str());
        let roster_facts = ledger.iter().copied().filter(of_roster).collect();
        World { rulebook, ledger, known, roster_facts, people, groups, as_of, rosters: RefCell::default() }
    }

    /// The record that set the organisation up; groups are set up in the same ledger and do not count here.
    fn set_up(&self) -> Option<&'a Fact> {
        self.roster_facts.iter().copied().find(|fact| sets_organisation_up(fact))
    }

    /// The first day of the organisation.
    fn start(&self) -> Day {
        let set_ups = self.roster_facts.iter().filter(|fact| sets_organisation_up(fact));
        set_ups.map(|fact| fact.occurred.first).min().unwrap_or(Day::LATEST)
    }

    /// The periods of the year of `as_of` that have begun by then, and before them those of the year before of which
    /// the due day, counted from the first and the last day, lies in the year of `as_of`.
    fn periods(&self, calendar: Calendar, due: impl Fn(Day, Day) -> Day) -> Vec<Period> {
        let this_year = self.as_of.year();
        let mut periods = Vec::new();
        for year in [this_year - 1, this_year] {
            for index in 0..calendar.per_year() {
                let period = Period::Calendar { calendar, year, index: index as u8 };
                let Some((first, last)) = period.days() else { continue };
                if first <= self.as_of && (year == this_year || due(first, last).year() == this_year) {
                    periods.push(period);
                }
            }
        }
        periods
    }

    /// The day on which a record was first written down: by itself, or by a version that it took the place of, at once
    /// or over others. Withdrawals write nothing down, nor does a version of other days from before it began.
    fn written_on(&self, fact: &Fact) -> Day {
        let mut day = fact.recorded_at.day();
        let mut before = fact.supersedes;
        while let Some(version) = self.known.iter().find(|known| Some(known.id) == before) {
            let written = version.recorded_at.day();
            let of_this = version.occurred == fact.occurred || written >= fact.occurred.first;
            if version.kind != kinds::WITHDRAWN && of_this {
                day = day.min(written);
            }
            before = version.supersedes;
        }
        day
    }

    /// The day a limit after another, the limit being that of a third. A checked rulebook has one.
    fn after(&self, length: Length, day: Day, dated: Day) -> Day {
        self.rulebook.length(length, dated).map_or(day, |limit| limit.after(day))
    }

    fn before(&self, length: Length, day: Day, dated: Day) -> Day {
        self.rulebook.length(length, dated).map_or(day, |limit| limit.before(day))
    }

    fn position(&self, id: FactId) -> usize {
        self.ledger.iter().position(|fact| fact.id == id).unwrap_or(usize::MAX)
    }

    fn order_of(&self, rule: &Rule, subject: &Subject) -> (i32, usize, usize) {
        let person = |id: &PersonId| self.people.iter().position(|known| known == id).unwrap_or(usize::MAX);
        match subject {
            Subject::Case(name) if rule.subject.register.is_some() => {
                let named = rule.subject.register.iter().flat_map(|register| owing::all_registered(self, register));
                (0, named.take_while(|other| *other != name.as_str()).count(), 0)
            }
            // Cases come in the order in which they began.
            Subject::Organisation | Subject::Case(_) => (0, 0, 0),
            Subject::Group(name) => (0, self.groups.iter().position(|known| known == name).unwrap_or(usize::MAX), 0),
            Subject::Person(id) => (0, person(id), 0),
            Subject::Pair(first, second) => (0, person(first), person(second)),
            Subject::Event(day, fact) => (day.number(), fact.map_or(0, |id| self.position(id)), 0),
        }
    }
}

fn sets_organisation_up(fact: &Fact) -> bool {
    fact.kind == kinds::ORGANISATION_SET_UP && fact.option(kinds::FORM) != Some("group")
}

fn period_order(period: Period) -> i32 {
    period.days().map_or(0, |(first, _)| first.number())
}

/// Whether exactly this version of the rule is in force on a day.
fn in_force(rule: &Rule, on: Day) -> bool {
    rule.from <= on && on <= rule.until
}

/// Whether the latest value of the parameter that says so, where there is one, is not a no.
fn enforced(rulebook: &Rulebook, rule: &Rule, on: Day) -> bool {
    let values = rule.origin.enforced.and_then(|index| rulebook.parameters.get(index)).map(|found| &found.values);
    let latest = values.into_iter().flatten().filter(|value| value.from <= on).max_by_key(|value| value.from);
    latest.is_none_or(|value| value.value != facts::Quantity::whole(0))
}

/// An undecided finding: data of the subject is missing, or a parameter has no value on the day that matters.
fn unknown(rule: usize, subject: Subject, period: Period, due: Option<Day>, missing: Vec<Missing>) -> Finding {
    Finding { due, missing, ..Finding::bare(rule, subject, period, Status::Unknown) }
}

/// Puts records behind a finding and counts the late ones among them: those first written down more than so many days,
/// which the rule names, after they occurred (semantics, "Late records").
fn proven_by(world: &World<'_>, mut finding: Finding, evidence: &[&Fact]) -> Finding {
    let limit = world.rulebook.rules.get(finding.rule).map_or(0, |rule| i32::from(rule.late_after_days));
    finding.evidence = evidence.iter().map(|fact| fact.id).collect();
    for fact in evidence {
        let delay = world.written_on(fact).days_since(fact.occurred.last);
        if delay > limit {
            finding.late_records += 1;
            finding.latest_by_days = finding.latest_by_days.max(delay);
        }
    }
    finding
}

#[cfg(test)]
mod tests;
