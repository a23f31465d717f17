//! `wuhua verify`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Hash, Location};
use terminal::output;

/// 重算每条链，看有没有记录被改过、删过、插进来过
///
/// 链的每一段还要与流水相符：整条链被删、末尾被截掉的，也看得出来。
/// 也看表和触发器在不在、数据库文件有没有损坏；钥匙在的话，还把保密内容逐项解开看看。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 以前抄存的流水末行；流水里没有它，就是抄存以后有人改写过
    #[arg(long, value_name = "末行", value_parser = hash)]
    expect: Option<Hash>,
}

fn hash(text: &str) -> Result<Hash, String> {
    Hash::parse(text.as_bytes()).ok_or_else(|| format!("“{text}”不是流水的末行，应为 64 个小写十六进制数字"))
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let verified = office::verify(&arguments.place, arguments.expect).await?;
    let mut text = format!("{} 条链，{} 条记录\n", verified.chains, verified.facts);
    if verified.breaks.is_empty() {
        text.push_str("全部完好：没有被改动、删除或插入的记录\n");
    }
    verified.breaks.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    verified.notice.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    verified.journal.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    verified.vault.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    verified.files.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    output::data(text.as_bytes(), None)?;
    Ok(if verified.breaks.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
