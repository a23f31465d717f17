//! What goes into a lake comes out the same.

use std::collections::BTreeMap;

use facts::{
    Day, Fact, FactId, Fen, Instant, OrganisationId, Participation, Period, PersonId, Presence, Quantity, Value,
};
use findings::{Branch, Evaluator, Finding, Program};
use ledger::{Ledger, Location, Mode};
use rulebook::Rulebook;
use sweep::lake::{Lake, UnitWriter, organisations, write_organisations};
use sweep::progress::Progress;
use sweep::sync::{Synced, sync};

use crate::{chains, day, files, group};

fn lake(folder: &tempfile::TempDir, name: &str) -> Lake {
    Lake::open_or_create(folder.path().join(name).to_str().unwrap()).unwrap()
}

fn write(lake: &Lake, chains: &[(OrganisationId, Vec<Fact>)]) {
    let mut writer = UnitWriter::new("u");
    for (organisation, chain) in chains {
        let roster = roster::fold(&facts::current(chain, None), day("2026-11-22"));
        writer.add(*organisation, chain, &roster).unwrap();
    }
    writer.finish(lake).unwrap();
}

fn read(lake: &Lake) -> Vec<(OrganisationId, Vec<Fact>)> {
    let mut read = Vec::new();
    for (unit, years) in lake.units().unwrap() {
        let mut chains = lake.chains(&unit, &years).unwrap();
        while let Some(chain) = chains.next_chain().unwrap() {
            read.push(chain);
        }
    }
    read.sort_by_key(|(organisation, _)| *organisation);
    read
}

#[test]
fn chains_come_out_as_they_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let chains = chains(&group(3, 40));
    assert!(chains.iter().map(|(_, chain)| chain.len()).sum::<usize>() > 60_000, "more than one row group");
    let lake = lake(&folder, "lake");
    write(&lake, &chains);
    assert!(lake.units().unwrap()["u"].len() > 1, "more than one year");
    assert!(read(&lake) == chains);
}

#[test]
fn every_sort_of_value_comes_out_as_it_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let (organisation, mut chain) = chains(&group(3, 1)).pop().unwrap();
    let values: BTreeMap<String, Value> = [
        ("a-flag", Value::Flag(false)),
        ("b-quantity", Value::Quantity(Quantity(-50))),
        ("c-money", Value::Money(Fen(i64::MAX))),
        ("d-day", Value::Day(day("1921-07-23"))),
        ("e-period", Value::Period(Period::parse("2026-H1").unwrap())),
        ("f-text", Value::Text("两行\n“引号”".to_owned())),
        ("g-empty", Value::Text(String::new())),
        ("h-options", Value::Options(vec!["b".into(), "a".into()])),
        ("i-none", Value::Options(Vec::new())),
        ("j-organisation", Value::Organisation(organisation)),
    ]
    .map(|(field, value)| (field.to_owned(), value))
    .into();
    let last = chain.last().unwrap().clone();
    let person = |number: u8, presence: Presence, reason: Option<&str>| Participation {
        person: PersonId::from_bytes([number; 16]),
        part: "attendance".to_owned(),
        presence,
        reason: reason.map(str::to_owned),
    };
    chain.push(Fact {
        id: FactId::from_bytes([9; 16]),
        values,
        people: vec![
            person(1, Presence::Present, None),
            person(2, Presence::Excused, Some("出差")),
            person(1, Presence::Absent, Some("")),
        ],
        supersedes: Some(last.id),
        attachments: vec!["ab".repeat(32), "cd".repeat(32)],
        ..last
    });
    let lake = lake(&folder, "lake");
    write(&lake, &[(organisation, chain.clone())]);
    assert_eq!(read(&lake), [(organisation, chain)]);
}

/// What is found from the rows of a lake, and from the facts.
fn both_ways(
    lake: &Lake,
    rulebook: &Rulebook,
    as_of: Day,
    known_at: Option<Instant>,
) -> Vec<(OrganisationId, Vec<Finding>, Vec<Finding>)> {
    let program = Program::new(rulebook);
    let dated = program.on(as_of);
    let mut evaluator = Evaluator::new(&dated);
    let mut found = |branch: &Branch| {
        evaluator.evaluate(branch);
        evaluator.findings(branch)
    };
    let mut both = Vec::new();
    for (unit, years) in lake.units().unwrap() {
        let mut chains = lake.chains_for_rules(&unit, &years).unwrap();
        while let Some(organisation) = chains.advance().unwrap() {
            let of_facts = found(&Branch::new(&dated, &chains.chain().unwrap(), known_at));
            let of_rows = found(&chains.records(&program).unwrap().branch(&dated, known_at).unwrap());
            both.push((organisation, of_facts, of_rows));
        }
    }
    both
}

/// Whatever the rulebook asks, whatever was corrected, withdrawn or not known yet.
#[test]
fn rows_of_a_lake_give_the_findings_that_facts_give_on_random_branches() {
    let cases = std::env::var("WUHUA_TEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let (mut findings, mut corrected) = (0, 0);
    for seed in 0..cases {
        let folder = tempfile::tempdir().unwrap();
        let lake = lake(&folder, "lake");
        let testkit::branches::Case { rulebook, organisation, facts, as_of, known_at, .. } =
            testkit::branches::random_case(seed);
        write(&lake, &[(organisation, facts.clone())]);
        corrected += facts.iter().filter(|fact| fact.supersedes.is_some()).count();
        for (_, of_facts, of_rows) in both_ways(&lake, &rulebook, as_of, known_at) {
            findings += of_facts.len();
            assert_eq!(of_rows, of_facts, "seed {seed}, as of {as_of}, known at {known_at:?}");
        }
    }
    assert!(findings > 500 && corrected > 100, "{findings} findings, {corrected} corrections");
}

#[test]
fn rows_of_a_lake_give_the_findings_that_facts_give_by_the_whole_standard() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder, "lake");
    write(&lake, &chains(&group(3, 40)));
    let rulebook = office::standard::load(&office::standard::Places::default()).unwrap();
    for (as_of, known_at) in [("2025-12-31", None), ("2026-11-22", None), ("2026-11-22", Some("2026-03-01"))] {
        let known_at = known_at.map(|text: &str| text.parse().unwrap());
        for (organisation, of_facts, of_rows) in both_ways(&lake, &rulebook, day(as_of), known_at) {
            assert_eq!(of_rows, of_facts, "{organisation} as of {as_of}");
        }
    }
}

#[test]
fn a_ledger_is_brought_in_once_and_then_what_has_grown() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let location = Location::Directory(folder.path().join("ledger"));
    let group = group(5, 12);
    let ledger = runtime.block_on(Ledger::create(&location)).unwrap();
    let (grown, rest): (Vec<Fact>, Vec<Fact>) = {
        let last = group.organisations.last().unwrap().id;
        let mut chain = group.ledger(last).to_vec();
        let grown = chain.split_off(chain.len() - 5);
        (grown, group.facts.iter().filter(|fact| fact.organisation != last).cloned().chain(chain).collect())
    };
    runtime.block_on(ledger.append(&rest, &[])).unwrap();
    let lake_of = |name: &str| lake(&folder, name);
    let (lake, progress) = (lake_of("lake"), Progress::hidden());
    let everybody = group.organisations.len();
    assert_eq!(
        sync(&location, &lake, &progress).unwrap(),
        Synced { organisations: everybody, grown: everybody, units: 7 }
    );
    assert_eq!(sync(&location, &lake, &progress).unwrap(), Synced { organisations: everybody, grown: 0, units: 0 });
    runtime.block_on(ledger.append(&grown, &[])).unwrap();
    assert_eq!(sync(&location, &lake, &progress).unwrap(), Synced { organisations: everybody, grown: 1, units: 1 });
    assert!(read(&lake) == chains(&group));
    // Brought in at once, it is the same lake.
    let anew = lake_of("anew");
    sync(&location, &anew, &progress).unwrap();
    assert!(files(&folder.path().join("lake")) == files(&folder.path().join("anew")));
    let rows = organisations(&lake).unwrap();
    let root = group.organisations.iter().find(|one| one.superior.is_none()).unwrap();
    let of_root = rows.iter().find(|row| row.organisation == root.id).unwrap();
    assert_eq!(
        (of_root.name.as_str(), of_root.unit.clone(), of_root.superior),
        (root.name.as_str(), root.id.to_string(), None)
    );
    runtime.block_on(ledger.close());
    assert!(runtime.block_on(Ledger::open(&location, Mode::Read)).is_ok());
}

#[test]
fn what_is_no_lake_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let said = |error: anyhow::Error| format!("{error:#}");
    assert!(said(Lake::open(&path("nowhere")).unwrap_err()).contains("没有文件夹"));
    std::fs::create_dir(path("full")).unwrap();
    assert!(said(Lake::open(&path("full")).unwrap_err()).contains("不是数据湖"));
    std::fs::write(folder.path().join("full/a.txt"), "a").unwrap();
    assert!(said(Lake::open_or_create(&path("full")).unwrap_err()).contains("已有别的文件"));
    let lake = lake(&folder, "lake");
    write_organisations(&lake, Vec::new()).unwrap();
    write(&lake, &chains(&group(1, 1)));
    std::fs::write(folder.path().join("lake/lake.json"), r#"{"version":2}"#).unwrap();
    assert!(said(Lake::open(&path("lake")).unwrap_err()).contains("更新的版本 2"));
    let year = lake.units().unwrap()["u"][0];
    let file = folder.path().join(format!("lake/people/unit=u/year={year}/data.parquet"));
    std::fs::write(&file, &std::fs::read(&file).unwrap()[..1000]).unwrap();
    let cut = lake.chains("u", &[year]).map(|_| ()).unwrap_err();
    assert!(said(cut).contains("读不出数据湖"));
}
