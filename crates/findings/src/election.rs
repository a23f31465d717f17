//! 选举: who was elected is who had to be, by the votes of each round and the seats that were left.

use facts::{Period, Quantity};
use rulebook::Status;

use crate::columns::NONE;
use crate::context::Context;
use crate::evaluator::Work;
use crate::figures::{Comparison, Figures, Gap, Known};
use crate::finding::BallotFault;
use crate::output::{BallotField, Draft, Lack, Output, Plainly};
use crate::program::{ElectionPlan, FigurePlan};
use crate::standing::One;

/// How one candidate did in one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    round: i64,
    votes: Option<i64>,
    elected: Option<bool>,
    person: u16,
    /// May be elected on that day: has a vote, or a post of the committee where that elects.
    eligible: bool,
    row: u32,
    delay: u16,
    /// The support that the votes are not enough for, and the figure it is measured against. Set once all is known.
    lacks: Option<(usize, Quantity)>,
    /// The same of people of whom there are fewer than votes.
    exceeds: Option<(usize, Quantity)>,
}

/// Candidates without a word about the round stood in the first.
const FIRST_ROUND: i64 = Quantity::whole(1).0;

pub(crate) fn election(context: &Context<'_>, plan: &ElectionPlan<'_>, work: &mut Work, output: &mut Output) {
    let year_first = context.timetable.year_first;
    let mut matched = std::mem::take(&mut work.matched);
    context.matching(&plan.selected, &mut matched, |row| row.first >= year_first);
    for taken in &matched {
        let (Some(row), Some(kind)) = (context.row(taken.row), plan.selected.kinds.get(usize::from(taken.which)))
        else {
            continue;
        };
        work.not_known.clear();
        if !context.binds_on(row.first, |found| work.not_known.push(found)) {
            continue;
        }
        let subject = One::Event(row.first, taken.row);
        let draft = |status| Draft { subject, period: Period::Event, status, due: None, changes_on: None };
        if context.cannot_decide(draft(Status::Unknown), work.not_known.iter().copied(), output) {
            continue;
        }
        let figures = Figures { context, row, which: taken.which, kind: kind.kind, left_out: &plan.left_out };
        stood(&figures, plan, &mut work.candidates);
        work.lacks.clear();
        let status = judge(&figures, plan, work);
        let mut proof = output.begin_proof();
        let own = (taken.row, taken.delay);
        work.candidates.sort_unstable_by_key(|one| context.detail(one.row).map(|detail| detail.order));
        let order = context.detail(taken.row).map(|detail| detail.order);
        let before = |one: &&Candidate| context.detail(one.row).map(|detail| detail.order) < order;
        let first = work.candidates.iter().take_while(before).count();
        let behind = work.candidates.iter().map(|one| (one.row, one.delay));
        let rows = behind.clone().take(first).chain([own]).chain(behind.skip(first));
        rows.for_each(|(row, delay)| output.lay_down(&mut proof, row, delay));
        output.write_proven(context, draft(status), proof);
        work.lacks.iter().for_each(|lack| output.lacks(*lack));
    }
    work.matched = matched;
}

/// The records of an election's candidates: those of its day, in order of rounds and within a round of the ledger.
fn stood(election: &Figures<'_>, plan: &ElectionPlan<'_>, candidates: &mut Vec<Candidate>) {
    candidates.clear();
    let (context, day) = (election.context, election.row.first);
    let (columns, members) = (&context.branch.columns, &context.branch.roster.members);
    let by_committee = plan.election.by_committee();
    for ((which, kind), elected) in (0..).zip(&plan.candidates.kinds).zip(&plan.elected) {
        let of_day = columns.numbered(kind.kind).filter(|(row, _)| row.first == day);
        for (row, at) in of_day.filter(|(row, _)| kind.takes(row.holds)) {
            let figures = Figures { context, row, which, kind: kind.kind, left_out: &[] };
            let stated = |plan| figures.known(plan).ok().map(|known| known.least);
            let filled = context.detail(at).is_some_and(|detail| detail.filled & elected == *elected);
            let mut named = columns.people_of(row).iter().filter(|person| kind.part.played_by(person.part));
            let person = named.find(|person| person.person != NONE).map_or(NONE, |person| person.person);
            let member = members.get(usize::from(person));
            candidates.push(Candidate {
                round: plan.round.as_ref().and_then(stated).unwrap_or(FIRST_ROUND),
                votes: stated(&plan.votes),
                elected: filled.then_some(row.holds & elected == *elected),
                person,
                eligible: match by_committee {
                    true => election.on_committee(usize::from(person), day),
                    false => member.is_some_and(|member| election.may_vote(usize::from(person), member, day)),
                },
                row: at,
                delay: row.delay_days(),
                lacks: None,
                exceeds: None,
            });
        }
    }
    candidates.sort_unstable_by_key(|one| (one.round, context.detail(one.row).map(|detail| detail.order)));
}

/// The gravest of what is wrong; what it is, is left in `work`.
fn judge(figures: &Figures<'_>, plan: &ElectionPlan<'_>, work: &mut Work) -> Status {
    let Ok(seats) = figures.known(&plan.seats) else {
        work.lacks.push(Lack::Ballot(BallotField::Seats));
        return Status::Unknown;
    };
    let Some(first) = work.candidates.first() else {
        work.lacks.push(Lack::Plain(Plainly::NoCandidates));
        return Status::Unknown;
    };
    let first_round = work.candidates.iter().filter(|one| one.round == first.round).count() as u32;
    let margin = margin(figures, plan, (first_round, seats), &mut work.lacks);
    let result = match is_known(figures, plan, work) {
        true => rounds(work, seats.least / Quantity::whole(1).0),
        false => Status::Unknown,
    };
    match (margin, result) {
        (Status::Breached, _) | (_, Status::Breached) => Status::Breached,
        (Status::Unknown, _) | (_, Status::Unknown) => Status::Unknown,
        (_, result) => result,
    }
}

/// Whether the first round had as many candidates for its seats as asked for.
fn margin(
    figures: &Figures<'_>,
    plan: &ElectionPlan<'_>,
    (candidates, seats): (u32, Known),
    lacks: &mut Vec<Lack>,
) -> Status {
    let found = Quantity::whole(candidates.into()).0;
    let found = Known { least: found, most: found };
    let mut worst = Status::Met;
    for (margin, (bound, share)) in (0..).zip(&plan.election.margins) {
        match figures.compare(found, *bound, seats, *share) {
            Comparison::Decided(true) => {}
            Comparison::Decided(false) => {
                lacks.push(Lack::Plain(Plainly::Margin { margin, candidates, seats: seats.least }));
                worst = Status::Breached;
            }
            Comparison::Doubtful(_) | Comparison::NoShare => {
                lacks.push(Lack::Plain(Plainly::Parameter));
                worst = if worst == Status::Breached { worst } else { Status::Unknown };
            }
        }
    }
    worst
}

/// Whether all is known that says who had to be elected; then it is noted who has the support asked for.
fn is_known(figures: &Figures<'_>, plan: &ElectionPlan<'_>, work: &mut Work) -> bool {
    let fields = [
        (BallotField::Votes, work.candidates.iter().any(|one| one.votes.is_none())),
        (BallotField::Elected, work.candidates.iter().any(|one| one.elected.is_none())),
    ];
    let before = work.lacks.len();
    work.lacks.extend(fields.into_iter().filter(|(_, lacks)| *lacks).map(|(field, _)| Lack::Ballot(field)));
    work.base.clear();
    for (at, base) in (0..).zip(&plan.support) {
        match figures.known(base) {
            Ok(known) => work.base.push(known),
            Err(Gap::NotFilled) => work.lacks.push(Lack::Ballot(BallotField::Base(at))),
            Err(Gap::NoFigure(metric)) => work.lacks.push(Lack::Plain(Plainly::UnknownFigure(metric))),
        }
    }
    if work.lacks.len() > before {
        return false;
    }
    for at in 0..work.candidates.len() {
        let Some(votes) = work.candidates.get(at).and_then(|one| one.votes) else { continue };
        match lacking_support(figures, plan, &work.base, votes) {
            Ok(lacks) => {
                if let Some(candidate) = work.candidates.get_mut(at) {
                    (candidate.exceeds, candidate.lacks) = (exceeded(plan, &work.base, votes), lacks);
                }
            }
            Err(lack) => {
                work.lacks.push(lack);
                return false;
            }
        }
    }
    true
}

/// The first support measured against people who cannot have given so many votes, whoever of them was there: nobody has
/// more than one.
fn exceeded(plan: &ElectionPlan<'_>, base: &[Known], votes: i64) -> Option<(usize, Quantity)> {
    let mut people = plan.support.iter().zip(base).enumerate();
    let is_exceeded = |plan: &FigurePlan, base: &Known| matches!(plan, FigurePlan::Electorate(_)) && base.most < votes;
    let (at, (_, base)) = people.find(|(_, (plan, base))| is_exceeded(plan, base))?;
    Some((at, Quantity(base.most)))
}

/// The first support that so many votes are not enough for.
fn lacking_support(
    figures: &Figures<'_>,
    plan: &ElectionPlan<'_>,
    base: &[Known],
    votes: i64,
) -> Result<Option<(usize, Quantity)>, Lack> {
    let votes = Known { least: votes, most: votes };
    for (at, (support, base)) in plan.election.support.iter().zip(base).enumerate() {
        match figures.compare(votes, support.bound, *base, support.share) {
            Comparison::Decided(true) => {}
            Comparison::Decided(false) => return Ok(Some((at, Quantity(base.least)))),
            Comparison::Doubtful(people) => return Err(Lack::Plain(Plainly::Unrecorded(people))),
            Comparison::NoShare => return Err(Lack::Plain(Plainly::Parameter)),
        }
    }
    Ok(None)
}

/// Walks the rounds: in each, those with support are elected as far as the free seats go.
fn rounds(work: &mut Work, seats: i64) -> Status {
    let Work { candidates, lacks, .. } = work;
    let before = lacks.len();
    let mut free = seats.max(0);
    let mut earlier: &[Candidate] = &[];
    let mut last: Option<(&[Candidate], i64)> = None;
    for round in candidates.chunk_by(|one, next| one.round == next.round) {
        for (at, one) in round.iter().enumerate() {
            let allowed = last.is_none_or(|(last, free)| may_stand(one.person, earlier, last, free));
            let mut before = round.iter().take(at);
            let fault = match one.exceeds {
                _ if !allowed => Some(BallotFault::OutOfRound),
                _ if one.person != NONE && before.any(|other| other.person == one.person) => Some(BallotFault::Twice),
                Some((support, base)) => Some(BallotFault::TooManyVotes { support, base }),
                None if one.elected == Some(true) && !one.eligible => Some(BallotFault::NotEligible),
                None => fault(one, round, free),
            };
            let votes = one.votes.unwrap_or(0);
            lacks.extend(fault.map(|fault| Lack::Candidate { person: one.person, votes, fault }));
        }
        last = Some((round, free));
        earlier = candidates.get(..earlier.len() + round.len()).unwrap_or_default();
        let elected = round.iter().filter(|one| one.elected == Some(true)).count() as i64;
        free = (free - elected).max(0);
    }
    match () {
        () if lacks.len() > before => Status::Breached,
        () if free > 0 => {
            lacks.push(Lack::Plain(Plainly::Seats(free as u32)));
            Status::Open
        }
        () => Status::Met,
    }
}

/// Where several were alike at the last seat, the next round is theirs alone; else it is for all who were not elected.
fn may_stand(person: u16, earlier: &[Candidate], last: &[Candidate], free: i64) -> bool {
    let is_tied = |one: &&Candidate| outcome(one, last, free) == Outcome::Tied;
    let mut tied = last.iter().filter(is_tied).peekable();
    match tied.peek() {
        Some(_) => person != NONE && tied.any(|one| one.person == person),
        None => person == NONE || !earlier.iter().any(|one| one.person == person && one.elected == Some(true)),
    }
}

/// What the votes of a round make of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Elected,
    /// As many others have as many votes, and there are not seats for all of them.
    Tied,
    BeyondSeats,
    Unsupported(usize, Quantity),
}

fn outcome(one: &Candidate, round: &[Candidate], free: i64) -> Outcome {
    if let Some((support, base)) = one.lacks {
        return Outcome::Unsupported(support, base);
    }
    let supported = || round.iter().filter(|other| other.lacks.is_none());
    let ahead = supported().filter(|other| other.votes > one.votes).count() as i64;
    let level = supported().filter(|other| other.votes == one.votes).count() as i64;
    match () {
        () if ahead + level <= free => Outcome::Elected,
        () if ahead < free => Outcome::Tied,
        () => Outcome::BeyondSeats,
    }
}

fn fault(one: &Candidate, round: &[Candidate], free: i64) -> Option<BallotFault> {
    match (outcome(one, round, free), one.elected == Some(true)) {
        (Outcome::Elected, false) => Some(BallotFault::PassedOver),
        (Outcome::Tied, true) => Some(BallotFault::Tied),
        (Outcome::BeyondSeats, true) => Some(BallotFault::BeyondSeats),
        (Outcome::Unsupported(support, base), true) => Some(BallotFault::Unsupported { support, base }),
        _ => None,
    }
}
