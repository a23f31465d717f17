//! `wuhua cases`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::{CasesWanted, Office};
use terminal::output;

use super::printing::Printing;
use super::question::Question;

/// 办件：正在办的和今年办完的程序，办到哪一步、下一步是什么、由谁办、哪天到期、哪一步不合
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 只看这个组织
    #[arg(long, value_name = "名称")]
    organisation: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { question: Question { place, as_of, known_at }, organisation, printing } = arguments;
    if let Some(code) = printing.refuse()? {
        return Ok(code);
    }
    let office = Office::open(&place, Mode::Read).await?;
    let rows = office.cases(&CasesWanted { organisation, as_of, known_at }).await?;
    office.close().await;
    let table = office::cases_table(&format!("办件，截至 {as_of}"), &rows);
    printing.print(&rows, vec![("办件", table)], "没有正在办和今年办完的程序")?;
    let under_way = rows.iter().filter(|row| row.next.is_some()).count();
    let faulty = rows.iter().filter(|row| !row.faults.is_empty()).count();
    output::talk(&format!("共 {} 件：正在办 {under_way} 件，有不合之处 {faulty} 件", rows.len()));
    Ok(ExitCode::SUCCESS)
}
