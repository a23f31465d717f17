//! The words of all record kinds, prepared for looking up headers and titles.

use std::collections::{BTreeMap, BTreeSet};

use facts::kinds as core;
use rulebook::{Choice, FieldType, Kind, KindIndex, Rulebook};

use super::columns::header_unit;
use super::{Slot, Target, lexicon};
use crate::reading::{Effect, at_brackets, choice, effect, key};

/// The kinds whose records a row may hold beside one of its own kind.
const SIDE_KINDS: &[(&str, &[&str])] = &[
    (core::ORGANISATION_SET_UP, &[core::UNIT_FACTS, core::COMMITTEE_ELECTED, core::ORGANISATION_DISSOLVED]),
    (core::POST_TAKEN, &[core::POST_LEFT]),
    ("dues-paid", &["dues-base-set"]),
    ("dues-base-set", &["dues-paid"]),
];

/// Kinds whose rows stand for a lasting state or carry their own mark of identity:
/// taking such a row again adds nothing.
const REPEATABLE: &[&str] =
    &[core::MEMBER_JOINED, core::FLOATING_IN, core::ORGANISATION_SET_UP, "dues-paid", "dues-base-set", "theme-day"];

/// Words for kinds, as [`key`] writes them, in the order of the rulebook.
pub type KindNames = Vec<(KindIndex, String)>;

pub fn kind_names(rulebook: &Rulebook) -> KindNames {
    let kinds = rulebook.kinds.iter().enumerate();
    kinds
        .flat_map(|(index, kind)| {
            let names = std::iter::once(&kind.name).chain(&kind.synonyms);
            names.map(move |name| (KindIndex(index as u16), key(name)))
        })
        .collect()
}

/// What a cell of a kind column says.
#[derive(Debug)]
#[must_use]
pub struct KindNamed {
    pub kind: KindIndex,
    /// What else it says, in brackets.
    pub remarks: Vec<KindRemark>,
}

/// What stands in brackets behind a kind.
#[derive(Debug, PartialEq, Eq)]
pub enum KindRemark {
    /// 支部党员大会(含党课)
    AnotherKind,
    /// 党员大会(与职工大会合并), 党员大会(未合并)
    Merged(bool),
    /// 党课(取消)
    TakenBack(String),
    Unknown(String),
}

/// The kind that a cell of a kind column names. Its word may have with it which one of the year it was, and nothing
/// that says something else.
pub fn kind_of_cell(names: &KindNames, text: &str) -> Option<KindNamed> {
    let word = key(text);
    if let Some((kind, _)) = names.iter().find(|(_, name)| *name == word) {
        return Some(KindNamed { kind: *kind, remarks: Vec::new() });
    }
    let parted = at_brackets(text);
    let outside = key(&parted.outside);
    let named = kinds_in(names, &outside);
    let [kind] = named.as_slice() else { return None };
    let longest = names.iter().filter(|(index, name)| index == kind && outside.contains(name.as_str()));
    let longest = longest.map(|(_, name)| name).max_by_key(|name| name.len())?;
    let mut rest = outside.replacen(longest.as_str(), " ", 1);
    for extra in lexicon::WITH_KINDS {
        rest = rest.replace(extra, " ");
    }
    let numeral = |character: char| character.is_ascii_digit() || "第一二三四五六七八九十".contains(character);
    let plain = rest.chars().all(|character| character == ' ' || numeral(character) || "-/".contains(character));
    let remarks = parted.inside.iter().filter_map(|remark| kind_remark(names, *kind, remark)).collect();
    plain.then_some(KindNamed { kind: *kind, remarks })
}

fn kind_remark(names: &KindNames, kind: KindIndex, remark: &str) -> Option<KindRemark> {
    let word = key(remark);
    let effect = effect(remark);
    if word.contains(lexicon::MERGED) {
        return Some(KindRemark::Merged(effect != Effect::TakesBack));
    }
    match effect {
        Effect::TakesBack => Some(KindRemark::TakenBack(remark.to_owned())),
        _ if kinds_in(names, &word).iter().any(|other| *other != kind) => Some(KindRemark::AnotherKind),
        // 党课(一季度)
        Effect::Harmless | Effect::OtherMonths => None,
        Effect::Unknown => Some(KindRemark::Unknown(remark.to_owned())),
    }
}

/// The kinds that a text names: every word that is no part of a longer one.
fn kinds_in(names: &KindNames, text_key: &str) -> Vec<KindIndex> {
    let places = names.iter().filter(|(_, name)| !name.is_empty()).flat_map(|(kind, name)| {
        text_key.match_indices(name.as_str()).take(MOST_PLACES).map(|(at, _)| (at, at + name.len(), *kind))
    });
    let places: Vec<(usize, usize, KindIndex)> = places.collect();
    let inside = |(start, end, _): &(usize, usize, KindIndex)| {
        places.iter().any(|(first, last, _)| first <= start && end <= last && last - first > end - start)
    };
    let mut found: Vec<KindIndex> = Vec::new();
    for place in places.iter().filter(|place| !inside(place)) {
        if !found.contains(&place.2) {
            found.push(place.2);
        }
    }
    found
}

/// A word that stands more often in one text tells nothing more.
const MOST_PLACES: usize = 8;

struct Words {
    /// Header word to slot.
    slots: BTreeMap<String, Slot>,
    /// Headers that say the opposite of the slot: nothing is guessed to be like them.
    opposites: BTreeMap<String, Slot>,
    /// Words for the day of this kind alone.
    days: &'static [&'static str],
    common_day: bool,
    /// Words for the kind itself, in titles and kind columns.
    names: Vec<String>,
}

pub struct Vocabulary<'a> {
    pub rulebook: &'a Rulebook,
    words: Vec<Words>,
    names: KindNames,
    /// The words for the day of any kind: too many to be compared one by one for every header and kind.
    days: BTreeSet<&'static str>,
}

impl<'a> Vocabulary<'a> {
    pub fn new(rulebook: &'a Rulebook) -> Vocabulary<'a> {
        let words = rulebook.kinds.iter().map(words).collect();
        Vocabulary { rulebook, words, names: kind_names(rulebook), days: lexicon::OCCURRED.iter().copied().collect() }
    }

    pub fn kinds(&self) -> impl Iterator<Item = (KindIndex, &'a Kind)> {
        self.rulebook.kinds.iter().enumerate().map(|(index, kind)| (KindIndex(index as u16), kind))
    }

    fn of(&self, kind: KindIndex) -> Option<&Words> {
        self.words.get(usize::from(kind.0))
    }

    /// What a header means for one kind, by known words.
    pub fn slot(&self, kind: KindIndex, header_key: &str) -> Option<Slot> {
        let common_day = || self.of(kind).is_some_and(|words| words.common_day) && self.days.contains(header_key);
        self.own_slot(kind, header_key).or_else(|| common_day().then_some(Slot::Occurred))
    }

    /// What a header means by the words of the kind alone: a kind at the side of another leaves it the common words.
    pub fn own_slot(&self, kind: KindIndex, header_key: &str) -> Option<Slot> {
        let words = self.of(kind)?;
        if words.days.contains(&header_key) {
            return Some(Slot::Occurred);
        }
        words.slots.get(header_key).or_else(|| words.opposites.get(header_key)).cloned()
    }

    /// The field that tells what a record of this kind was about.
    pub fn topic(&self, kind: KindIndex) -> Option<Slot> {
        topic_field(self.rulebook.kind(kind)?).map(Slot::Field)
    }

    /// The field of a member by which a header tells namesakes apart.
    pub fn hint(&self, header_key: &str) -> Option<Target> {
        let (index, kind) = self.rulebook.kind_named(core::MEMBER_JOINED)?;
        let Slot::Field(field) = self.own_slot(index, header_key)? else { return None };
        let slug = kind.fields.get(field)?.slug.as_str();
        lexicon::HINTS.iter().find(|known| **known == slug).map(|known| Target::Hint(known))
    }

    /// Whether a header is a word for members and none of this kind.
    pub fn is_of_members_alone(&self, kind: KindIndex, header_key: &str) -> bool {
        let member = self.rulebook.kind_named(core::MEMBER_JOINED).map(|(index, _)| index);
        let of_members = member.is_some_and(|member| self.own_slot(member, header_key).is_some());
        of_members && self.slot(kind, header_key).is_none() && common(header_key).is_none()
    }

    /// The place of a header that is a word for the post that somebody holds in the branch, and none for a job.
    pub fn post(&self, header_key: &str) -> Option<(KindIndex, Slot)> {
        let (taken, kind) = self.rulebook.kind_named(core::POST_TAKEN)?;
        let post = kind.fields.iter().position(|field| field.slug == core::POST).map(Slot::Field);
        let slot = self.own_slot(taken, header_key).filter(|slot| Some(slot) == post.as_ref())?;
        let (member, _) = self.rulebook.kind_named(core::MEMBER_JOINED)?;
        self.own_slot(member, header_key).is_none().then_some((taken, slot))
    }

    /// The posts that headers name, where more than one does and no header is for those who hold them.
    pub fn posts_across(&self, headers: &[String]) -> Vec<Option<String>> {
        let posts = posts(self.rulebook);
        let taken = self.rulebook.kind_named(core::POST_TAKEN).map(|(index, _)| index);
        let slot = |header: &String| taken.and_then(|kind| self.slot(kind, header));
        let found = headers.iter().map(|header| match slot(header) {
            None => choice(header, posts).map(|post| post.slug.clone()),
            Some(_) => None,
        });
        let found: Vec<Option<String>> = found.collect();
        let by_row = headers.iter().any(|header| matches!(slot(header), Some(Slot::Part(_))));
        match by_row || found.iter().flatten().count() < 2 {
            true => vec![None; headers.len()],
            false => found,
        }
    }

    /// How a field or part is called.
    pub fn name_of(&self, kind: KindIndex, slot: &Slot) -> Option<String> {
        let kind = self.rulebook.kind(kind)?;
        match slot {
            Slot::Field(index) => kind.fields.get(*index).map(|field| field.name.clone()),
            Slot::Part(index) => kind.parts.get(*index).map(|part| part.name.clone()),
            Slot::Occurred => None,
        }
    }

    /// Header words of a kind with their slots, for guessing.
    pub fn header_words(&self, kind: KindIndex) -> impl Iterator<Item = (&str, &Slot)> {
        self.of(kind).into_iter().flat_map(|words| words.slots.iter().map(|(word, slot)| (word.as_str(), slot)))
    }

    /// The kind that a cell of a kind column names.
    pub fn kind_named(&self, text: &str) -> Option<KindIndex> {
        kind_of_cell(&self.names, text).map(|named| named.kind)
    }

    /// The longest word for a kind in a text, in characters; 0 where there is none.
    pub fn mentioned(&self, kind: KindIndex, text_key: &str) -> usize {
        let names = self.of(kind).map(|words| words.names.as_slice()).unwrap_or_default();
        names.iter().filter(|name| text_key.contains(name.as_str())).map(|name| name.chars().count()).max().unwrap_or(0)
    }

    /// The kinds that a title names.
    pub fn kinds_in(&self, text_key: &str) -> Vec<KindIndex> {
        let mut found = kinds_in(&self.names, text_key);
        // 党组织 stands in titles of everything that organisations do.
        let organisations = self.rulebook.kind_named(core::ORGANISATION_SET_UP).map(|(index, _)| index);
        if found.len() > 1 {
            found.retain(|kind| Some(*kind) != organisations);
        }
        found
    }

    /// The kinds of meeting that a title names, where a word for several of them counts as all.
    pub fn meetings_in(&self, text_key: &str) -> Vec<KindIndex> {
        let mut found = self.kinds_in(text_key);
        for (_, slugs) in lexicon::SEVERAL_KINDS.iter().filter(|(word, _)| text_key.contains(word)) {
            found.extend(slugs.iter().filter_map(|slug| self.rulebook.kind_named(slug)).map(|(index, _)| index));
        }
        found.retain(|kind| self.is_meeting(*kind));
        found.sort_unstable_by_key(|kind| kind.0);
        found.dedup();
        found
    }

    /// Whether people come together for it.
    pub fn is_meeting(&self, kind: KindIndex) -> bool {
        self.rulebook.kind(kind).is_some_and(|kind| kind.parts.iter().any(|part| part.attendance))
    }

    pub fn ends_with_kind(&self, text_key: &str) -> bool {
        self.words.iter().flat_map(|words| &words.names).any(|name| text_key.ends_with(name.as_str()))
    }

    /// The names of some kinds, for people.
    pub fn names(&self, kinds: &[KindIndex]) -> Vec<String> {
        kinds.iter().filter_map(|kind| self.rulebook.kind(*kind)).map(|kind| kind.name.clone()).collect()
    }

    /// The kinds that rows of a sheet can become.
    pub fn family(&self, kind: KindIndex, in_column: &[KindIndex]) -> Vec<KindIndex> {
        if !in_column.is_empty() {
            return in_column.to_vec();
        }
        let slug = self.rulebook.kind(kind).map_or("", |kind| kind.slug.as_str());
        let sides = SIDE_KINDS.iter().find(|(owner, _)| *owner == slug).map(|(_, sides)| *sides).unwrap_or_default();
        let sides = sides.iter().filter_map(|side| self.rulebook.kind_named(side).map(|(index, _)| index));
        std::iter::once(kind).chain(sides).collect()
    }

    pub fn is_repeatable(&self, kind: KindIndex) -> bool {
        self.rulebook.kind(kind).is_some_and(|kind| REPEATABLE.contains(&kind.slug.as_str()))
    }

    /// Whether a column a month can hold this kind's records: dues, and whatever asks for a single number.
    pub fn is_monthly(&self, kind: KindIndex) -> bool {
        let kind = self.rulebook.kind(kind);
        kind.is_some_and(|kind| kind.slug == "dues-paid" || monthly_number(kind).is_some())
    }

    pub fn has_day_of_its_own(&self, kind: KindIndex) -> bool {
        self.of(kind).is_some_and(|words| !words.common_day)
    }

    /// How many required fields and parts a set of targets leaves without a column.
    pub fn missing(&self, kind: KindIndex, slots: &[Slot]) -> usize {
        self.rulebook.kind(kind).map_or(0, |kind| required(kind, slots).count())
    }

    /// The names of those, and of the day where nothing else tells it.
    pub fn lacking<'s>(&self, kind: KindIndex, slots: &'s [Slot]) -> impl Iterator<Item = &'s str>
    where
        'a: 's,
    {
        let declared = self.rulebook.kind(kind);
        let session = declared.and_then(|kind| kind.fields.iter().position(|field| field.attributes));
        let required =
            |field: usize| declared.and_then(|kind| kind.fields.get(field)).is_some_and(|field| field.required);
        // A period that has to be told anyway tells the day.
        let by_period = session.is_some_and(|field| required(field) || slots.contains(&Slot::Field(field)));
        let told = slots.contains(&Slot::Occurred) || by_period;
        let needs_day = self.of(kind).is_some_and(|words| words.common_day)
            && declared.is_some_and(|kind| kind.field(core::UNDATED).is_none());
        let day = (needs_day && !told).then_some("日期");
        declared.into_iter().flat_map(|kind| self::required(kind, slots)).chain(day)
    }
}

/// The names of required fields and parts without a column.
fn required<'s>(kind: &'s Kind, slots: &'s [Slot]) -> impl Iterator<Item = &'s str> {
    let fields = kind.fields.iter().enumerate().filter(|(index, field)| {
        // The name of a new member is the name of the person, whichever of the two the column was taken for.
        field.required && !slots.contains(&Slot::Field(*index)) && field.slug != core::NAME
    });
    let parts =
        kind.parts.iter().enumerate().filter(|(index, part)| part.required && !slots.contains(&Slot::Part(*index)));
    parts.map(|(_, part)| part.name.as_str()).chain(fields.map(|(_, field)| field.name.as_str()))
}

/// The field that the cells of a table with a column a month are for: the only one that must be given, and a number.
pub fn monthly_number(kind: &Kind) -> Option<usize> {
    let mut required = kind.fields.iter().enumerate().filter(|(_, field)| field.required);
    let (index, field) = required.next()?;
    let only = required.next().is_none() && kind.parts.iter().filter(|part| part.required).count() == 1;
    (only && field.field_type == FieldType::Quantity).then_some(index)
}

/// The posts that somebody can hold.
pub fn posts(rulebook: &Rulebook) -> &[Choice] {
    let kind = rulebook.kind_named(core::POST_TAKEN).map(|(_, kind)| kind);
    match kind.and_then(|kind| kind.field(core::POST)).map(|field| &field.field_type) {
        Some(FieldType::One(posts)) => posts,
        _ => &[],
    }
}

/// The field that tells what a record was about.
pub fn topic_field(kind: &Kind) -> Option<usize> {
    kind.fields.iter().position(|field| lexicon::TOPIC.contains(&field.slug.as_str()))
}

fn words(kind: &Kind) -> Words {
    let mut slots = BTreeMap::new();
    // Parts come first: the column 姓名 of a roster names the person.
    for (index, part) in kind.parts.iter().enumerate() {
        for word in std::iter::once(&part.name).chain(&part.synonyms) {
            slots.entry(key(word)).or_insert(Slot::Part(index));
        }
    }
    for (index, field) in kind.fields.iter().enumerate() {
        for word in std::iter::once(&field.name).chain(&field.synonyms) {
            slots.entry(key(word)).or_insert(Slot::Field(index));
        }
    }
    // In a sign-in sheet the names are simply headed 姓名.
    if let Some(attendance) = kind.parts.iter().position(|part| part.attendance) {
        for word in lexicon::PERSON.iter().chain(lexicon::EXPECTED_AND_ATTENDED) {
            slots.entry((*word).to_owned()).or_insert(Slot::Part(attendance));
        }
    }
    let opposites = kind.fields.iter().enumerate().flat_map(|(index, field)| {
        opposites(&field.slug).iter().map(move |word| ((*word).to_owned(), Slot::Field(index)))
    });
    let days = lexicon::OCCURRED_OF_KIND.iter().find(|(slug, _)| *slug == kind.slug).map(|(_, words)| *words);
    Words {
        slots,
        opposites: opposites.collect(),
        days: days.unwrap_or_default(),
        common_day: !lexicon::WITHOUT_COMMON_DAY.contains(&kind.slug.as_str()),
        names: std::iter::once(&kind.name).chain(&kind.synonyms).map(|name| key(name)).collect(),
    }
}

/// Headers that say the opposite of a field.
fn opposites(slug: &str) -> &'static [&'static str] {
    lexicon::OPPOSITE.iter().find(|(field, _)| *field == slug).map(|(_, words)| *words).unwrap_or_default()
}

/// Whether a header says the opposite of the field that its column is for.
pub(crate) fn is_opposite(slug: &str, header: &str) -> bool {
    let (word, _) = header_unit(header);
    opposites(slug).contains(&key(&word).as_str())
}

/// What a header means whatever the kind.
pub fn common(header_key: &str) -> Option<Target> {
    let is = |list: &[&str]| list.contains(&header_key);
    if is(lexicon::REASONS) {
        Some(Target::Ignored)
    } else if is(lexicon::SEQUENCE) {
        Some(Target::Sequence)
    } else if is(lexicon::ORGANISATION) {
        Some(Target::Organisation)
    } else if is(lexicon::NOTE) {
        Some(Target::Note)
    } else if is(lexicon::PRESENCE) {
        Some(Target::Presence)
    } else if is(lexicon::HELD) {
        Some(Target::Held)
    } else if is(lexicon::ABSENCE_REASON) {
        Some(Target::AbsenceReason)
    } else if is(lexicon::TOTAL) {
        Some(Target::Total)
    } else {
        None
    }
}
