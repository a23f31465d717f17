//! Query: a plan of the year for one organisation.

use facts::{Day, Name, kinds};
use findings::{Customs, Leading, PlanWanted, Several, Together, plan};
use views::{PlanView, plan_view};

use crate::working_days::working_days;
use crate::{Office, OfficeError};

/// The kind that has a fixed day of the month.
const THEME_DAY: &str = "theme-day";
/// Members are evaluated at the organisational-life meeting.
const TOGETHER: [Together<'static>; 1] =
    [Together { kind: "democratic-evaluation", flag: "with-life-meeting", with: "life-meeting" }];
/// Each member's is on the day on which he joined the Party.
const ANNIVERSARIES: [&str; 1] = ["political-birthday"];

/// A meeting assesses all policies, one after the other.
const SEVERAL: [Several<'static>; 1] = [Several { kind: "policy-assessed", field: "policy" }];

/// What branches hold of the records of the standard; a standard without these kinds knows nothing of it.
fn customs<'a>(fixed: &'a [(Name, u32)], leading: &'a [Leading<'a>]) -> Customs<'a> {
    Customs { fixed, together: &TOGETHER, anniversaries: &ANNIVERSARIES, leading, several: &SEVERAL }
}

/// An election is the step of its procedure at which the meeting is held, and the evaluation of members that of its own.
///
/// Branches ask for an election one to three months before it. Nobody says when an evaluation begins: three steps come
/// before its meeting, and two months give each of them almost three weeks. What comes after has a month, as long as the
/// standard gives the superior for a reply and the branch for measures after an evaluation.
fn steps_of_cases(election: &str) -> [Leading<'_>; 2] {
    [
        Leading {
            to: kinds::COMMITTEE_ELECTED,
            step: "election-step",
            choices: &[("matter", "term"), ("step", "held")],
            case: election,
            months_before: 3,
            months_after: 1,
        },
        Leading {
            to: "democratic-evaluation",
            step: "evaluation-step",
            choices: &[("step", "meeting")],
            case: "",
            months_before: 2,
            months_after: 1,
        },
    ]
}

fn election_of(year: i32) -> String {
    format!("{year}年换届")
}

#[derive(Debug, Clone)]
pub struct YearPlanWanted {
    pub organisation: String,
    pub year: i32,
    /// Nothing is planned for an earlier day; from the year's first day on where there is none.
    pub from: Option<Day>,
    /// On which day of the month theme days are held.
    pub theme_day: u32,
}

impl Office {
    /// Proposes what to do in a year, given what is recorded.
    ///
    /// # Errors
    /// Where the ledger cannot be read, the organisation is not known or does not stand on any day that can be planned.
    pub async fn plan(&self, wanted: &YearPlanWanted) -> Result<PlanView, OfficeError> {
        let day = |month, of_month| Day::from_ymd(wanted.year, month, of_month).unwrap_or(Day::LATEST);
        let (first, last) = (day(1, 1), day(12, 31));
        let group = self.group(last, None).await?;
        let organisation = group.named(&wanted.organisation)?;
        let from = wanted.from.map_or(first, |from| from.max(first));
        if !organisation.roster.stands.iter().any(|stay| stay.from <= last && from <= stay.until) {
            let found = organisation.roster.name().to_owned();
            return Err(OfficeError::NotStanding { found, from, until: last });
        }
        let working = working_days(wanted.year, wanted.year + 1);
        let fixed: [(Name, u32); 1] = [(THEME_DAY.to_owned(), wanted.theme_day)];
        let case = election_of(wanted.year);
        let planned = plan(&PlanWanted {
            rulebook: &self.rulebook,
            facts: &organisation.facts,
            year: wanted.year,
            from,
            working: &working.days,
            customs: customs(&fixed, &steps_of_cases(&case)),
        });
        let days = (&working.making_up(), working.assumed.as_slice());
        Ok(plan_view(&self.rulebook, &organisation.roster, wanted.year, &planned, days))
    }
}

#[cfg(test)]
mod tests;
