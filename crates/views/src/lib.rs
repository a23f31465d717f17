//! Findings and roster in the reader's words: one plain struct a page or report.
//!
//! All sentences of findings are made here, in [`words`], and nowhere else; nothing after this decides anything.
//! Nothing here knows of HTML, of workbooks or of the terminal beyond a table's text.

#![deny(clippy::disallowed_methods)]

pub mod words;

mod explanation;
mod finding;
mod overview;
mod records;
mod table;

pub use explanation::{Explanation, RecordLine, content, explain};
pub use finding::{FindingRow, finding_row, findings_table};
pub use overview::{BranchScore, Overview, UnitScore, overview};
pub use records::{RecordsWanted, records};
pub use table::{Align, Table};

#[cfg(test)]
mod tests;
