//! Messy books of our own making: spreadsheets as branches really keep them, with what must come out of them.
//!
//! Column words, layouts and marks are other ones than in the project's sample, so that an importer which only knows
//! that sample fails here. Everything in them is invented. Nothing here reads a book: that is `intake`.

mod from_demonstration;
mod grid;
mod group;
mod habits;
mod kept;
mod known;
mod life;
mod roster;
mod service;

use std::collections::BTreeMap;

use facts::Day;
use office::demonstration::Demonstration;
use rust_xlsxwriter::XlsxError;

use self::habits::Pen;

pub use self::kept::{KINDS as KEPT, in_year};

/// File name and bytes.
pub type Book = (String, Vec<u8>);

/// A small group's books of 2025, and what they say.
#[derive(Debug, Clone)]
pub struct MessyGroup {
    /// In the order in which they can be imported one by one: organisations, members, posts, the rest.
    pub books: Vec<Book>,
    /// What must be refused, and nothing else.
    pub expected_refusals: Vec<Refusal>,
    /// How many facts of each kind there must be, by slug.
    pub expected_facts: BTreeMap<&'static str, usize>,
    /// Some of the findings, worked out by hand.
    pub expected_findings: &'static [Known],
    /// The day of those findings.
    pub as_of: Day,
}

/// A row, or one cell of it, that must be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub file: &'static str,
    /// Empty in a csv.
    pub sheet: &'static str,
    /// From 1, as spreadsheets count.
    pub row: usize,
    /// The column's letter where only one cell is refused and the rest of the row is kept.
    pub column: Option<&'static str>,
    pub why: &'static str,
}

/// A finding known beforehand, written as `wuhua check --format json` writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub clause: &'static str,
    pub organisation: &'static str,
    pub subject: &'static str,
    pub period: &'static str,
    pub status: &'static str,
}

/// The books of the small group: always the same, byte for byte save for what a workbook notes of its making.
pub fn messy_books() -> Result<MessyGroup, XlsxError> {
    let (mut pen, mut refusals) = (Pen::default(), Vec::new());
    let books = vec![
        roster::organisations(&mut pen)?,
        roster::members(&mut pen, &mut refusals)?,
        roster::posts(&mut pen),
        life::meetings(&mut pen, &mut refusals)?,
        life::theme_days(&mut pen)?,
        life::talks(&mut pen, &mut refusals),
        service::dues(&mut pen, &mut refusals)?,
        service::training(&mut pen, &mut refusals)?,
    ];
    Ok(MessyGroup {
        books,
        expected_refusals: refusals,
        expected_facts: known::FACTS.iter().copied().collect(),
        expected_findings: known::FINDINGS,
        as_of: group::this_year(12, 31),
    })
}

/// Organisations, rosters, one year's dues and what else was kept in it by a demonstration's first so many branches.
pub fn books_of(group: &Demonstration, branches: usize, year: i32) -> Result<Vec<Book>, XlsxError> {
    from_demonstration::books(group, branches, year)
}

impl Refusal {
    fn row(file: &'static str, sheet: &'static str, row: usize, why: &'static str) -> Refusal {
        Refusal { file, sheet, row, column: None, why }
    }

    fn cell(file: &'static str, sheet: &'static str, row: usize, column: &'static str, why: &'static str) -> Refusal {
        Refusal { file, sheet, row, column: Some(column), why }
    }
}

#[cfg(test)]
mod tests;
