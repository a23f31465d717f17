//! Query: how late each organisation writes down what happened, and in what bursts.

use std::collections::BTreeMap;

use facts::{Day, Instant, OrganisationId, Value};
use rayon::prelude::*;
use views::RecordingRow;

use crate::group::{Group, Organisation};
use crate::{Office, OfficeError};

/// The record of somebody from above having come to look, and the field that says to whom.
pub(crate) const INSPECTION: (&str, &str) = ("supervision-visit", "branch");

impl Office {
    /// Organisations that wrote anything down in the year of `as_of`, those with the largest share of late records first.
    ///
    /// # Errors
    /// Where the ledger cannot be read, or the organisation is not known.
    pub async fn late(
        &self,
        organisation: Option<&str>,
        as_of: Day,
        known_at: Option<Instant>,
    ) -> Result<Vec<RecordingRow>, OfficeError> {
        let mut group = self.group(as_of, known_at).await?;
        group.sort_as_tree(as_of);
        let only = organisation.map(|name| group.named(name)).transpose()?.map(|found| found.id);
        let inspections = group.inspections(known_at);
        let row = |organisation: &Organisation| {
            let inspections = inspections.get(&organisation.id).map_or(&[][..], Vec::as_slice);
            let recording = findings::recording(&organisation.facts, as_of, known_at, inspections);
            let unit = group.unit_of(organisation, as_of);
            RecordingRow::new((&unit, organisation.roster.name()), &recording)
        };
        let chosen =
            group.organisations.par_iter().filter(|organisation| only.is_none_or(|only| only == organisation.id));
        let mut rows: Vec<RecordingRow> = chosen.map(row).filter(|row| row.records > 0).collect();
        // Compared crosswise, so that nothing is rounded; the order of the tree settles what is equal.
        rows.sort_by(|one, other| (other.late * one.records).cmp(&(one.late * other.records)));
        Ok(rows)
    }
}

impl Group {
    /// The days on which each organisation was inspected, by whosever ledger.
    pub(crate) fn inspections(&self, known_at: Option<Instant>) -> BTreeMap<OrganisationId, Vec<Day>> {
        let (kind, field) = INSPECTION;
        let mut days: BTreeMap<OrganisationId, Vec<Day>> = BTreeMap::new();
        for fact in self.organisations.iter().flat_map(|organisation| facts::current(&organisation.facts, known_at)) {
            if fact.kind == kind
                && let Some(Value::Organisation(inspected)) = fact.value(field)
            {
                days.entry(*inspected).or_default().push(fact.occurred.first);
            }
        }
        days
    }
}
