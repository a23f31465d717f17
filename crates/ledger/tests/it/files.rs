//! Files that records name: kept once, opened by nobody without the key, missed when they are gone, erased for good.

use facts::{AccountId, Instant};
use ledger::{Fault, LedgerError, Mode, NewFile, Purpose};

use crate::support::{Place, fact, on_postgres, on_sqlite, organisation};

fn account(number: u8) -> AccountId {
    AccountId::from_bytes([number; 16])
}

fn at(minutes: i64) -> Instant {
    Instant::from_microseconds(1_700_000_000_000_000 + minutes * 60_000_000)
}

fn photograph(bytes: &[u8]) -> NewFile<'_> {
    NewFile {
        organisation: organisation(1),
        account: account(1),
        purpose: Purpose::Attachment,
        kind: "jpeg",
        name: "合影.jpg",
        bytes,
        at: at(0),
    }
}

/// Three pieces, the last of them short.
fn content() -> Vec<u8> {
    (0..600_000_u32).map(|number| (number % 251) as u8).collect()
}

async fn a_file_comes_back_as_it_was_brought_and_nothing_of_it_lies_open(place: Place) {
    let ledger = place.create().await;
    let bytes = content();
    let digest = ledger.keep_file(photograph(&bytes)).await.unwrap();
    assert_eq!(ledger.keep_file(photograph(&bytes)).await.unwrap(), digest, "brought twice it is kept once");
    let known = ledger.file(organisation(1), &digest).await.unwrap().unwrap();
    assert_eq!((known.kind.as_str(), known.size, known.pieces), ("jpeg", 600_000, 3));
    assert_eq!(known.name.as_deref(), Some("合影.jpg"));
    assert_eq!(ledger.file_bytes(organisation(1), &digest).await.unwrap().unwrap(), bytes);
    let mut whole = Vec::new();
    for number in 0..3 {
        whole.extend(ledger.file_piece(organisation(1), &digest, number).await.unwrap().unwrap());
    }
    assert_eq!(whole, bytes);
    assert_eq!(ledger.file(organisation(2), &digest).await.unwrap(), None, "another organisation has none");
    let mut raw = place.raw().await;
    let pieces = match place.is_postgres() {
        true => raw.texts("SELECT encode(ciphertext, 'hex') FROM file_piece").await,
        false => raw.texts("SELECT hex(ciphertext) FROM file_piece").await,
    };
    raw.close().await;
    assert_eq!(pieces.len(), 3);
    assert!(pieces.iter().all(|piece| !piece.to_lowercase().contains("000102030405060708")));
    ledger.close().await;
}

async fn a_fact_names_only_files_that_were_brought_and_keeps_them(place: Place) {
    let ledger = place.create().await;
    let mut named = fact(1, 1);
    named.attachments = vec!["00".repeat(32)];
    let refused = ledger.append(&[named.clone()], &[]).await;
    assert!(matches!(refused, Err(LedgerError::FileMissing { .. })), "{refused:?}");
    let (kept, other) = (content(), b"waits for nothing".to_vec());
    named.attachments = vec![ledger.keep_file(photograph(&kept)).await.unwrap()];
    let forgotten = ledger.keep_file(photograph(&other)).await.unwrap();
    ledger.append(&[named.clone()], &[]).await.unwrap();
    assert_eq!(ledger.forget_uploads(Purpose::Attachment, at(0)).await.unwrap(), 0, "nothing is stale yet");
    assert_eq!(ledger.forget_uploads(Purpose::Attachment, at(1)).await.unwrap(), 1);
    assert_eq!(ledger.file(organisation(1), &forgotten).await.unwrap(), None);
    assert_eq!(ledger.file_bytes(organisation(1), &named.attachments[0]).await.unwrap(), Some(kept));
    let verification = ledger.verify().await.unwrap();
    assert!(verification.is_clean(), "{:?}", verification.faults);
    assert_eq!((verification.files.sound, verification.files.erased), (1, 0));
    ledger.close().await;
}

async fn what_somebody_brought_is_theirs_until_it_is_done_or_too_old(place: Place) {
    let ledger = place.create().await;
    let digest = ledger.keep_file(NewFile { purpose: Purpose::Book, ..photograph(b"book") }).await.unwrap();
    let asked = async |account: AccountId, purpose: Purpose, since: Instant| {
        ledger.is_brought((organisation(1), account), (&digest, purpose), since).await.unwrap()
    };
    assert!(asked(account(1), Purpose::Book, at(0)).await);
    assert!(!asked(account(2), Purpose::Book, at(0)).await, "nobody else's");
    assert!(!asked(account(1), Purpose::Attachment, at(0)).await, "for nothing else");
    assert!(!asked(account(1), Purpose::Book, at(1)).await, "not for ever");
    let own = (organisation(1), account(1));
    assert!(ledger.end_upload(own, (&digest, Purpose::Book)).await.unwrap());
    assert!(!ledger.end_upload(own, (&digest, Purpose::Book)).await.unwrap(), "of two who end it, one did");
    ledger.close().await;
}

async fn an_altered_and_a_missing_file_are_told_with_the_record(place: Place) {
    let ledger = place.create().await;
    let mut facts = Vec::new();
    for number in [4, 5, 6] {
        let mut named = fact(1, number);
        let bytes = [content(), vec![number as u8]].concat();
        named.attachments = vec![ledger.keep_file(photograph(&bytes)).await.unwrap()];
        facts.push(named);
    }
    ledger.append(&facts, &[]).await.unwrap();
    ledger.close().await;
    let mut raw = place.raw().await;
    let [altered, cut, missing] = [0, 1, 2].map(|at: usize| facts[at].attachments[0].clone());
    raw.run(&format!("UPDATE file_piece SET number = number + 7 WHERE digest = '{altered}'")).await.unwrap();
    raw.run(&format!("UPDATE file SET size = size - 1 WHERE digest = '{cut}'")).await.unwrap();
    raw.run(&format!("UPDATE file_piece SET digest = '{altered}' WHERE digest = '{cut}' AND number = 1"))
        .await
        .unwrap();
    raw.run(&format!("DELETE FROM file WHERE digest = '{missing}'")).await.unwrap();
    raw.close().await;
    let ledger = place.open(Mode::Read).await;
    let mut faults = ledger.verify().await.unwrap().faults;
    let told = |fault: &Fault| match fault {
        Fault::FileAltered { digest, .. } => format!("altered {digest}"),
        Fault::FileMissing { digest, fact, .. } => format!("missing {digest} of {fact}"),
        other => other.to_string(),
    };
    let mut expected =
        [format!("altered {altered}"), format!("altered {cut}"), format!("missing {missing} of {}", facts[2].id)];
    expected.sort();
    faults.sort_by_key(told);
    assert_eq!(faults.iter().map(told).collect::<Vec<_>>(), expected);
    let opened = ledger.file_bytes(organisation(1), &altered).await;
    assert!(matches!(opened, Err(LedgerError::FileAltered { .. })), "{opened:?}");
    ledger.close().await;
}

async fn an_erased_file_is_gone_for_good_and_no_fault(place: Place) {
    let ledger = place.create().await;
    let bytes = content();
    let mut named = fact(1, 1);
    named.attachments = vec![ledger.keep_file(photograph(&bytes)).await.unwrap()];
    let digest = named.attachments[0].clone();
    ledger.append(&[named.clone()], &[]).await.unwrap();
    assert!(ledger.erase_file(organisation(1), &digest).await.unwrap());
    assert!(!ledger.erase_file(organisation(1), &digest).await.unwrap());
    assert_eq!(ledger.file(organisation(1), &digest).await.unwrap().unwrap().name, None);
    assert_eq!(ledger.file_bytes(organisation(1), &digest).await.unwrap(), None);
    assert_eq!(ledger.file_piece(organisation(1), &digest, 0).await.unwrap(), None);
    let again = ledger.keep_file(photograph(&bytes)).await;
    assert!(matches!(again, Err(LedgerError::FileErased { .. })), "{again:?}");
    let verification = ledger.verify().await.unwrap();
    assert!(verification.is_clean(), "{:?}", verification.faults);
    assert_eq!(verification.files.erased, 1);
    let mut corrected = fact(1, 2);
    corrected.supersedes = Some(named.id);
    corrected.attachments = vec![digest];
    ledger.append(&[corrected], &[]).await.unwrap();
    ledger.close().await;
}

#[test]
fn files_are_kept_on_sqlite() {
    on_sqlite(a_file_comes_back_as_it_was_brought_and_nothing_of_it_lies_open);
    on_sqlite(a_fact_names_only_files_that_were_brought_and_keeps_them);
    on_sqlite(what_somebody_brought_is_theirs_until_it_is_done_or_too_old);
    on_sqlite(an_altered_and_a_missing_file_are_told_with_the_record);
    on_sqlite(an_erased_file_is_gone_for_good_and_no_fault);
}

#[test]
fn files_are_kept_on_postgres() {
    on_postgres(a_file_comes_back_as_it_was_brought_and_nothing_of_it_lies_open);
    on_postgres(a_fact_names_only_files_that_were_brought_and_keeps_them);
    on_postgres(what_somebody_brought_is_theirs_until_it_is_done_or_too_old);
    on_postgres(an_altered_and_a_missing_file_are_told_with_the_record);
    on_postgres(an_erased_file_is_gone_for_good_and_no_fault);
}
