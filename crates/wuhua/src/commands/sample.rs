//! `wuhua sample`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::{Day, Instant, Office, SampleWanted};

use super::printing::Printing;
use crate::output;

/// 抽查：抽出几个支部和每个支部的几条记录，丢分多、补录多、雷同多的更容易抽到
///
/// 每个支部都有签，风险大的签多；签由种子算出，同一个种子抽出同样的结果，谁都可以复核。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 看这一天所在的那一年，到这一天为止
    #[arg(long, value_name = "日期", value_parser = super::day)]
    as_of: Day,
    /// 只算到这个时刻为止记下的记录
    #[arg(long, value_name = "时刻", value_parser = super::instant)]
    known_at: Option<Instant>,
    /// 抽几个支部
    #[arg(long, value_name = "个数", default_value_t = 5)]
    branches: usize,
    /// 每个支部抽几条记录
    #[arg(long, value_name = "条数", default_value_t = 5)]
    records: usize,
    /// 种子，任何文字都可以；不写就另取一个，并打印出来
    #[arg(long, value_name = "种子")]
    seed: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    if let Some(refused) = arguments.printing.refuse()? {
        return Ok(refused);
    }
    let Arguments { as_of, known_at, branches, records, .. } = arguments;
    let seed = arguments.seed.map_or_else(office::random_seed, Ok)?;
    let office = Office::open(&arguments.place, Mode::Read).await?;
    let drawn = office.sample(&SampleWanted { as_of, known_at, branches, records, seed: seed.clone() }).await?;
    office.close().await;
    let title = format!("抽到的支部，按抽出的次序（种子 {seed}）");
    let tables = vec![
        ("支部", office::sampled_branches_table(&title, &drawn)),
        ("记录", office::sampled_records_table(&drawn)),
    ];
    arguments.printing.print(&drawn, tables, "没有可以抽的党支部")?;
    output::talk(&format!("种子 {seed}：加上 --seed 和同样的选项，抽出同样的结果"));
    Ok(ExitCode::SUCCESS)
}
