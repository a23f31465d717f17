//! What a branch reached in the year of evaluation, as those above it see it.
//!
//! INVARIANT (own-chain-only): a branch is evaluated from its own facts alone. Whoever asks what part of many branches
//! is up to standard evaluates each of them by itself and hands on this much of it.

use facts::{Calendar, Quantity};
use roster::Form;
use rulebook::Status;

use crate::columns::Branch;
use crate::dated::DatedProgram;
use crate::finding::Finding;
use crate::score::{sheet, told};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The scores of the dimensions of the scheme that is in force on the day; none where nothing was scored.
    pub scores: Vec<Option<Quantity>>,
}

impl Reached {
    /// Of a branch that owes the year, by the findings about it; none of what is no branch, or stands too short.
    pub fn new(dated: &DatedProgram<'_>, branch: &Branch, findings: &[Finding]) -> Option<Reached> {
        let rulebook = dated.program.rulebook;
        Reached::told(dated, branch, findings.iter().map(|finding| told(rulebook, finding)))
    }

    /// The same from nothing but which rule came out how, as it is scored.
    pub(crate) fn told(
        dated: &DatedProgram<'_>,
        branch: &Branch,
        told: impl Iterator<Item = (usize, Status)>,
    ) -> Option<Reached> {
        let (rulebook, as_of) = (dated.program.rulebook, dated.timetable.as_of);
        let year = dated.timetable.spans(Calendar::Year).last()?;
        let roster = &branch.roster;
        let owes = [year.early, year.late].iter().all(|day| roster.form_on(*day).is_some_and(Form::is_branch))
            && roster.stands_through(year.early, year.late);
        if !owes {
            return None;
        }
        let scores = rulebook.scheme_on(as_of).map(|scheme| {
            let sheet = sheet(rulebook, scheme, told);
            sheet.dimensions.iter().map(|points| points.score(scheme)).collect()
        });
        Some(Reached { scores: scores.unwrap_or_default() })
    }

    /// Up to standard with such a score in each dimension. One below the line decides; else one without any score
    /// leaves it open whether the branch is, as does a day on which nobody is scored.
    pub fn status(&self, line: Option<Quantity>) -> Status {
        let Some(line) = line else { return Status::Unknown };
        match () {
            () if self.scores.iter().flatten().any(|score| *score < line) => Status::Missed,
            () if self.scores.is_empty() || self.scores.contains(&None) => Status::Unknown,
            () => Status::Met,
        }
    }
}
