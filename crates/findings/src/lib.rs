//! Rulebook, roster, facts and a day make findings. Pure; never fails.
//!
//! Four steps, each a value that can be kept: [`Program`] is a rulebook made ready (once per rulebook),
//! [`DatedProgram`] what it asks on one day (once per day), [`Branch`] one organisation's facts as sorted columns, its
//! roster, and who of it owes what (once per organisation), [`Evaluator`] the working memory that many branches share,
//! so that once warm no rule allocates.
//!
//! What a status means is said in docs/user/language.md and, plainest, in `testkit::reference`,
//! against which this engine is held by property tests. Text for people is made in `views`, never here.

#![deny(clippy::disallowed_methods)]

mod alike;
pub mod block;
mod calendar;
mod columns;
mod context;
mod dated;
mod each;
mod election;
mod evaluator;
mod examples;
mod figures;
mod finding;
mod grounds;
mod metric;
mod opening;
mod output;
mod owed;
mod payment;
mod plan;
mod procedure;
mod program;
mod proportion;
mod reached;
mod recording;
mod responsible;
mod rolling;
mod run;
mod sample;
mod score;
mod session;
mod standing;
mod steps;
mod threshold;
mod todo;
mod trace;
mod vacancy;
mod within;

pub use alike::{Alike, Text, alike};
pub use columns::{Branch, Columns, FactRow, PersonRow};
pub use dated::DatedProgram;
pub use evaluator::Evaluator;
pub use examples::{Mismatch, facts_of, run_example, run_examples};
pub use finding::{BallotFault, Finding, Missing, StepFault, Subject};
pub use metric::form_in_rules;
pub use output::Outcome;
pub use plan::{
    Customs, Expected, Leading, Obstacle, Plan, PlanWanted, PlannedItem, Several, Together, Unplanned, plan,
};
pub use program::Program;
pub use proportion::Tally;
pub use reached::Reached;
pub use recording::{Burst, LateRecord, Recording, recording, told_in_year};
pub use responsible::{Responsible, responsible};
pub use sample::{BranchReason, Holder, Part, Pointers, RecordReason, draw};
pub use score::{Cause, Line, Points, Ranked, ScoreMismatch, Sheet, rank, run_score_examples, score, weighted};
pub use steps::{ended_on, steps_taken};
pub use threshold::{Measured, Threshold, thresholds};
pub use todo::{Todo, todos};
pub use trace::{Considered, Trace, WhyNot, trace};

use facts::{Day, Fact, Instant};
use rulebook::Rulebook;

/// Everything a rulebook says of one organisation on a day: the three steps in one, for a single question.
///
/// `facts` is the organisation's chain in ledger order. With `known_at`, only what had been recorded by then counts.
pub fn evaluate(rulebook: &Rulebook, facts: &[Fact], as_of: Day, known_at: Option<Instant>) -> Vec<Finding> {
    evaluate_above(rulebook, facts, &[], as_of, known_at)
}

/// The same of an organisation that stands above branches, with what each of them reached.
pub fn evaluate_above(
    rulebook: &Rulebook,
    facts: &[Fact],
    below: &[Reached],
    as_of: Day,
    known_at: Option<Instant>,
) -> Vec<Finding> {
    let program = Program::new(rulebook);
    let dated = program.on(as_of);
    let branch = Branch::new(&dated, facts, known_at);
    let mut evaluator = Evaluator::new(&dated);
    evaluator.evaluate_above(&branch, below);
    evaluator.findings(&branch)
}
