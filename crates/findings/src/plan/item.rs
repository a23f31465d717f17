//! A record that is planned: what the rules that it serves ask of it, and what it leaves in the ledger.
//!
//! It does not know which other items there are and does not choose its day; what cannot be joined is refused, never
//! overwritten.

use std::collections::{BTreeMap, BTreeSet};

use facts::{
    Calendar as Division, Day, Fact, FactId, Fen, Instant, Name, Participation, PersonId, Presence, Quantity, Span,
    Value,
};
use roster::Roster;
use rulebook::{Condition, Field, FieldType, Kind, KindIndex, Part, Rulebook, Test};

use super::place::{Calendar, Window, meet};
use super::propose::Proposal;
use super::turns::{able, committee, in_group};
use super::{Customs, Expected};
use crate::Subject;
use crate::columns::holds;
use crate::responsible::responsible;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub id: FactId,
    pub kind: KindIndex,
    pub day: Day,
    /// The days that suit every rule that it serves.
    pub window: Window,
    pub values: BTreeMap<Name, Value>,
    pub to_fill_in: BTreeSet<Name>,
    /// Figures that nobody knows yet, as they have to be at the least.
    pub assumed: BTreeMap<Name, Value>,
    pub people: Vec<(Name, PersonId)>,
    /// What is each person's own, where everybody has a record of one's own.
    pub own: BTreeMap<PersonId, BTreeMap<Name, Value>>,
    pub expected: Option<Expected>,
    /// The rule that asked for it first, and of whom.
    pub rule: usize,
    pub about: Subject,
    /// Who takes the step of a case that it is, in the words of the procedure.
    pub step: Option<String>,
    /// Until when it would have been in time, where that is past.
    pub overdue: Option<Day>,
    /// On a day of somebody's own, which nothing else shares.
    own_day: bool,
    /// Between two people, where a third has no place.
    between_two: bool,
    /// The field that takes one choice and holds several here, each for a record of its own.
    several: Option<Name>,
}

impl Item {
    /// A record of the first of the kinds that can be as the proposal asks.
    pub fn new(rulebook: &Rulebook, roster: &Roster, customs: &Customs<'_>, proposal: &Proposal) -> Option<Item> {
        proposal.kinds.iter().find_map(|kind| {
            let several = rulebook.kind(*kind).and_then(|kind| customs.field_of_several(kind));
            let mut item = Item {
                id: id(roster, &proposal.key),
                kind: *kind,
                day: proposal.window.0,
                window: proposal.window,
                values: BTreeMap::new(),
                to_fill_in: BTreeSet::new(),
                assumed: BTreeMap::new(),
                people: Vec::new(),
                own: BTreeMap::new(),
                expected: None,
                rule: proposal.rule,
                about: proposal.about.clone(),
                step: proposal.step.clone(),
                overdue: proposal.overdue,
                own_day: proposal.own_day,
                between_two: proposal.people.len() > 1,
                several: several.map(str::to_owned),
            };
            item.take_on(rulebook, roster, proposal)?;
            Some(item)
        })
    }

    /// The item as it would be if it served a proposal too; none where it cannot, or where that changes nothing.
    pub fn joined(
        &self,
        rulebook: &Rulebook,
        roster: &Roster,
        calendar: &Calendar<'_>,
        customs: &Customs<'_>,
        proposal: &Proposal,
    ) -> Option<Item> {
        let third = !proposal.people.is_empty() && (self.between_two || proposal.people.len() > 1);
        let on_another_day = (self.own_day || proposal.own_day) && self.window != proposal.window;
        if third || on_another_day || !proposal.kinds.contains(&self.kind) {
            return None;
        }
        let window = meet(self.window, proposal.window)?;
        if !calendar.has_day(window, self.fixed_day(rulebook, customs.fixed)) {
            return None;
        }
        let mut joined = Item { window, ..self.clone() };
        joined.take_on(rulebook, roster, proposal)?;
        (joined != *self).then_some(joined)
    }

    pub fn rename(&mut self, roster: &Roster, key: &str) {
        self.id = id(roster, key);
    }

    pub fn fixed_day(&self, rulebook: &Rulebook, fixed: &[(Name, u32)]) -> Option<u32> {
        let kind = rulebook.kind(self.kind)?;
        fixed.iter().find(|(slug, _)| *slug == kind.slug).map(|(_, day)| *day)
    }

    pub fn in_window(&self) -> bool {
        self.window.0 <= self.day && self.day <= self.window.1
    }

    fn take_on(&mut self, rulebook: &Rulebook, roster: &Roster, proposal: &Proposal) -> Option<()> {
        let kind = rulebook.kind(self.kind)?;
        self.overdue = self.overdue.into_iter().chain(proposal.overdue).min();
        let names_period = kind.fields.iter().find(|field| field.attributes && field.field_type == FieldType::Period);
        if let (Some(field), Some(period)) = (names_period, proposal.period) {
            self.set(&field.slug, &Value::Period(period))?;
        }
        for (field, value) in &proposal.values {
            kind.field(field)?;
            self.set_or_add(field, value)?;
        }
        let own = owner(kind, proposal);
        if let (Some((slug, amount)), None) = (&proposal.amount, own) {
            self.bring(kind.field(slug)?, *amount)?;
        }
        // In a sum, a condition concerns the kinds that have its field; what is somebody's own was chosen to meet it.
        let concerned = |condition: &&Condition| match &proposal.amount {
            Some((slug, _)) => kind.field(&condition.field).is_some() && !(own.is_some() && *slug == condition.field),
            None => true,
        };
        let mut must = proposal.must.iter().filter(concerned);
        must.try_for_each(|condition| self.satisfy(rulebook, kind, condition))?;
        let mut except = proposal.except.iter().filter(concerned);
        except.try_for_each(|condition| self.avoid(rulebook, kind, condition))?;
        match (&proposal.amount, own) {
            (Some((slug, amount)), Some((part, person))) => {
                if !self.people.contains(&(part.slug.clone(), person)) {
                    self.seat(kind, roster, proposal)?;
                }
                self.own(person, slug, figure(kind.field(slug)?, *amount))
            }
            _ => self.seat(kind, roster, proposal),
        }
    }

    /// Has everybody who comes bring so much at the least.
    fn bring(&mut self, field: &Field, amount: Quantity) -> Option<()> {
        match self.values.get(&field.slug) {
            Some(Value::Quantity(there)) => (amount <= *there).then_some(()),
            Some(Value::Money(there)) => (amount.0 <= there.0).then_some(()),
            Some(_) => None,
            None => {
                self.values.insert(field.slug.clone(), figure(field, amount));
                Some(())
            }
        }
    }

    /// Writes what is one person's own into that person's record; none where it says something already.
    pub fn own(&mut self, person: PersonId, field: &Name, value: Value) -> Option<()> {
        let own = self.own.entry(person).or_default();
        if own.contains_key(field) {
            return None;
        }
        own.insert(field.clone(), value);
        Some(())
    }

    /// Puts the people of a proposal where they belong.
    fn seat(&mut self, kind: &Kind, roster: &Roster, proposal: &Proposal) -> Option<()> {
        let occasion = kind.parts.iter().any(|part| part.attendance);
        if occasion && self.expected.is_none() {
            self.expected = Some(proposal.expected.clone());
        }
        let parts: Vec<&Part> = kind.parts.iter().filter(|part| !part.attendance).collect();
        match (proposal.people.as_slice(), &proposal.part) {
            ([], _) => Some(()),
            (people, Some(part)) => {
                people.iter().try_for_each(|person| self.seat_in(kind.part(part)?, occasion, *person))
            }
            // Who comes is seen by the roll.
            (people, None) if occasion => {
                let come = self.attendees(roster);
                people.iter().all(|person| come.contains(person)).then_some(())
            }
            ([one, two], None) => {
                self.seat_in(parts.first()?, occasion, *one)?;
                self.seat_in(parts.get(1).or(parts.first())?, occasion, *two)
            }
            (people, None) => {
                let part = parts.iter().find(|part| part.many).or(parts.first())?;
                people.iter().try_for_each(|person| self.seat_in(part, occasion, *person))
            }
        }
    }

    /// On an occasion one person plays a part that is for one; else each of several has a record of one's own.
    fn seat_in(&mut self, part: &Part, occasion: bool, person: PersonId) -> Option<()> {
        let mut there = self.people.iter().filter(|(slug, _)| *slug == part.slug);
        let taken = if part.many || !occasion { there.any(|(_, other)| *other == person) } else { there.count() > 0 };
        if taken {
            return None;
        }
        self.people.push((part.slug.clone(), person));
        Some(())
    }

    /// Sets a field, or adds one more to the choices each of which has a record of its own.
    fn set_or_add(&mut self, field: &Name, value: &Value) -> Option<()> {
        match (self.values.get_mut(field), value) {
            (Some(Value::Options(there)), Value::Options(more)) if self.several.as_ref() == Some(field) => {
                there.extend(more.iter().filter(|one| !there.contains(one)).cloned().collect::<Vec<_>>());
                Some(())
            }
            _ => self.set(field, value),
        }
    }

    fn set(&mut self, field: &str, value: &Value) -> Option<()> {
        match self.values.get(field) {
            Some(there) => (there == value).then_some(()),
            None => {
                self.values.insert(field.to_owned(), value.clone());
                Some(())
            }
        }
    }

    /// Makes a field pass a test, as numbers and lists are on the item's day; none where it holds something else already.
    pub fn satisfy(&mut self, rulebook: &Rulebook, kind: &Kind, condition: &Condition) -> Option<()> {
        let on = self.day;
        let field = kind.field(&condition.field)?;
        let there = self.values.get_mut(&condition.field);
        if there.as_ref().is_some_and(|value| holds(rulebook, &condition.test, value, on)) {
            return Some(());
        }
        let value = match (&condition.test, there) {
            // More can be on an agenda.
            (Test::OneOf(_) | Test::Listed(_), Some(Value::Options(chosen))) if is_many(field) => {
                chosen.push(first_of(&condition.test, on)?);
                return Some(());
            }
            (Test::AllOf(choices), Some(Value::Options(chosen))) => {
                chosen.extend(choices.iter().filter(|choice| !chosen.contains(choice)).cloned().collect::<Vec<_>>());
                return Some(());
            }
            (_, Some(_)) => return None,
            (Test::Filled, None) => {
                self.to_fill_in.insert(condition.field.clone());
                return Some(());
            }
            (Test::Flag(flag), None) => Value::Flag(*flag),
            (test @ (Test::OneOf(_) | Test::Listed(_)), None) => Value::Options(vec![first_of(test, on)?]),
            (Test::AllOf(choices), None) => Value::Options(choices.clone()),
            (Test::Text(text), None) => Value::Text(text.clone()),
            (Test::Range(least, most), None) => figure(field, rulebook.number(least.or(*most)?, on)?),
        };
        self.values.insert(condition.field.clone(), value);
        Some(())
    }

    /// Keeps a record out of an exception.
    pub fn avoid(&mut self, rulebook: &Rulebook, kind: &Kind, condition: &Condition) -> Option<()> {
        kind.field(&condition.field)?;
        match (&condition.test, self.values.get(&condition.field)) {
            (test, Some(value)) => (!holds(rulebook, test, value, self.day)).then_some(()),
            (Test::Flag(flag), None) => self.set(&condition.field, &Value::Flag(!flag)),
            // What is not filled in excludes nothing.
            (_, None) => Some(()),
        }
    }

    /// Parts that a record cannot be without go to whoever is responsible, or else to somebody of the committee.
    pub fn fill_required(&mut self, rulebook: &Rulebook, roster: &Roster) {
        let Some(kind) = rulebook.kind(self.kind) else { return };
        for part in kind.parts.iter().filter(|part| part.required && !part.attendance) {
            if !self.people.iter().any(|(slug, _)| *slug == part.slug) {
                self.appoint(rulebook, roster, self.rule, &part.slug);
            }
        }
    }

    /// Puts whoever a rule makes responsible into a part; where nobody is, the first of those who might.
    pub fn appoint(&mut self, rulebook: &Rulebook, roster: &Roster, rule: usize, part: &str) {
        let word = rulebook.rules.get(rule).map_or("", |rule| rule.responsible.as_str());
        let who = responsible(rulebook, roster, word, &self.about, self.day);
        let members = roster.members_on(self.day).map(|member| member.person);
        let all: Vec<PersonId> = who.people().iter().copied().chain(able(roster, self.day)).chain(members).collect();
        let free = |person: &&PersonId| !self.people.iter().any(|(_, there)| there == *person);
        let found = all.iter().find(free).or(all.first()).copied();
        if let Some(person) = found {
            self.people.push((part.to_owned(), person));
        }
    }

    /// Who is expected on the day; who is away is not, unless everybody is needed.
    pub fn attendees(&self, roster: &Roster) -> Vec<PersonId> {
        let day = self.day;
        let there = roster.members_on(day).filter(|member| member.floating_on(day).is_none());
        match &self.expected {
            None => Vec::new(),
            Some(Expected::Members) => there.map(|member| member.person).collect(),
            Some(Expected::Everybody) => roster.members_on(day).map(|member| member.person).collect(),
            Some(Expected::Committee) => committee(roster, day),
            Some(Expected::Group(name)) => in_group(roster, name, day),
        }
    }

    /// The records that it leaves when it is carried out as planned: one, or where a part is for one person and several
    /// play it, or a field takes one choice and several are made, one each.
    pub fn facts(&self, rulebook: &Rulebook, roster: &Roster) -> Vec<Fact> {
        let Some(kind) = rulebook.kind(self.kind) else { return Vec::new() };
        let chosen = self.several.as_ref().and_then(|field| Some((field, self.values.get(field)?)));
        if let Some((field, Value::Options(chosen))) = chosen.filter(|_| self.people.is_empty()) {
            let one = |choice: &Name| {
                let id = FactId::derived(&[self.id.as_bytes(), choice.as_bytes()]);
                let mut fact = self.fact(kind, roster, id, |_| true);
                fact.values.insert(field.clone(), Value::Options(vec![choice.clone()]));
                fact
            };
            return chosen.iter().map(one).collect();
        }
        let several = kind
            .parts
            .iter()
            .find(|part| !part.many && self.people.iter().filter(|(slug, _)| *slug == part.slug).count() > 1);
        let Some(part) = several else { return vec![self.fact(kind, roster, self.id, |_| true)] };
        let own = self.people.iter().filter(|(slug, _)| *slug == part.slug);
        own.map(|(_, person)| {
            let id = FactId::derived(&[self.id.as_bytes(), person.as_bytes()]);
            self.fact(kind, roster, id, |(slug, other)| *slug != part.slug || other == person)
        })
        .collect()
    }

    fn fact(&self, kind: &Kind, roster: &Roster, id: FactId, is_in: impl Fn(&(Name, PersonId)) -> bool) -> Fact {
        let named = self.people.iter().filter(|one| is_in(one)).map(|(part, person)| (part.clone(), *person));
        let roll = kind.parts.iter().find(|part| part.attendance).map(|part| part.slug.clone());
        let attendees = roll
            .into_iter()
            .flat_map(|part| self.attendees(roster).into_iter().map(move |person| (part.clone(), person)));
        let participation = |(part, person)| Participation { person, part, presence: Presence::Present, reason: None };
        let mut values = self.values.clone();
        values.extend(self.assumed.clone());
        for (_, person) in self.people.iter().filter(|one| is_in(one)) {
            values.extend(self.own.get(person).cloned().unwrap_or_default());
        }
        for field in self.to_fill_in.iter().filter_map(|slug| kind.field(slug)) {
            let filled = values.get(&field.slug).cloned().or_else(|| self.something(field, roster));
            values.extend(filled.map(|value| (field.slug.clone(), value)));
        }
        Fact {
            id,
            organisation: roster.organisation.unwrap_or(facts::OrganisationId::from_bytes([0; 16])),
            kind: kind.slug.clone(),
            occurred: Span::day(self.day),
            recorded_at: Instant::start_of(self.day),
            recorder: String::new(),
            people: named.chain(attendees).map(participation).collect(),
            values,
            supersedes: None,
            attachments: Vec::new(),
        }
    }

    /// Anything that fills a field in.
    fn something(&self, field: &Field, roster: &Roster) -> Option<Value> {
        Some(match &field.field_type {
            FieldType::Flag => Value::Flag(true),
            FieldType::Quantity | FieldType::Money => figure(field, field.minimum.unwrap_or(Quantity::whole(1))),
            FieldType::Day => Value::Day(self.day),
            FieldType::Period => Value::Period(Division::Month.containing(self.day)),
            FieldType::Text => Value::Text(field.name.clone()),
            FieldType::One(choices) | FieldType::Many(choices) => Value::Options(vec![choices.first()?.slug.clone()]),
            FieldType::Organisation => Value::Organisation(roster.organisation?),
        })
    }
}

fn id(roster: &Roster, key: &str) -> FactId {
    let organisation = roster.organisation.map(|id| *id.as_bytes()).unwrap_or_default();
    FactId::derived(&[b"plan", &organisation, key.as_bytes()])
}

/// Who brings an amount of one's own, and in which part: where everybody has a record for himself.
fn owner<'k>(kind: &'k Kind, proposal: &Proposal) -> Option<(&'k Part, PersonId)> {
    let [person] = proposal.people.as_slice() else { return None };
    let part = match &proposal.part {
        Some(slug) => kind.part(slug)?,
        None => kind.parts.iter().find(|part| part.many).or(kind.parts.first())?,
    };
    let occasion = kind.parts.iter().any(|part| part.attendance);
    (!occasion && !part.many).then_some((part, *person))
}

fn is_many(field: &Field) -> bool {
    matches!(field.field_type, FieldType::Many(_))
}

/// The first of the choices one of which is enough.
fn first_of(test: &Test, on: Day) -> Option<Name> {
    match test {
        Test::OneOf(choices) => choices.first().cloned(),
        Test::Listed(listed) => listed.on(on).first().cloned(),
        _ => None,
    }
}

/// A number as the field's type holds it.
pub(super) fn figure(field: &Field, number: Quantity) -> Value {
    match field.field_type {
        FieldType::Money => Value::Money(Fen(number.0)),
        _ => Value::Quantity(number),
    }
}
