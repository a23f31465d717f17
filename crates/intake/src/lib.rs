//! Books as people keep them, to draft facts and refusals with cell addresses.
//!
//! Untrusted bytes come in ([`read_book`]), the shape of each sheet is found ([`recognise`]), and every non-empty cell
//! of a data row ends in a draft fact or in a refusal ([`draft`]). Nothing is dropped silently, nothing is guessed
//! without saying so.
//!
//! This is a pure library: no files, no clock, no ledger. Today's date, the installation and the known organisations
//! and members are arguments. What becomes of drafts is decided elsewhere.

#![deny(clippy::disallowed_methods)]

mod attachment;
mod book;
mod directory;
mod draft;
mod mapping;
mod order;
mod reading;
mod recognise;
mod refusal;
mod understood;
mod words;

pub use attachment::{Attachment, AttachmentError, FileType, attachment, file_type, plain_name};
pub use book::{Book, BookError, Cell, DaysFrom, Limits, Merge, Sheet, address, read_book, reading_is_fenced};
pub use directory::{Directory, Guest, HeldPost, Member, Organisation, SecretText};
pub use draft::{
    Context, Draft, Drafted, Drafting, Note, NoteKind, Origin, Secret, Unsettled, announce, draft, guest_id, member_id,
    settle,
};
pub use mapping::{Mapping, MappingError, SheetMapping};
pub use order::{Step, order};
pub use reading::{
    AmountProblem, DateProblem, IdentityProblem, Legend, Mark, ReadDay, Said, mark, money, name, names, quantity,
    read_day, read_span, same_word, verify_identity_number,
};
pub use recognise::{
    Column, Instead, LASTING, Layout, Nearest, Question, Recognition, RowKind, SheetOutcome, SheetPlan, Slot, Sureness,
    Target, recognise, row_kind,
};
pub use refusal::{
    Conflict, EverybodyProblem, Extent, GuestProblem, Reason, Refusal, RefusedTable, never_taken, refused_tables,
};
pub use understood::{ColumnUnderstood, TableUnderstood, understood};
