//! How late an organisation's records were written down, and on which days many were written long after.
//!
//! Pointers for a person to look at, never a status: a burst can be a secretary back from a site without a network.
//! A record counts from its earliest version; what the roster stands on is left out, because it is entered when the
//! books begin, long after people joined.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, Writings, kinds};

/// A record is late from the eighth day after it occurred (semantics, "Late records").
const LATE_AFTER_DAYS: i32 = 7;

/// So many late records written on one day are a burst. A choice, not a measurement: two meetings, four groups and a
/// theme day make seven in a month.
const BURST_RECORDS: usize = 8;

/// The records of a burst reach over more than a month: those of one month are written by whoever writes monthly.
const BURST_SPAN_DAYS: i32 = 31;

/// A burst this soon before an inspection was written for it, or looks so.
const BEFORE_INSPECTION_DAYS: i32 = 30;

/// Records of one year, of which some were written down late.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    pub records: usize,
    /// In the order of the ledger.
    pub late: Vec<LateRecord>,
    /// Of the late ones, in days; none where there is no late one.
    pub median_days: Option<i32>,
    pub longest_days: Option<i32>,
    /// By the day of writing.
    pub bursts: Vec<Burst>,
}

/// A record that was first written down so many days after it occurred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateRecord {
    pub of: FactId,
    pub days: i32,
    pub written_on: Day,
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
    let mut recording = Recording::default();
    let mut late_by_day: BTreeMap<Day, Vec<Day>> = BTreeMap::new();
    for fact in told_in_year(facts, as_of, known_at) {
        recording.records += 1;
        let (days, written_on) = (writings.delay_days(fact), writings.first(fact).recorded_at.day());
        if days > LATE_AFTER_DAYS {
            recording.late.push(LateRecord { of: fact.id, days, written_on });
            late_by_day.entry(written_on).or_default().push(fact.occurred.last);
        }
    }
    let mut delays: Vec<i32> = recording.late.iter().map(|late| late.days).collect();
    delays.sort_unstable();
    recording.median_days = delays.get(delays.len() / 2).copied();
    recording.longest_days = delays.last().copied();
    recording.bursts = late_by_day.iter().filter_map(|(day, told)| burst(*day, told, inspections)).collect();
    recording
}

/// Records that stand, of what occurred in the calendar year of `as_of`, up to it; none that the roster stands on.
pub fn told_in_year(facts: &[Fact], as_of: Day, known_at: Option<Instant>) -> impl Iterator<Item = &Fact> {
    let told = move |fact: &&Fact| {
        let last = fact.occurred.last;
        last.year() == as_of.year() && last <= as_of && !kinds::CORE.contains(&fact.kind.as_str())
    };
    facts::current(facts, known_at).into_iter().filter(told)
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
