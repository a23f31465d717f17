//! Bringing what a server keeps up to the day and to what was written: all whose chain has grown, and at midnight all.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use facts::{Day, OrganisationId};
use findings::{Branch, DatedProgram, Evaluator, Program, Reached};
use ledger::Summary;
use rayon::prelude::*;
use rulebook::Rulebook;

use super::Live;
use super::standing::Standing;
use super::tree::{Node, Tree, edition_of};
use crate::OfficeError;
use crate::group::{AT_A_TIME, at_work};

/// What a refresh did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refreshed {
    pub evaluated: usize,
    pub organisations: usize,
}

impl Live {
    /// Evaluates every organisation whose chain, day or standard is not the one it was last evaluated for; branches
    /// before who stands above them. `progress` is told how many of how many were done.
    ///
    /// # Errors
    /// Where the ledger cannot be read or written.
    pub async fn refresh(&self, today: Day, progress: impl Fn(usize, usize)) -> Result<Refreshed, OfficeError> {
        let heads = self.office.ledger.heads().await?;
        let tree = self.tree();
        let mut nodes = tree.nodes().clone();
        let is_stale = |head: &&ledger::Head| {
            tree.node(head.organisation).is_none_or(|node| node.as_of != today || node.length != head.length)
        };
        let stale: Vec<OrganisationId> = heads.iter().filter(is_stale).map(|head| head.organisation).collect();
        let organisations = heads.len();
        for (done, part) in stale.chunks(AT_A_TIME).enumerate() {
            progress(done * AT_A_TIME, stale.len());
            self.evaluate_part(part, today, &tree, &mut nodes).await?;
        }
        if !stale.is_empty() {
            let branches_done = Tree::of(nodes);
            let mut nodes = branches_done.nodes().clone();
            let above = self.above(&branches_done, &stale);
            for part in above.chunks(AT_A_TIME) {
                self.evaluate_part(part, today, &branches_done, &mut nodes).await?;
            }
            let tree = Arc::new(Tree::of(nodes));
            *self.group.write().unwrap_or_else(PoisonError::into_inner) = tree;
        }
        progress(stale.len(), stale.len());
        Ok(Refreshed { evaluated: stale.len(), organisations })
    }

    /// Who stands above branches and has news of one of them, or of itself.
    fn above(&self, tree: &Tree, stale: &[OrganisationId]) -> Vec<OrganisationId> {
        let mut above: Vec<OrganisationId> = stale.iter().flat_map(|id| tree.line(*id)).collect();
        above.sort_unstable();
        above.dedup();
        above.retain(|id| tree.stands_above(*id));
        above
    }

    async fn evaluate_part(
        &self,
        part: &[OrganisationId],
        today: Day,
        tree: &Tree,
        nodes: &mut BTreeMap<OrganisationId, Node>,
    ) -> Result<(), OfficeError> {
        let mut chains = Vec::with_capacity(part.len());
        for id in part {
            chains.push((*id, self.office.ledger.facts(*id).await?, tree.reached_below(*id)));
        }
        let rulebook = &self.office.rulebook;
        let evaluated: Vec<(OrganisationId, u64, Standing)> = at_work(|| {
            let program = Program::new(rulebook);
            let dated = program.on(today);
            let each = |(id, facts, below): &(OrganisationId, Vec<facts::Fact>, Vec<(OrganisationId, Reached)>)| {
                let below: Vec<Reached> = below.iter().map(|(_, reached)| reached.clone()).collect();
                (*id, facts.len() as u64, standing((rulebook, &dated), facts, &below, today))
            };
            chains.par_iter().map(each).collect()
        });
        let kept: Vec<Summary> =
            evaluated.iter().filter_map(|one| summary(one, edition_of(&rulebook.version), today)).collect();
        self.office.ledger.put_summaries(&kept).await?;
        for (id, length, standing) in evaluated {
            nodes.insert(id, Node { standing, as_of: today, length, below: Vec::new() });
        }
        Ok(())
    }
}

fn standing(
    (rulebook, dated): (&Rulebook, &DatedProgram<'_>),
    facts: &[facts::Fact],
    below: &[Reached],
    today: Day,
) -> Standing {
    let branch = Branch::new(dated, facts, None);
    let mut evaluator = Evaluator::new(dated);
    evaluator.evaluate_above(&branch, below);
    let findings = evaluator.findings(&branch);
    let reached = Reached::new(dated, &branch, &findings);
    Standing::new(rulebook, (facts, &branch.roster), &findings, reached.as_ref(), today)
}

fn summary((id, length, standing): &(OrganisationId, u64, Standing), rulebook: String, as_of: Day) -> Option<Summary> {
    // A standing is plain numbers and texts, which JSON holds.
    let body = serde_json::to_string(standing).ok()?;
    Some(Summary { organisation: *id, length: *length, rulebook, as_of, body })
}
