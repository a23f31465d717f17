//! The one wire form: canonical JSON, over which the hash chain is made.
//!
//! Same fact, same bytes: fields stand in a fixed order, maps are sorted, there is no white space.
//! The form carries its version from the first commit; golden files in `tests/golden` may be added, never edited.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Day, Fact, Fen, Instant, Participation, Period, Presence, Quantity, Span, Value};

/// The version written by [`encode`].
pub const VERSION: u32 = 1;

/// A fact's bytes cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("the text is no fact in wire form")]
    Syntax(#[source] serde_json::Error),
    #[error("wire version {0} is not known here (expected {VERSION}); a newer program wrote it")]
    Version(u32),
    #[error("field `{field}` holds `{found}`, expected {expected}")]
    Field { field: &'static str, found: String, expected: &'static str },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFact {
    v: u32,
    id: String,
    organisation: String,
    kind: String,
    occurred: (String, String),
    recorded_at: i64,
    recorder: String,
    people: Vec<WireParticipation>,
    values: BTreeMap<String, WireValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    supersedes: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireParticipation {
    person: String,
    part: String,
    presence: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireValue {
    Flag(bool),
    Quantity(i64),
    Money(i64),
    Day(String),
    Period(String),
    Text(String),
    Options(Vec<String>),
    Organisation(String),
}

/// The canonical bytes of a fact.
pub fn encode(fact: &Fact) -> String {
    let wire = WireFact {
        v: VERSION,
        id: fact.id.to_string(),
        organisation: fact.organisation.to_string(),
        kind: fact.kind.clone(),
        occurred: (fact.occurred.first.to_string(), fact.occurred.last.to_string()),
        recorded_at: fact.recorded_at.microseconds(),
        recorder: fact.recorder.clone(),
        people: fact.people.iter().map(participation_to_wire).collect(),
        values: fact.values.iter().map(|(name, value)| (name.clone(), value_to_wire(value))).collect(),
        supersedes: fact.supersedes.map(|id| id.to_string()),
        attachments: fact.attachments.clone(),
    };
    // Strings, numbers and string-keyed maps always serialise; there is no case in which this is empty.
    serde_json::to_string(&wire).unwrap_or_default()
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// Where the bytes are no JSON of this shape, are of another version, or hold an id, day or option that is none.
pub fn decode(bytes: &str) -> Result<Fact, WireError> {
    #[derive(Deserialize)]
    struct Version {
        v: u32,
    }
    let wire: WireFact = serde_json::from_str(bytes).map_err(|error| match serde_json::from_str::<Version>(bytes) {
        Ok(Version { v }) if v != VERSION => WireError::Version(v),
        _ => WireError::Syntax(error),
    })?;
    if wire.v != VERSION {
        return Err(WireError::Version(wire.v));
    }
    let first = day("occurred", &wire.occurred.0)?;
    let last = day("occurred", &wire.occurred.1)?;
    Ok(Fact {
        id: id("id", &wire.id)?,
        organisation: id("organisation", &wire.organisation)?,
        kind: wire.kind,
        occurred: Span { first, last },
        recorded_at: Instant::from_microseconds(wire.recorded_at),
        recorder: wire.recorder,
        people: wire.people.into_iter().map(participation_from_wire).collect::<Result<_, _>>()?,
        values: wire
            .values
            .into_iter()
            .map(|(name, value)| value_from_wire(value).map(|value| (name, value)))
            .collect::<Result<_, _>>()?,
        supersedes: wire.supersedes.map(|text| id("supersedes", &text)).transpose()?,
        attachments: wire.attachments,
    })
}

fn participation_to_wire(people: &Participation) -> WireParticipation {
    WireParticipation {
        person: people.person.to_string(),
        part: people.part.clone(),
        presence: people.presence.slug().to_owned(),
        reason: people.reason.clone(),
    }
}

fn participation_from_wire(wire: WireParticipation) -> Result<Participation, WireError> {
    let presence = Presence::ALL.into_iter().find(|presence| presence.slug() == wire.presence);
    Ok(Participation {
        person: id("person", &wire.person)?,
        part: wire.part,
        presence: presence.ok_or(WireError::Field {
            field: "presence",
            found: wire.presence,
            expected: "present, remote, excused or absent",
        })?,
        reason: wire.reason,
    })
}

fn value_to_wire(value: &Value) -> WireValue {
    match value {
        Value::Flag(flag) => WireValue::Flag(*flag),
        Value::Quantity(quantity) => WireValue::Quantity(quantity.0),
        Value::Money(fen) => WireValue::Money(fen.0),
        Value::Day(day) => WireValue::Day(day.to_string()),
        Value::Period(period) => WireValue::Period(period.to_string()),
        Value::Text(text) => WireValue::Text(text.clone()),
        Value::Options(options) => WireValue::Options(options.clone()),
        Value::Organisation(id) => WireValue::Organisation(id.to_string()),
    }
}

fn value_from_wire(wire: WireValue) -> Result<Value, WireError> {
    Ok(match wire {
        WireValue::Flag(flag) => Value::Flag(flag),
        WireValue::Quantity(hundredths) => Value::Quantity(Quantity(hundredths)),
        WireValue::Money(fen) => Value::Money(Fen(fen)),
        WireValue::Day(text) => Value::Day(day("day", &text)?),
        WireValue::Period(text) => match Period::parse(&text) {
            Some(period @ Period::Calendar { .. }) => Value::Period(period),
            _ => return Err(WireError::Field { field: "period", found: text, expected: "a calendar period" }),
        },
        WireValue::Text(text) => Value::Text(text),
        WireValue::Options(options) => Value::Options(options),
        WireValue::Organisation(text) => Value::Organisation(id("organisation", &text)?),
    })
}

fn day(field: &'static str, text: &str) -> Result<Day, WireError> {
    text.parse().map_err(|_| WireError::Field { field, found: text.to_owned(), expected: "a day `YYYY-MM-DD`" })
}

fn id<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<T, WireError> {
    text.parse().map_err(|_| WireError::Field { field, found: text.to_owned(), expected: "a UUID" })
}
