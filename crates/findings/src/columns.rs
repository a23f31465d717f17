//! One organisation's facts as compact sorted rows, and its roster.
//!
//! Rows are sorted by kind, then by the day they occurred, then by their place in the ledger, so that a rule walks
//! one stretch of memory. JSON, names and texts stay behind; a row leads back to its fact by [`Columns::ids`].

use std::collections::BTreeMap;
use std::ops::Range;

use facts::{Day, Fact, FactId, Instant, PersonId, Presence, Span, Value, Writings, current, kinds};
use roster::{Roster, fold};
use rulebook::{Condition, Number, Rulebook, Test};

use crate::dated::{CountsFor, DatedProgram, Timetable};
use crate::grounds::Grounds;
use crate::owed::{Owed, turning_days};
use crate::program::{KindPlan, SelectedKind};
use crate::session::Sessions;

/// One organisation, ready to be evaluated on the day it was made for.
#[derive(Debug)]
pub struct Branch {
    pub roster: Roster,
    pub columns: Columns,
    /// By duty.
    pub(crate) owed: Vec<Owed>,
    /// The days on which any figure of the roster can change, in order.
    pub(crate) turning_days: Vec<Day>,
    pub(crate) grounds: Grounds,
}

#[derive(Debug, Default)]
pub struct Columns {
    pub facts: Vec<FactRow>,
    /// By row.
    pub(crate) details: Vec<Detail>,
    pub people: Vec<PersonRow>,
    pub quantities: Vec<i64>,
    /// What the fields hold that rules compare between records: equal numbers for equal values.
    compared: Vec<u32>,
    /// The values themselves, by their number.
    pub(crate) values: Vec<Value>,
    /// Where each kind's rows stand in `facts`.
    pub kinds: Vec<Range<u32>>,
    /// The months of which a kind's rows tell that it was written down, one bit each.
    pub(crate) months: Vec<u32>,
    /// Whether any of a kind's rows is [`FactRow::unnamed`].
    pub(crate) unnamed: Vec<bool>,
    /// The fact of each row.
    pub ids: Vec<FactId>,
    /// The same people once more, by kind and member, each member's in the order of the rows.
    appearances: Vec<Entry>,
    /// Where each member's appearances begin, with one more for where the last ones end: one stretch a kind.
    appearance_starts: Vec<u32>,
    /// Where each kind's stretch begins; none for a kind without rows.
    appearance_stretches: Vec<Option<u32>>,
}

/// One fact.
#[derive(Debug, Clone, Copy)]
pub struct FactRow {
    pub first: Day,
    /// The first day of what it counts for: the day it occurred, or the period that its attributing field names, or the
    /// day, where such an occasion was held on it.
    pub counts_first: Day,
    /// And the last day of it.
    pub(crate) counts_last: Day,
    pub(crate) counts_for: CountsFor,
    /// It counts for a period that it should name and does not.
    pub(crate) unnamed: bool,
    /// Days from its last day to the day it was first written down; negative where it was announced.
    pub delay: i32,
    /// Which of the kind's conditions hold.
    pub holds: u64,
    /// Index into [`Roster::groups`], [`NONE`] where it names no group.
    pub group: u16,
    pub people: (u32, u32),
    pub quantities: u32,
}

/// What most rules ask of a fact, and the part that one member plays in it: who walks one member's records finds all of
/// it side by side. Its size is what such a walk costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub holds: u64,
    pub row: u32,
    pub quantities: u32,
    pub counts_for: CountsFor,
    /// Days from its last day to the day it was first written down; none for what was announced.
    pub delay: u16,
    pub part: u8,
    pub presence: Presence,
}

impl Entry {
    const NOTHING: Entry = Entry {
        holds: 0,
        row: 0,
        quantities: 0,
        counts_for: CountsFor::NOTHING,
        delay: 0,
        part: u8::MAX,
        presence: Presence::Absent,
    };
}

impl FactRow {
    /// As nobody's in particular.
    pub(crate) fn entry(&self, row: u32) -> Entry {
        let FactRow { holds, quantities, counts_for, .. } = *self;
        Entry { holds, row, quantities, counts_for, delay: self.delay_days(), ..Entry::NOTHING }
    }

    /// The months it counts for of which it tells that the ledger was kept: what was paid ahead says nothing about those
    /// that had not begun.
    pub(crate) fn tells_months(&self, timetable: &Timetable) -> u32 {
        self.counts_for.months() & timetable.months_until(self.first)
    }

    /// [`FactRow::delay`], none for what was announced; more days than fit are as many as fit.
    pub(crate) fn delay_days(&self) -> u16 {
        self.delay.clamp(0, i32::from(u16::MAX)) as u16
    }
}

/// Where a record stands by the day on which it occurred, and within a day by the ledger.
pub(crate) type Order = u64;

pub(crate) fn order(first: Day, place: u32) -> Order {
    // Days before 1970 are below nothing; moved up, all of them are in order.
    let day = first.number().wrapping_sub(i32::MIN) as u32;
    u64::from(day) << 32 | u64::from(place)
}

/// What few rules ask of a fact, kept apart so that more rows fit into a processor's cache.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detail {
    /// Which of the kind's conditions have their field filled in.
    pub filled: u64,
    /// Place by day and ledger among all of the organisation's facts.
    pub order: Order,
    /// The last day on which it occurred.
    pub last: Day,
    /// Where its values begin in [`Columns::compared`].
    compared: u32,
    /// Another record of the kind counts for the same first day: sessions of one occasion.
    pub shares_day: bool,
    /// No member stands in it twice.
    pub once_each: bool,
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

/// In [`Columns::compared`]: the field is not filled in.
const NOT_FILLED: u32 = u32::MAX;

/// No member, no group.
pub const NONE: u16 = u16::MAX;

impl Branch {
    /// Makes the rows of the facts that hold and had occurred by the program's day, known by `known_at` where given.
    pub fn new(dated: &DatedProgram<'_>, facts: &[Fact], known_at: Option<Instant>) -> Branch {
        let held = current(facts, known_at);
        let roster = fold(&held, dated.timetable.as_of);
        let writings = Writings::new(facts, known_at);
        let records =
            FactRows { dated, roster: &roster, writings, members: members_by_id(&roster), values: BTreeMap::new() };
        let columns = Columns::new(dated, &roster, records, &sorted(dated, &held));
        Branch::of(dated, roster, columns)
    }

    /// Who of the roster owes what by these records.
    pub(crate) fn of(dated: &DatedProgram<'_>, roster: Roster, columns: Columns) -> Branch {
        let mut stays = Vec::new();
        let duties = dated.program.duties.iter().zip(&dated.asked);
        let owed =
            duties.map(|(duty, asked)| Owed::new(dated, (&roster, &columns), duty, *asked, &mut stays)).collect();
        let turning_days = turning_days(dated, &roster);
        let grounds = Grounds::new(dated.program, &roster, &columns, dated.timetable.as_of);
        Branch { roster, columns, owed, turning_days, grounds }
    }
}

/// Records of which rows are made, wherever they were read from.
pub(crate) trait Rows {
    /// By what one of them is found.
    type At: Copy;

    fn occurred(&self, at: Self::At) -> Span;

    /// What a record holds in the field by which it counts for something else.
    fn attributed(&self, plan: &KindPlan, at: Self::At) -> Option<Attributed>;

    /// Lays down what belongs to a row beside it, and gives the row.
    fn make(&mut self, columns: &mut Columns, of: (u16, &KindPlan), at: Self::At) -> Made;

    /// In how many parts people are named, or a few more.
    fn people(&self) -> usize;

    /// The values that rules compare between records, by their numbers.
    fn values(self) -> Vec<Value>;
}

/// What a record counts for, where that is not its own day.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Attributed {
    /// Of which day it is a further session, if any occasion was held on it.
    Session(Day),
    Period(Day, Day),
    /// The field is filled in, and says neither.
    Nothing,
}

/// What is particular to a row. Its people and quantities reach to the end of what is there when it is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made {
    pub id: FactId,
    /// Days from its last day to the day it was first written down.
    pub delay: i32,
    pub holds: u64,
    pub filled: u64,
    pub group: u16,
    pub people_from: u32,
    pub quantities: u32,
    pub compared: u32,
}

/// A record with its kind and its place by day and ledger.
pub(crate) type Placed<At> = (u16, Order, At);

impl Columns {
    /// `sorted` has the records that hold, had occurred by the program's day and are of a kind it knows, in order.
    pub(crate) fn new<R: Rows>(
        dated: &DatedProgram<'_>,
        roster: &Roster,
        mut records: R,
        sorted: &[Placed<R::At>],
    ) -> Columns {
        let program = dated.program;
        let mut columns = Columns {
            kinds: vec![0..0; program.kinds.len()],
            months: vec![0; program.kinds.len()],
            unnamed: vec![false; program.kinds.len()],
            appearance_stretches: vec![None; program.kinds.len()],
            facts: Vec::with_capacity(sorted.len()),
            details: Vec::with_capacity(sorted.len()),
            ids: Vec::with_capacity(sorted.len()),
            people: Vec::with_capacity(records.people()),
            ..Columns::default()
        };
        for of_kind in sorted.chunk_by(|(one, _, _), (other, _, _)| one == other) {
            let Some(kind) = of_kind.first().map(|(kind, _, _)| usize::from(*kind)) else { continue };
            let (Some(plan), Some(range)) = (program.kinds.get(kind), columns.kinds.get_mut(kind)) else { continue };
            let start = columns.facts.len();
            *range = start as u32..(start + of_kind.len()) as u32;
            let by_day = plan.attributes.is_some() && !plan.names_period;
            let held = by_day.then(|| sessions(&records, plan, of_kind));
            for (kind, order, at) in of_kind {
                columns.add_row(dated, &mut records, (*kind, plan, held.as_ref()), (*order, *at));
            }
            if plan.occasions {
                columns.mark_shared_days(start);
            }
            columns.list_appearances(kind, roster.members.len());
            let rows = columns.facts.get(start..).unwrap_or_default();
            let months = rows.iter().fold(0, |months, row| months | row.tells_months(&dated.timetable));
            if let Some(known) = columns.months.get_mut(kind) {
                *known = months;
            }
            if let Some(unnamed) = columns.unnamed.get_mut(kind) {
                *unnamed = rows.iter().any(|row| row.unnamed);
            }
        }
        columns.values = records.values();
        columns
    }

    /// `held` are the occasions to which a record of the kind may belong by a day that it names.
    fn add_row<R: Rows>(
        &mut self,
        dated: &DatedProgram<'_>,
        records: &mut R,
        (kind, plan, held): (u16, &KindPlan, Option<&Sessions>),
        (order, at): (Order, R::At),
    ) {
        let occurred = records.occurred(at);
        let attributed = records.attributed(plan, at);
        let (counts_first, counts_last) = match attributed {
            Some(Attributed::Session(day)) if held.is_some_and(|held| held.held_on(day)) => (day, day),
            Some(Attributed::Period(first, last)) => (first, last),
            _ => (occurred.first, occurred.first),
        };
        let made = records.make(self, (kind, plan), at);
        self.ids.push(made.id);
        self.details.push(Detail {
            filled: made.filled,
            order,
            last: occurred.last,
            compared: made.compared,
            shares_day: false,
            once_each: once_each(self.people_from(made.people_from)),
        });
        self.facts.push(FactRow {
            first: occurred.first,
            counts_first,
            counts_last,
            counts_for: dated.timetable.counts_for(counts_first, counts_last),
            unnamed: plan.names_period && plan.attributes.is_some() && attributed.is_none(),
            delay: made.delay,
            holds: made.holds,
            group: made.group,
            people: (made.people_from, self.people.len() as u32),
            quantities: made.quantities,
        });
    }

    /// Where the next row's values begin that rules compare.
    pub(crate) fn next_compared(&self) -> u32 {
        self.compared.len() as u32
    }

    /// Adds a value that rules compare, by its number; none where the field is not filled in.
    pub(crate) fn add_compared(&mut self, number: Option<u32>) {
        self.compared.push(number.unwrap_or(NOT_FILLED));
    }

    /// Tells apart, from row `start` on, the records that stand alone for their day from sessions of one occasion.
    fn mark_shared_days(&mut self, start: usize) {
        let rows = self.facts.get(start..).unwrap_or_default();
        let mut days: Vec<Day> = rows.iter().map(|row| row.counts_first).collect();
        days.sort_unstable();
        let up_to = |day: Day| days.partition_point(|other| *other <= day);
        for (row, detail) in rows.iter().zip(self.details.iter_mut().skip(start)) {
            detail.shares_day = up_to(row.counts_first) - up_to(row.counts_first.plus_days(-1)) > 1;
        }
    }

    /// Lists a kind's people by member: counted first, then put where the counts say.
    fn list_appearances(&mut self, kind: usize, members: usize) {
        let stretch = self.appearance_starts.len();
        if let Some(known) = self.appearance_stretches.get_mut(kind) {
            *known = Some(stretch as u32);
        }
        let first = self.appearances.len() as u32;
        self.appearance_starts.resize(stretch + members + 1, 0);
        let Some(starts) = self.appearance_starts.get_mut(stretch..) else { return };
        let Some(range) = self.kinds.get(kind).map(|range| range.start as usize..range.end as usize) else { return };
        let rows = || self.facts.get(range.clone()).unwrap_or_default().iter().zip(range.start as u32..);
        let people = |row: &FactRow| self.people.get(row.people.0 as usize..row.people.1 as usize).unwrap_or_default();
        for person in rows().flat_map(|(row, _)| people(row)) {
            if let Some(count) = starts.get_mut(usize::from(person.person)) {
                *count += 1;
            }
        }
        let mut next = first;
        for start in starts.iter_mut() {
            (*start, next) = (next, next + *start);
        }
        self.appearances.resize(next as usize, Entry::NOTHING);
        for (row, at) in rows() {
            for person in people(row).iter().filter(|person| usize::from(person.person) < members) {
                let Some(start) = starts.get_mut(usize::from(person.person)) else { continue };
                if let Some(place) = self.appearances.get_mut(*start as usize) {
                    *place = Entry { part: person.part, presence: person.presence, ..row.entry(at) };
                }
                *start += 1;
            }
        }
        // Each start has moved to where the next one's appearances begin.
        starts.rotate_right(1);
        if let Some(start) = starts.first_mut() {
            *start = first;
        }
    }

    /// A member's parts in the records of a kind, in order of day and ledger.
    pub(crate) fn appearances_of(&self, kind: u16, member: u16) -> &[Entry] {
        let stretch = self.appearance_stretches.get(usize::from(kind)).copied().flatten();
        let starts = stretch.and_then(|stretch| self.appearance_starts.get(stretch as usize + usize::from(member)..));
        match starts {
            Some([from, until, ..]) => self.appearances.get(*from as usize..*until as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Whether a field holds the same in two rows, filled in, each given with its kind as a selector took it.
    pub(crate) fn hold_the_same(
        &self,
        (one, of_one): (u32, &SelectedKind),
        (other, of_other): (u32, &SelectedKind),
    ) -> bool {
        self.value(one, of_one).is_some_and(|held| self.value(other, of_other) == Some(held))
    }

    /// Whether a member plays its selector's part in one row, and was there in its selector's part in the other.
    pub(crate) fn name_the_same(
        &self,
        (one, of_one): (u32, &SelectedKind),
        (other, of_other): (u32, &SelectedKind),
    ) -> bool {
        let people = |at: u32| self.facts.get(at as usize).map_or(&[][..], |row| self.people_of(row));
        let was_there = |member: u16| {
            let mut there = people(other).iter().filter(|there| of_other.part.played_by(there.part));
            there.any(|there| there.person == member && there.presence.counts_as_present())
        };
        let mut named = people(one).iter().filter(|named| named.person != NONE && of_one.part.played_by(named.part));
        named.any(|named| was_there(named.person))
    }

    /// The number of what a row holds in the field that its selector compares.
    pub(crate) fn value(&self, at: u32, kind: &SelectedKind) -> Option<u32> {
        let from = self.details.get(at as usize)?.compared as usize;
        self.compared.get(from + usize::from(kind.compared)).copied().filter(|value| *value != NOT_FILLED)
    }

    fn people_from(&self, from: u32) -> &[PersonRow] {
        self.people.get(from as usize..).unwrap_or_default()
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

    /// A kind's rows, each with its index into `facts`.
    pub(crate) fn numbered(&self, kind: u16) -> impl DoubleEndedIterator<Item = (&FactRow, u32)> {
        let start = self.range(kind).start;
        self.rows(kind).iter().enumerate().map(move |(index, row)| (row, (start + index) as u32))
    }
}

pub(crate) fn members_by_id(roster: &Roster) -> BTreeMap<PersonId, u16> {
    roster.members.iter().enumerate().map(|(index, member)| (member.person, index as u16)).collect()
}

/// The records that had occurred and are of a kind that the program knows, by kind, day and ledger.
fn sorted<'a>(dated: &DatedProgram<'_>, held: &[&'a Fact]) -> Vec<Placed<&'a Fact>> {
    let (program, as_of) = (dated.program, dated.timetable.as_of);
    let placed = (0..).zip(held).filter(|(_, fact)| fact.occurred.first <= as_of);
    let mut sorted: Vec<Placed<&Fact>> = placed
        .filter_map(|(place, fact)| {
            let kind = *program.kind_by_slug.get(fact.kind.as_str())?;
            Some((kind, order(fact.occurred.first, place), *fact))
        })
        .collect();
    sorted.sort_unstable_by_key(|(kind, order, _)| (*kind, *order));
    sorted
}

/// The occasions of one kind that were held.
fn sessions<R: Rows>(records: &R, plan: &KindPlan, of_kind: &[Placed<R::At>]) -> Sessions {
    let named = of_kind.iter().map(|(_, _, at)| {
        let day = match records.attributed(plan, *at) {
            Some(Attributed::Session(day)) => Some(day),
            _ => None,
        };
        (records.occurred(*at), day)
    });
    Sessions::new(named)
}

/// Facts of which rows are made.
struct FactRows<'a> {
    dated: &'a DatedProgram<'a>,
    roster: &'a Roster,
    writings: Writings<'a>,
    members: BTreeMap<PersonId, u16>,
    /// The values met so far that rules compare between records, each with its number.
    values: BTreeMap<&'a Value, u32>,
}

impl<'a> Rows for FactRows<'a> {
    type At = &'a Fact;

    fn occurred(&self, fact: &'a Fact) -> Span {
        fact.occurred
    }

    fn attributed(&self, plan: &KindPlan, fact: &'a Fact) -> Option<Attributed> {
        Some(match fact.value(plan.attributes.as_ref()?)? {
            Value::Day(day) => Attributed::Session(*day),
            Value::Period(period) => {
                period.days().map_or(Attributed::Nothing, |(first, last)| Attributed::Period(first, last))
            }
            _ => Attributed::Nothing,
        })
    }

    fn make(&mut self, columns: &mut Columns, (_, plan): (u16, &KindPlan), fact: &'a Fact) -> Made {
        let people_from = columns.people.len() as u32;
        columns.people.extend(fact.people.iter().map(|people| PersonRow {
            person: self.members.get(&people.person).copied().unwrap_or(NONE),
            part: plan.parts.iter().position(|slug| *slug == people.part).map_or(u8::MAX, |index| index as u8),
            presence: people.presence,
        }));
        let quantities = columns.quantities.len() as u32;
        columns.quantities.extend(plan.quantities.iter().map(|field| quantity(fact.value(field))));
        let compared = columns.next_compared();
        for field in &plan.compared {
            columns.add_compared(self.number_of(fact.value(field)));
        }
        let (holds, filled) = conditions(self.dated.program.rulebook, plan, fact);
        Made {
            id: fact.id,
            delay: self.writings.delay_days(fact),
            holds,
            filled,
            group: if plan.has_group { group(self.roster, fact.text(kinds::GROUP)) } else { NONE },
            people_from,
            quantities,
            compared,
        }
    }

    fn people(&self) -> usize {
        0
    }

    fn values(self) -> Vec<Value> {
        in_order(&self.values)
    }
}

impl<'a> FactRows<'a> {
    fn number_of(&mut self, value: Option<&'a Value>) -> Option<u32> {
        let next = self.values.len() as u32;
        value.map(|value| *self.values.entry(value).or_insert(next))
    }
}

/// By their numbers, which are given in turn.
fn in_order(values: &BTreeMap<&Value, u32>) -> Vec<Value> {
    let mut numbered: Vec<(u32, &Value)> = values.iter().map(|(value, number)| (*number, *value)).collect();
    numbered.sort_unstable_by_key(|(number, _)| *number);
    numbered.into_iter().map(|(_, value)| value.clone()).collect()
}

/// Whether no member is named twice. Attendance is written in the order of the roster, so that mostly one look will do.
fn once_each(people: &[PersonRow]) -> bool {
    let again = |at: usize, person: &PersonRow| {
        person.person != NONE && people.iter().take(at).any(|earlier| earlier.person == person.person)
    };
    people.is_sorted_by(|one, next| one.person < next.person)
        || !people.iter().enumerate().any(|(at, person)| again(at, person))
}

pub(crate) fn quantity(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::Quantity(quantity)) => quantity.0,
        Some(Value::Money(fen)) => fen.0,
        _ => NOT_STATED,
    }
}

/// A group by its name, as the roster has it.
pub(crate) fn group(roster: &Roster, name: Option<&str>) -> u16 {
    let Some(name) = name else { return NONE };
    roster.groups.iter().position(|group| group.name == name).map_or(NONE, |index| index as u16)
}

fn conditions(rulebook: &Rulebook, plan: &KindPlan, fact: &Fact) -> (u64, u64) {
    let (mut holds, mut filled) = (0, 0);
    for (index, condition) in plan.conditions.iter().enumerate() {
        filled |= u64::from(fact.value(&condition.field).is_some()) << index;
        holds |= u64::from(passes(rulebook, condition, fact)) << index;
    }
    (holds, filled)
}

/// Whether a field is filled in and passes, numbers being those of the record's day. A value of another type than the
/// test asks for does not.
pub(crate) fn passes(rulebook: &Rulebook, condition: &Condition, fact: &Fact) -> bool {
    fact.value(&condition.field).is_some_and(|value| holds(rulebook, &condition.test, value, fact.occurred.first))
}

/// Whether a value passes, numbers and lists being those of a day.
pub(crate) fn holds(rulebook: &Rulebook, test: &Test, value: &Value, on: Day) -> bool {
    match (test, value) {
        (Test::Filled, _) => true,
        (Test::Flag(wanted), Value::Flag(flag)) => wanted == flag,
        (Test::OneOf(choices), Value::Options(chosen)) => chosen.iter().any(|chosen| choices.contains(chosen)),
        (Test::AllOf(choices), Value::Options(chosen)) => choices.iter().all(|choice| chosen.contains(choice)),
        (Test::Listed(listed), Value::Options(chosen)) => {
            let choices = listed.on(on);
            chosen.iter().any(|chosen| choices.contains(chosen))
        }
        (Test::Text(wanted), Value::Text(text)) => wanted == text,
        (Test::Range(least, most), Value::Quantity(_) | Value::Money(_)) => {
            let found = quantity(Some(value));
            let number = |number: Number| rulebook.number(number, on).map(|number| number.0);
            least.is_none_or(|least| number(least).is_some_and(|least| least <= found))
                && most.is_none_or(|most| number(most).is_some_and(|most| found <= most))
        }
        _ => false,
    }
}
