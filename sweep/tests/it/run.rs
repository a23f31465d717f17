//! A run finds what the engine finds, in whatever pieces it is done.

use std::collections::BTreeMap;
use std::path::Path;

use facts::{Day, OrganisationId, Period};
use findings::{Branch, Evaluator, Program, Reached};
use rulebook::{Rulebook, Status};
use sweep::compare::compare;
use sweep::lake::{Lake, organisations, write_organisations};
use sweep::place::Place;
use sweep::progress::Progress;
use sweep::run::{TOTALS, Wanted, read_totals, run};
use sweep::simulate::{Population, simulate};

use crate::{day, files};

fn standard() -> Rulebook {
    office::standard::load(&office::standard::Places::default()).unwrap()
}

fn simulated(folder: &Path, branches: usize) -> Lake {
    let lake = Lake::open_or_create(folder.to_str().unwrap()).unwrap();
    simulate(&lake, Population { branches, seed: 4, until: day("2026-12-31") }, &Progress::hidden()).unwrap();
    lake
}

fn wanted(as_of: &[&str], findings: bool) -> Wanted {
    Wanted { as_of: as_of.iter().map(|text| day(text)).collect(), known_at: None, findings }
}

fn swept(lake: &Lake, out: &Path, wanted: &Wanted, rulebook: &Rulebook) -> Place {
    let out = Place::at(out.to_str().unwrap(), true).unwrap();
    run(lake, &out, wanted, (rulebook, &[]), &Progress::hidden()).unwrap();
    out
}

type Counts = BTreeMap<(OrganisationId, String, Period, Status), u64>;

/// What the engine says of everybody, each from its chain, committees with what the branches below reached.
fn by_hand(lake: &Lake, rulebook: &Rulebook, as_of: Day) -> (Counts, BTreeMap<OrganisationId, OrganisationId>) {
    let program = Program::new(rulebook);
    let dated = program.on(as_of);
    let mut evaluator = Evaluator::new(&dated);
    let mut branches = Vec::new();
    for (unit, years) in lake.units().unwrap() {
        let mut chains = lake.chains(&unit, &years).unwrap();
        while let Some((organisation, chain)) = chains.next_chain().unwrap() {
            branches.push((organisation, Branch::new(&dated, &chain, None)));
        }
    }
    let superiors: BTreeMap<OrganisationId, OrganisationId> =
        branches.iter().filter_map(|(id, branch)| Some((*id, branch.roster.superior_on(as_of)?))).collect();
    let mut reached: BTreeMap<OrganisationId, Vec<Reached>> = BTreeMap::new();
    let mut counts = Counts::new();
    let is_branch = |branch: &Branch| branch.roster.form_on(as_of).is_none_or(|form| form.is_branch());
    let (below, above): (Vec<_>, Vec<_>) = branches.iter().partition(|(_, branch)| is_branch(branch));
    for (organisation, branch) in below.into_iter().chain(above) {
        evaluator.evaluate_above(branch, reached.get(organisation).map_or(&[], Vec::as_slice));
        let findings = evaluator.findings(branch);
        for finding in &findings {
            let clause = rulebook.clause_of(&rulebook.rules[finding.rule]).unwrap().id.clone();
            *counts.entry((*organisation, clause, finding.period, finding.status)).or_default() += 1;
        }
        if let Some(own) = Reached::new(&dated, branch, &findings) {
            let mut at = *organisation;
            while let Some(superior) = superiors.get(&at) {
                reached.entry(*superior).or_default().push(own.clone());
                at = *superior;
            }
        }
    }
    (counts, superiors)
}

fn counts(place: &Place, files: &[String], as_of: Day) -> Counts {
    let rows = files.iter().flat_map(|file| read_totals(place, file).unwrap());
    let of_day = rows.filter(|row| row.as_of == as_of);
    of_day.map(|row| ((row.organisation, row.clause, row.period, row.status), row.findings)).collect()
}

#[test]
fn a_run_counts_what_the_engine_finds_about_everybody_and_up_the_tree() {
    let folder = tempfile::tempdir().unwrap();
    let (lake, rulebook) = (simulated(&folder.path().join("lake"), 220), standard());
    let out = swept(&lake, &folder.path().join("out"), &wanted(&["2025-12-31", "2026-12-31"], false), &rulebook);
    for as_of in ["2025-12-31", "2026-12-31"].map(day) {
        let (expected, superiors) = by_hand(&lake, &rulebook, as_of);
        assert!(expected.keys().any(|(_, clause, ..)| clause == "P1"), "somebody is judged by those below");
        assert!(counts(&out, &out.list("own").unwrap(), as_of) == expected, "{as_of}");
        let mut rolled = Counts::new();
        for ((organisation, clause, period, status), count) in expected {
            let mut at = Some(organisation);
            while let Some(above) = at {
                *rolled.entry((above, clause.clone(), period, status)).or_default() += count;
                at = superiors.get(&above).copied();
            }
        }
        let totals = counts(&out, &[TOTALS.to_owned()], as_of);
        rolled.retain(|(organisation, ..), _| totals.keys().any(|(known, ..)| known == organisation));
        assert_eq!(totals.len(), rolled.len());
        assert!(totals == rolled, "{as_of}");
        assert!(totals.len() > 1_000);
    }
}

#[test]
fn threads_and_interruptions_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (lake, rulebook) = (simulated(&folder.path().join("lake"), 410), standard());
    let wanted = wanted(&["2026-12-31"], true);
    let path = |name: &str| folder.path().join(name);
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    one_thread.install(|| swept(&lake, &path("one"), &wanted, &rulebook));
    let three_threads = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    three_threads.install(|| swept(&lake, &path("three"), &wanted, &rulebook));
    let whole = files(&path("one"));
    assert!(whole == files(&path("three")));
    assert!(whole.iter().any(|(name, bytes)| name.starts_with("findings/unit=") && bytes.len() > 10_000));
    // Killed after two units: what they left is kept, and the rest is made.
    let parts: Vec<String> =
        whole.iter().map(|(name, _)| name.clone()).filter(|name| name.starts_with("parts/")).collect();
    assert_eq!(parts.len(), 4, "three units and the top");
    for name in &parts[..2] {
        let unit = name.trim_start_matches("parts/").trim_end_matches(".json");
        for name in [name.clone(), format!("own/{unit}.parquet"), format!("findings/{unit}.parquet")] {
            std::fs::remove_file(path("three").join(name)).unwrap();
        }
    }
    std::fs::remove_file(path("three").join(TOTALS)).unwrap();
    let kept = path("three").join(&parts[3]);
    let before = std::fs::metadata(&kept).unwrap().modified().unwrap();
    swept(&lake, &path("three"), &wanted, &rulebook);
    assert!(whole == files(&path("three")));
    assert_eq!(std::fs::metadata(&kept).unwrap().modified().unwrap(), before, "what was done is not done again");
}

#[test]
fn another_value_of_a_parameter_is_told_by_clause_and_another_run_does_not_mix_in() {
    let folder = tempfile::tempdir().unwrap();
    let (lake, rulebook) = (simulated(&folder.path().join("lake"), 60), standard());
    let setting = terminal::typed::setting("党员年度学时=40").unwrap();
    let other = office::with_settings(&rulebook, &[setting]).unwrap();
    let wanted = wanted(&["2026-12-31"], false);
    let before = swept(&lake, &folder.path().join("before"), &wanted, &rulebook);
    let after = swept(&lake, &folder.path().join("after"), &wanted, &other);
    let differences = compare(&before, &after).unwrap();
    let clauses: Vec<&str> = differences.iter().map(|difference| difference.clause.as_str()).collect();
    assert!(clauses.contains(&"M3"), "{clauses:?}");
    let hours = differences.iter().find(|difference| difference.clause == "M3").unwrap();
    assert!(hours.by_status[&Status::Met] < 0 && hours.organisations > 10, "{hours:?}");
    assert_eq!(hours.by_status.values().sum::<i64>(), 0, "nobody is added or lost");
    assert!(compare(&before, &before).unwrap().is_empty());
    // The same question of a lake that has grown since is another one.
    let mut grown = organisations(&lake).unwrap();
    grown[0].records += 1;
    write_organisations(&lake, grown).unwrap();
    let later = run(&lake, &before, &wanted, (&rulebook, &[]), &Progress::hidden());
    assert!(format!("{:#}", later.unwrap_err()).contains("另一次运行"));
    let mixed = run(&lake, &before, &self::wanted(&["2025-12-31"], false), (&rulebook, &[]), &Progress::hidden());
    assert!(format!("{:#}", mixed.unwrap_err()).contains("另一次运行"));
}
