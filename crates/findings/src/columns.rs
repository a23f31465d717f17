//! One organisation's facts as compact sorted rows, and its roster.
//!
//! Rows are sorted by kind, then by the day they occurred, then by their place in the ledger, so that a rule walks
//! one stretch of memory. JSON, names and texts stay behind; a row leads back to its fact by [`Columns::ids`].

use std::collections::BTreeMap;
use std::ops::Range;

use facts::{Day, Fact, FactId, Instant, PersonId, Presence, Value, current, kinds};
use roster::{Roster, fold};
use rulebook::Test;

use crate::program::{KindPlan, Program};

/// One organisation, ready to be evaluated on the day it was made for.
#[derive(Debug)]
pub struct Branch {
    pub roster: Roster,
    pub columns: Columns,
}

#[derive(Debug, Default)]
pub struct Columns {
    pub facts: Vec<FactRow>,
    pub people: Vec<PersonRow>,
    pub quantities: Vec<i64>,
    /// Where each kind's rows stand in `facts`.
    pub kinds: Vec<Range<u32>>,
    /// The fact of each row.
    pub ids: Vec<FactId>,
}

/// One fact.
#[derive(Debug, Clone, Copy)]
pub struct FactRow {
    pub first: Day,
    /// What it counts for: the day it occurred, or the day or period that its attributing field names.
    pub counts_first: Day,
    pub counts_last: Day,
    /// Place in the ledger.
    pub order: u32,
    /// Days from its last day to the day it was written down; negative where it was announced.
    pub delay: i32,
    /// Which of the kind's conditions hold, and which have their field filled in.
    pub holds: u64,
    pub filled: u64,
    /// Index into [`Roster::groups`], [`NONE`] where it names no group.
    pub group: u16,
    /// Index into the program's tags, [`NONE`] without.
    pub tag: u16,
    pub people: (u32, u32),
    pub quantities: u32,
}

/// One person's part in one fact. The person is an index into [`Roster::members`], [`NONE`] for anybody else.
#[derive(Debug, Clone, Copy)]
pub struct PersonRow {
    pub person: u16,
    pub part: u8,
    pub presence: Presence,
}

/// In [`Columns::quantities`]: the record does not say.
pub const NOT_STATED: i64 = i64::MIN;

/// No member, no group, no tag.
pub const NONE: u16 = u16::MAX;

impl Branch {
    /// Makes the rows of the facts that hold and had occurred by `as_of`, known by `known_at` where that is given.
    pub fn new(program: &Program<'_>, facts: &[Fact], as_of: Day, known_at: Option<Instant>) -> Branch {
        let held = current(facts, known_at);
        let roster = fold(&held, as_of);
        let columns = columns(program, &roster, &held, as_of);
        Branch { roster, columns }
    }
}

fn columns(program: &Program<'_>, roster: &Roster, held: &[&Fact], as_of: Day) -> Columns {
    let members: BTreeMap<PersonId, u16> =
        roster.members.iter().enumerate().map(|(index, member)| (member.person, index as u16)).collect();
    let mut sorted: Vec<(u16, Day, u32, &Fact)> = held
        .iter()
        .enumerate()
        .filter(|(_, fact)| fact.occurred.first <= as_of)
        .filter_map(|(order, fact)| {
            let kind = program.kind_by_slug.get(fact.kind.as_str())?;
            Some((*kind, fact.occurred.first, order as u32, *fact))
        })
        .collect();
    sorted.sort_unstable_by_key(|(kind, day, order, _)| (*kind, *day, *order));
    let mut columns = Columns { kinds: vec![0..0; program.kinds.len()], ..Columns::default() };
    for (kind, _, order, fact) in sorted {
        let Some(plan) = program.kinds.get(usize::from(kind)) else { continue };
        let at = columns.facts.len() as u32;
        if let Some(range) = columns.kinds.get_mut(usize::from(kind)) {
            let start = if range.start == range.end { at } else { range.start };
            *range = start..at + 1;
        }
        let row = columns.row(program, roster, &members, plan, fact, order);
        columns.facts.push(row);
        columns.ids.push(fact.id);
    }
    columns
}

impl Columns {
    fn row(
        &mut self,
        program: &Program<'_>,
        roster: &Roster,
        members: &BTreeMap<PersonId, u16>,
        plan: &KindPlan,
        fact: &Fact,
        order: u32,
    ) -> FactRow {
        let (counts_first, counts_last) = attributed(plan, fact);
        let people_from = self.people.len() as u32;
        self.people.extend(fact.people.iter().map(|people| PersonRow {
            person: members.get(&people.person).copied().unwrap_or(NONE),
            part: plan.parts.iter().position(|(slug, _)| *slug == people.part).map_or(u8::MAX, |index| index as u8),
            presence: people.presence,
        }));
        let quantities = self.quantities.len() as u32;
        self.quantities.extend(plan.quantities.iter().map(|field| quantity(fact.value(field))));
        let (holds, filled) = conditions(plan, fact);
        FactRow {
            first: fact.occurred.first,
            counts_first,
            counts_last,
            order,
            delay: fact.recorded_at.day().days_since(fact.occurred.last),
            holds,
            filled,
            group: if plan.has_group { group(roster, fact) } else { NONE },
            tag: tag(program, plan, fact),
            people: (people_from, self.people.len() as u32),
            quantities,
        }
    }

    pub(crate) fn people_of(&self, row: &FactRow) -> &[PersonRow] {
        self.people.get(row.people.0 as usize..row.people.1 as usize).unwrap_or_default()
    }

    pub(crate) fn range(&self, kind: u16) -> Range<usize> {
        self.kinds.get(usize::from(kind)).map_or(0..0, |range| range.start as usize..range.end as usize)
    }

    pub(crate) fn rows(&self, kind: u16) -> &[FactRow] {
        self.facts.get(self.range(kind)).unwrap_or_default()
    }
}

fn attributed(plan: &KindPlan, fact: &Fact) -> (Day, Day) {
    let own = (fact.occurred.first, fact.occurred.first);
    match plan.attributes.as_ref().and_then(|field| fact.value(field)) {
        Some(Value::Day(day)) => (*day, *day),
        Some(Value::Period(period)) => period.days().unwrap_or(own),
        _ => own,
    }
}

fn quantity(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::Quantity(quantity)) => quantity.0,
        Some(Value::Money(fen)) => fen.0,
        _ => NOT_STATED,
    }
}

fn group(roster: &Roster, fact: &Fact) -> u16 {
    let Some(name) = fact.text(kinds::GROUP) else { return NONE };
    roster.groups.iter().position(|group| group.name == name).map_or(NONE, |index| index as u16)
}

fn tag(program: &Program<'_>, plan: &KindPlan, fact: &Fact) -> u16 {
    let Some(chosen) = plan.tagged.as_ref().and_then(|field| fact.option(field)) else { return NONE };
    program.tags.iter().position(|tag| tag == chosen).map_or(NONE, |index| index as u16)
}

fn conditions(plan: &KindPlan, fact: &Fact) -> (u64, u64) {
    let (mut holds, mut filled) = (0, 0);
    for (index, condition) in plan.conditions.iter().enumerate() {
        let value = fact.value(&condition.field);
        filled |= u64::from(value.is_some()) << index;
        holds |= u64::from(value.is_some_and(|value| passes(&condition.test, value))) << index;
    }
    (holds, filled)
}

/// Whether a field that is filled in passes. A value of another type than the test asks for does not.
pub(crate) fn passes(test: &Test, value: &Value) -> bool {
    match (test, value) {
        (Test::Filled, _) => true,
        (Test::Flag(wanted), Value::Flag(flag)) => wanted == flag,
        (Test::OneOf(choices), Value::Options(chosen)) => chosen.iter().any(|chosen| choices.contains(chosen)),
        (Test::Text(wanted), Value::Text(text)) => wanted == text,
        (Test::Range(least, most), Value::Quantity(_) | Value::Money(_)) => {
            let found = quantity(Some(value));
            least.is_none_or(|least| least.0 <= found) && most.is_none_or(|most| found <= most.0)
        }
        _ => false,
    }
}
