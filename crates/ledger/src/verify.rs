//! Recomputing every chain from the bodies.

use facts::OrganisationId;

use crate::chain::{Break, ChainRow, Spot, StoredHead, first_break};
use crate::database::{Session, on};
use crate::{Ledger, LedgerError};

/// What recomputing found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verification {
    pub chains: u64,
    pub facts: u64,
    /// For each broken chain its first spot, in the order of the organisations' ids.
    pub breaks: Vec<Break>,
}

impl Verification {
    pub fn is_clean(&self) -> bool {
        self.breaks.is_empty()
    }
}

impl Ledger {
    /// Recomputes every chain at one moment and says where each broken one breaks first.
    ///
    /// # Errors
    /// Where the database cannot be read; a broken chain is no error but what was asked for.
    pub async fn verify(&self) -> Result<Verification, LedgerError> {
        let mut session = self.database.read().await?;
        let mut verification = Verification::default();
        let organisations: Vec<(String,)> = on!(&mut session, executor =>
            sqlx::query_as(include_str!("../sql/organisations_of_facts.sql")).fetch_all(executor))?;
        for (text,) in organisations {
            // One chain at a time: memory is bounded by the longest.
            let rows = rows_of_chain(&mut session, &text).await?;
            let head: Option<StoredHead> = on!(&mut session, executor =>
                sqlx::query_as(include_str!("../sql/head_of_chain.sql")).bind(&text).fetch_optional(executor))?;
            verification.chains += 1;
            verification.facts += rows.len() as u64;
            verification.breaks.extend(broken(text, &rows, head.as_ref()));
        }
        Ok(verification)
    }
}

fn broken(organisation: String, rows: &[ChainRow], head: Option<&StoredHead>) -> Option<Break> {
    let spot = match organisation.parse::<OrganisationId>() {
        Ok(id) => first_break(id, rows, head)?,
        // The program never writes an organisation that is none.
        Err(_) => Spot::SlippedIn { sequence: 1, fact: rows.first().map(ChainRow::shown_id).unwrap_or_default() },
    };
    Some(Break { organisation, spot })
}

async fn rows_of_chain(session: &mut Session, organisation: &str) -> Result<Vec<ChainRow>, LedgerError> {
    on!(session, executor =>
        sqlx::query_as(include_str!("../sql/rows_of_chain.sql")).bind(organisation).fetch_all(executor))
}
