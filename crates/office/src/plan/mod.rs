//! Query: a plan of the year for one organisation.

use facts::{Day, Name};
use findings::{PlanWanted, plan};
use views::{PlanView, plan_view};

use crate::working_days::working_days;
use crate::{Office, OfficeError};

/// The kind that has a fixed day of the month.
const THEME_DAY: &str = "theme-day";

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
        let planned = plan(&PlanWanted {
            rulebook: &self.rulebook,
            facts: &organisation.facts,
            year: wanted.year,
            from,
            working: &working.days,
            fixed: &fixed,
        });
        let days = (&working.making_up(), working.assumed.as_slice());
        Ok(plan_view(&self.rulebook, &organisation.roster, wanted.year, &planned, days))
    }
}

#[cfg(test)]
mod tests;
