//! What each form of requirement costs, with all the standard's rules of that form and no others.
//!
//! A row is one person's entry in a record, or a record that names nobody, of the kinds that the rules of the form
//! look at. Forms that give few findings pay for what is looked at once a branch.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::Instant;

use facts::Day;
use findings::{Branch, Evaluator, Program};
use rulebook::{KindIndex, Requirement, Rulebook};

use crate::branches::branch_year;
use crate::{BRANCHES, standard};

const ROUNDS: usize = 500;

pub fn print(as_of: Day) {
    let mut forms: BTreeMap<&str, Rulebook> = BTreeMap::new();
    for rule in standard::standard().rules {
        let of_form = forms
            .entry(name(&rule.requirement))
            .or_insert_with(|| Rulebook { rules: Vec::new(), ..standard::standard() });
        of_form.rules.push(rule);
    }
    println!("{:<12} rules  findings  rows   µs a branch-year  ns a finding  ns a row", "form");
    for (name, rulebook) in &forms {
        print_form(name, rulebook, as_of);
    }
}

fn print_form(name: &str, rulebook: &Rulebook, as_of: Day) {
    let program = Program::new(rulebook);
    let dated = program.on(as_of);
    let branches: Vec<Branch> = (0..BRANCHES).map(|seed| Branch::new(&dated, &branch_year(seed), None)).collect();
    let mut evaluator = Evaluator::new(&dated);
    let mut findings = 0;
    for branch in &branches {
        evaluator.evaluate(branch);
        findings += evaluator.len();
    }
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for branch in &branches {
                evaluator.evaluate(black_box(branch));
                black_box(evaluator.len());
            }
            start.elapsed().as_secs_f64() * 1e9 / BRANCHES as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (nanoseconds, branches_number) = (times[times.len() / 2], BRANCHES as f64);
    let findings = findings as f64 / branches_number;
    let rows = branches.iter().map(|branch| rows(rulebook, branch)).sum::<usize>() as f64 / branches_number;
    println!(
        "{name:<12} {:>5}  {findings:>8.0}  {rows:>5.0}  {:>16.1}  {:>12.1}  {:>8.1}",
        rulebook.rules.len(),
        nanoseconds / 1e3,
        nanoseconds / findings,
        nanoseconds / rows,
    );
}

fn rows(rulebook: &Rulebook, branch: &Branch) -> usize {
    let kinds: BTreeSet<KindIndex> = rulebook.rules.iter().flat_map(|rule| rule.requirement.kinds()).collect();
    let facts = kinds.into_iter().flat_map(|kind| {
        let range = &branch.columns.kinds[usize::from(kind.0)];
        &branch.columns.facts[range.start as usize..range.end as usize]
    });
    facts.map(|row| (row.people.1 - row.people.0).max(1) as usize).sum()
}

const fn name(requirement: &Requirement) -> &'static str {
    match requirement {
        Requirement::Count(_) => "次数",
        Requirement::Sum(_) => "合计",
        Requirement::Within(_) => "期限",
        Requirement::State(_) => "应为",
        Requirement::Each(_) => "每次",
        Requirement::Run(_) => "连续",
        Requirement::Term(_) => "届满",
        Requirement::Inventory(_) => "齐备",
        Requirement::Attested(_) => "认定",
        Requirement::Procedure(_) => "程序",
        Requirement::Election(_) => "选举",
        Requirement::Payment(_) => "足额",
        Requirement::Proportion(_) => "占比",
    }
}
