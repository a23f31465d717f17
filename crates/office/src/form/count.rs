//! How many were expected and came: counted from the list of names where nobody typed a number.

use facts::{Fact, Name, Participation, Presence, Quantity, Value};
use rulebook::{FieldType, Kind};

/// The fields that repeat what a list of names says, by their slugs in the rulebook, and whom each counts.
const COUNTS: &[(&str, &[Presence])] = &[
    ("expected", &Presence::ALL),
    ("attended", &[Presence::Present, Presence::Remote]),
    ("on-leave", &[Presence::Excused]),
    ("missing", &[Presence::Absent]),
];

/// What each field that counts says by the list. Nothing where the kind has no list, or nobody is on it: a record may
/// well know how many came and not who.
fn counted(kind: &Kind, people: &[Participation]) -> Vec<(Name, Value)> {
    let lists = |slug: &Name| kind.parts.iter().any(|part| part.attendance && part.slug == *slug);
    let listed: Vec<Presence> = people.iter().filter(|one| lists(&one.part)).map(|one| one.presence).collect();
    let number = |counted: &[Presence]| {
        let count = listed.iter().filter(|presence| counted.contains(presence)).count();
        Value::Quantity(Quantity::whole(i64::try_from(count).unwrap_or(i64::MAX)))
    };
    let fields = COUNTS.iter().filter(|(slug, _)| !listed.is_empty() && counts(kind, slug));
    fields.map(|(slug, counted)| ((*slug).to_owned(), number(counted))).collect()
}

/// Whether a field of a kind can be left to the list.
pub(super) fn counts(kind: &Kind, slug: &str) -> bool {
    kind.parts.iter().any(|part| part.attendance)
        && COUNTS.iter().any(|(known, _)| *known == slug)
        && kind.fields.iter().any(|field| field.slug == slug && field.field_type == FieldType::Quantity)
}

/// Fills in what was left empty.
pub(super) fn fill(kind: &Kind, fact: &mut Fact) {
    for (slug, value) in counted(kind, &fact.people) {
        fact.values.entry(slug).or_insert(value);
    }
}

/// Whether a record's number is what its list says: then it follows the list when that is corrected.
pub(super) fn follows(kind: &Kind, fact: &Fact, slug: &str) -> bool {
    counted(kind, &fact.people).iter().any(|(known, value)| known == slug && fact.value(known) == Some(value))
}
