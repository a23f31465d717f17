//! Sheets are read in the order in which they make names known, whatever book they stand in and however books come.

use intake::{Directory, Drafting, Limits, order, read_book, recognise};
use rust_xlsxwriter::Workbook;

use crate::support::{ORGANISATIONS, ROSTER, context, directory, facts, import, refused, rulebook};

const TALKS: &str = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n第一党支部,2019-03-05,张三,李四\n";
const TRAINING: &str = "学时登记表\n党支部,姓名,培训时间,学时\n第二党支部,赵六,2019-03-05,6\n";

/// A workbook with a sheet for each of these texts.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, text) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// Talks stand in front of the roster of one book, training in front of the organisations of the other.
fn books() -> [(&'static str, Vec<u8>); 2] {
    [
        ("甲.xlsx", workbook(&[("谈话", TALKS), ("说明", "填表说明"), ("花名册", ROSTER)])),
        ("乙.xlsx", workbook(&[("学时", TRAINING), ("党组织", ORGANISATIONS)])),
    ]
}

#[test]
fn each_of_two_books_can_need_the_other() {
    let [one, other] = books();
    let mut told = Vec::new();
    for books in [[one.clone(), other.clone()], [other, one]] {
        let mut directory = Directory::default();
        let imported = import(&books, &mut directory);
        assert_eq!(imported.iter().flat_map(|(_, _, drafted)| refused(drafted)).collect::<Vec<_>>(), [""; 0]);
        told.push(imported.iter().flat_map(|(_, _, drafted)| facts(drafted, &directory)).collect::<Vec<_>>());
    }
    assert_eq!(told[0].len(), 3 + 1 + 7 + 1);
    assert_eq!(told[0], told[1]);
}

#[test]
fn the_steps_are_by_sheet_and_the_last_of_each_book_is_known() {
    let read = books().map(|(name, bytes)| read_book(name, &bytes, &intake::Limits::default()).unwrap());
    let recognitions = read.map(|book| recognise(&book, rulebook(), None));
    let steps: Vec<_> =
        order(&recognitions, rulebook()).into_iter().map(|step| (step.book, step.sheets, step.last)).collect();
    let expected = [(1, vec![1], false), (0, vec![1, 2], false), (1, vec![0], true), (0, vec![0], true)];
    assert_eq!(steps, expected);
}

#[test]
fn a_superior_can_stand_in_a_later_book() {
    let header = "党组织基本信息表\n党组织名称,类别,上级党组织,成立时间\n";
    let branches = format!("{header}第一党支部,党支部,某集团党委,2010-03-01\n");
    let committee = format!("{header}某集团党委,党委,,2000-01-01\n");
    let books = [("支部.csv", branches.into_bytes()), ("党委.csv", committee.into_bytes())];
    let mut directory = Directory::default();
    let imported = import(&books, &mut directory);
    assert_eq!(refused(&imported[0].2), [""; 0]);
    assert_eq!(directory.named("第一党支部").unwrap().superior, directory.named("某集团党委").map(|known| known.id));
}

#[test]
fn a_long_sheet_tells_how_many_rows_are_done() {
    let rows = "第二党支部,赵六,2019-03-05,6\n".repeat(2_500);
    let text = format!("学时登记表\n党支部,姓名,培训时间,学时\n{rows}");
    let book = read_book("学时.csv", text.as_bytes(), &Limits::default()).unwrap();
    let recognition = recognise(&book, rulebook(), None);
    let (mut directory, mut told) = (directory(), Vec::new());
    let mut watch = |rows| told.push(rows);
    Drafting::default().sheets(&book, &recognition, &[0], rulebook(), &mut directory, &context(), &mut watch);
    assert_eq!(told, [1_000, 2_000]);
}
