//! Query: which branches and which of their records an inspection looks at, by lot (see `findings::draw`).

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, Fact, FactId, Instant, OrganisationId};
use findings::{BranchReason, Finding, Holder, Pointers, draw, recording, told_in_year};
use rayon::prelude::*;
use rulebook::Rulebook;
use views::{Sample, SampledRecord, sampled_branch, sampled_record};

use crate::evaluate::evaluate;
use crate::group::{Group, Organisation, line_above};
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub struct SampleWanted {
    pub as_of: Day,
    /// Always named: what is written down later must not change a draw that somebody redoes.
    pub known_at: Instant,
    /// Only branches below it, or itself.
    pub organisation: Option<String>,
    pub branches: usize,
    /// Of each branch that is drawn.
    pub records: usize,
    /// Any text; the same one draws the same again.
    pub seed: String,
}

impl Office {
    /// Branches in the order in which they were drawn, each with its records by day.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the organisation is not known.
    pub async fn sample(&self, wanted: &SampleWanted) -> Result<Sample, OfficeError> {
        let group = self.group(wanted.as_of, Some(wanted.known_at)).await?;
        sample(&self.rulebook, &group, wanted)
    }
}

fn sample(rulebook: &Rulebook, group: &Group, wanted: &SampleWanted) -> Result<Sample, OfficeError> {
    let (as_of, known_at) = (wanted.as_of, Some(wanted.known_at));
    let above = wanted.organisation.as_deref().map(|name| group.named(name)).transpose()?.map(|found| found.id);
    let superiors = group.superiors(as_of);
    let mut branches = group.scored(as_of);
    branches.retain(|branch| above.is_none_or(|above| line_above(&superiors, branch.id).contains(&above)));
    let findings = evaluate(rulebook, group, &branches, as_of, known_at);
    let marks = Marks {
        copies: group.alike(as_of, known_at).iter().flat_map(|alike| alike.of.iter().map(|fact| fact.id)).collect(),
        inspections: group.inspections(known_at),
    };
    let holders: Vec<Holder<Candidate>> = branches
        .par_iter()
        .zip(&findings)
        .map(|(branch, findings)| candidate(rulebook, branch, findings, &marks, wanted))
        .collect();
    let (of, tickets) = (holders.len(), holders.iter().map(|holder| holder.tickets).sum());
    let drawn = draw(holders, wanted.branches, &wanted.seed);
    let names = group.names();
    let branches = drawn.into_iter().map(|holder| {
        let records = sampled_records(rulebook, &names, &holder.who, wanted);
        let branch = holder.who.branch;
        let unit = group.unit_of(branch, as_of);
        sampled_branch((&unit, branch.roster.name()), &holder.id, &holder.who.reasons, records)
    });
    Ok(Sample {
        seed: wanted.seed.clone(),
        as_of: as_of.to_string(),
        known_at: wanted.known_at.to_string(),
        of,
        tickets,
        branches: branches.collect(),
    })
}

/// What only the whole group tells of a branch.
struct Marks {
    /// Records that are near copies of others.
    copies: BTreeSet<FactId>,
    inspections: BTreeMap<OrganisationId, Vec<Day>>,
}

/// A branch that can be drawn, with what speaks for looking at it.
struct Candidate<'a> {
    branch: &'a Organisation,
    records: Vec<&'a Fact>,
    pointers: Pointers,
    reasons: Vec<BranchReason>,
}

fn candidate<'a>(
    rulebook: &Rulebook,
    branch: &'a Organisation,
    findings: &[Finding],
    marks: &Marks,
    wanted: &SampleWanted,
) -> Holder<Candidate<'a>> {
    let (as_of, known_at) = (wanted.as_of, Some(wanted.known_at));
    let records: Vec<&Fact> = told_in_year(&branch.facts, as_of, known_at).collect();
    let alike = records.iter().map(|fact| fact.id).filter(|id| marks.copies.contains(id)).collect();
    let inspections = marks.inspections.get(&branch.id).map_or(&[][..], Vec::as_slice);
    let recording = recording(&branch.facts, as_of, known_at, inspections);
    let pointers = Pointers::new(rulebook, findings, recording, alike);
    let reasons = pointers.of_branch();
    let tickets = reasons.iter().map(|reason| reason.tickets()).sum();
    Holder { who: Candidate { branch, records, pointers, reasons }, id: branch.id.to_string(), tickets }
}

fn sampled_records(
    rulebook: &Rulebook,
    names: &BTreeMap<OrganisationId, String>,
    candidate: &Candidate<'_>,
    wanted: &SampleWanted,
) -> Vec<SampledRecord> {
    let holders = candidate.records.iter().map(|fact| {
        let reasons = candidate.pointers.of_record(fact.id);
        let tickets = reasons.iter().map(|reason| reason.tickets()).sum();
        Holder { id: fact.id.to_string(), who: (*fact, reasons), tickets }
    });
    let mut drawn = draw(holders.collect(), wanted.records, &wanted.seed);
    drawn.sort_by_key(|holder| (holder.who.0.occurred.first, holder.who.0.id));
    let roster = &candidate.branch.roster;
    let told = drawn
        .iter()
        .map(|Holder { who: (fact, reasons), .. }| sampled_record(rulebook, (roster, names), fact, reasons));
    told.collect()
}

#[cfg(test)]
mod tests;
