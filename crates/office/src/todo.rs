//! Query: who has to do what by when, and how procedures stand.

use facts::{Day, Instant};
use findings::todos;
use views::{CaseRow, TodosOf, case_row, todo_list};

use crate::evaluate::evaluate;
use crate::group::Organisation;
use crate::{Office, OfficeError};

#[derive(Debug, Clone)]
pub struct TodoWanted {
    pub organisation: String,
    pub as_of: Day,
    pub known_at: Option<Instant>,
}

#[derive(Debug, Clone)]
pub struct CasesWanted {
    /// All organisations where none is named.
    pub organisation: Option<String>,
    pub as_of: Day,
    pub known_at: Option<Instant>,
}

/// What there is to do in an organisation.
#[derive(Debug)]
pub struct TodosFound {
    pub lists: Vec<TodosOf>,
    /// The last day of an organisation that does not stand any more, and has nothing to do.
    pub dissolved_on: Option<Day>,
}

impl Office {
    /// What there is to do in an organisation, by who has to do it.
    ///
    /// # Errors
    /// Where the ledger cannot be read or the organisation is not known.
    pub async fn todo(&self, wanted: &TodoWanted) -> Result<TodosFound, OfficeError> {
        let group = self.group(wanted.as_of, wanted.known_at).await?;
        let organisation = group.named(&wanted.organisation)?;
        let evaluated = evaluate(&self.rulebook, &group, &[organisation], wanted.as_of, wanted.known_at);
        let findings = evaluated.into_iter().next().unwrap_or_default();
        let todos = todos(&self.rulebook, &organisation.roster, &findings, wanted.as_of);
        Ok(TodosFound {
            lists: todo_list(&self.rulebook, (&organisation.roster, &organisation.facts), &findings, &todos),
            dissolved_on: organisation.roster.dissolved_by(wanted.as_of),
        })
    }

    /// Every procedure that is under way or was finished in the year, organisation by organisation as they stand in the
    /// tree.
    ///
    /// # Errors
    /// Where the ledger cannot be read or the organisation is not known.
    pub async fn cases(&self, wanted: &CasesWanted) -> Result<Vec<CaseRow>, OfficeError> {
        let mut group = self.group(wanted.as_of, wanted.known_at).await?;
        group.sort_as_tree(wanted.as_of);
        let chosen: Vec<&Organisation> = match &wanted.organisation {
            Some(name) => vec![group.named(name)?],
            None => group.organisations.iter().collect(),
        };
        let evaluated = evaluate(&self.rulebook, &group, &chosen, wanted.as_of, wanted.known_at);
        let rows = chosen.iter().zip(&evaluated).flat_map(|(organisation, findings)| {
            let Organisation { facts, roster, .. } = *organisation;
            findings.iter().filter_map(move |finding| case_row(&self.rulebook, roster, facts, finding, wanted.as_of))
        });
        Ok(rows.collect())
    }
}
