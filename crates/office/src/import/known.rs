//! What the ledger has already of what a book says: the same records, and events that look like the same.
//!
//! A record is the same where its id is, and the id follows from the content. One event that two books tell in other
//! words, or one book read with two mappings, is two records: whether they mean the same only a person can say.

use std::collections::{BTreeMap, BTreeSet};

use facts::{FactId, Name, OrganisationId, PersonId, Span, kinds};
use intake::Draft;
use ledger::Ledger;
use rulebook::Rulebook;

use crate::OfficeError;

/// More places than this are counted and not listed.
const PLACES_SHOWN: usize = 10;

/// What two records of one event have in common.
type Event = (OrganisationId, Name, Span);
type People = BTreeSet<PersonId>;

pub(super) struct Known {
    ids: BTreeSet<FactId>,
    /// Events of the ledger that may be one of the book.
    events: BTreeMap<Event, Vec<(FactId, People)>>,
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
    let mut events: BTreeMap<Event, Vec<(FactId, People)>> =
        drafts.iter().filter(|draft| happens(&draft.kind)).map(|draft| (event(draft), Vec::new())).collect();
    let mut ids = BTreeSet::new();
    for organisation in organisations {
        let facts = ledger.facts(organisation).await?;
        ids.extend(facts.iter().map(|fact| fact.id));
        for fact in facts::current(&facts, None) {
            if let Some(same) = events.get_mut(&(organisation, fact.kind.clone(), fact.occurred)) {
                same.push((fact.id, fact.people.iter().map(|one| one.person).collect()));
            }
        }
    }
    Ok(Known { ids, events })
}

/// The roster folds states, however often they are told; what happened counts each time.
fn happens(kind: &str) -> bool {
    !kinds::CORE.contains(&kind)
}

fn event(draft: &Draft) -> Event {
    (draft.organisation, draft.kind.clone(), draft.occurred)
}

/// Whether two events of one kind and day have the people of one. A list of attendance that was written on names all
/// whom the earlier one names, and more; a part of it, mended and taken again, does not.
fn same_people(earlier: &People, draft: &Draft, rulebook: &Rulebook) -> bool {
    let people: People = draft.people.iter().map(|one| one.person).collect();
    let kind = rulebook.kind_named(&draft.kind).map(|(_, kind)| kind);
    let attendance = kind.is_some_and(|kind| kind.parts.iter().any(|part| part.attendance));
    *earlier == people || (attendance && earlier.is_subset(&people))
}

impl Known {
    pub fn holds(&self, draft: &Draft) -> bool {
        self.ids.contains(&draft.id)
    }

    /// New events that look like one in the ledger, told together for each kind and sheet.
    ///
    /// What the book tells as well is no double of its neighbour there: two talks of the same two on one day.
    pub fn alike(&self, drafts: &[Draft], rulebook: &Rulebook) -> Vec<Alike> {
        let told: BTreeSet<FactId> = drafts.iter().map(|draft| draft.id).collect();
        let mut cells: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| !self.holds(draft) && happens(&draft.kind)) {
            let same = self.events.get(&event(draft)).map(Vec::as_slice).unwrap_or_default();
            if same.iter().any(|(id, people)| !told.contains(id) && same_people(people, draft, rulebook)) {
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

/// The first of so many cells.
pub(super) fn places(cells: &[&str]) -> String {
    let shown: Vec<&str> = cells.iter().take(PLACES_SHOWN).copied().collect();
    let more = if cells.len() > PLACES_SHOWN { "等" } else { "" };
    format!("{}{more}", shown.join("、"))
}

fn text(kind: &str, cells: &[&str]) -> String {
    format!(
        "{} 条{kind}（{}）像是台账里已有的：组织、种类、日期相同，人员也在内，其余不同，作为新记录收。\
         如果说的是同一件事就记重了；请先用 --dry-run 核对，换了对照文件的改回上次的再导入",
        cells.len(),
        places(cells),
    )
}
