//! Query: records whose texts are near copies of one another.

use std::collections::BTreeMap;

use facts::{Day, Fact, Instant, OrganisationId};
use findings::Alike;
use views::AlikeRow;

use crate::group::Group;
use crate::{Office, OfficeError};

impl Office {
    /// Of what occurred in the year of `as_of`, up to it: all organisations are compared with one another. With
    /// `organisation`, only the groups in which it has a part.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the organisation is not known.
    pub async fn alike(
        &self,
        organisation: Option<&str>,
        as_of: Day,
        known_at: Option<Instant>,
    ) -> Result<Vec<AlikeRow>, OfficeError> {
        let mut group = self.group(as_of, known_at).await?;
        group.sort_as_tree(as_of);
        let only: Option<OrganisationId> =
            organisation.map(|name| group.named(name)).transpose()?.map(|found| found.id);
        let names: BTreeMap<OrganisationId, String> = group.names();
        let groups = group.alike(as_of, known_at);
        let asked_for = groups
            .iter()
            .filter(|group| only.is_none_or(|only| group.of.iter().any(|fact| fact.organisation == only)))
            .enumerate();
        let rows = asked_for.flat_map(|(at, alike)| {
            let names = &names;
            alike.of.iter().map(move |fact| {
                let name = names.get(&fact.organisation).map(String::as_str).unwrap_or_default();
                AlikeRow::new(&self.rulebook, name, (at + 1, alike.most_percent), fact)
            })
        });
        Ok(rows.collect())
    }
}

impl Group {
    /// Records of the year whose texts are near copies, of one organisation or of several.
    pub(crate) fn alike(&self, as_of: Day, known_at: Option<Instant>) -> Vec<Alike<&Fact>> {
        let chains = self.organisations.iter().map(|organisation| &organisation.facts);
        let told = chains.flat_map(|facts| findings::told_in_year(facts, as_of, known_at));
        findings::alike(&told.map(views::own_words).collect::<Vec<_>>())
    }
}
