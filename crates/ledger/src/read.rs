//! Reading facts back, in the order of their chains.

use std::thread;

use facts::{Fact, FactId, OrganisationId, wire};

use crate::chain::{Break, Hash, Spot};
use crate::database::on;
use crate::{Ledger, LedgerError};

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
    /// Where the database or a fact in it cannot be read.
    pub async fn facts(&self, organisation: OrganisationId) -> Result<Vec<Fact>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<BodyRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/facts.sql")).bind(organisation.to_string()).fetch_all(executor))?;
        decode_all(&rows)
    }

    /// Every organisation's facts in the order of its chain, sorted by organisation, as of one moment.
    ///
    /// # Errors
    /// Where the database or a fact in it cannot be read.
    pub async fn all_facts(&self) -> Result<Vec<(OrganisationId, Vec<Fact>)>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<BodyRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/all_facts.sql")).fetch_all(executor))?;
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

    /// The heads of all chains, sorted by organisation.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn heads(&self) -> Result<Vec<Head>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<(String, i64, String)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/heads.sql")).fetch_all(executor))?;
        rows.iter()
            .map(|(organisation, length, hash)| {
                let counted = u64::try_from(*length).unwrap_or_default();
                let hash = Hash::parse(hash.as_bytes()).ok_or_else(|| {
                    let spot = Spot::HeadAltered { length: *length, counted };
                    LedgerError::ChainBroken(Break { organisation: organisation.clone(), spot })
                })?;
                Ok(Head { organisation: organisation_from(organisation)?, length: counted, hash })
            })
            .collect()
    }
}

/// Organisation and body.
type BodyRow = (String, String);

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
