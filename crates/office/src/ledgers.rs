//! Query: the ledgers of an organisation by kind, and one record. Command: withdraw one there.

use std::collections::BTreeMap;

use facts::{FactId, OrganisationId, PersonId, kinds};
use rulebook::{Kind, Rulebook};
use views::words::Names;
use views::{KindUse, LedgerAsked, LedgerOfKind, Naming, RecordShown, kinds_in_use, ledger_of_kind, record_shown};

use crate::OfficeError;
use crate::access::{Action, AllowedAt, SeeOrganisation, SeePublished, Visitor};
use crate::live::{Live, Looked, When};

impl Live {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn kinds_in_use(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        when: When,
    ) -> Result<Vec<KindUse>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        Ok(kinds_in_use(self.rulebook(), &looked.facts, (when.as_of, when.known_at)))
    }

    /// The ledger of one kind, with a text only what has it; none where there is no such kind.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn ledger_of_kind(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        (kind, text, naming): (&str, &str, Naming),
        when: When,
    ) -> Result<Option<LedgerOfKind>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let tree = self.tree();
        let names = Names { roster: &looked.roster, organisations: tree.names() };
        let kind = self.rulebook().kind_named(kind).map(|(_, kind)| kind);
        let asked = LedgerAsked { text, year: None, as_of: when.as_of, known_at: when.known_at, naming };
        Ok(kind.map(|kind| ledger_of_kind(self.rulebook(), kind, (&looked.facts, names), asked)))
    }

    /// The ledgers of a year, those that have a record of it, with everybody named and what came first on top.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn ledgers_of_year(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        year: i32,
        when: When,
    ) -> Result<Vec<LedgerOfKind>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let mut ledgers = self.whole(&looked, |_| true, Some(year));
        ledgers.iter_mut().for_each(|ledger| ledger.rows.reverse());
        Ok(ledgers)
    }

    /// The ledgers that every member may read, those that have a record.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn published(
        &self,
        allowed: &AllowedAt<SeePublished>,
        when: When,
    ) -> Result<Vec<LedgerOfKind>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        Ok(self.whole(&looked, |kind| kind.published, None))
    }

    /// Every ledger that has a record, with everybody named.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn ledgers(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        when: When,
    ) -> Result<Vec<LedgerOfKind>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        Ok(self.whole(&looked, |_| true, None))
    }

    /// Of the kinds that are wanted the ledgers that have a record, of a year or of all times, with everybody named.
    fn whole(&self, looked: &Looked, wanted: impl Fn(&Kind) -> bool, year: Option<i32>) -> Vec<LedgerOfKind> {
        let tree = self.tree();
        let names = Names { roster: &looked.roster, organisations: tree.names() };
        let Looked { as_of, known_at, .. } = *looked;
        let asked = LedgerAsked { text: "", year, as_of, known_at, naming: Naming::Whole };
        let kinds = self.rulebook().kinds.iter().filter(|kind| kind.slug != kinds::WITHDRAWN && wanted(kind));
        let ledgers = kinds.map(|kind| ledger_of_kind(self.rulebook(), kind, (&looked.facts, names), asked));
        ledgers.filter(|ledger| !ledger.rows.is_empty()).collect()
    }

    /// One record with its versions; what the vault keeps of it only for whom it is meant.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn record(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        visitor: &Visitor,
        id: FactId,
        when: When,
    ) -> Result<Option<RecordShown>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let tree = self.tree();
        let roster_names = Names { roster: &looked.roster, organisations: tree.names() };
        let facts = (&looked.facts[..], roster_names);
        let Some(mut shown) = record_shown(self.rulebook(), facts, &looked.findings, id, when.known_at) else {
            return Ok(None);
        };
        for (field, text) in self.secrets_of(&looked, allowed, visitor, id).await? {
            let label = field_label(self.rulebook(), &shown.kind, &field);
            shown.fields.push((label, text));
        }
        Ok(Some(shown))
    }

    /// INVARIANT (serves-never-watches): what was said in a talk is read by those who talked and the secretary; numbers
    /// by whom they belong to and those who keep the records.
    async fn secrets_of(
        &self,
        looked: &Looked,
        allowed: &AllowedAt<SeeOrganisation>,
        visitor: &Visitor,
        id: FactId,
    ) -> Result<BTreeMap<String, String>, OfficeError> {
        // Programs get nothing from the vault, whoever they come for.
        let found = looked.facts.iter().find(|fact| fact.id == id).filter(|_| !visitor.is_program());
        let Some(fact) = found else { return Ok(BTreeMap::new()) };
        let line = self.tree().line(looked.id);
        let takes_part = allowed.person().is_some_and(|me| fact.people.iter().any(|one| one.person == me));
        let is_talk = fact.kind == TALK;
        let by_role = visitor.may(if is_talk { Action::SeeTalks } else { Action::SeeDetails }, &line);
        if !takes_part && !by_role {
            return Ok(BTreeMap::new());
        }
        let mut secrets = BTreeMap::new();
        for person in fact.people.iter().map(|one| one.person).collect::<std::collections::BTreeSet<PersonId>>() {
            let own = self.office.ledger.secrets(looked.id, person).await?;
            let of_record = own.into_iter().filter(|secret| secret.fact == id);
            secrets.extend(of_record.map(|secret| (secret.field, secret.text)));
        }
        Ok(secrets)
    }

    /// In whose ledger a record stands, if it stands in the one that is named.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn stands_in(&self, record: FactId, organisation: OrganisationId) -> Result<bool, OfficeError> {
        Ok(self.office.ledger.organisation_of(record).await? == Some(organisation))
    }
}

/// The kind whose content is for those who talked and the secretary alone.
pub(crate) const TALK: &str = "talk";

fn field_label(rulebook: &Rulebook, kind: &str, field: &str) -> String {
    views::words::field_label(rulebook.kind_named(kind).map(|(_, kind)| kind), field).to_owned()
}
