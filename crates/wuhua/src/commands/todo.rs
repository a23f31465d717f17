//! `wuhua todo`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::{Office, TodoWanted, TodosOf};
use terminal::output;

use super::printing::Printing;
use super::question::Question;

/// 待办：谁、在哪天以前、还要做什么，按人列出，过期的在前
///
/// 列的是还没有办、还来得及办或者补得上的，和办件的下一步。标“建议”的在后，不办不算谁的不足；不执行的不列。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 组织的全称
    #[arg(long, value_name = "名称")]
    organisation: String,
    #[command(flatten)]
    printing: Printing,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { question: Question { place, as_of, known_at }, organisation, printing } = arguments;
    if let Some(code) = printing.refuse()? {
        return Ok(code);
    }
    let office = Office::open(&place, Mode::Read).await?;
    let found = office.todo(&TodoWanted { organisation: organisation.clone(), as_of, known_at }).await?;
    office.close().await;
    let table = office::todo_table(&format!("{}待办，截至 {as_of}", organisation.trim()), &found.lists);
    printing.print(&found.lists, vec![("待办", table)], "没有待办")?;
    let dissolved = found.dissolved_on.map(|day| format!("{}已于 {day} 撤销，不再有待办", organisation.trim()));
    output::talk(&dissolved.unwrap_or_else(|| summary(&found.lists)));
    Ok(ExitCode::SUCCESS)
}

fn summary(lists: &[TodosOf]) -> String {
    let rows = || lists.iter().flat_map(|list| &list.todos);
    let overdue = rows().filter(|row| row.is_behind()).count();
    let advised = match rows().filter(|row| row.advice).count() {
        0 => String::new(),
        advised => format!("，建议 {advised} 项"),
    };
    format!("共 {} 项，其中过期 {overdue} 项{advised}", rows().count())
}
