//! Books written out of the demonstration come back whole: of every kind in them as many records as the branches have.

use std::collections::BTreeMap;

use office::demonstration::scaled;
use testkit::books::{KEPT, books_of, in_year};

use crate::support::{list, place};

const BRANCHES: usize = 3;
const YEAR: i32 = 2025;

#[test]
fn the_demonstrations_books_are_imported_with_nothing_lost() {
    let (_temporary, place) = place();
    let group = scaled(5, [9; 16], "2026-03-10".parse().unwrap(), 6);
    let books = place.write_all(&books_of(&group, BRANCHES, YEAR).unwrap());
    place.init();
    let imported = place.import(&books, &[]).exits(0).json();
    assert_eq!(list(&imported, "refused").len(), 0, "{:#?}", list(&imported, "refused"));
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    for row in list(&imported, "taken") {
        *taken.entry(row["kind"].as_str().unwrap()).or_default() += row["records"].as_u64().unwrap() as usize;
    }
    let forms = ["branch", "joint", "temporary"];
    let branches = group.organisations.iter().filter(|one| forms.contains(&one.form)).take(BRANCHES);
    let ledgers: Vec<_> = branches.map(|branch| group.ledger(branch.id)).collect();
    for kind in KEPT {
        let kept: usize = ledgers.iter().map(|ledger| in_year(ledger, kind, YEAR).len()).sum();
        assert!(kept > 0, "no `{kind}` in the books");
        assert_eq!(taken.get(kind), Some(&kept), "{kind}");
    }
}
