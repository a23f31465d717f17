//! Command: fill an empty ledger with the demonstration group.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, OrganisationId, PersonId, kinds};
use ledger::Secret;

use crate::access::{Allowed, MakeDemonstration};
use crate::demonstration::{Demonstration, group_of, parts};
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

    /// Makes the demonstration group of so many branches, with two years of ledgers up to `today`.
    ///
    /// A large one is written in parts, the organisation at its top last: one that was interrupted is not taken for whole.
    ///
    /// # Errors
    /// Where the ledger is not empty or cannot be written to.
    pub async fn make_demonstration(
        &self,
        _allowed: &Allowed<MakeDemonstration>,
        today: Day,
        branches: usize,
    ) -> Result<DemonstrationMade, OfficeError> {
        if !self.ledger.organisations().await?.is_empty() {
            return Err(OfficeError::NotEmpty);
        }
        let mut made = DemonstrationMade { organisations: 0, facts: 0 };
        let mut parts = parts(SEED, self.ledger.installation(), today, branches);
        let top = parts.next().unwrap_or_default();
        let mut facts: Vec<Fact> = Vec::new();
        let mut secrets: Vec<Secret> = Vec::new();
        for part in parts.chain([top]) {
            made.organisations += part.organisations.len();
            made.facts += part.facts.len();
            secrets.extend(secrets_of(&part));
            facts.extend(part.facts);
            if facts.len() > FACTS_AT_A_TIME {
                self.ledger.append(&facts, &secrets).await?;
                (facts, secrets) = (Vec::new(), Vec::new());
            }
        }
        self.ledger.append(&facts, &secrets).await?;
        Ok(made)
    }
}

/// More than the usual demonstration has, which is written whole or not at all.
const FACTS_AT_A_TIME: usize = 300_000;

fn secrets_of(part: &Demonstration) -> Vec<Secret> {
    let joined: BTreeMap<(OrganisationId, PersonId), FactId> = (part.facts.iter())
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
    part.secrets.iter().filter_map(secret).collect()
}
