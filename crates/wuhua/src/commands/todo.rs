//! `wuhua todo`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::{Day, Instant, Office, TodoWanted, TodosOf};

use super::TextFormat;
use crate::output;

/// 待办：谁、在哪天以前、还要做什么，按人列出，过期的在前
///
/// 列的是还没有办、还来得及办或者补得上的，和办件的下一步。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 组织的全称
    #[arg(long, value_name = "名称")]
    organisation: String,
    /// 评定日
    #[arg(long, value_name = "日期", value_parser = super::day)]
    as_of: Day,
    /// 只算到这个时刻为止记下的记录
    #[arg(long, value_name = "时刻", value_parser = super::instant)]
    known_at: Option<Instant>,
    /// 输出的格式
    #[arg(long, value_name = "格式", value_enum, default_value_t = TextFormat::Table)]
    format: TextFormat,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { place, organisation, as_of, known_at, format } = arguments;
    let office = Office::open(&place, Mode::Read).await?;
    let lists = office.todo(&TodoWanted { organisation: organisation.clone(), as_of, known_at }).await?;
    office.close().await;
    let bytes = match format {
        TextFormat::Table if lists.is_empty() => "没有待办\n".into(),
        TextFormat::Table => {
            office::todo_table(&format!("{}待办，截至 {as_of}", organisation.trim()), &lists).to_text().into_bytes()
        }
        TextFormat::Json => output::json(&lists)?,
    };
    output::data(&bytes, None)?;
    output::talk(&summary(&lists));
    Ok(ExitCode::SUCCESS)
}

fn summary(lists: &[TodosOf]) -> String {
    let rows = || lists.iter().flat_map(|list| &list.todos);
    let overdue = rows().filter(|row| row.overdue).count();
    format!("共 {} 项，其中过期 {overdue} 项", rows().count())
}
