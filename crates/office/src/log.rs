//! Query: the log of who did what that leaves no record in a ledger.

use std::collections::BTreeMap;

use facts::{AccountId, Instant};

use crate::access::{Allowed, SeeLog};
use crate::{Office, OfficeError};

/// A page of the log, the latest first.
#[derive(Debug, Clone)]
pub struct LogPage {
    pub rows: Vec<LogRow>,
    /// The next page begins before this moment; none where there is nothing more.
    pub before: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    pub at: Instant,
    /// The account that did it, by name; empty where nobody was signed in.
    pub account: String,
    pub what: &'static str,
    pub detail: String,
}

/// Rows of a page; more where many were written in the same microsecond.
const PAGE: u32 = 100;

impl Office {
    /// The entries before a moment.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn log_page(&self, _allowed: &Allowed<SeeLog>, before: Instant) -> Result<LogPage, OfficeError> {
        let entries = self.ledger.logged(before, PAGE).await?;
        let accounts = self.ledger.accounts().await?;
        let names: BTreeMap<AccountId, String> =
            accounts.into_iter().map(|account| (account.id, account.name)).collect();
        let is_full = entries.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
        let before = entries.last().map(|entry| entry.at).filter(|_| is_full);
        let row = |entry: ledger::Logged| LogRow {
            at: entry.at,
            account: entry.account.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
            what: views::words::deed(&entry.what),
            detail: entry.detail,
        };
        Ok(LogPage { rows: entries.into_iter().map(row).collect(), before })
    }
}
