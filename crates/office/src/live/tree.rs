//! All organisations, as they stood when they were last evaluated: who stands under whom, and how each does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use facts::{Day, OrganisationId};
use findings::Reached;
use roster::Form;

use super::Standing;
use super::standing::EDITION;
use super::waiting::Wait;
use crate::group::line_above;
use crate::{Office, OfficeError};

/// One organisation in the tree.
#[derive(Debug, Clone)]
pub struct Node {
    pub standing: Standing,
    /// The day and the length of the chain for which it stood so; of no length where it was by another standard.
    pub as_of: Day,
    pub length: u64,
    /// Directly below it, by name.
    pub below: Vec<OrganisationId>,
}

#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: BTreeMap<OrganisationId, Node>,
    superiors: BTreeMap<OrganisationId, OrganisationId>,
    /// At whose office organisations wait for something, those that do.
    waiting: BTreeMap<OrganisationId, Vec<OrganisationId>>,
    /// What each is called; pages about one organisation speak of others by name.
    names: BTreeMap<OrganisationId, String>,
    edition: u64,
}

/// So many organisations beside those above are offered for choosing.
const NEAR_MOST: usize = 300;

/// Trees are told apart by a number of their own: what was folded from one is not taken for what follows from another.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Tree {
    /// From the summaries that were kept. One that cannot be read counts as not kept; one of another standard says who
    /// stands where until its organisation is evaluated anew.
    pub(super) async fn read(office: &Office) -> Result<Tree, OfficeError> {
        let rulebook = edition_of(&office.rulebook.version);
        let kept = office.ledger.last_summaries().await?;
        let node = |kept: ledger::Summary| {
            let standing: Standing =
                serde_json::from_str(&kept.body).ok().filter(|_| is_of_this_form(&kept.rulebook))?;
            let length = if kept.rulebook == rulebook { kept.length } else { 0 };
            Some((kept.organisation, Node { standing, as_of: kept.as_of, length, below: Vec::new() }))
        };
        Ok(Tree::of(kept.into_iter().filter_map(node).collect()))
    }

    pub(super) fn of(mut nodes: BTreeMap<OrganisationId, Node>) -> Tree {
        let superior = |(id, node): (&OrganisationId, &Node)| Some((*id, node.standing.superior()?));
        let superiors: BTreeMap<_, _> = nodes.iter().filter_map(superior).collect();
        let mut below: BTreeMap<OrganisationId, Vec<OrganisationId>> = BTreeMap::new();
        for (id, superior) in &superiors {
            below.entry(*superior).or_default().push(*id);
        }
        for ids in below.values_mut() {
            ids.sort_by_key(|id| nodes.get(id).map(|node| node.standing.name.clone()));
        }
        for (id, node) in &mut nodes {
            node.below = below.remove(id).unwrap_or_default();
        }
        let names = nodes.iter().map(|(id, node)| (*id, node.standing.name.clone())).collect();
        let waiting = BTreeMap::new();
        let mut tree = Tree { nodes, superiors, waiting, names, edition: NEXT.fetch_add(1, Ordering::Relaxed) };
        tree.waiting = tree.who_waits_where();
        tree
    }

    /// Each waits at the committee above it, a committee at its own office: it keeps the ledger of what it approves.
    fn who_waits_where(&self) -> BTreeMap<OrganisationId, Vec<OrganisationId>> {
        let mut waiting: BTreeMap<OrganisationId, Vec<OrganisationId>> = BTreeMap::new();
        for id in self.nodes.iter().filter(|(_, node)| !node.standing.waits.is_empty()).map(|(id, _)| *id) {
            let line = self.line(id);
            let is_committee = |id: &&OrganisationId| {
                self.node(**id).is_some_and(|node| node.standing.form() == Some(Form::Committee))
            };
            let office = line.iter().find(is_committee).or(line.last()).copied().unwrap_or(id);
            waiting.entry(office).or_default().push(id);
        }
        waiting
    }

    /// What waits at an organisation's office, each with who waits.
    pub fn waiting_at(&self, office: OrganisationId) -> impl Iterator<Item = (OrganisationId, &Wait)> {
        let ids = self.waiting.get(&office).into_iter().flatten();
        ids.flat_map(|id| self.node(*id).into_iter().flat_map(|node| &node.standing.waits).map(move |wait| (*id, wait)))
    }

    /// How much of it asks for an answer.
    pub fn asked_at(&self, office: OrganisationId) -> usize {
        self.waiting_at(office).filter(|(_, wait)| !wait.is_filing()).count()
    }

    pub(super) fn nodes(&self) -> &BTreeMap<OrganisationId, Node> {
        &self.nodes
    }

    pub(crate) fn edition(&self) -> u64 {
        self.edition
    }

    pub fn node(&self, id: OrganisationId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    pub fn name(&self, id: OrganisationId) -> &str {
        self.nodes.get(&id).map_or("", |node| &node.standing.name)
    }

    /// Those that are called so.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = OrganisationId> + 'a {
        self.nodes.iter().filter(move |(_, node)| node.standing.name == name).map(|(id, _)| *id)
    }

    pub fn names(&self) -> &BTreeMap<OrganisationId, String> {
        &self.names
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// An organisation and those above it, from the next one up.
    pub fn line(&self, id: OrganisationId) -> Vec<OrganisationId> {
        line_above(&self.superiors, id)
    }

    /// Those whom records of an organisation mostly speak of: who stands above it, beside it and below it, each once. Of a
    /// large group not more than a page can offer; any other is named by its name.
    pub fn near(&self, id: OrganisationId) -> Vec<OrganisationId> {
        let line = self.line(id);
        let children = |id: &OrganisationId| self.node(*id).map_or(&[][..], |node| &node.below);
        let mut near = line.clone();
        near.extend(line.iter().rev().chain([&id]).flat_map(children).take(NEAR_MOST));
        let mut seen = BTreeSet::new();
        near.retain(|id| seen.insert(*id));
        near
    }

    /// Those that stand under nobody, by name.
    pub fn roots(&self) -> Vec<OrganisationId> {
        let is_root = |id: &&OrganisationId| self.superiors.get(id).is_none_or(|above| !self.nodes.contains_key(above));
        let mut roots: Vec<OrganisationId> = self.nodes.keys().filter(is_root).copied().collect();
        roots.sort_by_key(|id| self.name(*id));
        roots
    }

    /// An organisation and everything below it, each before what is below it.
    pub fn under(&self, id: OrganisationId) -> Vec<OrganisationId> {
        let mut found = Vec::new();
        let mut next = vec![id];
        // Where books make a ring, each stands in it once.
        while let Some(id) = next.pop().filter(|_| found.len() <= self.nodes.len()) {
            let Some(node) = self.nodes.get(&id) else { continue };
            found.push(id);
            next.extend(node.below.iter().rev());
        }
        found
    }

    /// The name of the committee that an organisation belongs to, its own where it is one or none is above it.
    pub fn unit_of(&self, id: OrganisationId) -> &str {
        let is_committee =
            |id: &&OrganisationId| self.node(**id).is_some_and(|node| node.standing.form() == Some(Form::Committee));
        let line = self.line(id);
        line.iter().find(is_committee).map_or_else(|| self.name(id), |unit| self.name(*unit))
    }

    pub(super) fn stands_above(&self, id: OrganisationId) -> bool {
        self.node(id).is_some_and(|node| node.standing.form().is_some_and(Form::stands_above))
    }

    /// The branches below an organisation that stands above branches, and what each of them reached.
    pub(super) fn reached_below(&self, id: OrganisationId) -> Vec<(OrganisationId, Reached)> {
        if !self.stands_above(id) {
            return Vec::new();
        }
        let reached = |id: OrganisationId| Some((id, self.node(id)?.standing.reached()?));
        // In the order of their ids, as everywhere that many are folded.
        let mut below = self.under(id);
        below.sort_unstable();
        below.into_iter().filter(|below| *below != id).filter_map(reached).collect()
    }
}

/// What a summary was made with: the rulebook, and the form that this program gives it.
pub(super) fn edition_of(version: &str) -> String {
    format!("{version}-{EDITION}")
}

/// Whether a summary has the form that this program gives it, whichever the standard.
fn is_of_this_form(edition: &str) -> bool {
    edition.rsplit_once('-').is_some_and(|(_, form)| form == EDITION.to_string())
}
