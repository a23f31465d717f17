//! Rows of a list of floating members from elsewhere: who takes part in a branch without belonging to it.
//!
//! Two of one name are told apart by the organisation that holds the affiliation, and from a member of the branch by
//! what the row says beside the name; where nothing tells, the row is refused.

use facts::{Day, OrganisationId, Participation, PersonId, Presence, Span, Value, kinds};
use rulebook::{Kind, KindIndex};

use super::row::{Pending, Row};
use super::{Job, conflict, identify, members, people, records, remarks, values};
use crate::directory::{Guest, Member, loose};
use crate::reading::{is_nothing, names};
use crate::recognise::Slot;
use crate::refusal::{GuestProblem, Reason};
use crate::words;

/// What the row says about who came, and when.
struct Candidate {
    name: String,
    sending: Option<String>,
    days: Span,
}

pub fn read(job: &mut Job, row: &mut Row, organisation: OrganisationId, index: KindIndex) {
    let Some(kind) = job.rulebook.kind(index) else { return };
    let Some(column) = members::column_of_name(row, index, kind) else {
        return row.refuse_missing(None, Reason::MissingName);
    };
    let Some(name) = name_of(row, index, kind, column.index) else { return };
    let mut fields = records::fields(job, row, organisation, index, kind);
    let days = days(job, row, index);
    if let Some(days) = days {
        conflict::refuse_days(job, row, organisation, (index, kind), &[], (days, false));
    }
    let Some(days) = days.filter(|_| !row.is_refused()) else { return };
    // Who went again, as the row says by day, is known to be gone.
    if days.last == Day::LATEST && remarks::refuse(job, row, kind) {
        return;
    }
    let sending = match fields.values.get(kinds::SENDING) {
        Some(Value::Text(sending)) => Some(sending.clone()),
        _ => None,
    };
    fields.values.insert(kinds::NAME.to_owned(), Value::Text(name.clone()));
    let candidate = Candidate { name, sending, days };
    let Some(person) = identify(job, row, organisation, &candidate, column.index) else { return };
    let part = kinds::MEMBER.to_owned();
    let guest = [Participation { person, part, presence: Presence::Present, reason: None }];
    records::required(row, index, kind, &fields, &guest);
    if row.is_refused() {
        return;
    }
    job.guests.entry(person).or_default().push((row.index, days));
    enter(job, organisation, person, candidate);
    row.drafts.push(Pending {
        organisation,
        kind: kind.slug.clone(),
        occurred: days,
        assumed: false,
        once: true,
        people: guest.into(),
        values: fields.values,
        secrets: fields.secrets.into_iter().map(|(field, text)| (person, field, text)).collect(),
    });
}

/// The one name of the row, without the word for what its bearer is.
fn name_of(row: &mut Row, index: KindIndex, kind: &Kind, column: usize) -> Option<String> {
    let written = members::name_of(row, index, kind)?;
    match names(&written, &|_| true).as_slice() {
        [only] if only.remark.as_deref().is_some_and(people::says_guest) => Some(only.name.clone()),
        [_, _, ..] => {
            let part = kind.part(kinds::MEMBER).map(|part| part.name.clone()).unwrap_or_default();
            row.refuse_row(column, Reason::TooManyNames { part });
            None
        }
        _ => Some(written),
    }
}

/// From when, and until when where the row says so. A month alone is the one of coming, not all of the time here.
fn days(job: &Job, row: &mut Row, index: KindIndex) -> Option<Span> {
    let column = row.slot(index, &Slot::Occurred);
    let Some(column) = column.filter(|column| !is_nothing(&row.text(column.index))) else {
        row.refuse_missing(column, Reason::MissingDate);
        return None;
    };
    row.take(column.index);
    match values::event_span(job, row.cell(column.index), row.layout.year) {
        Ok(read) => {
            let month = read.note.is_some();
            let days = row.told(column.index, read);
            Some(if month { Span::day(days.first) } else { days })
        }
        Err(reason) => {
            row.refuse_row(column.index, reason);
            None
        }
    }
}

/// How a known guest of the name and a row fit together.
#[derive(PartialEq, Eq)]
enum Fit {
    Same,
    /// One of them does not say from where.
    Possible,
    Other,
}

fn fit(known: &Guest, row: &Candidate) -> Fit {
    match (&known.sending, &row.sending) {
        (Some(known), Some(said)) if loose(known) == loose(said) => Fit::Same,
        (Some(_), Some(_)) => Fit::Other,
        _ => Fit::Possible,
    }
}

/// The person of a row: a known guest, a new one, or nobody can tell.
fn identify(
    job: &Job,
    row: &mut Row,
    organisation: OrganisationId,
    candidate: &Candidate,
    column: usize,
) -> Option<PersonId> {
    let known = job.directory.guests_named(organisation, &candidate.name);
    let fitting = |wanted: Fit| -> Vec<&Guest> {
        known.iter().filter(|guest| fit(guest, candidate) == wanted).copied().collect()
    };
    let found = match (fitting(Fit::Same).as_slice(), fitting(Fit::Possible).as_slice()) {
        ([only], _) if came_again(job, row, only, candidate.days) => only.id,
        // The one guest of this name, from an earlier import, and no row of this sheet stands for it yet.
        ([], [only]) if known.len() == 1 && !job.guests.contains_key(&only.id) => only.id,
        ([], []) => {
            if let Some(candidates) = namesakes(job, row, organisation, candidate) {
                row.refuse_row(column, Reason::Guest(GuestProblem::IsMember { candidates }));
                return None;
            }
            identify::guest_id(job.context.installation, organisation, &candidate.name, candidate.sending.as_deref())
        }
        _ => {
            let candidates = known.iter().map(|guest| words::guest(&guest.name, guest.sending.as_deref())).collect();
            row.refuse_row(column, Reason::Guest(GuestProblem::Twice { candidates }));
            return None;
        }
    };
    Some(found)
}

/// Whether a row can speak of the same guest as those before it in the sheet: it repeats one, or tells another time.
fn came_again(job: &Job, row: &Row, known: &Guest, days: Span) -> bool {
    let earlier = job.guests.get(&known.id).map(Vec::as_slice).unwrap_or_default();
    let ended = |told: Span| {
        let stay = known.stays.iter().find(|stay| stay.first == told.first);
        stay.map_or(told.last, |stay| stay.last)
    };
    let apart = |told: Span| ended(told) < days.first || until_its_end(days).last < told.first;
    earlier.iter().any(|(index, _)| members::is_copy(job, row, *index)) || earlier.iter().all(|(_, told)| apart(*told))
}

/// Members of the name who may be the same person: then the row is wrong, because they belong to the branch. None
/// where the row says that it speaks of somebody else.
fn namesakes(job: &Job, row: &Row, organisation: OrganisationId, candidate: &Candidate) -> Option<Vec<String>> {
    let hints = people::Hints::of(job, row);
    let members = job.directory.members_named(organisation, &candidate.name);
    let there = |member: &&Member| !member.left_before(candidate.days.first);
    let alike: Vec<&Member> = members.into_iter().filter(there).filter(|member| hints.allows(member)).collect();
    (!alike.is_empty()).then(|| alike.into_iter().map(people::candidate).collect())
}

/// One day is that of coming, with no end yet.
fn until_its_end(days: Span) -> Span {
    Span { first: days.first, last: if days.last > days.first { days.last } else { Day::LATEST } }
}

fn enter(job: &mut Job, organisation: OrganisationId, id: PersonId, candidate: Candidate) {
    let Some(found) = job.directory.organisation_mut(organisation) else { return };
    let Candidate { name, sending, days } = candidate;
    let stay = until_its_end(days);
    let Some(guest) = found.guests.iter_mut().find(|guest| guest.id == id) else {
        return found.guests.push(Guest { id, name, sending, stays: vec![stay] });
    };
    guest.sending = sending.or(guest.sending.take());
    match guest.stays.iter_mut().find(|known| known.first == stay.first) {
        // An end that is known already stays known where a book does not tell it.
        Some(known) => known.last = known.last.min(stay.last),
        None => guest.stays.push(stay),
    }
}
