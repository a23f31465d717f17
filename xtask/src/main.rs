//! The project's own automation: `cargo xtask VERB`.
//!
//! Few verbs, and Cargo is all that a machine must have before the first of them.
//! `test` is the whole gate, the same for a newcomer and for continuous integration.
//! What needs only Cargo is an ordinary test and runs with `cargo test`, the tidy tests of this crate included.

mod api;
mod bench;
mod browser;
mod demonstration;
mod fuzz;
mod gate;
mod postgres;
mod process;
mod tools;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "The project's own automation.", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Install what is missing and run the whole gate: format, lints, licences, tidy, rulebook, PostgreSQL, tests,
    /// the pages in a browser, the interface for programs.
    Test(gate::Options),
    /// Try the interface for programs against its own description, and nothing else.
    Api,
    /// Run the benches, or only those named; what stands after `--` goes to the benches themselves.
    Bench(bench::Options),
    /// Run the fuzz targets one after another, or only the one named.
    Fuzz(fuzz::Options),
}

fn main() -> ExitCode {
    let done = process::watch_for_interrupts().and_then(|()| match Cli::parse().verb {
        Verb::Test(options) => gate::run(&options),
        Verb::Api => api::run(),
        Verb::Bench(options) => bench::run(&options),
        Verb::Fuzz(options) => fuzz::run(&options),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The checkout that Cargo was called in. Asked at run time: where two checkouts share a target folder, the program
/// may have been built from the other one.
fn root() -> PathBuf {
    let own =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), PathBuf::from)
}
