//! Somebody with the database's password goes round the ledger; verifying names the spot, and appending stops.

use std::os::unix::fs::FileExt;

use ledger::{BegunLate, Fault, LedgerError, Location, Mode, Spot};

use crate::support::{Place, fact_id, facts, on_postgres, on_sqlite, organisation, person, secret};

/// What is done to the second of three organisations, and the spot that must be named.
fn cases() -> Vec<(&'static str, Spot)> {
    let id = |number| fact_id(2, number).to_string();
    let altered = |sequence: u32| Spot::Altered { sequence: sequence.into(), fact: id(sequence) };
    vec![
        ("UPDATE fact SET body = replace(body, '第4次', '第5次') WHERE organisation = $O AND sequence = 4", altered(4)),
        ("UPDATE fact SET kind = 'talk' WHERE organisation = $O AND sequence = 4", altered(4)),
        ("UPDATE fact SET recorded_at = recorded_at - 1 WHERE organisation = $O AND sequence = 8", altered(8)),
        ("UPDATE fact SET hash = previous_hash WHERE organisation = $O AND sequence = 1", altered(1)),
        ("DELETE FROM fact WHERE organisation = $O AND sequence = 1", Spot::Removed { sequence: 1 }),
        ("DELETE FROM fact WHERE organisation = $O AND sequence = 4", Spot::Removed { sequence: 4 }),
        ("DELETE FROM fact WHERE organisation = $O AND sequence >= 6", Spot::Removed { sequence: 6 }),
        ("DELETE FROM fact WHERE organisation = $O", Spot::Removed { sequence: 1 }),
        (
            "DELETE FROM fact WHERE organisation = $O AND sequence = 8; \
             UPDATE chain SET length = 7 WHERE organisation = $O",
            Spot::HeadAltered { length: 7, counted: 7 },
        ),
        (
            "INSERT INTO fact SELECT organisation, 9, 'x', kind, occurred_first, occurred_last, recorded_at, \
             supersedes, body, previous_hash, hash FROM fact WHERE organisation = $O AND sequence = 8",
            Spot::SlippedIn { sequence: 9, fact: "x".to_owned() },
        ),
        (
            "UPDATE fact SET sequence = sequence + 100 WHERE organisation = $O AND sequence >= 4; \
             UPDATE fact SET sequence = sequence - 99 WHERE organisation = $O AND sequence >= 100; \
             INSERT INTO fact SELECT organisation, 4, 'x', kind, occurred_first, occurred_last, recorded_at, \
             supersedes, body, previous_hash, hash FROM fact WHERE organisation = $O AND sequence = 3",
            Spot::SlippedIn { sequence: 4, fact: "x".to_owned() },
        ),
        ("UPDATE chain SET length = 9 WHERE organisation = $O", Spot::HeadAltered { length: 9, counted: 8 }),
        (
            "UPDATE chain SET hash = (SELECT previous_hash FROM fact WHERE organisation = $O AND sequence = 8) \
             WHERE organisation = $O",
            Spot::HeadAltered { length: 8, counted: 8 },
        ),
        ("DELETE FROM chain WHERE organisation = $O", Spot::HeadRemoved { counted: 8 }),
    ]
}

#[test]
fn every_tampering_is_named_on_sqlite() {
    on_sqlite(tamper_in_every_way);
}

#[test]
fn every_tampering_is_named_on_postgres() {
    on_postgres(tamper_in_every_way);
}

async fn tamper_in_every_way(place: Place) {
    let ledger = place.create().await;
    for number in 1..=3 {
        ledger.append(&facts(number, 1..=8), &[]).await.unwrap();
    }
    ledger.close().await;
    let mut raw = place.raw().await;
    raw.drop_triggers().await;
    raw.run("CREATE TABLE kept_fact AS SELECT * FROM fact").await.unwrap();
    raw.run("CREATE TABLE kept_chain AS SELECT * FROM chain").await.unwrap();
    raw.run("CREATE TABLE kept_journal AS SELECT * FROM journal").await.unwrap();
    for (sql, spot) in cases() {
        let sql = sql.replace("$O", &format!("'{}'", organisation(2)));
        raw.run(&sql).await.unwrap();
        let ledger = place.open(Mode::Write).await;
        let verification = ledger.verify().await.unwrap();
        assert_eq!(verification.breaks.len(), 1, "{sql}");
        let found = &verification.breaks[0];
        assert_eq!((found.organisation.as_str(), &found.spot), (organisation(2).to_string().as_str(), &spot), "{sql}");
        only_what_was_written_is_read(&ledger, &spot).await;
        the_end_is_not_built_upon(&ledger, &spot).await;
        // The others go on.
        assert_eq!(ledger.append(&facts(1, 1..=8), &[]).await.unwrap().already_there.len(), 8);
        ledger.close().await;
        raw.run("DELETE FROM fact; DELETE FROM chain; DELETE FROM journal").await.unwrap();
        raw.run("INSERT INTO fact SELECT * FROM kept_fact; INSERT INTO chain SELECT * FROM kept_chain").await.unwrap();
        raw.run("INSERT INTO journal SELECT * FROM kept_journal").await.unwrap();
    }
    raw.close().await;
    let ledger = place.open(Mode::Read).await;
    let verification = ledger.verify().await.unwrap();
    assert_eq!(verification.breaks, [], "the ledger was put back as it was");
    let dropped = |fault: &Fault| matches!(fault, Fault::TriggerMissing { .. });
    let faults = verification.faults;
    assert!(faults.iter().all(dropped) && faults.len() == if place.is_postgres() { 6 } else { 7 }, "{faults:?}");
}

#[test]
fn a_chain_removed_whole_or_cut_with_its_head_is_missed_by_the_journal_on_sqlite() {
    on_sqlite(tamper_with_whole_chains);
}

#[test]
fn a_chain_removed_whole_or_cut_with_its_head_is_missed_by_the_journal_on_postgres() {
    on_postgres(tamper_with_whole_chains);
}

/// What leaves every chain that is there in agreement with itself, and what the journal says to it.
async fn tamper_with_whole_chains(place: Place) {
    let ledger = place.create().await;
    for number in 1..=3 {
        ledger.append(&facts(number, 1..=5), &[]).await.unwrap();
    }
    ledger.append(&facts(2, 6..=8), &[]).await.unwrap();
    let journal = ledger.verify().await.unwrap().journal;
    assert_eq!(journal.len(), 4);
    // Nothing new, nothing written.
    ledger.append(&facts(2, 6..=8), &[]).await.unwrap();
    assert_eq!(ledger.verify().await.unwrap().journal, journal);
    ledger.close().await;
    let mut raw = place.raw().await;
    raw.drop_triggers().await;
    let cut = "UPDATE chain SET length = 5, hash = (SELECT hash FROM fact WHERE organisation = $O AND sequence = 5) \
               WHERE organisation = $O; DELETE FROM fact WHERE organisation = $O AND sequence > 5";
    let whole = "DELETE FROM fact WHERE organisation = $O; DELETE FROM chain WHERE organisation = $O";
    let forgotten = "DELETE FROM journal WHERE sequence = 4";
    let not_as_journalled = |length, counted| Some(Spot::NotAsJournalled { length, counted });
    let cases = [
        (whole, not_as_journalled(5, 0), None),
        (cut, not_as_journalled(8, 5), None),
        (forgotten, not_as_journalled(5, 8), None),
        ("DELETE FROM journal WHERE sequence = 2", None, Some(Fault::JournalAltered { sequence: 2 })),
        ("UPDATE journal SET body = replace(body, ' 5 ', ' 4 ')", None, Some(Fault::JournalAltered { sequence: 1 })),
    ];
    for table in ["fact", "chain", "journal"] {
        raw.run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await.unwrap();
    }
    for (sql, spot, fault) in cases {
        raw.run(&sql.replace("$O", &format!("'{}'", organisation(2)))).await.unwrap();
        let ledger = place.open(Mode::Read).await;
        let found = ledger.verify().await.unwrap();
        ledger.close().await;
        assert_eq!(found.breaks.first().map(|found| found.spot.clone()), spot, "{sql}");
        assert!(found.breaks.iter().all(|found| found.organisation == organisation(2).to_string()), "{sql}");
        let altered = found.faults.into_iter().find(|fault| matches!(fault, Fault::JournalAltered { .. }));
        assert_eq!(altered, fault, "{sql}");
        for table in ["fact", "chain", "journal"] {
            raw.run(&format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}")).await.unwrap();
        }
    }
    raw.run(&cut.replace("$O", &format!("'{}'", organisation(2)))).await.unwrap();
    // A chain that was cut and has grown again is not what the journal saw.
    let ledger = place.open(Mode::Write).await;
    ledger.append(&facts(2, 20..=29), &[]).await.unwrap();
    let found = ledger.verify().await.unwrap();
    assert_eq!(found.breaks[0].spot, Spot::NotAsJournalled { length: 8, counted: 15 });
    assert_eq!(found.journal[..4], journal, "what was kept elsewhere is still in it");
    ledger.close().await;
    raw.run(forgotten).await.unwrap();
    let ledger = place.open(Mode::Read).await;
    assert!(!ledger.verify().await.unwrap().journal.contains(&journal[3]), "and is not where the journal was cut");
    ledger.close().await;
    raw.close().await;
}

#[test]
fn a_ledger_from_before_the_journal_begins_one_on_sqlite() {
    on_sqlite(begin_a_journal);
}

#[test]
fn a_ledger_from_before_the_journal_begins_one_on_postgres() {
    on_postgres(begin_a_journal);
}

/// The tables that the first version of a ledger had.
const OF_THE_FIRST: [&str; 5] = ["meta", "chain", "fact", "vault_key", "vault_entry"];

async fn begin_a_journal(place: Place) {
    let ledger = place.create().await;
    ledger.append(&[facts(1, 1..=3), facts(2, 1..=2)].concat(), &[]).await.unwrap();
    ledger.close().await;
    let mut raw = place.raw().await;
    // What refers to another table stands behind it.
    let since = include_str!("../../schema/sqlite.sql").split("CREATE TABLE ").skip(1);
    let since: Vec<&str> = since.filter_map(|table| table.split_whitespace().next()).collect();
    for table in since.iter().rev().filter(|table| !OF_THE_FIRST.contains(table)) {
        raw.run(&format!("DROP TABLE {table}")).await.unwrap();
    }
    raw.run("UPDATE meta SET schema_version = 1").await.unwrap();
    if place.is_postgres() {
        raw.run("DROP FUNCTION refuse_journal_change").await.unwrap();
    }
    raw.close().await;
    let error = place.try_open(Mode::Read).await.unwrap_err();
    assert!(matches!(error, LedgerError::OlderVersion { found: 1, known: 2.., .. }), "{error:?}");
    let ledger = place.open(Mode::Write).await;
    let found = ledger.verify().await.unwrap();
    assert!(found.is_clean() && found.journal.len() == 1, "{found:?}");
    let last = facts(1, 3..=3)[0].recorded_at;
    assert_eq!(found.begun_late, Some(BegunLate { chains: 2, facts: 5, last }));
    ledger.append(&facts(1, 4..=4), &[]).await.unwrap();
    let found = ledger.verify().await.unwrap();
    assert!(found.is_clean() && found.journal.len() == 2, "{found:?}");
    assert_eq!(found.begun_late, Some(BegunLate { chains: 2, facts: 5, last }), "it is never forgotten");
    ledger.close().await;
}

#[test]
fn an_entry_removed_from_the_vault_is_named_on_sqlite() {
    on_sqlite(remove_an_entry);
}

#[test]
fn an_entry_removed_from_the_vault_is_named_on_postgres() {
    on_postgres(remove_an_entry);
}

async fn remove_an_entry(place: Place) {
    let ledger = place.create().await;
    let secrets = [secret(1, 1, 1, "530102199001011234"), secret(1, 2, 2, "530102199001015678")];
    ledger.append(&facts(1, 1..=2), &secrets[..1]).await.unwrap();
    // A detail that comes later, without a fact.
    ledger.append(&[], &secrets[1..]).await.unwrap();
    let found = ledger.verify().await.unwrap();
    assert!(found.is_clean() && found.journal.len() == 2 && found.begun_late.is_none(), "{found:?}");
    // Erasing destroys the key and leaves the entry.
    ledger.erase_person(person(1)).await.unwrap();
    assert!(ledger.verify().await.unwrap().is_clean());
    let mut raw = place.raw().await;
    raw.run(&format!("DELETE FROM vault_entry WHERE fact = '{}'", fact_id(1, 2))).await.unwrap();
    raw.run("DELETE FROM vault_key").await.unwrap();
    raw.close().await;
    let (organisation, person) = (organisation(1).to_string(), person(2).to_string());
    let fault =
        Fault::SecretMissing { organisation, person, fact: fact_id(1, 2).to_string(), field: "id-number".to_owned() };
    assert_eq!(ledger.verify().await.unwrap().faults, [fault]);
    ledger.close().await;
}

/// Appending looks at the end only: it must stop where the end is wrong, and then names the first spot as well.
async fn the_end_is_not_built_upon(ledger: &ledger::Ledger, spot: &Spot) {
    let at_the_end = match spot {
        Spot::Altered { sequence: 8, .. } => false, // a column that no hash covers
        Spot::Altered { .. } | Spot::Removed { sequence: 1 | 4 } => false,
        _ => true,
    };
    let result = ledger.append(&facts(2, 20..=20), &[]).await;
    match result {
        Err(LedgerError::ChainBroken(found)) => assert_eq!(&found.spot, spot),
        Err(other) => panic!("{other:?}"),
        Ok(_) => assert!(!at_the_end, "appended to {spot:?}"),
    }
}

/// What is read was written so, or nothing is read.
async fn only_what_was_written_is_read(ledger: &ledger::Ledger, spot: &Spot) {
    let all = ledger.all_facts().await.map(|mut chains| chains.swap_remove(1).1);
    for result in [ledger.facts(organisation(2)).await, all] {
        match result {
            Err(LedgerError::ChainBroken(found)) => assert_eq!(&found.spot, spot),
            Err(other) => panic!("{other:?}"),
            // A column beside the body was altered, which is not what is read.
            Ok(read) => assert_eq!(read, facts(2, 1..=8), "{spot:?}"),
        }
    }
    assert_eq!(ledger.facts(organisation(1)).await.unwrap(), facts(1, 1..=8));
}

#[test]
fn a_byte_flipped_in_the_database_file_is_named() {
    on_sqlite(async |place: Place| {
        let Location::Directory(directory) = &place.location else { return };
        let ledger = place.create().await;
        ledger.append(&facts(1, 1..=30), &[]).await.unwrap();
        ledger.close().await;
        let file = std::fs::File::options().read(true).write(true).open(directory.join("ledger.db")).unwrap();
        let content = std::fs::read(directory.join("ledger.db")).unwrap();
        let text = "第17次支部党员大会".as_bytes();
        let at = content.windows(text.len()).position(|window| window == text).unwrap();
        // Each bit of a Chinese character, so that the text is no UTF-8 any more in most of them.
        for bit in 0..24 {
            let place_of_byte = at + bit / 8;
            file.write_at(&[content[place_of_byte] ^ (1 << (bit % 8))], place_of_byte as u64).unwrap();
            let ledger = place.open(Mode::Read).await;
            let verification = ledger.verify().await.unwrap();
            let spots: Vec<&Spot> = verification.breaks.iter().map(|found| &found.spot).collect();
            assert_eq!(spots, [&Spot::Altered { sequence: 17, fact: fact_id(1, 17).to_string() }], "bit {bit}");
            let shown = verification.breaks[0].to_string();
            assert!(shown.contains("第 17 条") && shown.contains(&fact_id(1, 17).to_string()), "{shown}");
            ledger.close().await;
            file.write_at(&[content[place_of_byte]], place_of_byte as u64).unwrap();
        }
    });
}

#[test]
fn a_byte_flipped_in_the_journal_is_named() {
    on_sqlite(async |place: Place| {
        let ledger = place.create().await;
        for number in 1..=3 {
            ledger.append(&facts(number, 1..=2), &[]).await.unwrap();
        }
        ledger.close().await;
        let mut raw = place.raw().await;
        raw.drop_triggers().await;
        raw.run("UPDATE journal SET body = CAST(x'ff' AS TEXT) || substr(body, 2) WHERE sequence = 3").await.unwrap();
        raw.close().await;
        let ledger = place.open(Mode::Read).await;
        let found = ledger.verify().await.unwrap();
        ledger.close().await;
        assert!(found.faults.contains(&Fault::JournalAltered { sequence: 3 }), "{found:?}");
        assert_eq!((found.journal.len(), found.breaks.len()), (2, 0));
    });
}

#[test]
fn an_entry_moved_within_the_vault_does_not_open_on_sqlite() {
    on_sqlite(move_an_entry);
}

#[test]
fn an_entry_moved_within_the_vault_does_not_open_on_postgres() {
    on_postgres(move_an_entry);
}

async fn move_an_entry(place: Place) {
    let ledger = place.create().await;
    let secrets = [secret(1, 1, 1, "530102199001011234"), secret(1, 2, 1, "530102199001015678")];
    ledger.append(&facts(1, 1..=2), &secrets).await.unwrap();
    let mut raw = place.raw().await;
    let (one, two) = (fact_id(1, 1), fact_id(1, 2));
    raw.run(&format!(
        "UPDATE vault_entry SET ciphertext = (SELECT ciphertext FROM vault_entry WHERE fact = '{two}') \
         WHERE fact = '{one}'"
    ))
    .await
    .unwrap();
    let error = ledger.secret(organisation(1), person(1), one, "id-number").await.unwrap_err();
    assert!(matches!(error, LedgerError::SecretAltered { .. }), "{error:?}");
    let other = ledger.secret(organisation(1), person(1), two, "id-number").await.unwrap();
    assert_eq!(other.as_deref(), Some("530102199001015678"));
    raw.close().await;
    ledger.close().await;
}
