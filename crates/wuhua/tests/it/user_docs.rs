//! The pages for people who write standards (docs/user) hold what they show: their blocks pass the check, and what they
//! say the program prints, it prints.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Place, place, refused, wuhua};

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/user").join(name)).unwrap()
}

/// The fenced pieces of a page whose first word says what they are, each with the rest of that line.
fn fenced<'p>(page: &'p str, kind: &str) -> Vec<(&'p str, &'p str)> {
    let pieces = page.split("```").skip(1).step_by(2).filter_map(|piece| piece.split_once('\n'));
    pieces.filter_map(|(head, body)| Some((head.strip_prefix(kind)?.trim(), body))).collect()
}

/// A folder with one file: a page by itself, or a text.
fn folder(place: &Place, name: &str, text: &str) -> PathBuf {
    let folder = place.folder.join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("1.md"), text).unwrap();
    folder
}

#[test]
fn each_page_taken_by_itself_passes_the_check() {
    let (_temporary, place) = place();
    for name in ["language.md", "overlay.md", "another-checklist.md"] {
        let folder = folder(&place, name, &page(name));
        wuhua(&["rulebook", "check", folder.to_str().unwrap()]).exits(0).says(&["没有错误\n"]);
    }
}

#[test]
fn what_an_overlay_may_not_do_is_told_in_the_words_of_its_page() {
    let (_temporary, place) = place();
    let text = page("overlay.md");
    let pieces = fenced(&text, "text");
    assert!(pieces.len() > 20 && pieces.len().is_multiple_of(2));
    for pair in pieces.chunks(2) {
        let [("写法", written), ("说法", told)] = pair else { panic!("{pair:?}") };
        let folder = folder(&place, "overlay", &format!("### L12 组织生活会\n\n```kdl\n{written}```\n"));
        wuhua(&["rulebook", "check", folder.to_str().unwrap()]).exits(1).says(&[told.trim()]);
    }
}

#[test]
fn the_small_checklist_is_written_checked_filled_and_scored_as_its_page_says() {
    let (_temporary, place) = place();
    let text = page("another-checklist.md");
    let printed = |what: &str| fenced(&text, "text").into_iter().find(|(head, _)| *head == what).unwrap().1.to_owned();
    let standard = folder(&place, "工地办法", &text);
    let checked = wuhua(&["rulebook", "check", standard.to_str().unwrap()]).exits(0);
    assert_eq!(checked.stdout, printed("检查印出来的"));

    place.init();
    fs::create_dir_all(place.directory().join("rulebook")).unwrap();
    fs::copy(standard.join("1.md"), place.directory().join("rulebook/1.md")).unwrap();
    let books: Vec<PathBuf> = fenced(&text, "csv").iter().map(|(name, body)| place.write(name, body)).collect();
    assert_eq!(books.len(), 4);
    assert_eq!(refused(&place.import(&books, &[]).exits(0).json()), [""; 0]);

    let day = ["--as-of", "2024-03-31"];
    let scored = place.wuhua("score", &day).exits(0).stdout;
    let trimmed: Vec<&str> = scored.lines().map(str::trim_end).collect();
    assert_eq!(trimmed.join("\n"), printed("得分印出来的").trim_end());
    place.wuhua("todo", &[&day[..], &["--organisation", "一号楼工地党支部"]].concat()).exits(0).says(&["2024-04-01"]);

    let more = folder(&place, "改过的办法", &text.replace("次数 至少=3 {", "次数 至少=4 {"));
    let tried = place.wuhua("what-if", &[&day[..], &["--rulebook", more.to_str().unwrap()]].concat()).exits(0);
    tried.says(&["每季度查满三项", "未完成"]);
}
