//! The program: reads the command line, opens the office, prints what it says.
//!
//! stdout is data, stderr is talk. Exit codes: 0 all well; 1 failure; 2 wrong usage; 3 some of it refused.

mod commands;
mod output;

use std::process::ExitCode;

use clap::Parser;

use crate::commands::Command;

/// 五化:党支部标准化建设的台账、检查与证据。
///
/// 发生过什么,只记一次;谁该做什么、做了没有、凭什么说做了,由程序算出来。
#[derive(Debug, Parser)]
#[command(name = "wuhua", version, propagate_version = true, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return output::fail(&error.into()),
    };
    match runtime.block_on(arguments.command.run()) {
        Ok(code) => code,
        Err(error) => output::fail(&error),
    }
}
