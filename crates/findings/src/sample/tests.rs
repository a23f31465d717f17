//! Draws: repeatable by anybody, by weight, nobody twice; and what makes the weight.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Day, FactId, Period};
use rulebook::{Rulebook, Status};

use super::{BranchReason, Holder, Part, Pointers, RecordReason, draw};
use crate::{Burst, Finding, LateRecord, Recording, Subject};

fn holders(table: &[(&str, usize)]) -> Vec<Holder<()>> {
    table.iter().map(|(id, tickets)| Holder { who: (), id: (*id).to_owned(), tickets: *tickets }).collect()
}

fn drawn(table: &[(&str, usize)], most: usize, seed: &str) -> Vec<String> {
    draw(holders(table), most, seed).into_iter().map(|holder| holder.id).collect()
}

const FOUR: [(&str, usize); 4] = [("a", 1), ("b", 2), ("c", 3), ("d", 4)];

#[test]
fn a_draw_can_be_redone_with_any_tool_and_in_whatever_order_they_stand() {
    // printf '2019年第一次督查/a/0' | sha256sum, and so on.
    let by_hand = ["b", "d", "a", "c"];
    assert_eq!(drawn(&FOUR, 4, "2019年第一次督查"), by_hand);
    let turned: Vec<_> = FOUR.iter().rev().copied().collect();
    assert_eq!(drawn(&turned, 4, "2019年第一次督查"), by_hand);
    assert_ne!(drawn(&FOUR, 4, "2019年第二次督查"), by_hand);
}

#[test]
fn whoever_holds_three_times_the_tickets_comes_first_three_times_as_often() {
    let mut firsts: BTreeMap<String, i32> = BTreeMap::new();
    // And of those left, again by their tickets: after `b`, `a` has three in four.
    let mut after_b: BTreeMap<String, i32> = BTreeMap::new();
    for seed in 0..1_000 {
        let drawn = drawn(&[("a", 30), ("b", 10), ("c", 10)], 2, &seed.to_string());
        *firsts.entry(drawn[0].clone()).or_default() += 1;
        if drawn[0] == "b" {
            *after_b.entry(drawn[1].clone()).or_default() += 1;
        }
    }
    // Expected 600, 200 and 200, with standard deviations of 15 and 13.
    assert!((555..=645).contains(&firsts["a"]) && (160..=240).contains(&firsts["b"]), "{firsts:?}");
    let share = after_b["a"] * 100 / firsts["b"];
    assert!((65..=85).contains(&share), "{after_b:?}");
}

#[test]
fn nobody_is_drawn_twice_and_nobody_without_a_ticket() {
    let all = drawn(&[("a", 9), ("b", 0), ("c", 1)], 10, "x");
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 2);
    assert!(!all.contains(&"b".to_owned()), "{all:?}");
    assert_eq!(drawn(&FOUR, 0, "x"), Vec::<String>::new());
}

#[test]
fn more_tickets_never_make_a_draw_less_likely_and_move_nobody_else() {
    for seed in 0..100 {
        let seed = seed.to_string();
        let before = drawn(&[("a", 3), ("b", 3), ("c", 3)], 3, &seed);
        let after = drawn(&[("a", 9), ("b", 3), ("c", 3)], 3, &seed);
        let place = |drawn: &[String], id: &str| drawn.iter().position(|one| one == id);
        assert!(place(&after, "a") <= place(&before, "a"));
        assert_eq!(place(&after, "b") < place(&after, "c"), place(&before, "b") < place(&before, "c"));
    }
}

fn id(at: u8) -> FactId {
    FactId::from_bytes([at; 16])
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn finding(status: Status, evidence: &[u8]) -> Finding {
    let evidence = evidence.iter().map(|at| id(*at)).collect();
    Finding { evidence, ..Finding::bare(0, Subject::Organisation, Period::Event, status) }
}

fn pointers(findings: &[Finding], recording: Recording, alike: &[u8]) -> Pointers {
    Pointers::new(&Rulebook::default(), findings, recording, alike.iter().map(|at| id(*at)).collect())
}

#[test]
fn every_pointer_is_worth_tickets_and_what_is_well_is_worth_none() {
    let well = [finding(Status::Met, &[1]), finding(Status::Open, &[]), finding(Status::Advice, &[])];
    let recording = Recording { records: 4, ..Recording::default() };
    assert_eq!(pointers(&well, recording, &[]).of_branch(), [BranchReason::Everybody]);
    let findings =
        [Status::Met, Status::Late, Status::Missed, Status::Breached, Status::Unknown, Status::Open, Status::Advice]
            .map(|status| finding(status, &[]));
    let burst = |inspected_on| Burst {
        written_on: day("2019-06-20"),
        records: 8,
        earliest: day("2019-01-05"),
        latest: day("2019-05-05"),
        inspected_on,
    };
    let late = LateRecord { of: id(1), days: 9, written_on: day("2019-06-20") };
    let bursts = vec![burst(None), burst(Some(day("2019-07-01")))];
    let recording = Recording { records: 4, late: vec![late; 3], bursts, ..Recording::default() };
    let reasons = pointers(&findings, recording, &[2]).of_branch();
    let expected = [
        (BranchReason::Everybody, 10),
        (BranchReason::Failed(Part { count: 3, of: 5 }), 60),
        (BranchReason::Late(Part { count: 3, of: 4 }), 38),
        (BranchReason::Bursts { days: 2, before_inspection: 1 }, 15),
        (BranchReason::Alike(Part { count: 1, of: 4 }), 13),
    ];
    assert_eq!(reasons.iter().map(|reason| (*reason, reason.tickets())).collect::<Vec<_>>(), expected);
}

#[test]
fn tickets_have_bounds_and_a_single_pointer_among_many_is_worth_one() {
    let part = |count, of| Part { count, of };
    assert_eq!(BranchReason::Failed(part(0, 0)).tickets(), 0);
    assert_eq!(BranchReason::Failed(part(1, 1_000)).tickets(), 1);
    assert_eq!(BranchReason::Failed(part(7, 7)).tickets(), 100);
    assert_eq!(BranchReason::Alike(part(1, 1_000)).tickets(), 1);
    assert_eq!(BranchReason::Bursts { days: 40, before_inspection: 40 }.tickets(), 30);
}

#[test]
fn a_record_holds_tickets_for_each_thing_that_is_odd_about_it() {
    let findings = [finding(Status::Breached, &[3]), finding(Status::Missed, &[1])];
    let late = |at, written_on| LateRecord { of: id(at), days: 40, written_on: day(written_on) };
    let burst = Burst {
        written_on: day("2019-06-20"),
        records: 8,
        earliest: day("2019-01-05"),
        latest: day("2019-05-05"),
        inspected_on: None,
    };
    let recording = Recording {
        records: 4,
        late: vec![late(2, "2019-06-20"), late(3, "2019-06-21")],
        bursts: vec![burst],
        ..Recording::default()
    };
    let pointers = pointers(&findings, recording, &[2]);
    let late = RecordReason::Late { days: 40 };
    let cases: [(u8, &[RecordReason]); 3] =
        [(1, &[]), (2, &[late, RecordReason::InBurst, RecordReason::Alike]), (3, &[late, RecordReason::Breach])];
    for (at, reasons) in cases {
        let expected: Vec<RecordReason> = [&[RecordReason::Everybody], reasons].concat();
        assert_eq!(pointers.of_record(id(at)), expected, "record {at}");
    }
}
