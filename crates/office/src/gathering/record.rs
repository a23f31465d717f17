//! From a meeting's paper to its record: what the form begins with, and what is written together with the record.

use facts::{Fact, FactId, OrganisationId, Value};

use super::count::{election_of, lines};
use super::outcome::{candidates, elected_by_engine, values_of_record};
use super::sheet::{Calls, State};
use super::shown::called;
use crate::OfficeError;
use crate::access::{AllowedAt, WriteRecord};
use crate::form::{Typed, inputs};
use crate::live::{Live, When};

/// What the record of a meeting begins with.
#[derive(Debug, Clone)]
pub enum Begun {
    /// The kind of record, and what its form holds already.
    Form(String, Typed),
    /// Two people have not agreed yet on what they counted.
    ToBeCounted,
}

/// The fields of a record that hold what a meeting is about, the first of them that a kind has.
const TITLES: &[&str] = &["subject", "theme"];

impl Live {
    /// The record of a meeting as far as it is known. Of whom nothing is known was not there.
    ///
    /// # Errors
    /// Where desk or ledger cannot be read.
    pub async fn record_of_gathering(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        id: FactId,
    ) -> Result<Option<Begun>, OfficeError> {
        let Some(gathering) = self.gathering(allowed.organisation(), id).await? else { return Ok(None) };
        let Some(kind) = self.gathering_kind(&gathering.sheet.kind) else { return Ok(None) };
        let looked = self.look(allowed.organisation(), When { as_of: gathering.day, known_at: None }).await?;
        let mut typed =
            vec![(inputs::ID.to_owned(), id.to_string()), (inputs::FIRST.to_owned(), gathering.day.to_string())];
        if let Some(title) = TITLES.iter().find(|title| kind.field(title).is_some()) {
            typed.push((inputs::field(title), gathering.sheet.title.clone()));
        }
        if let Calls::Group(name) = &gathering.sheet.calls
            && kind.field(facts::kinds::GROUP).is_some()
        {
            typed.push((inputs::field(facts::kinds::GROUP), name.clone()));
        }
        let part = kind.parts.iter().find(|part| part.attendance).map(|part| part.slug.as_str()).unwrap_or_default();
        for one in called(&looked, &gathering).iter().filter(|one| one.state != State::Out) {
            let state = if one.state == State::Waiting { State::Absent } else { one.state };
            typed.push((inputs::presence(part, one.person), state.slug().to_owned()));
            typed.push((inputs::why(part, one.person), one.reason.clone()));
        }
        if let Some((_, _, _, Some(count))) = self.to_count(allowed.organisation(), id).await? {
            let lines = lines(self.rulebook(), kind, &looked, &gathering, &count.candidates);
            let Some(told) = count.settled(&lines) else { return Ok(Some(Begun::ToBeCounted)) };
            let election = election_of(self.rulebook(), kind, &looked, gathering.day);
            for (field, value) in values_of_record(kind, election, &count, &told) {
                if let Value::Quantity(figure) = value {
                    typed.push((inputs::field(&field), figure.to_string()));
                }
            }
        }
        Ok(Some(Begun::Form(kind.slug.clone(), Typed(typed))))
    }

    /// What is written together with a meeting's record: the votes of the candidates that two people counted. Says in
    /// words why the record cannot be written while they do not agree, or where it says something else than they do.
    ///
    /// # Errors
    /// Where desk or ledger cannot be read.
    pub(crate) async fn counted_with(
        &self,
        organisation: OrganisationId,
        record: &Fact,
    ) -> Result<Result<Vec<Fact>, String>, OfficeError> {
        let Some((gathering, kind, looked, Some(count))) = self.to_count(organisation, record.id).await? else {
            return Ok(Ok(Vec::new()));
        };
        let lines = lines(self.rulebook(), kind, &looked, &gathering, &count.candidates);
        let Some(told) = count.settled(&lines) else {
            return Ok(Err("两名计票人的数还不相同，没有记下。请先在计票页上对上".to_owned()));
        };
        let election = election_of(self.rulebook(), kind, &looked, gathering.day);
        for (field, value) in values_of_record(kind, election, &count, &told) {
            if record.value(&field) != Some(&value) {
                let label = kind.field(&field).map_or(field.as_str(), |field| field.name.as_str());
                let Value::Quantity(figure) = value else { continue };
                return Ok(Err(format!("{label}应为两名计票人数的 {figure}。要改请先改计票")));
            }
        }
        let nobody = candidates(self.rulebook(), election, record, (&count, &told), Some(&[]));
        let elected = elected_by_engine(self.rulebook(), &looked, record, &nobody);
        Ok(Ok(candidates(self.rulebook(), election, record, (&count, &told), elected.as_deref())))
    }
}
