//! The one story, told on every engine: what a ledger is for, from making it to opening it again.

use facts::{Instant, Value};
use ledger::{Appended, Ledger, LedgerError, Mode};

use crate::support::{Place, fact, fact_id, facts, on_postgres, on_sqlite, organisation, person, secret};

#[test]
fn the_story_on_sqlite() {
    on_sqlite(story);
}

#[test]
fn the_story_on_postgres() {
    on_postgres(story);
}

async fn story(place: Place) {
    let ledger = place.create().await;
    let installation = ledger.installation();
    appending_is_one_whole(&ledger).await;
    facts_come_back_as_they_were(&ledger).await;
    the_same_again_adds_nothing(&ledger).await;
    other_content_under_a_known_id_is_refused(&ledger).await;
    details_can_be_kept_and_erased(&ledger).await;
    ledger.close().await;
    the_tables_refuse_change(&place).await;
    it_is_all_there_when_opened_again(&place, installation).await;
    a_second_ledger_is_not_made_over_the_first(&place).await;
    a_newer_version_is_refused(&place).await;
}

async fn appending_is_one_whole(ledger: &Ledger) {
    assert_eq!(ledger.all_facts().await.unwrap(), []);
    assert_eq!(ledger.heads().await.unwrap(), []);
    assert_eq!(ledger.append(&[], &[]).await.unwrap(), Appended::default());
    // Organisation 2 first and mixed with the other: chains keep the order of the batch, whatever else is in it.
    let batch = [fact(2, 1), fact(1, 2), fact(1, 1), fact(2, 2)];
    let appended = ledger.append(&batch, &[secret(1, 1, 1, "530102199001011234")]).await.unwrap();
    assert_eq!(appended, Appended { added: 4, already_there: vec![], secrets: 1 });
    let appended = ledger.append(&facts(1, 3..=40), &[]).await.unwrap();
    assert_eq!(appended, Appended { added: 38, already_there: vec![], secrets: 0 });
}

async fn facts_come_back_as_they_were(ledger: &Ledger) {
    let first: Vec<_> = [2, 1].into_iter().chain(3..=40).map(|number| fact(1, number)).collect();
    assert_eq!(ledger.organisations().await.unwrap(), [organisation(1), organisation(2)]);
    assert_eq!(ledger.facts(organisation(1)).await.unwrap(), first);
    assert_eq!(ledger.facts(organisation(3)).await.unwrap(), []);
    let all = ledger.all_facts().await.unwrap();
    assert_eq!(all, [(organisation(1), first), (organisation(2), facts(2, 1..=2))]);
    let heads: Vec<_> =
        ledger.heads().await.unwrap().into_iter().map(|head| (head.organisation, head.length)).collect();
    assert_eq!(heads, [(organisation(1), 40), (organisation(2), 2)]);
    let verification = ledger.verify().await.unwrap();
    assert_eq!((verification.chains, verification.facts, verification.breaks), (2, 42, vec![]));
}

async fn the_same_again_adds_nothing(ledger: &Ledger) {
    let heads = ledger.heads().await.unwrap();
    let mut again = facts(1, 1..=40);
    for fact in &mut again {
        fact.recorded_at = Instant::from_microseconds(1_600_000_000_000_000);
        fact.recorder = "another".to_owned();
    }
    let appended = ledger.append(&again, &[secret(1, 1, 1, "530102199001011234")]).await.unwrap();
    let ids = again.iter().map(|fact| fact.id).collect();
    assert_eq!(appended, Appended { added: 0, already_there: ids, secrets: 0 });
    assert_eq!(ledger.heads().await.unwrap(), heads);
    assert_eq!(ledger.facts(organisation(1)).await.unwrap()[0].recorder, "王敏");
    // Twice in one batch is once.
    let appended = ledger.append(&[fact(2, 3), fact(2, 1), fact(2, 3)], &[]).await.unwrap();
    let already_there = vec![fact(2, 1).id, fact(2, 3).id];
    assert_eq!(appended, Appended { added: 1, already_there, secrets: 0 });
}

async fn other_content_under_a_known_id_is_refused(ledger: &Ledger) {
    let heads = ledger.heads().await.unwrap();
    let mut other = fact(2, 1);
    other.values.insert("subject".to_owned(), Value::Text("另一次会议".to_owned()));
    for batch in [vec![fact(1, 90), other.clone(), fact(3, 1)], {
        let mut twice = other.clone();
        twice.id = fact_id(2, 91);
        vec![fact(2, 91), twice]
    }] {
        let conflict = batch.iter().rfind(|fact| fact.organisation == organisation(2)).unwrap().id;
        let error = ledger.append(&batch, &[]).await.unwrap_err();
        assert!(matches!(error, LedgerError::Conflict { fact, .. } if fact == conflict), "{error:?}");
        assert!(error.to_string().contains(&conflict.to_string()), "{error}");
        assert_eq!(ledger.heads().await.unwrap(), heads);
    }
    // The id is the organisation's own: another may use it.
    let mut elsewhere = other;
    elsewhere.organisation = organisation(4);
    assert_eq!(ledger.append(&[elsewhere], &[]).await.unwrap().added, 1);
}

async fn details_can_be_kept_and_erased(ledger: &Ledger) {
    let read = async |who: u8, number: u32| {
        ledger.secret(organisation(1), person(who), fact_id(1, number), "id-number").await.unwrap()
    };
    let orphan = ledger.append(&[fact(1, 92)], &[secret(1, 93, 1, "x")]).await.unwrap_err();
    assert!(matches!(&orphan, LedgerError::SecretWithoutFact { field, .. } if field == "id-number"), "{orphan:?}");
    assert!(!ledger.facts(organisation(1)).await.unwrap().contains(&fact(1, 92)));

    ledger
        .append(&[], &[secret(1, 2, 1, "第二处"), secret(1, 2, 2, "别人的"), secret(2, 1, 1, "别处的")])
        .await
        .unwrap();
    assert_eq!(read(1, 1).await.as_deref(), Some("530102199001011234"));
    assert_eq!(read(1, 2).await.as_deref(), Some("第二处"));
    assert_eq!(read(1, 3).await, None);
    let mut texts: Vec<_> = ledger.secrets(organisation(1), person(1)).await.unwrap();
    texts.sort_by(|one, other| one.text.cmp(&other.text));
    assert_eq!(texts, [secret(1, 1, 1, "530102199001011234"), secret(1, 2, 1, "第二处")]);

    let other = ledger.append(&[fact(1, 94)], &[secret(1, 2, 1, "另一个")]).await.unwrap_err();
    assert!(matches!(&other, LedgerError::SecretConflict { field, .. } if field == "id-number"), "{other:?}");
    assert!(!ledger.facts(organisation(1)).await.unwrap().contains(&fact(1, 94)));
    let mut living = ledger.secrets_of_organisation(organisation(1)).await.unwrap();
    living.sort_by(|one, other| one.text.cmp(&other.text));
    let kept = [secret(1, 1, 1, "530102199001011234"), secret(1, 2, 2, "别人的"), secret(1, 2, 1, "第二处")];
    assert_eq!(living, kept);
    assert_eq!(ledger.secrets_of_field("id-number").await.unwrap().len(), 4);
    assert_eq!(ledger.secrets_of_field("telephone").await.unwrap(), []);

    assert_eq!(ledger.erase_person(person(1)).await.unwrap(), 2);
    assert_eq!(ledger.secrets_of_field("id-number").await.unwrap(), [secret(1, 2, 2, "别人的")]);
    assert_eq!(read(1, 1).await, None);
    assert_eq!(read(1, 2).await, None);
    assert_eq!(ledger.secrets(organisation(2), person(1)).await.unwrap(), []);
    assert_eq!(read(2, 2).await.as_deref(), Some("别人的"));
    assert_eq!(ledger.erase_person(person(1)).await.unwrap(), 0);
    // Reading the same book again brings nothing back; what is given anew is kept under a new key.
    assert_eq!(ledger.append(&[fact(1, 1)], &[secret(1, 1, 1, "530102199001011234")]).await.unwrap().secrets, 0);
    assert_eq!(read(1, 1).await, None);
    assert_eq!(ledger.append(&[], &[secret(1, 5, 1, "新的")]).await.unwrap().secrets, 1);
    assert_eq!(read(1, 5).await.as_deref(), Some("新的"));
    assert_eq!(read(1, 1).await, None);
    assert_eq!(ledger.secrets(organisation(1), person(1)).await.unwrap(), [secret(1, 5, 1, "新的")]);
}

async fn the_tables_refuse_change(place: &Place) {
    let mut statements = vec![
        "UPDATE fact SET kind = 'talk' WHERE sequence = 1",
        "DELETE FROM fact WHERE sequence = 1",
        "DELETE FROM chain",
        "UPDATE chain SET length = length - 1",
        "UPDATE chain SET organisation = 'x' || organisation",
    ];
    match place.is_postgres() {
        true => statements.extend(["TRUNCATE fact CASCADE", "TRUNCATE chain"]),
        false => statements.extend([
            "INSERT OR REPLACE INTO fact SELECT organisation, sequence, id, 'talk', occurred_first, occurred_last, \
             recorded_at, supersedes, body, previous_hash, hash FROM fact WHERE sequence = 1",
            "INSERT OR REPLACE INTO fact SELECT organisation, 99, id, 'talk', occurred_first, occurred_last, \
             recorded_at, supersedes, body, previous_hash, hash FROM fact WHERE sequence = 1",
        ]),
    }
    let mut raw = place.raw().await;
    for statement in statements {
        let error = raw.run(statement).await.expect_err(statement);
        assert!(error.to_string().contains("台账只增不改"), "{statement}: {error}");
    }
    raw.close().await;
}

async fn it_is_all_there_when_opened_again(place: &Place, installation: [u8; 16]) {
    let ledger = place.open(Mode::Read).await;
    assert_eq!(ledger.installation(), installation);
    assert_eq!(ledger.facts(organisation(2)).await.unwrap(), facts(2, 1..=3));
    assert!(ledger.verify().await.unwrap().is_clean());
    let found = ledger.secret(organisation(1), person(1), fact_id(1, 5), "id-number").await.unwrap();
    assert_eq!(found.as_deref(), Some("新的"));
    assert!(matches!(ledger.append(&[fact(5, 1)], &[]).await, Err(LedgerError::OpenedForReading)));
    assert!(matches!(ledger.erase_person(person(1)).await, Err(LedgerError::OpenedForReading)));
    ledger.close().await;
    let ledger = place.open(Mode::Write).await;
    assert_eq!(ledger.append(&[fact(2, 4)], &[]).await.unwrap().added, 1);
    assert!(ledger.verify().await.unwrap().is_clean());
    ledger.close().await;
}

async fn a_second_ledger_is_not_made_over_the_first(place: &Place) {
    let key = std::fs::read(place.key_file().path()).unwrap();
    let error = Ledger::create_with(&place.location, place.key_file()).await.unwrap_err();
    assert!(matches!(error, LedgerError::AlreadyALedger { .. }), "{error:?}");
    assert_eq!(std::fs::read(place.key_file().path()).unwrap(), key);
    assert_eq!(place.open(Mode::Read).await.facts(organisation(2)).await.unwrap().len(), 4);
}

async fn a_newer_version_is_refused(place: &Place) {
    let mut raw = place.raw().await;
    raw.run("UPDATE meta SET schema_version = schema_version + 1").await.unwrap();
    raw.close().await;
    for mode in [Mode::Read, Mode::Write] {
        let error = place.try_open(mode).await.unwrap_err();
        let is_newer = matches!(error, LedgerError::NewerVersion { found, known, .. } if found == known + 1);
        assert!(is_newer, "{error:?}");
    }
}
