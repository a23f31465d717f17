//! How records were written down: how late, in what bursts, and which texts are near copies. Places for a person to
//! look at; nothing here is a status.

use facts::{Day, Fact, Value};
use findings::{Recording, Text};
use rulebook::Rulebook;
use serde::Serialize;

use crate::table::{Align, Table};
use crate::words;

/// One organisation's records of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordingRow {
    pub unit: String,
    pub organisation: String,
    pub records: usize,
    /// Written down more than seven days after the last day of what they tell.
    pub late: usize,
    /// Of the late ones, in days.
    pub median_days: Option<i32>,
    pub longest_days: Option<i32>,
    pub bursts: Vec<BurstRow>,
}

/// Many late records that were written on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BurstRow {
    pub written_on: String,
    pub records: usize,
    pub earliest: String,
    pub latest: String,
    /// The day of an inspection that followed within thirty days.
    pub inspected_on: Option<String>,
}

/// One record whose text is nearly that of others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlikeRow {
    /// Records with the same number are alike; from 1.
    pub group: usize,
    /// What the two most alike of the group share, in hundredths.
    pub most_percent: usize,
    pub organisation: String,
    pub kind: String,
    pub occurred: String,
    /// How the text begins.
    pub opening: String,
    pub record: String,
}

/// So many characters of a text tell which one it is.
const OPENING: usize = 24;

impl RecordingRow {
    pub fn new((unit, organisation): (&str, &str), recording: &Recording) -> RecordingRow {
        let burst = |burst: &findings::Burst| BurstRow {
            written_on: burst.written_on.to_string(),
            records: burst.records,
            earliest: burst.earliest.to_string(),
            latest: burst.latest.to_string(),
            inspected_on: burst.inspected_on.map(|day: Day| day.to_string()),
        };
        RecordingRow {
            unit: unit.to_owned(),
            organisation: organisation.to_owned(),
            records: recording.records,
            late: recording.late.len(),
            median_days: recording.median_days,
            longest_days: recording.longest_days,
            bursts: recording.bursts.iter().map(burst).collect(),
        }
    }
}

/// What a record tells in its own words, for comparing; the names of choices are the same for everybody and left out.
pub fn own_words(fact: &Fact) -> Text<&Fact> {
    Text { of: fact, text: texts(fact).collect::<Vec<_>>().join("\n") }
}

fn texts(fact: &Fact) -> impl Iterator<Item = &str> {
    fact.values.values().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    })
}

impl AlikeRow {
    pub fn new(
        rulebook: &Rulebook,
        organisation: &str,
        (group, most_percent): (usize, usize),
        fact: &Fact,
    ) -> AlikeRow {
        let longest = texts(fact).max_by_key(|text| text.chars().count()).unwrap_or_default();
        let opening: String = longest.chars().take(OPENING).collect();
        AlikeRow {
            group,
            most_percent,
            organisation: organisation.to_owned(),
            kind: words::kind_name(rulebook, &fact.kind).to_owned(),
            occurred: fact.occurred.first.to_string(),
            opening: if longest.chars().count() > OPENING { opening + "……" } else { opening },
            record: fact.id.to_string(),
        }
    }
}

/// Organisations in the order given.
pub fn recording_table(rows: &[RecordingRow]) -> Table {
    let headers = [
        ("组织", Align::Left),
        ("单位", Align::Left),
        ("记录", Align::Right),
        ("补录", Align::Right),
        ("补录占比", Align::Right),
        ("补录天数中位", Align::Right),
        ("最久天数", Align::Right),
        ("集中补录", Align::Right),
    ];
    let mut table = Table::new("记录写下得及时不及时（发生七日以后才写下的算补录）", &headers);
    let days = |days: Option<i32>| days.map_or("－".to_owned(), |days| days.to_string());
    for row in rows {
        let percent = (row.late * 100).checked_div(row.records).map_or("－".to_owned(), |share| format!("{share}%"));
        table.rows.push(vec![
            row.organisation.clone(),
            row.unit.clone(),
            row.records.to_string(),
            row.late.to_string(),
            percent,
            days(row.median_days),
            days(row.longest_days),
            row.bursts.len().to_string(),
        ]);
    }
    table
}

pub fn bursts_table(rows: &[RecordingRow]) -> Table {
    let headers = [
        ("组织", Align::Left),
        ("写下的日子", Align::Left),
        ("补录", Align::Right),
        ("说的是", Align::Left),
        ("三十日内的督查", Align::Left),
    ];
    let mut table = Table::new("集中补录（一天补写八条以上、前后相隔一个月以上的事）", &headers);
    for (row, burst) in rows.iter().flat_map(|row| row.bursts.iter().map(move |burst| (row, burst))) {
        table.rows.push(vec![
            row.organisation.clone(),
            burst.written_on.clone(),
            burst.records.to_string(),
            format!("{} 至 {}", burst.earliest, burst.latest),
            burst.inspected_on.clone().unwrap_or_else(|| "没有".to_owned()),
        ]);
    }
    table
}

pub fn alike_table(rows: &[AlikeRow]) -> Table {
    let headers = [
        ("组", Align::Right),
        ("相同", Align::Right),
        ("组织", Align::Left),
        ("记录", Align::Left),
        ("日期", Align::Left),
        ("开头", Align::Left),
        ("编号", Align::Left),
    ];
    let mut table = Table::new("文字几乎相同的记录（四十字以上，八成以上相同）", &headers);
    for row in rows {
        table.rows.push(vec![
            row.group.to_string(),
            format!("{}%", row.most_percent),
            row.organisation.clone(),
            row.kind.clone(),
            row.occurred.clone(),
            row.opening.clone(),
            row.record.clone(),
        ]);
    }
    table
}
