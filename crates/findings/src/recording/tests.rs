//! How late records were written, at the borders of what is late and what is a burst.

use facts::{Day, Fact, FactId, Instant, OrganisationId, Span};

use super::{Burst, Recording, recording};

/// `occurred written-on`, a line each.
fn chain(table: &str) -> Vec<Fact> {
    let lines = table.lines().map(str::trim).filter(|line| !line.is_empty()).enumerate();
    let fact = |(at, line): (usize, &str)| {
        let (occurred, written) = line.split_once(' ').unwrap();
        let mut id = [0; 16];
        id[15] = at as u8;
        Fact {
            id: FactId::from_bytes(id),
            organisation: OrganisationId::from_bytes([1; 16]),
            kind: "theme-day".into(),
            occurred: Span::day(occurred.parse().unwrap()),
            recorded_at: written.parse::<Instant>().unwrap(),
            recorder: "乙".into(),
            people: Vec::new(),
            values: Default::default(),
            supersedes: None,
            attachments: Vec::new(),
        }
    };
    lines.map(fact).collect()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn of_2019(table: &str, inspections: &[&str]) -> Recording {
    let inspections: Vec<Day> = inspections.iter().map(|text| day(text)).collect();
    recording(&chain(table), day("2019-12-31"), None, &inspections)
}

#[test]
fn late_begins_on_the_eighth_day_and_other_years_are_left_out() {
    let found = of_2019(
        "2019-03-01 2019-03-08
         2019-03-01 2019-03-09
         2019-05-01 2019-05-31
         2018-05-01 2019-05-31",
        &[],
    );
    assert_eq!((found.records, found.late.len()), (3, 2));
    assert_eq!((found.median_days, found.longest_days), (Some(30), Some(30)));
    assert_eq!(found.bursts, []);
}

#[test]
fn a_correction_is_as_late_as_what_it_corrects() {
    let mut facts = chain("2019-03-01 2019-03-02\n2019-03-01 2019-06-01");
    facts[1].supersedes = Some(facts[0].id);
    let found = recording(&facts, day("2019-12-31"), None, &[]);
    assert_eq!((found.records, found.late), (1, vec![]));
}

const EIGHT: &str = "2019-01-05 2019-06-20
    2019-02-05 2019-06-20
    2019-02-15 2019-06-20
    2019-03-05 2019-06-20
    2019-03-15 2019-06-20
    2019-04-05 2019-06-20
    2019-04-15 2019-06-20
    2019-05-05 2019-06-20";

#[test]
fn eight_records_of_several_months_written_on_one_day_are_a_burst() {
    let burst = |inspected_on| Burst {
        written_on: day("2019-06-20"),
        records: 8,
        earliest: day("2019-01-05"),
        latest: day("2019-05-05"),
        inspected_on,
    };
    assert_eq!(of_2019(EIGHT, &[]).bursts, [burst(None)]);
    assert_eq!(of_2019(EIGHT, &["2019-06-19", "2019-07-20"]).bursts, [burst(Some(day("2019-07-20")))]);
    assert_eq!(of_2019(EIGHT, &["2019-07-21"]).bursts, [burst(None)]);
    let seven: Vec<&str> = EIGHT.lines().take(7).collect();
    assert_eq!(of_2019(&seven.join("\n"), &[]).bursts, []);
}

#[test]
fn a_month_that_is_written_down_in_one_go_is_no_burst() {
    let month: Vec<String> = (1..=12).map(|day| format!("2019-03-{day:02} 2019-04-10")).collect();
    assert_eq!(of_2019(&month.join("\n"), &[]).bursts, []);
}

#[test]
fn what_was_not_known_yet_is_not_told() {
    let known_at = Some("2019-06-01".parse().unwrap());
    assert_eq!(recording(&chain(EIGHT), day("2019-12-31"), known_at, &[]).records, 0);
}
