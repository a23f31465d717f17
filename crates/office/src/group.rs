//! All organisations of a ledger on a day: their rosters, names and superiors.
//!
//! Whole, with every record, a group fits into memory up to some hundred branches. What is asked over thousands takes its
//! outline, and reads the organisations themselves a part at a time (docs/decisions/0054).

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, FactId, Instant, OrganisationId, kinds};
use rayon::prelude::*;
use roster::{Form, Roster, fold};
use tokio::runtime::{Handle, RuntimeFlavor};

use crate::late::INSPECTION;

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

/// So many organisations are read, evaluated and put away at a time: memory stays bounded whatever the group.
pub(crate) const AT_A_TIME: usize = 64;

impl Office {
    /// Some organisations with all their records, in the order in which they are named.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) async fn organisations(
        &self,
        ids: &[OrganisationId],
        when: (Day, Option<Instant>),
    ) -> Result<Vec<Organisation>, OfficeError> {
        let mut chains = Vec::with_capacity(ids.len());
        for id in ids {
            chains.push((*id, self.ledger.facts(*id).await?));
        }
        Ok(at_work(|| chains.into_par_iter().map(|(id, facts)| Organisation::of(id, facts, when)).collect()))
    }

    /// Organisations with no more of their records than what says how they are called, where they stand and whom
    /// they inspected; `read` is told how many of how many were read.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub(crate) async fn outline(
        &self,
        ids: &BTreeSet<OrganisationId>,
        when: (Day, Option<Instant>),
        read: impl Fn(usize, usize),
    ) -> Result<Group, OfficeError> {
        let mut organisations = Vec::with_capacity(ids.len());
        for (at, id) in ids.iter().enumerate() {
            read(at, ids.len());
            organisations.push(Organisation::of(*id, outline_of(self.ledger.facts(*id).await?), when));
        }
        Ok(Group { as_of: when.0, organisations })
    }

    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn group(&self, as_of: Day, known_at: Option<Instant>) -> Result<Group, OfficeError> {
        let chains = self.ledger.all_facts().await?;
        let organisations =
            chains.into_iter().map(|(id, facts)| Organisation::of(id, facts, (as_of, known_at))).collect();
        Ok(Group { as_of, organisations })
    }
}

/// The facts of one chain that an outline needs, and what took their place.
fn outline_of(mut facts: Vec<Fact>) -> Vec<Fact> {
    let mut kept: BTreeSet<FactId> = BTreeSet::new();
    facts.retain(|fact| {
        let keeps =
            [kinds::ORGANISATION_SET_UP, kinds::ORGANISATION_CHANGED, kinds::ORGANISATION_DISSOLVED, INSPECTION.0]
                .contains(&fact.kind.as_str())
                || fact.supersedes.is_some_and(|before| kept.contains(&before));
        if keeps {
            kept.insert(fact.id);
        }
        keeps
    });
    facts
}

/// Reckons on all cores. Inside a server the cores are the workers' meanwhile and the runtime goes on with the others.
pub(crate) fn at_work<T>(work: impl FnOnce() -> T) -> T {
    let is_server = Handle::try_current().is_ok_and(|handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread);
    if is_server { tokio::task::block_in_place(work) } else { work() }
}

impl Organisation {
    /// Branches are scored, not what stands above them.
    pub(crate) fn is_scored(&self, as_of: Day) -> bool {
        self.roster.form_on(as_of).is_some_and(Form::is_branch)
    }

    /// With no more of its records than an outline needs.
    pub(crate) fn outlined(self, when: (Day, Option<Instant>)) -> Organisation {
        Organisation::of(self.id, outline_of(self.facts), when)
    }

    fn of(id: OrganisationId, facts: Vec<Fact>, (as_of, known_at): (Day, Option<Instant>)) -> Organisation {
        let roster = fold(&facts::current(&facts, known_at), as_of);
        Organisation { id, facts, roster }
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
pub fn line_above(
    superiors: &BTreeMap<OrganisationId, OrganisationId>,
    organisation: OrganisationId,
) -> Vec<OrganisationId> {
    let mut line = vec![organisation];
    while let Some(above) = line.last().and_then(|id| superiors.get(id)).filter(|above| !line.contains(above)) {
        line.push(*above);
    }
    line
}
