//! What can only be seen from inside: where a tampered chain breaks first, and a disk that is full.

use std::collections::BTreeMap;

use facts::{Day, Fact, FactId, Instant, OrganisationId, Span, Value};

use crate::chain::{ChainRow, Columns, Hash, Spot, StoredHead, first_break};
use crate::database::Db;
use crate::store::TABLES;
use crate::{KeyFile, Ledger, LedgerError, Location, Mode, hex};

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([7; 16]);

fn fact(number: u32) -> Fact {
    Fact {
        id: FactId::derived(&[&number.to_be_bytes()]),
        organisation: ORGANISATION,
        kind: "talk".to_owned(),
        occurred: Span::day(Day::from_number(18_000)),
        recorded_at: Instant::from_microseconds(i64::from(number)),
        recorder: "王敏".to_owned(),
        people: Vec::new(),
        values: BTreeMap::from([("gist".to_owned(), Value::Text("谈心".repeat(200)))]),
        supersedes: None,
        attachments: Vec::new(),
    }
}

/// A row that is right at that place after that hash.
fn row(number: u32, sequence: i64, previous: Hash) -> ChainRow {
    let (fact, bytes) = (fact(number), |text: &str| text.as_bytes().to_vec());
    let body = facts::wire::encode(&fact);
    let columns = Columns::of(&fact);
    ChainRow {
        sequence,
        id: columns.id.into_bytes(),
        kind: bytes(columns.kind),
        occurred_first: columns.occurred_first.into_bytes(),
        occurred_last: columns.occurred_last.into_bytes(),
        recorded_at: columns.recorded_at,
        supersedes: None,
        hash: Hash::of(ORGANISATION, sequence, previous, body.as_bytes()).to_string().into_bytes(),
        body: body.into_bytes(),
        previous_hash: previous.to_string().into_bytes(),
    }
}

fn hash_of(row: &ChainRow) -> Hash {
    Hash::parse(&row.hash).unwrap()
}

fn chain(length: u32) -> (Vec<ChainRow>, StoredHead) {
    let mut rows: Vec<ChainRow> = Vec::new();
    for number in 1..=length {
        let previous = rows.last().map_or(Hash::ZERO, hash_of);
        rows.push(row(number, number.into(), previous));
    }
    let head = (length.into(), rows.last().map_or(Hash::ZERO, hash_of).to_string());
    (rows, head)
}

/// What is said of a chain of eight after `change`.
fn after(change: impl FnOnce(&mut Vec<ChainRow>, &mut StoredHead)) -> Option<Spot> {
    let (mut rows, mut head) = chain(8);
    change(&mut rows, &mut head);
    first_break(ORGANISATION, &rows, Some(&head))
}

fn altered(sequence: u64) -> Option<Spot> {
    Some(Spot::Altered { sequence, fact: fact(sequence as u32).id.to_string() })
}

fn slipped_in(sequence: u64, number: u32) -> Option<Spot> {
    Some(Spot::SlippedIn { sequence, fact: fact(number).id.to_string() })
}

fn removed(sequence: u64) -> Option<Spot> {
    Some(Spot::Removed { sequence })
}

/// Gives the rows from `index` on the sequences that follow from their places.
fn renumber(rows: &mut [ChainRow]) {
    for (row, sequence) in rows.iter_mut().zip(1..) {
        row.sequence = sequence;
    }
}

#[test]
fn the_hash_is_the_documented_one() {
    // Made from the description alone, in another language. It may never change.
    let expected = "113b3d21cfef992c489739d174db9acbb80a7b512c58a0c8f00d39e70e557844";
    assert_eq!(Hash::of(OrganisationId::from_bytes([1; 16]), 7, Hash([2; 32]), b"{}").to_string(), expected);
}

#[test]
fn the_hash_of_the_journal_is_the_documented_one() {
    // As above.
    assert_eq!(
        Hash::of_journal(7, Hash([2; 32]), b"{}").to_string(),
        "05b24c5a5beb7ffdb1fce21f88265d2027b9f4ee78146be4035a13b3592b1179"
    );
}

#[test]
fn an_untouched_chain_does_not_break() {
    assert_eq!(after(|_, _| {}), None);
    assert_eq!(first_break(ORGANISATION, &[], None), None);
    assert_eq!(first_break(ORGANISATION, &[], Some(&(0, Hash::ZERO.to_string()))), None);
}

#[test]
fn every_altered_bit_of_every_row_is_named() {
    let (rows, head) = chain(3);
    for at in 0..rows.len() {
        for byte in 0..rows[at].body.len() {
            let mut changed = rows.clone();
            changed[at].body[byte] ^= 1;
            assert_eq!(first_break(ORGANISATION, &changed, Some(&head)), altered(at as u64 + 1), "byte {byte}");
        }
    }
}

#[test]
fn an_altered_column_is_named_although_no_hash_covers_it() {
    assert_eq!(after(|rows, _| rows[2].kind = b"training".to_vec()), altered(3));
    assert_eq!(after(|rows, _| rows[2].recorded_at += 1), altered(3));
    assert_eq!(after(|rows, _| rows[2].occurred_first = b"2019-01-01".to_vec()), altered(3));
    assert_eq!(after(|rows, _| rows[7].occurred_last = b"2019-01-01".to_vec()), altered(8));
    assert_eq!(after(|rows, _| rows[2].supersedes = Some(rows[1].id.clone())), altered(3));
    let changed = after(|rows, _| rows[2].id = b"x".to_vec());
    assert_eq!(changed, Some(Spot::Altered { sequence: 3, fact: "x".to_owned() }));
    assert_eq!(after(|rows, _| rows[2].hash = rows[1].hash.clone()), altered(3));
    assert_eq!(after(|rows, _| rows[2].hash = vec![0xff]), altered(3));
    assert_eq!(after(|rows, _| rows[2].previous_hash = vec![0xff]), altered(3));
    assert_eq!(after(|rows, _| rows[0].previous_hash = rows[5].hash.clone()), altered(1));
}

#[test]
fn a_fact_rewritten_together_with_its_hash_is_named() {
    for index in 0..7 {
        let rewritten = after(|rows, _| {
            let previous = Hash::parse(&rows[index].previous_hash).unwrap();
            let id = rows[index].id.clone();
            rows[index] = ChainRow { id, ..row(90, index as i64 + 1, previous) };
        });
        // Its id column was kept here, so that it can be named; the body says another one.
        assert_eq!(rewritten, altered(index as u64 + 1));
    }
}

#[test]
fn a_removed_fact_is_named() {
    for index in 0..8 {
        assert_eq!(after(|rows, _| drop(rows.remove(index))), removed(index as u64 + 1));
        // Also where the later ones were moved up.
        let closed = |rows: &mut Vec<ChainRow>| {
            rows.remove(index);
            renumber(rows);
        };
        assert_eq!(after(|rows, _| closed(rows)), removed(index as u64 + 1));
    }
    assert_eq!(after(|rows, _| drop(rows.drain(2..5))), removed(3));
    let closed = |rows: &mut Vec<ChainRow>| {
        rows.drain(2..5);
        renumber(rows);
    };
    assert_eq!(after(|rows, _| closed(rows)), removed(3));
    assert_eq!(after(|rows, _| rows.truncate(5)), removed(6));
    assert_eq!(after(|rows, _| rows.clear()), removed(1));
}

#[test]
fn a_slipped_in_fact_is_named() {
    for index in 0..=8_usize {
        let previous = |rows: &[ChainRow]| index.checked_sub(1).map_or(Hash::ZERO, |before| hash_of(&rows[before]));
        // Linked rightly, or with hashes that mean nothing.
        for linked in [true, false] {
            let slipped = after(|rows, _| {
                let mut new = row(90, index as i64 + 1, previous(rows));
                if !linked {
                    new.hash = vec![b'0'; 64];
                }
                rows.insert(index, new);
                renumber(rows);
            });
            assert_eq!(slipped, slipped_in(index as u64 + 1, 90), "at {index}, linked: {linked}");
        }
    }
    assert_eq!(after(|rows, _| rows.push(row(90, 20, Hash::ZERO))), slipped_in(9, 90));
    assert_eq!(after(|rows, _| rows.insert(0, row(90, -1, Hash::ZERO))), slipped_in(1, 90));
}

#[test]
fn an_altered_head_is_named() {
    assert_eq!(after(|_, head| head.0 = 7), Some(Spot::HeadAltered { length: 7, counted: 8 }));
    assert_eq!(after(|_, head| head.0 = 9), Some(Spot::HeadAltered { length: 9, counted: 8 }));
    assert_eq!(after(|_, head| head.0 = -1), Some(Spot::HeadAltered { length: -1, counted: 8 }));
    let hash = Hash([9; 32]).to_string();
    assert_eq!(after(|_, head| head.1 = hash), Some(Spot::HeadAltered { length: 8, counted: 8 }));
    let (rows, _) = chain(8);
    assert_eq!(first_break(ORGANISATION, &rows, None), Some(Spot::HeadRemoved { counted: 8 }));
}

#[test]
fn the_tables_of_a_ledger_are_those_of_its_schema() {
    for schema in [include_str!("../schema/sqlite.sql"), include_str!("../schema/postgres.sql")] {
        let names = schema.lines().filter_map(|line| line.strip_prefix("CREATE TABLE ")?.split_whitespace().next());
        let (mut there, mut known) = (names.collect::<Vec<_>>(), TABLES.to_vec());
        there.sort_unstable();
        known.sort_unstable();
        assert_eq!(there, known);
    }
}

#[test]
fn hexadecimal_has_one_spelling() {
    assert_eq!(hex::decode_exactly::<2>(b"00ff"), Some([0, 255]));
    assert_eq!(hex::encode(&[0, 255]), "00ff");
    for other in ["00FF", "00f", "00ff0", "00fg", "+0ff", ""] {
        assert_eq!(hex::decode_exactly::<2>(other.as_bytes()), None, "{other}");
    }
    assert_eq!(hex::decode(hex::encode(&[0, 255, 16]).as_bytes()), Some(vec![0, 255, 16]));
    assert_eq!(hex::decode(b"0g"), None);
}

#[tokio::test]
async fn a_full_disk_is_said_so_and_nothing_is_half_written() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().to_owned());
    let ledger = Ledger::create_with(&location, KeyFile::at(directory.path().join("vault.key"))).await.unwrap();
    ledger.append(&[fact(1)], &[]).await.unwrap();
    let limit = async |pages: i64| {
        let Db::Sqlite(pool) = &ledger.database.db else { return };
        // The limit is each connection's own: all that the pool may open are asked for at once.
        let mut connections = Vec::new();
        for _ in 0..pool.options().get_max_connections() {
            connections.push(pool.acquire().await.unwrap());
        }
        for connection in &mut connections {
            let pragma = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
            let (taken,): (i64,) = sqlx::query_as(pragma).fetch_one(&mut **connection).await.unwrap();
            assert_eq!(taken, pages);
        }
    };
    let Db::Sqlite(pool) = &ledger.database.db else { return };
    let (pages,): (i64,) = sqlx::query_as("PRAGMA page_count").fetch_one(pool).await.unwrap();
    limit(pages + 8).await;
    let facts: Vec<Fact> = (2..=200).map(fact).collect();
    let error = ledger.append(&facts, &[]).await.unwrap_err();
    assert!(matches!(error, LedgerError::DiskFull { .. }), "{error:?}");
    assert!(error.to_string().contains("磁盘已满"), "{error}");
    assert_eq!(ledger.facts(ORGANISATION).await.unwrap(), [fact(1)]);
    assert!(ledger.verify().await.unwrap().is_clean());
    limit(1_000_000).await;
    assert_eq!(ledger.append(&facts, &[]).await.unwrap().added, 199);
    assert!(ledger.verify().await.unwrap().is_clean());
}

#[tokio::test]
async fn sqlite_waits_for_the_disk_before_it_acknowledges() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().to_owned());
    let key_file = || KeyFile::at(directory.path().join("vault.key"));
    Ledger::create_with(&location, key_file()).await.unwrap().close().await;
    let ledger = Ledger::open_with(&location, Mode::Write, key_file()).await.unwrap();
    let Db::Sqlite(pool) = &ledger.database.db else { return };
    // 2 is FULL: with less, a power cut takes what was acknowledged last, and no test that kills a process sees it.
    let (synchronous,): (i64,) = sqlx::query_as("PRAGMA synchronous").fetch_one(pool).await.unwrap();
    assert_eq!(synchronous, 2);
}

#[test]
fn nothing_secret_is_shown_when_debugging() {
    let location = Location::parse("postgres://wuhua:geheim@server:5433/party?sslmode=disable");
    assert_eq!(format!("{location} {location:?}").matches("geheim").count(), 0);
    assert_eq!(location.to_string(), "postgres://wuhua@server:5433/party");
    let broken = Location::parse("postgres://wuhua:geheim@server:port/party");
    assert_eq!(format!("{broken} {broken:?}").matches("geheim").count(), 0);
    let key = crate::key::Key::from_slice(&[0x41; 32]).unwrap();
    assert_eq!(format!("{key:?}"), "Key(…)");
}

#[tokio::test]
async fn a_ledger_that_another_program_migrated_meanwhile_is_left_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::Directory(directory.path().to_owned());
    let ledger = Ledger::create_with(&location, KeyFile::at(directory.path().join("vault.key"))).await.unwrap();
    // Who looked before sees an older version; the migrations would make the same tables once more.
    crate::store::migrate(&ledger.database).await.unwrap();
    let Db::Sqlite(pool) = &ledger.database.db else { return };
    sqlx::query("UPDATE meta SET schema_version = 1000").execute(pool).await.unwrap();
    let error = crate::store::migrate(&ledger.database).await.unwrap_err();
    assert!(matches!(error, LedgerError::NewerVersion { found: 1000, .. }), "{error:?}");
}
