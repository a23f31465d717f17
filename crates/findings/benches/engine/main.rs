//! The engine on branch-years of 22 members, beside a hand-written loop over the same columns.
//!
//! Run with `cargo xtask bench` or `cargo bench -p findings`. Before anything is timed, the loop's results are held
//! against the engine's: a floor that answers another question would be no floor.
//! `engine` and `floor` walk the same 64 branches in turn; divide the two medians.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot go on has nothing to measure")]

mod branches;
mod floor;

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use facts::Day;
use findings::{Branch, Evaluator, Program};
use rulebook::{Rulebook, Source, Status};

use crate::floor::Floor;

/// So many different branches, so that not one branch's data alone is warm.
const BRANCHES: u64 = 64;

fn standard() -> Rulebook {
    let folder = std::path::PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../../rulebook");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_name().is_some_and(|name| name.as_encoded_bytes()[0].is_ascii_digit()));
    paths.sort();
    let source = |path: &std::path::PathBuf| Source {
        name: path.display().to_string(),
        text: std::fs::read_to_string(path).unwrap(),
    };
    let sources: Vec<Source> = paths.iter().map(source).collect();
    rulebook::parse(&sources, &[]).rulebook
}

fn engine(criterion: &mut Criterion) {
    let rulebook = standard();
    let program = Program::new(&rulebook).unwrap();
    let as_of: Day = "2019-12-31".parse().unwrap();
    let branches: Vec<Branch> =
        (0..BRANCHES).map(|seed| Branch::new(&program, &branches::branch_year(seed), as_of, None)).collect();
    let rows: usize = branches.iter().map(|branch| branch.columns.people.len()).sum();
    let mut evaluator = Evaluator::new(&program, as_of);
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
        bencher.iter(|| Branch::new(&program, black_box(&facts), as_of, None));
    });
    group.finish();
}

/// The statuses that both give, by rule, and how many late records stand behind them. The loop keeps no evidence of
/// absences, and so no late records there.
fn hold_floor_to_engine(rulebook: &Rulebook, evaluator: &mut Evaluator<'_>, floor: &mut Floor, branch: &Branch) {
    evaluator.evaluate(branch);
    floor.evaluate(branch);
    let mut expected: BTreeMap<(String, Status), (usize, u32)> = BTreeMap::new();
    for (rule, status, late) in evaluator.statuses() {
        let slug = &rulebook.rules[rule].slug;
        if floor::RULES.contains(&slug.as_str()) {
            let entry = expected.entry((slug.clone(), status)).or_default();
            entry.0 += 1;
            entry.1 += if slug == "theme-day-absence-run" { 0 } else { late };
        }
    }
    let mut found: BTreeMap<(String, Status), (usize, u32)> = BTreeMap::new();
    for finding in floor.findings() {
        let entry = found.entry((floor::RULES[usize::from(finding.rule)].to_owned(), finding.status)).or_default();
        entry.0 += 1;
        entry.1 += finding.late;
    }
    assert_eq!(expected, found, "the hand-written loop does not answer what the engine answers");
}

criterion_group!(benches, engine);
criterion_main!(benches);
