//! `wuhua verify`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Location;

use crate::output;

/// 重算每条链，看有没有记录被改过、删过、插进来过
///
/// 也看表和触发器在不在、数据库文件有没有损坏；钥匙在的话，还把保密内容逐项解开看看。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let verified = office::verify(&arguments.place).await?;
    let mut text = format!("{} 条链，{} 条记录\n", verified.chains, verified.facts);
    if verified.breaks.is_empty() {
        text.push_str("全部完好：没有被改动、删除或插入的记录\n");
    }
    verified.breaks.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    verified.vault.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    output::data(text.as_bytes(), None)?;
    Ok(if verified.breaks.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
