//! Query: the page that somebody begins the day with.

use findings::{score, todos};
use views::words::Names;
use views::{Workbench, todo_list, workbench};

use crate::OfficeError;
use crate::access::{AllowedAt, SeeOrganisation};
use crate::live::{Live, When};

impl Live {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn workbench(&self, allowed: &AllowedAt<SeeOrganisation>, when: When) -> Result<Workbench, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let (rulebook, roster, as_of) = (self.rulebook(), &looked.roster, when.as_of);
        let todos = todos(rulebook, roster, &looked.findings, as_of);
        let mut lists = todo_list(rulebook, (roster, &looked.facts), &looked.findings, &todos);
        for row in lists.iter_mut().flat_map(|list| &mut list.todos).filter(|row| row.concerning.len() <= 1) {
            let todo = todos.get(row.of);
            if let Some((todo, finding)) = todo.and_then(|todo| Some((todo, looked.findings.get(todo.finding)?))) {
                (row.begun, row.corrects) = self.begun(&looked, finding, todo.lack);
                let record = row.corrects.and_then(|id| looked.facts.iter().find(|fact| fact.id == id));
                row.kind = record.map(|record| record.kind.clone()).or(row.kind.take());
            }
        }
        let is_scored = self.tree().node(looked.id).is_none_or(|node| node.standing.is_scored());
        let scheme = rulebook.scheme_on(as_of).filter(|_| is_scored);
        let sheet = scheme.map(|scheme| (scheme, score(rulebook, scheme, &looked.findings)));
        let me = allowed.person().and_then(|person| views::words::person(roster, person));
        let tree = self.tree();
        let names = Names { roster, organisations: tree.names() };
        let asked = (me.as_deref().unwrap_or_default(), as_of, when.known_at);
        let sheet = sheet.as_ref().map(|(scheme, sheet)| (*scheme, sheet));
        Ok(workbench(rulebook, (&looked.facts, names), lists, sheet, asked))
    }
}
