//! A ledger's records into a lake: what has grown since the last time, unit by unit.
//!
//! An organisation whose chain ends as it did is not read. A unit in which any has grown is written anew, all of it from
//! one moment of the ledger; the list of everybody is written last, so that a sync that was interrupted begins again
//! where it was. Meanwhile a lake can be read; who has just come to stand under another unit may be in it twice, or not at
//! all.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use facts::{Day, Fact, OrganisationId};
use ledger::{Head, Ledger, Location, Mode};
use roster::Roster;

use crate::lake::{
    Lake, OrganisationRow, Table, UnitWriter, members_path, organisations, path_of, write_organisations,
};
use crate::progress::Progress;

/// What a sync did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Synced {
    /// How many organisations the ledger has.
    pub organisations: usize,
    /// How many of them had grown, or are new.
    pub grown: usize,
    /// How many units were written.
    pub units: usize,
}

/// # Errors
/// Where the ledger cannot be read or is not as it was written, or the lake cannot be written.
pub fn sync(location: &Location, lake: &Lake, progress: &Progress) -> Result<Synced> {
    let ledger = lake.place().wait(Ledger::open(location, Mode::Read))?;
    let synced = Sync { ledger: &ledger, lake, progress }.run();
    lake.place().wait(ledger.close());
    synced
}

struct Sync<'a> {
    ledger: &'a Ledger,
    lake: &'a Lake,
    progress: &'a Progress,
}

impl Sync<'_> {
    fn run(&self) -> Result<Synced> {
        let heads = self.lake.place().wait(self.ledger.heads())?;
        let before: BTreeMap<OrganisationId, OrganisationRow> =
            organisations(self.lake)?.into_iter().map(|row| (row.organisation, row)).collect();
        let grown: Vec<&Head> = heads
            .iter()
            .filter(|head| {
                before.get(&head.organisation).and_then(|row| row.head.as_deref()) != Some(&head.hash.to_string())
            })
            .collect();
        let mut rows = before.clone();
        self.progress.begin("看谁有新记录", grown.len() as u64);
        for head in &grown {
            let (_, roster) = self.chain(head)?;
            rows.insert(head.organisation, row(head, &roster));
            self.progress.advance(1);
        }
        put_into_units(&mut rows);
        let stale = stale_units(&before, &rows, &grown);
        self.progress.begin("写单位", stale.len() as u64);
        for unit in &stale {
            self.write(
                unit,
                heads.iter().filter(|head| rows.get(&head.organisation).is_some_and(|row| row.unit == *unit)),
            )?;
            self.progress.advance(1);
        }
        let synced = Synced { organisations: rows.len(), grown: grown.len(), units: stale.len() };
        if !stale.is_empty() {
            write_organisations(self.lake, rows.into_values().collect())?;
        }
        self.progress.end();
        Ok(synced)
    }

    /// A chain as long as its head said when the sync began, however it has grown since, and the roster after all of it.
    fn chain(&self, head: &Head) -> Result<(Vec<Fact>, Roster)> {
        let mut chain = self.lake.place().wait(self.ledger.facts(head.organisation))?;
        chain.truncate(usize::try_from(head.length).context("这台机器放不下这么长的台账")?);
        let roster = roster::fold(&facts::current(&chain, None), Day::LATEST);
        Ok((chain, roster))
    }

    fn write<'h>(&self, unit: &str, heads: impl Iterator<Item = &'h Head>) -> Result<()> {
        let place = self.lake.place();
        let mut writer = UnitWriter::new(unit);
        let mut heads: Vec<&Head> = heads.collect();
        heads.sort_by_key(|head| head.organisation);
        for head in &heads {
            let (chain, roster) = self.chain(head)?;
            writer.add(head.organisation, &chain, &roster)?;
        }
        let years: BTreeSet<i32> = writer.years().collect();
        let known = self.lake.units()?.remove(unit).unwrap_or_default();
        for year in known.into_iter().filter(|year| !years.contains(year)) {
            Table::ALL.into_iter().try_for_each(|table| place.remove(&path_of(table, unit, year)))?;
        }
        if heads.is_empty() { place.remove(&members_path(unit)) } else { writer.finish(self.lake) }
    }
}

fn row(head: &Head, roster: &Roster) -> OrganisationRow {
    let row = OrganisationRow::new(head.organisation, "", roster, usize::try_from(head.length).unwrap_or(usize::MAX));
    OrganisationRow { head: Some(head.hash.to_string()), ..row }
}

/// A unit is an organisation below one at the top, with everything below it; who stands at the top is one alone.
fn put_into_units(rows: &mut BTreeMap<OrganisationId, OrganisationRow>) {
    let superiors: BTreeMap<OrganisationId, OrganisationId> =
        rows.values().filter_map(|row| Some((row.organisation, row.superior?))).collect();
    for row in rows.values_mut() {
        let line = office::line_above(&superiors, row.organisation);
        let unit = line.iter().rev().nth(1).or(line.first());
        row.unit = unit.map(ToString::to_string).unwrap_or_default();
    }
}

/// The units in which somebody has grown, or to or from which somebody has moved.
fn stale_units(
    before: &BTreeMap<OrganisationId, OrganisationRow>,
    rows: &BTreeMap<OrganisationId, OrganisationRow>,
    grown: &[&Head],
) -> BTreeSet<String> {
    let mut stale: BTreeSet<String> =
        grown.iter().filter_map(|head| rows.get(&head.organisation)).map(|row| row.unit.clone()).collect();
    for row in rows.values() {
        if let Some(old) = before.get(&row.organisation).filter(|old| old.unit != row.unit) {
            stale.extend([old.unit.clone(), row.unit.clone()]);
        }
    }
    stale
}
