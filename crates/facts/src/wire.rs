//! The one wire form: canonical JSON, over which the hash chain is made.
//!
//! Same fact, same bytes: fields stand in a fixed order, maps are sorted, there is no white space.
//! The form carries its version from the first commit; golden files in `tests/golden` may be added, never edited.

use std::borrow::Cow;
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

/// What is only looked at while a fact is read or written stays where it is: chains of thousands are read for one page.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireFact<'a> {
    v: u32,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    organisation: Cow<'a, str>,
    kind: Cow<'a, str>,
    #[serde(borrow)]
    occurred: (Short<'a>, Short<'a>),
    recorded_at: i64,
    recorder: Cow<'a, str>,
    #[serde(borrow)]
    people: Vec<WireParticipation<'a>>,
    #[serde(borrow)]
    values: BTreeMap<Cow<'a, str>, WireValue<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    supersedes: Option<Short<'a>>,
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    attachments: Cow<'a, [String]>,
}

/// Text inside of something else: there a `Cow` alone would be copied.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Short<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireParticipation<'a> {
    #[serde(borrow)]
    person: Cow<'a, str>,
    part: Cow<'a, str>,
    #[serde(borrow)]
    presence: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WireValue<'a> {
    Flag(bool),
    Quantity(i64),
    Money(i64),
    #[serde(borrow)]
    Day(Cow<'a, str>),
    #[serde(borrow)]
    Period(Cow<'a, str>),
    Text(Cow<'a, str>),
    Options(Cow<'a, [String]>),
    #[serde(borrow)]
    Organisation(Cow<'a, str>),
}

/// The canonical bytes of a fact.
pub fn encode(fact: &Fact) -> String {
    let wire = WireFact {
        v: VERSION,
        id: fact.id.to_string().into(),
        organisation: fact.organisation.to_string().into(),
        kind: (&fact.kind).into(),
        occurred: (short(fact.occurred.first), short(fact.occurred.last)),
        recorded_at: fact.recorded_at.microseconds(),
        recorder: (&fact.recorder).into(),
        people: fact.people.iter().map(participation_to_wire).collect(),
        values: fact.values.iter().map(|(name, value)| (name.into(), value_to_wire(value))).collect(),
        supersedes: fact.supersedes.map(short),
        attachments: (&fact.attachments).into(),
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
    let wire: WireFact<'_> =
        serde_json::from_str(bytes).map_err(|error| match serde_json::from_str::<Version>(bytes) {
            Ok(Version { v }) if v != VERSION => WireError::Version(v),
            _ => WireError::Syntax(error),
        })?;
    if wire.v != VERSION {
        return Err(WireError::Version(wire.v));
    }
    let first = day("occurred", &wire.occurred.0.0)?;
    let last = day("occurred", &wire.occurred.1.0)?;
    Ok(Fact {
        id: id("id", &wire.id)?,
        organisation: id("organisation", &wire.organisation)?,
        kind: wire.kind.into_owned(),
        occurred: Span { first, last },
        recorded_at: Instant::from_microseconds(wire.recorded_at),
        recorder: wire.recorder.into_owned(),
        people: wire.people.into_iter().map(participation_from_wire).collect::<Result<_, _>>()?,
        values: wire
            .values
            .into_iter()
            .map(|(name, value)| value_from_wire(value).map(|value| (name.into_owned(), value)))
            .collect::<Result<_, _>>()?,
        supersedes: wire.supersedes.map(|text| id("supersedes", &text.0)).transpose()?,
        attachments: wire.attachments.into_owned(),
    })
}

fn short<'a>(shown: impl ToString) -> Short<'a> {
    Short(shown.to_string().into())
}

fn participation_to_wire(people: &Participation) -> WireParticipation<'_> {
    WireParticipation {
        person: people.person.to_string().into(),
        part: (&people.part).into(),
        presence: people.presence.slug().into(),
        reason: people.reason.as_ref().map(Into::into),
    }
}

fn participation_from_wire(wire: WireParticipation<'_>) -> Result<Participation, WireError> {
    let presence = Presence::ALL.into_iter().find(|presence| presence.slug() == wire.presence);
    Ok(Participation {
        person: id("person", &wire.person)?,
        part: wire.part.into_owned(),
        presence: presence.ok_or_else(|| WireError::Field {
            field: "presence",
            found: wire.presence.into_owned(),
            expected: "present, remote, excused or absent",
        })?,
        reason: wire.reason.map(Cow::into_owned),
    })
}

fn value_to_wire(value: &Value) -> WireValue<'_> {
    match value {
        Value::Flag(flag) => WireValue::Flag(*flag),
        Value::Quantity(quantity) => WireValue::Quantity(quantity.0),
        Value::Money(fen) => WireValue::Money(fen.0),
        Value::Day(day) => WireValue::Day(day.to_string().into()),
        Value::Period(period) => WireValue::Period(period.to_string().into()),
        Value::Text(text) => WireValue::Text(text.into()),
        Value::Options(options) => WireValue::Options(options.into()),
        Value::Organisation(id) => WireValue::Organisation(id.to_string().into()),
    }
}

fn value_from_wire(wire: WireValue<'_>) -> Result<Value, WireError> {
    Ok(match wire {
        WireValue::Flag(flag) => Value::Flag(flag),
        WireValue::Quantity(hundredths) => Value::Quantity(Quantity(hundredths)),
        WireValue::Money(fen) => Value::Money(Fen(fen)),
        WireValue::Day(text) => Value::Day(day("day", &text)?),
        WireValue::Period(text) => match Period::parse(&text) {
            Some(period @ Period::Calendar { .. }) => Value::Period(period),
            _ => {
                let found = text.into_owned();
                return Err(WireError::Field { field: "period", found, expected: "a calendar period" });
            }
        },
        WireValue::Text(text) => Value::Text(text.into_owned()),
        WireValue::Options(options) => Value::Options(options.into_owned()),
        WireValue::Organisation(text) => Value::Organisation(id("organisation", &text)?),
    })
}

fn day(field: &'static str, text: &str) -> Result<Day, WireError> {
    text.parse().map_err(|_| WireError::Field { field, found: text.to_owned(), expected: "a day `YYYY-MM-DD`" })
}

fn id<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<T, WireError> {
    text.parse().map_err(|_| WireError::Field { field, found: text.to_owned(), expected: "a UUID" })
}
