//! Command: withdraw a record that should never have been written: a trial, the wrong branch, the wrong day.
//!
//! Nothing is removed. A further record says who withdrew it, when and why; neither of the two counts any more, and what
//! the withdrawn one had corrected does not come back (docs/decisions/0019).

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, Span, Value, kinds};

use crate::access::{Allowed, WithdrawRecord};
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub struct WithdrawWanted {
    pub record: FactId,
    pub reason: String,
    pub now: Instant,
}

/// The record that counts no more, in the words of those who kept it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordWithdrawn {
    pub organisation: String,
    pub kind: String,
    pub occurred: Day,
    /// It had taken the place of an earlier record, which does not come back.
    pub had_corrected: bool,
}

impl Office {
    /// # Errors
    /// Where no reason is given, or the record is not there, does not stand any more, or is a withdrawal itself.
    pub async fn withdraw(
        &self,
        allowed: &Allowed<WithdrawRecord>,
        wanted: &WithdrawWanted,
    ) -> Result<RecordWithdrawn, OfficeError> {
        let reason = wanted.reason.trim();
        if reason.is_empty() {
            return Err(OfficeError::NoReason);
        }
        let missing = || OfficeError::NoSuchRecord { found: wanted.record };
        let organisation = self.ledger.organisation_of(wanted.record).await?.ok_or_else(missing)?;
        let facts = self.ledger.facts(organisation).await?;
        let record = facts.iter().find(|fact| fact.id == wanted.record).ok_or_else(missing)?;
        refuse_what_does_not_stand(record, &facts)?;
        let withdrawal = Fact {
            // Follows from the record, so that two who withdraw it at once do it once.
            id: FactId::derived(&[b"withdrawn", record.id.as_bytes()]),
            organisation,
            kind: kinds::WITHDRAWN.to_owned(),
            occurred: Span::day(wanted.now.day()),
            recorded_at: wanted.now,
            recorder: allowed.who().to_owned(),
            people: Vec::new(),
            values: BTreeMap::from([("reason".to_owned(), Value::Text(reason.to_owned()))]),
            supersedes: Some(record.id),
            attachments: Vec::new(),
        };
        self.ledger.append(&[withdrawal], &[]).await?;
        Ok(RecordWithdrawn {
            organisation: roster::fold(&facts::current(&facts, None), wanted.now.day()).name().to_owned(),
            kind: views::words::kind_name(&self.rulebook, &record.kind).to_owned(),
            occurred: record.occurred.first,
            had_corrected: record.supersedes.is_some(),
        })
    }
}

fn refuse_what_does_not_stand(record: &Fact, facts: &[Fact]) -> Result<(), OfficeError> {
    if record.kind == kinds::WITHDRAWN {
        return Err(OfficeError::IsWithdrawal { record: record.id });
    }
    match facts.iter().rev().find(|fact| fact.supersedes == Some(record.id)) {
        None => Ok(()),
        Some(by) if by.kind == kinds::WITHDRAWN => Err(OfficeError::AlreadyWithdrawn {
            record: record.id,
            on: by.recorded_at.day(),
            by: by.recorder.clone(),
            reason: by.text("reason").unwrap_or_default().to_owned(),
        }),
        Some(by) => Err(OfficeError::CorrectedSince { record: record.id, by: by.id }),
    }
}
