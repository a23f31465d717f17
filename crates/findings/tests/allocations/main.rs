//! Evaluation takes no memory once it is warm. A test binary of its own, because it counts every allocation in it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../benches/engine/branches.rs"]
mod branches;
#[path = "../it/standard.rs"]
mod standard;

use findings::{Branch, Evaluator, Program};

#[global_allocator]
static COUNTED: dhat::Alloc = dhat::Alloc;

#[test]
fn a_warm_evaluator_allocates_nothing_for_any_rule() {
    let rulebook = standard::standard();
    let program = Program::new(&rulebook);
    let dated = program.on("2019-12-31".parse().unwrap());
    let branch = |seed| Branch::new(&dated, &branches::branch_year(seed), None);
    let branches: Vec<Branch> = (0..8).map(branch).collect();
    let mut evaluator = Evaluator::new(&dated);
    branches.iter().for_each(|branch| evaluator.evaluate(branch));

    let _counting = dhat::Profiler::builder().testing().build();
    let before = dhat::HeapStats::get().total_blocks;
    branches.iter().for_each(|branch| evaluator.evaluate(branch));
    assert_eq!(dhat::HeapStats::get().total_blocks - before, 0);
    assert!(!evaluator.is_empty());
    // The counter counts: what looks names up takes memory.
    branches.iter().for_each(|branch| drop(evaluator.findings(branch)));
    assert!(dhat::HeapStats::get().total_blocks > before);
}
