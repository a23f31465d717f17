//! Identity and telephone numbers over several imports: nobody becomes somebody else, and no number is dropped unsaid.

use serde_json::Value;

use crate::support::{Place, list, place, refused};

const ONE: &str = "11010519491231002X";
const OTHER: &str = "110105198001010032";
const THIRD: &str = "110105197503030012";

fn roster(place: &Place, name: &str, branch: &str, rows: &[&str]) -> Value {
    let header = format!("东湖{branch}党员花名册\n姓名,入党时间,身份证号码,联系电话\n");
    let book = place.write(name, format!("{header}{}\n", rows.join("\n")));
    let run = place.import(&[book], &[]);
    assert!([0, 3].contains(&run.code), "{run:?}");
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!([ONE, OTHER, THIRD, "13900000000"].iter().all(|number| !told.contains(number)), "{told}");
    run.json()
}

fn advice(json: &Value) -> &str {
    list(json, "refused")[0]["advice"].as_str().unwrap()
}

fn with_one_member() -> (tempfile::TempDir, Place) {
    let (temporary, place) = place();
    let place = place.with_small_group();
    let first = roster(&place, "甲.csv", "第一党支部", &[&format!("钱七,2001-02-28,{ONE},13800000000")]);
    assert_eq!((refused(&first).len(), place.facts()), (0, 8));
    (temporary, place)
}

#[test]
fn a_namesake_of_the_same_joining_day_is_not_taken_for_the_one_in_the_ledger() {
    let (_temporary, place) = with_one_member();
    let namesake = format!("钱七,2001-02-28,{OTHER},13900000000");
    let json = roster(&place, "乙.csv", "第一党支部", &[&namesake]);
    assert_eq!(refused(&json), ["乙.csv 〔乙〕 A3 钱七"]);
    assert!(advice(&json).contains("放在同一张花名册里"), "{json}");
    assert_eq!(place.facts(), 8);
    // Both in one list are two people, and so again the second time.
    for _ in 0..2 {
        let both = [format!("钱七,2001-02-28,{ONE},13800000000"), namesake.clone()];
        let json = roster(&place, "丙.csv", "第一党支部", &both.each_ref().map(String::as_str));
        assert_eq!(refused(&json), [""; 0]);
        assert_eq!(place.facts(), 9);
    }
}

#[test]
fn a_changed_joining_day_makes_no_second_person() {
    let (_temporary, place) = with_one_member();
    let json = roster(&place, "乙.csv", "第一党支部", &[&format!("钱七,2001-03-01,{ONE},13800000000")]);
    assert_eq!(refused(&json), ["乙.csv 〔乙〕 B3 2001-03-01"]);
    assert!(list(&json, "refused")[0]["expected"].as_str().unwrap().contains("2001-02-28"), "{json}");
    assert_eq!(place.facts(), 8);
}

#[test]
fn a_number_that_belongs_to_another_branch_is_refused_in_a_later_import() {
    let (_temporary, place) = with_one_member();
    let json = roster(&place, "乙.csv", "第二党支部", &[&format!("孙八,2003-01-01,{ONE},")]);
    assert_eq!(refused(&json), ["乙.csv 〔乙〕 C3 1101**********002X"]);
    assert!(advice(&json).contains("已属于另一名党员"), "{json}");
}

#[test]
fn another_telephone_number_is_refused_with_its_cell_and_a_first_one_is_taken() {
    let (_temporary, place) = with_one_member();
    let json = roster(&place, "乙.csv", "第一党支部", &[&format!("钱七,2001-02-28,{ONE},13900000000")]);
    assert_eq!(refused(&json), ["乙.csv 〔乙〕 D3 另一个内容（保密，不显示）"]);
    assert!(advice(&json).contains("台账里已有另一个联系电话"), "{json}");
    assert_eq!(place.facts(), 8);
}

#[test]
fn a_number_without_one_to_compare_with_is_said() {
    let (_temporary, place) = with_one_member();
    let json = roster(&place, "乙.csv", "第一党支部", &[&format!("张三,1995-07-01,{THIRD},")]);
    assert_eq!(refused(&json), [""; 0]);
    let notes = list(&json, "notes");
    assert!(notes.iter().any(|note| note.as_str().unwrap().contains("没有可比的身份证号")), "{json}");
    // Now there is one, and it is compared.
    let again = roster(&place, "乙.csv", "第一党支部", &[&format!("张三,1995-07-01,{THIRD},")]);
    assert_eq!((refused(&again).len(), list(&again, "notes").len()), (0, 0), "{again}");
    let other = roster(&place, "丙.csv", "第一党支部", &[&format!("张三,1995-07-01,{OTHER},")]);
    assert_eq!(refused(&other), ["丙.csv 〔丙〕 A3 张三"]);
}
