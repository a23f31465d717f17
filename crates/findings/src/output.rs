//! Findings as they are written: compact rows, and one list each for evidence and for what is missing.

use facts::{Day, Period, Value};
use rulebook::{Current, Items, Requirement, Rule, Status};

use crate::columns::Branch;
use crate::context::Context;
use crate::dated::{DatedPeriod, DatedRule};
use crate::finding::{BallotFault, Finding, Missing, StepFault, Subject};
use crate::program::Program;
use crate::proportion::{Counted, Tally};
use crate::standing::One;

/// How many records were written down late, and the longest delay among them in days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LateRecords {
    pub records: u16,
    pub latest_by_days: u16,
}

impl LateRecords {
    pub const NONE: LateRecords = LateRecords { records: 0, latest_by_days: 0 };

    /// Without branches: how late records are follows no pattern that a processor could foresee.
    fn add(&mut self, delay: u16, late_after: u16) {
        let late = delay > late_after;
        self.records = self.records.saturating_add(u16::from(late));
        self.latest_by_days = self.latest_by_days.max(if late { delay } else { 0 });
    }
}

#[derive(Debug, Default)]
pub(crate) struct Output {
    /// Days after which the rule that is walked calls a record late.
    late_after: u16,
    rows: Vec<Row>,
    /// How many rows were found in records; they stand in the order of the rules.
    found: usize,
    evidence: Vec<u32>,
    missing: Vec<Lack>,
}

/// What is counted of a finding where nobody asks about whom or why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Index into the rulebook's rules.
    pub rule: usize,
    pub period: Period,
    pub status: Status,
}

/// Evidence that stands ready for a finding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof {
    evidence_from: u32,
    late: LateRecords,
}

/// A finding as it is kept until its names are looked up. What it lists ends where the next row's list begins.
#[derive(Debug, Clone, Copy)]
struct Row {
    rule: u16,
    status: Status,
    subject: One,
    period: Period,
    due: Option<Day>,
    changes_on: Option<Day>,
    evidence_from: u32,
    missing_from: u32,
    late: LateRecords,
}

/// [`Missing`] before its names are looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lack {
    Plain(Plainly),
    /// The rule's demand of this index is not met in the row of the finding's event.
    Demand(u8),
    /// What is filled in there is not what the rule's demand of this index asks for.
    Unfit(u8),
    /// Of the fields that the rule's demand of this index holds against each other, this one is not filled in there.
    Figure {
        demand: u8,
        place: u8,
    },
    Post(u8),
    Item(u8),
    Step(u8, StepFault),
    /// Something is wrong with how an election came out for a candidate, one of the roster's members or not.
    Candidate {
        person: u16,
        votes: Option<i64>,
        fault: BallotFault,
    },
    /// What is due is not filled in, in the record of this entry of the rule's dues.
    DueField(u8),
    /// Of an election, this field is not filled in, in its own record or in that of a candidate.
    Ballot(BallotField),
    /// A record of this kind should name the period that it counts for.
    NamedPeriod(u16),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BallotField {
    Seats,
    Returned,
    Valid,
    Round,
    Votes,
    OtherVotes(u8),
    Elected,
    Base(u8),
}

/// The variants of [`Missing`] that carry no text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Plainly {
    Records(u32),
    TooMany(u32),
    Quantity(i64),
    Figure(rulebook::Metric, i64),
    UnknownFigure(rulebook::Metric),
    Absent(u32),
    Unrecorded(u32),
    Compared { demand: u8, of: i64, to: i64 },
    Run(u32, u32),
    Unlisted(u32),
    Proportion(Tally),
    EmptyMonths { first: Period, months: u32, in_all: u32 },
    UnknownMonths(u32),
    Election,
    NoCandidates,
    WhichElection,
    Unnamed(u32),
    Round(u32),
    VotesInAll { votes: i64, seats: i64, valid: i64 },
    TooManyElected { elected: u32, seats: u32 },
    NoDue,
    Margin { margin: u8, candidates: u32, seats: i64 },
    Seats(u32),
    Attestation,
    Parameter,
    Window(Day, Day),
}

/// A finding to be written; evidence and lacks are appended while it is open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draft {
    pub subject: One,
    pub period: Period,
    pub status: Status,
    pub due: Option<Day>,
    pub changes_on: Option<Day>,
}

impl Draft {
    /// What is asked for in a calendar period; while it is open, time alone changes it.
    pub fn dated(subject: One, period: &DatedPeriod, status: Status) -> Draft {
        let changes_on = (status == Status::Open).then_some(period.over);
        Draft { subject, period: period.span.period, status, due: Some(period.due), changes_on }
    }
}

impl Lack {
    fn missing(self, program: &Program<'_>, branch: &Branch, requirement: Option<&Requirement>) -> Missing {
        match (self, requirement) {
            (Lack::Candidate { person, votes, fault }, _) => {
                let person = branch.roster.members.get(usize::from(person)).map(|member| member.person);
                let votes = votes.map(facts::Quantity);
                Missing::Candidate { person, votes, fault }
            }
            (Lack::DueField(at), Some(Requirement::Payment(payment))) => {
                let due = payment.dues.get(usize::from(at));
                due.map_or(Missing::Records(1), |(_, field)| Missing::Field(field.clone()))
            }
            (Lack::Ballot(field), Some(Requirement::Election(election))) => {
                let base = |at: u8| election.support.get(usize::from(at)).and_then(|support| support.base.field());
                let ballots = election.ballots.as_ref();
                let field = match field {
                    BallotField::Seats => Some(&election.seats),
                    BallotField::Returned => ballots.map(|ballots| &ballots.returned),
                    BallotField::Valid => ballots.map(|ballots| &ballots.valid),
                    BallotField::Round => election.round.as_ref(),
                    BallotField::Votes => Some(&election.votes),
                    BallotField::OtherVotes(at) => election.other_votes.get(usize::from(at)),
                    BallotField::Elected => Some(&election.elected),
                    BallotField::Base(at) => base(at),
                };
                field.map_or(Missing::Records(1), |field| Missing::Field(field.clone()))
            }
            (Lack::NamedPeriod(kind), _) => {
                let field = program.kinds.get(usize::from(kind)).and_then(|kind| kind.attributes.clone());
                Missing::Field(field.unwrap_or_default())
            }
            (Lack::Plain(plain), _) => plain.missing(),
            (Lack::Step(step, fault), _) => Missing::Step { step: step.into(), fault },
            (Lack::Demand(index), Some(Requirement::Each(each))) => match each.demands.get(usize::from(index)) {
                Some(rulebook::Demand::Part(part)) => Missing::Part(part.clone()),
                Some(rulebook::Demand::Field(condition)) => Missing::Field(condition.field.clone()),
                _ => Missing::Records(1),
            },
            (Lack::Unfit(index), Some(Requirement::Each(each))) => match each.demands.get(usize::from(index)) {
                Some(rulebook::Demand::Field(condition)) => Missing::Unfit(condition.field.clone()),
                _ => Missing::Records(1),
            },
            (Lack::Figure { demand, place }, Some(Requirement::Each(each))) => {
                let fields = each.demands.get(usize::from(demand)).map(rulebook::Demand::fields).unwrap_or_default();
                fields.get(usize::from(place)).map_or(Missing::Records(1), |field| Missing::Field((*field).clone()))
            }
            (Lack::Post(index), Some(Requirement::Inventory(inventory))) => {
                let post = match &inventory.items {
                    Items::Posts(posts) => posts.get(usize::from(index)),
                    Items::Records(_) => None,
                };
                Missing::Post(post.map(|post| post.slug.clone()).unwrap_or_default())
            }
            (Lack::Item(index), Some(Requirement::Inventory(inventory))) => match &inventory.items {
                Items::Records(Current { each: Some((_, items)), .. }) => {
                    Missing::Item(items.get(usize::from(index)).map(|item| item.slug.clone()).unwrap_or_default())
                }
                _ => Missing::Records(1),
            },
            _ => Missing::Records(1),
        }
    }
}

impl Plainly {
    fn missing(self) -> Missing {
        use facts::Quantity;
        match self {
            Plainly::Records(number) => Missing::Records(number),
            Plainly::TooMany(number) => Missing::TooMany(number),
            Plainly::Proportion(tally) => Missing::Proportion(tally),
            Plainly::Quantity(rest) => Missing::Quantity(Quantity(rest)),
            Plainly::Figure(metric, found) => Missing::Figure(metric, Quantity(found)),
            Plainly::UnknownFigure(metric) => Missing::UnknownFigure(metric),
            Plainly::Absent(number) => Missing::Absent(number),
            Plainly::Unrecorded(number) => Missing::Unrecorded(number),
            Plainly::Compared { demand, of, to } => {
                Missing::Compared { demand: demand.into(), of: Quantity(of), to: Quantity(to) }
            }
            Plainly::Run(in_a_row, in_all) => Missing::Run { in_a_row, in_all },
            Plainly::Unlisted(occasions) => Missing::Unlisted(occasions),
            Plainly::EmptyMonths { first, months, in_all } => Missing::EmptyMonths { first, months, in_all },
            Plainly::UnknownMonths(months) => Missing::UnknownMonths(months),
            Plainly::Election => Missing::Election,
            Plainly::NoCandidates => Missing::NoCandidates,
            Plainly::WhichElection => Missing::WhichElection,
            Plainly::Unnamed(candidates) => Missing::Unnamed(candidates),
            Plainly::Round(round) => Missing::Round(round),
            Plainly::VotesInAll { votes, seats, valid } => {
                Missing::VotesInAll { votes: Quantity(votes), seats: Quantity(seats), valid: Quantity(valid) }
            }
            Plainly::TooManyElected { elected, seats } => Missing::TooManyElected { elected, seats },
            Plainly::NoDue => Missing::NoDue,
            Plainly::Margin { margin, candidates, seats } => {
                Missing::Margin { margin: margin.into(), candidates, seats: Quantity(seats) }
            }
            Plainly::Seats(free) => Missing::Seats(free),
            Plainly::Attestation => Missing::Attestation,
            Plainly::Parameter => Missing::Parameter,
            Plainly::Window(first, last) => Missing::Window { first, last },
        }
    }
}

impl Output {
    pub fn clear(&mut self) {
        self.rows.clear();
        self.evidence.clear();
        self.missing.clear();
    }

    /// What follows is written for this rule.
    pub fn begin_rule(&mut self, rule: &DatedRule) {
        self.late_after = rule.late_after;
    }

    /// What follows is folded from what was found by now.
    pub fn begin_folds(&mut self) {
        self.found = self.rows.len();
    }

    /// What these rules found in a period.
    pub fn counted(&self, rules: &[u16], period: Period) -> Counted {
        let mut counted = Counted::default();
        let found = self.rows.get(..self.found).unwrap_or_default();
        for rule in rules {
            let from = found.partition_point(|row| row.rule < *rule);
            let own = found.iter().skip(from).take_while(|row| row.rule == *rule);
            own.filter(|row| row.period == period).for_each(|row| counted.add(row.status, row.due, row.changes_on));
        }
        counted
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Which rule came out how in which period, in the order in which it was found.
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = Outcome> + '_ {
        self.rows.iter().map(|row| Outcome { rule: row.rule.into(), period: row.period, status: row.status })
    }

    /// Which rule came out how, as it is scored: what is not enforced on its day like advice.
    pub fn told<'a>(&'a self, program: &'a Program<'_>) -> impl Iterator<Item = (usize, Status)> + 'a {
        self.rows.iter().map(|row| {
            let rule = program.rulebook.rules.get(usize::from(row.rule));
            // Few rules can be out of force; of the others no day is looked up.
            let is_enforced = rule.filter(|rule| rule.origin.enforced.is_some()).is_none_or(|rule| {
                let day = match row.subject {
                    One::Event(day, _) => Some(day),
                    _ => row.period.middle(),
                };
                day.is_none_or(|day| program.rulebook.is_enforced(rule, day))
            });
            (row.rule.into(), if is_enforced { row.status } else { Status::Advice })
        })
    }

    /// A finding with its names and ids.
    pub fn finding(&self, program: &Program<'_>, branch: &Branch, at: usize) -> Option<Finding> {
        let row = self.rows.get(at)?;
        let next = self.rows.get(at + 1);
        let evidence_until = next.map_or(self.evidence.len(), |next| next.evidence_from as usize);
        let missing_until = next.map_or(self.missing.len(), |next| next.missing_from as usize);
        let evidence = self.evidence.get(row.evidence_from as usize..evidence_until)?;
        let missing = self.missing.get(row.missing_from as usize..missing_until)?;
        let rule = usize::from(row.rule);
        let asked = program.rulebook.rules.get(rule);
        let requirement = asked.map(|rule| &rule.requirement);
        Some(Finding {
            rule,
            subject: subject(program, asked, branch, row.subject),
            period: row.period,
            status: row.status,
            due: row.due,
            changes_on: row.changes_on,
            evidence: evidence.iter().filter_map(|at| branch.columns.ids.get(*at as usize).copied()).collect(),
            missing: missing.iter().map(|lack| lack.missing(program, branch, requirement)).collect(),
            late_records: row.late.records.into(),
            latest_by_days: row.late.latest_by_days.into(),
        })
    }

    /// Writes a finding without evidence or lack.
    pub fn write(&mut self, context: &Context<'_>, draft: Draft) {
        let proof = self.begin_proof();
        self.write_proven(context, draft, proof);
    }

    /// Writes a finding with the evidence that was laid down last.
    #[inline]
    pub fn write_proven(&mut self, context: &Context<'_>, draft: Draft, proof: Proof) {
        self.rows.push(Row {
            rule: context.index,
            subject: draft.subject,
            period: draft.period,
            status: context.soften(draft),
            due: draft.due,
            changes_on: draft.changes_on,
            evidence_from: proof.evidence_from,
            missing_from: self.missing.len() as u32,
            late: proof.late,
        });
    }

    /// Begins the evidence of the finding to be written next.
    pub fn begin_proof(&self) -> Proof {
        Proof { evidence_from: self.evidence.len() as u32, late: LateRecords::NONE }
    }

    /// Adds a record to evidence that was begun.
    pub fn lay_down(&mut self, proof: &mut Proof, at: u32, delay: u16) {
        self.evidence.push(at);
        proof.late.add(delay, self.late_after);
    }

    /// Lays down what stands behind a state: each record once, by day and ledger, and none of them late.
    pub fn lay_down_state(&mut self, context: &Context<'_>, rows: &mut Vec<u32>) -> Proof {
        let order = |row: &u32| context.detail(*row).map(|detail| detail.order);
        if !rows.is_sorted_by(|one, next| order(one) < order(next)) {
            rows.sort_unstable_by_key(order);
            rows.dedup();
        }
        let proof = self.begin_proof();
        self.evidence.extend_from_slice(rows);
        proof
    }

    /// Adds a record to the evidence of the finding written last.
    pub fn proves(&mut self, context: &Context<'_>, at: u32) {
        let (Some(written), Some(row)) = (self.rows.last_mut(), context.row(at)) else { return };
        self.evidence.push(at);
        written.late.add(row.delay_days(), self.late_after);
    }

    /// Adds what the finding written last lacks.
    pub fn lacks(&mut self, lack: Lack) {
        self.missing.push(lack);
    }

    pub fn lacks_plainly(&mut self, plain: Plainly) {
        self.lacks(Lack::Plain(plain));
    }
}

fn subject(program: &Program<'_>, rule: Option<&Rule>, branch: &Branch, subject: One) -> Subject {
    let person = |at: u16| branch.roster.members.get(usize::from(at)).map(|member| member.person);
    let none = facts::PersonId::from_bytes([0; 16]);
    match subject {
        One::Organisation => Subject::Organisation,
        One::Group(at) => Subject::Group(
            branch.roster.groups.get(usize::from(at)).map(|group| group.name.clone()).unwrap_or_default(),
        ),
        One::Person(at) => Subject::Person(person(at).unwrap_or(none)),
        One::Pair(one, two) => Subject::Pair(person(one).unwrap_or(none), person(two).unwrap_or(none)),
        One::Event(day, row) => Subject::Event(day, branch.columns.ids.get(row as usize).copied()),
        One::Case(case) => {
            let value = branch.columns.values.get(case as usize);
            let register = rule.and_then(|rule| rule.subject.register.as_ref());
            let name = match (register, value) {
                (Some(register), value) => register.named(program.rulebook, value),
                (None, Some(Value::Text(name))) => Some(name.as_str()),
                (None, _) => None,
            };
            Subject::Case(name.unwrap_or_default().to_owned())
        }
    }
}
