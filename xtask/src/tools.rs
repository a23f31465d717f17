//! Programs that the gate needs beside Cargo, and how they come onto a machine.
//!
//! Cargo subcommands are installed from the registry with their own lock file. Programs of the distribution are
//! installed by its package manager where this process may (root, apt-get); elsewhere the reader is told what to do.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, output, run};

/// Whether `cargo NAME` is there; installs the crate `cargo-NAME` where not.
pub fn cargo_subcommand(name: &str, features: &[&str]) -> Result<()> {
    if output(&mut cargo(&[name, "--version"])).is_ok() {
        return Ok(());
    }
    eprintln!("cargo {name} is missing; installing it (a few minutes, once a machine)");
    let package = format!("cargo-{name}");
    let mut arguments = vec!["install", "--locked", package.as_str()];
    arguments.extend(features);
    run(&mut cargo(&arguments))
}

/// Whether this process may install packages of the distribution by itself.
pub fn may_install_packages() -> bool {
    on_path("apt-get").is_some() && output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

pub fn apt_install(packages: &[&str]) -> Result<()> {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(std::process::Stdio::null());
        run(&mut command)
    };
    apt(&["update", "--quiet"])?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    apt(&[&install, packages].concat())
}

/// Where a program stands in the PATH.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| is_program(file))
}

pub fn is_program(file: &Path) -> bool {
    file.is_file() || file.with_extension("exe").is_file()
}
