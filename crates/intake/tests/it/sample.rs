//! The sample group, where the environment variable `WUHUA_SAMPLES` names its folder.

use std::collections::BTreeMap;

use intake::{Directory, Extent};

use crate::support::import;

fn books() -> Option<Vec<(String, Vec<u8>)>> {
    let folder = std::env::var_os("WUHUA_SAMPLES")?;
    let mut books: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "xlsx"))
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), std::fs::read(entry.path()).unwrap()))
        .collect();
    // Backwards: the order of arguments must not matter.
    books.sort_by(|left, right| right.0.cmp(&left.0));
    Some(books)
}

#[test]
fn the_sample_group_comes_in_with_exactly_its_six_refusals() {
    let Some(books) = books() else { return };
    let borrowed: Vec<(&str, Vec<u8>)> = books.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    let mut directory = Directory::default();
    let imported = import(&borrowed, &mut directory);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut refused = Vec::new();
    for (book, recognition, drafted) in &imported {
        assert_eq!(crate::properties::lost(book, recognition, drafted), Vec::<String>::new());
        assert_eq!(recognition.questions, vec![]);
        for fact in &drafted.facts {
            *counts.entry(fact.kind.clone()).or_default() += 1;
        }
        for refusal in &drafted.refused {
            println!("{refusal}");
            refused.push((refusal.file.clone(), refusal.sheet.clone(), refusal.cell.clone(), refusal.extent));
        }
    }
    refused.sort();
    let expected = [
        ("2-党员花名册.xlsx", "一公司第一项目部党支部", "F8", Extent::Cell),
        ("4-三会一课.xlsx", "台账", "B197", Extent::Row),
        ("4-三会一课.xlsx", "台账", "D195", Extent::Row),
        ("4-三会一课.xlsx", "台账", "D196", Extent::Row),
        ("7-谈心谈话.xlsx", "谈话", "E195", Extent::Row),
        ("8-学时登记.xlsx", "学时", "E856", Extent::Row),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(file, sheet, cell, extent)| (file.to_string(), sheet.to_string(), cell.to_string(), *extent))
        .collect();
    assert_eq!(refused, expected);
    let counted: Vec<String> = counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    // Counted in the books by hand.
    let by_hand = [
        "committee-elected 13",
        "committee-meeting 70",
        "dues-base-set 163",
        "dues-paid 1932",
        "group-joined 79",
        "group-meeting 70",
        "member-joined 163",
        "members-meeting 35",
        "organisation-set-up 13",
        "party-lecture 17",
        "post-taken 28",
        "talk 192",
        "theme-day 107",
        "training 853",
        "unit-facts 13",
    ];
    assert_eq!(counted, by_hand);
}
