//! What the vocabulary promises, by example.

use std::collections::BTreeMap;

use crate::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

#[test]
fn a_day_keeps_its_date() {
    for text in ["1949-10-01", "1970-01-01", "2000-02-29", "2019-12-31", "9999-12-31"] {
        assert_eq!(day(text).to_string(), text);
    }
    assert_eq!(day("2019-03-05").year(), 2019);
    assert_eq!((day("2019-03-05").month(), day("2019-03-05").day_of_month()), (3, 5));
    assert_eq!(Day::EARLIEST.to_string(), "1920-01-01");
    assert_eq!(Day::LATEST.to_string(), "9999-12-31");
}

#[test]
fn what_is_no_day_is_refused() {
    for text in ["2019-02-29", "2019-13-01", "2019-3-5", "20190305", "", "2019-03-05 ", "+019-03-05"] {
        assert!(text.parse::<Day>().is_err(), "{text}");
    }
}

#[test]
fn a_limit_ends_on_the_same_date_or_the_last_of_the_month() {
    assert_eq!(Limit::Months(1).after(day("2019-01-31")), day("2019-02-28"));
    assert_eq!(Limit::Years(3).after(day("2016-02-29")), day("2019-02-28"));
    assert_eq!(Limit::Days(15).after(day("2019-12-20")), day("2020-01-04"));
    assert_eq!(Limit::Months(1).before(day("2019-03-31")), day("2019-02-28"));
}

#[test]
fn no_reckoning_leaves_what_a_date_can_name() {
    let (first, last) = (day("0000-01-01"), day("9999-12-31"));
    assert_eq!([i32::MIN, -719_529, -719_528].map(Day::from_number), [first; 3]);
    assert_eq!([i32::MAX, 2_932_897, 2_932_896].map(Day::from_number), [last; 3]);
    for days in [i32::MIN, i32::MAX] {
        for limit in [Limit::Days(days), Limit::Months(days), Limit::Years(days)] {
            for reckoned in [limit.after(first), limit.before(first), limit.after(last), limit.before(last)] {
                assert_eq!(day(&reckoned.to_string()), reckoned, "{limit:?}");
            }
        }
    }
    assert_eq!(Instant::from_microseconds(i64::MAX).day(), last);
    assert_eq!(Instant::from_microseconds(i64::MIN).day(), first);
}

#[test]
fn the_middle_of_a_period_is_half_its_days_after_its_first() {
    // Semantics, "Who owes a period": joining on 1 July is in time for the year, on 15 July is not.
    let middle = |text| Period::parse(text).unwrap().middle().unwrap();
    assert_eq!(middle("2019"), day("2019-07-02"));
    assert_eq!(middle("2020"), day("2020-07-02"));
    assert_eq!(middle("2019-03"), day("2019-03-16"));
    assert_eq!(middle("2019-Q1"), day("2019-02-15"));
}

#[test]
fn periods_are_written_and_read_the_same() {
    for text in ["2019", "2019-H1", "2019-H2", "2019-Q4", "2019-12", "standing", "term", "event"] {
        assert_eq!(Period::parse(text).unwrap().to_string(), text);
    }
    for text in ["2019-Q5", "2019-H3", "2019-13", "2019-00", "2019-1", "19", "2019-Q", "党员大会", "2019-é"] {
        assert_eq!(Period::parse(text), None, "{text}");
    }
    assert_eq!(Calendar::Quarter.containing(day("2019-03-31")).to_string(), "2019-Q1");
    assert_eq!(Calendar::HalfYear.containing(day("2019-07-01")).to_string(), "2019-H2");
}

#[test]
fn an_instant_falls_on_its_day_in_shanghai() {
    let instant: Instant = "2019-12-31T16:00:00Z".parse().unwrap();
    assert_eq!(instant.day(), day("2020-01-01"));
    assert_eq!(Instant::start_of(day("2020-01-01")), instant);
    assert_eq!("2019-12-31".parse::<Instant>().unwrap(), Instant::end_of(day("2019-12-31")));
}

#[test]
fn quantities_have_at_most_two_decimals() {
    for (text, hundredths) in [("32", 3200), ("1.5", 150), ("-0.25", -25), ("12.500", 1250)] {
        assert_eq!(text.parse::<Quantity>().unwrap().0, hundredths);
    }
    for text in ["", "1.", ".5", "1.005", "1e3", "--1", "九"] {
        assert!(text.parse::<Quantity>().is_err(), "{text}");
    }
    assert_eq!(Fen(1405).to_string(), "14.05");
    assert_eq!(Quantity(-50).to_string(), "-0.5");
}

fn a_fact(number: u8, recorded: &str) -> Fact {
    Fact {
        id: FactId::from_moment(1_000, [number; 10]),
        organisation: OrganisationId::derived(&[b"branch"]),
        kind: "members-meeting".into(),
        occurred: Span::day(day("2019-03-31")),
        recorded_at: recorded.parse().unwrap(),
        recorder: "叶欣".into(),
        people: vec![Participation {
            person: PersonId::derived(&[b"bai wei"]),
            part: "attendee".into(),
            presence: Presence::Excused,
            reason: Some("出差".into()),
        }],
        values: BTreeMap::from([
            ("merged".into(), Value::Flag(false)),
            ("hours".into(), Value::Quantity(Quantity(150))),
            ("period".into(), Value::Period(Period::parse("2019-Q1").unwrap())),
            ("agenda".into(), Value::Options(vec!["study".into()])),
        ]),
        supersedes: None,
        attachments: vec![],
    }
}

#[test]
fn the_wire_form_is_golden() {
    let golden = include_str!("../tests/golden/v1.json").trim_end();
    assert_eq!(wire::encode(&a_fact(7, "2019-04-01T01:00:00Z")), golden);
    assert_eq!(wire::decode(golden).unwrap(), a_fact(7, "2019-04-01T01:00:00Z"));
}

#[test]
fn a_newer_wire_form_is_named_not_misread() {
    let newer = wire::encode(&a_fact(7, "2019-04-01")).replacen("\"v\":1", "\"v\":2,\"extra\":true", 1);
    assert!(matches!(wire::decode(&newer), Err(wire::WireError::Version(2))));
}

#[test]
fn a_correction_holds_only_once_it_was_known() {
    let first = a_fact(1, "2019-04-01");
    let mut second = a_fact(2, "2019-05-01");
    second.supersedes = Some(first.id);
    let facts = [first.clone(), second.clone()];
    let ids = |known_at: Option<&str>| -> Vec<FactId> {
        current(&facts, known_at.map(|text| text.parse().unwrap())).iter().map(|fact| fact.id).collect()
    };
    assert_eq!(ids(None), [second.id]);
    assert_eq!(ids(Some("2019-04-30")), [first.id]);
    assert!(ids(Some("2019-03-31")).is_empty());
    // What was recorded at that very moment was known.
    assert_eq!(ids(Some("2019-04-01")), [first.id]);
    assert_eq!(ids(Some("2019-05-01")), [second.id]);
}

#[test]
fn a_page_about_a_day_shows_what_had_happened_and_what_was_announced() {
    let happened = |number: u8, on: &str, recorded: &str| {
        let mut fact = a_fact(number, recorded);
        fact.occurred = Span::day(on.parse().unwrap());
        fact
    };
    let facts = [
        happened(1, "2019-03-01", "2019-06-01"),
        happened(2, "2019-05-01", "2019-03-02"),
        happened(3, "2019-05-01", "2019-05-02"),
    ];
    let shown = |day: &str, known_at: Option<&str>| -> Vec<FactId> {
        let on = (day.parse().unwrap(), known_at.map(|text| text.parse().unwrap()));
        current_on(&facts, on).iter().map(|fact| fact.id).collect()
    };
    let [late, announced, later] = facts.each_ref().map(|fact| fact.id);
    assert_eq!(shown("2019-03-31", None), [late, announced]);
    assert_eq!(shown("2019-03-31", Some("2019-03-31")), [announced]);
    assert_eq!(shown("2019-12-31", None), [late, announced, later]);
}

/// Days from 31 March 2019, or the day that the last of the versions names, to the first writing that counts.
fn delay(versions: &[Fact], known_at: Option<&str>) -> i32 {
    let mut versions = versions.to_vec();
    for at in 1..versions.len() {
        versions[at].supersedes = Some(versions[at - 1].id);
    }
    let writings = Writings::new(&versions, known_at.map(|text| text.parse().unwrap()));
    writings.delay_days(versions.last().unwrap())
}

#[test]
fn what_was_written_in_time_and_corrected_later_was_written_in_time() {
    let chain = [a_fact(1, "2019-04-02"), a_fact(2, "2019-05-01"), a_fact(3, "2019-06-01")];
    assert_eq!(delay(&chain[..1], None), 2);
    assert_eq!(delay(&chain[1..], None), 31);
    assert_eq!(delay(&chain, None), 2);
    // A clock that was wrong makes a correction the first writing.
    assert_eq!(delay(&[a_fact(1, "2019-05-01"), a_fact(2, "2019-04-05")], None), 5);
    // Announced, and filled in when it was over.
    assert_eq!(delay(&[a_fact(1, "2019-03-29"), a_fact(2, "2019-05-01")], None), -2);
}

#[test]
fn a_version_that_was_not_known_leads_to_no_earlier_one() {
    let chain = [a_fact(1, "2019-04-02"), a_fact(2, "2019-06-01"), a_fact(3, "2019-05-01")];
    assert_eq!(delay(&chain, None), 2);
    assert_eq!(delay(&chain, Some("2019-05-01")), 31);
}

#[test]
fn what_told_of_another_day_wrote_nothing_down_that_had_not_happened() {
    let of = |on: &str, fact: Fact| Fact { occurred: Span::day(day(on)), ..fact };
    let earlier = of("2019-03-01", a_fact(1, "2019-03-02"));
    assert_eq!(delay(&[earlier, a_fact(2, "2019-05-01")], None), 31);
    let later = of("2019-04-15", a_fact(1, "2019-04-16"));
    assert_eq!(delay(&[later, a_fact(2, "2019-05-01")], None), 16);
}

#[test]
fn a_withdrawal_is_no_version_and_a_circle_has_an_end() {
    let withdrawn = Fact { kind: kinds::WITHDRAWN.into(), ..a_fact(2, "2019-04-03") };
    assert_eq!(delay(&[a_fact(1, "2019-04-20"), withdrawn, a_fact(3, "2019-05-01")], None), 20);
    let (mut one, mut other) = (a_fact(1, "2019-04-02"), a_fact(2, "2019-05-01"));
    (one.supersedes, other.supersedes) = (Some(other.id), Some(one.id));
    let facts = [one, other];
    assert_eq!(Writings::new(&facts, None).delay_days(&facts[1]), 2);
}
