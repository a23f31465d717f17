//! The journal: one row for each append, with the heads that it moved, in a hash chain of its own.
//!
//! A chain proves itself only as far as its head. The journal remembers where every head once was, so that a chain that
//! was removed whole, or cut and given an older head, is missed. Whoever rewrites the journal as well is found by a
//! hash of one of its rows that was kept elsewhere (docs/decisions/0020).
//!
//! A body has a line for each head that moved and one for each detail that went into the vault. A journal that was begun
//! over chains that were there already says so in its first line: whoever drops a journal to begin another leaves that.

use std::collections::{BTreeMap, BTreeSet};

use facts::Instant;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

use crate::LedgerError;
use crate::chain::{Hash, bytes_of};
use crate::database::{Session, on, run};
use crate::vault::Secret;

/// Where an append left the chain of an organisation.
pub(crate) struct Moved {
    pub(crate) organisation: String,
    pub(crate) length: i64,
    pub(crate) hash: Hash,
}

/// What stood before a journal that was not begun with its ledger. Of that it proves nothing but how it was then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunLate {
    pub chains: u64,
    pub facts: u64,
    /// When the last of them was recorded.
    pub last: Instant,
}

/// Where the vault has a detail: organisation, person, fact and field, as its columns say them.
pub(crate) type Detail = (String, String, String, String);

/// First words of lines that are of no head.
const BEGUN: &str = "begun";
const SECRET: &str = "secret";

/// A row of `journal` with every text as bytes: what somebody changed need not be text any more.
struct JournalRow {
    sequence: i64,
    body: Vec<u8>,
    previous_hash: Vec<u8>,
    hash: Vec<u8>,
}

impl<'r, R: Row> FromRow<'r, R> for JournalRow
where
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<JournalRow> {
        Ok(JournalRow {
            sequence: row.try_get("sequence")?,
            body: bytes_of(row, "body")?,
            previous_hash: bytes_of(row, "previous_hash")?,
            hash: bytes_of(row, "hash")?,
        })
    }
}

/// What the journal says, as far as it is whole.
#[derive(Default)]
pub(crate) struct Journal {
    /// Where each organisation's head was, in the order in which it moved.
    pub(crate) heads: BTreeMap<String, Vec<(i64, Hash)>>,
    /// The details that went into the vault.
    pub(crate) details: BTreeSet<Detail>,
    pub(crate) begun_late: Option<BegunLate>,
    /// The hash of each row that is as it was written.
    pub(crate) hashes: Vec<Hash>,
    /// The first row that is not, counted from 1.
    pub(crate) broken_at: Option<u64>,
}

/// Writes down what a transaction moves and puts into the vault. The last thing that it does: from here on it keeps all
/// others from committing, and who holds this lock asks for no other.
pub(crate) async fn write(session: &mut Session, moved: &[Moved], kept: &[&Secret]) -> Result<(), LedgerError> {
    let detail = |Secret { organisation, person, fact, field, text: _ }: &&Secret| {
        format!("{SECRET} {organisation} {person} {fact} {field}\n")
    };
    let body: String = moved.iter().map(line).chain(kept.iter().map(detail)).collect();
    if body.is_empty() { Ok(()) } else { write_body(session, body).await }
}

fn line(Moved { organisation, length, hash }: &Moved) -> String {
    format!("{organisation} {length} {hash}\n")
}

async fn write_body(session: &mut Session, body: String) -> Result<(), LedgerError> {
    let _: (i64,) = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/lock_meta.sql")).fetch_one(executor))?;
    let last: Option<(i64, String)> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/last_of_journal.sql")).fetch_optional(executor))?;
    let (sequence, previous) = last.unwrap_or_else(|| (0, Hash::ZERO.to_string()));
    // What stands there may have been altered. It is built upon as it is, and verifying names the spot.
    let previous_hash = Hash::parse(previous.as_bytes()).unwrap_or(Hash::ZERO);
    let hash = Hash::of_journal(sequence + 1, previous_hash, body.as_bytes());
    run!(
        session,
        sqlx::query(include_str!("../sql/insert_journal.sql"))
            .bind(sequence + 1)
            .bind(body)
            .bind(previous_hash.to_string())
            .bind(hash.to_string())
    )
    .map(|_| ())
}

/// The first row of a ledger that was written before there was a journal: that it begins late, and all heads as they
/// stand. The moment is that of the last record, because no clock is read here.
pub(crate) async fn begin(session: &mut Session) -> Result<(), LedgerError> {
    let heads: Vec<(String, i64, String)> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/heads.sql")).fetch_all(executor))?;
    let moved = heads.into_iter().filter(|(_, length, _)| *length > 0).filter_map(|(organisation, length, hash)| {
        Some(Moved { organisation, length, hash: Hash::parse(hash.as_bytes())? })
    });
    let heads: String = moved.map(|moved| line(&moved)).collect();
    if heads.is_empty() {
        return Ok(());
    }
    let (last,): (i64,) = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/last_recorded.sql")).fetch_one(executor))?;
    write_body(session, format!("{BEGUN} {last}\n{heads}")).await
}

pub(crate) async fn read(session: &mut Session) -> Result<Journal, LedgerError> {
    let rows: Vec<JournalRow> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/rows_of_journal.sql")).fetch_all(executor))?;
    let mut journal = Journal::default();
    let mut previous = Hash::ZERO;
    for (row, expected) in rows.iter().zip(1..) {
        let made = Hash::of_journal(expected, previous, &row.body);
        let fits = row.sequence == expected
            && Hash::parse(&row.previous_hash) == Some(previous)
            && Hash::parse(&row.hash) == Some(made);
        if !fits {
            journal.broken_at = Some(u64::try_from(expected).unwrap_or_default());
            break;
        }
        journal.take(&String::from_utf8_lossy(&row.body));
        journal.hashes.push(made);
        previous = made;
    }
    Ok(journal)
}

impl Journal {
    /// Takes in the body of a row that is as it was written.
    fn take(&mut self, body: &str) {
        let heads: Vec<_> = body.lines().filter_map(moved_to).collect();
        let begun = body.lines().find_map(|line| line.strip_prefix(BEGUN)?.trim().parse().ok());
        if let Some(last) = begun {
            let facts = heads.iter().filter_map(|(_, length, _)| u64::try_from(*length).ok()).sum();
            let last = Instant::from_microseconds(last);
            self.begun_late = Some(BegunLate { chains: heads.len() as u64, facts, last });
        }
        for (organisation, length, hash) in heads {
            self.heads.entry(organisation).or_default().push((length, hash));
        }
        self.details.extend(body.lines().filter_map(detail_kept));
    }
}

fn detail_kept(line: &str) -> Option<Detail> {
    let mut words = line.strip_prefix(SECRET)?.trim_start().splitn(4, ' ').map(str::to_owned);
    Some((words.next()?, words.next()?, words.next()?, words.next()?))
}

fn moved_to(line: &str) -> Option<(String, i64, Hash)> {
    let mut words = line.split(' ');
    let (organisation, length, hash) = (words.next()?, words.next()?, words.next()?);
    Some((organisation.to_owned(), length.parse().ok()?, Hash::parse(hash.as_bytes())?))
}
