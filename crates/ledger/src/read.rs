//! Reading facts back, in the order of their chains. A chain that does not end in its head is not read: what is shown
//! from the ledger was written so.

use std::collections::BTreeMap;
use std::thread;

use facts::{Fact, FactId, OrganisationId, wire};

use crate::chain::{Break, Hash, Spot, StoredHead};
use crate::database::{Session, on};
use crate::{Ledger, LedgerError, verify};

/// The end of a chain. Kept elsewhere, it later proves that nothing up to it was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub organisation: OrganisationId,
    pub length: u64,
    pub hash: Hash,
}

impl Ledger {
    /// The organisations that have a chain, sorted.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn organisations(&self) -> Result<Vec<OrganisationId>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<(String,)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/organisations.sql")).fetch_all(executor))?;
        rows.iter().map(|(organisation,)| organisation_from(organisation)).collect()
    }

    /// The organisation in whose chain a fact stands, if it does.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn organisation_of(&self, fact: FactId) -> Result<Option<OrganisationId>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<(String,)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/organisation_of_fact.sql")).bind(fact.to_string()).fetch_optional(executor))?;
        row.map(|(organisation,)| organisation_from(&organisation)).transpose()
    }

    /// One organisation's facts in the order of its chain; none where it has no chain.
    ///
    /// # Errors
    /// Where the database or a fact in it cannot be read, or the chain is not as it was written.
    pub async fn facts(&self, organisation: OrganisationId) -> Result<Vec<Fact>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<BodyRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/facts.sql")).bind(organisation.to_string()).fetch_all(executor))?;
        let head = verify::head_of_chain(&mut session, &organisation.to_string()).await?;
        if !ends_in(&rows, organisation, head.as_ref()) {
            return Err(broken(&mut session, organisation.to_string()).await?);
        }
        decode_all(&rows)
    }

    /// Every organisation's facts in the order of its chain, sorted by organisation, as of one moment.
    ///
    /// # Errors
    /// Where the database or a fact in it cannot be read, or a chain is not as it was written.
    pub async fn all_facts(&self) -> Result<Vec<(OrganisationId, Vec<Fact>)>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<BodyRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/all_facts.sql")).fetch_all(executor))?;
        let heads: Vec<HeadRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/heads.sql")).fetch_all(executor))?;
        if let Some(organisation) = first_not_in_its_head(&rows, heads) {
            return Err(broken(&mut session, organisation).await?);
        }
        let facts = decode_all(&rows)?;
        let mut chains: Vec<(OrganisationId, Vec<Fact>)> = Vec::new();
        let mut last = None;
        for ((organisation, _), fact) in rows.iter().zip(facts) {
            match chains.last_mut() {
                Some((_, facts)) if last == Some(organisation) => facts.push(fact),
                _ => chains.push((organisation_from(organisation)?, vec![fact])),
            }
            last = Some(organisation);
        }
        Ok(chains)
    }

    /// The head of one chain; none where there is no chain.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn head(&self, organisation: OrganisationId) -> Result<Option<Head>, LedgerError> {
        let mut session = self.database.read().await?;
        let text = organisation.to_string();
        let head = verify::head_of_chain(&mut session, &text).await?;
        head.map(|(length, hash)| head_from(&(text, length, hash))).transpose()
    }

    /// The heads of all chains, sorted by organisation.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn heads(&self) -> Result<Vec<Head>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<HeadRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/heads.sql")).fetch_all(executor))?;
        rows.iter().map(head_from).collect()
    }
}

impl Ledger {
    /// How many rows the journal has, and the hash of the last; none where nothing was ever written.
    ///
    /// # Errors
    /// Where the database cannot be read, or the row is not as it was written.
    pub async fn end_of_journal(&self) -> Result<Option<(u64, Hash)>, LedgerError> {
        let mut session = self.database.read().await?;
        let last: Option<(i64, String)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/last_of_journal.sql")).fetch_optional(executor))?;
        let Some((sequence, hash)) = last else { return Ok(None) };
        let altered = || LedgerError::JournalAltered { sequence };
        let hash = Hash::parse(hash.as_bytes()).ok_or_else(altered)?;
        Ok(Some((u64::try_from(sequence).map_err(|_| altered())?, hash)))
    }
}

fn head_from((organisation, length, hash): &HeadRow) -> Result<Head, LedgerError> {
    let counted = u64::try_from(*length).unwrap_or_default();
    let hash = Hash::parse(hash.as_bytes()).ok_or_else(|| {
        let spot = Spot::HeadAltered { length: *length, counted };
        LedgerError::ChainBroken(Break { organisation: organisation.clone(), spot })
    })?;
    Ok(Head { organisation: organisation_from(organisation)?, length: counted, hash })
}

/// Organisation and body.
type BodyRow = (String, String);

/// Organisation, length and hash.
type HeadRow = (String, i64, String);

/// The first organisation whose facts and head do not belong together.
fn first_not_in_its_head(rows: &[BodyRow], heads: Vec<HeadRow>) -> Option<String> {
    let mut chains: BTreeMap<&str, &[BodyRow]> = BTreeMap::new();
    for chain in rows.chunk_by(|(one, _), (other, _)| one == other) {
        chains.extend(chain.first().map(|(organisation, _)| (organisation.as_str(), chain)));
    }
    for (organisation, length, hash) in heads {
        let chain = chains.remove(organisation.as_str()).unwrap_or_default();
        let sound = organisation.parse().is_ok_and(|id| ends_in(chain, id, Some(&(length, hash))));
        if !sound {
            return Some(organisation);
        }
    }
    // Facts without a head.
    chains.into_keys().next().map(str::to_owned)
}

/// Whether hashing all bodies in their order gives what the head says. Whatever was altered, removed or slipped in
/// gives another hash.
fn ends_in(rows: &[BodyRow], organisation: OrganisationId, head: Option<&StoredHead>) -> bool {
    let next = |hash, ((_, body), sequence): (&BodyRow, i64)| Hash::of(organisation, sequence, hash, body.as_bytes());
    match head {
        Some((length, hash)) => {
            *length == rows.len() as i64
                && Hash::parse(hash.as_bytes()) == Some(rows.iter().zip(1..).fold(Hash::ZERO, next))
        }
        None => rows.is_empty(),
    }
}

/// What is wrong with a chain whose facts and head do not belong together.
async fn broken(session: &mut Session, organisation: String) -> Result<LedgerError, LedgerError> {
    let spot = verify::first_spot(session, &organisation).await?;
    let spot = spot.unwrap_or(Spot::HeadAltered { length: 0, counted: 0 });
    Ok(LedgerError::ChainBroken(Break { organisation, spot }))
}

/// Fewer facts than this are decoded faster by one thread than the others are started.
const WORTH_A_THREAD: usize = 500;

/// Decoding is most of the work of reading a whole group, so it is spread over the cores.
fn decode_all(rows: &[BodyRow]) -> Result<Vec<Fact>, LedgerError> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(rows.len() / WORTH_A_THREAD).max(1);
    if threads == 1 {
        return rows.iter().map(decode).collect();
    }
    let share = rows.len().div_ceil(threads);
    let parts: Vec<Result<Vec<Fact>, LedgerError>> = thread::scope(|scope| {
        let workers: Vec<_> =
            rows.chunks(share).map(|rows| (rows, scope.spawn(move || rows.iter().map(decode).collect()))).collect();
        // A worker that fails to give an answer has its share done again here.
        workers
            .into_iter()
            .map(|(rows, worker)| worker.join().unwrap_or_else(|_| rows.iter().map(decode).collect()))
            .collect()
    });
    let mut facts = Vec::with_capacity(rows.len());
    for part in parts {
        facts.extend(part?);
    }
    Ok(facts)
}

fn decode((organisation, body): &BodyRow) -> Result<Fact, LedgerError> {
    wire::decode(body).map_err(|source| LedgerError::Unreadable { organisation: organisation.clone(), source })
}

pub(crate) fn organisation_from(text: &str) -> Result<OrganisationId, LedgerError> {
    text.parse().map_err(|_| {
        let source = wire::WireError::Field { field: "organisation", found: text.to_owned(), expected: "a UUID" };
        LedgerError::Unreadable { organisation: text.to_owned(), source }
    })
}
