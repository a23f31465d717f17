//! Command: keep a file that somebody brings for a record. Query: the files of a record, and what is in one.
//!
//! A file is kept before its record is written, so that a form that comes back has lost none; what no record names within
//! a day is forgotten. Only who brought it can put it into a record, so that nobody comes by another's file through its
//! digest.
//!
//! INVARIANT (serves-never-watches): the files of a talk are for those who talked and the secretary; those of any other
//! record with something secret in it for those who took part and those who may read such things.

use facts::{Fact, FactId, Instant, OrganisationId};
use intake::{AttachmentError, FileType};
use ledger::{KeptFile, LedgerError, NewFile, Purpose};
use rulebook::{Kind, Rulebook};
use views::words;

use crate::OfficeError;
use crate::access::{AllowedAt, Command, SeeOrganisation, WriteRecord};
use crate::ledgers::TALK;
use crate::live::{Live, When};
use crate::scan::{Scanned, Scanner};

/// A photograph of a telephone has some 5 MB, a scan of thirty pages some 10.
pub const ATTACHMENT_BYTES_MOST: usize = 20 << 20;
/// So many belong to one record.
pub const ATTACHMENTS_MOST: usize = 20;
/// So long a file waits for its record, in hours.
const WAITS_HOURS: i64 = 24;

/// A file as it came in.
#[derive(Debug)]
pub enum FileBrought {
    Whole {
        name: String,
        bytes: Vec<u8>,
    },
    /// More than [`ATTACHMENT_BYTES_MOST`]; what came of it was thrown away.
    TooLarge {
        name: String,
    },
}

/// What became of a file that was brought: its digest, or why it is not kept.
pub type FileKept = Result<String, AttachmentRefused>;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentRefused {
    #[error(transparent)]
    NotAccepted(#[from] AttachmentError),
    #[error(
        "“{name}”超过 {} MB，没有收。照片请调低清晰度或裁剪，扫描件请降低分辨率或分成几个文件", ATTACHMENT_BYTES_MOST >> 20
    )]
    TooLarge { name: String },
    #[error("“{name}”里查出了病毒（{what}），没有收。请换一份干净的文件，并请管理员看一看这份文件是从哪里来的")]
    Infected { name: String, what: String },
    #[error("查毒程序没有给出结果，“{name}”没有收。请稍后再试，仍不行请找管理员")]
    NotScanned { name: String, reason: String },
    #[error("“{name}”的内容在本组织已经销毁，不再收下。确要再用，请换一份")]
    Erased { name: String },
}

/// A file of a record, as somebody sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentShown {
    pub digest: String,
    /// What it is called, or that it was erased.
    pub name: String,
    pub what: String,
    pub is_picture: bool,
    /// Nothing of it can be read any more.
    pub is_erased: bool,
}

/// The files of a record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttachmentsShown {
    pub files: Vec<AttachmentShown>,
    /// For who is not one of those who may see them: how many there are.
    pub hidden: usize,
    /// For whom those are, in words.
    pub hidden_for: &'static str,
}

impl AttachmentsShown {
    pub fn has_pictures(&self) -> bool {
        self.files.iter().any(|file| file.is_picture)
    }
}

/// A file that somebody may read, piece by piece.
#[derive(Debug, Clone)]
pub struct AttachmentOpened {
    organisation: OrganisationId,
    file: KeptFile,
    pub name: String,
    pub media_type: &'static str,
    pub size: u64,
    pub pieces: u64,
}

fn not_clean(scanned: Scanned, name: &str) -> Option<AttachmentRefused> {
    let name = name.to_owned();
    match scanned {
        Scanned::Clean => None,
        Scanned::Found(what) => Some(AttachmentRefused::Infected { name, what }),
        Scanned::Unanswered(reason) => Some(AttachmentRefused::NotScanned { name, reason }),
    }
}

impl Live {
    /// Keeps a file until its record is written.
    ///
    /// # Errors
    /// Where the ledger cannot be written to. A file that is not accepted is an answer, not an error.
    pub async fn keep_attachment(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        brought: FileBrought,
        scanner: Option<&Scanner>,
        now: Instant,
    ) -> Result<FileKept, OfficeError> {
        let (name, bytes) = match brought {
            FileBrought::Whole { name, bytes } => (name, bytes),
            FileBrought::TooLarge { name } => return Ok(Err(AttachmentRefused::TooLarge { name })),
        };
        let attachment = match intake::attachment(&name, bytes) {
            Ok(attachment) => attachment,
            Err(refused) => return Ok(Err(refused.into())),
        };
        if let Some(scanner) = scanner
            && let Some(refused) = not_clean(scanner.scan(&attachment.bytes).await, &attachment.name)
        {
            return Ok(Err(refused));
        }
        let file = NewFile {
            organisation: allowed.organisation(),
            account: allowed.account(),
            purpose: Purpose::Attachment,
            kind: attachment.file_type.slug(),
            name: &attachment.name,
            bytes: &attachment.bytes,
            at: now,
        };
        match self.office.ledger.keep_file(file).await {
            Ok(digest) => Ok(Ok(digest)),
            Err(LedgerError::FileErased { .. }) => Ok(Err(AttachmentRefused::Erased { name: attachment.name })),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether somebody may name a file in a record: it stands in the one that is corrected, or they brought it. A program
    /// names none that belongs to a closed record: everybody who sees the other record would have it then.
    pub(crate) async fn may_attach(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        digest: &str,
        (facts, earlier): (&[Fact], Option<&Fact>),
        now: Instant,
    ) -> Result<bool, OfficeError> {
        if earlier.is_some_and(|fact| fact.attachments.iter().any(|known| known == digest)) {
            return Ok(true);
        }
        let has_it = |fact: &&Fact| fact.attachments.iter().any(|known| known == digest);
        if allowed.is_program() && facts.iter().filter(has_it).any(|fact| is_closed(self.rulebook(), fact)) {
            return Ok(false);
        }
        let (own, what) = ((allowed.organisation(), allowed.account()), (digest, Purpose::Attachment));
        Ok(self.office.ledger.is_brought(own, what, now.plus_microseconds(-hours(WAITS_HOURS))).await?)
    }

    /// The files of a record.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn attachments_of(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        record: FactId,
        when: When,
    ) -> Result<AttachmentsShown, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let Some(fact) = known(&looked.facts, record, when) else { return Ok(AttachmentsShown::default()) };
        let sees = |digest: &&String| sees_file(allowed, self.rulebook(), (&looked.facts, fact), digest);
        let open: Vec<String> = fact.attachments.iter().filter(sees).cloned().collect();
        let hidden = fact.attachments.len() - open.len();
        let files = self.attachments(looked.id, &open).await?;
        Ok(AttachmentsShown { files, hidden, hidden_for: seen_by(&fact.kind) })
    }

    /// What is known of files, in their order.
    pub(crate) async fn attachments(
        &self,
        organisation: OrganisationId,
        digests: &[String],
    ) -> Result<Vec<AttachmentShown>, OfficeError> {
        let mut shown = Vec::new();
        for digest in digests {
            shown.extend(self.office.ledger.file(organisation, digest).await?.map(attachment_shown));
        }
        Ok(shown)
    }

    /// A file of a record, to be read; none where the record has no such file, it was erased, or is not for this one.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn attachment(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        (record, digest): (FactId, &str),
        when: When,
    ) -> Result<Option<AttachmentOpened>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let sees = |fact: &&Fact| sees_file(allowed, self.rulebook(), (&looked.facts, fact), digest);
        let fact = known(&looked.facts, record, when).filter(sees);
        if !fact.is_some_and(|fact| fact.attachments.iter().any(|known| known == digest)) {
            return Ok(None);
        }
        let Some(file) = self.office.ledger.file(looked.id, digest).await? else { return Ok(None) };
        let Some(name) = file.name.clone() else { return Ok(None) };
        let media_type = FileType::from_slug(&file.kind).map_or("application/octet-stream", FileType::media_type);
        let (size, pieces) = (file.size, file.pieces);
        Ok(Some(AttachmentOpened { organisation: looked.id, file, name, media_type, size, pieces }))
    }

    /// A piece of a file, from 0; none where it was erased meanwhile.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the piece is not as it was brought.
    pub async fn attachment_piece(
        &self,
        opened: &AttachmentOpened,
        number: u64,
    ) -> Result<Option<Vec<u8>>, OfficeError> {
        Ok(self.office.ledger.file_piece(opened.organisation, &opened.file.digest, number).await?)
    }

    /// Forgets files that were brought and never used.
    ///
    /// # Errors
    /// Where the ledger cannot be written to.
    pub async fn forget_unused_files(&self, now: Instant) -> Result<(), OfficeError> {
        let before = now.plus_microseconds(-hours(WAITS_HOURS));
        self.office.ledger.forget_uploads(Purpose::Attachment, before).await?;
        let before = now.plus_microseconds(-hours(crate::import::BOOK_WAITS_HOURS));
        self.office.ledger.forget_uploads(Purpose::Book, before).await?;
        Ok(())
    }
}

pub(crate) const fn hours(hours: i64) -> i64 {
    hours * 3_600_000_000
}

fn known(facts: &[Fact], record: FactId, when: When) -> Option<&Fact> {
    let was_known = |fact: &&Fact| when.known_at.is_none_or(|known| fact.recorded_at <= known);
    facts.iter().filter(was_known).find(|fact| fact.id == record)
}

/// Whether a file of a record is for somebody who may see the record. Who took part is asked of the version with which the
/// file came: nobody comes by it by writing oneself into a correction.
pub(crate) fn sees_file<C: Command>(
    allowed: &AllowedAt<C>,
    rulebook: &Rulebook,
    (facts, fact): (&[Fact], &Fact),
    digest: &str,
) -> bool {
    let is_talk = fact.kind == TALK;
    let is_closed = is_closed(rulebook, fact);
    // Programs get nothing that is not for everybody who sees the record, whoever they come for.
    if is_closed && allowed.is_program() {
        return false;
    }
    if !is_closed || (if is_talk { allowed.sees_talks() } else { allowed.sees_details() }) {
        return true;
    }
    let has_it = |version: &&Fact| version.attachments.iter().any(|known| known == digest);
    let before = |version: &&Fact| facts.iter().find(|one| Some(one.id) == version.supersedes).filter(has_it);
    // A ledger with a circle in it ends here too.
    let first = std::iter::successors(Some(fact), before).take(facts.len()).last();
    let me = allowed.person();
    first.is_some_and(|first| first.people.iter().any(|one| Some(one.person) == me))
}

/// A talk, or a record with something secret in it.
fn is_closed(rulebook: &Rulebook, fact: &Fact) -> bool {
    let has_secrets = |kind: &Kind| kind.fields.iter().any(|field| field.secret);
    fact.kind == TALK || rulebook.kind_named(&fact.kind).is_some_and(|(_, kind)| has_secrets(kind))
}

/// For whom the files are that somebody else may not see, in words.
pub(crate) fn seen_by(kind: &str) -> &'static str {
    if kind == TALK { "只给谈话双方和书记看" } else { "只给当事人、书记和记录人看" }
}

fn attachment_shown(file: KeptFile) -> AttachmentShown {
    let file_type = FileType::from_slug(&file.kind);
    let word = file_type.map_or("文件", FileType::word);
    let is_erased = file.name.is_none();
    AttachmentShown {
        digest: file.digest,
        name: file.name.unwrap_or_else(|| "（内容已销毁）".to_owned()),
        what: format!("{word}，{}", words::bytes(file.size)),
        is_picture: !is_erased && file_type.is_some_and(FileType::is_picture),
        is_erased,
    }
}
