//! Where an import may write. Who runs the program on the machine may write everywhere; a visitor where the post or seat
//! lets them, and then the rosters of all others stay closed to the books: their names alone are known.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, OrganisationId, kinds};
use intake::Directory;

use super::secrets::Kept;
use crate::access::{AllowedAt, ImportBooks};
use crate::group::Group;
use crate::live::Tree;
use crate::{Office, OfficeError, directory};

#[derive(Debug)]
pub(crate) struct Bounds {
    /// Whose records are taken.
    open: BTreeSet<OrganisationId>,
    /// Organisations that come to stand below one of them are taken as well.
    below: bool,
    /// Everybody else, by name.
    others: Vec<intake::Organisation>,
    /// A program brings the book: it is told nothing of what the vault keeps, not even whether something is the same.
    is_program: bool,
}

impl Bounds {
    pub fn of(allowed: &AllowedAt<ImportBooks>, tree: &Tree, heads: &[ledger::Head]) -> Bounds {
        let own = allowed.organisation();
        let below = allowed.reaches_below();
        let open: BTreeSet<OrganisationId> =
            if below { tree.under(own).into_iter().collect() } else { BTreeSet::from([own]) };
        let others = heads.iter().map(|head| head.organisation).filter(|id| !open.contains(id));
        let others = others.map(|id| directory::by_name_alone(tree, id)).collect();
        Bounds { open, below, others, is_program: allowed.is_program() }
    }

    /// What others are called.
    pub fn names(&self) -> BTreeMap<OrganisationId, String> {
        self.others.iter().map(|other| (other.id, other.name.clone())).collect()
    }
}

impl Office {
    /// What the names in books can stand for, and what the vault keeps of those.
    pub(super) async fn known_of(&self, bounds: Option<&Bounds>, today: Day) -> Result<(Directory, Kept), OfficeError> {
        let group = match bounds {
            None => self.group(today, None).await?,
            Some(bounds) => self.group_of(&bounds.open, today).await?,
        };
        let is_program = bounds.is_some_and(|bounds| bounds.is_program);
        let numbers = directory::numbers(match bounds {
            Some(_) if is_program => Vec::new(),
            None => self.ledger.secrets_of_field(directory::IDENTITY_NUMBER).await?,
            Some(bounds) => self.numbers_of(&bounds.open).await?,
        });
        let mut directory = directory::directory(&group, &numbers, today);
        if let Some(bounds) = bounds {
            bounds.others.iter().cloned().for_each(|other| directory.add(other));
            directory.take_only(bounds.open.clone(), bounds.below);
        }
        let kept = if is_program { Kept::of_a_program() } else { Kept::new(&group, &numbers) };
        Ok((directory, kept))
    }

    async fn group_of(&self, organisations: &BTreeSet<OrganisationId>, today: Day) -> Result<Group, OfficeError> {
        let mut group = Group { as_of: today, organisations: Vec::new() };
        for id in organisations {
            let mut facts = self.ledger.facts(*id).await?;
            let roster = roster::fold(&facts::current(&facts, None), today);
            // Nothing but when people joined is asked of the records themselves; a group's would not fit into memory.
            facts.retain(|fact| fact.kind == kinds::MEMBER_JOINED);
            group.organisations.push(crate::group::Organisation { id: *id, facts, roster });
        }
        Ok(group)
    }

    async fn numbers_of(&self, organisations: &BTreeSet<OrganisationId>) -> Result<Vec<ledger::Secret>, OfficeError> {
        let mut numbers = Vec::new();
        for id in organisations {
            let secrets = self.ledger.secrets_of_organisation(*id).await?;
            numbers.extend(secrets.into_iter().filter(|secret| secret.field == directory::IDENTITY_NUMBER));
        }
        Ok(numbers)
    }
}
