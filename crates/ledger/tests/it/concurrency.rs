//! Several writers at one time: refused in a directory, welcome on a server.

use ledger::{LedgerError, Mode};

use crate::support::{Place, fact, facts, on_postgres, on_sqlite, organisation};

#[test]
fn a_directory_has_one_writer_and_any_readers() {
    on_sqlite(async |place: Place| {
        let writer = place.create().await;
        writer.append(&facts(1, 1..=5), &[]).await.unwrap();
        let error = place.try_open(Mode::Write).await.unwrap_err();
        assert!(
            matches!(error, LedgerError::AlreadyOpen { by: Some(process), .. } if process == std::process::id()),
            "{error:?}"
        );
        assert!(error.to_string().contains("已被另一个程序打开用于写入"), "{error}");
        let reader = place.open(Mode::Read).await;
        assert_eq!(reader.facts(organisation(1)).await.unwrap().len(), 5);
        writer.append(&facts(1, 6..=6), &[]).await.unwrap();
        assert_eq!(reader.facts(organisation(1)).await.unwrap().len(), 6);
        writer.close().await;
        let writer = place.open(Mode::Write).await;
        assert_eq!(writer.append(&facts(1, 7..=7), &[]).await.unwrap().added, 1);
        assert_eq!(reader.facts(organisation(1)).await.unwrap().len(), 7);
    });
}

#[test]
fn appends_of_one_process_wait_for_each_other_on_sqlite() {
    on_sqlite(async |place: Place| {
        place.create().await.close().await;
        let ledger = std::sync::Arc::new(place.open(Mode::Write).await);
        append_from_all_sides(vec![std::sync::Arc::clone(&ledger), ledger], 10).await;
        check_all_sides(&place, 10).await;
    });
}

#[test]
fn two_servers_append_to_the_same_chains_at_once_on_postgres() {
    on_postgres(|place: Place| async move {
        place.create().await.close().await;
        let one = std::sync::Arc::new(place.open(Mode::Write).await);
        let two = std::sync::Arc::new(place.open(Mode::Write).await);
        append_from_all_sides(vec![one, two], 40).await;
        check_all_sides(&place, 40).await;
    });
}

/// Both sides write to organisations 1 and 2 in every batch, in opposite order, and half of what they write is the same.
async fn append_from_all_sides(sides: Vec<std::sync::Arc<ledger::Ledger>>, rounds: u32) {
    let tasks: Vec<_> = sides
        .into_iter()
        .zip([1_000_u32, 2_000])
        .map(|(ledger, own)| {
            tokio::spawn(async move {
                let mut added = 0;
                for round in 0..rounds {
                    let mut batch = vec![fact(1, own + round), fact(2, own + round), fact(1, round), fact(2, round)];
                    if own == 2_000 {
                        batch.reverse();
                    }
                    added += ledger.append(&batch, &[]).await.unwrap().added;
                }
                added
            })
        })
        .collect();
    let mut added = 0;
    for task in tasks {
        added += task.await.unwrap();
    }
    assert_eq!(added as u32, rounds * 6, "what both sides write is added once");
}

async fn check_all_sides(place: &Place, rounds: u32) {
    let ledger = place.open(Mode::Read).await;
    let verification = ledger.verify().await.unwrap();
    assert!(verification.is_clean(), "{:?}", verification.breaks);
    for number in [1, 2] {
        let mut found: Vec<_> = ledger.facts(organisation(number)).await.unwrap().iter().map(|fact| fact.id).collect();
        let expected = (0..rounds).flat_map(|round| [round, 1_000 + round, 2_000 + round]);
        let mut expected: Vec<_> = expected.map(|round| fact(number, round).id).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_server_that_goes_away_is_said_so_and_nothing_is_half_written() {
    on_postgres(|place: Place| async move {
        let ledger = place.create().await;
        ledger.append(&facts(1, 1..=3), &[]).await.unwrap();
        let mut raw = place.raw().await;
        // Stops the insertion of one fact until its connection is cut.
        raw.run(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN IF NEW.recorded_at % 1000 = 50 THEN PERFORM pg_sleep(60); END IF; RETURN NEW; END $$; \
             CREATE TRIGGER wait BEFORE INSERT ON fact FOR EACH ROW EXECUTE FUNCTION wait()",
        )
        .await
        .unwrap();
        let batch = facts(1, 40..=60);
        let appending = ledger.append(&batch, &[]);
        let cutting = async {
            let waiting = "SELECT pid::text FROM pg_stat_activity WHERE wait_event = 'PgSleep' \
                           AND datname = current_database()";
            while raw.texts(waiting).await.is_empty() {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            let cut = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE wait_event = 'PgSleep' \
                       AND datname = current_database()";
            assert_eq!(raw.texts(cut).await, ["true"]);
        };
        let (appended, ()) = tokio::join!(appending, cutting);
        let error = appended.unwrap_err();
        assert!(matches!(error, LedgerError::ServerAway { .. }), "{error:?}");
        raw.run("DROP TRIGGER wait ON fact").await.unwrap();
        assert_eq!(ledger.facts(organisation(1)).await.unwrap(), facts(1, 1..=3));
        assert!(ledger.verify().await.unwrap().is_clean());
        // Once it is back, the same again succeeds.
        assert_eq!(ledger.append(&batch, &[]).await.unwrap().added, 21);
        assert!(ledger.verify().await.unwrap().is_clean());
    });
}
