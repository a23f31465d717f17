//! `wuhua cases`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::{CasesWanted, Day, Instant, Office};

use super::TextFormat;
use crate::output;

/// 办件：正在办的和今年办完的程序，办到哪一步、下一步是什么、由谁办、哪天到期、哪一步不合
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 只看这个组织
    #[arg(long, value_name = "名称")]
    organisation: Option<String>,
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
    let rows = office.cases(&CasesWanted { organisation, as_of, known_at }).await?;
    office.close().await;
    let bytes = match format {
        TextFormat::Table if rows.is_empty() => "没有正在办和今年办完的程序\n".into(),
        TextFormat::Table => office::cases_table(&format!("办件，截至 {as_of}"), &rows).to_text().into_bytes(),
        TextFormat::Json => output::json(&rows)?,
    };
    output::data(&bytes, None)?;
    let under_way = rows.iter().filter(|row| row.next.is_some()).count();
    let faulty = rows.iter().filter(|row| !row.faults.is_empty()).count();
    output::talk(&format!("共 {} 件：正在办 {under_way} 件，有不合之处 {faulty} 件", rows.len()));
    Ok(ExitCode::SUCCESS)
}
