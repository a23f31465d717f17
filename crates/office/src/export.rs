//! Tables as files that people open: a workbook with a sheet each, or one of them as text with commas.
//!
//! A cell holds what somebody typed, and a table program runs what looks like a formula. In a workbook every cell is a
//! text and says so; in a text with commas such a cell begins with an apostrophe.

use views::Table;

use crate::workbook::is_like_a_formula;
use crate::{OfficeError, SheetToWrite, workbook};

/// Which file a table becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    Workbook,
    /// UTF-8 with a mark at its beginning, by which Excel tells the encoding.
    Commas,
}

impl FileFormat {
    pub const ALL: [FileFormat; 2] = [FileFormat::Workbook, FileFormat::Commas];

    pub fn ending(self) -> &'static str {
        match self {
            FileFormat::Workbook => "xlsx",
            FileFormat::Commas => "csv",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            FileFormat::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileFormat::Commas => "text/csv; charset=utf-8",
        }
    }
}

/// The bytes of a workbook with these tables, a sheet each under the table's name, below a line that says what it is.
///
/// # Errors
/// Where a table is larger than a sheet can be.
pub fn tables_as_workbook(heading: &str, tables: Vec<Table>) -> Result<Vec<u8>, OfficeError> {
    let sheet = |table: Table| {
        let name = table.title.clone();
        SheetToWrite::of(&name, Table { title: format!("{heading}：{name}"), ..table })
    };
    workbook(&tables.into_iter().map(sheet).collect::<Vec<_>>())
}

/// The bytes of a table as text with commas: RFC 4180, headers first.
pub fn table_as_commas(table: &Table) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for row in std::iter::once(&table.headers).chain(&table.rows) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn quoted(cell: &str) -> String {
    let harmless = if is_like_a_formula(cell) { format!("'{cell}") } else { cell.to_owned() };
    match harmless.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", harmless.replace('"', "\"\"")),
        false => harmless,
    }
}

#[cfg(test)]
mod tests {
    use views::{Align, Table};

    use super::table_as_commas;

    #[test]
    fn what_a_table_program_would_run_is_text() {
        let mut table = Table::new("", &[("姓名", Align::Left), ("备注", Align::Left)]);
        let texts = ["=1+1", "+1", "@SUM(A1)", "-2+3", "\t=1", "-3.50", "一,二", "说“\"”", "两\n行", "3月"];
        table.rows = texts.map(|text| vec!["甲".to_owned(), text.to_owned()]).to_vec();
        let text = String::from_utf8(table_as_commas(&table)).unwrap();
        expect_test::expect![[r#"
            姓名,备注
            甲,'=1+1
            甲,'+1
            甲,'@SUM(A1)
            甲,'-2+3
            甲,'	=1
            甲,-3.50
            甲,"一,二"
            甲,"说“""”"
            甲,"两
            行"
            甲,3月
        "#]]
        .assert_eq(&text.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
        assert!(text.starts_with('\u{feff}'), "Excel tells the encoding by the mark");
    }
}
