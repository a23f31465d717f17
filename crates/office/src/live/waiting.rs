//! What an organisation waits for from above: steps of cases that the superior takes, reviews that were asked for and
//! not answered, and what was filed of late.
//!
//! Kept with how the organisation stands, so that an inbox over thousands of branches evaluates nobody.

use facts::{Day, Fact, current};
use findings::{Finding, Missing, Responsible, responsible, steps_taken};
use roster::Roster;
use rulebook::{Requirement, Rulebook};
use serde::{Deserialize, Serialize};

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    pub what: Waiting,
    /// Since when, `YYYY-MM-DD`.
    since: String,
    due: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waiting {
    /// A step of a case: rule and step by their places, whose case it is, and the record that it began with.
    Step { rule: usize, step: usize, subject: String, record: String },
    /// A review that was asked for.
    Review { record: String },
    /// Something filed, which asks for no answer.
    Filing { kind: String, record: String },
}

/// The kinds of the standard by which something is asked of the superior or filed there, and the field of the answer.
pub const REVIEW_ASKED: &str = "review-asked";
pub const ANSWERED: &str = "answered";
const FILED: &[&str] = &["plan-filed", "report-filed"];

/// A review that nobody answered for so long is none any more; the meeting it was for is over.
const REVIEW_DAYS: i32 = 365;
/// What was filed is news for so long.
const FILING_DAYS: i32 = 30;

impl Wait {
    pub fn since(&self) -> Option<Day> {
        self.since.parse().ok()
    }

    pub fn due(&self) -> Option<Day> {
        self.due.as_ref()?.parse().ok()
    }

    pub fn is_filing(&self) -> bool {
        matches!(self.what, Waiting::Filing { .. })
    }
}

pub(super) fn waits(
    rulebook: &Rulebook,
    (facts, roster): (&[Fact], &Roster),
    findings: &[Finding],
    as_of: Day,
) -> Vec<Wait> {
    let mut waits: Vec<Wait> =
        findings.iter().filter_map(|finding| step(rulebook, (facts, roster), finding, as_of)).collect();
    for fact in current(facts, None) {
        let since = fact.recorded_at.day();
        let what = match fact.kind.as_str() {
            REVIEW_ASKED if fact.value(ANSWERED).is_none() && since > as_of.plus_days(-REVIEW_DAYS) => {
                Waiting::Review { record: fact.id.to_string() }
            }
            kind if FILED.contains(&kind) && since > as_of.plus_days(-FILING_DAYS) => {
                Waiting::Filing { kind: kind.to_owned(), record: fact.id.to_string() }
            }
            _ => continue,
        };
        waits.push(Wait { what, since: since.to_string(), due: None });
    }
    waits
}

/// The step of a case that is next and is the superior's.
fn step(rulebook: &Rulebook, (facts, roster): (&[Fact], &Roster), finding: &Finding, as_of: Day) -> Option<Wait> {
    let rule = rulebook.rules.get(finding.rule)?;
    let Requirement::Procedure(procedure) = &rule.requirement else { return None };
    let next = finding.missing.iter().find_map(|missing| match missing {
        Missing::Step { step, fault } if fault.is_to_be_done() => Some(*step),
        _ => None,
    })?;
    let word = procedure.steps.get(next)?.responsible.as_deref().unwrap_or(&rule.responsible);
    let Responsible::Above(_) = responsible(rulebook, roster, word, &finding.subject, as_of) else { return None };
    let taken = steps_taken(rulebook, procedure, finding, facts);
    let ((_, _, record), (_, since, _)) = (taken.first()?, taken.last()?);
    let subject = finding.subject.written(roster);
    let what = Waiting::Step { rule: finding.rule, step: next, subject, record: record.to_string() };
    Some(Wait { what, since: since.to_string(), due: finding.due.map(|day| day.to_string()) })
}
