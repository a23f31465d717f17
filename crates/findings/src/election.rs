//! 选举: who was elected is who had to be, by the votes of each round and the seats that were left.
//!
//! Each number that is not written down stands for everything that it may be. What is wrong whatever it was is a breach,
//! with the arithmetic; what it decides is not known. So much is left open on purpose: a blank cell must neither hide a
//! proven breach nor make one. Who may vote and how many came is worked out in `figures`; which records belong to which
//! election of a day is settled here, by name.

use facts::{Day, Period, Quantity};
use rulebook::Status;

use crate::columns::{FactRow, NONE};
use crate::context::{Context, Matched};
use crate::evaluator::Work;
use crate::figures::{self, Comparison, Figures, Gap, Known};
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
    support: Support,
    /// Why there cannot be so many votes, whatever is not written down.
    exceeds: Option<BallotFault>,
}

/// Whether votes are enough to be elected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Support {
    Enough,
    /// Not for the support at this index, measured against this figure.
    Lacking(usize, Quantity),
    Unknown,
}

/// The papers of the first round, as far as they are written down. Of later rounds an election's record does not tell
/// any.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Papers {
    returned: Option<i64>,
    valid: Option<i64>,
}

/// How many seats are left, as far as that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Free {
    least: i64,
    most: i64,
}

struct Round<'a> {
    candidates: &'a [Candidate],
    /// Candidates of whom no record tells.
    unnamed: i64,
    free: Free,
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
    let left_out = figures::left_out(context, &plan.left_out);
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
        let figures = Figures { context, row, which: taken.which, kind: kind.kind, left_out };
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
            support: Support::Unknown,
            exceeds: None,
        });
    }
    candidates.sort_unstable_by_key(|one| (one.round, context.detail(one.row).map(|detail| detail.order)));
}

/// The gravest of what is wrong, as far as what is not written down leaves no way out; all of it, and what is not
/// written down, is left in `work`.
fn judge(figures: &Figures<'_>, plan: &ElectionPlan<'_>, work: &mut Work) -> Status {
    let seats = figures.known(&plan.seats).ok();
    work.lacks.extend(seats.is_none().then_some(Lack::Ballot(BallotField::Seats)));
    let unclear = |lack: Lack, work: &mut Work| {
        work.lacks.push(lack);
        Status::Unknown
    };
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
    let margin = match seats.filter(|_| first_round > 0) {
        None => Status::Unknown,
        Some(seats) => margin(figures, plan, (candidates, seats), &mut work.lacks),
    };
    let before = work.lacks.len();
    look_through(figures, plan, unnamed as u32, work);
    let is_known = seats.is_some() && work.lacks.len() == before;
    let seats = seats.map(|seats| seats.least / Quantity::whole(1).0);
    let left = rounds(work, seats, unnamed);
    let open = left.filter(|free| is_known && free.most > 0);
    work.lacks.extend(open.map(|free| Lack::Plain(Plainly::Seats(free.most as u32))));
    match margin {
        _ if left.is_none() => Status::Breached,
        Status::Met if !is_known => Status::Unknown,
        Status::Met if open.is_some() => Status::Open,
        margin => margin,
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

/// Tells what is not written down of all that says who had to be elected, and notes of every candidate whether the
/// votes are enough, and whether there can be so many.
fn look_through(figures: &Figures<'_>, plan: &ElectionPlan<'_>, unnamed: u32, work: &mut Work) {
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
        let known = figures.known(base).map_err(|gap| match gap {
            Gap::NotFilled => Lack::Ballot(BallotField::Base(at)),
            Gap::NoFigure(metric) => Lack::Plain(Plainly::UnknownFigure(metric)),
        });
        work.lacks.extend(known.as_ref().err().copied());
        work.base.push(known.ok());
    }
    let mut doubt = None;
    for candidate in &mut work.candidates {
        candidate.exceeds = exceeded(plan, (&work.base, work.papers), candidate);
        let Some(votes) = candidate.votes else { continue };
        let (support, lack) = support(figures, plan, &work.base, votes);
        candidate.support = support;
        doubt = doubt.or(lack);
    }
    work.lacks.extend(doubt);
}

/// The first round of which no candidate tells although a later one does.
fn round_without_votes(candidates: &[Candidate]) -> Option<u32> {
    let rounds = candidates.chunk_by(|one, next| one.round == next.round).filter_map(<[Candidate]>::first);
    let missed = (1..).zip(rounds).find(|(round, one)| one.round != Quantity::whole(*round).0);
    missed.map(|(round, _)| round as u32)
}

/// How many papers there were, where the rule asks for that.
fn papers(figures: &Figures<'_>, plan: &ElectionPlan<'_>, lacks: &mut Vec<Lack>) -> Papers {
    let Some([returned, valid]) = plan.ballots.as_ref() else { return Papers::default() };
    let mut filled = |plan: &FigurePlan, field: BallotField| {
        let known = figures.known(plan).ok().map(|known| known.least);
        lacks.extend(known.is_none().then_some(Lack::Ballot(field)));
        known
    };
    Papers { returned: filled(returned, BallotField::Returned), valid: filled(valid, BallotField::Valid) }
}

/// The first reason why there cannot be so many votes: nobody who was there has more than one, and none is without a
/// paper. What is not written down may be none.
fn exceeded(
    plan: &ElectionPlan<'_>,
    (base, papers): (&[Option<Known>], Papers),
    candidate: &Candidate,
) -> Option<BallotFault> {
    let votes = candidate.votes.unwrap_or(0);
    let mut people = plan.support.iter().zip(base).enumerate().filter_map(|(at, (plan, base))| {
        let base = base.filter(|_| matches!(plan, FigurePlan::Electorate(_)))?;
        Some((at, base.most))
    });
    if let Some((support, base)) = people.find(|(_, most)| *most < votes) {
        return Some(BallotFault::TooManyVotes { support, base: Quantity(base) });
    }
    if candidate.round != FIRST_ROUND {
        return None;
    }
    if let Some(valid) = papers.valid.filter(|valid| votes > *valid) {
        return Some(BallotFault::MoreThanValid { valid: Quantity(valid) });
    }
    let in_all = candidate.other_votes.iter().flatten().fold(votes, |sum, votes| sum.saturating_add(*votes));
    let returned = papers.returned.filter(|returned| in_all > *returned)?;
    Some(BallotFault::MoreThanReturned { in_all: Quantity(in_all), returned: Quantity(returned) })
}

/// Whether so many votes are enough, and else what that turns on. One support that they are not enough for decides,
/// whatever the others are measured against; a figure that is not known was told of before.
fn support(
    figures: &Figures<'_>,
    plan: &ElectionPlan<'_>,
    base: &[Option<Known>],
    votes: i64,
) -> (Support, Option<Lack>) {
    let votes = Known { least: votes, most: votes };
    let (mut found, mut doubt) = (Support::Enough, None);
    for (at, (support, base)) in plan.election.support.iter().zip(base).enumerate() {
        let compared = base.map(|base| (base, figures.compare(votes, support.bound, base, support.share)));
        let lack = match compared {
            Some((_, Comparison::Decided(true))) => continue,
            Some((base, Comparison::Decided(false))) => return (Support::Lacking(at, Quantity(base.least)), None),
            Some((_, Comparison::Doubtful(people))) => Some(Lack::Plain(Plainly::Unrecorded(people))),
            Some((_, Comparison::NoShare)) => Some(Lack::Plain(Plainly::Parameter)),
            None => None,
        };
        found = Support::Unknown;
        doubt = doubt.or(lack);
    }
    (found, doubt)
}

/// Walks the rounds: in each, those with support are elected as far as the free seats go. What seats are left in the
/// end, none where something is wrong.
fn rounds(work: &mut Work, seats: Option<i64>, unnamed: i64) -> Option<Free> {
    let Work { candidates, lacks, papers, .. } = work;
    let before = lacks.len();
    let seats = seats.map(|seats| seats.max(0));
    lacks.extend(seats.zip(papers.valid).and_then(|(seats, valid)| more_than_places(candidates, seats, valid)));
    let mut free = seats.map_or(Free { least: 0, most: i64::MAX }, |seats| Free { least: seats, most: seats });
    let mut earlier: &[Candidate] = &[];
    let mut last: Option<Round<'_>> = None;
    let mut next = FIRST_ROUND;
    for standing in candidates.chunk_by(|one, next| one.round == next.round) {
        let number = standing.first().map_or(next, |one| one.round);
        if number != next {
            // Of the round between nothing is known.
            (last, free.least) = (None, 0);
        }
        next = number + FIRST_ROUND;
        let unnamed = if number == FIRST_ROUND { unnamed } else { 0 };
        let round = Round { candidates: standing, unnamed, free };
        let told = lacks.len();
        for (at, one) in standing.iter().enumerate() {
            let mut others = standing.iter().take(at);
            let fault = match one.exceeds {
                _ if !may_stand(one.person, earlier, last.as_ref()) => Some(BallotFault::OutOfRound),
                _ if one.person != NONE && others.any(|other| other.person == one.person) => Some(BallotFault::Twice),
                Some(fault) => Some(fault),
                None if one.elected == Some(true) && !one.eligible => Some(BallotFault::NotEligible),
                None => round.fault(one),
            };
            lacks.extend(fault.map(|fault| Lack::Candidate { person: one.person, votes: one.votes, fault }));
        }
        lacks.extend(round.too_many_elected().filter(|_| lacks.len() == told));
        free = round.left();
        last = Some(round);
        earlier = candidates.get(..earlier.len() + standing.len()).unwrap_or_default();
    }
    (lacks.len() == before).then_some(free)
}

/// A valid paper names at most as many as there are seats, so that all candidates together have no more votes.
fn more_than_places(candidates: &[Candidate], seats: i64, valid: i64) -> Option<Lack> {
    let votes = first_round(candidates).filter_map(|one| one.votes).fold(0, i64::saturating_add);
    let too_many = Lack::Plain(Plainly::VotesInAll { votes, seats: Quantity::whole(seats).0, valid });
    (votes > seats.saturating_mul(valid)).then_some(too_many)
}

/// Where several were alike at the last seat, the next round is theirs alone; else it is for all who were not elected.
fn may_stand(person: u16, earlier: &[Candidate], last: Option<&Round<'_>>) -> bool {
    let is_the_person = |one: &&Candidate| person != NONE && one.person == person;
    let tied = || {
        let is_tied = |round: &&Round<'_>, one: &&Candidate| round.outcome(one) == Some(Outcome::Tied);
        last.into_iter().flat_map(move |round| round.candidates.iter().filter(move |one| is_tied(&round, one)))
    };
    match () {
        () if tied().any(|one| is_the_person(&one)) => true,
        () if last.is_some_and(Round::is_known) && tied().next().is_some() => false,
        () => !earlier.iter().filter(is_the_person).any(|one| one.elected == Some(true)),
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

impl Round<'_> {
    fn is_known(&self) -> bool {
        let is_open = |one: &Candidate| one.support == Support::Unknown;
        self.unnamed == 0 && self.free.least == self.free.most && !self.candidates.iter().any(is_open)
    }

    /// None where what is not written down leaves it open.
    fn outcome(&self, one: &Candidate) -> Option<Outcome> {
        if let Support::Lacking(support, base) = one.support {
            return Some(Outcome::Unsupported(support, base));
        }
        let own = one.votes?;
        let (mut ahead, mut level, mut open) = (0, 0, self.unnamed);
        for other in self.candidates {
            match (other.support, other.votes) {
                (Support::Enough, Some(votes)) if votes > own => ahead += 1,
                (Support::Enough, Some(votes)) if votes == own => level += 1,
                (Support::Unknown, votes) if votes.is_none_or(|votes| votes >= own) => open += 1,
                _ => {}
            }
        }
        match () {
            () if ahead >= self.free.most => Some(Outcome::BeyondSeats),
            () if ahead + level > self.free.most => Some(Outcome::Tied),
            () if one.support == Support::Enough && ahead + level + open <= self.free.least => Some(Outcome::Elected),
            () => None,
        }
    }

    fn fault(&self, one: &Candidate) -> Option<BallotFault> {
        match (self.outcome(one)?, one.elected?) {
            (Outcome::Elected, false) => Some(BallotFault::PassedOver),
            (Outcome::Tied, true) => Some(BallotFault::Tied),
            (Outcome::BeyondSeats, true) => Some(BallotFault::BeyondSeats),
            (Outcome::Unsupported(support, base), true) => Some(BallotFault::Unsupported { support, base }),
            _ => None,
        }
    }

    fn elected(&self) -> i64 {
        self.candidates.iter().filter(|one| one.elected == Some(true)).count() as i64
    }

    /// More elected than seats. Where all votes are known, one of them has a fault of his or her own.
    fn too_many_elected(&self) -> Option<Lack> {
        let (elected, seats) = (self.elected(), self.free.most);
        let told = || Lack::Plain(Plainly::TooManyElected { elected: elected as u32, seats: seats as u32 });
        (elected > seats).then(told)
    }

    /// The seats for the next round: whoever is not written down may have been elected.
    fn left(&self) -> Free {
        let open = self.candidates.iter().filter(|one| one.elected.is_none()).count() as i64;
        let elected = self.elected();
        Free {
            least: (self.free.least - elected - open - self.unnamed).max(0),
            most: (self.free.most - elected).max(0),
        }
    }
}
