//! `cargo xtask bench`: the criterion benches of the workspace, all or by name.
//!
//! Benches measure and judge nothing; no test here depends on how fast a machine is.

use anyhow::{Context, Result, bail};
use cargo_metadata::{MetadataCommand, TargetKind};
use clap::Args;

use crate::process::{self, cargo};

#[derive(Debug, Args)]
pub struct Options {
    /// Names of bench targets, such as `engine`; none means all of them.
    names: Vec<String>,
    /// Handed to the benches: a filter, `--save-baseline before`, `--quick`.
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub fn run(options: &Options) -> Result<()> {
    let benches = benches()?;
    let known = || benches.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(unknown) = options.names.iter().find(|name| !benches.iter().any(|(_, bench)| bench == *name)) {
        bail!("no bench is called `{unknown}`; there are: {}", known());
    }
    if benches.is_empty() {
        bail!("no crate of the workspace has a bench");
    }
    for (package, name) in &benches {
        if options.names.is_empty() || options.names.contains(name) {
            let mut command = cargo(&["bench", "--package", package, "--bench", name, "--"]);
            process::run(command.args(&options.arguments))?;
        }
    }
    Ok(())
}

/// Package and name of every bench target. `harness = false` cannot be seen here; the project has no others.
fn benches() -> Result<Vec<(String, String)>> {
    let metadata =
        MetadataCommand::new().current_dir(crate::root()).no_deps().exec().context("cannot read the workspace")?;
    let mut benches = Vec::new();
    for package in &metadata.packages {
        for target in package.targets.iter().filter(|target| target.is_kind(TargetKind::Bench)) {
            benches.push((package.name.to_string(), target.name.clone()));
        }
    }
    Ok(benches)
}
