//! `wuhua account add`, `password`, `second-factor` and `end`.

use std::process::ExitCode;

use anyhow::Result;
use ledger::{Location, Mode};
use office::access::Role;
use office::{AccountFor, AccountMade, Office};
use terminal::output;

/// 网页的账号：建立、重设密码、停用
///
/// 支部里的人按名册上今天的职务有权，换届后不用再改；二级单位、集团党务、督查和管理员要授权。网页开着时请在网页上管账号。
#[derive(Debug, clap::Subcommand)]
pub enum Arguments {
    Add(Add),
    Password(Named),
    SecondFactor(Named),
    End(Named),
}

/// 建立一个账号，打印它的密码（只显示这一次）
#[derive(Debug, clap::Args)]
pub struct Add {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 登录用的账号名
    #[arg(value_name = "账号")]
    name: String,
    /// 账号属于名册上的这个人；要同时写 --organisation
    #[arg(long, value_name = "姓名", conflicts_with = "role", requires = "organisation")]
    member: Option<String>,
    /// 授权的角色
    #[arg(long, value_name = "角色", value_enum, required_unless_present = "member")]
    role: Option<Seat>,
    /// 党员所在的组织，或授权管到的组织（含它的下级）
    #[arg(long, value_name = "组织")]
    organisation: Option<String>,
}

/// 重设密码并打印新密码，或去掉二次验证，或停用账号；登录着的都退出
#[derive(Debug, clap::Args)]
pub struct Named {
    /// 数据目录，或 postgres:// 开头的地址
    #[arg(value_name = "目录", value_parser = super::location)]
    place: Location,
    /// 登录用的账号名
    #[arg(value_name = "账号")]
    name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Seat {
    /// 二级单位党务
    UnitOffice,
    /// 集团党务
    GroupOffice,
    /// 督查，只看
    Inspector,
    /// 管理员，只管账号
    Administrator,
}

pub async fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments {
        Arguments::Add(wanted) => add(wanted).await,
        Arguments::Password(Named { place, name }) => {
            let office = Office::open(&place, Mode::Write).await?;
            let made = office.reset_password(&super::operator().may(), &name, super::now()).await;
            office.close().await;
            tell(&made?);
            Ok(ExitCode::SUCCESS)
        }
        Arguments::SecondFactor(Named { place, name }) => {
            let office = Office::open(&place, Mode::Write).await?;
            let reset = office.reset_second_factors_named(&super::operator().may(), &name, super::now()).await;
            office.close().await;
            reset?;
            output::talk(&format!("已去掉账号 {name} 的动态码、恢复码、通行密钥和统一登录，登录着的都退出了"));
            Ok(ExitCode::SUCCESS)
        }
        Arguments::End(Named { place, name }) => {
            let office = Office::open(&place, Mode::Write).await?;
            let ended = office.end_account_named(&super::operator().may(), &name, super::now()).await;
            office.close().await;
            ended?;
            output::talk(&format!("已停用账号 {name}"));
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn add(wanted: Add) -> Result<ExitCode> {
    let whose = match (wanted.member, wanted.role, wanted.organisation) {
        (Some(person), _, Some(organisation)) => AccountFor::Member { organisation, person },
        (_, Some(Seat::Administrator), _) => AccountFor::Administrator,
        (_, Some(seat), Some(organisation)) => AccountFor::Seat { role: role(seat), organisation },
        _ => {
            output::talk("错误：请用 --organisation 写明管到哪个组织");
            return Ok(ExitCode::from(output::WRONG_USAGE));
        }
    };
    let office = Office::open(&wanted.place, Mode::Write).await?;
    let made = office.open_account(&super::operator().may(), &wanted.name, &whose, super::now()).await;
    office.close().await;
    tell(&made?);
    Ok(ExitCode::SUCCESS)
}

fn role(seat: Seat) -> Role {
    match seat {
        Seat::UnitOffice => Role::UnitOffice,
        Seat::GroupOffice => Role::GroupOffice,
        Seat::Inspector => Role::Inspector,
        Seat::Administrator => Role::Administrator,
    }
}

/// The password is talk, not data: nothing that collects stdout keeps it.
pub fn tell(AccountMade { name, password }: &AccountMade) {
    output::talk(&format!("账号 {name}，密码 {password}（只显示这一次；七天之内用它登录，先改成自己的）"));
}
