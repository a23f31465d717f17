//! The engine on branch-years of 22 members, beside a hand-written loop over the same columns.
//!
//! The engine gets the whole standard; the loop is written out for every rule that gives a finding here.
//! Run with `cargo xtask bench` or `cargo bench -p findings`. Before anything is timed, the loop's results are held
//! against the engine's: a floor that answers another question would be no floor.
//! `side by side` walks the same 64 branches with either in turn and divides the medians: on a machine whose speed
//! changes from minute to minute, two figures taken one after the other cannot be divided.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on has nothing to measure")]

mod branches;
mod floor;
mod forms;
#[path = "../../tests/it/standard.rs"]
mod standard;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use facts::{Day, FactId};
use findings::{Branch, Evaluator, Finding, Missing, Program, Subject};
use rulebook::Rulebook;

use crate::floor::{Floor, FloorFinding};

/// So many different branches, so that not one branch's data alone is warm.
const BRANCHES: u64 = 64;

/// So many turns of either, for the ratio.
const ROUNDS: usize = 2_000;

fn engine(criterion: &mut Criterion) {
    let as_of: Day = "2019-12-31".parse().unwrap();
    let rulebook = rules_of_the_loop(as_of);
    let program = Program::new(&rulebook);
    let dated = program.on(as_of);
    let branches: Vec<Branch> =
        (0..BRANCHES).map(|seed| Branch::new(&dated, &branches::branch_year(seed), None)).collect();
    let rows: usize = branches.iter().map(|branch| branch.columns.people.len()).sum();
    let mut evaluator = Evaluator::new(&dated);
    let mut floor = Floor::new(&rulebook, as_of);
    for branch in &branches {
        hold_floor_to_engine(&rulebook, &mut evaluator, &mut floor, branch);
    }
    let findings: usize = branches
        .iter()
        .map(|branch| {
            evaluator.evaluate(branch);
            evaluator.len()
        })
        .sum();
    println!(
        "{BRANCHES} branch-years: {} rows and {} findings each, {} rules",
        rows / BRANCHES as usize,
        findings / BRANCHES as usize,
        rulebook.rules.len()
    );

    side_by_side(&mut evaluator, &mut floor, &branches);
    forms::print(as_of);

    let mut group = criterion.benchmark_group("branch-year");
    group.throughput(Throughput::Elements(rows as u64 / BRANCHES));
    let mut next = branches.iter().cycle();
    group.bench_function("engine", |bencher| {
        bencher.iter(|| {
            evaluator.evaluate(black_box(next.next().unwrap()));
            black_box(evaluator.len())
        });
    });
    let mut next = branches.iter().cycle();
    group.bench_function("floor", |bencher| {
        bencher.iter(|| {
            floor.evaluate(black_box(next.next().unwrap()));
            black_box(floor.len())
        });
    });
    let facts = branches::branch_year(0);
    group.bench_function("columns and roster", |bencher| {
        bencher.iter(|| Branch::new(&dated, black_box(&facts), None));
    });
    group.finish();
    after_a_new_record(criterion, &rulebook, as_of);
}

/// From a chain of three years that has just grown to the findings of its branch, names looked up.
fn after_a_new_record(criterion: &mut Criterion, rulebook: &Rulebook, as_of: Day) {
    let program = Program::new(rulebook);
    let dated = program.on(as_of);
    let facts = branches::branch_years(0, 3);
    println!("three years: {} records", facts.len());
    let mut evaluator = Evaluator::new(&dated);
    criterion.bench_function("a new record to findings, three years", |bencher| {
        bencher.iter(|| {
            let branch = Branch::new(&dated, black_box(&facts), None);
            evaluator.evaluate(&branch);
            evaluator.findings(&branch).len()
        });
    });
}

/// The whole standard, except for rules that find something in these branches and that the loop was never written out
/// for: a loop that lacks what the engine does is no floor.
fn rules_of_the_loop(as_of: Day) -> Rulebook {
    let mut rulebook = standard::standard();
    let program = Program::new(&rulebook);
    let dated = program.on(as_of);
    let mut evaluator = Evaluator::new(&dated);
    let mut unknown: BTreeSet<String> = BTreeSet::new();
    for seed in 0..BRANCHES {
        let branch = Branch::new(&dated, &branches::branch_year(seed), None);
        evaluator.evaluate(&branch);
        let slugs = evaluator.findings(&branch).into_iter().map(|finding| rulebook.rules[finding.rule].slug.clone());
        unknown.extend(slugs.filter(|slug| !floor::RULES.contains(&slug.as_str())));
    }
    if !unknown.is_empty() {
        println!("left out, because the loop does not know them: {unknown:?}");
    }
    rulebook.rules.retain(|rule| !unknown.contains(&rule.slug));
    rulebook
}

/// How many times as long the engine takes as the loop, both in the same moments.
fn side_by_side(evaluator: &mut Evaluator<'_>, floor: &mut Floor, branches: &[Branch]) {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        for branch in branches {
            evaluator.evaluate(black_box(branch));
            black_box(evaluator.len());
        }
        let between = Instant::now();
        for branch in branches {
            floor.evaluate(black_box(branch));
            black_box(floor.len());
        }
        (between - start, between.elapsed())
    });
    let (mut engine, mut floor): (Vec<Duration>, Vec<Duration>) = rounds.unzip();
    let branch_year = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64() * 1e6 / branches.len() as f64
    };
    let (engine, floor) = (branch_year(&mut engine), branch_year(&mut floor));
    println!("side by side: engine {engine:.1} µs, floor {floor:.1} µs, {:.2} times", engine / floor);
}

/// Both have to give the same findings on the same evidence.
fn hold_floor_to_engine(rulebook: &Rulebook, evaluator: &mut Evaluator<'_>, floor: &mut Floor, branch: &Branch) {
    evaluator.evaluate(branch);
    floor.evaluate(branch);
    let mut expected: Vec<String> = evaluator.findings(branch).iter().map(|finding| line(rulebook, finding)).collect();
    let mut found: Vec<String> =
        floor.findings().map(|(finding, rows, missing)| floor_line(branch, finding, rows, missing)).collect();
    expected.sort_unstable();
    found.sort_unstable();
    for (expected, found) in expected.iter().zip(&found) {
        assert_eq!(expected, found, "the hand-written loop does not answer what the engine answers");
    }
    assert_eq!(expected.len(), found.len(), "the hand-written loop answers more or less than the engine");
}

fn line(rulebook: &Rulebook, finding: &Finding) -> String {
    let subject = match &finding.subject {
        Subject::Person(person) => format!("{person}"),
        Subject::Pair(one, two) => format!("{one} {two}"),
        Subject::Event(_, fact) => format!("{fact:?}"),
        Subject::Organisation | Subject::Group(_) | Subject::Case(_) => String::new(),
    };
    let period = finding.period.days();
    let slug = &rulebook.rules[finding.rule].slug;
    let Finding { status, due, changes_on, evidence, missing, late_records, latest_by_days, .. } = finding;
    let missing: Vec<String> = missing.iter().map(named_by_kind).collect();
    format!(
        "{slug} {subject} {period:?} {status:?} {due:?} {changes_on:?} \
         {late_records} late by {latest_by_days}, missing {missing:?}, by {evidence:?}"
    )
}

/// Names stay behind: the loop does not write one, nor does the engine while it evaluates.
fn named_by_kind(missing: &Missing) -> String {
    match missing {
        Missing::Field(_) => "a field".to_owned(),
        Missing::Post(_) => "a post".to_owned(),
        Missing::Item(_) => "an item".to_owned(),
        other => format!("{other:?}"),
    }
}

fn floor_line(branch: &Branch, finding: &FloorFinding, rows: &[u32], missing: &[Missing]) -> String {
    let person = |at: u16| branch.roster.members[usize::from(at)].person;
    let ids = &branch.columns.ids;
    let subject = match (finding.people, finding.event) {
        (_, Some(at)) => format!("{:?}", Some(ids[at as usize])),
        ((floor::BRANCH, _), _) => String::new(),
        ((one, floor::BRANCH), _) => format!("{}", person(one)),
        ((one, two), _) => format!("{} {}", person(one), person(two)),
    };
    let first = |month: i8| Day::from_ymd(2019, 1, 1).unwrap().plus_months(month.into());
    let (month, months) = finding.months;
    let period = (months > 0).then(|| (first(month), first(month).plus_months(months.into()).plus_days(-1)));
    let evidence: Vec<FactId> = rows.iter().map(|at| ids[*at as usize]).collect();
    let FloorFinding { rule, status, due, changes_on, late, .. } = finding;
    let (slug, late_records, latest_by_days) = (floor::RULES[*rule as usize], late.records, late.by_days);
    let missing: Vec<String> = missing.iter().map(named_by_kind).collect();
    format!(
        "{slug} {subject} {period:?} {status:?} {due:?} {changes_on:?} \
         {late_records} late by {latest_by_days}, missing {missing:?}, by {evidence:?}"
    )
}

criterion_group!(benches, engine);
criterion_main!(benches);
