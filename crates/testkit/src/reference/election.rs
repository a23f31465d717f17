//! Elections: who was elected is who had to be.
//!
//! - All candidates of its day are an election's, as long as it is the only one and no two of these records call it
//!   differently. Else all have to call it something, no two elections the same and no candidate otherwise than some
//!   election; one slip, and none of the day's elections is known.
//! - Who does not say which round it was stood in the first. Rounds are whole numbers from one without a gap. Of the
//!   candidates of the first there may be as many as the election's record counts, and who was elected is not known.
//! - In a round, in order of votes, those with support take the seats that are still free, those alike together or not
//!   at all: then they and only they stand again. Else a further round is for whoever was not elected.
//! - Of several faults of one candidate the first is told: a round that was not for him or her, twice, more votes than
//!   people, than valid papers or in all than papers of the first round, no vote of one's own or no post of the
//!   committee where that elects, what the votes make of it.
//! - Breached before not known before open. Nothing is told of the rounds while anything about them is not known.

use std::collections::BTreeSet;

use facts::{Day, Fact, Period, PersonId, Quantity, Value};
use findings::{BallotFault, Finding, Missing, Subject};
use rulebook::{Election, Electorate, Figure, Rule, Status};

use super::figures::{self, Possible};
use super::{World, finding, in_force, owing, proven_by, records, roster, unknown};

struct Candidate<'a> {
    fact: &'a Fact,
    /// A member, at whatever time.
    person: Option<PersonId>,
    round: Quantity,
    votes: Option<Quantity>,
    others: Vec<Option<Quantity>>,
    elected: Option<bool>,
}

pub(super) fn election(world: &World<'_>, index: usize, rule: &Rule, election: &Election) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fact in records::selected(world, &election.selector) {
        let day = fact.occurred.first;
        if day.year() != world.as_of.year() || !in_force(rule, day) || !owing::has_form(world, rule, day) {
            continue;
        }
        let Some(not_known) = owing::conditions(world, rule, &Subject::Organisation, &[day], day) else { continue };
        let subject = Subject::Event(day, Some(fact.id));
        if !not_known.is_empty() {
            findings.push(unknown(index, subject, Period::Event, None, not_known));
            continue;
        }
        let its = records_of(world, election, fact);
        let of_day = || records::selected(world, &election.candidates).into_iter().filter(|one| on(one, day)).collect();
        let candidates = candidates(world, election, its.clone().unwrap_or_else(of_day));
        let (status, missing) = match its {
            Some(_) => judge(world, election, fact, &candidates),
            None => (Status::Unknown, vec![Missing::WhichElection]),
        };
        let found = Finding { missing, ..finding(index, subject, Period::Event, status) };
        let is_behind = |other: &&Fact| other.id == fact.id || candidates.iter().any(|one| one.fact.id == other.id);
        let mut evidence: Vec<&Fact> = world.ledger.iter().copied().filter(is_behind).collect();
        records::in_order(&mut evidence);
        findings.push(proven_by(world, found, &evidence));
    }
    findings
}

fn on(fact: &Fact, day: Day) -> bool {
    fact.occurred.first == day
}

/// The records of an election's candidates; none where it is not clear whose those of its day are.
fn records_of<'a>(world: &World<'a>, election: &Election, fact: &Fact) -> Option<Vec<&'a Fact>> {
    let day = fact.occurred.first;
    let of_day = |selector| {
        let all: Vec<&'a Fact> = records::selected(world, selector);
        all.into_iter().filter(|one| on(one, day)).collect::<Vec<_>>()
    };
    let (elections, candidates) = (of_day(&election.selector), of_day(&election.candidates));
    let called = |fact: &Fact| election.by.as_ref().and_then(|field| fact.value(field).cloned());
    let names: BTreeSet<Option<Value>> = elections.iter().map(|one| called(one)).collect();
    let used: BTreeSet<Option<Value>> = candidates.iter().map(|one| called(one)).collect();
    if elections.len() == 1 && names.union(&used).flatten().count() <= 1 {
        return Some(candidates);
    }
    let clear = names.len() == elections.len() && !names.contains(&None) && used.is_subset(&names);
    clear.then(|| candidates.into_iter().filter(|one| called(one) == called(fact)).collect())
}

/// By round, and within a round by the ledger.
fn candidates<'a>(world: &World<'a>, election: &Election, records: Vec<&'a Fact>) -> Vec<Candidate<'a>> {
    let mut candidates: Vec<Candidate<'_>> = records
        .into_iter()
        .map(|fact| {
            let figure = |field: &str| fact.value(field).and_then(records::hundredths);
            let part = election.candidates.part.as_deref().unwrap_or_default();
            Candidate {
                fact,
                person: fact.playing(part).find(|person| !roster::joinings(world, *person).is_empty()),
                round: election.round.as_ref().and_then(|field| figure(field)).unwrap_or(Quantity::whole(1)),
                votes: figure(&election.votes),
                others: election.other_votes.iter().map(|field| figure(field)).collect(),
                elected: fact.flag(&election.elected),
            }
        })
        .collect();
    candidates.sort_by_key(|one| one.round);
    candidates
}

fn judge(world: &World<'_>, election: &Election, fact: &Fact, candidates: &[Candidate<'_>]) -> (Status, Vec<Missing>) {
    let Some(seats) = fact.value(&election.seats).and_then(records::hundredths) else {
        return (Status::Unknown, vec![Missing::Field(election.seats.clone())]);
    };
    if candidates.is_empty() {
        return (Status::Unknown, vec![Missing::NoCandidates]);
    }
    let is_whole = |round: Quantity| round.0 >= 100 && round.0 % 100 == 0;
    if let Some(field) = election.round.clone().filter(|_| candidates.iter().any(|one| !is_whole(one.round))) {
        return (Status::Unknown, vec![Missing::Field(field)]);
    }
    let mut breaches = Vec::new();
    let mut missing = Vec::new();
    let number = candidates.iter().filter(|one| one.is_of_first()).count() as i64;
    let stated = election.stated.as_ref().and_then(|field| fact.value(field)).and_then(records::hundredths);
    let number = (number, number.max(stated.map_or(0, |stated| stated.0 / 100)));
    let mut in_doubt = number.0 == 0;
    for (margin, (bound, share)) in election.margins.iter().enumerate().filter(|_| number.0 > 0) {
        let found: Vec<Quantity> = (number.0..=number.1).map(Quantity::whole).collect();
        match figures::stand(world, &found, *bound, &[seats], *share, fact.occurred.first) {
            Ok(true) => {}
            Ok(false) => {
                breaches.push(margin);
                missing.push(Missing::Margin { margin, candidates: number.0 as u32, seats });
            }
            Err(Missing::Unrecorded(_)) => in_doubt = true,
            Err(lack) => missing.push(lack),
        }
    }
    let doubts = in_doubt || missing.len() > breaches.len();
    let mut bases = election.support.iter().map(|support| &support.base);
    let voters = match bases.any(|base| *base == Figure::Electorate(Electorate::CommitteePresent)) {
        true => figures::committee(world, fact.occurred.first),
        false => figures::voters(world, &election.left_out, fact.occurred.first),
    };
    let valid = election.ballots.as_ref().and_then(|papers| fact.value(&papers.valid)).and_then(records::hundredths);
    let (status, more) = match unsupported(world, election, fact, candidates, (number.1 - number.0) as u32) {
        Err(lacks) => (Status::Unknown, lacks),
        Ok(judged) => rounds(candidates, &judged, &voters, (seats.0 / 100, valid)),
    };
    missing.extend(more);
    let status = match () {
        () if !breaches.is_empty() => Status::Breached,
        () if doubts && status != Status::Breached => Status::Unknown,
        () => status,
    };
    (status, missing)
}

/// What a candidate's votes come to: why there cannot be so many, and the first support that they are not enough of,
/// by its index and the figure as found.
type Judged = (Option<BallotFault>, Option<(usize, Quantity)>);

/// What is not written down of the election's own record and of its candidates'.
fn not_told(election: &Election, fact: &Fact, candidates: &[Candidate<'_>], unnamed: u32) -> Vec<Missing> {
    let mut lacks = Vec::new();
    if unnamed > 0 {
        lacks.push(Missing::Unnamed(unnamed));
    }
    let last = candidates.iter().map(|one| one.round.0 / 100).max().unwrap_or(1);
    let is_there = |round: &i64| candidates.iter().any(|one| one.round == Quantity::whole(*round));
    lacks.extend((1..last).find(|round| !is_there(round)).map(|round| Missing::Round(round as u32)));
    if candidates.iter().any(|one| one.votes.is_none()) {
        lacks.push(Missing::Field(election.votes.clone()));
    }
    for (at, field) in election.other_votes.iter().enumerate() {
        if candidates.iter().any(|one| one.is_of_first() && one.others.get(at) == Some(&None)) {
            lacks.push(Missing::Field(field.clone()));
        }
    }
    if candidates.iter().any(|one| one.elected.is_none()) {
        lacks.push(Missing::Field(election.elected.clone()));
    }
    let papers = election.ballots.iter().flat_map(|papers| [&papers.returned, &papers.valid]);
    lacks.extend(papers.filter(|field| fact.value(field).is_none()).map(|field| Missing::Field(field.clone())));
    lacks
}

fn unsupported(
    world: &World<'_>,
    election: &Election,
    fact: &Fact,
    candidates: &[Candidate<'_>],
    unnamed: u32,
) -> Result<Vec<Judged>, Vec<Missing>> {
    let mut lacks = not_told(election, fact, candidates, unnamed);
    let mut bases: Vec<Possible> = Vec::new();
    for support in &election.support {
        match figures::possible(world, (&election.left_out, fact), &support.base) {
            Ok(possible) => bases.push(possible),
            Err(lack) => lacks.push(lack),
        }
    }
    if !lacks.is_empty() {
        return Err(lacks);
    }
    let mut all = Vec::new();
    for (one, votes) in candidates.iter().filter_map(|one| Some((one, one.votes?))) {
        let mut lacking = None;
        let mut exceeded = None;
        for (at, (support, base)) in election.support.iter().zip(&bases).enumerate() {
            let most = base.iter().copied().max().filter(|most| *most < votes);
            if let (Figure::Electorate(_), None) = (&support.base, exceeded) {
                exceeded = most.map(|base| BallotFault::TooManyVotes { support: at, base });
            }
        }
        let exceeded = exceeded.or_else(|| without_paper(election, fact, one));
        for (at, (support, base)) in election.support.iter().zip(&bases).enumerate() {
            let day = fact.occurred.first;
            let enough = figures::stand(world, &[votes], support.bound, base, support.share, day);
            if !enough.map_err(|lack| vec![lack])? {
                lacking = base.first().map(|base| (at, *base));
                break;
            }
        }
        all.push((exceeded, lacking));
    }
    Ok(all)
}

impl Candidate<'_> {
    fn is_of_first(&self) -> bool {
        self.round == Quantity::whole(1)
    }
}

/// Votes of the first round for which there was no paper.
fn without_paper(election: &Election, fact: &Fact, one: &Candidate<'_>) -> Option<BallotFault> {
    let papers = election.ballots.as_ref().filter(|_| one.is_of_first())?;
    let figure = |field: &str| fact.value(field).and_then(records::hundredths);
    let (returned, valid, votes) = (figure(&papers.returned)?, figure(&papers.valid)?, one.votes?);
    let in_all = Quantity(votes.0 + one.others.iter().flatten().map(|votes| votes.0).sum::<i64>());
    if votes > valid {
        return Some(BallotFault::MoreThanValid { valid });
    }
    (in_all > returned).then_some(BallotFault::MoreThanReturned { in_all, returned })
}

fn rounds(
    candidates: &[Candidate<'_>],
    judged: &[Judged],
    voters: &[PersonId],
    (seats, valid): (i64, Option<Quantity>),
) -> (Status, Vec<Missing>) {
    let mut rounds: Vec<Quantity> = candidates.iter().map(|one| one.round).collect();
    rounds.dedup();
    let mut missing = Vec::new();
    let first = candidates.iter().filter(|one| one.is_of_first());
    let votes = Quantity(first.filter_map(|one| one.votes).map(|votes| votes.0).sum());
    if let Some(valid) = valid.filter(|valid| votes.0 > seats.max(0) * valid.0) {
        missing.push(Missing::VotesInAll { votes, seats: Quantity::whole(seats.max(0)), valid });
    }
    let (mut free, mut winners, mut tied) = (seats, Vec::new(), Vec::new());
    for (place, round) in rounds.into_iter().enumerate() {
        let standing: Vec<(&Candidate<'_>, Judged)> = candidates
            .iter()
            .zip(judged)
            .filter(|(one, _)| one.round == round)
            .map(|(one, judged)| (one, *judged))
            .collect();
        let reruns = std::mem::take(&mut tied);
        let before = winners.clone();
        for (at, (one, (exceeded, lacking))) in standing.iter().enumerate() {
            let out_of_round = match reruns.is_empty() {
                true => one.person.is_some() && before.contains(&one.person),
                false => one.person.is_none() || !reruns.contains(&one.person),
            };
            let supported = |least: Option<Quantity>| {
                standing.iter().filter(|(other, (_, lacks))| lacks.is_none() && other.votes >= least).count() as i64
            };
            let ahead =
                standing.iter().filter(|(other, (_, lacks))| lacks.is_none() && other.votes > one.votes).count();
            let verdict = match lacking {
                Some((support, base)) => Err(BallotFault::Unsupported { support: *support, base: *base }),
                None if supported(one.votes) <= free => Ok(()),
                None if (ahead as i64) < free => Err(BallotFault::Tied),
                None => Err(BallotFault::BeyondSeats),
            };
            if verdict == Err(BallotFault::Tied) {
                tied.push(one.person);
            }
            let twice = one.person.is_some() && standing.iter().take(at).any(|(other, _)| other.person == one.person);
            let may_vote = one.person.is_some_and(|person| voters.contains(&person));
            let fault = match (verdict, one.elected == Some(true)) {
                _ if place > 0 && out_of_round => Some(BallotFault::OutOfRound),
                _ if twice => Some(BallotFault::Twice),
                _ if exceeded.is_some() => *exceeded,
                (_, true) if !may_vote => Some(BallotFault::NotEligible),
                (Ok(()), false) => Some(BallotFault::PassedOver),
                (Err(fault), true) => Some(fault),
                _ => None,
            };
            if let (Some(fault), Some(votes)) = (fault, one.votes) {
                missing.push(Missing::Candidate { person: one.person, votes, fault });
            }
        }
        winners.extend(standing.iter().filter(|(one, _)| one.elected == Some(true)).map(|(one, _)| one.person));
        free = (seats - winners.len() as i64).max(0);
    }
    match () {
        () if !missing.is_empty() => (Status::Breached, missing),
        () if free > 0 => (Status::Open, vec![Missing::Seats(free as u32)]),
        () => (Status::Met, missing),
    }
}
