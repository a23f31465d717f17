//! Command: a record as a program hands it over, by slugs and ids. It takes the way of a typed form, and what the form
//! does not have is said instead of passed over: nobody looks at what became of it.

use std::collections::BTreeSet;

use facts::{FactId, Instant, Name, PersonId, Presence, kinds};
use roster::Roster;
use views::words;

use super::{Control, FormPart, RecordForm, RecordWritten, Typed, WriteWanted, inputs};
use crate::OfficeError;
use crate::access::{AllowedAt, WriteOwn, WriteRecord};
use crate::live::{Live, When};

/// A record to be written.
#[derive(Debug, Clone)]
pub struct Entered {
    /// Chosen by the program, so that sending it twice writes it once.
    pub id: FactId,
    pub about: EnteredAs,
    pub first: String,
    pub last: String,
    /// Each field with its texts; several where several options were chosen.
    pub values: Vec<(Name, Vec<String>)>,
    pub people: Vec<EnteredPerson>,
    /// Digests of files that were brought before, or stand in what is corrected; of those, who is not named goes.
    pub attachments: Vec<String>,
    pub now: Instant,
}

/// Whether it is new.
#[derive(Debug, Clone)]
pub enum EnteredAs {
    /// Of a kind.
    New(Name),
    /// In the place of a record, and why.
    Correction(FactId, String),
}

#[derive(Debug, Clone)]
pub struct EnteredPerson {
    pub part: Name,
    pub person: String,
    /// A slug; whoever is named was there unless it says otherwise.
    pub presence: Option<String>,
    pub reason: Option<String>,
}

/// Where something is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongAt {
    Whole,
    First,
    Last,
    Reason,
    Field(Name),
    Part(Name),
    Attachments,
}

impl Live {
    /// # Errors
    /// As [`Live::write_record`].
    pub async fn write_entered(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        entered: Entered,
    ) -> Result<RecordWritten, OfficeError> {
        let (kind, corrects) = match &entered.about {
            EnteredAs::New(kind) => (kind.clone(), None),
            EnteredAs::Correction(record, _) => {
                let today = When { as_of: entered.now.day(), known_at: None };
                let looked = self.look(allowed.organisation(), today).await?;
                let fact = looked.facts.iter().find(|fact| fact.id == *record && fact.kind != kinds::WITHDRAWN);
                let Some(fact) = fact else { return Ok(RecordWritten::Unknown) };
                (fact.kind.clone(), Some(*record))
            }
        };
        self.write_record(allowed, entered.wanted(kind, corrects)).await
    }

    /// What a member writes of oneself, through a program.
    ///
    /// # Errors
    /// As [`Live::write_record`].
    pub async fn write_own_entered(
        &self,
        allowed: &AllowedAt<WriteOwn>,
        entered: Entered,
    ) -> Result<RecordWritten, OfficeError> {
        let EnteredAs::New(kind) = &entered.about else { return Ok(RecordWritten::Unknown) };
        self.write_own(allowed, entered.wanted(kind.clone(), None)).await
    }
}

impl Entered {
    fn wanted(&self, kind: Name, corrects: Option<FactId>) -> WriteWanted {
        WriteWanted { kind, corrects, typed: self.typed(), files: Vec::new(), strict: true, now: self.now }
    }

    /// As the form's inputs would have said it.
    fn typed(&self) -> Typed {
        let mut typed = vec![
            (inputs::ID.to_owned(), self.id.to_string()),
            (inputs::FIRST.to_owned(), self.first.clone()),
            (inputs::LAST.to_owned(), self.last.clone()),
        ];
        if let EnteredAs::Correction(_, reason) = &self.about {
            typed.push((inputs::REASON.to_owned(), reason.clone()));
        }
        for (field, texts) in &self.values {
            typed.extend(texts.iter().map(|text| (inputs::field(field), text.clone())));
        }
        typed.extend(self.attachments.iter().map(|digest| (inputs::ATTACHMENT.to_owned(), digest.clone())));
        for one in &self.people {
            let presence = one.presence.clone().unwrap_or_else(|| Presence::Present.slug().to_owned());
            let name = |of: &str| format!("{of}-{}-{}", one.part, one.person);
            typed.push((inputs::part(&one.part), one.person.clone()));
            typed.push((name("presence"), presence));
            typed.extend(one.reason.iter().map(|reason| (name("why"), reason.clone())));
        }
        Typed(typed)
    }
}

/// Says what was sent and the form has no place for: fields, parts, people and options that are none.
pub(super) fn refuse_unknown(form: &mut RecordForm, typed: &Typed) {
    let mut unknown = Vec::new();
    for (name, text) in &typed.0 {
        if let Some(slug) = name.strip_prefix("field-") {
            match form.fields.iter_mut().find(|field| field.slug == slug) {
                None => unknown.push(format!("{}没有字段“{slug}”", form.kind_name)),
                Some(field) => {
                    if let Control::One(options) | Control::Many(options) = &field.control
                        && !text.is_empty()
                        && options.iter().all(|option| option.slug != text.trim())
                    {
                        let known: Vec<&str> = options.iter().map(|option| option.slug.as_str()).collect();
                        field.text.fault = Some(format!("应为 {} 之一，现在是“{text}”", known.join("、")));
                    }
                }
            }
        } else if let Some(slug) = name.strip_prefix("part-") {
            match form.parts.iter_mut().find(|part| part.slug == slug) {
                None => unknown.push(format!("{}没有作用“{slug}”", form.kind_name)),
                Some(part) => refuse_stranger(part, text, typed),
            }
        }
    }
    unknown.dedup();
    form.faults.extend(unknown);
}

/// Says whom a form names that it has no place for: it was opened when they were still on the roster.
pub(super) fn refuse_strangers(roster: &Roster, form: &mut RecordForm, typed: &Typed) {
    for part in &mut form.parts {
        let (chosen, presence) = (part.input(), format!("presence-{}-", part.slug));
        let named = typed.0.iter().filter(|(_, text)| !text.trim().is_empty()).filter_map(|(name, text)| {
            let id = match part.attendance {
                true => name.strip_prefix(&presence)?,
                false => Some(text.trim()).filter(|_| *name == chosen)?,
            };
            id.parse::<PersonId>().ok()
        });
        let strangers: BTreeSet<PersonId> =
            named.filter(|person| part.people.iter().all(|one| one.person != *person)).collect();
        let names =
            strangers.iter().map(|one| words::person(roster, *one).unwrap_or_else(|| "（不明的人）".to_owned()));
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            part.fault = Some(format!(
                "打开这张表以后，{}已不在可选的名单上，没有记入。请照下面的名单核对后再提交",
                names.join("、")
            ));
        }
    }
}

fn refuse_stranger(part: &mut FormPart, person: &str, typed: &Typed) {
    let Some(known) = part.people.iter().find(|one| one.person.to_string() == person.trim()) else {
        part.fault = Some(format!("{}里没有编号为“{person}”的人，请照名册里的编号写", part.name));
        return;
    };
    let presence = typed.one(&part.presence_input(known)).to_owned();
    if Presence::ALL.into_iter().all(|one| one.slug() != presence) {
        let slugs = Presence::ALL.map(Presence::slug).join("、");
        part.fault = Some(format!("到会应为 {slugs} 之一，现在是“{presence}”"));
    } else if !part.attendance && presence != Presence::Present.slug() {
        part.fault = Some(format!("{}不是名单，不记到会，现在是“{presence}”", part.name));
    }
}

impl RecordForm {
    /// Everything that is wrong, in the order of the form.
    pub fn wrongs(&self) -> Vec<(WrongAt, String)> {
        let texts = [(WrongAt::First, &self.first), (WrongAt::Last, &self.last), (WrongAt::Reason, &self.reason)];
        let texts = texts.into_iter().filter_map(|(at, text)| Some((at, text.fault.clone()?)));
        let fields = self.fields.iter();
        let fields = fields.filter_map(|field| Some((WrongAt::Field(field.slug.clone()), field.text.fault.clone()?)));
        let parts = self.parts.iter();
        let parts = parts.filter_map(|part| Some((WrongAt::Part(part.slug.clone()), part.fault.clone()?)));
        let whole = self.faults.iter().map(|fault| (WrongAt::Whole, fault.clone()));
        let files = self.attachment_faults.iter().map(|fault| (WrongAt::Attachments, fault.clone()));
        whole.chain(texts).chain(fields).chain(parts).chain(files).collect()
    }
}
