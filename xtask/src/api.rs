//! The interface for programs, tried by schemathesis against its own description: a demonstration of few branches, and a
//! token of each of two roles.
//!
//! Schemathesis is a program of Python. It is installed into an environment of its own in the target folder; nothing of
//! the machine's Python is touched.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::demonstration::{Demonstration, program};
use crate::process::{output, run as run_command};

/// Raised by hand: another version may look for something else.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// Every check needs a ledger with something of everything, and no more.
const BRANCHES: &str = "6";

/// Whether there is a Python that can make environments; without one this step is left out where nobody insists.
pub fn python() -> Option<&'static str> {
    let has_it = |name: &&str| output(Command::new(name).args(["-c", "import venv, ensurepip"])).is_ok();
    ["python3", "python"].iter().find(|name| has_it(name)).copied()
}

pub fn run() -> Result<()> {
    let python = python().context(
        "Python 3 with venv is missing; install it (Debian, Ubuntu: sudo apt-get install python3-venv), \
         or run `cargo xtask test` without the interface: --without-api",
    )?;
    let (program, target) = program()?;
    let tools = environment(python, &target)?;
    let folder = tempfile::Builder::new().prefix("wuhua-api-").tempdir()?;
    let place = folder.path().join("ledger");
    // Wrong tokens are part of what is tried.
    let patient = [("WUHUA_SIGN_IN_FAILURES_PER_HOUR", "1000000")];
    let demonstration = Demonstration::start(&program, place.as_os_str(), (&["--branches", BRANCHES], &patient))?;
    let mut tried = Command::new(tools);
    tried.current_dir(folder.path()).arg(crate::root().join("e2e").join("api.py"));
    run_command(tried.env("WUHUA_E2E", demonstration.accounts()?))
}

/// The environment's own Python, with schemathesis installed.
fn environment(python: &str, target: &Path) -> Result<PathBuf> {
    let folder = target.join("schemathesis");
    let own = if cfg!(windows) { folder.join("Scripts").join("python.exe") } else { folder.join("bin").join("python") };
    let installed = folder.join("installed");
    if std::fs::read_to_string(&installed).is_ok_and(|version| version == SCHEMATHESIS) {
        return Ok(own);
    }
    run_command(Command::new(python).args(["-m", "venv"]).arg(&folder))?;
    run_command(Command::new(&own).args(["-m", "pip", "install", "--quiet", SCHEMATHESIS]))?;
    std::fs::write(&installed, SCHEMATHESIS)?;
    Ok(own)
}
