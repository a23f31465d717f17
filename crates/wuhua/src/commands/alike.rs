//! `wuhua alike`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::Office;
use terminal::output;

use super::printing::Printing;
use super::question::Question;

/// 列出文字几乎相同的记录，同一个组织的和几个组织之间的都列
///
/// 只是提示人去看一看，不是检查结果：有的文字本来就该一样。谈话内容不在记录里，从不比较。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 只看有这个组织在内的
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
        office.alike(arguments.organisation.as_deref(), arguments.question.as_of, arguments.question.known_at).await?;
    office.close().await;
    arguments.printing.print(&rows, vec![("几乎相同", office::alike_table(&rows))], "没有文字几乎相同的记录")?;
    let groups = rows.iter().map(|row| row.group).max().unwrap_or(0);
    output::talk(&format!("共 {} 条记录，{groups} 组", rows.len()));
    Ok(ExitCode::SUCCESS)
}
