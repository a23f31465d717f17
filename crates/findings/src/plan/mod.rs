//! A year's plan: records which, once they are made, leave nothing missed.
//!
//! Nothing here knows of meetings, lectures or talks. What the year's findings lack is taken rule by rule; each form of
//! requirement says which records would settle it ([`propose`]), a record that is planned already takes on what it can
//! ([`item`]), demands on single records fill in their fields and parts ([`complete`]), and days are chosen so that no
//! week carries much more than another ([`place`]). This is repeated until nothing changes. Then people take turns in
//! what no rule gives to one of them ([`turns`]). What people hold of some kinds and no rule says comes from outside
//! ([`customs`]), as the days of work do: there is no calendar of holidays in here. A planned election brings the case
//! that leads up to it, a planned evaluation the case of which it is a step ([`leading`]). What is overdue and still
//! counts comes soon ([`late`]).
//!
//! What no record of the organisation's own can settle is listed with the reason, never dropped.

mod complete;
mod customs;
mod item;
mod late;
mod leading;
mod place;
mod propose;
mod turns;

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, FactId, Name, Period, PersonId, Value, current};
use roster::{Roster, fold};
use rulebook::{Demand, Force, KindIndex, Proportion, Requirement, Rule, Rulebook, Status, Trigger, Whole};

pub use self::customs::{Customs, Several, Together};
pub use self::leading::Leading;

use self::item::Item;
use self::place::{Calendar, there};
use self::propose::{Proposal, Proposed};
use crate::responsible::{Responsible, responsible};
use crate::{Branch, DatedProgram, Evaluator, Finding, Missing, Program, Subject};

/// What a plan is made from.
#[derive(Debug)]
pub struct PlanWanted<'a> {
    pub rulebook: &'a Rulebook,
    /// The organisation's chain, in ledger order.
    pub facts: &'a [Fact],
    pub year: i32,
    /// Nothing is planned for an earlier day.
    pub from: Day,
    /// The days on which people work, from the year's first day to the end of the year after.
    pub working: &'a BTreeSet<Day>,
    pub customs: Customs<'a>,
}

/// What to do in a year, and what nobody can plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// In order of days.
    pub items: Vec<PlannedItem>,
    /// In the order of the rulebook.
    pub unplanned: Vec<Unplanned>,
}

/// Something to do on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedItem {
    /// Follows from the organisation and what the item is for, so that the same thing planned again is the same item.
    pub id: FactId,
    pub kind: KindIndex,
    pub day: Day,
    /// What the rules ask its fields to hold.
    pub values: BTreeMap<Name, Value>,
    /// Fields that a rule asks to be filled in and leaves open with what.
    pub to_fill_in: BTreeSet<Name>,
    /// Who plays which part by name.
    pub people: Vec<(Name, PersonId)>,
    /// What is each person's own, where everybody has a record of one's own: what somebody pays.
    pub own: BTreeMap<PersonId, BTreeMap<Name, Value>>,
    /// Who is expected to come.
    pub expected: Option<Expected>,
    /// Nobody works on the day, and on no other day on which it would be in time.
    pub day_off: bool,
    /// The last day on which it would have been in time, where that is past: done now, it is late.
    pub overdue: Option<Day>,
    pub responsible: Responsible,
    /// Who prepares it and sees to it that it is written down; none where everybody does it for himself, or somebody
    /// outside.
    pub handler: Option<PersonId>,
    /// The rules that it serves, by their index.
    pub serves: BTreeSet<usize>,
    /// The records that it will leave in the ledger when it is carried out as planned.
    pub facts: Vec<Fact>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    Members,
    /// Those who are away too: without them too few would come.
    Everybody,
    Committee,
    /// A Party group of the branch, by name.
    Group(String),
}

/// A rule of which something is left that the plan does not settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplanned {
    /// Index into the rulebook's rules.
    pub rule: usize,
    pub obstacle: Obstacle,
    /// Of whom and when; none where nothing has come yet that it would be about.
    pub findings: Vec<About>,
}

/// What a finding is about, and what it says.
pub type About = (Subject, Period, Status);

/// Why something is not planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The superior attests it.
    Attestation,
    /// Who belongs, who holds a post and what form an organisation has is decided by people.
    Decision,
    /// A case goes from step to step as it comes.
    Case,
    /// What it is about has not come, and may not.
    IfItComes,
    /// A recommendation that would cost a record of its own.
    Advice,
    /// It is about a record that is written, or about how one was written.
    Recorded,
    /// Each branch below plans for itself.
    Below,
    /// Nobody is there who could do it.
    Nobody,
    /// Data is missing.
    Unknown,
    /// No day is left on which it would be in time, and late it would not count.
    Past,
    /// The planned records do not settle it.
    Unsettled,
}

/// Each pass settles what the one before brought about, of windows that begin on any day the next one: a year has some
/// fifty of a week. What goes on changing after that is told as not settled.
const PASSES_MAX: usize = 80;

/// Plans a year of an organisation.
pub fn plan(wanted: &PlanWanted<'_>) -> Plan {
    let program = Program::new(wanted.rulebook);
    let day = |year| Day::from_ymd(year, 12, 31).unwrap_or(Day::LATEST);
    let dated = [program.on(day(wanted.year)), program.on(day(wanted.year + 1))];
    let mut planner = Planner::new(wanted, &dated);
    let order = order(wanted);
    for pass in 0..PASSES_MAX {
        planner.obstacles.clear();
        let changed: Vec<usize> = order.iter().copied().filter(|rule| planner.settle(*rule)).collect();
        let settled = changed.is_empty() && !planner.fill_open_parts();
        if settled && !planner.make_room() && !planner.bring_together() && !planner.lead_up() {
            break;
        }
        if pass + 1 == PASSES_MAX {
            changed.into_iter().for_each(|rule| planner.leave(rule));
        }
    }
    planner.finish()
}

/// What has a day of its own comes before what is placed around it. What comes often comes first, so that what comes
/// seldom finds a record to join; what everybody owes comes before what some owe on top of it; demands on single records
/// come last, when the records are there.
fn order(wanted: &PlanWanted<'_>) -> Vec<usize> {
    let rulebook = wanted.rulebook;
    let key = |rule: &Rule| {
        let needs = match &rule.requirement {
            Requirement::Sum(sum) => rulebook.number(sum.at_least, wanted.from).map_or(0, |need| need.0),
            _ => 0,
        };
        let months = rule.calendar.map_or(u32::MAX, |calendar| calendar.months());
        let placed = match &rule.requirement {
            Requirement::Count(count) => !customs::marks_own_day(wanted, &count.selector.kinds),
            _ => true,
        };
        // A recommendation looks for what is there when everything else is.
        (rule.force == Force::May, leading::follows_another(wanted, rule), placed, months, needs)
    };
    let mut order: Vec<usize> = (0..rulebook.rules.len()).collect();
    order.sort_by_key(|index| rulebook.rules.get(*index).map(key));
    order
}

struct Planner<'a> {
    wanted: &'a PlanWanted<'a>,
    dated: &'a [DatedProgram<'a>; 2],
    roster: Roster,
    calendar: Calendar<'a>,
    items: Vec<Item>,
    /// What is recorded and, behind it, what is planned.
    facts: Vec<Fact>,
    /// The item that a planned record belongs to.
    item_of: BTreeMap<FactId, usize>,
    /// As of the items; none where these have changed since.
    findings: Option<Vec<Finding>>,
    obstacles: BTreeMap<(usize, Obstacle), Vec<About>>,
    joined_party: BTreeMap<PersonId, Day>,
    /// The items to which a case was planned that leads up to them, and what these cases are called.
    led_up_to: BTreeSet<FactId>,
    cases_led: BTreeSet<String>,
    obstacles_of_cases: BTreeSet<(usize, Obstacle)>,
}

impl<'a> Planner<'a> {
    fn new(wanted: &'a PlanWanted<'a>, dated: &'a [DatedProgram<'a>; 2]) -> Planner<'a> {
        let last = Day::from_ymd(wanted.year, 12, 31).unwrap_or(Day::LATEST);
        let roster = fold(&current(wanted.facts, None), last);
        // Nobody prepares anything for a branch that is not there yet.
        let begins = roster.stands.iter().filter(|stay| wanted.from <= stay.until).map(|stay| stay.from).min();
        let from = begins.map_or(wanted.from, |day| day.max(wanted.from));
        let there = there(&roster, (from, Day::from_ymd(wanted.year + 1, 12, 31).unwrap_or(last)));
        Planner {
            wanted,
            dated,
            roster,
            calendar: Calendar { working: wanted.working, from, there },
            joined_party: customs::joined_party(wanted.facts),
            led_up_to: BTreeSet::new(),
            cases_led: BTreeSet::new(),
            obstacles_of_cases: BTreeSet::new(),
            items: Vec::new(),
            facts: wanted.facts.to_vec(),
            item_of: BTreeMap::new(),
            findings: None,
            obstacles: BTreeMap::new(),
        }
    }

    fn year_last(&self) -> Day {
        Day::from_ymd(self.wanted.year, 12, 31).unwrap_or(Day::LATEST)
    }

    fn evaluate(&mut self) {
        if self.findings.is_some() {
            return;
        }
        self.facts.truncate(self.wanted.facts.len());
        self.item_of.clear();
        for (index, item) in self.items.iter().enumerate() {
            for fact in item.facts(self.wanted.rulebook, &self.roster) {
                self.item_of.insert(fact.id, index);
                self.facts.push(fact);
            }
        }
        let of = |dated: &DatedProgram<'_>| {
            let branch = Branch::new(dated, &self.facts, None);
            let mut evaluator = Evaluator::new(dated);
            evaluator.evaluate(&branch);
            evaluator.findings(&branch)
        };
        let [this, next] = self.dated;
        // What is due only in the year after is judged by that year's end.
        let mut findings = of(this);
        findings.retain(|finding| finding.status != Status::Open || !self.is_of_the_year(finding));
        let is_due_later =
            |finding: &Finding| self.is_of_the_year(finding) && finding.due.is_some_and(|due| due > self.year_last());
        let later = of(next).into_iter().filter(|finding| is_due_later(finding) || self.is_planned_later(finding));
        findings.extend(later);
        self.findings = Some(findings);
    }

    /// Whether a finding speaks of what is planned for the beginning of the year after, and how that should be.
    fn is_planned_later(&self, finding: &Finding) -> bool {
        let rule = self.wanted.rulebook.rules.get(finding.rule);
        let Subject::Event(day, Some(event)) = finding.subject else { return false };
        day > self.year_last()
            && self.item_of.contains_key(&event)
            && rule.is_some_and(|rule| matches!(rule.requirement, Requirement::Each(_)))
    }

    /// Whether a finding speaks of a period or an event of the planned year.
    fn is_of_the_year(&self, finding: &Finding) -> bool {
        match (&finding.subject, finding.period) {
            (Subject::Event(day, _), _) => day.year() == self.wanted.year,
            (_, Period::Calendar { year, .. }) => year == self.wanted.year,
            _ => false,
        }
    }

    /// Plans what a rule's findings lack; whether anything came of it.
    fn settle(&mut self, index: usize) -> bool {
        let Some(rule) = self.wanted.rulebook.rules.get(index) else { return false };
        self.evaluate();
        // What is not enforced on its day is nobody's to do.
        let rulebook = self.wanted.rulebook;
        let of_rule = |finding: &&Finding| {
            finding.rule == index && finding.status != Status::Met && finding.is_enforced(rulebook)
        };
        let mut unmet: Vec<Finding> = self.findings.iter().flatten().filter(of_rule).cloned().collect();
        // Who lacks most sets the size of an occasion that others can join.
        unmet.sort_by_key(|finding| std::cmp::Reverse(lacking(finding)));
        let mut changed = false;
        for finding in &unmet {
            match self.settle_one(rule, finding) {
                Ok(something) => changed |= something,
                Err(obstacle) => {
                    let nobody = obstacle == Obstacle::Past && self.nobody_is_there(finding);
                    let obstacle = if nobody { Obstacle::Nobody } else { obstacle };
                    let about = (finding.subject.clone(), finding.period, finding.status);
                    self.obstacles.entry((index, obstacle)).or_default().push(about);
                }
            }
        }
        if changed {
            self.findings = None;
        }
        changed
    }

    /// Tells of what a rule still lacks that it could not be settled.
    fn leave(&mut self, index: usize) {
        self.evaluate();
        let unmet = self.findings.iter().flatten();
        let unmet = unmet.filter(|finding| finding.rule == index && finding.status != Status::Met);
        let about: Vec<About> =
            unmet.map(|finding| (finding.subject.clone(), finding.period, finding.status)).collect();
        if !about.is_empty() {
            self.obstacles.entry((index, Obstacle::Unsettled)).or_default().extend(about);
        }
    }

    fn settle_one(&mut self, rule: &'a Rule, finding: &Finding) -> Result<bool, Obstacle> {
        // A case or a term that is under way is in time as far as the year goes.
        if finding.status == Status::Open && !self.is_of_the_year(finding) {
            return match (&rule.requirement, &finding.subject) {
                (Requirement::Procedure(_), Subject::Case(name)) if self.cases_led.contains(name) => Ok(false),
                (Requirement::Procedure(_), _) => Err(Obstacle::Case),
                _ => Ok(false),
            };
        }
        let planned = match &finding.subject {
            Subject::Event(_, Some(fact)) => self.item_of.get(fact).copied(),
            _ => None,
        };
        if let Requirement::Each(each) = &rule.requirement {
            let item = planned.and_then(|at| self.items.get(at)).ok_or(Obstacle::Recorded)?;
            let context = (self.wanted.rulebook, &self.roster, self.facts.as_slice());
            // What rates make of a base is known once somebody has reviewed the base.
            let is_rated = each.demands.iter().any(|demand| matches!(demand, Demand::Rated(_)));
            let obstacle = if is_rated { Obstacle::Unknown } else { Obstacle::Unsettled };
            let completed = complete::complete(context, rule, each, &self.items, item).ok_or(obstacle)?;
            if let Some(item) = planned.and_then(|at| self.items.get_mut(at)) {
                *item = completed;
            }
            return Ok(true);
        }
        if let (Requirement::Payment(_), Status::Unknown) = (&rule.requirement, finding.status) {
            return self.state_due(finding);
        }
        if finding.status == Status::Late && self.is_made_good(finding) {
            return Ok(false);
        }
        match self.settle_in_time(rule, finding, planned) {
            Err(Obstacle::Past) => {
                let proposals = self.make_good(rule, finding)?;
                self.take_all(&proposals, finding)
            }
            settled => settled,
        }
    }

    fn settle_in_time(&mut self, rule: &'a Rule, finding: &Finding, planned: Option<usize>) -> Result<bool, Obstacle> {
        match self.propose(rule, finding)? {
            Proposed::Records(proposals) => self.take_all(&proposals, finding),
            Proposed::NotBefore(day) => {
                let at = planned.ok_or(Obstacle::Past)?;
                let item = self.items.get_mut(at).ok_or(Obstacle::Past)?;
                item.window.0 = item.window.0.max(day);
                self.move_item(at)
            }
        }
    }

    fn take_all(&mut self, proposals: &[Proposal], finding: &Finding) -> Result<bool, Obstacle> {
        let mut taken = Err(Obstacle::Past);
        for proposal in proposals {
            let may_add = finding.status != Status::Advice;
            let one = self.take(proposal, finding, may_add);
            taken = if taken == Ok(true) { taken } else { one };
        }
        taken
    }

    /// Whether what makes a finding late is planned: it was overdue before.
    fn is_made_good(&self, finding: &Finding) -> bool {
        let mut planned = finding.evidence.iter().filter_map(|fact| self.item_of.get(fact));
        planned.any(|at| self.items.get(*at).is_some_and(|item| item.overdue.is_some()))
    }

    /// A planned record that other rules ask for, and that says nothing of what is due, would leave it unknown from then
    /// on: until it is reckoned anew, it is what it was.
    fn state_due(&mut self, finding: &Finding) -> Result<bool, Obstacle> {
        let field = finding.missing.iter().find_map(|missing| match missing {
            Missing::Field(field) => Some(field),
            _ => None,
        });
        let (Some(field), Subject::Person(person)) = (field, &finding.subject) else { return Err(Obstacle::Unknown) };
        let has_field =
            |item: &Item| self.wanted.rulebook.kind(item.kind).is_some_and(|kind| kind.field(field).is_some());
        let lacking = |item: &Item| has_field(item) && item.own.get(person).is_none_or(|own| !own.contains_key(field));
        let mut planned = finding.evidence.iter().filter_map(|fact| self.item_of.get(fact)).copied();
        let at = planned.find(|at| self.items.get(*at).is_some_and(lacking)).ok_or(Obstacle::Unknown)?;
        let item = self.items.get_mut(at).ok_or(Obstacle::Unknown)?;
        let kind = self.wanted.rulebook.kind(item.kind).map_or("", |kind| kind.slug.as_str());
        let told = current(self.wanted.facts, None).into_iter().filter(|fact| {
            fact.kind == kind
                && fact.occurred.first <= item.day
                && fact.people.iter().any(|people| people.person == *person)
                && fact.value(field).is_some()
        });
        let before = told.max_by_key(|fact| fact.occurred.first).and_then(|fact| fact.value(field));
        let before = before.ok_or(Obstacle::Unknown)?.clone();
        item.to_fill_in.insert(field.clone());
        Ok(item.own(*person, field, before).is_some())
    }

    /// Lets an item that is planned take a proposal on, or else makes a new one.
    fn take(&mut self, proposal: &Proposal, finding: &Finding, may_add: bool) -> Result<bool, Obstacle> {
        let window = self.calendar.clip(proposal.window).ok_or(Obstacle::Past)?;
        let proposal = Proposal { window, ..proposal.clone() };
        // What counts already is not counted once more; what stands by its latest record is mended in that record.
        let counts = self
            .wanted
            .rulebook
            .rules
            .get(finding.rule)
            .is_some_and(|rule| matches!(rule.requirement, Requirement::Count(_) | Requirement::Sum(_)));
        let counted: BTreeSet<usize> =
            finding.evidence.iter().filter_map(|fact| self.item_of.get(fact)).filter(|_| counts).copied().collect();
        for at in 0..self.items.len() {
            let Some(joined) = self.items.get(at).filter(|_| !counted.contains(&at)).and_then(|item| {
                item.joined(self.wanted.rulebook, &self.roster, &self.calendar, &self.wanted.customs, &proposal)
            }) else {
                continue;
            };
            if let Some(item) = self.items.get_mut(at) {
                *item = joined;
            }
            if self.items.get(at).is_some_and(|item| !item.in_window()) {
                return self.move_item(at);
            }
            return Ok(true);
        }
        if !may_add {
            return Err(Obstacle::Advice);
        }
        self.add(&proposal)?;
        Ok(true)
    }

    /// Makes a new item, and puts it on its day.
    fn add(&mut self, proposal: &Proposal) -> Result<usize, Obstacle> {
        let mut item =
            Item::new(self.wanted.rulebook, &self.roster, &self.wanted.customs, proposal).ok_or(Obstacle::Unsettled)?;
        if self.items.iter().any(|known| known.id == item.id) {
            item.rename(&self.roster, &format!("{}/{:?}", proposal.key, proposal.people));
        }
        if self.items.iter().any(|known| known.id == item.id) {
            return Err(Obstacle::Unsettled);
        }
        let at = self.items.len();
        self.items.push(item);
        let placed = self.move_item(at);
        // An occasion to which nobody comes is none.
        let is_empty = |item: &Item| item.expected.is_some() && item.attendees(&self.roster).is_empty();
        let nobody = self.items.get(at).is_some_and(is_empty);
        if placed.is_err() || nobody {
            self.items.truncate(at);
            return placed.and(Err(Obstacle::Nobody));
        }
        Ok(at)
    }

    /// Whether no member is there on any day on which something could be done about a finding.
    fn nobody_is_there(&self, finding: &Finding) -> bool {
        let (first, last) = match (&finding.subject, finding.period.days()) {
            (Subject::Event(day, _), _) => (*day, *day),
            (_, Some(days)) => days,
            (_, None) => (self.calendar.from, self.year_last()),
        };
        let days = (first.max(self.calendar.from), finding.due.map_or(last, |due| due.max(last)));
        days.0 <= days.1 && self.calendar.there.iter().all(|there| place::meet(*there, days).is_none())
    }

    /// Puts an item on the best day of its window.
    fn move_item(&mut self, at: usize) -> Result<bool, Obstacle> {
        let others: Vec<Day> =
            self.items.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, item)| item.day).collect();
        let rulebook = self.wanted.rulebook;
        let item = self.items.get_mut(at).ok_or(Obstacle::Unsettled)?;
        let fixed = item.fixed_day(rulebook, self.wanted.customs.fixed);
        let day = self.calendar.choose(item.window, fixed, &others).ok_or(Obstacle::Past)?;
        item.day = day;
        item.fill_required(rulebook, &self.roster);
        Ok(true)
    }

    /// Parts that rules ask people to play themselves and that nobody plays yet go to whoever played them least.
    fn fill_open_parts(&mut self) -> bool {
        let mut changed = false;
        for at in 0..self.items.len() {
            let Some(part) = self.items.get(at).and_then(|item| complete::open_part(self.wanted.rulebook, item)) else {
                continue;
            };
            let turn = self.items.get(at).and_then(|item| turns::in_turn(&self.roster, &self.items, item, &part));
            let Some(person) = turn else { continue };
            if let Some(item) = self.items.get_mut(at) {
                item.people.push((part, person));
                changed = true;
            }
        }
        if changed {
            self.findings = None;
        }
        changed
    }

    fn finish(mut self) -> Plan {
        self.evaluate();
        let findings = self.findings.take().unwrap_or_default();
        let mut serves: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.items.len()];
        for finding in &findings {
            let event = match finding.subject {
                Subject::Event(_, fact) => fact,
                _ => None,
            };
            for fact in finding.evidence.iter().chain(&event) {
                if let Some(rules) = self.item_of.get(fact).and_then(|item| serves.get_mut(*item)) {
                    rules.insert(finding.rule);
                }
            }
        }
        // What settles nothing is nothing to do. What a case takes next year settles nothing of this one.
        let last = self.year_last();
        let useful = self.items.iter().zip(serves).filter(|(item, serves)| item.day > last || !serves.is_empty());
        let mut items: Vec<PlannedItem> = useful.map(|(item, serves)| self.planned(item, serves)).collect();
        items.sort_by_key(|item| (item.day, item.kind, item.id));
        turns::hand_out(&self.roster, &mut items);
        Plan { items, unplanned: self.unplanned(&findings) }
    }

    fn planned(&self, item: &Item, serves: BTreeSet<usize>) -> PlannedItem {
        let rulebook = self.wanted.rulebook;
        let word = rulebook.rules.get(item.rule).map_or("", |rule| rule.responsible.as_str());
        let of = |word| responsible(rulebook, &self.roster, word, &item.about, item.day);
        // A body of the organisation's own sees to its step through whoever answers for the whole.
        let of_step = item.step.as_deref().map(of).filter(|who| !matches!(who, Responsible::Other(_)));
        let mut who = of_step.unwrap_or_else(|| of(word));
        // What members owe each for themselves, each has to do.
        if let (Responsible::Own(own), Subject::Person(_)) = (&mut who, &item.about) {
            for (_, person) in &item.people {
                if !own.contains(person) {
                    own.push(*person);
                }
            }
        }
        PlannedItem {
            id: item.id,
            kind: item.kind,
            day: item.day,
            values: item.values.clone(),
            to_fill_in: item.to_fill_in.clone(),
            people: item.people.clone(),
            own: item.own.clone(),
            expected: item.expected.clone(),
            day_off: !self.wanted.working.contains(&item.day),
            overdue: item.overdue,
            responsible: who,
            handler: None,
            serves,
            facts: item.facts(rulebook, &self.roster),
        }
    }

    /// What the last pass could not settle, and what may yet come.
    fn unplanned(&self, findings: &[Finding]) -> Vec<Unplanned> {
        let of_cases = self.obstacles_of_cases.iter().map(|(rule, _)| *rule);
        let told: BTreeSet<usize> = findings.iter().map(|finding| finding.rule).chain(of_cases).collect();
        let mut unplanned: Vec<Unplanned> = self
            .obstacles
            .iter()
            .map(|((rule, obstacle), about)| Unplanned { rule: *rule, obstacle: *obstacle, findings: about.clone() })
            .collect();
        unplanned.extend(self.obstacles_of_cases.iter().map(|(rule, obstacle)| Unplanned {
            rule: *rule,
            obstacle: *obstacle,
            findings: Vec::new(),
        }));
        let rules = self.wanted.rulebook.rules.iter().enumerate();
        let silent = rules.filter(|(index, rule)| !told.contains(index) && self.binds(rule));
        unplanned.extend(silent.filter_map(|(rule, of)| {
            let obstacle = silent_obstacle(&of.requirement)?;
            Some(Unplanned { rule, obstacle, findings: Vec::new() })
        }));
        unplanned.sort_by_key(|one| (one.rule, one.obstacle));
        unplanned
    }

    /// Whether a rule is in force in the year for organisations of this form.
    fn binds(&self, rule: &Rule) -> bool {
        let last = self.roster.dissolved_by(self.year_last()).unwrap_or(self.year_last());
        let form = self.roster.form_on(last).map(crate::metric::form_in_rules);
        rule.from <= last
            && self.wanted.from <= rule.until
            && form.is_some_and(|form| rule.subject.forms.contains(&form))
    }
}

/// How much a finding of a sum lacks.
fn lacking(finding: &Finding) -> i64 {
    let quantities = finding.missing.iter().map(|missing| match missing {
        Missing::Quantity(rest) => rest.0,
        _ => 0,
    });
    quantities.sum()
}

/// Why nothing is found by a requirement that asks for nothing until something happens, or looks at branches below.
fn silent_obstacle(requirement: &Requirement) -> Option<Obstacle> {
    let waits = match requirement {
        Requirement::Within(within) => !matches!(within.trigger, Trigger::PeriodStart { .. }),
        Requirement::Each(_) => true,
        Requirement::Procedure(procedure) => procedure.by.is_some(),
        Requirement::Proportion(Proportion { of: Whole::Branches { .. }, .. }) => return Some(Obstacle::Below),
        _ => false,
    };
    waits.then_some(Obstacle::IfItComes)
}
