//! Query: which branches and records an inspection looks at, by lot, riskier ones more likely.
//!
//! Whoever is to be drawn from holds tickets, at least some each. A ticket's number is a hash of the seed, of whom it
//! belongs to and of which of the holder's tickets it is, and the lowest numbers win: so a draw can be repeated from
//! its printed seed, by anybody, with any tool, and nobody else's chance hangs on the order of a list.

use facts::{Day, Fact, Instant, Writings};
use findings::{Recording, alike, recording, score};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use views::{SampledBranch, Tickets, sampled_record};

use crate::evaluate::evaluate;
use crate::group::Organisation;
use crate::late::inspections;
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub struct SampleWanted {
    pub as_of: Day,
    pub known_at: Option<Instant>,
    pub branches: usize,
    /// Of each branch that is drawn.
    pub records: usize,
    /// Any text; the same one draws the same again.
    pub seed: String,
}

/// A record written down late, or alike to another, holds so many tickets beside its own one.
const SUSPICIOUS: usize = 3;
/// Later than this is late (semantics, "Late records"), in days.
const LATE_AFTER_DAYS: i32 = 7;

impl Office {
    /// Branches in the order in which they were drawn, each with its records by day.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or no scheme is in force that day.
    pub async fn sample(&self, wanted: &SampleWanted) -> Result<Vec<SampledBranch>, OfficeError> {
        let (as_of, known_at) = (wanted.as_of, wanted.known_at);
        let mut group = self.group(as_of, known_at).await?;
        group.sort_as_tree(as_of);
        let scheme = self.rulebook.scheme_on(as_of).ok_or(OfficeError::NoScheme { as_of })?;
        let branches = group.scored(as_of);
        let findings = evaluate(&self.rulebook, &group, &branches, as_of, known_at);
        let copies = copies(&branches, as_of, known_at);
        let held: Vec<Tickets> = branches
            .par_iter()
            .zip(&findings)
            .map(|(branch, findings)| {
                let total = score(&self.rulebook, scheme, findings).total;
                let recording = recording(&branch.facts, as_of, known_at, &inspections(&group, branch.id));
                tickets(total, &recording, of_branch(&copies, branch).count())
            })
            .collect();
        let names = group.names();
        let holders = branches.iter().zip(&held);
        let drawn = drawn(holders, wanted.branches, &wanted.seed, |(branch, tickets)| {
            (branch.id.as_bytes().to_vec(), tickets.all())
        });
        let sampled = drawn.into_iter().map(|(branch, tickets)| {
            let mut records = records(branch, &copies, wanted);
            records.sort_by_key(|fact| (fact.occurred.first, fact.id));
            let records = records.iter().map(|fact| sampled_record(&self.rulebook, &branch.roster, &names, fact)).collect();
            let unit = group.unit_of(branch, as_of);
            SampledBranch { unit, organisation: branch.roster.name().to_owned(), tickets: *tickets, records }
        });
        Ok(sampled.collect())
    }
}

/// Everybody can be drawn; what speaks for a closer look adds to it.
fn tickets(total: Option<facts::Quantity>, recording: &Recording, copies: usize) -> Tickets {
    // Of whom nothing is scored nobody knows anything: that is looked at like half the points lost.
    let lost = total.map_or(50, |total| (100 - total.0.div_euclid(100)).clamp(0, 100) as usize);
    let before_inspections = recording.bursts.iter().filter(|burst| burst.inspected_on.is_some()).count();
    Tickets {
        own: 10,
        lost,
        late: (recording.late * 50).checked_div(recording.records).unwrap_or(0),
        bursts: (recording.bursts.len() * 5 + before_inspections * 5).min(30),
        alike: (copies * 5).min(25),
    }
}

fn of_the_year(branch: &Organisation, as_of: Day, known_at: Option<Instant>) -> impl Iterator<Item = &Fact> {
    let told = |fact: &&Fact| fact.occurred.last.year() == as_of.year() && fact.occurred.last <= as_of;
    let own = |fact: &&Fact| !facts::kinds::CORE.contains(&fact.kind.as_str());
    facts::current(&branch.facts, known_at).into_iter().filter(told).filter(own)
}

/// Records that are near copies of another one.
fn copies<'a>(branches: &[&'a Organisation], as_of: Day, known_at: Option<Instant>) -> Vec<&'a Fact> {
    let texts: Vec<_> =
        branches.iter().flat_map(|branch| of_the_year(branch, as_of, known_at)).map(views::own_words).collect();
    alike(&texts).into_iter().flat_map(|group| group.of).collect()
}

fn of_branch<'c, 'a>(copies: &'c [&'a Fact], branch: &'c Organisation) -> impl Iterator<Item = &'c &'a Fact> {
    copies.iter().filter(|fact| fact.organisation == branch.id)
}

fn records<'a>(branch: &'a Organisation, copies: &[&Fact], wanted: &SampleWanted) -> Vec<&'a Fact> {
    let writings = Writings::new(&branch.facts, wanted.known_at);
    let holders = of_the_year(branch, wanted.as_of, wanted.known_at);
    drawn(holders, wanted.records, &wanted.seed, |fact| {
        let late = writings.delay_days(fact) > LATE_AFTER_DAYS;
        let copied = of_branch(copies, branch).any(|copy| copy.id == fact.id);
        let more = [late, copied].into_iter().filter(|reason| *reason).count() * SUSPICIOUS;
        (fact.id.as_bytes().to_vec(), 1 + more)
    })
}

/// A seed for a draw that nobody chose.
///
/// # Errors
/// Where the system gives no random bytes.
pub fn random_seed() -> Result<String, OfficeError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| OfficeError::NoSeed(error.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The first `many` of the holders by their lowest tickets.
fn drawn<T>(
    holders: impl Iterator<Item = T>,
    many: usize,
    seed: &str,
    held: impl Fn(&T) -> (Vec<u8>, usize),
) -> Vec<T> {
    let lowest = |holder: &T| {
        let (id, tickets) = held(holder);
        (0..tickets).map(|ticket| number(seed, &id, ticket)).min()
    };
    let mut by_ticket: Vec<_> = holders.map(|holder| (lowest(&holder), holder)).collect();
    by_ticket.sort_by_key(|(ticket, _)| *ticket);
    by_ticket.into_iter().take(many).map(|(_, holder)| holder).collect()
}

/// SHA-256 of the seed, the holder's id and the ticket's place in eight bytes, each preceded by its length in eight.
fn number(seed: &str, id: &[u8], ticket: usize) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in [seed.as_bytes(), id, &(ticket as u64).to_be_bytes()] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::drawn;

    /// How often each of some holders comes first in a thousand draws.
    fn firsts(holders: &[(u8, usize)]) -> BTreeMap<u8, usize> {
        let mut counted = BTreeMap::new();
        for seed in 0..1_000 {
            let first = drawn(holders.iter(), 1, &seed.to_string(), |(id, tickets)| (vec![*id], *tickets));
            *counted.entry(first[0].0).or_default() += 1;
        }
        counted
    }

    #[test]
    fn who_holds_three_times_the_tickets_is_drawn_three_times_as_often() {
        let counted = firsts(&[(1, 30), (2, 10), (3, 10)]);
        // Of a thousand, 600 expected, with a standard deviation of 15.
        assert!((540..=660).contains(&counted[&1]), "{counted:?}");
        assert!((150..=250).contains(&counted[&2]), "{counted:?}");
    }

    #[test]
    fn the_same_seed_draws_the_same_in_whatever_order_they_stand() {
        let order = |holders: &[(u8, usize)]| -> Vec<u8> {
            drawn(holders.iter(), 3, "2019年第一次", |(id, tickets)| (vec![*id], *tickets)).iter().map(|one| one.0).collect()
        };
        let one = order(&[(1, 5), (2, 5), (3, 5), (4, 5)]);
        assert_eq!(one, order(&[(4, 5), (2, 5), (1, 5), (3, 5)]));
        assert_eq!(one.len(), 3);
    }
}
