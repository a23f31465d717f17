//! `wuhua backup`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ledger::Location;
use terminal::output;

/// 备份：把台账和它旁边的标准抄到另一个目录，并把抄好的重算一遍；网页开着、有人在记也可以做
///
/// 已销毁的内容不在备份里。密钥文件也不在：备份丢了，保密内容和附件别人也打不开；请把它另存一处。
/// 恢复就是把备份里的东西（ledger.db，有的话还有文件夹 overlay、rulebook）和密钥文件放进同一个目录，再用那个目录。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 抄到哪里：还不存在的或空的目录
    #[arg(value_name = "备份目录")]
    target: PathBuf,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let made = office::back_up(&arguments.place, &arguments.target).await?;
    let verified = made.verified;
    let mut text =
        format!("{} 条链，{} 条记录，抄到了 {}\n", verified.chains, verified.facts, arguments.target.display());
    match verified.breaks.is_empty() {
        true => text.push_str("抄好的重算过一遍，全部完好\n"),
        false => verified.breaks.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n"))),
    }
    verified.journal.iter().for_each(|sentence| text.push_str(&format!("{sentence}\n")));
    if !made.standard.is_empty() {
        text.push_str(&format!("标准的文件夹 {} 也抄了\n", made.standard.join("、")));
    }
    if let Some(folder) = &made.standard_elsewhere {
        text.push_str(&format!("标准在另一个文件夹 {}，不在备份里，请另存\n", folder.display()));
    }
    let key = made.key.display();
    text.push_str(&format!("密钥文件 {key} 不在备份里，请另存一处：没有它，备份里的保密内容和附件打不开\n"));
    output::data(text.as_bytes(), None)?;
    Ok(if verified.breaks.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
