//! Who comes into the roster by a record: the person that a registration makes, where nobody of the roster is meant.
//!
//! The ids are those that import gives, so that a roster that is imported later finds the same people.

use facts::{Fact, FactId, Name, OrganisationId, Participation, PersonId, Presence, Value, current, kinds};
use rulebook::{Kind, Part};

use super::check::Fault;
use super::read::Said;
use crate::live::Looked;

/// Whether a part is played by somebody who may not be in the roster yet.
pub(super) fn registers(kind: &Kind, part: &Part) -> bool {
    part.slug == kinds::MEMBER && [kinds::MEMBER_JOINED, kinds::FLOATING_IN].contains(&kind.slug.as_str())
}

/// The newcomer of a record in which nobody of the roster was chosen; none for records that make nobody.
///
/// # Errors
/// Where it cannot be told who that is: without a name, or with that of somebody who is here.
pub(super) fn newcomer(
    (installation, looked): ([u8; 16], &Looked),
    (kind, id): (&Kind, FactId),
    said: &Said,
) -> Result<Option<(Participation, String)>, Fault> {
    let is_chosen = said.people.iter().any(|one| one.part == kinds::MEMBER);
    if is_chosen || !kind.parts.iter().any(|part| registers(kind, part)) {
        return Ok(None);
    }
    let name = text(said, kinds::NAME).map(intake::name).unwrap_or_default();
    if name.is_empty() {
        return Err(of_name("应填写姓名".to_owned()));
    }
    // The same form, sent again: whom it made is no namesake.
    let earlier = current(&looked.facts, None).into_iter().filter(|fact| fact.id != id && fact.kind == kind.slug);
    let namesakes = earlier
        .filter(|fact| matches!(fact.value(kinds::NAME), Some(Value::Text(known)) if intake::name(known) == name));
    let person = match kind.slug.as_str() {
        kinds::MEMBER_JOINED => member(installation, looked.id, &name, said, namesakes)?,
        _ => guest(installation, looked.id, &name, said, namesakes)?,
    };
    let part: Name = kinds::MEMBER.to_owned();
    Ok(Some((Participation { person, part, presence: Presence::Present, reason: None }, name)))
}

fn member<'a>(
    installation: [u8; 16],
    organisation: OrganisationId,
    name: &str,
    said: &Said,
    mut namesakes: impl Iterator<Item = &'a Fact>,
) -> Result<PersonId, Fault> {
    let joined = said.values.get(kinds::JOINED_ON);
    let is_same = |fact: &Fact| {
        let known = fact.value(kinds::JOINED_ON);
        joined.is_none() || known.is_none() || known == joined
    };
    if namesakes.any(is_same) {
        return Err(of_name(format!(
            "名册里已有{name}。曾在本支部的人请在“党员”里选；是另一位同名的党员，请填入党日期以便分清"
        )));
    }
    let joined = joined.and_then(|value| if let Value::Day(day) = value { Some(day.to_string()) } else { None });
    Ok(intake::member_id(installation, organisation, name, joined.as_deref(), 0))
}

fn guest<'a>(
    installation: [u8; 16],
    organisation: OrganisationId,
    name: &str,
    said: &Said,
    mut namesakes: impl Iterator<Item = &'a Fact>,
) -> Result<PersonId, Fault> {
    let id = intake::guest_id(installation, organisation, name, text(said, kinds::SENDING));
    let is_known = namesakes.any(|fact| fact.playing(kinds::MEMBER).any(|known| known == id));
    match is_known {
        true => Err(of_name(format!("已有从同一组织流入的{name}。再次流入请在“流动党员”里选"))),
        false => Ok(id),
    }
}

fn text<'a>(said: &'a Said, field: &str) -> Option<&'a str> {
    match said.values.get(field) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn of_name(text: String) -> Fault {
    Fault::Field(kinds::NAME.to_owned(), text)
}
