//! The lake: everybody's records as Parquet, in a folder or in a store that speaks S3.
//!
//! ```text
//! LAKE/lake.json                                   what it is, and which version of this layout
//! LAKE/organisations.parquet                       everybody in it, and how long each chain is
//! LAKE/members/unit=U/data.parquet                 who was a member when
//! LAKE/{facts,people,values}/unit=U/year=Y/data.parquet
//! ```
//!
//! A unit is an organisation below the top with everything below it; the year is that in which a record was *written
//! down*. So a year that is over never changes again, and what was known on a day is what lies in the years up to it.
//! No fact is lost on the way: what is read back is the chain that was written (docs/decisions/0061).

mod read;
mod schema;
mod write;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::place::Place;

use read::Columns;
pub use read::{Chains, Records, Source, organisations};
pub use schema::{MEMBERS, ORGANISATIONS, Table};
pub use write::{OrganisationRow, UnitWriter, properties, write_organisations};

/// Of the layout above; raised when an older program could not read what is written.
const VERSION: u32 = 1;

/// The file by which a lake is known.
const ABOUT: &str = "lake.json";

/// The name of every partition's file.
const DATA: &str = "data.parquet";

/// An open lake.
#[derive(Debug, Clone)]
pub struct Lake {
    place: Place,
}

/// What `lake.json` holds.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    version: u32,
}

impl Lake {
    /// # Errors
    /// Where there is no lake, or one of a newer layout.
    pub fn open(location: &str) -> Result<Lake> {
        let place = Place::at(location, false)?;
        let about = place.read_whole(ABOUT).with_context(|| {
            format!("“{location}”不是数据湖（里面没有 {ABOUT}）。请先用 wuhua-sweep sync 或 simulate 建立")
        })?;
        let about: About = serde_json::from_slice(&about).with_context(|| format!("{location}/{ABOUT} 读不懂"))?;
        if about.version > VERSION {
            bail!(
                "数据湖“{location}”是更新的版本 {} 写的，这个程序只认得到版本 {VERSION}，请换新的程序",
                about.version
            );
        }
        Ok(Lake { place })
    }

    /// The lake that is there, or a new one.
    ///
    /// # Errors
    /// Where the place cannot be written, or holds something else.
    pub fn open_or_create(location: &str) -> Result<Lake> {
        let place = Place::at(location, true)?;
        if place.has(ABOUT)? {
            return Lake::open(location);
        }
        if !place.list("")?.is_empty() {
            bail!("“{location}”里已有别的文件，没有在这里建数据湖。请换一个空的文件夹");
        }
        place.put(ABOUT, serde_json::to_vec(&About { version: VERSION })?)?;
        Ok(Lake { place })
    }

    /// Where it lies.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Its units, each with the years of which it has records, in order.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn units(&self) -> Result<BTreeMap<String, Vec<i32>>> {
        let mut units: BTreeMap<String, Vec<i32>> = BTreeMap::new();
        for path in self.place.list(Table::Facts.folder())? {
            let mut parts = path.split('/').rev();
            let (Some(DATA), Some(year), Some(unit)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let year = year.strip_prefix("year=").and_then(|year| year.parse().ok());
            if let (Some(year), Some(unit)) = (year, unit.strip_prefix("unit=")) {
                units.entry(unit.to_owned()).or_default().push(year);
            }
        }
        units.values_mut().for_each(|years| years.sort_unstable());
        Ok(units)
    }

    /// The chains of a unit, one organisation after another, of what was written down in some years.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn chains(&self, unit: &str, years: &[i32]) -> Result<Chains> {
        self.read(unit, years, Columns::All)
    }

    /// The same without what no rule sees: who wrote a record down, why somebody was not there, attachments.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn chains_for_rules(&self, unit: &str, years: &[i32]) -> Result<Chains> {
        self.read(unit, years, Columns::SeenByRules)
    }

    fn read(&self, unit: &str, years: &[i32], columns: Columns) -> Result<Chains> {
        let files = years.iter().map(|year| {
            let [facts, people, values] = Table::ALL.map(|table| self.place.source(&path_of(table, unit, *year)));
            Ok([facts?, people?, values?])
        });
        Chains::over(files.collect::<Result<Vec<_>>>()?, columns)
            .with_context(|| format!("读不出数据湖“{}”里单位 {unit} 的记录", self.place.shown()))
    }
}

/// Where a partition of a table lies.
pub fn path_of(table: Table, unit: &str, year: i32) -> String {
    format!("{}/unit={unit}/year={year}/{DATA}", table.folder())
}

/// Where a unit's members lie.
pub fn members_path(unit: &str) -> String {
    format!("members/unit={unit}/{DATA}")
}

/// Where everybody is listed.
pub const ORGANISATIONS_PATH: &str = "organisations.parquet";
