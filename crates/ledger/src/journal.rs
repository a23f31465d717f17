//! The journal: one row for each append, with the heads that it moved, in a hash chain of its own.
//!
//! A chain proves itself only as far as its head. The journal remembers where every head once was, so that a chain that
//! was removed whole, or cut and given an older head, is missed. Whoever rewrites the journal as well is found by a
//! hash of one of its rows that was kept elsewhere (docs/decisions/0020).

use std::collections::BTreeMap;

use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

use crate::LedgerError;
use crate::chain::{Hash, bytes_of};
use crate::database::{Session, on, run};

/// Where an append left the chain of an organisation.
pub(crate) struct Moved {
    pub(crate) organisation: String,
    pub(crate) length: i64,
    pub(crate) hash: Hash,
}

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
    /// The hash of each row that is as it was written.
    pub(crate) hashes: Vec<Hash>,
    /// The first row that is not, counted from 1.
    pub(crate) broken_at: Option<u64>,
}

/// Writes down what a transaction moves. The last thing that it does: from here on it keeps all others from committing,
/// and who holds this lock asks for no other.
pub(crate) async fn write(session: &mut Session, moved: &[Moved]) -> Result<(), LedgerError> {
    if moved.is_empty() {
        return Ok(());
    }
    let _: (i64,) = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/lock_meta.sql")).fetch_one(executor))?;
    let last: Option<(i64, String)> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/last_of_journal.sql")).fetch_optional(executor))?;
    let (sequence, previous) = last.unwrap_or_else(|| (0, Hash::ZERO.to_string()));
    // What stands there may have been altered. It is built upon as it is, and verifying names the spot.
    let previous_hash = Hash::parse(previous.as_bytes()).unwrap_or(Hash::ZERO);
    let line = |Moved { organisation, length, hash }: &Moved| format!("{organisation} {length} {hash}\n");
    let body: String = moved.iter().map(line).collect();
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

/// The first row of a ledger that was written before there was a journal: all heads as they stand.
pub(crate) async fn begin(session: &mut Session) -> Result<(), LedgerError> {
    let heads: Vec<(String, i64, String)> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/heads.sql")).fetch_all(executor))?;
    let moved = heads.into_iter().filter(|(_, length, _)| *length > 0).filter_map(|(organisation, length, hash)| {
        Some(Moved { organisation, length, hash: Hash::parse(hash.as_bytes())? })
    });
    write(session, &moved.collect::<Vec<_>>()).await
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
        for (organisation, length, hash) in String::from_utf8_lossy(&row.body).lines().filter_map(moved_to) {
            journal.heads.entry(organisation).or_default().push((length, hash));
        }
        journal.hashes.push(made);
        previous = made;
    }
    Ok(journal)
}

fn moved_to(line: &str) -> Option<(String, i64, Hash)> {
    let mut words = line.split(' ');
    let (organisation, length, hash) = (words.next()?, words.next()?, words.next()?);
    Some((organisation.to_owned(), length.parse().ok()?, Hash::parse(hash.as_bytes())?))
}
