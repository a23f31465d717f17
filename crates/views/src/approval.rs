//! What a superior approved, frozen beside what the record says now.
//!
//! A record says itself that it was approved, or it is a step of a case of which a later step is the superior's. What was
//! approved is the version that the answer referred to: the one in which the approval was first written, or the last one
//! that was written down before the step of the superior.

use facts::{Fact, Value, Writings};
use findings::{Finding, Responsible, responsible, steps_taken};
use rulebook::{Kind, Requirement, Rulebook};

use crate::record::{Said, changes, said};
use crate::words::{self, Names};

/// One approval of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// `2026年3月5日 上级党委审批`.
    pub by: String,
    /// The record of the approval, where it is another one: kind and id.
    pub record: Option<(String, String)>,
    /// The version that was approved.
    pub version: String,
    /// Label and value as they were approved.
    pub then: Vec<(String, String)>,
    /// What differs now: label, as approved, as it is.
    pub changes: Vec<(String, String, String)>,
}

/// The fields by which a record of the standard says that it was approved.
const APPROVED: &[&str] = &["approved", "answered", "approval"];

/// The approvals of a record; `line` are its versions from the first to the last.
pub(crate) fn approvals(
    (rulebook, names, kind): (&Rulebook, Names<'_>, Option<&Kind>),
    facts: &[Fact],
    findings: &[Finding],
    line: &[&Fact],
) -> Vec<Approval> {
    let Some(now) = line.iter().rev().find(|one| line.first().is_some_and(|first| first.kind == one.kind)) else {
        return Vec::new();
    };
    let said = |fact: &Fact| said((rulebook, names, kind), fact);
    let approval = |by: String, record: Option<&Fact>, version: &Fact| {
        let then: Said = said(version);
        Approval {
            by,
            record: record.map(|record| (record.kind.clone(), record.id.to_string())),
            version: version.id.to_string(),
            changes: changes(&then, &said(now)),
            then: then.into_iter().collect(),
        }
    };
    let mut found: Vec<Approval> = own(line).map(|(by, version)| approval(by, None, version)).into_iter().collect();
    for finding in findings.iter().filter(|finding| finding.evidence.contains(&now.id)) {
        let Some((step, answer)) = answer(rulebook, names, facts, finding, now) else { continue };
        // The ledger's order says what was there when the answer was written.
        let place = |fact: &Fact| facts.iter().position(|known| known.id == fact.id);
        let answered = place(Writings::new(facts, None).first(answer));
        let Some(version) = line.iter().rev().find(|one| place(one) < answered) else { continue };
        found.push(approval(format!("{} {step}", words::day(answer.occurred.first)), Some(answer), version));
    }
    found
}

/// The version in which a record first says that it was approved, and what it says.
fn own<'a>(line: &[&'a Fact]) -> Option<(String, &'a Fact)> {
    let approved = |fact: &Fact| {
        APPROVED.iter().find_map(|field| match fact.value(field)? {
            Value::Flag(true) => Some("上级批准".to_owned()),
            Value::Day(day) => Some(format!("{} 批复", words::day(*day))),
            Value::Text(number) => Some(format!("批复 {number}")),
            _ => None,
        })
    };
    line.iter().find_map(|fact| Some((approved(fact)?, *fact)))
}

/// The step after this record that was the superior's and was taken, with its record.
fn answer<'a>(
    rulebook: &'a Rulebook,
    names: Names<'_>,
    facts: &'a [Fact],
    finding: &Finding,
    own: &Fact,
) -> Option<(&'a str, &'a Fact)> {
    let rule = rulebook.rules.get(finding.rule)?;
    let Requirement::Procedure(procedure) = &rule.requirement else { return None };
    let taken = steps_taken(rulebook, procedure, finding, facts);
    let (at, _, _) = taken.iter().find(|(_, _, record)| *record == own.id)?;
    let is_above = |step: usize| {
        let word = procedure.steps.get(step).and_then(|step| step.responsible.as_deref()).unwrap_or(&rule.responsible);
        let on = own.occurred.first;
        matches!(responsible(rulebook, names.roster, word, &finding.subject, on), Responsible::Above(_))
    };
    // What the superior does itself is approved by nobody.
    let (step, _, record) = taken.iter().find(|(step, _, _)| step > at && is_above(*step) && !is_above(*at))?;
    let fact = facts.iter().find(|fact| fact.id == *record)?;
    Some((procedure.steps.get(*step)?.name.as_str(), fact))
}
