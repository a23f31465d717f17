//! Command: remind everybody below who has something overdue. Query: the last reminder that an organisation got.
//!
//! A reminder says that something is overdue and how much, nothing else; what is overdue is on the own workbench. Nobody
//! is reminded twice on a day, however often somebody above asks.

use facts::{Instant, OrganisationId};
use ledger::{Logged, Reminder};

use crate::OfficeError;
use crate::access::{AllowedAt, Remind, SeeOrganisation};
use crate::live::Live;

/// What reminding came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminded {
    /// So many have something overdue.
    pub behind: usize,
    /// So many of them were reminded now; the others had been already on this day.
    pub reminded: usize,
}

impl Live {
    /// # Errors
    /// Where the ledger cannot be written.
    pub async fn remind_below(&self, allowed: &AllowedAt<Remind>, now: Instant) -> Result<Reminded, OfficeError> {
        let tree = self.tree();
        let above = allowed.organisation();
        let reminder = |id: OrganisationId| {
            let overdue = tree.node(id)?.standing.overdue;
            let by = tree.name(above).to_owned();
            (overdue > 0).then_some(Reminder { organisation: id, at: now, by, overdue })
        };
        let below = tree.under(above).into_iter().filter(|id| *id != above);
        let reminders: Vec<Reminder> = below.filter_map(reminder).collect();
        let ledger = &self.office.ledger;
        let reminded = ledger.remind(&reminders, Instant::start_of(now.day())).await?;
        if reminded > 0 {
            let entry = Logged {
                at: now,
                account: Some(allowed.account()),
                organisation: Some(above),
                what: "reminded".to_owned(),
                detail: format!("提醒有逾期事项的下级 {reminded} 个"),
            };
            ledger.log(&entry).await?;
        }
        Ok(Reminded { behind: reminders.len(), reminded: usize::try_from(reminded).unwrap_or(usize::MAX) })
    }

    /// None where nobody reminded, or where nothing is overdue any more.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn last_reminder(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        overdue: usize,
    ) -> Result<Option<Reminder>, OfficeError> {
        let last = self.office.ledger.last_reminder(allowed.organisation()).await?;
        Ok(last.filter(|_| overdue > 0))
    }
}
