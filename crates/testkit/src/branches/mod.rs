//! Random branches, rules and days from a seed, for holding two evaluators against each other.
//!
//! A case is small (a dozen people, two or three years) and nasty: undated beside dated, people who leave and come
//! back, late and superseded and withdrawn records, sessions and declared periods, rules that begin in between, and
//! days on which something turns. It is well-formed in what a checked rulebook and a checked draft guarantee.

mod branch;
mod dice;
mod kinds;
mod policies;
mod rules;
mod scores;

use facts::{Day, Fact, Instant, OrganisationId};
use findings::Reached;
use rulebook::Rulebook;

pub use kinds::kinds;

/// One evaluation to be done.
#[derive(Debug)]
pub struct Case {
    pub rulebook: Rulebook,
    pub organisation: OrganisationId,
    /// In ledger order.
    pub facts: Vec<Fact>,
    /// What the branches below it reached.
    pub below: Vec<Reached>,
    pub as_of: Day,
    pub known_at: Option<Instant>,
}

/// The case of a seed; always the same one.
pub fn random_case(seed: u64) -> Case {
    let mut dice = dice::Dice::new(seed);
    let organisation = OrganisationId::derived(&[b"random branch", &seed.to_be_bytes()]);
    let as_of = dice.day(FIRST_AS_OF, LAST_AS_OF);
    let known_at = dice.chance(30).then(|| Instant::end_of(as_of.plus_days(dice.between(-60, 30))));
    let mut rulebook = rules::random_rulebook(&mut dice);
    // Dice of their own for what came later, so that a seed goes on giving what it gave before.
    let mut of_policies = dice::Dice::new(seed.wrapping_add(POLICIES_APART));
    policies::add_rules(&mut of_policies, &mut rulebook);
    scores::score_rules(&mut dice::Dice::new(!seed), &mut rulebook);
    let mut facts = branch::random_chain(&mut dice, organisation, seed);
    policies::add_facts(&mut of_policies, organisation, &mut facts);
    let dimensions = rulebook.scheme_on(as_of).map_or(0, |scheme| scheme.dimensions.len());
    let below = rules::random_reached(&mut dice, dimensions);
    Case { rulebook, organisation, facts, below, as_of, known_at }
}

/// The seed of the policies' dice is so far from that of the others that nobody tries both.
const POLICIES_APART: u64 = 1 << 40;
/// 2019-03-01: the chains have then run for some months.
const FIRST_AS_OF: Day = Day::from_number(17_956);
/// 2020-12-31: the chains have then ended, or nearly so.
const LAST_AS_OF: Day = Day::from_number(18_627);

#[cfg(test)]
mod tests;
