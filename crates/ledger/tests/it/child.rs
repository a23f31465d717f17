//! Processes of their own: this test binary started again, to be killed or to run as another user.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use facts::Fact;
use ledger::{KeyFile, Ledger, Location, Mode};

use crate::support::{fact, runtime, secret};

/// How many facts of each of two organisations make one batch; the first carries a secret.
pub const PER_BATCH: u32 = 3;

/// Everything of one batch. Numbers follow from the batch, so that a reader knows what belongs together.
pub fn batch(number: u32) -> Vec<Fact> {
    let first = number * PER_BATCH + 100;
    (first..first + PER_BATCH).flat_map(|number| [fact(1, number), fact(2, number)]).collect()
}

/// Starts this binary again to do `task` on a ledger. Its answers are lines that begin with `>`.
pub fn command(executable: PathBuf, task: &str, location: &Location, key_file: &KeyFile) -> Command {
    let mut command = Command::new(executable);
    let place = match location {
        Location::Directory(directory) => directory.clone().into_os_string(),
        Location::Postgres(url) => url.into(),
    };
    command
        .args(["--ignored", "--exact", "child::a_process_that_others_start", "--nocapture"])
        .env("WUHUA_CHILD_TASK", task)
        .env("WUHUA_CHILD_PLACE", place)
        .env("WUHUA_CHILD_KEY_FILE", key_file.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

#[test]
#[ignore = "is no test: other tests start it as a process of its own"]
fn a_process_that_others_start() {
    let Ok(task) = std::env::var("WUHUA_CHILD_TASK") else { return };
    let location = Location::parse(&std::env::var("WUHUA_CHILD_PLACE").unwrap());
    let key_file = KeyFile::at(std::env::var_os("WUHUA_CHILD_KEY_FILE").unwrap());
    runtime().block_on(async {
        match task.split_once(' ').unwrap_or((&task, "")) {
            ("append", from) => append_for_ever(&location, key_file, from.parse().unwrap()).await,
            ("open", mode) => {
                let mode = if mode == "write" { Mode::Write } else { Mode::Read };
                match Ledger::open_with(&location, mode, key_file).await {
                    Ok(ledger) => match ledger.all_facts().await {
                        Ok(facts) => {
                            say(&format!("facts {}", facts.iter().map(|(_, facts)| facts.len()).sum::<usize>()))
                        }
                        Err(error) => say(&format!("error {error}")),
                    },
                    Err(error) => say(&format!("error {error}")),
                }
            }
            _ => panic!("no such task: {task}"),
        }
    });
}

/// An acknowledgement is written, with nothing between, after the ledger gave its own.
async fn append_for_ever(location: &Location, key_file: KeyFile, from: u32) {
    let ledger = Ledger::open_with(location, Mode::Write, key_file).await.unwrap();
    say("ready");
    for number in from.. {
        let facts = batch(number);
        let secrets = [secret(1, number * PER_BATCH + 100, 1, &format!("secret {number}"))];
        ledger.append(&facts, &secrets).await.unwrap();
        say(&format!("done {number}"));
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n>{line}").unwrap();
    out.flush().unwrap();
}
