//! The program over millions of branches: fills lakes, runs the standard over them, tells what is different.
//!
//! stdout is data, stderr is talk. Exit codes: 0 all well; 1 failure; 2 wrong usage.

mod commands;

use std::process::ExitCode;

use clap::Parser;
use terminal::{output, usage};

use crate::commands::Command;

/// Chains are made and dropped by the million; the system's allocator keeps three times of what they took.
#[cfg(all(unix, target_pointer_width = "64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// 五化：一次看所有的支部。
///
/// 把台账放进数据湖，用同一套标准把几百万个支部一次算完；结果可以用任何能读 Parquet 的工具接着看。
#[derive(Debug, Parser)]
#[command(name = "wuhua-sweep", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    output::panics_in_chinese();
    let arguments: Arguments = match usage::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    match arguments.command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => output::fail(&error),
    }
}
