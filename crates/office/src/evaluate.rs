//! Evaluates organisations of a group on all cores: each branch by itself, then who stands above branches, with what
//! those reached.
//!
//! INVARIANT (own-chain-only): branches wait for nobody. Only committees and general branches have a second turn, and
//! what they are handed of a branch is its scores.

use std::collections::BTreeMap;

use facts::{Day, Instant, OrganisationId};
use findings::{Branch, DatedProgram, Evaluator, Finding, Program, Reached};
use rayon::prelude::*;
use roster::Form;
use rulebook::Rulebook;

use crate::group::{Group, Organisation, line_above};

/// Findings of each chosen organisation of a group, in the order given.
pub(crate) fn evaluate(
    rulebook: &Rulebook,
    group: &Group,
    chosen: &[&Organisation],
    as_of: Day,
    known_at: Option<Instant>,
) -> Vec<Vec<Finding>> {
    evaluate_with_below(rulebook, group, chosen, as_of, known_at).0
}

/// The same, with what was reached below each that stands above branches.
pub(crate) fn evaluate_with_below(
    rulebook: &Rulebook,
    group: &Group,
    chosen: &[&Organisation],
    as_of: Day,
    known_at: Option<Instant>,
) -> (Vec<Vec<Finding>>, BTreeMap<OrganisationId, ReachedBelow>) {
    let program = Program::new(rulebook);
    let dated = program.on(as_of);
    let (above, others): (Vec<&Organisation>, Vec<&Organisation>) =
        chosen.iter().partition(|organisation| stands_above(organisation, as_of));
    let looks_below = program.looks_below() && !above.is_empty();
    let reached =
        |branch: &Branch, findings: &[Finding]| looks_below.then(|| Reached::new(&dated, branch, findings)).flatten();
    let own = each(&dated, known_at, &others, &BTreeMap::new(), |branch, findings| {
        let reached = reached(branch, &findings);
        (findings, reached)
    });
    let mut below = Below::under(group.superiors(as_of));
    if looks_below {
        let under = below.not_chosen_under(group, &above, &others, as_of);
        let of_under = each(&dated, known_at, &under, &BTreeMap::new(), |branch, findings| reached(branch, &findings));
        under.iter().zip(&of_under).for_each(|(branch, reached)| below.add(branch.id, reached.as_ref()));
        others.iter().zip(&own).for_each(|(branch, (_, reached))| below.add(branch.id, reached.as_ref()));
    }
    let folded = each(&dated, known_at, &above, &below.reached, |_, findings| findings);
    let own = others.iter().zip(own).map(|(organisation, (findings, _))| (organisation.id, findings));
    let folded = above.iter().zip(folded).map(|(organisation, findings)| (organisation.id, findings));
    let mut found: BTreeMap<OrganisationId, Vec<Finding>> = own.chain(folded).collect();
    let found = chosen.iter().map(|organisation| found.remove(&organisation.id).unwrap_or_default()).collect();
    (found, below.reached)
}

pub(crate) fn stands_above(organisation: &Organisation, as_of: Day) -> bool {
    organisation.roster.form_on(as_of).is_some_and(Form::stands_above)
}

/// Evaluates organisations side by side, each with what was reached below it, and makes something of what was found.
fn each<T: Send>(
    dated: &DatedProgram<'_>,
    known_at: Option<Instant>,
    organisations: &[&Organisation],
    below: &BTreeMap<OrganisationId, ReachedBelow>,
    then: impl Fn(&Branch, Vec<Finding>) -> T + Sync,
) -> Vec<T> {
    organisations
        .par_iter()
        .map_init(
            || Evaluator::new(dated),
            |evaluator, organisation| {
                let branch = Branch::new(dated, &organisation.facts, known_at);
                evaluator.evaluate_above(&branch, below.get(&organisation.id).map_or(&[], |below| &below.reached));
                then(&branch, evaluator.findings(&branch))
            },
        )
        .collect()
}

/// The branches below an organisation, at whatever depth they stand, and what each of them reached.
#[derive(Debug, Default)]
pub(crate) struct ReachedBelow {
    pub branches: Vec<OrganisationId>,
    pub reached: Vec<Reached>,
}

/// What is gathered for those who stand above.
pub(crate) struct Below {
    superiors: BTreeMap<OrganisationId, OrganisationId>,
    reached: BTreeMap<OrganisationId, ReachedBelow>,
}

impl Below {
    pub(crate) fn under(superiors: BTreeMap<OrganisationId, OrganisationId>) -> Below {
        Below { superiors, reached: BTreeMap::new() }
    }

    /// What was reached below an organisation.
    pub(crate) fn of(&self, organisation: OrganisationId) -> &[Reached] {
        self.reached.get(&organisation).map_or(&[], |below| &below.reached)
    }

    pub(crate) fn add(&mut self, branch: OrganisationId, reached: Option<&Reached>) {
        let Some(reached) = reached else { return };
        for above in line_above(&self.superiors, branch).into_iter().skip(1) {
            let below = self.reached.entry(above).or_default();
            below.branches.push(branch);
            below.reached.push(reached.clone());
        }
    }

    /// Branches that nobody asked about, under organisations that somebody did ask about.
    fn not_chosen_under<'g>(
        &self,
        group: &'g Group,
        above: &[&Organisation],
        others: &[&Organisation],
        as_of: Day,
    ) -> Vec<&'g Organisation> {
        let ids = |organisations: &[&Organisation]| organisations.iter().map(|one| one.id).collect::<Vec<_>>();
        let (mut above, mut chosen) = (ids(above), ids(others));
        above.sort_unstable();
        chosen.sort_unstable();
        let wanted = |organisation: &&Organisation| {
            let line = || line_above(&self.superiors, organisation.id);
            !stands_above(organisation, as_of)
                && chosen.binary_search(&organisation.id).is_err()
                && line().iter().any(|id| above.binary_search(id).is_ok())
        };
        group.organisations.iter().filter(wanted).collect()
    }
}
