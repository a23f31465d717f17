//! Small files that make the readers of workbooks hang or take all memory, where no fence can catch them.
//!
//! Found by fuzzing and by reading the readers. Each must be refused at once, and its harmless sister be read.

use std::io::Write;

use intake::{BookError, Cell, Limits, read_book};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;

const SECTOR: usize = 512;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;

/// An old workbook: a header, a table of sectors, a directory, and the stream in the sectors behind.
fn compound(stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().max(4_096).next_multiple_of(SECTOR), 0);
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(24, 0);
    for short in [0x3E_u16, 3, 0xFFFE, 9, 6] {
        file.extend(short.to_le_bytes());
    }
    file.resize(44, 0);
    for long in [1, 1, 0, 4_096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0] {
        file.extend(long.to_le_bytes());
    }
    file.resize(SECTOR, 0xFF);
    let last = 2 + stream.len() / SECTOR - 1;
    file.extend(0xFFFF_FFFD_u32.to_le_bytes());
    file.extend(END_OF_CHAIN.to_le_bytes());
    for sector in 2..=last {
        let next = if sector == last { END_OF_CHAIN } else { sector as u32 + 1 };
        file.extend(next.to_le_bytes());
    }
    file.resize(2 * SECTOR, 0xFF);
    for (name, kind, start, length) in [("Root Entry", 5_u16, END_OF_CHAIN, 0), ("Workbook", 2, 2, stream.len())] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(64, 0);
        entry.extend((name.len() as u16 * 2 + 2).to_le_bytes());
        entry.extend(kind.to_le_bytes());
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend((length as u64).to_le_bytes());
        file.extend(entry);
    }
    file.resize(3 * SECTOR, 0);
    file.extend(stream);
    file
}

fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat()
}

fn number(row: u16, column: u16) -> Vec<u8> {
    let place = [row, column, 0].map(u16::to_le_bytes).concat();
    record(0x0203, &[place, 7.0_f64.to_le_bytes().to_vec()].concat())
}

/// A stream with one sheet that holds these records.
fn stream(cells: &[Vec<u8>]) -> Vec<u8> {
    stream_with(&[], cells)
}

/// The same, with records that belong to the whole book.
fn stream_with(more: &[u8], cells: &[Vec<u8>]) -> Vec<u8> {
    let beginning = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let globals = |start: u32| {
        let sheet = [start.to_le_bytes().as_slice(), &[0, 0, 1, 0, b'a']].concat();
        [beginning(5), record(0x0085, &sheet), more.to_vec(), record(0x000A, &[])].concat()
    };
    let start = globals(0).len() as u32;
    [globals(start), beginning(0x10), cells.concat(), record(0x000A, &[])].concat()
}

fn opendocument(content: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest></manifest:manifest>"),
        ("content.xml", content),
    ];
    for (name, content) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> Vec<u8> {
    opendocument(&format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:body><office:spreadsheet>
        <table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    ))
}

fn read(name: &str, bytes: &[u8]) -> Result<Vec<Vec<Cell>>, BookError> {
    read_book(name, bytes, &Limits::default()).map(|book| book.sheets[0].rows.clone())
}

#[test]
fn a_sound_old_workbook_is_read() {
    let bytes = compound(&stream(&[number(0, 0), number(1, 2)]));
    let seven = Cell::Number(7.0);
    assert_eq!(read("旧.xls", &bytes), Ok(vec![vec![seven.clone()], vec![Cell::Empty, Cell::Empty, seven]]));
}

#[test]
fn two_cells_in_opposite_corners_of_an_old_workbook() {
    let bytes = compound(&stream(&[number(0, 0), number(65_535, 65_535)]));
    assert!(matches!(read("旧.xls", &bytes), Err(BookError::TooManyCells { .. })));
    let several = [&[0, 0, 0, 0], [0; 6].as_slice(), &[0xFF, 0xFF]].concat();
    let bytes = compound(&stream(&[record(0x00BD, &several), number(65_535, 0)]));
    assert!(matches!(read("旧.xls", &bytes), Err(BookError::TooManyCells { .. })));
}

#[test]
fn an_old_workbook_that_declares_more_cells_than_there_can_be() {
    let all = [0_u32.to_le_bytes(), u32::MAX.to_le_bytes(), [0, 0, 0xFF, 0xFF], [0, 0, 0, 0]].concat();
    let bytes = compound(&stream(&[record(0x0200, &all[..14]), number(0, 0)]));
    assert!(matches!(read("旧.xls", &bytes), Err(BookError::Damaged { .. })));
}

#[test]
fn a_chain_of_sectors_that_leads_back_into_itself() {
    let sound = compound(&stream(&[number(0, 0)]));
    // The directory follows itself; the stream's last sector leads to its first.
    for (sector, next) in [(1_usize, 1_u32), (9, 2)] {
        let mut bytes = sound.clone();
        bytes[SECTOR + sector * 4..][..4].copy_from_slice(&next.to_le_bytes());
        let found = read("旧.xls", &bytes);
        assert!(matches!(found, Err(BookError::Damaged { .. })), "{sector} to {next}: {found:?}");
    }
}

#[test]
fn sheets_of_an_old_workbook_that_all_begin_in_one_place() {
    let one = stream(&vec![number(0, 0); 100]);
    let sheet = &one[20..20 + 13];
    assert_eq!(sheet[..2], 0x0085_u16.to_le_bytes());
    let shifted = (u32::from_le_bytes(sheet[4..8].try_into().unwrap()) + 50 * 13).to_le_bytes();
    let repeated = [&sheet[..4], &shifted, &sheet[8..]].concat().repeat(51);
    let bytes = compound(&[&one[..20], &repeated, &one[33..]].concat());
    assert!(matches!(read("旧.xls", &bytes), Err(BookError::Damaged { .. })));
}

#[test]
fn a_sound_opendocument_sheet_is_read() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a &gt; b</text:p></table:table-cell>
        </table:table-row><table:table-row table:number-rows-repeated="1048575"><table:table-cell
        table:number-columns-repeated="16384"/></table:table-row>"#;
    let rows = rows.replace(">\n        <", "><");
    assert_eq!(read("新.ods", &sheet(&rows)), Ok(vec![vec![Cell::Text("a > b".to_owned())]]));
}

#[test]
fn a_table_of_an_opendocument_sheet_without_an_end() {
    for content in [
        r#"<office:document-content><table:table table:name="a">"#,
        r#"<office:document-content><table:table table:name="a"><!-- </a></a> -->"#,
        r#"<office:document-content><table:table table:name="a"><x y="</a></a>">"#,
        r#"<office:document-content><table:table table:name="a"><table:table-row><table:table-cell
            office:value-type="string"><office:annotation>"#,
        r#"<office:document-content><table:table table:name="a"><table:table-row></table:table-row></table$:table></office:document-content>"#,
    ] {
        let found = read("新.ods", &opendocument(content));
        assert!(matches!(found, Err(BookError::Truncated | BookError::Damaged { .. })), "{content}: {found:?}");
    }
}

#[test]
fn values_of_an_opendocument_sheet_that_are_repeated_or_far_away() {
    for rows in [
        // In a closed tag, between other quotes, in a covered cell, and behind many empty ones.
        r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value="1" table:number-columns-repeated="90"/></table:table-row>"#,
        r#"<table:table-row table:number-rows-repeated='1048576'><table:table-cell table:number-columns-repeated = '90' office:value='1'></table:table-cell></table:table-row>"#,
        r#"<table:table-row table:number-rows-repeated="1048576"><table:covered-table-cell table:number-columns-repeated="90" office:value="1"></table:covered-table-cell></table:table-row>"#,
        r#"<table:table-row><table:table-cell office:value="1"/></table:table-row><table:table-row table:number-rows-repeated="6000"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="16383"/><table:table-cell office:value="1"/></table:table-row>"#,
    ] {
        let found = read("新.ods", &sheet(rows));
        assert!(matches!(found, Err(BookError::TooManyCells { .. })), "{rows}: {found:?}");
    }
}

#[test]
fn spaces_of_an_opendocument_cell_by_the_thousand_million() {
    let rows = r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="2000000000"/></text:p></table:table-cell></table:table-row>"#;
    assert!(matches!(read("新.ods", &sheet(rows)), Err(BookError::Unpacked { .. })));
}

#[test]
fn one_long_text_shared_by_many_cells() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..100 {
        sheet.write(row, 0, "长".repeat(10_000)).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let limits = Limits { max_unpacked_bytes: 1 << 20, ..Limits::default() };
    assert!(matches!(read_book("长.xlsx", &bytes, &limits), Err(BookError::Unpacked { .. })));
    assert!(read_book("长.xlsx", &bytes, &Limits::default()).is_ok());
}

/// The table of shared texts, in records of at most this length.
fn shared_texts(texts: &[&str], length: usize) -> Vec<u8> {
    let count = (texts.len() as u32).to_le_bytes();
    let mut records = Vec::new();
    let mut piece = [count, count].concat();
    for text in texts {
        // Formatted and with phonetic marks: four bytes of each behind the text.
        piece.extend((text.encode_utf16().count() as u16).to_le_bytes());
        piece.extend([0b1101, 1, 0, 4, 0, 0, 0]);
        for unit in text.encode_utf16() {
            if piece.len() + 2 > length {
                records.push(std::mem::replace(&mut piece, vec![1]));
            }
            piece.extend(unit.to_le_bytes());
        }
        piece.extend([0; 8]);
    }
    records.push(piece);
    let kinds = std::iter::once(0x00FC_u16).chain(std::iter::repeat(0x003C));
    kinds.zip(records).flat_map(|(kind, content)| record(kind, &content)).collect()
}

fn shared(row: u16, text: u32) -> Vec<u8> {
    record(0x00FD, &[[row, 0, 0].map(u16::to_le_bytes).concat(), text.to_le_bytes().to_vec()].concat())
}

#[test]
fn one_long_text_of_an_old_workbook_shared_by_many_cells() {
    let long = "长".repeat(10_000);
    let texts = shared_texts(&["短", &long, "末"], 8_000);
    let cells: Vec<Vec<u8>> = (0..100).map(|row| shared(row, 1)).collect();
    let bytes = compound(&stream_with(&texts, &cells));
    assert!(bytes.len() < 40_000);
    // Each of the hundred cells would be 30,000 bytes.
    let limits = |max_unpacked_bytes| Limits { max_unpacked_bytes, ..Limits::default() };
    let refused = read_book("长.xls", &bytes, &limits(2_999_999));
    assert!(matches!(refused, Err(BookError::Unpacked { limit: 2_999_999 })), "{refused:?}");
    let read = read_book("长.xls", &bytes, &limits(3_000_000)).unwrap();
    assert_eq!(read.sheets[0].rows[99], [Cell::Text(long)]);
    // Latin letters take a third of what wide ones may; that they are refused as well shows that nobody wrote them out.
    let letters = shared_texts(&["短", &"a".repeat(10_000), "末"], 8_000);
    let refused = read_book("长.xls", &compound(&stream_with(&letters, &cells)), &limits(2_999_999));
    assert!(matches!(refused, Err(BookError::Unpacked { .. })), "{refused:?}");
    // The others are small, however many cells share them.
    let cells: Vec<Vec<u8>> = (0..100).map(|row| shared(row, u32::from(row % 2) * 2)).collect();
    let read = read_book("短.xls", &compound(&stream_with(&texts, &cells)), &limits(1_000)).unwrap();
    assert_eq!(read.sheets[0].rows[98..], [[Cell::Text("短".into())], [Cell::Text("末".into())]]);
}
