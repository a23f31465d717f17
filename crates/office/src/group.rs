//! All organisations of a ledger on a day: their rosters, names and superiors.

use std::collections::BTreeMap;

use facts::{Day, Fact, Instant, OrganisationId, kinds};
use roster::{Form, Roster, fold};

use crate::{Office, OfficeError};

/// Every organisation's facts and roster.
#[derive(Debug)]
pub struct Group {
    pub as_of: Day,
    pub organisations: Vec<Organisation>,
}

#[derive(Debug)]
pub struct Organisation {
    pub id: OrganisationId,
    pub facts: Vec<Fact>,
    pub roster: Roster,
}

impl Office {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn group(&self, as_of: Day, known_at: Option<Instant>) -> Result<Group, OfficeError> {
        let chains = self.ledger.all_facts().await?;
        let organisations = chains
            .into_iter()
            .map(|(id, facts)| {
                let roster = fold(&facts::current(&facts, known_at), as_of);
                Organisation { id, facts, roster }
            })
            .collect();
        Ok(Group { as_of, organisations })
    }
}

impl Organisation {
    /// Branches are scored, not what stands above them.
    pub(crate) fn is_scored(&self, as_of: Day) -> bool {
        self.roster.form_on(as_of).is_some_and(Form::is_branch)
    }

    /// Whether a record that stands gave it this name, on whatever day. Of what was not known yet, or was not there yet,
    /// no name is known either.
    fn was_called(&self, name: &str) -> bool {
        !self.roster.name().is_empty() && self.naming().any(|fact| fact.text(kinds::NAME) == Some(name))
    }

    /// The records that stand, of whatever day, which may say what it is called.
    fn naming(&self) -> impl Iterator<Item = &Fact> {
        let names = |fact: &&Fact| {
            [kinds::ORGANISATION_SET_UP, kinds::ORGANISATION_CHANGED].contains(&fact.kind.as_str())
                && fact.option(kinds::FORM) != Some("group")
        };
        facts::current(&self.facts, None).into_iter().filter(names)
    }
}

impl Group {
    /// In the order of the tree: each organisation before those below it, siblings by name.
    pub fn sort_as_tree(&mut self, as_of: Day) {
        let superiors = self.superiors(as_of);
        let names = self.names();
        self.organisations.sort_by_cached_key(|organisation| {
            let path = line_above(&superiors, organisation.id);
            path.iter().rev().map(|id| names.get(id).cloned().unwrap_or_default()).collect::<Vec<_>>()
        });
    }

    /// Of each organisation the one that it stands under.
    pub(crate) fn superiors(&self, as_of: Day) -> BTreeMap<OrganisationId, OrganisationId> {
        let superior = |organisation: &Organisation| Some((organisation.id, organisation.roster.superior_on(as_of)?));
        self.organisations.iter().filter_map(superior).collect()
    }

    /// What each organisation is called.
    pub fn names(&self) -> BTreeMap<OrganisationId, String> {
        let named = |organisation: &Organisation| (organisation.id, organisation.roster.name().to_owned());
        self.organisations.iter().map(named).collect()
    }

    /// The name of the committee that an organisation belongs to, its own where it is one.
    pub fn unit_of(&self, organisation: &Organisation, as_of: Day) -> String {
        let mut at = organisation;
        for _ in 0..self.organisations.len() {
            if at.roster.form_on(as_of) == Some(Form::Committee) {
                break;
            }
            let above = at.roster.superior_on(as_of);
            match above.and_then(|above| self.organisations.iter().find(|known| known.id == above)) {
                Some(above) => at = above,
                None => break,
            }
        }
        at.roster.name().to_owned()
    }

    /// The organisation of this name, or else the one that had it before or has had it since.
    ///
    /// # Errors
    /// Where there is none on the day; says since when there is one, or else names the nearest.
    pub fn named(&self, name: &str) -> Result<&Organisation, OfficeError> {
        let name = name.trim();
        let now = self.organisations.iter().find(|organisation| organisation.roster.name() == name);
        let at_some_time = || self.organisations.iter().find(|organisation| organisation.was_called(name));
        now.or_else(at_some_time).ok_or_else(|| {
            if let Some(coming) = self.organisations.iter().find_map(|organisation| self.coming(organisation, name)) {
                return coming;
            }
            let names = crate::directory::names(self);
            let nearest = names.nearest(name).map(|nearest| format!("，最接近的是“{nearest}”")).unwrap_or_default();
            OfficeError::NoSuchOrganisation { found: name.to_owned(), nearest }
        })
    }

    /// Why nobody knows an organisation by its name yet: it was set up later than on the day that was asked for, or that
    /// was written down later.
    fn coming(&self, organisation: &Organisation, name: &str) -> Option<OfficeError> {
        let set_up = organisation.naming().find(|fact| fact.kind == kinds::ORGANISATION_SET_UP)?;
        let mut named = organisation.naming().filter(|fact| fact.text(kinds::NAME) == Some(name));
        if !organisation.roster.name().is_empty() || named.next().is_none() {
            return None;
        }
        let (found, set_up_on) = (name.to_owned(), set_up.occurred.first);
        Some(match set_up_on > self.as_of {
            true => OfficeError::NotSetUpYet { found, set_up_on, as_of: self.as_of },
            false => OfficeError::NotRecordedYet { found, set_up_on, recorded_on: set_up.recorded_at.day() },
        })
    }
}

/// An organisation and those above it, from the next one up. Where books make a ring, each stands in it once.
pub(crate) fn line_above(
    superiors: &BTreeMap<OrganisationId, OrganisationId>,
    organisation: OrganisationId,
) -> Vec<OrganisationId> {
    let mut line = vec![organisation];
    while let Some(above) = line.last().and_then(|id| superiors.get(id)).filter(|above| !line.contains(above)) {
        line.push(*above);
    }
    line
}
