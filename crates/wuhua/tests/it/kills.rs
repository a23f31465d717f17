//! Imports killed at random moments, and a server that goes away: whole books or nothing, and a repetition completes.
//!
//! `WUHUA_TEST_KILLS` sets how often (PostgreSQL: a fifth of it), `WUHUA_TEST_SEED` repeats the moments of a run.

use std::collections::BTreeSet;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use facts::{Fact, OrganisationId};
use sqlx::{Connection, PgConnection};

use crate::support::{ORGANISATIONS, Place, ROSTER, Run, list, on_postgres, place, records, runtime};

type Chains = Vec<(OrganisationId, Vec<Fact>)>;

#[test]
fn an_import_killed_at_any_moment_leaves_whole_books_on_sqlite() {
    let (_temporary, place) = place();
    kill_and_look(&place, number("WUHUA_TEST_KILLS", 200));
}

#[test]
fn an_import_killed_at_any_moment_leaves_whole_books_on_postgres() {
    on_postgres(|place| kill_and_look(place, number("WUHUA_TEST_KILLS", 200) / 5));
}

/// What an import gives that nobody disturbs.
struct Undisturbed {
    books: Vec<PathBuf>,
    /// How many facts there are after each book.
    lengths: BTreeSet<usize>,
    chains: Chains,
    took: Duration,
}

impl Undisturbed {
    fn import(empty: &Place) -> Undisturbed {
        let books = small_books(empty);
        let place = empty.copy();
        let began = Instant::now();
        let imported = place.import(&books, &[]).exits(0).json();
        let took = began.elapsed();
        let mut lengths = BTreeSet::from([0]);
        let (mut all, mut last) = (0, None);
        for row in list(&imported, "taken") {
            if last.replace(&row["file"]).is_some_and(|last| *last != row["file"]) {
                lengths.insert(all);
            }
            all += row["records"].as_u64().unwrap() as usize;
        }
        lengths.insert(all);
        assert_eq!((all, lengths.len()), (records(&imported), books.len() + 1));
        Undisturbed { books, lengths, chains: chains(&place), took }
    }

    fn all(&self) -> usize {
        *self.lengths.last().unwrap()
    }

    /// The ledger is that of the first so many books, fact by fact; says how many facts.
    fn look(&self, place: &Place) -> usize {
        let found = chains(place);
        let length = found.iter().map(|(_, facts)| facts.len()).sum();
        assert!(self.lengths.contains(&length), "{length} facts are not those of whole books: {:?}", self.lengths);
        for (organisation, facts) in &found {
            let whole = &self.chains.iter().find(|(id, _)| id == organisation).unwrap().1;
            assert_eq!(facts[..], whole[..facts.len()]);
        }
        length
    }
}

fn kill_and_look(empty: &Place, kills: u64) {
    empty.init();
    let undisturbed = Undisturbed::import(empty);
    let mut moments = Moments::from_environment();
    let (mut killed, mut seen) = (0, BTreeSet::new());
    let mut took = undisturbed.took;
    while killed < kills {
        let place = empty.copy();
        let mut length = 0;
        while length < undisturbed.all() && killed < kills {
            let (was_killed, code) = run_and_kill(&place, &undisturbed, took, &mut moments);
            killed += u64::from(was_killed);
            // A machine that was busy at first must not leave all later kills too late.
            took = if was_killed { took * 21 / 20 } else { took * 9 / 10 };
            let now = undisturbed.look(&place);
            assert!(now >= length, "after kill {killed}: {length} facts were there, now {now}");
            assert!(was_killed || (code == Some(0) && now == undisturbed.all()), "{code:?}, {now} facts");
            seen.insert(now);
            length = now;
            if killed % 10 == 0 {
                assert_eq!(place.facts(), now);
            }
        }
        let again = place.import(&undisturbed.books, &[]).exits(0).json();
        assert_eq!(records(&again), undisturbed.all());
        assert_eq!(undisturbed.look(&place), undisturbed.all());
        assert_eq!(place.facts(), undisturbed.all());
    }
    println!("{killed} kills, {} different states seen; undisturbed {:?}", seen.len(), undisturbed.took);
    let part_way = seen.iter().filter(|length| (1..undisturbed.all()).contains(*length)).count();
    assert!(part_way >= 3 || kills < 100, "hardly ever killed between two books: {seen:?}");
}

/// Whether it was killed before it ended, and how it ended.
fn run_and_kill(
    place: &Place,
    undisturbed: &Undisturbed,
    took: Duration,
    moments: &mut Moments,
) -> (bool, Option<i32>) {
    let mut command = place.command("import");
    command.args(&undisturbed.books).stdout(Stdio::null()).stderr(Stdio::null());
    let mut importing = command.spawn().unwrap();
    // Every other one in the later half, in which the books go in.
    let took = took.as_micros() as u64;
    let earliest = moments.below(2) * took / 2;
    std::thread::sleep(Duration::from_micros(earliest + moments.below(took - earliest)));
    importing.kill().unwrap();
    let status = importing.wait().unwrap();
    (status.signal().is_some(), status.code())
}

/// Every chain, with the moments of recording left out.
fn chains(place: &Place) -> Chains {
    runtime().block_on(async {
        let ledger = place.open().await;
        let verification = ledger.verify().await.unwrap();
        assert!(verification.is_clean(), "{:?}", verification.breaks);
        let mut chains = ledger.all_facts().await.unwrap();
        ledger.close().await;
        for fact in chains.iter_mut().flat_map(|(_, facts)| facts) {
            fact.recorded_at = facts::Instant::from_microseconds(0);
        }
        chains
    })
}

/// Organisations, rosters, and a book of class hours for each of 18 months, each with facts in two chains.
fn small_books(place: &Place) -> Vec<PathBuf> {
    let mut books = vec![place.write("1组织.csv", ORGANISATIONS), place.write("2花名册.csv", ROSTER)];
    for month in 0..18 {
        let (year, number) = (2021 + month / 12, month % 12 + 1);
        let mut text = "支部名称,学员,培训日期,学时数,学习形式,课程名称\n".to_owned();
        for (branch, name) in [("一", "张三"), ("一", "李四"), ("二", "赵六")] {
            for day in 1..=3 {
                let line = format!("东湖第{branch}党支部,{name},{year}-{number:02}-{day:02},2,面授,党性教育\n");
                text.push_str(&line);
            }
        }
        books.push(place.write(&format!("学时{year}{number:02}.csv"), text));
    }
    books
}

#[test]
fn a_server_that_goes_away_in_the_middle_of_an_import_leaves_whole_books() {
    on_postgres(|empty| {
        empty.init();
        let undisturbed = Undisturbed::import(empty);
        let mut cut_off = 0;
        for attempt in 0.. {
            if cut_off == 5 {
                break;
            }
            assert!(attempt < 100, "hardly ever cut off while it was writing: {cut_off} of {attempt}");
            let place = empty.copy();
            let mut command = place.command("import");
            let importing = command.args(&undisturbed.books).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
            let mut importing = importing.unwrap();
            let was_cut_off = end_connections_while_it_writes(&place, cut_off + 2, &mut importing);
            let run = Run::of(importing.wait_with_output().unwrap());
            let length = undisturbed.look(&place);
            if was_cut_off && run.code != 0 {
                run.exits(1).says(&["连不上 PostgreSQL", "连接中断", "没有得到确认的内容没有写入", "重试"]);
                cut_off += 1;
            } else {
                assert_eq!(length, undisturbed.all());
            }
            place.import(&undisturbed.books, &[]).exits(0);
            assert_eq!(undisturbed.look(&place), undisturbed.all());
        }
    });
}

/// Ends every connection of the program to this database once so many books are in it; false where it was over before.
fn end_connections_while_it_writes(place: &Place, books: i64, importing: &mut Child) -> bool {
    runtime().block_on(async {
        let mut connection = PgConnection::connect(&place.location).await.unwrap();
        while importing.try_wait().unwrap().is_none() {
            // The first book has three facts, the second four, each other one nine.
            let count = "SELECT count(*), (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                         AND application_name = 'wuhua') FROM fact";
            let (facts, connections): (i64, i64) = sqlx::query_as(count).fetch_one(&mut connection).await.unwrap();
            if facts >= 7 + (books - 2) * 9 {
                let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                           WHERE datname = current_database() AND application_name = 'wuhua'";
                let (ended,): (i64,) = sqlx::query_as(end).fetch_one(&mut connection).await.unwrap();
                return ended > 0 && connections > 0;
            }
        }
        false
    })
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
        println!("WUHUA_TEST_SEED={seed}");
        Moments(seed)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
