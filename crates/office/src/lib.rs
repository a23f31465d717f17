//! Use cases: the only place that joins store and core. One file a command, one file a query.
//!
//! An [`Office`] is an open ledger with the standard that applies to it. What it may do for somebody is asked of
//! [`access`] first; nothing else appends to a ledger. It reads no arguments and prints nothing.
//!
//! The clock is read by the program, not here: every command takes the moment at which it is given.

pub mod access;
pub mod demonstration;
pub mod form;
pub mod gathering;
pub mod live;
pub mod standard;

mod accounts;
mod alike;
mod asked;
mod attachments;
mod backup;
mod begun;
mod below;
mod calendar_file;
mod cases;
mod check;
mod demo;
mod demo_accounts;
mod directory;
mod error;
mod evaluate;
mod explain;
mod export;
mod group;
mod import;
mod inbox;
mod late;
mod ledgers;
mod log;
mod members;
mod notices;
mod open;
mod outgoing;
mod overview;
mod parameters;
mod passkeys;
mod plan;
mod record_data;
mod records;
mod registers;
mod remind;
mod rules;
mod sample;
mod scan;
mod score;
mod seal;
mod search;
mod second_factor;
mod sign_in;
mod sign_on;
mod standing;
mod strangers;
mod todo;
mod tokens;
mod verify;
mod webhooks;
mod what_if;
mod withdraw;
mod workbench;
mod workbook;
mod working_days;

pub use accounts::{AccountFor, AccountMade, AccountWanted};
pub use asked::{Answered, Asking, DRAWN_MOST, ParameterShown, Question};
pub use attachments::{
    ATTACHMENT_BYTES_MOST, ATTACHMENTS_MOST, AttachmentOpened, AttachmentRefused, AttachmentShown, AttachmentsShown,
    FileBrought, FileKept,
};
pub use backup::{BackedUp, back_up};
pub use below::{
    BelowShown, BranchRow, Cell, FailedRule, FailedRuleShown, FailingBranch, Part, RankedRow, Ranking, TrendRow,
    UnitRow, branches_table,
};
pub use calendar_file::calendar_file;
pub use cases::CaseFound;
pub use check::CheckWanted;
pub use demo::DemonstrationMade;
pub use demo_accounts::RoleAccount;
pub use error::{OfficeError, nearest, system_reason};
pub use explain::ExplainWanted;
pub use export::{FileFormat, table_as_commas, tables_as_workbook};
pub use facts::{AccountId, Day, FactId, Instant, OrganisationId, PersonId, Value};
pub use group::{Group, line_above};
pub use import::{
    BookAsked, BookFile, BookPreview, Change, ColumnPreview, ImportWanted, Imported, Progress, RefusedRow, Replaced,
    SheetPreview, TakenRow, typed_mapping,
};
pub use inbox::{Inbox, InboxPlace, InboxRow, answer_of_review};
pub use intake::{ColumnUnderstood, Sureness, TableUnderstood, reading_is_fenced};
pub use ledger::{Account, KeptPasskey, Reminder, Seat, Session};
pub use log::{LogPage, LogRow};
pub use notices::{MailAsked, MailSecurity, MailWanted, NoticeSettings, Notices, NoticesWanted, RobotTyped, WayShown};
pub use open::{Office, init};
pub use parameters::{ParameterRefused, ParameterWanted};
pub use passkeys::{PasskeyAsked, Passkeys};
pub use plan::YearPlanWanted;
pub use record_data::{PersonData, RecordData, RecordsAsked, RecordsFound};
pub use remind::Reminded;
pub use rulebook::Status;
pub use rules::{RulebookChecked, check_rulebook, copy_standard, rule_list};
pub use sample::{DrawnFrom, SampleWanted};
pub use scan::Scanner;
pub use score::{ScoreWanted, Scores};
pub use seal::Seal;
pub use search::{Found, FoundIn};
pub use second_factor::{CodesOffered, RecoveryCodes, SecondFactors};
pub use sign_in::{Entered, How, SignInRefused, SignedIn};
pub use sign_on::{CameBack, SentOff, SignOn, SignOnWanted};
pub use standing::RuleFindings;
pub use todo::{CasesWanted, TodoWanted, TodosFound};
pub use tokens::{Program, TOKEN_DAYS_MOST, TokenListed, TokenWanted};
pub use verify::{Verified, verify};
pub use views::{
    AlikeRow, CaseRow, Explanation, FindingRow, Overview, PlanView, RecordLine, RecordingRow, RecordsWanted, Sample,
    SampledBranch, ScoreRow, Table, TodosOf, WhatIf, alike_table, bursts_table, cases_table, findings_table,
    recording_table, rule_scores_table, scores_table, todo_table,
};
pub use webhooks::{DeliveryShown, Event, MayReach, Sender, WebhookRefused, WebhookShown};
pub use what_if::{Otherwise, Setting, WhatIfWanted, with_settings};
pub use withdraw::{RecordWithdrawn, WithdrawWanted};
pub use workbook::{SheetToWrite, workbook};
