//! In whose records a word may stand: pairs of neighbouring characters, as numbers, by organisation.
//!
//! INVARIANT (derived-droppable): both tables are a cache. Which texts a record has is the caller's, what a pair is too.

use std::collections::{BTreeMap, BTreeSet};

use facts::OrganisationId;

use super::altered;
use crate::database::{on, run};
use crate::{Ledger, LedgerError};

/// Up to where an organisation's records can be searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searchable {
    pub organisation: OrganisationId,
    /// How long the chain was.
    pub length: u64,
    /// A digest of the rulebook.
    pub rulebook: String,
}

/// So many pieces are put by one statement.
const PUT_AT_ONCE: usize = 64;

impl Ledger {
    /// Whose records can be searched, and up to where, by the number that stands for each among the pieces.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn searchable(&self) -> Result<BTreeMap<i64, Searchable>, LedgerError> {
        let mut session = self.database.read().await?;
        let rows: Vec<(String, i64, i64, String)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../../sql/desk/searchable.sql")).fetch_all(executor))?;
        let place = &self.database.place;
        let searchable = |(organisation, number, length, rulebook): (String, i64, i64, String)| {
            let organisation = organisation.parse().map_err(|_| altered(place, "organisation"))?;
            let length = u64::try_from(length).map_err(|_| altered(place, "length"))?;
            Ok((number, Searchable { organisation, length, rulebook }))
        };
        rows.into_iter().map(searchable).collect()
    }

    /// Adds the pieces of records that were written since, in one transaction with up to where they are there now.
    ///
    /// # Errors
    /// As for [`Ledger::add_account`].
    pub async fn put_pieces(&self, searchable: &Searchable, pieces: &BTreeSet<i64>) -> Result<(), LedgerError> {
        let pieces: Vec<i64> = pieces.iter().copied().collect();
        self.desk_write(async |session| {
            let organisation = searchable.organisation.to_string();
            run!(
                session,
                sqlx::query(include_str!("../../sql/desk/put_searchable.sql"))
                    .bind(&organisation)
                    .bind(i64::try_from(searchable.length).unwrap_or(i64::MAX))
                    .bind(&searchable.rulebook)
            )?;
            let (number,): (i64,) = on!(session, executor =>
                sqlx::query_as(include_str!("../../sql/desk/number_of_searchable.sql"))
                    .bind(&organisation)
                    .fetch_one(executor))?;
            for part in pieces.chunks(PUT_AT_ONCE) {
                let Some(last) = part.last() else { continue };
                let part = part.iter().chain(std::iter::repeat(last)).take(PUT_AT_ONCE);
                let put = include_str!("../../sql/desk/put_pieces.sql");
                run!(session, part.fold(sqlx::query(put).bind(number), |query, piece| query.bind(*piece)))?;
            }
            Ok(())
        })
        .await
    }

    /// In whose records all of some pieces stand, by number. The pieces are asked for one by one: grouping them is the
    /// dearer the more there are of each.
    ///
    /// # Errors
    /// As for [`Ledger::accounts`].
    pub async fn having_pieces(&self, pieces: &BTreeSet<i64>) -> Result<BTreeSet<i64>, LedgerError> {
        let mut session = self.database.read().await?;
        let mut having: Option<BTreeSet<i64>> = None;
        for piece in pieces {
            let rows: Vec<(i64,)> = on!(&mut session, executor =>
                sqlx::query_as(include_str!("../../sql/desk/having_piece.sql")).bind(*piece).fetch_all(executor))?;
            let found = rows.into_iter().map(|(number,)| number);
            let both: BTreeSet<i64> = match having {
                None => found.collect(),
                Some(before) => found.filter(|number| before.contains(number)).collect(),
            };
            if both.is_empty() {
                return Ok(both);
            }
            having = Some(both);
        }
        Ok(having.unwrap_or_default())
    }
}
