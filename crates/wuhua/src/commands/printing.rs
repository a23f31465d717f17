//! A report as tables for people, as JSON for programs, or as a workbook.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use office::{SheetToWrite, Table};
use serde::Serialize;
use terminal::output;

#[derive(Debug, clap::Args)]
pub struct Printing {
    /// 输出的格式
    #[arg(long, value_name = "格式", value_enum, default_value_t = Format::Table)]
    format: Format,
    /// 写到文件，不写到屏幕
    #[arg(long, value_name = "文件")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Xlsx,
}

impl Printing {
    /// To be asked before the work: whether there is a place for its result. Where the command line forgot one, the exit
    /// code.
    pub fn refuse(&self) -> Result<Option<ExitCode>> {
        if self.format == Format::Xlsx && self.out.is_none() {
            output::talk("错误：工作簿要写到文件里，请加 --out 文件名.xlsx");
            return Ok(Some(ExitCode::from(output::WRONG_USAGE)));
        }
        self.out.as_deref().map(output::refuse_what_is_there).transpose()?;
        Ok(None)
    }

    /// `tables` have the name of their sheet; `nothing` is said where none has a row.
    pub fn print(&self, rows: &impl Serialize, tables: Vec<(&str, Table)>, nothing: &str) -> Result<()> {
        let bytes = match self.format {
            Format::Table => text(&tables, nothing).into_bytes(),
            Format::Json => output::json(rows)?,
            Format::Xlsx => {
                let sheet = |(name, table): (&str, Table)| SheetToWrite::of(name, table);
                office::workbook(&tables.into_iter().map(sheet).collect::<Vec<_>>())?
            }
        };
        output::data(&bytes, self.out.as_deref())
    }
}

fn text(tables: &[(&str, Table)], nothing: &str) -> String {
    let with_rows = tables.iter().map(|(_, table)| table).filter(|table| !table.rows.is_empty());
    let texts: Vec<String> = with_rows.map(Table::to_text).collect();
    if texts.is_empty() { format!("{nothing}\n") } else { texts.join("\n") }
}
