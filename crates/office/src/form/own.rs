//! What members write down of themselves: points, commitments, reports, whom they talked with.
//!
//! A kind says by the part that is one's own whether that can be (`自记=是`). The form is that of the kind without what
//! others fill in and without anybody else; what was typed takes the way of every form.

use facts::{Instant, Period, PersonId};
use rulebook::{Field, FieldType, Kind, Part};

use super::read::{begin, empty};
use super::write::{new_id, today};
use super::{FormPart, FormPerson, RecordForm, RecordWritten, Typed, WriteWanted};
use crate::access::{AllowedAt, WriteOwn};
use crate::live::Live;
use crate::{FileBrought, FileKept, OfficeError, Scanner};

impl Live {
    /// The kinds of which members write records of themselves: slug and name, in the order of the document.
    pub fn own_kinds(&self) -> Vec<(String, String)> {
        let kinds = self.rulebook().kinds.iter().filter(|kind| kind.own_part().is_some());
        kinds.map(|kind| (kind.slug.clone(), kind.name.clone())).collect()
    }

    /// The kind of record by which a member settles what a rule lacks, and how its form begins for a period; none where
    /// that is for others to write.
    pub fn settled_by_own(&self, rule: &str, period: &str) -> Option<(String, Vec<(String, String)>)> {
        let (_, rule) = self.rulebook().rule_named(rule)?;
        let asked = rule.requirement.kinds();
        let kind =
            asked.into_iter().filter_map(|kind| self.rulebook().kind(kind)).find(|kind| kind.own_part().is_some())?;
        let begun = Period::parse(period).and_then(|period| crate::begun::period(kind, period));
        Some((kind.slug.clone(), begun.into_iter().collect()))
    }

    /// The form for what a member writes of oneself; none where that is for others.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or there is no randomness for the record's id.
    pub async fn own_form(
        &self,
        allowed: &AllowedAt<WriteOwn>,
        kind: &str,
        begun: &Typed,
        now: Instant,
    ) -> Result<Option<RecordForm>, OfficeError> {
        let (Some(kind), Some(person)) = (self.kind(kind).and_then(of_oneself), allowed.person()) else {
            return Ok(None);
        };
        let looked = self.look(allowed.organisation(), today(now)).await?;
        let tree = self.tree();
        let mut form = alone(empty(self.known(&looked, &tree, now.day()), &kind, new_id(now)?), person);
        begin(&mut form, begun);
        Ok(Some(form))
    }

    /// # Errors
    /// As [`Live::write_record`].
    pub async fn write_own(
        &self,
        allowed: &AllowedAt<WriteOwn>,
        wanted: WriteWanted,
    ) -> Result<RecordWritten, OfficeError> {
        let (Some(kind), Some(person)) = (self.kind(&wanted.kind).and_then(of_oneself), allowed.person()) else {
            return Ok(RecordWritten::Unknown);
        };
        let wanted = WriteWanted { corrects: None, ..wanted };
        self.write(&allowed.to_write_of_oneself(), (&kind, Some(person)), wanted).await
    }

    /// Keeps a file until the record is written that it belongs to.
    ///
    /// # Errors
    /// As [`Live::keep_attachment`].
    pub async fn keep_own_attachment(
        &self,
        allowed: &AllowedAt<WriteOwn>,
        brought: FileBrought,
        scanner: Option<&Scanner>,
        now: Instant,
    ) -> Result<FileKept, OfficeError> {
        self.keep_attachment(&allowed.to_write_of_oneself(), brought, scanner, now).await
    }
}

/// A kind as whoever writes of oneself is asked: without what is for others.
fn of_oneself(kind: &Kind) -> Option<Kind> {
    let own = kind.own_part()?;
    let field = |field: &Field| {
        let field_type = match field.field_type.clone() {
            FieldType::One(choices) => FieldType::One(choices.into_iter().filter(|one| !one.by_others).collect()),
            FieldType::Many(choices) => FieldType::Many(choices.into_iter().filter(|one| !one.by_others).collect()),
            other => other,
        };
        Field { field_type, ..field.clone() }
    };
    let fields = kind.fields.iter().filter(|field| !field.by_others).map(field).collect();
    let parts = vec![Part { many: false, required: true, ..own.clone() }];
    Some(Kind { fields, parts, ..kind.clone() })
}

/// The form with nobody in it but the one who fills it in.
pub(super) fn alone(form: RecordForm, person: PersonId) -> RecordForm {
    let part = |part: FormPart| {
        let own = part.people.into_iter().filter(|one| one.person == person);
        FormPart { people: own.map(|one| FormPerson { chosen: true, ..one }).collect(), ..part }
    };
    RecordForm { parts: form.parts.into_iter().map(part).collect(), ..form }
}
