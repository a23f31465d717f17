//! A kind of record as a standard declares it: its fields, and the parts that people play.

use facts::{Name, Participation, PersonId, Quantity};

use crate::model::Place;

/// A kind of record. Form, Excel sheet, API schema, printed ledger and what rules can see follow from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    pub slug: Name,
    pub name: String,
    /// Other words for it in people's books.
    pub synonyms: Vec<String>,
    pub fields: Vec<Field>,
    pub parts: Vec<Part>,
    /// Every member of the organisation may read it.
    pub published: bool,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub slug: Name,
    pub name: String,
    pub synonyms: Vec<String>,
    pub field_type: FieldType,
    /// `学时`, `平方米`: shown, and stripped from what is imported.
    pub unit: Option<String>,
    pub minimum: Option<Quantity>,
    pub maximum: Option<Quantity>,
    /// A record without it is refused.
    pub required: bool,
    /// The record counts for the period, or for the day, that this field names instead of the day it occurred:
    /// a report filed in July for the first half-year, dues for March paid in May, the second session of a theme day.
    pub attributes: bool,
    /// Kept in the vault, never in the fact: ID number, phone.
    pub secret: bool,
    /// Not for whoever writes down something of oneself.
    pub by_others: bool,
    pub place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldType {
    Flag,
    Quantity,
    Money,
    Day,
    Period,
    Text,
    /// Exactly one of the choices.
    One(Vec<Choice>),
    /// Any number of them.
    Many(Vec<Choice>),
    Organisation,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choice {
    pub slug: Name,
    pub name: String,
    pub synonyms: Vec<String>,
    /// Not for whoever writes down something of oneself.
    pub by_others: bool,
}

/// A part that people play in a record: chair, lecturer, attendee.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub slug: Name,
    pub name: String,
    pub synonyms: Vec<String>,
    /// Who was expected, each with a presence.
    pub attendance: bool,
    /// More than one person can play it.
    pub many: bool,
    pub required: bool,
    /// Who plays it may write such a record down, of oneself alone. A kind has one such part at most.
    pub own: bool,
    pub place: Place,
}

impl Kind {
    /// The part of whoever may write such a record of oneself.
    pub fn own_part(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.own)
    }

    pub fn field(&self, slug: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.slug == slug)
    }

    /// Whose key the secret fields of a record are encrypted under: the first of a part that has to be played.
    pub fn owner_of_secrets(&self, people: &[Participation]) -> Option<PersonId> {
        let required = self.parts.iter().filter(|part| part.required);
        let first = required.flat_map(|part| people.iter().filter(move |one| one.part == part.slug)).next();
        first.or(people.first()).map(|one| one.person)
    }

    pub fn part(&self, slug: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.slug == slug)
    }
}
