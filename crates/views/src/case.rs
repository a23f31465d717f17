//! A procedure from its first step on: what was done when, what is next, who has it, and what is wrong with it.

use facts::{Day, Fact};
use findings::{Finding, Missing, StepFault, ended_on, responsible, steps_taken};
use roster::Roster;
use rulebook::{Procedure, Requirement, Rule, Rulebook};
use serde::Serialize;

use crate::table::{Align, Table};
use crate::words;

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseRow {
    pub clause: String,
    pub rule: String,
    pub title: String,
    pub organisation: String,
    pub subject: String,
    pub period: String,
    /// As a finding's.
    pub status: &'static str,
    /// The day of the record that ended it unfinished.
    pub ended: Option<String>,
    /// How many steps there are.
    pub steps: usize,
    pub done: Vec<StepDone>,
    pub next: Option<StepToDo>,
    /// Steps out of order, too early, too late, left out or overdue, in words.
    pub faults: Vec<String>,
    #[serde(skip)]
    pub status_word: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepDone {
    /// From 1.
    pub number: usize,
    pub name: String,
    pub day: String,
    /// The record that took it.
    pub record: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepToDo {
    pub number: usize,
    pub name: String,
    /// The stage of the procedure, where it has stages.
    pub stage: Option<String>,
    /// What is to be on paper when it is taken, where the rule says so.
    pub document: Option<String>,
    /// Who has it: names where the roster tells them.
    pub who: String,
    pub due: Option<String>,
}

/// A case that at least one step was taken of; none for any other finding.
pub fn case_row(
    rulebook: &Rulebook,
    roster: &Roster,
    facts: &[Fact],
    finding: &Finding,
    as_of: Day,
) -> Option<CaseRow> {
    let rule = rulebook.rules.get(finding.rule)?;
    let Requirement::Procedure(procedure) = &rule.requirement else { return None };
    let taken = steps_taken(rulebook, procedure, finding, facts);
    if taken.is_empty() {
        return None;
    }
    let done = taken.iter().filter_map(|(step, day, record)| {
        let name = procedure.steps.get(*step)?.name.clone();
        Some(StepDone { number: step + 1, name, day: day.to_string(), record: record.to_string() })
    });
    let faulty = finding
        .missing
        .iter()
        .filter(|missing| matches!(missing, Missing::Step { fault, .. } if *fault != StepFault::Next));
    Some(CaseRow {
        clause: rulebook.clause_of(rule).map(|clause| clause.id.clone()).unwrap_or_default(),
        rule: rule.slug.clone(),
        title: rule.title.clone(),
        organisation: roster.name().to_owned(),
        subject: finding.subject.written(roster),
        period: finding.period.to_string(),
        status: finding.status.slug(),
        ended: ended_on(rulebook, procedure, finding, facts).map(|day| day.to_string()),
        steps: procedure.steps.len(),
        done: done.collect(),
        next: next(rulebook, roster, (rule, procedure), finding, as_of),
        faults: faulty.map(|missing| words::missing(rulebook, roster, rule, None, missing)).collect(),
        status_word: words::status(finding.status),
    })
}

fn next(
    rulebook: &Rulebook,
    roster: &Roster,
    (rule, procedure): (&Rule, &Procedure),
    finding: &Finding,
    as_of: Day,
) -> Option<StepToDo> {
    let index = finding.missing.iter().find_map(|missing| match missing {
        Missing::Step { step, fault } if fault.is_to_be_done() => Some(*step),
        _ => None,
    })?;
    let step = procedure.steps.get(index)?;
    let word = step.responsible.as_deref().unwrap_or(&rule.responsible);
    let who = responsible(rulebook, roster, word, &finding.subject, as_of);
    Some(StepToDo {
        number: index + 1,
        name: step.name.clone(),
        stage: step.stage.clone(),
        document: step.document.clone(),
        who: words::responsible(rulebook, roster, &who),
        due: finding.due.map(|day| day.to_string()),
    })
}

impl StepToDo {
    /// `考察：派人谈话（材料：谈话记录）`
    fn words(&self) -> String {
        let stage = self.stage.as_ref().map(|stage| format!("{stage}：")).unwrap_or_default();
        let document = self.document.as_ref().map(|document| format!("（材料：{document}）")).unwrap_or_default();
        format!("{stage}{}{document}", self.name)
    }
}

impl CaseRow {
    fn done_words(&self) -> String {
        let steps: Vec<String> = self.done.iter().map(|step| format!("{} {}", step.name, step.day)).collect();
        steps.join("、")
    }
}

/// The cases as a table for people.
pub fn cases_table(title: &str, rows: &[CaseRow]) -> Table {
    let headers = [
        ("条款", Align::Left),
        ("程序", Align::Left),
        ("组织", Align::Left),
        ("办什么", Align::Left),
        ("结果", Align::Left),
        ("进度", Align::Right),
        ("下一步", Align::Left),
        ("由谁办", Align::Left),
        ("期限", Align::Left),
        ("不合之处", Align::Left),
        ("已办的步骤", Align::Left),
    ];
    let mut table = Table::new(title, &headers);
    for row in rows {
        let next = row.next.as_ref();
        let due = next.and_then(|next| next.due.clone());
        table.rows.push(vec![
            row.clause.clone(),
            row.title.clone(),
            row.organisation.clone(),
            row.subject.clone(),
            row.ended.as_ref().map_or(row.status_word.to_owned(), |day| format!("{day} 终止")),
            format!("{}/{}", row.done.len(), row.steps),
            next.map(StepToDo::words).unwrap_or_default(),
            next.map(|next| next.who.clone()).unwrap_or_default(),
            due.unwrap_or_default(),
            row.faults.join("；"),
            row.done_words(),
        ]);
    }
    table
}
