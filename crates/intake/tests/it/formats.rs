//! Well-formed books of the other formats: an old workbook and an OpenDocument sheet.
//!
//! `well-formed.xls` was written with xlwt 1.3.0, a library that has nothing to do with the reader: merged cells, a
//! date, a date as a bare number, a long text over two records, a formula without a saved result, an empty sheet.
//! Nothing in it was copied from anywhere.

use std::io::Write;

use intake::{Cell, Limits, NoteKind, read_book};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

use crate::support::{day, directory, facts, import, import_text, refused};

const OLD: &[u8] = include_bytes!("well-formed.xls");

#[test]
fn an_old_workbook_is_read_like_a_new_one() {
    let book = read_book("账.xls", OLD, &Limits::default()).unwrap();
    let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["谈话", "学时", "空表"]);
    assert_eq!(book.sheets[0].cell(2, 1), &Cell::Day(day("2019-03-05")));
    assert_eq!(book.sheets[0].cell(3, 1), &Cell::Number(43_530.0));
    assert_eq!(book.sheets[0].merges.len(), 2);
    assert_eq!(book.sheets[1].cell(2, 3), &Cell::Number(4.5));
    let mut directory = directory();
    let (_, _, drafted) = import(&[("账.xls", OLD.to_vec())], &mut directory).remove(0);
    assert_eq!(refused(&drafted), [""; 0]);
    assert_eq!(
        facts(&drafted, &directory),
        [
            "2019-03-05 talk speaker=张三 partner=李四 密:gist=工作",
            &format!("2019-03-06 talk speaker=张三 partner=王五 密:gist={}", "学习".repeat(2_500)),
            "2019-04-01 training trainee=张三 hours=8",
            "2019-04-02 training trainee=李四 hours=4.5",
            "2019-04-03 training trainee=王五 hours=6",
        ]
    );
    let notes: Vec<&NoteKind> = drafted.notes.iter().map(|note| &note.kind).collect();
    assert_eq!(notes, [&NoteKind::TotalRow, &NoteKind::EmptySheet]);
}

fn opendocument(sheets: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
        office:version="1.3"><office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>
        </office:document-content>"#
    );
    let manifest = r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest
        xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
        manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
        </manifest:manifest>"#;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", stored),
        ("META-INF/manifest.xml", manifest, SimpleFileOptions::default()),
        ("content.xml", &content, SimpleFileOptions::default()),
    ];
    for (name, content, options) in parts {
        writer.start_file(name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn text(text: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
}

fn row(cells: &[String]) -> String {
    // Office programs fill rows up with empty cells.
    let rest = r#"<table:table-cell table:number-columns-repeated="1019"/>"#;
    format!("<table:table-row>{}{rest}</table:table-row>", cells.concat())
}

#[test]
fn an_opendocument_sheet_is_read_like_a_workbook() {
    let header = ["党支部", "姓名", "培训时间", "学时", "培训内容"].map(text);
    let date = |day: &str| {
        format!(
            r#"<table:table-cell office:value-type="date" office:date-value="{day}"><text:p>{day}</text:p></table:table-cell>"#
        )
    };
    let hours = |hours: &str| {
        format!(
            r#"<table:table-cell office:value-type="float" office:value="{hours}"><text:p>{hours}</text:p></table:table-cell>"#
        )
    };
    let rows = [
        row(&header),
        row(&[text("第一党支部"), text("张 三"), date("2019-03-05"), hours("6"), text("党史 &amp; 党章")]),
        row(&[text("第一党支部"), text("李四"), text("2019年3月5日"), hours("4.5"), String::new()]),
    ];
    let fill = r#"<table:table-row table:number-rows-repeated="1048573"><table:table-cell
        table:number-columns-repeated="1024"/></table:table-row>"#;
    let title = row(&[text("2019年学时登记表")]);
    let bytes = opendocument(&format!(
        r#"<table:table table:name="学时">{title}{}{fill}</table:table><table:table table:name="备用"></table:table>"#,
        rows.concat()
    ));
    let book = read_book("学时.ods", &bytes, &Limits::default()).unwrap();
    assert_eq!(book.sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["学时", "备用"]);
    let mut directory = directory();
    let (_, _, drafted) = import(&[("学时.ods", bytes)], &mut directory).remove(0);
    assert_eq!(refused(&drafted), [""; 0]);
    assert_eq!(
        facts(&drafted, &directory),
        ["2019-03-05 training trainee=张三 hours=6 subject=党史 & 党章", "2019-03-05 training trainee=李四 hours=4.5"]
    );
}

#[test]
fn the_row_in_which_a_text_ends_inside_a_quotation_is_refused() {
    let text = "第一党支部2019年党员大会台账\n时间,主持人,议题\n1月5日,张三,\"学习\n1月6日,李四,总结\n";
    let (_, _, drafted) = import_text("台账.csv", text);
    let cut = |drafted: &intake::Drafted| {
        let cut = drafted.refused.iter().filter(|refusal| refusal.reason == intake::Reason::CutInQuotation);
        cut.map(|refusal| refusal.cell.clone()).collect::<Vec<_>>()
    };
    assert_eq!((cut(&drafted), drafted.facts.len()), (vec!["A3".to_owned()], 0));
    for whole in ["\"学习\"", "\"学习 \"\"通知\"\"\"", "学习5\"管道"] {
        let (_, _, drafted) = import_text("台账.csv", &text.replace("\"学习\n1月6日,李四,总结", whole));
        assert_eq!(cut(&drafted), Vec::<String>::new(), "{whole}");
    }
}

#[test]
fn a_hidden_sheet_is_read_and_noted() {
    let mut book = Workbook::new();
    for (name, hidden) in [("显示", false), ("隐藏", true)] {
        let sheet = book.add_worksheet().set_name(name).unwrap().set_hidden(hidden);
        let day = if hidden { "2019-02-05" } else { "2019-01-05" };
        for (row, cells) in (0..).zip([["第一党支部党员大会台账", ""], ["时间", "主持人"], [day, "张三"]])
        {
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, cell).unwrap();
            }
        }
    }
    let (_, _, drafted) = import(&[("台账.xlsx", book.save_to_buffer().unwrap())], &mut directory()).remove(0);
    let hidden: Vec<&str> = drafted
        .notes
        .iter()
        .filter(|note| note.kind == NoteKind::HiddenSheet)
        .map(|note| note.sheet.as_str())
        .collect();
    assert_eq!((drafted.facts.len(), hidden), (2, vec!["隐藏"]));
}
