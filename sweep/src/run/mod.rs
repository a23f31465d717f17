//! The whole standard over a whole lake: each unit by itself, then those who stand above branches, then up the tree.
//!
//! ```text
//! OUT/run.json                     what was asked
//! OUT/parts/unit=U.json            what others have to know of a unit; there when the unit is done
//! OUT/own/unit=U.parquet           what was found about each organisation, counted
//! OUT/findings/unit=U.parquet      each finding with its records, where asked for
//! OUT/totals.parquet               everybody's counts together with those of all below
//! ```
//!
//! A unit needs nothing from another one, so that units can be done on any number of threads or machines and in any
//! order; what is folded from them is folded in the order of their names. Whatever was interrupted goes on with the
//! units that have no part yet. Committees are judged by what the branches below them reached, so they come last.

mod files;
mod fold;
mod tally;
mod unit;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use facts::{Day, Instant};
use findings::{DatedProgram, Program};
use rayon::prelude::*;
use rulebook::Rulebook;
use serde::{Deserialize, Serialize};

pub use files::{TOTALS, TotalRow, read_totals};
pub use fold::Totals;

use crate::lake::{Lake, organisations};
use crate::place::Place;
use crate::progress::Progress;

const ASKED: &str = "run.json";

/// What is asked of a lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// In order, each once.
    pub as_of: Vec<Day>,
    pub known_at: Option<Instant>,
    /// Every finding too, not only how many.
    pub findings: bool,
}

/// The same, as the folder of a run remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub lake: String,
    /// How many records it has: a lake that has grown since is another one.
    pub records: u64,
    pub as_of: Vec<String>,
    pub known_at: Option<String>,
    /// The digest of the standard's texts.
    pub standard: String,
    /// Parameters that were given another value.
    pub set: Vec<String>,
    pub findings: bool,
}

/// Everything that all units need.
pub(crate) struct Run<'a> {
    pub lake: &'a Lake,
    pub out: &'a Place,
    pub wanted: &'a Wanted,
    pub rulebook: &'a Rulebook,
    pub program: &'a Program<'a>,
    /// By day.
    pub dated: &'a [DatedProgram<'a>],
    /// Somebody is judged by what the branches below reached.
    pub looks_below: bool,
}

/// Carries out what is asked and not done yet, and folds it. `set` are the parameters of the standard that were given
/// another value, as they were typed.
///
/// # Errors
/// Where the lake cannot be read, the place cannot be written, or holds another run.
pub fn run(
    lake: &Lake,
    out: &Place,
    wanted: &Wanted,
    (rulebook, set): (&Rulebook, &[String]),
    progress: &Progress,
) -> Result<Totals> {
    begin(out, &Asked::new(lake, wanted, rulebook, set)?)?;
    let program = Program::new(rulebook);
    let dated: Vec<DatedProgram<'_>> = wanted.as_of.iter().map(|day| program.on(*day)).collect();
    let looks_below = program.looks_below();
    let run = Run { lake, out, wanted, rulebook, program: &program, dated: &dated, looks_below };
    let units = run.units()?;
    progress.begin("算单位", units.len() as u64);
    units
        .par_iter()
        .map(|(unit, years)| {
            unit::sweep(&run, unit, years).with_context(|| format!("单位 {unit} 没有算成"))?;
            progress.advance(1);
            Ok(())
        })
        .collect::<Result<()>>()?;
    progress.begin("汇总", 1);
    let totals = fold::fold(&run, units.keys())?;
    progress.end();
    Ok(totals)
}

/// A place is one run's: the same run goes on in it, another one is refused.
fn begin(out: &Place, asked: &Asked) -> Result<()> {
    if !out.has(ASKED)? {
        if !out.list("")?.is_empty() {
            bail!("“{}”里已有别的文件，没有往里面写。请换一个空的文件夹", out.shown());
        }
        return out.put(ASKED, serde_json::to_vec_pretty(asked)?);
    }
    let there: Asked = serde_json::from_slice(&out.read_whole(ASKED)?).context("已有的 run.json 读不懂")?;
    if there != *asked {
        bail!("“{}”里是另一次运行的结果（数据湖、其中的记录、日期、标准或参数不同）。请换一个空的文件夹", out.shown());
    }
    Ok(())
}

impl Asked {
    fn new(lake: &Lake, wanted: &Wanted, rulebook: &Rulebook, set: &[String]) -> Result<Asked> {
        Ok(Asked {
            lake: lake.place().shown().to_owned(),
            records: organisations(lake)?.iter().map(|row| u64::from(row.records)).sum(),
            as_of: wanted.as_of.iter().map(ToString::to_string).collect(),
            known_at: wanted.known_at.map(|at| at.microseconds().to_string()),
            standard: rulebook.version.clone(),
            set: set.to_vec(),
            findings: wanted.findings,
        })
    }
}

impl Run<'_> {
    /// The units with the years that have to be read: what was written down later was not known yet.
    fn units(&self) -> Result<BTreeMap<String, Vec<i32>>> {
        let mut units = self.lake.units()?;
        if units.is_empty() {
            bail!("数据湖“{}”里没有记录。请先用 wuhua-sweep sync 或 simulate 放进去", self.lake.place().shown());
        }
        if let Some(known_at) = self.wanted.known_at {
            units.values_mut().for_each(|years| years.retain(|year| *year <= known_at.day().year()));
        }
        Ok(units)
    }
}
