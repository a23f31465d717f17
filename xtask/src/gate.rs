//! `cargo xtask test`: everything that must hold before a change lands.
//!
//! Steps run in an order that fails early; a failed step does not stop the others, so that one run tells all.
//! Tests are run by plain `cargo test` and not by nextest: it runs documentation tests too, and it is on every
//! machine that has Cargo. With one test binary a crate there is little to win by running binaries side by side.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::postgres::Server;
use crate::process::{cargo, interrupted, output, run as run_command};
use crate::tools::cargo_subcommand;
use crate::{api, browser};

#[derive(Debug, Args)]
pub struct Options {
    /// Leave out the tests that need a PostgreSQL server.
    #[arg(long)]
    without_postgres: bool,
    /// Leave out the check of licences, sources and known vulnerabilities.
    #[arg(long)]
    without_deny: bool,
    /// Leave out the interface for programs.
    #[arg(long)]
    without_api: bool,
    /// Leave out the sweep over millions of branches, a workspace of its own.
    #[arg(long)]
    without_sweep: bool,
    /// Leave out the pages in a real browser.
    #[arg(long)]
    without_browser: bool,
    /// Run nothing but the pages in a real browser.
    #[arg(long, conflicts_with = "without_browser")]
    only_browser: bool,
}

/// Where the tests find a PostgreSQL server; without it, tests that need one pass over it.
const TEST_SERVER: &str = "WUHUA_TEST_PG";

enum Outcome {
    Passed,
    Failed,
    /// Asked to leave it out, or cannot be done here; the words say which.
    LeftOut(String),
}

struct Step {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

pub fn run(options: &Options) -> Result<()> {
    let mut steps = Vec::new();
    if !options.only_browser {
        before_tests(options, &mut steps);
    }
    let server = postgres(options, &mut steps);
    if !options.only_browser {
        step(&mut steps, "tests", || tests(options, server.as_ref()));
        if options.without_sweep {
            left_out(&mut steps, "sweep", "as asked");
        } else {
            step(&mut steps, "sweep", || sweep(options));
        }
    }
    if options.without_browser {
        left_out(&mut steps, "browser", "as asked");
    } else {
        step(&mut steps, "browser", || in_a_browser(server.as_ref()));
    }
    if !options.only_browser {
        interface(options, &mut steps);
    }
    summary(&steps)
}

/// A machine without Python is no reason to fail, except where nobody would look at what was left out.
fn interface(options: &Options, steps: &mut Vec<Step>) {
    let insists = std::env::var("CI").is_ok_and(|value| value == "true");
    if options.without_api {
        left_out(steps, "interface", "as asked");
    } else if api::python().is_none() && !insists {
        left_out(steps, "interface", "there is no Python 3 with venv here");
    } else {
        step(steps, "interface", || {
            api::run()?;
            Ok(Outcome::Passed)
        });
    }
}

/// What needs no database and is quick to fail.
fn before_tests(options: &Options, steps: &mut Vec<Step>) {
    step(steps, "toolchain", toolchain);
    step(steps, "format", || plain(&["fmt", "--all", "--check"]));
    step(steps, "lints", || plain(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]));
    step(steps, "tidy", || plain(&["test", "--package", "xtask"]));
    if options.without_deny {
        left_out(steps, "licences and sources", "as asked");
    } else {
        step(steps, "licences and sources", deny);
        step(steps, "known vulnerabilities", advisories);
    }
    step(steps, "rulebook", || plain(&["run", "--package", "wuhua", "--", "rulebook", "check"]));
}

fn toolchain() -> Result<Outcome> {
    for (arguments, component) in [(["fmt", "--version"], "rustfmt"), (["clippy", "--version"], "clippy")] {
        if output(&mut cargo(&arguments)).is_err() {
            run_command(Command::new("rustup").args(["component", "add", component]))
                .with_context(|| format!("`{component}` is missing; install it as you installed Rust"))?;
        }
    }
    print!("{}", output(&mut cargo(&["--version"]))?);
    Ok(Outcome::Passed)
}

fn plain(arguments: &[&str]) -> Result<Outcome> {
    run_command(&mut cargo(arguments))?;
    Ok(Outcome::Passed)
}

fn deny() -> Result<Outcome> {
    // Without its default features it needs no C compiler; they are not used here.
    cargo_subcommand("deny", &["--no-default-features"])?;
    plain(&["deny", "--log-level", "error", "check", "bans", "licenses", "sources"])
}

/// Needs the advisory database, which comes over the network and not from the package registry.
/// A machine that cannot reach it is no reason to fail.
fn advisories() -> Result<Outcome> {
    if output(&mut cargo(&["deny", "fetch", "db"])).is_err() {
        return Ok(Outcome::LeftOut("the advisory database cannot be reached from here".to_owned()));
    }
    plain(&["deny", "--log-level", "error", "check", "advisories"])
}

/// A database server of the gate's own, unless one is named or none is wanted.
fn postgres(options: &Options, steps: &mut Vec<Step>) -> Option<Server> {
    let mut server = None;
    match (options.without_postgres, std::env::var_os(TEST_SERVER)) {
        (true, _) => left_out(steps, "PostgreSQL", "as asked"),
        (false, Some(_)) => left_out(steps, "PostgreSQL", "WUHUA_TEST_PG names a server; none is started"),
        (false, None) => step(steps, "PostgreSQL", || {
            server = Some(Server::start()?);
            Ok(Outcome::Passed)
        }),
    }
    server
}

fn tests(options: &Options, server: Option<&Server>) -> Result<Outcome> {
    // The tidy tests have run already, and first.
    let mut command = cargo(&["test", "--workspace", "--exclude", "xtask", "--no-fail-fast"]);
    match (server, options.without_postgres) {
        (Some(server), _) => command.env(TEST_SERVER, server.url()),
        (None, true) => command.env_remove(TEST_SERVER),
        (None, false) => &mut command,
    };
    run_command(&mut command)?;
    Ok(Outcome::Passed)
}

/// The sweep has dependencies that nobody else is to carry, and so a lock file of its own.
fn sweep(options: &Options) -> Result<Outcome> {
    let manifest = crate::root().join("sweep/Cargo.toml").display().to_string();
    let of_sweep = ["--manifest-path", manifest.as_str()];
    plain(&[&["fmt", "--check"][..], &of_sweep].concat())?;
    plain(&[&["clippy", "--all-targets"][..], &of_sweep, &["--", "--deny", "warnings"]].concat())?;
    if !options.without_deny {
        let config = crate::root().join("deny.toml").display().to_string();
        let checks = ["--config", &config, "--log-level", "error", "check", "bans", "licenses", "sources"];
        plain(&[&["deny"][..], &of_sweep, &checks].concat())?;
    }
    plain(&[&["test", "--no-fail-fast"][..], &of_sweep].concat())
}

/// The pages on SQLite, and on a database of their own where the gate runs a server.
fn in_a_browser(server: Option<&Server>) -> Result<Outcome> {
    let database = server.map(|server| server.fresh_database("wuhua_browser")).transpose()?;
    if database.is_none() {
        println!("the gate runs no PostgreSQL server of its own: the pages are looked at on SQLite alone");
    }
    browser::run(database.as_deref())?;
    Ok(Outcome::Passed)
}

fn left_out(steps: &mut Vec<Step>, name: &'static str, why: &str) {
    steps.push(Step { name, outcome: Outcome::LeftOut(why.to_owned()), took: Duration::ZERO });
}

/// Runs one step and notes how it went. After an interrupt nothing more is started.
fn step(steps: &mut Vec<Step>, name: &'static str, work: impl FnOnce() -> Result<Outcome>) {
    if interrupted() {
        return left_out(steps, name, "interrupted");
    }
    println!("== {name}");
    let started = Instant::now();
    let outcome = work().unwrap_or_else(|error| {
        eprintln!("{name}: {error:#}");
        Outcome::Failed
    });
    steps.push(Step { name, outcome, took: started.elapsed() });
}

fn summary(steps: &[Step]) -> Result<()> {
    println!("\n== summary");
    for step in steps {
        let outcome = match &step.outcome {
            Outcome::Passed => "passed".to_owned(),
            Outcome::Failed => "FAILED".to_owned(),
            Outcome::LeftOut(why) => format!("left out: {why}"),
        };
        println!("{:>7.1} s  {:<22} {outcome}", step.took.as_secs_f64(), step.name);
    }
    let total: Duration = steps.iter().map(|step| step.took).sum();
    println!("{:>7.1} s  in all", total.as_secs_f64());
    let failed: Vec<&str> =
        steps.iter().filter(|step| matches!(step.outcome, Outcome::Failed)).map(|step| step.name).collect();
    if interrupted() {
        bail!("interrupted");
    }
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}
