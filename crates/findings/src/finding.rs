//! What an evaluation says. Data only: words are made in `views`.

use facts::{Day, FactId, Period, PersonId, Quantity};
use rulebook::{Metric, Rulebook, Status};

use crate::proportion::Tally;

/// One rule, one subject, one period, one status, with the records that prove it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index into the rulebook's rules.
    pub rule: usize,
    pub subject: Subject,
    pub period: Period,
    pub status: Status,
    /// The last day in time. None where the requirement knows no time.
    pub due: Option<Day>,
    /// The first later day on which evaluating the same records would give something else
    /// because time has passed. None where time alone changes nothing. Of a share the first of those that it counts.
    pub changes_on: Option<Day>,
    /// The records behind the status, those that counted or those that breach: by the first day on which they
    /// occurred, within a day as the ledger has them.
    pub evidence: Vec<FactId>,
    pub missing: Vec<Missing>,
    /// How many of the records in `evidence` were written down later than the rule's limit for late records.
    /// None for what stands: a roster is entered when its ledger begins.
    pub late_records: u32,
    /// The longest delay among them, in days.
    pub latest_by_days: i32,
}

impl Finding {
    /// With nothing behind it yet: no due day, no records, nothing missing.
    pub fn bare(rule: usize, subject: Subject, period: Period, status: Status) -> Finding {
        Finding {
            rule,
            subject,
            period,
            status,
            due: None,
            changes_on: None,
            evidence: Vec::new(),
            missing: Vec::new(),
            late_records: 0,
            latest_by_days: 0,
        }
    }

    /// The day of the period or event that it speaks of; none of what stands and of what goes on.
    pub fn day(&self) -> Option<Day> {
        match self.subject {
            Subject::Event(day, _) => Some(day),
            _ => self.period.middle(),
        }
    }

    /// The day whose numbers and lists it was judged by: of a window its first, else that of its event or period. None
    /// where it is the day of evaluation, or the first step of a case.
    pub fn judged_by(&self) -> Option<Day> {
        let window = self.missing.iter().find_map(|missing| match missing {
            Missing::Window { first, .. } => Some(*first),
            _ => None,
        });
        window.or_else(|| self.day())
    }

    /// Whether its rule is enforced on that day. What is not is advice at most, and not scored.
    pub fn is_enforced(&self, rulebook: &Rulebook) -> bool {
        let (rule, day) = (rulebook.rules.get(self.rule), self.day());
        rule.zip(day).is_none_or(|(rule, day)| rulebook.is_enforced(rule, day))
    }
}

/// Of whom a finding speaks, inside the organisation that was evaluated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Organisation,
    /// A Party group of the branch, by name.
    Group(String),
    Person(PersonId),
    /// In the order of the rule: the secretary, the leader, the keeper of contact first;
    /// two committee members in the order in which the roster lists them.
    Pair(PersonId, PersonId),
    /// An event: its day, and the fact it was (none where a figure crossed a bound).
    Event(Day, Option<FactId>),
    /// A case of a procedure, or a thing that a register names: by what its records hold in the field that says so.
    Case(String),
}

/// What would settle an unmet or undecided finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// So many more records.
    Records(u32),
    /// So many records beyond what there may be.
    TooMany(u32),
    /// So much more of the quantity.
    Quantity(Quantity),
    /// This figure lies outside its range; the figure as found.
    Figure(Metric, Quantity),
    /// This figure cannot be computed: the roster lacks what it needs.
    UnknownFigure(Metric),
    /// This field of the record is not filled in.
    Field(String),
    /// This field of the record holds what it must not.
    Unfit(String),
    /// Nobody plays this part in the record.
    Part(String),
    /// So many members were absent without a reason.
    Absent(u32),
    /// Of so many members nothing says whether they were there.
    Unrecorded(u32),
    /// The figures that do not fit together as the rule's demand at this index asks: what was found, and what it is
    /// measured against.
    Compared { demand: usize, of: Quantity, to: Quantity },
    /// Too few of these are met, so far or for good.
    Proportion(Tally),
    /// Something is wrong with a procedure's step, or it is to be done; the step by its place in the order.
    Step { step: usize, fault: StepFault },
    /// This post is not held.
    Post(String),
    /// This item of a list is not there, or not as it should be.
    Item(String),
    /// The longest run of absences, and all of them, that were found.
    Run { in_a_row: u32, in_all: u32 },
    /// At so many occasions the person was expected, and nothing says who was there.
    Unlisted(u32),
    /// The longest run of months in a row without a record that should be there: its first month, how many months it
    /// has, and how many such months the period has in all.
    EmptyMonths { first: Period, months: u32, in_all: u32 },
    /// Months for which the branch has no ledger.
    UnknownMonths(u32),
    /// No election was ever recorded.
    Election,
    /// No record says what is due.
    NoDue,
    /// Nothing says who stood for election and with how many votes.
    NoCandidates,
    /// Several elections of a day, and it is not written down which of them a candidate or an election is.
    WhichElection,
    /// Of so many candidates nothing says how many votes they have, although the election's record counts them.
    Unnamed(u32),
    /// There is a later round, and nothing about this one.
    Round(u32),
    /// All votes of the first round together, more than so many valid papers have places.
    VotesInAll { votes: Quantity, seats: Quantity, valid: Quantity },
    /// So many candidates for so many seats are not what the rule's margin at this index asks for.
    Margin { margin: usize, candidates: u32, seats: Quantity },
    /// More were elected in a round than there were seats, and for want of votes it is not known who of them.
    TooManyElected { elected: u32, seats: u32 },
    /// A candidate who is a member, or somebody else, and what is wrong with how the election came out for him or her.
    /// Without votes where they are not written down.
    Candidate { person: Option<PersonId>, votes: Option<Quantity>, fault: BallotFault },
    /// So many seats are not filled.
    Seats(u32),
    /// An attestation by the superior that suffices.
    Attestation,
    /// A parameter has no value on the day that matters.
    Parameter,
    /// The window in which something is lacking, its first and last day.
    Window { first: Day, last: Day },
}

/// What is wrong with how an election came out for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BallotFault {
    /// Elected without the support asked for at this index, measured against the figure as found.
    Unsupported { support: usize, base: Quantity },
    /// Elected although others with more votes took all seats.
    BeyondSeats,
    /// Elected although others had as many votes for the last seat.
    Tied,
    /// Not elected although there was a seat for so many votes.
    PassedOver,
    /// Stood in a further round that was not for him or her.
    OutOfRound,
    /// Stands in a round twice.
    Twice,
    /// Has more votes than there are people whom the support at this index is measured against.
    TooManyVotes { support: usize, base: Quantity },
    /// Has more votes than there are valid papers.
    MoreThanValid { valid: Quantity },
    /// Has more votes of all sorts than papers came back.
    MoreThanReturned { in_all: Quantity, returned: Quantity },
    /// Elected without a vote of his or her own on that day, or a post where the committee elects.
    NotEligible,
}

/// What there is to say about a step of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepFault {
    /// It is the next to be done.
    Next,
    /// It is not done, and the time for it is over.
    Overdue,
    /// A later step was taken without it.
    Skipped,
    /// It was taken before one that has to come first.
    OutOfOrder,
    /// It was taken before the time that has to pass first.
    TooEarly,
    /// It was taken after the time for it was over.
    Late,
}

impl StepFault {
    /// What was done is not as the standard has it.
    pub fn breaches(self) -> bool {
        matches!(self, StepFault::Skipped | StepFault::OutOfOrder | StepFault::TooEarly)
    }

    pub fn is_to_be_done(self) -> bool {
        matches!(self, StepFault::Next | StepFault::Overdue)
    }
}
