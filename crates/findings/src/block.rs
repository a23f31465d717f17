//! Records that are columns already: rows out of a block of many organisations, without a fact being made of each.
//!
//! A block has its words numbered. What they mean to a program is looked up once for the block ([`Reading::new`]); after
//! that a row costs its numbers. Only the few facts that a roster is folded from are made whole, by whoever read the
//! block. The rules see the same rows as from facts: a test holds both against each other, branch by branch.

use std::collections::BTreeMap;
use std::ops::Range;

use facts::{
    Day, Fact, FactId, Fen, Instant, OrganisationId, Period, PersonId, Presence, Quantity, Span, Value, Writings, kinds,
};
use roster::{Roster, fold};
use rulebook::{Condition, Test};

use crate::columns::{
    Attributed, Branch, Columns, Made, NONE, NOT_STATED, PersonRow, Placed, Rows, group, holds, order,
};
use crate::dated::DatedProgram;
use crate::program::{KindPlan, Program};

/// The records of some organisations as columns, a list of words beside each column of numbers of words.
///
/// Of one record after another, `people` and `values` have the rows, as many as it says.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    pub kinds: Words<'a>,
    pub first: &'a [i32],
    pub last: &'a [i32],
    /// Place in the chain.
    pub sequence: &'a [u32],
    /// 16 bytes each.
    pub id: &'a [u8],
    /// Microseconds.
    pub recorded_at: &'a [i64],
    /// The rows that stand in place of another record, in order, each with that record.
    pub supersedes: &'a [(u32, FactId)],
    /// Where each record's people and values begin, and one more for where the last one's end.
    pub people_from: &'a [u32],
    pub values_from: &'a [u32],
    pub person: &'a [i32],
    pub persons: &'a [PersonId],
    pub parts: Words<'a>,
    pub presence: &'a [i32],
    pub presences: &'a [Presence],
    pub fields: Words<'a>,
    pub sorts: &'a [i32],
    pub sort_words: &'a [Sort],
    /// Of flags, quantities and money.
    pub number: &'a [i64],
    pub day: &'a [i32],
    /// Below nothing where no option is chosen.
    pub word: &'a [i32],
    pub words: &'a [String],
    pub text: Texts<'a>,
}

/// Numbers of words, and the words.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub numbers: &'a [i32],
    pub words: &'a [String],
}

/// Texts one after another, and where each begins and the last one ends.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    pub ends: &'a [i32],
    pub bytes: &'a [u8],
}

/// Of what sort a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Flag,
    Quantity,
    Money,
    Day,
    Period,
    Text,
    Option,
    Organisation,
}

impl Texts<'_> {
    fn at(&self, row: usize) -> &str {
        let end = |at: usize| self.ends.get(at).map(|end| *end as usize);
        let bytes = end(row).zip(end(row + 1)).and_then(|(from, until)| self.bytes.get(from..until));
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl Block<'_> {
    fn id_at(&self, row: usize) -> FactId {
        let bytes = self.id.get(row * 16..row * 16 + 16).and_then(|bytes| bytes.try_into().ok());
        FactId::from_bytes(bytes.unwrap_or_default())
    }

    fn span(&self, row: usize) -> Span {
        let day = |days: &[i32]| Day::from_number(days.get(row).copied().unwrap_or_default());
        Span { first: day(self.first), last: day(self.last) }
    }

    fn recorded_at(&self, row: usize) -> Instant {
        Instant::from_microseconds(self.recorded_at.get(row).copied().unwrap_or_default())
    }

    /// The rows of the values of a record.
    fn values_of(&self, row: usize) -> Range<usize> {
        between(self.values_from, row)
    }

    /// The value in a row; of several options the one.
    fn value(&self, row: usize) -> Option<Value> {
        let number = || self.number.get(row).copied().unwrap_or_default();
        let word = || self.words.get(usize::try_from(*self.word.get(row)?).ok()?).map(String::as_str);
        let sort = self.sort_words.get(usize::try_from(*self.sorts.get(row)?).ok()?)?;
        Some(match sort {
            Sort::Flag => Value::Flag(number() != 0),
            Sort::Quantity => Value::Quantity(Quantity(number())),
            Sort::Money => Value::Money(Fen(number())),
            Sort::Day => Value::Day(Day::from_number(self.day.get(row).copied().unwrap_or_default())),
            Sort::Period => Value::Period(Period::parse(word()?)?),
            Sort::Text => Value::Text(self.text.at(row).to_owned()),
            Sort::Option => Value::Options(word().map(str::to_owned).into_iter().collect()),
            Sort::Organisation => Value::Organisation(word()?.parse::<OrganisationId>().ok()?),
        })
    }

    /// The value whose rows begin at one, with all options that are chosen in it, and the row after it.
    fn whole_value(&self, rows: Range<usize>) -> (Option<Value>, usize) {
        let mut value = self.value(rows.start);
        let mut next = rows.start + 1;
        if let Some(Value::Options(options)) = &mut value {
            let field = self.fields.numbers.get(rows.start);
            while next < rows.end && self.fields.numbers.get(next) == field {
                if let Some(Value::Options(more)) = self.value(next) {
                    options.extend(more);
                }
                next += 1;
            }
        }
        (value, next)
    }
}

fn between(from: &[u32], row: usize) -> Range<usize> {
    let at = |row: usize| from.get(row).copied().unwrap_or_default() as usize;
    at(row)..at(row + 1)
}

/// What a block's words mean to a program.
#[derive(Debug)]
pub struct Reading {
    /// By the number of a word.
    kinds: Vec<Option<u16>>,
    is_core: Vec<bool>,
    withdrawn: Option<i32>,
    /// By kind and the number of a word.
    parts: Vec<Vec<u8>>,
    uses: Vec<Vec<Use>>,
    /// The member that a person is in the organisation that is read, by the number of the person.
    members: Vec<u16>,
    /// The numbers of persons.
    numbers: BTreeMap<PersonId, u32>,
    /// First and last day of a period, by the number of its word.
    periods: Vec<Option<(Day, Day)>>,
}

/// What a kind's rows need of a field.
#[derive(Debug, Default, Clone)]
struct Use {
    is_used: bool,
    /// Conditions on it that it is filled in, one bit each by their place in the kind's plan, and all conditions on it.
    filled: u64,
    all: u64,
    /// The places of the others.
    conditions: Vec<u8>,
    quantities: Vec<u8>,
    compared: Vec<u8>,
    attributes: bool,
    group: bool,
    /// Which of the conditions hold of a single option, by the number of its word; looked up when first met.
    of_words: Vec<Option<u64>>,
    /// Whether that depends on nothing else: not on the day, and not on the other options.
    by_word: bool,
}

impl Reading {
    pub fn new(program: &Program<'_>, block: &Block<'_>) -> Reading {
        let kind = |slug: &String| program.kind_by_slug.get(slug.as_str()).copied();
        let kinds: Vec<Option<u16>> = block.kinds.words.iter().map(kind).collect();
        let mut parts = vec![Vec::new(); program.kinds.len()];
        let mut uses = vec![Vec::new(); program.kinds.len()];
        for kind in kinds.iter().flatten().map(|kind| usize::from(*kind)) {
            let (Some(plan), Some(parts), Some(uses)) =
                (program.kinds.get(kind), parts.get_mut(kind), uses.get_mut(kind))
            else {
                continue;
            };
            let place = |word: &String| plan.parts.iter().position(|slug| slug == word).map_or(u8::MAX, |at| at as u8);
            *parts = block.parts.words.iter().map(place).collect();
            *uses = block.fields.words.iter().map(|field| Use::of(plan, field, block.words.len())).collect();
        }
        let withdrawn = block.kinds.words.iter().position(|slug| *slug == kinds::WITHDRAWN);
        let numbers = block.persons.iter().copied().zip(0..).collect();
        let period = |word: &String| Period::parse(word).and_then(Period::days);
        Reading {
            is_core: block.kinds.words.iter().map(|slug| kinds::CORE.contains(&slug.as_str())).collect(),
            withdrawn: withdrawn.map(|at| at as i32),
            kinds,
            parts,
            uses,
            members: vec![NONE; block.persons.len()],
            numbers,
            periods: block.words.iter().map(period).collect(),
        }
    }

    fn kind_of(&self, block: &Block<'_>, row: usize) -> Option<usize> {
        block.kinds.numbers.get(row).and_then(|number| usize::try_from(*number).ok())
    }

    /// Who is which member of the organisation that is read next.
    fn begin(&mut self, roster: &Roster) {
        for (member, at) in roster.members.iter().zip(0..) {
            self.put(member.person, at);
        }
    }

    fn end(&mut self, roster: &Roster) {
        roster.members.iter().for_each(|member| self.put(member.person, NONE));
    }

    fn put(&mut self, person: PersonId, member: u16) {
        let number = self.numbers.get(&person);
        if let Some(known) = number.and_then(|number| self.members.get_mut(*number as usize)) {
            *known = member;
        }
    }
}

impl Use {
    fn of(plan: &KindPlan, field: &str, words: usize) -> Use {
        let places = |fields: &[String]| -> Vec<u8> {
            fields.iter().zip(0..).filter(|(own, _)| *own == field).map(|(_, at)| at).collect()
        };
        let own: Vec<(&Condition, u8)> =
            plan.conditions.iter().zip(0..).filter(|(condition, _)| condition.field == field).collect();
        let is_filled = |condition: &Condition| matches!(condition.test, Test::Filled);
        let mask = |places: &mut dyn Iterator<Item = u8>| places.fold(0, |mask, at| mask | 1_u64 << at);
        let all = mask(&mut own.iter().map(|(_, at)| *at));
        let filled = mask(&mut own.iter().filter(|(condition, _)| is_filled(condition)).map(|(_, at)| *at));
        let conditions: Vec<u8> =
            own.iter().filter(|(condition, _)| !is_filled(condition)).map(|(_, at)| *at).collect();
        let by_word = |at: &u8| {
            let test = plan.conditions.get(usize::from(*at)).map(|condition| &condition.test);
            !matches!(test, Some(Test::Listed(_) | Test::AllOf(_)))
        };
        let attributes = plan.attributes.as_deref() == Some(field);
        let (quantities, compared) = (places(&plan.quantities), places(&plan.compared));
        let group = plan.has_group && field == kinds::GROUP;
        let by_word = conditions.iter().all(by_word);
        let is_used = all != 0 || !quantities.is_empty() || !compared.is_empty() || attributes || group;
        let of_words = if by_word && !conditions.is_empty() { vec![None; words] } else { Vec::new() };
        Use { is_used, filled, all, conditions, quantities, compared, attributes, group, of_words, by_word }
    }
}

/// Some records of one organisation: those of some rows of a block.
#[derive(Debug)]
pub struct Part<'a> {
    pub block: Block<'a>,
    pub reading: &'a mut Reading,
    pub rows: Range<usize>,
}

/// A row of one of the parts.
#[derive(Debug, Clone, Copy)]
struct At {
    part: u8,
    row: u32,
}

impl Branch {
    /// The same as of the facts: `parts` have all of an organisation's records, `whole` gives the fact of a row of one.
    ///
    /// # Errors
    /// Where `whole` has any.
    pub fn of_parts<E>(
        dated: &DatedProgram<'_>,
        parts: &mut [Part<'_>],
        known_at: Option<Instant>,
        mut whole: impl FnMut(usize, usize) -> Result<Fact, E>,
    ) -> Result<Branch, E> {
        let versions = Versions::of(parts, known_at);
        let (sorted, core) = held(dated, parts, known_at, &versions);
        let mut of_roster: Vec<(u32, Fact)> = Vec::with_capacity(core.len());
        for (sequence, at) in core {
            of_roster.push((sequence, whole(usize::from(at.part), at.row as usize)?));
        }
        of_roster.sort_unstable_by_key(|(sequence, _)| *sequence);
        let core: Vec<&Fact> = of_roster.iter().map(|(_, fact)| fact).collect();
        let roster = fold(&core, dated.timetable.as_of);
        parts.iter_mut().for_each(|part| part.reading.begin(&roster));
        let writings = Writings::new(&versions.facts, known_at);
        let records =
            BlockRows { dated, roster: &roster, parts, writings, versions: &versions, values: BTreeMap::new() };
        let columns = Columns::new(dated, &roster, records, &sorted);
        parts.iter_mut().for_each(|part| part.reading.end(&roster));
        Ok(Branch::of(dated, roster, columns))
    }
}

/// The few records that were corrected, and those that took their place, as far as a delay needs them.
struct Versions {
    facts: Vec<Fact>,
    /// In order.
    superseded: Vec<FactId>,
    /// Where each of them stands among the facts.
    place: BTreeMap<FactId, usize>,
}

impl Versions {
    fn of(parts: &[Part<'_>], known_at: Option<Instant>) -> Versions {
        let mut superseded = Vec::new();
        let mut before: BTreeMap<(u8, u32), FactId> = BTreeMap::new();
        for (part, number) in parts.iter().zip(0..) {
            let from = part.block.supersedes.partition_point(|(row, _)| (*row as usize) < part.rows.start);
            let own = part.block.supersedes.iter().skip(from);
            for (row, id) in own.take_while(|(row, _)| (*row as usize) < part.rows.end) {
                before.insert((number, *row), *id);
                if known_at.is_none_or(|at| part.block.recorded_at(*row as usize) <= at) {
                    superseded.push(*id);
                }
            }
        }
        superseded.sort_unstable();
        let mut versions = Versions { facts: Vec::new(), superseded, place: BTreeMap::new() };
        if before.is_empty() {
            return versions;
        }
        for (part, number) in parts.iter().zip(0..) {
            for row in part.rows.clone() {
                let id = part.block.id_at(row);
                let supersedes = before.get(&(number, row as u32)).copied();
                if supersedes.is_some() || versions.is_superseded(id) {
                    versions.place.insert(id, versions.facts.len());
                    versions.facts.push(version(part, row, id, supersedes));
                }
            }
        }
        versions
    }

    fn is_superseded(&self, id: FactId) -> bool {
        self.superseded.binary_search(&id).is_ok()
    }
}

/// As much of a fact as tells when it was first written down.
fn version(part: &Part<'_>, row: usize, id: FactId, supersedes: Option<FactId>) -> Fact {
    let kind = part.reading.kind_of(&part.block, row).and_then(|number| part.block.kinds.words.get(number));
    Fact {
        id,
        organisation: OrganisationId::from_bytes([0; 16]),
        kind: kind.cloned().unwrap_or_default(),
        occurred: part.block.span(row),
        recorded_at: part.block.recorded_at(row),
        recorder: String::new(),
        people: Vec::new(),
        values: BTreeMap::new(),
        supersedes,
        attachments: Vec::new(),
    }
}

/// The records that hold and had occurred, of kinds that the program knows, in order; and those that a roster is folded
/// from, each with its place in the chain.
fn held(
    dated: &DatedProgram<'_>,
    parts: &[Part<'_>],
    known_at: Option<Instant>,
    versions: &Versions,
) -> (Vec<Placed<At>>, Vec<(u32, At)>) {
    let as_of = dated.timetable.as_of.number();
    let rows = parts.iter().map(|part| part.rows.len()).sum();
    let (mut sorted, mut core): (Vec<Placed<At>>, Vec<(u32, At)>) = (Vec::with_capacity(rows), Vec::new());
    for (part, number) in parts.iter().zip(0..) {
        let Part { block, reading, rows } = part;
        for row in rows.clone() {
            let Some(word) = reading.kind_of(block, row) else { continue };
            let (first, sequence) = (block.first.get(row).copied(), block.sequence.get(row).copied());
            let (Some(first), Some(sequence)) = (first, sequence) else { continue };
            let is_known = || known_at.is_none_or(|at| block.recorded_at(row) <= at);
            let is_superseded = || !versions.superseded.is_empty() && versions.is_superseded(block.id_at(row));
            if first > as_of || reading.withdrawn == Some(word as i32) || !is_known() || is_superseded() {
                continue;
            }
            let at = At { part: number, row: row as u32 };
            if let Some(kind) = reading.kinds.get(word).copied().flatten() {
                sorted.push((kind, order(Day::from_number(first), sequence), at));
            }
            if reading.is_core.get(word) == Some(&true) {
                core.push((sequence, at));
            }
        }
    }
    // Each part is in order of words already: runs are recognised.
    sorted.sort_by_key(|(kind, order, _)| (*kind, *order));
    (sorted, core)
}

/// Rows of blocks of which rows are made.
struct BlockRows<'r, 'p, 'b> {
    dated: &'r DatedProgram<'r>,
    roster: &'r Roster,
    parts: &'p mut [Part<'b>],
    writings: Writings<'r>,
    versions: &'r Versions,
    values: BTreeMap<Value, u32>,
}

impl Rows for BlockRows<'_, '_, '_> {
    type At = At;

    fn occurred(&self, at: At) -> Span {
        self.parts.get(usize::from(at.part)).map_or(Span::day(Day::EARLIEST), |part| part.block.span(at.row as usize))
    }

    fn attributed(&self, plan: &KindPlan, at: At) -> Option<Attributed> {
        plan.attributes.as_ref()?;
        let Part { block, reading, .. } = self.parts.get(usize::from(at.part))?;
        let word = reading.kind_of(block, at.row as usize)?;
        let uses = reading.uses.get(usize::from(reading.kinds.get(word).copied().flatten()?))?;
        let attributes = |row: &usize| {
            let field = block.fields.numbers.get(*row).and_then(|field| uses.get(*field as usize));
            field.is_some_and(|of| of.attributes)
        };
        let row = block.values_of(at.row as usize).find(attributes)?;
        let sort = block.sorts.get(row).and_then(|sort| block.sort_words.get(*sort as usize))?;
        Some(match sort {
            Sort::Day => Attributed::Session(Day::from_number(block.day.get(row).copied()?)),
            Sort::Period => {
                let word = block.word.get(row).and_then(|word| usize::try_from(*word).ok());
                let days = word.and_then(|word| reading.periods.get(word).copied().flatten());
                days.map_or(Attributed::Nothing, |(first, last)| Attributed::Period(first, last))
            }
            _ => Attributed::Nothing,
        })
    }

    fn make(&mut self, columns: &mut Columns, (kind, plan): (u16, &KindPlan), at: At) -> Made {
        let people_from = columns.people.len() as u32;
        let quantities = columns.quantities.len() as u32;
        let compared = columns.next_compared();
        let row = at.row as usize;
        let mut made = Made {
            id: FactId::from_bytes([0; 16]),
            delay: 0,
            holds: 0,
            filled: 0,
            group: NONE,
            people_from,
            quantities,
            compared,
        };
        let Some(part) = self.parts.get_mut(usize::from(at.part)) else { return made };
        made.id = part.block.id_at(row);
        made.delay = match self.versions.place.get(&made.id).and_then(|place| self.versions.facts.get(*place)) {
            Some(fact) => self.writings.delay_days(fact),
            None => part.block.recorded_at(row).day().days_since(part.block.span(row).last),
        };
        add_people(part, kind, row, &mut columns.people);
        columns.quantities.resize(quantities as usize + plan.quantities.len(), NOT_STATED);
        let mut compares: Vec<Option<Value>> = vec![None; plan.compared.len()];
        let stated = columns.quantities.get_mut(quantities as usize..).unwrap_or_default();
        let mut filling = Filling { dated: self.dated, roster: self.roster, plan, stated, compares: &mut compares };
        filling.fill(part, kind, row, &mut made);
        for value in compares {
            let next = self.values.len() as u32;
            columns.add_compared(value.map(|value| *self.values.entry(value).or_insert(next)));
        }
        made
    }

    fn people(&self) -> usize {
        let of = |part: &Part<'_>| {
            let at = |row: usize| part.block.people_from.get(row).map_or(0, |from| *from as usize);
            at(part.rows.end).saturating_sub(at(part.rows.start))
        };
        self.parts.iter().map(of).sum()
    }

    fn values(self) -> Vec<Value> {
        let mut numbered: Vec<(u32, Value)> = self.values.into_iter().map(|(value, number)| (number, value)).collect();
        numbered.sort_unstable_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, value)| value).collect()
    }
}

fn add_people(part: &Part<'_>, kind: u16, row: usize, people: &mut Vec<PersonRow>) {
    let Part { block, reading, .. } = part;
    let rows = between(block.people_from, row);
    let (Some(persons), Some(parts), Some(presences)) =
        (block.person.get(rows.clone()), block.parts.numbers.get(rows.clone()), block.presence.get(rows))
    else {
        return;
    };
    let of_kind = reading.parts.get(usize::from(kind)).map_or(&[][..], Vec::as_slice);
    people.extend(persons.iter().zip(parts).zip(presences).map(|((person, part), presence)| PersonRow {
        person: reading.members.get(*person as usize).copied().unwrap_or(NONE),
        part: of_kind.get(*part as usize).copied().unwrap_or(u8::MAX),
        presence: block.presences.get(*presence as usize).copied().unwrap_or(Presence::Absent),
    }));
}

/// Where a record's values go.
struct Filling<'f> {
    dated: &'f DatedProgram<'f>,
    roster: &'f Roster,
    plan: &'f KindPlan,
    stated: &'f mut [i64],
    /// What rules compare, in the order of the plan.
    compares: &'f mut [Option<Value>],
}

impl Filling<'_> {
    fn fill(&mut self, part: &mut Part<'_>, kind: u16, row: usize, made: &mut Made) {
        let block = part.block;
        let Some(uses) = part.reading.uses.get_mut(usize::from(kind)) else { return };
        let rows = block.values_of(row);
        let mut at = rows.start;
        while at < rows.end {
            let field = block.fields.numbers.get(at).copied().unwrap_or_default();
            match uses.get_mut(field as usize) {
                Some(of) if of.is_used => at = self.one(&block, of, (row, at..rows.end), made),
                _ => at += 1,
            }
        }
    }

    /// One value, and the row after it.
    fn one(&mut self, block: &Block<'_>, of: &mut Use, (row, rows): (usize, Range<usize>), made: &mut Made) -> usize {
        let at = rows.start;
        let sort = block.sorts.get(at).and_then(|sort| block.sort_words.get(*sort as usize)).copied();
        made.filled |= of.all;
        made.holds |= of.filled;
        if matches!(sort, Some(Sort::Quantity | Sort::Money)) {
            let number = block.number.get(at).copied().unwrap_or(NOT_STATED);
            of.quantities.iter().for_each(|place| {
                if let Some(stated) = self.stated.get_mut(usize::from(*place)) {
                    *stated = number;
                }
            });
        }
        if of.conditions.is_empty() && of.compared.is_empty() && !of.group {
            return at + 1;
        }
        if sort == Some(Sort::Option) && of.by_word && of.compared.is_empty() {
            return self.options(block, of, rows, made);
        }
        let (value, next) = block.whole_value(rows);
        let Some(value) = value else { return next };
        let on = block.span(row).first;
        made.holds |= self.holding(of, &value, on);
        if let Value::Text(name) = &value
            && of.group
        {
            made.group = group(self.roster, Some(name));
        }
        for place in &of.compared {
            if let Some(known) = self.compares.get_mut(usize::from(*place)) {
                *known = Some(value.clone());
            }
        }
        next
    }

    /// Options one by one: each condition holds where it does of any of them.
    fn options(&self, block: &Block<'_>, of: &mut Use, rows: Range<usize>, made: &mut Made) -> usize {
        let field = block.fields.numbers.get(rows.start).copied();
        let mut at = rows.start;
        while at < rows.end && block.fields.numbers.get(at).copied() == field {
            let word = block.word.get(at).and_then(|word| usize::try_from(*word).ok());
            let known = word.and_then(|word| of.of_words.get(word).copied().flatten());
            let holding = known.unwrap_or_else(|| {
                let holding = block.value(at).map_or(0, |value| self.holding(of, &value, Day::EARLIEST));
                if let Some(place) = word.and_then(|word| of.of_words.get_mut(word)) {
                    *place = Some(holding);
                }
                holding
            });
            made.holds |= holding;
            at += 1;
        }
        at
    }

    fn holding(&self, of: &Use, value: &Value, on: Day) -> u64 {
        let rulebook = self.dated.program.rulebook;
        let holds = |at: &u8| {
            let condition = self.plan.conditions.get(usize::from(*at));
            condition.is_some_and(|condition| holds(rulebook, &condition.test, value, on))
        };
        of.conditions.iter().filter(|at| holds(at)).fold(0, |mask, at| mask | 1 << at)
    }
}
