//! Killing the writer at random moments: what was acknowledged is there, nothing is half there, chains are whole.
//!
//! `WUHUA_TEST_KILLS` sets how often (PostgreSQL: a fifth of it), `WUHUA_TEST_SEED` repeats the moments of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ledger::Mode;

use crate::child::{PER_BATCH, batch, command};
use crate::support::{Place, fact_id, on_postgres, on_sqlite, organisation, person};

/// A ledger is thrown away after so many kills, because looking through a long one takes long.
const KILLS_A_LEDGER: u32 = 20;

#[test]
fn a_killed_writer_loses_nothing_acknowledged_on_sqlite() {
    let kills = number("WUHUA_TEST_KILLS", 200) as u32;
    let mut moments = Moments::from_environment();
    let mut left = kills;
    while left > 0 {
        let here = left.min(KILLS_A_LEDGER);
        let mut share = moments.split();
        on_sqlite(async move |place| kill_and_look(place, here, &mut share).await);
        left -= here;
    }
}

#[test]
fn a_killed_writer_loses_nothing_acknowledged_on_postgres() {
    let kills = number("WUHUA_TEST_KILLS", 200) as u32 / 5;
    let mut moments = Moments::from_environment();
    on_postgres(move |place| async move { kill_and_look(place, kills, &mut moments).await });
}

async fn kill_and_look(place: Place, kills: u32, moments: &mut Moments) {
    place.create().await.close().await;
    let mut acknowledged: BTreeSet<u32> = BTreeSet::new();
    let mut next = 0;
    for kill in 0..kills {
        let heard = run_and_kill(&place, next, moments);
        acknowledged.extend(heard);
        next = look(&place, &acknowledged, kill).await;
    }
    assert!(!acknowledged.is_empty(), "nothing was ever acknowledged: the writer was killed too early every time");
}

/// The batches that the writer said were done before it was killed.
fn run_and_kill(place: &Place, from: u32, moments: &mut Moments) -> Vec<u32> {
    let executable = std::env::current_exe().unwrap();
    let mut writer =
        command(executable, &format!("append {from}"), &place.location, &place.key_file()).spawn().unwrap();
    let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut answers = lines.filter(|line| line.starts_with('>'));
    // One in six is killed while it starts, the others after none to four acknowledgements; counting them and not
    // time alone lets a slow machine get as far as a fast one.
    let awaited = moments.below(6) as usize;
    let mut heard: Vec<String> = answers.by_ref().take(awaited).collect();
    assert_eq!(heard.len(), awaited, "the writer ended by itself after {heard:?}");
    std::thread::sleep(Duration::from_micros(moments.below(20_000)));
    writer.kill().unwrap();
    writer.wait().unwrap();
    heard.extend(answers);
    heard.iter().filter_map(|line| line.strip_prefix(">done ").map(|number| number.parse().unwrap())).collect()
}

/// Checks the ledger and says which batch comes next.
async fn look(place: &Place, acknowledged: &BTreeSet<u32>, kill: u32) -> u32 {
    let ledger = place.open(Mode::Write).await;
    let verification = ledger.verify().await.unwrap();
    assert!(verification.is_clean(), "after kill {kill}: {:?}", verification.breaks);
    let chains: BTreeMap<_, _> = ledger.all_facts().await.unwrap().into_iter().collect();
    let none = Vec::new();
    let there: Vec<_> = [1, 2].map(|number| chains.get(&organisation(number)).unwrap_or(&none)).into_iter().collect();
    assert_eq!(there[0].len(), there[1].len(), "after kill {kill}: half a batch");
    assert_eq!(there[0].len() as u32 % PER_BATCH, 0, "after kill {kill}: half a batch");
    let batches = there[0].len() as u32 / PER_BATCH;
    // Batches are numbered in their order, so a whole ledger is that of the first so many.
    let expected: Vec<_> = (0..batches).flat_map(batch).collect();
    let found: Vec<_> = there[0].iter().zip(there[1]).flat_map(|(one, two)| [one.clone(), two.clone()]).collect();
    assert_eq!(found, expected, "after kill {kill}");
    let promised = acknowledged.last().map_or(0, |last| last + 1);
    assert!(batches >= promised, "after kill {kill}: {promised} batches were acknowledged, {batches} are there");
    if let Some(last) = batches.checked_sub(1) {
        let fact = fact_id(1, last * PER_BATCH + 100);
        let secret = ledger.secret(organisation(1), person(1), fact, "id-number").await.unwrap();
        assert_eq!(secret, Some(format!("secret {last}")), "after kill {kill}");
    }
    ledger.close().await;
    batches
}

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().map_or(default, |text| text.parse().unwrap())
}

/// A small generator, so that a run can be repeated from its seed.
struct Moments(u64);

impl Moments {
    fn from_environment() -> Moments {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as u64;
        let seed = number("WUHUA_TEST_SEED", now) | 1;
        eprintln!("WUHUA_TEST_SEED={seed}");
        Moments(seed)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn split(&mut self) -> Moments {
        Moments(self.below(u64::MAX - 1) | 1)
    }
}
