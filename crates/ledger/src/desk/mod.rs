//! The desk: what an office needs besides its ledger, in tables of their own that may change.
//!
//! Accounts, seats, sessions, tokens and what shows who somebody is say who may sit down at it; the log says who did what that
//! leaves no record in a chain; reminders say who was last told from above that something is overdue; summaries keep what
//! evaluations came to, so that pages over many organisations need not evaluate them again, and pieces in which of them a
//! word may stand; working papers hold what is
//! gathered until a record is written of it; webhooks with their messages say who is told over the network what was
//! written.
//! Nothing here is a fact, no finding rests on it, and verifying a ledger does not look at it.
//! What a role may do, and what a password must be like, is decided by the caller.

mod account;
mod challenge;
mod factor;
mod log;
mod notice;
mod paper;
mod reminder;
mod search;
mod session;
mod summary;
mod token;
mod webhook;

pub use account::{Account, NewAccount, Seat};
pub use challenge::Challenge;
pub use factor::{CodeHash, KeptPasskey};
pub use log::Logged;
pub use notice::{Addressee, Notice, NoticeWay};
pub use paper::{Paper, PaperEntry};
pub use reminder::Reminder;
pub use search::Searchable;
pub use session::{Session, TokenHash};
pub use summary::Summary;
pub use token::{AccessToken, NewAccessToken};
pub(crate) use webhook::note;
pub use webhook::{Delivery, Told, Webhook};

use facts::{AccountId, Day, Instant};

use crate::LedgerError;

/// What stands in a column and is not what this program writes there was changed underneath it.
fn altered(place: &str, column: &'static str) -> LedgerError {
    let source = sqlx::Error::ColumnDecode { index: column.to_owned(), source: "not as it was written".into() };
    LedgerError::Damaged { place: place.to_owned(), source }
}

fn account_id(place: &str, text: &str) -> Result<AccountId, LedgerError> {
    text.parse().map_err(|_| altered(place, "account"))
}

fn day(place: &str, text: &str) -> Result<Day, LedgerError> {
    text.parse().map_err(|_| altered(place, "day"))
}

fn moment(microseconds: i64) -> Instant {
    Instant::from_microseconds(microseconds)
}
