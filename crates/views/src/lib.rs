//! Findings and roster in the reader's words: one plain struct a page or report.
//!
//! All sentences of findings are made here, in [`words`], and nowhere else; nothing after this decides anything.
//! Nothing here knows of HTML, of workbooks or of the terminal beyond a table's text.

#![deny(clippy::disallowed_methods)]

pub mod words;

mod approval;
mod below;
mod case;
mod case_page;
mod explanation;
mod finding;
mod members;
mod notice;
mod origin;
mod overview;
mod parameter;
mod plan;
mod record;
mod recording;
mod records;
mod register;
mod sample;
mod score;
mod search;
mod standing;
mod table;
mod tables;
mod threshold;
mod todo;
mod what_if;
mod workbench;

pub use approval::Approval;
pub use case::{CaseRow, StepDone, StepToDo, case_row, cases_table};
pub use case_page::{Board, BoardColumn, CaseShown, StageShown, StepShown, StepTaken, board, case_shown, has_board};
pub use explanation::{Explanation, RecordLine, content, explain};
pub use finding::{FindingRow, finding_row, findings_table};
pub use members::{
    MemberRow, MemberShown, MembersShown, OrganisationShown, PostShown, member_shown, members_shown, organisation_shown,
};
pub use notice::{
    CalendarEntry, NoticeText, OfficeCounts, calendar_entries, confirmation, is_for_everybody, notice_text, told,
};
pub use origin::{origin, remarks, source_of, tightened_by};
pub use overview::{BranchScore, Overview, UnitScore, late_records, mean, overview};
pub use parameter::{ParameterRow, ParameterValue, parameter_rows};
pub use plan::{PlanRow, PlanView, UnplannedRow, plan_view};
pub use record::{
    KindUse, LedgerAsked, LedgerOfKind, LedgerRow, Naming, PersonShown, RecordShown, Version, kinds_in_use,
    ledger_of_kind, record_shown,
};
pub use recording::{AlikeRow, BurstRow, RecordingRow, alike_table, bursts_table, own_words, recording_table};
pub use records::{RecordsWanted, records};
pub use register::{Checklist, ChecklistItem, Matrix, MatrixCell, MatrixRow, Register, RegisterOf, register};
pub use sample::{Sample, SampledBranch, SampledRecord, sampled_branch, sampled_record};
pub use score::{CauseRow, RuleScoreRow, ScoreRow, rule_scores, rule_scores_table, score_row, scores_table};
pub use search::{
    FoundClause, FoundMember, FoundRecord, Marked, NotSought, RecordsSought, Sought, found_clauses, found_members,
    found_records, pieces_of_record,
};
pub use standing::{ChapterStanding, ClauseStanding, RuleStanding, paragraphs, standing, worst};
pub use table::{Align, Table};
pub use tables::{
    kinds_table, ledger_table, lines_table, members_table, parameters_table, posts_table, recent_table, todos_table,
};
pub use threshold::{ThresholdRow, threshold_rows};
pub use todo::{TodoRow, TodosOf, todo_list, todo_table};
pub use what_if::{BranchChange, FindingChange, RuleChange, RuleMoves, WhatIf, branch_change, changed_findings};
pub use workbench::{DimensionShown, Month, MonthDay, RecentRecord, ScoreShown, Workbench, score_shown, workbench};

#[cfg(test)]
mod tests;
