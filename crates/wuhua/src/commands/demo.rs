//! `wuhua demo`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use ledger::{LedgerError, Location, Mode};
use office::live::Live;
use office::{Day, Office, OfficeError, RoleAccount};
use terminal::output;
use web::DemonstrationAccount;

use super::serve::serve;
use crate::settings::{FILE, Options, Settings};

/// How many branches the second table lists.
const WORST_SHOWN: usize = 10;

/// 示范：一个虚构的集团，六个单位、六十个支部、两年的台账
///
/// 目录是新的，就先建好示范集团；不是示范的台账不动。然后打印各单位五化得分和最需要帮助的十个支部，启动网页，并列出各角色的账号。姓名和数字都是虚构的。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", default_value = "wuhua-demo", value_parser = super::location)]
    place: Location,
    /// 台账记到哪一天，也是评定日；不写就是今天
    #[arg(long, value_name = "日期", value_parser = super::day)]
    today: Option<Day>,
    /// 新建时造多少个支部
    #[arg(long, value_name = "数", default_value_t = office::demonstration::BRANCHES)]
    branches: usize,
    /// 只打印表格，不启动网页
    #[arg(long)]
    no_serve: bool,
    /// 把网址和各角色的账号、密码写进这个文件（JSON，只有本人能读），供程序使用
    #[arg(long, value_name = "文件", conflicts_with = "no_serve")]
    accounts_file: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let settings = Settings::read(&arguments.options, Some(&arguments.place))?;
    let today = arguments.today.unwrap_or_else(|| super::now().day());
    if is_new(&arguments.place).await {
        office::init(&arguments.place).await?;
        output::talk("正在建立示范集团……");
        let office = Office::open(&arguments.place, Mode::Write).await?;
        let made = office.make_demonstration(&super::operator().may(), today, arguments.branches).await?;
        output::talk(&format!(
            "已建立示范集团：{} 个组织，{} 条记录，在 {}",
            made.organisations, made.facts, arguments.place
        ));
        office.close().await;
    }
    let live = Live::open(&arguments.place).await?;
    live.office().refuse_unless_demonstration().await?;
    // What is kept of everybody is made here, with somebody watching, and the server finds it.
    live.refresh(today, |_, _| {}).await?;
    let overview = live.overview(today);
    let text = format!(
        "截至 {today}\n\n{}\n{}",
        overview.units_table().to_text(),
        overview.worst_table(WORST_SHOWN).to_text()
    );
    output::data(text.as_bytes(), None)?;
    output::talk(&format!(
        "\n看一个支部的全部结果：wuhua check {} --as-of {today} --organisation 支部名称",
        arguments.place
    ));
    if arguments.no_serve {
        live.close().await;
        return Ok(ExitCode::SUCCESS);
    }
    show(&arguments, &settings, live).await
}

/// Serves the pages, with accounts for everybody who may want to look.
async fn show(arguments: &Arguments, settings: &Settings, live: Live) -> Result<ExitCode> {
    let accounts = live.office().demonstration_accounts(&super::operator().may(), super::now()).await?;
    output::talk("\n可以用这些账号登录（密码每次启动都换）：");
    for account in &accounts {
        output::talk(&format!("  {:<9} {}  {}", account.name, account.password, account.who));
    }
    let told = accounts.clone();
    let shown =
        accounts.into_iter().map(|RoleAccount { name, password, who }| DemonstrationAccount { name, password, who });
    serve(live, settings, shown.collect(), |address| match &arguments.accounts_file {
        Some(file) => tell(file, address, &told),
        None => Ok(()),
    })
    .await
}

/// The address and the accounts, for a program that started this one.
fn tell(file: &Path, address: SocketAddr, accounts: &[RoleAccount]) -> Result<()> {
    let account = |RoleAccount { name, password, who }: &RoleAccount| serde_json::json!({ "name": name, "password": password, "who": who });
    let told = serde_json::json!({
        "address": format!("http://{address}"),
        "accounts": accounts.iter().map(account).collect::<Vec<_>>(),
    });
    output::for_owner_alone(file, &output::json(&told)?)
}

/// No ledger is there, and nothing else either. A server that does not answer, say, is not new.
async fn is_new(place: &Location) -> bool {
    match Office::open(place, Mode::Read).await {
        Err(OfficeError::Ledger(LedgerError::NotALedger { .. })) => match place {
            Location::Directory(directory) => holds_at_most_the_beginning(Path::new(directory)),
            Location::Postgres(_) => true,
        },
        _ => false,
    }
}

/// What an interrupted beginning leaves behind is no obstacle to beginning again; anything else is somebody's.
fn holds_at_most_the_beginning(directory: &Path) -> bool {
    let ours = ["ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db-journal", "ledger.lock", "vault.key", FILE];
    let is_ours = |name: std::ffi::OsString| ours.iter().any(|known| name == *known);
    match std::fs::read_dir(directory) {
        Ok(mut entries) => entries.all(|entry| entry.is_ok_and(|entry| is_ours(entry.file_name()))),
        Err(_) => true,
    }
}
