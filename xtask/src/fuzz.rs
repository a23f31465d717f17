//! `cargo xtask fuzz`: the parsers against whatever a fuzzer comes up with.
//!
//! The targets stand in `fuzz/`, a workspace of their own, because they are built with sanitizers.
//! Instrumentation is an unstable option of the compiler. It is unlocked on the stable one, so that no second
//! toolchain is needed; what is fuzzed is the same code that ships.

use anyhow::{Result, bail};
use clap::Args;

use crate::process::{self, cargo, output};
use crate::tools::cargo_subcommand;

#[derive(Debug, Args)]
pub struct Options {
    /// The target; none means all, one after another.
    target: Option<String>,
    /// How long each target runs.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

pub fn run(options: &Options) -> Result<()> {
    cargo_subcommand("fuzz", &[])?;
    let folder = crate::root().join("fuzz");
    if !folder.join("Cargo.toml").is_file() {
        bail!("there is no fuzz/Cargo.toml: no fuzz target has been written yet");
    }
    let fuzz = |arguments: &[&str]| {
        let mut command = cargo(&["fuzz"]);
        command.args(arguments).current_dir(crate::root()).env("RUSTC_BOOTSTRAP", "1");
        command
    };
    let targets: Vec<String> = output(&mut fuzz(&["list"]))?.lines().map(str::to_owned).collect();
    let chosen: Vec<&String> =
        targets.iter().filter(|target| options.target.as_ref().is_none_or(|wanted| wanted == *target)).collect();
    if chosen.is_empty() {
        bail!("no such fuzz target; there are: {}", targets.join(", "));
    }
    let limit = format!("-max_total_time={}", options.seconds);
    // The fuzzer waits twenty minutes for an input by itself: a short run would not see a hang.
    let bounds = ["-timeout=10", "-rss_limit_mb=2048", "-len_control=0"];
    for target in chosen {
        process::run(&mut fuzz(&[&["run", target, "--", &limit], &bounds[..]].concat()))?;
        println!("{target}: nothing found in {} s of fuzzing", options.seconds);
    }
    Ok(())
}
