//! Command: write a record down, or correct one. Query: the form for it.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, Name, PersonId, Span, Value, kinds};
use findings::{Finding, Subject};
use ledger::{LedgerError, Secret};
use rulebook::{Kind, Status};
use views::{FindingRow, finding_row};

use super::check::{Fault, faults};
use super::count;
use super::entered::{refuse_strangers, refuse_unknown};
use super::read::{Known, Said, begin, empty, filled, is_written_by_hand, read};
use super::register::newcomer;
use super::{RecordForm, Typed, inputs, own};
use crate::access::{AllowedAt, WriteRecord};
use crate::live::{Live, Looked, When};
use crate::{FileKept, OfficeError, live::Tree};

/// A record to be written.
#[derive(Debug, Clone)]
pub struct WriteWanted {
    pub kind: String,
    /// The record that it corrects.
    pub corrects: Option<FactId>,
    pub typed: Typed,
    /// What the form has no place for is said, instead of passed over.
    pub strict: bool,
    /// Of each file that came with the form, what became of it.
    pub files: Vec<FileKept>,
    pub now: Instant,
}

/// What became of a form.
#[derive(Debug)]
pub enum RecordWritten {
    /// The record stands; the findings that are otherwise since.
    Done { id: FactId, otherwise: Vec<FindingRow> },
    /// Something cannot be so; the form with what was typed and what is wrong.
    Refused(Box<RecordForm>),
    /// The id stands for another record already, or what was to be corrected stands no more; the form says so.
    Conflict(Box<RecordForm>),
    /// There is no such kind, or no such record to correct.
    Unknown,
}

impl Live {
    /// The form for a kind of record, begun with what is known already; with `corrects`, filled in with what that record
    /// says.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or there is no randomness for the record's id.
    pub async fn record_form(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        (kind, corrects): (&str, Option<FactId>),
        begun: &Typed,
        now: Instant,
    ) -> Result<Option<RecordForm>, OfficeError> {
        let looked = self.look(allowed.organisation(), today(now)).await?;
        let tree = self.tree();
        let Some(kind) = self.kind(kind) else { return Ok(None) };
        let known = self.known(&looked, &tree, now.day());
        let id = begun.one(inputs::ID).parse().map_or_else(|_| new_id(now), Ok)?;
        let Some(corrects) = corrects else {
            let mut form = empty(known, kind, id);
            written_by(&mut form, allowed.person());
            begin(&mut form, begun);
            return Ok(Some(form));
        };
        let fact = facts::current(&looked.facts, None).into_iter().find(|fact| fact.id == corrects);
        let Some(fact) = fact.filter(|fact| fact.kind == kind.slug) else { return Ok(None) };
        let mut form = filled(known, kind, fact, id);
        begin(&mut form, begun);
        form.attachments = self.attachments_in_form(allowed, &fact.attachments, (&looked.facts, Some(fact))).await?;
        Ok(Some(form))
    }

    /// # Errors
    /// Where the ledger cannot be read or written. What cannot be so is no error but [`RecordWritten::Refused`].
    pub async fn write_record(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        wanted: WriteWanted,
    ) -> Result<RecordWritten, OfficeError> {
        match self.kind(&wanted.kind) {
            Some(kind) => self.write(allowed, (kind, None), wanted).await,
            None => Ok(RecordWritten::Unknown),
        }
    }

    /// Of a kind, as it is asked for; `alone` is whoever writes of oneself.
    pub(super) async fn write(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        (kind, alone): (&Kind, Option<PersonId>),
        wanted: WriteWanted,
    ) -> Result<RecordWritten, OfficeError> {
        let (now, when) = (wanted.now, today(wanted.now));
        let before = self.look(allowed.organisation(), when).await?;
        let tree = self.tree();
        let known = self.known(&before, &tree, now.day());
        let Ok(id) = wanted.typed.one(inputs::ID).parse::<FactId>() else { return Ok(RecordWritten::Unknown) };
        let is_earlier = |fact: &&Fact| Some(fact.id) == wanted.corrects && fact.kind == kind.slug;
        let earlier = before.facts.iter().find(is_earlier);
        let mut form = match (wanted.corrects, earlier) {
            (None, _) => match alone {
                None => empty(known, kind, id),
                Some(person) => own::alone(empty(known, kind, id), person),
            },
            (Some(corrects), Some(earlier)) => {
                refuse_unless_standing(filled(known, kind, earlier, id), &before, corrects, id)
            }
            (Some(_), None) => return Ok(RecordWritten::Unknown),
        };
        let is_gone = !form.faults.is_empty();
        match wanted.strict {
            true => refuse_unknown(&mut form, &wanted.typed),
            false => refuse_strangers(known.roster, &mut form, &wanted.typed),
        }
        self.attach(allowed, &mut form, &wanted, (&before.facts, earlier)).await?;
        let said = read(known, kind, &mut form, &wanted.typed);
        let Some((fact, mut secrets)) =
            fact(allowed, (self.office.ledger.installation(), kind, &before), &mut form, said, now)
        else {
            let form = Box::new(form);
            return Ok(if is_gone { RecordWritten::Conflict(form) } else { RecordWritten::Refused(form) });
        };
        let companions = match self.counted_with(allowed.organisation(), &fact).await? {
            Ok(companions) => companions,
            Err(why) => {
                form.faults.push(why);
                return Ok(RecordWritten::Refused(Box::new(form)));
            }
        };
        if let Some(earlier) = earlier {
            secrets.extend(self.left_as_they_were(kind, earlier, (&fact, &secrets)).await?);
        }
        let facts: Vec<Fact> = std::iter::once(fact).chain(companions).collect();
        let appended = match self.office.ledger.append(&facts, &secrets).await {
            Ok(appended) => appended,
            Err(LedgerError::Conflict { .. }) => {
                form.faults
                    .push("这张表已经提交过一次，内容和这次不同。请先看已记下的那一条，需要改就用“更正”".to_owned());
                return Ok(RecordWritten::Conflict(Box::new(form)));
            }
            Err(error) => return Err(error.into()),
        };
        // What was gathered for this record has served its purpose.
        self.office.ledger.remove_paper(allowed.organisation(), id).await?;
        let after = self.look(allowed.organisation(), when).await?;
        let otherwise = match appended.already_there.is_empty() {
            true => otherwise(self, (&before, &after), alone),
            false => self.otherwise_then(&after, id, alone),
        };
        Ok(RecordWritten::Done { id, otherwise })
    }

    /// What is kept in the vault and was not written anew stays with the record that takes the place of the earlier one:
    /// no form shows it, and who corrects may not be one of those who may read it. Where somebody is in the record who
    /// was not in it before, nothing stays: nobody comes by what was said by writing oneself into it.
    async fn left_as_they_were(
        &self,
        kind: &Kind,
        earlier: &Fact,
        (fact, written): (&Fact, &[Secret]),
    ) -> Result<Vec<Secret>, OfficeError> {
        let owner = kind.owner_of_secrets(&fact.people);
        let was_in_it = |person: PersonId| earlier.people.iter().any(|there| there.person == person);
        let is_among_the_same = fact.people.iter().all(|there| was_in_it(there.person));
        let (Some(person), true) = (owner, is_among_the_same && owner == kind.owner_of_secrets(&earlier.people)) else {
            return Ok(Vec::new());
        };
        let mut left = Vec::new();
        let is_written = |field: &str| written.iter().any(|secret| secret.field == field);
        for field in kind.fields.iter().filter(|field| field.secret && !is_written(&field.slug)) {
            let organisation = fact.organisation;
            if let Some(text) = self.office.ledger.secret(organisation, person, earlier.id, &field.slug).await? {
                left.push(Secret { organisation, person, fact: fact.id, field: field.slug.clone(), text });
            }
        }
        Ok(left)
    }

    /// What a record changed when it was written: whoever sends it again is answered as the first time.
    fn otherwise_then(&self, now: &Looked, id: FactId, alone: Option<PersonId>) -> Vec<FindingRow> {
        let Some(at) = now.facts.iter().position(|fact| fact.id == id) else { return Vec::new() };
        let (earlier, rest) = now.facts.split_at(at);
        let Some(written) = rest.first().map(|fact| fact.recorded_at) else { return Vec::new() };
        // What was written together with it came with it.
        let together = rest.iter().take_while(|fact| fact.recorded_at == written).count();
        let known = |facts: Vec<Fact>| Looked::new(self.rulebook(), now.id, facts, now.below.clone(), today(written));
        let before = known(earlier.to_vec());
        let after = known(now.facts.iter().take(at + together).cloned().collect());
        otherwise(self, (&before, &after), alone)
    }

    pub(super) fn kind(&self, kind: &str) -> Option<&Kind> {
        self.rulebook().kind_named(kind).map(|(_, kind)| kind).filter(|kind| is_written_by_hand(kind))
    }

    pub(super) fn known<'a>(&'a self, looked: &'a Looked, tree: &'a Tree, today: Day) -> Known<'a> {
        Known { rulebook: self.rulebook(), roster: &looked.roster, tree, today }
    }
}

pub(super) fn today(now: Instant) -> When {
    When { as_of: now.day(), known_at: None }
}

/// Whoever writes a meeting down was its recorder, unless they say otherwise.
fn written_by(form: &mut RecordForm, person: Option<PersonId>) {
    for part in form.parts.iter_mut().filter(|part| part.slug == RECORDER) {
        part.people.iter_mut().for_each(|one| one.chosen = Some(one.person) == person);
    }
}

/// The part that records of meetings have for it.
const RECORDER: &str = "recorder";

/// A record's id: made with the form, so that a form that is sent twice is one record.
pub(crate) fn new_id(now: Instant) -> Result<FactId, OfficeError> {
    let milliseconds = u64::try_from(now.microseconds() / 1000).unwrap_or_default();
    Ok(FactId::from_moment(milliseconds, ledger::random_bytes()?))
}

/// Two who correct the same record at once: the second is told, and loses nothing of what was typed.
fn refuse_unless_standing(mut form: RecordForm, before: &Looked, corrects: FactId, own: FactId) -> RecordForm {
    let by = before.facts.iter().find(|fact| fact.supersedes == Some(corrects) && fact.id != own);
    if let Some(by) = by {
        let what = if by.kind == kinds::WITHDRAWN { "作废" } else { "更正" };
        form.faults.push(format!(
            "这条记录已由{}在{}{what}，没有再改。请回到记录页看最新的一条",
            by.recorder,
            views::words::instant(by.recorded_at)
        ));
    }
    form
}

/// The fact that a form says, unless something is wrong with it.
fn fact(
    allowed: &AllowedAt<WriteRecord>,
    (installation, kind, looked): ([u8; 16], &Kind, &Looked),
    form: &mut RecordForm,
    mut said: Said,
    now: Instant,
) -> Option<(Fact, Vec<Secret>)> {
    let first = day(&form.first.typed);
    let last = if form.last.typed.is_empty() { first.clone() } else { day(&form.last.typed) };
    form.first.fault = first.as_ref().err().cloned();
    form.last.fault = last.as_ref().err().filter(|_| first.is_ok()).cloned();
    let unnamed = match form.corrects {
        None => register((installation, looked), (kind, form.id), &mut said).err(),
        Some(_) => None,
    };
    let mut values: BTreeMap<Name, Value> = said.values;
    if form.corrects.is_some() {
        match form.reason.typed.as_str() {
            "" => form.reason.fault = Some("应写明为什么更正".to_owned()),
            reason => {
                values.entry(kinds::NOTE.to_owned()).or_insert_with(|| Value::Text(format!("更正：{reason}")));
            }
        }
    }
    let (Ok(first), Ok(last)) = (first, last) else { return None };
    let mut fact = Fact {
        id: form.id,
        organisation: looked.id,
        kind: kind.slug.clone(),
        occurred: Span { first, last },
        recorded_at: now,
        recorder: allowed.who().to_owned(),
        people: said.people,
        values,
        supersedes: form.corrects,
        attachments: form.attachments.iter().filter(|one| one.stays).map(|one| one.digest.clone()).collect(),
    };
    count::fill(kind, &mut fact);
    let found = faults(kind, &looked.roster, &fact, &said.secrets, now.day());
    // Who cannot be told lacks a name, not a choice.
    let follows = |fault: &Fault| unnamed.is_none() || !matches!(fault, Fault::Part(..) | Fault::Whole(_));
    for fault in found.into_iter().filter(follows).chain(unnamed.clone()) {
        place(form, fault);
    }
    let is_wrong = !form.faults.is_empty()
        || !form.attachment_faults.is_empty()
        || [&form.first, &form.last, &form.reason].iter().any(|text| text.fault.is_some())
        || form.fields.iter().any(|field| field.text.fault.is_some())
        || form.parts.iter().any(|part| part.fault.is_some());
    if is_wrong {
        return None;
    }
    let owner = kind.owner_of_secrets(&fact.people);
    let secret = |(field, text): (Name, String)| {
        Some(Secret { organisation: looked.id, person: owner?, fact: fact.id, field, text })
    };
    let secrets = said.secrets.into_iter().filter_map(secret).collect();
    Some((fact, secrets))
}

/// Adds whom a record brings into the roster, under the name as rosters write it.
fn register(place: ([u8; 16], &Looked), record: (&Kind, FactId), said: &mut Said) -> Result<(), Fault> {
    if let Some((person, name)) = newcomer(place, record, said)? {
        said.people.push(person);
        said.values.insert(kinds::NAME.to_owned(), Value::Text(name));
    }
    Ok(())
}

fn day(text: &str) -> Result<Day, String> {
    text.parse().map_err(|_| match text {
        "" => "应填写日期".to_owned(),
        _ => format!("应为日期，如 2026-03-05，现在是“{text}”"),
    })
}

/// Says a fault where it belongs; what was said there first stands.
fn place(form: &mut RecordForm, fault: Fault) {
    let say = |slot: &mut Option<String>, text: String| {
        slot.get_or_insert(text);
    };
    match fault {
        Fault::First(text) => say(&mut form.first.fault, text),
        Fault::Last(text) => say(&mut form.last.fault, text),
        Fault::Whole(text) => form.faults.push(text),
        Fault::Field(slug, text) => {
            if let Some(field) = form.fields.iter_mut().find(|field| field.slug == slug) {
                say(&mut field.text.fault, text);
            }
        }
        Fault::Part(slug, text) => {
            if let Some(part) = form.parts.iter_mut().find(|part| part.slug == slug) {
                say(&mut part.fault, text);
            }
        }
    }
}

/// So many findings are told to have changed.
const OTHERWISE_SHOWN: usize = 12;

/// The findings that a record changed, those that are worse first; of somebody alone, where one wrote of oneself.
fn otherwise(live: &Live, (before, after): (&Looked, &Looked), alone: Option<PersonId>) -> Vec<FindingRow> {
    let concerns = |finding: &&Finding| match (alone, &finding.subject) {
        (None, _) => true,
        (Some(person), Subject::Person(one)) => *one == person,
        (Some(person), Subject::Pair(one, other)) => [one, other].contains(&&person),
        (Some(_), _) => false,
    };
    let same = |one: &Finding, other: &Finding| {
        one.rule == other.rule && one.subject == other.subject && one.period == other.period
    };
    let was = |finding: &Finding| before.findings.iter().find(|known| same(known, finding)).map(|known| known.status);
    let is_new = |finding: &&Finding| was(finding) != Some(finding.status) && finding.status != Status::Unknown;
    let mut changed: Vec<&Finding> = after.findings.iter().filter(concerns).filter(is_new).collect();
    changed.sort_by_key(|finding| !matches!(finding.status, Status::Breached | Status::Missed));
    let row = |finding: &Finding| finding_row(live.rulebook(), &after.roster, finding);
    changed.into_iter().filter_map(row).take(OTHERWISE_SHOWN).collect()
}
