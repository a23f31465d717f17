//! What has to be done: what is open, what was missed and can still be made good, and the next steps of cases.

use facts::Day;
use roster::Roster;
use rulebook::{Bound, FieldType, Force, Requirement, Rule, Rulebook, Status, Within};

use crate::responsible::{Responsible, responsible};
use crate::{Finding, Missing, Subject};

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// Index into the findings it comes from.
    pub finding: usize,
    /// Of what the finding lacks, the one that this is about; all of it where there is none.
    pub lack: Option<usize>,
    pub who: Responsible,
    pub due: Option<Day>,
    /// Its time is over; done now, it is late.
    pub overdue: bool,
    /// Recommended only: left undone, it counts against nobody.
    pub advice: bool,
}

/// The things to do that findings of a day tell, in the order of the findings. An organisation that was dissolved has
/// nothing to do any more; what is not enforced for its day is nobody's to do.
pub fn todos(rulebook: &Rulebook, roster: &Roster, findings: &[Finding], as_of: Day) -> Vec<Todo> {
    let mut todos = Vec::new();
    if roster.dissolved_by(as_of).is_some() {
        return todos;
    }
    for (index, finding) in findings.iter().enumerate() {
        let Some(rule) = rulebook.rules.get(finding.rule) else { continue };
        if !finding.is_enforced(rulebook) {
            continue;
        }
        let who = |word: &str| responsible(rulebook, roster, word, &finding.subject, as_of);
        let advice = rule.force == Force::May;
        let todo = |lack, word: &str, overdue| Todo {
            finding: index,
            lack,
            who: who(word),
            due: finding.due,
            overdue,
            advice,
        };
        if let Requirement::Procedure(procedure) = &rule.requirement {
            let steps = finding.missing.iter().enumerate().filter_map(|(at, missing)| match missing {
                Missing::Step { step, fault } if fault.is_to_be_done() => Some((at, procedure.steps.get(*step)?)),
                _ => None,
            });
            let over = finding.due.is_some_and(|due| due < as_of);
            todos.extend(
                steps.map(|(at, step)| todo(Some(at), step.responsible.as_deref().unwrap_or(&rule.responsible), over)),
            );
        } else if can_be_made_good(rulebook, rule, finding, as_of) {
            todos.push(todo(None, &rule.responsible, finding.status != Status::Open));
        }
    }
    todos
}

/// Whether something done from now on would still settle a finding, in time or late.
pub(crate) fn can_be_made_good(rulebook: &Rulebook, rule: &Rule, finding: &Finding, as_of: Day) -> bool {
    // Only a record that names its period can count for one that is over. One that names a day is a further session of
    // what was held on it.
    let names_its_period = || {
        let mut kinds = rule.requirement.kinds().into_iter().filter_map(|kind| rulebook.kind(kind));
        kinds.any(|kind| kind.fields.iter().any(|field| field.attributes && field.field_type == FieldType::Period))
    };
    match (finding.status, &rule.requirement) {
        (Status::Open, _) => true,
        (Status::Missed, Requirement::Count(_) | Requirement::Sum(_) | Requirement::Attested(_)) => names_its_period(),
        (Status::Missed, Requirement::Payment(payment)) => {
            finding.due.is_some_and(|month_ends| as_of <= payment.later.after(month_ends))
        }
        // What had to be done before something is of no use after it.
        (Status::Missed, Requirement::Within(Within { bound: Bound::Before { .. }, .. })) => {
            matches!(finding.subject, Subject::Event(day, _) if as_of <= day)
        }
        // What can still be made good stands in the findings that it counts.
        (Status::Missed, Requirement::Proportion(_)) => false,
        (Status::Missed, _) => true,
        // What stands is wrong until somebody mends it; what happened stays as it was.
        (Status::Breached, Requirement::State(_)) => true,
        _ => false,
    }
}
