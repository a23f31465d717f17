//! What two runs found differently: by clause, and about how many organisations.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use facts::{Day, OrganisationId};
use rayon::prelude::*;
use rulebook::Status;
use views::{Align, Table};

use crate::place::Place;
use crate::run::{TotalRow, read_totals};

/// What is different about one clause on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub as_of: Day,
    pub clause: String,
    /// By how many findings the second run has more of each status.
    pub by_status: BTreeMap<Status, i64>,
    /// About how many organisations something is different.
    pub organisations: u64,
}

type Counts = BTreeMap<(Day, String, Status), i64>;

/// Holds one run against another one of the same days.
///
/// # Errors
/// Where a run is not there or was not finished, or the two are about other days or organisations' units.
pub fn compare(one: &Place, other: &Place) -> Result<Vec<Difference>> {
    let (files, other_files) = (counted(one)?, counted(other)?);
    if files != other_files {
        bail!("“{}”和“{}”的单位不同，不是同一个数据湖的结果，没有比较", one.shown(), other.shown());
    }
    let found: Vec<BTreeMap<(Day, String), Difference>> = files
        .par_iter()
        .map(|file| of_file(&read_totals(one, file)?, &read_totals(other, file)?))
        .collect::<Result<_>>()?;
    let mut all: BTreeMap<(Day, String), Difference> = BTreeMap::new();
    for (key, more) in found.into_iter().flatten() {
        match all.get_mut(&key) {
            Some(known) => {
                known.organisations += more.organisations;
                more.by_status.into_iter().for_each(|(status, by)| *known.by_status.entry(status).or_default() += by);
            }
            None => {
                all.insert(key, more);
            }
        }
    }
    Ok(all.into_values().collect())
}

/// The files of a finished run in which everybody's own findings are counted.
fn counted(run: &Place) -> Result<Vec<String>> {
    let files = run.list("own")?;
    if files.is_empty() || !run.has(crate::run::TOTALS)? {
        bail!("“{}”不是一次运行的结果，或者没有算完。请先用 wuhua-sweep run 算完", run.shown());
    }
    Ok(files)
}

fn of_file(one: &[TotalRow], other: &[TotalRow]) -> Result<BTreeMap<(Day, String), Difference>> {
    let days = |rows: &[TotalRow]| rows.iter().map(|row| row.as_of).collect::<BTreeSet<Day>>();
    if days(one) != days(other) {
        bail!("两次运行的日期不同，没有比较。请用相同的 --as-of 再算一次");
    }
    let (one, other) = (by_organisation(one), by_organisation(other));
    let everybody: BTreeSet<&OrganisationId> = one.keys().chain(other.keys()).collect();
    let nothing = Counts::new();
    let mut found: BTreeMap<(Day, String), Difference> = BTreeMap::new();
    for organisation in everybody {
        let (old, new) = (one.get(organisation).unwrap_or(&nothing), other.get(organisation).unwrap_or(&nothing));
        let mut changed: BTreeSet<(Day, String)> = BTreeSet::new();
        for key in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let by = new.get(key).unwrap_or(&0) - old.get(key).unwrap_or(&0);
            if by == 0 {
                continue;
            }
            let (as_of, clause, status) = key.clone();
            let difference = found.entry((as_of, clause.clone())).or_insert_with(|| Difference {
                as_of,
                clause: clause.clone(),
                by_status: BTreeMap::new(),
                organisations: 0,
            });
            *difference.by_status.entry(status).or_default() += by;
            changed.insert((as_of, clause));
        }
        for key in changed {
            found.get_mut(&key).context("没有这一条")?.organisations += 1;
        }
    }
    Ok(found)
}

/// Of each organisation, the findings by clause and status: in which period is no matter here.
fn by_organisation(rows: &[TotalRow]) -> BTreeMap<OrganisationId, Counts> {
    let mut all: BTreeMap<OrganisationId, Counts> = BTreeMap::new();
    for row in rows {
        let counts = all.entry(row.organisation).or_default();
        *counts.entry((row.as_of, row.clause.clone(), row.status)).or_default() += row.findings as i64;
    }
    all
}

/// As it is shown.
pub fn table(differences: &[Difference]) -> Table {
    let mut headers = vec![("截至", Align::Left), ("条款", Align::Left), ("组织数", Align::Right)];
    headers.extend(Status::ALL.map(|status| (status.label(), Align::Right)));
    let mut table = Table::new("后一次比前一次", &headers);
    for difference in differences {
        let mut row =
            vec![difference.as_of.to_string(), difference.clause.clone(), difference.organisations.to_string()];
        row.extend(Status::ALL.map(|status| match difference.by_status.get(&status) {
            None | Some(0) => String::new(),
            Some(by) => format!("{by:+}"),
        }));
        table.rows.push(row);
    }
    table
}
