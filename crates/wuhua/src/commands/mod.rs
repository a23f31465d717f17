//! One file a command. The comment on a command's arguments is its manual.

mod account;
mod alike;
mod backup;
mod cases;
mod check;
mod config;
mod demo;
mod explain;
mod import;
mod init;
mod late;
mod plan;
mod printing;
mod question;
mod records;
mod rulebook;
mod sample;
mod score;
mod serve;
mod todo;
mod verify;
mod what_if;
mod withdraw;

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use office::access::LocalOperator;
use office::{FactId, Instant};
use terminal::typed::{day, instant, location};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Init(init::Arguments),
    Demo(demo::Arguments),
    Serve(serve::Arguments),
    Config(config::Arguments),
    #[command(subcommand)]
    Account(account::Arguments),
    Import(import::Arguments),
    Records(records::Arguments),
    Withdraw(withdraw::Arguments),
    Check(check::Arguments),
    Explain(explain::Arguments),
    Score(score::Arguments),
    WhatIf(what_if::Arguments),
    Todo(todo::Arguments),
    Cases(cases::Arguments),
    Plan(plan::Arguments),
    Late(late::Arguments),
    Alike(alike::Arguments),
    Sample(sample::Arguments),
    Verify(verify::Arguments),
    Backup(backup::Arguments),
    Rulebook(rulebook::Arguments),
}

impl Command {
    pub async fn run(self) -> Result<ExitCode> {
        match self {
            Command::Init(arguments) => init::run(arguments).await,
            Command::Demo(arguments) => demo::run(arguments).await,
            Command::Serve(arguments) => serve::run(arguments).await,
            Command::Config(arguments) => config::run(&arguments),
            Command::Account(arguments) => account::run(arguments).await,
            Command::Import(arguments) => import::run(arguments).await,
            Command::Records(arguments) => records::run(arguments).await,
            Command::Withdraw(arguments) => withdraw::run(arguments).await,
            Command::Check(arguments) => check::run(arguments).await,
            Command::Explain(arguments) => explain::run(arguments).await,
            Command::Score(arguments) => score::run(arguments).await,
            Command::WhatIf(arguments) => what_if::run(arguments).await,
            Command::Todo(arguments) => todo::run(arguments).await,
            Command::Cases(arguments) => cases::run(arguments).await,
            Command::Plan(arguments) => plan::run(arguments).await,
            Command::Late(arguments) => late::run(arguments).await,
            Command::Alike(arguments) => alike::run(arguments).await,
            Command::Sample(arguments) => sample::run(arguments).await,
            Command::Verify(arguments) => verify::run(arguments).await,
            Command::Backup(arguments) => backup::run(arguments).await,
            Command::Rulebook(arguments) => rulebook::run(&arguments),
        }
    }
}

fn record(text: &str) -> Result<FactId, String> {
    text.parse().map_err(|_| format!("“{text}”不是记录编号，应像 019a7b3e-5c1d-7000-8000-000000000001 这样"))
}

/// The only place where the clock is read.
fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_microseconds(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// Signs records with the name of the account on this machine.
fn operator() -> LocalOperator {
    let name = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    LocalOperator::named(&name)
}
