//! Writing records down: the form that follows from a kind's declaration, what was typed into it, and the fact that
//! becomes of it.
//!
//! A form is made of a kind, with what is known filled in; what was typed comes back as texts by field, is read, and
//! either becomes a fact or is said to be wrong field by field, with everything typed still there. The truth is never
//! refused: a record that breaks a rule is taken, and the finding says so. Only what cannot be is refused.

mod attach;
mod check;
mod count;
mod entered;
mod own;
mod read;
mod register;
mod write;

use facts::{Day, FactId, Name, PersonId, Presence};

pub use check::Fault;
pub use entered::{Entered, EnteredAs, EnteredPerson, WrongAt};
pub(crate) use write::new_id;
pub use write::{RecordWritten, WriteWanted};

/// A form, empty or with what was typed.
#[derive(Debug, Clone)]
pub struct RecordForm {
    pub kind: Name,
    pub kind_name: String,
    /// Of the record to be: made with the form, so that sending it twice writes it once.
    pub id: FactId,
    /// The record that this one corrects.
    pub corrects: Option<FactId>,
    pub first: Text,
    pub last: Text,
    /// Why it is corrected; asked for only then.
    pub reason: Text,
    pub fields: Vec<FormField>,
    pub parts: Vec<FormPart>,
    /// Files that are kept for it already.
    pub attachments: Vec<FormAttachment>,
    /// What is wrong with files that were brought.
    pub attachment_faults: Vec<String>,
    /// What the standard asks of such a record, with the clause: read beside the form.
    pub rules: Vec<(String, String)>,
    /// The clauses of these rules, each with its paragraphs.
    pub wording: Vec<(String, Vec<String>)>,
    /// Faults that belong to no field.
    pub faults: Vec<String>,
}

/// What was typed into a field, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    pub typed: String,
    pub fault: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FormField {
    pub slug: Name,
    pub name: String,
    pub unit: Option<String>,
    pub required: bool,
    /// Kept in the vault: shown only to whoever it is about.
    pub secret: bool,
    /// Left empty, it is counted from the list of names.
    pub counted: bool,
    pub control: Control,
    pub text: Text,
}

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    YesNo,
    Number,
    Money,
    Day,
    /// `2026-03`, `2026-Q1`, `2026-H1`, `2026`.
    Period,
    Text,
    /// Exactly one: slug, word, chosen.
    One(Vec<Option_>),
    /// Any number of them.
    Many(Vec<Option_>),
    /// An organisation by its name.
    Organisation,
}

/// An option of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Option_ {
    pub slug: Name,
    pub word: String,
    pub chosen: bool,
}

/// A part that people play.
#[derive(Debug, Clone)]
pub struct FormPart {
    pub slug: Name,
    pub name: String,
    pub many: bool,
    pub required: bool,
    /// Everybody who was expected is asked whether they were there.
    pub attendance: bool,
    /// Played by somebody new unless somebody of the roster is chosen.
    pub registers: bool,
    pub people: Vec<FormPerson>,
    pub fault: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FormPerson {
    pub person: PersonId,
    pub name: String,
    pub chosen: bool,
    pub presence: Presence,
    pub reason: String,
}

/// A file that is kept already: it stays unless it is taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormAttachment {
    pub digest: String,
    pub name: String,
    pub what: String,
    pub stays: bool,
}

/// What was sent: names and texts in the order of the form. A name may come several times.
#[derive(Debug, Clone, Default)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// Whether anything was sent under a name, if only nothing.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text.trim())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, text)| text.trim())
    }
}

/// The names of inputs: those that every form has, and those of fields and parts.
pub(crate) mod inputs {
    use facts::PersonId;

    pub const ID: &str = "id";
    pub const FIRST: &str = "first";
    pub const LAST: &str = "last";
    pub const REASON: &str = "reason";
    pub const ATTACHMENT: &str = "attachment";

    pub fn field(slug: &str) -> String {
        format!("field-{slug}")
    }

    pub fn part(slug: &str) -> String {
        format!("part-{slug}")
    }

    pub fn presence(part: &str, person: PersonId) -> String {
        format!("presence-{part}-{person}")
    }

    pub fn why(part: &str, person: PersonId) -> String {
        format!("why-{part}-{person}")
    }
}

impl FormField {
    /// The name of its input.
    pub fn input(&self) -> String {
        inputs::field(&self.slug)
    }
}

impl FormPart {
    /// The name of its input, or of each of them.
    pub fn input(&self) -> String {
        inputs::part(&self.slug)
    }

    /// Whether somebody was there.
    pub fn presence_input(&self, person: &FormPerson) -> String {
        inputs::presence(&self.slug, person.person)
    }

    /// Why somebody was not.
    pub fn why_input(&self, person: &FormPerson) -> String {
        inputs::why(&self.slug, person.person)
    }
}

/// The day that a form begins with.
pub(crate) fn day_text(day: Day) -> Text {
    Text { typed: day.to_string(), fault: None }
}
