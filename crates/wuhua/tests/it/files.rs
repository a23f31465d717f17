//! Files that are written, and readers that go away.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::support::{HOURS_OF_A_STRANGER, Place, Run, place};

fn with_a_group() -> (tempfile::TempDir, Place) {
    let (temporary, place) = place();
    let place = place.with_small_group();
    (temporary, place)
}

fn check(place: &Place, out: &Path) -> Run {
    place.wuhua("check", &["--as-of", "2019-12-31", "--format", "xlsx", "--out", out.to_str().unwrap()])
}

#[test]
fn a_file_that_is_there_is_never_overwritten() {
    let (_temporary, place) = with_a_group();
    let book = place.write("学时.csv", HOURS_OF_A_STRANGER);
    for path in [place.directory().join("ledger.db"), place.folder.join("1组织.csv"), book.clone()] {
        let before = fs::read(&path).unwrap();
        check(&place, &path).exits(1).says(&["已有文件", "没有覆盖", "换一个文件名"]);
        let refused = ["--refused", path.to_str().unwrap()];
        let run = place.import(std::slice::from_ref(&book), &refused).exits(1).says(&["已有文件"]);
        assert_eq!((run.stdout.as_str(), fs::read(&path).unwrap() == before), ("", true), "{path:?}");
    }
    assert_eq!(place.facts(), 7);
    let out = place.folder.join("结果.xlsx");
    check(&place, &out).exits(0);
    check(&place, &out).exits(1);
    let left: Vec<_> = fs::read_dir(&place.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{left:?}");
}

#[test]
fn a_workbook_written_twice_is_the_same_bytes() {
    let (_temporary, place) = with_a_group();
    let paths = [place.folder.join("一.xlsx"), place.folder.join("二.xlsx")];
    check(&place, &paths[0]).exits(0);
    // The moment of writing was kept to the second.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    check(&place, &paths[1]).exits(0);
    assert!(fs::read(&paths[0]).unwrap() == fs::read(&paths[1]).unwrap());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let (_temporary, place) = with_a_group();
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        Stdio::from(writer)
    };
    for (out, err) in [(true, false), (false, true), (true, true)] {
        let mut command = place.command("check");
        command.args(["--as-of", "2019-12-31"]);
        command.stdout(if out { closed() } else { Stdio::null() });
        command.stderr(if err { closed() } else { Stdio::null() });
        assert_eq!(command.status().unwrap().code(), Some(0), "stdout {out}, stderr {err}");
        let mut wrong = place.command("check");
        let code = wrong.arg("--wrong").stdout(Stdio::null()).stderr(closed()).status().unwrap().code();
        assert_eq!(code, Some(2));
    }
}

#[test]
fn a_full_device_is_no_abort() {
    let full = || Stdio::from(fs::File::options().write(true).open("/dev/full").unwrap());
    let (_temporary, place) = with_a_group();
    let run = |out: Stdio, err: Stdio| {
        let mut command = place.command("check");
        Run::of(command.args(["--as-of", "2019-12-31"]).stdout(out).stderr(err).output().unwrap())
    };
    run(Stdio::null(), full()).exits(0);
    run(full(), Stdio::piped()).exits(1).says(&["写不到标准输出", "磁盘空间不够"]);
}
