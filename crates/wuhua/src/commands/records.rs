//! `wuhua records`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::{Office, RecordsWanted};
use terminal::output;

/// 列出一个组织的记录，一条一行，编号在末尾；已更正、已作废的也列出并注明
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 组织的全称
    #[arg(long, value_name = "名称")]
    organisation: String,
    /// 只列这个种类，如“党员大会”
    #[arg(long, value_name = "种类")]
    kind: Option<String>,
    /// 只列写到这个人的
    #[arg(long, value_name = "姓名")]
    person: Option<String>,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let office = Office::open(&arguments.place, Mode::Read).await?;
    let wanted = RecordsWanted { kind: arguments.kind.as_deref(), person: arguments.person.as_deref() };
    let found = office.records(&arguments.organisation, wanted, super::now()).await?;
    office.close().await;
    let lines: String = found.iter().map(|record| record.to_text() + "\n").collect();
    output::data(lines.as_bytes(), None)?;
    output::talk(&format!("共 {} 条记录", found.len()));
    Ok(ExitCode::SUCCESS)
}
