//! Fills `fuzz/corpus` with what the targets start from: `cargo run --manifest-path fuzz/Cargo.toml --example seeds`.
//!
//! Small texts are kept in `fuzz/seeds`. Workbooks are made of them here, in all three formats and as small as they
//! can be, so that no binary file is kept and changes hit what is parsed.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use encoding_rs::{GBK, UTF_8};
use fuzz::mutate::pack;
use fuzz::world::FILES;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    for target in ["workbook", "csv", "dates", "rulebook", "rulebook_block", "wire", "mapping"] {
        fs::create_dir_all(root.join("corpus").join(target))?;
        let seeds = root.join("seeds").join(target);
        for text in seeds.read_dir().into_iter().flatten() {
            let text = text?.path();
            fs::copy(&text, root.join("corpus").join(target).join(text.file_name().unwrap_or_default()))?;
        }
    }
    tables(&root)?;
    rulebook(&root.join("corpus"))
}

/// Every text table in other encodings, and as a workbook of each format.
fn tables(root: &Path) -> Done {
    for (index, table) in root.join("seeds/csv").read_dir()?.enumerate() {
        let text = fs::read_to_string(table?.path())?;
        let corpus = root.join("corpus");
        fs::write(corpus.join(format!("csv/{index}.gbk")), GBK.encode(&text).0)?;
        let wide: Vec<u8> = [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        fs::write(corpus.join(format!("csv/{index}.utf16")), wide)?;
        let rows = cells(&text);
        fs::write(corpus.join(format!("workbook/{index}.xlsx")), xlsx(&rows)?)?;
        fs::write(corpus.join(format!("workbook/{index}.ods")), ods(&rows)?)?;
        fs::write(corpus.join(format!("workbook/{index}.xls")), xls(&rows))?;
    }
    Ok(())
}

/// One clause a file, because short texts are parsed more often; and numbers for the changes of blocks.
fn rulebook(corpus: &Path) -> Done {
    let language = include_str!("../../docs/user/language.md");
    let texts = FILES.iter().map(|(_, text)| *text).chain([language]);
    for (index, clause) in texts.flat_map(|text| text.split("\n### ")).enumerate() {
        fs::write(corpus.join(format!("rulebook/{index:03}")), format!("### {clause}"))?;
    }
    let mut state = 5_u64;
    for index in 0..60 {
        let length = [8, 40, 120, 300][index % 4];
        let bytes: Vec<u8> = (0..length).map(|_| next(&mut state)).collect();
        fs::write(corpus.join(format!("rulebook_block/{index:02}")), bytes)?;
    }
    Ok(())
}

fn next(state: &mut u64) -> u8 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 56) as u8
}

fn cells(text: &str) -> Vec<Vec<String>> {
    let (text, ..) = UTF_8.decode(text.as_bytes());
    let split = |line: &str| line.split([',', ';', '\t']).map(|cell| cell.trim_matches('"').to_owned()).collect();
    text.lines().map(split).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn part(name: &str, content: &str) -> (String, Vec<u8>) {
    (name.to_owned(), content.as_bytes().to_vec())
}

/// Texts shared and in place, numbers, a date, a formula with and without a result, an error, a merged range.
fn xlsx(rows: &[Vec<String>]) -> Result<Vec<u8>, Box<dyn Error>> {
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let (mut shared, mut data) = (String::new(), String::new());
    let mut count = 0;
    for (row, cells) in rows.iter().enumerate() {
        data += &format!("<row r=\"{}\">", row + 1);
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let place = intake::address(row, column);
            if text.parse::<f64>().is_ok() {
                data += &format!("<c r=\"{place}\"><v>{text}</v></c>");
            } else if column % 3 == 2 {
                data += &format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text));
            } else {
                data += &format!("<c r=\"{place}\" t=\"s\"><v>{count}</v></c>");
                shared += &format!("<si><t>{}</t></si>", escaped(text));
                count += 1;
            }
        }
        data += "</row>";
    }
    let last = rows.len() + 1;
    data += &format!(
        "<row r=\"{last}\"><c r=\"A{last}\" s=\"1\"><v>43529</v></c><c r=\"B{last}\"><f>A1</f><v>3</v></c>\
         <c r=\"C{last}\"><f>A1</f></c><c r=\"D{last}\" t=\"e\"><v>#REF!</v></c><c r=\"E{last}\" t=\"b\"><v>1</v></c></row>"
    );
    Ok(pack(&[
        part("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        part(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        part(
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"rId2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/>\
                 <Relationship Id=\"rId3\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
        ),
        part(
            "xl/styles.xml",
            &format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        part("xl/sharedStrings.xml", &format!("<sst xmlns=\"{MAIN}\">{shared}</sst>")),
        part(
            "xl/worksheets/sheet1.xml",
            &format!(
                "<worksheet xmlns=\"{MAIN}\"><sheetData>{data}</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:F1\"/></mergeCells></worksheet>"
            ),
        ),
    ])?)
}

fn ods(rows: &[Vec<String>]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut data = String::new();
    for cells in rows {
        data += "<table:table-row>";
        for text in cells {
            data += &match text.parse::<f64>() {
                Ok(_) => format!("<table:table-cell office:value-type=\"float\" office:value=\"{text}\"/>"),
                Err(_) if text.is_empty() => "<table:table-cell/>".to_owned(),
                Err(_) => format!(
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escaped(text)
                ),
            };
        }
        data += "</table:table-row>";
    }
    data += "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell office:value-type=\"date\" \
             office:date-value=\"2019-03-05\" table:number-columns-repeated=\"2\"/><table:table-cell table:formula=\"of:=[.A1]\"/></table:table-row>";
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"Sheet1\">{data}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    Ok(pack(&[
        part("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        part("META-INF/manifest.xml", "<manifest:manifest></manifest:manifest>"),
        part("content.xml", &content),
    ])?)
}

/// An old workbook with one sheet: a header, a table of sectors, a directory, and the stream behind.
fn xls(rows: &[Vec<String>]) -> Vec<u8> {
    let record = |kind: u16, content: &[u8]| -> Vec<u8> {
        [&kind.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat()
    };
    let beginning = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let globals = |start: u32| {
        let sheet = [start.to_le_bytes().as_slice(), &[0, 0, 1, 0, b'a']].concat();
        [beginning(5), record(0x0085, &sheet), record(0x000A, &[])].concat()
    };
    let mut stream = [globals(globals(0).len() as u32), beginning(0x10)].concat();
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let mut content = [row as u16, column as u16, 0].map(u16::to_le_bytes).concat();
            if let Ok(number) = text.parse::<f64>() {
                content.extend(number.to_le_bytes());
                stream.extend(record(0x0203, &content));
            } else {
                let units: Vec<u16> = text.encode_utf16().collect();
                content.extend((units.len() as u16).to_le_bytes());
                content.push(1);
                content.extend(units.into_iter().flat_map(u16::to_le_bytes));
                stream.extend(record(0x0204, &content));
            }
        }
    }
    let merged: Vec<u8> = [1_u16, 0, 0, 0, 5].into_iter().flat_map(u16::to_le_bytes).collect();
    stream.extend(record(0x00E5, &merged));
    stream.extend(record(0x000A, &[]));
    compound(stream)
}

fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
    stream.resize(stream.len().max(4_096).next_multiple_of(SECTOR), 0);
    let mut file = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    file.resize(24, 0);
    file.extend([0x3E_u16, 3, 0xFFFE, 9, 6].into_iter().flat_map(u16::to_le_bytes));
    file.resize(44, 0);
    file.extend([1, 1, 0, 4_096, END_OF_CHAIN, 0, END_OF_CHAIN, 0, 0].into_iter().flat_map(u32::to_le_bytes));
    file.resize(SECTOR, 0xFF);
    let last = 2 + stream.len() / SECTOR - 1;
    let table = [0xFFFF_FFFD, END_OF_CHAIN].into_iter().chain((3..=last as u32).chain([END_OF_CHAIN]));
    file.extend(table.flat_map(u32::to_le_bytes));
    file.resize(2 * SECTOR, 0xFF);
    for (name, kind, start, length) in [("Root Entry", 5_u16, END_OF_CHAIN, 0), ("Workbook", 2, 2, stream.len())] {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(64, 0);
        entry.extend([name.len() as u16 * 2 + 2, kind].into_iter().flat_map(u16::to_le_bytes));
        entry.resize(116, 0);
        entry.extend(start.to_le_bytes());
        entry.extend((length as u64).to_le_bytes());
        file.extend(entry);
    }
    file.resize(3 * SECTOR, 0);
    file.extend(stream);
    file
}
