//! Running other programs so that an interrupt ends them, and this one in order.
//!
//! On ctrl-c or a termination signal the running child is ended, with everything that it started, and the caller gets
//! an error, so that what is held by a value (a database server, a temporary folder) is put away by its `Drop`.

use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// How often a running child is looked at; short beside anything that is run here.
const POLL: Duration = Duration::from_millis(50);
/// How long an interrupted child may take to put its own things away.
const END_LIMIT: Duration = Duration::from_secs(5);

pub fn watch_for_interrupts() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("cannot watch for interrupts")
}

pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Runs a program to its end, its output shown as it comes. An error unless it succeeds.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    own_group(command);
    let mut child = command.stdin(Stdio::null()).spawn().with_context(|| format!("cannot start `{shown}`"))?;
    loop {
        if let Some(status) = child.try_wait().with_context(|| format!("cannot wait for `{shown}`"))? {
            if status.success() {
                return Ok(());
            }
            bail!("`{shown}` failed ({status})");
        }
        if interrupted() {
            end(&mut child);
            bail!("interrupted during `{shown}`");
        }
        std::thread::sleep(POLL);
    }
}

/// Cargo does not pass a signal on to the tests it runs; a group of their own lets all of them be ended at once.
#[cfg(unix)]
pub fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(not(unix))]
pub fn own_group(_command: &mut Command) {}

/// Ends a child that has a group of its own, with everything that it started: in order, or else at once.
pub fn end(child: &mut Child) {
    if cfg!(unix) {
        Command::new("kill").args(["-TERM", "--", &format!("-{}", child.id())]).status().ok();
        let started = Instant::now();
        while started.elapsed() < END_LIMIT && matches!(child.try_wait(), Ok(None)) {
            std::thread::sleep(POLL);
        }
    }
    child.kill().ok();
    child.wait().ok();
}

/// Runs a short program without showing anything. Its output where it succeeds, what it complained of where not.
pub fn output(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command.output().with_context(|| format!("cannot start `{shown}`"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    bail!("`{shown}` failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
}

/// The Cargo that runs this program, in the root of the checkout.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::root()).args(arguments);
    // Cargo sets these for this program; left in place they would make it rebuild what is already built.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

fn show(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
