//! An open loop of requests, and what came of them.

use std::time::{Duration, Instant};

use crate::addresses::Pool;
use crate::client::Client;

/// One request that was answered, or not.
pub struct Asked {
    pool: usize,
    took: Duration,
    bytes: usize,
    is_well: bool,
}

/// Asks `count` times, one every `every`, of each pool in turn.
pub async fn ask(client: &Client, pools: &[Pool], count: u64, every: Duration) -> Vec<Asked> {
    let started = Instant::now();
    let mut tasks = Vec::new();
    for number in 0..usize::try_from(count).unwrap() {
        let at = started + every * u32::try_from(number).unwrap();
        tokio::time::sleep_until(at.into()).await;
        let pool = number % pools.len();
        let chosen = pools.get(pool).unwrap();
        // A step that is no divisor of anything: neighbours in time are no neighbours in the list.
        let address = chosen.pick((number / pools.len()).wrapping_mul(7_919)).to_owned();
        let (client, session) = (client.clone(), chosen.session.clone());
        tasks.push(tokio::spawn(async move {
            let answer = client.try_get(&address, &session, true).await;
            let is_well =
                answer.as_ref().is_some_and(|answer| answer.status.is_success() || answer.status.is_redirection());
            if !is_well {
                eprintln!("not answered: {address}: {:?}", answer.as_ref().map(|answer| answer.status));
            }
            Asked { pool, took: at.elapsed(), bytes: answer.map_or(0, |answer| answer.body.len()), is_well }
        }));
    }
    let mut asked = Vec::new();
    for task in tasks {
        asked.push(task.await.unwrap());
    }
    asked
}

/// A line a pool: how often, the middle, the ninety-ninth of a hundred and the longest time in ms, the heaviest answer
/// in kB as it goes over the wire, and how many were not answered well.
pub fn table(pools: &[Pool], asked: &[Asked]) -> String {
    let mut lines = format!(
        "{:<34}{:>7}{:>9}{:>9}{:>9}{:>8}{:>8}\n",
        "page", "asked", "p50 ms", "p99 ms", "max ms", "kB", "failed"
    );
    for (at, pool) in pools.iter().enumerate() {
        lines.push_str(&line(&pool.kind, asked.iter().filter(|asked| asked.pool == at)));
    }
    if pools.len() > 1 {
        lines.push_str(&line("all", asked.iter()));
    }
    lines
}

fn line<'a>(name: &str, asked: impl Iterator<Item = &'a Asked>) -> String {
    let asked: Vec<&Asked> = asked.collect();
    let mut took: Vec<Duration> = asked.iter().map(|asked| asked.took).collect();
    took.sort_unstable();
    let at = |share: usize| {
        let place = (took.len() * share).div_ceil(100).saturating_sub(1);
        took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1_000.0)
    };
    let heaviest = asked.iter().map(|asked| asked.bytes).max().unwrap_or(0);
    let failed = asked.iter().filter(|asked| !asked.is_well).count();
    let kilobytes = heaviest as f64 / 1_000.0;
    format!("{name:<34}{:>7}{:>9.1}{:>9.1}{:>9.1}{kilobytes:>8.1}{failed:>8}\n", asked.len(), at(50), at(99), at(100))
}
