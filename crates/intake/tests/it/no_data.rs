//! Rows and sheets that stand in a book and record nothing: footers, samples, and what was put aside.

use intake::{NoteKind, SheetOutcome};
use rust_xlsxwriter::Workbook;

use crate::support::{directory, facts, import, import_text, refused};

const ROSTER: &str = "第一党支部党员花名册\n序号,姓名,性别,入党时间,备注\n";

#[test]
fn footers_and_samples_are_no_members() {
    let rows = [
        (",以下空白,,,", NoteKind::Remark),
        ("（以下空白）,,,,", NoteKind::Remark),
        ("备注：1.本表,一式两份,,,", NoteKind::Remark),
        ("例,张某某,男,2000-01-01,", NoteKind::SampleRow),
        ("示例1,张某某,男,2000-01-01,", NoteKind::SampleRow),
        (",张某某,男,2000-01-01,\"样例，请勿删除\"", NoteKind::SampleRow),
    ];
    for (row, kind) in rows {
        let text = format!("{ROSTER}1,李四,女,2005-07-01,\n{row}\n");
        let (_, _, drafted) = import_text("花名册.csv", &text);
        assert_eq!(drafted.facts.len(), 1, "{row}");
        assert_eq!(refused(&drafted), [""; 0], "{row}");
        assert!(drafted.notes.iter().any(|note| note.cell == "A4" && note.kind == kind), "{row}: {:?}", drafted.notes);
    }
}

#[test]
fn sheets_of_samples_and_hidden_sheets_put_aside_are_passed_over_and_other_hidden_sheets_are_read() {
    let mut book = Workbook::new();
    for (name, hidden) in [("花名册", false), ("样表", false), ("作废", true), ("第一党支部", true)] {
        let sheet = book.add_worksheet().set_name(name).unwrap().set_hidden(hidden);
        sheet.write(0, 0, "第一党支部党员花名册").unwrap();
        for (column, (header, value)) in (0..).zip([("姓名", "李四"), ("性别", "女"), ("入党时间", "2005-07-01")])
        {
            sheet.write(1, column, header).unwrap();
            sheet.write(2, column, if name == "第一党支部" && column == 0 { "王五" } else { value }).unwrap();
        }
    }
    let mut directory = directory();
    let (_, recognition, drafted) = import(&[("表.xlsx", book.save_to_buffer().unwrap())], &mut directory).remove(0);
    let passed = |sheet: usize| recognition.sheets[sheet].outcome == SheetOutcome::PassedOver;
    assert_eq!([0, 1, 2, 3].map(passed), [false, true, true, false]);
    assert_eq!(drafted.notes.iter().filter(|note| note.kind == NoteKind::SheetPassedOver).count(), 2);
    let people: Vec<String> =
        facts(&drafted, &directory).iter().filter_map(|line| line.split(' ').nth(2).map(str::to_owned)).collect();
    assert_eq!(people, ["member=李四", "member=王五"]);
}
