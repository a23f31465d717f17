//! Lakes and runs on small groups of the demonstration.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected should stop at once; the lints know only functions marked as tests"
)]

mod lake;
mod program;
mod run;

use facts::{Day, Fact, OrganisationId};
use office::demonstration::Demonstration;

const INSTALLATION: [u8; 16] = *b"for the tests...";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A small group of the demonstration.
fn group(seed: u64, branches: usize) -> Demonstration {
    office::demonstration::scaled(seed, INSTALLATION, day("2026-11-22"), branches)
}

fn chains(group: &Demonstration) -> Vec<(OrganisationId, Vec<Fact>)> {
    let mut chains: Vec<(OrganisationId, Vec<Fact>)> =
        group.organisations.iter().map(|one| (one.id, group.ledger(one.id).to_vec())).collect();
    chains.sort_by_key(|(organisation, _)| *organisation);
    chains
}

/// The files below a folder with their bytes.
fn files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.push((name, std::fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}
