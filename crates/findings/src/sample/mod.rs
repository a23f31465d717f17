//! What an inspection looks at: drawn by lot, what is worth a look more likely, and repeatable by anybody.
//!
//! Whoever can be drawn holds tickets. The number of a ticket is the SHA-256 of `seed/id/ticket`, tickets counted from
//! 0, and whoever holds the lowest numbers is drawn. Numbers are as good as uniform, so that this is weighted sampling
//! without replacement (Efraimidis and Spirakis, whose key is the best of as many uniform numbers as a weight says),
//! in whole numbers: the same on every machine, and to be redone with any tool that knows SHA-256.
//!
//! What makes tickets are pointers, never a status: a draw says nothing about who was drawn.
//! How many each is worth is a choice (docs/decisions/0039), not a measurement.

use std::collections::BTreeSet;

use facts::FactId;
use rulebook::{Rulebook, Status};
use sha2::{Digest, Sha256};

use crate::recording::Recording;
use crate::{Burst, Finding};

/// Why a branch holds tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BranchReason {
    /// Everybody can be drawn.
    Everybody,
    /// Findings that are missed, breached or not known, among all that are settled.
    Failed(Part),
    /// Late records among those of the year.
    Late(Part),
    /// Days on which many late records were written, and how many of these were soon followed by an inspection.
    Bursts { days: usize, before_inspection: usize },
    /// Records among those of the year that are near copies of others.
    Alike(Part),
}

/// Why a record holds tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordReason {
    Everybody,
    /// Written down so many days after it occurred.
    Late {
        days: i32,
    },
    /// With many other late ones on one day.
    InBurst,
    Alike,
    /// It proves a breach.
    Breach,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub count: usize,
    pub of: usize,
}

impl Part {
    /// Rounded up: what is there is worth a ticket.
    fn percent(self) -> usize {
        (self.count * 100).div_ceil(self.of.max(1))
    }
}

impl BranchReason {
    /// Of nothing but misses a branch holds ten times what everybody holds; nothing else weighs so much.
    pub fn tickets(self) -> usize {
        match self {
            BranchReason::Everybody => 10,
            BranchReason::Failed(part) => part.percent(),
            BranchReason::Late(part) | BranchReason::Alike(part) => part.percent().div_ceil(2),
            BranchReason::Bursts { days, before_inspection } => ((days + before_inspection) * 5).min(30),
        }
    }
}

impl RecordReason {
    pub fn tickets(self) -> usize {
        match self {
            RecordReason::Everybody => 1,
            RecordReason::Late { .. } | RecordReason::InBurst | RecordReason::Alike | RecordReason::Breach => 3,
        }
    }
}

/// What is known of one branch that can make somebody look closer.
#[derive(Debug)]
pub struct Pointers {
    pub recording: Recording,
    /// Of its records of the year, those that are near copies, of its own or of another's.
    pub alike: BTreeSet<FactId>,
    settled: Part,
    breached: BTreeSet<FactId>,
}

impl Pointers {
    pub fn new(rulebook: &Rulebook, findings: &[Finding], recording: Recording, alike: BTreeSet<FactId>) -> Pointers {
        let mut settled = Part { count: 0, of: 0 };
        let mut breached = BTreeSet::new();
        for finding in findings.iter().filter(|finding| finding.is_enforced(rulebook)) {
            settled.of += usize::from(!matches!(finding.status, Status::Open | Status::Advice));
            // What is not known is not taken to be well.
            settled.count += usize::from(matches!(finding.status, Status::Missed | Status::Breached | Status::Unknown));
            if finding.status == Status::Breached {
                breached.extend(finding.evidence.iter().copied());
            }
        }
        Pointers { recording, alike, settled, breached }
    }

    /// Those that are worth tickets.
    pub fn of_branch(&self) -> Vec<BranchReason> {
        let of_year = |count| Part { count, of: self.recording.records };
        let bursts = &self.recording.bursts;
        let inspected = |burst: &&Burst| burst.inspected_on.is_some();
        let reasons = [
            BranchReason::Everybody,
            BranchReason::Failed(self.settled),
            BranchReason::Late(of_year(self.recording.late.len())),
            BranchReason::Bursts { days: bursts.len(), before_inspection: bursts.iter().filter(inspected).count() },
            BranchReason::Alike(of_year(self.alike.len())),
        ];
        reasons.into_iter().filter(|reason| reason.tickets() > 0).collect()
    }

    pub fn of_record(&self, record: FactId) -> Vec<RecordReason> {
        let late = self.recording.late.iter().find(|late| late.of == record);
        let in_burst = |written_on| self.recording.bursts.iter().any(|burst| burst.written_on == written_on);
        let reasons = [
            Some(RecordReason::Everybody),
            late.map(|late| RecordReason::Late { days: late.days }),
            late.filter(|late| in_burst(late.written_on)).map(|_| RecordReason::InBurst),
            self.alike.contains(&record).then_some(RecordReason::Alike),
            self.breached.contains(&record).then_some(RecordReason::Breach),
        ];
        reasons.into_iter().flatten().collect()
    }
}

/// Who can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder<T> {
    pub who: T,
    /// As it is written where the ledger is shown, so that whoever redoes the draw has it.
    pub id: String,
    pub tickets: usize,
}

/// The `most` holders with the lowest numbers, the lowest first. Nobody is drawn twice, and in which order they are
/// given makes no difference.
pub fn draw<T>(holders: Vec<Holder<T>>, most: usize, seed: &str) -> Vec<Holder<T>> {
    let mut numbered: Vec<_> = holders.into_iter().map(|holder| (lowest(&holder, seed), holder)).collect();
    numbered.retain(|(number, _)| number.is_some());
    numbered.sort_by(|(one, left), (other, right)| one.cmp(other).then_with(|| left.id.cmp(&right.id)));
    numbered.into_iter().take(most).map(|(_, holder)| holder).collect()
}

/// None of whoever holds no ticket.
fn lowest<T>(holder: &Holder<T>, seed: &str) -> Option<[u8; 32]> {
    (0..holder.tickets).map(|ticket| number(seed, &holder.id, ticket)).min()
}

fn number(seed: &str, id: &str, ticket: usize) -> [u8; 32] {
    Sha256::digest(format!("{seed}/{id}/{ticket}")).into()
}

#[cfg(test)]
mod tests;
