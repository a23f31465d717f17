//! Recomputing every chain from the bodies, and looking whether what protects the records is all there.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use facts::{Fact, FactId, OrganisationId, wire};

use crate::chain::{Break, ChainRow, Hash, Spot, StoredHead, first_break};
use crate::database::{Session, on};
use crate::files::{FilesVerification, Named};
use crate::journal::{self, BegunLate, Journal};
use crate::store::TABLES;
use crate::{Ledger, LedgerError};

/// What recomputing found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    pub chains: u64,
    pub facts: u64,
    /// For each broken chain its first spot, in the order of the organisations' ids.
    pub breaks: Vec<Break>,
    /// What is wrong beside the chains.
    pub faults: Vec<Fault>,
    pub vault: VaultVerification,
    pub files: FilesVerification,
    /// The hash of each row of the journal, in its order, up to the first that is not as it was written. One of them,
    /// kept elsewhere, later proves that nothing was changed that was there then.
    pub journal: Vec<Hash>,
    /// Where the journal was not begun with the ledger. No fault of a ledger from before there was one, and what is left
    /// of a journal that somebody dropped.
    pub begun_late: Option<BegunLate>,
}

/// What became of the details in the vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VaultVerification {
    /// Details that open as they were written.
    pub sound: u64,
    /// Details whose key was destroyed. An erased person and a key that somebody deleted look the same.
    pub erased: u64,
    /// Why nothing was opened, where the master key is not to be had.
    pub not_opened: Option<String>,
}

/// Something wrong that is no broken chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    TableMissing {
        table: String,
    },
    /// Gone, switched off or another one under its name.
    TriggerMissing {
        trigger: String,
    },
    /// A row of the journal is not as it was written, or missing.
    JournalAltered {
        sequence: u64,
    },
    /// What SQLite says about its own file.
    File {
        said: String,
    },
    /// A detail, or the key of a person, that does not open any more.
    SecretAltered {
        organisation: String,
        person: String,
        field: Option<String>,
    },
    /// A detail that went into the vault with this fact is not there any more. Erasing would have left it.
    SecretMissing {
        organisation: String,
        person: String,
        fact: String,
        field: String,
    },
    /// A file that this fact names is not there any more. Erasing would have left that there was one.
    FileMissing {
        organisation: String,
        fact: String,
        digest: String,
    },
    /// A file that this fact names is not what was brought.
    FileAltered {
        organisation: String,
        fact: String,
        digest: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::TableMissing { table } => write!(f, "数据库中的表 {table} 不见了。请从备份恢复"),
            Fault::TriggerMissing { trigger } => {
                write!(f, "数据库中防止改动的触发器 {trigger} 不见了或被换过，有人可能改过数据。请查明后从备份恢复")
            }
            Fault::JournalAltered { sequence } => {
                write!(f, "流水第 {sequence} 行起被改动、删除或插入过，从这里起不能再凭它核对。请查明后从备份恢复")
            }
            Fault::File { said } => {
                write!(f, "数据库文件或其索引已损坏。请先复制一份留存，再从备份恢复。系统原文：{said}")
            }
            Fault::SecretAltered { organisation, person, field: Some(field) } => {
                write!(f, "组织 {organisation} 中人员 {person} 的保密内容 {field} 被改动，无法解密。请从备份恢复")
            }
            Fault::SecretAltered { organisation, person, field: None } => {
                write!(f, "组织 {organisation} 中人员 {person} 的钥匙被改动，其保密内容无法解密。请从备份恢复")
            }
            Fault::SecretMissing { organisation, person, fact, field } => {
                write!(
                    f,
                    "组织 {organisation} 中人员 {person} 的保密内容 {field}（事实编号 {fact}）被删除。请从备份恢复"
                )
            }
            Fault::FileMissing { organisation, fact, digest } => {
                write!(f, "组织 {organisation} 的事实 {fact} 的附件 {digest} 被删除。请从备份恢复")
            }
            Fault::FileAltered { organisation, fact, digest } => {
                write!(f, "组织 {organisation} 的事实 {fact} 的附件 {digest} 被改动，不再是当时的文件。请从备份恢复")
            }
        }
    }
}

impl Verification {
    pub fn is_clean(&self) -> bool {
        self.breaks.is_empty() && self.faults.is_empty()
    }
}

impl Ledger {
    /// Recomputes every chain at one moment and says where each broken one breaks first; looks whether tables and
    /// triggers are all there, the file is sound and the vault opens.
    ///
    /// # Errors
    /// Where the database cannot be read; a broken chain is no error but what was asked for.
    pub async fn verify(&self) -> Result<Verification, LedgerError> {
        let mut session = self.database.read().await?;
        let mut verification = Verification::default();
        let there = session.tables().await?;
        let has = |name: &str| there.iter().any(|table| table == name);
        let missing = TABLES.iter().filter(|table| !has(table));
        verification.faults.extend(missing.map(|table| Fault::TableMissing { table: (*table).to_owned() }));
        if has("fact") && has("chain") {
            let journal = if has("journal") { Some(journal::read(&mut session).await?) } else { None };
            let named = verify_chains(&mut session, journal.as_ref(), &mut verification).await?;
            if has("file") && has("file_piece") {
                self.verify_files(&mut session, named, &mut verification).await?;
            }
            let journal = journal.unwrap_or_default();
            if has("vault_entry") {
                self.verify_details_are_there(&mut session, &journal.details, &mut verification).await?;
            }
            verification.faults.extend(journal.broken_at.map(|sequence| Fault::JournalAltered { sequence }));
            verification.begun_late = journal.begun_late;
            verification.journal = journal.hashes;
        }
        let triggers = session.missing_triggers().await?;
        verification.faults.extend(triggers.into_iter().map(|trigger| Fault::TriggerMissing { trigger }));
        verification.faults.extend(session.file_damage().await?.into_iter().map(|said| Fault::File { said }));
        if has("vault_key") && has("vault_entry") {
            self.verify_vault(&mut session, &mut verification).await?;
        }
        Ok(verification)
    }

    /// Those facts of a chain that can be read, whatever became of the others: to give names to what was altered.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn readable_facts(&self, organisation: &str) -> Result<Vec<Fact>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows = rows_of_chain(&mut session, organisation).await?;
        Ok(rows.iter().filter_map(ChainRow::fact).collect())
    }
}

/// Of a journal that is broken itself only what stands before that is held against the chains. Gives the files that
/// the facts name, each with the first that does.
async fn verify_chains(
    session: &mut Session,
    journal: Option<&Journal>,
    verification: &mut Verification,
) -> Result<BTreeMap<Named, FactId>, LedgerError> {
    let mut named = BTreeMap::new();
    let organisations: Vec<(String,)> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/organisations_of_facts.sql")).fetch_all(executor))?;
    let there: BTreeSet<String> = organisations.into_iter().map(|(text,)| text).collect();
    let journalled = journal.into_iter().flat_map(|journal| journal.heads.keys());
    for text in journalled.chain(&there).cloned().collect::<BTreeSet<String>>() {
        // One chain at a time: memory is bounded by the longest.
        let rows = rows_of_chain(session, &text).await?;
        let head = head_of_chain(session, &text).await?;
        verification.chains += u64::from(there.contains(&text));
        verification.facts += rows.len() as u64;
        for fact in rows.iter().filter(|row| names_files(row)).filter_map(ChainRow::fact) {
            for digest in fact.attachments {
                named.entry((fact.organisation, digest)).or_insert(fact.id);
            }
        }
        let spot = broken(&text, &rows, head.as_ref());
        let spot = spot.or_else(|| journal.and_then(|journal| not_as_journalled(journal, &text, &rows)));
        verification.breaks.extend(spot.map(|spot| Break { organisation: text, spot }));
    }
    // Rows were found through an index; what their own column says may be something else by now.
    for (sequence, body) in session.strayed_facts().await? {
        let Some(fact) = std::str::from_utf8(&body).ok().and_then(|body| wire::decode(body).ok()) else { continue };
        let organisation = fact.organisation.to_string();
        if verification.breaks.iter().all(|known| known.organisation != organisation) {
            let sequence = u64::try_from(sequence).unwrap_or_default();
            let spot = Spot::Altered { sequence, fact: fact.id.to_string() };
            verification.breaks.push(Break { organisation, spot });
        }
    }
    Ok(named)
}

/// Most facts name none, and reading a body takes longer than looking for a word in it.
fn names_files(row: &ChainRow) -> bool {
    const WORD: &[u8] = b"\"attachments\"";
    row.body.windows(WORD.len()).any(|window| window == WORD)
}

fn broken(organisation: &str, rows: &[ChainRow], head: Option<&StoredHead>) -> Option<Spot> {
    match organisation.parse::<OrganisationId>() {
        Ok(id) => first_break(id, rows, head),
        // The program never writes an organisation that is none.
        Err(_) => Some(Spot::SlippedIn { sequence: 1, fact: rows.first().map(ChainRow::shown_id).unwrap_or_default() }),
    }
}

/// Whether a sound chain passed through every head that the journal saw, and ends at the last of them.
fn not_as_journalled(journal: &Journal, organisation: &str, rows: &[ChainRow]) -> Option<Spot> {
    let heads = journal.heads.get(organisation).map(Vec::as_slice).unwrap_or_default();
    let passed = |(length, hash): &(i64, Hash)| {
        let row = usize::try_from(*length).ok().and_then(|length| rows.get(length.checked_sub(1)?));
        row.is_some_and(|row| Hash::parse(&row.hash) == Some(*hash))
    };
    let counted = rows.len() as i64;
    let last = heads.last().map_or(0, |(length, _)| *length);
    let missed = heads.iter().find(|head| !passed(head)).map(|(length, _)| *length);
    // Where the journal is broken, what came later cannot be held against it.
    let beyond = (journal.broken_at.is_none() && last < counted).then_some(last);
    let length = u64::try_from(missed.or(beyond)?).unwrap_or_default();
    Some(Spot::NotAsJournalled { length, counted: rows.len() as u64 })
}

/// Where a chain breaks first, by itself and its head alone.
pub(crate) async fn first_spot(session: &mut Session, organisation: &str) -> Result<Option<Spot>, LedgerError> {
    let rows = rows_of_chain(session, organisation).await?;
    let head = head_of_chain(session, organisation).await?;
    Ok(broken(organisation, &rows, head.as_ref()))
}

pub(crate) async fn head_of_chain(
    session: &mut Session,
    organisation: &str,
) -> Result<Option<StoredHead>, LedgerError> {
    on!(session, executor =>
        sqlx::query_as(include_str!("../sql/head_of_chain.sql")).bind(organisation).fetch_optional(executor))
}

async fn rows_of_chain(session: &mut Session, organisation: &str) -> Result<Vec<ChainRow>, LedgerError> {
    on!(session, executor =>
        sqlx::query_as(include_str!("../sql/rows_of_chain.sql")).bind(organisation).fetch_all(executor))
}
