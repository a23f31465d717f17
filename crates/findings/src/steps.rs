//! Which record took which step of a case, for whoever shows a case: the engine's findings name the records alone.

use facts::{Day, Fact, FactId};
use rulebook::{Procedure, Rulebook, Selector};

use crate::Finding;
use crate::columns::passes;

/// Steps that were taken, by their place in the order, each with the day and the record.
///
/// The engine chose among all records of the case; its evidence holds the chosen ones, so that the same choice among
/// them gives the same.
pub fn steps_taken(
    rulebook: &Rulebook,
    procedure: &Procedure,
    finding: &Finding,
    facts: &[Fact],
) -> Vec<(usize, Day, FactId)> {
    let evidence: Vec<&Fact> =
        finding.evidence.iter().filter_map(|id| facts.iter().find(|fact| fact.id == *id)).collect();
    let mut taken = Vec::new();
    let mut before = None;
    for (index, step) in procedure.steps.iter().enumerate() {
        let own = || evidence.iter().filter(|fact| takes(rulebook, &step.selector, fact));
        let chosen = own().find(|fact| before <= Some(fact.occurred.first)).or_else(|| own().next());
        let Some(fact) = chosen else { continue };
        before = before.max(Some(fact.occurred.first));
        taken.push((index, fact.occurred.first, fact.id));
    }
    taken
}

/// Whether a record ended a case before it was finished, and on which day.
pub fn ended_on(rulebook: &Rulebook, procedure: &Procedure, finding: &Finding, facts: &[Fact]) -> Option<Day> {
    let ends = procedure.ended_by.as_ref()?;
    let evidence = finding.evidence.iter().filter_map(|id| facts.iter().find(|fact| fact.id == *id));
    evidence.filter(|fact| takes(rulebook, ends, fact)).map(|fact| fact.occurred.first).next_back()
}

fn takes(rulebook: &Rulebook, selector: &Selector, fact: &Fact) -> bool {
    let holds = |condition: &rulebook::Condition| passes(rulebook, condition, fact);
    let of_kind = |kind: &rulebook::KindIndex| rulebook.kind(*kind).is_some_and(|kind| kind.slug == fact.kind);
    selector.kinds.iter().any(of_kind) && selector.must.iter().all(holds) && !selector.except.iter().any(holds)
}
