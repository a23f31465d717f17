//! 选举: who was elected is who had to be, by the votes of each round and the seats that were left.

use facts::{Day, Period, Quantity};
use rulebook::Status;

use crate::columns::{FactRow, NONE};
use crate::context::{Context, Matched};
use crate::evaluator::Work;
use crate::figures::{Comparison, Figures, Gap, Known};
use crate::finding::BallotFault;
use crate::output::{BallotField, Draft, Lack, Output, Plainly};
use crate::program::{ElectionPlan, FigurePlan, SelectedKind};
use crate::standing::One;

/// How one candidate did in one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    round: i64,
    votes: Option<i64>,
    /// Against and abstained, none of those that the rule does not ask for.
    other_votes: [Option<i64>; 2],
    elected: Option<bool>,
    person: u16,
    /// May be elected on that day: has a vote, or a post of the committee where that elects.
    eligible: bool,
    row: u32,
    delay: u16,
    /// The support that the votes are not enough for, and the figure it is measured against. Set once all is known.
    lacks: Option<(usize, Quantity)>,
    /// Why there cannot be so many votes. Set at the same time.
    exceeds: Option<BallotFault>,
}

/// The papers of the first round. Of later rounds an election's record does not tell any.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Papers {
    returned: i64,
    valid: i64,
}

/// Which of the candidates of its day are an election's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// All: it was the only election.
    Its,
    /// Those whose records call it the same, by the number of the name.
    Called(u32),
    Unclear,
}

/// The record of a candidate of some day.
struct Stood<'a> {
    row: &'a FactRow,
    at: u32,
    /// Which of the selector's kinds it is of, and that kind.
    which: u8,
    kind: &'a SelectedKind,
    /// The bit of who was elected.
    elected: u64,
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
        let whose = whose(context, plan, (row.first, taken), &matched);
        stood(&figures, plan, whose, &mut work.candidates);
        work.lacks.clear();
        let status = match whose {
            Whose::Unclear => {
                work.lacks.push(Lack::Plain(Plainly::WhichElection));
                Status::Unknown
            }
            Whose::Its | Whose::Called(_) => judge(&figures, plan, work),
        };
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

/// Elections of one day are told apart by what they and all candidates call them, each otherwise. A name that no
/// election has is a slip, or that of an election which is not recorded: then none of the day is clear.
fn whose(context: &Context<'_>, plan: &ElectionPlan<'_>, (day, own): (Day, &Matched), elections: &[Matched]) -> Whose {
    let columns = &context.branch.columns;
    let name = |at: u32, kind: &SelectedKind| plan.election.by.as_ref().and_then(|_| columns.value(at, kind));
    let name_of = |one: &Matched| name(one.row, plan.selected.kinds.get(usize::from(one.which))?);
    let is_of_day = |one: &&Matched| context.row(one.row).is_some_and(|row| row.first == day);
    let elections = || elections.iter().filter(is_of_day).map(name_of);
    let candidates = || of_day(context, plan, day).map(|one| name(one.at, one.kind));
    let mut said = elections().chain(candidates()).flatten();
    let first = said.next();
    let are_told_apart = || {
        elections().all(|own| own.is_some() && elections().filter(|other| *other == own).count() == 1)
            && candidates().all(|own| own.is_some() && elections().any(|election| election == own))
    };
    match name_of(own) {
        _ if elections().count() == 1 && said.all(|name| Some(name) == first) => Whose::Its,
        Some(own) if are_told_apart() => Whose::Called(own),
        _ => Whose::Unclear,
    }
}

fn of_day<'a>(context: &'a Context<'_>, plan: &'a ElectionPlan<'_>, day: Day) -> impl Iterator<Item = Stood<'a>> {
    let kinds = (0..).zip(&plan.candidates.kinds).zip(&plan.elected);
    kinds.flat_map(move |((which, kind), elected)| {
        let rows = context.branch.columns.numbered(kind.kind);
        let of_day = rows.filter(move |(row, _)| row.first == day && kind.takes(row.holds));
        of_day.map(move |(row, at)| Stood { row, at, which, kind, elected: *elected })
    })
}

/// The records of an election's candidates, in order of rounds and within a round of the ledger.
fn stood(election: &Figures<'_>, plan: &ElectionPlan<'_>, whose: Whose, candidates: &mut Vec<Candidate>) {
    candidates.clear();
    let (context, day) = (election.context, election.row.first);
    let (columns, members) = (&context.branch.columns, &context.branch.roster.members);
    let by_committee = plan.election.by_committee();
    let is_its = |one: &Stood<'_>| match whose {
        Whose::Its | Whose::Unclear => true,
        Whose::Called(name) => columns.value(one.at, one.kind) == Some(name),
    };
    for Stood { row, at, which, kind, elected } in of_day(context, plan, day).filter(is_its) {
        let figures = Figures { context, row, which, kind: kind.kind, left_out: &[] };
        let stated = |plan| figures.known(plan).ok().map(|known| known.least);
        let other_votes = |at: usize| plan.other_votes.get(at).map_or(Some(0), stated);
        let filled = context.detail(at).is_some_and(|detail| detail.filled & elected == elected);
        let mut named = columns.people_of(row).iter().filter(|person| kind.part.played_by(person.part));
        let person = named.find(|person| person.person != NONE).map_or(NONE, |person| person.person);
        let member = members.get(usize::from(person));
        candidates.push(Candidate {
            round: plan.round.as_ref().and_then(stated).unwrap_or(FIRST_ROUND),
            votes: stated(&plan.votes),
            other_votes: [other_votes(0), other_votes(1)],
            elected: filled.then_some(row.holds & elected == elected),
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
    candidates.sort_unstable_by_key(|one| (one.round, context.detail(one.row).map(|detail| detail.order)));
}

/// The gravest of what is wrong; what it is, is left in `work`.
fn judge(figures: &Figures<'_>, plan: &ElectionPlan<'_>, work: &mut Work) -> Status {
    let unclear = |lack: Lack, work: &mut Work| {
        work.lacks.push(lack);
        Status::Unknown
    };
    let Ok(seats) = figures.known(&plan.seats) else { return unclear(Lack::Ballot(BallotField::Seats), work) };
    if work.candidates.is_empty() {
        return unclear(Lack::Plain(Plainly::NoCandidates), work);
    }
    if work.candidates.iter().any(|one| one.round < FIRST_ROUND || one.round % Quantity::whole(1).0 != 0) {
        return unclear(Lack::Ballot(BallotField::Round), work);
    }
    let first_round = first_round(&work.candidates).count() as i64;
    let counted = plan.stated.as_ref().and_then(|stated| figures.known(stated).ok());
    let counted = counted.map_or(0, |counted| counted.least / Quantity::whole(1).0);
    let unnamed = (counted - first_round).max(0);
    let candidates = Known { least: Quantity::whole(first_round).0, most: Quantity::whole(first_round + unnamed).0 };
    let margin = match first_round {
        0 => Status::Unknown,
        _ => margin(figures, plan, (candidates, seats), &mut work.lacks),
    };
    let result = match is_known(figures, plan, unnamed as u32, work) {
        true => rounds(work, seats.least / Quantity::whole(1).0),
        false => Status::Unknown,
    };
    match (margin, result) {
        (Status::Breached, _) | (_, Status::Breached) => Status::Breached,
        (Status::Unknown, _) | (_, Status::Unknown) => Status::Unknown,
        (_, result) => result,
    }
}

fn first_round(candidates: &[Candidate]) -> impl Iterator<Item = &Candidate> {
    candidates.iter().take_while(|one| one.round == FIRST_ROUND)
}

/// Whether the first round had as many candidates for its seats as asked for.
fn margin(
    figures: &Figures<'_>,
    plan: &ElectionPlan<'_>,
    (found, seats): (Known, Known),
    lacks: &mut Vec<Lack>,
) -> Status {
    let candidates = (found.least / Quantity::whole(1).0) as u32;
    let mut worst = Status::Met;
    for (margin, (bound, share)) in (0..).zip(&plan.election.margins) {
        match figures.compare(found, *bound, seats, *share) {
            Comparison::Decided(true) => {}
            Comparison::Decided(false) => {
                lacks.push(Lack::Plain(Plainly::Margin { margin, candidates, seats: seats.least }));
                worst = Status::Breached;
            }
            // It turns on candidates without votes, and of those it is told below.
            Comparison::Doubtful(_) if worst == Status::Met => worst = Status::Unknown,
            Comparison::Doubtful(_) => {}
            Comparison::NoShare => {
                lacks.push(Lack::Plain(Plainly::Parameter));
                worst = if worst == Status::Breached { worst } else { Status::Unknown };
            }
        }
    }
    worst
}

/// Whether all is known that says who had to be elected; then it is noted who has the support asked for, and who has
/// more votes than there can be.
fn is_known(figures: &Figures<'_>, plan: &ElectionPlan<'_>, unnamed: u32, work: &mut Work) -> bool {
    let before = work.lacks.len();
    work.lacks.extend((unnamed > 0).then_some(Lack::Plain(Plainly::Unnamed(unnamed))));
    work.lacks.extend(round_without_votes(&work.candidates).map(|round| Lack::Plain(Plainly::Round(round))));
    let lacks_other = |at: usize| first_round(&work.candidates).any(|one| one.other_votes.get(at) == Some(&None));
    let fields = [
        (BallotField::Votes, work.candidates.iter().any(|one| one.votes.is_none())),
        (BallotField::OtherVotes(0), lacks_other(0)),
        (BallotField::OtherVotes(1), lacks_other(1)),
        (BallotField::Elected, work.candidates.iter().any(|one| one.elected.is_none())),
    ];
    work.lacks.extend(fields.into_iter().filter(|(_, lacks)| *lacks).map(|(field, _)| Lack::Ballot(field)));
    work.papers = papers(figures, plan, &mut work.lacks);
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
    for candidate in &mut work.candidates {
        let Some(votes) = candidate.votes else { continue };
        match lacking_support(figures, plan, &work.base, votes) {
            Ok(lacks) => {
                candidate.lacks = lacks;
                candidate.exceeds = exceeded(plan, (&work.base, work.papers), candidate, votes);
            }
            Err(lack) => {
                work.lacks.push(lack);
                return false;
            }
        }
    }
    true
}

/// The first round of which no candidate tells although a later one does.
fn round_without_votes(candidates: &[Candidate]) -> Option<u32> {
    let rounds = candidates.chunk_by(|one, next| one.round == next.round).filter_map(<[Candidate]>::first);
    let missed = (1..).zip(rounds).find(|(round, one)| one.round != Quantity::whole(*round).0);
    missed.map(|(round, _)| round as u32)
}

/// How many papers there were, where the rule asks for that and the record tells.
fn papers(figures: &Figures<'_>, plan: &ElectionPlan<'_>, lacks: &mut Vec<Lack>) -> Option<Papers> {
    let [returned, valid] = plan.ballots.as_ref()?;
    let mut filled = |plan: &FigurePlan, field: BallotField| {
        let known = figures.known(plan).ok().map(|known| known.least);
        lacks.extend(known.is_none().then_some(Lack::Ballot(field)));
        known
    };
    let (returned, valid) = (filled(returned, BallotField::Returned), filled(valid, BallotField::Valid));
    Some(Papers { returned: returned?, valid: valid? })
}

/// The first reason why there cannot be so many votes: nobody who was there has more than one, and none is without a
/// paper.
fn exceeded(
    plan: &ElectionPlan<'_>,
    (base, papers): (&[Known], Option<Papers>),
    candidate: &Candidate,
    votes: i64,
) -> Option<BallotFault> {
    let mut people = plan.support.iter().zip(base).enumerate();
    let is_exceeded = |plan: &FigurePlan, base: &Known| matches!(plan, FigurePlan::Electorate(_)) && base.most < votes;
    if let Some((support, (_, base))) = people.find(|(_, (plan, base))| is_exceeded(plan, base)) {
        return Some(BallotFault::TooManyVotes { support, base: Quantity(base.most) });
    }
    let Papers { returned, valid } = papers.filter(|_| candidate.round == FIRST_ROUND)?;
    let in_all = candidate.other_votes.iter().flatten().fold(votes, |sum, votes| sum.saturating_add(*votes));
    match () {
        () if votes > valid => Some(BallotFault::MoreThanValid { valid: Quantity(valid) }),
        () if in_all > returned => {
            Some(BallotFault::MoreThanReturned { in_all: Quantity(in_all), returned: Quantity(returned) })
        }
        () => None,
    }
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
    let Work { candidates, lacks, papers, .. } = work;
    let before = lacks.len();
    let mut free = seats.max(0);
    lacks.extend(papers.and_then(|papers| more_than_places(candidates, free, papers.valid)));
    let mut earlier: &[Candidate] = &[];
    let mut last: Option<(&[Candidate], i64)> = None;
    for round in candidates.chunk_by(|one, next| one.round == next.round) {
        for (at, one) in round.iter().enumerate() {
            let allowed = last.is_none_or(|(last, free)| may_stand(one.person, earlier, last, free));
            let mut before = round.iter().take(at);
            let fault = match one.exceeds {
                _ if !allowed => Some(BallotFault::OutOfRound),
                _ if one.person != NONE && before.any(|other| other.person == one.person) => Some(BallotFault::Twice),
                Some(fault) => Some(fault),
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

/// A valid paper names at most as many as there are seats, so that all candidates together have no more votes.
fn more_than_places(candidates: &[Candidate], seats: i64, valid: i64) -> Option<Lack> {
    let votes = first_round(candidates).filter_map(|one| one.votes).fold(0, i64::saturating_add);
    let too_many = Lack::Plain(Plainly::VotesInAll { votes, seats: Quantity::whole(seats).0, valid });
    (votes > seats.saturating_mul(valid)).then_some(too_many)
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
