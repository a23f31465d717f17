//! What would settle a finding: each form of requirement proposes its records.
//!
//! Whether a record that is planned takes a proposal on or a new one is made, and on which day of the window it comes,
//! is not decided here; nor whether anything is overdue.

use facts::{Day, Fact, FactId, Limit, Name, Period, PersonId, Quantity, Value, kinds};
use roster::Stay;
use rulebook::{
    Bound, Condition, Count, Current, FieldType, Inventory, Items, KindIndex, Length, Metric, Number, Payment,
    Procedure, Proportion, Requirement, Rule, Run, RunOf, Selector, Status, StepLimit, Sum, Test, Trigger, Who, Whole,
    Within,
};

use super::customs::marks_own_day;
use super::item::Item;
use super::place::{Window, meet, slice};
use super::{Expected, Obstacle, Planner};
use crate::steps::steps_taken;
use crate::{Finding, Missing, StepFault, Subject};

/// A record that is wanted: any of the kinds, as the conditions say, on a day of the window.
#[derive(Debug, Clone)]
pub(super) struct Proposal {
    /// What it is for; the same in every plan that needs it.
    pub key: String,
    pub rule: usize,
    pub about: Subject,
    pub kinds: Vec<KindIndex>,
    pub must: Vec<Condition>,
    pub except: Vec<Condition>,
    pub values: Vec<(Name, Value)>,
    /// The period that it counts for, which its record names where its kind can.
    pub period: Option<Period>,
    pub people: Vec<PersonId>,
    pub part: Option<Name>,
    /// How much of a quantity it has to bring.
    pub amount: Option<(Name, Quantity)>,
    /// Who is expected where it is an occasion.
    pub expected: Expected,
    /// The day is somebody's own.
    pub own_day: bool,
    /// Who takes the step of a case that is wanted, in the words of the procedure.
    pub step: Option<String>,
    /// Until when it would have been in time, where that is past.
    pub overdue: Option<Day>,
    pub window: Window,
}

#[derive(Debug)]
pub(super) enum Proposed {
    Records(Vec<Proposal>),
    /// The record that the finding speaks of has to come later, or what goes before it finds no day.
    NotBefore(Day),
}

/// So much one occasion brings at the most: class hours of a day.
const A_DAY: Quantity = Quantity::whole(8);
/// The least amount that can be written down: a hundredth.
const LEAST: Quantity = Quantity(1);
/// What is done at the beginning of a period is done in its first sixth, but has so many days at the least.
const BEGINNING: i32 = 6;
const BEGINNING_DAYS_MIN: i32 = 10;
/// Before something that has to be prepared, so many days of the plan are left free for it.
pub(super) const DAYS_TO_PREPARE: i32 = 7;

impl Planner<'_> {
    pub(super) fn propose(&self, rule: &Rule, finding: &Finding) -> Result<Proposed, Obstacle> {
        let recorded = match (finding.status, &rule.requirement) {
            (_, Requirement::State(_)) if finding.status == Status::Advice => return Err(Obstacle::Advice),
            (_, Requirement::State(_)) => return Err(Obstacle::Decision),
            (_, Requirement::Attested(_)) => return Err(Obstacle::Attestation),
            (_, Requirement::Run(Run { of: RunOf::EmptyMonths, .. })) => false,
            // Who is elected in a planned election is for those who vote.
            (Status::Unknown, Requirement::Election(_)) if self.is_planned(&finding.subject) => {
                return Err(Obstacle::Decision);
            }
            (Status::Unknown, _) => return Err(Obstacle::Unknown),
            (Status::Late | Status::Breached, _) => true,
            _ => false,
        };
        if recorded {
            return Err(Obstacle::Recorded);
        }
        let records = match &rule.requirement {
            Requirement::Count(count) => self.count(rule, finding, count)?,
            Requirement::Sum(sum) => self.sum(rule, finding, sum)?,
            Requirement::Payment(payment) => self.payment(rule, finding, payment)?,
            Requirement::Within(within) => return self.within(rule, finding, within),
            Requirement::Run(run) => self.months(rule, finding, run)?,
            Requirement::Term(_) => vec![self.election(rule, finding)?],
            Requirement::Inventory(Inventory { items: Items::Records(current) }) => {
                self.items_of_list(rule, finding, current)?
            }
            Requirement::Procedure(procedure) if procedure.by.is_none() => self.steps(rule, finding, procedure)?,
            Requirement::Procedure(procedure) => self.steps_of_case(rule, finding, procedure)?,
            // What it counts is planned by the rules that ask for it, or by each branch below for itself.
            Requirement::Proportion(Proportion { of: Whole::Branches { .. }, .. }) => return Err(Obstacle::Below),
            Requirement::Proportion(_) => return Err(Obstacle::Unsettled),
            Requirement::Inventory(_) => {
                return Err(if finding.status == Status::Advice { Obstacle::Advice } else { Obstacle::Decision });
            }
            // What is left open of an election is a further round.
            Requirement::Election(_) => return Err(Obstacle::Decision),
            Requirement::State(_) | Requirement::Attested(_) | Requirement::Each(_) => return Err(Obstacle::Recorded),
        };
        Ok(Proposed::Records(records))
    }

    fn is_planned(&self, subject: &Subject) -> bool {
        matches!(subject, Subject::Event(_, Some(fact)) if self.item_of.contains_key(fact))
    }

    /// What a finding asks of any record that would settle it.
    pub(super) fn proposal(&self, rule: &Rule, finding: &Finding, selector: &Selector, window: Window) -> Proposal {
        let (mut people, mut values, mut expected) = (Vec::new(), Vec::new(), Expected::Members);
        // What only branches with a committee owe is the committee's.
        if rule.subject.conditions.iter().any(|condition| condition.metric == Metric::HasCommittee) {
            expected = Expected::Committee;
        }
        let about = self.about(rule, &finding.subject);
        match &about {
            Subject::Person(person) => people.push(*person),
            Subject::Pair(one, two) => people.extend([*one, *two]),
            Subject::Group(name) => {
                values.push((kinds::GROUP.to_owned(), Value::Text(name.clone())));
                expected = Expected::Group(name.clone());
            }
            // A procedure names its cases itself.
            Subject::Case(name) => {
                let register = rule.subject.register.iter();
                values.extend(register.map(|one| (one.field.clone(), one.value_of(self.wanted.rulebook, name))));
            }
            Subject::Organisation | Subject::Event(..) => {}
        }
        // Records of members and posts are the outcome of decisions.
        let can_be_planned = |kind: &&KindIndex| {
            let kind = self.wanted.rulebook.kind(**kind);
            kind.is_some_and(|kind| !kinds::CORE.contains(&kind.slug.as_str()) || kind.slug == kinds::COMMITTEE_ELECTED)
        };
        Proposal {
            key: format!("{}/{}", rule.slug, self.key(finding)),
            rule: finding.rule,
            about,
            kinds: selector.kinds.iter().filter(can_be_planned).copied().collect(),
            must: selector.must.clone(),
            except: selector.except.clone(),
            values,
            period: None,
            people,
            part: selector.part.clone(),
            amount: None,
            expected,
            own_day: false,
            step: None,
            overdue: None,
            window,
        }
    }

    /// Of two of the committee the one who has begun fewer talks by then begins.
    fn about(&self, rule: &Rule, subject: &Subject) -> Subject {
        let begun = |person: &PersonId| {
            let begins = |item: &&Item| matches!(&item.about, Subject::Pair(one, _) if one == person);
            self.items.iter().filter(begins).count()
        };
        match subject {
            Subject::Pair(one, two) if rule.subject.who == Who::CommitteePair && begun(two) < begun(one) => {
                Subject::Pair(*two, *one)
            }
            _ => subject.clone(),
        }
    }

    /// Members are not named: they join the same record.
    fn key(&self, finding: &Finding) -> String {
        let about = match &finding.subject {
            Subject::Organisation | Subject::Person(_) => String::new(),
            Subject::Group(name) | Subject::Case(name) => name.clone(),
            Subject::Pair(one, two) => format!("{one}-{two}"),
            Subject::Event(day, fact) => fact.map_or(day.to_string(), |fact| fact.to_string()),
        };
        let period = match finding.period {
            Period::Calendar { .. } | Period::Event => finding.period.to_string(),
            _ => format!("{}/{}", self.wanted.year, finding.period),
        };
        // Of several windows in a year each has records of its own.
        let window = window_lacking(finding).map(|(first, _)| format!("{first}/")).unwrap_or_default();
        format!("{period}/{window}{about}")
    }

    fn count(&self, rule: &Rule, finding: &Finding, count: &Count) -> Result<Vec<Proposal>, Obstacle> {
        // One more would only make it worse.
        if finding.missing.iter().any(|missing| matches!(missing, Missing::TooMany(_))) {
            return Err(Obstacle::Recorded);
        }
        let rest = finding.missing.iter().find_map(|missing| match missing {
            Missing::Records(rest) => Some(*rest as usize),
            _ => None,
        });
        let rest = rest.unwrap_or(1);
        let done: Vec<Day> =
            finding.evidence.iter().filter_map(|id| self.fact(*id)).map(|f| f.occurred.first).collect();
        let (window, period) = self.window(rule, finding, &count.selector.kinds)?;
        let window = self.since_named(rule, finding, window);
        if let (Subject::Person(person), true) = (&finding.subject, marks_own_day(self.wanted, &count.selector.kinds)) {
            let proposal = self.proposal(rule, finding, &count.selector, self.own_part(*person, window)?);
            let key = format!("{}/{person}", proposal.key);
            return Ok(vec![Proposal { period, key, own_day: true, ..proposal }]);
        }
        let parts = rest + done.len();
        let free = (0..parts).filter_map(|part| Some((part, self.slice(window, part, parts)?)));
        // Those parts of the period come first in which nothing was done yet.
        let mut free: Vec<(usize, Window)> = free.collect();
        free.sort_by_key(|(part, (first, last))| (done.iter().any(|day| first <= day && day <= last), *part));
        let proposals = free.into_iter().take(rest).map(|(part, window)| {
            let proposal = self.proposal(rule, finding, &count.selector, window);
            Proposal { period, key: format!("{}/{part}", proposal.key), ..proposal }
        });
        Ok(proposals.collect())
    }

    /// The part of a window in which what a register names is there: nothing is assessed before somebody made it.
    fn since_named(&self, rule: &Rule, finding: &Finding, window: Window) -> Window {
        let (Some(register), Subject::Case(name)) = (&rule.subject.register, &finding.subject) else { return window };
        let rulebook = self.wanted.rulebook;
        let names = |fact: &&Fact| {
            let kind = rulebook.kind_named(&fact.kind).map(|(kind, _)| kind);
            kind.is_some_and(|kind| register.selector.kinds.contains(&kind))
                && register.named(rulebook, fact.value(&register.field)) == Some(name)
        };
        let first = self.facts.iter().filter(names).map(|fact| fact.occurred.first).min();
        first.and_then(|first| meet(window, (first, window.1))).unwrap_or(window)
    }

    fn sum(&self, rule: &Rule, finding: &Finding, sum: &Sum) -> Result<Vec<Proposal>, Obstacle> {
        let rest = finding.missing.iter().find_map(|missing| match missing {
            Missing::Quantity(rest) => Some(rest.0),
            _ => None,
        });
        let rest = rest.ok_or(Obstacle::Unknown)?;
        let (window, period) = self.window(rule, finding, &rule.requirement.kinds())?;
        let of_source = |(kind, field): &(KindIndex, Name)| {
            let (must, except) = (sum.must.clone(), sum.except.clone());
            let selector = Selector { kinds: vec![*kind], must, except, part: sum.part.clone() };
            let proposal = self.proposal(rule, finding, &selector, window);
            (!proposal.kinds.is_empty()).then(|| (proposal, field.clone()))
        };
        let Some((proposal, field)) = sum.sources.iter().find_map(of_source) else { return Ok(Vec::new()) };
        let counted = self.counted(&proposal, &field, window.0);
        let (occasions, each) = occasions(rest, window, counted).ok_or(Obstacle::Unsettled)?;
        let proposals = (0..occasions).filter_map(|part| {
            let window = self.slice(window, part, occasions)?;
            let key = format!("{}/{part}/{each}", proposal.key);
            Some(Proposal { period, key, window, amount: Some((field.clone(), each)), ..proposal.clone() })
        });
        Ok(proposals.collect())
    }

    /// The least and the most that one record of a sum can bring: its field has limits, and what the rule asks of the
    /// very field that it adds up decides whether a record counts at all.
    fn counted(&self, proposal: &Proposal, field: &Name, on: Day) -> (Quantity, Quantity) {
        let rulebook = self.wanted.rulebook;
        let declared = proposal.kinds.first().and_then(|kind| rulebook.kind(*kind)?.field(field));
        let mut least = declared.and_then(|field| field.minimum).unwrap_or(LEAST);
        let mut most = declared.and_then(|field| field.maximum).unwrap_or(Quantity(i64::MAX));
        let number = |number: &Option<Number>| number.and_then(|number| rulebook.number(number, on));
        for condition in proposal.must.iter().filter(|condition| condition.field == *field) {
            if let Test::Range(from, to) = &condition.test {
                least = least.max(number(from).unwrap_or(least));
                most = most.min(number(to).unwrap_or(most));
            }
        }
        for condition in proposal.except.iter().filter(|condition| condition.field == *field) {
            match &condition.test {
                // What lies between two limits is left out: more than that is as good as less, and takes fewer records.
                Test::Range(_, Some(to)) => {
                    let above = rulebook.number(*to, on).map(|to| Quantity(to.0.saturating_add(LEAST.0)));
                    least = least.max(above.unwrap_or(least));
                }
                Test::Range(Some(from), None) => {
                    let below = rulebook.number(*from, on).map(|from| Quantity(from.0.saturating_sub(LEAST.0)));
                    most = most.min(below.unwrap_or(most));
                }
                _ => {}
            }
        }
        (least, most)
    }

    /// 足额: a payment of the rest, for the month.
    fn payment(&self, rule: &Rule, finding: &Finding, payment: &Payment) -> Result<Vec<Proposal>, Obstacle> {
        let rest = finding.missing.iter().find_map(|missing| match missing {
            Missing::Quantity(rest) => Some(*rest),
            _ => None,
        });
        let (rest, (kind, field)) = rest.zip(payment.sources.first()).ok_or(Obstacle::Unknown)?;
        let selector =
            Selector { kinds: vec![*kind], must: Vec::new(), except: Vec::new(), part: Some(payment.part.clone()) };
        let (window, period) = self.window(rule, finding, &selector.kinds)?;
        let proposal = self.proposal(rule, finding, &selector, window);
        Ok(vec![Proposal { period, amount: Some((field.clone(), rest)), ..proposal }])
    }

    /// When the records of a period are made, and the period that they name. A report on a period comes after it; what
    /// names its year and is given no time after it, as a plan or a budget, comes at its beginning.
    fn window(
        &self,
        rule: &Rule,
        finding: &Finding,
        of_kinds: &[KindIndex],
    ) -> Result<(Window, Option<Period>), Obstacle> {
        if rule.window.is_some() {
            return Ok((self.late_in_window(finding)?, None));
        }
        let period @ (first, last) = finding.period.days().ok_or(Obstacle::Unsettled)?;
        let names = self.names_period(of_kinds);
        let named = names.then_some(finding.period);
        let stands = |window| self.standing(&finding.subject, window).and_then(|window| self.calendar.clip(window));
        let middle = finding.period.middle().unwrap_or(first);
        let limit = match &rule.requirement {
            Requirement::Within(Within { trigger, bound: Bound::After(limit), .. }) => {
                let opens = match trigger.no_earlier() {
                    Some(no_earlier) => self.limit(no_earlier, middle)?.after(first),
                    None => first,
                };
                Some((opens, self.limit(*limit, middle)?.after(first)))
            }
            _ => None,
        };
        let graced = match rule.requirement.grace() {
            Some(grace) => self.limit(grace, middle)?.after(last),
            None => last,
        };
        let preferred = match limit {
            Some(window) => window,
            None if names && graced > last => (last.plus_days(1), graced),
            None if names && rule.calendar == Some(facts::Calendar::Year) => beginning(period),
            None => period,
        };
        let whole = stands(limit.unwrap_or((first, graced))).ok_or(Obstacle::Past)?;
        let window = stands(preferred).and_then(|best| self.calendar.part(whole, best)).unwrap_or(whole);
        Ok((window, named))
    }

    /// Of a window that may begin on any day the second half: the later a record comes, the longer it lasts.
    fn late_in_window(&self, finding: &Finding) -> Result<Window, Obstacle> {
        let (first, last) = window_lacking(finding).ok_or(Obstacle::Unsettled)?;
        let middle = first.plus_days(last.days_since(first) / 2);
        let stands = |window| self.standing(&finding.subject, window).and_then(|window| self.calendar.clip(window));
        let whole = stands((first, last)).ok_or(Obstacle::Past)?;
        let window = stands((middle, last)).and_then(|best| self.calendar.part(whole, best));
        Ok(window.unwrap_or(whole))
    }

    /// A limit of time as it is on a day.
    pub(super) fn limit(&self, length: Length, on: Day) -> Result<Limit, Obstacle> {
        self.wanted.rulebook.length(length, on).ok_or(Obstacle::Unknown)
    }

    pub(super) fn names_period(&self, of_kinds: &[KindIndex]) -> bool {
        let names = |kind: &rulebook::Kind| {
            kind.fields.iter().any(|field| field.attributes && field.field_type == FieldType::Period)
        };
        of_kinds.iter().filter_map(|kind| self.wanted.rulebook.kind(*kind)).any(names)
    }

    fn within(&self, rule: &Rule, finding: &Finding, within: &Within) -> Result<Proposed, Obstacle> {
        // Why somebody stopped paying, nobody finds out by a plan.
        if matches!(within.trigger, Trigger::EmptyMonths(..)) {
            return Err(Obstacle::Decision);
        }
        let Subject::Event(day, event) = finding.subject else {
            let (window, period) = self.window(rule, finding, &within.selector.kinds)?;
            let proposal = self.proposal(rule, finding, &within.selector, window);
            return Ok(Proposed::Records(vec![Proposal { period, ..proposal }]));
        };
        let Trigger::Record(sets) = &within.trigger else { return Err(Obstacle::Decision) };
        // The steps that lead up to it come all together.
        if self.leads_up(&within.selector, sets) {
            return Err(Obstacle::Case);
        }
        let event = event.and_then(|id| self.fact(id)).ok_or(Obstacle::Unsettled)?;
        let window = match within.bound {
            Bound::After(limit) => (day, self.limit(limit, day)?.after(day)),
            Bound::Before { at_least, no_earlier } => {
                (self.limit(no_earlier, day)?.before(day), self.limit(at_least, day)?.before(day))
            }
        };
        if let (Bound::Before { at_least, .. }, None) = (within.bound, self.calendar.clip(window)) {
            let at_least = self.limit(at_least, day)?;
            return match self.item_of.contains_key(&event.id) {
                true => Ok(Proposed::NotBefore(at_least.after(self.calendar.from.plus_days(DAYS_TO_PREPARE)))),
                false => Err(Obstacle::Past),
            };
        }
        let mut proposal = self.proposal(rule, finding, &within.selector, window);
        proposal.period = self.period_of_event(sets, &within.selector, day);
        if let Some(same) = &within.same {
            let value = event.value(&same.trigger).ok_or(Obstacle::Unknown)?;
            proposal.values.push((same.asked.clone(), value.clone()));
        }
        if let (true, Some(part)) = (within.same_person, &sets.part) {
            proposal.people.extend(event.playing(part).take(1));
        }
        Ok(Proposed::Records(vec![proposal]))
    }

    /// The period that a record names which answers an event: the shortest in which what happened is asked for.
    fn period_of_event(&self, sets: &Selector, answer: &Selector, day: Day) -> Option<Period> {
        let counts = |rule: &&Rule| match &rule.requirement {
            Requirement::Count(count) => count.selector.kinds.iter().any(|kind| sets.kinds.contains(kind)),
            _ => false,
        };
        let asked = self.wanted.rulebook.rules.iter().filter(counts).filter_map(|rule| rule.calendar);
        let shortest = asked.min_by_key(|calendar| calendar.months()).unwrap_or(facts::Calendar::Year);
        self.names_period(&answer.kinds).then(|| shortest.containing(day))
    }

    /// 缺月: a record for each month that is still to come and has none.
    fn months(&self, rule: &Rule, finding: &Finding, run: &Run) -> Result<Vec<Proposal>, Obstacle> {
        let (first, last) = finding.period.days().ok_or(Obstacle::Unsettled)?;
        let has = |month: Period| {
            let mut own = finding.evidence.iter().filter_map(|id| self.fact(*id));
            own.any(|fact| covers(fact, month))
        };
        let months = (0..12).map(|month| facts::Calendar::Month.containing(first.plus_months(month)));
        let wanted = months.filter(|month| month.days().is_some_and(|(begins, _)| begins <= last) && !has(*month));
        let proposals = wanted.filter_map(|month| {
            let days = month.days()?;
            let whole = self.calendar.clip(self.standing(&finding.subject, days)?)?;
            let window = self.calendar.part(whole, beginning(days)).unwrap_or(whole);
            let proposal = self.proposal(rule, finding, &run.selector, window);
            Some(Proposal { period: Some(month), key: format!("{}/{month}", proposal.key), ..proposal })
        });
        let proposals: Vec<Proposal> = proposals.collect();
        if proposals.is_empty() { Err(Obstacle::Past) } else { Ok(proposals) }
    }

    /// 届期: the election, in the two months before the term ends, and where that is soon with time to prepare it.
    fn election(&self, rule: &Rule, finding: &Finding) -> Result<Proposal, Obstacle> {
        let due = finding.due.ok_or(Obstacle::Unknown)?;
        let (index, _) = self.wanted.rulebook.kind_named(kinds::COMMITTEE_ELECTED).ok_or(Obstacle::Decision)?;
        let selector = Selector { kinds: vec![index], must: Vec::new(), except: Vec::new(), part: None };
        let from = self.calendar.from;
        let half_way = from.plus_days(due.days_since(from) / 2);
        Ok(self.proposal(rule, finding, &selector, (due.plus_months(-2).max(half_way.min(due)), due)))
    }

    /// 齐备: a record for each item that is not there.
    fn items_of_list(&self, rule: &Rule, finding: &Finding, current: &Current) -> Result<Vec<Proposal>, Obstacle> {
        let last = self.year_last();
        let year = (last.plus_months(-12).plus_days(1), last);
        let window = self.standing(&finding.subject, year).and_then(|window| self.calendar.clip(window));
        let window = window.ok_or(Obstacle::Past)?;
        let items = current.each.as_ref().map_or(&[][..], |(_, items)| items);
        let mut wanted: Vec<(String, Option<Condition>)> = Vec::new();
        for missing in &finding.missing {
            match missing {
                Missing::Item(slug) => {
                    let item = items.iter().find(|item| item.slug == *slug);
                    wanted.push((slug.clone(), item.and_then(|item| current.test_of(item))));
                }
                _ => wanted.push((String::new(), None)),
            }
        }
        let parts = wanted.len();
        let proposals = wanted.into_iter().enumerate().filter_map(|(part, (slug, test))| {
            let own = self.slice(window, part, parts)?;
            let mut proposal = self.proposal(rule, finding, &current.selector, own);
            proposal.key = format!("{}/{slug}", proposal.key);
            proposal.must.extend(test);
            Some(proposal)
        });
        Ok(proposals.collect())
    }

    /// 程序 of a period: its steps one after the other, each in a part of the period of its own.
    fn steps(&self, rule: &Rule, finding: &Finding, procedure: &Procedure) -> Result<Vec<Proposal>, Obstacle> {
        let period = finding.period.days().ok_or(Obstacle::Unsettled)?;
        if self.waits(procedure, period) {
            return Err(Obstacle::Unsettled);
        }
        let window = self.standing(&finding.subject, period).and_then(|window| self.calendar.clip(window));
        let window = window.ok_or(Obstacle::Past)?;
        let taken = steps_taken(self.wanted.rulebook, procedure, finding, &self.facts);
        let day_of = |step: usize| taken.iter().find(|(taken, _, _)| *taken == step).map(|(_, day, _)| *day);
        let dated = finding.period.middle().unwrap_or(window.0);
        let mut proposals = Vec::new();
        for missing in &finding.missing {
            let Missing::Step { step: index, fault } = missing else { continue };
            let Some(step) = procedure.steps.get(*index).filter(|_| fault.is_to_be_done()) else { continue };
            let after = taken.iter().filter(|(taken, _, _)| taken < index).map(|(_, day, _)| *day).max();
            let limit = |limit: StepLimit| Some(self.limit(limit.limit, dated).ok()?.after(day_of(limit.from)?));
            let earliest = after.max(step.earliest.and_then(limit)).unwrap_or(window.0);
            let latest = step.latest.and_then(limit).unwrap_or(window.1);
            let whole = meet(window, (earliest, latest)).ok_or(Obstacle::Past)?;
            let own = slice(window, *index, procedure.steps.len());
            let window = self.calendar.part(whole, own).unwrap_or(whole);
            let mut proposal = self.proposal(rule, finding, &step.selector, window);
            proposal.key = format!("{}/{index}", proposal.key);
            proposal.step = step.responsible.clone();
            proposal.period = self.names_period(&step.selector.kinds).then_some(finding.period);
            proposals.push(proposal);
        }
        if proposals.is_empty() { Err(Obstacle::Recorded) } else { Ok(proposals) }
    }

    /// 程序 of a case: the steps up to the last one that the year would see overdue, one after the other before it is.
    fn steps_of_case(&self, rule: &Rule, finding: &Finding, procedure: &Procedure) -> Result<Vec<Proposal>, Obstacle> {
        let (Some(field), Subject::Case(case)) = (&procedure.by, &finding.subject) else {
            return Err(Obstacle::Case);
        };
        let taken = steps_taken(self.wanted.rulebook, procedure, finding, &self.facts);
        let day_of = |step: usize| taken.iter().find(|(taken, _, _)| *taken == step).map(|(_, day, _)| *day);
        let to_do: Vec<(usize, StepFault)> = finding
            .missing
            .iter()
            .filter_map(|missing| match missing {
                Missing::Step { step, fault } if fault.is_to_be_done() => Some((*step, *fault)),
                _ => None,
            })
            .collect();
        let last = to_do.iter().rposition(|(_, fault)| *fault == StepFault::Overdue).ok_or(Obstacle::Case)?;
        let until = to_do.get(last).and_then(|(step, _)| procedure.steps.get(*step)?.latest);
        // Limits are as they are on the day of the first step.
        let dated = taken.iter().map(|(_, day, _)| *day).min().unwrap_or(self.wanted.from);
        let until = until.and_then(|limit| Some(self.limit(limit.limit, dated).ok()?.after(day_of(limit.from)?)));
        let until = until.ok_or(Obstacle::Case)?;
        let from = taken.iter().map(|(_, day, _)| *day).max().unwrap_or(self.wanted.from);
        let window = self.calendar.clip((from, until)).ok_or(Obstacle::Past)?;
        let proposals = to_do.iter().take(last + 1).enumerate().filter_map(|(part, (index, _))| {
            let step = procedure.steps.get(*index)?;
            let mut proposal = self.proposal(rule, finding, &step.selector, self.slice(window, part, last + 1)?);
            proposal.key = format!("{}/{index}", proposal.key);
            proposal.step = step.responsible.clone();
            proposal.values.push((field.clone(), Value::Text(case.clone())));
            Some(proposal)
        });
        Ok(proposals.collect())
    }

    /// The `part`-th of so many parts of a window, with a day on which people work where the window has one.
    pub(super) fn slice(&self, window: Window, part: usize, parts: usize) -> Option<Window> {
        self.calendar.part(window, slice(window, part, parts))
    }

    fn fact(&self, id: FactId) -> Option<&Fact> {
        self.facts.iter().find(|fact| fact.id == id)
    }

    /// The longest part of a window in which a subject stands.
    pub(super) fn standing(&self, subject: &Subject, window: Window) -> Option<Window> {
        let part = |stays: &[Stay], window: Window| {
            let parts = stays.iter().filter_map(|stay| meet((stay.from, stay.until), window));
            parts.max_by_key(|(first, last)| last.days_since(*first))
        };
        let of_person = |person: &PersonId, window: Window| {
            let member = self.roster.member_index(*person).and_then(|at| self.roster.members.get(at))?;
            part(&member.stays, window)
        };
        let window = part(&self.roster.stands, window)?;
        match subject {
            Subject::Person(person) => of_person(person, window),
            Subject::Pair(one, two) => of_person(one, window).and_then(|window| of_person(two, window)),
            Subject::Group(name) => {
                let group = self.roster.groups.iter().find(|group| group.name == *name)?;
                part(&group.stays, window)
            }
            Subject::Organisation | Subject::Event(..) | Subject::Case(_) => Some(window),
        }
    }
}

/// The window in which something is lacking, where the rule asks for something in every one.
fn window_lacking(finding: &Finding) -> Option<Window> {
    finding.missing.iter().find_map(|missing| match missing {
        Missing::Window { first, last } => Some((*first, *last)),
        _ => None,
    })
}

/// On how many occasions so much is brought together, in whole numbers where these are counted, and how much each brings;
/// none where no record can count, or more are needed than there are days. A month has one at the most, unless less than needed is counted of each.
fn occasions(rest: i64, window: Window, (least, most): (Quantity, Quantity)) -> Option<(usize, Quantity)> {
    let enough = |each: i64| rest.div_euclid(each) + i64::from(rest.rem_euclid(each) > 0);
    let months = i64::from((window.1.days_since(window.0) / 30).max(1));
    let usual = enough(A_DAY.0).clamp(1, months);
    let unit = Quantity::whole(1).0;
    let whole = (rest + usual * unit - 1) / (usual * unit) * unit;
    let each = whole.max(least.0.saturating_add(unit - 1) / unit * unit).min(most.0);
    let days = i64::from(window.1.days_since(window.0)) + 1;
    let counts = least <= most && each > 0 && enough(each) <= days;
    counts.then(|| (enough(each) as usize, Quantity(each)))
}

fn beginning((first, last): Window) -> Window {
    let days = ((last.days_since(first) + 1) / BEGINNING).max(BEGINNING_DAYS_MIN);
    (first, first.plus_days(days - 1).min(last))
}

/// Whether a record counts for a month: it names the month, or a period that the month lies in.
fn covers(fact: &Fact, month: Period) -> bool {
    let Some((first, last)) = month.days() else { return false };
    fact.values.values().any(|value| match value {
        Value::Period(period) => period.days().is_some_and(|(from, until)| from <= first && last <= until),
        _ => false,
    })
}
