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
//! - Breached before not known before open. A number that is not written down may be any, and whoever is not written
//!   down may have been elected or not: what is wrong all the same is told.

use std::collections::BTreeSet;

use facts::{Day, Fact, Period, PersonId, Quantity, Value};
use findings::{BallotFault, Finding, Missing, Subject};
use rulebook::{Election, Electorate, Figure, Rule, Status, Support};

use super::figures::{self, Possible};
use super::{World, in_force, owing, proven_by, records, roster, unknown};

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
        let found = Finding { missing, ..Finding::bare(index, subject, Period::Event, status) };
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
    let figure = |field: &String| fact.value(field).and_then(records::hundredths);
    let seats = figure(&election.seats);
    let mut missing = Vec::new();
    if seats.is_none() {
        missing.push(Missing::Field(election.seats.clone()));
    }
    if candidates.is_empty() {
        missing.push(Missing::NoCandidates);
        return (Status::Unknown, missing);
    }
    let is_whole = |round: Quantity| round.0 >= 100 && round.0 % 100 == 0;
    if let Some(field) = election.round.clone().filter(|_| candidates.iter().any(|one| !is_whole(one.round))) {
        missing.push(Missing::Field(field));
        return (Status::Unknown, missing);
    }
    let first = candidates.iter().filter(|one| one.is_of_first()).count() as i64;
    let stated = election.stated.as_ref().and_then(figure).map_or(0, |stated| stated.0 / 100);
    let unnamed = (stated - first).max(0);
    let margin = match seats {
        Some(seats) if first > 0 => {
            let numbers: Vec<Quantity> = (first..=first + unnamed).map(Quantity::whole).collect();
            margins(world, election, (&numbers, seats), fact.occurred.first, &mut missing)
        }
        _ => Status::Unknown,
    };
    let mut bases = election.support.iter().map(|support| &support.base);
    let voters = match bases.any(|base| *base == Figure::Electorate(Electorate::CommitteePresent)) {
        true => figures::committee(world, fact.occurred.first),
        false => figures::voters(world, &election.left_out, fact.occurred.first),
    };
    let valid = election.ballots.as_ref().and_then(|papers| figure(&papers.valid));
    let (judged, lacks) = judged(world, election, fact, candidates, unnamed as u32);
    let is_known = lacks.is_empty() && seats.is_some();
    missing.extend(lacks);
    let seats = seats.map(|seats| seats.0 / 100);
    let (faults, free) = rounds(candidates, &judged, &voters, (seats, valid, unnamed));
    let is_open = faults.is_empty() && is_known && free > 0;
    if is_open {
        missing.push(Missing::Seats(free as u32));
    }
    let status = match (margin, faults.is_empty()) {
        (Status::Breached, _) | (_, false) => Status::Breached,
        (Status::Met, true) if is_known && is_open => Status::Open,
        (Status::Met, true) if is_known => Status::Met,
        _ => Status::Unknown,
    };
    missing.extend(faults);
    (status, missing)
}

/// Whether there were enough candidates, however many of those that can have been there were.
fn margins(
    world: &World<'_>,
    election: &Election,
    (numbers, seats): (&[Quantity], Quantity),
    day: Day,
    missing: &mut Vec<Missing>,
) -> Status {
    let mut seen = Vec::new();
    for (margin, (bound, share)) in election.margins.iter().enumerate() {
        seen.push(figures::stand(world, numbers, *bound, &[seats], *share, day));
        match seen.last() {
            Some(Ok(false)) => {
                let candidates = numbers.first().map_or(0, |number| number.0 / 100) as u32;
                missing.push(Missing::Margin { margin, candidates, seats });
            }
            Some(Err(Missing::Parameter)) => missing.push(Missing::Parameter),
            _ => {}
        }
    }
    match () {
        () if seen.contains(&Ok(false)) => Status::Breached,
        () if seen.iter().any(Result::is_err) => Status::Unknown,
        () => Status::Met,
    }
}

/// What a candidate's votes come to: why there cannot be so many, and whether they are enough, none where that is not
/// known; else the first support that they are not enough of, by its index and the figure as found.
type Judged = (Option<BallotFault>, Enough);

/// Whether the votes are enough, or which demand they fall short of and its base; none where that is not known.
type Enough = Option<Result<(), (usize, Quantity)>>;

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

/// Every candidate's votes, and what is not written down that matters.
fn judged(
    world: &World<'_>,
    election: &Election,
    fact: &Fact,
    candidates: &[Candidate<'_>],
    unnamed: u32,
) -> (Vec<Judged>, Vec<Missing>) {
    let mut lacks = not_told(election, fact, candidates, unnamed);
    let mut bases: Vec<Option<Possible>> = Vec::new();
    for support in &election.support {
        let possible = figures::possible(world, (&election.left_out, fact), &support.base);
        lacks.extend(possible.as_ref().err().cloned());
        bases.push(possible.ok());
    }
    let mut all = Vec::new();
    let mut doubts = Vec::new();
    for one in candidates {
        let votes = one.votes.unwrap_or(Quantity(0));
        let mut exceeded = None;
        for (at, (support, base)) in election.support.iter().zip(&bases).enumerate() {
            let most = base.iter().flatten().copied().max().filter(|most| *most < votes);
            if let (Figure::Electorate(_), None) = (&support.base, exceeded) {
                exceeded = most.map(|base| BallotFault::TooManyVotes { support: at, base });
            }
        }
        let exceeded = exceeded.or_else(|| without_paper(election, fact, one));
        let stand = |(support, base): (&Support, &Option<Possible>)| {
            let (votes, base) = one.votes.zip(base.as_ref())?;
            Some(figures::stand(world, &[votes], support.bound, base, support.share, fact.occurred.first))
        };
        let stands: Vec<Option<Result<bool, Missing>>> = election.support.iter().zip(&bases).map(stand).collect();
        let lacking = stands.iter().position(|stand| *stand == Some(Ok(false)));
        let lacking = lacking.and_then(|at| Some((at, *bases.get(at)?.as_ref()?.first()?)));
        let is_enough = one.votes.is_some() && stands.iter().all(|stand| *stand == Some(Ok(true)));
        if lacking.is_none() {
            doubts.extend(stands.into_iter().flatten().filter_map(Result::err));
        }
        all.push((exceeded, lacking.map(Err).or(is_enough.then_some(Ok(())))));
    }
    lacks.extend(doubts.into_iter().next());
    (all, lacks)
}

impl Candidate<'_> {
    fn is_of_first(&self) -> bool {
        self.round == Quantity::whole(1)
    }
}

/// Votes of the first round for which there was no paper, those that are not written down left out.
fn without_paper(election: &Election, fact: &Fact, one: &Candidate<'_>) -> Option<BallotFault> {
    let papers = election.ballots.as_ref().filter(|_| one.is_of_first())?;
    let figure = |field: &str| fact.value(field).and_then(records::hundredths);
    let votes = one.votes.unwrap_or(Quantity(0));
    let in_all = Quantity(votes.0 + one.others.iter().flatten().map(|votes| votes.0).sum::<i64>());
    match (figure(&papers.returned), figure(&papers.valid)) {
        (_, Some(valid)) if votes > valid => Some(BallotFault::MoreThanValid { valid }),
        (Some(returned), _) if in_all > returned => Some(BallotFault::MoreThanReturned { in_all, returned }),
        _ => None,
    }
}

/// What the votes make of one of those who stand in a round with so many seats, the fewest and the most that there can
/// be: elected, not elected, or neither for sure.
fn verdict(
    (one, enough): (&Candidate<'_>, Enough),
    standing: &[(&Candidate<'_>, Judged)],
    (least, most): (i64, i64),
    unnamed: i64,
) -> Option<Result<(), BallotFault>> {
    if let Some(Err((support, base))) = enough {
        return Some(Err(BallotFault::Unsupported { support, base }));
    }
    let own = one.votes?;
    let surely = |wanted: &dyn Fn(Quantity) -> bool| {
        let ahead = |(other, (_, enough)): &&(&Candidate<'_>, Judged)| {
            *enough == Some(Ok(())) && other.votes.is_some_and(wanted)
        };
        standing.iter().filter(ahead).count() as i64
    };
    let perhaps =
        standing.iter().filter(|(other, (_, enough))| enough.is_none() && other.votes.is_none_or(|votes| votes >= own));
    let perhaps = perhaps.count() as i64 + unnamed;
    match (surely(&|votes| votes > own), surely(&|votes| votes >= own)) {
        (ahead, _) if ahead >= most => Some(Err(BallotFault::BeyondSeats)),
        (_, in_all) if in_all > most => Some(Err(BallotFault::Tied)),
        (_, in_all) if enough.is_some() && in_all + perhaps <= least => Some(Ok(())),
        _ => None,
    }
}

/// What is wrong, and how many seats are left at most.
fn rounds(
    candidates: &[Candidate<'_>],
    judged: &[Judged],
    voters: &[PersonId],
    (seats, valid, unnamed): (Option<i64>, Option<Quantity>, i64),
) -> (Vec<Missing>, i64) {
    let mut missing = Vec::new();
    let first = candidates.iter().filter(|one| one.is_of_first());
    let votes = Quantity(first.filter_map(|one| one.votes).map(|votes| votes.0).sum());
    if let Some((seats, valid)) = seats.zip(valid).filter(|(seats, valid)| votes.0 > seats.max(&0) * valid.0) {
        missing.push(Missing::VotesInAll { votes, seats: Quantity::whole(seats.max(0)), valid });
    }
    let mut free = seats.map_or((0, i64::MAX), |seats| (seats.max(0), seats.max(0)));
    let (mut winners, mut tied, mut is_settled) = (Vec::new(), Vec::new(), false);
    for number in 1..=candidates.last().map_or(0, |one| one.round.0 / 100) {
        let of_round = candidates.iter().zip(judged).filter(|(one, _)| one.round == Quantity::whole(number));
        let standing: Vec<(&Candidate<'_>, Judged)> = of_round.map(|(one, judged)| (one, *judged)).collect();
        let unnamed = if number == 1 { unnamed } else { 0 };
        let reruns = std::mem::take(&mut tied);
        if standing.is_empty() {
            // Anybody may have been elected.
            (free.0, is_settled) = (0, false);
            continue;
        }
        let mut faults = Vec::new();
        for (at, (one, (exceeded, enough))) in standing.iter().enumerate() {
            let is_among = |people: &[Option<PersonId>]| one.person.is_some() && people.contains(&one.person);
            let out_of_round = match is_settled && !reruns.is_empty() {
                true => !is_among(&reruns),
                false => is_among(&winners) && !is_among(&reruns),
            };
            let verdict = verdict((one, *enough), &standing, free, unnamed);
            if verdict == Some(Err(BallotFault::Tied)) {
                tied.push(one.person);
            }
            let twice = one.person.is_some() && standing.iter().take(at).any(|(other, _)| other.person == one.person);
            let may_vote = one.person.is_some_and(|person| voters.contains(&person));
            let fault = match (verdict, one.elected) {
                _ if out_of_round => Some(BallotFault::OutOfRound),
                _ if twice => Some(BallotFault::Twice),
                _ if exceeded.is_some() => *exceeded,
                (_, Some(true)) if !may_vote => Some(BallotFault::NotEligible),
                (Some(Ok(())), Some(false)) => Some(BallotFault::PassedOver),
                (Some(Err(fault)), Some(true)) => Some(fault),
                _ => None,
            };
            let votes = one.votes;
            faults.extend(fault.map(|fault| Missing::Candidate { person: one.person, votes, fault }));
        }
        let won: Vec<_> =
            standing.iter().filter(|(one, _)| one.elected == Some(true)).map(|(one, _)| one.person).collect();
        let elected = won.len() as i64;
        if faults.is_empty() && elected > free.1 {
            faults.push(Missing::TooManyElected { elected: elected as u32, seats: free.1 as u32 });
        }
        missing.extend(faults);
        is_settled = unnamed == 0 && free.0 == free.1 && standing.iter().all(|(_, (_, enough))| enough.is_some());
        let perhaps = standing.iter().filter(|(one, _)| one.elected.is_none()).count() as i64 + unnamed;
        free = ((free.0 - elected - perhaps).max(0), (free.1 - elected).max(0));
        winners.extend(won);
    }
    (missing, free.1)
}
