//! Query: records as they stand in the ledger, for programs: slugs, ids and values instead of words.

use std::cmp::Reverse;

use facts::{Day, Fact, FactId, Instant, Name, PersonId, Value, current_on, kinds};
use roster::Roster;
use views::words;

use crate::OfficeError;
use crate::access::{AllowedAt, SeeOrganisation};
use crate::live::{Live, When};

/// One record. What the vault keeps of it is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordData {
    pub id: FactId,
    pub kind: Name,
    pub first: Day,
    pub last: Day,
    pub recorded_at: Instant,
    pub recorder: String,
    pub people: Vec<PersonData>,
    pub values: Vec<(Name, Value)>,
    /// The record whose place it took.
    pub corrects: Option<FactId>,
    /// The record that took its place, and whether that withdrew it.
    pub replaced_by: Option<(FactId, bool)>,
    /// SHA-256 of each file.
    pub attachments: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PersonData {
    pub part: Name,
    pub person: PersonId,
    pub name: String,
    pub presence: &'static str,
    pub reason: Option<String>,
}

/// Which records are asked for.
#[derive(Debug, Clone, Copy)]
pub struct RecordsAsked<'a> {
    /// Only those of a kind.
    pub kind: Option<&'a str>,
    /// Those behind this one.
    pub after: Option<FactId>,
    pub most: usize,
}

/// Some records, the latest first.
#[derive(Debug, Clone)]
pub struct RecordsFound {
    pub records: Vec<RecordData>,
    /// There are more behind the last.
    pub is_cut: bool,
}

impl Live {
    /// The records that stand, the latest first. None where there is no such kind, or no record to begin behind: a record
    /// that was corrected meanwhile is still one to begin behind, because nothing leaves a chain.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn records_found(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        asked: RecordsAsked<'_>,
        when: When,
    ) -> Result<Option<RecordsFound>, OfficeError> {
        if asked.kind.is_some_and(|kind| self.rulebook().kind_named(kind).is_none()) {
            return Ok(None);
        }
        let looked = self.look(allowed.organisation(), when).await?;
        let behind = match asked.after {
            None => None,
            Some(after) => match looked.facts.iter().find(|fact| fact.id == after) {
                Some(fact) => Some(order(fact)),
                None => return Ok(None),
            },
        };
        let mut found = current_on(&looked.facts, (when.as_of, when.known_at));
        found.retain(|fact| {
            fact.kind != kinds::WITHDRAWN
                && asked.kind.is_none_or(|kind| fact.kind == kind)
                && behind.is_none_or(|behind| order(fact) > behind)
        });
        found.sort_by_key(|fact| order(fact));
        let records = found.iter().take(asked.most).map(|fact| data(&looked.roster, &looked.facts, fact, when));
        Ok(Some(RecordsFound { records: records.collect(), is_cut: found.len() > asked.most }))
    }

    /// One record and all its versions, from the first to the last. None where there is none, or it was not known yet.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn record_versions(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        id: FactId,
        when: When,
    ) -> Result<Option<(RecordData, Vec<RecordData>)>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let is_known = |fact: &&Fact| when.known_at.is_none_or(|known| fact.recorded_at <= known);
        let find = |id: FactId| looked.facts.iter().filter(is_known).find(|fact| fact.id == id);
        let Some(fact) = find(id).filter(|fact| fact.kind != kinds::WITHDRAWN) else { return Ok(None) };
        let mut line = vec![fact];
        while let Some(earlier) =
            line.first().and_then(|first| find(first.supersedes?)).filter(|one| !holds(&line, one))
        {
            line.insert(0, earlier);
        }
        while let Some(later) = line.last().and_then(|last| {
            let mut later = looked.facts.iter().filter(is_known);
            later.find(|fact| fact.supersedes == Some(last.id) && fact.kind != kinds::WITHDRAWN)
        }) {
            if holds(&line, later) {
                break;
            }
            line.push(later);
        }
        let data = |fact: &Fact| data(&looked.roster, &looked.facts, fact, when);
        Ok(Some((data(fact), line.into_iter().map(data).collect())))
    }
}

fn holds(line: &[&Fact], fact: &Fact) -> bool {
    line.iter().any(|known| known.id == fact.id)
}

/// The latest first; ids tell those apart that are of one day and one moment.
fn order(fact: &Fact) -> (Reverse<Day>, Reverse<Instant>, FactId) {
    (Reverse(fact.occurred.first), Reverse(fact.recorded_at), fact.id)
}

fn data(roster: &Roster, facts: &[Fact], fact: &Fact, when: When) -> RecordData {
    let is_known = |later: &&Fact| when.known_at.is_none_or(|known| later.recorded_at <= known);
    let by = facts.iter().filter(is_known).find(|later| later.supersedes == Some(fact.id));
    let person = |one: &facts::Participation| PersonData {
        part: one.part.clone(),
        person: one.person,
        name: words::person(roster, one.person).unwrap_or_default(),
        presence: one.presence.slug(),
        reason: one.reason.clone(),
    };
    RecordData {
        id: fact.id,
        kind: fact.kind.clone(),
        first: fact.occurred.first,
        last: fact.occurred.last,
        recorded_at: fact.recorded_at,
        recorder: fact.recorder.clone(),
        people: fact.people.iter().map(person).collect(),
        values: fact.values.iter().map(|(field, value)| (field.clone(), value.clone())).collect(),
        corrects: fact.supersedes,
        replaced_by: by.map(|by| (by.id, by.kind == kinds::WITHDRAWN)),
        attachments: fact.attachments.clone(),
    }
}
