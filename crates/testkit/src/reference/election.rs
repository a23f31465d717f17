//! Elections: who was elected is who had to be.
//!
//! - The candidates are those of the records of the election's day. Who does not say which round it was stood in the
//!   first. What is asked of their number is asked of the first round that there is.
//! - In a round, in order of votes, those with support take the seats that are still free. Several with as many votes
//!   take them together or not at all: where the seats do not suffice for them, they and only they stand again.
//!   Else a further round is for whoever was not elected.
//! - Nobody stands in a round twice, has more votes than there are people that any support is measured against, or
//!   is elected who could not vote that day, or held no post of the committee where that elects. Of several faults of one candidate the first of these is told: a round that
//!   was not for him or her, twice, too many votes, no vote, what the votes make of it.
//! - Breached before not known before open. Nothing is told of the rounds while anything about them is not known.

use facts::{Day, Fact, Period, PersonId, Quantity};
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
        let candidates = candidates(world, election, day);
        let (status, missing) = judge(world, election, fact, &candidates);
        let found = Finding { missing, ..finding(index, subject, Period::Event, status) };
        let is_behind = |other: &&Fact| other.id == fact.id || candidates.iter().any(|one| one.fact.id == other.id);
        let mut evidence: Vec<&Fact> = world.ledger.iter().copied().filter(is_behind).collect();
        records::in_order(&mut evidence);
        findings.push(proven_by(world, found, &evidence));
    }
    findings
}

/// By round, and within a round by the ledger.
fn candidates<'a>(world: &World<'a>, election: &Election, day: Day) -> Vec<Candidate<'a>> {
    let of_day = records::selected(world, &election.candidates).into_iter().filter(|fact| fact.occurred.first == day);
    let mut candidates: Vec<Candidate<'_>> = of_day
        .map(|fact| {
            let figure = |field: &str| fact.value(field).and_then(records::hundredths);
            let part = election.candidates.part.as_deref().unwrap_or_default();
            Candidate {
                fact,
                person: fact.playing(part).find(|person| !roster::joinings(world, *person).is_empty()),
                round: election.round.as_ref().and_then(|field| figure(field)).unwrap_or(Quantity::whole(1)),
                votes: figure(&election.votes),
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
    let Some(first) = candidates.first() else { return (Status::Unknown, vec![Missing::NoCandidates]) };
    let mut breaches = Vec::new();
    let mut missing = Vec::new();
    let number = candidates.iter().filter(|one| one.round == first.round).count();
    for (margin, (bound, share)) in election.margins.iter().enumerate() {
        let found = [Quantity::whole(number as i64)];
        match figures::stand(world, &found, *bound, &[seats], *share, fact.occurred.first) {
            Ok(true) => {}
            Ok(false) => {
                breaches.push(margin);
                missing.push(Missing::Margin { margin, candidates: number as u32, seats });
            }
            Err(lack) => missing.push(lack),
        }
    }
    let doubts = missing.len() > breaches.len();
    let mut bases = election.support.iter().map(|support| &support.base);
    let voters = match bases.any(|base| *base == Figure::Electorate(Electorate::CommitteePresent)) {
        true => figures::committee(world, fact.occurred.first),
        false => figures::voters(world, &election.left_out, fact.occurred.first),
    };
    let (status, more) = match unsupported(world, election, fact, candidates) {
        Err(lacks) => (Status::Unknown, lacks),
        Ok(judged) => rounds(candidates, &judged, &voters, seats.0 / 100),
    };
    missing.extend(more);
    let status = match () {
        () if !breaches.is_empty() => Status::Breached,
        () if doubts && status != Status::Breached => Status::Unknown,
        () => status,
    };
    (status, missing)
}

/// What a candidate's votes come to: the first support that they are more than, and the first that they are not
/// enough of, each by its index and the figure as found.
type Judged = (Option<(usize, Quantity)>, Option<(usize, Quantity)>);

fn unsupported(
    world: &World<'_>,
    election: &Election,
    fact: &Fact,
    candidates: &[Candidate<'_>],
) -> Result<Vec<Judged>, Vec<Missing>> {
    let mut lacks = Vec::new();
    if candidates.iter().any(|one| one.votes.is_none()) {
        lacks.push(Missing::Field(election.votes.clone()));
    }
    if candidates.iter().any(|one| one.elected.is_none()) {
        lacks.push(Missing::Field(election.elected.clone()));
    }
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
    for votes in candidates.iter().filter_map(|one| one.votes) {
        let mut lacking = None;
        let mut exceeded = None;
        for (at, (support, base)) in election.support.iter().zip(&bases).enumerate() {
            let most = base.iter().copied().max().filter(|most| *most < votes);
            if let (Figure::Electorate(_), None) = (&support.base, exceeded) {
                exceeded = most.map(|most| (at, most));
            }
        }
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

fn rounds(candidates: &[Candidate<'_>], judged: &[Judged], voters: &[PersonId], seats: i64) -> (Status, Vec<Missing>) {
    let mut rounds: Vec<Quantity> = candidates.iter().map(|one| one.round).collect();
    rounds.dedup();
    let mut missing = Vec::new();
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
                _ if exceeded.is_some() => exceeded.map(|(support, base)| BallotFault::TooManyVotes { support, base }),
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
