//! Query: a group at a glance, its units by five dimensions and its branches from the lowest score up.

use facts::{Day, Instant, OrganisationId};
use views::{BranchScore, Overview, overview};

use crate::evaluate::evaluate;
use crate::group::Organisation;
use crate::live::{Live, Tree};
use crate::{Office, OfficeError};

impl Office {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn overview(&self, as_of: Day, known_at: Option<Instant>) -> Result<Overview, OfficeError> {
        // Before there is a way to score, nobody has a score.
        let Some(scheme) = self.rulebook.scheme_on(as_of) else { return Ok(Overview::default()) };
        let mut group = self.group(as_of, known_at).await?;
        group.sort_as_tree(as_of);
        let organisations: Vec<&Organisation> = group.organisations.iter().collect();
        let evaluated = evaluate(&self.rulebook, &group, &organisations, as_of, known_at);
        let scored = organisations.iter().zip(&evaluated).filter(|(organisation, _)| organisation.is_scored(as_of));
        let scores = scored.map(|(organisation, findings)| {
            let unit = group.unit_of(organisation, as_of);
            let called = (unit.as_str(), organisation.roster.name());
            BranchScore::new((&self.rulebook, scheme), called, findings, &organisation.facts, known_at)
        });
        // Where no points apply there is nothing to compare.
        Ok(overview(scheme, scores.filter(|score| score.sheet.total.is_some()).collect()))
    }
}

impl Live {
    /// The same from how everybody stood when they were last evaluated: nobody is evaluated for it.
    pub fn overview(&self, today: Day) -> Overview {
        let Some(scheme) = self.rulebook().scheme_on(today) else { return Overview::default() };
        let tree = self.tree();
        let all = tree.roots().into_iter().flat_map(|root| tree.under(root));
        let scores = all.filter_map(|id| branch_score(&tree, id)).filter(|score| score.sheet.total.is_some());
        overview(scheme, scores.collect())
    }
}

fn branch_score(tree: &Tree, id: OrganisationId) -> Option<BranchScore> {
    let standing = &tree.node(id)?.standing;
    let counted = standing.counted;
    standing.is_scored().then(|| BranchScore {
        unit: tree.unit_of(id).to_owned(),
        name: standing.name.clone(),
        sheet: standing.sheet(),
        missed: counted.missed,
        breached: counted.breached,
        open: counted.open,
        late_records: standing.late_records,
    })
}
