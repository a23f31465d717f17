//! `wuhua late`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::Office;
use terminal::output;

use super::printing::Printing;
use super::question::Question;

/// 列出各组织的记录写下得及时不及时：补录多少、晚多久、哪些天集中补录
///
/// 只是提示人去看一看，不是检查结果。以补录占比从高到低排。
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
    if let Some(refused) = arguments.printing.refuse()? {
        return Ok(refused);
    }
    let office = Office::open(&arguments.question.place, Mode::Read).await?;
    let rows =
        office.late(arguments.organisation.as_deref(), arguments.question.as_of, arguments.question.known_at).await?;
    office.close().await;
    let tables = vec![("补录", office::recording_table(&rows)), ("集中补录", office::bursts_table(&rows))];
    arguments.printing.print(&rows, tables, "这一年还没有记录")?;
    let (records, late) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.records, sum.1 + row.late));
    output::talk(&format!("共 {records} 条记录，其中补录 {late} 条"));
    Ok(ExitCode::SUCCESS)
}
