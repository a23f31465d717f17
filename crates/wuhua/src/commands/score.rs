//! `wuhua score`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::{Office, ScoreRow, ScoreWanted};
use terminal::output;

use super::printing::Printing;
use super::question::Question;

/// 得分：每个党支部的五化得分、总分、加分、否决、星级，在单位和集团里的名次
///
/// 怎样算写在标准的“得分与星级”里。加上 --organisation，就列出这个支部每条要求得了多少、扣了多少、凭哪些检查结果。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 只看这个支部，并列出每条要求的得失
    #[arg(long, value_name = "名称")]
    organisation: Option<String>,
    #[command(flatten)]
    printing: Printing,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    if let Some(code) = arguments.printing.refuse()? {
        return Ok(code);
    }
    let office = Office::open(&arguments.question.place, Mode::Read).await?;
    let (Question { as_of, known_at, .. }, organisation) = (arguments.question, arguments.organisation);
    let scores = office.score(&ScoreWanted { as_of, known_at, organisation }).await?;
    office.close().await;
    let title = format!("{}，截至 {as_of}", scores.scheme.name);
    let mut tables = vec![("得分", office::scores_table(&title, &scores.scheme, &scores.rows))];
    let rules = scores.rows.iter().filter_map(|row| Some((row, row.rules.as_ref()?)));
    tables.extend(rules.map(|(row, rules)| {
        ("各条得失", office::rule_scores_table(&format!("{}各条要求的得失", row.organisation), rules))
    }));
    arguments.printing.print(&scores.rows, tables, "没有可以计分的党支部")?;
    output::talk(&summary(&scores.rows));
    Ok(ExitCode::SUCCESS)
}

/// How many branches have how many stars, the most stars first.
fn summary(rows: &[ScoreRow]) -> String {
    let count = |stars: u8| rows.iter().filter(|row| row.stars == Some(stars)).count();
    let mut most: Vec<u8> = rows.iter().filter_map(|row| row.stars).collect();
    most.sort_by_key(|stars| std::cmp::Reverse(*stars));
    most.dedup();
    let counted = most.into_iter().map(|stars| match stars {
        0 => format!("没有星级的 {}", count(0)),
        stars => format!("{stars}星 {}", count(stars)),
    });
    let counted: Vec<String> = counted.collect();
    format!("共 {} 个支部：{}", rows.len(), if counted.is_empty() { "没有评出星级".into() } else { counted.join("，") })
}
