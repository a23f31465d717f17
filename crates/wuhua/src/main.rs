//! The program: reads the command line, opens the office, prints what it says.
//!
//! stdout is data, stderr is talk. Exit codes: 0 all well; 1 failure; 2 wrong usage; 3 some of it refused.

mod commands;
mod log;
mod settings;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use terminal::output;

use crate::commands::Command;

/// A server reads thousands of chains one after another; the system's allocator keeps three times of what they took.
#[cfg(all(unix, target_pointer_width = "64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// 五化：党支部标准化建设的台账、检查与证据。
///
/// 发生过什么，只记一次；谁该做什么、做了没有、凭什么说做了，由程序算出来。
#[derive(Debug, Parser)]
#[command(name = "wuhua", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// How long work beside the answers may go on after a server has stopped.
const LEFT_TO_END: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    output::panics_in_chinese();
    let arguments: Arguments = match terminal::usage::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    // A server answers on several threads; every other command is one question, which its own cores are for.
    let runtime = match arguments.command {
        Command::Serve(_) | Command::Demo(_) => tokio::runtime::Builder::new_multi_thread().enable_all().build(),
        _ => tokio::runtime::Builder::new_current_thread().enable_all().build(),
    };
    let runtime = match runtime.context("系统没有给出运行所需的资源，程序没有开始。请关掉一些程序后重试")
    {
        Ok(runtime) => runtime,
        Err(error) => return output::fail(&error),
    };
    let code = match runtime.block_on(arguments.command.run()) {
        Ok(code) => code,
        Err(error) => output::fail(&error),
    };
    // What a server still reckons for somebody is given up: it writes nothing, or what it writes is whole or not at all.
    runtime.shutdown_timeout(LEFT_TO_END);
    code
}
