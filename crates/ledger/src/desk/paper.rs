//! Working papers: what is gathered until a record is written of it. No facts: they change, and they go.
//!
//! A paper has the id of the record to be, so that it is found by it and can be written only once. What stands on it is
//! the caller's.

use facts::{FactId, Instant, OrganisationId};

use super::{altered, moment};
use crate::database::{on, run};
use crate::{Ledger, LedgerError};

/// One working paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub organisation: OrganisationId,
    /// Of the record to be.
    pub id: FactId,
    pub begun_at: Instant,
    pub body: String,
}

/// One line of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperEntry {
    pub name: String,
    pub at: Instant,
    pub body: String,
}

type PaperRow = (String, i64, String);
type EntryRow = (String, i64, String);

impl Ledger {
    /// Begins a paper, once.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn begin_paper(&self, paper: &Paper) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/insert_paper.sql"))
                    .bind(paper.organisation.to_string())
                    .bind(paper.id.to_string())
                    .bind(paper.begun_at.microseconds())
                    .bind(&paper.body)
            )
        })
        .await
        .map(|_| ())
    }

    /// Puts another body in the place of a paper's.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn change_paper(&self, paper: &Paper) -> Result<(), LedgerError> {
        self.desk_write(async |session| {
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/change_paper.sql"))
                    .bind(paper.organisation.to_string())
                    .bind(paper.id.to_string())
                    .bind(&paper.body)
            )
        })
        .await
        .map(|_| ())
    }

    /// The papers of an organisation, the one begun first first.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn papers(&self, organisation: OrganisationId) -> Result<Vec<Paper>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<PaperRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/papers.sql"))
                .bind(organisation.to_string())
                .fetch_all(executor))?;
        rows.into_iter().map(|row| self.paper_from(organisation, row)).collect()
    }

    /// One paper with what stands on it, as at one moment.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn paper(
        &self,
        organisation: OrganisationId,
        id: FactId,
    ) -> Result<Option<(Paper, Vec<PaperEntry>)>, LedgerError> {
        let mut session = self.database.read().await?;
        let row: Option<PaperRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/paper.sql"))
                .bind(organisation.to_string())
                .bind(id.to_string())
                .fetch_optional(executor))?;
        let Some(row) = row else { return Ok(None) };
        let entries: Vec<EntryRow> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/entries.sql"))
                .bind(organisation.to_string())
                .bind(id.to_string())
                .fetch_all(executor))?;
        let entries = entries.into_iter().map(|(name, at, body)| PaperEntry { name, at: moment(at), body });
        Ok(Some((self.paper_from(organisation, row)?, entries.collect())))
    }

    /// Writes lines on a paper; says how many were written, none where the paper is not there any more.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn put_entries(
        &self,
        organisation: OrganisationId,
        paper: FactId,
        entries: &[PaperEntry],
    ) -> Result<u64, LedgerError> {
        self.desk_write(async |session| {
            let mut written = 0;
            for entry in entries {
                written += run!(
                    session,
                    sqlx::query(include_str!("../../sql/desk/put_entry.sql"))
                        .bind(organisation.to_string())
                        .bind(paper.to_string())
                        .bind(&entry.name)
                        .bind(entry.at.microseconds())
                        .bind(&entry.body)
                )?;
            }
            Ok(written)
        })
        .await
    }

    /// Puts one line in the place of what was `known` of it, nothing where it was not there; says `false`, and changes
    /// nothing, where it says something else by now or the paper is gone.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn put_entry_over(
        &self,
        (organisation, paper): (OrganisationId, FactId),
        known: &str,
        entry: &PaperEntry,
    ) -> Result<bool, LedgerError> {
        let written = self
            .desk_write(async |session| {
                run!(
                    session,
                    sqlx::query(include_str!("../../sql/desk/put_entry_over.sql"))
                        .bind(organisation.to_string())
                        .bind(paper.to_string())
                        .bind(&entry.name)
                        .bind(entry.at.microseconds())
                        .bind(&entry.body)
                        .bind(known)
                )
            })
            .await?;
        Ok(written == 1)
    }

    /// Removes a paper with everything on it, if it is there.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn remove_paper(&self, organisation: OrganisationId, id: FactId) -> Result<(), LedgerError> {
        let (organisation, id) = (organisation.to_string(), id.to_string());
        self.desk_write(async |session| {
            let entries = include_str!("../../sql/desk/remove_entries.sql");
            run!(session, sqlx::query(entries).bind(&organisation).bind(&id))?;
            let paper = include_str!("../../sql/desk/remove_paper.sql");
            run!(session, sqlx::query(paper).bind(&organisation).bind(&id))
        })
        .await
        .map(|_| ())
    }

    fn paper_from(&self, organisation: OrganisationId, (id, begun_at, body): PaperRow) -> Result<Paper, LedgerError> {
        let id = id.parse().map_err(|_| altered(&self.database.place, "id"))?;
        Ok(Paper { organisation, id, begun_at: moment(begun_at), body })
    }
}
