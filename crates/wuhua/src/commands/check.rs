//! `wuhua check`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::Mode;
use office::{CheckWanted, FindingRow, Office, Status};
use terminal::output;

use super::printing::Printing;
use super::question::Question;

/// 检查：每个组织、每条要求，做到了没有，凭的是哪些记录
///
/// 看的是评定日所在的那一年。--known-at 只看到那个时刻为止记下的内容。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    question: Question,
    /// 只看这个组织
    #[arg(long, value_name = "名称")]
    organisation: Option<String>,
    /// 只看这一条，如 L1
    #[arg(long, value_name = "条款")]
    clause: Option<String>,
    /// 只看这种结果：met 达标、open 待办、missed 未完成、late 逾期完成、breached 违规、advice 建议、unknown 数据不足
    #[arg(long, value_name = "结果", value_parser = status)]
    status: Option<Status>,
    #[command(flatten)]
    printing: Printing,
}

fn status(text: &str) -> Result<Status, String> {
    let known = |status: &&Status| status.slug() == text || status.label() == text;
    Status::ALL.iter().find(known).copied().ok_or_else(|| {
        let words: Vec<String> =
            Status::ALL.iter().map(|status| format!("{} {}", status.slug(), status.label())).collect();
        format!("“{text}”不是检查结果，应为 {} 之一", words.join("、"))
    })
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    if let Some(code) = arguments.printing.refuse()? {
        return Ok(code);
    }
    let office = Office::open(&arguments.question.place, Mode::Read).await?;
    let wanted = CheckWanted {
        as_of: arguments.question.as_of,
        known_at: arguments.question.known_at,
        organisation: arguments.organisation,
        clause: arguments.clause,
        status: arguments.status,
    };
    let rows = office.check(&wanted).await?;
    office.close().await;
    let table = office::findings_table(&format!("检查结果，截至 {}", arguments.question.as_of), &rows);
    arguments.printing.print(&rows, vec![("检查结果", table)], "没有符合条件的检查结果")?;
    output::talk(&summary(&rows));
    Ok(ExitCode::SUCCESS)
}

fn summary(rows: &[FindingRow]) -> String {
    let counted = Status::ALL.iter().filter_map(|status| {
        let count = rows.iter().filter(|row| row.status == status.slug()).count();
        (count > 0).then(|| format!("{} {count}", status.label()))
    });
    let counted: Vec<String> = counted.collect();
    format!("共 {} 项：{}", rows.len(), if counted.is_empty() { "无".into() } else { counted.join("，") })
}
