//! `wuhua withdraw`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::{FactId, Office, WithdrawWanted};
use terminal::output;

/// 作废一条本不该有的记录：试着记的、记错支部的、记错日期的
///
/// 什么也不删：另记一条作废，写明谁、什么时候、为什么；原记录不再计算，仍然查得到。
/// 以后再导入还有这条记录的账本，会说明它已作废，不会重新收下；加 --correct 导入才重新收下。
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 记录的编号，见 wuhua records 或 wuhua explain 每条记录的末尾
    #[arg(value_name = "记录编号", value_parser = super::record)]
    record: FactId,
    /// 为什么作废
    #[arg(long, value_name = "事由")]
    reason: String,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let office = Office::open(&arguments.place, Mode::Write).await?;
    let wanted = WithdrawWanted { record: arguments.record, reason: arguments.reason, now: super::now() };
    let withdrawn = office.withdraw(&super::operator().may(), &wanted).await;
    office.close().await;
    let withdrawn = withdrawn?;
    output::talk(&format!(
        "已作废：{} {} 的{}（编号 {}）。它不再计算，仍然查得到",
        withdrawn.organisation, withdrawn.occurred, withdrawn.kind, arguments.record
    ));
    if withdrawn.had_corrected {
        output::talk("它更正过的原记录不会因此恢复；要恢复，请把原来的账本加 --correct 导入");
    }
    Ok(ExitCode::SUCCESS)
}
