//! A program on a day: walks the rules over one branch after another in memory that it keeps.

use rulebook::Status;

use crate::columns::{Branch, Order};
use crate::context::{Context, Matched};
use crate::dated::DatedProgram;
use crate::figures::Known;
use crate::finding::{Finding, StepFault};
use crate::output::{Lack, Outcome, Output, Plainly};
use crate::owed::NotKnown;
use crate::program::Plan;
use crate::reached::Reached;
use crate::vacancy::Vacancy;
use crate::{calendar, each, election, payment, procedure, proportion, rolling, run, within};

/// Evaluates branches on one day.
#[derive(Debug)]
pub struct Evaluator<'p> {
    dated: &'p DatedProgram<'p>,
    work: Work,
    output: Output,
}

/// Memory that rules use in turn.
#[derive(Debug, Default)]
pub(crate) struct Work {
    pub matched: Vec<Matched>,
    pub sessions: Vec<run::Session>,
    pub runs: Vec<run::Absences>,
    pub absences: Vec<run::Absence>,
    pub presence: Vec<u8>,
    pub vacancies: Vec<Vacancy>,
    /// The rows that have answered another one, and what answers each.
    pub used: Vec<u32>,
    pub answers: Vec<Option<u32>>,
    pub judged: Vec<(Status, Option<Lack>)>,
    pub figures: Vec<(Status, Option<Plainly>)>,
    pub grounds: Vec<u32>,
    pub not_known: Vec<NotKnown>,
    /// The records of a procedure's cases, where each case stands among them, those that take one's steps, and what is
    /// wrong with the steps.
    pub taken: Vec<procedure::Taken>,
    pub begun: Vec<(Order, usize, usize)>,
    pub chosen: Vec<Option<procedure::Taken>>,
    pub faults: Vec<(u8, StepFault)>,
    /// The candidates of an election, round by round, and what it has to be told for.
    pub candidates: Vec<election::Candidate>,
    /// How many papers its first round had.
    pub papers: election::Papers,
    pub base: Vec<Option<Known>>,
    pub lacks: Vec<Lack>,
    /// What is due from a member, and what he or she paid.
    pub paid: Vec<payment::Paid>,
    /// What of it is due.
    pub said: Vec<payment::Paid>,
    pub windows: rolling::Windows,
}

impl<'p> Evaluator<'p> {
    pub fn new(dated: &'p DatedProgram<'p>) -> Evaluator<'p> {
        Evaluator { dated, work: Work::default(), output: Output::default() }
    }

    /// Evaluates one branch, which was made for the same program on the same day; what an earlier one gave is dropped.
    pub fn evaluate(&mut self, branch: &Branch) {
        self.evaluate_above(branch, &[]);
    }

    /// The same of an organisation that stands above branches, with what each of them reached.
    pub fn evaluate_above(&mut self, branch: &Branch, below: &[Reached]) {
        self.output.clear();
        let dated = self.dated;
        for context in (0..dated.rules.len()).filter_map(|rule| context(dated, branch, rule)) {
            self.output.begin_rule(context.dated);
            walk(&context, &mut self.work, &mut self.output);
        }
        self.output.begin_folds();
        for (rule, plan) in &dated.program.proportions {
            if let Some(context) = context(dated, branch, *rule) {
                proportion::proportion(&context, plan, below, &mut self.output);
            }
        }
    }

    /// How many findings the last evaluation gave.
    pub fn len(&self) -> usize {
        self.output.len()
    }

    pub fn is_empty(&self) -> bool {
        self.output.len() == 0
    }

    /// What came out of the last evaluation, without names, for those who count: rules that are folded from others come
    /// last.
    pub fn outcomes(&self) -> impl ExactSizeIterator<Item = Outcome> + '_ {
        self.output.outcomes()
    }

    /// What a branch reached by the last evaluation, as [`Reached::new`] has it.
    pub fn reached(&self, branch: &Branch) -> Option<Reached> {
        Reached::told(self.dated, branch, self.output.told(self.dated.program))
    }

    /// The last evaluation's findings with their names and ids, in the order of the rules.
    pub fn findings(&self, branch: &Branch) -> Vec<Finding> {
        let program = self.dated.program;
        let mut findings: Vec<Finding> =
            (0..self.output.len()).filter_map(|at| self.output.finding(program, branch, at)).collect();
        // What was folded came last.
        if !program.proportions.is_empty() {
            findings.sort_by_key(|finding| finding.rule);
        }
        findings
    }
}

/// One rule over a branch; none for one that gave way to another before it began.
pub(crate) fn context<'a>(dated: &'a DatedProgram<'a>, branch: &'a Branch, at: usize) -> Option<Context<'a>> {
    let DatedProgram { program, timetable, rules, .. } = dated;
    let dated = rules.get(at).filter(|dated| dated.has_a_say)?;
    let (rule, plan) = (program.rulebook.rules.get(at)?, program.rules.get(at)?);
    let (duty, owed) = (program.duties.get(plan.duty)?, branch.owed.get(plan.duty)?);
    Some(Context { program, timetable, branch, index: at as u16, rule, plan, duty, dated, owed })
}

fn walk(context: &Context<'_>, work: &mut Work, output: &mut Output) {
    match &context.plan.plan {
        Plan::Tally(tally) => calendar::tally(context, tally, &mut work.matched, output),
        Plan::Rolling(tally, window) => rolling::rolling(context, tally, *window, work, output),
        Plan::Attested { selected, sufficient } => {
            calendar::attested(context, selected, *sufficient, &mut work.matched, output);
        }
        Plan::State(ranges) => calendar::state(context, ranges, work, output),
        Plan::Current(plan) => calendar::current(context, plan, work, output),
        Plan::Posts(posts) => calendar::posts(context, posts, &mut work.grounds, output),
        Plan::Term { length, extension } => within::term(context, *length, *extension, output),
        Plan::Within(plan) => within::within(context, plan, work, output),
        Plan::Each { selected, left_out, demands } => {
            each::each(context, (selected, left_out), demands, work, output);
        }
        Plan::Procedure(plan) => procedure::procedure(context, plan, work, output),
        Plan::Election(plan) => election::election(context, plan, work, output),
        Plan::Payment(plan) => payment::payment(context, plan, work, output),
        Plan::Run { of, selected, in_all, dues, .. } => run::run(context, *of, (selected, dues), *in_all, work, output),
        Plan::Folded => {}
    }
}
