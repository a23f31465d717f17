//! `wuhua init`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::{AccountFor, Office};
use terminal::output;

use super::account;

/// The name of the first administrator.
const ADMINISTRATOR: &str = "guanli";

/// 建立一个新的空台账
///
/// 目录里会有台账 ledger.db 和保险库钥匙 vault.key(权限 0600)。钥匙丢了，身份证号、电话等个人信息就再也读不出来，请另行备份。同时建立第一个管理员账号，供网页使用，密码只显示这一次。
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    let key_file = office::init(&arguments.place).await?;
    output::talk(&format!("已建立台账：{}", arguments.place));
    output::talk(&format!("保险库钥匙：{}。请另行备份", key_file.path().display()));
    let office = Office::open(&arguments.place, Mode::Write).await?;
    let made =
        office.open_account(&super::operator().may(), ADMINISTRATOR, &AccountFor::Administrator, super::now()).await;
    office.close().await;
    account::tell(&made?);
    Ok(ExitCode::SUCCESS)
}
