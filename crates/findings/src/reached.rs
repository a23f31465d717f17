//! What a branch reached in the year of evaluation, as those above it see it.
//!
//! INVARIANT (own-chain-only): a branch is evaluated from its own facts alone. Whoever asks what part of many branches
//! is up to standard evaluates each of them by itself and hands on this much of it.

use facts::{Calendar, Quantity};
use roster::Form;
use rulebook::{Dimension, Status};

use crate::columns::Branch;
use crate::dated::DatedProgram;
use crate::finding::Finding;
use crate::score::score;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Points kept per hundred in each of [`Dimension::FIVE`]; none where nothing was scored.
    pub percents: [Option<u32>; 5],
}

impl Reached {
    /// Of a branch that owes the year, by the findings about it; none of what is no branch, or stands too short.
    pub fn new(dated: &DatedProgram<'_>, branch: &Branch, findings: &[Finding]) -> Option<Reached> {
        let year = dated.timetable.spans(Calendar::Year).last()?;
        let is_branch = |form: Form| matches!(form, Form::Branch | Form::Joint | Form::Temporary);
        let roster = &branch.roster;
        let owes = [year.early, year.late].iter().all(|day| roster.form_on(*day).is_some_and(is_branch))
            && roster.stands_through(year.early, year.late);
        if !owes {
            return None;
        }
        let scores = score(dated.program.rulebook, findings);
        Some(Reached { percents: Dimension::FIVE.map(|one| scores.get(&one).and_then(|score| score.percent())) })
    }

    /// Up to standard with so many points in each dimension. One below the line decides; else one without any score
    /// leaves it open whether the branch is.
    pub(crate) fn status(&self, line: Option<Quantity>) -> Status {
        let Some(line) = line else { return Status::Unknown };
        let below = |percent: u32| Quantity::whole(percent.into()) < line;
        match () {
            () if self.percents.iter().flatten().any(|percent| below(*percent)) => Status::Missed,
            () if self.percents.contains(&None) => Status::Unknown,
            () => Status::Met,
        }
    }
}
