//! Workbooks that count days from 1904: a day stored as a plain number is read by the book's own count.

use std::io::{Cursor, Read, Write};

use intake::refused_tables;
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::support::{directory, facts, import, refused, rulebook};

/// A table of texts; what reads as a number is written as one.
fn workbook(text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// The same workbook with the mark that its days count from 1904.
fn from_1904(bytes: Vec<u8>) -> Vec<u8> {
    let mut parts = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut marked = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        if name == "xl/workbook.xml" {
            let text = String::from_utf8(content).unwrap();
            assert!(text.contains("<workbookPr "), "{text}");
            content = text.replacen("<workbookPr ", "<workbookPr date1904=\"1\" ", 1).into_bytes();
        }
        marked.start_file(name, SimpleFileOptions::default()).unwrap();
        marked.write_all(&content).unwrap();
    }
    marked.finish().unwrap().into_inner()
}

/// 43529 is 2019-03-05 counted from 1900 and 2023-03-06 counted from 1904; 42067 is the former counted from 1904.
const TALKS: &str = "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象\n第一党支部,42067,张三,李四\n";

#[test]
fn a_plain_number_is_a_day_by_the_count_of_its_workbook() {
    let usual = TALKS.replace("42067", "43529");
    for (bytes, name) in [(workbook(&usual), "1900.xlsx"), (from_1904(workbook(TALKS)), "1904.xlsx")] {
        let mut directory = directory();
        let (_, _, drafted) = import(&[(name, bytes)], &mut directory).remove(0);
        assert_eq!(refused(&drafted), [""; 0], "{name}");
        assert_eq!(facts(&drafted, &directory), ["2019-03-05 talk speaker=张三 partner=李四"], "{name}");
    }
}

#[test]
fn a_roster_with_numbers_for_days_keeps_them_all() {
    // 1970-01-05, 1995-07-01 and 1996-07-01, counted from 1904.
    let text = "党员花名册\n党支部,姓名,出生日期,入党时间,转正时间\n第二党支部,钱七,24111,33419,33785\n";
    let mut directory = directory();
    let (_, _, drafted) = import(&[("名册.xlsx", from_1904(workbook(text)))], &mut directory).remove(0);
    assert_eq!(refused(&drafted), [""; 0]);
    let joined = "2011-05-06 member-joined member=钱七 born=1970-01-05 full-on=1996-07-01 how=roster \
                  joined-on=1995-07-01 name=钱七 undated=true";
    assert_eq!(facts(&drafted, &directory), [joined]);
}

#[test]
fn a_table_to_mend_names_the_days_and_not_their_numbers() {
    let text = TALKS.replace("李四", "李五");
    let mut directory = directory();
    let (book, recognition, drafted) = import(&[("谈话.xlsx", from_1904(workbook(&text)))], &mut directory).remove(0);
    assert_eq!(refused(&drafted), ["D3 Row NoSuchMember 李五"]);
    let tables = refused_tables(&book, &recognition, rulebook(), &drafted.refused);
    assert_eq!(tables[0].rows[0][1].shown(), "2019-03-05");
}
