//! `wuhua plan`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::{Day, Office, PlanView, SheetToWrite, Table, YearPlanWanted};
use terminal::output;

/// 安排：一年里哪天做什么、谁负责、谁参加、为的是哪一条，照着办就样样达标
///
/// 已经记下的算在里面，缺什么排什么；只要还有工作日就排在工作日，每周尽量一样多。
/// 负责的由规则定，经办的轮流：书记负责而不必亲自做的，由支委分着办。
/// 上级的认定、要由组织决定的、还没有发生的事排不进去，列在后面。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 组织的全称
    #[arg(long, value_name = "名称")]
    organisation: String,
    /// 哪一年
    #[arg(long, value_name = "年", value_parser = year)]
    year: i32,
    /// 从这一天起安排，用于年中；不写就从年初起
    #[arg(long, value_name = "日期", value_parser = super::day)]
    from: Option<Day>,
    /// 主题党日固定在每月几日；那天不上班就挪到之后的工作日，当月没有了就挪到之前的
    #[arg(long, value_name = "几日", default_value_t = 10, value_parser = day_of_month)]
    theme_day: u32,
    /// 输出的格式：ics 是日历文件，可以导入手机和邮箱
    #[arg(long, value_name = "格式", value_enum, default_value_t = Format::Table)]
    format: Format,
    /// 写到文件，不写到屏幕
    #[arg(long, value_name = "文件")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Table,
    Json,
    Xlsx,
    Ics,
}

/// The standard begins in 2018, so that 2019 is its first whole year; the lunar calendar is certain for this century.
fn year(text: &str) -> Result<i32, String> {
    let year = text.parse().ok().filter(|year| (2019..=2099).contains(year));
    year.ok_or_else(|| format!("“{text}”不是能安排的年份，应为 2019 至 2099 之间的一年"))
}

fn day_of_month(text: &str) -> Result<u32, String> {
    let day = text.parse().ok().filter(|day| (1..=31).contains(day));
    day.ok_or_else(|| format!("“{text}”不是一个月里的几日，应为 1 至 31"))
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    if arguments.format == Format::Xlsx && arguments.out.is_none() {
        output::talk("错误：工作簿要写到文件里，请加 --out 文件名.xlsx");
        return Ok(ExitCode::from(output::WRONG_USAGE));
    }
    if let Some(from) = arguments.from.filter(|from| from.year() != arguments.year) {
        output::talk(&format!(
            "错误：--from {from} 不在 {} 年里；请写那一年里的一天，或者换一个 --year",
            arguments.year
        ));
        return Ok(ExitCode::from(output::WRONG_USAGE));
    }
    arguments.out.as_deref().map(output::refuse_what_is_there).transpose()?;
    let office = Office::open(&arguments.place, Mode::Read).await?;
    let wanted = YearPlanWanted {
        organisation: arguments.organisation,
        year: arguments.year,
        from: arguments.from,
        theme_day: arguments.theme_day,
    };
    let plan = office.plan(&wanted).await?;
    office.close().await;
    let bytes = match arguments.format {
        Format::Table => {
            let tables = tables(&plan).map(|(_, table)| table.to_text());
            tables.collect::<Vec<_>>().join("\n").into_bytes()
        }
        Format::Json => output::json(&plan)?,
        Format::Xlsx => {
            let mut sheets: Vec<SheetToWrite> =
                tables(&plan).map(|(name, table)| SheetToWrite::of(name, table)).collect();
            sheets.iter_mut().take(1).for_each(|sheet| sheet.titles.extend(plan.notes.iter().cloned()));
            office::workbook(&sheets)?
        }
        Format::Ics => office::calendar_file(&plan).into_bytes(),
    };
    output::data(&bytes, arguments.out.as_deref())?;
    output::talk(&summary(&plan));
    Ok(ExitCode::SUCCESS)
}

/// The plan, what is each person's own where anything is, and what is not planned.
fn tables(plan: &PlanView) -> impl Iterator<Item = (&'static str, Table)> {
    let own = Some(plan.own_table()).filter(|table| !table.rows.is_empty());
    let own = own.map(|table| ("各人的数", table));
    std::iter::once(("工作安排", plan.table())).chain(own).chain([("没有安排的", plan.unplanned_table())])
}

fn summary(plan: &PlanView) -> String {
    let mut lines = plan.notes.clone();
    lines.push(format!("共安排 {} 项，没有安排的 {} 条", plan.items.len(), plan.unplanned.len()));
    lines.join("\n")
}
