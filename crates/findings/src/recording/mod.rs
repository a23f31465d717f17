//! How late an organisation's records were written down, and on which days many were written long after.
//!
//! Pointers for a person to look at, never a status: a burst can be a secretary back from a site without a network.
//! A record counts from its earliest version; what the roster stands on is left out, because it is entered when the
//! books begin, long after people joined.

use std::collections::BTreeMap;

use facts::{Day, Fact, Instant, Writings, kinds};

/// A record is late from the eighth day after it occurred (semantics, "Late records").
const LATE_AFTER_DAYS: i32 = 7;

/// So many late records written on one day are a burst: more than a branch holds meetings in a month.
const BURST_RECORDS: usize = 8;

/// The records of a burst reach over more than a month: those of one month are written by whoever writes monthly.
const BURST_SPAN_DAYS: i32 = 31;

/// A burst this soon before an inspection was written for it, or looks so.
const BEFORE_INSPECTION_DAYS: i32 = 30;

/// Records of one year, of which some were written down late.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    pub records: usize,
    pub late: usize,
    /// Of the late ones, in days; none where there is no late one.
    pub median_days: Option<i32>,
    pub longest_days: Option<i32>,
    /// By the day of writing.
    pub bursts: Vec<Burst>,
}

/// Many late records that were written on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    pub written_on: Day,
    pub records: usize,
    /// What the earliest and the latest of them tell of.
    pub earliest: Day,
    pub latest: Day,
    /// The next inspection, where one followed within [`BEFORE_INSPECTION_DAYS`].
    pub inspected_on: Option<Day>,
}

/// Of what occurred in the calendar year of `as_of`, up to it. `facts` is the organisation's chain in ledger order,
/// `inspections` the days on which somebody from above came, in any order.
pub fn recording(facts: &[Fact], as_of: Day, known_at: Option<Instant>, inspections: &[Day]) -> Recording {
    let writings = Writings::new(facts, known_at);
    let of_the_year = |fact: &&Fact| {
        let last = fact.occurred.last;
        last.year() == as_of.year() && last <= as_of && !kinds::CORE.contains(&fact.kind.as_str())
    };
    let mut recording = Recording::default();
    let mut delays: Vec<i32> = Vec::new();
    let mut late_by_day: BTreeMap<Day, Vec<Day>> = BTreeMap::new();
    for fact in facts::current(facts, known_at).into_iter().filter(of_the_year) {
        recording.records += 1;
        let delay = writings.delay_days(fact);
        if delay > LATE_AFTER_DAYS {
            delays.push(delay);
            late_by_day.entry(writings.first(fact).recorded_at.day()).or_default().push(fact.occurred.last);
        }
    }
    delays.sort_unstable();
    recording.late = delays.len();
    recording.median_days = delays.get(delays.len() / 2).copied();
    recording.longest_days = delays.last().copied();
    recording.bursts = late_by_day.iter().filter_map(|(day, told)| burst(*day, told, inspections)).collect();
    recording
}

fn burst(written_on: Day, told: &[Day], inspections: &[Day]) -> Option<Burst> {
    let (earliest, latest) = (*told.iter().min()?, *told.iter().max()?);
    if told.len() < BURST_RECORDS || latest.days_since(earliest) < BURST_SPAN_DAYS {
        return None;
    }
    let soon = |day: &&Day| (0..=BEFORE_INSPECTION_DAYS).contains(&day.days_since(written_on));
    let inspected_on = inspections.iter().filter(soon).min().copied();
    Some(Burst { written_on, records: told.len(), earliest, latest, inspected_on })
}

#[cfg(test)]
mod tests;
