//! What comes of a count: the records that will be written of it, who is elected, and what the rules say of all that.
//!
//! Nothing is reckoned here. The records are put behind the organisation's chain as if they were written, and the engine
//! is asked: whoever it finds passed over, where nobody is said to be elected, is who is elected. Where it cannot tell,
//! nothing is said of anybody.

use std::collections::BTreeMap;

use facts::{Fact, FactId, Name, Participation, PersonId, Presence, Value};
use findings::{BallotFault, Finding, Missing, evaluate};
use rulebook::{Election, Kind, Requirement, Rulebook, Status, Test};
use views::{FindingRow, finding_row};

use super::count::{Count, election_of, figure, vote_key};
use super::sheet::Gathering;
use crate::live::Looked;

/// What comes of a count.
pub(super) struct Outcome {
    /// The chain with the candidates' records behind it.
    pub chain: Vec<Fact>,
    /// The meeting's own record, as far as it is known.
    pub record: Fact,
    pub rows: Vec<FindingRow>,
    /// Candidate, votes, elected; none where the engine cannot tell.
    pub elected: Vec<(PersonId, i64, Option<bool>)>,
}

pub(super) fn outcome(
    rulebook: &Rulebook,
    (gathering, kind, looked): (&Gathering, &Kind, &Looked),
    count: &Count,
    told: &BTreeMap<String, i64>,
) -> Outcome {
    let election = election_of(rulebook, kind, looked, gathering.day);
    let mut record = gathering.draft(looked, kind);
    record.values.extend(values_of_record(kind, election, count, told));
    let nobody = candidates(rulebook, election, &record, (count, told), Some(&[]));
    let elected = elected_by_engine(rulebook, looked, &record, &nobody);
    let candidates = candidates(rulebook, election, &record, (count, told), elected.as_deref());
    let mut chain = looked.facts.clone();
    chain.extend(candidates.iter().cloned());
    let mut with_record = chain.clone();
    with_record.push(record.clone());
    let found = evaluate(rulebook, &with_record, gathering.day, None);
    let is_its = |finding: &&Finding| finding.evidence.contains(&record.id);
    let row = |finding: &Finding| finding_row(rulebook, &looked.roster, finding);
    let votes = |person: PersonId| {
        let key = election.map(|election| vote_key(person, &election.votes));
        key.and_then(|key| told.get(&key).copied()).unwrap_or_default()
    };
    let came_out =
        |person: &PersonId| (*person, votes(*person), elected.as_ref().map(|elected| elected.contains(person)));
    let elected = count.candidates.iter().map(came_out).collect();
    Outcome { rows: found.iter().filter(is_its).filter_map(row).collect(), elected, chain, record }
}

/// The fields of the meeting's record that the count fills in.
pub(super) fn values_of_record(
    kind: &Kind,
    election: Option<&Election>,
    count: &Count,
    told: &BTreeMap<String, i64>,
) -> Vec<(Name, Value)> {
    let counted = kind.fields.iter().filter_map(|field| Some((field.slug.clone(), figure(*told.get(&field.slug)?))));
    let mut values: Vec<(Name, Value)> = counted.collect();
    if let Some(election) = election {
        values.push((election.seats.clone(), figure(count.seats)));
        let candidates = i64::try_from(count.candidates.len()).unwrap_or(i64::MAX);
        values.extend(election.stated.iter().map(|stated| (stated.clone(), figure(candidates))));
    }
    values
}

/// One record for each candidate of the first round, which says of nobody whether he or she is elected where that is not
/// known. Their ids follow from the meeting's, so that they are written once.
pub(super) fn candidates(
    rulebook: &Rulebook,
    election: Option<&Election>,
    record: &Fact,
    (count, told): (&Count, &BTreeMap<String, i64>),
    elected: Option<&[PersonId]>,
) -> Vec<Fact> {
    let Some(election) = election else { return Vec::new() };
    let Some(kind) = election.candidates.kinds.first().and_then(|kind| rulebook.kind(*kind)) else { return Vec::new() };
    let part = election.candidates.part.clone().or_else(|| kind.parts.first().map(|part| part.slug.clone()));
    let Some(part) = part else { return Vec::new() };
    let chosen = election.candidates.must.iter().filter_map(|condition| match &condition.test {
        Test::OneOf(options) => {
            Some((condition.field.clone(), Value::Options(options.iter().take(1).cloned().collect())))
        }
        _ => None,
    });
    let chosen: Vec<(Name, Value)> = chosen.collect();
    let candidate = |person: &PersonId| {
        let mut values: BTreeMap<Name, Value> = chosen.iter().cloned().collect();
        for slug in std::iter::once(&election.votes).chain(&election.other_votes) {
            values.extend(told.get(&vote_key(*person, slug)).map(|votes| (slug.clone(), figure(*votes))));
        }
        values.extend(election.round.iter().map(|round| (round.clone(), figure(1))));
        values.extend(elected.map(|elected| (election.elected.clone(), Value::Flag(elected.contains(person)))));
        // What the election is called tells it from another one of its day.
        let by = election.by.iter().filter_map(|by| Some((by.clone(), record.value(by)?.clone())));
        values.extend(by);
        Fact {
            id: FactId::derived(&[b"candidate", record.id.to_string().as_bytes(), person.to_string().as_bytes()]),
            kind: kind.slug.clone(),
            people: vec![Participation {
                person: *person,
                part: part.clone(),
                presence: Presence::Present,
                reason: None,
            }],
            values,
            supersedes: None,
            attachments: Vec::new(),
            ..record.clone()
        }
    };
    count.candidates.iter().map(candidate).collect()
}

/// Who had to be elected: whom the engine finds passed over where nobody was. None where it finds anything else wrong with
/// the record, or cannot say: then it is not known who is elected.
pub(super) fn elected_by_engine(
    rulebook: &Rulebook,
    looked: &Looked,
    record: &Fact,
    candidates: &[Fact],
) -> Option<Vec<PersonId>> {
    let mut chain = looked.facts.clone();
    chain.extend(candidates.iter().cloned());
    chain.push(record.clone());
    let found = evaluate(rulebook, &chain, record.occurred.first, None);
    let is_its = |finding: &&Finding| {
        let rule = rulebook.rules.get(finding.rule);
        finding.evidence.contains(&record.id)
            && rule.is_some_and(|rule| matches!(rule.requirement, Requirement::Election(_)))
    };
    let mut elected: Vec<PersonId> = Vec::new();
    let mut is_known = false;
    for finding in found.iter().filter(is_its) {
        is_known = true;
        for missing in &finding.missing {
            match missing {
                Missing::Candidate { person, fault: BallotFault::PassedOver, .. } => elected.extend(*person),
                Missing::Seats(_) => {}
                _ => return None,
            }
        }
        if finding.status == Status::Unknown {
            return None;
        }
    }
    elected.sort_unstable();
    elected.dedup();
    is_known.then_some(elected)
}
