//! Appending: one transaction for everything that is handed over, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Fact, FactId, OrganisationId, wire};

use crate::chain::{Break, ChainRow, Columns, Hash, Spot};
use crate::database::{Session, on, run};
use crate::desk::note;
use crate::files::name_files;
use crate::journal::{self, Moved};
use crate::vault::Secret;
use crate::{Ledger, LedgerError};

/// What an append did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// Facts that are new.
    pub added: usize,
    /// Facts that were there already with the same content, and were left as they are.
    pub already_there: Vec<FactId>,
    /// Secrets that are new.
    pub secrets: usize,
}

/// How many ids one look-up asks for; the SQL text has as many places.
const IDS_A_QUERY: usize = 32;

impl Ledger {
    /// Appends facts, in their order, to the chains of their organisations, and puts the secrets into the vault.
    ///
    /// When this returns `Ok`, everything is durable; on an error, nothing was written.
    /// The one exception is a server that goes away while it is committing: then nobody can know, and doing it again
    /// is safe, because a fact that is already there with the same content is skipped. When it was recorded and by
    /// whom does not count for that: what was written down first stands.
    ///
    /// # Errors
    /// Where a fact's id is taken by other content, a file that it names was not brought before, a chain is broken at its end, the ledger is not open for writing
    /// or the database does not take it.
    pub async fn append(&self, facts: &[Fact], secrets: &[Secret]) -> Result<Appended, LedgerError> {
        self.refuse_unless_writing()?;
        let mut appended = Appended::default();
        let mut chains: BTreeMap<OrganisationId, Vec<&Fact>> = BTreeMap::new();
        for fact in facts {
            chains.entry(fact.organisation).or_default().push(fact);
        }
        for secret in secrets {
            chains.entry(secret.organisation).or_default();
        }
        if chains.is_empty() {
            return Ok(appended);
        }
        let _turn = self.turn.lock().await;
        let mut session = self.database.write().await?;
        // In the order of their ids, so that two servers that append to the same chains never wait for each other.
        let mut moved = Vec::new();
        for (organisation, facts) in &chains {
            let chain = Chain::lock(&mut session, *organisation).await?;
            let unknown = chain.refuse_known(&mut session, facts, &mut appended.already_there).await?;
            appended.added += unknown.len();
            name_files(&mut session, &unknown).await?;
            note(&mut session, &unknown).await?;
            moved.extend(chain.extend(&mut session, &unknown).await?);
        }
        refuse_secrets_without_fact(&mut session, secrets).await?;
        let kept = self.put_secrets(&mut session, secrets).await?;
        appended.secrets = kept.len();
        journal::write(&mut session, &moved, &kept).await?;
        session.commit().await?;
        Ok(appended)
    }
}

/// One organisation's chain, locked until the transaction ends.
struct Chain {
    organisation: OrganisationId,
    length: i64,
    hash: Hash,
}

impl Chain {
    /// INVARIANT (chain-or-nothing): nothing is appended to a chain whose head is not its last fact.
    async fn lock(session: &mut Session, organisation: OrganisationId) -> Result<Chain, LedgerError> {
        let text = organisation.to_string();
        let (length, hash): (i64, String) = on!(session, executor =>
            sqlx::query_as(include_str!("../sql/lock_chain.sql"))
                .bind(&text)
                .bind(Hash::ZERO.to_string())
                .fetch_one(executor))?;
        let last: Option<(i64, String, String, String)> = on!(session, executor =>
            sqlx::query_as(include_str!("../sql/last_fact.sql")).bind(&text).fetch_optional(executor))?;
        let head = Hash::parse(hash.as_bytes());
        let (sequence, found) = match &last {
            None => (0, Some(Hash::ZERO)),
            Some((sequence, previous, hash, body)) => {
                let made = Hash::parse(previous.as_bytes())
                    .map(|previous| Hash::of(organisation, *sequence, previous, body.as_bytes()));
                (*sequence, made.filter(|made| Some(*made) == Hash::parse(hash.as_bytes())))
            }
        };
        match (head, found) {
            (Some(head), Some(found)) if head == found && length == sequence => {
                Ok(Chain { organisation, length, hash: head })
            }
            _ => Err(broken_end(session, organisation, (length, hash)).await),
        }
    }

    /// Those of `facts` that are not in the chain yet, each once, and the ids of the others; a known id with other
    /// content is refused.
    async fn refuse_known<'a>(
        &self,
        session: &mut Session,
        facts: &[&'a Fact],
        already_there: &mut Vec<FactId>,
    ) -> Result<Vec<&'a Fact>, LedgerError> {
        let there = self.bodies_of(session, facts).await?;
        let mut new: BTreeMap<FactId, &Fact> = BTreeMap::new();
        let mut unknown = Vec::new();
        for fact in facts {
            let conflict = || LedgerError::Conflict { organisation: self.organisation, fact: fact.id };
            let same = match (there.get(&fact.id), new.get(&fact.id)) {
                (Some(known), _) => is_same_record(known, fact),
                (None, Some(known)) => is_same_record(known, fact),
                (None, None) => {
                    new.insert(fact.id, fact);
                    unknown.push(*fact);
                    continue;
                }
            };
            if !same {
                return Err(conflict());
            }
            already_there.push(fact.id);
        }
        Ok(unknown)
    }

    /// What stands in the chain under the ids of `facts`.
    async fn bodies_of(&self, session: &mut Session, facts: &[&Fact]) -> Result<BTreeMap<FactId, Fact>, LedgerError> {
        let mut there = BTreeMap::new();
        if self.length == 0 {
            return Ok(there);
        }
        let text = self.organisation.to_string();
        for facts in facts.chunks(IDS_A_QUERY) {
            let Some(last) = facts.last() else { continue };
            let ids = facts.iter().chain(std::iter::repeat(last)).take(IDS_A_QUERY).map(|fact| fact.id.to_string());
            let rows: Vec<(String, String)> = on!(session, executor => {
                let query = sqlx::query_as(include_str!("../sql/facts_already_there.sql")).bind(&text);
                ids.fold(query, |query, id| query.bind(id)).fetch_all(executor)
            })?;
            for (_, body) in rows {
                let fact = wire::decode(&body)
                    .map_err(|source| LedgerError::Unreadable { organisation: text.clone(), source })?;
                there.insert(fact.id, fact);
            }
        }
        Ok(there)
    }

    /// INVARIANT (append-only): facts go behind the last one, and the head follows in the same transaction.
    /// Says where it moved to, if it did.
    async fn extend(mut self, session: &mut Session, facts: &[&Fact]) -> Result<Option<Moved>, LedgerError> {
        if facts.is_empty() {
            return Ok(None);
        }
        let organisation = self.organisation.to_string();
        for fact in facts {
            let body = wire::encode(fact);
            let hash = Hash::of(self.organisation, self.length + 1, self.hash, body.as_bytes());
            let columns = Columns::of(fact);
            run!(
                session,
                sqlx::query(include_str!("../sql/insert_fact.sql"))
                    .bind(&organisation)
                    .bind(self.length + 1)
                    .bind(columns.id)
                    .bind(columns.kind)
                    .bind(columns.occurred_first)
                    .bind(columns.occurred_last)
                    .bind(columns.recorded_at)
                    .bind(columns.supersedes)
                    .bind(body)
                    .bind(self.hash.to_string())
                    .bind(hash.to_string())
            )?;
            self.length += 1;
            self.hash = hash;
        }
        run!(
            session,
            sqlx::query(include_str!("../sql/advance_chain.sql"))
                .bind(&organisation)
                .bind(self.length)
                .bind(self.hash.to_string())
        )?;
        Ok(Some(Moved { organisation, length: self.length, hash: self.hash }))
    }
}

/// Two writings of one record: all but when it was written down and by whom.
fn is_same_record(known: &Fact, fact: &Fact) -> bool {
    let Fact { id, organisation, kind, occurred, recorded_at: _, recorder: _, people, values, supersedes, attachments } =
        fact;
    known.id == *id
        && known.organisation == *organisation
        && known.kind == *kind
        && known.occurred == *occurred
        && known.people == *people
        && known.values == *values
        && known.supersedes == *supersedes
        && known.attachments == *attachments
}

/// Only the end was looked at; the whole chain is recomputed to name the first spot.
async fn broken_end(session: &mut Session, organisation: OrganisationId, head: (i64, String)) -> LedgerError {
    let rows: Result<Vec<ChainRow>, LedgerError> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/rows_of_chain.sql")).bind(organisation.to_string()).fetch_all(executor));
    let rows = match rows {
        Ok(rows) => rows,
        Err(error) => return error,
    };
    let counted = rows.len() as u64;
    let spot = match head.0 {
        // Locking made the head just now.
        0 if counted > 0 => Spot::HeadRemoved { counted },
        length => {
            crate::chain::first_break(organisation, &rows, Some(&head)).unwrap_or(Spot::HeadAltered { length, counted })
        }
    };
    LedgerError::ChainBroken(Break { organisation: organisation.to_string(), spot })
}

async fn refuse_secrets_without_fact(session: &mut Session, secrets: &[Secret]) -> Result<(), LedgerError> {
    let mut seen = BTreeSet::new();
    for secret in secrets {
        if !seen.insert((secret.organisation, secret.fact)) {
            continue;
        }
        let there: Option<(i64,)> = on!(session, executor =>
            sqlx::query_as(include_str!("../sql/place_of_fact.sql"))
                .bind(secret.organisation.to_string())
                .bind(secret.fact.to_string())
                .fetch_optional(executor))?;
        if there.is_none() {
            let Secret { organisation, fact, field, .. } = secret.clone();
            return Err(LedgerError::SecretWithoutFact { organisation, fact, field });
        }
    }
    Ok(())
}
