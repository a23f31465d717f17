//! `wuhua what-if`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::{Office, Otherwise, Setting, WhatIf, WhatIfWanted};
use terminal::output;
use terminal::typed::setting;

use super::printing::Printing;
use super::question::Question;

/// 假如：参数换一个值，或者换一部标准，哪些检查结果、得分和星级会变，变的是谁
///
/// 台账不动：同样的记录按两种标准各算一遍，只列出不同的。
/// --set 可以写多次，如 --set 党员年度学时=40；从某一天起才改的写成 党员年度学时=40@2020-01-01。
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 参数和它的新值；名称写中文或英文短名都可以
    #[arg(long, value_name = "名称=值", value_parser = setting, conflicts_with = "rulebook")]
    set: Vec<Setting>,
    /// 换成这个文件夹里的标准；是叠加层的，叠在现在的标准上
    #[arg(long, value_name = "文件夹")]
    rulebook: Option<PathBuf>,
    /// 只看这个组织，并列出变了的每一项检查结果
    #[arg(long, value_name = "名称")]
    organisation: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    if arguments.set.is_empty() && arguments.rulebook.is_none() {
        output::talk("错误：没有说假如什么，请用 --set 名称=值 给参数一个新值，或者用 --rulebook 文件夹 换一部标准");
        return Ok(ExitCode::from(output::WRONG_USAGE));
    }
    if let Some(code) = arguments.printing.refuse()? {
        return Ok(code);
    }
    let office = Office::open(&arguments.question.place, Mode::Read).await?;
    let Arguments { question: Question { as_of, known_at, .. }, set, rulebook, organisation, printing } = arguments;
    let otherwise = rulebook.map_or(Otherwise::Parameters(set), Otherwise::Rulebook);
    let found =
        office.what_if(&WhatIfWanted { as_of, known_at, otherwise, among: None, organisation }, |_, _| ()).await?;
    office.close().await;
    let mut tables = vec![("检查结果", found.rules_table()), ("得分与星级", found.branches_table())];
    tables.extend(found.findings_table().map(|table| ("各项", table)));
    printing.print(&found, tables, "什么都不会变")?;
    output::talk(&summary(&found));
    Ok(ExitCode::SUCCESS)
}

fn summary(found: &WhatIf) -> String {
    let findings: u32 = found.rules.iter().map(|change| change.findings).sum();
    let scores = found.branches.iter().filter(|change| change.total_before != change.total_after).count();
    let stars = found.branches.iter().filter(|change| change.stars_before != change.stars_after).count();
    format!("检查结果变 {findings} 项；总分变的支部 {scores} 个，星级变的 {stars} 个")
}
