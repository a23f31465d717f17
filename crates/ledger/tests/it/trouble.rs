//! What stands in the way, and that it is said clearly: what was expected, what was found, what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use ledger::{KeyFile, Ledger, LedgerError, Location, Mode};

use crate::child::command;
use crate::support::{Place, fact, fact_id, facts, is_in_files, on_postgres, on_sqlite, organisation, person, secret};

async fn refused(place: &Place, mode: Mode, words: &str) -> LedgerError {
    let error = place.try_open(mode).await.expect_err("should be refused");
    assert!(error.to_string().contains(words), "{error}");
    error
}

#[test]
fn what_is_no_ledger_is_refused_and_left_alone() {
    on_sqlite(async |place: Place| {
        for mode in [Mode::Read, Mode::Write] {
            refused(&place, mode, "该目录不存在").await;
        }
        assert!(!place.directory.exists(), "opening makes nothing");
        fs::create_dir(&place.directory).unwrap();
        refused(&place, Mode::Write, "目录中没有 ledger.db").await;
        assert_eq!(fs::read_dir(&place.directory).unwrap().count(), 0);
        for content in [&b""[..], b"no database at all, but some text that is long enough to look at", &[0; 4096]] {
            fs::write(place.directory.join("ledger.db"), content).unwrap();
            for mode in [Mode::Read, Mode::Write] {
                let error = refused(&place, mode, "不是台账").await;
                assert!(matches!(error, LedgerError::NotALedger { .. }), "{error:?}");
            }
        }
        fs::write(place.directory.join("ledger.db"), b"").unwrap();
        let mut raw = place.raw().await;
        raw.run("CREATE TABLE customers (name TEXT)").await.unwrap();
        raw.close().await;
        refused(&place, Mode::Read, "没有台账的表").await;
        let error = Ledger::create_with(&place.location, place.key_file()).await.unwrap_err();
        assert!(error.to_string().contains("有表 customers"), "{error}");
        assert!(!place.key_file().path().exists());
        let file = Place { location: Location::Directory(place.directory.join("ledger.db")), ..place };
        refused(&file, Mode::Read, "不是目录").await;
    });
}

#[test]
fn a_truncated_database_is_refused() {
    on_sqlite(async |place: Place| {
        let ledger = place.create().await;
        ledger.append(&facts(1, 1..=100), &[]).await.unwrap();
        ledger.close().await;
        let path = place.directory.join("ledger.db");
        let content = fs::read(&path).unwrap();
        for length in (0..content.len()).step_by(4096) {
            fs::write(&path, &content[..length]).unwrap();
            let outcome = match place.try_open(Mode::Read).await {
                Ok(ledger) => ledger.verify().await.map(|verification| verification.is_clean()),
                Err(error) => Err(error),
            };
            assert!(!matches!(outcome, Ok(true)), "{length} of {} bytes look like a whole ledger", content.len());
        }
    });
}

#[test]
fn a_key_file_is_private_and_never_overwritten() {
    on_sqlite(async |place: Place| {
        let ledger = place.create().await;
        let id = "530102199001011234";
        ledger.append(&facts(1, 1..=1), &[secret(1, 1, 1, id)]).await.unwrap();
        let path = place.key_file().path().to_owned();
        let key = fs::read_to_string(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(key.trim_end().len(), 64);
        let key_bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&key[at * 2..at * 2 + 2], 16).unwrap()).collect();
        let database = place.directory.join("elsewhere");
        fs::create_dir(&database).unwrap();
        ledger.close().await;
        fs::copy(place.directory.join("ledger.db"), database.join("ledger.db")).unwrap();
        assert!(!is_in_files(&database, id.as_bytes()), "the detail stands in the database in the clear");
        assert!(!is_in_files(&database, key.trim_end().as_bytes()) && !is_in_files(&database, &key_bytes));

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = refused(&place, Mode::Write, "权限过宽").await;
        assert!(error.to_string().contains("实际为 0640"), "{error}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, &key[..40]).unwrap();
        refused(&place, Mode::Write, "不是密钥").await;
        fs::write(&path, key.replace(&key[..1], if key.starts_with('0') { "1" } else { "0" })).unwrap();
        refused(&place, Mode::Write, "不是这个台账的密钥").await;
        fs::remove_file(&path).unwrap();
        refused(&place, Mode::Write, "找不到密钥文件").await;
        assert!(!path.exists(), "opening makes no new key");

        // Reading needs the key for the vault alone.
        let reader = place.open(Mode::Read).await;
        assert_eq!(reader.facts(organisation(1)).await.unwrap().len(), 1);
        let error = reader.secret(organisation(1), person(1), fact_id(1, 1), "id-number").await.unwrap_err();
        assert!(matches!(error, LedgerError::KeyMissing { .. }), "{error:?}");
    });
}

#[test]
fn an_existing_key_file_is_taken_when_a_ledger_is_made() {
    on_sqlite(async |place: Place| {
        fs::create_dir(&place.directory).unwrap();
        let path = place.directory.join("own/vault.key");
        fs::create_dir(path.parent().unwrap()).unwrap();
        fs::write(&path, "5a".repeat(32)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let ledger = Ledger::create_with(&place.location, KeyFile::at(&path)).await.unwrap();
        ledger.append(&facts(1, 1..=1), &[secret(1, 1, 1, "一")]).await.unwrap();
        ledger.close().await;
        assert_eq!(fs::read_to_string(&path).unwrap(), "5a".repeat(32));
        let ledger = Ledger::open_with(&place.location, Mode::Write, KeyFile::at(&path)).await.unwrap();
        assert_eq!(ledger.secrets(organisation(1), person(1)).await.unwrap()[0].text, "一");
    });
}

#[test]
fn an_erased_key_is_gone_from_the_database_file() {
    on_sqlite(async |place: Place| {
        let ledger = place.create().await;
        ledger.append(&facts(1, 1..=1), &[secret(1, 1, 1, "530102199001011234")]).await.unwrap();
        let mut raw = place.raw().await;
        let wrapped = raw.texts("SELECT lower(hex(wrapped_key)) FROM vault_key").await.remove(0);
        raw.close().await;
        let wrapped: Vec<u8> =
            (0..wrapped.len() / 2).map(|at| u8::from_str_radix(&wrapped[at * 2..at * 2 + 2], 16).unwrap()).collect();
        assert!(is_in_files(&place.directory, &wrapped));
        assert_eq!(ledger.erase_person(person(1)).await.unwrap(), 1);
        assert!(!is_in_files(&place.directory, &wrapped), "the key can still be found in the files");
    });
}

/// Runs a child as a user who may read a directory and not write to it, and gives its answer.
fn ask_as_another_user(place: &Place, mode: &str) -> String {
    // Build folders are often closed to others; a copy beside the ledger is not.
    let executable = place.directory.with_file_name("child");
    if !executable.exists() {
        // Copied by another process: a child that some other test starts meanwhile would inherit our open file,
        // and a file that is open for writing cannot be run.
        let copied = Command::new("cp").arg(std::env::current_exe().unwrap()).arg(&executable).status().unwrap();
        assert!(copied.success());
        fs::set_permissions(&executable, fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(executable.parent().unwrap(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = command(executable, &format!("open {mode}"), &place.location, &place.key_file());
    if may_write_anyway(&place.directory) {
        command.uid(65_534).current_dir("/");
    }
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix('>')).unwrap_or_else(|| panic!("no answer in {text}")).to_owned()
}

/// The superuser may write to a directory that nobody may write to.
fn may_write_anyway(directory: &Path) -> bool {
    let probe = directory.join("probe");
    let may = fs::write(&probe, b"").is_ok();
    if may {
        fs::remove_file(probe).unwrap();
    }
    may
}

fn make_read_only(directory: &Path) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let mode = if path.ends_with("vault.key") { 0o600 } else { 0o444 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::set_permissions(directory, fs::Permissions::from_mode(0o555)).unwrap();
}

#[test]
fn a_read_only_directory_can_be_read_and_says_why_it_cannot_be_written_to() {
    on_sqlite(async |place: Place| {
        let ledger = place.create().await;
        ledger.append(&facts(1, 1..=7), &[]).await.unwrap();
        ledger.close().await;
        make_read_only(&place.directory);
        assert_eq!(ask_as_another_user(&place, "read"), "facts 7");
        let answer = ask_as_another_user(&place, "write");
        assert!(answer.starts_with("error") && answer.contains("只能读不能写"), "{answer}");
        fs::set_permissions(&place.directory, fs::Permissions::from_mode(0o755)).unwrap();
    });
}

#[test]
fn a_read_only_directory_that_was_not_closed_says_so() {
    on_sqlite(async |place: Place| {
        let ledger = place.create().await;
        ledger.append(&facts(1, 1..=7), &[]).await.unwrap();
        // As a killed writer leaves it, on a medium that lost the file that is only shared memory.
        let copy = place.directory.with_file_name("copy");
        fs::create_dir(&copy).unwrap();
        for name in ["ledger.db", "ledger.db-wal"] {
            fs::copy(place.directory.join(name), copy.join(name)).unwrap();
        }
        make_read_only(&copy);
        let copied = Place { location: Location::Directory(copy.clone()), directory: copy.clone() };
        let answer = ask_as_another_user(&copied, "read");
        assert!(answer.starts_with("error") && answer.contains("没有正常关闭"), "{answer}");
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    });
}

#[test]
fn a_server_that_is_not_there_or_refuses_is_said_so() {
    on_sqlite(async |place: Place| {
        let open = async |url: &str| {
            let location = Location::parse(url);
            let error = Ledger::open_with(&location, Mode::Read, place.key_file()).await.unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("geheim"), "{shown}");
            error
        };
        // Port 1 is nobody's.
        let error = open("postgres://wuhua:geheim@127.0.0.1:1/party").await;
        assert!(matches!(error, LedgerError::ServerAway { .. }), "{error:?}");
        assert!(error.to_string().contains("连不上 PostgreSQL（postgres://wuhua@127.0.0.1:1/party）"), "{error}");
        let error = open("postgres://wuhua:geheim@127.0.0.1:port/party").await;
        assert!(matches!(error, LedgerError::BadUrl { .. }), "{error:?}");
    });
}

#[test]
fn a_database_that_is_empty_or_missing_is_said_so_on_postgres() {
    on_postgres(|place: Place| async move {
        refused(&place, Mode::Read, "没有台账的表").await;
        let Location::Postgres(url) = &place.location else { return };
        let (base, _) = url.rsplit_once("/wuhua_test_").unwrap();
        let missing = Place { location: Location::parse(&format!("{base}/no_such_database")), ..place.clone() };
        let error = refused(&missing, Mode::Write, "数据库不存在").await;
        assert!(matches!(error, LedgerError::ServerRefused { .. }), "{error:?}");
        // Other tables in the same database are no hindrance, one of our own names is.
        let mut raw = place.raw().await;
        raw.run("CREATE TABLE customers (name TEXT); CREATE TABLE fact (name TEXT)").await.unwrap();
        let error = Ledger::create_with(&place.location, place.key_file()).await.unwrap_err();
        assert!(error.to_string().contains("有表 fact"), "{error}");
        raw.run("DROP TABLE fact").await.unwrap();
        let ledger = place.create().await;
        assert_eq!(ledger.append(&[fact(1, 1)], &[]).await.unwrap().added, 1);
        raw.close().await;
    });
}

#[test]
fn the_environment_names_the_key_file_or_the_place_does() {
    let directory = Location::parse("/data/台账");
    let expected = match std::env::var_os("WUHUA_VAULT_KEY_FILE") {
        Some(path) => KeyFile::at(path),
        None => KeyFile::at("/data/台账/vault.key"),
    };
    assert_eq!(KeyFile::of(&directory).unwrap(), expected);
    assert_eq!(Location::parse("postgresql://h/d"), Location::Postgres("postgresql://h/d".to_owned()));
    assert_eq!(Location::parse("postgres"), Location::Directory("postgres".into()));
}
