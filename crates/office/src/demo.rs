//! Command: fill an empty ledger with the demonstration group.

use std::collections::BTreeMap;

use facts::{Day, FactId, OrganisationId, PersonId, kinds};
use ledger::Secret;

use crate::access::{Allowed, MakeDemonstration};
use crate::demonstration::{demonstrate, group_of};
use crate::{Office, OfficeError};

/// The seed of the group that everybody sees.
pub(crate) const SEED: u64 = 2018;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemonstrationMade {
    pub organisations: usize,
    pub facts: usize,
}

impl Office {
    /// Refuses a ledger of somebody's own, with records or still without: invented ones have no business in it.
    ///
    /// # Errors
    /// Where the ledger was not made by [`Office::make_demonstration`], or cannot be read.
    pub async fn refuse_unless_demonstration(&self) -> Result<(), OfficeError> {
        let group = group_of(SEED, self.ledger.installation());
        let is_ours = self.ledger.organisations().await?.contains(&group);
        if is_ours { Ok(()) } else { Err(OfficeError::NotADemonstration) }
    }

    /// Makes the demonstration group with two years of ledgers up to `today`.
    ///
    /// # Errors
    /// Where the ledger is not empty or cannot be written to.
    pub async fn make_demonstration(
        &self,
        _allowed: &Allowed<MakeDemonstration>,
        today: Day,
    ) -> Result<DemonstrationMade, OfficeError> {
        if !self.ledger.organisations().await?.is_empty() {
            return Err(OfficeError::NotEmpty);
        }
        let made = demonstrate(SEED, self.ledger.installation(), today);
        let joined: BTreeMap<(OrganisationId, PersonId), FactId> = made
            .facts
            .iter()
            .filter(|fact| fact.kind == kinds::MEMBER_JOINED)
            .flat_map(|fact| fact.people.iter().map(|people| ((fact.organisation, people.person), fact.id)))
            .collect();
        let secret = |secret: &crate::demonstration::Secret| {
            Some(Secret {
                organisation: secret.organisation,
                person: secret.person,
                fact: *joined.get(&(secret.organisation, secret.person))?,
                field: secret.field.to_owned(),
                text: secret.text.clone(),
            })
        };
        let secrets: Vec<Secret> = made.secrets.iter().filter_map(secret).collect();
        self.ledger.append(&made.facts, &secrets).await?;
        Ok(DemonstrationMade { organisations: made.organisations.len(), facts: made.facts.len() })
    }
}
