//! A backup is made beside whoever writes, is whole, and opens with the key that was kept apart.

use std::os::unix::fs::PermissionsExt;

use crate::support::{on_postgres, place, tamper, wuhua};

#[test]
fn a_backup_is_whole_and_says_what_the_ledger_says_once_its_key_is_there() {
    let (temporary, place) = place();
    let place = place.with_small_group();
    let target = temporary.path().join("备份");
    let path = target.to_str().unwrap();
    let overlay = place.directory().join("overlay");
    std::fs::create_dir(&overlay).unwrap();
    std::fs::write(overlay.join("own.md"), "# 本单位\n").unwrap();
    // As a server holds it that people write through.
    let writer = ledger::Location::Directory(place.directory().to_owned());
    let runtime = crate::support::runtime();
    let writer = runtime.block_on(ledger::Ledger::open(&writer, ledger::Mode::Write)).unwrap();
    place.wuhua("backup", &[path]).exits(0).says(&[
        "3 条链",
        "7 条记录",
        "全部完好",
        "overlay 也抄了",
        "vault.key 不在备份里",
    ]);
    runtime.block_on(writer.close());
    let mode = target.join("ledger.db").metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode, target.join("vault.key").exists()), (0o600, false));
    assert_eq!(std::fs::read_to_string(target.join("overlay/own.md")).unwrap(), "# 本单位\n");
    wuhua(&["verify", path]).exits(0).says(&["全部完好"]);
    std::fs::copy(place.directory().join("vault.key"), target.join("vault.key")).unwrap();
    let verified = place.wuhua("verify", &[]).stdout;
    assert_eq!(wuhua(&["verify", path]).stdout, verified);
    wuhua(&["backup", path, temporary.path().join("再抄").to_str().unwrap()]).exits(0);
    let again = place.wuhua("backup", &[path]).exits(1);
    assert!(again.stderr.contains("里已有东西，备份不覆盖任何文件"), "{again:?}");
}

#[test]
fn what_was_altered_is_told_of_the_copy_too() {
    let (temporary, place) = place();
    let place = place.with_small_group();
    tamper(place.directory(), "DROP TRIGGER fact_is_never_changed; UPDATE fact SET body = body || ' '");
    let target = temporary.path().join("备份");
    place.wuhua("backup", &[target.to_str().unwrap()]).exits(1).says(&["被改动"]);
}

#[test]
fn a_ledger_in_a_server_is_left_to_the_tools_of_the_server() {
    on_postgres(|place| {
        place.fill_with_small_group();
        let target = std::env::temp_dir().join("wuhua-no-backup");
        let refused = place.wuhua("backup", &[target.to_str().unwrap()]).exits(1);
        assert!(refused.stderr.contains("pg_dump") && !target.exists(), "{refused:?}");
    });
}
