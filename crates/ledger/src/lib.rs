//! The append-only store: facts in hash chains, one chain an organisation, and the vault for erasable details.
//! Beside it the files that facts name, and the desk: accounts, sessions, a log and summaries, which are no facts.
//!
//! A [`Ledger`] stands in one directory (SQLite) or in a PostgreSQL database, and both run the same SQL text, which
//! lies in `sql/`. The tables are explained in `schema/`. What was acknowledged is durable; nothing is ever half there.
//!
//! It deliberately knows nothing of rules, of what kinds of fact there are, and of who may write: it stores,
//! proves that nothing was changed, and says clearly what is in the way.
//! Chains rewritten together with their heads and the journal are not noticed here; for that, a hash of the journal
//! must be kept elsewhere and compared ([`Verification::journal`]).

mod append;
mod backup;
mod chain;
mod database;
mod desk;
mod error;
mod files;
pub mod hex;
mod journal;
mod key;
mod location;
mod lock;
mod read;
mod store;
mod vault;
mod verify;

pub use append::Appended;
pub use chain::{Break, Hash, Spot};
pub use desk::{
    AccessToken, Account, Addressee, Challenge, CodeHash, Delivery, KeptPasskey, Logged, NewAccessToken, NewAccount,
    Notice, NoticeWay, Paper, PaperEntry, Reminder, Searchable, Seat, Session, Summary, TokenHash, Told, Webhook,
};
pub use error::LedgerError;
pub use files::{FilesVerification, KeptFile, NewFile, Purpose};
pub use journal::BegunLate;
pub use key::{KeyFile, random_bytes};
pub use location::Location;
pub use read::Head;
pub use store::{Ledger, Mode};
pub use vault::Secret;
pub use verify::{Fault, VaultVerification, Verification};

#[cfg(test)]
mod tests;
