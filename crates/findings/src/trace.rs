//! Why a finding is as it is: each record that could have counted, whether it did, and if not, why not.
//!
//! Slower and plainer than the engine, and only for one rule at a time: it looks at facts themselves, those included
//! that were superseded, withdrawn or not yet known. What the finding says comes from the engine alone.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, Name, Period, PersonId, Presence, Quantity, Value, current, kinds};
use roster::{Roster, Stay, fold};
use rulebook::{
    Bound, Condition, FieldType, Inventory, Items, KindIndex, Metric, Requirement, Rule, Rulebook, RunOf, Same, Status,
    Trigger, Who,
};

use crate::columns::{NONE, passes};
use crate::rolling::first_ending;
use crate::session::Sessions;
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
    /// With the reason that was given.
    Withdrawn(Option<String>),
    /// It occurred after the day of evaluation.
    Later,
    /// It counts for another day or period.
    OtherPeriod,
    /// By this field it names a day on which no such record is, and so counts for its own.
    NoSession(Name),
    /// This field is not filled in, or does not pass the rule's test.
    Fails(Name),
    /// It falls under an exception (除) by this field.
    Excepted(Name),
    /// The group it names is another one.
    OtherGroup,
    /// These people, the subject or one or both of a pair, do not appear in it.
    NotInIt(Vec<PersonId>),
    /// The person appears, but not in the part that the rule asks for.
    OtherPart,
    /// This person was not present.
    NotPresent(PersonId),
    /// For a run of absences: the person was there, which ends a run.
    Attended,
    /// The person was on leave with a reason, which ends a run and does not count.
    OnLeave,
    /// The person was not there, but in another session of the occasion.
    ElsewhereOnOccasion,
    /// This field (同) holds something else than the record that set the limit, or nothing.
    NotTheSame(Same),
    /// It lies before the limit began, or outside the time in which it had to be.
    OutsideLimit,
    /// One record answers one thing (只应一次), and this one answers another.
    AnswersAnother,
    /// It passes every test, but something else decided already.
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
    let owed_on = owed_on(finding.period, as_of).filter(|_| rule.window.is_none());
    let mut stays = Vec::new();
    stand(&roster, rule.subject.who, as_of, &mut stays);
    let assumed = |stay: &Stay| match one {
        One::Person(at) => begins_undated(&roster, rule.subject.who, at, stay),
        One::Pair(first, second) => {
            [first, second].into_iter().any(|at| begins_undated(&roster, rule.subject.who, at, stay))
        }
        One::Group(at) => {
            let group = roster.groups.get(usize::from(at));
            group.is_some_and(|group| group.undated && group.stays.first().is_some_and(|first| first.from == stay.from))
        }
        One::Organisation | One::Event(..) | One::Case(_) => false,
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
        Subject::Case(_) => One::Case(u32::MAX),
    }
}

/// Whether a stay begins with a membership, or where the subject holds a post with a post, of which nobody wrote down
/// since when.
fn begins_undated(roster: &Roster, who: Who, at: u16, stay: &Stay) -> bool {
    let at = usize::from(at);
    let joined = roster
        .members
        .get(at)
        .is_some_and(|member| member.undated && member.stays.first().is_some_and(|first| first.from == stay.from));
    let by_post = !matches!(who, Who::Member | Who::Leader | Who::FloatingMember | Who::LeaderAndMember);
    let mut posts = roster.posts.iter().filter(|held| held.member == at && held.undated);
    joined || (by_post && posts.any(|held| held.stay.from == stay.from))
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
    /// These records set the limit instead of keeping it.
    sets_limit: bool,
    kinds: Vec<KindIndex>,
    must: &'a [Condition],
    except: &'a [Condition],
    part: Option<&'a str>,
}

impl<'a> Looker<'a> {
    fn wanted(&self) -> Vec<Wanted<'a>> {
        let nothing = Wanted { sets_limit: false, kinds: Vec::new(), must: &[], except: &[], part: None };
        let of = |selector: &'a rulebook::Selector| Wanted {
            sets_limit: false,
            kinds: selector.kinds.clone(),
            must: &selector.must,
            except: &selector.except,
            part: selector.part.as_deref(),
        };
        match &self.rule.requirement {
            Requirement::Count(count) => vec![of(&count.selector)],
            Requirement::Sum(sum) => vec![Wanted {
                kinds: self.rule.requirement.kinds(),
                must: &sum.must,
                except: &sum.except,
                part: sum.part.as_deref(),
                ..nothing
            }],
            Requirement::Within(within) => match &within.trigger {
                Trigger::Record(trigger) => {
                    vec![of(&within.selector), Wanted { sets_limit: true, ..of(trigger) }]
                }
                Trigger::Vacancy(_) => {
                    let left = [kinds::POST_LEFT, kinds::MEMBER_LEFT, kinds::MEMBER_SUSPENDED];
                    let kinds = left.iter().filter_map(|slug| Some(self.rulebook.kind_named(slug)?.0)).collect();
                    vec![of(&within.selector), Wanted { sets_limit: true, kinds, ..nothing }]
                }
                _ => vec![of(&within.selector)],
            },
            Requirement::Each(each) => vec![of(&each.selector)],
            Requirement::Run(run) => vec![of(&run.selector)],
            Requirement::Attested(attested) => {
                let person = matches!(self.finding.subject, Subject::Person(_) | Subject::Pair(..));
                vec![Wanted { kinds: vec![attested.kind], part: person.then_some("attested"), ..nothing }]
            }
            // Which step a record takes, and of which case, is looked at below.
            Requirement::Procedure(procedure) => vec![Wanted { kinds: procedure.kinds(), ..nothing }],
            Requirement::Payment(payment) => {
                let dues =
                    payment.dues.iter().map(|(selector, _)| Wanted { part: Some(&payment.part), ..of(selector) });
                let kinds = payment.sources.iter().map(|(kind, _)| *kind).collect();
                dues.chain([Wanted { kinds, part: Some(&payment.part), ..nothing }]).collect()
            }
            Requirement::Election(election) => vec![of(&election.selector), of(&election.candidates)],
            Requirement::Inventory(Inventory { items: Items::Records(current) }) => vec![of(&current.selector)],
            Requirement::State(_) | Requirement::Inventory(_) | Requirement::Proportion(_) => Vec::new(),
            Requirement::Term(_) => vec![Wanted {
                kinds: self.rulebook.kind_named(kinds::COMMITTEE_ELECTED).map(|(index, _)| index).into_iter().collect(),
                ..nothing
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
        if wanted.is_empty() {
            return self.behind_state();
        }
        let mut considered: Vec<Considered> = Vec::new();
        for fact in self.facts {
            let of_kind = |wanted: &&Wanted<'_>| {
                wanted.kinds.iter().filter_map(|kind| self.rulebook.kind(*kind)).any(|kind| kind.slug == fact.kind)
            };
            let Some(wanted) = wanted.iter().find(of_kind) else { continue };
            let counted = self.finding.evidence.contains(&fact.id);
            // What would set a limit of its own is no record to this one.
            if wanted.sets_limit && !counted {
                continue;
            }
            let why_not = (!counted).then(|| self.why_not(fact, wanted, &superseded));
            // A record of quite another period explains nothing, unless it was taken out of this one.
            if why_not != Some(WhyNot::OtherPeriod) {
                considered.push(Considered { fact: fact.clone(), why_not });
            }
        }
        considered.sort_by_key(|considered| considered.fact.occurred.first);
        considered
    }

    /// What stands is read from the records that the engine names; others were not looked at.
    fn behind_state(&self) -> Vec<Considered> {
        let counted = self.finding.evidence.iter().filter_map(|id| self.facts.iter().find(|fact| fact.id == *id));
        counted.map(|fact| Considered { fact: fact.clone(), why_not: None }).collect()
    }

    fn known(&self, fact: &Fact) -> bool {
        self.known_at.is_none_or(|instant| fact.recorded_at <= instant)
    }

    fn why_not(&self, fact: &Fact, wanted: &Wanted<'_>, superseded: &BTreeMap<FactId, &Fact>) -> WhyNot {
        let no_session = self.no_session(fact);
        let lies_in = |days: (Day, Day)| {
            (no_session.is_some() && happened_in(fact, days)) || counts_in(self.rulebook, fact, days)
        };
        let outside = || self.days().is_some_and(|days| !lies_in(days));
        let another_event = || match &self.finding.subject {
            Subject::Event(_, Some(event)) => *event != fact.id && !became(fact.id, *event, superseded),
            _ => false,
        };
        match superseded.get(&fact.id) {
            _ if outside() || self.is_of_another_case(fact) => WhyNot::OtherPeriod,
            _ if matches!(self.rule.requirement, Requirement::Each(_) | Requirement::Election(_))
                && another_event() =>
            {
                WhyNot::OtherPeriod
            }
            _ if !self.known(fact) => WhyNot::NotYetKnown,
            Some(by) if by.kind == kinds::WITHDRAWN => WhyNot::Withdrawn(by.text("reason").map(str::to_owned)),
            Some(by) => WhyNot::Superseded(by.id),
            None if fact.occurred.first > self.as_of => WhyNot::Later,
            None => {
                let elsewhere = self.days().is_some_and(|days| !happened_in(fact, days));
                let why_not = no_session.filter(|_| elsewhere).map(WhyNot::NoSession);
                let why_not = why_not.or_else(|| self.fails(fact, wanted));
                let why_not = why_not.or_else(|| self.comes_too_early(fact));
                let why_not = why_not.or_else(|| self.fails_limit(fact));
                let why_not = why_not.or_else(|| self.moves_run(fact, wanted.part));
                let otherwise = if self.rule.window.is_some() { WhyNot::OutsideLimit } else { WhyNot::NotNeeded };
                why_not.unwrap_or(otherwise)
            }
        }
    }

    /// The field in which a record names a day on which there is nothing of which it could be a further session.
    fn no_session(&self, fact: &Fact) -> Option<Name> {
        let (_, kind) = self.rulebook.kind_named(&fact.kind)?;
        let field = kind.fields.iter().find(|field| field.attributes)?;
        let Some(Value::Day(day)) = fact.value(&field.slug) else { return None };
        let held = current(self.facts, self.known_at).into_iter();
        let of_kind = held.filter(|other| other.kind == fact.kind && other.occurred.first <= self.as_of);
        let named = of_kind.map(|other| (other.occurred, other.day(&field.slug)));
        (!Sessions::new(named).held_on(*day)).then(|| field.slug.clone())
    }

    /// The days of what the finding could be about: of its period, or of the windows that end in it.
    fn days(&self) -> Option<(Day, Day)> {
        let (first, last) = self.finding.period.days()?;
        Some((self.rule.window.map_or(first, |window| first_ending(window, first)), last))
    }

    fn fails(&self, fact: &Fact, wanted: &Wanted<'_>) -> Option<WhyNot> {
        let holds = |condition: &&Condition| passes(self.rulebook, condition, fact);
        let kind = self.rulebook.kind_named(&fact.kind).map(|(_, kind)| kind);
        // In a sum, a condition concerns the kinds that have its field.
        let concerned = |condition: &&Condition| {
            !matches!(self.rule.requirement, Requirement::Sum(_))
                || kind.is_some_and(|kind| kind.field(&condition.field).is_some())
        };
        if let Some(condition) = wanted.must.iter().filter(concerned).find(|condition| !holds(condition)) {
            return Some(WhyNot::Fails(condition.field.clone()));
        }
        if let Some(condition) = wanted.except.iter().find(holds) {
            return Some(WhyNot::Excepted(condition.field.clone()));
        }
        if let Some(field) = self.unfit_field(fact).or_else(|| self.takes_no_step(fact)) {
            return Some(WhyNot::Fails(field));
        }
        let absences = matches!(&self.rule.requirement, Requirement::Run(run) if run.of == RunOf::Absences);
        match &self.finding.subject {
            // Of absences it matters how the person was there, not only whether.
            Subject::Person(person) if absences => {
                absent(fact, *person, wanted.part).filter(|why_not| !matches!(why_not, WhyNot::NotPresent(_)))
            }
            Subject::Group(name) => (fact.text(kinds::GROUP) != Some(name)).then_some(WhyNot::OtherGroup),
            Subject::Person(person) => absent(fact, *person, wanted.part),
            Subject::Pair(one, two) => absent_pair(fact, *one, *two),
            Subject::Organisation | Subject::Event(..) | Subject::Case(_) => None,
        }
    }

    /// A field that a requirement needs beyond its conditions: a quantity to add, the clause and grade of an attestation.
    fn unfit_field(&self, fact: &Fact) -> Option<Name> {
        let needs_names = self.rule.requirement.grace().is_some();
        if let Some(field) = unnamed_period(self.rulebook, fact).filter(|_| needs_names) {
            return Some(field);
        }
        match &self.rule.requirement {
            Requirement::Sum(sum) => {
                let (kind, _) = self.rulebook.kind_named(&fact.kind)?;
                let mut fields = sum.sources.iter().filter(|(source, _)| *source == kind).map(|(_, field)| field);
                let stated = fields.clone().any(|field| fact.value(field).is_some());
                fields.next().filter(|_| !stated).cloned()
            }
            Requirement::Attested(attested) => {
                let clause = self.rulebook.clause_of(self.rule).map(|clause| clause.id.as_str());
                let suffices = fact.option("grade").is_some_and(|grade| attested.grades.iter().any(|one| one == grade));
                match fact.text("clause") == clause {
                    false => Some("clause".to_owned()),
                    true => (!suffices).then(|| "grade".to_owned()),
                }
            }
            _ => None,
        }
    }

    fn is_of_another_case(&self, fact: &Fact) -> bool {
        let Subject::Case(case) = &self.finding.subject else { return false };
        match (&self.rule.requirement, &self.rule.subject.register) {
            (_, Some(register)) => register.named(self.rulebook, fact.value(&register.field)) != Some(case),
            (Requirement::Procedure(procedure), None) => {
                procedure.by.as_ref().is_some_and(|field| fact.text(field) != Some(case))
            }
            _ => false,
        }
    }

    /// The field that keeps a record from taking a step of a procedure, where there is none that it takes.
    fn takes_no_step(&self, fact: &Fact) -> Option<Name> {
        let Requirement::Procedure(procedure) = &self.rule.requirement else { return None };
        let (kind, _) = self.rulebook.kind_named(&fact.kind)?;
        let holds = |condition: &Condition| passes(self.rulebook, condition, fact);
        let mut keeps = None;
        for selector in procedure.selectors().filter(|selector| selector.kinds.contains(&kind)) {
            let fails = selector.must.iter().find(|condition| !holds(condition));
            match fails.or_else(|| selector.except.iter().find(|condition| holds(condition))) {
                Some(condition) => keeps = keeps.or(Some(condition.field.clone())),
                None => return None,
            }
        }
        keeps
    }

    /// Whether a record lies before the earliest day of a period's limit.
    fn comes_too_early(&self, fact: &Fact) -> Option<WhyNot> {
        let Requirement::Within(within) = &self.rule.requirement else { return None };
        let (first, _) = self.finding.period.days()?;
        let limit = self.rulebook.length(within.trigger.no_earlier()?, self.finding.period.middle()?)?;
        (fact.occurred.first < limit.after(first)).then_some(WhyNot::OutsideLimit)
    }

    /// Whether a record could keep the limit that an event set.
    fn fails_limit(&self, fact: &Fact) -> Option<WhyNot> {
        let (Requirement::Within(within), Subject::Event(day, trigger)) =
            (&self.rule.requirement, &self.finding.subject)
        else {
            return None;
        };
        let trigger = trigger.and_then(|id| self.facts.iter().find(|other| other.id == id));
        let first = fact.occurred.first;
        let inside = match within.bound {
            Bound::After(_) => first >= *day,
            Bound::Before { no_earlier, .. } => {
                let earliest = self.rulebook.length(no_earlier, *day).map(|limit| limit.before(*day));
                earliest.is_some_and(|earliest| earliest <= first) && first <= *day
            }
        };
        let differs = |same: &&Same| {
            let held = fact.value(&same.asked);
            held.is_none() || trigger.is_some_and(|trigger| trigger.value(&same.trigger) != held)
        };
        if matches!(within.trigger, Trigger::Vacancy(_)) && fact.option(kinds::POST) != self.vacant_post() {
            let post = || kinds::POST.to_owned();
            return Some(WhyNot::NotTheSame(Same { trigger: post(), asked: post() }));
        }
        if matches!(within.trigger, Trigger::Record(_)) && self.is_of_another_period(fact, *day) {
            return Some(WhyNot::OtherPeriod);
        }
        let in_time = self.finding.due.is_some_and(|due| first <= due);
        let could_do_better = match self.finding.status {
            Status::Open | Status::Missed | Status::Advice => true,
            Status::Late => in_time,
            _ => false,
        };
        if let (Some(trigger), Some(Trigger::Record(sets))) = (trigger, within.same_person.then_some(&within.trigger)) {
            let playing = |fact: &Fact, part: &Option<Name>| -> Vec<PersonId> {
                part.iter().flat_map(|part| fact.playing(part).collect::<Vec<_>>()).collect()
            };
            let (named, there) = (playing(trigger, &sets.part), playing(fact, &within.selector.part));
            if !named.iter().any(|person| there.contains(person)) {
                return Some(WhyNot::NotInIt(named));
            }
        }
        match within.same.as_ref().filter(differs) {
            Some(same) => Some(WhyNot::NotTheSame(same.clone())),
            None if !inside => Some(WhyNot::OutsideLimit),
            None => (within.once && could_do_better).then_some(WhyNot::AnswersAnother),
        }
    }

    /// Whether a record names a period in which a day does not lie.
    fn is_of_another_period(&self, fact: &Fact, day: Day) -> bool {
        let kind = self.rulebook.kind_named(&fact.kind).map(|(_, kind)| kind);
        let mut fields = kind.into_iter().flat_map(|kind| &kind.fields).filter(|field| field.attributes);
        let named = fields.find_map(|field| match fact.value(&field.slug)? {
            Value::Period(period) => period.days(),
            _ => None,
        });
        named.is_some_and(|(first, last)| day < first || last < day)
    }

    /// The post of a seat that fell vacant, as the record says by which it was held.
    fn vacant_post(&self) -> Option<&str> {
        let mut behind = self.finding.evidence.iter().filter_map(|id| self.facts.iter().find(|fact| fact.id == *id));
        behind.find_map(|fact| fact.option(kinds::POST))
    }

    /// What a record at which the person was expected does to a run of absences that it is not part of.
    fn moves_run(&self, fact: &Fact, part: Option<&str>) -> Option<WhyNot> {
        let (Requirement::Run(run), Subject::Person(person)) = (&self.rule.requirement, &self.finding.subject) else {
            return None;
        };
        if run.of != RunOf::Absences {
            return None;
        }
        let own = fact.people.iter().filter(|own| own.person == *person && part.is_none_or(|part| own.part == part));
        let own: Vec<Presence> = own.map(|own| own.presence).collect();
        Some(match () {
            () if own.iter().any(|presence| presence.counts_as_present()) => WhyNot::Attended,
            () if own.contains(&Presence::Excused) => WhyNot::OnLeave,
            () => WhyNot::ElsewhereOnOccasion,
        })
    }
}

/// Whether a record was corrected, once or several times, to another.
fn became(earlier: FactId, later: FactId, superseded: &BTreeMap<FactId, &Fact>) -> bool {
    let mut at = earlier;
    for _ in 0..superseded.len() {
        match superseded.get(&at) {
            Some(next) if next.id == later => return true,
            Some(next) => at = next.id,
            None => return false,
        }
    }
    false
}

/// Who of a pair does not appear in a record; else who was not present.
fn absent_pair(fact: &Fact, one: PersonId, two: PersonId) -> Option<WhyNot> {
    let missing: Vec<PersonId> =
        [one, two].into_iter().filter(|person| fact.people.iter().all(|people| people.person != *person)).collect();
    match missing.is_empty() {
        true => absent(fact, one, None).or_else(|| absent(fact, two, None)),
        false => Some(WhyNot::NotInIt(missing)),
    }
}

fn absent(fact: &Fact, person: PersonId, part: Option<&str>) -> Option<WhyNot> {
    let mut own = fact.people.iter().filter(|people| people.person == person).peekable();
    if own.peek().is_none() {
        return Some(WhyNot::NotInIt(vec![person]));
    }
    let own: Vec<_> = own.filter(|people| part.is_none_or(|part| people.part == part)).collect();
    match own.is_empty() {
        true => Some(WhyNot::OtherPart),
        false => (!own.iter().any(|people| people.presence.counts_as_present())).then_some(WhyNot::NotPresent(person)),
    }
}

/// The field by which a record should name the period that it counts for, where it does not.
fn unnamed_period(rulebook: &Rulebook, fact: &Fact) -> Option<Name> {
    let (_, kind) = rulebook.kind_named(&fact.kind)?;
    let field = kind.fields.iter().find(|field| field.attributes && field.field_type == FieldType::Period)?;
    fact.value(&field.slug).is_none().then(|| field.slug.clone())
}

fn happened_in(fact: &Fact, (first, last): (Day, Day)) -> bool {
    first <= fact.occurred.first && fact.occurred.first <= last
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
