//! The commands. The comment on a command's arguments is its manual.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use anyhow::{Context, Result};
use facts::{Day, Instant};
use ledger::Location;
use rulebook::{Rulebook, Status};
use sweep::compare::{compare, table as difference_table};
use sweep::lake::Lake;
use sweep::place::Place;
use sweep::progress::Progress;
use sweep::run::{Totals, Wanted, run};
use sweep::simulate::{Population, simulate};
use sweep::standard::Otherwise;
use sweep::sync::sync;
use terminal::output;
use terminal::typed::{day, instant, location};
use views::{Align, Table};

#[derive(Debug, clap::Subcommand)]
pub enum Command {
    Sync(Sync),
    Simulate(Simulate),
    Run(Run),
    Compare(Compare),
}

/// 同步：把台账里新增的记录放进数据湖
///
/// 没有新记录的组织不读，没有变化的单位不写；中断了再来一次就行。
#[derive(Debug, clap::Args)]
pub struct Sync {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "台账", value_parser = location)]
    ledger: Location,
    /// 数据湖的文件夹，或 s3:// 开头的地址
    #[arg(value_name = "数据湖")]
    lake: String,
}

/// 模拟：造任意多个支部的记录，直接放进一个空的数据湖
///
/// 支部大小、层级、会议出勤、差错都和演示集团一样；同样的数目和种子，造出的文件逐字节相同。
#[derive(Debug, clap::Args)]
pub struct Simulate {
    /// 数据湖的文件夹，或 s3:// 开头的地址
    #[arg(value_name = "数据湖")]
    lake: String,
    /// 多少个支部
    #[arg(long, value_name = "个数")]
    branches: NonZeroUsize,
    /// 从哪个数造起
    #[arg(long, value_name = "种子", default_value_t = 1)]
    seed: u64,
    /// 记录到哪一天为止；从两年前开始
    #[arg(long, value_name = "日期", value_parser = day, default_value = "2026-12-31")]
    until: Day,
}

/// 算：用整部标准把数据湖里的组织全部算一遍，写下各层的汇总
///
/// 结果写到文件夹里：own 是各组织自己的，totals.parquet 是连同下级的。中断了用同样的参数再来一次，算完的单位不再算。
#[derive(Debug, clap::Args)]
pub struct Run {
    /// 数据湖的文件夹，或 s3:// 开头的地址
    #[arg(value_name = "数据湖")]
    lake: String,
    /// 截至哪一天；几天用逗号隔开
    #[arg(long, value_name = "日期", value_parser = day, value_delimiter = ',', required = true)]
    as_of: Vec<Day>,
    /// 只算到这一刻为止已经记下的
    #[arg(long, value_name = "时刻", value_parser = instant)]
    known_at: Option<Instant>,
    #[command(flatten)]
    otherwise: Otherwise,
    /// 结果写到哪个文件夹，或 s3:// 开头的地址
    #[arg(long, value_name = "文件夹")]
    out: String,
    /// 每一项检查结果也写下来，带着它依据的记录
    #[arg(long)]
    findings: bool,
    /// 用几个线程；不写就用这台机器的全部
    #[arg(long, value_name = "个数")]
    threads: Option<NonZeroUsize>,
}

/// 比较：两次运行的结果有哪些不同，如换了参数以后
#[derive(Debug, clap::Args)]
pub struct Compare {
    /// 前一次的结果
    #[arg(value_name = "前一次")]
    one: String,
    /// 后一次的结果
    #[arg(value_name = "后一次")]
    other: String,
}

impl Command {
    pub fn run(self) -> Result<()> {
        match self {
            Command::Sync(arguments) => arguments.run(),
            Command::Simulate(arguments) => arguments.run(),
            Command::Run(arguments) => arguments.run(),
            Command::Compare(arguments) => arguments.run(),
        }
    }
}

impl Sync {
    fn run(self) -> Result<()> {
        let lake = Lake::open_or_create(&self.lake)?;
        let synced = sync(&self.ledger, &lake, &Progress::shown())?;
        output::talk(&format!(
            "台账里有 {} 个组织，其中 {} 个有新记录；写了 {} 个单位",
            synced.organisations, synced.grown, synced.units
        ));
        Ok(())
    }
}

impl Simulate {
    fn run(self) -> Result<()> {
        let lake = Lake::open_or_create(&self.lake)?;
        let population = Population { branches: self.branches.get(), seed: self.seed, until: self.until };
        let made = simulate(&lake, population, &Progress::shown())?;
        output::talk(&format!("造了 {} 个组织，{} 条记录，其中人次 {}", made.organisations, made.records, made.people));
        Ok(())
    }
}

impl Run {
    fn run(self) -> Result<()> {
        if let Some(threads) = self.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
            pool.context("系统没有给出运行所需的线程")?;
        }
        let lake = Lake::open(&self.lake)?;
        let rulebook = self.otherwise.standard()?;
        let set: Vec<String> = self.otherwise.set.iter().map(typed).collect();
        let as_of: Vec<Day> = self.as_of.into_iter().collect::<BTreeSet<Day>>().into_iter().collect();
        let wanted = Wanted { as_of, known_at: self.known_at, findings: self.findings };
        let out = Place::at(&self.out, true)?;
        let totals = run(&lake, &out, &wanted, (&rulebook, &set), &Progress::shown())?;
        output::data(totals_table(&rulebook, &totals).to_text().as_bytes(), None)
    }
}

/// A parameter as it was typed, the same however it was spaced.
fn typed(setting: &office::Setting) -> String {
    let from = setting.from.map(|day| format!("@{day}")).unwrap_or_default();
    format!("{}={}{from}", setting.name, setting.value)
}

impl Compare {
    fn run(self) -> Result<()> {
        let differences = compare(&Place::at(&self.one, false)?, &Place::at(&self.other, false)?)?;
        if differences.is_empty() {
            return output::data("没有不同\n".as_bytes(), None);
        }
        output::data(difference_table(&differences).to_text().as_bytes(), None)
    }
}

/// All together, by chapter and status, day by day.
fn totals_table(rulebook: &Rulebook, totals: &Totals) -> Table {
    let mut headers = vec![("截至", Align::Left), ("组织数", Align::Right), ("章", Align::Left)];
    headers.extend(Status::ALL.map(|status| (status.label(), Align::Right)));
    let mut table = Table::new("全部组织的检查结果", &headers);
    for (day, organisations, sums) in &totals.days {
        for chapter in &rulebook.chapters {
            let of = |status: Status| -> u64 {
                let own = |clause: &u16| {
                    rulebook.clauses.get(usize::from(*clause)).is_some_and(|one| one.chapter == chapter.letter)
                };
                sums.iter().filter(|((clause, _, of), _)| *of == status && own(clause)).map(|(_, count)| count).sum()
            };
            let counts = Status::ALL.map(of);
            if counts.iter().any(|count| *count > 0) {
                let mut row = vec![day.to_string(), organisations.to_string(), chapter.name.clone()];
                row.extend(counts.map(|count| count.to_string()));
                table.rows.push(row);
            }
        }
    }
    table
}
