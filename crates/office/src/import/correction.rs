//! What a book that is imported as a correction takes the place of.
//!
//! Something that happened is found by its kind, day and people, and by what it was about. A state of the roster is found
//! by whom it is about, the post or group it names and its day; where it can be so only once, such as joining the branch,
//! also on another day, if that is only one record. Several tellings of one state are corrected together. What may be one
//! of several records corrects none of them: the row is refused (docs/decisions/0016).

use std::collections::{BTreeMap, BTreeSet};

use facts::{Fact, FactId, Name, Participation, Span, Value, kinds};
use intake::Draft;
use rulebook::Rulebook;

use super::known::{Fate, Known, Manner, happens, is_undated, may_be_one, people_of, sets_up, tells_the_same};

/// For each draft of a book the records that it takes the place of.
#[derive(Default)]
pub(super) struct Plan {
    targets: BTreeMap<FactId, Vec<Fact>>,
    /// Drafts that may correct one of so many records.
    unclear: BTreeMap<FactId, usize>,
    /// Records that some draft takes the place of.
    taken: BTreeSet<FactId>,
    /// Records that the book itself tells as they stand.
    told: BTreeSet<FactId>,
}

/// A draft as it will be written, or as it stands already.
pub(super) struct Settled {
    pub draft: Draft,
    pub stands: bool,
    /// What it takes the place of.
    pub earlier: Option<Fact>,
}

/// The id of a record whose content the ledger has already and that takes the place of another one: it follows from
/// both, so that doing the same again adds nothing.
pub(super) fn again(content: FactId, earlier: FactId) -> FactId {
    FactId::derived(&[b"again", content.as_bytes(), earlier.as_bytes()])
}

/// What tells one state of the roster from another about the same people.
struct Identity {
    /// The field that names the state: the post, the group.
    named_by: Option<&'static str>,
    /// Whether it is so only once, as far as anybody can tell from one record: another day of it is a mended day.
    once: bool,
}

fn identity(kind: &str) -> Identity {
    let (named_by, once) = match kind {
        kinds::POST_TAKEN | kinds::POST_LEFT => (Some(kinds::POST), true),
        kinds::GROUP_JOINED | kinds::GROUP_DISSOLVED => (Some(kinds::GROUP), true),
        // Of the groups of a branch; what sets up an organisation is known by that alone.
        kinds::ORGANISATION_SET_UP => (Some(kinds::NAME), true),
        kinds::EXEMPTION_APPROVED => (Some(kinds::FROM_KIND), false),
        kinds::ORGANISATION_DISSOLVED
        | kinds::MEMBER_JOINED
        | kinds::MEMBER_LEFT
        | kinds::MEMBER_SUSPENDED
        | kinds::BECAME_FULL_MEMBER => (None, true),
        _ => (None, false),
    };
    Identity { named_by, once }
}

impl Plan {
    pub fn make(known: &Known, drafts: &[Draft], manner: &Manner) -> Plan {
        let mut plan = Plan { told: known.told(drafts), ..Plan::default() };
        for draft in drafts.iter().filter(|draft| sets_up(draft)) {
            plan.set_up(known, draft, manner.correct);
        }
        if manner.correct {
            let others = || drafts.iter().filter(|draft| !sets_up(draft));
            others().for_each(|draft| plan.version(known, draft));
            let events = others().filter(|draft| happens(&draft.kind) && !manner.is_new(draft));
            events.for_each(|draft| plan.event(known, draft, manner.rulebook));
            plan.states(known, &others().filter(|draft| !happens(&draft.kind)).collect::<Vec<_>>());
        }
        plan
    }

    pub fn corrects(&self, draft: &Draft) -> bool {
        self.targets.contains_key(&draft.id)
    }

    /// Of how many records a draft may correct one, where that cannot be told.
    pub fn unclear(&self, draft: &Draft) -> Option<usize> {
        self.unclear.get(&draft.id).copied()
    }

    pub fn targets(&self, draft: &Draft) -> &[Fact] {
        self.targets.get(&draft.id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a record may be an earlier version of a row: no row says just the same, and none has corrected it.
    fn is_free(&self, earlier: &Fact) -> bool {
        !self.told.contains(&earlier.id) && !self.taken.contains(&earlier.id)
    }

    fn take(&mut self, draft: &Draft, targets: Vec<Fact>) {
        if !targets.is_empty() {
            self.taken.extend(targets.iter().map(|target| target.id));
            self.targets.insert(draft.id, targets);
        }
    }

    /// An organisation is set up once. A blank day is filled in without being asked; a day that stands is not blanked.
    fn set_up(&mut self, known: &Known, draft: &Draft, correct: bool) {
        let fate = known.fate(draft);
        let standing: Vec<&Fact> = known.set_ups(draft).collect();
        let is_dated = standing.iter().any(|stands| !is_undated(&stands.values));
        let blank = is_undated(&draft.values);
        let targets = match fate {
            Some(Fate::Withdrawn(by)) if correct && standing.is_empty() => vec![by.clone()],
            _ if correct && !(blank && is_dated) || fate.is_none() && !blank && !is_dated => {
                standing.into_iter().cloned().collect()
            }
            _ => Vec::new(),
        };
        let free = targets.into_iter().filter(|target| self.is_free(target)).collect();
        self.take(draft, free);
    }

    /// What was told before and then corrected or withdrawn is told again: it takes the place of what came of it.
    fn version(&mut self, known: &Known, draft: &Draft) {
        let end = match known.fate(draft) {
            Some(Fate::Corrected(end) | Fate::Withdrawn(end)) if self.is_free(end) => end,
            _ => return,
        };
        let is_telling = |one: &&Fact| {
            !happens(&draft.kind) && one.id != end.id && self.is_free(one) && State::of(end).is(&State::of(one))
        };
        let tellings = known.about(draft).iter().filter(is_telling);
        let targets = std::iter::once(end).chain(tellings).cloned().collect();
        self.take(draft, targets);
    }

    /// The one event of that day with those people that was about the same.
    fn event(&mut self, known: &Known, draft: &Draft, rulebook: &Rulebook) {
        if known.fate(draft).is_some() {
            return;
        }
        let same = known.of_event(draft).iter().filter(|earlier| self.is_free(earlier));
        let same: Vec<&Fact> = same.filter(|earlier| is_mended(earlier, draft, rulebook)).collect();
        match same.as_slice() {
            [] => {}
            [only] => self.take(draft, vec![(*only).clone()]),
            several => {
                self.unclear.insert(draft.id, several.len());
            }
        }
    }

    /// First what agrees in the day, so that a mended day does not take what another row has. Rows that stand already
    /// come last: other tellings of the same are brought into line with them.
    fn states(&mut self, known: &Known, drafts: &[&Draft]) {
        let new: Vec<&Draft> = drafts.iter().filter(|draft| known.fate(draft).is_none()).copied().collect();
        self.claim(known, &new, |draft, earlier| draft.is(earlier));
        let once = |draft: &State, earlier: &State| identity(draft.kind).once && draft.is_named_alike(earlier);
        self.claim(known, &new, once);
        // Somebody is in one group at a time: of one day, another name of it is a mended one.
        let group = |draft: &State, earlier: &State| draft.kind == kinds::GROUP_JOINED && draft.is_of_one_day(earlier);
        self.claim(known, &new, group);
        let stands = |draft: &&&Draft| matches!(known.fate(draft), Some(Fate::Stands(_)));
        for draft in drafts.iter().filter(stands) {
            let others = known.about(draft).iter().filter(|one| self.is_free(one));
            let others = others.filter(|one| State::of_draft(draft).is(&State::of(one))).cloned().collect();
            self.take(draft, others);
        }
    }

    /// Gives each draft that has none yet the standing records that fit it. Records of several days are not one state,
    /// and a record that two rows claim is neither's.
    fn claim(&mut self, known: &Known, drafts: &[&Draft], fits: impl Fn(&State, &State) -> bool) {
        let mut claims: Vec<(&Draft, Vec<&Fact>)> = Vec::new();
        let mut claimed: BTreeMap<FactId, usize> = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| !self.corrects(draft) && self.unclear(draft).is_none()) {
            let standing = known.about(draft).iter().filter(|earlier| self.is_free(earlier));
            let fitting = standing.filter(|earlier| fits(&State::of_draft(draft), &State::of(earlier)));
            // A dated record wins over an undated one wherever states are folded, so it is the one to be mended.
            let (undated, dated): (Vec<_>, Vec<_>) = fitting.partition(|earlier| is_undated(&earlier.values));
            let found = if dated.is_empty() { undated } else { dated };
            found.iter().for_each(|earlier| *claimed.entry(earlier.id).or_default() += 1);
            claims.push((draft, found));
        }
        for (draft, found) in claims {
            let is_shared = |earlier: &&Fact| claimed.get(&earlier.id).is_some_and(|rows| *rows > 1);
            let one_state = found.windows(2).all(|pair| match pair {
                [one, other] => State::of(one).is_of_one_day(&State::of(other)),
                _ => true,
            });
            if one_state && !found.iter().any(is_shared) {
                self.take(draft, found.into_iter().cloned().collect());
            } else {
                self.unclear.insert(draft.id, found.len());
            }
        }
    }

    /// The drafts with their corrections made. What would change nothing is there already.
    pub fn settle(mut self, known: &Known, drafts: Vec<Draft>, rulebook: &Rulebook) -> Vec<Settled> {
        let mut settled = Vec::new();
        for draft in drafts {
            let fate = known.fate(&draft);
            // A secret needs a record of its own to stand with, unless the first telling has it.
            let brings_secrets = !draft.secrets.is_empty() && !matches!(fate, Some(Fate::Stands(_)));
            let targets = self.targets.remove(&draft.id).unwrap_or_default();
            let stands = fate.is_some() || !targets.is_empty();
            let mut id = Some(draft.id).filter(|_| fate.is_none());
            let before = settled.len();
            for earlier in targets {
                let mut correction = take_the_place_of(draft.clone(), &earlier, rulebook);
                if brings_secrets || !says_the_same(&correction, &earlier) {
                    correction.id = id.take().unwrap_or_else(|| again(draft.id, earlier.id));
                    settled.push(Settled { draft: correction, stands: false, earlier: Some(earlier) });
                }
            }
            if settled.len() == before {
                settled.push(Settled { draft, stands, earlier: None });
            }
        }
        settled
    }
}

/// Whether a draft is an event of the ledger with something mended in it.
fn is_mended(earlier: &Fact, draft: &Draft, rulebook: &Rulebook) -> bool {
    may_be_one(earlier, draft, rulebook) && tells_the_same(earlier, draft, rulebook)
}

/// A record as a state of the roster.
struct State<'a> {
    kind: &'a str,
    values: &'a BTreeMap<Name, Value>,
    occurred: Span,
}

impl<'a> State<'a> {
    fn of(fact: &'a Fact) -> State<'a> {
        State { kind: &fact.kind, values: &fact.values, occurred: fact.occurred }
    }

    fn of_draft(draft: &'a Draft) -> State<'a> {
        State { kind: &draft.kind, values: &draft.values, occurred: draft.occurred }
    }

    fn is(&self, other: &State) -> bool {
        self.is_named_alike(other) && self.is_of_one_day(other)
    }

    fn is_named_alike(&self, other: &State) -> bool {
        identity(self.kind).named_by.is_none_or(|field| self.values.get(field) == other.values.get(field))
    }

    /// Two days that are both not known are one day, whatever was assumed for them.
    fn is_of_one_day(&self, other: &State) -> bool {
        match (is_undated(self.values), is_undated(other.values)) {
            (true, true) => true,
            (false, false) => self.occurred.first == other.occurred.first,
            _ => false,
        }
    }
}

/// Makes a draft the correction of an earlier record. What a book does not tell, the day included, stays as it was; so
/// does whom a list of attendance does not name, and who had a part that nobody is given now. Of a state, the people
/// are what is told.
fn take_the_place_of(mut draft: Draft, earlier: &Fact, rulebook: &Rulebook) -> Draft {
    draft.supersedes = Some(earlier.id);
    if earlier.kind == kinds::WITHDRAWN {
        return draft;
    }
    if happens(&draft.kind) {
        let kind = rulebook.kind_named(&draft.kind).map(|(_, kind)| kind);
        let is_list =
            |part: &str| kind.and_then(|kind| kind.part(part)).is_some_and(|part| part.attendance && part.many);
        let named = people_of(&draft.people);
        let is_given = |part: &str| draft.people.iter().any(|one| one.part == part);
        let stays = |one: &&Participation| {
            if is_list(&one.part) { !named.contains(&one.person) } else { !is_given(&one.part) }
        };
        let others: Vec<Participation> = earlier.people.iter().filter(stays).cloned().collect();
        draft.people = others.into_iter().chain(std::mem::take(&mut draft.people)).collect();
    }
    let is_dated = !is_undated(&draft.values);
    for (field, value) in &earlier.values {
        draft.values.entry(field.clone()).or_insert_with(|| value.clone());
    }
    if is_dated {
        draft.values.remove(kinds::UNDATED);
    } else if !is_undated(&earlier.values) {
        draft.values.remove(kinds::UNDATED);
        draft.occurred = earlier.occurred;
    }
    draft
}

fn says_the_same(draft: &Draft, earlier: &Fact) -> bool {
    let sorted = |people: &[Participation]| -> BTreeSet<Participation> { people.iter().cloned().collect() };
    (draft.occurred == earlier.occurred || is_undated(&draft.values))
        && draft.values == earlier.values
        && sorted(&draft.people) == sorted(&earlier.people)
}
