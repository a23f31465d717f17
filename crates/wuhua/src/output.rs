//! What is printed, where, and what the exit code says.

use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

/// The command line asks for what cannot be; the same code as for a command line that cannot be read.
pub const WRONG_USAGE: u8 = 2;
/// Some of what was asked for was refused, the rest is done.
pub const SOME_REFUSED: u8 = 3;

/// Says what went wrong, with its causes, on stderr.
pub fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("错误:{error}");
    let top = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string).filter(|cause| !top.contains(cause.as_str())) {
        eprintln!("  原因:{cause}");
    }
    ExitCode::FAILURE
}

/// Data, to a file where one is named, else to stdout. A reader that goes away early is no failure.
pub fn data(bytes: &[u8], file: Option<&Path>) -> Result<()> {
    match file {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("写不了 {}", path.display())),
        None => match std::io::stdout().lock().write_all(bytes) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written.context("写不到标准输出"),
        },
    }
}

/// A line for the person at the terminal.
pub fn talk(line: &str) {
    eprintln!("{line}");
}
