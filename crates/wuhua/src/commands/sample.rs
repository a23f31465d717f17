//! `wuhua sample`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::{DrawnFrom, Office, Sample, SampleWanted};
use terminal::output;

use super::printing::Printing;
use super::question::Question;

/// 抽查：按风险大小随机抽出几个支部，再从每个支部抽出几条记录，供督查去看
///
/// 每个支部都有签，没有做到的、补录的、集中补录的、和同一单位的记录文字雷同的多，签就多；签号由种子算出，号小的抽中。
///
/// 同一个台账、同一个种子，抽出同样的结果，谁都可以复核。要让人信服，请事先公布种子。抽中只说明要去看一看，不是检查结果。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 只从这个组织和它下面的支部里抽
    #[arg(long, value_name = "名称")]
    organisation: Option<String>,
    /// 抽几个支部
    #[arg(long, value_name = "个数", default_value_t = 5, value_parser = many)]
    branches: usize,
    /// 每个支部抽几条记录
    #[arg(long, value_name = "条数", default_value_t = 5, value_parser = many)]
    records: usize,
    /// 种子，任何文字都可以；不写就由系统随机取一个，并打印出来
    #[arg(long, value_name = "种子", value_parser = seed)]
    seed: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

fn many(text: &str) -> Result<usize, String> {
    let many = text.parse().ok().filter(|many| *many > 0);
    many.ok_or_else(|| format!("“{text}”不能是要抽的数目，应为 1 以上的整数"))
}

fn seed(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("种子是空的，应为事先公布的一句话或一个数，或不写这个选项".into()),
        seed => Ok(seed.to_owned()),
    }
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    if let Some(refused) = arguments.printing.refuse()? {
        return Ok(refused);
    }
    let Arguments { question: Question { place, as_of, known_at }, organisation, branches, records, .. } = arguments;
    let seed = arguments.seed.map_or_else(drawn_by_the_system, Ok)?;
    let known_at = known_at.unwrap_or_else(super::now);
    let from = organisation.map_or(DrawnFrom::Everybody, DrawnFrom::Below);
    let office = Office::open(&place, Mode::Read).await?;
    let sample = office.sample(&SampleWanted { as_of, known_at, from, branches, records, seed }, |_, _| ()).await?;
    office.close().await;
    let tables = vec![("支部", sample.branches_table()), ("记录", sample.records_table())];
    arguments.printing.print(&sample, tables, "没有可以抽的党支部")?;
    output::talk(&summary(&sample, branches));
    Ok(ExitCode::SUCCESS)
}

/// The only place where a seed is left to chance.
fn drawn_by_the_system() -> Result<String> {
    let number = getrandom::u64()
        .map_err(|error| anyhow::anyhow!("系统取不出随机数，请用 --seed 自己写一个种子。系统原文：{error}"))?;
    Ok(format!("{number:016x}"))
}

fn summary(sample: &Sample, wanted: usize) -> String {
    let mut lines = Vec::new();
    if sample.of < wanted {
        lines.push(format!("要抽 {wanted} 个支部，一共只有 {} 个，都在这里", sample.of));
    }
    lines.push(format!(
        "复核：同一个台账和标准，写上 --seed {} --known-at {} 和同样的其他选项，抽出同样的结果",
        sample.seed, sample.known_at
    ));
    lines.join("\n")
}
