//! What the ledger has already of what a book says: the same records, and events that look like the same.
//!
//! A record is the same where its id is, and the id follows from the content. One event that two books tell in other
//! words, or one book read with two mappings, is two records: whether they mean the same only a person can say. Who
//! says so by importing a book as a correction has each record take the place of the one it looks like.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, FactId, Name, OrganisationId, Participation, PersonId, Span, Value, kinds};
use intake::{Draft, Drafted, Extent, Reason, Refusal};
use ledger::Ledger;
use rulebook::Rulebook;

use crate::OfficeError;

/// More places than this are counted and not listed.
const PLACES_SHOWN: usize = 10;

/// Words of a remark that say that a record is no double of one that looks like it.
const ANOTHER: &[&str] = &["另一", "另外"];

/// What two records of one event have in common.
type Event = (OrganisationId, Name, Span);
type People = BTreeSet<PersonId>;

pub(super) struct Known {
    ids: BTreeSet<FactId>,
    /// Events of the ledger that may be one of the book.
    events: BTreeMap<Event, Vec<Fact>>,
    /// What stands of the setting up of the organisations that the book sets up.
    set_ups: BTreeMap<OrganisationId, Fact>,
}

/// A warning, with the first place that it is about.
pub(super) struct Alike {
    pub sheet: String,
    pub cell: String,
    pub text: String,
}

impl Alike {
    pub fn new(sheet: &str, cells: &[&str], text: String) -> Alike {
        Alike { sheet: sheet.to_owned(), cell: cells.first().copied().unwrap_or_default().to_owned(), text }
    }
}

/// Asks the ledger once for each organisation that the drafts speak of.
pub(super) async fn in_ledger(ledger: &Ledger, drafts: &[Draft]) -> Result<Known, OfficeError> {
    let organisations: BTreeSet<OrganisationId> = drafts.iter().map(|draft| draft.organisation).collect();
    let mut events: BTreeMap<Event, Vec<Fact>> =
        drafts.iter().filter(|draft| happens(&draft.kind)).map(|draft| (event(draft), Vec::new())).collect();
    let (mut ids, mut set_ups) = (BTreeSet::new(), BTreeMap::new());
    for organisation in organisations {
        let facts = ledger.facts(organisation).await?;
        ids.extend(facts.iter().map(|fact| fact.id));
        for fact in facts::current(&facts, None) {
            if fact.kind == kinds::ORGANISATION_SET_UP && !is_group(&fact.values) {
                set_ups.entry(organisation).or_insert_with(|| fact.clone());
            }
            if let Some(same) = events.get_mut(&(organisation, fact.kind.clone(), fact.occurred)) {
                same.push(fact.clone());
            }
        }
    }
    Ok(Known { ids, events, set_ups })
}

fn is_group(values: &BTreeMap<Name, Value>) -> bool {
    matches!(values.get(kinds::FORM), Some(Value::Options(form)) if form.iter().any(|form| form == "group"))
}

fn is_undated(values: &BTreeMap<Name, Value>) -> bool {
    matches!(values.get(kinds::UNDATED), Some(Value::Flag(true)))
}

fn sets_up(draft: &Draft) -> bool {
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

/// Whether a row says itself that it is about another event than one that looks like it.
fn says_another(draft: &Draft) -> bool {
    let says = |value: &Value| matches!(value, Value::Text(text) if ANOTHER.iter().any(|word| text.contains(word)));
    draft.values.get("note").is_some_and(says)
}

/// The roster folds states, however often they are told; what happened counts each time.
fn happens(kind: &str) -> bool {
    !kinds::CORE.contains(&kind)
}

fn event(draft: &Draft) -> Event {
    (draft.organisation, draft.kind.clone(), draft.occurred)
}

fn people_of(people: &[Participation]) -> People {
    people.iter().map(|one| one.person).collect()
}

/// Whether two events of one kind and day may be one: with the same people, or a list of attendance, which is often
/// written on or mended person by person.
fn may_be_one(earlier: &Fact, draft: &Draft, rulebook: &Rulebook) -> bool {
    takes_attendance(&draft.kind, rulebook) || people_of(&earlier.people) == people_of(&draft.people)
}

fn takes_attendance(kind: &str, rulebook: &Rulebook) -> bool {
    let kind = rulebook.kind_named(kind).map(|(_, kind)| kind);
    kind.is_some_and(|kind| kind.parts.iter().any(|part| part.attendance))
}

/// Makes a draft the correction of an earlier record. Whom a list of attendance does not name, and what a book does
/// not tell, stays as it was.
fn take_the_place_of(draft: &mut Draft, earlier: &Fact) {
    let named = people_of(&draft.people);
    let others = earlier.people.iter().filter(|one| !named.contains(&one.person)).cloned();
    draft.people = others.chain(std::mem::take(&mut draft.people)).collect();
    for (field, value) in &earlier.values {
        draft.values.entry(field.clone()).or_insert_with(|| value.clone());
    }
    draft.supersedes = Some(earlier.id);
}

impl Known {
    /// Refuses what must not be added beside what stands: a record that would be counted twice, and another day of
    /// setting up an organisation. As a correction either takes the place of what stands, where that is only one.
    pub fn refuse(&self, file: &str, correct: bool, rulebook: &Rulebook, drafted: &mut Drafted) {
        let mut corrected = BTreeSet::new();
        if correct {
            let mut tried = drafted.facts.clone();
            self.correct(&mut tried, rulebook);
            corrected.extend(tried.iter().filter(|draft| draft.supersedes.is_some()).map(|draft| draft.id));
        }
        let told: BTreeSet<FactId> = drafted.facts.iter().map(|draft| draft.id).collect();
        let reason = |draft: &Draft| {
            if self.holds(draft) || corrected.contains(&draft.id) {
                return None;
            }
            if sets_up(draft) {
                return self.other_set_up(draft, correct);
            }
            let of_event = self.events.get(&event(draft)).map(Vec::as_slice).unwrap_or_default();
            let mut standing = of_event.iter().filter(|earlier| !told.contains(&earlier.id));
            let double = adds_up(&draft.kind, rulebook)
                && !says_another(draft)
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

    /// The reason to refuse a day of setting up beside the one that stands.
    fn other_set_up(&self, draft: &Draft, correct: bool) -> Option<Reason> {
        let stands = self.set_ups.get(&draft.organisation)?;
        let blank = is_undated(&draft.values) && !is_undated(&stands.values);
        let other = !is_undated(&stands.values) && stands.occurred != draft.occurred;
        (blank || other && !correct).then_some(Reason::SetUpOnAnotherDay { stands: stands.occurred.first })
    }

    /// Makes a new day of setting up the correction of what stands: of a blank one always, of another one where the
    /// book is imported as a correction. Two of them would leave the earlier day standing.
    pub fn date_set_ups(&self, drafts: &mut [Draft], correct: bool) {
        for draft in drafts.iter_mut().filter(|draft| sets_up(draft) && !self.holds(draft)) {
            let Some(stands) = self.set_ups.get(&draft.organisation) else { continue };
            if correct || is_undated(&stands.values) && !is_undated(&draft.values) {
                let undated = is_undated(&draft.values);
                take_the_place_of(draft, stands);
                if !undated {
                    draft.values.remove(kinds::UNDATED);
                }
            }
        }
    }

    pub fn holds(&self, draft: &Draft) -> bool {
        self.ids.contains(&draft.id)
    }

    /// Makes each new event that looks like exactly one in the ledger the correction of that one.
    pub fn correct(&self, drafts: &mut [Draft], rulebook: &Rulebook) {
        let told: BTreeSet<FactId> = drafts.iter().map(|draft| draft.id).collect();
        let mut taken: BTreeSet<FactId> = BTreeSet::new();
        for draft in drafts.iter_mut().filter(|draft| !self.holds(draft) && happens(&draft.kind)) {
            let of_event = self.events.get(&event(draft)).map(Vec::as_slice).unwrap_or_default();
            let free = |earlier: &&Fact| !told.contains(&earlier.id) && !taken.contains(&earlier.id);
            let mut same = of_event.iter().filter(free).filter(|earlier| may_be_one(earlier, draft, rulebook));
            if let (Some(earlier), None) = (same.next(), same.next()) {
                taken.insert(earlier.id);
                take_the_place_of(draft, earlier);
            }
        }
    }

    /// New events that look like one in the ledger and do not correct it, told together for each kind and sheet.
    ///
    /// What the book tells as well is no double of its neighbour there: two talks of the same two on one day.
    pub fn alike(&self, drafts: &[Draft], rulebook: &Rulebook) -> Vec<Alike> {
        let told: BTreeSet<FactId> = drafts.iter().map(|draft| draft.id).collect();
        let mut cells: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        let new = |draft: &&Draft| !self.holds(draft) && draft.supersedes.is_none() && happens(&draft.kind);
        for draft in drafts.iter().filter(new) {
            let same = self.events.get(&event(draft)).map(Vec::as_slice).unwrap_or_default();
            if same.iter().any(|earlier| !told.contains(&earlier.id) && may_be_one(earlier, draft, rulebook)) {
                let cell = draft.origin.cells.first().map_or("", String::as_str);
                cells.entry((draft.origin.sheet.as_str(), draft.kind.as_str())).or_default().push(cell);
            }
        }
        cells
            .into_iter()
            .map(|((sheet, kind), cells)| {
                Alike::new(sheet, &cells, text(views::words::kind_name(rulebook, kind), &cells))
            })
            .collect()
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

/// The first of so many cells.
pub(super) fn places(cells: &[&str]) -> String {
    let shown: Vec<&str> = cells.iter().take(PLACES_SHOWN).copied().collect();
    let more = if cells.len() > PLACES_SHOWN { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}

fn text(kind: &str, cells: &[&str]) -> String {
    format!(
        "{} 条{kind}（{}）像是台账里已有的：组织、种类、日期相同，作为新记录收。如果说的是同一件事就记重了；\
         请先用 --dry-run 核对，是更正或补充的加 --correct 导入，换了对照文件的改回上次的再导入",
        cells.len(),
        places(cells),
    )
}
