//! A population of any size, straight into a lake: as many demonstration groups as it takes, each a unit of one
//! committee at the top of all.
//!
//! Each unit is a group of the demonstration with a seed of its own: branches of all sizes and forms over three levels,
//! meetings and who came, dues, admissions, and the faults that real branches have. So a lake of half a million branches
//! differs from the demonstration in nothing but its size.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, bail};
use facts::{Day, Fact, OrganisationId, Span, Value, kinds};
use office::demonstration;
use rayon::prelude::*;

use crate::lake::{Lake, OrganisationRow, UnitWriter, organisations, write_organisations};
use crate::progress::Progress;

/// How many branches a unit has, the last one fewer.
pub const BRANCHES_OF_UNIT: usize = 200;

/// The ids of everybody follow from this, the seed and nothing else.
const INSTALLATION: [u8; 16] = *b"wuhua-sweep lake";

/// What the committee at the top is called.
const TOP: &str = "全体党委";

#[derive(Debug, Clone, Copy)]
pub struct Population {
    pub branches: usize,
    pub seed: u64,
    /// The last day of its records, which begin two years earlier.
    pub until: Day,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    pub organisations: u64,
    pub records: u64,
    /// Parts that people play in records.
    pub people: u64,
}

/// Fills an empty lake; the same numbers give the same bytes.
///
/// # Errors
/// Where the lake has somebody in it already, or cannot be written.
pub fn simulate(lake: &Lake, population: Population, progress: &Progress) -> Result<Made> {
    if !organisations(lake)?.is_empty() {
        bail!("数据湖“{}”里已有组织，没有再往里面造。请换一个空的文件夹", lake.place().shown());
    }
    let units = population.branches.div_ceil(BRANCHES_OF_UNIT);
    let top = top(population);
    progress.begin("造单位", units as u64);
    let people = AtomicU64::new(0);
    let made = (0..units).into_par_iter().map(|unit| {
        let rows = unit_of(lake, population, (unit, top), &people)?;
        progress.advance(1);
        Ok(rows)
    });
    let mut rows: Vec<OrganisationRow> = made.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    rows.push(write_top(lake, top, population.until)?);
    let records = rows.iter().map(|row| u64::from(row.records)).sum();
    let made = Made { organisations: rows.len() as u64, records, people: people.into_inner() };
    write_organisations(lake, rows)?;
    progress.end();
    Ok(made)
}

fn top(population: Population) -> OrganisationId {
    OrganisationId::derived(&[b"simulated top", &population.seed.to_be_bytes()])
}

/// One unit: a group of the demonstration below the top.
fn unit_of(
    lake: &Lake,
    population: Population,
    (unit, top): (usize, OrganisationId),
    people: &AtomicU64,
) -> Result<Vec<OrganisationRow>> {
    let branches = BRANCHES_OF_UNIT.min(population.branches - unit * BRANCHES_OF_UNIT);
    let seed = population.seed.wrapping_mul(1_000_000_007).wrapping_add(unit as u64);
    let head = demonstration::group_of(seed, INSTALLATION);
    let mut chains: Vec<(OrganisationId, Vec<Fact>)> = Vec::with_capacity(branches);
    for part in demonstration::parts(seed, INSTALLATION, population.until, branches) {
        let Some(organisation) = part.organisations.first() else { continue };
        let mut facts = part.facts;
        if organisation.id == head {
            facts.iter_mut().for_each(|fact| put_below(fact, top, unit));
        }
        chains.push((organisation.id, facts));
    }
    chains.sort_by_key(|(organisation, _)| *organisation);
    let name = head.to_string();
    let mut writer = UnitWriter::new(&name);
    let mut rows = Vec::with_capacity(chains.len());
    for (organisation, chain) in chains {
        let roster = roster::fold(&facts::current(&chain, None), population.until);
        writer.add(organisation, &chain, &roster)?;
        rows.push(OrganisationRow::new(organisation, &name, &roster, chain.len()));
        people.fetch_add(chain.iter().map(|fact| fact.people.len() as u64).sum(), Ordering::Relaxed);
    }
    writer.finish(lake)?;
    Ok(rows)
}

/// The demonstration's group stands below nobody; here it does, and is called by its number.
fn put_below(fact: &mut Fact, top: OrganisationId, unit: usize) {
    if fact.kind == kinds::ORGANISATION_SET_UP {
        fact.values.insert(kinds::SUPERIOR.to_owned(), Value::Organisation(top));
        if let Some(Value::Text(name)) = fact.values.get_mut(kinds::NAME) {
            *name = format!("第{}单位{name}", unit + 1);
        }
    }
}

fn write_top(lake: &Lake, top: OrganisationId, until: Day) -> Result<OrganisationRow> {
    let day = Day::from_ymd(2003, 6, 6).unwrap_or(until);
    let text = |text: &str| Value::Text(text.to_owned());
    let values =
        [(kinds::NAME.to_owned(), text(TOP)), (kinds::FORM.to_owned(), Value::Options(vec!["committee".to_owned()]))];
    let set_up = Fact {
        id: facts::FactId::derived(&[b"simulated top", top.as_bytes()]),
        organisation: top,
        kind: kinds::ORGANISATION_SET_UP.to_owned(),
        occurred: Span::day(day),
        recorded_at: facts::Instant::from_microseconds(i64::from(until.plus_months(-24).number()) * 86_400_000_000),
        recorder: TOP.to_owned(),
        people: Vec::new(),
        values: values.into_iter().collect(),
        supersedes: None,
        attachments: Vec::new(),
    };
    let chain = [set_up];
    let roster = roster::fold(&facts::current(&chain, None), until);
    let name = top.to_string();
    let mut writer = UnitWriter::new(&name);
    writer.add(top, &chain, &roster)?;
    writer.finish(lake)?;
    Ok(OrganisationRow::new(top, &name, &roster, chain.len()))
}
