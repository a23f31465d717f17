//! Files that are no books, or want to do harm.

use std::io::Write;

use intake::{BookError, Limits, read_book};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

use crate::support::{import_text, refused};

fn error(name: &str, bytes: &[u8]) -> BookError {
    read_book(name, bytes, &Limits::default()).unwrap_err()
}

fn small_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..200 {
        sheet.write(row, 0, format!("第{row}行")).unwrap();
        sheet.write(row, 1, f64::from(row)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_empty_file() {
    assert_eq!(error("空.xlsx", b""), BookError::Empty);
    assert_eq!(error("空.csv", b"\n\n  \n"), BookError::NothingInside);
}

#[test]
fn a_truncated_workbook() {
    let whole = small_workbook();
    for length in [40, whole.len() / 3, whole.len() / 2, whole.len() - 30] {
        let found = error("半.xlsx", &whole[..length]);
        assert!(matches!(found, BookError::Truncated | BookError::Damaged { .. }), "{length}: {found:?}");
    }
}

#[test]
fn an_encrypted_workbook() {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(2048, 0);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(4096, 0);
    assert_eq!(error("密.xlsx", &bytes), BookError::Encrypted);
    assert!(error("密.xlsx", &bytes).to_string().contains("密码"));
}

#[test]
fn a_compound_file_of_garbage() {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.extend((0..4096_u32).map(|number| (number * 37 % 251) as u8));
    assert!(matches!(error("旧.xls", &bytes), BookError::Damaged { .. }));
}

#[test]
fn pictures_documents_and_other_archives() {
    assert_eq!(error("a.xlsx", b"\x89PNG\r\n\x1a\n0000"), BookError::NotAWorkbook { seems: Some("图片") });
    assert_eq!(error("a.xlsx", b"%PDF-1.7 ..."), BookError::NotAWorkbook { seems: Some("PDF 文件") });
    assert_eq!(error("a.xlsx", b"\x00\x01\x02\x03"), BookError::NotAWorkbook { seems: None });
    let document = archive(&[("word/document.xml", b"<x/>")]);
    assert_eq!(error("a.docx", &document), BookError::NotAWorkbook { seems: Some("压缩包") });
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![b' '; 40 << 20];
    let bomb = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(error("弹.xlsx", &bomb), BookError::Bomb { .. }));
    let limits = Limits { max_ratio: u64::MAX, max_unpacked_bytes: 1 << 20, ..Limits::default() };
    assert!(matches!(read_book("弹.xlsx", &bomb, &limits), Err(BookError::Unpacked { .. })));
}

#[test]
fn a_single_cell_in_the_last_corner_costs_nothing() {
    let mut book = Workbook::new();
    book.add_worksheet().write(1_048_575, 16_383, "角").unwrap();
    assert!(matches!(error("角.xlsx", &book.save_to_buffer().unwrap()), BookError::TooManyRows { .. }));
}

#[test]
fn too_many_rows_columns_cells_and_bytes() {
    let bytes = small_workbook();
    let limits = Limits::default();
    let read = |limits: Limits| read_book("多.xlsx", &bytes, &limits).unwrap_err();
    assert!(matches!(read(Limits { max_rows: 100, ..limits }), BookError::TooManyRows { limit: 100, .. }));
    assert!(matches!(read(Limits { max_columns: 1, ..limits }), BookError::TooManyColumns { limit: 1, .. }));
    assert!(matches!(read(Limits { max_cells: 399, ..limits }), BookError::TooManyCells { limit: 399 }));
    assert!(matches!(read(Limits { max_file_bytes: 1000, ..limits }), BookError::TooLarge { .. }));
    assert!(read_book("多.xlsx", &bytes, &Limits { max_cells: 400, ..limits }).is_ok());
    let rows = "a,b\n".repeat(101);
    let limits = Limits { max_rows: 100, ..limits };
    assert!(matches!(read_book("多.csv", rows.as_bytes(), &limits), Err(BookError::TooManyRows { .. })));
}

#[test]
fn a_repeated_cell_of_an_opendocument_sheet() {
    let content = r#"<office:document-content><table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">
        <table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table>
        </office:document-content>"#;
    let bytes = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
    ]);
    assert!(matches!(error("弹.ods", &bytes), BookError::TooManyCells { .. }));
}

#[test]
fn text_in_no_known_encoding() {
    assert!(matches!(error("乱.csv", b"a,b\n\xFF\xFF,\xFF\n"), BookError::UnknownEncoding { .. }));
}

#[test]
fn of_a_sheet_that_is_not_recognised_the_nearest_ledger_and_its_missing_columns_are_named() {
    let table = [
        (
            "2019年学时统计表\n序号,某甲,某乙,某丙,某丁\n1,张三,32,8,40\n",
            "最接近的是“教育培训”，缺少的列：参训人、学时、日期；",
        ),
        (
            "2019年党费收缴表\n序号,某甲,某乙,某丙\n1,张三,5,60\n",
            "最接近的是“党费交纳”，缺少的列：交纳人、所属月份、交纳金额；",
        ),
        ("主题党日签到表\n序号,某甲,某乙,某丙\n1,张三,5,60\n", "最接近的是“主题党日”，缺少的列：日期；"),
        (
            "某某表\n主讲人,某甲,授课形式,某乙,某丙,某丁,某戊\n张三,,集中授课,,,,\n",
            "最接近的是“党课”，缺少的列：日期；",
        ),
        // These two headers are known to talks among members and to talks with staff alike.
        ("某某表\n谈话人,某甲,谈话对象,某乙,某丙,某丁,某戊\n张三,,李四,,,,\n", "请在标题里写明是什么台账"),
        ("一览\n某甲,某乙\n1,2\n", "请在标题里写明是什么台账"),
        ("党员大会、支委会一览\n某甲,某乙\n1,2\n", "请在标题里写明是什么台账"),
    ];
    for (text, advice) in table {
        let (_, _, drafted) = import_text("表.csv", text);
        assert_eq!(refused(&drafted), ["A1 Sheet UnknownSheet 表"], "{text}");
        assert!(drafted.refused[0].advice.starts_with(advice), "{text}: {}", drafted.refused[0].advice);
    }
}
