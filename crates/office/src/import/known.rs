//! What the ledger has already of what a book says: the same records, events that look like the same, and states of
//! the roster that speak of the same people.
//!
//! A record is the same where its id is, and the id follows from the content. One event that two books tell in other
//! words, or one book read with two mappings, is two records: whether they mean the same only a person can say. What
//! takes the place of what when somebody says so is decided in `correction`.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, FactId, Name, OrganisationId, Participation, PersonId, Span, Value, kinds};
use intake::{Draft, Drafted, Extent, Reason, Refusal};
use ledger::Ledger;
use rulebook::Rulebook;

use super::correction::{Plan, again};
use crate::OfficeError;
use crate::error::is_like;

/// Words of a remark that say that a record is no double of one that looks like it.
const ANOTHER: &[&str] = &["另一", "另外"];

/// The fields that say what an event was about.
const ABOUT: &[&str] =
    &["subject", "theme", "gist", "activity", "reason", "decisions", "resolution", "findings", "measures"];

/// What two records of one event have in common.
type Event = (OrganisationId, Name, Span);
/// What two records about the same people have in common.
type About = (OrganisationId, Name, People);
type People = BTreeSet<PersonId>;

/// How a book is to be taken.
pub(super) struct Manner<'a> {
    pub rulebook: &'a Rulebook,
    /// As a correction of what stands.
    pub correct: bool,
    /// Sheet and row of what comes back from a table of refusals and was refused whole: nothing of it ever stood, so
    /// its events take no record's place.
    pub never_taken: BTreeSet<(String, usize)>,
}

impl Manner<'_> {
    pub fn is_new(&self, draft: &Draft) -> bool {
        self.never_taken.contains(&(draft.origin.sheet.clone(), draft.origin.row))
    }
}

/// What became of a record that a book tells as it was told before.
pub(super) enum Fate {
    /// It stands: as it was written first, or told again after a correction or a withdrawal.
    Stands(FactId),
    /// This stands in its place.
    Corrected(Fact),
    /// Nothing stands in its place, because of this record.
    Withdrawn(Fact),
}

pub(super) struct Known {
    /// Of those drafts whose content the ledger has.
    fates: BTreeMap<FactId, Fate>,
    /// Events of the ledger that may be one of the book.
    events: BTreeMap<Event, Vec<Fact>>,
    /// What stands about the people of a record of the book, whatever the day; asked for corrections only.
    about: BTreeMap<About, Vec<Fact>>,
    /// What stands of the joining of members that have the name of one in the book.
    members: BTreeMap<(OrganisationId, String), Vec<Fact>>,
    /// What stands of the setting up of the organisations that the book speaks of.
    set_ups: BTreeMap<OrganisationId, Vec<Fact>>,
    /// When any of them was dissolved.
    dissolutions: BTreeSet<(OrganisationId, Day)>,
}

/// Asks the ledger once for each organisation that the drafts speak of.
pub(super) async fn in_ledger(ledger: &Ledger, drafts: &[Draft], correct: bool) -> Result<Known, OfficeError> {
    let organisations: BTreeSet<OrganisationId> = drafts.iter().map(|draft| draft.organisation).collect();
    let events = drafts.iter().filter(|draft| happens(&draft.kind)).map(|draft| (event(draft), Vec::new())).collect();
    let about = drafts.iter().filter(|_| correct).map(|draft| (about(draft), Vec::new())).collect();
    let mut known = Known {
        fates: BTreeMap::new(),
        events,
        about,
        members: drafts.iter().filter_map(|draft| Some((member(draft)?, Vec::new()))).collect(),
        set_ups: BTreeMap::new(),
        dissolutions: BTreeSet::new(),
    };
    let told: BTreeSet<FactId> = drafts.iter().map(|draft| draft.id).collect();
    for organisation in organisations {
        let facts = ledger.facts(organisation).await?;
        let successors: BTreeMap<FactId, &Fact> =
            facts.iter().filter_map(|fact| Some((fact.supersedes?, fact))).collect();
        let ids = facts.iter().map(|fact| fact.id).filter(|id| told.contains(id));
        known.fates.extend(ids.map(|id| (id, fate(id, &successors))));
        for fact in facts::current(&facts, None) {
            if fact.kind == kinds::ORGANISATION_SET_UP && !is_group(&fact.values) {
                known.set_ups.entry(organisation).or_default().push(fact.clone());
            }
            if fact.kind == kinds::ORGANISATION_DISSOLVED {
                known.dissolutions.insert((organisation, fact.occurred.first));
            }
            if fact.kind == kinds::MEMBER_JOINED
                && let Some(name) = fact.text(kinds::NAME)
                && let Some(same) = known.members.get_mut(&(organisation, name.to_owned()))
            {
                same.push(fact.clone());
            }
            if let Some(same) = known.events.get_mut(&(organisation, fact.kind.clone(), fact.occurred)) {
                same.push(fact.clone());
            }
            if correct && let Some(same) = known.about.get_mut(&about_of(organisation, &fact.kind, &fact.people)) {
                same.push(fact.clone());
            }
        }
    }
    Ok(known)
}

/// Follows a record to what stands in its place.
fn fate(id: FactId, successors: &BTreeMap<FactId, &Fact>) -> Fate {
    let (mut at, mut last, mut passed) = (id, None, BTreeSet::new());
    while let Some(next) = successors.get(&at)
        && passed.insert(at)
    {
        (at, last) = (next.id, Some(*next));
    }
    match last {
        None => Fate::Stands(id),
        Some(end) if end.kind == kinds::WITHDRAWN => Fate::Withdrawn(end.clone()),
        Some(end) if end.supersedes.is_some_and(|earlier| again(id, earlier) == end.id) => Fate::Stands(end.id),
        Some(end) => Fate::Corrected(end.clone()),
    }
}

fn is_group(values: &BTreeMap<Name, Value>) -> bool {
    matches!(values.get(kinds::FORM), Some(Value::Options(form)) if form.iter().any(|form| form == "group"))
}

pub(super) fn is_undated(values: &BTreeMap<Name, Value>) -> bool {
    matches!(values.get(kinds::UNDATED), Some(Value::Flag(true)))
}

pub(super) fn sets_up(draft: &Draft) -> bool {
    draft.kind == kinds::ORGANISATION_SET_UP && !is_group(&draft.values)
}

/// Whether the numbers of a kind are added up, so that a record too many makes a sum too large: a number must be given.
fn adds_up(kind: &str, rulebook: &Rulebook) -> bool {
    let counts = |field: &rulebook::Field| {
        field.required && matches!(field.field_type, rulebook::FieldType::Quantity | rulebook::FieldType::Money)
    };
    rulebook.kind_named(kind).is_some_and(|(_, kind)| kind.fields.iter().any(counts))
}

/// Whether two records of one event have the same people and numbers, and differ in words at most.
fn differs_in_words(earlier: &Fact, draft: &Draft) -> bool {
    let is_word = |value: &Value| matches!(value, Value::Text(_) | Value::Options(_) | Value::Flag(_));
    let alike = |(field, value): (&Name, &Value)| {
        draft.values.get(field).is_none_or(|other| other == value || is_word(other) && is_word(value))
    };
    people_of(&earlier.people) == people_of(&draft.people) && earlier.values.iter().all(alike)
}

/// Whether of two records that may be one event one is the other, mended (docs/decisions/0016). What it was about
/// decides where both say it; what a record counts for is never mended so, nor which election or round it is of. Where a record would be added up twice, the
/// same people and numbers are enough (docs/decisions/0018).
pub(super) fn tells_the_same(earlier: &Fact, draft: &Draft, rulebook: &Rulebook) -> bool {
    let kind = rulebook.kind_named(&draft.kind);
    let attributes = |field: &str| kind.and_then(|(_, kind)| kind.field(field)).is_some_and(|field| field.attributes);
    let tells_apart = |field: &str| kind.is_some_and(|(kind, _)| rulebook.told_apart_by(kind).any(|one| one == field));
    let fields = earlier.values.iter().filter(|(field, _)| ![kinds::NOTE, kinds::UNDATED].contains(&field.as_str()));
    let both = fields.filter_map(|(field, was)| Some((field.as_str(), was, draft.values.get(field)?)));
    let (subject, others): (Vec<_>, Vec<_>) = both.partition(|(field, ..)| ABOUT.contains(field));
    let apart = |(field, was, is): &(&str, &Value, &Value)| was != is && (attributes(field) || tells_apart(field));
    if subject.iter().chain(&others).any(apart) {
        return false;
    }
    let told = if subject.is_empty() {
        // A number or a mark alone does not say what an event was about: it is what was mended.
        others.len() <= 1 || half(&others, Value::eq)
    } else {
        half(&subject, Value::eq) || half(&subject, is_alike) && half(&others, Value::eq)
    };
    told || adds_up(&draft.kind, rulebook) && differs_in_words(earlier, draft)
}

/// Whether at least half of the fields that two records fill in are the same.
fn half(both: &[(&str, &Value, &Value)], is_same: fn(&Value, &Value) -> bool) -> bool {
    2 * both.iter().filter(|(_, was, is)| is_same(was, is)).count() >= both.len()
}

fn is_alike(was: &Value, is: &Value) -> bool {
    match (was, is) {
        (Value::Text(was), Value::Text(is)) => was == is || is_like(was, is),
        _ => was == is,
    }
}

/// Whether a row says itself that it is about another event than one that looks like it.
fn says_another(draft: &Draft) -> bool {
    let says = |value: &Value| matches!(value, Value::Text(text) if ANOTHER.iter().any(|word| text.contains(word)));
    draft.values.get(kinds::NOTE).is_some_and(says)
}

/// The roster folds states, however often they are told; what happened counts each time.
pub(super) fn happens(kind: &str) -> bool {
    !kinds::CORE.contains(&kind)
}

fn event(draft: &Draft) -> Event {
    (draft.organisation, draft.kind.clone(), draft.occurred)
}

/// Organisation and name of whom a draft makes a member.
fn member(draft: &Draft) -> Option<(OrganisationId, String)> {
    match draft.values.get(kinds::NAME) {
        Some(Value::Text(name)) if draft.kind == kinds::MEMBER_JOINED => Some((draft.organisation, name.clone())),
        _ => None,
    }
}

fn about(draft: &Draft) -> About {
    about_of(draft.organisation, &draft.kind, &draft.people)
}

/// Whom somebody keeps in contact with is what such a record says, not whom it is about.
fn about_of(organisation: OrganisationId, kind: &str, people: &[Participation]) -> About {
    let named = people.iter().filter(|one| kind != kinds::CONTACT_ASSIGNED || one.part == kinds::KEEPER);
    (organisation, kind.to_owned(), named.map(|one| one.person).collect())
}

pub(super) fn people_of(people: &[Participation]) -> People {
    people.iter().map(|one| one.person).collect()
}

/// Whether two events of one kind and day may be one: with the same people, or a list of attendance, which is often
/// written on or mended person by person.
pub(super) fn may_be_one(earlier: &Fact, draft: &Draft, rulebook: &Rulebook) -> bool {
    takes_attendance(&draft.kind, rulebook) || people_of(&earlier.people) == people_of(&draft.people)
}

fn takes_attendance(kind: &str, rulebook: &Rulebook) -> bool {
    let kind = rulebook.kind_named(kind).map(|(_, kind)| kind);
    kind.is_some_and(|kind| kind.parts.iter().any(|part| part.attendance))
}

impl Known {
    pub fn fate(&self, draft: &Draft) -> Option<&Fate> {
        self.fates.get(&draft.id)
    }

    /// The records that the book itself tells, as they stand: none of them is an earlier version of another row.
    pub fn told(&self, drafts: &[Draft]) -> BTreeSet<FactId> {
        let standing = drafts.iter().filter_map(|draft| match self.fate(draft) {
            Some(Fate::Stands(id)) => Some(*id),
            _ => None,
        });
        standing.chain(drafts.iter().map(|draft| draft.id)).collect()
    }

    pub fn of_event(&self, draft: &Draft) -> &[Fact] {
        self.events.get(&event(draft)).map(Vec::as_slice).unwrap_or_default()
    }

    /// What stands about the same people, of the same kind.
    pub fn about(&self, draft: &Draft) -> &[Fact] {
        self.about.get(&about(draft)).map(Vec::as_slice).unwrap_or_default()
    }

    /// What stands of the joining of those who have the name of a new member.
    pub fn named_alike(&self, draft: &Draft) -> &[Fact] {
        member(draft).and_then(|member| self.members.get(&member)).map(Vec::as_slice).unwrap_or_default()
    }

    /// What stands of the same setting up: one that a dissolution lies between is another.
    pub fn set_ups(&self, draft: &Draft) -> impl Iterator<Item = &Fact> {
        let day = draft.occurred.first;
        let between = move |stands: &Fact| {
            let (one, other) = (day.min(stands.occurred.first), day.max(stands.occurred.first));
            self.dissolutions.range((draft.organisation, one)..=(draft.organisation, other)).next().is_some()
        };
        let all = self.set_ups.get(&draft.organisation).into_iter().flatten();
        all.filter(move |stands| is_undated(&draft.values) || is_undated(&stands.values) || !between(stands))
    }

    /// Refuses what must not be added beside what stands: a record that would be counted twice, another day of setting
    /// up an organisation, and a correction that may be one of several records.
    pub fn refuse(&self, file: &str, manner: &Manner, drafted: &mut Drafted) {
        let plan = Plan::make(self, &drafted.facts, manner);
        let told = self.told(&drafted.facts);
        let reason = |draft: &Draft| {
            if let Some(records) = plan.unclear(draft) {
                return Some(Reason::SeveralToCorrect { records });
            }
            if self.fate(draft).is_some() || plan.corrects(draft) {
                return None;
            }
            if sets_up(draft) {
                return self.other_set_up(draft);
            }
            let mut standing = self.of_event(draft).iter().filter(|earlier| !told.contains(&earlier.id));
            let double = adds_up(&draft.kind, manner.rulebook)
                && !says_another(draft)
                && !manner.is_new(draft)
                && standing.any(|earlier| differs_in_words(earlier, draft));
            double.then_some(Reason::LooksTheSame)
        };
        let facts = std::mem::take(&mut drafted.facts);
        for draft in facts {
            match reason(&draft) {
                Some(reason) => drafted.refused.push(refusal(file, &draft, reason)),
                None => drafted.facts.push(draft),
            }
        }
    }

    /// The reason to refuse a day of setting up beside the one that stands: two of them would leave the earlier day
    /// standing, and a blank one says less.
    fn other_set_up(&self, draft: &Draft) -> Option<Reason> {
        let stands = self.set_ups(draft).find(|stands| !is_undated(&stands.values))?;
        let other = is_undated(&draft.values) || stands.occurred != draft.occurred;
        other.then_some(Reason::SetUpOnAnotherDay { stands: stands.occurred.first })
    }
}

fn refusal(file: &str, draft: &Draft, reason: Reason) -> Refusal {
    let found = match &reason {
        Reason::SetUpOnAnotherDay { .. } if is_undated(&draft.values) => "没有成立时间".to_owned(),
        _ => shown(draft.occurred.first, draft.occurred.last),
    };
    Refusal {
        file: file.to_owned(),
        sheet: draft.origin.sheet.clone(),
        cell: draft.origin.cells.first().cloned().unwrap_or_default(),
        row: draft.origin.row,
        extent: Extent::Row,
        expected: reason.expected(),
        found,
        advice: reason.advice(),
        reason,
    }
}

fn shown(first: Day, last: Day) -> String {
    if first == last { first.to_string() } else { format!("{first} 至 {last}") }
}
