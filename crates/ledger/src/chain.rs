//! The hash chain of one organisation: how a fact's hash is made, and where a chain breaks first.
//!
//! Pure: rows in, verdict out. Reading the rows is done in `verify`, writing them in `append`.

use std::fmt;

use facts::{Fact, OrganisationId};
use sha2::{Digest, Sha256};
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

use crate::hex;

/// For the rows of the journal.
const JOURNAL_PREFIX: &[u8] = b"wuhua-ledger-journal-v1\0";

/// Ends in a zero byte, so that no later version's prefix can be the start of another.
const PREFIX: &[u8] = b"wuhua-ledger-chain-v1\0";

/// SHA-256 over prefix, organisation (16 bytes), sequence (8 bytes, big-endian), previous hash (32 bytes) and body.
/// Everything before the body has a fixed length, so no two inputs give the same bytes. Stored as lower-case hex.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Stands before the first fact of a chain.
    pub const ZERO: Hash = Hash([0; 32]);

    pub(crate) fn of(organisation: OrganisationId, sequence: i64, previous: Hash, body: &[u8]) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(PREFIX);
        hasher.update(organisation.as_bytes());
        hasher.update(sequence.to_be_bytes());
        hasher.update(previous.0);
        hasher.update(body);
        Hash(hasher.finalize().into())
    }

    /// SHA-256 over prefix, sequence, previous hash and body of a row of the journal.
    pub(crate) fn of_journal(sequence: i64, previous: Hash, body: &[u8]) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(JOURNAL_PREFIX);
        hasher.update(sequence.to_be_bytes());
        hasher.update(previous.0);
        hasher.update(body);
        Hash(hasher.finalize().into())
    }

    /// 64 lower-case hex digits.
    pub fn parse(text: &[u8]) -> Option<Hash> {
        hex::decode_exactly(text).map(Hash)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", hex::encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A chain that is not as it was written, and the first spot where that shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The organisation's id as the rows have it now; not always an id any more.
    pub organisation: String,
    pub spot: Spot,
}

/// Sequences count from 1. `fact` is the id as the row has it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The fact's content, hash or place is not what was written.
    Altered { sequence: u64, fact: String },
    /// One or more facts are missing, from this sequence on.
    Removed { sequence: u64 },
    /// The fact was never appended.
    SlippedIn { sequence: u64, fact: String },
    /// The facts agree with each other, but not with the head, which counts `length` of them.
    HeadAltered { length: i64, counted: u64 },
    /// There are facts and no head.
    HeadRemoved { counted: u64 },
    /// The chain agrees with itself and its head, but not with the journal, which saw it end so at this length.
    NotAsJournalled { length: u64, counted: u64 },
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "组织 {} 的台账不完整：", self.organisation)?;
        match &self.spot {
            Spot::Altered { sequence, fact } => write!(f, "第 {sequence} 条事实（编号 {fact}）被改动"),
            Spot::Removed { sequence } => write!(f, "第 {sequence} 条事实起有缺失，应有的事实被删除"),
            Spot::SlippedIn { sequence, fact } => {
                write!(f, "第 {sequence} 条事实（编号 {fact}）是事后插入的")
            }
            Spot::HeadAltered { length, counted } => {
                write!(f, "链头被改动（链头记有 {length} 条，事实实有 {counted} 条）")
            }
            Spot::NotAsJournalled { length, counted: 0 } => {
                write!(f, "流水记有 {length} 条事实，现在一条也没有，整条链被删除")
            }
            Spot::NotAsJournalled { length, counted } if counted < length => {
                write!(f, "流水记有 {length} 条事实，现在只有 {counted} 条，末尾连同链头被换成了旧的")
            }
            Spot::NotAsJournalled { length, counted } => {
                write!(f, "流水记到第 {length} 条事实，与现有的 {counted} 条不符，链被重写过或绕过流水添加过")
            }
            Spot::HeadRemoved { counted } => write!(f, "链头被删除，而事实实有 {counted} 条"),
        }
    }
}

/// A row of `fact` with every text as bytes: what somebody changed need not be text any more.
#[derive(Debug, Clone)]
pub(crate) struct ChainRow {
    pub(crate) sequence: i64,
    pub(crate) id: Vec<u8>,
    pub(crate) kind: Vec<u8>,
    pub(crate) occurred_first: Vec<u8>,
    pub(crate) occurred_last: Vec<u8>,
    pub(crate) recorded_at: i64,
    pub(crate) supersedes: Option<Vec<u8>>,
    pub(crate) body: Vec<u8>,
    pub(crate) previous_hash: Vec<u8>,
    pub(crate) hash: Vec<u8>,
}

/// A column of text as the bytes that are really there.
pub(crate) fn bytes_of<'r, R: Row>(row: &'r R, column: &'static str) -> sqlx::Result<Vec<u8>>
where
    &'static str: ColumnIndex<R>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    row.try_get_unchecked(column)
}

impl<'r, R: Row> FromRow<'r, R> for ChainRow
where
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> sqlx::Result<ChainRow> {
        let bytes = |column| bytes_of(row, column);
        Ok(ChainRow {
            sequence: row.try_get("sequence")?,
            id: bytes("id")?,
            kind: bytes("kind")?,
            occurred_first: bytes("occurred_first")?,
            occurred_last: bytes("occurred_last")?,
            recorded_at: row.try_get("recorded_at")?,
            supersedes: row.try_get_unchecked::<Option<Vec<u8>>, _>("supersedes")?,
            body: bytes("body")?,
            previous_hash: bytes("previous_hash")?,
            hash: bytes("hash")?,
        })
    }
}

impl ChainRow {
    /// Whether the row's hash fits its body at that place after that hash.
    fn fits(&self, organisation: OrganisationId, sequence: i64, previous: Hash) -> bool {
        Hash::parse(&self.hash) == Some(Hash::of(organisation, sequence, previous, &self.body))
    }

    /// Whether the columns that repeat the body say what it says.
    fn repeats_its_body(&self, organisation: OrganisationId) -> bool {
        let Some(fact) = self.fact() else { return false };
        let Columns { id, kind, occurred_first, occurred_last, recorded_at, supersedes } = Columns::of(&fact);
        fact.organisation == organisation
            && self.id == id.as_bytes()
            && self.kind == kind.as_bytes()
            && self.occurred_first == occurred_first.as_bytes()
            && self.occurred_last == occurred_last.as_bytes()
            && self.recorded_at == recorded_at
            && self.supersedes.as_deref() == supersedes.as_deref().map(str::as_bytes)
    }

    /// What the body says, where it can still be read.
    pub(crate) fn fact(&self) -> Option<Fact> {
        std::str::from_utf8(&self.body).ok().and_then(|body| facts::wire::decode(body).ok())
    }

    pub(crate) fn shown_id(&self) -> String {
        String::from_utf8_lossy(&self.id).into_owned()
    }
}

/// What stands of a fact in columns of its own.
pub(crate) struct Columns<'a> {
    pub(crate) id: String,
    pub(crate) kind: &'a str,
    pub(crate) occurred_first: String,
    pub(crate) occurred_last: String,
    pub(crate) recorded_at: i64,
    pub(crate) supersedes: Option<String>,
}

impl Columns<'_> {
    pub(crate) fn of(fact: &Fact) -> Columns<'_> {
        Columns {
            id: fact.id.to_string(),
            kind: &fact.kind,
            occurred_first: fact.occurred.first.to_string(),
            occurred_last: fact.occurred.last.to_string(),
            recorded_at: fact.recorded_at.microseconds(),
            supersedes: fact.supersedes.map(|id| id.to_string()),
        }
    }
}

/// A head as the table has it: length and hash.
pub(crate) type StoredHead = (i64, String);

/// The first spot at which a chain is not as it was written; `rows` stand in the order of their sequence.
pub(crate) fn first_break(organisation: OrganisationId, rows: &[ChainRow], head: Option<&StoredHead>) -> Option<Spot> {
    // The hash after each row that is in order, with the zeros before the first in front.
    let mut hashes = vec![Hash::ZERO];
    for (row, sequence) in rows.iter().zip(1..) {
        let previous = hashes.last().copied().unwrap_or(Hash::ZERO);
        let linked = Hash::parse(&row.previous_hash) == Some(previous);
        if row.sequence == sequence && linked && row.fits(organisation, sequence, previous) {
            if !row.repeats_its_body(organisation) {
                return Some(Spot::Altered { sequence: count(sequence), fact: row.shown_id() });
            }
            hashes.extend(Hash::parse(&row.hash));
            continue;
        }
        return Some(blame(organisation, rows, &hashes, head));
    }
    compare_with_head(rows, &hashes, head)
}

/// Says what happened at the first row that does not fit, which is the one after `hashes`.
///
/// Whoever changes rows by hand leaves the neighbours' hashes as they were written; what those still say of their
/// old places tells a removed or inserted row from an altered one.
fn blame(organisation: OrganisationId, rows: &[ChainRow], hashes: &[Hash], head: Option<&StoredHead>) -> Spot {
    let index = hashes.len() - 1;
    let here = hashes.len() as i64;
    let previous = hashes.last().copied().unwrap_or(Hash::ZERO);
    let Some(row) = rows.get(index) else { return Spot::Removed { sequence: count(here) } };
    let altered = || Spot::Altered { sequence: count(here), fact: row.shown_id() };
    let slipped_in = || Spot::SlippedIn { sequence: count(here), fact: row.shown_id() };
    if row.sequence < here || (row.sequence > here && ends_at(head, here - 1, previous)) {
        return slipped_in();
    }
    if row.sequence > here {
        return Spot::Removed { sequence: count(here) };
    }
    let surplus = head.map_or(0, |(length, _)| rows.len() as i64 - length);
    let says_previous = Hash::parse(&row.previous_hash);
    // Rows after this one that were written for this place: this one, and those between, were put before them.
    let shifted_up = rows.iter().skip(index + 1).take(usize::try_from(surplus.max(1)).unwrap_or(1));
    if shifted_up.clone().any(|later| later.fits(organisation, here, previous)) {
        return slipped_in();
    }
    if ends_at(head, here - 1, previous) {
        return slipped_in();
    }
    let Some(says_previous) = says_previous else { return altered() };
    // This row was written for a later place: those before it were removed and the rest moved up.
    if (1..=(-surplus).max(1)).any(|missing| row.fits(organisation, here + missing, says_previous)) {
        return Spot::Removed { sequence: count(here) };
    }
    let before = index.checked_sub(1).and_then(|before| Some((rows.get(before)?, hashes.get(before).copied()?)));
    if let Some((row_before, hash_before)) = before {
        let fact = row_before.shown_id();
        // This row was written for the place before: what stands there now came later, with a hash of its own.
        if row.fits(organisation, here - 1, hash_before) {
            return Spot::SlippedIn { sequence: count(here - 1), fact };
        }
        // This row is as it was written, only what it follows is not: that was rewritten together with its hash.
        if row.fits(organisation, here, says_previous) {
            return Spot::Altered { sequence: count(here - 1), fact };
        }
    }
    altered()
}

fn compare_with_head(rows: &[ChainRow], hashes: &[Hash], head: Option<&StoredHead>) -> Option<Spot> {
    let counted = rows.len() as i64;
    let last = hashes.last().copied().unwrap_or(Hash::ZERO);
    let Some((length, hash)) = head else {
        return (counted > 0).then_some(Spot::HeadRemoved { counted: count(counted) });
    };
    let hash = Hash::parse(hash.as_bytes());
    if *length == counted && hash == Some(last) {
        return None;
    }
    let head_altered = Spot::HeadAltered { length: *length, counted: count(counted) };
    if *length > counted {
        return Some(if hash == Some(last) { head_altered } else { Spot::Removed { sequence: count(counted + 1) } });
    }
    let at_head = usize::try_from(*length).ok().filter(|_| *length < counted);
    let first_after = at_head.and_then(|length| Some((rows.get(length)?, hashes.get(length).copied())));
    match first_after {
        Some((row, before)) if before == hash => {
            Some(Spot::SlippedIn { sequence: count(length + 1), fact: row.shown_id() })
        }
        _ => Some(head_altered),
    }
}

fn ends_at(head: Option<&StoredHead>, length: i64, hash: Hash) -> bool {
    head.is_some_and(|(stored, text)| *stored == length && Hash::parse(text.as_bytes()) == Some(hash))
}

fn count(sequence: i64) -> u64 {
    u64::try_from(sequence).unwrap_or_default()
}
