//! One case step by step, and all cases of a procedure as cards under its stages.

use facts::{Day, Fact, FactId};
use findings::{Finding, Missing, StepFault, responsible, steps_taken};
use roster::Roster;
use rulebook::{Procedure, Requirement, Rule, Rulebook, Step};

use crate::case::{CaseRow, case_row};
use crate::words;

/// One case with every step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseShown {
    pub row: CaseRow,
    /// Steps by stage; one without a name where the procedure has no stages.
    pub stages: Vec<StageShown>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageShown {
    pub name: String,
    pub steps: Vec<StepShown>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepShown {
    /// From 1.
    pub number: usize,
    pub name: String,
    /// Who has it: names where the roster tells them.
    pub who: String,
    pub document: Option<String>,
    pub optional: bool,
    pub taken: Option<StepTaken>,
    pub is_next: bool,
    /// The last day of the next step.
    pub due: Option<String>,
    /// What is wrong with it, in words.
    pub faults: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTaken {
    pub day: String,
    pub kind: String,
    pub record: String,
    pub recorder: String,
}

/// The cases of one procedure under its stages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub rule: String,
    pub title: String,
    pub columns: Vec<BoardColumn>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardColumn {
    pub name: String,
    /// The numbers of its steps: first and last.
    pub steps: Option<(usize, usize)>,
    pub cards: Vec<CaseRow>,
}

/// Where finished cases stand on a board.
const FINISHED: &str = "办完的";

impl CaseRow {
    /// The record that it began with: by it a case is found again.
    pub fn key(&self) -> &str {
        self.done.first().map_or("", |step| step.record.as_str())
    }
}

/// One case; none for a finding that is none.
pub fn case_shown(
    rulebook: &Rulebook,
    roster: &Roster,
    facts: &[Fact],
    finding: &Finding,
    as_of: Day,
) -> Option<CaseShown> {
    let row = case_row(rulebook, roster, facts, finding, as_of)?;
    let rule = rulebook.rules.get(finding.rule)?;
    let Requirement::Procedure(procedure) = &rule.requirement else { return None };
    let taken = steps_taken(rulebook, procedure, finding, facts);
    let mut stages: Vec<StageShown> = Vec::new();
    for (index, step) in procedure.steps.iter().enumerate() {
        let record = taken.iter().find(|(at, _, _)| *at == index).map(|(_, _, record)| *record);
        let shown = step_shown(rulebook, roster, (rule, finding), (index, step), record, (facts, &row, as_of));
        let stage = step.stage.clone().unwrap_or_default();
        match stages.last_mut().filter(|last| last.name == stage) {
            Some(last) => last.steps.push(shown),
            None => stages.push(StageShown { name: stage, steps: vec![shown] }),
        }
    }
    Some(CaseShown { row, stages })
}

fn step_shown(
    rulebook: &Rulebook,
    roster: &Roster,
    (rule, finding): (&Rule, &Finding),
    (index, step): (usize, &Step),
    record: Option<FactId>,
    (facts, row, as_of): (&[Fact], &CaseRow, Day),
) -> StepShown {
    let word = step.responsible.as_deref().unwrap_or(&rule.responsible);
    let fact = record.and_then(|record| facts.iter().find(|fact| fact.id == record));
    let is_wrong = |missing: &&Missing| match missing {
        Missing::Step { step, fault } => *step == index && *fault != StepFault::Next,
        _ => false,
    };
    let faults = finding.missing.iter().filter(is_wrong);
    let is_next = row.next.as_ref().is_some_and(|next| next.number == index + 1);
    StepShown {
        number: index + 1,
        name: step.name.clone(),
        who: words::responsible(rulebook, roster, &responsible(rulebook, roster, word, &finding.subject, as_of)),
        document: step.document.clone(),
        optional: step.optional,
        taken: fact.map(|fact| StepTaken {
            day: words::day(fact.occurred.first),
            kind: fact.kind.clone(),
            record: fact.id.to_string(),
            recorder: fact.recorder.clone(),
        }),
        is_next,
        due: row.next.as_ref().filter(|_| is_next).and_then(|next| next.due.clone()),
        faults: faults.map(|missing| words::missing(rulebook, roster, rule, None, missing)).collect(),
    }
}

/// The board of a procedure that has stages; none for any other rule. What was ended unfinished stands on none.
pub fn board(rulebook: &Rulebook, rule: &str, cases: Vec<CaseRow>) -> Option<Board> {
    let (_, rule) = rulebook.rule_named(rule)?;
    let Requirement::Procedure(procedure) = &rule.requirement else { return None };
    let mut columns = stages(procedure)?;
    columns.push(BoardColumn { name: FINISHED.to_owned(), steps: None, cards: Vec::new() });
    for case in cases.into_iter().filter(|case| case.rule == rule.slug && case.ended.is_none()) {
        let next = case.next.as_ref().map(|next| next.number);
        let is_there = |column: &&mut BoardColumn| match (next, column.steps) {
            (Some(next), Some((first, last))) => (first..=last).contains(&next),
            (None, None) => true,
            _ => false,
        };
        if let Some(column) = columns.iter_mut().find(is_there) {
            column.cards.push(case);
        }
    }
    Some(Board { rule: rule.slug.clone(), title: rule.title.clone(), columns })
}

/// Whether a rule is a procedure with stages, which a board can show.
pub fn has_board(rule: &Rule) -> bool {
    matches!(&rule.requirement, Requirement::Procedure(procedure) if stages(procedure).is_some())
}

fn stages(procedure: &Procedure) -> Option<Vec<BoardColumn>> {
    let mut columns: Vec<BoardColumn> = Vec::new();
    for (number, step) in (1..).zip(&procedure.steps) {
        let stage = step.stage.as_ref()?;
        match columns.last_mut().filter(|last| last.name == *stage) {
            Some(last) => last.steps = last.steps.map(|(first, _)| (first, number)),
            None => columns.push(BoardColumn { name: stage.clone(), steps: Some((number, number)), cards: Vec::new() }),
        }
    }
    (columns.len() > 1).then_some(columns)
}
