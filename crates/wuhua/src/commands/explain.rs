//! `wuhua explain`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::{ExplainWanted, FactId, Office};
use terminal::output;

use super::question::Question;

/// 说明一项检查结果：哪一条、为什么适用、算了哪些记录、哪些没算和为什么
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 规则的短名，见 wuhua rulebook list
    #[arg(long, value_name = "短名")]
    rule: String,
    /// 组织的全称
    #[arg(long, value_name = "名称")]
    organisation: String,
    /// 对象：姓名、两个姓名用 / 隔开、党小组名或日期
    #[arg(long, value_name = "对象")]
    subject: Option<String>,
    /// 期间:2019-03、2019-Q1、2019-H1、2019、standing、term、event
    #[arg(long, value_name = "期间")]
    period: Option<String>,
    /// 只说明凭这条记录的结果；编号见检查结果的 evidence
    #[arg(long, value_name = "记录编号", value_parser = super::record)]
    record: Option<FactId>,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let office = Office::open(&arguments.question.place, Mode::Read).await?;
    let wanted = ExplainWanted {
        rule: arguments.rule,
        organisation: arguments.organisation,
        subject: arguments.subject,
        period: arguments.period,
        record: arguments.record,
        as_of: arguments.question.as_of,
        known_at: arguments.question.known_at,
    };
    let explained = office.explain(&wanted).await?;
    office.close().await;
    let texts: Vec<String> = explained.iter().map(|explanation| explanation.to_text()).collect();
    output::data(texts.join("\n────────\n\n").as_bytes(), None)?;
    Ok(ExitCode::SUCCESS)
}
