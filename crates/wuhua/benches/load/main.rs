//! The pages under load: fifty requests a second over the pages of a group, each kind of page as often as any other.
//!
//! `cargo bench --package wuhua --bench load -- DIRECTORY [--branches 8000] [--seconds 120] [--rate 50]` makes a
//! demonstration in DIRECTORY unless one is there, serves it with the program as a user would, signs in as the group's
//! office, an own secretary and a member, gathers addresses by following links, and then asks for them in an open loop:
//! a request goes out when its time has come, whether or not earlier ones were answered, and its time is counted from
//! then. A handler of axum that does nothing is asked the same number of times in the same run, for comparison.
//! Times are what a client on the same machine waits, so they contain what the client itself costs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that meets something unexpected should stop at once")]

mod addresses;
mod bare;
mod client;
mod program;
mod stream;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use addresses::Pool;
use client::{Client, Session};
use program::Program;
use stream::{Asked, table};

struct Options {
    directory: PathBuf,
    branches: usize,
    seconds: u64,
    rate: u64,
}

fn options() -> Option<Options> {
    let mut options = Options { directory: PathBuf::new(), branches: 60, seconds: 120, rate: 50 };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || words.next().and_then(|word| word.parse::<u64>().ok());
        match word.as_str() {
            "--branches" => options.branches = usize::try_from(number()?).ok()?,
            "--seconds" => options.seconds = number()?,
            "--rate" => options.rate = number()?,
            // Cargo says so to every bench.
            "--bench" => {}
            directory => options.directory = directory.into(),
        }
    }
    (!options.directory.as_os_str().is_empty()).then_some(options)
}

/// The client has one thread: what it costs the server's two cores stays small.
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let Some(options) = options() else {
        // `cargo bench` without arguments runs every bench; this one needs a place.
        println!("load: name a directory: cargo bench --package wuhua --bench load -- DIRECTORY [--branches N]");
        return;
    };
    let accounts = program::accounts(&options.directory, options.branches);
    let started = Instant::now();
    let program = Program::serve(&options.directory);
    let client = Client::new(program.address);
    client.first_page("/sign-in", Duration::from_secs(60)).await;
    println!("start to first page: {} ms", started.elapsed().as_millis());
    tokio::time::sleep(Duration::from_secs(20)).await;
    println!("resident at rest: {} MB", program.resident_megabytes());

    let pools = pools(&client, &accounts).await;
    println!("{} kinds of pages, {} addresses", pools.len(), pools.iter().map(Pool::len).sum::<usize>());
    let count = options.rate * options.seconds;
    let every = Duration::from_micros(1_000_000 / options.rate);
    let asked: Vec<Asked> = stream::ask(&client, &pools, count, every).await;
    print!("{}", table(&pools, &asked));
    println!("resident after it: {} MB", program.resident_megabytes());

    let bare = bare::serve().await;
    let plain = [Pool::of_one("a bare axum handler", "/", Session::none())];
    let asked = stream::ask(&Client::new(bare), &plain, count, every).await;
    print!("{}", table(&plain, &asked));
}

async fn pools(client: &Client, accounts: &[program::Account]) -> Vec<Pool> {
    let mut pools = Vec::new();
    for (role, branches) in [("集团党务", 200), ("书记", 1), ("党员", 1)] {
        let account = accounts.iter().find(|account| account.who.contains(role)).unwrap();
        let session = client.sign_in(&account.name, &account.password).await;
        pools.extend(addresses::gather(client, role, &session, branches).await);
    }
    pools
}
