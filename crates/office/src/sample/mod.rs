//! Query: which branches and which of their records an inspection looks at, by lot (see `findings::draw`).
//!
//! Branches are read a unit at a time: copies are looked for among the records of one unit, where people know each other's
//! books, so that what a draw takes does not grow with the group (docs/decisions/0054). Of each branch no more is kept
//! than what makes its tickets, until lots have been drawn.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, FactId, Instant, OrganisationId};
use findings::{Branch, BranchReason, Evaluator, Holder, Pointers, Program, Text, draw, recording, told_in_year};
use rayon::prelude::*;
use rulebook::Rulebook;
use views::{Sample, SampledRecord, sampled_branch, sampled_record};

use crate::group::{AT_A_TIME, Group, Organisation, at_work, line_above};
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub struct SampleWanted {
    pub as_of: Day,
    /// Always named: what is written down later must not change a draw that somebody redoes.
    pub known_at: Instant,
    pub from: DrawnFrom,
    pub branches: usize,
    /// Of each branch that is drawn.
    pub records: usize,
    /// Any text; the same one draws the same again.
    pub seed: String,
}

/// From which branches is drawn.
#[derive(Debug, Clone)]
pub enum DrawnFrom {
    Everybody,
    /// An organisation of this name, and those that stand below it on that day.
    Below(String),
    /// These, whatever they stood below on that day. `line` is who stands above all of them.
    Among {
        branches: BTreeSet<OrganisationId>,
        line: Vec<OrganisationId>,
    },
}

impl Office {
    /// Branches in the order in which they were drawn, each with its records by day. `read` is told how many of how many
    /// organisations were looked at; every one is read twice.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the organisation is not known.
    pub async fn sample(&self, wanted: &SampleWanted, read: impl Fn(usize, usize)) -> Result<Sample, OfficeError> {
        let when = (wanted.as_of, Some(wanted.known_at));
        let ids = match &wanted.from {
            DrawnFrom::Among { branches, line } => branches.iter().chain(line).copied().collect::<BTreeSet<_>>(),
            _ => self.ledger.organisations().await?.into_iter().collect(),
        };
        let outline = self.outline(&ids, when, |done, of| read(done, of * 2)).await?;
        let chains = async |ids: &[OrganisationId]| self.organisations(ids, when).await;
        sample(&self.rulebook, &outline, wanted, chains, |done, of| read(of + done, of * 2)).await
    }
}

/// A branch that can be drawn, with what speaks for looking at it.
struct Candidate {
    id: OrganisationId,
    pointers: Pointers,
    reasons: Vec<BranchReason>,
}

async fn sample(
    rulebook: &Rulebook,
    outline: &Group,
    wanted: &SampleWanted,
    chains: impl AsyncFn(&[OrganisationId]) -> Result<Vec<Organisation>, OfficeError>,
    read: impl Fn(usize, usize),
) -> Result<Sample, OfficeError> {
    let superiors = outline.superiors(wanted.as_of);
    let above = match &wanted.from {
        DrawnFrom::Below(name) => Some(outline.named(name)?.id),
        _ => None,
    };
    let is_wanted = |id: OrganisationId| match (&wanted.from, above) {
        (DrawnFrom::Among { branches, .. }, _) => branches.contains(&id),
        (_, above) => above.is_none_or(|above| line_above(&superiors, id).contains(&above)),
    };
    let inspections = outline.inspections(Some(wanted.known_at));
    let mut units: BTreeMap<String, Vec<OrganisationId>> = BTreeMap::new();
    for branch in outline.scored(wanted.as_of) {
        units.entry(outline.unit_of(branch, wanted.as_of)).or_default().push(branch.id);
    }
    let mut holders: Vec<Holder<Candidate>> = Vec::new();
    let mut done = 0;
    for ids in units.values() {
        if ids.iter().any(|id| is_wanted(*id)) {
            let mut unit = Unit::new((rulebook, wanted, &inspections));
            for part in ids.chunks(AT_A_TIME) {
                read(done, outline.organisations.len());
                done += part.len();
                let organisations = chains(part).await?;
                at_work(|| unit.take(&organisations));
            }
            holders.extend(at_work(|| unit.candidates()).into_iter().filter(|holder| is_wanted(holder.who.id)));
        }
    }
    let (of, tickets) = (holders.len(), holders.iter().map(|holder| holder.tickets).sum());
    let names = outline.names();
    let mut branches = Vec::new();
    for holder in draw(holders, wanted.branches, &wanted.seed) {
        for branch in chains(&[holder.who.id]).await? {
            let records = sampled_records(rulebook, &names, (&branch, &holder.who.pointers), wanted);
            let unit = outline.unit_of(&branch, wanted.as_of);
            branches.push(sampled_branch((&unit, branch.roster.name()), &holder.id, &holder.who.reasons, records));
        }
    }
    Ok(Sample {
        seed: wanted.seed.clone(),
        as_of: wanted.as_of.to_string(),
        known_at: wanted.known_at.to_string(),
        of,
        tickets,
        branches,
    })
}

/// The branches of one unit as far as they were read.
struct Unit<'a> {
    rulebook: &'a Rulebook,
    wanted: &'a SampleWanted,
    inspections: &'a BTreeMap<OrganisationId, Vec<Day>>,
    branches: Vec<(OrganisationId, Pointers)>,
    texts: Vec<Text<(OrganisationId, FactId)>>,
}

impl<'a> Unit<'a> {
    fn new(
        (rulebook, wanted, inspections): (&'a Rulebook, &'a SampleWanted, &'a BTreeMap<OrganisationId, Vec<Day>>),
    ) -> Unit<'a> {
        Unit { rulebook, wanted, inspections, branches: Vec::new(), texts: Vec::new() }
    }

    fn take(&mut self, organisations: &[Organisation]) {
        let (as_of, known_at) = (self.wanted.as_of, Some(self.wanted.known_at));
        let program = Program::new(self.rulebook);
        let dated = program.on(as_of);
        let looked_at = |organisation: &Organisation| {
            let branch = Branch::new(&dated, &organisation.facts, known_at);
            let mut evaluator = Evaluator::new(&dated);
            evaluator.evaluate(&branch);
            let inspections = self.inspections.get(&organisation.id).map_or(&[][..], Vec::as_slice);
            let recording = recording(&organisation.facts, as_of, known_at, inspections);
            let pointers = Pointers::new(self.rulebook, &evaluator.findings(&branch), recording, BTreeSet::new());
            let own = told_in_year(&organisation.facts, as_of, known_at).map(views::own_words);
            let texts = own.map(|own| Text { of: (organisation.id, own.of.id), text: own.text });
            ((organisation.id, pointers), texts.collect::<Vec<_>>())
        };
        let (branches, texts): (Vec<_>, Vec<_>) = organisations.par_iter().map(looked_at).unzip();
        self.branches.extend(branches);
        self.texts.extend(texts.into_iter().flatten());
    }

    fn candidates(mut self) -> Vec<Holder<Candidate>> {
        let mut copies: BTreeMap<OrganisationId, BTreeSet<FactId>> = BTreeMap::new();
        for (organisation, fact) in findings::alike(&self.texts).into_iter().flat_map(|alike| alike.of) {
            copies.entry(organisation).or_default().insert(fact);
        }
        let holder = |(id, mut pointers): (OrganisationId, Pointers)| {
            pointers.alike = copies.remove(&id).unwrap_or_default();
            let reasons = pointers.of_branch();
            let tickets = reasons.iter().map(|reason| reason.tickets()).sum();
            Holder { who: Candidate { id, pointers, reasons }, id: id.to_string(), tickets }
        };
        self.branches.drain(..).map(holder).collect()
    }
}

fn sampled_records(
    rulebook: &Rulebook,
    names: &BTreeMap<OrganisationId, String>,
    (branch, pointers): (&Organisation, &Pointers),
    wanted: &SampleWanted,
) -> Vec<SampledRecord> {
    let holders = told_in_year(&branch.facts, wanted.as_of, Some(wanted.known_at)).map(|fact| {
        let reasons = pointers.of_record(fact.id);
        let tickets = reasons.iter().map(|reason| reason.tickets()).sum();
        Holder { id: fact.id.to_string(), who: (fact, reasons), tickets }
    });
    let mut drawn = draw(holders.collect(), wanted.records, &wanted.seed);
    drawn.sort_by_key(|holder| (holder.who.0.occurred.first, holder.who.0.id));
    let told = drawn
        .iter()
        .map(|Holder { who: (fact, reasons), .. }| sampled_record(rulebook, (&branch.roster, names), fact, reasons));
    told.collect()
}

#[cfg(test)]
mod tests;
