//! Query: one case, the board of a procedure, and what the form of a step begins with.

use facts::{Fact, FactId, Value};
use findings::{Finding, Subject};
use rulebook::{Condition, Kind, Procedure, Requirement, Step, Test};
use views::{Board, CaseRow, CaseShown, board, case_row, case_shown};

use crate::OfficeError;
use crate::access::{AllowedAt, SeeOrganisation};
use crate::begun::{of_condition, period};
use crate::form::{Typed, inputs};
use crate::live::{Live, Looked, When};

/// A case with the form of each step that is not taken.
#[derive(Debug, Clone)]
pub struct CaseFound {
    pub case: CaseShown,
    /// By the step's number: the kind of record, and what its form begins with.
    pub forms: Vec<(usize, String, Typed)>,
    pub has_board: bool,
}

impl Live {
    /// The case of a rule that a record belongs to; none where there is none.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn case(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        (rule, record): (&str, FactId),
        when: When,
    ) -> Result<Option<CaseFound>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let Some((index, rule)) = self.rulebook().rule_named(rule) else { return Ok(None) };
        let Requirement::Procedure(procedure) = &rule.requirement else { return Ok(None) };
        let is_it = |finding: &&Finding| finding.rule == index && finding.evidence.contains(&record);
        let Some(finding) = looked.findings.iter().find(is_it) else { return Ok(None) };
        let case = case_shown(self.rulebook(), &looked.roster, &looked.facts, finding, when.as_of);
        let Some(case) = case else { return Ok(None) };
        let taken: Vec<usize> = case.row.done.iter().map(|step| step.number).collect();
        let open = (1..).zip(&procedure.steps).filter(|(number, _)| !taken.contains(number));
        let form = |(number, step): (usize, &Step)| {
            let (kind, typed) = self.step_form(&looked, procedure, (step, finding))?;
            Some((number, kind, typed))
        };
        let forms = open.filter_map(form).collect();
        Ok(Some(CaseFound { case, forms, has_board: views::has_board(rule) }))
    }

    /// The cases of a procedure under its stages; none where the rule is no procedure with stages.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn board(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        rule: &str,
        when: When,
    ) -> Result<Option<Board>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let row = |finding| case_row(self.rulebook(), &looked.roster, &looked.facts, finding, when.as_of);
        let cases: Vec<CaseRow> = looked.findings.iter().filter_map(row).collect();
        Ok(board(self.rulebook(), rule, cases))
    }

    /// The kind of record that takes a step, and what is known of it: whose case it is, and which step.
    pub(crate) fn step_form(
        &self,
        looked: &Looked,
        procedure: &Procedure,
        (step, finding): (&Step, &Finding),
    ) -> Option<(String, Typed)> {
        let kind = self.rulebook().kind(*step.selector.kinds.first()?)?;
        let mut typed: Vec<(String, String)> = step.selector.must.iter().filter_map(of_condition).collect();
        if let (Some(by), Subject::Case(name)) = (&procedure.by, &finding.subject) {
            typed.push((inputs::field(by), name.clone()));
        }
        if procedure.by.is_none() {
            typed.extend(period(kind, finding.period));
        }
        let first = finding.evidence.iter().find_map(|id| looked.facts.iter().find(|fact| fact.id == *id));
        if let Some(first) = first.filter(|first| first.kind == kind.slug) {
            typed.extend(carried(kind, first, step));
        }
        Some((kind.slug.clone(), Typed(typed)))
    }
}

/// What stays the same from one step of a case to the next: who it is about, and choices that every record has to make.
fn carried(kind: &Kind, first: &Fact, step: &Step) -> Vec<(String, String)> {
    let is_said = |slug: &str| step.selector.must.iter().any(|condition| condition.field == slug && is_one(condition));
    let parts = kind.parts.iter().filter(|part| part.required && !part.attendance);
    let people = parts
        .flat_map(|part| first.playing(&part.slug).map(move |person| (inputs::part(&part.slug), person.to_string())));
    let fields = kind.fields.iter().filter(|field| field.required && !is_said(&field.slug));
    let chosen = fields.filter_map(|field| match first.value(&field.slug)? {
        Value::Options(options) => Some((inputs::field(&field.slug), options.first()?.clone())),
        _ => None,
    });
    people.chain(chosen).collect()
}

fn is_one(condition: &Condition) -> bool {
    matches!(&condition.test, Test::OneOf(options) if options.len() == 1)
}
