//! Files that belong to records: photographs, scans, documents, by what is in them.
//!
//! A file is kept in pieces under a random key of its own, which the master key wraps; each piece is bound to its place.
//! A record names it by the digest of its content, and from then on it stays; erasing destroys the key and the pieces and
//! leaves that there was one. Which types there are, how large a file may be and who may see it is decided by the caller.
//! Why they lie in the database and not beside it: docs/decisions/0048.

use std::collections::BTreeMap;
use std::fmt;

use facts::{AccountId, Fact, FactId, Instant, OrganisationId};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::database::{Session, on, run};
use crate::key::Key;
use crate::vault::{open, seal};
use crate::verify::{Fault, Verification};
use crate::{Ledger, LedgerError, hex};

/// Small enough that many can be on their way at once, large enough that a photograph is a few rows.
const PIECE: usize = 256 * 1024;

/// What a file is brought for, until it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be named by a record.
    Attachment,
    /// To be looked at and then taken in.
    Book,
}

/// A file to be kept. Debugged without its name and content.
#[derive(Clone, Copy)]
pub struct NewFile<'a> {
    pub organisation: OrganisationId,
    /// Who brings it, and may use it.
    pub account: AccountId,
    pub purpose: Purpose,
    /// The slug of its type.
    pub kind: &'a str,
    pub name: &'a str,
    pub bytes: &'a [u8],
    pub at: Instant,
}

impl fmt::Debug for NewFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewFile({}, {}, {} bytes, …)", self.organisation, self.kind, self.bytes.len())
    }
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    pub digest: String,
    pub kind: String,
    pub size: u64,
    /// None where it was erased: nothing of it can be read any more.
    pub name: Option<String>,
    /// So many pieces.
    pub pieces: u64,
}

/// What became of the files that records name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilesVerification {
    /// Files that open as they were brought.
    pub sound: u64,
    /// Files whose key was destroyed.
    pub erased: u64,
    /// Why nothing was opened, where the master key is not to be had.
    pub not_opened: Option<String>,
}

impl Purpose {
    fn slug(self) -> &'static str {
        match self {
            Purpose::Attachment => "attachment",
            Purpose::Book => "book",
        }
    }
}

/// A file that a fact names.
pub(crate) type Named = (OrganisationId, String);

type FileRow = (String, i64, Option<Vec<u8>>, Option<Vec<u8>>);

impl Ledger {
    /// Keeps a file for whoever brings it and says its digest. One that is there already is kept once.
    ///
    /// # Errors
    /// Where the same was erased here, the ledger is not open for writing or the database does not take it.
    pub async fn keep_file(&self, file: NewFile<'_>) -> Result<String, LedgerError> {
        let digest = hex::encode(&Sha256::digest(file.bytes));
        let organisation = file.organisation.to_string();
        self.desk_write(async |session| {
            let key = Key::random()?;
            let wrapped = seal(self.master()?, &key_binding(&file.organisation, &digest), key.bytes())?;
            let name = seal(&key, &name_binding(&file.organisation, &digest), file.name.as_bytes())?;
            let (there,): (Option<Vec<u8>>,) = on!(session, executor =>
                sqlx::query_as(include_str!("../sql/file/insert_file.sql"))
                    .bind(&organisation)
                    .bind(&digest)
                    .bind(file.kind)
                    .bind(file.bytes.len() as i64)
                    .bind(name)
                    .bind(&wrapped)
                    .bind(file.at.microseconds())
                    .fetch_one(executor))?;
            // Bringing it again brings nothing back that was erased.
            let there = there.ok_or_else(|| LedgerError::FileErased { digest: digest.clone() })?;
            if there == wrapped {
                for (number, piece) in (0..).zip(file.bytes.chunks(PIECE)) {
                    let sealed = seal(&key, &piece_binding(&file.organisation, &digest, number), piece)?;
                    run!(
                        session,
                        sqlx::query(include_str!("../sql/file/insert_piece.sql"))
                            .bind(&organisation)
                            .bind(&digest)
                            .bind(number)
                            .bind(sealed)
                    )?;
                }
            }
            run!(
                session,
                sqlx::query(include_str!("../sql/file/put_upload.sql"))
                    .bind(&organisation)
                    .bind(file.account.to_string())
                    .bind(&digest)
                    .bind(file.purpose.slug())
                    .bind(file.at.microseconds())
            )
        })
        .await?;
        Ok(digest)
    }

    /// What is known of a file; none where it was never brought or is forgotten.
    ///
    /// # Errors
    /// Where the database cannot be read, or what is known was altered.
    pub async fn file(&self, organisation: OrganisationId, digest: &str) -> Result<Option<KeptFile>, LedgerError> {
        let mut session = self.database.read().await?;
        let Some((kind, size, name, key)) = row_of(&mut session, &organisation.to_string(), digest).await? else {
            return Ok(None);
        };
        let size = u64::try_from(size).unwrap_or_default();
        let name = match (name, key) {
            (Some(name), Some(wrapped)) => {
                let key = self.file_key(organisation, digest, &wrapped)?;
                let name = open(&key, &name_binding(&organisation, digest), &name);
                let name = name.and_then(|name| std::str::from_utf8(&name).map(str::to_owned).ok());
                Some(name.ok_or_else(|| altered(digest))?)
            }
            _ => None,
        };
        Ok(Some(KeptFile { digest: digest.to_owned(), kind, size, name, pieces: size.div_ceil(PIECE as u64) }))
    }

    /// One piece of a file, from 0; none where it was erased or forgotten.
    ///
    /// # Errors
    /// Where the database cannot be read, or the piece was altered or is missing.
    pub async fn file_piece(
        &self,
        organisation: OrganisationId,
        digest: &str,
        number: u64,
    ) -> Result<Option<Vec<u8>>, LedgerError> {
        let mut session = self.database.read().await?;
        let text = organisation.to_string();
        let Some((.., Some(wrapped))) = row_of(&mut session, &text, digest).await? else { return Ok(None) };
        let key = self.file_key(organisation, digest, &wrapped)?;
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let piece = opened_piece(&mut session, (&key, organisation, digest), number).await?;
        Ok(Some(piece.ok_or_else(|| altered(digest))?.to_vec()))
    }

    /// All of a file; none where it was erased or forgotten.
    ///
    /// # Errors
    /// As for [`Ledger::file_piece`], and where it is not what was brought.
    pub async fn file_bytes(&self, organisation: OrganisationId, digest: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        let mut session = self.database.read().await?;
        let Some((_, size, _, Some(wrapped))) = row_of(&mut session, &organisation.to_string(), digest).await? else {
            return Ok(None);
        };
        let key = self.file_key(organisation, digest, &wrapped)?;
        let mut bytes = Vec::new();
        for number in 0..u64::try_from(size).unwrap_or_default().div_ceil(PIECE as u64) as i64 {
            let piece = opened_piece(&mut session, (&key, organisation, digest), number).await?;
            bytes.extend_from_slice(&piece.ok_or_else(|| altered(digest))?);
        }
        match hex::encode(&Sha256::digest(&bytes)) == digest {
            true => Ok(Some(bytes)),
            false => Err(altered(digest)),
        }
    }

    /// Whether somebody brought a file for something since a moment, and it is not done yet.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn is_brought(
        &self,
        (organisation, account): (OrganisationId, AccountId),
        (digest, purpose): (&str, Purpose),
        since: Instant,
    ) -> Result<bool, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<(i64,)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/file/upload.sql"))
                .bind(organisation.to_string())
                .bind(account.to_string())
                .bind(digest)
                .bind(purpose.slug())
                .fetch_optional(executor))?;
        Ok(row.is_some_and(|(at,)| at >= since.microseconds()))
    }

    /// What a file was brought for is done or given up. Says whether it was waiting: of two who end it, one did.
    ///
    /// # Errors
    /// Where the ledger is not open for writing or the database does not take it.
    pub async fn end_upload(
        &self,
        (organisation, account): (OrganisationId, AccountId),
        (digest, purpose): (&str, Purpose),
    ) -> Result<bool, LedgerError> {
        let ended = self
            .desk_write(async |session| {
                run!(
                    session,
                    sqlx::query(include_str!("../sql/file/end_upload.sql"))
                        .bind(organisation.to_string())
                        .bind(account.to_string())
                        .bind(digest)
                        .bind(purpose.slug())
                )
            })
            .await?;
        Ok(ended > 0)
    }

    /// Forgets what was brought for something before a moment and not done, and the files that nobody needs any more.
    ///
    /// # Errors
    /// As for [`Ledger::end_upload`].
    pub async fn forget_uploads(&self, purpose: Purpose, before: Instant) -> Result<u64, LedgerError> {
        let mut session = self.database.read().await?;
        let (stale,): (i64,) = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/file/stale_uploads.sql"))
                .bind(purpose.slug())
                .bind(before.microseconds())
                .fetch_one(executor))?;
        drop(session);
        if stale == 0 {
            return Ok(0);
        }
        let forgotten = self
            .desk_write(async |session| {
                run!(
                    session,
                    sqlx::query(include_str!("../sql/file/forget_uploads.sql"))
                        .bind(purpose.slug())
                        .bind(before.microseconds())
                )?;
                forget_files(session, before).await
            })
            .await?;
        self.database.scrub().await?;
        Ok(forgotten)
    }

    /// Destroys the key and the content of a file. There is no way back; that there was one stays.
    ///
    /// # Errors
    /// As for [`Ledger::end_upload`].
    pub async fn erase_file(&self, organisation: OrganisationId, digest: &str) -> Result<bool, LedgerError> {
        let organisation = organisation.to_string();
        let erased = self
            .desk_write(async |session| {
                let text = include_str!("../sql/file/erase_file.sql");
                let erased = run!(session, sqlx::query(text).bind(&organisation).bind(digest))?;
                forget_pieces(session, &organisation, digest).await?;
                Ok(erased)
            })
            .await?;
        self.database.scrub().await?;
        Ok(erased > 0)
    }

    fn file_key(&self, organisation: OrganisationId, digest: &str, wrapped: &[u8]) -> Result<Key, LedgerError> {
        let bytes = open(self.master()?, &key_binding(&organisation, digest), wrapped);
        bytes.and_then(|bytes| Key::from_slice(&bytes)).ok_or_else(|| altered(digest))
    }

    /// Looks whether each file that facts name is there as it was brought, or was erased.
    pub(crate) async fn verify_files(
        &self,
        session: &mut Session,
        named: BTreeMap<Named, FactId>,
        verification: &mut Verification,
    ) -> Result<(), LedgerError> {
        if let Some(error) = named.first_key_value().and_then(|_| self.master().err()) {
            verification.files.not_opened = Some(error.to_string());
            return Ok(());
        }
        for ((organisation, digest), fact) in named {
            let (text, fact) = (organisation.to_string(), fact.to_string());
            match row_of(session, &text, &digest).await? {
                None => verification.faults.push(Fault::FileMissing { organisation: text, fact, digest }),
                Some((.., None)) => verification.files.erased += 1,
                Some((_, size, _, Some(wrapped))) => {
                    match self.is_sound(session, (organisation, &digest), (size, &wrapped)).await? {
                        true => verification.files.sound += 1,
                        false => verification.faults.push(Fault::FileAltered { organisation: text, fact, digest }),
                    }
                }
            }
        }
        Ok(())
    }

    async fn is_sound(
        &self,
        session: &mut Session,
        (organisation, digest): (OrganisationId, &str),
        (size, wrapped): (i64, &[u8]),
    ) -> Result<bool, LedgerError> {
        let Ok(key) = self.file_key(organisation, digest, wrapped) else { return Ok(false) };
        let pieces = u64::try_from(size).unwrap_or_default().div_ceil(PIECE as u64) as i64;
        let mut hasher = Sha256::new();
        for number in 0..pieces {
            match opened_piece(session, (&key, organisation, digest), number).await? {
                Some(piece) => hasher.update(piece.as_slice()),
                None => return Ok(false),
            }
        }
        Ok(hex::encode(&hasher.finalize()) == digest)
    }
}

/// A fact that names files keeps them from being forgotten; one whose file is not there is refused.
pub(crate) async fn name_files(session: &mut Session, facts: &[&Fact]) -> Result<(), LedgerError> {
    for fact in facts {
        for digest in &fact.attachments {
            let named = run!(
                session,
                sqlx::query(include_str!("../sql/file/name_file.sql")).bind(fact.organisation.to_string()).bind(digest)
            )?;
            if named == 0 {
                let (organisation, digest) = (fact.organisation, digest.clone());
                return Err(LedgerError::FileMissing { organisation, fact: fact.id, digest });
            }
        }
    }
    Ok(())
}

async fn forget_files(session: &mut Session, before: Instant) -> Result<u64, LedgerError> {
    let gone: Vec<(String, String)> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/file/forget_files.sql")).bind(before.microseconds()).fetch_all(executor))?;
    for (organisation, digest) in &gone {
        forget_pieces(session, organisation, digest).await?;
    }
    Ok(gone.len() as u64)
}

async fn forget_pieces(session: &mut Session, organisation: &str, digest: &str) -> Result<u64, LedgerError> {
    run!(session, sqlx::query(include_str!("../sql/file/forget_pieces.sql")).bind(organisation).bind(digest))
}

async fn row_of(session: &mut Session, organisation: &str, digest: &str) -> Result<Option<FileRow>, LedgerError> {
    on!(session, executor =>
        sqlx::query_as(include_str!("../sql/file/file.sql")).bind(organisation).bind(digest).fetch_optional(executor))
}

/// None where the piece is not there or does not open.
async fn opened_piece(
    session: &mut Session,
    (key, organisation, digest): (&Key, OrganisationId, &str),
    number: i64,
) -> Result<Option<Zeroizing<Vec<u8>>>, LedgerError> {
    let row: Option<(Vec<u8>,)> = on!(session, executor =>
        sqlx::query_as(include_str!("../sql/file/piece.sql"))
            .bind(organisation.to_string())
            .bind(digest)
            .bind(number)
            .fetch_optional(executor))?;
    Ok(row.and_then(|(sealed,)| open(key, &piece_binding(&organisation, digest, number), &sealed)))
}

fn altered(digest: &str) -> LedgerError {
    LedgerError::FileAltered { digest: digest.to_owned() }
}

/// Fixed lengths before the digest, which ends it: one spelling for one place.
fn key_binding(organisation: &OrganisationId, digest: &str) -> Vec<u8> {
    [b"wuhua-file-key-v1\0", organisation.as_bytes().as_slice(), digest.as_bytes()].concat()
}

fn name_binding(organisation: &OrganisationId, digest: &str) -> Vec<u8> {
    [b"wuhua-file-name-v1\0", organisation.as_bytes().as_slice(), digest.as_bytes()].concat()
}

fn piece_binding(organisation: &OrganisationId, digest: &str, number: i64) -> Vec<u8> {
    let (organisation, number) = (organisation.as_bytes().as_slice(), number.to_be_bytes());
    [b"wuhua-file-piece-v1\0", organisation, &number, digest.as_bytes()].concat()
}
