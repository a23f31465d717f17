//! The messy books hold what their list of known things says.

use std::collections::BTreeSet;

use super::group::{BRANCHES, check_digit, particulars};
use super::*;

#[test]
fn what_the_books_hold_is_what_was_counted_by_hand() {
    let group = messy_books().unwrap();
    let facts = &group.expected_facts;
    assert_eq!(BRANCHES.iter().map(|branch| branch.members.len()).sum::<usize>(), facts["member-joined"]);
    assert_eq!(BRANCHES.iter().map(|branch| branch.posts.len()).sum::<usize>(), facts["post-taken"]);
    for (kind, word) in
        [("members-meeting", "支部党员大会"), ("committee-meeting", "支部委员会"), ("party-lecture", "党课")]
    {
        assert_eq!(life::count_of_meetings(word), facts[kind], "{kind}");
    }
    let theme_days: usize = (0..BRANCHES.len()).map(|branch| life::theme_months(branch).count()).sum();
    assert_eq!(theme_days, facts["theme-day"]);
    assert_eq!(life::count_of_talks(), facts["talk"]);
    assert_eq!(service::count_of_dues(), facts["dues-paid"]);
    assert_eq!(service::count_of_training(), facts["training"]);
}

#[test]
fn books_are_workbooks_and_gbk_files_and_every_refusal_points_into_one() {
    let group = messy_books().unwrap();
    assert_eq!(group.books.len(), 8);
    for (name, bytes) in &group.books {
        match name.rsplit_once('.') {
            Some((_, "xlsx")) => assert!(bytes.starts_with(b"PK"), "{name}"),
            _ => {
                let (text, _, errors) = encoding_rs::GBK.decode(bytes);
                assert!(!errors && text.contains("支部名称"), "{name}");
                assert!(std::str::from_utf8(bytes).is_err(), "{name} could be read as UTF-8");
            }
        }
    }
    let files: BTreeSet<&str> = group.books.iter().map(|(name, _)| name.as_str()).collect();
    assert!(group.expected_refusals.iter().all(|refusal| files.contains(refusal.file) && refusal.row > 1));
    assert_eq!(group.expected_refusals.len(), 7);
}

#[test]
fn talks_refuse_the_row_that_names_a_stranger() {
    let group = messy_books().unwrap();
    let refusal = group.expected_refusals.iter().find(|refusal| refusal.file.ends_with("csv")).unwrap();
    let (_, bytes) = group.books.iter().find(|(name, _)| name == refusal.file).unwrap();
    let (text, ..) = encoding_rs::GBK.decode(bytes);
    assert!(text.lines().nth(refusal.row - 1).unwrap().contains("钱无名"));
}

#[test]
fn everybody_has_an_id_number_of_their_own_that_checks() {
    let mut numbers = BTreeSet::new();
    for (at, branch) in BRANCHES.iter().enumerate() {
        for member in 0..branch.members.len() {
            let number = particulars(at, member).id_number;
            assert_eq!(number.len(), 18);
            assert_eq!(number.chars().last(), Some(check_digit(&number[..17])));
            assert!(numbers.insert(number));
        }
    }
    // The worked example that goes with GB 11643-1999.
    assert_eq!(check_digit("11010519491231002"), 'X');
}

#[test]
fn known_findings_name_people_and_branches_of_the_group() {
    for known in messy_books().unwrap().expected_findings {
        let branch = BRANCHES.iter().find(|branch| branch.name == known.organisation).unwrap();
        let of_the_branch = known.subject.split('/').all(|name| branch.members.contains(&name));
        assert!(of_the_branch || known.subject == branch.name || known.subject.starts_with("2025-"), "{known:?}");
    }
}

#[test]
fn a_demonstration_can_be_written_out_as_books() {
    let today = "2026-03-10".parse().unwrap();
    let group = office::demonstration::scaled(5, [9; 16], today, 6);
    let books = books_of(&group, 3, 2025).unwrap();
    assert_eq!(books.len(), 4);
    assert!(books.iter().all(|(_, bytes)| bytes.len() > 4_000 && bytes.starts_with(b"PK")));
}
