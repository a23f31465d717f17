//! Ids that follow from what a record says, so that a book read twice adds nothing.

use facts::{FactId, Name, OrganisationId, Participation, PersonId, Presence, Value};

use super::row::Pending;
use super::{Draft, Job, Origin, Secret};
use crate::directory::loose;
use crate::reading::key;

/// A record that stood in this book before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repetition {
    /// Sheet and row, from 1, of the first.
    pub first: (String, usize),
    /// It was taken as another record: two talks of the same two on one day may be two talks.
    pub kept: bool,
    /// What belongs into the vault is not the same, and the first row's was kept.
    pub other_secrets: bool,
}

/// Gives a pending draft its id and puts it among the facts. Says so where the same record stood there before.
pub fn write(job: &mut Job, pending: Pending, origin: Origin) -> Option<Repetition> {
    let content = fact_id(job, &pending, 0);
    let here = (origin.sheet.clone(), origin.row);
    let first = job.so_far.places.entry(content).or_insert_with(|| here.clone()).clone();
    let ordinal = if pending.once {
        0
    } else {
        let count = job.so_far.ordinals.entry(content).or_insert(0);
        *count += 1;
        *count - 1
    };
    let id = if ordinal == 0 { content } else { fact_id(job, &pending, ordinal) };
    if !job.so_far.written.insert(id) {
        return Some(Repetition { first, kept: false, other_secrets: add_secrets(job, id, pending.secrets) });
    }
    let secrets = pending.secrets.into_iter().map(|(person, field, text)| Secret { person, field, text }).collect();
    job.so_far.out.facts.push(Draft {
        id,
        organisation: pending.organisation,
        kind: pending.kind,
        occurred: pending.occurred,
        people: pending.people,
        values: pending.values,
        supersedes: None,
        secrets,
        origin,
    });
    (ordinal > 0).then_some(Repetition { first, kept: true, other_secrets: false })
}

/// Gives a draft the secrets of a repetition that it lacks; says whether any is there with another text.
fn add_secrets(job: &mut Job, id: FactId, secrets: Vec<(PersonId, Name, String)>) -> bool {
    let Some(draft) = job.so_far.out.facts.iter_mut().rev().find(|draft| draft.id == id) else { return false };
    let mut differ = false;
    for (person, field, text) in secrets {
        match draft.secrets.iter().find(|known| known.person == person && known.field == field) {
            Some(known) => differ |= known.text != text,
            None => draft.secrets.push(Secret { person, field, text }),
        }
    }
    differ
}

pub fn organisation_id(job: &Job, name: &str) -> OrganisationId {
    OrganisationId::derived(&[b"organisation", &job.context.installation, key(name).as_bytes()])
}

pub fn person_id(
    job: &Job,
    organisation: OrganisationId,
    name: &str,
    joined: Option<&str>,
    ordinal: usize,
) -> PersonId {
    member_id(job.context.installation, organisation, name, joined, ordinal)
}

/// Of a member that a record brings into a roster. `joined` is the day of joining the Party, which tells namesakes
/// apart; those that it does not are told by their order.
pub fn member_id(
    installation: [u8; 16],
    organisation: OrganisationId,
    name: &str,
    joined: Option<&str>,
    ordinal: usize,
) -> PersonId {
    PersonId::derived(&[
        b"person",
        &installation,
        organisation.as_bytes(),
        name.as_bytes(),
        joined.unwrap_or("").as_bytes(),
        ordinal.to_string().as_bytes(),
    ])
}

/// Of a floating member from elsewhere. A member of the same name has another id, and so has somebody from another
/// organisation.
pub fn guest_id(installation: [u8; 16], organisation: OrganisationId, name: &str, sending: Option<&str>) -> PersonId {
    PersonId::derived(&[
        b"guest",
        &installation,
        organisation.as_bytes(),
        name.as_bytes(),
        sending.map(loose).unwrap_or_default().as_bytes(),
    ])
}

fn fact_id(job: &Job, pending: &Pending, ordinal: u32) -> FactId {
    let occurred =
        if pending.assumed { String::new() } else { format!("{}..{}", pending.occurred.first, pending.occurred.last) };
    let mut people: Vec<&Participation> = pending.people.iter().collect();
    people.sort();
    let mut content: Vec<Vec<u8>> = vec![
        b"fact".to_vec(),
        job.context.installation.to_vec(),
        pending.organisation.as_bytes().to_vec(),
        pending.kind.clone().into_bytes(),
        occurred.into_bytes(),
        ordinal.to_string().into_bytes(),
    ];
    content.push(people.len().to_string().into_bytes());
    for participation in people {
        content.push(participation.part.clone().into_bytes());
        content.push(participation.person.as_bytes().to_vec());
        content.push(presence(participation.presence).as_bytes().to_vec());
        content.push(participation.reason.clone().unwrap_or_default().into_bytes());
    }
    for (field, value) in &pending.values {
        content.push(field.clone().into_bytes());
        content.push(canonical(value).into_bytes());
    }
    let parts: Vec<&[u8]> = content.iter().map(Vec::as_slice).collect();
    FactId::derived(&parts)
}

fn presence(presence: Presence) -> &'static str {
    presence.slug()
}

fn canonical(value: &Value) -> String {
    match value {
        Value::Flag(flag) => format!("flag:{flag}"),
        Value::Quantity(quantity) => format!("quantity:{}", quantity.0),
        Value::Money(fen) => format!("money:{}", fen.0),
        Value::Day(day) => format!("day:{day}"),
        Value::Period(period) => format!("period:{period}"),
        Value::Text(text) => format!("text:{text}"),
        Value::Options(options) => format!("options:{}", options.join(",")),
        Value::Organisation(id) => format!("organisation:{id}"),
    }
}
